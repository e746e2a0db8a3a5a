/** One record → the rows of all tables. Pure; what does not fit a column is told in `findings`, never dropped quietly. */
import type { Place } from '../../extractors/document.js';
import type { Evidence, GongkaiRecord, RecordFinding } from '../../normalizers/record.js';
import type { Column } from './columns.js';
import { fitsInteger, type Value } from './duckdb.js';
import { plainNumber, scaleNumber } from './numbers.js';
import { placeValues } from './places.js';
import { readingsOf } from './readings.js';
import type { Table } from './tables.js';

type Fields = Record<string, unknown>;

/** The rows of one record, table by table, in the columns `table.own`; a row's ordinal is its position in the list. */
export function rowsOf(record: GongkaiRecord, tables: readonly Table[]): Map<string, Value[][]> {
  const rows = new Map<string, Value[][]>(tables.map((table) => [table.name, []]));
  const told: RecordFinding[] = [];
  for (const table of tables) {
    const ids = new Set<unknown>();
    for (const chain of chainsOf(record, table.path)) {
      const fields = chain.at(-1) ?? {};
      rows.get(table.name)?.push(rowOf(chain, table.own, told));
      if (!table.recordType) continue;
      const id = recordId(chain);
      if (ids.has(id)) told.push(duplicateId(table, id));
      ids.add(id);
      rows.get('readings')?.push(...readingsOf(table.recordType, id, fields, (fields.evidence ?? {}) as Evidence));
    }
  }
  tellFindings(rows, tables, told);
  return rows;
}

/** The objects at a path, each with its ancestors: [record, project, indicator]. */
function chainsOf(record: GongkaiRecord, path: readonly string[] | null): Fields[][] {
  if (!path) return [];
  let chains: Fields[][] = [[record]];
  for (const step of path) {
    chains = chains.flatMap((chain) => [chain.at(-1)?.[step] ?? []].flat().map((child) => [...chain, child as Fields]));
  }
  return chains;
}

/** A document is called by its hash, and what has no id (a task) by its parent and number: `3f2a…/2`. */
function recordId(chain: readonly Fields[]): string {
  const fields = chain.at(-1) ?? {};
  return String(fields.id ?? fields.sha256 ?? `${chain.at(-2)?.id}/${fields.seq}`);
}

function rowOf(chain: readonly Fields[], columns: readonly Column[], told: RecordFinding[]): Value[] {
  const fields = chain.at(-1) ?? {};
  const places = Array.isArray(fields.at) ? placeValues(fields.at as Place[]) : [];
  return columns.map((column) => {
    if (column.reading.from === 'place') return places.shift() ?? null;
    if (column.reading.from !== 'ancestor') throw new Error(`${column.name} is no field of a record`);
    const { level, field } = column.reading;
    const value = chain[level]?.[field] ?? null;
    if (typeof value === 'number') return numberCell(value, column, level === chain.length - 1 ? fields : null, told);
    return column.joined ? ((value as string[] | null)?.join('|') ?? null) : (value as string | boolean | null);
  });
}

/** `owner` is null for a number of an ancestor: it was told in the ancestor's table. */
function numberCell(value: number, column: Column, owner: Fields | null, told: RecordFinding[]): Value {
  if (column.type === 'integer' && fitsInteger(value)) return value;
  const scaled = column.type === 'integer' ? { value: null, exact: false } : scaleNumber(value);
  if (!scaled.exact && owner) told.push(inexactNumber(column, value, scaled.value === null, owner));
  return scaled.value;
}

function inexactNumber(column: Column, value: number, lost: boolean, fields: Fields): RecordFinding {
  const evidence = (fields.evidence ?? {}) as Evidence;
  return {
    code: lost ? 'dataset/number-too-large' : 'dataset/number-rounded',
    severity: lost ? 'warning' : 'info',
    message: lost
      ? `${column.name} is too large for its column and stands empty there; here is it whole`
      : `${column.name} has more decimals than its column; here is it whole`,
    at: evidence[column.name]?.at ?? [],
    ...(typeof fields.id === 'string' ? { record_id: fields.id } : {}),
    actual: plainNumber(value),
  };
}

function duplicateId(table: Table, id: string): RecordFinding {
  return {
    code: 'dataset/duplicate-id',
    severity: 'warning',
    message: `${table.name}: a second record of this document has the same id; a join by id meets both`,
    at: [],
    record_id: id,
  };
}

function tellFindings(rows: Map<string, Value[][]>, tables: readonly Table[], told: RecordFinding[]): void {
  const table = tables.find(({ name }) => name === 'findings');
  if (!table) return;
  for (const finding of told) rows.get('findings')?.push(rowOf([{}, { ...finding }], table.own, []));
}
