/** What a fetched page says: where it leads, whether it is what was asked for, and whether it is a list or a document. */
import { gunzipSync } from 'node:zlib';
import { decodePage } from '../../../extractors/html/charset.js';
import { formLinks, pageForm } from '../links/forms.js';
import { gkmlptColumns } from '../links/gkmlpt.js';
import { type Link, LinkSet } from '../links/links.js';
import { findPages } from '../links/pagination.js';
import { canonicalUrl } from '../links/url.js';
import { readFeed } from '../markup/feed.js';
import { HtmlReader } from '../markup/html.js';
import { isLibrary, isListScript } from '../markup/link-text.js';
import { madeLinks } from '../markup/made-links.js';
import { readRefresh, turnedTo } from '../markup/refresh.js';
import { type CrawlWords, crawlWords } from '../words.js';
import { type Role, roleOf } from './role.js';
import { judge, judgeApplication, judgeData, type Verdict } from './verdict.js';

export type { Link } from '../links/links.js';
export type { Role } from './role.js';
export type { Verdict } from './verdict.js';

export interface Page {
  title: string;
  /** Each URL once, in the order of the page, those that scripts would make at the end. */
  links: Link[];
  verdict: Verdict;
  role: Role;
  /** The encoding in which it was read; empty for what is no text. */
  charset: string;
  /** What was not read, cut or not understood, in words. */
  notes: string[];
  /** Addresses that scripts of the page make of records that they ask for. */
  made: string[];
  /** Scripts of its own host that may define what it calls and does not define. */
  scripts: string[];
}

