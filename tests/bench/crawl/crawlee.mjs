/**
 * The same by Crawlee's CheerioCrawler: `node crawlee.mjs URL DATA FOLDER CONCURRENCY`, FOLDER having it in node_modules,
 * CONCURRENCY 0 for its own choice. Each body hashed and kept by its hash, synced to the disk; page parsed, its title
 * taken, its links enqueued. Its request queue is in memory (`persistStorage: false`): no log, and killed it begins anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ownMegabytes } from './memory.mjs';

const SAMPLE = 1_000;

const [url, data, folder, concurrency] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { CheerioCrawler, Configuration, log } = require('@crawlee/cheerio');
log.setLevel(log.LEVELS.ERROR);
mkdirSync(data, { recursive: true });
let pages = 0;
const megabytes = [];
const most = Number(concurrency);
const crawler = new CheerioCrawler(
  {
    ...(most > 0 ? { minConcurrency: most, maxConcurrency: most } : {}),
    async requestHandler({ $, body, enqueueLinks }) {
      const bytes = Buffer.from(body);
      $('title').text();
      const file = await open(join(data, createHash('sha256').update(bytes).digest('hex')), 'w');
      await file.writeFile(bytes);
      await file.datasync();
      await file.close();
      await enqueueLinks();
      if (++pages % SAMPLE === 0) megabytes.push(ownMegabytes());
    },
  },
  new Configuration({ persistStorage: false }),
);
const started = performance.now();
const cpu = process.cpuUsage();
await crawler.run([url]);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ pages, seconds, cpu: (user + system) / 1e6, megabytes }));
process.exit(0);
