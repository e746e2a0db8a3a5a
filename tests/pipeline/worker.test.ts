import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type GongkaiRecord, recordSchema } from '../../normalizers/record.js';
import { digestFile } from '../../pipeline/archive/archive.js';
import { RetryableError } from '../../pipeline/queue/port.js';
import { failedRecord } from '../../pipeline/worker/failed-record.js';
import { DEFAULT_LIMITS, DocumentReader, type ReadingLimits } from '../../pipeline/worker/reader.js';
import { sweepScratch } from '../../pipeline/worker/scratch.js';
import { WorkerStartError } from '../../pipeline/worker/worker-process.js';
import { keepingLog, temporaryFolder } from './workspace.js';

const FAKE_WORKER = join(import.meta.dirname, 'fake-worker.mjs');
const BROKEN_WORKER = join(import.meta.dirname, 'broken-worker.mjs');

function makeReader(limits: Partial<ReadingLimits> = {}, script = FAKE_WORKER) {
  const folder = temporaryFolder();
  const log = keepingLog();
  const reader = new DocumentReader({ ...DEFAULT_LIMITS, ...limits }, log, script);
  onTestFinished(() => reader.close());
  let count = 0;
  const read = async (text: string, lastAttempt = true, signal = new AbortController().signal) => {
    count += 1;
    const file = join(folder, `${count}.txt`);
    writeFileSync(file, text);
    const document = { file, source: `${text}.txt`, ...(await digestFile(file)) };
    const line = await reader.read(document, { attempt: 1, lastAttempt, signal });
    expect(line.endsWith('\n')).toBe(true);
    return recordSchema.parse(JSON.parse(line));
  };
  return { read, log };
}

const workerOf = (record: GongkaiRecord) => record.document.title?.split(' ')[0];

