/**
 * The queue, as the rest of the pipeline sees it. Two adapters stand behind it: the embedded one (p-queue, in this
 * process) and a distributed one (BullMQ on Redis). Both must pass `tests/pipeline/queue-conformance.ts`.
 *
 * Rules that make both possible:
 * - a job carries references only (a hash, a source), small and plain enough for JSON, never content;
 * - a handler may run twice for the same job (a lost lock, a second run), so it writes only when it succeeds and what it
 *   writes is the same each time; it returns nothing;
 * - the queue is no archive: what is to do can be found again without it, so an adapter may forget jobs at its end.
 */

export interface JobContext {
  /** 1 for the first try. A job that was given back (`PostponedError`, `close`, a killed process) was not tried. */
  attempt: number;
  /** Whether an error now fails the job for good. */
  lastAttempt: boolean;
  /** Aborted when the queue is being closed and waits no longer: stop, throw, the job stays to do. */
  signal: AbortSignal;
}

export type Handler<Job> = (job: Job, context: JobContext) => Promise<void>;

/** Thrown by a handler where a second try may go better, for example when its worker was killed. Any other error fails the job at once. */
export class RetryableError extends Error {
  override name = 'RetryableError';
}

/** Thrown by a handler that cannot begin now: its site is held by another process, or closed for the day. It is no try. */
export class PostponedError extends Error {
  override name = 'PostponedError';
  constructor(
    message: string,
    readonly afterMs: number,
  ) {
    super(message);
  }
}

/** The queue itself cannot be had, or not any longer. What it held is still to do. */
export class QueueUnavailableError extends Error {
  override name = 'QueueUnavailableError';
}

/**
 * `started`, `retrying`, `postponed` and `requeued` are told in the process where the job ran, `started` once for a job
 * that it tries again; `completed` and `failed` are told to every process that has the queue open.
 */
export type JobEvent<Job> =
  | { type: 'started' | 'completed' | 'requeued'; id: string; job: Job }
  | { type: 'retrying' | 'postponed' | 'failed'; id: string; job: Job; error: Error };

export interface JobCounts {
  /** To do, now or later. */
  waiting: number;
  active: number;
  /** Of the jobs that the queue still remembers. */
  completed: number;
  failed: number;
}

export interface ProcessOptions {
  concurrency: number;
  /** How often a job is tried at most, when its handler throws a RetryableError. */
  attempts: number;
}

export interface JobQueue<Job> {
  /**
   * Adds a job. While a job with the same id is waiting or active, it is refused: false. Throws a QueueUnavailableError
   * where the queue takes no more for too long.
   */
  add(id: string, job: Job): Promise<boolean>;
  /** Starts to hand out jobs; at most once for a queue. */
  process(handler: Handler<Job>, options: ProcessOptions): void;
  /** Calls the listener at each event, until the returned function is called. */
  subscribe(listener: (event: JobEvent<Job>) => void): () => void;
  counts(): Promise<JobCounts>;
  /** Resolves when no job is waiting or active, here or elsewhere, and what became of them was told. */
  idle(): Promise<void>;
  /**
   * Hands out no more jobs, waits `graceMs` for the active ones, then aborts them and waits until they have let go.
   * What was waiting or aborted stays to do.
   */
  close(graceMs: number): Promise<void>;
}
