/** How long answers of Redis are waited for: while it is full, until it is given up, or for a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueUnavailableError } from './port.js';
import { explainRedis, isFull, type OpenRedis } from './redis.js';

/** How long a full Redis is asked again before adding is given up. */
const FULL_PATIENCE_MS = 60_000;
const FULL_RETRY_MS = 500;

export class Patience {
  constructor(
    private readonly redis: Pick<OpenRedis, 'lost'>,
    private readonly onTrouble: (error: Error) => void,
    private readonly fullPatienceMs = FULL_PATIENCE_MS,
  ) {}

  /** Asks a full Redis again for a while: room comes when jobs are done and forgotten. */
  async whenNotFull<T>(command: () => Promise<T>): Promise<T> {
    const until = Date.now() + this.fullPatienceMs;
    for (let told = false; ; told = true) {
      try {
        return await this.orLost(command());
      } catch (error) {
        if (!isFull(error as Error)) throw error;
        if (!told) this.onTrouble(error as Error);
        if (Date.now() > until) throw new QueueUnavailableError(explainRedis(error as Error), { cause: error });
      }
      await sleep(FULL_RETRY_MS);
    }
  }

  /** What Redis answers; or, when it was given up, that. */
  async orLost<T>(answer: Promise<T>): Promise<T> {
    const { lost } = this.redis;
    answer.catch(() => {}); // where it comes too late to be told
    if (lost.aborted) throw lost.reason;
    let stop = () => {};
    const gone = new Promise<never>((_, reject) => {
      const give = () => reject(lost.reason);
      lost.addEventListener('abort', give, { once: true });
      stop = () => lost.removeEventListener('abort', give);
    });
    try {
      return await Promise.race([answer, gone]);
    } catch (error) {
      throw lost.aborted ? lost.reason : error;
    } finally {
      stop();
    }
  }
}

/** What a promise comes to within that time; undefined where it fails or takes longer. */
export async function within<T>(milliseconds: number, promise: Promise<T> | undefined): Promise<T | undefined> {
  const stop = new AbortController();
  const quiet = promise?.catch(() => undefined);
  try {
    if (milliseconds === Number.POSITIVE_INFINITY) return await quiet;
    return await Promise.race([quiet, sleep(milliseconds, undefined, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}
