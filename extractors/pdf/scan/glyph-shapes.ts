/**
 * Shapes that are told apart without any engine: which pieces of ink of a line are digits, points or percent signs by
 * their size alone, and which is one of ≥ ≤ > < =. Tesseract's Chinese and Latin models do not know ≥ and ≤ at all (they
 * come out as 2, 之, 乏, 疡, 字), and drop points; the shapes say that something was there.
 */
import type { Ink } from './bitmap.js';
import { type PixelBox, tighten } from './lines.js';

/** All in heights of a line's 汉字. */
export const SHAPE_SETTINGS = {
  digitWidth: 0.64,
  digitHeight: [0.5, 0.97],
  /** Digits of one number stand on one line and are equally high, but for so much. */
  sameHeight: 0.12,
  pointHeight: 0.34,
  /** Smaller pieces are specks. */
  smallestPoint: 0.08,
  pointWidth: 0.34,
  percentWidth: [0.5, 1.1],
  /** How much higher than a digit a percent sign may be. */
  higherPercent: 0.18,
  operatorWidth: 0.36,
  /** How far the edge of a wedge may leave a straight line. */
  straightness: 0.06,
  /** ≥ is nearly as wide as high; 6, whose upper edge is as straight, is not. Share of its height. */
  wedgeWidth: 0.72,
  /** The lower stroke of ⩾ with the line below, run together, is thicker than the upper one by so much. */
  doubleStroke: 1.5,
  widestGlyph: 1.15,
  /** Between digits of one number; wider where the point stands in half an em. */
  numberGap: 0.45,
  /** Fewer white pixels closed in by ink are noise. */
  smallestHole: 4,
} as const;

const widthOf = (box: PixelBox): number => box[2] - box[0];
const heightOf = (box: PixelBox): number => box[3] - box[1];

/** Pieces of ink of a line that stand apart, from the left. */
export function piecesOfInk(ink: Ink, [x0, top, x1, bottom]: PixelBox): PixelBox[] {
  const pieces: PixelBox[] = [];
  let start = -1;
  for (let x = x0; x <= x1; x++) {
    let filled = false;
    for (let y = top; x < x1 && y < bottom && !filled; y++) filled = ink.data[y * ink.width + x] === 1;
    if (filled && start < 0) start = x;
    if (filled || start < 0) continue;
    const piece = tighten(ink, [start, top, x, bottom]);
    const least = SHAPE_SETTINGS.smallestPoint * (bottom - top);
    if (piece && Math.max(widthOf(piece), heightOf(piece)) >= least) pieces.push(piece);
    start = -1;
  }
  return pieces;
}

export type Operator = '≥' | '≤' | '>' | '<' | '=';

/** A line that begins with a number, as its pieces of ink show it. */
export interface NumberShape {
  /** What stands before the number, by its shape; `>=` where > and = are two glyphs. */
  operator: Operator | '>=' | '<=' | null;
  /** Something stands before the number that is no operator we know. */
  unknownFirst: boolean;
  /** Around the number with its percent sign, without the operator. */
  box: PixelBox;
  /** One letter a glyph: `D` digit, `P` point or comma, `%` percent sign. */
  pattern: string;
  /** Where the rest of the line begins (a unit); null where nothing follows. */
  rest: PixelBox | null;
}

/** The number that a line begins with; null where it begins otherwise. `usual` is the height of 汉字 in pixels. */
export function numberShape(ink: Ink, line: PixelBox, usual: number): NumberShape | null {
  const pieces = piecesOfInk(ink, line);
  let first = 0;
  let operator: NumberShape['operator'] = null;
  let unknownFirst = false;
  const found =
    pieces[0] && widthOf(pieces[0]) >= SHAPE_SETTINGS.operatorWidth * usual ? operatorOf(ink, pieces[0], usual) : null;
  if (found) {
    operator = found;
    first = 1;
    if ((found === '>' || found === '<') && pieces[1] && operatorOf(ink, pieces[1], usual) === '=') {
      operator = `${found}=`;
      first = 2;
    }
  } else if (pieces[0] && !isDigit(pieces[0], usual) && widthOf(pieces[0]) > 0.4 * usual) {
    unknownFirst = true;
    first = 1;
  }
  let reference: PixelBox | null = null;
  let pattern = '';
  let end = first;
  for (; end < pieces.length; end++) {
    const piece = pieces[end]!;
    if (reference && isPoint(piece, reference, usual)) pattern += 'P';
    else if (isDigit(piece, usual) && (!reference || isLevel(piece, reference, usual))) {
      reference ??= piece;
      pattern += 'D';
    } else if (reference && isLowPercentSign(ink, piece, reference, usual)) {
      pattern += '%';
      end++;
      break;
    } else break;
  }
  if (!reference || (unknownFirst && pattern.replace(/P/g, '').length < 2 && !pattern.includes('D'))) return null;
  const rest = pieces.slice(end);
  // 4年 of 2024年 may touch: what is glued to the number is wider than any glyph, and may hold digits. So may 00 of 100%,
  // which are as high as the digit before.
  if (rest[0] && widthOf(rest[0]) > SHAPE_SETTINGS.widestGlyph * usual) return null;
  if (rest[0] && isLevel(rest[0], reference, usual) && widthOf(rest[0]) > SHAPE_SETTINGS.digitWidth * usual)
    return null;
  return {
    operator,
    unknownFirst,
    box: [pieces[first]![0], line[1], pieces[end - 1]![2], line[3]],
    pattern,
    rest: rest.length > 0 ? [rest[0]![0], line[1], rest.at(-1)![2], line[3]] : null,
  };
}

