/** The tables of a site's index on disk, in LMDB: the only file that imports the library. */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from 'lmdb';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { FrontierPlace, Past, RunState, Sighting, UrlEntry, Waiting } from './fold.js';

/** LMDB takes keys of up to 1,978 bytes; what is longer is cut and told apart by its hash. */
const LONGEST_KEY = 900;
const TABLES = 8;

/** Stands in the folder while it is written to, with how often before it was left there. */
const OPEN_MARK = 'open';
/** An index that so many writers in a row did not close is thought to be what ended them: LMDB dies of a damaged file. */
const MOST_UNCLOSED = 3;
/** What both first pages of a database begin with, and where; the second page stands where the first says. */
const MAGIC = 0xbeefc0de;
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;

/** How far a log has been taken in. */
export interface Applied {
  /** The run's position among the runs. */
  order: number;
  /** Bytes of the log. */
  offset: number;
  /** The last bytes before `offset`, to tell whether it is still the same log. */
  check: string;
}

/** What changed since the last commit; null stands for removed. */
export interface Changes {
  urls: Map<string, UrlEntry>;
  waiting: Map<number, { order: number; place: FrontierPlace; waiting: Waiting | null }>;
  past: { url: string; index: number; past: Past }[];
  sightings: { sha256: string; sighting: Sighting }[];
  run: RunState | undefined;
}

type PlaceKey = [order: number, worst: number, depth: number, sequence: number];

/** Sorts the best score first. */
const placeKey = (order: number, { score, depth, sequence }: FrontierPlace): PlaceKey => [
  order,
  0 - score, // not -score: LMDB sorts -0 apart from 0
  depth,
  sequence,
];

export class IndexStore {
  readonly #root: RootDatabase;
  readonly #urls: Database<UrlEntry, string>;
  readonly #frontier: Database<Waiting, PlaceKey>;
  readonly #past: Database<Past, [string, number]>;
  readonly #sightings: Database<Sighting, [string, string]>;
  readonly #runs: Database<RunState, number>;
  readonly #files: Database<Applied, string>;
  readonly #facts: Database<number, string>;
  readonly #mark: string | null;

