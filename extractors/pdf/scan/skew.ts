/** How far a scan lies askew: the angle at which its rows of ink stand out most. */
import type { Ink } from './bitmap.js';
import { SCAN_SETTINGS } from './settings.js';

/** Ink points looked at; more tell nothing new. */
const MOST_POINTS = 60_000;

/** Degrees clockwise by which the page is turned; 0 where it is straight, or where nothing tells. */
export function findSkew(ink: Ink): number {
  const points = samplePoints(ink);
  if (points.length < 400) return 0;
  const { mostSkew, leastSkew } = SCAN_SETTINGS;
  const rough = bestAngle(ink, points, -mostSkew, mostSkew, 0.25);
  const angle = bestAngle(ink, points, rough - 0.25, rough + 0.25, 0.05);
  // At the end of the range nothing stood out: a photo, or a page turned on its side.
  return Math.abs(angle) < leastSkew || Math.abs(angle) > mostSkew - 0.1 ? 0 : Math.round(angle * 100) / 100;
}

function bestAngle(ink: Ink, points: Int32Array, from: number, to: number, step: number): number {
  let best = { angle: 0, sharpness: sharpnessAt(ink, points, 0) * 1.02 };
  for (let angle = from; angle <= to + step / 2; angle += step) {
    const sharpness = sharpnessAt(ink, points, angle);
    if (sharpness > best.sharpness) best = { angle, sharpness };
  }
  return best.angle;
}

/** Sum of squares of the ink of each row, at an angle: highest where rows of text and rulings are level. */
function sharpnessAt({ width, height }: Ink, points: Int32Array, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const reach = Math.ceil(Math.abs(slope) * width);
  const rows = new Float64Array(height + 2 * reach + 2);
  for (let i = 0; i < points.length; i += 2) rows[Math.round(points[i + 1]! - points[i]! * slope) + reach]! += 1;
  let sum = 0;
  for (const count of rows) sum += count * count;
  return sum;
}

function samplePoints({ width, height, data }: Ink): Int32Array {
  let count = 0;
  for (let i = 0; i < data.length; i++) count += data[i]!;
  const step = Math.max(1, Math.floor(count / MOST_POINTS));
  const points = new Int32Array(2 * Math.ceil(count / step));
  let seen = 0;
  let n = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 1 && seen++ % step === 0) {
        points[n++] = x;
        points[n++] = y;
      }
    }
  }
  return points.subarray(0, n);
}
