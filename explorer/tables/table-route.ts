/** A view of a table, as it stands in the URL: what is searched, filtered, sorted and chosen. */
import type { Filter } from '../../pipeline/explorer/api.js';
import { currentRoute, goWith, hrefOf } from '../app/route.js';

export interface TableView {
  search: string;
  filters: Filter[];
  sort: string;
  /** Null: those that are shown by themselves. */
  columns: string[] | null;
  offset: number;
}

const NOTHING_CHOSEN: TableView = { search: '', filters: [], sort: '', columns: null, offset: 0 };

/** Reads the view from a URL. Filters that nobody could have made are left out: somebody typed them. */
export function viewFrom(query: URLSearchParams): TableView {
  return {
    search: query.get('search') ?? '',
    filters: filtersFrom(query.get('filters')),
    sort: query.get('sort') ?? '',
    columns: query.get('columns')?.split(',').filter(Boolean) ?? null,
    offset: Math.max(0, Number.parseInt(query.get('offset') ?? '0', 10) || 0),
  };
}

/** The other way round: what a view is asked by, of this server and in the URL. */
export function queryOf({ search, filters, sort, columns, offset }: TableView) {
  return {
    search: search || undefined,
    filters: filters.length > 0 ? JSON.stringify(filters) : undefined,
    sort: sort || undefined,
    columns: columns?.join(','),
    offset: offset || undefined,
  };
}

/** Changes the view where the reader is; to its first page, unless it says another. */
export function show(view: Partial<TableView>, options: { replace?: boolean } = {}): void {
  goWith(queryOf({ ...viewFrom(currentRoute().query), offset: 0, ...view }), options);
}

/** The address of a table with these filters. */
export function tableHref(table: string, filters: Filter[] = [], view: Partial<TableView> = {}): string {
  return hrefOf(['tables', table], queryOf({ ...NOTHING_CHOSEN, ...view, filters }));
}

export const is = (column: string, ...values: (string | number)[]): Filter => ({
  column,
  is: 'is',
  values: values.map(String),
});
export const isEmpty = (column: string): Filter => ({ column, is: 'empty' });

function filtersFrom(text: string | null): Filter[] {
  if (!text) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isFilter) : [];
  } catch {
    return [];
  }
}

function isFilter(thing: unknown): thing is Filter {
  if (typeof thing !== 'object' || thing === null) return false;
  const { column, is: kind, values } = thing as Partial<Filter>;
  const areTexts = values === undefined || (Array.isArray(values) && values.every((each) => typeof each === 'string'));
  return typeof column === 'string' && typeof kind === 'string' && areTexts;
}
