/**
 * Two datasets held against each other in DuckDB: which records were added, changed or are gone, field by field, and why.
 *
 * Records are matched by their stable id, documents by where they were published. An id may stand in several documents,
 * and in several versions of one: a record is held against itself in the same bytes, else in what stood
 * at the same place, else in any document. Positions (seq, places) are no part of it: reordering changes nothing.
 */
import { join } from 'node:path';
import { DATABASE_FILE } from '../dataset/build.js';
import { type Database, openDatabase, quoteName, quoteText } from '../dataset/duckdb.js';
import { describeTables, type Table } from '../dataset/tables.js';
import type { Run } from './runs.js';

export const CAUSES = ['source', 'extractor', 'correction'] as const;
export const CHANGES = ['added', 'changed', 'gone'] as const;

/** A record that was added or is gone (no field), or one field of a record that changed. */
export const DIFF_COLUMNS = [
  'change',
  'cause',
  'record_type',
  'record_id',
  'name',
  'field',
  'before',
  'after',
  'corrected_by',
  'why',
  'document_before',
  'document_after',
  'source_before',
  'source_after',
] as const;
export type DiffRow = Record<(typeof DIFF_COLUMNS)[number], string | null>;

export interface DiffCount {
  record_type: string;
  change: string;
  cause: string;
  records: number;
}

const MEMORY_LIMIT = '512MB';

/** What tells records of a table apart where that is not `id`, and what a correction calls them. */
const KEYS: Record<string, { key: string; corrected: string; field?: string }> = {
  documents: { key: 'source', corrected: 'document_id' },
  tasks: { key: `project_id || '/' || seq`, corrected: `project_id || '/' || seq` },
  // Their corrections name the evaluation: `dimension_scores.0.score`.
  evaluation_dimensions: {
    key: `evaluation_id || '/' || coalesce(dimension, '')`,
    corrected: 'evaluation_id',
    field: 'dimension_scores',
  },
};
const ID = { key: 'id', corrected: 'id' };

const NOT_COMPARED = new Set(['id', 'seq', 'ordinal', 'superseded_by', 'standing_since']);
const NAMES = ['name', 'project_name', 'label', 'title', 'dimension'];

export class Difference {
  private constructor(
    private readonly database: Database,
    /** Columns that only one of the two has: `indicators.family`. */
    readonly incomparable: string[],
  ) {}