/** Digits, points and a percent sign that stand together within a line. */
export interface NumberRun {
  box: PixelBox;
  /** As in NumberShape. */
  pattern: string;
}

/** All runs of glyphs of a line that could be numbers; narrow parts of 汉字 (川, 小) are among them. */
export function numberRuns(ink: Ink, line: PixelBox, usual: number): NumberRun[] {
  const pieces = piecesOfInk(ink, line);
  const runs: NumberRun[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const reference = pieces[i]!;
    if (!isDigit(reference, usual)) continue;
    let pattern = 'D';
    let end = i + 1;
    for (; end < pieces.length && !pattern.endsWith('%'); end++) {
      const piece = pieces[end]!;
      // The gap behind a number's last digit is wider where a 汉字 follows, but not within the number.
      if (piece[0] - pieces[end - 1]![2] > SHAPE_SETTINGS.numberGap * usual) break;
      if (isPoint(piece, reference, usual)) pattern += 'P';
      else if (isDigit(piece, usual) && isLevel(piece, reference, usual)) pattern += 'D';
      else if (isLowPercentSign(ink, piece, reference, usual)) pattern += '%';
      else break;
    }
    // A comma behind the number is the sentence's.
    if (pattern.endsWith('P')) {
      pattern = pattern.replace(/P+$/, '');
    }
    const last = pieces[i + pattern.length - 1]!;
    runs.push({ box: [reference[0], line[1], last[2], line[3]], pattern });
    i += pattern.length - 1;
  }
  return runs;
}

function isDigit(piece: PixelBox, usual: number): boolean {
  const [lowest, highest] = SHAPE_SETTINGS.digitHeight;
  const height = heightOf(piece);
  return (
    widthOf(piece) <= SHAPE_SETTINGS.digitWidth * usual &&
    widthOf(piece) <= 0.85 * height &&
    height >= lowest * usual &&
    height <= highest * usual
  );
}

function isLevel(piece: PixelBox, reference: PixelBox, usual: number): boolean {
  const most = SHAPE_SETTINGS.sameHeight * usual;
  return Math.abs(heightOf(piece) - heightOf(reference)) <= most && Math.abs(piece[3] - reference[3]) <= most;
}

/** Two pieces of ink side by side that have the size of digits of one number. */
export function areLevelDigits(left: PixelBox, right: PixelBox, usual: number): boolean {
  return isDigit(left, usual) && isDigit(right, usual) && isLevel(right, left, usual);
}

function isPoint(piece: PixelBox, reference: PixelBox, usual: number): boolean {
  return (
    heightOf(piece) <= SHAPE_SETTINGS.pointHeight * usual &&
    widthOf(piece) <= SHAPE_SETTINGS.pointWidth * usual &&
    piece[1] > reference[1] + 0.5 * heightOf(reference)
  );
}

