/** The queues on Redis, seen by somebody who only watches: never waits for Redis longer than a scrape may take. */
import { BullQueue } from '../queue/bullmq.js';
import { explainRedis, type OpenRedis, openRedis } from '../queue/redis.js';
import type { QueueState, RedisStatus } from './snapshot.js';

/** An answer that takes longer is none. */
const PATIENCE_MS = 3_000;
/** A Redis that is away for so long is connected to anew. */
const MOST_ABSENT_MS = 10_000;
const FAILURES = 10;
/** What a probe wrote vanishes by itself after this. */
const PROBE_SECONDS = 60;

type Queue = BullQueue<unknown>;

interface Opened {
  redis: OpenRedis;
  queues: { sites: Queue; documents: Queue };
}

export interface QueueWatchOptions {
  url: string;
  /** Of the data folder's jobs. */
  namespace: string;
}

export class QueueWatch {
  #opened: Opened | null = null;

  constructor(private readonly options: QueueWatchOptions) {}

  /** How Redis and its queues are; that it cannot be had is an answer, too. */
  async read(): Promise<RedisStatus> {
    try {
      const { redis, queues } = await this.#open();
      return await within(this.#ask(redis, queues));
    } catch (error) {
      await this.close();
      return { trouble: explainRedis(error as Error), sites: null, documents: null, failures: [] };
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (!opened) return;
    opened.redis.close();
    await Promise.all(Object.values(opened.queues).map((queue) => queue.close(0)));
  }

  async #open(): Promise<Opened> {
    if (this.#opened && !this.#opened.redis.lost.aborted) return this.#opened;
    await this.close();
    const { url, namespace } = this.options;
    const redis = await openRedis({ url, onTrouble: () => {}, mostAbsentMs: MOST_ABSENT_MS });
    const open = (name: string) => within(BullQueue.open<unknown>(name, { redis, namespace }));
    try {
      const queues = { sites: await open('sites'), documents: await open('documents') };
      this.#opened = { redis, queues };
      return this.#opened;
    } catch (error) {
      redis.close();
      throw error;
    }
  }

  async #ask({ client }: OpenRedis, queues: Opened['queues']): Promise<RedisStatus> {
    // A full Redis answers every question and takes no job.
    const trouble = await client.set(`{gongkai:${this.options.namespace}}:status-probe`, '1', 'EX', PROBE_SECONDS).then(
      () => null,
      (error: Error) => explainRedis(error),
    );
    const failures: RedisStatus['failures'] = [];
    for (const [name, queue] of Object.entries(queues))
      for (const { id, reason, time } of await queue.failures(FAILURES))
        failures.push({ time: time.toISOString(), queue: name, job: id, reason });
    failures.sort((a, b) => (a.time < b.time ? 1 : -1));
    const [sites, documents] = [await stateOf(queues.sites), await stateOf(queues.documents)];
    return { trouble, sites, documents, failures: failures.slice(0, FAILURES) };
  }
}

async function stateOf(queue: Queue): Promise<QueueState> {
  const { waiting, active, failed } = await queue.counts();
  return { waiting, active, failed, workers: await queue.workers() };
}

async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
