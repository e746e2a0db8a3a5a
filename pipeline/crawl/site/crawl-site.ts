/**
 * One site's crawl: from its start pages to the end of what is in its scope, one request at a time, best first.
 *
 * What was done is what stands in the fetch log, and the frontier is a fold of it. So a crawl can be killed anywhere: the
 * same run goes on with what is left, and only the request in flight is made again.
 */
import type { FetchLine, FoundLine } from '../../archive/fetch-log.js';
import type { Waiting } from '../../archive/fold.js';
import type { Holding } from '../../archive/holding.js';
import { siteRegionOf } from '../../archive/provenance.js';
import type { SiteIndex } from '../../archive/site-index.js';
import type { SiteRegion } from '../../process.js';
import type { Fetcher, FetchResult } from '../fetch/fetcher.js';
import { type Host, HostBlockedError, type HostOptions } from '../host/host.js';
import { fetchLine, Hosts, validatorsOf } from '../host/hosts.js';
import { robotsUrl } from '../host/robots.js';
import { asPosted } from '../links/posted-list.js';
import { isFurniture } from '../markup/link-text.js';
import { Answers, type Taking } from './answers.js';
import { LinkTaker } from './link-taker.js';
import { PageScripts } from './page-scripts.js';
import { Redirects } from './redirects.js';
import type { Site } from './site.js';
import { isDown, whyNotHad } from './start-pages.js';

export interface SiteCrawlTools {
  fetcher: Fetcher;
  /** Where the fetcher keeps bodies; the index commits it before its lines are written. */
  holding: Holding;
  /** Open for writing. */
  index: SiteIndex;
  userAgent: string;
  /** A document of the site, new or changed there, is in the archive and in the log. */
  onDocument: (document: CrawledDocument) => Promise<void>;
  /** Each line of the log, for those who watch. */
  onLine?: (line: FetchLine) => void;
  /** Aborted to stop; the run can go on later. */
  signal: AbortSignal;
  /** For tests: milliseconds since 1970, and waiting. */
  clock?: Required<Pick<HostOptions, 'now' | 'sleep'>>;
}

export interface CrawledDocument {
  sha256: string;
  bytes: number;
  url: string;
  /** As the server called it: its charset counts where the bytes do not tell. */
  contentType?: string;
  /** What the site's entry said of the region when the run began. */
  siteRegion?: SiteRegion;
}

/** How a run of a site came to its end. */
export type CrawlEnd =
  /**
   * Over: `finished`; a limit, `limit:pages`, `limit:megabytes`, `limit:minutes`; `blocked`, or `blocked: …` and
   * `unreachable: …` with the reason, where no start page could be had.
   */
  | { state: 'ended'; reason: string }
  /** To be gone on with at a time: its hours are over, or the server asked to be left alone for long. */
  | { state: 'paused'; reason: string; until: Date };

/** A host that wants to be left alone for longer than this does not keep a worker waiting. */
const LONGEST_WAIT_MS = 2 * 60_000;
/** Lines on their way to disk at most. */
const MOST_UNWRITTEN = 64;
/** Links named in one line, where a run asks once more for what was there before. */
const LINKS_A_LINE = 500;

/** Crawls a site in a run. Throws the signal's reason when stopped, and errors of our own disk. */
export async function crawlSite(site: Site, run: string, tools: SiteCrawlTools): Promise<CrawlEnd> {
  return new SiteCrawl(site, run, tools).crawl();
}

class SiteCrawl {
  readonly #hosts: Hosts;
  readonly #links: LinkTaker;
  readonly #now: () => number;
  readonly #unwritten = new Set<Promise<void>>();
  readonly #answers: Answers;
  readonly #scripts: PageScripts;
  /** Hosts whose sitemaps are among the links. */
  readonly #mapped = new Set<Host>();
  #failure: unknown = null;
  #requests = 0;
  #bytes = 0;
  #region: SiteRegion | undefined;
  readonly #began: number;

  constructor(
    private readonly site: Site,
    private readonly run: string,
    private readonly tools: SiteCrawlTools,
  ) {
    const { fetcher, holding, index, userAgent, signal, clock } = tools;
    this.#now = clock?.now ?? Date.now;
    this.#began = this.#now();
    this.#links = new LinkTaker(site, (url) => index.isQueued(run, url));
    this.#answers = new Answers({ index, holding, links: this.#links, redirects: new Redirects(index, run) });
    const record = (line: FetchLine) => this.#record(line);
    this.#hosts = new Hosts(
      { userAgent, delayMs: site.delayMs, windows: site.windows, ...clock },
      { fetcher, holding, index, record, signal, now: this.#now },
    );
    const hosts = this.#hosts;
    this.#scripts = new PageScripts({ fetcher, holding, index, hosts, record, signal, now: this.#now });
  }

