/**
 * Tables in text, in the three shapes that converters leave: rows of cells separated by tabs, one cell a line with a
 * tab before it and a blank line between rows, and Markdown tables.
 *
 * A table ends at a blank line here. Whether the next one goes on with it is for repair/ to say, which knows words.
 */
import type { Cell, Table } from '../document.js';
import type { Line } from './lines.js';

/** One-cell-a-line tables have short cells: labels, names, amounts. Indented prose is longer. */
const CELL_MEDIAN_LENGTH = 15;
const FEWEST_CELLS = 4;
/** Lines without a tab inside a table: a cell that goes on, or a title. More in a row are prose. */
const MOST_TEXT_LINES_INSIDE = 2;
const TEXT_LINE_INSIDE_LENGTH = 60;

/** How many lines from `start` are the rows of one tab-separated table, up to a blank line; 0 where no table begins. */
export function tabRowsAt(lines: readonly Line[], start: number, afterTable: boolean): number {
  const first = lines[start];
  if (!first || (first.kind !== 'tabbed' && first.kind !== 'indented')) return 0;
  let end = start;
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.kind === 'tabbed' || line.kind === 'indented' || line.kind === 'rule') end = i + 1;
    else if (line.kind !== 'text' || i - end >= MOST_TEXT_LINES_INSIDE || line.text.length > TEXT_LINE_INSIDE_LENGTH)
      break;
  }
  const run = lines.slice(start, end);
  if (run.some((line) => line.kind === 'tabbed')) return run.length;
  // `→→→→→障` after a page break: one cell far from the margin, right after a table.
  const lone = run.filter((line) => line.kind !== 'rule').length === 1;
  const isRest =
    lone && afterTable && /^ *\t\s*\t/.test(first.text) && first.text.trim() !== '' && first.text.trim().length < 40;
  return isRest ? run.length : 0;
}

export function readTabRows(lines: readonly Line[]): Table {
  const rows = lines
    .filter((line) => line.kind !== 'rule')
    .map((line) => {
      let offset = 0;
      return line.text.split('\t').map((raw) => {
        const cell = { raw, line: line.number, offset };
        offset += raw.length + 1;
        return cell;
      });
    });
  const table = tableOf('text/tab-rows', rows, []);
  const printed = lines.filter((line) => line.kind !== 'rule');
  // A line without tabs stands over the whole width: a title, or the rest of the last cell of the row above.
  for (const cell of table.cells) if (printed[cell.row]?.kind === 'text') cell.columnSpan = table.columns;
  return table;
}

/** How many lines from `start` are a table with one cell a line and a blank line between rows; 0 where none begins. */
export function cellLinesAt(lines: readonly Line[], start: number): number {
  if (lines[start]?.kind !== 'indented') return 0;
  let end = start;
  let groups = 0;
  let inGroup = false;
  const lengths: number[] = [];
  let empty = 0;
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.kind === 'blank' || line.kind === 'page-number') {
      inGroup = false;
      continue;
    }
    // A line without a tab goes on with the cell above; after a blank line it ends the table.
    if (line.kind === 'text' && inGroup && line.text.length <= TEXT_LINE_INSIDE_LENGTH) {
      end = i + 1;
      continue;
    }
    if (line.kind !== 'indented') break;
    if (!inGroup) groups++;
    inGroup = true;
    const length = line.text.trim().length;
    if (length === 0) empty++;
    lengths.push(length);
    end = i + 1;
  }
  lengths.sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1] ?? 0;
  const isTable =
    groups >= 2 &&
    lengths.length >= FEWEST_CELLS &&
    median <= CELL_MEDIAN_LENGTH &&
    (empty > 0 || lengths.length > groups);
  return isTable ? end - start : 0;
}

export function readCellLines(lines: readonly Line[]): Table {
  const rows: Piece[][][] = [];
  const breaks: number[] = [];
  let blanks = 1;
  for (const line of lines) {
    if (line.kind === 'blank' || line.kind === 'page-number') {
      blanks++;
      continue;
    }
    if (blanks > 0) {
      // More than the one blank line that separates rows: a page or another form begins here.
      if (blanks > 1 && rows.length > 0) breaks.push(rows.length);
      rows.push([]);
      blanks = 0;
    }
    const row = rows.at(-1)!;
    const piece = {
      raw: line.text.replace(/^ *\t/, ''),
      line: line.number,
      offset: /^ *\t/.exec(line.text)?.[0].length ?? 0,
    };
    if (line.kind === 'text' && row.length > 0) row.at(-1)!.push(piece);
    else row.push([piece]);
  }
  const table = tableOf(
    'text/cell-lines',
    rows.map((row) => row.map((pieces) => pieces[0]!)),
    breaks,
  );
  // Cells on several lines: their first piece made the cell, the others are appended.
  for (const cell of table.cells) {
    const pieces = rows[cell.row]?.[cell.column]?.slice(1) ?? [];
    for (const piece of pieces) {
      cell.text += piece.raw.trim();
      cell.raw += `\n${piece.raw}`;
      cell.at.push(placeOf(piece));
    }
  }
  return table;
}

/** How many lines from `start` are a Markdown table. */
export function pipeRowsAt(lines: readonly Line[], start: number): number {
  let end = start;
  while (lines[end]?.kind === 'pipe' || (end > start && lines[end]?.kind === 'rule')) end++;
  return end - start;
}

export function readPipeRows(lines: readonly Line[]): Table {
  const rows = lines
    .filter((line) => line.kind === 'pipe')
    .map((line) => {
      const pieces: Piece[] = [];
      let from = line.text.trimStart().startsWith('|') ? line.text.indexOf('|') + 1 : 0;
      for (let i = from; i <= line.text.length; i++) {
        if (line.text[i] === '\\') i++;
        else if (line.text[i] === '|' || i === line.text.length) {
          const raw = line.text.slice(from, i);
          if (i < line.text.length || raw.trim() !== '') pieces.push({ raw, line: line.number, offset: from });
          from = i + 1;
        }
      }
      return pieces;
    });
  const table = tableOf('text/pipe-rows', rows, []);
  for (const cell of table.cells) {
    cell.text = cell.text
      .replace(/\\([\\|*_`])/g, '$1')
      .replace(/<br\s*\/?>/gi, '')
      .replace(/\*\*/g, '')
      .trim();
  }
  return table;
}

interface Piece {
  raw: string;
  line: number;
  offset: number;
}

function tableOf(method: string, rows: Piece[][], breaks: number[]): Table {
  const cells: Cell[] = [];
  rows.forEach((pieces, row) => {
    pieces.forEach((piece, column) => {
      const text = piece.raw.trim();
      if (text === '') return;
      cells.push({ row, column, rowSpan: 1, columnSpan: 1, text, raw: piece.raw, at: [placeOf(piece)], repairs: [] });
    });
  });
  return {
    kind: 'table',
    method,
    rows: rows.length,
    columns: Math.max(0, ...rows.map((row) => row.length)),
    cells,
    breaks,
  };
}

function placeOf(piece: Piece) {
  const indent = piece.raw.length - piece.raw.trimStart().length;
  return { line: piece.line, column: piece.offset + indent + 1, length: piece.raw.trim().length };
}
