/**
 * One disposable worker process, from the parent's side: gives it one document at a time, under limits, and tells what
 * became of it. After anything but an answer the process is dead and must be replaced.
 *
 * Not by a library: workerpool 10.0.3 stalls after a crash (the tasks behind a crashed one are never started), tells the
 * cause of death only in the text of a message, and ends a worker by SIGTERM after two waits.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Reply, Task } from './protocol.js';
import { makeScratch, removeScratch } from './scratch.js';

/** What one document may cost. */
export interface WorkerLimits {
  seconds: number;
  /** Added to the time for each page that OCR reads. */
  secondsPerOcrPage: number;
  /** Heap of the worker, in MB. */
  memoryMb: number;
  outputBytes: number;
}

export type Outcome =
  | Exclude<Reply, { type: 'ready' | 'unusable' | 'ocr-page' }>
  | { type: 'timeout' }
  | { type: 'crashed'; how: string; stderr: string };

/** The worker could not even start: no document's fault, and the next one would not start either. */
export class WorkerStartError extends Error {
  override name = 'WorkerStartError';
}

const START_SECONDS = 60;
const STDERR_KEPT = 8 * 1024;

/** Memory beyond the heap that V8's own limit does not see: code, the dictionary of nodejieba, buffers. */
const BEYOND_HEAP_MB = 512;
const MEMORY_WATCH_MS = 100;
/** More than V8 takes: what pdf.js makes for a page lives as long as the page, and was copied about. */
const YOUNG_MB = 64;
/**
 * A worker takes one core, and there are as many workers as cores: threads that compile or collect garbage for one of them
 * take the time of another. (A lone worker beside an idle core is a seventh slower for it, two on two cores are as fast.)
 */
const ALONE = '--single-threaded';
/** Compiled simply at the first call: a worker spends its first twenty documents in V8's interpreter otherwise. */
const COMPILED_AT_ONCE = '--always-sparkplug';
/**
 * The part of its memory that a worker fills before old garbage is collected for the first time. At V8's own pace that
 * was once a second, and each time the compiled code of every closure that was not in use just then was thrown away and
 * compiled anew: 30 times in 200 documents, 6% of the time of one worker and 9% of that of two.
 */
const FILLED_FIRST = 0.4;

interface Gone {
  type: 'gone';
  how: string;
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #limits: WorkerLimits;
  /** What it writes while it reads goes here, and goes with it. */
  readonly #scratch = makeScratch();
  readonly #ready: Promise<void>;
  /** Set when the process is gone and its last words are read. */
  #gone: Gone | null = null;
  /** Whoever waits for an answer. Not a promise that all wait on: it would keep every answer for as long as it is open. */
  #onGone: ((gone: Gone) => void) | null = null;
  #stderr = '';
  #killedFor: 'timeout' | 'memory' | null = null;

  constructor(script: string, limits: WorkerLimits) {
    this.#limits = limits;
    this.#child = fork(script, [], {
      execArgv: [
        `--max-old-space-size=${limits.memoryMb}`,
        `--initial-old-space-size=${Math.round(limits.memoryMb * FILLED_FIRST)}`,
        `--max-semi-space-size=${YOUNG_MB}`,
        ALONE,
        COMPILED_AT_ONCE,
      ],
      env: { ...process.env, TMPDIR: this.#scratch, TEMP: this.#scratch, TMP: this.#scratch },
      serialization: 'advanced', // a record goes over as one string, not escaped into another
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    const end = (how: string) => {
      removeScratch(this.#scratch);
      this.#gone ??= { type: 'gone', how };
      this.#onGone?.(this.#gone);
    };
    this.#child.on('close', (code, signal) => end(signal ? `killed by ${signal}` : `ended with exit code ${code}`));
    this.#child.on('error', (error) => end(error.message));
    this.#ready = this.#start();
    this.#ready.catch(() => {}); // told to whoever reads
  }

  get alive(): boolean {
    return this.#gone === null;
  }

  /** Reads one document. Throws a WorkerStartError, or the signal's reason when that is aborted. */
  async read(task: Omit<Task, 'outputBytes'>, signal: AbortSignal): Promise<Outcome> {
    const kill = () => this.kill();
    signal.addEventListener('abort', kill);
    try {
      signal.throwIfAborted();
      await this.#ready;
      return await this.#exchange(task);
    } finally {
      signal.removeEventListener('abort', kill);
      signal.throwIfAborted();
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    removeScratch(this.#scratch);
  }

  async #start(): Promise<void> {
    const timer = setTimeout(() => this.kill(), START_SECONDS * 1000);
    const first = await this.#answer();
    clearTimeout(timer);
    if (first.type === 'ready') return;
    this.kill();
    if (first.type === 'unusable') throw new WorkerStartError(first.message);
    const how = first.type === 'gone' ? first.how : first.type;
    throw new WorkerStartError(
      `the worker process did not start (${how})${this.#stderr && `:\n${this.#stderr.trim()}`}`,
    );
  }

  async #exchange(task: Omit<Task, 'outputBytes'>): Promise<Outcome> {
    this.#stderr = '';
    let deadline = Date.now() + this.#limits.seconds * 1000;
    const expire = () => this.#killFor('timeout');
    let timer = setTimeout(expire, deadline - Date.now());
    const extend = () => {
      deadline += this.#limits.secondsPerOcrPage * 1000;
      clearTimeout(timer);
      timer = setTimeout(expire, deadline - Date.now());
    };
    const watch = setInterval(() => this.#watchMemory(), MEMORY_WATCH_MS);
    const answer = this.#answer(extend);
    const { outputBytes } = this.#limits;
    this.#child.send({ ...task, outputBytes } satisfies Task, () => {}); // a dead child tells by its end
    const first = await answer;
    clearTimeout(timer);
    clearInterval(watch);
    if (first.type === 'gone') return this.#causeOfDeath(first.how);
    if (first.type === 'ready' || first.type === 'unusable') throw new Error(`worker said ${first.type} to a task`);
    return first;
  }

  /** The next answer, or the end of the process. */
  #answer(onOcrPage: () => void = () => {}): Promise<Exclude<Reply, { type: 'ocr-page' }> | Gone> {
    return new Promise((resolve) => {
      if (this.#gone) return resolve(this.#gone);
      const listen = (message: unknown) => {
        const reply = message as Reply;
        if (reply.type === 'ocr-page') return onOcrPage();
        done(reply);
      };
      const done = (answer: Exclude<Reply, { type: 'ocr-page' }> | Gone) => {
        this.#child.off('message', listen);
        this.#onGone = null;
        resolve(answer);
      };
      this.#child.on('message', listen);
      this.#onGone = done;
    });
  }

  #killFor(cause: 'timeout' | 'memory'): void {
    this.#killedFor ??= cause;
    this.kill();
  }

  #causeOfDeath(how: string): Outcome {
    if (this.#killedFor === 'timeout') return { type: 'timeout' };
    if (this.#killedFor === 'memory' || /heap out of memory|process out of memory/i.test(this.#stderr)) {
      return { type: 'out-of-memory' };
    }
    return { type: 'crashed', how, stderr: this.#stderr.trim() };
  }

  /** Buffers lie outside of the heap: a small file that inflates to gigabytes never meets V8's limit. Linux only. */
  #watchMemory(): void {
    const resident = residentKilobytes(this.#child.pid);
    if (resident > (this.#limits.memoryMb + BEYOND_HEAP_MB) * 1024) this.#killFor('memory');
  }
}

/** Memory in use by a process; 0 where the system does not tell. Read at once: it is no disk, and waiting costs more. */
function residentKilobytes(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
