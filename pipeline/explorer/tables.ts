/** Pages of a table, the values of its columns, and what a request may say of both. Names come from the descriptions only. */
import { z } from 'zod';
import { CODES } from '../dataset/codes.js';
import type { Column } from '../dataset/columns.js';
import { quoteName, quoteText } from '../dataset/duckdb.js';
import type { Table } from '../dataset/tables.js';
import { type Cell, FILTERS, type TableColumn, type TableDescription, type TablePage } from './api.js';
import type { Dataset } from './dataset.js';
import { RequestProblem } from './problem.js';
import { holds, wordsOf } from './search.js';

const LONGEST_TEXT = 1000;
const text = z.string().max(LONGEST_TEXT);
const MOST_FILTERS = 50;
const MOST_VALUES = 1000;
/** A page that is asked for, and the most that is given. */
const PAGE = { usual: 100, most: 1000 };
const CHOICES = { usual: 100, most: 1000 };

const filterSchema = z.strictObject({
  column: text,
  is: z.enum(FILTERS),
  values: z.array(text).max(MOST_VALUES).optional(),
});
export type TableFilter = z.infer<typeof filterSchema>;

const filters = z
  .string()
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue('it is no JSON');
      return z.NEVER;
    }
  })
  .pipe(z.array(filterSchema).max(MOST_FILTERS));

export const whole = (most: number) => z.coerce.number().int().min(0).max(most);
const FARTHEST = 2 ** 31 - 1;

export const rowsQuery = z.object({
  columns: text.optional(),
  sort: text.optional(),
  filters: filters.optional(),
  search: text.optional(),
});
export const tableQuery = rowsQuery.extend({
  offset: whole(FARTHEST).default(0),
  limit: whole(PAGE.most).default(PAGE.usual),
});
export const valuesQuery = z.object({
  column: text,
  search: text.optional(),
  filters: filters.optional(),
  limit: whole(CHOICES.most).default(CHOICES.usual),
});

export type RowsQuery = z.infer<typeof rowsQuery>;

/** The tables that the dataset has, with their rows. */
export async function describe(dataset: Dataset): Promise<TableDescription[]> {
  const counts = await countRows(dataset);
  return dataset.tables.map(({ name, title, row, recordType, columns }) => ({
    name,
    title: { zh: title, en: name.replaceAll('_', ' ') },
    row,
    recordType,
    rows: counts[name] ?? 0,
    columns: columns.map(columnDescription),
  }));
}

export async function countRows(dataset: Dataset): Promise<Record<string, number>> {
  const counts = dataset.tables.map(({ name }) => `(SELECT count(*) FROM ${name}) AS ${name}`);
  const [row = {}] = await dataset.rows(`SELECT ${counts.join(', ')}`);
  return Object.fromEntries(Object.entries(row).map(([name, rows]) => [name, Number(rows)]));
}

function columnDescription({ name, type, title, description, unit, codes }: Column): TableColumn {
  const meanings = CODES[name];
  return {
    name,
    type: type === 'coordinate' ? 'decimal' : type,
    title: { zh: title, en: description },
    unit,
    // Codes of findings are no closed list in the schema, and yet each has a meaning.
    codes:
      (codes ?? (meanings && Object.keys(meanings)))?.map((code) => {
        const { zh, en } = meanings?.[code] ?? { zh: code, en: code };
        return { code, zh, en };
      }) ?? null,
  };
}

export async function readPage(dataset: Dataset, name: string, query: z.infer<typeof tableQuery>): Promise<TablePage> {
  const table = tableOf(dataset, name);
  const columns = chosenColumns(table, query.columns);
  const condition = conditionOf(table, query);
  const [positions, total] = await Promise.all([
    positionsOf(dataset, table, condition, query),
    countOf(dataset, name, condition),
  ]);
  const keys = keyColumns(table);
  const rows = await rowsAt(dataset, name, [...columns.map((column) => column.name), ...keys], positions);
  const keyed = rows.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[columns.length + i] ?? null])));
  return {
    total,
    columns: columns.map((column) => column.name),
    rows: rows.map((row) => row.slice(0, columns.length)),
    keys: await describeKeys(dataset, table, keyed),
  };
}

/**
 * Where the rows of a page stand. Their other columns are fetched afterwards, by these positions: so neither sorting nor
 * counting forth to a far page drags whole rows along.
 */
async function positionsOf(
  dataset: Dataset,
  table: Table,
  condition: string,
  query: z.infer<typeof tableQuery>,
): Promise<readonly string[]> {
  const parts = dataset.partsOf(table.name);
  const sort = query.sort ? sortOf(table, query.sort) : null;
  const selects = parts.map(
    ({ from, position, where }) =>
      `SELECT ${position} AS position${sort ? `, ${sort.column} AS sorted` : ''} FROM ${from} WHERE ${where} AND ${condition}`,
  );
  const order = sort ? `ORDER BY sorted ${sort.direction} NULLS LAST, position` : 'ORDER BY position';
  // The rows of a table come in their order by themselves.
  const ordered =
    parts.length === 1 && !sort ? selects[0]! : `SELECT position FROM (${selects.join(' UNION ALL ')}) ${order}`;
  const rows = await dataset.rows(`${ordered} LIMIT ${query.limit} OFFSET ${query.offset}`);
  return rows.map(({ position }) => String(position));
}

