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
import { asPosted, isPostedList } from '../links/posted-list.js';
import { readAnswer } from '../page/reading.js';
import { leadsHome } from '../page/verdict.js';
import { LinkTaker } from './link-taker.js';
import { Redirects, targetOf } from './redirects.js';
import type { Site } from './site.js';

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
/** Tries of a page in one run, where another may go better. */
const MOST_ATTEMPTS = 3;
/** Lines on their way to disk at most. */
const MOST_UNWRITTEN = 64;
/** Links named in one line, where a run asks once more for what was there before. */
const LINKS_A_LINE = 500;

/** Outcomes of a start page that was had, or leads to one. */
const HAD = new Set(['fetched', 'not-modified', 'redirected']);

const TRANSIENT = new Set(
  'timeout connect-timeout headers-timeout too-slow reset dns connect proxy truncated protocol http-500 http-502 http-503 http-504'.split(
    ' ',
  ),
);

/** Crawls a site in a run. Throws the signal's reason when stopped, and errors of our own disk. */
export async function crawlSite(site: Site, run: string, tools: SiteCrawlTools): Promise<CrawlEnd> {
  return new SiteCrawl(site, run, tools).crawl();
}

class SiteCrawl {
  readonly #hosts: Hosts;
  readonly #links: LinkTaker;
  readonly #now: () => number;
  readonly #unwritten = new Set<Promise<void>>();
  readonly #redirects: Redirects;
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
    this.#redirects = new Redirects(index, run);
    const record = (line: FetchLine) => this.#record(line);
    this.#hosts = new Hosts(
      { userAgent, delayMs: site.delayMs, windows: site.windows, ...clock },
      { fetcher, holding, index, record, signal, now: this.#now },
    );
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
        if (await this.#lookForMissing()) continue;
        return { state: 'ended', reason: this.#unreachable() ?? 'finished' };
      }
      const end = await this.#visit(link);
      if (end) return end;
    }
  }

  /** Why no start page could be had, if none could: that is no site without disclosures, and nothing of it is missing. */
  #unreachable(): string | null {
    const { start } = this.site;
    const last = start.map((url) => this.#redirects.endOf(url)).filter((each) => each !== undefined);
    if (last.length < start.length || last.some((each) => HAD.has(each.outcome) && !this.#isMoved(each))) return null;
    const [first] = last;
    const refusal = this.#robotsRefusal() ?? (last.every(({ outcome }) => outcome === 'blocked') ? first?.why : null);
    if (refusal) return `blocked: ${refusal}`;
    return `unreachable: ${first && this.#isMoved(first) ? 'it sends to another site, ' : ''}${first?.why ?? first?.outcome}`;
  }

  /** How a challenge that stands before everything answered for robots.txt, so that nothing else was asked for. */
  #robotsRefusal(): string | null {
    const [first] = this.site.start;
    const robots = this.tools.index.known(robotsUrl(new URL(first!).origin))?.last;
    const asked = this.tools.index.known(first!)?.last;
    return robots?.run === this.run && robots.outcome === 'blocked' && asked?.outcome === 'refused'
      ? `robots.txt: ${robots.why ?? 'blocked'}`
      : null;
  }

  /** A redirect that ends at the fence: the site has another address now, and its entry should say so. */
  #isMoved(visit: Parameters<typeof targetOf>[0]): boolean {
    const target = targetOf(visit);
    return target !== undefined && this.site.scope.of(target) !== 'in';
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
    let result: FetchResult | null = null;
    try {
      // As it was got the last time.
      const asked = before?.posted ? { ...link, posted: before.posted } : link;
      const request = asked.posted ? asPosted(link.url) : { url: link.url, ...validatorsOf(before) };
      result = await fetcher.fetch(request, signal);
      const { line, health } = await this.#read(asked, result, before);
      result = health;
      await this.#record(line);
    } finally {
      // A turn that was taken is given back, whatever happened.
      host.report(result ?? { time: '', tookMs: 0, outcome: 'refused', reason: 'bad-url' });
    }
    return null;
  }

  /** What came, as a line of the log, and as a sign of how the host is: a challenge is a refusal, whatever its status. */
  async #read(
    link: Waiting,
    result: FetchResult,
    before: { sha256?: string; role?: string; contentType?: string } | undefined,
  ): Promise<{ line: FetchLine; health: FetchResult }> {
    const line = fetchLine(link, result);
    if (result.outcome === 'redirected') {
      const { target } = result;
      if (leadsHome(link.url, target)) {
        return {
          line: { ...line, outcome: 'gone', why: `soft-404: sends to the home page ${target}` },
          health: result,
        };
      }
      return { line: this.#redirected(link, line, result.target), health: result };
    }
    const mayBePosted = !link.posted && isPostedList(link.url);
    if (mayBePosted && result.status === 405) {
      // It says how it is not to be asked, not that it is not to be asked.
      const health: FetchResult = { ...result, outcome: 'failed', reason: 'http-405' };
      return { line: { ...line, outcome: 'failed', ...posted(link) }, health };
    }
    if (isTransient(result)) return { line: { ...line, ...retried(link) }, health: result };
    const sha256 =
      'digest' in result ? result.digest?.sha256 : result.outcome === 'not-modified' ? before?.sha256 : null;
    if (!sha256) return { line, health: result };
    const { url, parent } = link;
    const answer = await readAnswer({ sha256, url, parent, result, before }, this.tools.holding);
    const { role, title, notes, verdict } = answer;
    const told = {
      ...line,
      role,
      ...(title ? { title } : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...this.#unchanged(link.url, sha256),
    };
    if (verdict.kind === 'blocked' || result.outcome === 'blocked') {
      const why = verdict.kind === 'blocked' ? verdict.reason : line.why;
      const isAlone = verdict.kind === 'blocked' && verdict.alone === true && result.outcome !== 'blocked';
      const health = isAlone ? result : ({ ...result, outcome: 'blocked', reason: why ?? 'blocked' } as FetchResult);
      return { line: { ...line, outcome: 'blocked', ...(why ? { why } : {}) }, health };
    }
    // To readers of the log a page that says that it is not there is gone, and one that sends elsewhere a redirect.
    if (verdict.kind === 'soft-404')
      return { line: { ...line, outcome: 'gone', why: `soft-404: ${verdict.reason}` }, health: result };
    if (verdict.kind === 'redirect') {
      const why = `${verdict.how}: ${verdict.target}`;
      return { line: this.#redirected(link, { ...line, why }, verdict.target), health: result };
    }
    if (mayBePosted && answer.links.length === 0)
      return { line: { ...line, outcome: 'failed', why: 'no records by GET', ...posted(link) }, health: result };
    return { line: { ...told, ...this.#links.take(link, answer) }, health: result };
  }

  /** The same bytes as the last time, and never missing since: nothing is to be read again. */
  #unchanged(url: string, sha256: string): Pick<FetchLine, 'changed'> {
    const known = this.tools.index.known(url);
    return known?.version?.sha256 === sha256 && known.firstMissed === undefined ? { changed: 'same' } : {};
  }

  /** The sitemaps that the robots.txt of the site's own host names, once in a run. */
  async #addSitemaps(host: Host, url: string): Promise<void> {
    if (this.#mapped.has(host) || !this.#isOwnHost(url)) return;
    this.#mapped.add(host);
    const taken = this.#links.sitemaps(host.sitemaps, robotsUrl(new URL(url).origin));
    for (const part of chunks(taken, LINKS_A_LINE)) await this.#beginWith({}, part);
  }

  /** A redirect, with what it leads to; one that leads back to where it began is no redirect but a refusal to serve us. */
  #redirected(link: Waiting, line: FetchLine, target: string): FetchLine {
    const hops = this.#redirects.loop(link.url, target);
    if (hops === 0) return { ...line, outcome: 'redirected', ...this.#links.redirected(link, target) };
    const why = `redirect-loop: back to itself after ${hops} redirect(s), as where a cookie is wanted`;
    return { ...line, outcome: 'failed', why };
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
    await Promise.all(this.#unwritten);
    const found: FoundLine[] = [];
    for await (const url of index.unmet(this.run)) {
      if (this.site.scope.of(url) === 'in' && !isRobots(url)) {
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
      for await (const url of index.unmet(this.run)) if (!isRobots(url)) missing.push(url);
      for (const url of missing) await index.append({ type: 'missing', url, time: time() });
    }
    const { outcomes, changes, missing, waiting } = index.runs().at(-1)!;
    const counts = { ...outcomes, ...changes, missing, waiting };
    await index.append({ type: 'end', run: this.run, time: time(), reason, counts });
  }
}

/** Asked for when it is no longer fresh, not when a page leads there. */
function isRobots(url: string): boolean {
  return url === robotsUrl(new URL(url).origin);
}

function isTransient(result: FetchResult): boolean {
  return result.outcome === 'busy' || (result.outcome === 'failed' && TRANSIENT.has(result.reason));
}

/** The link once more, later, unless it was tried often enough. */
function retried({ parent: _parent, ...link }: Waiting): Pick<FetchLine, 'found'> {
  const attempts = (link.attempts ?? 0) + 1;
  if (attempts >= MOST_ATTEMPTS) return {};
  return { found: [{ ...link, attempts }] };
}

/** The link once more, asked for as a script would. */
function posted({ parent: _parent, ...link }: Waiting): Pick<FetchLine, 'found'> {
  return { found: [{ ...link, posted: true }] };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
