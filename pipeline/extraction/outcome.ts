/** What an extraction comes to, kept while it runs: counts for the end, progress and trouble for the eye. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import { explain } from '../intake/find.js';
import type { Log } from '../log.js';
import { Progress } from '../progress.js';
import { addToTally, emptyTally, notOk } from '../records/tally.js';

export class Outcome {
  /** What the documents come to, whether they were read now or earlier; each distinct document once. */
  readonly tally = emptyTally();
  /** Files that could not be had, and documents whose work could not be finished. */
  failures = 0;
  readonly #progress: Progress;

  constructor(
    private readonly log: Log,
    total: number,
    /** Said before the documents, in the line that tells how far the work is. */
    before?: () => string,
  ) {
    this.#progress = new Progress(log, total, Date.now, before);
  }

  /** There is more to read than was known. */
  expect(more: number): void {
    this.#progress.expect(more);
  }

  /** What is said before the documents has changed. */
  tick(): void {
    this.#progress.tick();
  }

  /** A document has its record; `source` is where it was found this time. */
  add(record: GongkaiRecord, source: string): void {
    addToTally(this.tally, record);
    const ok = record.status === 'ok';
    this.#progress.step(ok);
    if (ok) return;
    const reason = record.findings.find(({ severity }) => severity === 'error');
    this.log.warning(`${record.status}${reason ? `: ${reason.message}` : ''}`, { source });
  }

  /** An archive turned out to hold so many documents, which are counted in its place. */
  addArchive(members: number): void {
    this.#progress.expect(members - 1);
  }

  /** The same bytes once more. */
  addRepeated(): void {
    this.#progress.step(true);
  }

  fail(source: string, error: unknown): void {
    this.log.error(explain(error), { source });
    this.failures += 1;
    this.#progress.step(false);
  }

  end(): void {
    this.#progress.end();
  }

  get allOk(): boolean {
    return this.failures === 0 && notOk(this.tally) === 0;
  }
}
