/** Text showing: from the glyphs of an operator and the text state to glyphs with boxes on the page. */
import { glyphText } from './glyph-text.js';
import type { GraphicsState } from './graphics-state.js';
import { IDENTITY, type Matrix, multiply, transformBox } from './matrix.js';
import type { Glyph } from './page.js';
import type { Font, ShownGlyph } from './pdfjs.js';
import { READER_SETTINGS } from './settings.js';

const INVISIBLE = 3;
const CLIP_ONLY = 7;

export function beginText(state: GraphicsState): void {
  state.textMatrix = IDENTITY;
  state.lineMatrix = IDENTITY;
}

export function setTextMatrix(state: GraphicsState, matrix: ArrayLike<number>): void {
  state.lineMatrix = multiply(IDENTITY, matrix);
  state.textMatrix = state.lineMatrix;
}

/** Td: to the start of the next line, offset from the start of this one. */
export function moveText(state: GraphicsState, x: number, y: number): void {
  state.lineMatrix = multiply(state.lineMatrix, [1, 0, 0, 1, x, y]);
  state.textMatrix = state.lineMatrix;
}

/** Ascent and descent of a font in em, for a box that holds the line and not the ink. */
export interface FontExtent {
  ascent: number;
  descent: number;
  /** What one glyph unit is in em. */
  unit: number;
  /** Size of an em as a reader would call it, in units of the font size: 1, but for fonts drawn by hand (Type 3). */
  em: number;
  name: string;
}

/** A font's extent; its own figures only where they can be true. */
export function extentOf(font: Font): FontExtent {
  const unit = font.fontMatrix?.[0] || 0.001;
  const name = fontName(font.name || '');
  if (font.isType3Font) {
    const height = font.fontMatrix?.[3] ?? 0.001;
    const ascent = (font.bbox?.[3] ?? 0) * height;
    const descent = (font.bbox?.[1] ?? 0) * height;
    const tall = Math.abs(ascent - descent);
    // A Type 3 font may have any unit (FontMatrix 1, size 0.01); its box is the only hint at how big a letter is.
    if (tall > 0)
      return { ascent: Math.max(ascent, descent), descent: Math.min(ascent, descent), unit, em: tall, name };
    return {
      ascent: READER_SETTINGS.ascent * 1000 * unit,
      descent: READER_SETTINGS.descent * 1000 * unit,
      unit,
      em: 1000 * Math.abs(unit),
      name,
    };
  }
  // Fonts without a descriptor give 0, broken ones figures like 2.2 or -30.
  const own = font.ascent >= 0.5 && font.ascent <= 1.2 && font.descent <= 0 && font.descent >= -0.5;
  const { ascent, descent } = own ? font : READER_SETTINGS;
  return { ascent, descent, unit, em: 1, name };
}

/** A font's name without the tag of its subset. Chinese names stand there as raw bytes, in UTF-8 or GBK. */
function fontName(name: string): string {
  const plain = name.replace(/^[A-Z]{6}\+/, '');
  if (!/[\u0080-\u00FF]/.test(plain) || /[\u0100-\uFFFF]/.test(plain)) return plain;
  const bytes = Buffer.from(plain, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gbk').decode(bytes);
  }
}

/** Shows a string: adds its glyphs and moves the text position. */
export function showText(
  state: GraphicsState,
  extent: FontExtent,
  shown: (ShownGlyph | number)[],
  into: Glyph[],
): void {
  const { font, fontSize, horizontalScale, charSpacing, wordSpacing, rise, clip } = state;
  if (!font) return;
  const vertical = font.vertical;
  const before = multiply(state.matrix, state.textMatrix);
  const [, , c, d] = before;
  const { rotation, angle } = directionOfText(before, fontSize * horizontalScale, fontSize);
  const size = round(Math.hypot(c, d) * Math.abs(fontSize) * extent.em);
  const invisible = state.textMode === INVISIBLE || state.textMode === CLIP_ONLY;
  const lower = extent.descent * fontSize + rise;
  const upper = extent.ascent * fontSize + rise;
  let along = 0; // text space, before the matrix
  for (const item of shown) {
    if (typeof item === 'number') {
      along -= vertical ? (item / 1000) * fontSize : (item / 1000) * fontSize * horizontalScale;
      continue;
    }
    const spacing = charSpacing + (item.isSpace ? wordSpacing : 0);
    const width = item.width * extent.unit * fontSize * horizontalScale;
    let box: Glyph['box'];
    let advance: number;
    if (vertical) {
      const metric = item.vmetric ?? font.defaultVMetrics;
      const down = (metric ? metric[0] : -1000) * extent.unit * fontSize;
      const left = -(item.vmetric ? item.vmetric[1] * extent.unit * fontSize * horizontalScale : width / 2);
      box = transformBox(before, left, along + down, left + width, along);
      advance = down - spacing;
    } else {
      box = transformBox(before, along, lower, along + width, upper);
      advance = width + spacing * horizontalScale;
    }
    along += advance;
    const text = glyphText(item.unicode);
    const unseen = box[2] < clip[0] || box[0] > clip[2] || box[3] < clip[1] || box[1] > clip[3];
    const glyph: Glyph = { text, box, size, font: extent.name, rotation, hidden: invisible || unseen };
    if (text !== item.unicode && text !== ' ') glyph.raw = item.unicode;
    if (angle !== 0) glyph.angle = angle;
    into.push(glyph);
  }
  const [dx, dy] = vertical ? [0, along] : [along, 0];
  const [ta, tb, tc, td, te, tf] = state.textMatrix;
  state.textMatrix = [ta, tb, tc, td, ta * dx + tc * dy + te, tb * dx + td * dy + tf];
}

/** Which way text runs on the page, clockwise from upright, and how far it is from that axis. */
function directionOfText(
  matrix: Matrix,
  scaleX: number,
  scaleY: number,
): { rotation: Glyph['rotation']; angle: number } {
  // The way up tells more than the way on: mirrored and negative sizes occur (size -12 under a flipped matrix).
  const x = matrix[0] * scaleX;
  const y = matrix[1] * scaleX;
  const [fx, fy] = x === 0 && y === 0 ? [-matrix[3] * scaleY, matrix[2] * scaleY] : [x, y];
  if (fy === 0 && fx > 0) return { rotation: 0, angle: 0 };
  const degrees = (Math.atan2(fy, fx) * 180) / Math.PI; // y runs down the page, so this is clockwise
  const quarter = ((Math.round(degrees / 90) * 90 + 360) % 360) as Glyph['rotation'];
  const off = degrees - Math.round(degrees / 90) * 90;
  return { rotation: quarter, angle: Math.abs(off) <= READER_SETTINGS.angleTolerance ? 0 : round(off) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
