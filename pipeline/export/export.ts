/** `gongkai export`: the dataset in the shapes that other software likes best. Read from the database, never changed there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnswerColumn, type Database, openDatabase, quoteName, quoteText } from '../dataset/duckdb.js';
import { describeTables, type Table } from '../dataset/tables.js';
import { stataDoFile } from './stata.js';
import { type Sheet, writeWorkbook } from './xlsx.js';

export const EXPORT_FORMATS = ['xlsx', 'parquet', 'stata', 'jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The wide table: an indicator with all that its form and its document say. Made here, since it repeats what others hold. */
export const WIDE = 'indicators_wide';

export interface ExportOptions {
  /** The dataset's database. */
  database: string;
  format: ExportFormat;
  /** Folder to write into; made if needed. Files of the same names are replaced. */
  into: string;
  /** Names of tables; all but `readings` where absent. */
  tables?: string[] | undefined;
  signal: AbortSignal;
  onFile?: (path: string, rows: number) => void;
}

/** Rows that one workbook holds: more would not fit the memory of who opens it, nor of who writes it. */
const WORKBOOK_ROWS = 100_000;

/** Names of the tables that can be asked for. */
export function exportableTables(): string[] {
  return [WIDE, ...describeTables().map(({ name }) => name)];
}

/** Writes the tables; returns the paths written. Throws the signal's reason when interrupted. */
export async function exportDataset(options: ExportOptions): Promise<string[]> {
  const { database: path, format, into, tables: names, signal } = options;
  const described = describeTables();
  const wanted = names ?? exportableTables().filter((name) => name !== 'readings');
  const database = await openDatabase(path, { access_mode: 'READ_ONLY' });
  const interrupt = () => database.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    await mkdir(into, { recursive: true });
    await database.run(`CREATE TEMP VIEW ${WIDE} AS ${wideSelect(await wideColumns(database))}`);
    const written: string[] = [];
    const done = (file: string, rows: number) => {
      written.push(file);
      options.onFile?.(file, rows);
    };
    const present = new Set(
      (await database.rows('SELECT table_name AS name FROM duckdb_tables()')).map((row) => row.name),
    );
    const asked = wanted.filter((name) => name === WIDE || present.has(name));
    const source = { database, described, into, signal, done };
    if (format === 'xlsx') await exportWorkbooks(source, asked);
    else for (const name of asked) await EXPORTERS[format](source, name);
    signal.throwIfAborted();
    return written;
  } finally {
    signal.removeEventListener('abort', interrupt);
    database.close();
  }
}

interface Source {
  database: Database;
  described: readonly Table[];
  into: string;
  signal: AbortSignal;
  done: (file: string, rows: number) => void;
}

const EXPORTERS: Record<Exclude<ExportFormat, 'xlsx'>, (source: Source, table: string) => Promise<void>> = {
  /** `<table>/region_code=220183/fiscal_year=2024/*.parquet`, as Arrow and DuckDB read folders. */
  async parquet({ database, into, done }, table) {
    const columns = (await columnsOf(database, table)).map(({ name }) => name);
    const partition = ['region_code', 'fiscal_year'].filter((name) => columns.includes(name));
    const to = join(into, partition.length > 0 ? table : `${table}.parquet`);
    const by = partition.length > 0 ? `, PARTITION_BY (${partition.join(', ')}), OVERWRITE_OR_IGNORE` : '';
    await database.run(`COPY ${table} TO ${quoteText(to)} (FORMAT parquet, COMPRESSION zstd${by})`);
    done(to, await count(database, table));
  },
  async jsonl({ database, into, done }, table) {
    const to = join(into, `${table}.jsonl`);
    await database.run(`COPY (${await inOrder(database, table, 'number')}) TO ${quoteText(to)} (FORMAT json)`);
    done(to, await count(database, table));
  },
  async csv({ database, into, done }, table) {
    const to = join(into, `${table}.csv`);
    await copyCsv(database, table, to);
    done(to, await count(database, table));
  },
  /** The CSV and the do-file that makes a labelled .dta of it. */
  async stata({ database, described, into, done }, table) {
    const rows = await count(database, table);
    await copyCsv(database, table, join(into, `${table}.csv`));
    done(join(into, `${table}.csv`), rows);
    const description =
      table === WIDE ? await wideTable(database, described) : described.find(({ name }) => name === table);
    await writeFile(join(into, `${table}.do`), stataDoFile(description!));
    done(join(into, `${table}.do`), rows);
  },
};

