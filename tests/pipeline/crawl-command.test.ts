/** `gongkai crawl` and `gongkai demo` from the outside: usage, exit codes, interrupts. Sites are on loopback. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { zipOf } from '../extractors/zip-writer.js';
import { filesUnder, runCli, startCli, temporaryFolder } from './workspace.js';

const ON_LOOPBACK = ['--allow-private', '--delay', '0'];
/** Longer than any test: the server that keeps one waiting. */
const FOR_EVER_MS = 10 * 60_000;

async function serve(answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const report = (n: number) =>
  `某某县2024年度预算绩效管理工作报告\n\n本年对${n}个项目开展绩效自评，涉及资金${n}万元。\n`;

/** A site with so many reports as text, each answered after a while. */
function reports(count: number, delayMs = 0): RequestListener {
  return async ({ url = '' }, response) => {
    const number = Number(/^\/(\d+)\.txt$/.exec(url)?.[1] ?? Number.NaN);
    const links = Array.from({ length: count }, (_, n) => `<li><a href="/${n}.txt">预算绩效报告 ${n}</a></li>`).join(
      '',
    );
    await sleep(delayMs);
    if (url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(`<ul>${links}</ul>`);
    else if (number < count) response.writeHead(200, { 'content-type': 'text/plain' }).end(report(number));
    else response.writeHead(404).end();
  };
}

/** When each record was written. */
const times = (folder: string): [string, number][] =>
  [...recordsIn(folder).keys()].map((path) => [path, statSync(join(folder, 'gongkai-data', 'records', path)).mtimeMs]);

const recordsIn = (folder: string) => filesUnder(join(folder, 'gongkai-data', 'records'));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

describe('usage', () => {
  it.each([
    [['crawl']],
    [['crawl', 'no-such-site']],
    [['crawl', 'ftp://www.example.gov.cn/']],
    [['crawl', 'http://127.0.0.1/', '--delay', '-1']],
    [['crawl', 'http://127.0.0.1/', '--max-pages', '0']],
    [['crawl', 'http://127.0.0.1/', '--no-such-option']],
    [['crawl', 'http://127.0.0.1/', '--proxy', 'socks5://127.0.0.1:1080']],
    [['demo', 'surplus']],
  ])('%j is wrong: exit code 2, usage on standard error, nothing written', async (args) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCli(folder, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: gongkai');
    expect(filesUnder(folder).size).toBe(0);
  });

  it.each(['crawl', 'demo'])('%s --help gives examples and exit codes', async (command) => {
    const { code, stdout } = await runCli(temporaryFolder(), [command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`gongkai ${command}`);
    expect(stdout).toContain('130  interrupted');
  });
});

describe('crawl', () => {
  it('tells what came of each site, and ends with 0 when all is well; again, nothing is read', async () => {
    const folder = temporaryFolder();
    const { url, asked } = await serve(reports(3));
    const first = await runCli(folder, ['crawl', url, ...ON_LOOPBACK]);
    expect(first.stdout).toContain('finished');
    expect(first.code).toBe(0);
    expect(recordsIn(folder).size).toBe(3);
    expect(asked).toHaveLength(5);
    const written = times(folder);
    const second = await runCli(folder, ['crawl', url, ...ON_LOOPBACK]);
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/documents\s+0 read/);
    expect(times(folder)).toEqual(written);
  });

  it("gives a document that names no county the region of its site's entry, in archives as well; never against it", async () => {
    const folder = temporaryFolder();
    const own = '2024年度预算绩效管理工作开展情况\n\n本年对3个项目开展绩效自评，涉及资金300万元。\n';
    const ofOther = `平阴县${own}\n平阴县财政局\n`;
    const member = own.replaceAll('3', '4');
    const pages: Record<string, string | Buffer> = {
      '/own.txt': own,
      '/other.txt': ofOther,
      '/all.zip': zipOf({ name: 'member.txt', content: member }),
    };
    const { url } = await serve(({ url: path = '' }, response) => {
      const links = Object.keys(pages).map((href) => `<li><a href="${href}">预算绩效</a></li>`);
      if (path === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(`<ul>${links.join('')}</ul>`);
      else response.writeHead(path in pages ? 200 : 404, { 'content-type': 'text/plain' }).end(pages[path]);
    });
    mkdirSync(join(folder, 'sites'));
    const entry = (region: string) =>
      writeFileSync(join(folder, 'sites', 'qingshen.yml'), `name: 青神县人民政府\n${region}start:\n  - ${url}\n`);
    const crawl = async () => {
      await runCli(folder, ['crawl', 'qingshen', '--sites', 'sites', ...ON_LOOPBACK]);
      return [...recordsIn(folder).values()]
        .map((line) => JSON.parse(line) as GongkaiRecord)
        .map(({ document, findings }) => {
          const codes = findings.map(({ code }) => code).filter((code) => code.startsWith('region/'));
          return [document.source.split('/').at(-1), document.region_name, document.region_code, ...codes];
        })
        .sort();
    };
    entry('region: "511425"\n');
    expect(await crawl()).toEqual([
      ['member.txt', '青神县', '511425', 'region/from-site-entry'],
      ['other.txt', '平阴县', '370124', 'region/site-entry-conflict'],
      ['own.txt', '青神县', '511425', 'region/from-site-entry'],
    ]);
    // The entry is corrected, and the pages are as they were.
    entry('region: "511402"\n');
    expect(await crawl()).toEqual([
      ['member.txt', '东坡区', '511402', 'region/from-site-entry'],
      ['other.txt', '平阴县', '370124', 'region/site-entry-conflict'],
      ['own.txt', '东坡区', '511402', 'region/from-site-entry'],
    ]);
  });

  it('ends with 1 where a limit ended a site, and says which', async () => {
    const { url, asked } = await serve(reports(3));
    const { code, stdout } = await runCli(temporaryFolder(), ['crawl', url, ...ON_LOOPBACK, '--max-pages', '3']);
    expect(code).toBe(1);
    expect(stdout).toContain('limit:pages');
    expect(asked).toHaveLength(3);
  });

  it('asks no private address without --allow-private', async () => {
    const { url, asked } = await serve(reports(3));
    const { code, stdout } = await runCli(temporaryFolder(), ['crawl', url, '--delay', '0']);
    expect(asked).toEqual([]);
    expect(code).toBe(1);
    expect(stdout).toContain('unreachable');
  });

  it('asks through a proxy, never past it, and says what that takes away', async () => {
    const { url, asked } = await serve(reports(1));
    const proxy = ['--proxy', 'http://127.0.0.1:1', '--allow-private'];
    const { code, stdout, stderr } = await runCli(temporaryFolder(), ['crawl', url, ...proxy]);
    expect(stderr).toContain('cannot be checked behind a proxy');
    expect(stdout).toContain('unreachable');
    expect(asked).toEqual([]);
    expect(code).toBe(1);
  });

  it.each([
    ['has no start page', 404, 404, 'unreachable'],
    ['fails with its robots.txt', 500, 200, 'unreachable'],
    ['refuses its start page', 404, 403, 'blocked: '],
  ])('ends with 1 where a site %s', async (_, robots, start, end) => {
    const { url } = await serve((request, response) => {
      response
        .writeHead(request.url === '/robots.txt' ? robots : start, { 'content-type': 'text/html' })
        .end('<p>.</p>');
    });
    const { code, stdout } = await runCli(temporaryFolder(), ['crawl', url, ...ON_LOOPBACK]);
    expect(stdout).toContain(end);
    expect(code).toBe(1);
  });

  it('ends with 3 where there is no Redis', async () => {
    const { url } = await serve(reports(1));
    const redis = ['--redis', 'redis://127.0.0.1:1'];
    const { code, stderr } = await runCli(temporaryFolder(), ['crawl', url, ...ON_LOOPBACK, ...redis]);
    expect(code).toBe(3);
    expect(stderr).toContain('cannot be reached');
  });
});

describe('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends with 130, and the same command goes on', async (signal) => {
    const COUNT = 12;
    const folder = temporaryFolder();
    const { url, asked } = await serve(reports(COUNT, 50));
    const { child, ended } = startCli(folder, ['crawl', url, ...ON_LOOPBACK]);
    await until(() => asked.length >= 6);
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted; what was done is kept');
    expect(asked.length).toBeLessThan(COUNT);
    expect((await runCli(folder, ['crawl', url, ...ON_LOOPBACK])).code).toBe(0);
    expect(recordsIn(folder).size).toBe(COUNT);
    expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(1); // the one in flight
  });

  it('does not wait for a server that does not answer', async () => {
    const folder = temporaryFolder();
    const quick = reports(3);
    const { url, asked } = await serve((request, response) => {
      if (request.url === '/1.txt') setTimeout(() => response.end(), FOR_EVER_MS).unref();
      else quick(request, response);
    });
    const { child, ended } = startCli(folder, ['crawl', url, ...ON_LOOPBACK]);
    await until(() => asked.includes('/1.txt'));
    child.kill('SIGTERM');
    const code = await Promise.race([ended.then((end) => end.code), sleep(120_000, 'longer than two minutes')]);
    child.kill('SIGKILL');
    expect(code).toBe(130);
  });

  it('during the demonstration ends with 130; the next one finishes, and a third one reads nothing', async () => {
    const folder = temporaryFolder();
    const demo = ['demo', '--most', '15'];
    const { child, ended } = startCli(folder, demo);
    let seen = '';
    child.stderr?.on('data', (text) => {
      seen += text;
    });
    await until(() => seen.includes('a government site on this machine') || child.exitCode !== null);
    await sleep(500);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const second = await runCli(folder, demo);
    expect([0, 1]).toContain(second.code);
    expect(second.stdout).toMatch(/indicators\s+[1-9]/);
    const [records, written] = [recordsIn(folder), times(folder)];
    const third = await runCli(folder, demo);
    expect(third.stdout).toMatch(/indicators\s+[1-9]/);
    expect(times(folder).map(([path]) => path)).toEqual(written.map(([path]) => path));
    // Where the demonstration's own port was taken by somebody its documents have other names: then they are read again.
    const sources = (lines: Iterable<string>) =>
      [...lines].map((line) => (JSON.parse(line) as GongkaiRecord).document.source);
    const hasMoved = sources(recordsIn(folder).values()).join() !== sources(records.values()).join();
    if (!hasMoved) expect(times(folder)).toEqual(written);
  });
});
