/**
 * What the index of one large site costs: `node tests/bench/frontier.mjs [URLS]` after `npm run build`.
 *
 * Fills a frontier with a million links, crawls part of it with every page archived and logged, and makes the index anew
 * from the log. Memory is that of the process itself; the pages of the index that the system keeps in memory are told
 * beside it, for it takes them back when it needs them.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../dist/pipeline/archive/archive.js';
import { Holding } from '../../dist/pipeline/archive/holding.js';
import { SiteIndex } from '../../dist/pipeline/archive/site-index.js';

const URLS = Number(process.argv[2] ?? 1_000_000);
const LINKS_PER_PAGE = 100;
const PAGES = 20_000;
/** Of those where each waits for the disk. */
const WAITING_PAGES = 2_000;
const PAGE_BYTES = 20_000;
/** Lines that a crawler may be ahead of the disk. */
const AHEAD = 256;
const SITE = 'http://www.example.gov.cn/';

const data = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'gongkai-frontier-'));
const time = (n) => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
const urlOf = (n) => `${SITE}zwgk/czxx/ysjxgl/${n % 997}/t${20240000 + (n % 1000)}_${1_000_000 + n}.html`;
const found = (n) => ({
  url: urlOf(n),
  depth: 1 + (n % 5),
  via: 'a',
  text: `关于${n}号项目支出绩效自评报告的公示`,
  score: (n * 7919) % 101,
  reason: '绩效自评',
});

function memory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { own: of('RssAnon'), mapped: of('RssFile') };
}

let highest = 0;
const watch = setInterval(() => {
  highest = Math.max(highest, memory().own);
}, 100).unref();
const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

async function step(name, count, unit, work) {
  highest = memory().own;
  const started = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { own, mapped } = memory();
  const rate = `${Math.round(count / seconds)} ${unit}/s`.padStart(20);
  const mb = (n) => `${Math.round(n)} MB`;
  const busy = `CPU ${((user + system) / 1e6).toFixed(1)} s of ${seconds.toFixed(1)} s`.padStart(22);
  console.log(
    `${name.padEnd(44)}${rate} ${busy}   own ${mb(own)} (highest ${mb(highest)}), index in memory ${mb(mapped)}`,
  );
}

/** Appends lines, a bounded number ahead of the disk. */
async function appendAll(index, lines) {
  const waiting = [];
  for (const line of lines) {
    waiting.push(index.append(line));
    if (waiting.length >= AHEAD) await waiting.shift();
    // A crawler does other things between two lines.
    if (waiting.length % 16 === 0) await new Promise(setImmediate);
  }
  await Promise.all(waiting);
}

console.log(`${URLS} URLs in ${data}; before: own ${Math.round(memory().own)} MB`);
try {
  const holding = new Holding(new Archive(join(data, 'archive')));
  let index = await SiteIndex.open(data, SITE, { before: () => holding.commit() });
  await index.append({ type: 'run', run: 'r1', site: SITE, time: time(0), config: {} });

  await step('fill the frontier, 100 links a page', URLS, 'links', () =>
    appendAll(
      index,
      (function* () {
        for (let n = 0; n < URLS; n += LINKS_PER_PAGE) {
          const links = Array.from({ length: Math.min(LINKS_PER_PAGE, URLS - n) }, (_, i) => found(n + i));
          yield { type: 'fetch', url: `${SITE}list/${n}`, time: time(n), depth: 0, outcome: 'failed', found: links };
        }
      })(),
    ),
  );
  if (index.frontierSize('r1') !== URLS) throw new Error(`${index.frontierSize('r1')} links wait of ${URLS}`);

  await step('ask for 100,000 of them', 100_000, 'questions', async () => {
    for (let n = 0; n < 100_000; n++) if (!index.isQueued('r1', urlOf((n * 7919) % URLS))) throw new Error('lost');
  });

  const page = Buffer.alloc(PAGE_BYTES, '绩');
  const crawl = async (from, count, ahead) => {
    const waiting = [];
    for (let n = from; n < from + count; n++) {
      const next = index.next('r1');
      page.writeUInt32BE(n);
      const digest = await holding.put(
        (async function* () {
          yield Buffer.from(page);
        })(),
      );
      const fields = { depth: next.depth, parent: next.parent, outcome: 'fetched', role: 'document', status: 200 };
      const written = index.append({ type: 'fetch', url: next.url, time: time(URLS + n), ...fields, ...digest });
      if (ahead === 0) await written;
      else if (waiting.push(written) >= ahead) await waiting.shift();
    }
    await Promise.all(waiting);
  };
  await step('crawl, each page on disk before the next', WAITING_PAGES, 'pages', () => crawl(0, WAITING_PAGES, 0));
  await step(`crawl, up to ${AHEAD} pages ahead of the disk`, PAGES, 'pages', () => crawl(WAITING_PAGES, PAGES, AHEAD));
  await step('all URLs, once', URLS, 'URLs', async () => {
    for await (const _ of index.urls());
  });
  await step('close', 1, 'site', () => index.close());
  await step('open again', 1, 'site', async () => {
    index = await SiteIndex.open(data, SITE);
  });
  await step('take the next 20,000', 20_000, 'links', async () => {
    for (let n = 0; n < 20_000; n++) if (!index.next('r1')) throw new Error('lost');
  });
  await index.close();
  const log = sizeOf(join(data, 'archive', 'log'));
  console.log(`log ${Math.round(log / 1e6)} MB, index ${Math.round(sizeOf(join(data, 'archive', 'index')) / 1e6)} MB`);
  rmSync(join(data, 'archive', 'index'), { recursive: true });
  await step('make the index anew from the log', URLS, 'links', async () => {
    index = await SiteIndex.open(data, SITE);
  });
  const digest = createHash('sha256').update(JSON.stringify(index.runs())).digest('hex').slice(0, 8);
  console.log(`${index.frontierSize('r1')} wait (${digest})`);
  await index.close();
} finally {
  clearInterval(watch);
  rmSync(data, { recursive: true, force: true });
}
