import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as library from 'lmdb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FetchLine, FoundLine, LogLine } from '../../pipeline/archive/fetch-log.js';
import { listSites, siteFolders } from '../../pipeline/archive/site-folder.js';
import { SiteIndex } from '../../pipeline/archive/site-index.js';
import fc from '../properties.js';
import { asCrawl, describeIndex, describeLines, linesIn, someLines } from './site-model.js';
import { temporaryFolder } from './workspace.js';

const SITE = 'http://a.gov.cn/';
const at = (day: number, second = 0) =>
  `2026-01-${String(day).padStart(2, '0')}T00:00:${String(second).padStart(2, '0')}.000Z`;
const sha = (letter: string) => letter.repeat(64);
const run = (name: string, day: number): LogLine => ({ type: 'run', run: name, site: SITE, time: at(day), config: {} });
const end = (name: string, day: number, reason = 'finished'): LogLine => ({
  type: 'end',
  run: name,
  time: at(day, 59),
  reason,
  counts: {},
});
const fetched = (url: string, day: number, letter: string, more: Partial<FetchLine> = {}): FetchLine => ({
  type: 'fetch',
  url,
  time: at(day, 1),
  depth: 1,
  outcome: 'fetched',
  sha256: sha(letter),
  bytes: 9,
  role: 'document',
  ...more,
});
const other = (url: string, day: number, outcome: string, more: Partial<FetchLine> = {}): FetchLine => ({
  type: 'fetch',
  url,
  time: at(day, 1),
  depth: 1,
  outcome,
  ...more,
});
const found = (url: string, score = 10, depth = 1): FoundLine => ({ url, depth, via: 'a', score, reason: '' });

async function withSite<T>(data: string, use: (index: SiteIndex) => Promise<T>): Promise<T> {
  const index = await SiteIndex.open(data, SITE);
  try {
    return await use(index);
  } finally {
    await index.close();
  }
}

const appendAll = (index: SiteIndex, lines: LogLine[]) =>
  // A run line waits for what is before it; the others may go together.
  lines.reduce<Promise<unknown>>(
    (before, line) =>
      line.type === 'run' ? before.then(() => index.append(line)) : before.then(() => void index.append(line)),
    Promise.resolve(),
  );

