/** The further pages of lists that scripts ask for as data: by record number (Hanweb's `dataproxy.jsp`) or by page number. */
import type { HtmlFacts } from '../markup/facts.js';
import { PAGE_PARAMETER, SIZE_PARAMETER } from '../markup/link-text.js';
import type { ScriptCall } from '../markup/script-reading.js';
import type { Link } from './links.js';
import { MOST_PAGES, type Pagination } from './numbered-pages.js';

const NESTED = /"([\w-]{1,30})":"?(\d{1,6})"?/g;
/** From which record on, counted from 0. */
export const OFFSET_PARAMETER = /^(?:offset|start|skip|from|first)$/i;
const DEFAULT_GROUP = 3;
const MOST_NOTES = 10;
/** `/data/list_2.json`, `/list/3/2.json` */
const NUMBERED_DATA = /^(.*[_/-])(\d{1,4})(\.\w{2,5})$/;

/** Hanweb's `$('#123').jpage({proxyurl, perpage, totalrecord, ajaxParam: {…}})`: groups of some pages each. */
export function dataProxy({ properties }: ScriptCall, found: Pagination): void {
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

/** Data that was asked for by page number or by record number: what comes after it, if there was something in it. */
export function dataPages({ counts }: HtmlFacts, links: readonly Link[], page: string, found: Pagination): void {
  const url = new URL(page);
  const items = links.filter(({ via }) => via !== 'pagination').length;
  const start = Number(url.searchParams.get('startrecord') ?? Number.NaN);
  const end = Number(url.searchParams.get('endrecord') ?? Number.NaN);
  if (/dataproxy\.jsp$/i.test(url.pathname) && end >= start) {
    const total = counts.get('totalrecord') ?? (items > 0 ? end + 1 : 0);
    const group = end - start + 1;
    if (end < total) found.hrefs.push(withValues(url, { startrecord: end + 1, endrecord: end + group }));
    return;
  }
  if (!counts.has('data')) return;
  const path = NUMBERED_DATA.exec(url.pathname);
  if (path && url.search === '') {
    const now = Number(path[2]);
    if (items > 0 && now < (counts.get('pages') ?? Number.POSITIVE_INFINITY))
      found.hrefs.push(`${url.origin}${path[1]}${now + 1}${path[3]}`);
    return;
  }
  const parameter = [...url.searchParams].find(([name, value]) => PAGE_PARAMETER.test(name) && /^\d{1,7}$/.test(value));
  if (items === 0) return;
  if (!parameter) {
    const offset = [...url.searchParams].find(
      ([name, value]) => OFFSET_PARAMETER.test(name) && /^\d{1,7}$/.test(value),
    );
    const size = sizeOf(url);
    if (offset && size > 0 && items >= size)
      found.hrefs.push(withValues(url, { [offset[0]]: Number(offset[1]) + size }));
    if (!url.pathname.endsWith('/build/unit')) nestedPage(url, found); // page-units.ts knows these
    return;
  }
  const [name, value] = parameter;
  const now = Number(value);
  const size = sizeOf(url);
  const pages = counts.get('pages');
  const total = counts.get('total');
  // Where nothing tells the end, pages are asked for until one is empty; then it has no links.
  const more = pages !== undefined ? now < pages : total !== undefined && size > 0 ? now * size < total : true;
  if (more) found.hrefs.push(withValues(url, { [name]: now + 1 }));
}

function sizeOf({ searchParams }: URL): number {
  return Number(
    [...searchParams].find(([key, given]) => SIZE_PARAMETER.test(key) && /^\d{1,5}$/.test(given))?.[1] ?? 0,
  );
}

/** `params={"pageIndex":0,…}`: the number of the page in JSON in a parameter (Epoint). Asked for until one is empty. */
function nestedPage(url: URL, found: Pagination): void {
  for (const [name, value] of url.searchParams) {
    const match = /^\{/.test(value)
      ? [...value.matchAll(NESTED)].find(([, key]) => PAGE_PARAMETER.test(key!))
      : undefined;
    if (!match) continue;
    const [all, key, number] = match;
    const next = value.replace(all, `"${key}":"${Number(number) + 1}"`);
    const query = [...url.searchParams].map(([each, given]) =>
      [each, each === name ? next : given].map(encodeURIComponent).join('='),
    );
    found.hrefs.push(`${url.origin}${url.pathname}?${query.join('&')}`);
    return;
  }
}

/** The URL with other values of some of its parameters, in their place. */
export function withValues(url: URL, values: Record<string, number>): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0]!;
      return name in values ? `${name}=${values[name]}` : pair;
    });
  return `${url.origin}${url.pathname}?${pairs.join('&')}`;
}
