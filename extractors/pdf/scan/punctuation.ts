/**
 * Full-width or half-width: engines give whichever they please, but on the page a full-width ， takes the room of a 汉字,
 * and a half-width one half of it. A line is set in one way throughout.
 */
import type { Ink } from './bitmap.js';
import { piecesOfInk } from './glyph-shapes.js';
import type { PixelBox } from './lines.js';

/** All in heights of 汉字. */
const SETTINGS = {
  /** A comma, a full stop: small, and low. */
  small: 0.45,
  low: 0.5,
  /** A colon and a bracket are narrow; brackets are as high as the line. */
  narrow: 0.3,
  high: 0.9,
  /** From the glyph before to the glyph behind: a 汉字 and its spaces, or half of that. */
  fullRoom: 0.82,
  leastRoom: 0.3,
} as const;

const FULL: Record<string, string> = { ',': '，', ':': '：', ';': '；', '(': '（', ')': '）', '?': '？', '!': '！' };
const HALF: Record<string, string> = Object.fromEntries(Object.entries(FULL).map(([half, full]) => [full, half]));

/** How the punctuation of these lines is set; null where there is none to tell. */
export function punctuationOf(ink: Ink, lines: readonly PixelBox[], usual: number): 'full' | 'half' | null {
  const rooms = lines.flatMap((line) => {
    const pieces = piecesOfInk(ink, line);
    return pieces.flatMap((piece, i) => {
      const [before, behind] = [pieces[i - 1], pieces[i + 1]];
      if (!before || !behind || !isMark(piece, line, usual)) return [];
      // Points within numbers are half-width in any text.
      const isDigit = (box: PixelBox) => box[2] - box[0] < 0.64 * usual && box[3] - box[1] < 0.97 * usual;
      if (isDigit(before) && isDigit(behind)) return [];
      const room = (behind[0] - before[2]) / usual;
      return room >= SETTINGS.leastRoom && room < 2 ? [room] : [];
    });
  });
  if (rooms.length === 0) return null;
  rooms.sort((a, b) => a - b);
  return rooms[rooms.length >> 1]! >= SETTINGS.fullRoom ? 'full' : 'half';
}

function isMark([x0, top, x1, bottom]: PixelBox, line: PixelBox, usual: number): boolean {
  const [width, height] = [(x1 - x0) / usual, (bottom - top) / usual];
  if (width < SETTINGS.small && height < SETTINGS.small) return top > line[1] + SETTINGS.low * (line[3] - line[1]);
  return width < SETTINGS.narrow && height > SETTINGS.high;
}

/** The text with its punctuation set in one way; that within numbers, times and Latin text stays. */
export function setPunctuation(text: string, way: 'full' | 'half'): string {
  if (way === 'half') return text.replace(/[，：；（）？！]/g, (mark) => HALF[mark]!);
  let open = false;
  const quoted = text.replace(/["“”]/g, (mark) => {
    // Engines give straight quotation marks for either of a pair.
    open = mark === '"' ? !open : mark === '“';
    return mark === '"' ? (open ? '“' : '”') : mark;
  });
  return quoted.replace(/[,:;()?!]/g, (mark, at: number) => {
    const [before, behind] = [quoted[at - 1] ?? '', quoted[at + 1] ?? ''];
    const plain = /[\w.%]/;
    return plain.test(before) && plain.test(behind) ? mark : FULL[mark]!;
  });
}
