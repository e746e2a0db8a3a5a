/** HTML to what the crawler wants to know of it, in one pass: links as they are written, and the shape of the page. */

import type { CrawlWords } from '../words.js';
import { ClickedElements } from './clicked.js';
import { collapse, emptyFacts, type HtmlFacts, type RawLink, type RawVia } from './facts.js';
import { readFeed } from './feed.js';
import { FormReader } from './forms.js';
import { type Choice, PageFunctions } from './functions.js';
import { readHandler } from './handler.js';
import { addressKind, isListScript } from './link-text.js';
import { countedLoops } from './loops.js';
import { type MarkupHandler, readMarkup } from './markup.js';
import { PageLinks } from './page-links.js';
import { unitOf } from './page-unit.js';
import { plainAddresses } from './plain-addresses.js';
import { readRefresh } from './refresh.js';
import { readScript } from './script.js';
import { ADDRESS_KEY, addsScript, linksOfText } from './script-addresses.js';
import type { ScriptText } from './script-reading.js';

const LONGEST_TITLE = 500;
const MOST_METAS = 200;
const MOST_SCRIPT_TEXT = 200_000;
const MOST_SCRIPT_TEXTS = 50_000;
const MOST_TEXTS_OF_ROUND = 20;
const MOST_LOCATIONS = 100;
const MOST_CALLS = 500;
const MOST_UNITS = 100;
const MOST_MADE = 10;
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
/** Attributes that publishing systems made up: `filepath="/upload/a.docx"`. */
const OWN_NAME =
  /^(?:xlink:href|hx-get|[\w:-]{0,20}-(?:href|url)|formaction|file_?(?:path|url|src)|(?:down|attach)(?:load)?_?(?:url|path|file)|fileurl|furl|path|url|link|rel-?url)$/;
/** Attributes that are read by their element, and such as people read. */
const READ_ELSEWHERE =
  /^(?:href|src|data|value|content|alt|title|download|action|style|class|id|name|placeholder|xmlns|on\w+)$/;
