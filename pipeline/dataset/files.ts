/** The tables as files for other software: Parquet, CSV, and a CSV that a spreadsheet can open without harm. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from './columns.js';
import { type Database, quoteName, quoteText } from './duckdb.js';
import type { Table } from './tables.js';

export const FOLDERS = { parquet: 'parquet', csv: 'csv', excel: 'csv-excel' } as const;

/** Excel holds 32,767 UTF-16 units in a cell and pours the rest over the cells after it. */
const EXCEL_CELL = 32_767;
/** What is kept of a longer text; half of it, as a rare 汉字 counts twice. */
const EXCEL_KEPT = 16_000;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Text that a spreadsheet would run (`=1+1`, `+86`, `@x`; also the full-width ＝ where the input is Chinese) or show
 * differently (001 → 1, 95.00 → 95, 2024-09 → Sep-24, 1/3, 9:30, 12e5, numbers of more than 15 digits). An apostrophe
 * of its own gets one more, so that taking one away always gives the text back.
 */
const MANGLED = `^(?:${[
  "\\s*[=+\\-@＝＋－＠']",
  '[\\t\\r\\n]',
  '0[0-9]+(?:\\.[0-9]*)?$',
  '[0-9]{16,}$',
  '[0-9.]+[eE][+\\-]?[0-9]+$',
  '[0-9,]*\\.[0-9]*0$',
  '[0-9]{1,4}[\\-/:][0-9]{1,2}(?:[\\-/: ].*)?$',
].join('|')})`;

/**
 * Writes every table into the three folders below `directory`; returns the paths written, in order, by `/`. With more
 * than one thread, where row groups end would depend on the machine.
 */
export async function writeFiles(database: Database, tables: readonly Table[], directory: string): Promise<string[]> {
  const paths: string[] = [];
  const to = (path: string) => {
    paths.push(path);
    return quoteText(join(directory, path));
  };
  for (const folder of Object.values(FOLDERS)) await mkdir(join(directory, folder), { recursive: true });
  for (const table of tables) {
    await database.run(
      `COPY ${table.name} TO ${to(`${FOLDERS.parquet}/${table.name}.parquet`)}
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000, PARQUET_VERSION v1)`,
    );
    await database.run(csv(table, to(`${FOLDERS.csv}/${table.name}.csv`), faithfulText, ''));
    await database.run(csv(table, to(`${FOLDERS.excel}/${table.name}.csv`), excelText, BYTE_ORDER_MARK));
  }
  return paths;
}

/** CSV by RFC 4180 (CRLF ends a line), written as whole lines: DuckDB's own writer ends them otherwise. */
function csv(table: Table, to: string, expression: (column: Column) => string, mark: string): string {
  const header = mark + table.columns.map((column) => column.name).join(',');
  const texts = table.columns.map((column) => `${expression(column)} AS ${quoteName(column.name)}`);
  const cells = table.columns.map(({ name, type }) => (type === 'text' ? quoted(quoteName(name)) : quoteName(name)));
  // concat takes a null for nothing, as the file does.
  return `COPY (
    SELECT ${quoteText(`${header}\r`)} UNION ALL
    SELECT concat(${cells.join(", ',', ")}, chr(13)) FROM (SELECT ${texts.join(', ')} FROM ${table.name})
  ) TO ${to} (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '')`;
}

/** Nothing between the commas is null, `""` an empty text. */
function quoted(text: string): string {
  const special = [`','`, `'"'`, 'chr(10)', 'chr(13)'].map((mark) => `contains(${text}, ${mark})`);
  return `CASE WHEN ${text} = '' OR ${special.join(' OR ')} THEN '"' || replace(${text}, '"', '""') || '"' ELSE ${text} END`;
}

/** Decimals without the zeros that the column's scale adds. */
function faithfulText({ name, type }: Column): string {
  const text = `${quoteName(name)}::VARCHAR`;
  return type === 'decimal' || type === 'coordinate' ? `rtrim(rtrim(${text}, '0'), '.')` : text;
}

/** A cell as a spreadsheet can open it without harm, as an expression of SQL. */
export function excelText(column: Column): string {
  if (column.type !== 'text') return faithfulText(column);
  const value = quoteName(column.name);
  const rare = `length(regexp_replace(${value}, '[^\\x{10000}-\\x{10FFFF}]', '', 'g'))`;
  const cut = `left(${value}, ${EXCEL_KEPT}) || ' […' || length(${value}) || ' characters, whole in ${FOLDERS.csv}/]'`;
  const long = `CASE WHEN length(${value}) + ${rare} >= ${EXCEL_CELL} THEN ${cut} ELSE ${value} END`;
  // Only a CASE spares the costly side: an AND is computed on both.
  return `CASE WHEN regexp_matches(${value}, ${quoteText(MANGLED)}) THEN '''' ELSE '' END
    || CASE WHEN strlen(${value}) > ${EXCEL_KEPT} THEN ${long} ELSE ${value} END`;
}
