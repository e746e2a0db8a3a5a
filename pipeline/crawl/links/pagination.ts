/**
 * The other pages of a list, where the page does not link them but has a script make the links. Read are TRS
 * (`createPageHTML`, `Pager`, `countPage`), Ucap (`createPageHTML` with a container), Hanweb (`jpage`, `dataproxy.jsp`),
 * jpaas (page-units.ts), VSB (numbers that descend) and data that is asked for by page number.
 */
import type { HtmlFacts } from '../markup/facts.js';
import { addressKind, PAGE_PARAMETER } from '../markup/link-text.js';
import { findAskedLists } from './asked-lists.js';
import { dataPages, dataProxy } from './data-pages.js';
import type { Link } from './links.js';
import { calledPages, countPage, MOST_PAGES, type Pagination } from './numbered-pages.js';
import { findUnits } from './page-units.js';
import { pagesBetween } from './pages-between.js';
import { nextFragment, turnedPages } from './turned-lists.js';

/** The pages of the list that `page` is one of. `links` are those that were found on it. */
export function findPages(facts: HtmlFacts, links: readonly Link[], page: string): Pagination {
  const found: Pagination = { hrefs: [], posted: new Map(), bare: [], notes: [] };
  for (const call of facts.calls) {
    calledPages(call, page, found);
    if ([...call.properties.values()].some((value) => /dataproxy\.jsp/i.test(value))) dataProxy(call, found);
  }
  if (found.hrefs.length === 0) countPage(facts, page, found);
  if (found.hrefs.length === 0) turnedPages(facts, links, page, found);
  for (const run of facts.partial) byParameter(run, found);
  descending(links, page, found);
  pagesBetween(links, page, found);
  dataPages(facts, links, page, found);
  nextFragment(facts, links, page, found);
  found.hrefs.push(...findUnits(facts.units, page, MOST_PAGES));
  const asked = findAskedLists(facts);
  found.hrefs.push(...asked.hrefs);
  found.posted = asked.posted;
  found.bare = asked.bare;
  found.notes.push(...asked.notes);
  if (facts.postsBack) found.notes.push('a list that goes on by posting its form (__doPostBack), which is not done');
  return found;
}

/** `'/common/search/…?page=' + n`: data by page number. */
function byParameter(run: string, found: Pagination): void {
  const match = /[?&]([\w-]{1,30})=$/.exec(run);
  if (match && PAGE_PARAMETER.test(match[1]!) && addressKind(run) && !found.hrefs.includes(`${run}2`))
    found.hrefs.push(`${run}1`);
}

/** VSB: the first page is `zfgk.htm`, the next one `zfgk/12.htm`, and so on down to `zfgk/1.htm`. */
function descending(links: readonly Link[], page: string, found: Pagination): void {
  const { origin, pathname } = new URL(page);
  const folder = /^(.*\/[\w-]+)\.(html?)$/i.exec(pathname);
  if (!folder) return;
  let highest = 0;
  for (const { url, via } of links) {
    if (via !== 'pagination' || !url.startsWith(`${origin}${folder[1]}/`)) continue;
    const number = /\/(\d{1,5})\.html?$/i.exec(url);
    if (number) highest = Math.max(highest, Number(number[1]));
  }
  if (highest < 2) return;
  const lowest = Math.max(1, highest - MOST_PAGES);
  for (let n = highest; n >= lowest; n--) found.hrefs.push(`${origin}${folder[1]}/${n}.${folder[2]}`);
}