/** The columns of the rows at these positions, in their order. */
async function rowsAt(
  dataset: Dataset,
  name: string,
  columns: readonly string[],
  positions: readonly string[],
): Promise<Cell[][]> {
  if (positions.length === 0) return [];
  const selected = columns.map(quoteName).join(', ');
  // As a list that is joined: of a condition by numbers DuckDB reads all columns of all rows.
  const selects = dataset.partsOf(name).map(({ from, position, where }) => {
    const type = position === 'rowid' ? 'BIGINT' : 'DOUBLE';
    const wanted =
      type === 'BIGINT' ? positions.filter((each) => /^\d+$/.test(each) || each.endsWith('.0')) : positions;
    return `SELECT ${position}::DOUBLE AS position, ${selected} FROM ${from}
      WHERE ${position} IN (SELECT unnest([${wanted.join(', ')}]::${type}[])) AND ${where}`;
  });
  const found = await arrays(dataset, selects.join(' UNION ALL '));
  const byPosition = new Map(found.map(([position, ...row]) => [Number(position), row]));
  return positions.flatMap((position) => {
    const row = byPosition.get(Number(position));
    return row ? [row] : [];
  });
}

/** All rows of a query, in their order, for a file. */
export function selectRows(
  dataset: Dataset,
  name: string,
  query: RowsQuery,
): { sql: string; columns: readonly Column[] } {
  const table = tableOf(dataset, name);
  const columns = chosenColumns(table, query.columns);
  const selected = columns.map((column) => quoteName(column.name)).join(', ');
  const condition = conditionOf(table, query);
  const parts = dataset.partsOf(name);
  const sort = query.sort ? sortOf(table, query.sort) : null;
  // The rows of a table come in their order by themselves: a file of all of them takes no memory.
  if (parts.length === 1 && !sort) {
    return { sql: `SELECT ${selected} FROM ${parts[0]!.from} WHERE ${condition}`, columns };
  }
  // With the position last: rows of equal values stand in a file as on the pages.
  const order = sort ? `${sort.column} ${sort.direction} NULLS LAST, position` : 'position';
  const sql = `SELECT ${selected} FROM ${dataset.positioned(name)} WHERE ${condition} ORDER BY ${order}`;
  return { sql, columns };
}

export async function readValues(
  dataset: Dataset,
  name: string,
  { column: asked, search, filters: chosen, limit }: z.infer<typeof valuesQuery>,
): Promise<{ values: { value: string | null; rows: number }[] }> {
  const table = tableOf(dataset, name);
  const column = columnOf(table, asked);
  const where = conditionOf(table, { filters: chosen });
  // Codes that are joined in one text are chosen one by one.
  const each = column.joined ? `unnest(string_split(${quoteName(column.name)}, '|'))` : quoteName(column.name);
  const rows = await dataset.rows(`
    SELECT value::VARCHAR AS value, rows FROM (
      SELECT value, count(*) AS rows FROM (SELECT ${each} AS value FROM ${name} WHERE ${where}) GROUP BY value)
    ${search ? `WHERE ${holds('value::VARCHAR', search)}` : ''}
    ORDER BY rows DESC, value LIMIT ${limit}`);
  const values = rows.map(({ value, rows: count }) => ({
    value: isDecimal(column) ? (plain(value as Cell) as string | null) : (value as string | null),
    rows: Number(count),
  }));
  return { values };
}

export function tableOf(dataset: Dataset, name: string): Table {
  const table = dataset.table(name);
  if (!table) throw new RequestProblem(404, `the dataset has no table ${name}`);
  return table;
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (!column) throw new RequestProblem(400, `the table ${table.name} has no column ${name}`);
  return column;
}

function chosenColumns(table: Table, names: string | undefined): readonly Column[] {
  return names ? names.split(',').map((name) => columnOf(table, name)) : table.columns;
}

function sortOf(table: Table, sort: string): { column: string; direction: 'ASC' | 'DESC' } {
  const descending = sort.startsWith('-');
  const { name } = columnOf(table, descending ? sort.slice(1) : sort);
  return { column: quoteName(name), direction: descending ? 'DESC' : 'ASC' };
}

function conditionOf(table: Table, { filters: chosen = [], search }: Pick<RowsQuery, 'filters' | 'search'>): string {
  const conditions = chosen.map((filter) => filterCondition(columnOf(table, filter.column), filter));
  for (const word of wordsOf(search ?? '')) {
    const texts = table.columns.filter(({ type }) => type === 'text').map(({ name }) => quoteName(name));
    conditions.push(`(${texts.map((column) => holds(column, word)).join(' OR ') || 'false'})`);
  }
  return ['true', ...conditions].join(' AND ');
}

