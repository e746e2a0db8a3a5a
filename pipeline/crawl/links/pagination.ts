/**
 * The other pages of a list, where the page does not link them but has a script make the links. Read are TRS
 * (`createPageHTML`, `Pager`, `countPage`), Ucap (`createPageHTML` with a container), Hanweb (`jpage`, `dataproxy.jsp`),
 * jpaas (page-units.ts), VSB (numbers that descend) and data that is asked for by page number.
 */
import type { HtmlFacts } from '../markup/facts.js';
import { addressKind, PAGE_PARAMETER } from '../markup/link-text.js';
import type { ScriptCall } from '../markup/script-reading.js';
import { findAskedLists } from './asked-lists.js';
import type { Link } from './links.js';
import { findUnits } from './page-units.js';

export interface Pagination {
  /** Addresses as they would stand in the page. */
  hrefs: string[];
  notes: string[];
}

/** Pages of a list that are named at once; the pages beyond are named by those before them. */
const MOST_PAGES = 1000;
const MOST_NOTES = 10;
const MOST_COUNT = 1_000_000;
const SIZE_PARAMETER = /^_?(?:pagesize|page_size|perpage|per_page|limit|rows|size|num)$/i;
const DEFAULT_GROUP = 3;
const EXTENSION = /^\.?(?:s?html?|jsp|aspx?|php)$/i;

/** The pages of the list that `page` is one of. `links` are those that were found on it. */
export function findPages(facts: HtmlFacts, links: readonly Link[], page: string): Pagination {
  const found: Pagination = { hrefs: [], notes: [] };
  for (const call of facts.calls) {
    const name = call.name.split('.').pop() ?? '';
    if (/^create_?Page(?:HTML|List|Nav|r|s)?\d?$/i.test(name)) createPage(call, page, found);
    else if (/^(?:pager|pagination|createpager|page)$/i.test(name)) pager(call, page, found);
    if ([...call.properties.values()].some((value) => /dataproxy\.jsp/i.test(value))) dataProxy(call, found);
  }
  if (found.hrefs.length === 0) countPage(facts, page, found);
  if (found.hrefs.length === 0) turner(facts, page, found);
  for (const run of facts.partial) byParameter(run, found);
  descending(links, page, found);
  dataPages(facts, links, page, found);
  found.hrefs.push(...findUnits(facts.units, page, MOST_PAGES));
  const asked = findAskedLists(facts.calls);
  found.hrefs.push(...asked.hrefs);
  found.notes.push(...asked.notes);
  if (facts.postsBack) found.notes.push('a list that goes on by posting its form (__doPostBack), which is not done');
  return found;
}

/**
 * `createPageHTML(count, current, name, extension)`, where pages count from 0 and page n is `name_n.extension`; and with a
 * container before it, where they count from 1. The page's own address tells which, where it is one of them.
 */
function createPage(call: ScriptCall, page: string, found: Pagination): void {
  const given = [...call.arguments];
  // The container stands first: `'page_div'`, or an expression.
  const contained = !/^\d+$/.test(given[0] ?? '') && /^\d+$/.test(given[1] ?? '');
  if (contained) given.shift();
  if (call.properties.size > 0 && given.length <= 1) pager(call, page, found);
  const [count, current, name, extension] = given;
  if (!/^\d{1,7}$/.test(count ?? '') || !name || !/^[\w\u0080-\uffff%./-]{1,200}$/.test(name)) return;
  if (!EXTENSION.test(extension ?? '')) return;
  numbered({ count: Number(count), now: pageNumber(current), name, extension: extension!, contained }, page, found);
}

/** `Pager({size: 25, current: 0, prefix: 'index', suffix: 'html'})` */
function pager({ properties }: ScriptCall, page: string, found: Pagination): void {
  const value = (pattern: RegExp) => [...properties].find(([key]) => pattern.test(key))?.[1];
  const count = value(/^(?:size|count|total_?pages?|page_?count|count_?page|pages)$/i);
  const name = value(/^(?:prefix|page_?name|name)$/i);
  const extension = value(/^(?:suffix|ext|extension|page_?ext)$/i);
  const now = value(/^(?:current|index|cur_?page|current_?page|page_?index)$/i);
  if (!/^\d{1,7}$/.test(count ?? '') || !name || !EXTENSION.test(extension ?? '')) return;
  numbered({ count: Number(count), now: pageNumber(now), name, extension: extension!, contained: false }, page, found);
}