/** One workbook with a sheet for each table and a codebook; what is too large for that gets workbooks of its own. */
async function exportWorkbooks(
  { database, described, into, signal, done }: Source,
  tables: readonly string[],
): Promise<void> {
  const together: Sheet[] = [];
  let room = WORKBOOK_ROWS;
  for (const table of tables) {
    const rows = await count(database, table);
    if (rows > room) {
      for (let part = 1; (part - 1) * WORKBOOK_ROWS < rows; part += 1) {
        const file = join(into, `${table}${rows > WORKBOOK_ROWS ? `-${part}` : ''}.xlsx`);
        const sheet = await sheetOf(database, table, (part - 1) * WORKBOOK_ROWS, signal);
        await writeWorkbook(file, [sheet, codebookSheet(described)]);
        done(file, sheet.rows.length);
      }
      continue;
    }
    room -= rows;
    together.push(await sheetOf(database, table, 0, signal));
  }
  const file = join(into, 'gongkai.xlsx');
  await writeWorkbook(file, [...together, codebookSheet(described)]);
  done(
    file,
    together.reduce((sum, { rows }) => sum + rows.length, 0),
  );
}

async function sheetOf(database: Database, table: string, from: number, signal: AbortSignal): Promise<Sheet> {
  const columns = await columnsOf(database, table);
  const select = await inOrder(database, table, 'number');
  // Last: another statement would end the stream.
  const answer = await database.stream(`${select} LIMIT ${WORKBOOK_ROWS} OFFSET ${from}`);
  const rows: Sheet['rows'][number][] = [];
  for await (const batch of answer.batches()) {
    signal.throwIfAborted();
    rows.push(...batch);
  }
  return { name: table, columns, rows };
}

function codebookSheet(described: readonly Table[]): Sheet {
  const names = ['table', 'column', '中文', 'description', 'type', 'unit', 'codes', 'field of the record'];
  return {
    name: 'codebook',
    columns: names.map((name) => ({ name, numeric: false })),
    rows: described.flatMap((table) =>
      table.columns.map(({ name, title, description, type, unit, codes, source }) => [
        ...[table.name, name, title, description, type, unit, codes?.join(' | ') ?? null, source],
      ]),
    ),
  };
}

interface WideColumn {
  table: string;
  column: string;
  as: string;
}

/** All columns of the indicator, then those of its project and its document that it does not have itself. */
async function wideColumns(database: Database): Promise<WideColumn[]> {
  const wide: WideColumn[] = [];
  for (const table of ['indicators', 'projects', 'documents']) {
    const prefix = table === 'indicators' ? '' : `${table.slice(0, -1)}_`;
    for (const { name } of await columnsOf(database, table)) {
      // What the indicator inherits from them is not told twice.
      const told = wide.some(({ as }) => as === name || as === prefix + name);
      if (prefix && (told || name === 'ordinal')) continue;
      wide.push({ table, column: name, as: prefix && !name.startsWith(prefix) ? prefix + name : name });
    }
  }
  return wide;
}

function wideSelect(columns: readonly WideColumn[]): string {
  const selected = columns.map(({ table, column, as }) => `${table}.${quoteName(column)} AS ${quoteName(as)}`);
  return `SELECT ${selected.join(', ')} FROM indicators
    LEFT JOIN projects ON projects.document_id = indicators.document_id AND projects.id = indicators.project_id
    JOIN documents ON documents.document_id = indicators.document_id`;
}

async function wideTable(database: Database, described: readonly Table[]): Promise<Table> {
  const of = (table: string) => described.find(({ name }) => name === table);
  const columns = (await wideColumns(database)).flatMap(({ table, column, as }) => {
    const found = of(table)?.columns.find(({ name }) => name === column);
    return found ? [{ ...found, name: as }] : [];
  });
  return { ...of('indicators')!, name: WIDE, columns };
}

async function copyCsv(database: Database, table: string, to: string): Promise<void> {
  await database.run(`COPY (${await inOrder(database, table, 'text')}) TO ${quoteText(to)} (FORMAT csv, HEADER true)`);
}

/** All rows in the order of the dataset; decimals without the zeros that the column's scale adds, as numbers or as text. */
async function inOrder(database: Database, table: string, decimals: 'number' | 'text'): Promise<string> {
  const described = await database.rows(`DESCRIBE ${table}`);
  const columns = described.map(({ column_name: name, column_type: type }) => {
    const column = quoteName(String(name));
    if (!String(type).startsWith('DECIMAL')) return column;
    return `${decimals === 'number' ? `${column}::DOUBLE` : `rtrim(rtrim(${column}::VARCHAR, '0'), '.')`} AS ${column}`;
  });
  const order = ['document_id', 'ordinal'].filter((key) => described.some(({ column_name: name }) => name === key));
  return `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order.join(', ')}`;
}

async function columnsOf(database: Database, table: string): Promise<AnswerColumn[]> {
  return (await database.stream(`SELECT * FROM ${table} LIMIT 0`)).columns;
}

async function count(database: Database, table: string): Promise<number> {
  return Number((await database.rows(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
}
