/**
 * How one origin is to be treated within a site's crawl: what robots.txt allows, how long to rest between two requests,
 * when to leave it alone. Knows nothing of the network: it is told how each request went.
 */
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { FetchResult } from '../fetch/fetch-result.js';
import { NightWindows } from './night-window.js';
import { Robots, robotsUrl } from './robots.js';

export interface HostOptions {
  userAgent: string;
  /** The rest between two requests is never shorter, in milliseconds. */
  delayMs: number;
  /** Neither Crawl-delay nor a slow server makes it longer than this. */
  maxDelayMs?: number;
  /** Hours in which requests may go out, Asia/Shanghai: `['22:00-06:00']`. None: always. */
  windows?: readonly string[];
  /** The first time that it is left alone, in milliseconds; doubles each time. */
  backOffMs?: number;
  /** For tests: milliseconds since 1970, and waiting. */
  now?: () => number;
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface HostVerdict {
  state: 'open' | 'backing-off' | 'blocked' | 'closed-by-night';
  /** For `backing-off` and `closed-by-night`. */
  until?: Date;
  /** The outcomes that led here, for `backing-off` and `blocked`. */
  reason?: string;
}

const DEFAULT_MAX_DELAY_MS = 60_000;
const DEFAULT_BACK_OFF_MS = 30_000;
const MOST_BACK_OFF_MS = 15 * 60_000;
/** A Retry-After is obeyed up to a day. */
const MOST_RETRY_AFTER_MS = 24 * 60 * 60_000;
/** setTimeout takes no more. */
const MOST_SLEEP_MS = 60 * 60_000;

/** A server that answers faster is not under load; of a slower one we rest as long as it took. */
const EASY_RESPONSE_MS = 500;
/** The weight of the last answer in the mean. */
const RESPONSE_WEIGHT = 0.3;
/** Trouble doubles the rest, from at least this. */
const LEAST_TROUBLED_DELAY_MS = 1_000;
/** Each good answer takes a tenth off, until what is left is not worth it. */
const SHRINK = 0.9;
const LEAST_SHRINKING_MS = 20;

/** In a row, with no good answer between: so many failures or refusals, and the host is left alone for a while… */
const FAILURES_TO_BACK_OFF = 5;
const BLOCKS_TO_BACK_OFF = 3;
/** …and after so many times with no good answer between, for good. Who says no is not asked as often as who is ill. */
const ROUNDS_OF_FAILURES = 5;
const ROUNDS_OF_BLOCKS = 2;

/** `turn` was asked for, but the host is not to be asked any more in this run. */
export class HostBlockedError extends Error {
  override name = 'HostBlockedError';
}

export class Host {
  readonly #origin: string;
  readonly #options: Required<Omit<HostOptions, 'windows'>>;
  readonly #windows: NightWindows;
  #robots: Robots | 'none' | 'unreachable' | null = null;
  #floorMs: number;
  #delayMs: number;
  #responseMs = 0;
  /** When the last request ended. */
  #ended = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #blocks = 0;
  #rounds = 0;
  #until = Number.NEGATIVE_INFINITY;
  #reason = '';
  #blocked = false;
  /** Resolves when no turn is out; who waits for its own takes it and leaves a new one. */
  #free: Promise<void> = Promise.resolve();
  #release: (() => void) | null = null;

  /** Throws an Error for a window that is not written as `22:00-06:00`. */
  constructor(origin: string, { windows = [], ...options }: HostOptions) {
    this.#origin = new URL(origin).origin;
    this.#options = {
      maxDelayMs: Math.max(DEFAULT_MAX_DELAY_MS, options.delayMs),
      backOffMs: DEFAULT_BACK_OFF_MS,
      now: Date.now,
      sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
      ...options,
    };
    this.#windows = new NightWindows(windows);
    this.#floorMs = options.delayMs;
    this.#delayMs = options.delayMs;
  }

  /** `unreachable`: for now nothing is allowed (RFC 9309, 2.3.1.4). `none`: everything is. Before the first call nothing is. */
  setRobots(text: string | 'unreachable' | 'none'): void {
    const { delayMs, maxDelayMs, userAgent } = this.#options;
    this.#robots = text === 'unreachable' || text === 'none' ? text : new Robots(this.#origin, text, userAgent);
    const asked = this.#robots instanceof Robots ? (this.#robots.crawlDelayMs ?? 0) : 0;
    this.#floorMs = Math.max(delayMs, Math.min(asked, maxDelayMs));
    this.#delayMs = Math.max(this.#delayMs, this.#floorMs);
  }

