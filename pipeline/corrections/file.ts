/**
 * `<data>/corrections/*.csv`: what people corrected, theirs to write and to keep. Columns: record_id, document_id, field,
 * value, previous, who, when, why, evidence.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readWrittenTable, type WrittenRow } from './rows.js';

export const CORRECTION_COLUMNS = [
  'record_id',
  'document_id',
  'field',
  'value',
  'previous',
  'who',
  'when',
  'why',
  'evidence',
] as const;
type CorrectionColumn = (typeof CORRECTION_COLUMNS)[number];

const REQUIRED: readonly CorrectionColumn[] = ['record_id', 'field', 'value', 'who', 'when', 'why'];

/** A row of a file, as written; texts are empty where it says nothing. */
export interface Correction extends Record<CorrectionColumn, string> {
  file: string;
  line: number;
  /** Why it cannot be used at all; null where it can. */
  problem: string | null;
}

export function correctionsFolder(data: string): string {
  return join(data, 'corrections');
}

/**
 * All rows of all files: by the time of the correction, then by file and line. A file that cannot be read to its end is
 * one more row, with the problem and nothing else.
 */
export async function readCorrections(data: string): Promise<Correction[]> {
  const folder = correctionsFolder(data);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const corrections: Correction[] = [];
  for (const file of names.filter((name) => /\.csv$/i.test(name) && !name.startsWith('.')).sort()) {
    corrections.push(...(await readFileOf(folder, file)));
  }
  return corrections.sort((a, b) => compare(a.when, b.when) || compare(a.file, b.file) || a.line - b.line);
}

async function readFileOf(folder: string, file: string): Promise<Correction[]> {
  const { columns, rows, problem } = await readWrittenTable(join(folder, file));
  const missing = [...REQUIRED, 'previous' as const].filter((column) => !columns.includes(column));
  const unknown = columns.filter((column) => column && !(CORRECTION_COLUMNS as readonly string[]).includes(column));
  const problems = [
    ...(problem ? [problem] : []),
    ...(missing.length > 0 && columns.length > 0 ? [`it has no column ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`columns that mean nothing here: ${unknown.join(', ')}`] : []),
  ];
  const ofFile = problems.length > 0 ? [correctionOf(file, { line: 1, cells: new Map() }, problems.join('; '))] : [];
  return [...ofFile, ...rows.map((row) => correctionOf(file, row, problemOf(row)))];
}

function correctionOf(file: string, { line, cells }: WrittenRow, problem: string | null): Correction {
  const texts = Object.fromEntries(CORRECTION_COLUMNS.map((name) => [name, cells.get(name) ?? '']));
  return { ...(texts as Record<CorrectionColumn, string>), file, line, problem };
}

function problemOf({ cells }: WrittenRow): string | null {
  const missing = REQUIRED.filter((column) => !cells.has(column));
  if (missing.length > 0) return `it does not say ${missing.join(', ')}`;
  const when = cells.get('when')!;
  return /^\d{4}-\d{2}-\d{2}/.test(when) && !Number.isNaN(Date.parse(when))
    ? null
    : `when is to be a date like 2026-11-20, not '${when}'`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
