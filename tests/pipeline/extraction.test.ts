import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DataFolder } from '../../pipeline/data-folder.js';
import { extractDocuments } from '../../pipeline/extraction/documents.js';
import { extractLines } from '../../pipeline/extraction/lines.js';
import { findDocuments } from '../../pipeline/intake/find.js';
import { EmbeddedQueue } from '../../pipeline/queue/embedded.js';
import { DEFAULT_LIMITS, DocumentReader, type ReadingLimits } from '../../pipeline/worker/reader.js';
import { filesUnder, keepingLog, temporaryFolder } from './workspace.js';

const FAKE_WORKER = join(import.meta.dirname, 'fake-worker.mjs');

/** A folder of documents that say what the fake worker does with them, and ways to extract them. */
function makeDocuments(texts: Record<string, string>) {
  const folder = temporaryFolder();
  const input = join(folder, 'input');
  mkdirSync(input);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(input, name), text);
  const log = keepingLog();
  const tools = (limits: Partial<ReadingLimits>, signal = new AbortController().signal) => {
    const reader = new DocumentReader({ ...DEFAULT_LIMITS, ...limits }, log, FAKE_WORKER);
    onTestFinished(() => reader.close());
    return { reader, queue: new EmbeddedQueue<never>(), concurrency: 2, log, signal };
  };
  const into = async (data: DataFolder, limits: Partial<ReadingLimits> = {}, signal?: AbortSignal) => {
    const { files } = await findDocuments([input], null);
    const outcome = await extractDocuments(files, await data.unread(), data, tools(limits, signal));
    return { statuses: Object.fromEntries(outcome.tally.byStatus), failures: outcome.failures };
  };
  const toLines = async (limits: Partial<ReadingLimits> = {}) => {
    const lines: string[] = [];
    const write = async (line: string) => void lines.push(JSON.parse(line).document.source.slice(input.length + 1));
    const { files } = await findDocuments([input], null);
    const outcome = await extractLines(files, write, tools(limits));
    return { lines, failures: outcome.failures };
  };
  return { input, log, into, toLines, data: () => DataFolder.open(join(folder, 'data')) };
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

