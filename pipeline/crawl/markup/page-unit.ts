/** The elements that say which list a publishing system is asked for. */
import type { PageUnit } from './facts.js';

/** jpaas: `queryData` is what is asked for, `class="pagination" rows count` how long it is. */
export function unitOf(attributes: ReadonlyMap<string, string>): PageUnit | null {
  if (!attributes.has('querydata') && !attributes.has('rows')) return null;
  const number = (name: string) => (/^\d{1,7}$/.test(attributes.get(name) ?? '') ? Number(attributes.get(name)) : 0);
  const query = attributes.get('querydata')?.trim() ?? '';
  const rows = number('rows');
  const isLength = rows > 0 && attributes.has('count') && /\bpagination\b/.test(attributes.get('class') ?? '');
  if (query === '' && !isLength) return null;
  const length = isLength ? { rows, count: number('count') } : { rows: 0, count: 0 };
  return { address: attributes.get('url')?.trim() ?? '', query, ...length, number: number('pageno') || 1 };
}
