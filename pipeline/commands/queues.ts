/** The queues that a command works with: inside this process, or on a Redis that others work on as well. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory, writeIncoming } from '../archive/durable-file.js';
import type { SiteJob } from '../crawl/site-job.js';
import type { DocumentJob } from '../extraction/intake.js';
import type { Log } from '../log.js';
import { EmbeddedQueue } from '../queue/embedded.js';
import type { JobContext, JobQueue } from '../queue/port.js';
import type { CommandOption } from './command.js';

export interface RedisOptions {
  redis?: string;
  /** Seconds for which a Redis that is not there yet is waited for, where that is longer than usual. */
  wait?: number;
}

export const REDIS_OPTION: CommandOption = {
  flags: '--redis <url>',
  description: 'share the work by this Redis (redis://host:6379) with every gongkai worker of the same data folder',
  environment: 'GONGKAI_REDIS',
};

export interface Queues {
  sites: JobQueue<SiteJob>;
  documents: JobQueue<DocumentJob>;
}

/** Opens the queues for one piece of work. Throws a QueueUnavailableError where Redis cannot be had. */
export async function withQueues<T>(
  { redis: url, wait }: RedisOptions,
  data: string,
  log: Log,
  use: (queues: Queues) => Promise<T>,
): Promise<T> {
  if (url === undefined) return use({ sites: new EmbeddedQueue(), documents: new EmbeddedQueue() });
  const { openRedis } = await import('../queue/redis.js');
  const { BullQueue } = await import('../queue/bullmq.js');
  const onTrouble = (message: string) => log.warning(message);
  const redis = await openRedis({ url, onTrouble, ...(wait === undefined ? {} : { firstConnectMs: wait * 1000 }) });
  try {
    const options = { redis, namespace: await namespaceOf(data), onTrouble };
    const sites = await BullQueue.open<SiteJob>('sites', options);
    const documents = await BullQueue.open<DocumentJob>('documents', options);
    return await use({ sites, documents });
  } finally {
    redis.close();
  }
}

export interface RedisSchedule {
  data: string;
  /** Cron, five fields, or six with seconds before them. */
  pattern: string;
  timeZone: string;
  work: () => Promise<void>;
  onNext: (next: Date | null) => void;
}

/**
 * Does the work each time the pattern comes round, in one of the processes that say the same, until the signal is aborted.
 * Where that ends in the middle of the work, or its process dies, another one goes on with it.
 */
export async function onRedisSchedule(
  { redis: url }: RedisOptions,
  { data, pattern, timeZone, work, onNext }: RedisSchedule,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  const { openRedis } = await import('../queue/redis.js');
  const { BullQueue } = await import('../queue/bullmq.js');
  const onTrouble = (message: string) => log.warning(message);
  const redis = await openRedis({ url: url!, onTrouble });
  try {
    const nights = await BullQueue.open<{ pattern: string }>('nights', {
      redis,
      namespace: await namespaceOf(data),
      onTrouble,
    });
    onNext(await nights.schedule('nightly', { pattern, timeZone }, { pattern }));
    nights.subscribe((event) => {
      if (event.type === 'failed') log.error(`a night failed: ${event.error.message}`);
      if (event.type === 'postponed') log.info(`later: ${event.error.message}`);
    });
    const handler = async (_: unknown, context: JobContext) => {
      try {
        await work();
      } catch (error) {
        // An interrupted night is not over: when the queue is closed it goes back.
        if (signal.aborted) await aborted(context.signal);
        throw error;
      }
    };
    nights.process(handler, { concurrency: 1, attempts: 1 });
    try {
      await new Promise((_, reject) => {
        for (const stop of [signal, redis.lost])
          stop.addEventListener('abort', () => reject(stop.reason), { once: true });
      });
    } finally {
      await nights.close(GRACE_MS);
    }
  } finally {
    redis.close();
  }
}

/** How long a night may go on when its process is stopped. */
const GRACE_MS = 2000;

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Jobs of different data folders on one Redis do not mix; the folder may be mounted under another path on each machine. */
export async function namespaceOf(data: string): Promise<string> {
  const archive = join(data, 'archive');
  const path = join(archive, 'id');
  // Whole or not at all, and the first one's for all: a process may be killed here, and two may be here at once.
  const own = await writeIncoming(archive, `${randomUUID()}\n`);
  try {
    await link(own, path);
    await syncDirectory(archive);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  return (await readFile(path, 'utf8')).trim();
}
