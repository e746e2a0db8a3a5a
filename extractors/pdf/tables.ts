/** All tables of a page, each region by the method that fits it, and the lines that are left over. */
import type { Cell } from '../document.js';
import { findBarCharts } from './bars.js';
import { textOfPieces } from './cell-text.js';
import { type Edges, findEdges } from './edges.js';
import { type Flow, findFlows } from './flow.js';
import { pageNumberLines } from './furniture.js';
import { isStreamTable } from './judge-table.js';
import { findLattices, type Lattice } from './lattice.js';
import type { Box, Glyph, Page } from './page.js';
import { findRegions } from './regions.js';
import {
  type FilledLattice,
  fillLattice,
  isFramed,
  isHeadOnly,
  isLoose,
  isRestOfRow,
  isRuledTable,
  isUnderRuled,
  middlesOf,
} from './ruled.js';
import { readStream, type Stream } from './stream.js';
import { mainRotation, type Rotation, turnBack, turnPage } from './turn.js';
import { takeTypedRules, underscoreRules } from './typed-rules.js';
import { boxAround, type Line, readLines } from './words.js';

/** Share of a region in a drawing from which on its texts are those of axes and bars. */
const DRAWING_SHARE = 0.25;

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

/** Everything that was found on a page, with the steps that led there (for the overlay), on the turned page. */
export interface PageLayout {
  /** Of most of the text; boxes of what is not a PageTable are on the page turned by it. */
  rotation: Rotation;
  tables: PageTable[];
  /** Lines outside of tables, in reading order. */
  flows: Flow[];
  /** Lines that say the number of the page. */
  pageNumbers: Line[];
  /** All lines of the page, from the top. */
  lines: Line[];
  /** Upright on no side of the turned page, or askew. */
  otherGlyphs: Glyph[];
  edges: Edges;
  lattices: Lattice[];
  streams: Stream[];
  /** More rulings than any table has: none was read. */
  tooManyRulings: boolean;
}

export function findTables(page: Page): PageTable[] {
  return readLayout(page).tables;
}

/** `above` are the borders of the columns of the table that ends the page before, in the direction of the text. */
export function readLayout(page: Page, above: readonly number[] = []): PageLayout {
  const rotation = mainRotation(page);
  const turned = turnPage(page, rotation);
  const visible = turned.glyphs.filter((glyph) => !glyph.hidden && !glyph.angle);
  const lines = readLines(visible.filter((glyph) => glyph.rotation === 0));
  const pageNumbers = pageNumberLines(lines, turned.height);
  const numberGlyphs = new Set(
    [...pageNumbers].flatMap((line) => line.phrases.flatMap((phrase) => phrase.words.flatMap((word) => word.glyphs))),
  );
  let glyphs = numberGlyphs.size > 0 ? visible.filter((glyph) => !numberGlyphs.has(glyph)) : visible;
  const edges = findEdges(turned);
  const { lattices, tooLarge } = findLattices(edges, middlesOf(glyphs));
  const layout: PageLayout = {
    rotation,
    tables: [],
    flows: [],
    pageNumbers: [...pageNumbers],
    lines,
    otherGlyphs: [],
    edges,
    lattices,
    streams: [],
    tooManyRulings: edges.tooMany || tooLarge,
  };
  const place = (box: Box): Box => turnBack(box, rotation, page);
  const charts = findBarCharts(turned.fills ?? [], lines);
  const drawings = [...charts];
  for (const lattice of lattices) {
    // The outlines of bars.
    if (charts.some((box) => shareWithin(lattice.box, box) > 0.5)) continue;
    const filled = fillLattice(lattice, glyphs, turned);
    const framed = isFramed(filled) ? alignedWithin(filled, page.number, place) : null;
    if (framed && !holds(drawings, lattice.box)) {
      glyphs = filled.rest;
      layout.tables.push(framed);
      continue;
    }
    if (holds(drawings, lattice.box) || !(isRuledTable(filled) || isRestOfRow(filled, above))) {
      if (lattice.cells.length > 3) drawings.push(lattice.box);
      continue;
    }
    if (isHeadOnly(filled, lines) || isLoose(filled)) continue;
    glyphs = filled.rest;
    layout.tables.push(
      (isUnderRuled(filled) && alignedWithin(filled, page.number, place)) || ruledTable(filled, page.number, place),
    );
  }
  const upright = glyphs.filter((glyph) => glyph.rotation === 0);
  layout.otherGlyphs = glyphs.filter((glyph) => glyph.rotation !== 0);
  // Most pages: nothing was taken away, and the lines need not be read again.
  const rest = glyphs === visible ? lines : readLines(upright);
  const horizontal = [...edges.horizontal, ...underscoreRules(upright)];
  for (const flow of findFlows(rest, horizontal))
    layout.flows.push(takeTables(flow, { ...layout, edges: { ...edges, horizontal } }, drawings, page.number, place));
  layout.tables.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
  return layout;
}

type Place = (box: Box) => Box;

/** Moves the lines of unruled tables from the flow to tables. */
function takeTables(flow: Flow, layout: PageLayout, drawings: readonly Box[], number: number, place: Place): Flow {
  const taken = new Set<Line>();
  const typed = takeTypedRules(flow.lines);
  const edges = {
    ...layout.edges,
    horizontal: [...layout.edges.horizontal, ...typed.horizontal],
    vertical: [...layout.edges.vertical, ...typed.vertical],
  };
  const isDrawn = (box: Box, share: number) => drawings.some((drawing) => shareWithin(box, drawing) > share);
  for (const whole of findRegions(typed.lines, edges)) {
    if (isDrawn(boxAround(whole.lines), DRAWING_SHARE)) continue;
    // The years below bars are no head of the table that follows.
    const lines = whole.lines.filter(({ box }) => !isDrawn(box, 0.9));
    const region = lines.length < whole.lines.length ? { ...whole, lines } : whole;
    const stream = readStream(region);
    if (!isStreamTable(stream, region)) continue;
    for (const line of region.lines) taken.add(typed.origins.get(line) ?? line);
    for (const rule of typed.rules) if (isBeside(rule, stream.box)) taken.add(rule);
    layout.streams.push(stream);
    layout.tables.push(alignedTable(stream, number, place));
  }
  return { ...flow, lines: flow.lines.filter((line) => !taken.has(line)) };
}

/** Within the height of the table, or right above or below it. */
const isBeside = ({ box, size }: Line, [, top, , bottom]: Box): boolean =>
  box[3] > top - size && box[1] < bottom + size;

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
function alignedWithin({ lattice, cells }: FilledLattice, number: number, place: Place): PageTable | null {
  const glyphs = cells.flatMap((cell) => cell.glyphs).filter((glyph) => glyph.rotation === 0);
  const region = { lines: readLines(glyphs), horizontal: lattice.horizontal, vertical: lattice.vertical };
  const stream = readStream(region);
  return isStreamTable(stream, region) ? alignedTable(stream, number, place) : null;
}

function alignedTable({ box, rows, columns, cells }: Stream, page: number, place: Place): PageTable {
  return {
    method: 'stream',
    box: place(box),
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
      at: [{ page, box: place(cell.box) }],
    })),
  };
}

function ruledTable({ lattice, cells }: FilledLattice, page: number, place: Place): PageTable {
  return {
    method: 'lattice',
    box: place(lattice.box),
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
      at: [{ page, box: place(ruled) }],
    })),
  };
}
