/** Lines that become ready in any order, written in theirs, with a bounded number waiting. */
export class OrderedLines {
  readonly #ready = new Map<number, string | null>();
  #next = 0;
  #writing: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  /** `write` resolves when the next line may come; when it fails, `onError` is told and nothing more is written. */
  constructor(
    private readonly write: (line: string) => Promise<void>,
    private readonly window: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Line `index` is ready; null stands for a line that will never come. */
  put(index: number, line: string | null): void {
    this.#ready.set(index, line);
    this.#writing = this.#writing.then(() => this.#drain());
  }

  /** Waits until line `index` may be begun without too many waiting for a slow one before it. For one caller at a time. */
  async room(index: number, signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (index - this.#next >= this.window && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
    signal.throwIfAborted();
  }

  /** Resolves when all that is ready and in turn is written. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      for (let line = this.#ready.get(this.#next); line !== undefined; line = this.#ready.get(this.#next)) {
        if (line !== null) await this.write(line);
        this.#ready.delete(this.#next);
        this.#next += 1;
        this.#wake();
      }
    } catch (error) {
      this.#next = Number.NEGATIVE_INFINITY; // nothing is in turn any more
      this.onError(error);
    }
  }
}
