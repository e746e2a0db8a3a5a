/**
 * Workbooks by SheetJS. Alone imports it.
 *
 * Chosen over exceljs, which reads no XLS and no Excel 2003 XML, gives values without their number format (0.95 for 95%),
 * and has had no release since 2023; what SheetJS lacks (limits, what hangs on a sheet) is in package.ts and annotations.ts.
 * The package is @e965/xlsx, which publishes SheetJS 0.20.3 unchanged: the authors left the registry at 0.18.5, which
 * has a prototype pollution (CVE-2023-30533) and a regular expression that hangs (CVE-2024-22363).
 */
import * as sheetjs from '@e965/xlsx';
import { CHINESE_FORMATS } from './number-formats.js';

/** A cell with content. Rows and columns count from 0, hidden ones too. */
export interface SheetCell {
  row: number;
  column: number;
  /** As displayed: `60,000.00`, `95%`, `2024年9月`. */
  displayed: string;
  /** As stored: `60000`, `0.95`, `45566`; the same as displayed for text. */
  stored: string;
  /** `#REF!` and the like. */
  isError: boolean;
}

export interface Span {
  row: number;
  column: number;
  /** The last row and column that belong to it. */
  lastRow: number;
  lastColumn: number;
}

export interface Sheet {
  name: string;
  hidden: boolean;
  cells: SheetCell[];
  merges: Span[];
  hiddenRows: Set<number>;
  hiddenColumns: Set<number>;
}

export interface Workbook {
  sheets: Sheet[];
  /** What the library met and read over; null where all went well. */
  trouble: string | null;
}

/** The workbook needs a password. */
export class PasswordError extends Error {
  override name = 'PasswordError';
}

/** Parts of an OOXML package and how many cells in them have content, the bytes of a compound file, or an XML file. */
export type WorkbookSource =
  | { parts: ReadonlyMap<string, Uint8Array>; filled: number }
  | { bytes: Uint8Array }
  | { text: string };

/** parse_zip is exported, but not declared; it takes the files of a package as JSZip would give them. */
const { parse_zip: parsePackage } = sheetjs as unknown as {
  parse_zip: (
    zip: { files: Record<string, { name: string; asNodeBuffer: () => Buffer }> },
    options: sheetjs.ParsingOptions,
  ) => sheetjs.WorkBook;
};

const OPTIONS: sheetjs.ParsingOptions = { cellStyles: true, cellFormula: false, cellHTML: false };

/**
 * Reads a workbook. The library leaves out in silence what it cannot read, so it is counted after: `trouble` says what is
 * missing. Throws a PasswordError, or whatever the library throws where there is nothing to be read.
 */
export function readWorkbook(source: WorkbookSource): Workbook {
  const book = parse(source);
  const missing = book.SheetNames.filter((name) => !book.Sheets[name]);
  const trouble = missing.length > 0 ? [`sheet(s) that cannot be read: ${missing.join(', ')}`] : [];
  if ('bytes' in source && isCut(book)) trouble.push('it ends in the middle of a sheet');
  if ('parts' in source && missing.length === 0) {
    const read = Object.values(book.Sheets).reduce((sum, sheet) => sum + filledCells(sheet), 0);
    if (read < source.filled) trouble.push(`${source.filled - read} of ${source.filled} cells that cannot be read`);
  }
  return { sheets: book.SheetNames.map((name, i) => sheetOf(book, name, i)), trouble: trouble.join('; ') || null };
}

function parse(source: WorkbookSource): sheetjs.WorkBook {
  if ('bytes' in source) return parseCompoundFile(source.bytes);
  if ('text' in source) return sheetjs.read(source.text, { ...OPTIONS, type: 'string' });
  const files = [...source.parts].map(
    ([name, bytes]) =>
      [name, { name, asNodeBuffer: () => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }] as const,
  );
  return parsePackage({ files: Object.fromEntries(files) }, OPTIONS);
}

function parseCompoundFile(bytes: Uint8Array): sheetjs.WorkBook {
  try {
    return sheetjs.read(bytes, { ...OPTIONS, type: 'buffer', bookFiles: true });
  } catch (error) {
    if (/password|encrypt/i.test(String(error))) throw new PasswordError(String(error), { cause: error });
    throw error;
  }
}

