/**
 * Glyphs whose font does not say what they are. pdf.js then gives the character with the number of the code, so a hole in
 * a ToUnicode map reads as a wrong character (glyph 36 as `$`), not as a missing one.
 */
import { UNKNOWN } from './glyph-text.js';
import type { Glyph } from './page.js';

/** Where the glyphs of a page come from: for glyph i its font and its code in the content stream. */
export interface GlyphSources {
  fonts: string[];
  codes: number[];
}

interface FontCodes {
  /** Codes of two bytes occur. */
  composite: boolean;
  all: number;
  /** The code is the number of the character. */
  same: number;
  /** ... and is not, for codes below 128: so ASCII is not what the low codes mean. */
  lowDiffer: boolean;
}

/** Marks as U+FFFD the glyphs that only look mapped; `raw` keeps what pdf.js made of them. Returns how many. */
export function markUnmapped(glyphs: readonly Glyph[], { fonts, codes }: GlyphSources): number {
  const known = new Map<string, FontCodes>();
  glyphs.forEach((glyph, i) => {
    let font = known.get(fonts[i]!);
    if (!font) {
      font = { composite: false, all: 0, same: 0, lowDiffer: false };
      known.set(fonts[i]!, font);
    }
    const code = codes[i]!;
    font.all++;
    if (code > 255) font.composite = true;
    if (isSame(glyph, code)) font.same++;
    else if (code < 128) font.lowDiffer = true;
  });
  let marked = 0;
  glyphs.forEach((glyph, i) => {
    const font = known.get(fonts[i]!)!;
    const code = codes[i]!;
    // Codes that are Unicode (UniGB-UCS2-H) agree nearly everywhere, codes of GBK below 128: neither is a hole.
    if (!font.composite || font.same > font.all / 3 || !isSame(glyph, code)) return;
    if (code < 128 && !font.lowDiffer) return;
    glyph.raw ??= glyph.text;
    glyph.text = UNKNOWN;
    marked++;
  });
  return marked;
}

function isSame({ text, raw }: Glyph, code: number): boolean {
  return (raw ?? text).codePointAt(0) === code;
}
