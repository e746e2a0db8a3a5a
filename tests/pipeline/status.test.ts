/** `gongkai status` beside real crawls of sites on loopback: while they go on, broken off, finished; metrics over HTTP; Redis. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { announce, present } from '../../pipeline/archive/presence.js';
import { SiteIndex } from '../../pipeline/archive/site-index.js';
import { WriterLock } from '../../pipeline/archive/writer-lock.js';
import { DataFolder } from '../../pipeline/data-folder.js';
import { demonstrationSites, serveSites } from '../../pipeline/demo/server.js';
import { describeStatus } from '../../pipeline/status/describe.js';
import { readTail } from '../../pipeline/status/log-tail.js';
import { metricsOf } from '../../pipeline/status/metrics.js';
import { parseAddress, sparing } from '../../pipeline/status/metrics-server.js';
import type { SiteStatus, Snapshot } from '../../pipeline/status/snapshot.js';
import { Survey } from '../../pipeline/status/survey.js';
import { crawlNights } from './crawled-site.js';
import { RedisServer, redisMissing } from './redis-server.js';
import { runCli, startCli, temporaryFolder } from './workspace.js';

const MINUTE = 60_000;

async function status(folder: string, ...args: string[]): Promise<Snapshot> {
  const { code, stdout, stderr } = await runCli(folder, ['status', '--data', 'data', '--json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Snapshot;
}

function fetchText(url: string): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      );
    }).on('error', reject);
  });
}

/** The value of a sample as Prometheus would read it; undefined where there is none. */
function sample(text: string, name: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

/** A data folder in which sites can be made by hand, and how it is said to be. */
async function folderOf(make: (data: string) => Promise<void>, now = Date.now()): Promise<Snapshot> {
  const path = temporaryFolder();
  await make(path);
  const data = await DataFolder.inspect(path);
  onTestFinished(() => data.close());
  return new Survey(data).look(now);
}

/** A run of one site that is not over: requests at the times given, and then what the last one brought. */
async function unfinished(
  data: string,
  { config = {}, times, last = {} }: { config?: object; times: number[]; last?: object },
): Promise<void> {
  const index = await SiteIndex.open(data, 'county');
  const at = (ms: number) => new Date(ms).toISOString();
  const found = Array.from({ length: times.length + 30 }, (_, n) => ({
    url: `http://county.test/${n}`,
    depth: 0,
    via: 'start',
    score: 1,
    reason: 'a start page',
  }));
  await index.append({ type: 'run', run: 'r1', site: 'county', time: at(times[0]!), config: { ...config }, found });
  for (const [n, time] of times.entries()) {
    const more = n === times.length - 1 ? last : {};
    const line = {
      type: 'fetch' as const,
      time: at(time),
      url: `http://county.test/${n}`,
      depth: 0,
      outcome: 'fetched',
    };
    await index.append({ ...line, ...more });
  }
  await index.close();
}

describe('gongkai status beside a crawl', () => {
  let folder = '';
  let urls: string[] = [];
  let asked = 0;
  let onAsked: (() => void) | null = null;
  let close = async () => {};
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-test-'));
    const onRequest = () => {
      asked += 1;
      onAsked?.();
    };
    const running = await serveSites(demonstrationSites({ most: 3 }), { firstPort: 0, onRequest });
    ({ urls, close } = running);
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const crawl = (...args: string[]) => {
    const common = [
      '--data',
      'data',
      '--allow-private',
      '--concurrency',
      '1',
      '--ocr',
      'off',
      '--sites-at-a-time',
      '1',
    ];
    return ['crawl', ...urls, ...common, ...args];
  };

  it('tells of sites that are crawled, that wait, that were broken off, and that are over', async () => {
    const enough = new Promise<void>((resolve) => {
      onAsked = () => {
        if (asked === 6) resolve();
      };
    });
    const { child, ended } = startCli(folder, crawl('--delay', '700'));
    await enough;
    const during = await status(folder);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(130);
    expect(during.headline).toMatch(/^running: 0 of 2 sites done, .*left/);
    expect(during.sites.map(({ state }) => state).sort()).toEqual(['running', 'waiting']);
    const running = during.sites.find(({ state }) => state === 'running')!;
    expect(running.queued).toBeGreaterThan(0);
    expect(running.pages_per_minute).toBeGreaterThan(0);
    expect(running.eta_seconds).toBeGreaterThan(0);
    expect(during.eta_seconds).toBeGreaterThan(running.eta_seconds!); // the other one waits

    const after = await status(folder);
    expect(after.headline).toMatch(/^broken off: 0 of 2 sites done/);
    expect(after.sites.find(({ site }) => site === running.site)).toMatchObject({
      state: 'broken-off',
      pages_per_minute: null,
      eta_seconds: null,
    });

    onAsked = null;
    const { stdout } = await runCli(folder, crawl('--delay', '0'));
    const whole = await status(folder);
    expect(whole.headline).toMatch(/^idle: last run 20\d\d-\d\d-\d\d finished /);
    expect(whole.round).toBeNull();
    const documents = Number(/documents +(\d+) read or looked up/.exec(stdout)?.[1]);
    expect(documents).toBeGreaterThan(3);
    const counted = (of: Record<string, number>) => Object.values(of).reduce((sum, n) => sum + n, 0);
    for (const site of whole.sites) {
      expect(site).toMatchObject({ state: 'finished', queued: 0, changed: 0, blocked: 0 });
      // Each page that came had bytes that were new or the same.
      expect(site.new + site.unchanged).toBeGreaterThan(5);
      expect(site.fetched).toBeGreaterThanOrEqual(site.new);
      expect(counted(site.documents)).toBeGreaterThan(1);
    }
    expect(whole.documents.unread).toBeUndefined();
    expect(counted(whole.documents)).toBeGreaterThanOrEqual(documents - 1);
  });

  it('prints the answer first, then a line a site', async () => {
    const { stdout, code } = await runCli(folder, ['status', '--data', 'data']);
    expect(code).toBe(0);
    const [first, ...rest] = stdout.split('\n');
    expect(first).toMatch(/^idle: /);
    for (const url of urls) expect(rest.join('\n')).toContain(new URL(url).host.replace(':', '_'));
    expect(stdout).not.toContain('\u001b');
  });

  it('watches in plain lines where there is no terminal, and in objects where asked, until it is stopped', async () => {
    for (const args of [[], ['--json']]) {
      const { child, ended } = startCli(folder, ['status', '--data', 'data', '--watch', ...args]);
      await once(child.stdout!, 'data');
      child.kill('SIGINT');
      const { code, stdout } = await ended;
      expect(code).toBe(0);
      const line = stdout.split('\n')[0]!;
      if (args.length > 0) expect((JSON.parse(line) as Snapshot).state).toBe('idle');
      else expect(line).toMatch(/^20\S+Z idle: /);
    }
  });

  it('serves metrics and health on loopback', async () => {
    const { child, ended } = startCli(folder, ['status', '--data', 'data', '--metrics', ':0']);
    const [told] = (await once(child.stderr!, 'data')) as [string];
    const url = /metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)/.exec(told)![1]!;
    const { status: code, type, text } = await fetchText(url);
    const health = await fetchText(url.replace('metrics', 'health'));
    const nothing = await fetchText(url.replace('metrics', 'nothing'));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect([code, health.status, nothing.status]).toEqual([200, 200, 404]);
    expect(type).toContain('text/plain; version=0.0.4');
    expect(health.text).toMatch(/^idle: /);
    expect(sample(text, 'gongkai_healthy')).toBe(1);
    expect(sample(text, 'gongkai_data_folder_free_bytes')).toBeGreaterThan(0);
    const { sites } = await status(folder);
    for (const { site, fetched, documents } of sites) {
      expect(sample(text, `gongkai_site_state{site="${site}",state="finished"}`)).toBe(1);
      expect(sample(text, `gongkai_site_state{site="${site}",state="running"}`)).toBe(0);
      expect(sample(text, `gongkai_site_pages{site="${site}",outcome="fetched"}`)).toBe(fetched);
      expect(sample(text, `gongkai_site_documents{site="${site}",status="ok"}`)).toBe(documents.ok);
    }
  });

  describe.skipIf(redisMissing)(`with Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
    it('tells of queues and workers, of a Redis that is full, and of one that is gone', async () => {
      const server = await RedisServer.start();
      onTestFinished(() => server.stop());
      const worker = ['worker', '--data', 'data', '--redis', server.url, '--concurrency', '1', '--ocr', 'off'];
      const { child, ended } = startCli(folder, worker);
      await once(child.stderr!, 'data');
      let busy = await status(folder, '--redis', server.url);
      for (let round = 0; round < 100 && busy.redis?.sites?.workers !== 1; round += 1) {
        await sleep(200);
        busy = await status(folder, '--redis', server.url);
      }
      child.kill('SIGTERM');
      await ended;
      const none = { waiting: 0, active: 0, failed: 0, workers: 1 };
      expect(busy.redis).toEqual({ trouble: null, sites: none, documents: none, failures: [] });

      server.ask('config', 'set', 'maxmemory', '1');
      const full = await status(folder, '--redis', server.url);
      expect(full.redis?.trouble).toContain('memory is full');
      expect(full.headline).toContain('memory is full');

      server.ask('config', 'set', 'maxmemory', '0');
      const watch = startCli(folder, ['status', '--data', 'data', '--redis', server.url, '--metrics', ':0']);
      const [told] = (await once(watch.child.stderr!, 'data')) as [string];
      const url = /metrics at (\S+)\/metrics/.exec(told)![1]!;
      expect(sample((await fetchText(`${url}/metrics`)).text, 'gongkai_redis_writable')).toBe(1);
      await server.kill();
      let health = await fetchText(`${url}/health`);
      for (let round = 0; round < 200 && health.status === 200; round += 1) {
        await sleep(500);
        health = await fetchText(`${url}/health`);
      }
      expect(health).toMatchObject({ status: 503, text: expect.stringContaining('Redis') });
      await server.up();
      for (let round = 0; round < 200 && health.status !== 200; round += 1) {
        await sleep(500);
        health = await fetchText(`${url}/health`);
      }
      watch.child.kill('SIGTERM');
      await watch.ended;
      expect(health.status).toBe(200);
    });
  });
});

describe('the state of a site', () => {
  const now = Date.UTC(2026, 10, 21, 4); // noon in China
  const one = ({ sites }: Snapshot): SiteStatus => sites[0]!;

  it('is broken off when its run is not over and nobody holds it', async () => {
    const snapshot = await folderOf((data) => unfinished(data, { times: [now - MINUTE] }), now);
    expect(one(snapshot)).toMatchObject({ state: 'broken-off', queued: 30, fetched: 1 });
    expect(snapshot.state).toBe('broken-off');
    expect(snapshot.attention.join()).toContain('county');
  });

  it('is paused outside of its hours, until they begin', async () => {
    const config = { windows: ['22:00-06:00'] };
    const snapshot = await folderOf((data) => unfinished(data, { config, times: [now - MINUTE] }), now);
    expect(one(snapshot)).toMatchObject({ state: 'paused', until: '2026-11-21T14:00:00.000Z' });
    expect(snapshot.headline).toBe('paused: 0 of 1 site done, nobody waits for it: start it again at 22:00 China time');
  });

  it('is paused as long as the server asked, and broken off after that', async () => {
    const last = { outcome: 'busy', status: 503, why: 'http-503', headers: { retryAfter: '1200' } };
    const make = (data: string) => unfinished(data, { times: [now - MINUTE], last });
    const paused = await folderOf(make, now);
    expect(one(paused)).toMatchObject({ state: 'paused', until: '2026-11-21T04:19:00.000Z', failed: 1 });
    expect(one(paused).troubles).toMatchObject([{ outcome: 'busy', why: 'http-503' }]);
    expect(one(await folderOf(make, now + 20 * MINUTE)).state).toBe('broken-off');
  });

  it('is running while its lock is held, with the rate of the last minutes and what the limit of pages leaves', async () => {
    const times = Array.from({ length: 20 }, (_, n) => now - 2 * MINUTE + n * 6_000);
    const config = { limits: { pages: 25 } };
    const snapshot = await folderOf(async (data) => {
      await unfinished(data, { config, times });
      const lock = await WriterLock.acquire(join(data, 'archive/log/county/writer.lock'), 'crawl of county');
      onTestFinished(() => lock.release());
    }, now);
    // 20 in 2 minutes; 30 wait, but 5 more may be asked for.
    expect(one(snapshot)).toMatchObject({ state: 'running', pages_per_minute: 10, eta_seconds: 30 });
    expect(snapshot.headline).toBe('running: 0 of 1 site done, about less than a minute left');
  });

  it('counts what is gone and what came back, and says when the last run ended', async () => {
    const page = (n: number, body: string) => ({ url: `http://county.test/${n}.txt`, body });
    const snapshot = await folderOf((data) =>
      crawlNights(data, 'county', [
        { run: 'n1', day: '2026-11-19', pages: [page(1, 'a'), page(2, 'b')] },
        { run: 'n2', day: '2026-11-20', pages: [page(1, 'c'), page(3, 'd')], missing: ['http://county.test/2.txt'] },
      ]),
    );
    expect(one(snapshot)).toMatchObject({ state: 'finished', new: 1, changed: 1, gone: 1, documents: { unread: 4 } });
    expect(snapshot.headline).toBe('idle: last run n2 finished 2026-11-20 08:00 China time, 4 documents unread');
  });

  it.each([
    ['blocked', 'blocked', 'blocked', 'in a browser'],
    ['blocked: waf: 云防护', 'blocked', 'blocked: waf: 云防护', 'look at it in a browser'],
    ['unreachable: dns', 'unreachable', 'unreachable: dns', 'no start page'],
    ['unreachable: tls:CERT_HAS_EXPIRED', 'unreachable', 'unreachable: tls:CERT_HAS_EXPIRED', 'tls: lenient'],
    [
      'unreachable: it sends to another site, http://n.test/',
      'unreachable',
      'unreachable: it sends to another site, http://n.test/',
      'its new address',
    ],
    ['limit:pages', 'limit', 'stopped at its limit of pages', 'at a limit'],
    ['interrupted', 'broken-off', 'broken off', 'the same command'],
  ])('is told from how its run ended: %s', async (reason, state, words, advice) => {
    const snapshot = await folderOf(async (data) => {
      await unfinished(data, { times: [now - MINUTE] });
      const index = await SiteIndex.open(data, 'county');
      await index.append({ type: 'run', run: 'r1', site: 'county', time: new Date(now).toISOString(), config: {} });
      await index.append({ type: 'end', run: 'r1', time: new Date(now).toISOString(), reason, counts: {} });
      await index.close();
    }, now);
    expect(one(snapshot)).toMatchObject({ state, words });
    expect(snapshot.attention).toEqual([expect.stringContaining(advice)]);
  });

  it('has nothing to tell of an empty folder, and says so', async () => {
    const snapshot = await folderOf(async () => {});
    expect(snapshot.headline).toBe('idle: nothing was crawled yet');
    expect(describeStatus(snapshot)).toBe('idle: nothing was crawled yet\n');
  });
});

