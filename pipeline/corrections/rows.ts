/** Tables that people wrote: CSV from any program and workbooks, as rows by the names of their columns. Alone imports csv-parse. */
import { readFile } from 'node:fs/promises';
import { type CsvError, parse } from 'csv-parse/sync';
import { isCompoundFile } from '../../extractors/container/compound-file.js';
import { isZip } from '../../extractors/container/zip.js';
import type { Table } from '../../extractors/document.js';
import { decodeText } from '../../extractors/text/decode.js';

export interface WrittenRow {
  /** Line of a CSV file on which the row ends, or number of the row in its sheet; from 1. */
  line: number;
  /** By column, trimmed; what is empty is absent. */
  cells: ReadonlyMap<string, string>;
}

export interface WrittenTable {
  columns: string[];
  rows: WrittenRow[];
  /** Why not all of the file could be read; null where it was. */
  problem: string | null;
  isWorkbook: boolean;
}

const SEPARATORS = [',', ';', '\t'];

/** Reads a table whose first row names its columns. What is wrong with the file is told in `problem`. */
export async function readWrittenTable(path: string): Promise<WrittenTable> {
  const bytes = await readFile(path);
  return isZip(bytes) || isCompoundFile(bytes) ? readSheet(bytes) : readLines(bytes);
}

function readLines(bytes: Uint8Array): WrittenTable {
  const decoded = decodeText(bytes);
  if (!decoded) return broken('it is no text', false);
  // What was lost in decoding may be a word of the correction itself.
  const problem = decoded.findings.length > 0 ? 'some of its bytes are no text; save it as UTF-8' : null;
  const head = decoded.text.split(/\r?\n/, 1)[0] ?? '';
  const count = (separator: string) => head.split(separator).length;
  const delimiter = SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
  const lines: { line: number; cells: string[] }[] = [];
  let trouble = problem;
  try {
    parse(decoded.text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines: line }) => {
        lines.push({ line, cells });
        return null;
      },
    });
  } catch (error) {
    trouble = `line ${(error as CsvError).lines ?? '?'}: ${(error as Error).message}`;
  }
  return tableOf(lines, trouble, false);
}

/** Of a workbook, the first table. */
async function readSheet(bytes: Uint8Array): Promise<WrittenTable> {
  const { extractXlsx } = await import('../../extractors/xlsx/index.js'); // few need it, and it is a megabyte
  const { blocks, findings } = await extractXlsx(bytes);
  const failure = findings.find(({ severity }) => severity === 'error');
  const table = blocks.find((block): block is Table => block.kind === 'table');
  if (!table) return broken(failure?.message ?? 'it holds no table', true);
  const rows = new Map<number, string[]>();
  for (const { row, column, text } of table.cells) {
    const cells = rows.get(row) ?? [];
    cells[column] = text;
    rows.set(row, cells);
  }
  const lines = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([row, cells]) => ({ line: row + 1, cells: Array.from(cells, (cell) => cell ?? '') }));
  return tableOf(lines, failure?.message ?? null, true);
}

function tableOf(
  [head, ...lines]: { line: number; cells: string[] }[],
  problem: string | null,
  isWorkbook: boolean,
): WrittenTable {
  if (!head) return broken(problem ?? 'it is empty', isWorkbook);
  const columns = head.cells.map((name) => name.trim().toLowerCase());
  const rows: WrittenRow[] = [];
  for (const { line, cells } of lines) {
    const named = cells.flatMap((cell, i): [string, string][] =>
      cell.trim() ? [[columns[i] ?? '', cell.trim()]] : [],
    );
    if (named.length > 0) rows.push({ line, cells: new Map(named) });
  }
  return { columns, rows, problem, isWorkbook };
}

function broken(problem: string, isWorkbook: boolean): WrittenTable {
  return { columns: [], rows: [], problem, isWorkbook };
}