describe('what is known of a URL', () => {
  const history = async (lines: LogLine[], url: string) => {
    const data = temporaryFolder();
    await withSite(data, async (index) => {
      for (const line of lines) await index.append(line);
    });
    return withSite(data, async (index) => ({ told: index.history(url), known: index.known(url), runs: index.runs() }));
  };

  it('keeps both versions of what changed, with the first and last time of each', async () => {
    const { told, known, runs } = await history(
      [
        run('r1', 1),
        fetched('u', 1, 'a'),
        run('r2', 2),
        other('u', 2, 'not-modified'),
        run('r3', 3),
        fetched('u', 3, 'b'),
        run('r4', 4),
        fetched('u', 4, 'a'),
      ],
      'u',
    );
    expect(told).toMatchObject([
      { version: { sha256: sha('a'), firstSeen: at(1, 1), lastSeen: at(2, 1) } },
      { version: { sha256: sha('b'), firstSeen: at(3, 1), lastSeen: at(3, 1) } },
      { version: { sha256: sha('a'), firstSeen: at(4, 1), lastSeen: at(4, 1) } },
    ]);
    expect(known).toMatchObject({ firstSeen: at(1, 1), lastSeen: at(4, 1), version: { sha256: sha('a') } });
    expect(runs.map(({ changes }) => changes)).toEqual([{ new: 1 }, { same: 1 }, { changed: 1 }, { changed: 1 }]);
  });

  it('keeps what vanished, with the date it was first missed, and tells that it came back', async () => {
    const { told, known, runs } = await history(
      [
        run('r1', 1),
        fetched('u', 1, 'a'),
        run('r2', 2),
        { type: 'missing', url: 'u', time: at(2) },
        run('r3', 3),
        { type: 'missing', url: 'u', time: at(3) },
      ],
      'u',
    );
    expect(told).toMatchObject([
      { version: { lastSeen: at(1, 1) } },
      { absence: { firstMissed: at(2), why: 'missing' } },
    ]);
    expect(known).toMatchObject({ firstMissed: at(2), lastSeen: at(1, 1), version: { sha256: sha('a') } });
    expect(runs.map(({ missing }) => missing)).toEqual([0, 1, 0]);

    const back = await history(
      [run('r1', 1), fetched('u', 1, 'a'), run('r2', 2), other('u', 2, 'gone'), run('r3', 3), fetched('u', 3, 'a')],
      'u',
    );
    expect(back.told).toMatchObject([
      { version: { sha256: sha('a'), lastSeen: at(1, 1) } },
      { absence: { firstMissed: at(2, 1), until: at(3, 1), why: 'gone' } },
      { version: { sha256: sha('a'), firstSeen: at(3, 1) } },
    ]);
    expect(back.known?.firstMissed).toBeUndefined();
    expect(back.runs.at(-1)?.changes).toEqual({ returned: 1 });
  });

  it('takes no failure for an absence, and keeps what a conditional request needs', async () => {
    const headers = { etag: '"1"', lastModified: 'Mon', contentType: 'application/pdf' };
    const { told, known } = await history(
      [
        run('r1', 1),
        fetched('u', 1, 'a', { headers, title: '甲' }),
        run('r2', 2),
        other('u', 2, 'busy', { why: 'http-503', headers: { etag: 'of the error page' } }),
        run('r3', 3),
        other('u', 3, 'blocked', { sha256: sha('f'), headers: { contentType: 'text/html' } }),
        run('r4', 4),
        other('u', 4, 'not-modified', { headers: { etag: '"2"' } }),
      ],
      'u',
    );
    expect(told).toHaveLength(1);
    expect(known?.last).toEqual({
      ...headers,
      etag: '"2"',
      time: at(4, 1),
      run: 'r4',
      outcome: 'not-modified',
      sha256: sha('a'),
      role: 'document',
      title: '甲',
    });
    expect(known?.lastSeen).toBe(at(4, 1));
  });

  it('says which were there and were not met in a run', async () => {
    await withSite(temporaryFolder(), async (index) => {
      for (const line of [
        run('r1', 1),
        fetched('kept', 1, 'a'),
        fetched('lost', 1, 'b'),
        fetched('failing', 1, 'c'),
        other('never', 1, 'failed'),
        run('r2', 2),
        fetched('kept', 2, 'a'),
        other('failing', 2, 'failed'),
      ])
        await index.append(line);
      const unmet: string[] = [];
      for await (const url of index.unmet('r2')) unmet.push(url);
      expect(unmet).toEqual(['lost']);
    });
  });

  it('fills in what a fetch changed, in the log too', async () => {
    const data = temporaryFolder();
    await withSite(data, async (index) => {
      for (const line of [run('r1', 1), fetched('u', 1, 'a'), fetched('u', 1, 'b'), other('u', 1, 'gone')])
        await index.append(line);
    });
    expect(
      linesIn(siteFolders(data, SITE).log).map((line) => (line.type === 'fetch' ? line.changed : line.type)),
    ).toEqual(['run', 'new', 'changed', undefined]);
  });
});