  /** Whether robots.txt lets this client fetch a URL of this origin, and by which line. robots.txt itself may always be fetched. */
  allows(url: string): { allowed: boolean; rule?: string } {
    if (new URL(url).origin !== this.#origin) throw new Error(`${url} is not of ${this.#origin}`);
    if (url === robotsUrl(this.#origin) || this.#robots === 'none') return { allowed: true };
    if (this.#robots === null) return { allowed: false, rule: 'robots.txt not read yet' };
    if (this.#robots === 'unreachable') return { allowed: false, rule: 'robots.txt unreachable' };
    return this.#robots.allows(url);
  }

  get sitemaps(): string[] {
    return this.#robots instanceof Robots ? this.#robots.sitemaps : [];
  }

  /** What of robots.txt is not obeyed to the letter, for people. */
  get notes(): string[] {
    if (!(this.#robots instanceof Robots)) return [];
    const { crawlDelayMs, notes } = this.#robots;
    const { maxDelayMs } = this.#options;
    const capped = crawlDelayMs !== null && crawlDelayMs > maxDelayMs;
    return capped
      ? [...notes, `robots.txt: Crawl-delay of ${crawlDelayMs / 1000} s taken as ${maxDelayMs / 1000} s`]
      : notes;
  }

  /** The rest between two requests now, in milliseconds. */
  get delayMs(): number {
    return Math.round(this.#delayMs);
  }

  get verdict(): HostVerdict {
    const now = this.#options.now();
    if (this.#blocked) return { state: 'blocked', reason: this.#reason };
    if (now < this.#until) return { state: 'backing-off', until: new Date(this.#until), reason: this.#reason };
    const opens = this.#windows.opens(now);
    return opens > now ? { state: 'closed-by-night', until: new Date(opens) } : { state: 'open' };
  }

  /**
   * Resolves when the next request may go out: no other one is, the last one ended `delayMs` ago, the host is not being
   * left alone, and it is night if it must be. Each turn ends with one `report`. Throws the signal's reason, and a
   * HostBlockedError when the host is blocked.
   */
  async turn(signal: AbortSignal): Promise<void> {
    const free = this.#free;
    let release: () => void = () => {};
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    try {
      await unlessAborted(free, signal);
      for (let wait = this.#waitMs(); wait > 0; wait = this.#waitMs()) {
        await this.#options.sleep(Math.min(wait, MOST_SLEEP_MS), signal);
        signal.throwIfAborted();
      }
      this.#release = release;
    } catch (error) {
      void free.then(release);
      signal.throwIfAborted(); // its reason, not the timer's AbortError
      throw error;
    }
  }

  /**
   * Ends the turn, and learns from how the request went. A page that was `fetched` but turned out to be a challenge, a
   * captcha or a login is to be reported as `blocked`, with that as the reason.
   */
  report(result: FetchResult): void {
    this.#release?.();
    this.#release = null;
    if (result.outcome === 'refused' && result.reason !== 'redirect-target') return; // nothing was sent
    this.#ended = this.#options.now();
    switch (healthOf(result)) {
      case 'good':
        this.#recover(result.headersMs ?? result.tookMs);
        break;
      case 'blocked':
        this.#slowDown();
        if (++this.#blocks >= BLOCKS_TO_BACK_OFF) this.#leaveAlone(result, ROUNDS_OF_BLOCKS);
        break;
      case 'failed':
        this.#slowDown();
        if (++this.#failures >= FAILURES_TO_BACK_OFF) this.#leaveAlone(result, ROUNDS_OF_FAILURES);
        break;
      case 'busy':
        this.#slowDown();
        this.#leaveAlone(result, ROUNDS_OF_FAILURES);
    }
  }

  #waitMs(): number {
    if (this.#blocked) throw new HostBlockedError(`${this.#origin} is not asked any more: ${this.#reason}`);
    const now = this.#options.now();
    return this.#windows.opens(Math.max(now, this.#ended + this.#delayMs, this.#until)) - now;
  }

  #recover(responseMs: number): void {
    this.#failures = 0;
    this.#blocks = 0;
    this.#rounds = 0;
    this.#responseMs += RESPONSE_WEIGHT * (responseMs - this.#responseMs);
    const rest = this.#responseMs < EASY_RESPONSE_MS ? 0 : Math.min(this.#responseMs, this.#options.maxDelayMs);
    const shrunk = this.#delayMs < LEAST_SHRINKING_MS ? 0 : this.#delayMs * SHRINK;
    this.#delayMs = Math.max(this.#floorMs, rest, shrunk);
  }

  #slowDown(): void {
    const doubled = Math.max(LEAST_TROUBLED_DELAY_MS, this.#delayMs * 2);
    this.#delayMs = Math.max(this.#floorMs, Math.min(doubled, this.#options.maxDelayMs));
  }

  #leaveAlone(result: FetchResult, mostRounds: number): void {
    this.#reason = 'reason' in result ? `${result.outcome}: ${result.reason}` : result.outcome;
    if (this.#rounds >= mostRounds) {
      this.#blocked = true;
      return;
    }
    const own = Math.min(this.#options.backOffMs * 2 ** this.#rounds, MOST_BACK_OFF_MS);
    const asked = result.outcome === 'busy' ? result.retryAfterMs : undefined;
    this.#rounds++;
    this.#until = this.#options.now() + Math.min(asked ?? own, MOST_RETRY_AFTER_MS);
  }
}

/** What an outcome says of the host. Null: it says something of one page only. */
function healthOf(result: FetchResult): 'good' | 'blocked' | 'busy' | 'failed' | null {
  switch (result.outcome) {
    case 'blocked':
    case 'busy':
      return result.outcome;
    case 'failed': {
      const status = /^http-(\d)/.exec(result.reason)?.[1];
      const ofOnePage = result.reason === 'encoding' || result.reason === 'redirect-without-location';
      return ofOnePage || (status !== undefined && status !== '5') ? null : 'failed';
    }
    default:
      return 'good';
  }
}

/** Waits for something that cannot be aborted itself. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