describe('a document that its worker cannot read', () => {
  it.each([
    ['hang', 'failed(timeout)', { seconds: 1 }],
    ['heap', 'failed(memory)', { memoryMb: 64 }],
    ['buffers', 'failed(memory)', { memoryMb: 64 }],
    ['large 5000', 'failed(output-too-large)', { outputBytes: 4000 }],
    ['crash', 'failed(crashed)', {}],
    ['exit', 'failed(crashed)', {}],
    ['throw', 'failed(internal-error)', {}],
  ])('%s: becomes %s, and the next one is read', async (text, status, limits) => {
    const { read } = makeReader(limits);
    await read('ok');
    const failed = await read(text);
    expect(failed.status).toBe(status);
    expect(failed.findings).toMatchObject([{ code: `failed/${/\((.*)\)/.exec(status)?.[1]}`, severity: 'error' }]);
    expect(failed.document.source).toBe(`${text}.txt`);
    expect((await read('ok')).status).toBe('ok');
  });

  it('does no harm to others that are read at the same time', async () => {
    const { read } = makeReader({ seconds: 1 });
    const texts = ['ok 1', 'crash', 'ok 2', 'hang', 'ok 3', 'throw'];
    const statuses = (await Promise.all(texts.map((text) => read(text)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'ok')).toHaveLength(3);
    expect(statuses.filter((status) => status !== 'ok').sort()).toEqual([
      'failed(crashed)',
      'failed(internal-error)',
      'failed(timeout)',
    ]);
  });

  it('is tried again before a crash is put down to it', async () => {
    const { read } = makeReader();
    await expect(read('crash', false)).rejects.toBeInstanceOf(RetryableError);
  });

  it('is told with the stack where the bug is ours', async () => {
    const { read, log } = makeReader();
    await read('throw');
    expect(log.lines.join('\n')).toMatch(/error a bug in gongkai:\nTypeError: not a function\n {4}at .*fake-worker/);
  });

  it('is not given to a worker when it is empty or too large', async () => {
    const { read } = makeReader({ inputBytes: 3 }, '/no/such/worker.mjs');
    expect((await read('')).status).toBe('failed(empty)');
    const large = await read('hang');
    expect(large.status).toBe('failed(too-large)');
    expect(large.findings[0]).toMatchObject({ actual: '4 bytes', expected: '3 bytes' });
  });
});

describe('worker processes', () => {
  it('stay warm from one document to the next', async () => {
    const { read } = makeReader();
    const first = await read('ok');
    const second = await read('ok');
    expect(workerOf(second)).toBe(workerOf(first));
    expect(second.document.title).toMatch(/ 2$/);
  });

  it('let go of a document when they are interrupted', async () => {
    const { read } = makeReader();
    const interrupt = new AbortController();
    const reading = read('hang', true, interrupt.signal);
    await sleep(300);
    interrupt.abort(new Error('interrupted'));
    await expect(reading).rejects.toThrow('interrupted');
  });

  it('say why they cannot start, and blame no document', async () => {
    const { read } = makeReader({}, BROKEN_WORKER);
    await expect(read('ok')).rejects.toThrow('forms.yml: line 3: unknown label');
    const missing = makeReader({}, '/no/such/worker.mjs');
    await expect(missing.read('ok')).rejects.toBeInstanceOf(WorkerStartError);
  });

  it('leave nothing behind that they wrote, though they were killed at it', async () => {
    const written = () =>
      readdirSync(tmpdir())
        .filter((name) => name.startsWith(`gongkai-worker-${process.pid}-`))
        .filter((name) => existsSync(join(tmpdir(), name, 'page.png')));
    const { read } = makeReader({ seconds: 2 });
    const reading = read('litter');
    for (let tries = 0; tries < 1200 && written().length === 0; tries += 1) await sleep(50);
    expect(written()).toHaveLength(1);
    expect((await reading).status).toBe('failed(timeout)');
    expect(written()).toEqual([]);
  });

  it('of parents that were killed have their folders removed, and no others', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const [left, own] = [dead, process.pid].map((pid) => join(tmpdir(), `gongkai-worker-${pid}-test`));
    for (const folder of [left!, own!]) mkdirSync(folder);
    onTestFinished(() => rmSync(own!, { recursive: true }));
    sweepScratch();
    expect([left, own].map((folder) => existsSync(folder!))).toEqual([false, true]);
  });

  it('end when their parent was killed, even in a document that hangs', async () => {
    const file = join(temporaryFolder(), 'hang.txt');
    writeFileSync(file, 'hang');
    const { sha256 } = await digestFile(file);
    const built = join(import.meta.dirname, '../../dist/pipeline/worker/worker-process.js');
    const script = `
      const { WorkerProcess } = await import(${JSON.stringify(built)});
      const worker = new WorkerProcess(${JSON.stringify(FAKE_WORKER)}, { seconds: 60, memoryMb: 256, outputBytes: 1e6 });
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500);
      const { execFileSync } = await import('node:child_process');
      setTimeout(() => console.log(execFileSync('pgrep', ['-P', String(process.pid)]).toString()), 800);
      await worker.read({ file: ${JSON.stringify(file)}, source: 'x', sha256: '${sha256}' }, new AbortController().signal);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    parent.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    await new Promise((resolve) => parent.on('close', resolve));
    const worker = Number(output.split('\n')[0]);
    expect(worker).toBeGreaterThan(0);
    for (let tries = 0; tries < 600 && isAlive(worker); tries += 1) await sleep(100);
    expect(isAlive(worker)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a record of pages that are pictures', () => {
  const record = (...findings: { code: string; actual?: string }[]): GongkaiRecord => ({
    ...failedRecord({ sha256: 'a'.repeat(64), source: 'scan.pdf' }, { reason: 'empty', message: '' }),
    findings: findings.map((one) => ({ severity: 'info', message: '', at: [], ...one })),
  });
  const settled = (engine: string | null, ...findings: { code: string; actual?: string }[]) => {
    const reader = new DocumentReader(DEFAULT_LIMITS, keepingLog(), FAKE_WORKER, { choice: 'auto', engine });
    return reader.isSettled(record(...findings));
  };

  it('stands until there is an engine, or another one than it is from', () => {
    expect(settled(null, { code: 'document/needs-ocr' })).toBe(true);
    expect(settled('tesseract 5.3.0', { code: 'document/needs-ocr' })).toBe(false);
    expect(settled('tesseract 5.3.0', { code: 'pdf/picture' })).toBe(false);
    const read = { code: 'ocr/engine', actual: 'tesseract 5.3.0' };
    expect(settled('tesseract 5.3.0', read)).toBe(true);
    expect(settled('tesseract 5.3.0', read, { code: 'pdf/scanned-page' })).toBe(true);
    expect(settled('tesseract 5.5.0', read)).toBe(false);
    expect(settled(null, read)).toBe(true);
  });
});
