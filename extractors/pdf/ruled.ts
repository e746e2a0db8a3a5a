/** Lattices filled with the text of the page; and which of them are tables, boxes around prose, or drawings. */
import { type CellText, textOfGlyphs } from './cell-text.js';
import type { GridCell, Lattice, Middles } from './lattice.js';
import { isNumeric } from './numeric.js';
import type { Box, Glyph } from './page.js';
import { type Line, readLines } from './words.js';

export const RULED_SETTINGS = {
  /** A glyph is in a grid when its middle is; so far outside (points) it still is, for text that touches a border. */
  outside: 0.5,
  /** Below this share of cells with text, a grid of many cells is a chart or a form's empty squares. */
  filledShare: 0.15,
  /** Share of rows with text, of many. */
  textRows: 0.3,
  /** Borders of columns that are nearer than this, in points, on two pages are the same. */
  sameBorder: 3,
  /** Ems: a column so narrow with no text is a wide border. */
  spacer: 1.2,
  /** Share of words with a line through them from which on the lines are those of a drawing. */
  crossedShare: 0.08,
  /** Rows of numbers below boxes around heads, and ems between. */
  rowsBelow: 3,
  belowHead: 1.5,
  /** Share of rows with phrases side by side in one cell from which on rulings do not tell the columns. */
  undividedShare: 0.3,
  /** Rows of cells within cells from which on a grid is none. */
  looseRows: 3,
  /** Rows from which on a frame with rules between rows is a table. */
  framedRows: 3,
} as const;

export interface FilledCell extends GridCell, CellText {
  glyphs: Glyph[];
  /** The cell as ruled, in points. */
  ruled: Box;
}

export interface FilledLattice {
  lattice: Lattice;
  cells: FilledCell[];
  /** Glyphs of the page that stand in none of its cells. */
  rest: Glyph[];
}

const middleX = ({ box }: Glyph): number => (box[0] + box[2]) / 2;
const middleY = ({ box }: Glyph): number => (box[1] + box[3]) / 2;

/** An index over glyphs that tells quickly whether one has its middle in a narrow strip. */
export function middlesOf(glyphs: readonly Glyph[]): Middles {
  const visible = glyphs.filter((glyph) => glyph.text.trim() !== '');
  const byX = [...visible].sort((a, b) => middleX(a) - middleX(b));
  const byY = [...visible].sort((a, b) => middleY(a) - middleY(b));
  return {
    inside: (box) => {
      const flat = box[3] - box[1] < box[2] - box[0];
      const [sorted, at, from, to] = flat ? [byY, middleY, box[1], box[3]] : [byX, middleX, box[0], box[2]];
      for (let i = lowerBound(sorted, at, from); i < sorted.length && at(sorted[i]!) < to; i++) {
        const glyph = sorted[i]!;
        if (middleX(glyph) > box[0] && middleX(glyph) < box[2] && middleY(glyph) > box[1] && middleY(glyph) < box[3])
          return true;
      }
      return false;
    },
  };
}

