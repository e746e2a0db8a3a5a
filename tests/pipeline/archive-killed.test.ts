/** What is left of archive, log and index when the process that writes them is killed, or the disk takes no more. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Archive, digestFile } from '../../pipeline/archive/archive.js';
import type { FetchLine } from '../../pipeline/archive/fetch-log.js';
import { siteFolders } from '../../pipeline/archive/site-folder.js';
import { SiteIndex } from '../../pipeline/archive/site-index.js';
import { describeIndex, describeLines, linesIn } from './site-model.js';
import { temporaryFolder } from './workspace.js';

const SCRIPT = join(import.meta.dirname, 'crawl-until-killed.mjs');
const SITE = 'http://a.gov.cn/';
const KILLS = Number(process.env.GONGKAI_KILLS ?? 8);
/** So many that most kills come before the end. */
const PAGES = 1000 + 40 * KILLS;

function start(data: string, pages: number, shell = ''): { child: ChildProcess; output: () => string } {
  const command = `${shell} exec '${process.execPath}' '${SCRIPT}' '${data}' ${pages}`;
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { child, output: () => text };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const fetchesIn = (data: string) =>
  linesIn(siteFolders(data, SITE).log).filter((line): line is FetchLine => line.type === 'fetch');

/** Whether all that the log tells of is whole in the archive. Objects once seen whole need not be read again. */
async function expectWhole(data: string, seen: Set<string>): Promise<void> {
  const archive = new Archive(join(data, 'archive'));
  for (const { sha256, bytes } of fetchesIn(data)) {
    if (!sha256 || seen.has(sha256)) continue;
    expect(await digestFile(archive.pathOf(sha256))).toEqual({ sha256, bytes });
    seen.add(sha256);
  }
}

/** Finishes the crawl, and compares what is left with the log, and with a crawl that nobody disturbed. */
async function expectFinished(data: string, pages: number, seen: Set<string>): Promise<void> {
  const { child, output } = start(data, pages);
  await endOf(child);
  expect(output()).toContain('done');
  await expectWhole(data, seen);
  const fetched = fetchesIn(data).map(({ url }) => url);
  expect(new Set(fetched).size).toBe(fetched.length); // nothing that was believed is fetched again
  expect(fetched.sort()).toEqual([SITE, ...Array.from({ length: pages }, (_, n) => `${SITE}${n}.html`)].sort());
  const { log, index } = siteFolders(data, SITE);
  const expected = describeLines(linesIn(log));
  for (const delete_ of [false, true]) {
    if (delete_) rmSync(index, { recursive: true });
    const site = await SiteIndex.open(data, SITE);
    expect(await describeIndex(site)).toEqual(expected);
    expect(site.lastFinishedRun()?.run).toBe('r1');
    await site.close();
  }
}

describe('a crawl that is killed', () => {
  it(`at ${KILLS} moments loses only what it was at, and the index is the fold of its log`, async () => {
    const data = temporaryFolder();
    const seen = new Set<string>();
    let atWork = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, output } = start(data, PAGES);
      // Some in the middle of opening, some in the middle of work.
      while (kill % 4 !== 0 && !output() && child.exitCode === null) await sleep(2);
      await sleep(kill % 4 === 0 ? 100 + 40 * kill : (kill * 37) % 60);
      child.kill('SIGKILL');
      await endOf(child);
      if (child.signalCode === 'SIGKILL' && !output().includes('done')) atWork += 1;
      if (!existsSync(siteFolders(data, SITE).log)) continue;
      await expectWhole(data, seen);
      const site = await SiteIndex.open(data, SITE);
      expect(await describeIndex(site)).toEqual(describeLines(linesIn(siteFolders(data, SITE).log)));
      await site.close();
    }
    expect(atWork).toBeGreaterThan(KILLS / 2);
    await expectFinished(data, PAGES, seen);
  }, 600_000);
});

describe('a disk that takes no more', () => {
  it.each([64, 300])('stops the crawl at %i kB a file, with what was done kept', async (kilobytes) => {
    const data = temporaryFolder();
    const seen = new Set<string>();
    // A limit to the size of files cuts a write short and refuses the next, as a full disk does.
    const { child, output } = start(data, PAGES, `trap '' XFSZ; ulimit -f ${kilobytes};`);
    await endOf(child);
    expect(output()).toMatch(/failed EFBIG|failed Error/);
    expect(child.exitCode).toBe(3);
    await expectWhole(data, seen);
    expect(readFileSync(join(siteFolders(data, SITE).log, 'r1.jsonl')).length).toBeLessThanOrEqual(kilobytes * 1024);
    await expectFinished(data, PAGES, seen);
  });
});
