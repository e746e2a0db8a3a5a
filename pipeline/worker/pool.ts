/**
 * The worker processes in use: started when there is work for them, kept warm between documents, replaced when they
 * died. How many there are at once is decided by whoever hands out the work: as many as calls at a time.
 */
import { fileURLToPath } from 'node:url';
import type { Task } from './protocol.js';
import { type Outcome, type WorkerLimits, WorkerProcess } from './worker-process.js';

/** The script that reads documents. */
export const WORKER_SCRIPT: string = fileURLToPath(new URL('./child.js', import.meta.url));

/** A worker is replaced after so many documents, so that what a library leaks stays small. */
const DOCUMENTS_PER_WORKER = 1000;

export class WorkerPool {
  readonly #idle: WorkerProcess[] = [];
  readonly #served = new WeakMap<WorkerProcess, number>();

  constructor(
    readonly limits: WorkerLimits,
    private readonly script: string = WORKER_SCRIPT,
  ) {}

  /** Reads one document in a worker of its own. Throws where `WorkerProcess.read` does. */
  async read(task: Omit<Task, 'outputBytes'>, signal: AbortSignal): Promise<Outcome> {
    const worker = this.#take();
    try {
      return await worker.read(task, signal);
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Ends all workers that are not reading. */
  close(): void {
    for (const worker of this.#idle.splice(0)) worker.kill();
  }

  #take(): WorkerProcess {
    for (;;) {
      const worker = this.#idle.pop();
      if (!worker) return new WorkerProcess(this.script, this.limits);
      if (worker.alive) return worker;
    }
  }

  #giveBack(worker: WorkerProcess): void {
    const served = (this.#served.get(worker) ?? 0) + 1;
    this.#served.set(worker, served);
    if (worker.alive && served < DOCUMENTS_PER_WORKER) this.#idle.push(worker);
    else worker.kill();
  }
}
