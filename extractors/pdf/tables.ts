/** All tables of a page, each region by the method that fits it. */
import type { Cell } from '../document.js';
import { type Edges, findEdges } from './edges.js';
import { findLattices } from './lattice.js';
import type { Box, Page } from './page.js';
import { type FilledLattice, fillLattice, isRuledTable, middlesOf } from './ruled.js';
import { mainRotation, type Rotation, turnBack, turnPage } from './turn.js';

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
  for (const lattice of lattices) {
    const filled = fillLattice(lattice, glyphs, turned);
    if (!isRuledTable(filled)) continue;
    glyphs = filled.rest;
    tables.push(ruledTable(filled, page, rotation));
  }
  return tables.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
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
