/**
 * What a dataset of many documents costs: `build`, `check` and `review` over synthetic records, and what asks the dataset
 * (`diff` with a copy of it, `families`, `compare`), each in a process of its own.
 * Seconds, seconds of the processors, and the most memory that the process ever held (VmHWM; DuckDB lives in it). On the
 * built code; Linux only. `node tests/bench/dataset.mjs 25000 100000` measures these numbers of documents alone.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readingVersion } from '../../dist/pipeline/records/version.js';
import { writeSyntheticRecords } from '../synthetic/records.mjs';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'pipeline', 'cli.js');
const PEAK = join(import.meta.dirname, 'peak.mjs');

/** One that every county has, by tests/synthetic. */
const INDICATOR = '验收合格率';

/** Runs `gongkai` with its standard output thrown away; throws where it ends with more than 1. */
export async function measureCommand(...args) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--import', PEAK, CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-4000);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const [, peak, processor] = /peak (\d+) kB, ([\d.]+) s\s*$/.exec(errors) ?? [];
  if (code === null || code > 1 || !peak) throw new Error(`gongkai ${args.join(' ')} ended with ${code}:\n${errors}`);
  const figures = {
    seconds: Math.round(seconds),
    processor: Number(processor),
    megabytes: Math.round(Number(peak) / 1024),
  };
  // Now, and not only at the end: 100,000 documents take the better part of an hour.
  console.error(args[0], JSON.stringify(figures));
  return figures;
}

/** The figures for each number of documents, in folders below `work` that are removed again. */
export async function* measureDataset(work, sizes) {
  for (const documents of sizes) {
    const data = join(work, `synthetic-${documents}`);
    mkdirSync(data);
    writeSyntheticRecords(data, documents, readingVersion());
    const build = await measureCommand('build', '--data', data);
    const check = await measureCommand('check', '--format', 'csv', '--data', data);
    const review = await measureCommand('review', '--export', join(data, 'review.xlsx'), '--data', data);
    cpSync(join(data, 'dataset'), join(data, 'before'), { recursive: true });
    const diff = await measureCommand('diff', join(data, 'before'), join(data, 'dataset'), '--data', data);
    const families = await measureCommand('families', '--data', data);
    const compare = await measureCommand('compare', INDICATOR, '--data', data);
    rmSync(data, { recursive: true });
    yield { documents, build, check, review, diff, families, compare };
  }
}

if (process.argv[1] === import.meta.filename) {
  const work = mkdtempSync(join(tmpdir(), 'gongkai-bench-'));
  try {
    for await (const figures of measureDataset(work, process.argv.slice(2).map(Number)))
      console.log(JSON.stringify(figures));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
