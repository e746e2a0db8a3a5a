/** The body of one answer on its way from the connection to the archive: a short queue that holds the sender back. */
import type { FetchOutcome } from './fetch-result.js';

/** Above this the connection is not read until the archive has caught up. */
const MOST_QUEUED_BYTES = 256 * 1024;

/** How a request ends whose body cannot be had. Travels as an error from the connection to the archive and back. */
export class BodyFault extends Error {
  override name = 'BodyFault';
  readonly outcome: FetchOutcome;

  constructor(outcome: FetchOutcome & { outcome: 'too-large' | 'failed' }) {
    super(`${outcome.outcome}: ${outcome.reason}`);
    this.outcome = outcome;
  }
}

/** Filled by `push`, `end` or `fail`; read by one reader, once. */
export class Body implements AsyncIterable<Uint8Array> {
  readonly #hold: (held: boolean) => void;
  #chunks: Uint8Array[] = [];
  #queued = 0;
  #ended = false;
  #released = false;
  #error: Error | null = null;
  #wake: () => void = () => {};
  /** Bytes that came. */
  received = 0;
  /** Whether the sender is held back, and whether it was since that was last set to false. */
  held = false;
  wasHeld = false;

  /** `hold` stops the sender, and lets it go on. */
  constructor(hold: (held: boolean) => void) {
    this.#hold = hold;
  }

  push(chunk: Uint8Array): void {
    this.received += chunk.length;
    this.#chunks.push(chunk);
    this.#queued += chunk.length;
    if (this.#queued > MOST_QUEUED_BYTES) this.#setHeld(true);
    this.#wake();
  }

  /** The sender is not held back any more, whatever is still in the queue. */
  release(): void {
    this.#released = true; // first: the sender may push while it is told
    this.#setHeld(false);
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The reader gets this instead of what is still in the queue. The first error counts. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#error) throw this.#error;
      const chunks = this.#chunks;
      if (chunks.length > 0) {
        this.#chunks = [];
        this.#queued = 0;
        this.#setHeld(false);
        for (const chunk of chunks) {
          if (this.#error) throw this.#error;
          yield chunk;
        }
      } else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #setHeld(held: boolean): void {
    if (held === this.held || (held && this.#released)) return;
    this.held = held;
    this.wasHeld ||= held;
    this.#hold(held);
  }
}
