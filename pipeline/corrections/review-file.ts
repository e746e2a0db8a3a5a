/** A review as a file that people fill in, and back: XLSX, or CSV that a spreadsheet can open without harm. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../csv.js';
import { writeWorkbook } from '../export/xlsx.js';
import { PART_TYPES, type PartType, readValue } from './fields.js';
import { CORRECTION_COLUMNS, type Correction, correctionsFolder, readCorrections } from './file.js';
import { REVIEW_COLUMNS, type ReviewRow } from './review.js';
import { readWrittenTable } from './rows.js';

const BYTE_ORDER_MARK = '\uFEFF';
/** What a spreadsheet would run, or an apostrophe of the text's own: one more is put before it, and taken away again. */
const DANGEROUS = /^\s*[=+\-@＝＋－＠'\t\r\n]/;

/** Writes a review by the name's extension, `.xlsx` or `.csv`. */
export async function writeReview(path: string, rows: readonly ReviewRow[]): Promise<void> {
  const cells = rows.map((row) => REVIEW_COLUMNS.map((name) => row[name]));
  if (/\.xlsx$/i.test(path)) {
    const columns = REVIEW_COLUMNS.map((name) => ({ name, numeric: name === 'priority' }));
    await writeWorkbook(path, [{ name: 'review', columns, rows: cells }]);
    return;
  }
  const lines = cells.map((row) => csvLine(row.map((text) => (DANGEROUS.test(text) ? `'${text}` : text) || null)));
  await writeFile(path, BYTE_ORDER_MARK + csvLine([...REVIEW_COLUMNS]) + lines.join(''));
}

export interface Imported {
  /** Rows that became corrections, rows that had become ones before, and rows without a new value. */
  taken: number;
  known: number;
  untouched: number;
  /** Rows that cannot be taken, and why; null for the file as a whole. */
  problems: { line: number | null; problem: string }[];
  /** The file that was written, if any. */
  file: string | null;
}

export interface ImportOptions {
  data: string;
  /** Who reviewed, where a row does not say it. */
  who: string | undefined;
  /** The time of the import. */
  now: Date;
}

/**
 * Turns filled rows into corrections, in a new file below `corrections/`. What is there already is not taken twice, so a
 * file can be imported again after more of it is filled in.
 */
export async function importReview(path: string, { data, who, now }: ImportOptions): Promise<Imported> {
  const { columns, rows, problem, isWorkbook } = await readWrittenTable(path);
  const imported: Imported = { taken: 0, known: 0, untouched: 0, problems: [], file: null };
  if (problem !== null) imported.problems.push({ line: null, problem });
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    imported.problems.push({ line: null, problem: `it is no review: it has no column ${missing.join(', ')}` });
    return imported;
  }
  const known = new Set((await readCorrections(data)).map(keyOf));
  const lines: string[] = [];
  for (const { line, cells } of rows) {
    const cell = (name: string) => {
      const text = cells.get(name) ?? '';
      return isWorkbook ? text : text.replace(/^'/, '');
    };
    if (cell('new_value') === '') {
      imported.untouched += 1;
      continue;
    }
    const correction = {
      ...{ record_id: cell('record_id'), document_id: cell('document_id'), field: cell('field') },
      ...{ value: cell('new_value'), previous: cell('raw') || cell('value') },
      ...{ who: cell('who') || (who ?? ''), when: now.toISOString(), why: cell('why'), evidence: cell('evidence') },
    };
    const wrong = problemOf(correction, cell('record_type'));
    if (wrong !== null) imported.problems.push({ line, problem: wrong });
    else if (known.has(keyOf(correction))) imported.known += 1;
    else {
      known.add(keyOf(correction));
      lines.push(csvLine(CORRECTION_COLUMNS.map((name) => correction[name] || null)));
      imported.taken += 1;
    }
  }
  if (lines.length > 0) imported.file = await keep(lines, data, now);
  return imported;
}

const NEEDED = ['record_type', 'record_id', 'field', 'value', 'raw', 'new_value', 'why'];

type Written = Pick<Correction, (typeof CORRECTION_COLUMNS)[number]>;

function problemOf({ record_id: id, field, value, who, why }: Written, type: string): string | null {
  const missing = Object.entries({ record_id: id, field, who, why }).filter(([, text]) => text === '');
  if (missing.length > 0) return `it has a new value, but no ${missing.map(([name]) => name).join(', ')}`;
  if (!(PART_TYPES as string[]).includes(type)) return `'${type}' is no record_type`;
  const reading = readValue(type as PartType, field, value);
  return 'problem' in reading ? reading.problem : null;
}

/** What makes two corrections the same: not when they were made, nor by whom. */
function keyOf({ record_id, field, value, previous }: Written): string {
  return JSON.stringify([record_id, field, value, previous]);
}

/** Writes a file of its own, whole or not at all: those that are there are people's. */
async function keep(lines: readonly string[], data: string, now: Date): Promise<string> {
  const folder = correctionsFolder(data);
  await mkdir(folder, { recursive: true });
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  const name = `review-${stamp}-${randomBytes(2).toString('hex')}.csv`;
  const path = join(folder, name);
  const incoming = join(folder, `.${name}.incoming`);
  const file = await open(incoming, 'wx');
  try {
    await file.writeFile(BYTE_ORDER_MARK + csvLine([...CORRECTION_COLUMNS]) + lines.join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(incoming, path);
  return path;
}
