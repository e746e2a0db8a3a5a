/** The links of a page as they are met, each once, with the text that names them. */
import { type CrawlWords, foldWord } from '../words.js';
import { collapse, type HtmlFacts, type RawLink, type RawVia } from './facts.js';
import { addressKind, namesFile } from './link-text.js';
import { madeOfTemplate } from './made-links.js';

const LONGEST_TEXT = 300;
const MOST_CAPTURES = 8;
const MOST_MADE = 10;
/** `list_{page}.html` is filled by a script, as `{{url}}` is. */
const TEMPLATE = /\{\{|\$\{|<%|\{%|\{(?:[a-z_]\w{0,20}|\d)\}/i;

export class PageLinks {
  /** How links of the piece that is being read were found, where not by themselves. */
  via: RawVia | null = null;
  readonly #links = new Map<string, RawLink>();
  #anchor: { link: RawLink | null; text: string; alternative: string; number: string | undefined } | null = null;
  readonly #captures: { tag: string; text: string; links: RawLink[] }[] = [];

  /** `facts` takes the links, and what of them is not kept; `limit`: how many are. */
  constructor(
    private readonly facts: HtmlFacts,
    private readonly words: CrawlWords,
    private readonly limit: number,
  ) {}

  get inAnchor(): boolean {
    return this.#anchor !== null;
  }

  /** Takes a link as it is written; one that is known already is returned, one too many is counted. */
  add(raw: RawLink): RawLink | null {
    const href = raw.href.trim();
    if (href === '' || href.startsWith('#')) return null;
    if (TEMPLATE.test(href)) {
      this.facts.templates++;
      for (const made of madeOfTemplate(href))
        if (this.facts.made.length < MOST_MADE && !this.facts.made.includes(made)) this.facts.made.push(made);
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
      via: this.via && raw.via === 'a' ? this.via : raw.via,
    };
    this.#links.set(href, link);
    this.facts.links.push(link);
    return link;
  }

  /** A link in an attribute of an element, which is named by the element's text. */
  addOn(tag: string, raw: RawLink): void {
    const link = this.add(raw);
    if (link === null || link.text !== '') return;
    const last = this.#captures.at(-1);
    // Several links of one element.
    if (last?.tag === tag && last.text === '') last.links.push(link);
    else if (this.#captures.length < MOST_CAPTURES) this.#captures.push({ tag, text: '', links: [link] });
  }

  /** `number`: the page of a list that the anchor says it leads to. */
  openAnchor(link: RawLink | null, alternative: string, number: string | undefined): void {
    this.#anchor = { link, text: '', alternative, number };
  }

  picture(alternative: string): void {
    if (this.#anchor) this.#anchor.alternative ||= alternative;
  }

  text(text: string): void {
    if (this.#anchor && this.#anchor.text.length < LONGEST_TEXT) this.#anchor.text += text.slice(0, LONGEST_TEXT);
    for (const capture of this.#captures)
      if (capture.text.length < LONGEST_TEXT) capture.text += text.slice(0, LONGEST_TEXT);
  }

  close(tag: string): void {
    if (this.#captures.length > 0) this.#endCaptures(tag);
  }

  endAnchor(): void {
    const anchor = this.#anchor;
    if (!anchor) return;
    this.#anchor = null;
    if (anchor.link) this.#name(anchor.link, anchor.text, anchor.alternative);
    else {
      this.facts.shape.unnamedLink();
      const number = /^\s*(\d{1,4})\s*$/.exec(anchor.number ?? anchor.text)?.[1];
      this.facts.deadNumbers = Math.max(this.facts.deadNumbers, Number(number ?? 0));
    }
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

  #endCaptures(tag: string): void {
    for (let i = this.#captures.length - 1; i >= 0; i--) {
      const capture = this.#captures[i]!;
      if (capture.tag !== tag) continue;
      this.#captures.splice(i, 1);
      for (const link of capture.links) this.#name(link, capture.text, '');
      return;
    }
  }
}