  /** Compares; `scratch` is a folder for what does not fit into memory. */
  static async between(before: Run, after: Run, scratch: string): Promise<Difference> {
    const database = await openDatabase(join(scratch, 'difference.duckdb'), {
      memory_limit: MEMORY_LIMIT,
      temp_directory: join(scratch, 'spill'),
    });
    try {
      for (const [name, { directory }] of [
        ['a', before],
        ['b', after],
      ] as const) {
        await database.run(`ATTACH ${quoteText(join(directory, DATABASE_FILE))} AS ${name} (READ_ONLY)`);
        await takeCorrections(database, name);
        await takeDocuments(database, name);
      }
      const columns = DIFF_COLUMNS.map((name) => `${quoteName(name)} VARCHAR`).join(', ');
      await database.run(`CREATE TABLE changes (rank INTEGER, ${columns})`);
      const incomparable: string[] = [];
      const tables = describeTables().filter(({ path, name }) => path !== null && name !== 'findings');
      for (const [rank, table] of tables.entries()) {
        incomparable.push(...(await compareTable(database, table, rank)));
      }
      return new Difference(database, incomparable);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Records by type, change and cause; one that changed for two reasons counts for both. */
  async counts(): Promise<DiffCount[]> {
    const rows = await this.database.rows(`
      SELECT record_type, change, cause, count(DISTINCT (record_id, document_before, document_after))::INTEGER AS records
      FROM changes GROUP BY rank, record_type, change, cause ORDER BY rank, change, cause`);
    return rows as unknown as DiffCount[];
  }

  /** All changes, as they come: by table, record and field. */
  async *changes(): AsyncGenerator<DiffRow[]> {
    const { batches } = await this.database.stream(`
      SELECT ${DIFF_COLUMNS.map(quoteName).join(', ')} FROM changes
      ORDER BY rank, change, record_id, document_after, document_before, field`);
    for await (const rows of batches()) {
      yield rows.map((row) => Object.fromEntries(DIFF_COLUMNS.map((name, i) => [name, row[i]])) as DiffRow);
    }
  }

  interrupt(): void {
    this.database.interrupt();
  }

  close(): void {
    this.database.close();
  }
}

/** The corrections that count; of a dataset from before there were any, none. */
async function takeCorrections(database: Database, side: 'a' | 'b'): Promise<void> {
  const there = await columnsOf(database, side, 'corrections');
  const from = there.size > 0 ? `${side}.corrections WHERE state = 'applied'` : '(SELECT 1) WHERE false';
  const columns = ['document_id', 'record_id', 'field', 'value', 'corrected_by', 'why'];
  const taken = columns.map((name) => (there.size > 0 ? name : `NULL::VARCHAR AS ${name}`));
  await database.run(`CREATE TABLE corrected_${side} AS SELECT ${taken.join(', ')} FROM ${from}`);
}

/**
 * The documents that have rows: of one whose page was published anew the row in `documents` alone is no reading, and what
 * stood in it is gone because of the source.
 */
async function takeDocuments(database: Database, side: 'a' | 'b'): Promise<void> {
  const hasStanding = (await columnsOf(database, side, 'documents')).has('standing');
  const whole = `standing <> 'superseded' OR document_id IN (SELECT document_id FROM ${side}.checks)`;
  await database.run(
    `CREATE TABLE read_${side} AS SELECT document_id FROM ${side}.documents WHERE ${hasStanding ? whole : 'true'}`,
  );
}

async function columnsOf(database: Database, side: 'a' | 'b', table: string): Promise<Set<string>> {
  const rows = await database.rows(`
    SELECT column_name AS name FROM duckdb_columns()
    WHERE database_name = ${quoteText(side)} AND table_name = ${quoteText(table)}`);
  return new Set(rows.map(({ name }) => String(name)));
}

/** Returns the columns that only one side has. */
async function compareTable(database: Database, table: Table, rank: number): Promise<string[]> {
  const [inA, inB] = [await columnsOf(database, 'a', table.name), await columnsOf(database, 'b', table.name)];
  const own = table.columns.filter(({ reading }) => {
    // The status of a document is the record's own.
    const level = table.name === 'documents' ? 0 : (table.path?.length ?? 0);
    return reading.from === 'ancestor' && reading.level >= level;
  });
  const compared = own.filter(({ name }) => !NOT_COMPARED.has(name));
  const fields = compared.filter(({ name }) => inA.has(name) && inB.has(name));
  const oneSided = [...new Set([...inA, ...inB])].filter((name) => inA.has(name) !== inB.has(name));
  if (inA.size === 0 || inB.size === 0) return [table.name];
  const { key, corrected, field } = { field: undefined, ...(KEYS[table.name] ?? ID) };
  const name = NAMES.find((each) => inA.has(each) && inB.has(each));
  const texts = fields.map((column) => {
    const text = `${quoteName(column.name)}::VARCHAR`;
    return `${column.type === 'decimal' ? `rtrim(rtrim(${text}, '0'), '.')` : text} AS ${quoteName(`f_${column.name}`)}`;
  });
  const ordinal = table.name === 'documents' ? 'document_id' : 'ordinal';
  for (const side of ['a', 'b']) {
    await database.run(`CREATE OR REPLACE TABLE rows_${side} AS
      SELECT row_number() OVER (ORDER BY document_id, ${ordinal}) AS r, document_id, source, (${key}) AS id,
        (${key}) || '#' || row_number() OVER (PARTITION BY document_id, (${key}) ORDER BY ${ordinal}) AS k,
        (${corrected}) AS corrected, ${name ? quoteName(name) : 'NULL'} AS name${texts.map((text) => `, ${text}`).join('')}
      FROM ${side}.${table.name} WHERE document_id IN (FROM read_${side})`);
  }
  await pair(database);
  const type = quoteText(table.recordType ?? table.name.replace(/s$/, ''));
  for (const column of fields) await database.run(changesOf(column.name, rank, type, field));
  await database.run(oneSide(rank, type, 'added', 'b', 'a'));
  await database.run(oneSide(rank, type, 'gone', 'a', 'b'));
  return oneSided.map((column) => `${table.name}.${column}`);
}

/** Each row of B with its best partner of A, and the same the other way for what A has of documents that B lacks. */
async function pair(database: Database): Promise<void> {
  const best = (one: string, other: string) => `
    SELECT a.r AS ra, b.r AS rb FROM rows_a a JOIN rows_b b ON a.k = b.k
    ${one === 'a' ? 'WHERE a.document_id NOT IN (FROM read_b)' : ''}
    QUALIFY row_number() OVER (PARTITION BY ${one}.r ORDER BY (a.document_id = b.document_id) DESC,
      (a.source = b.source) DESC, ${other}.r DESC) = 1`;
  await database.run(
    `CREATE OR REPLACE TABLE pairs AS SELECT DISTINCT * FROM (${best('b', 'a')} UNION ALL ${best('a', 'b')})`,
  );
}

function changesOf(name: string, rank: number, type: string, correctedField: string | undefined): string {
  const before = `a.${quoteName(`f_${name}`)}`;
  const after = `b.${quoteName(`f_${name}`)}`;
  // One correction for each, though an evaluation's dimensions may have several.
  const corrected = (side: string) => `LEFT JOIN (
      SELECT document_id, record_id, string_agg(value, ' | ' ORDER BY field) AS value,
        string_agg(DISTINCT corrected_by, ', ') AS corrected_by, string_agg(DISTINCT why, ' | ') AS why
      FROM corrected_${side}
      WHERE ${correctedField ? `starts_with(field, ${quoteText(correctedField)})` : `field = ${quoteText(name)}`}
      GROUP BY document_id, record_id
    ) c${side} ON c${side}.document_id = ${side}.document_id AND c${side}.record_id = ${side}.corrected`;
  // A correction that does not hold in other bytes is no cause: what was published changed.
  const isCorrection = `(cb.value IS NOT NULL AND cb.value IS DISTINCT FROM ca.value)
      OR (cb.value IS NULL AND ca.value IS NOT NULL AND a.document_id = b.document_id)`;
  const isOfSource = name === 'standing' ? 'true' : 'a.document_id <> b.document_id';
  return `INSERT INTO changes SELECT ${rank}, 'changed',
      CASE WHEN ${isCorrection} THEN 'correction' WHEN ${isOfSource} THEN 'source' ELSE 'extractor' END,
      ${type}, b.id, b.name, ${quoteText(name)}, ${before}, ${after},
      CASE WHEN ${isCorrection} THEN coalesce(cb.corrected_by, ca.corrected_by) END,
      CASE WHEN ${isCorrection} THEN coalesce(cb.why, ca.why) END,
      a.document_id, b.document_id, a.source, b.source
    FROM pairs JOIN rows_a a ON a.r = ra JOIN rows_b b ON b.r = rb ${corrected('a')} ${corrected('b')}
    WHERE ${before} IS DISTINCT FROM ${after}`;
}

/** What only one side has. Of a document that both have, the reading differs. */
function oneSide(rank: number, type: string, change: string, side: 'a' | 'b', other: 'a' | 'b'): string {
  const where = (column: string) => (side === 'a' ? `s.${column}, NULL` : `NULL, s.${column}`);
  return `INSERT INTO changes SELECT ${rank}, ${quoteText(change)},
      CASE WHEN s.document_id IN (FROM read_${other}) THEN 'extractor' ELSE 'source' END,
      ${type}, s.id, s.name, NULL, NULL, NULL, NULL, NULL, ${where('document_id')}, ${where('source')}
    FROM rows_${side} s WHERE s.k NOT IN (SELECT k FROM rows_${other})`;
}