const MOST_LINKS = 20_000;
const MOST_BYTES = 32 * 2 ** 20;
/** Characters of a list of addresses in plain text. */
const MOST_LIST = 5_000_000;
/** Scripts that are asked for because of one page. */
const MOST_SCRIPTS = 5;
/** Characters up to which it may be pictures that say what a page has to say. */
const LITTLE_TEXT = 200;
const MOST_UNPACKED = 64 * 2 ** 20;
/** A sitemap: a file, and not an encoding of the transfer. */
export const PACKED_LIST = /\.(?:xml|txt)\.gz(?:[?#]|$)/i;
/** What a server calls a page, or data for one. */
export const PAGE_TYPE = /^(?:text\/(?:html|xml|json)|application\/(?:json|xhtml\+xml|xml|rss\+xml|atom\+xml))/i;
/** Files that are no pages by their first bytes, as latin1. */
const FORMATS: [string, string][] = [
  ['%PDF-', 'PDF'],
  ['PK\x03\x04', 'ZIP'],
  ['\xd0\xcf\x11', 'Office'],
  ['Rar!', 'RAR'],
  ['7z\xbc\xaf', '7z'],
  ['{\\rtf', 'RTF'],
  ['\xff\xd8\xff', 'a picture'],
  ['\x89PNG', 'a picture'],
  ['GIF8', 'a picture'],
];
const FEED = /^<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|rdf|datastore|recordset|record|data|root|result|response)\b/i;
const MARKUP = /<(?:!doctype|[a-z][a-z0-9]{0,15})(?:\s[^<>]{0,2000})?>/i;
/** The sizes that lists in JSON say of themselves. */
const COUNTS: [string, RegExp][] = [
  ['total', /"(?:total|totalCount|totalRecords?|totalElements|totalNum|recordCount)"\s*:\s*"?(\d{1,9})\b/i],
  ['pages', /"(?:pages|totalPages?|pageCount|pageTotal)"\s*:\s*"?(\d{1,7})\b/i],
];
/** zTree: what is asked for to open a branch. */
const TREE = /\basync\s*:\s*\{[^{}]{0,500}\bautoParam\b/;
/** The beginning of a titled record of a list in JSON. */
const RECORD = /"(?:\w{0,20}title|name)"\s*:\s*"[^"]{6}/gi;

/**
 * Reads what was answered: HTML, sitemap, RSS or Atom, the data files of list pages, or something else, which has no
 * links. `parent` is the page that led here, `made` the addresses that its scripts make of records, `scripts` what the scripts
 * hold that it shares with other pages. Never throws whatever the bytes are; time and memory are linear in them. Nothing is
 * executed.
 */
export function readPage(
  bytes: Uint8Array,
  about: {
    url: string;
    status: number;
    contentType?: string;
    refresh?: string;
    link?: string;
    parent?: string;
    made?: readonly string[];
    scripts?: string;
  },
  words: CrawlWords = crawlWords(),
): Page {
  const notes: string[] = [];
  const content = unpack(bytes, about.url, about.contentType ?? '', notes);
  const start = Buffer.from(content.subarray(0, 8)).toString('latin1');
  const format = FORMATS.find(([signature]) => start.startsWith(signature))?.[1];
  if (format) return nothing(`not a page but ${format}`, notes);
  const cut = content.subarray(0, MOST_BYTES);
  if (cut.length < content.length) notes.push(`only the first ${MOST_BYTES} of ${content.length} bytes are read`);
  const declared = /charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(about.contentType ?? '')?.[1] ?? null;
  const decoded = decodePage(cut, declared);
  if (!decoded) return nothing('not text in any known encoding', notes);
  const reader = new HtmlReader(words, MOST_LINKS, about.scripts);
  const isHtml = /html/i.test(about.contentType ?? '');
  const read = readText(decoded.text, { isHtml, isScript: isListScript(about.url) }, reader);
  if (!read) return nothing('neither markup nor data', notes, decoded.encoding);
  // Before the one of the page, as in browsers.
  reader.facts.refresh = readRefresh(about.refresh ?? '') ?? reader.facts.refresh;
  for (const href of turnedTo(about.link ?? '')) reader.add({ href, text: '', via: 'pagination' });
  return assemble(reader, read, about, decoded, notes, words);
}

function nothing(note: string, notes: string[], charset = ''): Page {
  return {
    title: '',
    links: [],
    verdict: { kind: 'content' },
    role: 'other',
    charset,
    notes: [...notes, note],
    made: [],
    scripts: [],
  };
}

/**
 * `sitemap.xml.gz` is a file and not an encoding of the transfer; a page that is still packed was packed twice, by its
 * application and by the server before it, or without saying so.
 */
function unpack(bytes: Uint8Array, url: string, contentType: string, notes: string[]): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (!PACKED_LIST.test(url)) {
    if (!PAGE_TYPE.test(contentType)) return bytes;
    notes.push('packed once more than the server says');
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    notes.push(`cannot be unpacked: ${(error as Error).message}`);
    return new Uint8Array();
  }
}

/** Reads by what the text is, and says what; null for what holds no links. */
function readText(
  text: string,
  declared: { isHtml: boolean; isScript: boolean },
  reader: HtmlReader,
): 'html' | 'feed' | 'data' | null {
  const start = text.slice(0, 4096).replace(/^[\s\ufeff]+/, '');
  const root = start.replace(
    /^(?:<\?[^>]{0,500}\?>|<!--[\s\S]{0,2000}?-->|<!DOCTYPE\s+(?!html)[^>[]{0,500}>|\s)+/i,
    '',
  );
  if (FEED.test(root) || (start.startsWith('<?xml') && !/<html\b/i.test(start) && !/^<!doctype html/i.test(root))) {
    readFeed(text, reader);
    reader.facts.shape.end();
    return 'feed';
  }
  if (/^[[{]\s*(?:["[{\]}]|\d)/.test(start) || /^[\w$.]{1,60}\s*\(\s*[[{]/.test(start)) {
    reader.script(text, 'data');
    for (const [name, pattern] of COUNTS) {
      const count = pattern.exec(text)?.[1];
      if (count) reader.count(name, Number(count));
    }
    reader.count('data', 1);
    return 'data';
  }
  if (declared.isScript) {
    reader.script(text, 'data');
    return 'data';
  }
  if (declared.isHtml || start.startsWith('<') || MARKUP.test(start) || text.trim() === '') {
    reader.read(text);
    return 'html';
  }
  const lines = text
    .slice(0, MOST_LIST)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0 || !lines.slice(0, 20).every((line) => /^https?:\/\/\S+$/i.test(line))) return null;
  for (const href of lines) reader.add({ href, text: '', via: 'sitemap' });
  return 'feed';
}

function assemble(
  reader: HtmlReader,
  read: 'html' | 'feed' | 'data',
  about: { url: string; status: number; parent?: string; made?: readonly string[] },
  { text, encoding: charset }: { text: string; encoding: string },
  notes: string[],
  words: CrawlWords,
): Page {
  const { facts } = reader;
  const page = canonicalUrl(about.url, about.url) ?? about.url;
  // What a script writes into a page is written as on that page.
  const base = baseOf(facts.base, isListScript(about.url) ? (about.parent ?? about.url) : about.url);
  const set = new LinkSet(page, base, charset, words);
  for (const { href, text, via, rel } of facts.links) set.add(href, text, via, rel);
  const made = read === 'html' ? facts.made : set.size === 0 ? (about.made ?? []) : [];
  for (const { href, text: title } of madeLinks(made, read === 'html' ? facts.scriptText : text))
    set.add(href, title, 'data');
  const written = set.list();
  const targets = facts.locations.map((href) => set.add(href, '', 'redirect')?.url ?? null);
  const refresh = facts.refresh ? canonicalUrl(facts.refresh.href, base, charset) : null;
  if (refresh) set.add(refresh, '', 'redirect');
  let verdict: Verdict =
    read === 'html'
      ? judge(
          {
            facts,
            links: written,
            url: page,
            status: about.status,
            refresh,
            scriptTargets: targets.filter((target) => target !== null),
          },
          words,
        )
      : read === 'data' && written.length === 0
        ? judgeData(text, words)
        : { kind: 'content' };
  if (verdict.kind === 'content') {
    for (const { href, text } of formLinks(facts.forms, words)) set.add(href, text, 'a');
    for (const { href, text } of gkmlptColumns(page, facts.scriptText)) set.add(href, text, 'data');
    const { hrefs, posted, bare, notes: said } = findPages(facts, written, page);
    for (const href of bare) set.remove(href);
    for (const href of hrefs) {
      const link = set.add(href, '', 'pagination');
      const how = posted.get(href);
      if (link && how) link.posted = how;
    }
    notes.push(...said);
    if (read === 'html' && set.size === 0) verdict = judgeApplication(facts);
  }
  const links = set.list().slice(0, MOST_LINKS);
  const role = verdict.kind !== 'content' ? 'other' : read === 'html' ? roleOf(facts, links, page, words) : 'list';
  notes.push(...remarks(reader, set, words, verdict));
  const records = read === 'data' && links.length === 0 ? (text.match(RECORD)?.length ?? 0) : 0;
  if (records > 0) notes.push(`${records} record(s) without an address, which only a script can make`);
  return {
    title: facts.metas.get('articletitle')?.trim() || facts.title,
    links,
    verdict,
    role,
    charset,
    notes,
    made: facts.made,
    scripts: facts.handlers.count > 0 ? sharedScripts(facts.scriptSources, base) : [],
  };
}

/** Scripts of the site itself, and no libraries. */
function sharedScripts(sources: readonly string[], base: string): string[] {
  const { origin } = new URL(base);
  const urls = sources.map((source) => canonicalUrl(source, base));
  const own = urls.filter((url) => url !== null && new URL(url).origin === origin && !isLibrary(url)) as string[];
  return [...new Set(own)].slice(0, MOST_SCRIPTS);
}

function baseOf(base: string | null, url: string): string {
  try {
    return base ? new URL(base, url).href : url;
  } catch {
    return url;
  }
}

/** What a reader of the log should know: what the page has, and the crawl does not follow. */
function remarks({ facts }: HtmlReader, set: LinkSet, words: CrawlWords, verdict: Verdict): string[] {
  const notes: string[] = [];
  const note = (count: number, text: string) => {
    if (count > 0) notes.push(`${count} ${text}`);
  };
  if (facts.cut > 0) notes.push(`links cut at ${MOST_LINKS}: ${facts.cut} more`);
  note(facts.commentedLinks, 'link(s) in comments, which are not followed');
  note(set.unusable, 'link(s) that are no http(s) address');
  note(facts.handlers.count, `handler(s) whose address only a script knows: ${facts.handlers.example}`);
  note(facts.templates, 'link(s) of templates that a script fills');
  note(facts.addedScripts, 'script(s) that a script adds, which are not read');
  note(facts.routes, 'link(s) within a program of scripts (#/…), which are not followed');
  note(facts.linkedPictures, 'link(s) to pictures, which are not read');
  if (facts.unread > 200) notes.push(`the last ${facts.unread} characters stand in a tag that is never closed`);
  if (/\bnofollow\b|\bnone\b/i.test(facts.metas.get('robots') ?? '')) notes.push('robots meta: nofollow');
  if (verdict.kind !== 'content') return notes;
  if (facts.sendsForms && !pageForm(facts.forms))
    notes.push('pages of a list that are had by sending a form, which is not done');
  if (facts.shape.own < LITTLE_TEXT && facts.shape.items === 0)
    // One in a script is furniture; several may be the pages of a flip book.
    note(
      facts.pictures + (facts.scriptPictures > 1 ? facts.scriptPictures : 0),
      'picture(s) and little text: what they show is not read',
    );
  const fetching = facts.calls.find(({ name }) =>
    /^(?:loadPageData|getInfoList|loadArticleList|queryList)$/.test(name),
  );
  if (fetching) notes.push(`a list is filled by script (${fetching.name}), by what is not known here`);
  if (TREE.test(facts.scriptText))
    notes.push('a tree whose branches are asked for when they are opened, which is not done');
  const guard = words.blocked.find(({ script }) => script.some((sign) => facts.scriptText.includes(sign)));
  if (guard) notes.push(`a guard beside content: ${guard.name}`);
  if (facts.shape.characters > 0 && set.size === 0 && facts.reloads)
    notes.push('its script leads to what only it knows, and nothing else leads on');
  if (facts.shape.characters === 0 && set.size === 0 && facts.scripts > 0) notes.push('empty without its scripts');
  return notes;
}