/** `:href="'/doc/' + d.id"` (Vue) */
const BOUND = /^(?::|v-bind:|ng-attr-)href$/;
/** The beginning of JSON. */
const RECORDS = /^\s*[[{]\s*[{"]/;
const PICTURE = /\.(?:jpe?g|png|webp)$/i;
const APPLICATION = /^(?:app|root|__nuxt|__next)$/i;
/** `toPage(3)`: which page is sent for. */
const SENT_NUMBER = /\(\s*(?:[^()]{0,60},\s*)?['"]?(\d{1,5})['"]?\s*[,)]/;
/** What was chosen from a `<select>`. */
const CHOICE = /\bthis\.(?:value|options\[[^\]]{1,60}\]\.value)/;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
const COMMENTED_LINK = /<a\b[^>]{0,500}?\bhref\s*=/gi;

/** Takes what a page holds, whether as markup, script or data. */
export class HtmlReader implements MarkupHandler {
  readonly facts: HtmlFacts;
  readonly #links: PageLinks;
  readonly #forms = new FormReader();
  #depth = 0;
  #raw: { tag: string; type: string; pieces: string[] } | null = null;
  #noscript = 0;
  #svg = 0;
  #functions = new PageFunctions('');
  #clicked = new ClickedElements('');
  /** The list of choices that is read: what it is called, and what is done when something is chosen. */
  #choice = { id: '', onChange: '' };
  /** Values of all lists of choices so far, by their ids. */
  readonly #choices = new Map<string, string[]>();

  /** `limit`: links that are kept; `shared`: scripts that define what the page calls. */
  constructor(
    words: CrawlWords,
    limit: number,
    private readonly shared = '',
  ) {
    this.facts = emptyFacts(words.footer);
    this.facts.forms = this.#forms.forms;
    this.#links = new PageLinks(this.facts, words, limit);
  }

  read(source: string): void {
    const all = this.shared === '' ? source : `${source}\n${this.shared}`;
    this.#functions = new PageFunctions(all);
    this.#clicked = new ClickedElements(all);
    this.facts.unread = readMarkup(source, this).unread;
    this.#endRaw();
    this.#links.endAnchor();
    this.facts.shape.end();
  }

  /** Reads markup that stands in data or in a script. */
  fragment(source: string, via: RawVia): void {
    if (this.#depth >= DEEPEST_FRAGMENT) return;
    const outer = this.#links.via;
    this.#depth++;
    this.#links.via = via;
    this.facts.shape.endLine();
    readMarkup(source, this);
    this.#endRaw();
    this.#links.endAnchor();
    this.facts.shape.endLine();
    this.#links.via = outer;
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
    facts.made.push(...reading.made.filter((address) => !facts.made.includes(address)).slice(0, MOST_MADE));
    for (const [name, object] of reading.objects)
      if (facts.objects.size < MOST_CALLS && !facts.objects.has(name)) facts.objects.set(name, object);
    for (const text of reading.texts) this.#scriptText(text, via, title);
    for (const { name, values, body } of countedLoops(source)) this.#rounds(name, values, body);
  }

  #rounds(name: string, values: readonly number[], body: string): void {
    for (const value of values) {
      const given = new Map([[name, String(value)]]);
      const { texts } = readScript(body, { texts: MOST_TEXTS_OF_ROUND, given }, new Map(this.facts.constants));
      for (const text of texts) this.#scriptText(text, 'script', '');
    }
  }

  open(tag: string, attributes: Map<string, string>, closed: boolean): void {
    if (this.#raw) this.#endRaw();
    const { facts } = this;
    if (tag === 'a') this.#links.endAnchor();
    if (BLOCKS.has(tag)) this.#block(tag);
    this.#attributes(tag, attributes);
    this.#forms.open(tag, attributes);
    facts.isApplication ||= tag === 'div' && APPLICATION.test(attributes.get('id') ?? '');
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
        this.#embedded(attributes.get('src') ?? attributes.get('data') ?? '');
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
        if (type === 'hidden') this.#hidden(attributes);
        if (type === 'password') facts.passwords++;
        if (type !== 'hidden') facts.inputs++;
        break;
      }
      case 'img':
        facts.pictures += this.#links.inAnchor ? 0 : 1;
        this.#links.picture(attributes.get('alt') || attributes.get('title') || '');
        break;
      case 'select':
        this.#choice = { id: attributes.get('id') ?? '', onChange: attributes.get('onchange') ?? '' };
        if (attributes.has('id') && this.#choices.size < MOST_UNITS) this.#choices.set(this.#choice.id, []);
        break;
      case 'option':
        this.#option(attributes.get('value') ?? '');
        break;
      case 'html':
      case 'body':
        facts.isWhole ||= this.#depth === 0;
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
        if (tag === 'script') {
          facts.scripts++;
          const source = attributes.get('src');
          if (source && facts.scriptSources.length < MOST_UNITS) facts.scriptSources.push(source);
          if (isListScript(attributes.get('src') ?? ''))
            this.add({ href: attributes.get('src')!, text: '', via: 'data' });
        }
        if (!closed) this.#raw = { tag, type: attributes.get('type')?.toLowerCase() ?? '', pieces: [] };
        break;
    }
  }

  close(tag: string): void {
    if (this.#raw) this.#endRaw();
    if (tag === 'a') this.#links.endAnchor();
    else if (tag === 'noscript') this.#noscript = Math.max(0, this.#noscript - 1);
    else if (tag === 'svg') this.#svg = Math.max(0, this.#svg - 1);
    this.#links.close(tag);
    this.#forms.close(tag);
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
    this.#links.text(text);
    this.#forms.text(text);
    facts.shape.text(text, this.#links.inAnchor);
    if (!this.#links.inAnchor) for (const href of plainAddresses(text)) this.add({ href, text: '', via: 'data' });
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
      else if (/^on(?:mouse(?:over|enter|down|up)|touch(?:start|end))$/.test(name)) this.#hovered(tag, value);
      else if (BOUND.test(name)) this.script(`bound = ${value};`, 'script');
      else if (name === 'onload' && tag === 'body') this.script(value, 'script');
      else if (name.startsWith('data-') || OWN_NAME.test(name)) {
        const kind = addressKind(value);
        if (kind === 'file' || kind === 'page' || (kind === 'path' && ADDRESS_KEY.test(name)))
          this.#links.addOn(tag, { href: value, text: attributes.get('title') ?? '', via: 'data' });
        else if (RECORDS.test(value)) this.script(value, 'data');
        else if (name.endsWith('href') && value.includes('{{')) this.add({ href: value, text: '', via: 'data' });
      } else if (name === 'value' && (tag === 'option' || tag === 'input' || tag === 'param')) {
        const kind = addressKind(value);
        if (kind === 'file' || (kind && tag === 'option')) this.add({ href: value, text: '', via: 'data' });
        else if (RECORDS.test(value)) this.script(value, 'data');
      } else if (!READ_ELSEWHERE.test(name) && value.includes('/') && addressKind(value) === 'file')
        this.#links.addOn(tag, { href: value, text: attributes.get('title') ?? '', via: 'data' }); // a flip book's `source`
    }
    for (const href of this.#clicked.opened(tag, attributes))
      this.#links.addOn(tag, { href, text: attributes.get('title') ?? '', via: 'onclick' });
  }

  /** What is done when a choice is made: with its value in the handler, or where a function looks for it. */
  #option(value: string): void {
    const { id, onChange } = this.#choice;
    if (value !== '') this.#choices.get(id)?.push(value);
    if (CHOICE.test(onChange)) this.#handler('option', onChange.replace(CHOICE, JSON.stringify(value)));
    else if (onChange !== '' && value !== '') this.#handler('option', onChange, { id, value });
  }

  /** `onclick`, and `javascript:` addresses; whether it opens something that is known. */
  #handler(tag: string, source: string, choice?: Choice): boolean {
    const { facts } = this;
    const { hrefs, isUnread, postsBack, sends } = readHandler(source, facts.constants, this.#functions, choice);
    const sent = sends ? SENT_NUMBER.exec(source)?.[1] : undefined;
    if (sent !== undefined && facts.sentNumbers.length < MOST_CALLS) facts.sentNumbers.push(Number(sent));
    for (const href of hrefs) this.#links.addOn(tag, { href, text: '', via: 'onclick' });
    facts.postsBack ||= postsBack;
    facts.sendsForms ||= sends;
    if (choice || hrefs.length > 0) return hrefs.length > 0;
    const chosen = this.#functions.choicesOf(source, this.#choices);
    const opened = chosen.filter((each) => this.#handler(tag, source, each)).length > 0;
    if (opened || (!isUnread && chosen.length === 0)) return opened;
    facts.handlers.count++;
    facts.handlers.example ||= source.trim().slice(0, 100);
    return false;
  }

  /** Tabs that open when one is near: what they name, and nothing of what is not read, since most only change colours. */
  #hovered(tag: string, source: string): void {
    for (const href of readHandler(source, this.facts.constants, this.#functions).hrefs)
      this.#links.addOn(tag, { href, text: '', via: 'onclick' });
  }

  #scriptText(found: ScriptText, via: 'script' | 'data', outer: string): void {
    const { value, title } = found;
    if (PICTURE.test(value) && !value.includes('<')) this.facts.scriptPictures++;
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
    if (addsScript(found)) this.facts.addedScripts++;
    for (const link of linksOfText(found, text)) this.add({ ...link, via });
  }

  #openAnchor(attributes: Map<string, string>): void {
    const { facts } = this;
    const href = attributes.get('href')?.trim() ?? '';
    const rel = attributes.get('rel')?.trim().toLowerCase();
    let link: RawLink | null = null;
    if (/^javascript:/i.test(href)) this.#handler('a', decodeScript(href.slice('javascript:'.length)));
    else if (href !== '') link = this.add({ href, text: '', via: 'a', ...(rel ? { rel } : {}) });
    if (PICTURE.test(href)) facts.linkedPictures++;
    if (/^#!?\//.test(href)) facts.routes++;
    this.#links.openAnchor(link, attributes.get('title') ?? '', attributes.get('data-page') ?? attributes.get('page'));
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
    else if (/\balternate\b/.test(rel) && /rss|atom|feed\+json/i.test(attributes.get('type') ?? ''))
      this.add({ href, text: attributes.get('title') ?? '', via: 'feed', rel });
    else if (/\bsitemap\b/.test(rel)) this.add({ href, text: '', via: 'sitemap', rel });
  }

  /** A file that is shown in the page, or a page, as in a frame. */
  #embedded(href: string): void {
    const kind = addressKind(href);
    if (kind === 'file') this.add({ href, text: '', via: 'data' });
    else if (kind === 'page') this.add({ href, text: '', via: 'iframe' });
  }

  /** `<input type="hidden" id="pageCount" value="4">` */
  #hidden(attributes: Map<string, string>): void {
    const { hidden } = this.facts;
    const value = attributes.get('value') ?? '';
    if (!/^\d{1,7}$/.test(value) || hidden.size >= MOST_METAS) return;
    for (const name of [attributes.get('id'), attributes.get('name')]) if (name) hidden.set(name, Number(value));
  }

  count(name: string, value: number): void {
    if (!this.facts.counts.has(name)) this.facts.counts.set(name, value);
  }

  /** Takes a link as it is written; one that is known already is returned, one too many is counted. */
  add(raw: RawLink): RawLink | null {
    return this.#links.add(raw);
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
    if (raw.tag === 'textarea' || raw.tag === 'xmp') {
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
