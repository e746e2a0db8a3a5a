/** Building datasets in a folder of their own, and reading them back by other means than ours. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { type BuildOptions, type BuiltDataset, buildDataset } from '../../pipeline/dataset/build.js';
import { openDatabase, type Row } from '../../pipeline/dataset/duckdb.js';
import { describeTables } from '../../pipeline/dataset/tables.js';

export const TABLES = describeTables();

export let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gongkai-dataset-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let built = 0;
export async function build(
  records: Iterable<GongkaiRecord>,
  directory = join(folder, `${built++}`, 'dataset'),
  placesOf?: BuildOptions['placesOf'],
): Promise<BuiltDataset & { directory: string }> {
  return {
    directory,
    ...(await buildDataset({ records, directory, version: '0.0.0-test', ...(placesOf ? { placesOf } : {}) })),
  };
}

export async function query(sql: string, path = ':memory:'): Promise<Row[]> {
  const database = await openDatabase(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

/** RFC 4180, as strict as it is short: null is nothing between the commas, `""` an empty text. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  const row: (string | null)[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error('no CSV by RFC 4180');
    const [, value = '', end] = match;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value || null);
    if (end !== ',') rows.push(row.splice(0));
  }
  if (row.length > 0) throw new Error('no CSV by RFC 4180: the last line does not end');
  return rows;
}

export async function readCsv(directory: string, path: string): Promise<Row[]> {
  const [head = [], ...rows] = parseCsv(await readFile(join(directory, path), 'utf8'));
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [head[i], value])));
}
