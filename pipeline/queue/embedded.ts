/** The queue inside this process: nothing to install, nothing kept. Alone imports p-queue. */
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import {
  type Handler,
  type JobCounts,
  type JobEvent,
  type JobQueue,
  type ProcessOptions,
  RetryableError,
} from './port.js';

export class EmbeddedQueue<Job> implements JobQueue<Job> {
  readonly #queue = new PQueue({ autoStart: false });
  readonly #open = new Set<string>();
  readonly #listeners = new Set<(event: JobEvent<Job>) => void>();
  readonly #abort = new AbortController();
  #handler: Handler<Job> | null = null;
  #attempts = 1;
  #completed = 0;
  #failed = 0;

  constructor() {
    setMaxListeners(0, this.#abort.signal); // one for each active job
  }

  async add(id: string, job: Job): Promise<boolean> {
    if (this.#open.has(id)) return false;
    this.#open.add(id);
    void this.#queue.add(() => this.#run(id, job));
    return true;
  }

  process(handler: Handler<Job>, { concurrency, attempts }: ProcessOptions): void {
    if (this.#handler) throw new Error('this queue is being processed already');
    this.#handler = handler;
    this.#attempts = attempts;
    this.#queue.concurrency = concurrency;
    this.#queue.start();
  }

  subscribe(listener: (event: JobEvent<Job>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async counts(): Promise<JobCounts> {
    return {
      waiting: this.#queue.size,
      active: this.#queue.pending,
      completed: this.#completed,
      failed: this.#failed,
    };
  }

  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }

  async close(graceMs: number): Promise<void> {
    this.#queue.pause();
    const timer = setTimeout(() => this.#abort.abort(), graceMs);
    await this.#queue.onPendingZero();
    clearTimeout(timer);
  }

  /** Never rejects: p-queue would turn that into an unhandled rejection of `add`. */
  async #run(id: string, job: Job): Promise<void> {
    const { signal } = this.#abort;
    this.#emit({ type: 'started', id, job });
    for (let attempt = 1; ; attempt += 1) {
      const lastAttempt = attempt >= this.#attempts;
      try {
        await this.#handler!(job, { attempt, lastAttempt, signal });
        this.#completed += 1;
        this.#open.delete(id);
        this.#emit({ type: 'completed', id, job });
        return;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!signal.aborted && !lastAttempt && error instanceof RetryableError) {
          this.#emit({ type: 'retrying', id, job, error });
          continue;
        }
        this.#open.delete(id);
        if (signal.aborted) this.#emit({ type: 'requeued', id, job });
        else {
          this.#failed += 1;
          this.#emit({ type: 'failed', id, job, error });
        }
        return;
      }
    }
  }

  #emit(event: JobEvent<Job>): void {
    for (const listener of this.#listeners) listener(event);
  }
}
