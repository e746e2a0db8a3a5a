/** One request and its answer on a connection, with a watch over its time: how it began, how far it came, how it ended. */
import { isFramed, keptHeaders } from './answer.js';
import { Body, BodyFault } from './body.js';
import type { Failure, FetchLimits, KeptHeaders } from './fetch-result.js';

/** What a connection offers to who listens to an answer on it. */
interface Controller {
  rawHeaders?: unknown;
  pause(): void;
  resume(): void;
}

export interface Head {
  status: number;
  headers: KeptHeaders;
  /** Whether the end of the body can be told from the end of the connection. */
  framed: boolean;
}

/** The body of an answer that nobody keeps is read if it is no longer than this, so that the connection can go on. */
const MOST_DRAINED_BYTES = 64 * 1024;
const MOST_DRAINING_MS = 2_000;

/** undici calls the `on…` methods. After `stop`, or the end of the answer, nothing more happens. */
export class Exchange {
  readonly #limits: FetchLimits;
  readonly #disconnect: (error: Error) => void;
  readonly #began = performance.now();
  #ended: number | null = null;
  #controller: Controller | null = null;
  #stageTimer: NodeJS.Timeout | undefined;
  readonly #totalTimer: NodeJS.Timeout;
  #receivedBefore = 0;
  #draining = false;
  #settleHead!: (head: Head) => void;
  #failHead!: (error: Error) => void;
  #settleEnd!: () => void;

  /** Rejects with `error`. */
  readonly head: Promise<Head>;
  /** Resolves when the answer is over, in whichever way. */
  readonly end: Promise<void>;
  readonly body: Body;
  stage: 'connecting' | 'waiting' | 'reading' = 'connecting';
  /** Why the answer did not come to its end, if it did not. */
  error: Error | null = null;
  /** Whole milliseconds from the beginning to the end of the headers. */
  headersMs: number | undefined;

  /** `disconnect` is called at a stop, to close the connection whatever state it is in. */
  constructor(limits: FetchLimits, disconnect: (error: Error) => void) {
    this.#limits = limits;
    this.#disconnect = disconnect;
    this.head = new Promise((resolve, reject) => {
      this.#settleHead = resolve;
      this.#failHead = reject;
    });
    this.end = new Promise((resolve) => {
      this.#settleEnd = resolve;
    });
    this.body = new Body((held) => (held ? this.#controller?.pause() : this.#controller?.resume()));
    this.#totalTimer = setTimeout(() => this.#stopFor('timeout'), limits.totalMs);
    this.#limitStage('connect-timeout', limits.connectMs);
  }

  /** Whole milliseconds from the beginning to the end, or to now. */
  get tookMs(): number {
    return Math.round((this.#ended ?? performance.now()) - this.#began);
  }

  /** Ends it from our side. */
  stop(error: Error): void {
    // A signal may be aborted with anything.
    if (this.#finish(error)) this.#disconnect(error instanceof Error ? error : new Error('aborted'));
  }

  /** Lets the rest of the answer go by if it is short, so that the connection can be used again; otherwise closes it. */
  async drain(): Promise<void> {
    if (this.#ended !== null) return;
    this.#draining = true;
    clearTimeout(this.#stageTimer);
    this.#stageTimer = setTimeout(() => this.stop(new Error('the rest is not wanted')), MOST_DRAINING_MS);
    await this.end;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    this.stage = 'waiting';
    this.#limitStage('headers-timeout', this.#limits.headersMs);
  }

  onResponseStart(controller: Controller, status: number): void {
    if (status < 200 || this.#ended !== null) return; // 103 Early Hints
    this.stage = 'reading';
    this.headersMs = this.tookMs;
    clearTimeout(this.#stageTimer);
    this.#watchPace();
    const raw = controller.rawHeaders as Uint8Array[];
    this.#settleHead({ status, headers: keptHeaders(raw), framed: isFramed(raw) });
  }

  onResponseData(_: Controller, chunk: Uint8Array): void {
    if (this.#ended !== null) return;
    this.body.push(chunk);
    const { bodyBytes } = this.#limits;
    if (this.#draining && this.body.received > MOST_DRAINED_BYTES) this.stop(new Error('the rest is not wanted'));
    else if (this.body.received > bodyBytes) {
      this.stop(new BodyFault({ outcome: 'too-large', reason: 'body', limit: bodyBytes }));
    }
  }

  onResponseEnd(): void {
    this.#finish(null);
  }

  onResponseError(_: unknown, error: Error): void {
    this.#finish(error);
  }

  #finish(error: Error | null): boolean {
    if (this.#ended !== null) return false;
    this.#ended = performance.now();
    clearTimeout(this.#totalTimer);
    clearTimeout(this.#stageTimer);
    this.error = error;
    if (error) {
      this.#failHead(error);
      this.body.fail(error);
    } else this.body.end();
    this.#settleEnd();
    return true;
  }

  #stopFor(reason: Failure): void {
    this.stop(new BodyFault({ outcome: 'failed', reason }));
  }

  #limitStage(reason: Failure, ms: number): void {
    clearTimeout(this.#stageTimer);
    this.#stageTimer = setTimeout(() => this.#stopFor(reason), ms);
  }

  /** Looks at each window of time whether enough came. Time in which we held the sender back is not the sender's fault. */
  #watchPace(): void {
    const { windowMs, minBytesPerSecond } = this.#limits;
    this.#stageTimer = setInterval(() => {
      const came = this.body.received - this.#receivedBefore;
      if (!this.body.wasHeld && came < (minBytesPerSecond * windowMs) / 1000) this.#stopFor('too-slow');
      this.#receivedBefore = this.body.received;
      this.body.wasHeld = this.body.held;
    }, windowMs);
  }
}
