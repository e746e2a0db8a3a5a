/** A filter in words: 年度 = 2024、2025. */
import type { Filter, TableColumn } from '../../pipeline/explorer/api.js';
import { language, say } from '../app/language.js';

export function filterWords(filter: Filter, title: string, label: (value: string) => string): string {
  const values = (filter.values ?? []).map(label).join(language() === 'en' ? ', ' : '、');
  switch (filter.is) {
    case 'is':
      return `${title} = ${values}`;
    case 'is-not':
      return `${title} ≠ ${values}`;
    case 'contains':
      return say(`${title} 含 ${values}`, `${title} contains ${values}`);
    case 'at-least':
      return `${title} ≥ ${values}`;
    case 'at-most':
      return `${title} ≤ ${values}`;
    case 'empty':
      return say(`${title} 为空`, `${title} is empty`);
    case 'filled':
      return say(`${title} 不为空`, `${title} is not empty`);
  }
}

/** The filters with those of one column and kind replaced; none, where there are no values. */
export function withFilter(filters: readonly Filter[], filter: Filter): Filter[] {
  const others = filters.filter(({ column, is }) => column !== filter.column || !excludes(is, filter.is));
  const asksNothing = filter.is !== 'empty' && filter.is !== 'filled' && (filter.values ?? []).length === 0;
  return asksNothing ? others : [...others, filter];
}

/** Whether a filter of the one kind makes no sense beside one of the other. */
function excludes(before: Filter['is'], now: Filter['is']): boolean {
  const exact: Filter['is'][] = ['is', 'is-not', 'empty', 'filled'];
  if (now === 'empty' || before === 'empty') return true;
  return before === now || (exact.includes(before) && exact.includes(now));
}

/** A number that is measured or counted: below each other, their digits are compared. A year is a name. */
export function isAmount(column: TableColumn): boolean {
  return isNumeric(column) && !/(^|_)year$/.test(column.name);
}

export function isNumeric({ type }: TableColumn): boolean {
  return type === 'integer' || type === 'decimal';
}
