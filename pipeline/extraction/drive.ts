/** The common course of an extraction: feed the queue, wait until it is empty, let go in time when interrupted. */
import { type Handler, type JobEvent, type JobQueue, QueueUnavailableError } from '../queue/port.js';
import { WorkerStartError } from '../worker/worker-process.js';

/** How often a document is tried whose worker died for no reason of ours. */
const READ_ATTEMPTS = 2;

/** How long documents in work may go on after an interrupt; what is not finished then is read the next time. A default. */
const GRACE_MS = 2000;

export interface Course<Job> {
  queue: JobQueue<Job>;
  handler: Handler<Job>;
  concurrency: number;
  /** Aborted at an interrupt: no more is begun. */
  signal: AbortSignal;
  /** Adds the jobs. Stops where the signal is aborted; `stop` ends everything with an error. */
  feed: (signal: AbortSignal, stop: (error: unknown) => void) => Promise<void>;
  onEvent: (event: JobEvent<Job>) => void;
  /** How long jobs in work may go on after an interrupt, in milliseconds. */
  graceMs?: number;
}

/**
 * Runs all jobs. Throws the signal's reason when interrupted, and the error itself where going on is of no use: a worker
 * that cannot start, a full disk. What is done by then is kept.
 */
export async function drive<Job>(course: Course<Job>): Promise<void> {
  const { queue, handler, concurrency, signal, feed, onEvent, graceMs = GRACE_MS } = course;
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const unsubscribe = queue.subscribe((event) => {
    if (event.type === 'failed' && isHopeless(event.error)) stop.abort(event.error);
    else onEvent(event);
  });
  queue.process(handler, { concurrency, attempts: READ_ATTEMPTS });
  try {
    await feed(stopped, (error) => stop.abort(error));
    await Promise.race([queue.idle(), rejectWhenAborted(stopped)]);
  } finally {
    await queue.close(graceMs);
    unsubscribe();
  }
}

/** Whether the next document would meet the same error. */
export function isHopeless(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof WorkerStartError || error instanceof QueueUnavailableError) return true;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