describe('the frontier', () => {
  it('gives the best first, each once, until it is fetched', async () => {
    const data = temporaryFolder();
    await withSite(data, async (index) => {
      await index.append(run('r1', 1));
      const links = [found('a', 5), found('b', 50, 2), found('c', 50, 1), found('d', 50, 2), found('a', 5)];
      await index.append(fetched('start', 1, 'a', { role: 'list', found: links }));
      expect(index.frontierSize('r1')).toBe(4);
      expect([index.next('r1'), index.next('r1'), index.next('r1')]).toMatchObject([
        { url: 'c', parent: 'start' },
        { url: 'b' },
        { url: 'd' },
      ]);
      index.putBack({ ...found('b', 50, 2), parent: 'start' });
      expect(index.next('r1')?.url).toBe('b');
      await index.append(fetched('c', 1, 'c', { found: [found('start', 99), found('a', 70)] }));
      expect(index.next('r1')?.url).toBe('a'); // found again with a better score
      expect(index.next('r1')).toBeUndefined();
      expect(index.isQueued('r1', 'c') && index.isQueued('r1', 'd')).toBe(true);
      expect(index.isQueued('r1', 'x') || index.isQueued('r2', 'c')).toBe(false);
    });
    // What was given and not fetched is given again.
    await withSite(data, async (index) => {
      expect(index.unfinishedRun()).toBe('r1');
      expect([index.next('r1')?.url, index.next('r1')?.url, index.next('r1')?.url, index.next('r1')]).toEqual([
        'a',
        'b',
        'd',
        undefined,
      ]);
    });
  });

  it('tries again what asks for itself', async () => {
    await withSite(temporaryFolder(), async (index) => {
      await index.append(run('r1', 1));
      await index.append(other('u', 1, 'busy', { found: [{ ...found('u', 3), attempts: 1 }] }));
      expect(index.next('r1')).toMatchObject({ url: 'u', score: 3, attempts: 1 });
      await index.append(fetched('u', 1, 'a'));
      expect(index.frontierSize('r1')).toBe(0);
    });
  });

  it('begins anew with each run, and goes on with one that was interrupted', async () => {
    const data = temporaryFolder();
    await withSite(data, async (index) => {
      for (const line of [run('r1', 1), fetched('start', 1, 'a', { found: [found('a')] }), end('r1', 1, 'interrupted')])
        await index.append(line);
    });
    await withSite(data, async (index) => {
      expect(index.unfinishedRun()).toBe('r1');
      await index.append(run('r1', 2));
      expect(index.next('r1')?.url).toBe('a');
      for (const line of [fetched('a', 2, 'b'), end('r1', 2), run('r2', 3)]) await index.append(line);
      expect(index.next('r2')).toBeUndefined();
      expect(index.isQueued('r2', 'a')).toBe(false);
      expect(index.lastFinishedRun()?.run).toBe('r1');
      await expect(index.append(run('r1', 4))).rejects.toThrow('r1 is over');
    });
  });

  it('holds a bounded part of a large frontier in memory, and gives all of it in order', async () => {
    const data = temporaryFolder();
    const count = 20_000;
    const links = Array.from({ length: count }, (_, n) => found(`u${n}`, (n * 7919) % 101, n % 4));
    const order = links
      .map((link, n) => ({ ...link, n }))
      .sort((a, b) => b.score - a.score || a.depth - b.depth || a.n - b.n)
      .map(({ url }) => url);
    await withSite(data, async (index) => {
      await index.append(run('r1', 1));
      for (let n = 0; n < count; n += 1000)
        void index.append(fetched(`list${n}`, 1, 'a', { role: 'list', found: links.slice(n, n + 1000) }));
      const given: string[] = [];
      for (let link = index.next('r1'); link; link = index.next('r1')) {
        given.push(link.url);
        void index.append(fetched(link.url, 1, 'b', { role: 'other' }));
        if (given.length % 500 === 0) await index.append(fetched('again', 1, 'c', { role: 'other' }));
      }
      expect(given).toEqual(order);
      expect(index.frontierSize('r1')).toBe(0);
    });
  });
});

