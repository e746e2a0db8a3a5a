/** Fake bold: the same glyph painted again a hair's breadth away. Two paintings are one; 日日 stays two. */
import type { Glyph } from './page.js';
import { READER_SETTINGS } from './settings.js';

/** The glyphs without second paintings; the first painting is marked `doubled`. */
export function dropDoubled(glyphs: Glyph[]): Glyph[] {
  const places = new Map<string, Map<number, Glyph[]>>();
  const kept: Glyph[] = [];
  for (const glyph of glyphs) {
    const reach = glyph.size * READER_SETTINGS.doubledDistance;
    const kind = `${glyph.text}|${glyph.size.toFixed(1)}|${glyph.hidden ? 1 : 0}`;
    let bins = places.get(kind);
    if (!bins) {
      bins = new Map();
      places.set(kind, bins);
    }
    const twin = findNear(bins, glyph, reach);
    if (twin) {
      if (glyph.text !== ' ') twin.doubled = true;
      continue;
    }
    const bin = binOf(glyph.box[0], glyph.box[1], reach);
    const there = bins.get(bin);
    if (there) there.push(glyph);
    else bins.set(bin, [glyph]);
    kept.push(glyph);
  }
  return kept;
}

// Bins of twice the reach: what is within reach lies in one of four.
const ROW = 1 << 20;
function binOf(x: number, y: number, reach: number): number {
  const edge = Math.max(2 * reach, 0.01);
  return Math.floor(y / edge) * ROW + Math.floor(x / edge);
}

function findNear(bins: Map<number, Glyph[]>, { box: [x, y] }: Glyph, reach: number): Glyph | null {
  const tried: number[] = [];
  for (const dy of [-reach, reach]) {
    for (const dx of [-reach, reach]) {
      const bin = binOf(x + dx, y + dy, reach);
      if (tried.includes(bin)) continue;
      tried.push(bin);
      for (const other of bins.get(bin) ?? []) {
        if (Math.abs(other.box[0] - x) <= reach && Math.abs(other.box[1] - y) <= reach) return other;
      }
    }
  }
  return null;
}
