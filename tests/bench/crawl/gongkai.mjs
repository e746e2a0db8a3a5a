/**
 * Crawls a site as `gongkai crawl --delay 0` does, without reading its documents: `node gongkai.mjs URL DATA`. One request
 * at a time; each body hashed and kept by its hash, each request a line of the log, both synced to the disk; page read for
 * its links, its role and its title; links scored, the best first. Prints figures as JSON.
 */
import { join } from 'node:path';
import { Archive } from '../../../dist/pipeline/archive/archive.js';
import { Holding } from '../../../dist/pipeline/archive/holding.js';
import { SiteIndex } from '../../../dist/pipeline/archive/site-index.js';
import { Fetcher } from '../../../dist/pipeline/crawl/fetch/fetcher.js';
import { crawlSite } from '../../../dist/pipeline/crawl/site/crawl-site.js';
import { siteOf } from '../../../dist/pipeline/crawl/site/site.js';
import { ownMegabytes } from './memory.mjs';

/** Memory is told each so many pages. */
const SAMPLE = 1_000;

const [url, data] = process.argv.slice(2);
const site = siteOf(url);
const holding = new Holding(new Archive(join(data, 'archive')));
const index = await SiteIndex.open(data, site.id, { before: () => holding.commit() });
const userAgent = 'gongkai/bench';
const fetcher = new Fetcher({ keep: holding, userAgent, allowPrivate: true });
let pages = 0;
let documents = 0;
const megabytes = [];
const started = performance.now();
const cpu = process.cpuUsage();
const { reason } = await crawlSite({ ...site, delayMs: 0, limits: { ...site.limits, pages: 1e6 } }, 'bench', {
  fetcher,
  holding,
  index,
  userAgent,
  signal: new AbortController().signal,
  onDocument: async () => void documents++,
  onLine: ({ outcome }) => {
    if (outcome === 'fetched' && ++pages % SAMPLE === 0) megabytes.push(ownMegabytes());
  },
});
await index.close();
await fetcher.close();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ pages, documents, reason, seconds, cpu: (user + system) / 1e6, megabytes }));