/** The stream of an XLS workbook is a run of records; each sheet begins with BOF and ends with EOF, unless it was cut. */
function isCut(book: sheetjs.WorkBook): boolean {
  const file = (book as { cfb?: unknown }).cfb;
  const stream = file && (sheetjs.CFB.find(file, '/Workbook') ?? sheetjs.CFB.find(file, '/Book'));
  if (!stream) return false;
  const content = Buffer.from(stream.content as Uint8Array);
  let open = 0;
  for (let at = 0; at + 4 <= content.length; ) {
    const type = content.readUInt16LE(at);
    if (BOF_RECORDS.has(type)) open++;
    if (type === EOF_RECORD && --open === 0 && content.length - at < PADDING) return false;
    at += 4 + content.readUInt16LE(at + 2);
    if (at > content.length) return true;
  }
  return open > 0;
}

const BOF_RECORDS = new Set([0x0009, 0x0209, 0x0409, 0x0809]);
const EOF_RECORD = 0x000a;
/** Streams are filled up to a sector with what lay there before. */
const PADDING = 4096;

function filledCells(sheet: sheetjs.WorkSheet): number {
  return cellKeys(sheet).filter((key) => (sheet[key] as sheetjs.CellObject).t !== 'z').length;
}

function cellKeys(sheet: sheetjs.WorkSheet): string[] {
  return Object.keys(sheet).filter((key) => !key.startsWith('!'));
}

function sheetOf(book: sheetjs.WorkBook, name: string, index: number): Sheet {
  const sheet: sheetjs.WorkSheet = book.Sheets[name] ?? {};
  const cells: SheetCell[] = [];
  for (const reference of cellKeys(sheet)) {
    const cell = cellOf(reference, sheet[reference] as sheetjs.CellObject, book);
    if (cell) cells.push(cell);
  }
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  return {
    name,
    hidden: Boolean(book.Workbook?.Sheets?.[index]?.Hidden),
    cells,
    merges: (sheet['!merges'] ?? []).map(({ s, e }) => ({ row: s.r, column: s.c, lastRow: e.r, lastColumn: e.c })),
    hiddenRows: hiddenOf(sheet['!rows']),
    hiddenColumns: hiddenOf(sheet['!cols']),
  };
}

function cellOf(reference: string, cell: sheetjs.CellObject, book: sheetjs.WorkBook): SheetCell | null {
  if (cell.t === 'z' || cell.v === undefined || cell.v === null) return null;
  const displayed = localDate(cell, book) ?? cell.w ?? String(cell.v);
  const stored = cell.t === 'e' ? displayed : String(cell.v);
  if (displayed.trim() === '' && stored.trim() === '') return null;
  const { r: row, c: column } = sheetjs.utils.decode_cell(reference);
  return { row, column, displayed, stored, isError: cell.t === 'e' };
}

/** XLS: a date in a format that Excel does not write down. In XLSX the style sheet is completed beforehand. */
function localDate(cell: sheetjs.CellObject, book: sheetjs.WorkBook): string | null {
  const id = (cell as { XF?: { numFmtId?: number } }).XF?.numFmtId;
  const format = id === undefined ? undefined : CHINESE_FORMATS[id];
  if (!format || cell.t !== 'n') return null;
  const own = (book as { SSF?: Record<number, string> }).SSF?.[id!];
  // Formats that the file defines itself count; these are what SheetJS puts for those it does not.
  if (own && !/^(m\/d\/yy( h:mm)?|General|"\$".*)$/.test(own)) return null;
  return sheetjs.SSF.format(format, cell.v, { date1904: book.Workbook?.WBProps?.date1904 ?? false }) as string;
}

function hiddenOf(lines: ({ hidden?: boolean } | undefined)[] | undefined): Set<number> {
  const hidden = new Set<number>();
  // `forEach` passes over holes: a hidden row 1,048,576 costs nothing.
  lines?.forEach((line, i) => {
    if (line?.hidden) hidden.add(i);
  });
  return hidden;
}
