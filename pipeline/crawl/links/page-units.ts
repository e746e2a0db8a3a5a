/**
 * Lists that a page asks its publishing system for, unit by unit (jpaas of 大汉, on sites of ministries and of whole
 * provinces). The page says what to ask for, in an attribute of the script that asks:
 *
 *     <script src="…/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 *       queryData="{'parseType':'bulidstatic','webId':'52','tplSetId':'Ms…','pageType':'column','tagId':'列表新闻','pageId':'1638'}">
 *
 * The answer is JSON whose `data.html` is the list, with its size: `<div class="pagination" rows="15" count="417"
 * pageNo="1">`; the same element stands in the page, with `queryData`, where the first page of the list does as well.
 */
import type { PageUnit } from '../markup/facts.js';

const ADDRESS = '/api-gateway/jpaas-publish-server/front/page/build/unit';
const PAIR = /['"]([\w-]{1,40})['"]\s*:\s*['"]([^'"]{0,300})['"]/g;
/** Of which page of the list: `{"pageNo":2,"pageSize":15}`. */
const PAGE_OF_LIST = 'paramJson';
const MOST_UNITS = 50;

/** The addresses of the lists that a page fills itself with, and of their further pages; `most` of each. */
export function findUnits(units: readonly PageUnit[], page: string, most: number): string[] {
  const url = new URL(page);
  const hrefs: string[] = [];
  for (const { address, query, rows, count, number } of units.slice(0, MOST_UNITS)) {
    const pairs = [...query.matchAll(PAIR)].map(([, name, value]): [string, string] => [name!, value!]);
    const asked = new Map(pairs);
    const isOfPage = asked.has('pageId') || asked.has('webId');
    // What stands beside an article, again beside each: related links, the weather.
    const isOfColumn = (asked.get('pageType') ?? 'column') === 'column';
    const pages = rows > 0 ? Math.min(most, Math.ceil(count / rows)) : 0;
    if (isOfPage && isOfColumn) {
      if (rows === 0) hrefs.push(addressOf(address || ADDRESS, pairs));
      for (let n = 2; n <= pages; n++) hrefs.push(addressOf(address || ADDRESS, [...pairs, pageOf(n, rows)]));
    } else if (query === '' && url.pathname.endsWith('/build/unit')) {
      const own = [...url.searchParams].filter(([name]) => name !== PAGE_OF_LIST);
      // The first page names all; each of these the next one, for lists that have grown.
      const isFirst = !url.searchParams.has(PAGE_OF_LIST);
      for (let n = number + 1; n <= (isFirst ? pages : Math.min(pages, number + 1)); n++)
        hrefs.push(addressOf(url.pathname, [...own, pageOf(n, rows)]));
    }
  }
  return hrefs;
}

function pageOf(number: number, rows: number): [string, string] {
  return [PAGE_OF_LIST, JSON.stringify({ pageNo: number, pageSize: rows })];
}

function addressOf(address: string, pairs: readonly (readonly [string, string])[]): string {
  const mark = address.includes('?') ? '&' : '?';
  return address + mark + pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
