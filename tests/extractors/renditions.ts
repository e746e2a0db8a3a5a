/** The renditions of the real documents, read like any other and compared with the truth. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../../extractors/document.js';
import { repairDocument } from '../../extractors/repair/index.js';
import { normalize } from '../../normalizers/normalize.js';
import { makeVocabulary } from '../../normalizers/vocabulary.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { type Comparison, compareRecord, f1, sumTallies, type Tally } from '../../pipeline/score/compare.js';

const CORPORA = join(import.meta.dirname, '..', '..', 'corpora');
const lexicon = loadLexicon();
const KINDS = ['document', 'listings', 'projects', 'indicators', 'evaluations'];

export const SLUGS = readdirSync(join(CORPORA, 'renditions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export function renditionBytes(slug: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(CORPORA, 'renditions', slug, name)));
}

export interface Score {
  f1: number;
  tally: Tally;
  misses: Comparison['misses'];
  status: string;
}

/** The agreement of what was read with the golden of the slug. */
export function scoreAgainst(slug: string, document: Document): Score {
  const golden = JSON.parse(readFileSync(join(CORPORA, 'documents', slug, 'golden.json'), 'utf8'));
  const repaired = repairDocument(document, makeVocabulary(lexicon.forms));
  const record = normalize(repaired, { source: slug, sha256: '0'.repeat(64) }, lexicon);
  const { tallies, misses } = compareRecord(golden, record as unknown as Record<string, unknown>);
  const tally = sumTallies(KINDS.flatMap((kind) => tallies[kind] ?? []));
  return {
    f1: f1(tally),
    tally,
    misses: misses.filter(({ kind }) => KINDS.includes(kind)),
    status: record.status,
  };
}

/** The texts of a document: tables as rows of `text@column+span`, for tests to read. */
export function outline(document: Document): (string | string[][])[] {
  return document.blocks.map((block) => {
    if (block.kind === 'paragraph') return block.text;
    const rows: string[][] = Array.from({ length: block.rows }, () => []);
    for (const { row, column, rowSpan, columnSpan, text } of block.cells) {
      const span = rowSpan > 1 || columnSpan > 1 ? `+${rowSpan}x${columnSpan}` : '';
      rows[row]!.push(`${text}@${column}${span}`);
    }
    return rows;
  });
}
