/** Which lines are seen in the end: against the colours beside them, and under what was painted after them. */
import type { Paint } from './graphics-state.js';
import type { Box, Fill, Ruling } from './page.js';
import { READER_SETTINGS as S } from './settings.js';

/** A filled area, with the colour that it has on white. */
export interface Area extends Fill {
  /** Nothing shines through. */
  opaque: boolean;
}

/** A painted line: `box` is its middle, as in a Ruling. */
export interface Line {
  box: Box;
  width: number;
  colour: Paint;
  /** How many areas were painted before it. */
  before: number;
}

const PAPER = 0xffffff;

/** The lines that a person sees, each once. */
export function findSeenLines(lines: readonly Line[], areas: readonly Area[]): Ruling[] {
  const compare = lines.length * areas.length <= S.comparisons;
  const rulings: Ruling[] = [];
  const known = new Set<string>();
  for (const line of lines) {
    const key = line.box.map((value) => Math.round(value / S.duplicateGrid)).join(' ');
    if (known.has(key)) continue;
    if (!isSeen(line, compare ? areas : [])) continue;
    known.add(key);
    rulings.push({ box: line.box, width: line.width });
  }
  return rulings;
}

function isSeen(line: Line, areas: readonly Area[]): boolean {
  if (isCovered(line, areas)) return false;
  const { colour } = line;
  if (colour === 'pattern') return true;
  const [x0, top, x1, bottom] = line.box;
  const horizontal = x1 - x0 >= bottom - top;
  const off = line.width / 2 + S.besideDistance;
  // A long line may run past cells of several colours: seen in one place is enough.
  for (const part of [0.5, 0.25, 0.75]) {
    const x = x0 + (x1 - x0) * part;
    const y = top + (bottom - top) * part;
    const one = horizontal ? colourAt(areas, x, y - off) : colourAt(areas, x - off, y);
    const other = horizontal ? colourAt(areas, x, y + off) : colourAt(areas, x + off, y);
    const differences = Number(differs(colour, one)) + Number(differs(colour, other));
    // Different from one side only, a pale strip is the end of the other side's background (eu-021: grey strips of 1.5 pt
    // above each cell); a dark one still is the border of a dark heading.
    if (differences === 2 || (differences === 1 && !isPale(colour))) return true;
    if (areas.length === 0) return false;
  }
  return false;
}

/** Painted over as a whole by a later area. */
function isCovered({ box, width, before }: Line, areas: readonly Area[]): boolean {
  const [x0, top, x1, bottom] = box;
  const half = width / 2 - 0.05;
  const across = x1 - x0 >= bottom - top;
  const [dx, dy] = across ? [0, half] : [half, 0];
  for (let i = before; i < areas.length; i++) {
    const { box: area, opaque } = areas[i]!;
    if (!opaque) continue;
    if (area[0] <= x0 - dx && area[1] <= top - dy && area[2] >= x1 + dx && area[3] >= bottom + dy) return true;
  }
  return false;
}

function colourAt(areas: readonly Area[], x: number, y: number): number | null {
  for (let i = areas.length - 1; i >= 0; i--) {
    const { box, color } = areas[i]!;
    if (x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]) return color;
  }
  return PAPER;
}

function differs(one: number, other: number | null): boolean {
  if (other === null) return true;
  for (const shift of [16, 8, 0]) {
    if (Math.abs(((one >> shift) & 255) - ((other >> shift) & 255)) > S.colourDifference) return true;
  }
  return false;
}

function isPale(colour: number): boolean {
  return ((colour >> 16) & 255) > S.pale && ((colour >> 8) & 255) > S.pale && (colour & 255) > S.pale;
}
