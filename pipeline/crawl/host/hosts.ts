/** The hosts of one site's crawl: each with its pace, its robots.txt fetched when it is first met. */
import type { FetchLine } from '../../archive/fetch-log.js';
import type { Holding } from '../../archive/holding.js';
import type { SiteIndex } from '../../archive/site-index.js';
import type { Fetcher, FetchRequest, FetchResult } from '../fetch/fetcher.js';
import { Host, type HostOptions } from './host.js';
import { ROBOTS_FRESH_MS, ROBOTS_MOST_REDIRECTS, robotsAnswer, robotsText, robotsUrl } from './robots.js';

export interface HostsTools {
  fetcher: Fetcher;
  holding: Holding;
  index: SiteIndex;
  /** Takes a line into the log. */
  record: (line: FetchLine) => Promise<void>;
  signal: AbortSignal;
  now: () => number;
}

/** Where a robots.txt may be moved to. */
const MAY_HOLD_RULES = /robots|\.txt$/i;

export class Hosts {
  readonly #hosts = new Map<string, Host>();
  readonly #ready = new Map<Host, Promise<void>>();

  constructor(
    private readonly options: HostOptions,
    private readonly tools: HostsTools,
  ) {}

  /** The host of a URL. Before it is asked for anything, `ready` must have read its robots.txt. */
  of(url: string): Host {
    const { origin } = new URL(url);
    const host = this.#hosts.get(origin) ?? new Host(origin, this.options);
    this.#hosts.set(origin, host);
    return host;
  }

  /** Resolves when the host's robots.txt is read; asks for it once. */
  async ready(host: Host, url: string): Promise<void> {
    const ready =
      this.#ready.get(host) ?? this.#robots(robotsUrl(new URL(url).origin)).then((robots) => host.setRobots(robots));
    this.#ready.set(host, ready);
    return ready;
  }

  /** Asks again after a day only; what was read before is in the archive. */
  async #robots(url: string, hops = 0): Promise<string | 'unreachable' | 'none'> {
    const { index, fetcher, record, signal, now } = this.tools;
    const last = index.known(url)?.last;
    const fresh = last !== undefined && now() - Date.parse(last.time) < ROBOTS_FRESH_MS;
    if (fresh && last.sha256 && last.outcome !== 'failed') return this.#read(last.sha256);
    // 429 is no answer to the question (robots.ts).
    if (fresh && (last.outcome === 'gone' || /^http-4(?!29)/.test(last.why ?? ''))) return 'none';
    const host = this.of(url); // which may be another one, after a redirect
    await host.turn(signal);
    const result = await fetcher.fetch({ url, ...validatorsOf(last) }, signal);
    host.report(result);
    await record({ ...fetchLine({ url, depth: 0, via: 'robots' }, result), role: 'other' });
    const answer = robotsAnswer(result);
    switch (answer.kind) {
      case 'read':
        return this.#read(answer.sha256);
      case 'unchanged':
        return last?.sha256 ? this.#read(last.sha256) : 'unreachable';
      case 'redirect':
        // RFC 9309, 2.3.1.2: followed, also to another host; a chain that is too long counts as none, and so does one
        // to a page: servers send to their front page or login for whatever they do not have.
        if (!MAY_HOLD_RULES.test(new URL(answer.target).pathname)) return 'none';
        return hops < ROBOTS_MOST_REDIRECTS ? this.#robots(answer.target, hops + 1) : 'none';
      default:
        return answer.kind;
    }
  }

  async #read(sha256: string): Promise<string> {
    return robotsText(await this.tools.holding.read(sha256));
  }
}

/** What makes a request conditional on the version that is in the archive. */
export function validatorsOf(
  last: { sha256?: string; etag?: string; lastModified?: string } | undefined,
): Pick<FetchRequest, 'etag' | 'lastModified'> {
  if (!last?.sha256) return {};
  const { etag, lastModified } = last;
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}

/** What was asked and what came, as a line of the log. */
export function fetchLine(
  link: Pick<FetchLine, 'url' | 'depth'> &
    Partial<Pick<FetchLine, 'parent' | 'via' | 'text' | 'score' | 'reason' | 'posted'>>,
  result: FetchResult,
): FetchLine {
  const { url, parent, depth, via, text, score, reason, posted } = link;
  const digest = 'digest' in result ? result.digest : undefined;
  const why = whyOf(result);
  return {
    type: 'fetch',
    time: result.time,
    url,
    ...(parent ? { parent } : {}),
    depth,
    ...(via === undefined ? {} : { via }),
    ...(text ? { text } : {}),
    ...(score === undefined ? {} : { score }),
    ...(reason ? { reason } : {}),
    outcome: result.outcome,
    ...(posted ? { posted } : {}),
    ...(why ? { why } : {}),
    ...(result.status === undefined ? {} : { status: result.status }),
    ...(result.headers ? { headers: result.headers } : {}),
    ...(digest ?? {}),
    ...('unframed' in result && result.unframed ? { notes: ['its end was the end of the connection'] } : {}),
    tookMs: Math.round(result.tookMs),
  };
}

function whyOf(result: FetchResult): string | undefined {
  if (result.outcome === 'redirected') return result.target;
  if (!('reason' in result)) return undefined;
  return 'detail' in result && result.detail ? `${result.reason}: ${result.detail}` : result.reason;
}