  async crawl(): Promise<CrawlEnd> {
    try {
      await this.#begin();
      const end = await this.#untilEnd();
      if (end.state === 'ended') await this.#end(end.reason);
      return end;
    } finally {
      await Promise.allSettled(this.#unwritten);
    }
  }

  async #begin(): Promise<void> {
    const { start, limits, delayMs, windows, region, lenientTls } = this.site;
    const found = start.map((url): FoundLine => ({ url, depth: 0, via: 'start', score: 100, reason: 'a start page' }));
    const told = { start, limits, delayMs, windows, userAgent: this.tools.userAgent };
    const config = { ...told, ...(region === null ? {} : { region }), ...(lenientTls ? { tls: 'lenient' } : {}) };
    await this.#beginWith(config, found);
    const state = this.tools.index.runs().at(-1)!;
    this.#requests = Object.values(state.outcomes).reduce((sum, n) => sum + n, 0);
    this.#bytes = state.bytes;
    this.#region = siteRegionOf(this.site.id, state);
    // What the guard has counted is not kept: it is shown again what the run has met.
    if (this.#requests > 0)
      for await (const { url, last } of this.tools.index.urls()) if (last.run === this.run) this.#links.show(url);
  }

  async #beginWith(config: Record<string, unknown>, found: FoundLine[]): Promise<void> {
    const time = new Date(this.#now()).toISOString();
    await this.tools.index.append({ type: 'run', run: this.run, site: this.site.id, time, config, found });
  }

  async #untilEnd(): Promise<CrawlEnd> {
    const { index, signal } = this.tools;
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure) throw this.#failure;
      const limit = this.#limit();
      if (limit) return { state: 'ended', reason: limit };
      const link = index.next(this.run);
      if (!link) {
        await Promise.all(this.#unwritten);
        if (!isDown(this.site, this.run, index) && (await this.#lookForMissing())) continue;
        return { state: 'ended', reason: whyNotHad(this.site, this.run, index) ?? 'finished' };
      }
      const end = await this.#visit(link);
      if (end) return end;
    }
  }

  #limit(): string | null {
    const { pages, megabytes, minutes } = this.site.limits;
    if (this.#requests >= pages) return 'limit:pages';
    if (this.#bytes >= megabytes * 1_000_000) return 'limit:megabytes';
    if (this.#now() - this.#began >= minutes * 60_000) return 'limit:minutes';
    return null;
  }

  /** Fetches one link and takes in what came; says so where that ends the crawl. */
  async #visit(link: Waiting): Promise<CrawlEnd | null> {
    const { index, fetcher, signal } = this.tools;
    const host = this.#hosts.of(link.url);
    const pause = this.#pauseOf(host);
    if (pause) {
      index.putBack(link);
      return pause;
    }
    await this.#hosts.ready(host, link.url);
    await this.#addSitemaps(host, link.url);
    const { allowed, rule } = host.allows(link.url);
    if (!allowed) {
      await this.#refuse(link, `robots.txt: ${rule ?? 'not allowed'}`);
      return null;
    }
    try {
      await host.turn(signal);
    } catch (error) {
      if (!(error instanceof HostBlockedError)) throw error;
      if (this.#isOwnHost(link.url)) {
        index.putBack(link);
        return { state: 'ended', reason: 'blocked' };
      }
      await this.#refuse(link, error.message);
      return null;
    }
    const before = index.known(link.url)?.last;
    // As it was got the last time.
    const asked = before?.posted ? { ...link, posted: before.posted } : link;
    let result: FetchResult | null = null;
    let health: FetchResult | null = null;
    let taken: Taking;
    try {
      const request = asked.posted ? asPosted(link.url, asked.posted) : { url: link.url, ...validatorsOf(before) };
      result = await fetcher.fetch({ ...request, ...refererOf(link) }, signal);
      taken = await this.#answers.take(asked, result, before);
      health = taken.health;
    } finally {
      // A turn that was taken is given back, whatever happened.
      host.report(health ?? result ?? { time: '', tookMs: 0, outcome: 'refused', reason: 'bad-url' });
    }
    if (taken.scripts) {
      const scripts = await this.#scripts.textOf(taken.scripts);
      taken = await this.#answers.take(asked, result, before, scripts);
    }
    await this.#record(taken.line);
    return null;
  }

  /** The sitemaps that the robots.txt of the site's own host names, once in a run. */
  async #addSitemaps(host: Host, url: string): Promise<void> {
    if (this.#mapped.has(host) || !this.#isOwnHost(url)) return;
    this.#mapped.add(host);
    const taken = this.#links.sitemaps(host.sitemaps, robotsUrl(new URL(url).origin));
    for (const part of chunks(taken, LINKS_A_LINE)) await this.#beginWith({}, part);
  }

  #pauseOf(host: Host): CrawlEnd | null {
    const { state, until, reason } = host.verdict;
    if (!until || until.getTime() - this.#now() < LONGEST_WAIT_MS) return null;
    const why = state === 'closed-by-night' ? 'its hours are over' : `the server asks to be left alone (${reason})`;
    return { state: 'paused', reason: why, until };
  }

  #isOwnHost(url: string): boolean {
    return this.site.start.some((start) => new URL(start).origin === new URL(url).origin);
  }

  async #refuse(link: Waiting, why: string): Promise<void> {
    const time = new Date(this.#now()).toISOString();
    await this.#record({ ...fetchLine(link, { time, tookMs: 0, outcome: 'refused', reason: 'bad-url' }), why });
  }

  /** Takes a line into the log, without waiting for the disk unless too many wait; then hands on the document, if it is one. */
  async #record(line: FetchLine): Promise<void> {
    const { index, onLine, onDocument } = this.tools;
    this.#requests += line.outcome === 'refused' ? 0 : 1;
    this.#bytes += line.bytes ?? 0;
    const written = index.append(line).then(async () => {
      onLine?.(line);
      const { outcome, role, sha256, bytes, url, headers, changed } = line;
      if (outcome !== 'fetched' || role !== 'document' || !sha256 || changed === 'same') return;
      const contentType = headers?.contentType;
      const siteRegion = this.#region;
      await onDocument({
        sha256,
        bytes: bytes ?? 0,
        url,
        ...(contentType ? { contentType } : {}),
        ...(siteRegion ? { siteRegion } : {}),
      });
    });
    const settled = written
      .catch((error) => {
        this.#failure ??= error;
      })
      .finally(() => this.#unwritten.delete(settled));
    this.#unwritten.add(settled);
    if (this.#unwritten.size >= MOST_UNWRITTEN) await Promise.race(this.#unwritten);
  }

  /**
   * What was there before and no page leads to any more is asked for once: the server knows best whether it is gone. True
   * if there is any.
   */
  async #lookForMissing(): Promise<boolean> {
    const { index } = this.tools;
    const found: FoundLine[] = [];
    for await (const url of index.unmet(this.run)) {
      if (this.site.scope.of(url) === 'in' && !isAside(url)) {
        found.push({ url, depth: 0, via: 'known', score: 0, reason: 'was there before' });
      }
    }
    const queued = found.filter(({ url }) => !index.isQueued(this.run, url));
    for (const part of chunks(queued, LINKS_A_LINE)) await this.#beginWith({}, part);
    return queued.length > 0;
  }

  async #end(reason: string): Promise<void> {
    const { index } = this.tools;
    await Promise.all(this.#unwritten);
    if (this.#failure) throw this.#failure;
    const time = () => new Date(this.#now()).toISOString();
    if (reason === 'finished') {
      const missing: string[] = [];
      for await (const url of index.unmet(this.run)) if (!isAside(url)) missing.push(url);
      for (const url of missing) await index.append({ type: 'missing', url, time: time() });
    }
    const { outcomes, changes, missing, waiting } = index.runs().at(-1)!;
    const counts = { ...outcomes, ...changes, missing, waiting };
    await index.append({ type: 'end', run: this.run, time: time(), reason, counts });
  }
}

/** robots.txt and shared scripts: asked for when they are no longer fresh, not when a page leads there. */
function isAside(url: string): boolean {
  return url === robotsUrl(new URL(url).origin) || isFurniture(url);
}

/** The page that led here, as every browser says it to the page's own host: some give attachments to no one else. */
function refererOf({ url, parent }: Waiting): { referer?: string } {
  return parent && new URL(parent).origin === new URL(url).origin ? { referer: parent } : {};
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
