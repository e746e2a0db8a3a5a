/** All tables of a page, each region by the method that fits it. */
import type { Cell } from '../document.js';
import { textOfPieces } from './cell-text.js';
import { type Edges, findEdges } from './edges.js';
import { findLattices } from './lattice.js';
import type { Box, Page } from './page.js';
import { findRegions, isStreamTable } from './regions.js';
import { type FilledLattice, fillLattice, isRuledTable, isUnderRuled, middlesOf } from './ruled.js';
import { readStream, type Stream } from './stream.js';
import { mainRotation, type Rotation, turnBack, turnPage } from './turn.js';
import { readLines } from './words.js';

export interface PageTable {
  method: 'lattice' | 'stream';
  /** Points from the page's top left. */
  box: Box;
  rows: number;
  columns: number;
  /** Empty cells with rulings around them have the text ''. */
  cells: Cell[];
  /** Borders of the columns from the left, one more than there are columns; points, in the direction of the text. */
  edges: number[];
}

export function findTables(page: Page): PageTable[] {
  const rotation = mainRotation(page);
  const turned = turnPage(page, rotation);
  let glyphs = turned.glyphs.filter((glyph) => !glyph.hidden);
  const edges: Edges = findEdges(turned);
  const { lattices } = findLattices(edges, middlesOf(glyphs));
  const tables: PageTable[] = [];
  const drawings: Box[] = [];
  for (const lattice of lattices) {
    const filled = fillLattice(lattice, glyphs, turned);
    if (holds(drawings, lattice.box) || !isRuledTable(filled)) {
      if (lattice.cells.length > 3) drawings.push(lattice.box);
      continue;
    }
    glyphs = filled.rest;
    tables.push((isUnderRuled(filled) && alignedWithin(filled, page, rotation)) || ruledTable(filled, page, rotation));
  }
  const lines = readLines(glyphs.filter((glyph) => glyph.rotation === 0));
  for (const region of findRegions(lines, edges)) {
    const stream = readStream(region);
    if (drawings.some((box) => shareWithin(stream.box, box) > 0.7)) continue;
    if (isStreamTable(stream, region)) tables.push(alignedTable(stream, page, rotation));
  }
  return tables.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
}

/** A frame around a chart is none of a table. */
const holds = (drawings: readonly Box[], [x0, top, x1, bottom]: Box): boolean =>
  drawings.some((box) => box[0] >= x0 && box[1] >= top && box[2] <= x1 && box[3] <= bottom);

/** Share of the first box that lies in the second. */
function shareWithin(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? (width * height) / ((a[2] - a[0]) * (a[3] - a[1])) : 0;
}

/** A grid whose rulings leave rows or columns undivided, read by alignment. */
function alignedWithin({ lattice, cells }: FilledLattice, page: Page, rotation: Rotation): PageTable | null {
  const glyphs = cells.flatMap((cell) => cell.glyphs).filter((glyph) => glyph.rotation === 0);
  const region = { lines: readLines(glyphs), horizontal: lattice.horizontal, vertical: lattice.vertical };
  const stream = readStream(region);
  return isStreamTable(stream, region) ? alignedTable(stream, page, rotation) : null;
}

function alignedTable({ box, rows, columns, cells }: Stream, page: Page, rotation: Rotation): PageTable {
  return {
    method: 'stream',
    box: turnBack(box, rotation, page),
    rows,
    columns: columns.cores.length,
    edges: [box[0], ...columns.borders, box[2]],
    cells: cells.map((cell) => ({
      row: cell.row,
      column: cell.column,
      rowSpan: cell.rowSpan,
      columnSpan: cell.columnSpan,
      ...textOfPieces(cell.pieces),
      repairs: [],
      at: [{ page: page.number, box: turnBack(cell.box, rotation, page) }],
    })),
  };
}

function ruledTable({ lattice, cells }: FilledLattice, page: Page, rotation: Rotation): PageTable {
  return {
    method: 'lattice',
    box: turnBack(lattice.box, rotation, page),
    rows: lattice.ys.length - 1,
    columns: lattice.xs.length - 1,
    edges: lattice.xs,
    cells: cells.map(({ row, column, rowSpan, columnSpan, text, raw, ruled }) => ({
      row,
      column,
      rowSpan,
      columnSpan,
      text,
      raw,
      repairs: [],
      at: [{ page: page.number, box: turnBack(ruled, rotation, page) }],
    })),
  };
}
