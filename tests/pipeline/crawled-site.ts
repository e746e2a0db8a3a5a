/** A data folder after some nights of crawling, made without a network: pages with their bytes, run by run. */
import { join } from 'node:path';
import { Archive } from '../../pipeline/archive/archive.js';
import type { FetchLine } from '../../pipeline/archive/fetch-log.js';
import { Holding } from '../../pipeline/archive/holding.js';
import { SiteIndex } from '../../pipeline/archive/site-index.js';

export interface CrawledPage extends Partial<FetchLine> {
  url: string;
  /** The bytes that came. */
  body?: string | Buffer;
}

export interface Night {
  run: string;
  day: string;
  pages: CrawledPage[];
  /** The start pages. */
  start?: string[];
  /** What was not met any more. */
  missing?: string[];
}

/** Crawls a site in the nights given. */
export async function crawlNights(data: string, site: string, nights: Night[]): Promise<void> {
  const holding = new Holding(new Archive(join(data, 'archive')));
  const index = await SiteIndex.open(data, site, { before: () => holding.commit() });
  for (const { run, day, pages, start = [], missing = [] } of nights) {
    let second = 0;
    const time = () => new Date(Date.parse(`${day}T00:00:00Z`) + 1000 * second++).toISOString();
    const found = start.map((url) => ({ url, depth: 0, via: 'start', score: 100, reason: 'a start page' }));
    await index.append({ type: 'run', run, site, time: time(), config: { userAgent: 'gongkai/0.0.0 (test)' }, found });
    for (const { body, ...page } of pages) {
      async function* content() {
        yield Buffer.from(body ?? '');
      }
      const digest = body === undefined ? {} : await holding.put(content());
      const usual = { outcome: 'fetched', status: 200, role: 'document' as const };
      await index.append({ type: 'fetch', time: time(), depth: 1, ...usual, ...digest, ...page });
    }
    for (const url of missing) await index.append({ type: 'missing', url, time: time() });
    await index.append({ type: 'end', run, time: time(), reason: 'finished', counts: {} });
  }
  await index.close();
}
