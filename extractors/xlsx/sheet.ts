/**
 * A sheet to blocks: its name, then its cells as one table. Rows and columns that hold nothing are left out, so that one
 * cell in XFD1048576 makes no table of seventeen milliards; where a cell stood is in its place.
 */
import type { Block, Cell, Finding, Ignored, Paragraph, Place, Table } from '../document.js';
import { type Annotation, columnLetters } from './annotations.js';
import { LIMITS } from './limits.js';
import type { Sheet, SheetCell, Span } from './sheetjs.js';

/** Names that Excel and WPS give by themselves: they say nothing about the sheet. */
const DEFAULT_NAME = /^(?:sheet|book|chart|工作表|表|页)\s*[（(]?\d*[)）]?(?:\s*[（(]\d+[)）])?$/i;

export interface SheetReading {
  blocks: Block[];
  ignored: Ignored[];
  findings: Finding[];
}

/**
 * Reads one sheet with what hangs on it; one without content gives no blocks. Text boxes are paragraphs after the table,
 * comments are what somebody said about the sheet and not part of it.
 */
export function readSheet(sheet: Sheet, annotations: readonly Annotation[] = []): SheetReading {
  const reading = readCells(sheet);
  const comments: Place[] = [];
  const pictures: Place[] = [];
  for (const { kind, text, cell } of annotations) {
    const at = { path: `xl/${sheet.name}${cell ? `!${cell}` : ''}` };
    if (kind === 'text-box') reading.blocks.push(...text.split('\n').map((line) => paragraph(line, at)));
    else if (kind === 'picture') pictures.push(at);
    else {
      comments.push(at);
      reading.ignored.push({ reason: 'comment', raw: text, at: [at] });
    }
  }
  if (comments.length > 0) {
    reading.findings.push({
      code: 'workbook/comments',
      severity: 'info',
      message: `${comments.length} cell(s) of the sheet 「${sheet.name}」 have comments (批注), which are not part of what is read`,
      at: comments.slice(0, MOST_PLACES),
    });
  }
  if (pictures.length > 0) {
    reading.findings.push({
      code: 'workbook/drawings',
      severity: 'info',
      message: `${pictures.length} picture(s) or chart(s) on the sheet 「${sheet.name}」 are not read`,
      at: pictures.slice(0, MOST_PLACES),
    });
  }
  return reading;
}

function readCells(sheet: Sheet): SheetReading {
  const reading: SheetReading = { blocks: [], ignored: [], findings: [] };
  const inGrid = sheet.cells.filter(({ row, column }) => row < LIMITS.rows && column < LIMITS.columns);
  if (sheet.cells.length === 0) return reading;
  const rows = new Axis(inGrid.map(({ row }) => row));
  const columns = new Axis(inGrid.map(({ column }) => column));
  const merges = new Merges(sheet, rows, columns);
  const cells: Cell[] = [];
  for (const cell of inGrid) {
    const at = [placeOf(sheet, cell.row, cell.column)];
    const raw = cell.stored;
    const merge = merges.at(cell.row, cell.column);
    if (merge && (merge.row !== cell.row || merge.column !== cell.column)) {
      reading.ignored.push({ reason: 'covered-by-merged-cell', raw: cell.displayed, at });
    } else if (cell.displayed.trim() === '') {
      reading.ignored.push({ reason: 'hidden-by-its-format', raw, at });
    } else cells.push({ ...positionOf(cell, merge, rows, columns), text: cell.displayed.trim(), raw, at, repairs: [] });
  }
  if (!DEFAULT_NAME.test(sheet.name.trim())) reading.blocks.push(paragraph(sheet.name, { path: `xl/${sheet.name}` }));
  if (columns.length === 1) reading.blocks.push(...cells.map((cell) => paragraph(cell.text, cell.at[0]!, cell.raw)));
  else if (cells.length > 0) reading.blocks.push(tableOf(cells, rows.length, columns.length));
  reading.findings.push(...findingsOf(sheet, inGrid, merges));
  return reading;
}

/** The rows or columns in use, in order, and what number each has among them. */
class Axis {
  readonly #used: number[];

  constructor(positions: readonly number[]) {
    this.#used = [...new Set(positions)].sort((a, b) => a - b);
  }

  get length(): number {
    return this.#used.length;
  }

  /** How many positions in use lie before this one: the new number of one that is in use itself. */
  before(position: number): number {
    let low = 0;
    let high = this.#used.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#used[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  span(first: number, last: number): number {
    return Math.max(1, this.before(last + 1) - this.before(first));
  }
}

