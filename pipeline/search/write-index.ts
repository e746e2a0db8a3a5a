/**
 * Writes the full-text index of a dataset: `search.duckdb`, where each pair of characters stands in each document.
 *
 * Pairs of characters, because Chinese has no spaces between words, and what a segmenter makes one word of is not always
 * what somebody looks for: every phrase of two characters or more is found exactly as it stands, by pairs that follow each
 * other. Positions count folded characters (fold.ts). The same records and texts give the same rows.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { synchronize } from '../dataset/directory.js';
import { type Appender, type Database, quoteText } from '../dataset/duckdb.js';
import { foldedForSearch } from './fold.js';
import type { Passage } from './passages.js';
import { PostingsWriter } from './postings.js';

/** Below the dataset's directory. A database of its own: researchers who copy the tables need not copy it. */
export const SEARCH_FILE = 'search.duckdb';
/** Of zone, pair, part and postings, in this order. */
export const POSTINGS = 'postings';

/** Where in a document something stands. */
export const ZONES = { title: 0, text: 1, besides: 2 } as const;
export type Zone = keyof typeof ZONES;

/** Characters whose places are held in memory before they are written as one part: 16 bytes each. */
const PART_CHARACTERS = 6_000_000;
/** Catalogs: of the index, and of the rows that wait until they are sorted. */
const INDEX = 'search_index';
const STAGING = 'search_staging';
/** Beyond every character: the second one of a pair where a text ends. */
const NONE = 0x110000;

export interface IndexSources {
  /** The passages of a document; null where there are none. */
  textOf(sha256: string): Promise<readonly Passage[] | null>;
}

/** Indexes the documents of a loaded dataset under their row numbers in `documents`. Returns the ids of those of which something was read and no text is there. */
export async function writeIndex(
  database: Database,
  { textOf }: IndexSources,
  directory: string,
): Promise<{ withoutText: string[] }> {
  const staging = join(directory, 'search-staging.duckdb');
  await database.run(`ATTACH ${quoteText(staging)} AS ${STAGING}`);
  const columns = 'zone INTEGER, pair VARCHAR, part INTEGER, postings BLOB';
  await database.run(`CREATE TABLE ${STAGING}.${POSTINGS} (${columns})`);
  const appender = await database.appender(POSTINGS, ['integer', 'text', 'integer', 'bytes'], { catalog: STAGING });
  const withoutText = await indexDocuments(database, textOf, appender);
  appender.close();
  await database.run(`ATTACH ${quoteText(join(directory, SEARCH_FILE))} AS ${INDEX}`);
  await database.run(`CREATE TABLE ${INDEX}.${POSTINGS} (${columns})`);
  await database.run(`INSERT INTO ${INDEX}.${POSTINGS} FROM ${STAGING}.${POSTINGS} ORDER BY zone, pair, part`);
  for (const catalog of [INDEX, STAGING]) await database.run(`DETACH ${catalog}`);
  for (const path of [staging, `${staging}.wal`]) await rm(path, { force: true });
  await synchronize(join(directory, SEARCH_FILE));
  return { withoutText };
}

async function indexDocuments(
  database: Database,
  textOf: IndexSources['textOf'],
  appender: Appender,
): Promise<string[]> {
  const withoutText: string[] = [];
  const part = new Part(appender);
  const reader = await database.connect();
  try {
    const corrected = await correctedValues(reader);
    // DISTINCT: the readings of 100,000 documents do not fit into the memory of a build, their documents do.
    const { batches } = await reader.stream(`
      SELECT rowid, document_id, document_id IN (SELECT DISTINCT document_id FROM readings) AS is_read, title, publisher, region_name, source, document_number, index_number
      FROM documents ORDER BY rowid`);
    for await (const rows of batches()) {
      for (const [row, id, isRead, title, ...about] of rows) {
        const sha256 = String(id);
        const document = Number(row);
        const passages = await textOf(sha256);
        if (!passages && isRead) withoutText.push(sha256);
        part.add('title', document, [{ text: String(title ?? ''), at: [] }]);
        part.add('text', document, passages ?? []);
        const besides = [...about, ...(corrected.get(sha256) ?? []), ...(passages ?? []).map(({ raw }) => raw)];
        const texts = besides.flatMap((each) => (each ? [{ text: String(each), at: [] }] : []));
        part.add('besides', document, texts);
        part.flushIfFull();
      }
    }
  } finally {
    reader.close();
  }
  part.flush();
  return withoutText;
}

