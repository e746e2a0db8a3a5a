/** HTML to what the crawler wants to know of it, in one pass: links as they are written, and the shape of the page. */

import type { CrawlWords } from '../words.js';
import { foldWord } from '../words.js';
import { emptyFacts, type HtmlFacts, type PageUnit, type RawLink, type RawVia } from './facts.js';
import { readFeed } from './feed.js';
import { PageFunctions } from './functions.js';
import { readHandler } from './handler.js';
import { addressKind, namesFile } from './link-text.js';
import { type MarkupHandler, readMarkup } from './markup.js';
import { readRefresh } from './refresh.js';
import { readScript } from './script.js';
import type { ScriptText } from './script-reading.js';

const LONGEST_TEXT = 300;
const LONGEST_TITLE = 500;
const MOST_METAS = 200;
const MOST_SCRIPT_TEXT = 200_000;
const MOST_SCRIPT_TEXTS = 50_000;
const MOST_LOCATIONS = 100;
const MOST_CALLS = 500;
const MOST_CAPTURES = 8;
const MOST_UNITS = 100;
/** Markup in scripts in markup in scripts: data of real pages has one of these. */
const DEEPEST_FRAGMENT = 2;

const BLOCKS = new Set(
  'address article aside blockquote body center dd dir div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section select table tbody td tfoot th thead tr ul br'.split(
    ' ',
  ),
);
const CELLS = new Set(['td', 'th']);
const ROWS = new Set(['tr', 'table', 'tbody', 'thead', 'tfoot']);
const ITEMS = new Set(['li', 'dd', 'dt', 'ul', 'ol', 'dl']);
/** Properties whose value is an address, also without an extension. */
const ADDRESS_KEY =
  /(?:^|[_-])(?:url|urls|href|link|pc|pcurl|uri|path|file|filepath|download|jump|target|src)$|(?:url|href|link|path)$/i;
