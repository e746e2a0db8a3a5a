/** Finds words in the index of a dataset: which documents hold each, where, and how often. */
import { type Database, quoteText } from '../dataset/duckdb.js';
import { followedBy, type Postings, readPostings } from './postings.js';
import { POSTINGS, ZONES } from './write-index.js';

/** Of each document by its row number in `documents`, how often a word stands in each zone of it. */
export type WordCounts = Record<keyof typeof ZONES, Uint32Array>;

const NAMES = Object.keys(ZONES) as (keyof typeof ZONES)[];
/** The greatest character: what begins with a character comes before this after it. */
const LAST = '\u{10ffff}';

/** Counts a word (folded, not empty) in all documents, of which there are `documents`; `catalog` is that of the index. */
export async function countWord(
  database: Database,
  catalog: string,
  word: string,
  documents: number,
): Promise<WordCounts> {
  const counts: WordCounts = {
    title: new Uint32Array(documents),
    text: new Uint32Array(documents),
    besides: new Uint32Array(documents),
  };
  const characters = [...word];
  const needed = pairsOf(characters);
  const condition =
    characters.length === 1
      ? `pair >= ${quoteText(word)} AND pair < ${quoteText(word + LAST)}`
      : `pair IN (${[...new Set(needed.map(({ pair }) => pair))].map(quoteText).join(', ')})`;
  const rows = await database.bytes(`SELECT zone, part, pair, postings FROM ${catalog}.${POSTINGS} WHERE ${condition}`);
  const parts = new Map<string, Map<string, Uint8Array>>();
  for (const { row, bytes } of rows) {
    const [zone, part, pair] = row as [number, number, string];
    const key = `${zone} ${part}`;
    const pairs = parts.get(key) ?? new Map<string, Uint8Array>();
    parts.set(key, pairs.set(pair, bytes));
  }
  for (const [key, pairs] of parts) {
    const into = counts[NAMES.find((name) => ZONES[name] === Number(key.split(' ')[0]))!];
    const found = characters.length === 1 ? [...pairs.values()].map(readPostings) : [phrase(needed, pairs)];
    for (const each of found) for (const document of each?.documents ?? []) into[document]! += 1;
  }
  return counts;
}

interface Pair {
  pair: string;
  /** Characters from the beginning of the word. */
  at: number;
}

/** Pairs that together are the word: side by side, the last one overlapping where the number of characters is odd. */
function pairsOf(characters: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < characters.length - 1; at += 2) pairs.push({ pair: characters[at]! + characters[at + 1]!, at });
  if (characters.length % 2 === 1 && characters.length > 1)
    pairs.push({ pair: characters.at(-2)! + characters.at(-1)!, at: characters.length - 2 });
  return pairs;
}

/** Where the pairs follow each other as in the word; null where one of them is missing. The rarest go first. */
function phrase(needed: readonly Pair[], pairs: ReadonlyMap<string, Uint8Array>): Postings | null {
  if (needed.some(({ pair }) => !pairs.has(pair))) return null;
  const [rarest, ...others] = [...needed].sort((a, b) => pairs.get(a.pair)!.length - pairs.get(b.pair)!.length);
  let found = readPostings(pairs.get(rarest!.pair)!);
  for (const { pair, at } of others) {
    if (found.documents.length === 0) return null;
    found = followedBy(found, readPostings(pairs.get(pair)!), at - rarest!.at);
  }
  return found;
}

/** What a search comes to in one document. */
export interface Ranked {
  /** Row number in `documents`. */
  document: number;
  /** How many of the words stand in its title. */
  titled: number;
  /** How often the word stands in its text that stands there least. */
  least: number;
  /** How often all words together stand in its text. */
  hits: number;
}

/** The documents in which each word stands somewhere. */
export function rankDocuments(words: readonly WordCounts[], documents: number): Ranked[] {
  const ranked: Ranked[] = [];
  for (let document = 0; document < documents; document++) {
    let [titled, least, hits, missing] = [0, Number.POSITIVE_INFINITY, 0, false];
    for (const { title, text, besides } of words) {
      const inText = text[document]!;
      if (inText === 0 && title[document] === 0 && besides[document] === 0) {
        missing = true;
        break;
      }
      if (title[document]! > 0) titled += 1;
      least = Math.min(least, inText);
      hits += inText;
    }
    if (!missing) ranked.push({ document, titled, least, hits });
  }
  return ranked;
}

/** The order in which they are shown: the title says most of what a document is about, then how often it says the words. */
export const RANKING = 'titled DESC, least DESC, hits DESC, position';
