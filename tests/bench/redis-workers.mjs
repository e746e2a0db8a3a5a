/**
 * `node tests/bench/redis-workers.mjs [--pdfs 200] [--rounds 3]` after `npm run build`: a backlog of archived PDFs is read
 * through a redis-server of its own by one `gongkai worker` process and by two, each with one reading process, from their
 * start to the end of the last job. Prints a JSON object a measurement, and the best of each with their ratio. The machine
 * must have nothing else to do, and two cores.
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

/** Seconds from the start of so many workers until they have read all that is queued. */
async function timeWorkers(files, folder, workers) {
  const redis = await RedisProcess.start();
  const data = await DataFolder.open(folder);
  const signal = new AbortController().signal;
  const processes = [];
  try {
    return await withQueues({ redis: redis.url }, folder, SILENT, async ({ sites, documents }) => {
      for (const path of files) {
        const { sha256, bytes, source } = await data.take({ path, source: path }, LIMIT, signal);
        await documents.add(sha256, { sha256, bytes, source });
      }
      const start = process.hrtime.bigint();
      const args = ['--data', folder, '--redis', redis.url, '--sites-at-a-time', '0', '--concurrency', '1'];
      for (let i = 0; i < workers; i++) processes.push(startGongkai('worker', ...args, '--ocr', 'off'));
      await documents.idle();
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const { failed } = await documents.counts();
      const records = (await data.records.list()).length;
      if (failed > 0 || records !== files.length) throw new Error(`${failed} jobs failed, ${records} records`);
      await Promise.all([sites.close(0), documents.close(0)]);
      return seconds;
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
  copyPdfs(pdfsIn('renditions'), pdfs, folder);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const times = { 1: [], 2: [] };
  // By turns, and the best of each: whatever else the machine does only ever adds.
  for (let round = 0; round < rounds; round++) {
    for (const workers of [1, 2]) {
      const seconds = await timeWorkers(files, join(work, `${workers}-${round}`), workers);
      times[workers].push(seconds);
      report('backlog of PDFs over Redis', { pdfs, workers, round, seconds: rounded(seconds) });
    }
  }
  const [one, two] = [Math.min(...times[1]), Math.min(...times[2])];
  const best = { pdfs, one: rounded(one), two: rounded(two), ratio: rounded(one / two) };
  report('backlog of PDFs over Redis with one worker process and with two', best);
} finally {
  rmSync(work, { recursive: true, force: true });
}