/** White areas that ink closes in, by their middles, as shares of the box's width and height. */
function holesOf({ width, data }: Ink, [x0, top, x1, bottom]: PixelBox): [x: number, y: number][] {
  const [w, h] = [x1 - x0, bottom - top];
  const seen = new Uint8Array(w * h);
  const holes: [number, number][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || data[(top + Math.floor(start / w)) * width + x0 + (start % w)] === 1) continue;
    const stack = [start];
    seen[start] = 1;
    let open = false;
    let [count, sumX, sumY] = [0, 0, 0];
    while (stack.length > 0) {
      const i = stack.pop()!;
      const [x, y] = [i % w, Math.floor(i / w)];
      count++;
      sumX += x;
      sumY += y;
      for (const [nx, ny] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        if (nx < 0 || ny < 0 || nx >= w || ny >= h) {
          open = true;
          continue;
        }
        const next = ny * w + nx;
        if (seen[next] === 1 || data[(top + ny) * width + x0 + nx] === 1) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    if (!open && count >= SHAPE_SETTINGS.smallestHole) holes.push([sumX / count / w, sumY / count / h]);
  }
  return holes;
}

/** Two rings (the stroke between may close in more), one above on the left and one below on the right: the percent sign, which engines read as 8, 5, 上 or 9%. */
export function isPercentSign(ink: Ink, box: PixelBox, usual: number): boolean {
  const [narrowest, widest] = SHAPE_SETTINGS.percentWidth;
  const width = widthOf(box);
  if (width < narrowest * usual || width > widest * usual || heightOf(box) < 0.45 * usual) return false;
  const holes = holesOf(ink, box);
  // 田 has holes in the other corners as well.
  const isOther = ([x, y]: readonly [number, number]) => (x > 0.62 && y < 0.4) || (x < 0.38 && y > 0.6);
  return (
    holes.length <= 4 &&
    holes.some(([x, y]) => x < 0.45 && y < 0.5) &&
    holes.some(([x, y]) => x > 0.55 && y > 0.5) &&
    !holes.some(isOther)
  );
}

/** A percent sign behind a digit, hardly higher than it: the boxes of 亩 and 田 are closed in as well. */
function isLowPercentSign(ink: Ink, piece: PixelBox, digit: PixelBox, usual: number): boolean {
  const higher = heightOf(piece) - heightOf(digit);
  return higher <= SHAPE_SETTINGS.higherPercent * usual && isPercentSign(ink, piece, usual);
}

/** The comparison sign that a piece of ink is, by its edges; null where it is something else (2, 之, a 汉字). */
export function operatorOf({ width, data }: Ink, box: PixelBox, usual: number): Operator | null {
  const [x0, top, x1, bottom] = box;
  if (widthOf(box) > 1.2 * usual || heightOf(box) > 1.2 * usual) return null;
  // 9, 6 and 4 have edges as straight as a wedge, and holes.
  if (holesOf({ width, height: 0, data }, box).length > 0) return null;
  const columns: { x: number; top: number; bottom: number; runs: number; ink: number; first: number; last: number }[] =
    [];
  const edge = Math.round(widthOf(box) * 0.12);
  for (let x = x0 + edge; x < x1 - edge; x++) {
    const column = { x, top: -1, bottom: -1, runs: 0, ink: 0, first: 0, last: 0 };
    for (let y = top; y < bottom; y++) {
      if (data[y * width + x] === 0) continue;
      if (column.top < 0) column.top = y;
      if (y === top || data[(y - 1) * width + x] === 0) {
        column.runs++;
        column.last = 0;
      }
      column.bottom = y;
      column.ink++;
      column.last++;
      if (column.runs === 1) column.first++;
    }
    if (column.runs === 0) return null;
    columns.push(column);
  }
  if (columns.length < 6) return null;
  const upper = fitLine(columns.map(({ x, top: y }) => [x, y]));
  const runs = columns.map((column) => column.runs).sort((a, b) => a - b);
  const median = runs[runs.length >> 1]!;
  const most = SHAPE_SETTINGS.straightness * usual;
  if (upper.residual > most) return null;
  const lower = fitLine(columns.map(({ x, bottom: y }) => [x, y]));
  if (Math.abs(upper.slope) < 0.06 && Math.abs(lower.slope) < 0.06 && lower.residual <= most) {
    const inkHeight = columns.reduce((sum, column) => sum + column.ink, 0) / columns.length;
    return median === 2 && heightOf(box) < 0.6 * usual && inkHeight < 0.6 * heightOf(box) ? '=' : null;
  }
  const steepness = Math.abs(upper.slope);
  if (steepness < 0.15 || steepness > 0.9 || lower.residual > 1.6 * most) return null;
  const opensLeft = upper.slope > 0;
  const third = Math.ceil(columns.length / 3);
  const open = opensLeft ? columns.slice(0, third) : columns.slice(-third);
  const openRuns = open.map((column) => column.runs).sort((a, b) => a - b)[open.length >> 1]!;
  const isWide = widthOf(box) >= SHAPE_SETTINGS.wedgeWidth * heightOf(box);
  if (openRuns === 3) return isWide && lower.residual <= 1.2 * most ? (opensLeft ? '≥' : '≤') : null;
  // > and < alone: the lower edge mirrors the upper one. In small print the line below has run together with the stroke
  // above it (⩾), which is thicker then.
  if (openRuns === 2 && Math.sign(lower.slope) === -Math.sign(upper.slope) && Math.abs(lower.slope) > 0.15) {
    const of = (which: 'first' | 'last') => open.reduce((sum, column) => sum + column[which], 0);
    const isDouble = of('last') >= SHAPE_SETTINGS.doubleStroke * of('first');
    return isDouble ? (opensLeft ? '≥' : '≤') : opensLeft ? '>' : '<';
  }
  return null;
}

function fitLine(points: readonly (readonly [number, number])[]): { slope: number; residual: number } {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  let xy = 0;
  let xx = 0;
  for (const [x, y] of points) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
  }
  const slope = xx === 0 ? 0 : xy / xx;
  const squares = points.reduce((sum, [x, y]) => sum + (y - my - slope * (x - mx)) ** 2, 0);
  return { slope, residual: Math.sqrt(squares / n) };
}
