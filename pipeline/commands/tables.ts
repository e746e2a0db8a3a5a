/** `gongkai tables`: the tables of one document, as printed or put together over its pages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Cell, Document, Table } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { wantsOffice } from '../../extractors/office/index.js';
import { repairDocument } from '../../extractors/repair/index.js';
import { makeVocabulary } from '../../normalizers/vocabulary.js';
import { loadLexicon } from '../lexicon.js';
import { findOffice } from '../office/soffice.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP } from './command.js';

interface TablesOptions {
  json?: boolean;
  csv?: string;
  stitched?: boolean;
  password?: string;
}

export const tablesCommand: Command<TablesOptions> = {
  name: 'tables',
  summary: 'print the tables of one document',
  paths: { syntax: '<file>', description: 'PDF, DOCX, DOC, HTML, XLSX, XLS or text' },
  options: [
    { flags: '--json', description: 'one JSON object: {file, tables: [{page, method, rows, cells}]}' },
    { flags: '--csv <dir>', description: 'write each table as a CSV file into a folder' },
    { flags: '--stitched', description: 'whole tables, over page breaks and with cut rows and words rejoined' },
    { flags: '--password <text>', description: 'password of an encrypted PDF' },
  ],
  help: `Without --stitched a table that goes on over pages is printed in pieces, one a page, as it stands there. In 'rows'
a merged cell stands at its first position and the others are null; 'cells' has the spans and, in points from the top
left of the page, the boxes.

Examples:
  gongkai tables budget.pdf                      as text
  gongkai tables budget.pdf --json               with spans and boxes
  gongkai tables budget.pdf --stitched --csv out/

${EXIT_CODES_HELP}`,

  async run([file], { json, csv, stitched, password }, { print, log }) {
    const document = await read(file!, password);
    for (const { severity, code, message } of document.findings) {
      if (severity === 'error') log.error(message, { code });
    }
    const whole = stitched ? repairDocument(document, makeVocabulary(loadLexicon().forms)) : document;
    const tables = whole.blocks.filter((block): block is Table => block.kind === 'table');
    if (csv) {
      mkdirSync(csv, { recursive: true });
      tables.forEach((table, i) => {
        writeFileSync(join(csv, `table-${i + 1}.csv`), toCsv(rowsOf(table)));
      });
      log.info(`${tables.length} tables written to ${csv}`);
    }
    if (json) await print(`${JSON.stringify({ file: basename(file!), tables: tables.map(describe) })}\n`);
    else if (!csv) await print(tables.map(asText).join('\n'));
    return document.findings.some(({ severity }) => severity === 'error') ? EXIT.notAllOk : EXIT.done;
  },
};

async function read(file: string, password: string | undefined): Promise<Document> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CannotWorkError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const document = await extract(bytes, { password });
  if (!wantsOffice(document.mediaType, document.findings)) return document;
  const office = (await findOffice('auto')) ?? undefined;
  return office ? extract(bytes, { password, office }) : document;
}

function describe(table: Table) {
  const cells = table.cells.map((cell) => ({
    row: cell.row,
    col: cell.column,
    rowSpan: cell.rowSpan,
    colSpan: cell.columnSpan,
    text: cell.text,
    box: boxOf(cell),
  }));
  return { page: pageOf(table), method: table.method.split('/').at(-1)!, rows: rowsOf(table), cells };
}

/** The page of the first cell; null where the format has no pages. */
function pageOf(table: Table): number | null {
  const place = table.cells.flatMap((cell) => cell.at)[0];
  return place && 'page' in place ? place.page : null;
}

function boxOf(cell: Cell): number[] | null {
  const place = cell.at[0];
  return place && 'box' in place ? place.box.map((value) => Math.round(value * 100) / 100) : null;
}

function rowsOf(table: Table): (string | null)[][] {
  const rows = Array.from({ length: table.rows }, () => new Array<string | null>(table.columns).fill(null));
  for (const cell of table.cells) {
    const row = rows[cell.row];
    if (row && cell.column < row.length) row[cell.column] = cell.text;
  }
  return rows;
}

function toCsv(rows: (string | null)[][]): string {
  const quote = (text: string | null) =>
    text === null ? '' : /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

function asText(table: Table): string {
  const page = pageOf(table);
  const head = `${page === null ? '' : `page ${page}, `}${table.method}, ${table.rows} rows × ${table.columns} columns\n`;
  return (
    head +
    rowsOf(table)
      .map((row) => `${row.map((text) => text?.replaceAll('\n', ' ') ?? '').join('\t')}\n`)
      .join('')
  );
}