  /**
   * Throws where the folder holds no index that can be opened. Without `durable` nothing waits for the disk: for an index
   * that is thrown away should the machine stop before it is complete.
   */
  constructor(directory: string, { readOnly = false, durable = true }: { readOnly?: boolean; durable?: boolean }) {
    rejectDamaged(directory);
    this.#mark = readOnly ? null : join(directory, OPEN_MARK);
    if (this.#mark) markOpen(directory, this.#mark);
    this.#root = open({ path: directory, maxDbs: TABLES, readOnly, noSubdir: false, noSync: !durable });
    // The names of the fields are stored once, under a symbol.
    const table = <V, K extends string | number | (string | number)[]>(name: string) =>
      this.#root.openDB<V, K>({ name, sharedStructuresKey: Symbol.for('structures') }) as Database<V, K>;
    this.#urls = table('urls');
    this.#frontier = table('frontier');
    this.#past = table('past');
    this.#sightings = table('sightings');
    this.#runs = table('runs');
    this.#files = table('files');
    this.#facts = table('facts');
  }

  /** What `seal` was called with; undefined for an index that was never complete. */
  get version(): number | undefined {
    return this.#facts.get('version');
  }

  /** Says that the index is complete, and of which version of the fold; with all that is in it, on disk. */
  seal(version: number): void {
    this.#facts.putSync('version', version);
  }

  url(url: string): UrlEntry | undefined {
    return this.#urls.get(keyOf(url));
  }

  hasSighting(sha256: string, url: string): boolean {
    return this.#sightings.doesExist([sha256, keyOf(url)]);
  }

  lastRun(): RunState | undefined {
    for (const { value } of this.#runs.getRange({ reverse: true, limit: 1 })) return value;
    return undefined;
  }

  /** Oldest first. */
  runs(): RunState[] {
    return [...this.#runs.getRange({}).map(({ value }) => value)];
  }

  past(url: string): Past[] {
    const key = keyOf(url);
    const range = this.#past.getRange({ start: [key, 0], end: [key, Number.MAX_SAFE_INTEGER] });
    return [...range.map(({ value }) => value)];
  }

  /** The links that wait in a run from a place on, best first. */
  *waitingFrom(order: number, from: FrontierPlace | null): Generator<{ place: FrontierPlace; waiting: Waiting }> {
    const start = from ? placeKey(order, from) : ([order] as unknown as PlaceKey);
    for (const { key, value } of this.#frontier.getRange({ start, end: [order + 1] as unknown as PlaceKey })) {
      yield { place: { score: 0 - key[1], depth: key[2], sequence: key[3] }, waiting: value };
    }
  }

  /** A number of URLs in the order of their keys, those after a URL. */
  urlsAfter(url: string | null, limit: number): UrlEntry[] {
    const range = this.#urls.getRange(url === null ? { limit } : { start: keyOf(url), exclusiveStart: true, limit });
    return [...range.map(({ value }) => value)];
  }

  *sightings(sha256?: string): Generator<{ sha256: string; sighting: Sighting }> {
    const range = sha256 === undefined ? {} : { start: [sha256] as never, end: [`${sha256}~`] as never };
    for (const { key, value } of this.#sightings.getRange(range)) yield { sha256: key[0], sighting: value };
  }

  /** The hashes of all sightings, sorted. */
  documents(): string[] {
    return [...new Set(this.#sightings.getKeys({}).map(([sha256]) => sha256))];
  }

  files(): Map<string, Applied> {
    return new Map([...this.#files.getRange({})].map(({ key, value }) => [String(key), value]));
  }

  /**
   * Takes changes in as a whole, with how far the log `name` has been applied by them, down to the disk.
   *
   * Not by the library's asynchronous writes: after one of them has failed on a full disk, closing never ends.
   */
  write(changes: Changes, name: string, applied: Applied): void {
    this.#root.transactionSync(() => {
      for (const [url, entry] of changes.urls) this.#urls.putSync(keyOf(url), entry);
      for (const { order, place, waiting } of changes.waiting.values()) {
        if (waiting) this.#frontier.putSync(placeKey(order, place), waiting);
        else this.#frontier.removeSync(placeKey(order, place));
      }
      for (const { url, index, past } of changes.past) this.#past.putSync([keyOf(url), index], past);
      for (const { sha256, sighting } of changes.sightings) {
        this.#sightings.putSync([sha256, keyOf(sighting.url)], sighting);
      }
      if (changes.run) this.#runs.putSync(changes.run.order, changes.run);
      this.#files.putSync(name, applied);
    });
  }

  /** Removes up to `limit` links that waited in runs before this one; whether there may be more. */
  dropWaitingBefore(order: number, limit: number): boolean {
    const keys = [...this.#frontier.getKeys({ end: [order] as unknown as PlaceKey, limit })];
    this.#root.transactionSync(() => {
      for (const key of keys) this.#frontier.removeSync(key);
    });
    return keys.length === limit;
  }

  async close(): Promise<void> {
    await this.#root.close();
    forget([this.#root, this.#urls, this.#frontier, this.#past, this.#sightings, this.#runs, this.#files, this.#facts]);
    if (this.#mark) rmSync(this.#mark, { force: true });
  }
}

/**
 * The library keeps every database that was ever opened under its name (lmdb 3.5.6, open.js), some 30 kB a site: with
 * thousands of sites, night for night in one process, that is all of its memory.
 */
function forget(databases: readonly unknown[]): void {
  const { allDbs } = library as unknown as { allDbs?: Map<string, unknown> };
  for (const [name, database] of allDbs ?? []) if (databases.includes(database)) allDbs?.delete(name);
}

/** LMDB does not look before it reads, and takes the process with it. */
function rejectDamaged(directory: string): void {
  let file: number;
  try {
    file = openSync(join(directory, 'data.mdb'), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const head = Buffer.alloc(PAGE_SIZE_AT + 4);
    for (let page = 0, at = 0; page < 2; page++, at = head.readUInt32LE(PAGE_SIZE_AT)) {
      const whole = readSync(file, head, 0, head.length, at) === head.length;
      if (!whole || head.readUInt32LE(MAGIC_AT) !== MAGIC) throw new Error(`${directory} is damaged`);
    }
  } finally {
    closeSync(file);
  }
}

function markOpen(directory: string, mark: string): void {
  mkdirSync(directory, { recursive: true });
  let unclosed = 0;
  try {
    unclosed = Number(readFileSync(mark, 'utf8')) || 0;
  } catch {
    // Closed as it should be.
  }
  if (unclosed >= MOST_UNCLOSED) throw new Error(`${directory} was not closed ${unclosed} times in a row`);
  writeFileSync(mark, String(unclosed + 1));
}

function keyOf(url: string): string {
  const bytes = Buffer.from(url);
  if (bytes.length <= LONGEST_KEY) return url;
  // # cannot be part of a URL that is fetched.
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `${bytes.subarray(0, LONGEST_KEY - 65).toString('latin1')}#${digest}`;
}