describe('a survey that looks again', () => {
  it('sees what was written meanwhile', async () => {
    const path = temporaryFolder();
    const night = (run: string, n: number) => ({
      run,
      day: '2026-11-20',
      pages: [{ url: `http://c.test/${n}`, body: `${n}` }],
    });
    for (let n = 0; n < 30; n += 1) await crawlNights(path, `county-${n}`, [night('n1', n)]);
    const data = await DataFolder.inspect(path);
    onTestFinished(() => data.close());
    const survey = new Survey(data);
    expect((await survey.look()).sites).toHaveLength(30);
    await crawlNights(path, 'county-7', [night('n2', 100)]);
    const again = await survey.look();
    expect(again.sites.find(({ site }) => site === 'county-7')).toMatchObject({ run: 'n2', documents: { unread: 2 } });
    expect(describeStatus(again, 10)).toContain('and 20 more sites');
  });

  it('reads only what changed, also in another process, and whatever became of what it keeps', async () => {
    const path = temporaryFolder();
    const pages = (n: number) => [1, 2].map((i) => ({ url: `http://c.test/${n}/${i}`, body: `${n} ${i}` }));
    const crawl = (n: number, run: string) =>
      crawlNights(path, `county-${n}`, [{ run, day: '2026-11-20', pages: pages(n) }]);
    for (let n = 0; n < 3; n += 1) await crawl(n, 'n1');
    const indexes = () => readdirSync(join(path, 'archive/index'));
    // Without its index a site cannot be read but by making it again. Long after the crawl, else it may still go on.
    const forget = () => {
      rmSync(join(path, 'archive/index'), { recursive: true });
      mkdirSync(join(path, 'archive/index'));
    };
    const settle = (n: number, seconds: number) => utimesSync(join(path, `archive/log/county-${n}`), seconds, seconds);
    const looked = async () => {
      const data = await DataFolder.inspect(path);
      const survey = new Survey(data);
      const first = await survey.look();
      expect((await survey.look()).sites).toEqual(first.sites);
      await survey.close();
      await data.close();
      return first;
    };
    for (let n = 0; n < 3; n += 1) settle(n, 1e9);
    const before = await looked();
    expect(before.documents).toEqual({ unread: 6 });
    forget();
    expect((await looked()).sites).toEqual(before.sites);
    expect(indexes()).toEqual([]);

    await crawl(1, 'n2');
    settle(1, 1.1e9);
    forget();
    expect((await looked()).sites.map(({ run }) => run)).toEqual(['n1', 'n2', 'n1']);
    expect(indexes()).toEqual(['county-1']);

    const { records } = await DataFolder.inspect(path);
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const put = async (text: string, status: string) => {
      await records.put(hash(text), `{"schema":1,"status":"${status}"}`);
      utimesSync(join(records.directory, hash(text).slice(0, 2), `${hash(text)}.json`), 1e9, 1e9);
    };
    await put('0 1', 'ok');
    await put('0 2', 'ok');
    await put('2 1', 'failed(memory)');
    expect((await looked()).documents).toEqual({ ok: 2, 'failed(memory)': 1, unread: 3 });
    await put('2 1', 'partial'); // tried again
    rmSync(join(records.directory, hash('0 2').slice(0, 2)), { recursive: true });
    expect((await looked()).documents).toEqual({ ok: 1, partial: 1, unread: 4 });
    expect(indexes()).toEqual(['county-1']);

    writeFileSync(join(path, 'archive/status.json'), '{"form":1,"si');
    expect((await looked()).documents).toEqual({ ok: 1, partial: 1, unread: 4 });
    expect(indexes()).toHaveLength(3);
  });

  it('says that the data folder takes no writes', async () => {
    const path = temporaryFolder();
    const data = await DataFolder.inspect(join(path, 'gone'));
    onTestFinished(() => data.close());
    const snapshot = await new Survey(data).look();
    expect(snapshot.folder.trouble).toContain('ENOENT');
    expect(snapshot.headline).toContain('the data folder takes no writes');
    const { text } = await metricsOf(snapshot);
    expect([sample(text, 'gongkai_healthy'), sample(text, 'gongkai_data_folder_writable')]).toEqual([0, 0]);
  });

  it('tells of processes that live, and not of those that were killed', async () => {
    const path = temporaryFolder();
    const lock = await announce(path, 'crawl');
    expect(await present(path)).toMatchObject([{ pid: process.pid, purpose: 'crawl' }]);
    const dead = { ...(await present(path))[0], id: 'dead', pid: 2 ** 22 + 1 };
    writeFileSync(join(path, 'archive/processes/dead.lock'), JSON.stringify(dead));
    expect(await present(path)).toHaveLength(1);
    await lock.release();
    expect(await present(path)).toEqual([]);
    utimesSync(join(path, 'archive/processes/dead.lock'), new Date(0), new Date(0));
    await (await announce(path, 'crawl')).release();
    expect(readdirSync(join(path, 'archive/processes'))).toEqual([]);
  });
});

describe('metrics for many who ask', () => {
  it('are looked at once in five seconds, and again after a look that failed', async () => {
    let looks = 0;
    let time = 1_000_000;
    const look = sparing(
      async () => {
        looks += 1;
        if (looks === 2) throw new Error('disk away');
        return { time: String(looks) } as Snapshot;
      },
      () => time,
    );
    expect((await Promise.all([look(), look(), look()])).map((each) => each.time)).toEqual(['1', '1', '1']);
    time += 5_000;
    await expect(look()).rejects.toThrow('disk away');
    expect((await look()).time).toBe('3');
    expect(looks).toBe(3);
  });

  it('are served where an address says, and nowhere else', () => {
    expect(parseAddress(':9464')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(parseAddress('9464')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(parseAddress('0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
    expect(parseAddress('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
    for (const wrong of ['', ':', 'host', ':99999', 'a b:1', '::1:9464x']) expect(() => parseAddress(wrong)).toThrow();
  });
});

it('nothing is known of a log that is not there', async () => {
  expect(await readTail(join(temporaryFolder(), 'none.jsonl'), 0)).toEqual({
    pagesPerMinute: null,
    troubles: [],
    last: null,
  });
});
