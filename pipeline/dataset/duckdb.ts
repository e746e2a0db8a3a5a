/** DuckDB behind a small port: the only file that imports the library. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DECIMAL,
  type DuckDBAppender,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBInstance,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';

/** What an appender takes. Decimals, because a budget added up in floats is not the budget. */
export const SQL_TYPES = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  long: 'BIGINT',
  boolean: 'BOOLEAN',
  decimal: 'DECIMAL(28,10)',
  bytes: 'BLOB',
} as const;
export type AppendType = keyof typeof SQL_TYPES;

/** Digits before and after the point of a decimal. */
export const DECIMAL_WHOLE = 18;
export const DECIMAL_SCALE = 10;

/** A value on its way into a table; a decimal comes scaled, as the integer that DuckDB keeps. */
export type Value = string | number | bigint | boolean | Uint8Array | null;
/** A value on its way out, safe for JSON: decimals and 64-bit integers as text. */
export type Row = Record<string, string | number | boolean | null>;

/** Rows that a data chunk holds at most, by DuckDB's own constant. */
const CHUNK_ROWS = 2048;
/** Chunks between two flushes: by itself an appender holds 204,800 rows, which no memory limit counts. */
const CHUNKS_HELD = 4;

/** A column of an answer. */
export interface AnswerColumn {
  name: string;
  /** Whether its values are numbers; decimals and 64-bit integers come as text all the same. */
  numeric: boolean;
}

/** An answer that may be larger than memory. */
export interface Answer {
  columns: AnswerColumn[];
  /** Rows by the columns' order, in batches. Lists and structures come as their JSON. */
  batches(): AsyncIterable<(string | number | boolean | null)[][]>;
}

export interface Database {
  run(sql: string): Promise<void>;
  /** The rows of one statement, as they come, until the next statement. Throws what DuckDB says of a mistake in it. */
  stream(sql: string): Promise<Answer>;
  /** Ends a statement that is running, which then throws. */
  interrupt(): void;
  /** All rows of a query: for small answers. */
  rows(sql: string): Promise<Row[]>;
  /** The rows of a query of which the last column is of bytes. */
  bytes(sql: string): Promise<{ row: (string | number | null)[]; bytes: Uint8Array }[]>;
  /** Writes rows to the end of a table that has exactly these column types. */
  appender(table: string, types: readonly AppendType[], schema?: { catalog: string }): Promise<Appender>;
  /** The same database once more, for statements at the same time; it ends with this one. */
  connect(): Promise<Database>;
  close(): void;
}

export interface Appender {
  append(row: readonly Value[]): void;
  /** Writes what is still held and ends. */
  close(): void;
}

/** Opens a database file (`:memory:` for none) with DuckDB's own settings, for example `{ access_mode: 'READ_ONLY' }`. */
export async function openDatabase(path: string, settings: Record<string, string> = {}): Promise<Database> {
  const instance = await DuckDBInstance.create(path, settings);
  return connected(instance, (connection) => {
    connection.closeSync();
    instance.closeSync();
  });
}

/**
 * Does `work` in one transaction, which may write to one database only. For many rows: each flush of an appender would be
 * a transaction of its own, written to a log and then once more.
 */
export async function inTransaction<T>(database: Database, work: () => Promise<T>): Promise<T> {
  await database.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await database.run('COMMIT');
    return result;
  } catch (error) {
    await database.run('ROLLBACK').catch(() => {}); // one that failed to commit is over
    throw error;
  }
}

async function connected(instance: DuckDBInstance, close: (connection: DuckDBConnection) => void): Promise<Database> {
  const connection = await instance.connect();
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    stream: async (sql) => streamAnswer(connection, sql),
    interrupt: () => connection.interrupt(),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Row[],
    bytes: async (sql) =>
      (await connection.runAndReadAll(sql)).getRows().map((values) => ({
        row: values.slice(0, -1) as (string | number | null)[],
        bytes: (values.at(-1) as DuckDBBlobValue).bytes,
      })),
    appender: async (table, types, schema) => openAppender(connection, table, types, schema?.catalog ?? null),
    connect: () => connected(instance, (other) => other.closeSync()),
    close: () => close(connection),
  };
}

const NUMERIC = new Set<DuckDBTypeId>([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

async function streamAnswer(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const names = result.deduplicatedColumnNames();
  return {
    columns: names.map((name, i) => ({ name, numeric: NUMERIC.has(types[i]!.typeId) })),
    async *batches() {
      for await (const rows of result.yieldRowsJson()) {
        yield rows.map((row) =>
          row.map((value) => (typeof value === 'object' && value ? JSON.stringify(value) : value)),
        );
      }
    },
  };
}

async function openAppender(
  connection: DuckDBConnection,
  table: string,
  types: readonly AppendType[],
  catalog: string | null,
): Promise<Appender> {
  const appender = await connection.createAppender(table, null, catalog);
  const chunk = DuckDBDataChunk.create(types.map(libraryType), CHUNK_ROWS);
  const columns = types.map((): DuckDBValue[] => []);
  let held = 0;
  let chunks = 0;
  const flush = () => {
    writeChunk(appender, chunk, columns, held);
    if (++chunks % CHUNKS_HELD === 0) appender.flushSync();
    for (const column of columns) column.length = 0;
    held = 0;
  };
  return {
    append: (row) => {
      if (row.length !== types.length) throw new Error(`${table}: a row of ${row.length} values for ${types.length}`);
      row.forEach((value, i) => {
        columns[i]?.push(libraryValue(value, types[i] ?? 'text'));
      });
      if (++held === CHUNK_ROWS) flush();
    },
    close: () => {
      if (held > 0) flush();
      appender.closeSync();
    },
  };
}

function writeChunk(appender: DuckDBAppender, chunk: DuckDBDataChunk, columns: DuckDBValue[][], rows: number): void {
  chunk.reset();
  chunk.rowCount = rows;
  columns.forEach((column, i) => {
    chunk.setColumnValues(i, column);
  });
  appender.appendDataChunk(chunk);
}

function libraryType(type: AppendType): DuckDBType {
  switch (type) {
    case 'text':
      return VARCHAR;
    case 'integer':
      return INTEGER;
    case 'long':
      return BIGINT;
    case 'boolean':
      return BOOLEAN;
    case 'decimal':
      return DECIMAL(DECIMAL_WHOLE + DECIMAL_SCALE, DECIMAL_SCALE);
    case 'bytes':
      return BLOB;
  }
}

function libraryValue(value: Value, type: AppendType): DuckDBValue {
  // The library would wrap it round without a word.
  if (type === 'integer' && value !== null && !fitsInteger(value)) throw new Error(`${value} is no 32-bit integer`);
  if (type === 'long' && value !== null) return BigInt(value as number);
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  return typeof value === 'bigint'
    ? new DuckDBDecimalValue(value, DECIMAL_WHOLE + DECIMAL_SCALE, DECIMAL_SCALE)
    : value;
}

/** Whether an integer column can hold it. */
export function fitsInteger(value: Value): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

/** An SQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An SQL identifier: `column` and `top` are words of the language too. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
