import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CrawledPage, crawlNights } from './crawled-site.js';
import { CLI, runCli, temporaryFolder } from './workspace.js';

const A = 'http://a.gov.cn/%E7%BB%A9%E6%95%88.pdf';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
const [FIRST, CORRECTED] = [hashOf('first'), hashOf('corrected')];
const headers = { contentType: 'application/pdf' };
const away = { outcome: 'gone', status: 404, why: 'http-404', role: 'other' } as const;

/** Published, unchanged, corrected, taken down, put back. */
async function fiveNights(): Promise<string> {
  const folder = temporaryFolder();
  const night = (day: number, pages: CrawledPage[], missing: string[] = []) => ({
    run: `r${day}`,
    day: `2026-03-0${day}`,
    pages,
    missing,
  });
  await crawlNights(join(folder, 'gongkai-data'), 'a.gov.cn', [
    night(1, [{ url: A, body: 'first', headers, title: '目标表' }]),
    night(2, [{ url: A, outcome: 'not-modified', status: 304, headers: {} }]),
    night(3, [{ url: A, body: 'corrected', headers }]),
    night(4, [{ url: 'http://a.gov.cn/other.pdf', body: 'first', headers }], [A]),
    night(5, [
      { url: A, body: 'corrected', headers },
      { url: 'http://a.gov.cn/other.pdf', ...away },
    ]),
  ]);
  return folder;
}

const linesOf = (stdout: string) => stdout.trimEnd().split('\n');

describe('gongkai history', () => {
  it('tells every version, since when it is missing, and that it came back', async () => {
    const folder = await fiveNights();
    const { code, stdout } = await runCli(folder, ['history', A]);
    expect(code).toBe(0);
    expect(linesOf(stdout).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      A,
      'site a.gov.cn; last asked for 2026-03-05T00:00:01Z: fetched',
      'from | until | what | bytes | type | record | title',
      expect.stringMatching(/^─+/),
      `2026-03-01T00:00:01Z | 2026-03-02T00:00:01Z | ${FIRST} | 5 | application/pdf | not read | 目标表`,
      `2026-03-03T00:00:01Z | 2026-03-03T00:00:01Z | ${CORRECTED} | 9 | application/pdf | not read | 目标表`,
      '2026-03-04T00:00:02Z | 2026-03-05T00:00:01Z, came back | missing: no page leads there',
      `2026-03-05T00:00:01Z | 2026-03-05T00:00:01Z | ${CORRECTED} | 9 | application/pdf | not read | 目标表`,
    ]);
  });

  it('gives the same to machines, with the file that holds the bytes', async () => {
    const folder = await fiveNights();
    const { stdout } = await runCli(folder, ['history', 'http://a.gov.cn/other.pdf', '--json']);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({
      url: 'http://a.gov.cn/other.pdf',
      site: 'a.gov.cn',
      now: 'missing',
      missing_since: '2026-03-05T00:00:02.000Z',
      last_request: { outcome: 'gone', why: 'http-404', run: 'r5' },
      history: [
        { kind: 'version', bytes: 5, content_type: 'application/pdf', record: 'not read' },
        { kind: 'missing', first_missed: '2026-03-05T00:00:02.000Z', until: null, why: 'gone' },
      ],
    });
    expect(readFileSync(join(folder, 'gongkai-data', told.history[0].file), 'utf8')).toBe('first');
  });

  it('finds where bytes were published, by hash and by file', async () => {
    const folder = await fiveNights();
    writeFileSync(join(folder, 'copy.pdf'), 'first');
    for (const what of ['copy.pdf', createHash('sha256').update('first').digest('hex')]) {
      const { code, stdout } = await runCli(folder, ['history', what, '--json']);
      expect(code).toBe(0);
      expect(linesOf(stdout).map((line) => JSON.parse(line).url)).toEqual([A, 'http://a.gov.cn/other.pdf']);
    }
  });

  it.each([
    ['2026-02-28', 'nothing was seen there until then'],
    ['2026-03-02T12:00:00+08:00', FIRST],
    ['2026-03-04', CORRECTED],
    ['2026-03-04T12:00', 'missing'],
  ])('tells what was there at %s', async (time, expected) => {
    const { stdout } = await runCli(await fiveNights(), ['history', A, '--at', time]);
    expect(stdout).toContain(expected);
    expect(linesOf(stdout).length).toBeLessThanOrEqual(5);
  });

  it('knows a URL however it is written', async () => {
    const folder = await fiveNights();
    for (const url of ['http://A.gov.cn:80/绩效.pdf', 'http://a.gov.cn/x/../%e7%bb%a9%e6%95%88.pdf#page=2']) {
      expect((await runCli(folder, ['history', url])).stdout).toContain(A);
    }
  });

  it('opens the sites of the host, and others only for what these do not know', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'gongkai-data');
    const page = (url: string) => ({ url, body: 'first', headers });
    const [SHARED, FAR] = ['http://a.gov.cn/shared.pdf', 'http://a.gov.cn/far.pdf'];
    const night = { run: 'r1', day: '2026-03-01' };
    await crawlNights(data, 'a', [{ ...night, start: ['http://a.gov.cn/'], pages: [page(A), page(SHARED)] }]);
    await crawlNights(data, 'b', [{ ...night, start: ['http://b.gov.cn/'], pages: [page(FAR)] }]);
    await crawlNights(data, 'c', [{ ...night, start: ['http://a.gov.cn/c/'], pages: [page(SHARED)] }]);
    const sitesOf = async (url: string) =>
      linesOf((await runCli(folder, ['history', url, '--json'])).stdout).map((line) => JSON.parse(line).site);
    const index = join(data, 'archive', 'index', 'b');
    rmSync(index, { recursive: true });
    expect(await sitesOf(A)).toEqual(['a']);
    expect(await sitesOf(SHARED)).toEqual(['a', 'c']);
    expect(existsSync(index)).toBe(false);
    expect(await sitesOf(FAR)).toEqual(['b']);
    expect(existsSync(index)).toBe(true);
  });

  it('says what it does not know', async () => {
    const folder = await fiveNights();
    const unknown = await runCli(folder, ['history', 'http://a.gov.cn/never.pdf']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('nothing is known of it');
    expect((await runCli(folder, ['history', 'no-such-file.pdf'])).code).toBe(2);
    expect((await runCli(folder, ['history', A, '--at', 'yesterday'])).code).toBe(2);
    expect((await runCli(folder, ['history', A, '--data', 'nowhere'])).code).toBe(3);
  });

  it('reads a data folder that it may not write to', async ({ skip }) => {
    const folder = await fiveNights();
    const data = join(folder, 'gongkai-data');
    rmSync(join(data, 'archive', 'index'), { recursive: true });
    chmodSync(folder, 0o755);
    // Nothing is forbidden to root, so the test must become somebody else.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (process.getuid?.() !== 0)
      for (const each of ['archive', 'archive/log/a.gov.cn']) chmodSync(join(data, each), 0o555);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8', ...nobody });
    if (run('--version').status !== 0) skip('this user may not read the program');
    const { status, stdout, stderr } = run('history', A);
    for (const each of ['archive', 'archive/log/a.gov.cn']) chmodSync(join(data, each), 0o755);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(CORRECTED);
  });
});
