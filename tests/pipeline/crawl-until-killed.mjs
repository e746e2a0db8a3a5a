/**
 * A crawl without a network, to be killed: `node crawl-until-killed.mjs DATA PAGES`. Goes on with what an earlier one left.
 * Every page is a hash of its number, leads to two others, and is logged when its bytes are in the archive.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Archive } from '../../dist/pipeline/archive/archive.js';
import { Holding } from '../../dist/pipeline/archive/holding.js';
import { SiteIndex } from '../../dist/pipeline/archive/site-index.js';

const [data, pages] = [process.argv[2], Number(process.argv[3])];
const SITE = 'http://a.gov.cn/';
const AHEAD = 16;

const urlOf = (n) => `${SITE}${n}.html`;
const found = (n) => ({ url: urlOf(n), depth: 1, via: 'a', score: (n * 7919) % 101, reason: '' });
async function* body(n) {
  const text = createHash('sha256').update(String(n)).digest('hex');
  yield Buffer.from(text.repeat(n % 50 === 0 ? 20_000 : 20)); // some too large for memory
}

const holding = new Holding(new Archive(join(data, 'archive')));
const index = await SiteIndex.open(data, SITE, { before: () => holding.commit() });
const line = { type: 'fetch', depth: 1, outcome: 'fetched', role: 'document', time: '2026-01-01T00:00:00.000Z' };
try {
  await index.append({ type: 'run', run: 'r1', site: SITE, time: line.time, config: {} });
  if (!index.isQueued('r1', urlOf(0)))
    await index.append({ ...line, url: SITE, outcome: 'redirected', found: [found(0)] });
  process.stdout.write('ready\n');
  const waiting = [];
  for (let next = index.next('r1'); next; next = index.next('r1')) {
    const n = Number(/(\d+)\.html/.exec(next.url)[1]);
    const links = [2 * n + 1, 2 * n + 2].filter((m) => m < pages).map(found);
    const digest = await holding.put(body(n));
    waiting.push(index.append({ ...line, url: next.url, parent: next.parent, ...digest, found: links }));
    if (waiting.length >= AHEAD) await waiting.shift();
  }
  await Promise.all(waiting);
  await index.append({ type: 'end', run: 'r1', time: line.time, reason: 'finished', counts: {} });
  await index.close();
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`failed ${error.code ?? error}\n`);
  await index.close().catch(() => {});
  process.exitCode = 3;
}
