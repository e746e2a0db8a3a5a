/** Lines drawn as rows of tiny squares: the dotted borders of Word, one rectangle a dot. */
import type { Paint } from './graphics-state.js';
import type { Box } from './page.js';

export const DOT_SETTINGS = {
  /** Fewer dots in a row are bullets. */
  fewest: 8,
  /** So far apart, in points, dots still look like a line; middle to middle. */
  pitch: 6,
  /** Distances within a line differ by less than this share. */
  even: 0.35,
  /** Middles this near to each other, in points, are on one line. */
  level: 0.2,
} as const;

export interface Dot {
  box: Box;
  colour: Paint;
}

export interface DottedLine {
  /** The middle of the line. */
  box: Box;
  width: number;
  colour: Paint;
}

/** All lines that dots stand in, along both axes; a dot where two cross belongs to both. */
export function linesOfDots(dots: readonly Dot[]): DottedLine[] {
  return [...linesAlong(dots, 0), ...linesAlong(dots, 1)];
}

/** `axis` 0: lines from left to right; 1: from top to bottom. */
function linesAlong(dots: readonly Dot[], axis: 0 | 1): DottedLine[] {
  const across = axis === 0 ? 1 : 0;
  const middle = ({ box }: Dot, way: 0 | 1) => (box[way] + box[way + 2]!) / 2;
  const levels = new Map<number, Dot[]>();
  for (const dot of dots) {
    const level = Math.round(middle(dot, across) / DOT_SETTINGS.level);
    const same = levels.get(level);
    if (same) same.push(dot);
    else levels.set(level, [dot]);
  }
  const lines: DottedLine[] = [];
  for (const dotsOn of levels.values()) {
    if (dotsOn.length < DOT_SETTINGS.fewest) continue;
    const sorted = dotsOn.sort((a, b) => a.box[axis] - b.box[axis]);
    // Where two lines cross, both have painted the dot.
    const isTwice = (dot: Dot, i: number) =>
      i > 0 && Math.abs(middle(dot, axis) - middle(sorted[i - 1]!, axis)) < DOT_SETTINGS.level;
    const row = sorted.filter((dot, i) => !isTwice(dot, i));
    let start = 0;
    for (let i = 1; i <= row.length; i++) {
      if (i < row.length && goesOn(row, start, i, (dot) => middle(dot, axis))) continue;
      if (i - start >= DOT_SETTINGS.fewest)
        lines.push(lineOf(row[start]!, row[i - 1]!, axis, middle(row[start]!, across)));
      start = i;
    }
  }
  return lines;
}

/** Whether dot `i` stands as far from the one before as those of the line from `start` do. */
function goesOn(row: readonly Dot[], start: number, i: number, at: (dot: Dot) => number): boolean {
  const step = at(row[i]!) - at(row[i - 1]!);
  const first = i - start > 1 ? at(row[start + 1]!) - at(row[start]!) : step;
  return step <= DOT_SETTINGS.pitch && Math.abs(step - first) <= DOT_SETTINGS.even * first + 0.05;
}

function lineOf(first: Dot, last: Dot, axis: 0 | 1, level: number): DottedLine {
  const [from, to] = [first.box[axis], last.box[axis + 2]!];
  const across = axis === 0 ? 1 : 0;
  return {
    box: axis === 0 ? [from, level, to, level] : [level, from, level, to],
    width: first.box[across + 2]! - first.box[across],
    colour: first.colour,
  };
}
