import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FetchLog, type LogLine, readLog } from '../../pipeline/archive/fetch-log.js';
import fc from '../properties.js';
import { asCrawl, someLines } from './site-model.js';
import { temporaryFolder } from './workspace.js';

const missing = (url: string): LogLine => ({ type: 'missing', url, time: '2026-01-01T00:00:00.000Z' });

async function linesOf(path: string, from = 0) {
  const lines: (LogLine | null)[] = [];
  for await (const { line } of readLog(path, from)) lines.push(line);
  return lines;
}

describe('the fetch log', () => {
  it('keeps the order of the calls and tells where each line ends', async () => {
    const path = join(temporaryFolder(), 'site', 'run.jsonl');
    const log = await FetchLog.open(path);
    const ends = await Promise.all(['a', 'b', '市'].map((url) => log.append(missing(url))));
    const end = await log.append(missing('d'));
    await log.close();
    expect(await linesOf(path)).toEqual(['a', 'b', '市', 'd'].map(missing));
    // Written together, and yet each has its own end: an index that had taken in the first one alone said that it had all.
    expect(await Promise.all(ends.map((offset) => linesOf(path, offset)))).toEqual(
      [['b', '市', 'd'], ['市', 'd'], ['d']].map((urls) => urls.map(missing)),
    );
    expect(end).toBe(readFileSync(path).length);
  });

  it('writes nothing before what it waits for, and nothing of what comes meanwhile', async () => {
    const path = join(temporaryFolder(), 'run.jsonl');
    let release = () => {};
    let waits = 0;
    const log = await FetchLog.open(path, () => {
      waits += 1;
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    const first = log.append(missing('a'));
    while (waits < 1) await sleep(1);
    const second = log.append(missing('b'));
    expect(readFileSync(path, 'utf8')).toBe('');
    release();
    await first;
    expect(await linesOf(path)).toEqual([missing('a')]);
    while (waits < 2) await sleep(1);
    release();
    await second;
    expect(await linesOf(path)).toEqual([missing('a'), missing('b')]);
    await log.close();
  });

  it('writes nothing more after an error', async () => {
    const path = join(temporaryFolder(), 'run.jsonl');
    let fails = false;
    const log = await FetchLog.open(path, async () => {
      if (fails) throw new Error('disk full');
    });
    await log.append(missing('a'));
    fails = true;
    const lost = [log.append(missing('b')), log.append(missing('c'))];
    for (const each of lost) await expect(each).rejects.toThrow('disk full');
    fails = false;
    await expect(log.append(missing('d'))).rejects.toThrow('disk full');
    await log.close();
    expect(await linesOf(path)).toEqual([missing('a')]);
  });

  it('goes on behind a stump, which is no line', async () => {
    const path = join(temporaryFolder(), 'run.jsonl');
    const line = JSON.stringify(missing('a'));
    for (const stump of ['{"type":"missing","url":"b', '\0\0\0\0', 'x', '{"type":"fetch"}\n{']) {
      writeFileSync(path, `${line}\n${stump}`);
      const log = await FetchLog.open(path);
      await log.append(missing('c'));
      await log.close();
      expect((await linesOf(path)).filter((each) => each !== null)).toEqual([missing('a'), missing('c')]);
    }
  });

  it('gives a line only when it is whole', async () => {
    const path = join(temporaryFolder(), 'run.jsonl');
    writeFileSync(path, JSON.stringify(missing('a')));
    expect(await linesOf(path)).toEqual([]);
    appendFileSync(path, '\n');
    expect(await linesOf(path)).toEqual([missing('a')]);
  });

  it('is cut at any byte to the lines before it', async () => {
    await fc.assert(
      fc.asyncProperty(someLines, fc.nat(), fc.nat({ max: 300_000 }), async (some, seed, padding) => {
        const folder = temporaryFolder();
        const lines = asCrawl(some);
        // Long lines too: they come in several parts when they are read.
        lines.push({ type: 'missing', url: 'x'.repeat(padding), time: 't' }, missing('last'));
        const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const cut = seed % (bytes.length + 1);
        writeFileSync(join(folder, 'cut'), bytes.subarray(0, cut));
        const whole = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
        expect(await linesOf(join(folder, 'cut'))).toEqual(lines.slice(0, whole));
      }),
      { numRuns: 40 },
    );
  });

  it('makes no file to read it', async () => {
    const path = join(temporaryFolder(), 'none.jsonl');
    await expect(linesOf(path)).rejects.toThrow('ENOENT');
    expect(existsSync(path)).toBe(false);
  });
});
