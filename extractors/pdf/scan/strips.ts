/**
 * Pictures for the engine: pieces of text set side by side on one line. Engines are trained on lines, and a lone 高 or 15
 * is misread where the same glyphs within a line are not.
 */
import type { Gray } from './bitmap.js';
import { crop } from './bitmap.js';
import type { PixelBox } from './lines.js';

export interface Strip {
  picture: Gray;
  /** Where each piece begins and ends on the strip, in pixels from its left. */
  pieces: [from: number, to: number][];
}

/** Sets parts of a picture side by side, `gap` pixels apart, with `margin` pixels of white around all. */
export function makeStrip(gray: Gray, boxes: readonly PixelBox[], gap: number, margin: number): Strip {
  const height = Math.max(...boxes.map(([, top, , bottom]) => bottom - top)) + 2 * margin;
  const inner = boxes.reduce((sum, [x0, , x1]) => sum + x1 - x0 + gap, -gap);
  const width = inner + 2 * margin;
  const picture: Gray = { width, height, data: new Uint8Array(width * height).fill(255) };
  const pieces: [number, number][] = [];
  let x = margin;
  for (const box of boxes) {
    const part = crop(gray, box, 0);
    // Lines of digits are lower than lines of 汉字; both stand on nearly the same base line.
    const y = height - margin - part.height - ((height - 2 * margin - part.height) >> 2);
    for (let row = 0; row < part.height; row++) {
      picture.data.set(part.data.subarray(row * part.width, (row + 1) * part.width), (y + row) * width + x);
    }
    pieces.push([x, x + part.width]);
    x += part.width + gap;
  }
  return { picture, pieces };
}

/** Groups of boxes whose strips stay below a width in pixels; a box that is wider has a group of its own. */
export function groupByWidth(boxes: readonly PixelBox[], gap: number, widest: number): PixelBox[][] {
  const groups: PixelBox[][] = [];
  let width = Infinity;
  for (const box of boxes) {
    const own = box[2] - box[0] + gap;
    if (width + own > widest) {
      groups.push([]);
      width = 0;
    }
    groups.at(-1)!.push(box);
    width += own;
  }
  return groups;
}
