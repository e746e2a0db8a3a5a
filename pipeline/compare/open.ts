/** The dataset of a data folder, for reading: the database, and what people ask it for by region and year. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, quoteText, type Row } from '../dataset/duckdb.js';

/** What does not fit is spilled to disk: DuckDB by itself takes most of the machine's. */
const MEMORY_LIMIT = '512MB';

/** Calls `use` with the database, which is read only; null where there is none that holds `comparisons`. */
export async function withDataset<T>(
  dataFolder: string,
  signal: AbortSignal,
  use: (database: Database) => Promise<T>,
): Promise<T | null> {
  const path = join(dataFolder, 'dataset', 'gongkai.duckdb');
  if (!existsSync(path)) return null;
  const spill = await mkdtemp(join(tmpdir(), 'gongkai-compare-'));
  const settings = { access_mode: 'READ_ONLY', memory_limit: MEMORY_LIMIT, temp_directory: spill };
  let database: Database | null = null;
  const interrupt = () => database?.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    database = await openDatabase(path, settings);
    const [table] = await database.rows(`SELECT 1 AS found FROM duckdb_tables() WHERE table_name = 'comparisons'`);
    return table ? await use(database) : null;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    database?.close();
    await rm(spill, { recursive: true, force: true });
  }
}

export interface Selection {
  /** A code or its first digits (37, 370124), or a part of the name (平阴). */
  region?: string;
  /** First and last budget year. */
  years?: readonly [number, number];
}

/** The condition that a selection is, on columns region_code, region_name and fiscal_year of the table `alias`. */
export function conditionOf({ region, years }: Selection, alias: string): string {
  const parts = ['true'];
  if (region !== undefined) {
    const text = quoteText(region);
    parts.push(
      /^\d+$/.test(region) ? `starts_with(${alias}.region_code, ${text})` : `contains(${alias}.region_name, ${text})`,
    );
  }
  if (years) parts.push(`${alias}.fiscal_year BETWEEN ${years[0]} AND ${years[1]}`);
  return parts.join(' AND ');
}

/** Documents that are named one by one; of more, a list is no help. */
const MOST_NAMED = 2000;

/** That a row of `alias` is of one of the documents of these rows: by constants, so that few of all rows are looked at. */
export function amongDocuments(alias: string, rows: readonly Row[]): string {
  const documents = new Set(rows.map((row) => String(row.document_id)));
  if (documents.size === 0) return 'false';
  return documents.size > MOST_NAMED ? 'true' : `${alias}.document_id IN (${[...documents].map(quoteText).join(', ')})`;
}

/**
 * Where the first text of fields is printed, by `placeKey`, for the records that a SELECT gives as document_id and
 * record_id; `of` are rows of all their documents. For many records at once: asking for each by itself goes over all
 * readings as often.
 */
export async function readPlaces(
  database: Pick<Database, 'rows'>,
  records: string,
  of: readonly Row[],
  type: string,
  fields: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await database.rows(`
    SELECT r.document_id, r.record_id, r.field, min_by(r.place, r.ordinal) AS place FROM readings r
    WHERE r.record_type = ${quoteText(type)} AND r.field IN (${fields.map(quoteText).join(', ')})
      AND ${amongDocuments('r', of)} AND (r.document_id, r.record_id) IN (${records})
    GROUP BY ALL`);
  return new Map(rows.map((row) => [placeKey(row.document_id, row.record_id, String(row.field)), textOf(row.place)]));
}

export const placeKey = (document: unknown, record: unknown, field: string): string => `${document} ${record} ${field}`;

/** A decimal as it comes from the database. */
export const numberOf = (cell: unknown): number | null => (cell === null || cell === undefined ? null : Number(cell));
export const textOf = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));
