/**
 * The scripts of a site that its pages share, where a page calls functions that only they define: `openDoc('123')` and a
 * `main.js` that knows what it opens. Asked for once a day as robots.txt is; what was read before is in the archive.
 */
import { fetchLine, type Hosts, type HostsTools, validatorsOf } from '../host/hosts.js';

export interface PageScriptsTools extends HostsTools {
  hosts: Hosts;
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
      const known = this.#read.get(url);
      // A host that wants to be left alone is: the crawl pauses or ends at the next page, not in the middle of this one.
      const isOpen = this.tools.hosts.of(url).verdict.state === 'open';
      if (!known && (!isOpen || this.#read.size >= MOST_SCRIPTS)) continue;
      const read = known ?? this.#ask(url);
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
