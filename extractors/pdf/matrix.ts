/** Plane transformations as PDF writes them: [a, b, c, d, e, f] takes (x, y) to (ax + cy + e, bx + dy + f). */
import type { Box } from './page.js';

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: ArrayLike<number>): Matrix {
  const [a, b, c, d, e, f] = outer;
  const i0 = inner[0]!;
  const i1 = inner[1]!;
  const i2 = inner[2]!;
  const i3 = inner[3]!;
  const i4 = inner[4]!;
  const i5 = inner[5]!;
  return [a * i0 + c * i1, b * i0 + d * i1, a * i2 + c * i3, b * i2 + d * i3, a * i4 + c * i5 + e, b * i4 + d * i5 + f];
}

/** The smallest upright box around the transformed rectangle. */
export function transformBox(matrix: Matrix, x0: number, y0: number, x1: number, y1: number): Box {
  const [a, b, c, d, e, f] = matrix;
  const ax0 = a * x0;
  const ax1 = a * x1;
  const cy0 = c * y0;
  const cy1 = c * y1;
  const bx0 = b * x0;
  const bx1 = b * x1;
  const dy0 = d * y0;
  const dy1 = d * y1;
  return [
    Math.min(ax0, ax1) + Math.min(cy0, cy1) + e,
    Math.min(bx0, bx1) + Math.min(dy0, dy1) + f,
    Math.max(ax0, ax1) + Math.max(cy0, cy1) + e,
    Math.max(bx0, bx1) + Math.max(dy0, dy1) + f,
  ];
}

/** What two boxes have in common; null when that is nothing. A common edge is something. */
export function intersectBoxes(one: Box, other: Box): Box | null {
  const x0 = Math.max(one[0], other[0]);
  const top = Math.max(one[1], other[1]);
  const x1 = Math.min(one[2], other[2]);
  const bottom = Math.min(one[3], other[3]);
  return x0 > x1 || top > bottom ? null : [x0, top, x1, bottom];
}

/** By how much lengths grow, the same in all directions taken together. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}
