import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Archive } from '../../pipeline/archive/archive.js';
import { Holding } from '../../pipeline/archive/holding.js';
import { filesUnder, temporaryFolder } from './workspace.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const LARGE = 'large '.repeat(300_000);

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

describe('what is held for the archive', () => {
  it('can be read at once, and is in the archive after a commit', async () => {
    const folder = temporaryFolder();
    const archive = new Archive(folder);
    const holding = new Holding(archive);
    for (const text of ['', '绩效', LARGE]) {
      const digest = await holding.put(chunks(text.slice(0, 1000), text.slice(1000)));
      expect(digest).toEqual({ sha256: sha256Of(text), bytes: Buffer.from(text).length });
      expect(await archive.has(digest)).toBe(false);
      expect((await holding.read(digest.sha256)).toString('utf8')).toBe(text);
      expect(await textOf(holding.stream(digest.sha256))).toBe(text);
      await holding.commit();
      expect(readFileSync(archive.pathOf(digest.sha256), 'utf8')).toBe(text);
      expect((await holding.read(digest.sha256)).toString('utf8')).toBe(text);
      expect(await textOf(holding.stream(digest.sha256))).toBe(text);
    }
    expect([...filesUnder(folder).keys()].every((path) => /^objects\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(path))).toBe(
      true,
    );
  });

  it('keeps the same bytes once, whoever puts them', async () => {
    const folder = temporaryFolder();
    const holdings = [new Holding(new Archive(folder)), new Holding(new Archive(folder))];
    await Promise.all(holdings.flatMap((holding) => ['a', 'a', LARGE, LARGE].map((text) => holding.put(chunks(text)))));
    await Promise.all(holdings.map((holding) => holding.commit()));
    await holdings[0]!.put(chunks(LARGE));
    await holdings[0]!.commit();
    expect([...filesUnder(folder).values()].sort()).toEqual(['a', LARGE]);
  });

  it('keeps nothing of bytes that broke off', async () => {
    const folder = temporaryFolder();
    const holding = new Holding(new Archive(folder));
    for (const text of ['half', LARGE]) {
      async function* broken() {
        yield Buffer.from(text);
        throw new Error('connection lost');
      }
      await expect(holding.put(broken())).rejects.toThrow('connection lost');
    }
    await holding.commit();
    expect([...filesUnder(folder)]).toEqual([]);
  });

  it('mends an object that a failing disk cut short', async () => {
    const archive = new Archive(temporaryFolder());
    const holding = new Holding(archive);
    const { sha256 } = await holding.put(chunks('whole'));
    await holding.commit();
    writeFileSync(archive.pathOf(sha256), 'who');
    await holding.put(chunks('whole'));
    await holding.commit();
    expect(readFileSync(archive.pathOf(sha256), 'utf8')).toBe('whole');
  });

  it('holds a bounded part in memory', async () => {
    const folder = temporaryFolder();
    const holding = new Holding(new Archive(folder));
    for (let n = 0; n < 40; n++) await holding.put(chunks(`${n}`.padEnd(1_000_000)));
    expect(filesUnder(folder).size).toBeGreaterThan(30); // without a commit of ours
    await holding.commit();
    expect(filesUnder(folder).size).toBe(40);
  });

  it('takes nothing more after an error', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'objects'), 'a file where the folder should be');
    const holding = new Holding(new Archive(folder));
    await holding.put(chunks('a'));
    await expect(holding.commit()).rejects.toThrow(/ENOTDIR|EEXIST/);
    await expect(holding.put(chunks('b'))).rejects.toThrow(/ENOTDIR|EEXIST/);
    await expect(holding.commit()).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(existsSync(join(folder, 'objects'))).toBe(true);
  });
});
