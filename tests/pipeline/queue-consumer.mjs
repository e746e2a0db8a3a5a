/** A process of its own that works on a queue: `node queue-consumer.mjs URL NAMESPACE LOCK_MS WORK_MS`. Prints what it begins and ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BullQueue } from '../../dist/pipeline/queue/bullmq.js';
import { openRedis } from '../../dist/pipeline/queue/redis.js';

const [url, namespace, lockMs, workMs] = process.argv.slice(2);
const redis = await openRedis({ url, onTrouble: () => {} });
const queue = await BullQueue.open('documents', { redis, namespace, lockMs: Number(lockMs) });
const handler = async ({ sha256 }) => {
  process.stdout.write(`begin ${sha256}\n`);
  await sleep(Number(workMs));
  process.stdout.write(`end ${sha256}\n`);
};
queue.process(handler, { concurrency: 1, attempts: 1 });
process.on('SIGTERM', async () => {
  await queue.close(100);
  process.exit(0);
});
