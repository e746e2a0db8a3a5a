/** Which links of a page are taken, with what score; and how many are not, by reason. */
import type { FetchLine, FoundLine } from '../../archive/fetch-log.js';
import { scoreLink } from '../links/focus.js';
import type { Link } from '../links/links.js';
import { isPostedList } from '../links/posted-list.js';
import { TrapGuard } from '../links/traps.js';
import { canonicalUrl } from '../links/url.js';
import { MOST_HOPS } from './redirects.js';
import type { Site } from './site.js';

/** What of a fetched page matters for its links. */
export interface PageLinks {
  title: string;
  links: readonly Link[];
  made?: readonly string[];
}

export type Taken = Pick<FetchLine, 'found' | 'dropped' | 'notes'>;

/** Ways in which data are met that scripts ask for. */
const DATA_VIA = new Set<Link['via']>(['script', 'data', 'pagination']);
const PLAIN = /\.(?:s?html?|pdf|docx?|xlsx?|wps|zip|rar)$/i;

/** After the pages that promise something, before those that promise nothing. */
const SITEMAP_SCORE = 20;

export class LinkTaker {
  readonly #traps = new TrapGuard();

  constructor(
    private readonly site: Site,
    /** Whether a URL is known in this run. */
    private readonly isKnown: (url: string) => boolean,
  ) {}

  /** What was met before, so that endless lists and calendars are counted on and not anew. */
  show(url: string): void {
    this.#traps.admit(url);
  }

  take(page: FoundLine, { title, links, made = [] }: PageLinks): Taken {
    const found: FoundLine[] = [];
    const dropped: Record<string, number> = {};
    const outside: string[] = [];
    for (const link of links) {
      if (this.isKnown(link.url)) continue;
      // Further pages of a list are as deep as the list, or the last of a hundred would never be met.
      const depth = page.depth + (link.via === 'pagination' ? 0 : 1);
      const reason = this.#reject(link, depth);
      if (reason) {
        dropped[reason] = (dropped[reason] ?? 0) + 1;
        if (reason === 'out-of-scope' && link.via === 'attachment') outside.push(link.url);
        continue;
      }
      const { score, reason: why } = scoreLink(link, { title, score: page.score });
      const { url, via, text } = link;
      const isNext = via === 'pagination' && pathOf(url) === pathOf(page.url);
      const posted = link.posted ?? (page.posted && (isNext || isPostedList(url)) ? page.posted : undefined);
      // Records come from data, not from pages and files; the further pages of a list hold the same.
      // Columns come as records as well, and each is asked for its own.
      const records = made.length > 0 || !url.includes('?') ? made : (page.made ?? []);
      const expected = isNext && page.made ? page.made : DATA_VIA.has(via) && !PLAIN.test(pathOf(url)) ? records : [];
      found.push({
        url,
        depth,
        via,
        ...(text ? { text } : {}),
        score,
        reason: why,
        ...(posted ? { posted } : {}),
        ...(expected.length > 0 ? { made: [...expected] } : {}),
      });
    }
    // Of links that are not taken only their number is kept; documents are what the site's entry should reach.
    const notes = outside.length > 0 ? [`${outside.length} attachment(s) out of the site's scope: ${outside[0]}`] : [];
    return { ...told(found, dropped), ...(notes.length > 0 ? { notes } : {}) };
  }

  /** The target of a redirect takes the place of the page. */
  redirected(page: FoundLine, target: string): Taken {
    if (this.isKnown(target)) return {};
    const hops = (page.hops ?? 0) + 1;
    const reason = hops > MOST_HOPS ? 'redirect-limit' : this.#reject({ url: target }, page.depth);
    if (reason) return told([], { [reason]: 1 });
    const { depth, score, reason: why, text } = page;
    return told([{ url: target, depth, via: 'redirect', ...(text ? { text } : {}), score, reason: why, hops }], {});
  }

  /** Sitemaps that robots.txt names, as far as they are in the site's scope. */
  sitemaps(urls: readonly string[], robots: string): FoundLine[] {
    return [...new Set(urls.map((href) => canonicalUrl(href, robots)))]
      .filter((url) => url !== null && !this.isKnown(url) && this.#reject({ url }, 0) === null)
      .map((url) => ({ url: url!, depth: 0, via: 'sitemap', score: SITEMAP_SCORE, reason: 'a sitemap of robots.txt' }));
  }

  #reject({ url }: Pick<Link, 'url'>, depth: number): string | null {
    const scope = this.site.scope.of(url);
    if (scope !== 'in') return scope;
    if (depth > this.site.limits.depth) return 'depth';
    const trap = this.#traps.admit(url);
    return trap ? `trap: ${trap}` : null;
  }
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function told(found: FoundLine[], dropped: Record<string, number>): Taken {
  return {
    ...(found.length > 0 ? { found } : {}),
    ...(Object.keys(dropped).length > 0 ? { dropped } : {}),
  };
}
