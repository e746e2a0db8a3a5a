/** The queue inside this process: nothing to install, nothing kept. Alone imports p-queue. */
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import {
  type Handler,
  type JobCounts,
  type JobEvent,
  type JobQueue,
  PostponedError,
  type ProcessOptions,
  RetryableError,
} from './port.js';

interface Entry<Job> {
  id: string;
  job: Job;
  attempt: number;
}

export class EmbeddedQueue<Job> implements JobQueue<Job> {
  readonly #queue = new PQueue({ autoStart: false });
  readonly #open = new Set<string>();
  readonly #postponed = new Map<string, NodeJS.Timeout>();
  readonly #listeners = new Set<(event: JobEvent<Job>) => void>();
  readonly #abort = new AbortController();
  #handler: Handler<Job> | null = null;
  #attempts = 1;
  #active = 0;
  #completed = 0;
  #failed = 0;
  #whenIdle: (() => void)[] = [];

  constructor() {
    setMaxListeners(0, this.#abort.signal); // one for each active job
  }

  async add(id: string, job: Job): Promise<boolean> {
    if (this.#open.has(id)) return false;
    this.#open.add(id);
    this.#enqueue({ id, job, attempt: 1 });
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
      waiting: this.#queue.size + this.#postponed.size,
      active: this.#active,
      completed: this.#completed,
      failed: this.#failed,
    };
  }

  async idle(): Promise<void> {
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  async close(graceMs: number): Promise<void> {
    this.#queue.pause();
    for (const timer of this.#postponed.values()) clearTimeout(timer);
    const timer = setTimeout(() => this.#abort.abort(), graceMs);
    await this.#queue.onPendingZero();
    clearTimeout(timer);
  }

  #enqueue(entry: Entry<Job>): void {
    void this.#queue.add(() => this.#run(entry));
  }

  /** Never rejects: p-queue would turn that into an unhandled rejection of `add`. */
  async #run({ id, job, attempt: first }: Entry<Job>): Promise<void> {
    const { signal } = this.#abort;
    this.#active += 1;
    this.#emit({ type: 'started', id, job });
    for (let attempt = first; ; attempt += 1) {
      const lastAttempt = attempt >= this.#attempts;
      try {
        await this.#handler!(job, { attempt, lastAttempt, signal });
        this.#completed += 1;
        this.#finish({ type: 'completed', id, job });
        return;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (signal.aborted) {
          this.#active -= 1;
          this.#emit({ type: 'requeued', id, job });
          return;
        }
        if (error instanceof PostponedError) {
          this.#postpone({ id, job, attempt }, error);
          return;
        }
        if (!lastAttempt && error instanceof RetryableError) {
          this.#emit({ type: 'retrying', id, job, error });
          continue;
        }
        this.#failed += 1;
        this.#finish({ type: 'failed', id, job, error });
        return;
      }
    }
  }

  #postpone(entry: Entry<Job>, error: PostponedError): void {
    const again = () => {
      this.#postponed.delete(entry.id);
      this.#enqueue(entry);
    };
    this.#postponed.set(entry.id, setTimeout(again, error.afterMs));
    this.#active -= 1;
    this.#emit({ type: 'postponed', id: entry.id, job: entry.job, error });
  }

  #finish(event: JobEvent<Job>): void {
    this.#open.delete(event.id);
    this.#active -= 1;
    this.#emit(event);
    if (this.#open.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #emit(event: JobEvent<Job>): void {
    for (const listener of this.#listeners) listener(event);
  }
}
