/** Paths as pdf.js packs them, taken apart into straight segments and rectangles on the page. */
import type { Matrix } from './matrix.js';
import type { Box } from './page.js';
import { READER_SETTINGS } from './settings.js';

// pdf.js packs a path into one Float32Array of codes and coordinates (its DrawOPS, which it does not export).
const MOVE = 0;
const LINE = 1;
const CURVE = 2;
const QUADRATIC = 3;
const CLOSE = 4;

/** One connected piece of a path, in page coordinates. */
export interface Subpath {
  /** Straight segments, four numbers each: x0, y0, x1, y1. */
  segments: number[];
  /** Of all points, control points of curves too. */
  bounds: Box;
  curved: boolean;
  closed: boolean;
}

/** Takes a packed path apart and puts it on the page. */
export function readSubpaths(data: Float32Array | ArrayLike<number>, matrix: Matrix): Subpath[] {
  const [a, b, c, d, e, f] = matrix;
  const subpaths: Subpath[] = [];
  let current: Subpath | null = null;
  let startX = 0;
  let startY = 0;
  let x = 0;
  let y = 0;
  const begin = (): Subpath => {
    startX = x;
    startY = y;
    current = { segments: [], bounds: [x, y, x, y], curved: false, closed: false };
    subpaths.push(current);
    return current;
  };
  for (let i = 0; i < data.length; ) {
    const code = data[i++];
    if (code === CLOSE) {
      if (current) {
        const open: Subpath = current;
        if (x !== startX || y !== startY) open.segments.push(x, y, startX, startY);
        open.closed = true;
      }
      x = startX;
      y = startY;
      current = null;
      continue;
    }
    const points = code === MOVE || code === LINE ? 1 : code === CURVE ? 3 : code === QUADRATIC ? 2 : 0;
    if (points === 0) break; // not a code that we know: the rest cannot be told apart
    const fromX = x;
    const fromY = y;
    if (code !== MOVE) current ??= begin();
    for (let point = 0; point < points; point++) {
      const ux = data[i++] ?? 0;
      const uy = data[i++] ?? 0;
      x = a * ux + c * uy + e;
      y = b * ux + d * uy + f;
      if (code !== MOVE) extend((current as Subpath).bounds, x, y);
    }
    if (code === MOVE) begin();
    else if (code === LINE) (current as unknown as Subpath).segments.push(fromX, fromY, x, y);
    else (current as unknown as Subpath).curved = true;
  }
  return subpaths;
}

function extend(box: Box, x: number, y: number): void {
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}

/** Whether a segment runs along an axis of the page, allowing for what rounding and slightly turned pages do. */
export function directionOf(x0: number, y0: number, x1: number, y1: number): 'horizontal' | 'vertical' | null {
  const width = Math.abs(x1 - x0);
  const height = Math.abs(y1 - y0);
  if (height <= READER_SETTINGS.straightness && width >= height) return 'horizontal';
  if (width <= READER_SETTINGS.straightness && height > width) return 'vertical';
  return null;
}

/** Whether the subpath is an upright rectangle (a degenerate one is a line). */
export function isRectangle({ segments, curved }: Subpath): boolean {
  // Four sides; one more where the producer draws the last side and closes as well; three where it leaves closing out.
  if (curved || segments.length < 3 * 4 || segments.length > 5 * 4) return false;
  let turns = 0;
  let before: string | null = null;
  for (let i = 0; i < segments.length; i += 4) {
    const length = Math.hypot(segments[i + 2]! - segments[i]!, segments[i + 3]! - segments[i + 1]!);
    if (length < 1e-3) continue;
    const direction = directionOf(segments[i]!, segments[i + 1]!, segments[i + 2]!, segments[i + 3]!);
    if (!direction) return false;
    if (before && direction !== before) turns++;
    before = direction;
  }
  return turns >= 2 && turns <= 4;
}
