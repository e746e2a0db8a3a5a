/** What of a page's picture is to be read: the cells of its grids, and the lines of text outside of them. */
import { findEdges } from '../edges.js';
import { findLattices } from '../lattice.js';
import type { Box, Ruling } from '../page.js';
import type { Ink } from './bitmap.js';
import { piecesOfInk } from './glyph-shapes.js';
import { bandsOf, linesOf, type PixelBox, whiten } from './lines.js';
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
  const cells: Box[] = lattices.flatMap(({ xs, ys, cells }) =>
    cells.map(
      ({ row, column, rowSpan, columnSpan }): Box => [
        xs[column]!,
        ys[row]!,
        xs[column + columnSpan]!,
        ys[row + rowSpan]!,
      ],
    ),
  );
  const inset = LINE_SETTINGS.inset;
  const inside = cells.map(
    ([x0, top, x1, bottom]): PixelBox => [
      Math.round((x0 + inset) * pixelsPerPoint),
      Math.round((top + inset) * pixelsPerPoint),
      Math.round((x1 - inset) * pixelsPerPoint),
      Math.round((bottom - inset) * pixelsPerPoint),
    ],
  );
  // What is read in cells is taken away, smaller grids first, so that a box around a table reads only what is left.
  const rest: Ink = { ...ink, data: ink.data.slice() };
  const outside: PixelBox = [0, 0, ink.width, ink.height];
  const usualInCells = usualHeight(ink, inside, pixelsPerPoint);
  const segments: Segment[] = [];
  cells.forEach((box, i) => {
    const lines = linesOf(rest, inside[i]!, usualInCells, pixelsPerPoint);
    whiten(rest, [inside[i]!], 0);
    if (lines.length > 0) segments.push({ kind: 'cell', box, lines });
  });
  const usual = usualHeight(rest, [outside], pixelsPerPoint);
  for (const line of linesOf(rest, outside, usual, pixelsPerPoint)) {
    for (const phrase of phrasesOf(rest, line)) {
      segments.push({ kind: 'line', box: toPoints(phrase, pixelsPerPoint), lines: [phrase] });
    }
  }
  return { segments, usual: cells.length > 0 ? usualInCells : usual };
}

export function toPoints(box: PixelBox, pixelsPerPoint: number): Box {
  return box.map((value) => value / pixelsPerPoint) as Box;
}

/** The middle height of the bands of ink that are as high as a letter; 10 points where there are none. */
function usualHeight(ink: Ink, regions: readonly PixelBox[], pixelsPerPoint: number): number {
  const lowest = RULING_SETTINGS.meets * pixelsPerPoint;
  const heights = regions
    .flatMap((region) => bandsOf(ink, region, pixelsPerPoint).map(({ top, bottom }) => bottom - top))
    .filter((height) => height > lowest && height < 10 * lowest)
    .sort((a, b) => a - b);
  return heights[heights.length >> 1] ?? 10 * pixelsPerPoint;
}

/** Cuts a line where there is room for several characters: 单位：万元 at the other end, columns without rulings. */
function phrasesOf(ink: Ink, line: PixelBox): PixelBox[] {
  const height = line[3] - line[1];
  const phrases: PixelBox[] = [];
  for (const piece of piecesOfInk(ink, line)) {
    const last = phrases.at(-1);
    if (last && piece[0] - last[2] < READING_SETTINGS.phraseGap * height) {
      last[1] = Math.min(last[1], piece[1]);
      last[2] = piece[2];
      last[3] = Math.max(last[3], piece[3]);
    } else phrases.push([...piece]);
  }
  return phrases;
}
