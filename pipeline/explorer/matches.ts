/** What a search found in one document: the text around the words, and where they are lit in its view. */
import { textOf } from '../compare/open.js';
import { quoteText, type Row } from '../dataset/duckdb.js';
import { foldedForSearch } from '../search/fold.js';
import { type Hit, hitsIn } from '../search/hits.js';
import type { TextStore } from '../search/text-store.js';
import type { Hits, Match } from './api.js';
import type { Dataset } from './dataset.js';

/** Shown of a document that was found. */
const MOST_MATCHES = 3;
/** Hits looked at for a word that has none yet, before it is left to the view. */
const MOST_LOOKED_AT = 5_000;
/** Hits of which the view gets the places. */
const MOST_HITS = 2_000;
/** Columns of `documents` that are searched besides the text. */
const FIELDS = ['title', 'publisher', 'region_name', 'source', 'document_number', 'index_number'];

/** A few places of a row of `documents`: of each word the first, then further ones. */
export async function matchesOf(
  dataset: Dataset,
  texts: TextStore,
  row: Row,
  words: readonly string[],
): Promise<Match[]> {
  const id = String(row.document_id);
  const passages = Number(row.hits) > 0 ? ((await texts.get(id)) ?? []) : [];
  const shown: { match: Match; isFirst: boolean }[] = [];
  const missing = new Set(words.keys());
  let number = 0;
  let last = '';
  for (const hit of hitsIn(passages, words)) {
    number += 1;
    const isFirst = missing.delete(hit.word);
    const text = contextOf(hit);
    // The next word of a line that is shown already tells nothing more.
    const isNew = !last.includes(text.slice(0, 12)) && shown.length < MOST_MATCHES;
    if (isFirst || isNew) {
      shown.push({ match: { hit: number, page: pageOf(hit), text }, isFirst });
      last = text;
    }
    if ((missing.size === 0 && shown.length >= MOST_MATCHES) || number >= MOST_LOOKED_AT) break;
  }
  const extra =
    missing.size === 0
      ? []
      : await besides(
          dataset,
          row,
          [...missing].map((i) => words[i]!),
        );
  const firsts = shown.filter(({ isFirst }) => isFirst);
  const others = shown
    .filter(({ isFirst }) => !isFirst)
    .slice(0, Math.max(0, MOST_MATCHES - firsts.length - extra.length));
  const kept = shown.filter((each) => firsts.includes(each) || others.includes(each));
  return [...kept.map(({ match }) => match), ...extra].slice(0, Math.max(MOST_MATCHES, words.length));
}

/** Where words stand that the text does not have: in what is known of the document, or in what a person corrected. */
async function besides(dataset: Dataset, row: Row, words: readonly string[]): Promise<Match[]> {
  const id = String(row.document_id);
  const corrected = await dataset.rows(`
    SELECT record_type, record_id, field, value FROM readings
    WHERE document_id = ${quoteText(id)} AND contains(repairs, 'corrected by ') AND value IS NOT NULL ORDER BY ordinal`);
  const texts = [
    ...FIELDS.map((field) => ({ recordType: 'document', recordId: id, field, text: textOf(row[field] ?? null) ?? '' })),
    ...corrected.map(({ record_type: type, record_id: record, field, value }) => ({
      ...{ recordType: String(type), recordId: String(record), field: String(field), text: String(value) },
    })),
  ];
  const found = words.flatMap((word) => texts.find(({ text }) => foldedForSearch(text).includes(word)) ?? []);
  return [...new Set(found)];
}

/** All hits of a document, for its view. */
export async function hitsOf(texts: TextStore, id: string, words: readonly string[]): Promise<Hits> {
  const hits: Hits['hits'] = [];
  let total = 0;
  for (const { at, before, text, after } of hitsIn((await texts.get(id)) ?? [], words)) {
    total += 1;
    if (hits.length < MOST_HITS) hits.push({ at, before, text, after });
  }
  return { total, hits };
}

function contextOf({ before, text, after }: Hit): string {
  return `${before}${text}${after}`.replace(/\s+/gu, ' ').trim();
}

function pageOf({ at: [place] }: Hit): number | null {
  return place && 'page' in place ? place.page : null;
}
