/** One site's crawl against real servers on loopback: what is fetched, what the log says of it, and what the server saw. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { FetchLine } from '../../../../pipeline/archive/fetch-log.js';
import { troubledPages } from '../../../../pipeline/archive/fold.js';
import { SiteIndex } from '../../../../pipeline/archive/site-index.js';
import type { FetchLimits } from '../../../../pipeline/crawl/fetch/fetch-result.js';
import type { CrawlEnd } from '../../../../pipeline/crawl/site/crawl-site.js';
import { siteOf } from '../../../../pipeline/crawl/site/site.js';
import type { Site as Pages, Resource } from '../../../../pipeline/demo/pages.js';
import { demonstrationSites } from '../../../../pipeline/demo/server.js';
import { temporaryFolder } from '../../workspace.js';
import { type HostileSite, startHostileSite } from '../fetch/hostile-site.js';

import { type Crawled, crawl, html, list, outcomes, serve, text, virtualClock } from './crawling.js';

describe('a crawl of a government site', () => {
  it('finds every disclosure through lists, further pages, articles and attachments, once each', async () => {
    for (const pages of demonstrationSites()) {
      const { url, asked } = await serve(pages);
      const crawled = await crawl(url, { data: temporaryFolder() });
      expect(crawled.end).toEqual({ state: 'ended', reason: 'finished' });
      const fetched = new Set(crawled.documents.map((document) => new URL(document.url).pathname));
      const published = [...pages].filter(([path]) => path.startsWith('/zwgk/czxx/ysjxgl/2')).map(([path]) => path);
      expect(published.length).toBeGreaterThan(10);
      expect(published.filter((path) => !fetched.has(path))).toEqual([]);
      expect(asked.length).toBe(new Set(asked).size);
    }
  });

  it('keeps to robots.txt, and says so', async () => {
    const { url, asked } = await serve(demonstrationSites()[0]!);
    const crawled = await crawl(url, { data: temporaryFolder() });
    expect(asked[0]).toBe('/robots.txt');
    expect(asked.filter((path) => path.startsWith('/admin'))).toEqual([]);
    const refused = crawled.lines.find(({ outcome }) => outcome === 'refused');
    expect(refused).toMatchObject({ url: `${url}admin/login.html`, why: expect.stringContaining('Disallow: /admin/') });
  });

  it('tells a page that says that it is not there, and a redirect, from content', async () => {
    const { url } = await serve(demonstrationSites()[0]!);
    const crawled = await crawl(url, { data: temporaryFolder() });
    expect(outcomes(crawled)).toMatchObject({ '/zwgk/jxwd.html': 'gone', '/zwgk/moved.html': 'redirected' });
    expect(crawled.lines.find(({ url: at }) => at.endsWith('jxwd.html'))?.why).toContain('soft-404');
  });

  it('fetches what promises disclosures before the news', async () => {
    const { url, asked } = await serve(demonstrationSites()[0]!);
    await crawl(url, { data: temporaryFolder() });
    const last = asked.findLastIndex((path) => path.startsWith('/zwgk/czxx/ysjxgl/2'));
    const firstNews = asked.findIndex((path) => path.startsWith('/xwzx/zwyw/2'));
    expect(firstNews).toBeGreaterThan(last);
  });

  it('downloads nothing and hands on nothing in a night in which nothing changed', async () => {
    const data = temporaryFolder();
    const { url } = await serve(demonstrationSites()[0]!);
    const first = await crawl(url, { data });
    const second = await crawl(url, { data, run: 'night-2' });
    expect(second.end).toEqual({ state: 'ended', reason: 'finished' });
    expect(second.documents).toEqual([]);
    expect(second.lines.filter(({ outcome }) => outcome === 'fetched')).toEqual([]);
    const unchanged = second.lines.filter(({ outcome }) => outcome === 'not-modified').length;
    expect(unchanged).toBe(first.lines.filter(({ outcome, via }) => outcome === 'fetched' && via !== 'robots').length);
  });

  it('goes on where it was stopped: nothing is left out, and only what was in flight is asked twice', async () => {
    let left = Number.POSITIVE_INFINITY;
    let stop = new AbortController();
    const { url, asked } = await serve(demonstrationSites()[0]!, () => {
      if (--left === 0) stop.abort();
    });
    const whole = await crawl(url, { data: temporaryFolder() });
    asked.length = 0;
    const data = temporaryFolder();
    const parts: Crawled[] = [];
    for (let end: CrawlEnd | null = null; !end; ) {
      left = 7;
      stop = new AbortController();
      const part = await crawl(url, { data, stop });
      parts.push(part);
      end = part.end;
    }
    expect(parts.length).toBeGreaterThan(3);
    const of = (lines: FetchLine[]) => [...new Set(lines.map((line) => `${line.url} ${line.outcome}`))].sort();
    expect(of(parts.flatMap(({ lines }) => lines))).toEqual(of(whole.lines));
    expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(parts.length - 1);
  });
});

describe('what changes from night to night', () => {
  it('keeps both versions of a changed document, and a vanished one with the date of its loss', async () => {
    const data = temporaryFolder();
    const pages: Pages = new Map([
      ['/index.html', list('/a.txt', '/b.txt', '/c.txt')],
      ['/a.txt', text('目标表 一')],
      ['/b.txt', text('目标表 二')],
      ['/c.txt', text('目标表 三')],
    ]);
    const { url } = await serve(pages);
    await crawl(url, { data });
    pages.set('/a.txt', text('目标表 一（修订）'));
    pages.delete('/b.txt');
    pages.set('/index.html', list('/a.txt', '/b.txt')); // nothing leads to c any more, but it is there
    const second = await crawl(url, { data, run: 'night-2' });
    expect(second.documents.map((document) => document.url)).toEqual([`${url}a.txt`]);
    const index = await SiteIndex.read(data, siteOf(url).id);
    try {
      expect(index.history(`${url}a.txt`).map((each) => 'version' in each)).toEqual([true, true]);
      const vanished = index.known(`${url}b.txt`);
      expect(vanished).toMatchObject({ firstMissed: expect.stringMatching(/^20/), version: { bytes: 13 } });
      expect(index.known(`${url}c.txt`)?.firstMissed).toBeUndefined();
    } finally {
      await index.close();
    }
  });

  it('asks in full for a page without validators, and still reads nothing again that is the same', async () => {
    const data = temporaryFolder();
    const { url } = await serve(
      new Map([
        ['/index.html', list('/a.txt')],
        ['/a.txt', { ...text('目标表'), noValidators: true }],
      ]),
    );
    await crawl(url, { data });
    const second = await crawl(url, { data, run: 'night-2' });
    const line = second.lines.find((each) => each.url === `${url}a.txt`);
    expect(line).toMatchObject({ outcome: 'fetched', changed: 'same' });
    expect(second.documents).toEqual([]);
  });
});

describe('limits', () => {
  it('ends at the number of pages, and says that it was that', async () => {
    const { url, asked } = await serve(demonstrationSites()[0]!);
    const site = siteOf(url);
    const { end } = await crawl(url, { data: temporaryFolder(), site: { limits: { ...site.limits, pages: 10 } } });
    expect(end).toEqual({ state: 'ended', reason: 'limit:pages' });
    expect(asked).toHaveLength(10);
  });

  it('pauses outside of its hours, and goes on in them', async () => {
    const data = temporaryFolder();
    const { url } = await serve(demonstrationSites()[0]!);
    const clock = virtualClock(); // 08:00 in China
    const site = { windows: ['22:00-06:00'] };
    const { end } = await crawl(url, { data, clock, site });
    expect(end).toMatchObject({ state: 'paused', until: new Date(Date.UTC(2024, 4, 1, 14)) });
    await clock.sleep(14 * 3_600_000);
    expect((await crawl(url, { data, clock, site })).end).toEqual({ state: 'ended', reason: 'finished' });
  });
});

describe('a hostile site', () => {
  let hostile: HostileSite;
  beforeAll(async () => {
    hostile = await startHostileSite();
  });
  afterAll(() => hostile.close());

  const LIMITS: Partial<FetchLimits> = {
    totalMs: 1_500,
    headersMs: 500,
    windowMs: 300,
    bodyBytes: 1_000_000,
    decompressedBytes: 4_000_000,
    decompressedFreeBytes: 100_000,
  };

  it('costs a named outcome for each of its pages, and nothing else', async () => {
    const data = temporaryFolder();
    const clock = virtualClock();
    const lines: FetchLine[] = [];
    let end: CrawlEnd | null = null;
    // It asks to be left alone every other page, which the clock lets pass at once.
    for (let round = 0; round < 40 && end?.state !== 'ended'; round += 1) {
      const crawled = await crawl(hostile.http, { data, clock, limits: LIMITS });
      lines.push(...crawled.lines);
      end = crawled.end;
      if (end?.state === 'paused') await clock.sleep(end.until.getTime() - clock.now());
    }
    expect(end).toMatchObject({ state: 'ended', reason: expect.stringMatching(/^(?:finished|blocked)$/) });
    const known = 'fetched not-modified redirected gone blocked busy refused too-large failed'.split(' ');
    expect(lines.filter(({ outcome }) => !known.includes(outcome))).toEqual([]);
    expect(lines.every(({ outcome, why }) => outcome === 'fetched' || why)).toBe(true);
    expect(hostile.requests.filter(({ path }) => /passwd|meta-data/.test(path))).toEqual([]);
  }, 120_000);

  it.each([
    ['calendar', 'trap'],
    ['session', ''],
    ['deeper', 'trap'],
    ['chain/1', 'redirect-limit'],
  ])(
    'comes to an end in %s',
    async (path, reason) => {
      const { end, lines } = await crawl(`${hostile.http}/${path}`, {
        data: temporaryFolder(),
        limits: LIMITS,
        site: { limits: { pages: 5_000, megabytes: 100, depth: 10_000, minutes: 600 } },
      });
      expect(end).toEqual({ state: 'ended', reason: 'finished' });
      expect(lines.length).toBeLessThan(1000);
      expect(lines.flatMap(({ dropped = {} }) => Object.keys(dropped)).join()).toContain(reason);
    },
    60_000,
  );

  it('is left alone when it challenges, and not asked for the rest', async () => {
    const { url, asked } = await serve(
      new Map<string, Resource>([
        ['/index.html', list(...Array.from({ length: 40 }, (_, n) => `/${n}.html`))],
        ...Array.from({ length: 40 }, (_, n): [string, Resource] => [
          `/${n}.html`,
          { ...html('<script>document.cookie="__jsl_clearance=1";location.reload()</script>'), status: 521 },
        ]),
      ]),
    );
    const clock = virtualClock();
    const data = temporaryFolder();
    let end: CrawlEnd | null = null;
    for (let round = 0; round < 10 && end?.state !== 'ended'; round += 1) {
      ({ end } = await crawl(url, { data, clock }));
      if (end?.state === 'paused') await clock.sleep(end.until.getTime() - clock.now());
    }
    expect(end).toEqual({ state: 'ended', reason: 'blocked' });
    expect(asked.length).toBeLessThan(20);
  });

  it('rests as long as robots.txt asks, by the clock of the server', async () => {
    hostile.robots = 'User-agent: *\nCrawl-delay: 0.3\nDisallow: /session\n';
    hostile.requests.length = 0;
    try {
      const real = {
        now: Date.now,
        sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
      };
      await crawl(`${hostile.http}/calendar`, {
        data: temporaryFolder(),
        clock: real,
        site: { limits: { pages: 6, megabytes: 1, depth: 10, minutes: 1 } },
      });
      const { requests } = hostile;
      expect(requests.length).toBeGreaterThanOrEqual(5);
      for (const [i, request] of requests.entries()) {
        const before = requests[i - 1];
        if (before && before.path !== '/robots.txt') expect(request.came - before.answered!).toBeGreaterThan(290);
      }
    } finally {
      hostile.robots = null;
    }
  });
});

it('a page that is had at the second try has its score and the page that led there as if it had had no bad luck', async () => {
  const paths = ['/1.txt', '/2.txt', '/3.txt'];
  const pages: Pages = new Map([
    ['/index.html', list(...paths)],
    ...paths.map((path): [string, Resource] => [path, text(`2024年部门预算绩效目标 ${path}`)]),
  ]);
  const sightings = async (isUnlucky: (path: string) => boolean) => {
    const met = new Set<string>();
    const server = createServer(({ url: path = '' }, response) => {
      const page = pages.get(path === '/' ? '/index.html' : path);
      if (page && isUnlucky(path) && !met.has(path)) {
        met.add(path);
        response.destroy();
      } else if (page) response.writeHead(200, { 'content-type': page.contentType }).end(page.body);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const data = temporaryFolder();
    const { lines } = await crawl(url, { data });
    const fetched = lines.filter(({ outcome }) => outcome === 'fetched');
    const index = await SiteIndex.read(data, siteOf(url).id);
    expect(troubledPages(index.runs().at(-1)!)).toBe(0);
    await index.close();
    const pathOf = (address: string | undefined) => (address ? new URL(address).pathname : address);
    return new Map(fetched.map((line) => [pathOf(line.url), { score: line.score, parent: pathOf(line.parent) }]));
  };
  const calm = await sightings(() => false);
  const unlucky = await sightings((path) => path.endsWith('.txt'));
  expect([...calm.keys()]).toEqual(expect.arrayContaining(paths));
  expect(unlucky).toEqual(calm);
});

describe('a list that is given only to who posts', () => {
  const total = 7;
  /** Hanweb's list page and its `dataproxy.jsp`, which does with a GET what `get` does. */
  async function serveHanweb(get: (response: ServerResponse) => void) {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      asked.push(`${request.method} ${request.url} ${body}`.trim());
      if (pathname === '/') {
        const config = `perpage: 2, groupSize: 1, totalrecord: ${total}, ajaxParam: { col: 1, appid: 1, columnid: 49295, unitid: '4', webname: '青神县' }`;
        const script = `$("#4").jpage({ proxyurl: '/module/web/jpage/dataproxy.jsp', ${config} });`;
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<ul id="4"></ul><script>${script}</script>`);
      } else if (pathname.endsWith('.txt')) {
        response.writeHead(200, { 'content-type': 'text/plain' }).end(`2024年部门预算绩效目标 ${pathname}`);
      } else if (!pathname.endsWith('dataproxy.jsp')) response.writeHead(404).end();
      else if (request.method === 'GET') get(response);
      else if (new URLSearchParams(body).get('webname') !== '青神县') response.writeHead(500).end();
      else {
        const [from, to] = ['startrecord', 'endrecord'].map((name) => Number(searchParams.get(name)));
        const numbers = Array.from({ length: total }, (_, i) => i + 1).filter((n) => n >= from! && n <= to!);
        const records = numbers
          .map((n) => `<record><![CDATA[<a href="/${n}.txt">绩效目标${n}</a>]]></record>`)
          .join('');
        const data = `<datastore><totalrecord>${total}</totalrecord><recordset>${records}</recordset></datastore>`;
        response.writeHead(200, { 'content-type': 'text/xml', etag: '"1"' }).end(data);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
  }

  it.each<[string, (response: ServerResponse) => void]>([
    ['refuses a GET', (response) => response.writeHead(405).end('<html>method</html>')],
    [
      'answers a GET with nothing',
      (response) => response.writeHead(200, { 'content-type': 'text/xml' }).end('<datastore/>'),
    ],
  ])('is posted for where the server %s, from the next night on at once', async (_, get) => {
    const data = temporaryFolder();
    const { url, asked } = await serveHanweb(get);
    const first = await crawl(url, { data });
    expect(first.end).toEqual({ state: 'ended', reason: 'finished' });
    expect(first.documents.map((document) => new URL(document.url).pathname).sort()).toEqual(
      Array.from({ length: total }, (_, i) => `/${i + 1}.txt`),
    );
    const posted = asked.filter((each) => each.startsWith('POST'));
    expect(posted).toHaveLength(4);
    const form = 'col=1&appid=1&columnid=49295&unitid=4&webname=%E9%9D%92%E7%A5%9E%E5%8E%BF';
    expect(posted).toContain(`POST /module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=2&perpage=2 ${form}`);
    const lists = first.lines.filter(({ posted: by }) => by);
    expect(lists.map(({ outcome, role }) => `${outcome} ${role}`)).toEqual(Array(4).fill('fetched list'));

    asked.length = 0;
    const second = await crawl(url, { data, run: 'night-2' });
    expect(second.end).toEqual({ state: 'ended', reason: 'finished' });
    expect(second.documents).toEqual([]);
    expect(asked.filter((each) => each.includes('dataproxy') && each.startsWith('GET'))).toEqual([]);
    expect(second.lines.filter(({ posted: by }) => by).map(({ changed }) => changed)).toEqual(Array(4).fill('same'));
  });

  it('is asked for by GET alone where that is answered', async () => {
    const { url, asked } = await serveHanweb((response) => {
      const record = '<record><![CDATA[<a href="/1.txt">绩效目标1</a>]]></record>';
      const store = `<datastore><totalrecord>1</totalrecord><recordset>${record}</recordset></datastore>`;
      response.writeHead(200, { 'content-type': 'text/xml' }).end(store);
    });
    await crawl(url, { data: temporaryFolder() });
    expect(asked.filter((each) => each.startsWith('POST'))).toEqual([]);
  });
});
