/**
 * Tables set beside each other on a page of one column: their rules stop at the same place between them, and no line of
 * text runs across. Rules drawn column by column leave gaps as well, but equal ones.
 */
import type { Edge } from './edges.js';
import { boxAround, type Line, type Phrase } from './words.js';

export const BESIDE_SETTINGS = {
  /** Ems of free space between two tables. */
  gap: 1.3,
  /** How many times wider it is than the next widest gap between rules. */
  wider: 1.5,
  /** Share of the width that each table has. */
  width: 0.2,
  /** Ems by which the outer ends of the rules may miss those of the text. */
  outer: 1.5,
  /** Lines with text on both sides. */
  fewestLines: 3,
  /** Lines on either side that are rows of several cells; heads underlined one by one have labels on one side. */
  fewestRows: 2,
  /** Points: rules of tables beside each other differ in height by so much. */
  level: 6,
} as const;

export interface Gap {
  from: number;
  to: number;
  /** First line, and one past the last, of which none crosses it. */
  first: number;
  end: number;
}

/** The widest gap between tables of these lines; null where there is none. `lines` are sorted from the top. */
export function findGap(lines: readonly Line[], rules: readonly Edge[]): Gap | null {
  let best: Gap | null = null;
  for (const [from, to, at] of gapsOf(rules)) {
    if (best && to - from <= best.to - best.from) continue;
    const gap = linesAt(lines, from, to, at);
    if (gap && holds(lines.slice(gap.first, gap.end), gap, rules)) best = gap;
  }
  return best;
}

/** For every height at which rules stand beside each other, the widest gap between them. */
function gapsOf(rules: readonly Edge[]): [from: number, to: number, at: number][] {
  const heights: Edge[][] = [];
  for (const rule of [...rules].sort((a, b) => a.at - b.at)) {
    if (heights.length > 0 && rule.at - heights.at(-1)![0]!.at < BESIDE_SETTINGS.level) heights.at(-1)!.push(rule);
    else heights.push([rule]);
  }
  return heights.flatMap((height) => {
    const sorted = height.sort((a, b) => a.from - b.from);
    const reached = (i: number) => Math.max(...sorted.slice(0, i).map(({ to }) => to));
    const gaps = sorted
      .slice(1)
      .map((rule, i): [number, number, number] => [reached(i + 1), rule.from, rule.at])
      .sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
    const [widest, second] = gaps;
    if (!widest || (second && widest[1] - widest[0] < BESIDE_SETTINGS.wider * (second[1] - second[0]))) return [];
    return [widest];
  });
}

/** The lines around that height that do not cross the gap. */
function linesAt(lines: readonly Line[], from: number, to: number, at: number): Gap | null {
  const free = (line: Line | undefined): boolean =>
    line?.phrases.every(({ box }) => box[2] <= from + 2 || box[0] >= to - 2) ?? false;
  const middle = lines.findIndex((line) => (line.box[1] + line.box[3]) / 2 > at);
  if (middle < 0 || !free(lines[middle])) return null;
  let first = middle;
  while (free(lines[first - 1])) first--;
  let end = middle + 1;
  while (free(lines[end])) end++;
  return { from, to, first, end };
}

function holds(lines: readonly Line[], { from, to }: Gap, rules: readonly Edge[]): boolean {
  const both = lines.filter((line) => line.box[0] < from && line.box[2] > to);
  if (both.length < BESIDE_SETTINGS.fewestLines) return false;
  const rowsOf = (isIn: (phrase: Phrase) => boolean) => lines.filter((line) => line.phrases.filter(isIn).length > 1);
  const rows = [rowsOf(({ box }) => box[2] <= from + 2), rowsOf(({ box }) => box[0] >= to - 2)];
  if (rows.some((own) => own.length < BESIDE_SETTINGS.fewestRows)) return false;
  const [left, top, right, bottom] = boxAround(lines);
  const size = Math.max(...lines.map((line) => line.size));
  if (to - from < BESIDE_SETTINGS.gap * size) return false;
  if (Math.min(from - left, right - to) < BESIDE_SETTINGS.width * (right - left)) return false;
  const near = rules.filter((rule) => rule.at > top - size && rule.at < bottom + size);
  if (near.some((rule) => rule.from < from - 1 && rule.to > to + 1)) return false;
  // Rules below heads that span columns stop as well, but do not begin where the labels begin.
  const reach = BESIDE_SETTINGS.outer * size;
  return (
    near.some((rule) => rule.to < to && rule.from < left + reach) &&
    near.some((rule) => rule.from > from && rule.to > right - reach)
  );
}
