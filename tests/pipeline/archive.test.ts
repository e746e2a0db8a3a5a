import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Archive, digestFile } from '../../pipeline/archive/archive.js';
import { sweepIncoming, writeIncoming } from '../../pipeline/archive/durable-file.js';
import { type Sighting, SightingLog } from '../../pipeline/archive/log.js';
import { filesUnder, temporaryFolder } from './workspace.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the archive', () => {
  it('keeps the same bytes once, under their hash', async () => {
    const folder = temporaryFolder();
    const archive = new Archive(folder);
    const both = await Promise.all([archive.put(chunks('绩效', '目标')), archive.put(chunks('绩效目标'))]);
    const sha256 = sha256Of('绩效目标');
    expect(both).toEqual([
      { sha256, bytes: 12 },
      { sha256, bytes: 12 },
    ]);
    expect([...filesUnder(folder)]).toEqual([[`objects/${sha256.slice(0, 2)}/${sha256}`, '绩效目标']]);
    expect(await archive.has({ sha256, bytes: 12 })).toBe(true);
  });

  it('keeps nothing of bytes that broke off', async () => {
    const folder = temporaryFolder();
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('connection lost');
    }
    await expect(new Archive(folder).put(broken())).rejects.toThrow('connection lost');
    expect([...filesUnder(folder)]).toEqual([]);
  });

  it('mends an object that a failing disk cut short', async () => {
    const folder = temporaryFolder();
    const archive = new Archive(folder);
    const digest = await archive.put(chunks('whole'));
    writeFileSync(archive.pathOf(digest.sha256), 'who');
    expect(await archive.has(digest)).toBe(false);
    await archive.put(chunks('whole'));
    expect(readFileSync(archive.pathOf(digest.sha256), 'utf8')).toBe('whole');
  });

  it('hashes a file without reading it whole', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'x'.repeat(300_000));
    expect(await digestFile(path)).toEqual({ sha256: sha256Of('x'.repeat(300_000)), bytes: 300_000 });
  });

  it('removes temporary files of dead processes only', async () => {
    const folder = temporaryFolder();
    const old = await writeIncoming(folder, 'old');
    const fresh = await writeIncoming(folder, 'fresh');
    utimesSync(old, 0, 0);
    await sweepIncoming(folder);
    expect([...filesUnder(folder).keys()].map((path) => join(folder, path))).toEqual([fresh]);
  });
});

describe('the log of sightings', () => {
  const sighting = (source: string, text: string, more: Partial<Sighting> = {}): Sighting => ({
    time: '2026-01-01T00:00:00.000Z',
    source,
    sha256: sha256Of(text),
    bytes: text.length,
    outcome: 'archived',
    ...more,
  });

  it('names a document after the source that was logged first, in every process', async () => {
    const path = join(temporaryFolder(), 'log', 'local.jsonl');
    const here = await SightingLog.open(path);
    const there = await SightingLog.open(path);
    await here.append(sighting('a.txt', 'same'));
    await there.append(sighting('b.txt', 'same'));
    await here.append(sighting('c.txt', 'other'));
    expect(here.get(sha256Of('same'))?.source).toBe('a.txt');
    expect(there.get(sha256Of('same'))?.source).toBe('a.txt');
    await Promise.all([here.close(), there.close()]);
    const later = await SightingLog.open(path);
    expect([...later.documents()].map(({ source }) => source)).toEqual(['a.txt', 'c.txt']);
  });

  it('survives a line that a crash cut short', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'local.jsonl');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${JSON.stringify(sighting('a.txt', 'a'))}\n{"time":"2026","source":"b.t`);
    const log = await SightingLog.open(path);
    expect([...log.documents()]).toHaveLength(1);
    await log.append(sighting('c.txt', 'c'));
    await log.append(sighting('d.txt', 'd'));
    await log.close();
    const later = await SightingLog.open(path);
    expect([...later.documents()].map(({ source }) => source)).toEqual(['a.txt', 'c.txt', 'd.txt']);
  });

  it('reads what others append while it is open, half a line only when it is whole', async () => {
    const path = join(temporaryFolder(), 'local.jsonl');
    const log = await SightingLog.open(path);
    await log.append(sighting('a.txt', 'a'));
    const line = `${JSON.stringify(sighting('市.txt', 'b'))}\n`;
    appendFileSync(path, line.slice(0, 60));
    const other = await SightingLog.open(path);
    expect(other.get(sha256Of('b'))).toBeUndefined();
    appendFileSync(path, line.slice(60));
    await log.append(sighting('c.txt', 'c'));
    expect(log.get(sha256Of('b'))?.source).toBe('市.txt');
    await log.close();
  });

  it('knows which documents were too large to keep', async () => {
    const path = join(temporaryFolder(), 'local.jsonl');
    const log = await SightingLog.open(path);
    await log.append(sighting('big.pdf', 'big', { outcome: 'too-large', limit: 2 }));
    expect(log.get(sha256Of('big'))).toMatchObject({ archived: false, limit: 2 });
    await log.append(sighting('again.pdf', 'big'));
    expect(log.get(sha256Of('big'))).toMatchObject({ archived: true, source: 'big.pdf' });
    await log.close();
  });
});
