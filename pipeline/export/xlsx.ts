/** Excel workbooks: frozen heads, filters, text as text. Alone imports write-excel-file. */
import writeExcelFile, { type Cell, type Feature, type Image, type Sheet as LibrarySheet } from 'write-excel-file/node';

type Content = Image['content'];

export interface SheetColumn {
  name: string;
  /** Numbers are numbers there; everything else is text, whatever it looks like. */
  numeric: boolean;
}

export interface Sheet {
  /** At most 31 characters. */
  name: string;
  columns: readonly SheetColumn[];
  rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** Excel holds 32,767 UTF-16 units in a cell. */
const CELL_LENGTH = 32_767;
const WIDTH = { least: 8, most: 50 } as const;
/** Rows that are looked at for the width of a column. */
const SAMPLED_ROWS = 200;

/** Writes the sheets, each with its head in the first row. Texts that are too long for a cell are cut, and end in `[…]`. */
export async function writeWorkbook(path: string, sheets: readonly Sheet[]): Promise<void> {
  await writeExcelFile(sheets.map(librarySheet), { features: [autoFilter(sheets)] }).toFile(path);
}

function librarySheet({ name, columns, rows }: Sheet): LibrarySheet<Content> {
  const head: Cell[] = columns.map((column) => ({ value: column.name, type: String, fontWeight: 'bold' }));
  const data = rows.map((row) => row.map((value, i) => cell(value, columns[i]!.numeric)));
  const widths = columns.map((column, i) => ({ width: columnWidth(column.name, rows, i) }));
  return { sheet: name, data: [head, ...data], stickyRowsCount: 1, columns: widths };
}

/** `@` is the format of text: `=100%` and `001` stay what they are, also when somebody edits the cell. */
function cell(value: string | number | boolean | null, numeric: boolean): Cell {
  if (value === null || value === '') return null;
  if (numeric && Number.isFinite(Number(value))) return { value: Number(value), type: Number };
  const text = String(value);
  return {
    value: text.length > CELL_LENGTH ? `${text.slice(0, CELL_LENGTH - 4)}[…]` : text,
    type: String,
    format: '@',
  };
}

/** In characters; 汉字 are two wide. */
function columnWidth(name: string, rows: Sheet['rows'], column: number): number {
  const lengths = rows
    .slice(0, SAMPLED_ROWS)
    .map((row) => String(row[column] ?? '').replace(/[^\0-\xff]/g, '汉汉').length);
  return Math.min(WIDTH.most, Math.max(WIDTH.least, name.length + 3, ...lengths));
}

/** The buttons in the head that filter and sort; the library leaves them to such features. */
function autoFilter(sheets: readonly Sheet[]): Feature<Content> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) => {
            const { columns, rows } = sheets[sheetIndex]!;
            const range = `A1:${letters(columns.length - 1)}${rows.length + 1}`;
            return xml.replace('</sheetData>', `</sheetData><autoFilter ref="${range}"/>`);
          },
        },
      },
    },
  };
}

function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