/** `list_{page}.html` is filled by a script, as `{{url}}` is. */
const TEMPLATE = /\{\{|\$\{|<%|\{%|\{(?:[a-z_]\w{0,20}|\d)\}/i;
/** What was chosen from a `<select>`. */
const CHOICE = /\bthis\.(?:value|options\[[^\]]{1,60}\]\.value)/;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
const COMMENTED_LINK = /<a\b[^>]{0,500}?\bhref\s*=/gi;

/** Takes what a page holds, whether as markup, script or data. */
export class HtmlReader implements MarkupHandler {
  readonly facts: HtmlFacts;
  readonly #links = new Map<string, RawLink>();
  #depth = 0;
  /** How links of the piece that is being read were found, where not by themselves. */
  #via: RawVia | null = null;
  #raw: { tag: string; type: string; pieces: string[] } | null = null;
  #noscript = 0;
  #svg = 0;
  #functions = new PageFunctions('');
  /** What is done when something is chosen from the list of choices that is read. */
  #onChoice = '';
  #anchor: { link: RawLink | null; text: string; alternative: string } | null = null;
  readonly #captures: { tag: string; text: string; links: RawLink[] }[] = [];

  constructor(
    private readonly words: CrawlWords,
    private readonly limit: number,
  ) {
    this.facts = emptyFacts(words.footer);
  }

  read(source: string): void {
    this.#functions = new PageFunctions(source);
    this.facts.unread = readMarkup(source, this).unread;
    this.#endRaw();
    this.#endAnchor();
    this.facts.shape.end();
  }

  /** Reads markup that stands in data or in a script. */
  fragment(source: string, via: RawVia): void {
    if (this.#depth >= DEEPEST_FRAGMENT) return;
    const outer = this.#via;
    this.#depth++;
    this.#via = via;
    this.facts.shape.endLine();
    readMarkup(source, this);
    this.#endRaw();
    this.#endAnchor();
    this.facts.shape.endLine();
    this.#via = outer;
    this.#depth--;
  }

  /** Reads JSON or a script. */
  script(source: string, via: 'script' | 'data', title = ''): void {
    const { facts } = this;
    const reading = readScript(source, { texts: MOST_SCRIPT_TEXTS }, facts.constants);
    facts.setsCookie ||= reading.setsCookie;
    facts.reloads ||= reading.reloads;
    facts.locations.push(...reading.locations.slice(0, MOST_LOCATIONS - facts.locations.length));
    facts.calls.push(...reading.calls.slice(0, MOST_CALLS - facts.calls.length));
    facts.partial.push(...reading.partial.slice(0, MOST_CALLS - facts.partial.length));
    for (const text of reading.texts) this.#scriptText(text, via, title);
  }

  open(tag: string, attributes: Map<string, string>, closed: boolean): void {
    if (this.#raw) this.#endRaw();
    const { facts } = this;
    if (tag === 'a') this.#endAnchor();
    if (BLOCKS.has(tag)) this.#block(tag);
    this.#attributes(tag, attributes);
    const unit = unitOf(attributes);
    if (unit && facts.units.length < MOST_UNITS) facts.units.push(unit);
    switch (tag) {
      case 'a':
        this.#openAnchor(attributes);
        break;
      case 'area':
        this.add({
          href: attributes.get('href') ?? '',
          text: attributes.get('alt') ?? attributes.get('title') ?? '',
          via: 'area',
        });
        break;
      case 'iframe':
      case 'frame':
        this.add({ href: attributes.get('src') ?? '', text: attributes.get('title') ?? '', via: 'iframe' });
        if (attributes.has('srcdoc')) this.fragment(attributes.get('srcdoc')!, 'iframe');
        break;
      case 'embed':
      case 'object':
        this.#addFile(attributes.get('src') ?? attributes.get('data') ?? '');
        break;
      case 'base':
        facts.base ??= attributes.get('href')?.trim() || null;
        break;
      case 'meta':
        this.#meta(attributes);
        break;
      case 'link':
        this.#linkElement(attributes);
        break;
      case 'input': {
        const type = attributes.get('type')?.toLowerCase();
        if (type === 'password') facts.passwords++;
        if (type !== 'hidden') facts.inputs++;
        break;
      }
      case 'img':
        facts.pictures += this.#anchor ? 0 : 1;
        if (this.#anchor) this.#anchor.alternative ||= attributes.get('alt') || attributes.get('title') || '';
        break;
      case 'select':
        this.#onChoice = attributes.get('onchange') ?? '';
        break;
      case 'option':
        if (CHOICE.test(this.#onChoice))
          this.#handler(tag, this.#onChoice.replace(CHOICE, JSON.stringify(attributes.get('value') ?? '')));
        break;
      case 'noscript':
        if (!closed) this.#noscript++;
        break;
      case 'svg':
        if (!closed) this.#svg++;
        break;
      case 'script':
      case 'style':
      case 'title':
      case 'textarea':
      case 'xmp':
        if (tag === 'script') facts.scripts++;
        if (!closed) this.#raw = { tag, type: attributes.get('type')?.toLowerCase() ?? '', pieces: [] };
        break;
    }
  }

  close(tag: string): void {
    if (this.#raw) this.#endRaw();
    if (tag === 'a') this.#endAnchor();
    else if (tag === 'noscript') this.#noscript = Math.max(0, this.#noscript - 1);
    else if (tag === 'svg') this.#svg = Math.max(0, this.#svg - 1);
    if (this.#captures.length > 0) this.#endCaptures(tag);
    if (BLOCKS.has(tag)) this.#block(tag);
  }

  text(text: string): void {
    const { facts } = this;
    if (this.#raw) {
      this.#raw.pieces.push(text);
      return;
    }
    if (this.#noscript > 0) {
      if (facts.noscriptText.length < 2000) facts.noscriptText += text.slice(0, 2000);
      return;
    }
    if (this.#anchor && this.#anchor.text.length < LONGEST_TEXT) this.#anchor.text += text.slice(0, LONGEST_TEXT);
    for (const capture of this.#captures)
      if (capture.text.length < LONGEST_TEXT) capture.text += text.slice(0, LONGEST_TEXT);
    facts.shape.text(text, this.#anchor !== null);
  }

  comment(text: string): void {
    this.facts.commentedLinks += text.match(COMMENTED_LINK)?.length ?? 0;
  }

  cdata(text: string): void {
    this.text(text);
  }

  #block(tag: string): void {
    if (CELLS.has(tag)) this.facts.shape.cell();
    else this.facts.shape.endLine(ROWS.has(tag) ? 'row' : ITEMS.has(tag) ? 'item' : 'line');
  }

  #attributes(tag: string, attributes: Map<string, string>): void {
    for (const [name, value] of attributes) {
      if (name === 'onclick' || name === 'ondblclick') this.#handler(tag, value);
      else if (name === 'onload' && tag === 'body') this.script(value, 'script');
      else if (name.startsWith('data-')) {
        const kind = addressKind(value);
        if (kind === 'file' || kind === 'page' || (kind === 'path' && ADDRESS_KEY.test(name)))
          this.#addOn(tag, { href: value, text: attributes.get('title') ?? '', via: 'data' });
      } else if (name === 'value' && (tag === 'option' || tag === 'input' || tag === 'param')) {
        const kind = addressKind(value);
        if (kind === 'file' || (kind && tag === 'option')) this.add({ href: value, text: '', via: 'data' });
      }
    }
  }

  /** `onclick`, and `javascript:` addresses. */
  #handler(tag: string, source: string): void {
    const { facts } = this;
    const { hrefs, isUnread, postsBack, sends } = readHandler(source, facts.constants, this.#functions);
    for (const href of hrefs) this.#addOn(tag, { href, text: '', via: 'onclick' });
    facts.postsBack ||= postsBack;
    facts.sendsForms ||= sends;
    if (!isUnread) return;
    facts.handlers.count++;
    facts.handlers.example ||= source.trim().slice(0, 100);
  }

  #scriptText({ value, key, call, title }: ScriptText, via: 'script' | 'data', outer: string): void {
    const text = title || outer;
    if (this.#depth < DEEPEST_FRAGMENT && value.length > 10) {
      if (/<(?:a|area|iframe|li|tr|td|div|span|p|ul|dd|option)[\s>]/i.test(value)) {
        this.fragment(value, via);
        return;
      }
      // JSON in JSON, and `setTimeout("location.href='…'")`.
      if (/^\s*[{[]\s*["{[]/.test(value) || /\blocation\b[^=]{0,20}=/.test(value)) {
        this.#depth++;
        this.script(value, via, text);
        this.#depth--;
        return;
      }
    }
    const kind = addressKind(value);
    if (/^[\w./%-]+\.json(?:\?|$)/i.test(value) && /(?:^|\.)(?:get|getJSON|ajax|fetch)$/.test(call)) {
      this.add({ href: value, text, via });
      return;
    }
    if (!kind || /dataproxy\.jsp$/i.test(value)) return;
    // Data for scripts of the page; the ones that are lists are asked for by the scripts that are read here.
    if (/\.json(?:[?#]|$)/i.test(value) && !/^url$/i.test(key) && !/get|ajax|fetch|post/i.test(call)) return;
    if (
      kind === 'path' &&
      !ADDRESS_KEY.test(key) &&
      !/open|location|(?:^|\.)(?:ajax|get|getJSON|fetch|axios)$/i.test(call) &&
      !(key === '' && value.endsWith('/'))
    )
      return;
    this.add({ href: value, text, via });
  }

  #openAnchor(attributes: Map<string, string>): void {
    const href = attributes.get('href')?.trim() ?? '';
    const rel = attributes.get('rel')?.trim().toLowerCase();
    let link: RawLink | null = null;
    if (/^javascript:/i.test(href)) this.#handler('a', decodeScript(href.slice('javascript:'.length)));
    else if (href !== '') link = this.add({ href, text: '', via: 'a', ...(rel ? { rel } : {}) });
    this.#anchor = { link, text: '', alternative: attributes.get('title') ?? '' };
  }

  #endAnchor(): void {
    const anchor = this.#anchor;
    if (!anchor) return;
    this.#anchor = null;
    const { shape } = this.facts;
    if (anchor.link) this.#name(anchor.link, anchor.text, anchor.alternative);
    else shape.unnamedLink();
    // Links in handlers of the anchor are named with the captures.
    this.#endCaptures('a');
  }

  /** Gives a link its text: what is printed, or the whole of it where that is cut, or what stands before it. */
  #name(link: RawLink, printed: string, alternative: string): void {
    let text = collapse(printed);
    const title = collapse(alternative);
    const stump = text.replace(/(?:\.{2,}|…+)$/, '');
    if (text === '' || (stump !== text && title.startsWith(stump.slice(0, 4)))) text = title || text;
    if (text === '' || this.words.uninformative.has(foldWord(text))) {
      const before = this.facts.shape.lineBefore(text);
      text = collapse(`${before} ${text}`);
    }
    if (link.text === '' || this.words.uninformative.has(foldWord(link.text))) link.text = text.slice(0, LONGEST_TEXT);
    this.facts.shape.link(text, namesFile(text) || addressKind(link.href) === 'file');
  }

  /** A link in an attribute of an element, which is named by the element's text. */
  #addOn(tag: string, raw: RawLink): void {
    const link = this.add(raw);
    if (link === null || link.text !== '') return;
    const last = this.#captures.at(-1);
    // Several links of one element.
    if (last?.tag === tag && last.text === '') last.links.push(link);
    else if (this.#captures.length < MOST_CAPTURES) this.#captures.push({ tag, text: '', links: [link] });
  }

  #endCaptures(tag: string): void {
    for (let i = this.#captures.length - 1; i >= 0; i--) {
      const capture = this.#captures[i]!;
      if (capture.tag !== tag) continue;
      this.#captures.splice(i, 1);
      for (const link of capture.links) this.#name(link, capture.text, '');
      return;
    }
  }

  #meta(attributes: Map<string, string>): void {
    const { facts } = this;
    const name = (
      attributes.get('name') ??
      attributes.get('property') ??
      attributes.get('http-equiv') ??
      ''
    ).toLowerCase();
    const content = attributes.get('content') ?? '';
    if (name === 'refresh' && this.#noscript === 0) facts.refresh ??= readRefresh(content);
    if (name && content && facts.metas.size < MOST_METAS && !facts.metas.has(name))
      facts.metas.set(name, content.slice(0, 2000));
  }

  #linkElement(attributes: Map<string, string>): void {
    const href = attributes.get('href') ?? '';
    const rel = attributes.get('rel')?.toLowerCase() ?? '';
    if (/\b(?:next|prev)\b/.test(rel)) this.add({ href, text: '', via: 'pagination', rel });
    else if (/\balternate\b/.test(rel) && /rss|atom/i.test(attributes.get('type') ?? ''))
      this.add({ href, text: attributes.get('title') ?? '', via: 'feed', rel });
    else if (/\bsitemap\b/.test(rel)) this.add({ href, text: '', via: 'sitemap', rel });
  }

  #addFile(href: string): void {
    if (addressKind(href) === 'file') this.add({ href, text: '', via: 'data' });
  }

  count(name: string, value: number): void {
    if (!this.facts.counts.has(name)) this.facts.counts.set(name, value);
  }

  /** Takes a link as it is written; one that is known already is returned, one too many is counted. */
  add(raw: RawLink): RawLink | null {
    const href = raw.href.trim();
    if (href === '' || href.startsWith('#')) return null;
    if (TEMPLATE.test(href)) {
      this.facts.templates++;
      return null;
    }
    const known = this.#links.get(href);
    if (known) return known;
    if (this.#links.size >= this.limit) {
      this.facts.cut++;
      return null;
    }
    const link = {
      ...raw,
      href,
      text: collapse(raw.text).slice(0, LONGEST_TEXT),
      via: this.#via && raw.via === 'a' ? this.#via : raw.via,
    };
    this.#links.set(href, link);
    this.facts.links.push(link);
    return link;
  }

  #endRaw(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = null;
    const source = raw.pieces.join('');
    const { facts } = this;
    if (raw.tag === 'title') {
      if (this.#svg === 0 && this.#depth === 0) facts.title ||= collapse(source).slice(0, LONGEST_TITLE);
      return;
    }
    if (raw.tag === 'style' || source.trim() === '') return;
    if (facts.scriptText.length < MOST_SCRIPT_TEXT)
      facts.scriptText += `${source.slice(0, MOST_SCRIPT_TEXT - facts.scriptText.length)}\n`;
    // Texts that a script shows as the article.
    if (raw.tag === 'textarea') {
      const markup = source.replace(/&(lt|gt|quot|amp);/g, (_, name) => ENTITIES[name]!);
      if (/<a\s/i.test(markup)) this.fragment(markup, 'script');
    }
    if (raw.tag !== 'script') return;
    if (/template|text\/html/.test(raw.type)) this.fragment(source, 'script');
    else if (/^\s*(?:<\?xml|<datastore|<recordset|<record\b)/i.test(source)) readFeed(source, this);
    else this.script(source, /json/.test(raw.type) ? 'data' : 'script');
  }
}

function decodeScript(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

function collapse(text: string): string {
  return text.replace(/[\s\u200b\ufeff]+/g, ' ').trim();
}

/** jpaas: `queryData` is what is asked for, `class="pagination" rows count` how long it is. */
function unitOf(attributes: ReadonlyMap<string, string>): PageUnit | null {
  if (!attributes.has('querydata') && !attributes.has('rows')) return null;
  const number = (name: string) => (/^\d{1,7}$/.test(attributes.get(name) ?? '') ? Number(attributes.get(name)) : 0);
  const query = attributes.get('querydata')?.trim() ?? '';
  const rows = number('rows');
  const isLength = rows > 0 && attributes.has('count') && /\bpagination\b/.test(attributes.get('class') ?? '');
  if (query === '' && !isLength) return null;
  const length = isLength ? { rows, count: number('count') } : { rows: 0, count: 0 };
  return { address: attributes.get('url')?.trim() ?? '', query, ...length, number: number('pageno') || 1 };
}
