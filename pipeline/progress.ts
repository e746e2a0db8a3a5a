/** How far the work is: one updating line on a terminal, now and then a plain line elsewhere. */
import type { Log } from './log.js';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 10_000;

export class Progress {
  readonly #started: number;
  #last: number;
  #done = 0;
  #notOk = 0;

  constructor(
    private readonly log: Log,
    private total: number,
    private readonly now: () => number = Date.now,
    /** Said before the documents, for example how far a crawl is. */
    private readonly before: () => string = () => '',
  ) {
    this.#started = now();
    this.#last = this.#started;
  }

  /** There is more to do than was known. */
  expect(more: number): void {
    this.total += more;
  }

  /** One more is done. */
  step(ok: boolean): void {
    this.#done += 1;
    if (!ok) this.#notOk += 1;
    this.tick();
  }

  /** Something else went on that is worth a look. */
  tick(): void {
    const since = this.now() - this.#last;
    if (since < (this.log.live ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#last = this.now();
    if (this.log.live) this.log.status(this.#line());
    else this.log.info(this.#line());
  }

  /** Takes the updating line away. */
  end(): void {
    this.log.status(null);
  }

  #line(): string {
    const seconds = (this.now() - this.#started) / 1000;
    const rate = this.#done / seconds;
    const left = (this.total - this.#done) / rate;
    const failures = this.#notOk > 0 ? `, ${this.#notOk} not ok` : '';
    return `${this.before()}${this.#done}/${this.total} documents${failures}, ${rate.toFixed(1)}/s, ${formatSeconds(left)} left`;
  }
}

function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
