/**
 * What a run over many PDFs costs: whether two workers are twice as fast as one, and whether memory stays flat.
 * On the built code in dist/; needs Linux's /proc for memory.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'pipeline', 'cli.js');

/** PDFs below a folder of the corpus. */
export function pdfsIn(...folders) {
  const corpora = join(ROOT, 'corpora');
  return folders.flatMap((folder) =>
    readdirSync(join(corpora, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pdf'))
      .sort()
      .map((name) => join(corpora, folder, name)),
  );
}

/** So many different documents: copies of the files by turns that differ in a comment at the end. */
export function copyPdfs(files, count, folder) {
  mkdirSync(folder, { recursive: true });
  const contents = files.map((file) => readFileSync(file));
  for (let i = 0; i < count; i++) {
    const copy = Buffer.concat([contents[i % contents.length], Buffer.from(`\n%${i}\n`)]);
    writeFileSync(join(folder, `${String(i).padStart(4, '0')}.pdf`), copy);
  }
}

/** Seconds that extracting a folder takes from the start of the process to its end. */
export function timeExtraction(folder, data, concurrency) {
  const start = process.hrtime.bigint();
  const args = ['extract', folder, '--data', data, '--ocr', 'off', '--concurrency', String(concurrency)];
  execFileSync(process.execPath, [CLI, ...args], { stdio: 'ignore' });
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const SAMPLE_MS = 200;

/**
 * Extracts a folder with one worker. Tells what the parent and the worker held (MB) on the average while each next
 * `every` documents were read: what comes and goes with each document evens out, what is kept adds up.
 */
export async function measureMemory(folder, data, every) {
  const args = ['extract', folder, '--data', data, '--ocr', 'off', '--concurrency', '1'];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
  const sums = [];
  const timer = setInterval(() => {
    const group = Math.floor(recordsIn(data) / every);
    const worker = childrenOf(child.pid).reduce((sum, pid) => sum + residentMb(pid), 0);
    if (worker === 0) return; // not yet, or no longer
    sums[group] ??= { samples: 0, parent: 0, worker: 0 };
    sums[group].samples++;
    sums[group].parent += residentMb(child.pid);
    sums[group].worker += worker;
  }, SAMPLE_MS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`gongkai extract ended with ${code}`);
  const mean = ({ samples, ...sum }, who) => Math.round(sum[who] / samples);
  const groups = sums.filter(({ samples }) => samples > 1);
  return { parent: groups.map((sum) => mean(sum, 'parent')), worker: groups.map((sum) => mean(sum, 'worker')) };
}

const recordsIn = (data) =>
  readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) => /records.*[0-9a-f]{64}\.json$/.test(name))
    .length;

function residentMb(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