describe('extracting into a data folder', () => {
  it('archives and reads each distinct document once, under its first name', async () => {
    const documents = makeDocuments({ 'a.txt': 'ok 1', 'b.txt': 'ok 2', 'c.txt': 'ok 1' });
    const data = await documents.data();
    expect(await documents.into(data)).toEqual({ statuses: { ok: 2 }, failures: 0 });
    const record = await data.records.get(sha256Of('ok 1'));
    expect(record?.document.source).toBe(join(documents.input, 'a.txt'));
    const paths = [...filesUnder(data.path).keys()];
    expect(paths.filter((path) => path.startsWith('archive/objects/'))).toHaveLength(2);
    expect(paths.filter((path) => path.startsWith('records/'))).toHaveLength(2);
    expect(filesUnder(data.path).get('archive/log/local.jsonl')?.trim().split('\n')).toHaveLength(3);
    await data.close();
  });

  it('leaves what has a record, and does what has none', async () => {
    const documents = makeDocuments({ 'a.txt': 'ok 1', 'b.txt': 'ok 2' });
    const data = await documents.data();
    await documents.into(data);
    const before = filesUnder(data.records.directory);
    const [path] = before.keys();
    rmSync(join(data.records.directory, path!));
    expect(await data.unread()).toHaveLength(1);
    expect(await documents.into(data)).toEqual({ statuses: { ok: 2 }, failures: 0 });
    const after = filesUnder(data.records.directory);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const kept = [...before.keys()][1]!;
    expect(after.get(kept)).toBe(before.get(kept)); // the fake's records tell which process wrote them
    await data.close();
  });

  it('reads what is archived though its file is gone', async () => {
    const documents = makeDocuments({ 'a.txt': 'ok 1', 'b.txt': 'ok 2' });
    const data = await documents.data();
    await documents.into(data);
    rmSync(data.records.directory, { recursive: true });
    rmSync(join(documents.input, 'a.txt'));
    expect(await documents.into(data)).toEqual({ statuses: { ok: 2 }, failures: 0 });
    await data.close();
  });

  it('turns what fails into records and finishes the others', async () => {
    const documents = makeDocuments({
      'a.txt': 'ok',
      'b.txt': 'hang',
      'c.txt': 'crash',
      'd.txt': '',
      'e.txt': 'throw',
    });
    const data = await documents.data();
    expect(await documents.into(data, { seconds: 1 })).toEqual({
      statuses: {
        ok: 1,
        'failed(timeout)': 1,
        'failed(crashed)': 1,
        'failed(empty)': 1,
        'failed(internal-error)': 1,
      },
      failures: 0,
    });
    expect(documents.log.lines.join('\n')).toContain('warning failed(timeout): Reading it took too long');
    await data.close();
  });

  it('tries again what failed at a limit that is higher now, and nothing else', async () => {
    const documents = makeDocuments({ 'a.txt': 'large 5000', 'b.txt': 'crash', 'c.txt': 'ok 12345' });
    const data = await documents.data();
    expect((await documents.into(data, { inputBytes: 8 })).statuses).toEqual({
      ok: 1,
      'failed(too-large)': 1,
      'failed(crashed)': 1,
    });
    expect(await data.archive.has({ sha256: sha256Of('large 5000'), bytes: 10 })).toBe(false);
    expect((await documents.into(data, { outputBytes: 3000 })).statuses).toMatchObject({
      'failed(output-too-large)': 1,
    });
    expect(await data.archive.has({ sha256: sha256Of('large 5000'), bytes: 10 })).toBe(true);
    const crashes = documents.log.lines.filter((line) => line.includes('SIGSEGV')).length;
    await expect(documents.into(data)).resolves.toMatchObject({ statuses: { ok: 2, 'failed(crashed)': 1 } });
    expect(documents.log.lines.filter((line) => line.includes('SIGSEGV'))).toHaveLength(crashes);
    await data.close();
  });

  it('stops at an interrupt, and a second run comes to what one run would', async () => {
    const texts = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.txt`, `ok ${n}`]));
    const documents = makeDocuments({ ...texts, '15.txt': 'hang' });
    const data = await documents.data();
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(new Error('interrupted')), 300);
    await expect(documents.into(data, {}, interrupt.signal)).rejects.toThrow('interrupted');
    expect((await data.records.list()).length).toBeLessThan(30);
    expect(await documents.into(data, { seconds: 1 })).toEqual({
      statuses: { ok: 29, 'failed(timeout)': 1 },
      failures: 0,
    });
    expect([...filesUnder(data.path).keys()].filter((path) => path.includes('.incoming'))).toEqual([]);
    await data.close();
  });

  it('shares the folder with another process at the same work', async () => {
    const texts = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.txt`, `ok ${n % 15}`]));
    const documents = makeDocuments(texts);
    const [here, there] = [await documents.data(), await documents.data()];
    const both = await Promise.all([documents.into(here), documents.into(there)]);
    expect(both.map(({ statuses }) => statuses)).toEqual([{ ok: 15 }, { ok: 15 }]);
    const sources = new Set<string>();
    for await (const record of here.records.all()) sources.add(record.document.source);
    expect(sources.size).toBe(15);
    await Promise.all([here.close(), there.close()]);
  });
});

describe('extracting to lines', () => {
  it('writes one line for each file in their order, however long each takes', async () => {
    const texts = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${10 + n}.txt`, n === 1 ? 'hang' : 'ok']));
    const { lines, failures } = await makeDocuments(texts).toLines({ seconds: 1 });
    expect(lines).toEqual(Object.keys(texts));
    expect(failures).toBe(0);
  });
});
