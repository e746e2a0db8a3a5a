/** The links of a page, each once, under the URL by which it is known. */
import type { RawVia } from '../markup/facts.js';
import { isFileAddress, isFurniture, namesFile, PAGE_PARAMETER } from '../markup/link-text.js';
import { type CrawlWords, foldWord } from '../words.js';
import type { Posted } from './posted-list.js';
import { canonicalUrl } from './url.js';

export interface Link {
  url: string;
  text: string;
  via: RawVia | 'redirect';
  rel?: string;
  /** It is asked for by POST. */
  posted?: Posted;
}

/** A better way of being found takes the place of another one. */
const RANK: readonly Link['via'][] = [
  'pagination',
  'redirect',
  'attachment',
  'sitemap',
  'a',
  'area',
  'feed',
  'data',
  'onclick',
  'iframe',
  'script',
];

/** Programs that show a file that their address names. */
const VIEWER = /\.(?:s?html?|jsp|php|aspx?)$|\/(?:[a-z]*preview|[a-z]*view(?:er)?|read(?:er)?)$/i;

export class LinkSet {
  readonly #links = new Map<string, Link>();
  /** Links with other schemes, or that cannot be addresses. */
  unusable = 0;

  constructor(
    private readonly page: string,
    private readonly base: string,
    private readonly charset: string,
    private readonly words: CrawlWords,
  ) {}

  get size(): number {
    return this.#links.size;
  }

  /** Takes a link as it is written; null where it leads to no other page. */
  add(href: string, text: string, via: Link['via'], rel?: string): Link | null {
    const url = canonicalUrl(href, this.base, this.charset);
    if (url === null) {
      if (!/^(?:javascript|mailto|tel|data|about|blob|#)/i.test(href)) this.unusable++;
      return null;
    }
    if (url === this.page || isFurniture(url)) return null;
    const found = this.#kind(url, text, via);
    const known = this.#links.get(url);
    if (!known) {
      const link: Link = { url, text, via: found, ...(rel ? { rel } : {}) };
      this.#links.set(url, link);
      this.#addViewed(url, text);
      return link;
    }
    if (RANK.indexOf(found) < RANK.indexOf(known.via)) known.via = found;
    if (this.#says(text) > this.#says(known.text)) known.text = text;
    return known;
  }

  /** Takes back an address that leads nowhere as it stands. */
  remove(href: string): void {
    const url = canonicalUrl(href, this.base, this.charset);
    if (url !== null) this.#links.delete(url);
  }

  list(): Link[] {
    return [...this.#links.values()];
  }

  #says(text: string): number {
    return text === '' ? 0 : this.words.uninformative.has(foldWord(text)) ? 1 : 2;
  }

  #kind(url: string, text: string, via: Link['via']): Link['via'] {
    if (via === 'pagination' || via === 'redirect' || via === 'attachment' || via === 'sitemap') return via;
    // Path and query: cheaper than parsing the URL once more, which pages have thousands of.
    const path = url.slice(url.indexOf('/', 'https://'.length));
    if (isFileAddress(url) || (path !== '/' && namesFile(text))) return 'attachment';
    if (this.words.downloads.test(path)) return 'attachment';
    return (via === 'a' || via === 'onclick') && isNext(url, text, this.page, this.words) ? 'pagination' : via;
  }

  /** `viewer.html?file=/a/b.pdf`: what the viewer shows is a link as well, also in base64 (kkFileView). */
  #addViewed(url: string, text: string): void {
    const query = url.indexOf('?');
    if (query < 0 || !VIEWER.test(url.slice(0, query))) return;
    for (const [name, given] of new URL(url).searchParams) {
      const value = /^aHR0c[\w+/=-]+$/.test(given) ? Buffer.from(given, 'base64').toString() : given;
      if (
        /^(?:file|url|src|path|pdf)$/i.test(name) &&
        isFileAddress(value) &&
        /^(?:https?:\/\/|\.{0,2}\/)/i.test(value)
      ) {
        const viewed = canonicalUrl(value, url);
        if (viewed && !this.#links.has(viewed)) this.#links.set(viewed, { url: viewed, text, via: 'attachment' });
      }
    }
  }
}

/** Another page of the list of which `page` is one: by its number, its words and its address. */
function isNext(url: string, text: string, page: string, words: CrawlWords): boolean {
  const folded = foldWord(text);
  if (words.pagination.has(folded)) return true;
  return /^[[【(]?(?:第?\d{1,4}页?|\.{3}|…)[\]】)]?$/.test(folded) && seriesOf(url) === seriesOf(page);
}

/** What the pages of one list have in common: `index.html` and `index_7.html`; `zfgk.htm` and `zfgk/12.htm` (VSB). */
export function seriesOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  const path = pathname
    .replace(/\/(\d{1,5})(\.s?html?)$/i, '$2')
    .replace(/(?:index|default)?(?:[_-]\d{1,5})?(\.\w{2,5})$/i, '$1')
    .replace(/\/$/, '/.html')
    .replace(/\.(?:s?html?|jsp|aspx?|php)$/i, '');
  const rest = [...searchParams].filter(([name]) => !PAGE_PARAMETER.test(name)).map((pair) => pair.join('='));
  return `${host}${path}?${rest.sort().join('&')}`;
}
