/** What the explorer shows at this moment: reopened when the dataset is built anew, brought up to date when corrections change. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { readFamilyChoices } from '../compare/families-file.js';
import { Corrections } from '../corrections/corrections.js';
import { type Correction, correctionsFolder, readCorrections } from '../corrections/file.js';
import { RecordStore } from '../records/store.js';
import { TextStore } from '../search/text-store.js';
import { Dataset, sealOf } from './dataset.js';
import { Overlay } from './overlay.js';
import { RequestProblem } from './problem.js';
import { ReviewQueue } from './review-queue.js';

/** A dataset that is open, with all that belongs to this build of it. */
export interface Opened {
  dataset: Dataset;
  records: RecordStore;
  texts: TextStore;
  overlay: Overlay;
  review: ReviewQueue;
  /** All corrections that are written, in the order in which they were made. */
  written: readonly Correction[];
}

interface Held extends Opened {
  /** Requests that use it; a dataset that was replaced is closed when there are none any more. */
  users: number;
  replaced: boolean;
  /** By which a change of the corrections is noticed. */
  seen: string;
}

export class Current {
  #held: Held | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly data: string,
    private readonly lexicon: Lexicon,
  ) {}

  /** Whether there is a dataset. */
  async exists(): Promise<boolean> {
    return (await sealOf(this.#directory)) !== null;
  }

  /** Works with what there is now; throws a RequestProblem where there is no dataset. */
  async use<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    const held = await this.#upToDate();
    held.users += 1;
    try {
      return await held.dataset.using(() => work(held));
    } finally {
      held.users -= 1;
      if (held.replaced && held.users === 0) held.dataset.close();
    }
  }

  close(): void {
    if (this.#held) release(this.#held);
    this.#held = null;
  }

  get #directory(): string {
    return join(this.data, 'dataset');
  }

  /** One after the other: two requests are not to open the same dataset twice. */
  #upToDate(): Promise<Held> {
    const next = this.#last.catch(() => {}).then(() => this.#look());
    this.#last = next;
    return next;
  }

  async #look(): Promise<Held> {
    const seal = await sealOf(this.#directory);
    // Between two renames of a build there is none for a moment; what is open stays.
    if (this.#held && (!seal || seal.identity === this.#held.dataset.seal.identity)) return this.#corrected(this.#held);
    const opened = await this.#open();
    if (!opened) throw new RequestProblem(503, `${this.data} holds no dataset; 'gongkai build' makes it`);
    if (this.#held) release(this.#held);
    this.#held = opened;
    return this.#corrected(opened);
  }

  async #open(): Promise<Held | null> {
    const dataset = await this.#openDataset();
    if (!dataset) return null;
    const { data, lexicon } = this;
    const records = new RecordStore(join(data, 'records'), dataset.version);
    const texts = new TextStore(join(data, 'texts'), dataset.version);
    // As they were for this build, as far as anybody knows; what is changed in the file holds from the next one on.
    const families = await readFamilyChoices(data, lexicon.families);
    const overlay = new Overlay(dataset, { records, lexicon, families });
    const held: Held = {
      ...{ dataset, records, texts, overlay, written: [], users: 0, replaced: false, seen: 'nothing yet' },
      review: new ReviewQueue(dataset, lexicon, (sha256) => recordOf(held, sha256)),
    };
    return held;
  }

  /** Once more where a build put another one in its place at that moment. */
  async #openDataset(): Promise<Dataset | null> {
    const seal = await sealOf(this.#directory);
    try {
      return await Dataset.open(this.#directory);
    } catch (error) {
      if ((await sealOf(this.#directory))?.identity === seal?.identity) throw error;
      return Dataset.open(this.#directory);
    }
  }

  /** With the corrections that are written by now. */
  async #corrected(held: Held): Promise<Held> {
    const seen = await stateOf(this.data);
    if (seen === held.seen) return held;
    held.written = await readCorrections(this.data);
    const before = held.overlay.documents;
    await held.overlay.refresh(held.written);
    held.seen = seen;
    held.review.forget([...before, ...held.overlay.documents]);
    return held;
  }
}

async function recordOf({ records, written }: Opened, sha256: string): Promise<GongkaiRecord | null> {
  const record = await records.get(sha256);
  return record && new Corrections(written).correct(record);
}

function release(held: Held): void {
  held.replaced = true;
  if (held.users === 0) held.dataset.close();
}

/** Names, sizes and times of what people wrote. */
async function stateOf(data: string): Promise<string> {
  const folder = correctionsFolder(data);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.csv$/i.test(name));
  const paths = names.sort().map((name) => join(folder, name));
  const found = await Promise.all(paths.map((path) => stat(path, { bigint: true }).catch(() => null)));
  return JSON.stringify(paths.map((path, i) => [path, String(found[i]?.size), String(found[i]?.mtimeNs)]));
}