/**
 * Which merged cell covers a position, asked row by row from the top. Merged cells that overlap, which no program makes
 * but a writer of files can, are not merged: the first one counts.
 */
class Merges {
  overlapping = 0;
  readonly #sorted: Span[];
  /** For each column in use the merged cell that reached down to it last. */
  readonly #open: (Span | undefined)[];
  #next = 0;

  constructor(
    sheet: Sheet,
    private readonly rows: Axis,
    private readonly columns: Axis,
  ) {
    this.#sorted = sheet.merges.slice(0, LIMITS.merges).sort((a, b) => a.row - b.row || a.column - b.column);
    this.#open = new Array(columns.length);
  }

  at(row: number, column: number): Span | undefined {
    for (let span = this.#sorted[this.#next]; span && span.row <= row; span = this.#sorted[++this.#next])
      this.#begin(span);
    const open = this.#open[this.columns.before(column)];
    return open && open.lastRow >= row && open.column <= column && open.lastColumn >= column ? open : undefined;
  }

  #begin(span: Span): void {
    const from = this.columns.before(span.column);
    const to = this.columns.before(span.lastColumn + 1);
    if (from >= to || this.rows.before(span.row) >= this.rows.before(span.lastRow + 1)) return;
    for (let i = from; i < to; i++) {
      const open = this.#open[i];
      if (open && open.lastRow >= span.row) {
        this.overlapping++;
        return;
      }
    }
    this.#open.fill(span, from, to);
  }
}

function positionOf(cell: SheetCell, merge: Span | undefined, rows: Axis, columns: Axis) {
  const position = { row: rows.before(cell.row), column: columns.before(cell.column), rowSpan: 1, columnSpan: 1 };
  if (!merge) return position;
  return {
    ...position,
    rowSpan: rows.span(merge.row, merge.lastRow),
    columnSpan: columns.span(merge.column, merge.lastColumn),
  };
}

function tableOf(cells: Cell[], rows: number, columns: number): Table {
  return { kind: 'table', method: 'xlsx/sheet', rows, columns, cells, breaks: [] };
}

function paragraph(text: string, at: Place, raw = text): Paragraph {
  return { kind: 'paragraph', text: text.trim(), raw, at: [at], repairs: [], offsets: [0] };
}

function findingsOf(sheet: Sheet, cells: readonly SheetCell[], merges: Merges): Finding[] {
  const findings: Finding[] = [];
  const whole: Place = { path: `xl/${sheet.name}` };
  const add = (code: string, severity: Finding['severity'], message: string, at: Place[]) =>
    findings.push({ code, severity, message, at });
  if (sheet.hidden)
    add('workbook/hidden-sheet', 'info', `the sheet 「${sheet.name}」 is hidden; it is read like the others`, [whole]);
  const rows = cells.filter(({ row }) => sheet.hiddenRows.has(row));
  const columns = cells.filter(({ column }) => sheet.hiddenColumns.has(column));
  for (const [what, found] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    if (found.length === 0) continue;
    const numbers = new Set(found.map((cell) => (what === 'rows' ? cell.row : cell.column)));
    add(
      `workbook/hidden-${what}`,
      'info',
      `${numbers.size} hidden ${what} with content are read like the others`,
      places(sheet, found),
    );
  }
  const errors = cells.filter(({ isError }) => isError);
  if (errors.length > 0)
    add(
      'workbook/error-values',
      'warning',
      `${errors.length} cell(s) show an error of a formula`,
      places(sheet, errors),
    );
  if (merges.overlapping > 0)
    add(
      'workbook/overlapping-merges',
      'warning',
      `${merges.overlapping} merged cell(s) overlap others and are read as single ones`,
      [whole],
    );
  const outside = sheet.cells.length - cells.length;
  if (outside > 0)
    add('workbook/cells-outside', 'error', `${outside} cell(s) stand outside of any possible sheet and are not read`, [
      whole,
    ]);
  if (sheet.merges.length > LIMITS.merges)
    add(
      'workbook/too-many-merges',
      'error',
      `only ${LIMITS.merges} of ${sheet.merges.length} merged cells are read as such`,
      [whole],
    );
  return findings;
}

const MOST_PLACES = 20;

function places(sheet: Sheet, cells: readonly SheetCell[]): Place[] {
  return cells.slice(0, MOST_PLACES).map(({ row, column }) => placeOf(sheet, row, column));
}

/** `xl/Sheet1!B7` */
function placeOf(sheet: Sheet, row: number, column: number): Place {
  return { path: `xl/${sheet.name}!${columnLetters(column)}${row + 1}` };
}
