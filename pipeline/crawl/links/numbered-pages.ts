/**
 * Lists whose pages are called `name.html`, `name_1.html`, `name_2.html`, where a script makes the links: what it is told
 * names them all. Read are TRS (`createPageHTML`, `Pager`, `PageContext.initPage`, `countPage`), Ucap (`createPageHTML` with
 * a container) and kkpager.
 */
import type { HtmlFacts } from '../markup/facts.js';
import type { ScriptCall } from '../markup/script-reading.js';
import type { Posted } from './posted-list.js';

export interface Pagination {
  /** Addresses as they would stand in the page. */
  hrefs: string[];
  /** Those of them that are posted, and how. */
  posted: Map<string, Posted>;
  /** Addresses that the page's scripts only post to: no links. */
  bare: string[];
  notes: string[];
}

/** Pages of a list that are named at once; the pages beyond are named by those before them. */
export const MOST_PAGES = 1000;
const MOST_COUNT = 1_000_000;
const EXTENSION = /^\.?(?:s?html?|jsp|aspx?|php)$/i;
/** `for (var k = 1; k < zys; k++)` counts up to what is called so, whatever it is called. */
const LOOP = /\bfor\s*\(\s*(?:var|let)?\s*[\w$]+\s*=\s*[01]\s*;\s*[\w$]+\s*<=?\s*([\w$]{1,40})\s*;/;
/** A call, or an object, that is told of the pages of a list. */
const TURNS = /page|pagin/i;

/** Pages that a call names, by its arguments or by the object that it is given. */
export function calledPages(call: ScriptCall, page: string, found: Pagination): void {
  if (!TURNS.test(call.name)) return;
  createPage(call, page, found);
  if (call.properties.size > 0) pager(call, page, found);
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
  const [count, current, name, extension] = given;
  if (!/^\d{1,7}$/.test(count ?? '') || !name || !/^[\w\u0080-\uffff%./-]{1,200}$/.test(name)) return;
  if (!EXTENSION.test(extension ?? '')) return;
  numbered({ count: Number(count), now: pageNumber(current), name, extension: extension!, contained }, page, found);
}

/** `Pager({size: 25, current: 0, prefix: 'index', suffix: 'html'})`; kkpager: `{pno, total, hrefFormer, hrefLatter}`. */
function pager({ properties }: ScriptCall, page: string, found: Pagination): void {
  const value = (pattern: RegExp) => [...properties].find(([key]) => pattern.test(key))?.[1];
  const former = value(/^href_?former$/i);
  if (former !== undefined) {
    const [total, latter] = [value(/^total$/i), value(/^href_?latter$/i)];
    if (/^\d{1,7}$/.test(total ?? '') && former && EXTENSION.test(latter ?? ''))
      numbered(
        { count: Number(total), now: pageNumber(value(/^pno$/i)), name: former, extension: latter!, contained: true },
        page,
        found,
      );
    return;
  }
  const count = value(/^(?:size|count|total_?pages?|page_?count|count_?page|pages)$/i);
  const name = value(/^(?:prefix|page_?name|name)$/i);
  const extension = value(/^(?:suffix|ext|extension|page_?ext)$/i);
  const now = value(/^(?:current|index|cur_?page|current_?page|page_?index)$/i);
  if (!/^\d{1,7}$/.test(count ?? '') || !name || !EXTENSION.test(extension ?? '')) return;
  numbered({ count: Number(count), now: pageNumber(now), name, extension: extension!, contained: false }, page, found);
}

/** TRS, written out in the page: `var countPage = 12; … "<a href=\"index_" + i + ".html\">"` */
export function countPage({ constants, partial, scriptText }: HtmlFacts, page: string, found: Pagination): void {
  const value = (pattern: RegExp) => [...constants].find(([key]) => pattern.test(key))?.[1];
  const count =
    value(/^(?:countPage|m_nPageCount|nPageCount|pageCount|totalPages?|pageTotal)$/i) ??
    constants.get(LOOP.exec(scriptText)?.[1] ?? '');
  if (!/^\d{1,7}$/.test(count ?? '') || Number(count) < 2) return;
  const now = value(/^(?:currentPage|m_nCurrPage|curPage|currPage|nowPage|pageIndex|nCurrIndex)$/i);
  const { before, after, sign } = aroundNumber(partial);
  const name = value(/^(?:m_st?r?PageName|sPageName|pageName)$/i) ?? before;
  const extension = value(/^(?:m_st?r?PageExt|sPageExt|pageExt)$/i) ?? after;
  if (!name || !EXTENSION.test(extension ?? '')) return;
  numbered(
    { count: Number(count), now: pageNumber(now), name, extension: extension!, contained: false, sign },
    page,
    found,
  );
}

/** What a script puts before and after the number of a page: `index` of `"index_"`, `html` of `".html"`. */
export function aroundNumber(partial: readonly string[]): Around {
  const found = partial.map((run) => /(?:^|["'=/])([\w-]{0,100}\w)([_-])$/.exec(run)).find((match) => match !== null);
  return {
    before: found?.[1],
    after: partial.map((run) => /^\.(s?html?|jsp|aspx?|php)\b/i.exec(run)?.[1]).find((text) => text),
    sign: found?.[2] === '-' ? '-' : '_',
  };
}

interface Around {
  before: string | undefined;
  after: string | undefined;
  /** What stands between the name and the number. */
  sign: '_' | '-';
}

export function pageNumber(text: string | null | undefined): number | null {
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
  sign?: '_' | '-';
}

export function numbered(
  { count, now, name, extension: suffix, contained, sign = '_' }: Numbered,
  page: string,
  found: Pagination,
): void {
  const extension = suffix.replace(/^\./, '');
  if (count < 2 || count > MOST_COUNT || found.hrefs.length >= MOST_PAGES) return;
  const own = ownNumber(page, name, extension, sign);
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
  const href = (n: number) => (n < first ? `${name}.${extension}` : `${name}${sign}${n}.${extension}`);
  if (own === null || own === 0) {
    const end = Math.min(last, first + MOST_PAGES - 1);
    for (let n = first; n <= end; n++) found.hrefs.push(href(n));
    if (end < last)
      found.notes.push(
        `list of ${count} pages: the first ${MOST_PAGES} are named at once, the others by their neighbours`,
      );
    return;
  }
  // With a hyphen the first page has its number as well.
  if (own > 1 || sign === '_') found.hrefs.push(href(own - 1));
  if (own < last) found.hrefs.push(href(own + 1));
}

/** 0 for the first page of a list, n for `name_n`, null for what is no page of it. */
function ownNumber(page: string, name: string, extension: string, sign: string): number | null {
  const file = new URL(page).pathname.split('/').pop() ?? '';
  const stem = name.split('/').pop() ?? '';
  if (file === '' || file.toLowerCase() === `${stem}.${extension}`.toLowerCase()) return 0;
  const match = /^(.*)([_-])(\d{1,7})\.\w+$/.exec(file);
  return match && match[2] === sign && match[1]!.toLowerCase() === stem.toLowerCase() ? Number(match[3]) : null;
}
