/** Lines of text within a region of the picture, by the rows of ink. */
import type { Gray, Ink } from './bitmap.js';
import { LINE_SETTINGS } from './settings.js';

/** `[x0, top, x1, bottom]` in pixels; the last two are just outside. */
export type PixelBox = [x0: number, top: number, x1: number, bottom: number];

/** Paints boxes white: rulings, so that what is cut out holds letters only. */
export function whiten(picture: Gray | Ink, boxes: readonly PixelBox[], white: number): void {
  const { width, height, data } = picture;
  for (const box of boxes) {
    const [x0, x1] = [Math.max(0, Math.floor(box[0])), Math.min(width, Math.ceil(box[2]))];
    for (let y = Math.max(0, Math.floor(box[1])); y < Math.min(height, Math.ceil(box[3])); y++) {
      if (x1 > x0) data.fill(white, y * width + x0, y * width + x1);
    }
  }
}

interface Band {
  top: number;
  bottom: number;
}

/** The rows of ink within a region, from the top, before anything is joined or split. Noise is left out. */
export function bandsOf(ink: Ink, region: PixelBox, pixelsPerPoint: number): Band[] {
  const profile = profileOf(ink, region);
  const bands: Band[] = [];
  let top = -1;
  for (let i = 0; i <= profile.length; i++) {
    const filled = i < profile.length && profile[i]! > 0;
    if (filled && top < 0) top = i;
    if (!filled && top >= 0) {
      bands.push({ top: region[1] + top, bottom: region[1] + i });
      top = -1;
    }
  }
  return bands.filter((band) => isInk(ink, region, band, pixelsPerPoint));
}

function profileOf({ width, data }: Ink, [x0, top, x1, bottom]: PixelBox): Int32Array {
  const profile = new Int32Array(Math.max(0, bottom - top));
  for (let y = top; y < bottom; y++) {
    let sum = 0;
    for (let i = y * width + x0; i < y * width + x1; i++) sum += data[i]!;
    profile[y - top] = sum;
  }
  return profile;
}

/** A speck has hardly any pixels: less than a full stop. */
function isInk({ width, data }: Ink, [x0, , x1]: PixelBox, { top, bottom }: Band, pixelsPerPoint: number): boolean {
  let count = 0;
  for (let y = top; y < bottom; y++) for (let x = x0; x < x1; x++) count += data[y * width + x]!;
  return count >= 0.7 * pixelsPerPoint * pixelsPerPoint;
}

/**
 * The lines of text in a region, from the top, each tight around its ink. `usual` is the height of a line on this page in
 * pixels: bands that are much lower are joined (二, ≥), those that are much higher are split where there is little ink, since
 * printers set lines so close that descending brackets touch the line below; a title has as much ink in its middle.
 */
export function linesOf(ink: Ink, region: PixelBox, usual: number, pixelsPerPoint: number): PixelBox[] {
  return rowsOf(ink, region, usual, pixelsPerPoint)
    .flatMap((row) => splitBand(ink, row, usual))
    .map((line) => tighten(ink, line))
    .filter((box): box is PixelBox => box !== null);
}

/** As `linesOf`, but lines that are nowhere apart over the whole width of the region are one row. */
export function rowsOf(ink: Ink, region: PixelBox, usual: number, pixelsPerPoint: number): PixelBox[] {
  const joined: Band[] = [];
  for (const band of bandsOf(ink, region, pixelsPerPoint)) {
    const last = joined.at(-1);
    const gap = last ? band.top - last.bottom : Infinity;
    const low = Math.min(band.bottom - band.top, last ? last.bottom - last.top : Infinity) < 0.55 * usual;
    if (last && gap < LINE_SETTINGS.joinedBands * usual && band.bottom - last.top <= 1.3 * usual && low)
      last.bottom = band.bottom;
    else joined.push({ ...band });
  }
  return joined
    .filter(({ top, bottom }) => bottom - top >= LINE_SETTINGS.lowest * pixelsPerPoint || joined.length === 1)
    .map(({ top, bottom }): PixelBox => [region[0], top, region[2], bottom]);
}

function splitBand(ink: Ink, row: PixelBox, usual: number): PixelBox[] {
  const [x0, top, x1, bottom] = row;
  const height = bottom - top;
  if (height < LINE_SETTINGS.severalLines * usual) return [row];
  const count = Math.max(2, Math.round(height / (1.12 * usual)));
  const profile = profileOf(ink, row);
  const least = (LINE_SETTINGS.valley * profile.reduce((sum, value) => sum + value, 0)) / height;
  const cuts = [0];
  for (let k = 1; k < count; k++) {
    const expected = Math.round((k * height) / count);
    const reach = Math.round(0.3 * usual);
    let best = expected;
    for (let y = Math.max(cuts.at(-1)! + 2, expected - reach); y <= Math.min(height - 2, expected + reach); y++) {
      if (profile[y]! < profile[best]!) best = y;
    }
    if (profile[best]! <= least) cuts.push(best);
  }
  cuts.push(height);
  return cuts.slice(1).map((cut, i): PixelBox => [x0, top + cuts[i]!, x1, top + cut]);
}

/** The box around the ink within; null where there is none. */
export function tighten({ width, data }: Ink, [x0, top, x1, bottom]: PixelBox): PixelBox | null {
  const box: PixelBox = [x1, bottom, x0, top];
  for (let y = top; y < bottom; y++) {
    for (let x = x0; x < x1; x++) {
      if (data[y * width + x] === 0) continue;
      if (x < box[0]) box[0] = x;
      if (x + 1 > box[2]) box[2] = x + 1;
      if (y < box[1]) box[1] = y;
      if (y + 1 > box[3]) box[3] = y + 1;
    }
  }
  return box[2] > box[0] ? box : null;
}