/** TRS, written out in the page: `var countPage = 12; … "<a href=\"index_" + i + ".html\">"` */
function countPage({ constants, partial }: HtmlFacts, page: string, found: Pagination): void {
  const value = (pattern: RegExp) => [...constants].find(([key]) => pattern.test(key))?.[1];
  const count = value(/^(?:countPage|m_nPageCount|nPageCount|pageCount|totalPages?|pageTotal)$/i);
  if (!/^\d{1,7}$/.test(count ?? '') || Number(count) < 2) return;
  const now = value(/^(?:currentPage|m_nCurrPage|curPage|currPage|nowPage|pageIndex|nCurrIndex)$/i);
  const { before, after } = aroundNumber(partial);
  const name = value(/^(?:m_st?r?PageName|sPageName|pageName)$/i) ?? before;
  const extension = value(/^(?:m_st?r?PageExt|sPageExt|pageExt)$/i) ?? after;
  if (!name || !EXTENSION.test(extension ?? '')) return;
  numbered({ count: Number(count), now: pageNumber(now), name, extension: extension!, contained: false }, page, found);
}

/** What a script puts before and after the number of a page: `index` of `"index_"`, `html` of `".html"`. */
function aroundNumber(partial: readonly string[]): { before: string | undefined; after: string | undefined } {
  return {
    before: partial.map((run) => /(?:^|["'=/])([\w-]{1,100})_$/.exec(run)?.[1]).find((text) => text),
    after: partial.map((run) => /^\.(s?html?|jsp)\b/i.exec(run)?.[1]).find((text) => text),
  };
}

/**
 * Plug-ins that are told how long the list is, and call back to go to a page of it: `laypage.render({count: 90, limit: 15,
 * jump: …})`, `$('#p').pagination({pageCount: 6, callback: …})`.
 */
function turner({ calls, partial }: HtmlFacts, page: string, found: Pagination): void {
  for (const { name, properties } of calls) {
    if (!/page|paging|pagination|pager/i.test(name)) continue;
    const number = (pattern: RegExp) =>
      Number([...properties].find(([key, value]) => pattern.test(key) && /^\d{1,7}$/.test(value))?.[1] ?? 0);
    const perPage = number(/^(?:limit|page_?size|show_?data|per_?page|items_?per_?page|rows)$/i);
    const items = number(/^(?:count|total|total_?data|total_?count|total_?records?|items)$/i);
    const count =
      number(/^(?:page_?count|total_?pages?|pages|count_?page)$/i) || (perPage > 0 ? Math.ceil(items / perPage) : 0);
    if (count < 2) continue;
    const now = number(/^(?:current|curr|cur_?page|current_?page|page_?index|page_?no|now_?page)$/i);
    const run = partial.find((each) => PAGE_PARAMETER.test(/[?&]([\w-]{1,30})=$/.exec(each)?.[1] ?? ''));
    const { before, after } = aroundNumber(partial);
    if (run) for (let n = 2; n <= Math.min(count, MOST_PAGES); n++) found.hrefs.push(`${run}${n}`);
    else if (before && after)
      numbered({ count, now: now || null, name: before, extension: after, contained: false }, page, found);
    else if (found.notes.length < MOST_NOTES) found.notes.push(`a list of ${count} pages that only a script knows`);
    return;
  }
}

function pageNumber(text: string | null | undefined): number | null {
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}

interface Numbered {
  count: number;
  /** The number of the page as the script says it. */
  now: number | null;
  name: string;
  /** With its point or without. */
  extension: string;
  contained: boolean;
}

function numbered({ count, now, name, extension: suffix, contained }: Numbered, page: string, found: Pagination): void {
  const extension = suffix.replace(/^\./, '');
  if (count < 2 || count > MOST_COUNT || found.hrefs.length >= MOST_PAGES) return;
  const own = ownNumber(page, name, extension);
  const from1 = contained && now !== 0;
  let first = from1 ? 2 : 1;
  // Where nothing tells whether pages count from 0, one too many is asked for and none is missed.
  let last = from1 || now === null ? count : count - 1;
  if (own === 0 && now === 1 && !contained) last = count;
  else if (own !== null && own > 0 && now === own + 1) {
    // Pages counted from 1 whose addresses count from 0.
    first = 1;
    last = count - 1;
  } else if (own !== null && own > 0 && own === count) {
    first = 2;
    last = count;
  }
  const href = (n: number) => (n < first ? `${name}.${extension}` : `${name}_${n}.${extension}`);
  if (own === null || own === 0) {
    const end = Math.min(last, first + MOST_PAGES - 1);
    for (let n = first; n <= end; n++) found.hrefs.push(href(n));
    if (end < last)
      found.notes.push(
        `list of ${count} pages: the first ${MOST_PAGES} are named at once, the others by their neighbours`,
      );
    return;
  }
  found.hrefs.push(href(own - 1));
  if (own < last) found.hrefs.push(href(own + 1));
}

/** 0 for the first page of a list, n for `name_n`, null for what is no page of it. */
function ownNumber(page: string, name: string, extension: string): number | null {
  const file = new URL(page).pathname.split('/').pop() ?? '';
  const stem = name.split('/').pop() ?? '';
  if (file === '' || file.toLowerCase() === `${stem}.${extension}`.toLowerCase()) return 0;
  const match = /^(.*)_(\d{1,7})\.\w+$/.exec(file);
  return match && match[1]!.toLowerCase() === stem.toLowerCase() ? Number(match[2]) : null;
}

/** Hanweb's `$('#123').jpage({proxyurl, perpage, totalrecord, ajaxParam: {…}})`: groups of some pages each. */
function dataProxy({ properties }: ScriptCall, found: Pagination): void {
  if (found.hrefs.length >= MOST_PAGES) return;
  const own = new Map([...properties].map(([key, value]) => [key.toLowerCase(), value]));
  const proxy = [...properties.values()].find((value) => /dataproxy\.jsp/i.test(value))!;
  const number = (...names: string[]) =>
    Number(names.map((name) => own.get(name)).find((value) => /^\d{1,9}$/.test(value ?? '')) ?? 0);
  const perPage = number('perpage', 'pagesize') || 15;
  const group = perPage * (number('groupsize') || DEFAULT_GROUP);
  const total = number('totalrecord', 'totalcount', 'total');
  const asked = [...properties].filter(([key]) =>
    /^(?:col|appid|webid|path|columnid|sourcecontenttype|unitid|webname|permissiontype)$/i.test(key),
  );
  if (!asked.some(([key]) => /^columnid$/i.test(key)) && !proxy.includes('columnid=')) {
    if (found.notes.length < MOST_NOTES)
      found.notes.push('a list that a script asks dataproxy.jsp for, without saying of which column');
    return;
  }
  const query = asked.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  const mark = proxy.includes('?') ? '&' : '?';
  const groups = Math.max(1, Math.min(MOST_PAGES, Math.ceil(total / group)));
  for (let i = 0; i < groups; i++) {
    const range = `startrecord=${i * group + 1}&endrecord=${(i + 1) * group}&perpage=${perPage}`;
    found.hrefs.push(`${proxy}${mark}${range}${query ? `&${query}` : ''}`);
  }
  if (groups * group < total)
    found.notes.push(`list of ${total} records: the first ${groups * group} are asked for at once`);
}

/** `'/common/search/…?page=' + n`: data by page number. */
function byParameter(run: string, found: Pagination): void {
  const match = /[?&]([\w-]{1,30})=$/.exec(run);
  if (match && PAGE_PARAMETER.test(match[1]!) && addressKind(run)) found.hrefs.push(`${run}1`);
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

/** Data that was asked for by page number or by record number: what comes after it, if there was something in it. */
function dataPages({ counts }: HtmlFacts, links: readonly Link[], page: string, found: Pagination): void {
  const url = new URL(page);
  const items = links.filter(({ via }) => via !== 'pagination').length;
  const start = Number(url.searchParams.get('startrecord') ?? Number.NaN);
  const end = Number(url.searchParams.get('endrecord') ?? Number.NaN);
  if (/dataproxy\.jsp$/i.test(url.pathname) && end >= start) {
    const total = counts.get('totalrecord') ?? (items > 0 ? end + 1 : 0);
    const group = end - start + 1;
    if (end < total) found.hrefs.push(next(url, { startrecord: end + 1, endrecord: end + group }));
    return;
  }
  if (!counts.has('data')) return;
  const parameter = [...url.searchParams].find(([name, value]) => PAGE_PARAMETER.test(name) && /^\d{1,7}$/.test(value));
  if (!parameter || items === 0) return;
  const [name, value] = parameter;
  const now = Number(value);
  const size = Number(
    [...url.searchParams].find(([key, given]) => SIZE_PARAMETER.test(key) && /^\d{1,5}$/.test(given))?.[1] ?? 0,
  );
  const pages = counts.get('pages');
  const total = counts.get('total');
  // Where nothing tells the end, pages are asked for until one is empty; then it has no links.
  const more = pages !== undefined ? now < pages : total !== undefined && size > 0 ? now * size < total : true;
  if (more) found.hrefs.push(next(url, { [name]: now + 1 }));
}

function next(url: URL, values: Record<string, number>): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0]!;
      return name in values ? `${name}=${values[name]}` : pair;
    });
  return `${url.origin}${url.pathname}?${pairs.join('&')}`;
}