/** What people put in the place of what is printed, by document. */
async function correctedValues(database: Database): Promise<Map<string, string[]>> {
  const values = new Map<string, string[]>();
  const rows = await database.rows(`
    SELECT document_id, value FROM readings
    WHERE contains(repairs, 'corrected by ') AND value IS NOT NULL ORDER BY rowid`);
  for (const { document_id: id, value } of rows)
    values.set(String(id), [...(values.get(String(id)) ?? []), String(value)]);
  return values;
}

/** The pairs of some documents, in the order in which they were added. */
class Part {
  #number = 0;
  #count = 0;
  #room = PART_CHARACTERS;
  #ids = new Int32Array(this.#room);
  #documents = new Int32Array(this.#room);
  #positions = new Int32Array(this.#room);
  readonly #pairs = new Map<number, number>();

  constructor(private readonly appender: Appender) {}

  /** Adds what stands in a zone of a document; a pair reaches from one passage to the next only where the text flows on. */
  add(zone: Zone, document: number, passages: readonly Passage[]): void {
    let position = 0;
    let last = NONE;
    const add = (first: number, second: number) =>
      this.#add((ZONES[zone] * (NONE + 1) + first) * (NONE + 1) + second, document, position++);
    for (const { text, flows } of passages) {
      for (const character of foldedForSearch(text)) {
        const code = character.codePointAt(0)!;
        if (last !== NONE) add(last, code);
        last = code;
      }
      if (flows) continue;
      if (last !== NONE) add(last, NONE);
      last = NONE;
      // A step more, or a word whose pairs lie side by side would go on over the end of a cell.
      position += 1;
    }
    if (last !== NONE) add(last, NONE);
  }

  flushIfFull(): void {
    if (this.#count >= PART_CHARACTERS) this.flush();
  }

  /** Writes a row a pair. */
  flush(): void {
    const { starts, order } = this.#byPair();
    const writer = new PostingsWriter();
    for (const [pair, id] of this.#pairs) {
      for (let i = starts[id]!; i < starts[id + 1]!; i++) {
        const at = order[i]!;
        writer.add(this.#documents[at]!, this.#positions[at]!);
      }
      const second = pair % (NONE + 1);
      const rest = Math.floor(pair / (NONE + 1));
      const [zone, first] = [Math.floor(rest / (NONE + 1)), rest % (NONE + 1)];
      const text = String.fromCodePoint(first) + (second === NONE ? '' : String.fromCodePoint(second));
      this.appender.append([zone, text, this.#number, writer.take()]);
    }
    this.#pairs.clear();
    this.#count = 0;
    this.#number += 1;
  }

  #add(pair: number, document: number, position: number): void {
    if (this.#count === this.#room) this.#grow();
    let id = this.#pairs.get(pair);
    if (id === undefined) {
      id = this.#pairs.size;
      this.#pairs.set(pair, id);
    }
    this.#ids[this.#count] = id;
    this.#documents[this.#count] = document;
    this.#positions[this.#count] = position;
    this.#count += 1;
  }

  /** For a document that alone is larger than the room that is left. */
  #grow(): void {
    this.#room *= 2;
    const grown = (old: Int32Array) => {
      const larger = new Int32Array(this.#room);
      larger.set(old);
      return larger;
    };
    [this.#ids, this.#documents, this.#positions] = [grown(this.#ids), grown(this.#documents), grown(this.#positions)];
  }

  /** Sorts by counting: within a pair the order stays. */
  #byPair(): { starts: Int32Array; order: Int32Array } {
    const starts = new Int32Array(this.#pairs.size + 1);
    for (let i = 0; i < this.#count; i++) starts[this.#ids[i]! + 1]! += 1;
    for (let id = 0; id < this.#pairs.size; id++) starts[id + 1]! += starts[id]!;
    const next = starts.slice();
    const order = new Int32Array(this.#count);
    for (let i = 0; i < this.#count; i++) order[next[this.#ids[i]!]!++] = i;
    return { starts, order };
  }
}