describe('the index', () => {
  it('is the fold of the logs, however often it is closed, deleted or half written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someLines, { minLength: 1, maxLength: 3 }), fc.boolean(), async (parts, remove) => {
        const data = temporaryFolder();
        const { log, index: folder } = siteFolders(data, SITE);
        let from = 0;
        for (const part of parts) {
          const lines = asCrawl(part, from);
          from += lines.length;
          await withSite(data, (index) => appendAll(index, lines));
          if (remove) rmSync(folder, { recursive: true });
        }
        const expected = describeLines(linesIn(log));
        expect(await withSite(data, describeIndex)).toEqual(expected);
        rmSync(folder, { recursive: true });
        expect(await withSite(data, describeIndex)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  const crawled = async () => {
    const data = temporaryFolder();
    await withSite(data, async (index) => {
      for (const line of [run('r1', 1), fetched('u', 1, 'a'), end('r1', 1), run('r2', 2), fetched('u', 2, 'b')])
        await index.append(line);
    });
    return { data, folders: siteFolders(data, SITE) };
  };
  const versions = (data: string) => withSite(data, async (index) => index.history('u').length);

  it.each<[string, (log: string) => void]>([
    ['lost an early run', (log) => rmSync(join(log, 'r1.jsonl'))],
    [
      'lost lines that the index has',
      (log) => writeFileSync(join(log, 'r2.jsonl'), `${readFileSync(join(log, 'r2.jsonl'), 'utf8').split('\n')[0]}\n`),
    ],
    [
      'was replaced by another',
      (log) =>
        writeFileSync(join(log, 'r2.jsonl'), readFileSync(join(log, 'r2.jsonl'), 'utf8').replaceAll('bbbb', 'aaaa')),
    ],
  ])('is made anew where the log %s', async (_, change) => {
    const { data, folders } = await crawled();
    change(folders.log);
    expect(await versions(data)).toBe(1);
  });

  it('has taken in no line that is written together with its last one, and came after', async () => {
    const data = temporaryFolder();
    let release = () => {};
    let waits = 0;
    let isSlow = false;
    const before = async () => {
      waits += 1;
      if (isSlow) await new Promise<void>((resolve) => (release = resolve));
    };
    const index = await SiteIndex.open(data, SITE, { before });
    onTestFinished(() => index.close());
    await index.append(run('n1', 1));
    isSlow = true;
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => fetched(`${SITE}${letter}`, 1, letter));
    const writes = [index.append(a!)];
    const begun = waits;
    while (waits === begun) await sleep(1); // a is being written
    writes.push(index.append(b!));
    const taken = index.sightings(); // takes in what there is…
    await sleep(1); // …now
    writes.push(index.append(c!));
    isSlow = false;
    release();
    await Promise.all([...writes, taken]);
    // The process is killed here: chaos found a page that was in the log and not in the index.
    const left = temporaryFolder();
    cpSync(data, left, { recursive: true, filter: (path) => !path.endsWith('writer.lock') });
    const next = await SiteIndex.read(left, SITE);
    expect((await next.sightings()).map(({ sighting }) => sighting.url)).toEqual([a!, b!, c!].map(({ url }) => url));
    await next.close();
  });

  it('is made anew where an earlier run comes in later', async () => {
    const { data, folders } = await crawled();
    renameSync(join(folders.log, 'r1.jsonl'), join(folders.log, 'aside'));
    expect(await versions(data)).toBe(1);
    renameSync(join(folders.log, 'aside'), join(folders.log, 'r1.jsonl'));
    expect(await versions(data)).toBe(2);
  });

  it.each<[string, (file: string) => void]>([
    ['no database', (file) => writeFileSync(file, 'no database'.repeat(1000))],
    ['empty', (file) => writeFileSync(file, '')],
    ['cut to its first page', (file) => truncateSync(file, 4096)],
    ['all zeros', (file) => writeFileSync(file, Buffer.alloc(40_960))],
  ])('is made anew where its file is %s', async (_, damage) => {
    const { data, folders } = await crawled();
    damage(join(folders.index, 'data.mdb'));
    const reader = await SiteIndex.read(data, SITE);
    expect(reader.history('u')).toHaveLength(2);
    await reader.close();
    expect(await versions(data)).toBe(2);
  });

  it('is made anew where no writer comes to an end with it', async () => {
    const { data, folders } = await crawled();
    writeFileSync(join(folders.index, 'open'), '3');
    writeFileSync(join(folders.index, 'old'), '');
    expect(await versions(data)).toBe(2);
    expect(readdirSync(folders.index).sort()).toEqual(['data.mdb', 'lock.mdb']);
  });

  it('skips the stump of a line and goes on behind it', async () => {
    const { data, folders } = await crawled();
    appendFileSync(join(folders.log, 'r2.jsonl'), '{"type":"fetch","url":"u","time":"2026-01-02T00');
    expect(await versions(data)).toBe(2);
    await withSite(data, async (index) => {
      await index.append(run('r2', 3));
      await index.append(fetched('u', 3, 'c'));
    });
    expect(await versions(data)).toBe(3);
    rmSync(folders.index, { recursive: true });
    expect(await versions(data)).toBe(3);
  });

  it('has one writer, and readers beside it', async () => {
    const { data } = await crawled();
    await withSite(data, async (index) => {
      await expect(SiteIndex.open(data, SITE)).rejects.toThrow(/held by process \d+ on .+ \(crawl of http/);
      await index.append(run('r3', 3));
      await index.append(fetched('u', 3, 'c'));
      const reader = await SiteIndex.read(data, SITE);
      expect(reader.history('u').length).toBeGreaterThanOrEqual(2);
      await expect(reader.append(run('r4', 4))).rejects.toThrow('open for reading');
      await reader.close();
    });
    const [one, two] = await Promise.all([SiteIndex.read(data, SITE), SiteIndex.read(data, SITE)]);
    expect([one, two].map((reader) => reader.history('u').length)).toEqual([3, 3]);
    await Promise.all([one.close(), two.close()]);
  });

  it('is read on a full disk as well, as its logs are', async ({ skip }) => {
    const data = temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', data], { stdio: 'ignore' });
    } catch {
      skip('needs the right to mount a small disk (root)');
    }
    onTestFinished(() => void execFileSync('umount', ['-l', data]));
    const index = await SiteIndex.open(data, SITE);
    await index.append(run('r1', 1));
    await index.append(fetched(`${SITE}1`, 1, 'a'));
    await index.close();
    // What the index has not taken in is more than it has room for.
    const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify(fetched(`${SITE}late-${i}`, 1, 'b')));
    appendFileSync(join(siteFolders(data, SITE).log, 'r1.jsonl'), `${lines.join('\n')}\n`);
    const fill = join(data, 'fill');
    for (const free of [0, 8, 64]) {
      rmSync(fill, { force: true });
      const { bavail, bsize } = statfsSync(data);
      writeFileSync(fill, Buffer.alloc(bavail * bsize - free * 1024));
      const reader = await SiteIndex.read(data, SITE);
      expect(reader.runs().at(-1)).toMatchObject({ requests: 301 });
      await reader.close();
    }
    rmSync(siteFolders(data, SITE).index, { recursive: true });
    writeFileSync(fill, Buffer.alloc(statfsSync(data).bavail * statfsSync(data).bsize), { flag: 'a' });
    const reader = await SiteIndex.read(data, SITE);
    expect(reader.known(`${SITE}late-299`)).toMatchObject({ lastSeen: at(1, 1) });
    await reader.close();
  });

  it('leaves nothing behind in this process when it is closed', async () => {
    const { allDbs } = library as unknown as { allDbs: Map<string, unknown> };
    const before = allDbs.size;
    const data = temporaryFolder();
    const first = await SiteIndex.open(data, SITE);
    await first.append(run('r1', 1));
    expect(allDbs.size).toBeGreaterThan(before);
    const second = await SiteIndex.read(data, SITE);
    await second.close();
    await first.close();
    expect(allDbs.size).toBe(before);
  });

  it('keeps sites apart, whatever they are called', async () => {
    const data = temporaryFolder();
    const names = [
      'a',
      'A',
      'a.b',
      '../a',
      '长沙',
      `http://a.gov.cn/${'x'.repeat(300)}`,
      `http://a.gov.cn/${'x'.repeat(301)}`,
    ];
    for (const site of names) {
      const index = await SiteIndex.open(data, site);
      await index.append({ type: 'run', run: site, site, time: at(1), config: {} });
      await index.close();
    }
    expect(readdirSync(data)).toEqual(['archive']);
    const sites = await listSites(data);
    expect(sites).toEqual([...names].sort());
    for (const site of sites) {
      const reader = await SiteIndex.read(data, site);
      expect(reader.runs()).toMatchObject([{ site }]);
      await reader.close();
    }
  });
});
