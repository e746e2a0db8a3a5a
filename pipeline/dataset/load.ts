/** Records → tables in order. Rows arrive in the order of the records, DuckDB sorts them: the memory stays flat. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import { collectGarbage } from '../heap.js';
import { COLUMN_TYPES } from './columns.js';
import { type Appender, type Database, inTransaction, quoteName, quoteText, SQL_TYPES, type Value } from './duckdb.js';
import { rowsOf } from './rows.js';
import { ALL_CURRENT, type Versions, withStanding } from './standing.js';
import type { Table } from './tables.js';

/** Rows of a table that is computed from the records, not read from them. */
export interface Derived {
  table: string;
  /** The rows of one record; called for each, in the order of the records. */
  rowsOf(record: GongkaiRecord): Value[][];
  /**
   * What only all records together tell, each row with the SHA-256 of the document that it belongs to; null for rows
   * that are numbered over all documents.
   */
  rest?(): AsyncIterable<{ sha256: string | null; row: Value[] }>;
}

const STAGING = 'staging';
/** The number of what belongs to no document; documents count from 1. */
const NO_DOCUMENT = 0;
/** Documents whose rows are put in order together: what all of them have printed is too much to be sorted at once. */
const DOCUMENTS_AT_A_TIME = 10_000;
/**
 * DuckDB takes 400 MB more than its limit while it sorts 31 million readings into a table, whatever the slices. This much
 * is enough for it, and 140 MB less for a build of 100,000 documents than with 256 MB.
 */
const FILL_MEMORY = '192MB';
/** Documents between two reports of progress. */
const REPORT_EVERY = 100;

/**
 * Fills the tables of `database` from the records, in the order of region, year and hash. `stagingFile` is used on the
 * way and may be deleted afterwards.
 */
export async function loadTables(
  database: Database,
  tables: readonly Table[],
  records: AsyncIterable<GongkaiRecord> | Iterable<GongkaiRecord>,
  stagingFile: string,
  onDocuments: (documents: number) => void,
  { derived = [], versions = ALL_CURRENT }: { derived?: readonly Derived[]; versions?: Versions } = {},
): Promise<Record<string, number>> {
  await database.run(`ATTACH ${quoteText(stagingFile)} AS ${STAGING}`);
  const counts = await inTransaction(database, () => stage(database, tables, records, onDocuments, derived, versions));
  collectGarbage(); // nor is what the rows were numbered by needed any more
  await rejectDuplicates(database);
  await database.run(`
    CREATE TABLE ${STAGING}.ranked AS
    SELECT *, row_number() OVER (ORDER BY region_code NULLS LAST, fiscal_year NULLS LAST, document_id) AS rank
    FROM ${STAGING}.documents`);
  const slices = slicesOf(counts.documents ?? 0);
  await withMemory(database, FILL_MEMORY, async () => {
    for (const table of tables) await fill(database, table, slices, counts[table.name] ?? 0);
  });
  await database.run(`DETACH ${STAGING}`);
  return counts;
}

async function stage(
  database: Database,
  tables: readonly Table[],
  records: AsyncIterable<GongkaiRecord> | Iterable<GongkaiRecord>,
  onDocuments: (documents: number) => void,
  derived: readonly Derived[],
  versions: Versions,
): Promise<Record<string, number>> {
  const appenders = new Map<string, Appender>();
  const counts: Record<string, number> = {};
  for (const { name, own } of tables) {
    const columns = own.map((column) => `${quoteName(column.name)} ${SQL_TYPES[COLUMN_TYPES[column.type].staged]}`);
    await database.run(`CREATE TABLE ${STAGING}.${name} (doc INTEGER, ord INTEGER, ${columns.join(', ')})`);
    const types = own.map((column) => COLUMN_TYPES[column.type].staged);
    appenders.set(name, await database.appender(name, ['integer', 'integer', ...types], { catalog: STAGING }));
    counts[name] = 0;
  }
  let documents = 0;
  // The number of each document, and how many rows it has in the tables that get more at the end.
  const documentsAlone = tables.filter(({ name }) => name === 'documents');
  const withRest = derived.filter(({ rest }) => rest);
  const known = new Map<string, number>();
  const ordinals = withRest.map(() => [0]);
  for await (const record of records) {
    documents++;
    const { sha256 } = record.document;
    const isWhole = versions.isWhole(sha256);
    const rowsByTable = rowsOf(withStanding(record, versions.standingOf(sha256)), isWhole ? tables : documentsAlone);
    for (const each of derived)
      if (isWhole || each.table === 'sources') rowsByTable.set(each.table, each.rowsOf(record));
    if (withRest.length > 0) known.set(sha256, documents);
    for (const [i, { table }] of withRest.entries()) ordinals[i]!.push(rowsByTable.get(table)?.length ?? 0);
    for (const [name, rows] of rowsByTable) {
      const appender = appenders.get(name);
      rows.forEach((row, i) => {
        appender?.append([documents, i + 1, ...row]);
      });
      counts[name] = (counts[name] ?? 0) + rows.length;
    }
    if (documents % REPORT_EVERY === 0) onDocuments(documents);
  }
  collectGarbage(); // from here on there are no records any more
  for (const [i, { table, rest }] of withRest.entries()) {
    const last = ordinals[i]!;
    for await (const { sha256, row } of rest?.() ?? []) {
      const document = sha256 === null ? NO_DOCUMENT : known.get(sha256);
      if (document === undefined) throw new Error(`${table}: a row of an unknown document ${sha256}`);
      last[document]! += 1;
      appenders.get(table)?.append([document, last[document]!, ...row]);
      counts[table] = (counts[table] ?? 0) + 1;
    }
  }
  for (const appender of appenders.values()) appender.close();
  onDocuments(documents);
  return counts;
}