function filterCondition(column: Column, { is, values = [] }: TableFilter): string {
  const name = quoteName(column.name);
  if (is === 'empty') return `${name} IS NULL`;
  if (is === 'filled') return `${name} IS NOT NULL`;
  if (values.length === 0) throw new RequestProblem(400, `the filter ${is} of ${column.name} needs a value`);
  switch (is) {
    case 'is':
      return equals(column, values);
    case 'is-not':
      return `(${name} IS NULL OR NOT ${equals(column, values)})`;
    case 'contains':
      return `(${values.map((value) => holds(textOf(column), value)).join(' OR ')})`;
    case 'at-least':
      return values.map((value) => `${name} >= ${literal(column, value)}`).join(' AND ');
    case 'at-most':
      return values.map((value) => `${name} <= ${literal(column, value)}`).join(' AND ');
  }
}

/** As it is shown: decimals without the zeros that their scale adds. */
function textOf(column: Column): string {
  const text = `${quoteName(column.name)}::VARCHAR`;
  return isDecimal(column) ? `rtrim(rtrim(${text}, '0'), '.')` : text;
}

function equals(column: Column, values: readonly string[]): string {
  const name = quoteName(column.name);
  if (!column.joined) return `${name} IN (${values.map((value) => literal(column, value)).join(', ')})`;
  return `list_has_any(string_split(${name}, '|'), [${values.map(quoteText).join(', ')}])`;
}

const LITERALS: Partial<Record<Column['type'], { form: RegExp; what: string }>> = {
  integer: { form: /^-?\d{1,9}$/, what: 'a whole number' },
  decimal: { form: /^-?\d{1,18}(\.\d{1,10})?$/, what: 'a number' },
  coordinate: { form: /^-?\d{1,9}(\.\d{1,10})?$/, what: 'a number' },
  boolean: { form: /^(true|false)$/, what: 'true or false' },
};

function literal({ name, type }: Column, value: string): string {
  const known = LITERALS[type];
  if (!known) return quoteText(value);
  if (!known.form.test(value)) throw new RequestProblem(400, `${name} is compared with ${known.what}, not '${value}'`);
  return value;
}

async function countOf(dataset: Dataset, name: string, where: string): Promise<number> {
  return dataset.remember(`count ${name} ${where}`, async () => {
    const [row] = await dataset.rows(`SELECT count(*) AS rows FROM ${name} WHERE ${where}`);
    return Number(row?.rows);
  });
}

/** Rows by the order of columns; decimals without the zeros that their scale adds. */
async function arrays(dataset: Dataset, sql: string): Promise<Cell[][]> {
  return dataset.with(async (database) => {
    const { columns, batches } = await database.stream(sql);
    const rows: Cell[][] = [];
    for await (const batch of batches()) {
      for (const row of batch) rows.push(row.map((cell, i) => (columns[i]!.numeric ? plain(cell) : cell)));
    }
    return rows;
  });
}

function isDecimal({ type }: Column): boolean {
  return type === 'decimal' || type === 'coordinate';
}

function plain(cell: Cell): Cell {
  return typeof cell === 'string' && cell.includes('.') ? cell.replace(/\.?0+$/, '') : cell;
}

/** What of a row tells of which record it is. */
function keyColumns({ columns, recordType }: Table): string[] {
  const has = (name: string) => columns.some((column) => column.name === name);
  const own = recordType === 'task' ? ['project_id', 'seq'] : ['id'];
  return ['document_id', ...own, 'record_id', 'indicator_id', 'subject_id', 'evaluation_id', 'field'].filter(has);
}

async function describeKeys(
  dataset: Dataset,
  { name, recordType }: Table,
  rows: Record<string, Cell>[],
): Promise<TablePage['keys']> {
  const keys = rows.map((row) => {
    const { document_id: document = null, id, record_id, indicator_id, subject_id, evaluation_id } = row;
    const task = recordType === 'task' ? `${row.project_id}/${row.seq}` : undefined;
    const record =
      id ??
      task ??
      record_id ??
      indicator_id ??
      subject_id ??
      evaluation_id ??
      (name === 'documents' ? document : null);
    return {
      document: document as string | null,
      record: record as string | null,
      field: row.field as string | undefined,
    };
  });
  const corrected = await correctedFields(dataset, keys);
  return keys.map(({ document, record, field }) => {
    const fields = corrected.get(`${document} ${record}`) ?? [];
    return {
      document,
      record,
      corrected: name === 'readings' ? fields.filter((each) => each === field) : recordType ? fields : [],
    };
  });
}

/** The corrected fields of the records on a page, from the table of corrections, which is small. */
async function correctedFields(
  dataset: Dataset,
  keys: readonly { document: string | null; record: string | null }[],
): Promise<Map<string, string[]>> {
  const records = [...new Set(keys.flatMap(({ record }) => record ?? []))];
  const fields = new Map<string, string[]>();
  if (records.length === 0 || !dataset.table('corrections')) return fields;
  const rows = await dataset.rows(`
    SELECT DISTINCT document_id, record_id, field FROM corrections
    WHERE state = 'applied' AND record_id IN (${records.map(quoteText).join(', ')}) ORDER BY ALL`);
  for (const { document_id, record_id, field } of rows) {
    const key = `${document_id} ${record_id}`;
    fields.set(key, [...(fields.get(key) ?? []), String(field)]);
  }
  return fields;
}
