/** What was extracted, cut into pieces that are drawn when they come near to the view. */
import type { Document, Place } from '../../../pipeline/explorer/api.js';

export type Block = Document['blocks'][number];
export type Table = Extract<Block, { kind: 'table' }>;
export type Cell = Table['cells'][number];

/** Rows of a table, or paragraphs, that are drawn together. */
export const PART = 60;

/** Paragraphs that follow each other, or rows of a table that no cell reaches out of. */
export type Piece =
  | { kind: 'paragraphs'; blocks: Extract<Block, { kind: 'paragraph' }>[] }
  | { kind: 'rows'; table: Table; from: number; rows: Cell[][] };

/** The blocks in pieces, each of which is drawn at once. */
export function piecesOf(blocks: readonly Block[]): Piece[] {
  const pieces: Piece[] = [];
  for (const block of blocks) {
    if (block.kind === 'table') {
      pieces.push(...partsOfTable(block));
      continue;
    }
    const last = pieces.at(-1);
    if (last?.kind === 'paragraphs' && last.blocks.length < PART) last.blocks.push(block);
    else pieces.push({ kind: 'paragraphs', blocks: [block] });
  }
  return pieces;
}

/** The places that a piece is drawn at. */
export function placesIn(piece: Piece): Place[] {
  return piece.kind === 'rows' ? piece.rows.flat().flatMap(({ at }) => at) : piece.blocks.flatMap(({ at }) => at);
}

/** A place as a text that tells it from all others. */
export function placeKey(place: Place): string {
  return 'path' in place ? place.path : JSON.stringify(place);
}

/**
 * Where something is shown that is not drawn by itself: a paragraph of a cell by its cell, a sheet or a table as a whole by
 * the first of its cells. Null where nothing of it is drawn.
 */
export function standIn(drawn: readonly Place[], wanted: Place): Place | null {
  const key = placeKey(wanted);
  const same = drawn.find((place) => placeKey(place) === key);
  if (same || !('path' in wanted)) return same ?? null;
  const isWithin = (inner: string, outer: string) =>
    inner.startsWith(outer) && /^[/!#>\s]/.test(inner.slice(outer.length));
  const outer = drawn.filter((place) => 'path' in place && isWithin(wanted.path, place.path));
  const inner = drawn.find((place) => 'path' in place && isWithin(place.path, wanted.path));
  return outer.at(-1) ?? inner ?? null;
}

/** Cuts a long table where no cell reaches over the cut. */
function partsOfTable(table: Table): Piece[] {
  const rows: Cell[][] = Array.from({ length: table.rows }, () => []);
  for (const cell of table.cells) rows[cell.row]?.push(cell);
  const pieces: Piece[] = [];
  let from = 0;
  let reach = 0;
  rows.forEach((cells, row) => {
    for (const { rowSpan } of cells) reach = Math.max(reach, row + rowSpan);
    const isLast = row === rows.length - 1;
    if (!isLast && (row + 1 - from < PART || reach > row + 1)) return;
    pieces.push({ kind: 'rows', table, from, rows: rows.slice(from, row + 1) });
    from = row + 1;
  });
  return pieces;
}

/** By row: the columns that a cell further up reaches down into. */
export function coveredColumns(rows: readonly Cell[][]): Set<number>[] {
  const covered = rows.map(() => new Set<number>());
  rows.forEach((cells, row) => {
    for (const { rowSpan, column, columnSpan } of cells) {
      for (let below = row + 1; below < Math.min(row + rowSpan, rows.length); below++) {
        for (let i = 0; i < columnSpan; i++) covered[below]!.add(column + i);
      }
    }
  });
  return covered;
}

/** A row by columns: its cells, null where the table is empty, `covered` where another cell lies. */
export function positions(
  cells: readonly Cell[],
  columns: number,
  taken: ReadonlySet<number>,
): (Cell | null | 'covered')[] {
  const row: (Cell | null | 'covered')[] = Array.from({ length: columns }, (_, i) => (taken.has(i) ? 'covered' : null));
  for (const cell of cells) {
    row[cell.column] = cell;
    for (let i = 1; i < cell.columnSpan; i++) row[cell.column + i] = 'covered';
  }
  return row;
}