/** Two records of the same bytes are a mistake of ours: which of them to believe nobody could say. */
async function rejectDuplicates(database: Database): Promise<void> {
  const [twice] = await database.rows(`
    SELECT document_id, string_agg(source, ', ' ORDER BY source) AS sources
    FROM ${STAGING}.documents GROUP BY document_id HAVING count(*) > 1 ORDER BY document_id LIMIT 1`);
  if (twice) throw new Error(`two records of document ${twice.document_id}, from ${twice.sources}`);
}

/** Conditions on the rank of documents that follow each other; last, what belongs to no document. */
function slicesOf(documents: number): string[] {
  const slices = Array.from({ length: Math.ceil(documents / DOCUMENTS_AT_A_TIME) }, (_, i) => {
    const before = i * DOCUMENTS_AT_A_TIME;
    return `d.rank > ${before} AND d.rank <= ${before + DOCUMENTS_AT_A_TIME}`;
  });
  return [...slices, 'd.rank IS NULL'];
}

/** Gives DuckDB so much memory for a work, and afterwards what it had before. */
async function withMemory(database: Database, limit: string, work: () => Promise<void>): Promise<void> {
  const [before] = await database.rows(`SELECT current_setting('memory_limit') AS memory`);
  await database.run(`SET memory_limit = ${quoteText(limit)}`);
  await work();
  await database.run(`SET memory_limit = ${quoteText(String(before?.memory))}`);
}

async function fill(database: Database, table: Table, slices: readonly string[], expected: number): Promise<void> {
  const columns = table.columns.map(({ name, type }) => `${quoteName(name)} ${COLUMN_TYPES[type].sql}`);
  await database.run(`CREATE TABLE ${table.name} (${columns.join(', ')})`);
  const values = table.columns.map(({ name, type, reading }) => {
    if (reading.from === 'ordinal') return 's.ord';
    if (reading.from === 'document')
      return `d.${quoteName(reading.field === 'sha256' ? 'document_id' : reading.field)}`;
    return type === 'coordinate' ? `s.${quoteName(name)} * 0.001` : `s.${quoteName(name)}`;
  });
  for (const slice of slices)
    await database.run(`
      INSERT INTO ${table.name} SELECT ${values.join(', ')}
      FROM ${STAGING}.${table.name} s LEFT JOIN ${STAGING}.ranked d ON s.doc = d.doc
      WHERE ${slice} ORDER BY d.rank, s.ord`);
  const [stored] = await database.rows(`SELECT count(*)::INTEGER AS rows FROM ${table.name}`);
  if (stored?.rows !== expected) throw new Error(`${table.name}: ${stored?.rows} rows stored of ${expected}`);
  await comment(database, table);
}

async function comment(database: Database, table: Table): Promise<void> {
  await database.run(
    `COMMENT ON TABLE ${table.name} IS ${quoteText(`${table.title}: ${table.row.zh} · ${table.row.en}`)}`,
  );
  for (const { name, title, description, unit } of table.columns) {
    const text = `${title}${unit ? `（${unit}）` : ''} · ${description}`;
    await database.run(`COMMENT ON COLUMN ${table.name}.${quoteName(name)} IS ${quoteText(text)}`);
  }
}
