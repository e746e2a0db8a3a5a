/** The dataset of a data folder, for reading: the database, and what people ask it for by region and year. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase, quoteText } from '../dataset/duckdb.js';

/** Calls `use` with the database, which is read only; null where there is none that holds `comparisons`. */
export async function withDataset<T>(
  dataFolder: string,
  signal: AbortSignal,
  use: (database: Database) => Promise<T>,
): Promise<T | null> {
  const path = join(dataFolder, 'dataset', 'gongkai.duckdb');
  if (!existsSync(path)) return null;
  const database = await openDatabase(path, { access_mode: 'READ_ONLY' });
  const interrupt = () => database.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const [table] = await database.rows(`SELECT 1 AS found FROM duckdb_tables() WHERE table_name = 'comparisons'`);
    return table ? await use(database) : null;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    database.close();
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

/** Where the first text of a field of a record is printed, as an expression of SQL. */
export function placeOf(alias: string, id: string, type: string, field: string): string {
  return `(SELECT r.place FROM readings r WHERE r.document_id = ${alias}.document_id AND r.record_id = ${alias}.${id}
    AND r.record_type = '${type}' AND r.field = '${field}' ORDER BY r.ordinal LIMIT 1)`;
}

/** A decimal as it comes from the database. */
export const numberOf = (cell: unknown): number | null => (cell === null || cell === undefined ? null : Number(cell));
export const textOf = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));