function lowerBound(sorted: readonly Glyph[], at: (glyph: Glyph) => number, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(sorted[middle]!) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The position between two lines in which the value lies; -1 outside. */
function positionOf(lines: readonly number[], value: number): number {
  if (value < lines[0]! - RULED_SETTINGS.outside || value > lines.at(-1)! + RULED_SETTINGS.outside) return -1;
  let low = 0;
  let high = lines.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Puts glyphs into the cells of a lattice. */
export function fillLattice(
  lattice: Lattice,
  glyphs: readonly Glyph[],
  sheet: { width: number; height: number },
): FilledLattice {
  const { xs, ys } = lattice;
  const columns = xs.length - 1;
  const owner = new Int32Array(columns * (ys.length - 1)).fill(-1);
  lattice.cells.forEach((cell, i) => {
    for (let r = cell.row; r < cell.row + cell.rowSpan; r++)
      owner.fill(i, r * columns + cell.column, r * columns + cell.column + cell.columnSpan);
  });
  const held: Glyph[][] = lattice.cells.map(() => []);
  const rest: Glyph[] = [];
  for (const glyph of glyphs) {
    const column = positionOf(xs, middleX(glyph));
    const row = column < 0 ? -1 : positionOf(ys, middleY(glyph));
    const i = row < 0 ? -1 : owner[row * columns + column]!;
    if (i < 0) rest.push(glyph);
    else held[i]!.push(glyph);
  }
  const cells = lattice.cells.map((cell, i): FilledCell => {
    const ruled: Box = [
      xs[cell.column]!,
      ys[cell.row]!,
      xs[cell.column + cell.columnSpan]!,
      ys[cell.row + cell.rowSpan]!,
    ];
    return { ...cell, ruled, glyphs: held[i]!, ...textOfGlyphs(held[i]!, sheet, ruled[2]) };
  });
  return { ...withoutSpacers(lattice, cells), rest };
}

/** Without narrow columns in which nothing stands: borders drawn as two lines, far apart. */
function withoutSpacers(lattice: Lattice, cells: FilledCell[]): { lattice: Lattice; cells: FilledCell[] } {
  const { xs } = lattice;
  const size = cells.find((cell) => cell.glyphs.length > 0)?.glyphs[0]?.size ?? 0;
  const used = new Set<number>();
  for (const cell of cells) if (cell.text !== '' && cell.columnSpan === 1) used.add(cell.column);
  const kept = xs.slice(1).flatMap((x, i) => (used.has(i) || x - xs[i]! >= RULED_SETTINGS.spacer * size ? [i] : []));
  if (kept.length === xs.length - 1 || kept.length === 0) return { lattice, cells };
  const before = (column: number) => kept.filter((i) => i < column).length;
  return {
    lattice: { ...lattice, xs: [...kept.map((i) => xs[i]!), xs.at(-1)!] },
    cells: cells.flatMap((cell) => {
      const column = before(cell.column);
      const columnSpan = before(cell.column + cell.columnSpan) - column;
      return columnSpan > 0 ? [{ ...cell, column, columnSpan }] : [];
    }),
  };
}

/** A grid is a table when it has rows and columns, text in enough of them, and no lines through its words. */
export function isRuledTable(filled: FilledLattice): boolean {
  const { lattice, cells } = filled;
  const withText = cells.filter((cell) => cell.text !== '');
  const columns = new Set(withText.map((cell) => cell.column)).size;
  const rows = new Set(withText.map((cell) => cell.row)).size;
  if (lattice.xs.length < 3 || columns < 2 || withText.length < 2) return false;
  // One row of labels over an empty grid is the axis of a chart.
  if (rows < 2 && lattice.ys.length > 2 && (withText.length < 3 || lattice.ys.length > 4)) return false;
  if (lattice.ys.length > 6 && rows < RULED_SETTINGS.textRows * (lattice.ys.length - 1)) return false;
  if (withText.length < RULED_SETTINGS.filledShare * cells.length) return false;
  if (withText.length > 2 && !withText.some((cell) => withText.some((other) => areNeighbours(cell, other))))
    return false;
  return cutWords(filled) <= RULED_SETTINGS.crossedShare;
}

/** With a side in common. Boxes joined by lines, as of an organisation, have none. */
function areNeighbours(a: FilledCell, b: FilledCell): boolean {
  const beside = a.row < b.row + b.rowSpan && b.row < a.row + a.rowSpan;
  const below = a.column < b.column + b.columnSpan && b.column < a.column + a.columnSpan;
  return (beside && a.column + a.columnSpan === b.column) || (below && a.row + a.rowSpan === b.row);
}

/**
 * One row with the columns of the table that ends the page before: the rest of its last row, often a single word
 * (服务对象满意度指 | 标), which would be no table by itself. `above` are the borders of that table's columns.
 */
export function isRestOfRow({ lattice, cells }: FilledLattice, above: readonly number[]): boolean {
  const isBorder = (x: number) => above.some((other) => Math.abs(other - x) <= RULED_SETTINGS.sameBorder);
  return (
    lattice.ys.length === 2 &&
    lattice.xs.length > 3 &&
    lattice.xs.every(isBorder) &&
    cells.some((cell) => cell.text !== '')
  );
}

/** A frame with rules between its rows and none between its columns: not one cell a row, but a table without them. */
export function isFramed(filled: FilledLattice): boolean {
  const { lattice } = filled;
  return lattice.xs.length === 2 && lattice.ys.length > RULED_SETTINGS.framedRows && isUnderRuled(filled);
}

/** Share of the words through which a line of the grid runs: none in a table, many where bars stand behind figures. */
function cutWords({ cells }: FilledLattice): number {
  const owner = new Map<Glyph, FilledCell>();
  for (const cell of cells) for (const glyph of cell.glyphs) if (glyph.rotation === 0) owner.set(glyph, cell);
  const words = readLines([...owner.keys()]).flatMap((line) => line.phrases.flatMap((phrase) => phrase.words));
  const cut = words.filter((word) =>
    word.glyphs.some((glyph) => owner.get(glyph)!.column !== owner.get(word.glyphs[0]!)!.column),
  );
  return words.length > 0 ? cut.length / words.length : 0;
}

/**
 * Whether the rulings leave rows or columns undivided: cells with several phrases side by side in many rows, or most
 * lines of numbers below each other in one cell. Then the rulings only help, and alignment decides.
 */
export function isUnderRuled({ lattice, cells }: FilledLattice): boolean {
  /** For each ruled row the columns with several numbers in a cell, and how many lines these have. */
  const stacked = new Map<number, { columns: number; lines: number }>();
  const wide = new Set<number>();
  for (const cell of cells) {
    const lines = readLines(cell.glyphs.filter((glyph) => glyph.rotation === 0));
    const numbers = lines.filter((line) => line.phrases.every(({ text }) => isNumeric(text))).length;
    if (numbers > 1 && numbers >= 0.6 * lines.length) {
      const { columns, lines: most } = stacked.get(cell.row) ?? { columns: 0, lines: 0 };
      stacked.set(cell.row, { columns: columns + 1, lines: Math.max(most, lines.length) });
    }
    const beside = lines.some(
      ({ phrases }) => phrases.length > 2 || (phrases.length === 2 && isNumeric(phrases[1]!.text)),
    );
    if (beside) for (let row = cell.row; row < cell.row + cell.rowSpan; row++) wide.add(row);
  }
  const rows = lattice.ys.length - 1;
  if (wide.size >= Math.max(2, RULED_SETTINGS.undividedShare * rows)) return true;
  const manyColumns = Math.max(2, 0.4 * (lattice.xs.length - 2));
  const undivided = [...stacked.values()].filter(({ columns }) => columns >= manyColumns);
  const inside = undivided.reduce((sum, { lines }) => sum + lines, 0);
  return inside > rows - undivided.length;
}

/** More rows of cells side by side within its cells than it has rows: lines between some columns, with gaps in them. */
export function isLoose({ lattice, cells }: FilledLattice): boolean {
  const within = cells.flatMap(({ glyphs }) =>
    readLines(glyphs.filter((glyph) => glyph.rotation === 0)).filter(
      ({ phrases }) => phrases.length > 1 && phrases.slice(1).every(({ text }) => isNumeric(text)),
    ),
  );
  return within.length >= RULED_SETTINGS.looseRows && within.length > lattice.ys.length - 1;
}

/** Boxes around the heads only: no numbers in them, and right below rows of numbers that no ruling divides. */
export function isHeadOnly({ lattice, cells }: FilledLattice, lines: readonly Line[]): boolean {
  if (lattice.ys.length > 4) return false;
  const heads = cells.filter((cell) => cell.text !== '');
  if (heads.some(({ text }) => isNumeric(text) && !/^(?:1[89]|20)\d\d$/.test(text))) return false;
  const [left, , right, bottom] = lattice.box;
  const below = lines.filter((line) => line.box[1] > bottom - 1).slice(0, RULED_SETTINGS.rowsBelow);
  const near = below[0] !== undefined && below[0].box[1] - bottom < RULED_SETTINGS.belowHead * below[0].size;
  return (
    near &&
    below.length === RULED_SETTINGS.rowsBelow &&
    below.every(
      ({ phrases, box, size }) =>
        box[0] > left - size &&
        box[2] < right + size &&
        phrases.length > 2 &&
        phrases.slice(1).every(({ text }) => isNumeric(text)),
    )
  );
}
