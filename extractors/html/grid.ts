/**
 * The grid of an HTML table after the standard's algorithm, with what real and hostile pages need: spans end at their
 * row group and where another cell stands, and columns are counted by where cells begin, so that a colspan of a billion
 * covers what is there. Spans are kept as intervals, never filled in: 65535 × 1000 costs as much as 1 × 1.
 */
import type { HtmlElement } from './dom.js';
import { elementsOf, isHidden } from './tree.js';

export interface GridCell {
  element: HtmlElement;
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

export interface Grid {
  rows: number;
  columns: number;
  cells: GridCell[];
  /** Rows and cells that are not displayed. */
  hidden: HtmlElement[];
  /** Cells that were left out because the table has more than the limit. */
  cut: number;
}

/** The standard's limits for spans. */
const MOST_COLUMN_SPAN = 1000;
const MOST_ROW_SPAN = 65_534;
const MOST_CELLS = 100_000;
/** Slots of one row that a later row still sees; beyond, spans from above are forgotten. */
const MOST_OPEN = 2000;

/** A cell that reaches into rows below. */
interface Open {
  from: number;
  to: number;
  /** The first row that is free again. */
  until: number;
}

/** Lays the cells of a table on their grid; cells of nested tables are not its own. */
export function gridOf(table: HtmlElement): Grid {
  const grid: Grid = { rows: 0, columns: 0, cells: [], hidden: [], cut: 0 };
  for (const group of rowGroups(table, grid)) {
    const rows = group.filter((row) => {
      if (isHidden(row)) grid.hidden.push(row);
      return !isHidden(row);
    });
    const end = grid.rows + rows.length;
    let open: Open[] = [];
    for (const row of rows) {
      open = open.filter(({ until }) => until > grid.rows).slice(0, MOST_OPEN);
      open = placeRow(row, open, end, grid);
      grid.rows++;
    }
  }
  countColumnsByCells(grid);
  return grid;
}

/** Lays out one row; returns the cells that reach below it. Those in `open` are in order and do not overlap. */
function placeRow(row: HtmlElement, open: readonly Open[], end: number, grid: Grid): Open[] {
  const reaching = open.slice();
  let column = 0;
  let next = 0;
  for (const element of elementsOf(row)) {
    if (element.tag !== 'td' && element.tag !== 'th') continue;
    if (isHidden(element)) {
      grid.hidden.push(element);
      continue;
    }
    if (grid.cells.length >= MOST_CELLS) {
      grid.cut++;
      continue;
    }
    for (let above = open[next]; above && above.from <= column; above = open[++next])
      column = Math.max(column, above.to);
    const wide = Math.min(spanOf(element.attributes.colspan) || 1, MOST_COLUMN_SPAN);
    // Where a cell from above stands in the way, this one ends: two cells in one place are one too many.
    const columnSpan = Math.min(wide, (open[next]?.from ?? Number.POSITIVE_INFINITY) - column);
    const high = spanOf(element.attributes.rowspan);
    const rowSpan = Math.min(high === 0 ? end - grid.rows : (high ?? 1), MOST_ROW_SPAN, end - grid.rows);
    grid.cells.push({ element, row: grid.rows, column, rowSpan, columnSpan });
    if (rowSpan > 1) reaching.push({ from: column, to: column + columnSpan, until: grid.rows + rowSpan });
    column += columnSpan;
  }
  return reaching.sort((a, b) => a.from - b.from);
}

/** A span as browsers read it: leading digits; null where there are none. */
function spanOf(value: string | undefined): number | null {
  const digits = /^\s*\+?(\d+)/.exec(value ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Rows in groups: `thead`, each `tbody`, `tfoot` (printed last); rows outside of any are a group. */
function rowGroups(table: HtmlElement, grid: Grid): HtmlElement[][] {
  const groups: HtmlElement[][] = [];
  const last: HtmlElement[][] = [];
  let loose: HtmlElement[] | null = null;
  for (const child of elementsOf(table)) {
    if (child.tag === 'tr') {
      if (!loose) {
        loose = [];
        groups.push(loose);
      }
      loose.push(child);
      continue;
    }
    if (child.tag !== 'thead' && child.tag !== 'tbody' && child.tag !== 'tfoot') continue;
    loose = null;
    if (isHidden(child)) {
      grid.hidden.push(child);
      continue;
    }
    (child.tag === 'tfoot' ? last : groups).push(elementsOf(child).filter(({ tag }) => tag === 'tr'));
  }
  return [...groups, ...last];
}

/** Columns in which no cell begins are nothing that a reader could see. */
function countColumnsByCells(grid: Grid): void {
  const starts = [...new Set(grid.cells.map(({ column }) => column))].sort((a, b) => a - b);
  const indexOf = new Map(starts.map((start, i) => [start, i]));
  const upTo = (end: number) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < end) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const cell of grid.cells) {
    const column = indexOf.get(cell.column)!;
    cell.columnSpan = Math.max(1, upTo(cell.column + cell.columnSpan) - column);
    cell.column = column;
  }
  grid.columns = starts.length;
}
