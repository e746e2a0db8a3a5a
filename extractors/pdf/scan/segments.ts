/** What of a page's picture is to be read: the cells of its grids, and the lines of text outside of them. */
import { findEdges } from '../edges.js';
import { findLattices } from '../lattice.js';
import type { Box, Ruling } from '../page.js';
import type { Ink } from './bitmap.js';
import { piecesOfInk } from './glyph-shapes.js';
import { bandsOf, linesOf, type PixelBox, rowsOf, whiten } from './lines.js';
import { LINE_SETTINGS, READING_SETTINGS, RULING_SETTINGS } from './settings.js';

/** A piece of text to read: a cell, or a line of running text. */
export interface Segment {
  kind: 'cell' | 'line';
  /** The cell as ruled, or the line's ink; points. */
  box: Box;
  /** Lines from the top, in pixels. */
  lines: PixelBox[];
}

export interface Segments {
  segments: Segment[];
  /** Height of a line of 汉字, in pixels. */
  usual: number;
}

/** Where rulings lie in the picture, with their blurred edges, in pixels. */
export function rulingBoxes(rulings: readonly Ruling[], pixelsPerPoint: number): PixelBox[] {
  return rulings.map(({ box: [x0, top, x1, bottom], width }): PixelBox => {
    const half = width / 2 + LINE_SETTINGS.inset;
    return [
      (x0 - half) * pixelsPerPoint,
      (top - half) * pixelsPerPoint,
      (x1 + half) * pixelsPerPoint,
      (bottom + half) * pixelsPerPoint,
    ];
  });
}

/** Finds what is to be read. The rulings must be whitened in the ink already. */
export function findSegments(ink: Ink, rulings: readonly Ruling[], pixelsPerPoint: number): Segments {
  // No glyphs are known yet that could stand between the two lines of a double one.
  const { lattices } = findLattices(findEdges({ rulings: [...rulings] }), { inside: () => false });
  const cells = lattices.flatMap(({ xs, ys, cells }) =>
    cells.map(({ row, column, rowSpan, columnSpan }) => ({
      box: [xs[column]!, ys[row]!, xs[column + columnSpan]!, ys[row + rowSpan]!] as Box,
      // Where only rows are ruled, each holds several columns.
      hasColumns: xs.length === 2,
    })),
  );
  const inset = LINE_SETTINGS.inset;
  const inside = cells.map(
    ({ box: [x0, top, x1, bottom] }): PixelBox => [
      Math.round((x0 + inset) * pixelsPerPoint),
      Math.round((top + inset) * pixelsPerPoint),
      Math.round((x1 - inset) * pixelsPerPoint),
      Math.round((bottom - inset) * pixelsPerPoint),
    ],
  );
  // What is read in cells is taken away, smaller grids first, so that a box around a table reads only what is left.
  const rest: Ink = { ...ink, data: ink.data.slice() };
  const outside: PixelBox = [0, 0, ink.width, ink.height];
  const textIn = cells.flatMap(({ hasColumns }, i) =>
    hasColumns ? columnsIn(ink, inside[i]!, pixelsPerPoint) : [inside[i]!],
  );
  const usualInCells = usualHeight(ink, textIn, pixelsPerPoint);
  const segments: Segment[] = [];
  const addPhrases = (phrases: readonly PixelBox[]) => {
    for (const phrase of phrases)
      segments.push({ kind: 'line', box: toPoints(phrase, pixelsPerPoint), lines: [phrase] });
  };
  cells.forEach(({ box, hasColumns }, i) => {
    const lines = linesOf(rest, inside[i]!, usualInCells, pixelsPerPoint);
    const phrases = hasColumns
      ? phrasesIn(rest, inside[i]!, usualInCells, pixelsPerPoint)
      : lines.flatMap((line) => phrasesOf(rest, line, READING_SETTINGS.cellGap * heightOf(line)));
    whiten(rest, [inside[i]!], 0);
    if (phrases.length > lines.length) addPhrases(phrases);
    else if (lines.length > 0) segments.push({ kind: 'cell', box, lines });
  });
  const usual = usualHeight(rest, columnsIn(rest, outside, pixelsPerPoint), pixelsPerPoint, LINE_SETTINGS.fullHeight);
  addPhrases(phrasesIn(rest, outside, usual, pixelsPerPoint));
  return { segments, usual: cells.length > 0 ? usualInCells : usual };
}

export function toPoints(box: PixelBox, pixelsPerPoint: number): Box {
  return box.map((value) => value / pixelsPerPoint) as Box;
}

/** The height that a share of the bands of ink stays below that are as high as a letter; 10 points where there are none. */
function usualHeight(ink: Ink, regions: readonly PixelBox[], pixelsPerPoint: number, share = 0.5): number {
  const lowest = RULING_SETTINGS.meets * pixelsPerPoint;
  const heights = regions
    .flatMap((region) => bandsOf(ink, region, pixelsPerPoint).map(({ top, bottom }) => bottom - top))
    .filter((height) => height > lowest && height < 10 * lowest)
    .sort((a, b) => a - b);
  return heights[Math.floor(heights.length * share)] ?? 10 * pixelsPerPoint;
}

/** What of a region stands apart to the left and right, before the height of a line is known. */
function columnsIn(ink: Ink, region: PixelBox, pixelsPerPoint: number): PixelBox[] {
  const gap = LINE_SETTINGS.surelyApart * pixelsPerPoint;
  return bandsOf(ink, region, pixelsPerPoint).flatMap(({ top, bottom }) =>
    phrasesOf(ink, [region[0], top, region[2], bottom], gap),
  );
}

const heightOf = ([, top, , bottom]: PixelBox): number => bottom - top;

/**
 * The texts of a region that stand apart: first by columns, then by lines, since a value set in the middle of its row
 * stands beside the gap between the two lines of its neighbour. From the top, then from the left.
 */
function phrasesIn(ink: Ink, region: PixelBox, usual: number, pixelsPerPoint: number): PixelBox[] {
  const gap = READING_SETTINGS.phraseGap;
  return rowsOf(ink, region, usual, pixelsPerPoint).flatMap((row) => {
    const asLine = () => phrasesOf(ink, row, gap * heightOf(row));
    if (heightOf(row) < LINE_SETTINGS.severalLines * usual) return asLine();
    const columns = phrasesOf(ink, row, gap * usual).map((column) => linesOf(ink, column, usual, pixelsPerPoint));
    // A title, whose letters are larger than usual.
    if (columns.every((lines) => lines.length === 1 && heightOf(lines[0]!) > 0.5 * heightOf(row))) return asLine();
    return columns.flat().flatMap((line) => phrasesOf(ink, line, gap * heightOf(line)));
  });
}

/** Cuts a line where there is room for several characters, `gap` pixels: 单位：万元 at the other end, columns without rulings. */
function phrasesOf(ink: Ink, line: PixelBox, gap: number): PixelBox[] {
  const phrases: PixelBox[] = [];
  for (const piece of piecesOfInk(ink, line)) {
    const last = phrases.at(-1);
    if (last && piece[0] - last[2] < gap) {
      last[1] = Math.min(last[1], piece[1]);
      last[2] = piece[2];
      last[3] = Math.max(last[3], piece[3]);
    } else phrases.push([...piece]);
  }
  return phrases;
}
