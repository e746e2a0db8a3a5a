/**
 * Lists that are turned by what only a script or a form sends: the page says how many pages there are (to a plug-in, in
 * words, or as numbers that lead nowhere), and somewhere else how one of them is asked for.
 */
import type { HtmlFacts } from '../markup/facts.js';
import { PAGE_PARAMETER } from '../markup/link-text.js';
import type { ScriptCall } from '../markup/script-reading.js';
import { OFFSET_PARAMETER, withValues } from './data-pages.js';
import { pageForm, turnForm } from './forms.js';
import type { Link } from './links.js';
import { aroundNumber, MOST_PAGES, numbered, type Pagination } from './numbered-pages.js';

/** 共 12 页 · 第 3/12 页 · 3/12 页 · 总页数：12, folded. */
const PRINTED = [
  /共(?:有|计)?(\d{1,5})页/,
  /(?:^|\D)\d{1,5}页?\/共?(\d{1,5})页/,
  /(?:总页数|总页|页数|页次)[::]?(?:\d{1,5}\/)?(\d{1,5})/,
];
/** `list_2.html`, `more-2.html`; `list_2024.html` is a year. */
const NUMBERED = /^(.*[_-])(\d{1,3})(\.s?html?)$/i;

/** Hidden fields that say how many pages, records, and records of a page there are. */
const PAGES_FIELD = /page_?(?:count|total|s$)|total_?page|count_?page/i;
const RECORDS_FIELD = /(?:total|record|row|item)_?(?:records?|count|rows?|items?|num)|^total$/i;
const SIZE_FIELD = /page_?size|per_?page/i;
/** Where the number of a page belongs in what a plug-in is told: `list_{page}.html`, `index-__page__.htm`. */
const NUMBER_HOLE = /\{(?:page|p|n|num|no|i|0|page_?(?:no|num|index))\}|__page__|#page#|\[page\]/i;
/** A script goes on by putting another number into the page's own address. */
const OWN_NUMBER_REPLACED = /\blocation\.(?:pathname|href)\.replace\(\s*\/[^/\n]{0,40}\\d/;
const PATH_NUMBER = /^(.*[/_-])(\d{1,5})(\/?|\.\w{2,5})$/;

/** The pages of a list that nothing else names. */
export function turnedPages(facts: HtmlFacts, links: readonly Link[], page: string, found: Pagination): void {
  const plugin = facts.calls.map(told).find((each) => each !== null);
  const shown = Math.max(facts.deadNumbers, ...facts.sentNumbers);
  const size = hidden(facts, SIZE_FIELD);
  const inFields = hidden(facts, PAGES_FIELD) || (size > 0 ? Math.ceil(hidden(facts, RECORDS_FIELD) / size) : 0);
  const count = plugin?.count ?? printedCount(facts.shape.short) ?? Math.max(shown, inFields);
  if (count < 2) return;
  const { before, after, sign } = aroundNumber(facts.partial);
  const turn = turnOf(facts, plugin?.template, size, page);
  if (turn) {
    // Further pages name the one after them, for lists that are longer than all that is named at once.
    const now = turn.now;
    const last = Math.min(count, now > 1 ? now + 1 : MOST_PAGES);
    for (let n = Math.max(2, now + (now > 1 ? 1 : 0)); n <= last; n++) found.hrefs.push(turn.href(n));
  } else if (before && after)
    numbered({ count, now: plugin?.now || null, name: before, extension: after, contained: false, sign }, page, found);
  else if (plugin) found.notes.push(`a list of ${count} pages that only a script knows`);
  else if (inFields > 1 && !links.some(({ via }) => via === 'pagination'))
    found.notes.push(`a list of ${count} pages of which no other one is known`);
}

/** How the page numbered n is asked for, by what the page's scripts, its forms or its own address say. */
function turnOf(
  facts: HtmlFacts,
  template: string | undefined,
  size: number,
  page: string,
): { href: (n: number) => string; now: number } | null {
  const url = new URL(page);
  const runTo = (parameter: RegExp) =>
    facts.partial.find((each) => parameter.test(/[?&]([\w-]{1,30})=$/.exec(each)?.[1] ?? ''));
  const own = [...url.searchParams].find(([name, value]) => PAGE_PARAMETER.test(name) && /^\d{1,5}$/.test(value));
  const now = Number(own?.[1] ?? 1);
  if (template) return { href: (n) => template.replace(NUMBER_HOLE, String(n)), now };
  const run = runTo(PAGE_PARAMETER);
  if (run) return { href: (n) => `${run}${n}`, now };
  const offset = size > 0 ? runTo(OFFSET_PARAMETER) : undefined;
  if (offset) return { href: (n) => `${offset}${(n - 1) * size}`, now };
  const form = pageForm(facts.forms);
  if (form) return { href: (n) => turnForm(form, n), now };
  if (own) return { href: (n) => withValues(url, { [own[0]]: n }), now };
  const path = OWN_NUMBER_REPLACED.test(facts.scriptText) ? PATH_NUMBER.exec(url.pathname) : null;
  return path && { href: (n) => `${path[1]}${n}${path[3]}${url.search}`, now: Number(path[2]) };
}

function hidden({ hidden: fields }: HtmlFacts, name: RegExp): number {
  return [...fields].find(([key]) => name.test(key))?.[1] ?? 0;
}

/**
 * What plug-ins are told of the list: `laypage.render({count: 90, limit: 15, …})`, `$('#p').pagination({pageCount: 6, …})`,
 * `$('#p').pagination(90, {items_per_page: 15, …})`.
 */
function told({
  name,
  arguments: given,
  properties,
}: ScriptCall): { count: number; now: number; template: string | undefined } | null {
  if (!/page|pagin|paging/i.test(name)) return null;
  const number = (pattern: RegExp) =>
    Number([...properties].find(([key, value]) => pattern.test(key) && /^\d{1,7}$/.test(value))?.[1] ?? 0);
  const perPage = number(/^(?:limit|page_?size|show_?data|per_?page|items_?per_?page|rows)$/i);
  const items =
    number(/^(?:count|total|total_?(?:data|count|num|number|items|records?)|items)$/i) ||
    (/^\d{1,7}$/.test(given[0] ?? '') ? Number(given[0]) : 0);
  const count =
    number(/^(?:page_?(?:count|total)|total_?pages?|pages|count_?page)$/i) ||
    (perPage > 0 ? Math.ceil(items / perPage) : 0);
  const now = number(/^(?:current|curr|cur_?page|current_?page|page_?index|page_?no|now_?page)$/i);
  const template = [...properties.values()].find((value) => /[./?=]/.test(value) && NUMBER_HOLE.test(value));
  return count < 2 ? null : { count, now, template };
}

function printedCount(short: string): number | undefined {
  for (const pattern of PRINTED) {
    const count = pattern.exec(short)?.[1];
    if (count !== undefined) return Number(count);
  }
  return undefined;
}

/** 加载更多: a page that is a piece of a list, and has a number, is followed by the next one until one is not there. */
export function nextFragment(facts: HtmlFacts, links: readonly Link[], page: string, found: Pagination): void {
  const url = new URL(page);
  if (facts.isWhole || facts.scripts > 0 || facts.counts.has('data')) return;
  if (links.length === 0 || facts.shape.prose > 0 || printedCount(facts.shape.short) !== undefined) return;
  const path = NUMBERED.exec(url.pathname);
  const own = [...url.searchParams].find(([name, value]) => PAGE_PARAMETER.test(name) && /^\d{1,4}$/.test(value));
  if (own) found.hrefs.push(withValues(url, { [own[0]]: Number(own[1]) + 1 }));
  else if (path) found.hrefs.push(`${url.origin}${path[1]}${Number(path[2]) + 1}${path[3]}${url.search}`);
}
