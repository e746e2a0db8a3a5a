/**
 * `node tests/bench/redis-workers.mjs [--pdfs 200] [--rounds 3]` after `npm run build`: two backlogs of archived PDFs, one
 * after the other, are read through a redis-server of its own by one `gongkai worker` process and by two, each with one
 * reading process: the first from the start of the workers to the end of its last job, the second by the same workers,
 * which then run and are warm, as where they are kept running. Prints a JSON object a measurement, and the best of each
 * with their ratio. The machine must have nothing else to do, and two cores.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withQueues } from '../../dist/pipeline/commands/queues.js';
import { DataFolder } from '../../dist/pipeline/data-folder.js';
import { startGongkai } from '../chaos/gongkai.mjs';
import { RedisProcess } from '../chaos/redis.mjs';
import { copyPdfs, pdfsIn } from './workers.mjs';

const { values } = parseArgs({
  options: { pdfs: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } },
});
const [pdfs, rounds] = [Number(values.pdfs), Number(values.rounds)];
const SILENT = { info() {}, warning() {}, error() {}, status() {}, live: false };
const LIMIT = 1_000_000_000;

/**
 * Seconds that so many workers take to read all of each backlog: the first from their start, the others from when they
 * are queued.
 */
async function timeWorkers(backlogs, folder, workers) {
  const redis = await RedisProcess.start();
  const data = await DataFolder.open(folder);
  const signal = new AbortController().signal;
  const processes = [];
  const args = ['--data', folder, '--redis', redis.url, '--sites-at-a-time', '0', '--concurrency', '1', '--ocr', 'off'];
  try {
    const archived = [];
    for (const files of backlogs) {
      const backlog = [];
      for (const path of files) backlog.push(await data.take({ path, source: path }, LIMIT, signal));
      archived.push(backlog);
    }
    return await withQueues({ redis: redis.url }, folder, SILENT, async ({ sites, documents }) => {
      const times = [];
      let read = 0;
      for (const backlog of archived) {
        const start = process.hrtime.bigint();
        for (const { sha256, bytes, source } of backlog) await documents.add(sha256, { sha256, bytes, source });
        while (processes.length < workers) processes.push(startGongkai('worker', ...args));
        await documents.idle();
        times.push(Number(process.hrtime.bigint() - start) / 1e9);
        read += backlog.length;
        const { failed } = await documents.counts();
        const records = (await data.records.list()).length;
        if (failed > 0 || records !== read) throw new Error(`${failed} jobs failed, ${records} records of ${read}`);
      }
      await Promise.all([sites.close(0), documents.close(0)]);
      return times;
    });
  } finally {
    for (const each of processes) each.kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
    await data.close();
    await redis.stop();
  }
}

const report = (what, figures) => console.log(JSON.stringify({ what, ...figures }));
const rounded = (value) => Math.round(value * 100) / 100;
const work = mkdtempSync(join(tmpdir(), 'gongkai-bench-'));
try {
  const folder = join(work, 'pdf');
  copyPdfs(pdfsIn('renditions'), 2 * pdfs, folder);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const backlogs = { 'from the start of the workers': files.slice(0, pdfs), 'by workers that run': files.slice(pdfs) };
  const times = { 1: [], 2: [] };
  // By turns, and the best of each: whatever else the machine does only ever adds.
  for (let round = 0; round < rounds; round++) {
    for (const workers of [1, 2]) {
      const seconds = await timeWorkers(Object.values(backlogs), join(work, `${workers}-${round}`), workers);
      times[workers].push(seconds);
      report('backlogs of PDFs over Redis', { pdfs, workers, round, seconds: seconds.map(rounded) });
    }
  }
  for (const [index, when] of Object.keys(backlogs).entries()) {
    const [one, two] = [1, 2].map((workers) => Math.min(...times[workers].map((seconds) => seconds[index])));
    const best = { pdfs, when, one: rounded(one), two: rounded(two), ratio: rounded(one / two) };
    report('a backlog of PDFs over Redis with one worker process and with two', best);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
