/** When a date is due, as the record keeps it. */
import { type CalendarDate, dateAt, lastDay } from './dates.js';
import { calendarLexicon } from './lexicon.js';
import { scan } from './tokens.js';

/** The date as the record keeps it: a full date, or a month where no day is printed; null without any year. */
export function isoDate(date: CalendarDate, fiscalYear: number | null): string | null {
  const year = date.year ?? (fiscalYear === null ? null : fiscalYear + date.yearOffset);
  if (year === null) return null;
  if (date.month === null) return `${year}-12-31`;
  const month = `${year}-${String(date.month).padStart(2, '0')}`;
  if (date.day === null) return month;
  return `${month}-${String(date.day === 'last' ? lastDay(year, date.month) : date.day).padStart(2, '0')}`;
}

/** The last day that a date allows: 2024-12 is due on 2024-12-31. */
export function lastDayOf(iso: string): string {
  const [year, month, day] = iso.split('-');
  return day === undefined ? `${iso}-${lastDay(Number(year), Number(month))}` : iso;
}

/** Before a date in its own column: 截至2024年12月, ≤2024-12-31, 于年底前. */
const OPENING_WORDS = new Set(['截至', '截止', '截止到', '不晚于', '不迟于', '于', '在', '≤', '<=']);

/**
 * A column of deadlines (完成时限): 2024 年 12 月 -> 2024-12, 2024.12.31, 2024/6/30, 全年 of the form's year. Words may
 * follow (2024年12月底前完成); null where there is no date, no year, or another number.
 */
export function readDeadline(text: string, fiscalYear: number | null): string | null {
  const cell = scan(text, calendarLexicon);
  const first = cell.tokens.findIndex((token) => token.kind !== 'mark' && !OPENING_WORDS.has(token.text));
  const found = first < 0 ? null : dateAt(cell, first, true);
  if (!found || cell.tokens.slice(found.next).some((token) => token.kind === 'number')) return null;
  return isoDate(found.date, fiscalYear);
}
