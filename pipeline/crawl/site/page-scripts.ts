/**
 * The scripts of a site that its pages share, where a page calls functions that only they define: `openDoc('123')` and a
 * `main.js` that knows what it opens. Asked for once a day as robots.txt is; what was read before is in the archive.
 */
import type { FetchLine } from '../../archive/fetch-log.js';
import type { Holding } from '../../archive/holding.js';
import type { SiteIndex } from '../../archive/site-index.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { fetchLine, type Hosts, validatorsOf } from '../host/hosts.js';

export interface PageScriptsTools {
  fetcher: Fetcher;
  holding: Holding;
  index: SiteIndex;
  hosts: Hosts;
  /** Takes a line into the log. */
  record: (line: FetchLine) => Promise<void>;
  signal: AbortSignal;
  now: () => number;
}

const FRESH_MS = 24 * 60 * 60_000;
/** Of one site in a run. */
const MOST_SCRIPTS = 50;
const MOST_BYTES = 300_000;

export class PageScripts {
  readonly #read = new Map<string, Promise<string>>();

  constructor(private readonly tools: PageScriptsTools) {}

  /** What the scripts hold, as far as they can be had. No turn of their host may be taken meanwhile. */
  async textOf(urls: readonly string[]): Promise<string> {
    let text = '';
    for (const url of urls) {
      if (!this.#read.has(url) && this.#read.size >= MOST_SCRIPTS) continue;
      const read = this.#read.get(url) ?? this.#ask(url);
      this.#read.set(url, read);
      text += `${await read}\n`;
    }
    return text;
  }

  async #ask(url: string): Promise<string> {
    const { fetcher, index, hosts, record, signal, now } = this.tools;
    const last = index.known(url)?.last;
    if (last?.sha256 && now() - Date.parse(last.time) < FRESH_MS) return this.#text(last.sha256);
    const host = hosts.of(url);
    await hosts.ready(host, url);
    if (!host.allows(url).allowed) return '';
    await host.turn(signal);
    const result = await fetcher.fetch({ url, ...validatorsOf(last) }, signal);
    host.report(result);
    await record({ ...fetchLine({ url, depth: 0, via: 'script' }, result), role: 'other' });
    if (result.outcome === 'not-modified' && last?.sha256) return this.#text(last.sha256);
    return result.outcome === 'fetched' ? this.#text(result.digest.sha256) : '';
  }

  async #text(sha256: string): Promise<string> {
    return Buffer.from((await this.tools.holding.read(sha256)).subarray(0, MOST_BYTES)).toString();
  }
}
