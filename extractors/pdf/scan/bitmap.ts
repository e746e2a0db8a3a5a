/** Grey pictures and their ink: the steps before anything is recognized. */
import { SCAN_SETTINGS } from './settings.js';

/** A grey picture, one byte a pixel, 0 is black; rows from the top. */
export interface Gray {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Which pixels are ink: 1 where they are. */
export interface Ink {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A painted page (RGBA) in grey. */
export function grayOf(picture: { width: number; height: number; data: ArrayLike<number> }): Gray {
  const { width, height, data: rgba } = picture;
  const data = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < data.length; i++, j += 4) {
    // Red stamps lie over text and rulings: red counts for most, so that they fade to light grey.
    data[i] = (rgba[j]! * 5 + rgba[j + 1]! * 2 + rgba[j + 2]!) >> 3;
  }
  return { width, height, data };
}

/** Ink by the mean around each pixel, so that shaded heads, yellowed paper and the dark edge of a book do no harm. */
export function inkOf(
  { width, height, data }: Gray,
  pixelsPerPoint: number,
  darker: number = SCAN_SETTINGS.darker,
): Ink {
  const ink = new Uint8Array(width * height);
  const reach = Math.max(4, Math.round(SCAN_SETTINGS.window * pixelsPerPoint));
  const stride = width + 1;
  // Sums wrap around; differences of them do not, since a window holds far less than 2^32.
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  const { contrast } = SCAN_SETTINGS;
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * stride;
    const bottom = Math.min(height, y + reach + 1) * stride;
    const rows = (bottom - top) / stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum = (sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!) >>> 0;
      const mean = sum / (rows * (right - left));
      const value = data[y * width + x]!;
      if (value < mean * (1 - darker) && value < mean - contrast) ink[y * width + x] = 1;
    }
  }
  return { width, height, data: ink };
}

/** Share of the pixels that are ink. */
export function inkShare({ data }: Ink): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) count += data[i]!;
  return count / (data.length || 1);
}

/** A part of a picture with a white margin around it, in pixels. Bounds outside of the picture are white. */
export function crop(gray: Gray, box: readonly [number, number, number, number], margin: number): Gray {
  const [x0, top, x1, bottom] = box.map(Math.round) as [number, number, number, number];
  const width = Math.max(1, x1 - x0) + 2 * margin;
  const height = Math.max(1, bottom - top) + 2 * margin;
  const data = new Uint8Array(width * height).fill(255);
  const from = Math.max(0, x0);
  const to = Math.min(gray.width, x1);
  for (let y = Math.max(0, top); y < Math.min(gray.height, bottom); y++) {
    if (to > from) {
      data.set(
        gray.data.subarray(y * gray.width + from, y * gray.width + to),
        (y - top + margin) * width + from - x0 + margin,
      );
    }
  }
  return { width, height, data };
}

/** A picture turned so that what ran `rotation` degrees clockwise stands upright. */
export function turnUpright(gray: Gray, rotation: 0 | 90 | 180 | 270): Gray {
  if (rotation === 0) return gray;
  const { width, height, data } = gray;
  const turned = new Uint8Array(data.length);
  if (rotation === 180) {
    for (let i = 0; i < data.length; i++) turned[data.length - 1 - i] = data[i]!;
    return { width, height, data: turned };
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = rotation === 90 ? [y, width - 1 - x] : [height - 1 - y, x];
      turned[row * height + column] = data[y * width + x]!;
    }
  }
  return { width: height, height: width, data: turned };
}

/** A picture turned by a small angle around its middle, counterclockwise by so many degrees; corners become white. */
export function straighten(gray: Gray, degrees: number): Gray {
  const { width, height, data } = gray;
  const straight = new Uint8Array(data.length).fill(255);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const cos = Math.cos((degrees * Math.PI) / 180);
  const [cx, cy] = [width / 2, height / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sx = (x - cx) * cos - (y - cy) * sin + cx;
      const sy = (x - cx) * sin + (y - cy) * cos + cy;
      const [ix, iy] = [Math.floor(sx), Math.floor(sy)];
      if (ix < 0 || iy < 0 || ix >= width - 1 || iy >= height - 1) continue;
      const [fx, fy] = [sx - ix, sy - iy];
      const i = iy * width + ix;
      straight[y * width + x] =
        (data[i]! * (1 - fx) + data[i + 1]! * fx) * (1 - fy) +
        (data[i + width]! * (1 - fx) + data[i + width + 1]! * fx) * fy;
    }
  }
  return { width, height, data: straight };
}
