/**
 * Pages of a list that no page of it links: 首页 1 2 … 尾页, the same on all of them. What is linked shows how they are
 * called, how far they go, and that they are numbered one by one.
 */
import type { Link } from './links.js';
import { MOST_PAGES, type Pagination } from './numbered-pages.js';

/** `/list_12_7.html`, `/list/7/`, `?page=7`: what stands before the number, and after it. */
const NUMBERED = /^(.*[_/=-])(\d{1,5})((?:\.\w{2,5}|\/)?(?:[?&][^/]*)?)$/;

/** The pages between `page` and the last one that is linked, where the next one is not linked. */
export function pagesBetween(links: readonly Link[], page: string, found: Pagination): void {
  const series = new Map<string, { numbers: Set<number>; last: number }>();
  for (const { url, via } of links) {
    const match = NUMBERED.exec(url);
    if (!match) continue;
    const around = `${match[1]}\n${match[3]}`;
    const known = series.get(around) ?? { numbers: new Set(), last: 0 };
    const number = Number(match[2]);
    // 首页 is a link like any other; what is called the last page, or by its number, says how far they go.
    if (via === 'pagination') known.last = Math.max(known.last, number);
    known.numbers.add(number);
    series.set(around, known);
  }
  const own = NUMBERED.exec(page);
  for (const [around, { numbers, last: highest }] of series) {
    const [before, after] = around.split('\n');
    const now = own && own[1] === before && own[3] === after ? Number(own[2]) : 1;
    const all = new Set([...numbers, now]);
    const byOne = [...all].some((n) => all.has(n + 1));
    const last = Math.min(highest, now + MOST_PAGES);
    if (!byOne || numbers.has(now + 1)) continue;
    for (let n = now + 1; n < last; n++) found.hrefs.push(`${before}${n}${after}`);
  }
}
