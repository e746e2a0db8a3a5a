/** Rulings in a picture: long straight runs of ink. */
import type { Ruling } from '../page.js';
import type { Ink } from './bitmap.js';
import { RULING_SETTINGS } from './settings.js';

/** A run of ink in one row (or column) of pixels. */
interface Run {
  row: number;
  from: number;
  to: number;
}

/** Runs that lie on each other: a line with its thickness. In pixels. */
interface Bar {
  first: number;
  last: number;
  from: number;
  to: number;
  /** Rows of the runs at the lower end, to go on from. */
  open: Run[];
  area: number;
}

/** More runs than this are a photo or a pattern, not a form. */
const MOST_RUNS = 200_000;

/** The rulings of a page's picture, in points. */
export function findRulings(ink: Ink, pixelsPerPoint: number): Ruling[] {
  const points = (pixels: number) => pixels / pixelsPerPoint;
  const horizontal = barsOf(ink, RULING_SETTINGS.shortestHorizontal, pixelsPerPoint).map(
    ({ first, last, from, to }): Ruling => {
      const y = points((first + last + 1) / 2);
      return { box: [points(from), y, points(to + 1), y], width: points(last - first + 1) };
    },
  );
  const vertical = barsOf(transpose(ink), RULING_SETTINGS.shortestVertical, pixelsPerPoint).map(
    ({ first, last, from, to }): Ruling => {
      const x = points((first + last + 1) / 2);
      return { box: [x, points(from), x, points(to + 1)], width: points(last - first + 1) };
    },
  );
  return withoutStrokes(
    horizontal,
    vertical.filter((wall) => !isStroke(ink, wall, horizontal, pixelsPerPoint)),
  );
}

/**
 * Whether a short upright line is a stroke of a letter: others branch off (目, 中, 年), where from a wall only rulings do.
 * In forms without any room between text and rulings, strokes end at these as walls do.
 */
function isStroke(
  { width, height, data }: Ink,
  { box, width: thick }: Ruling,
  horizontal: readonly Ruling[],
  pixelsPerPoint: number,
): boolean {
  const { freeLength, ends, branch } = RULING_SETTINGS;
  if (box[3] - box[1] >= freeLength) return false;
  const pixels = (points: number) => Math.round(points * pixelsPerPoint);
  const x = pixels(box[0]);
  const reach = pixels(thick / 2) + pixels(branch);
  const isInkTo = (y: number, step: -1 | 1) => {
    for (let i = 0; i <= reach; i++) {
      const at = x + step * i;
      if (at < 0 || at >= width || data[y * width + at] === 0) return false;
    }
    return true;
  };
  const rulings = horizontal
    .filter((one) => one.box[0] <= box[0] + ends && one.box[2] >= box[0] - ends)
    .map((one) => one.box[1] * pixelsPerPoint);
  for (let y = Math.max(0, pixels(box[1] + ends)); y < Math.min(height, pixels(box[3] - ends)); y++) {
    if (rulings.some((at) => Math.abs(at - y) <= ends * pixelsPerPoint)) continue;
    if (isInkTo(y, -1) || isInkTo(y, 1)) return true;
  }
  return false;
}

function transpose({ width, height, data }: Ink): Ink {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x]!;
  return { width: height, height: width, data: turned };
}

function barsOf(ink: Ink, shortest: number, pixelsPerPoint: number): Bar[] {
  const { gap, thickest, drift } = RULING_SETTINGS;
  const shortestRun = Math.round((shortest * pixelsPerPoint) / 2);
  const runs = runsOf(ink, shortestRun, Math.round(gap * pixelsPerPoint));
  if (runs.length > MOST_RUNS) return [];
  const bars: Bar[] = [];
  let active: Bar[] = [];
  for (let i = 0; i < runs.length; ) {
    const row = runs[i]!.row;
    active = active.filter((bar) => row - bar.last <= 1);
    for (; i < runs.length && runs[i]!.row === row; i++) {
      const run = runs[i]!;
      // A line askew goes on in the next row a little further along, touching the end of its run above.
      const bar = active.find((one) => one.open.some(({ from, to }) => run.from <= to + 2 && run.to >= from - 2));
      if (bar) {
        if (bar.last < row) bar.open = bar.open.filter((one) => one.row >= row - 1);
        bar.open.push(run);
        bar.last = row;
        bar.from = Math.min(bar.from, run.from);
        bar.to = Math.max(bar.to, run.to);
        bar.area += run.to - run.from + 1;
      } else {
        const fresh = { first: row, last: row, from: run.from, to: run.to, open: [run], area: run.to - run.from + 1 };
        bars.push(fresh);
        active.push(fresh);
      }
    }
  }
  return bars.filter(({ first, last, from, to, area }) => {
    const length = to - from + 1;
    // How thick the ink is where there is any, and how far the whole leaves its row.
    return (
      length >= shortest * pixelsPerPoint &&
      area / length <= thickest * pixelsPerPoint &&
      last - first + 1 <= (thickest + drift) * pixelsPerPoint &&
      length >= 3 * (last - first + 1)
    );
  });
}

function runsOf({ width, height, data }: Ink, shortest: number, gap: number): Run[] {
  const runs: Run[] = [];
  for (let row = 0; row < height && runs.length <= MOST_RUNS; row++) {
    const start = row * width;
    let from = -1;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (data[start + x] === 0) continue;
      if (from < 0 || x - last > gap + 1) {
        if (from >= 0 && last - from + 1 >= shortest) runs.push({ row, from, to: last });
        from = x;
      }
      last = x;
    }
    if (from >= 0 && last - from + 1 >= shortest) runs.push({ row, from, to: last });
  }
  return runs;
}

/**
 * Strokes of large letters are short and end anywhere; walls of small cells end at other lines. Where a page break cut a
 * row, its walls end in the air, but all at the same height, and none goes on.
 */
function withoutStrokes(horizontal: readonly Ruling[], vertical: readonly Ruling[]): Ruling[] {
  const { freeLength, meets, touches } = RULING_SETTINGS;
  let [kept, walls] = [[...horizontal], [...vertical]];
  const meetsWall = (x: number, y: number) =>
    walls.some(({ box }) => Math.abs(box[0] - x) <= meets && y >= box[1] - meets && y <= box[3] + meets);
  const touchesRow = (x: number, y: number) =>
    kept.some(({ box }) => Math.abs(box[1] - y) <= touches && x >= box[0] - meets && x <= box[2] + meets);
  const isPassed = (y: number) => vertical.some(({ box }) => box[1] < y - 2 * meets && box[3] > y + 2 * meets);
  kept = kept.filter(({ box: [x0, y, x1] }) => {
    return x1 - x0 >= freeLength || (meetsWall(x0, y) && meetsWall(x1, y));
  });
  walls = walls.filter(({ box: [x, top, , bottom] }) => {
    const [upper, lower] = [touchesRow(x, top), touchesRow(x, bottom)];
    if (bottom - top >= freeLength || (upper && lower)) return true;
    if (upper === lower || isPassed(upper ? bottom : top)) return false;
    const alike = vertical.filter(({ box }) => Math.abs(box[1] - top) <= meets && Math.abs(box[3] - bottom) <= meets);
    return alike.length >= RULING_SETTINGS.alike;
  });
  return [...kept, ...walls];
}
