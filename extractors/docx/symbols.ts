/**
 * Characters of symbol fonts (Wingdings, Symbol): Word stores them as positions in the font, in the private use area, and
 * forms are ticked with them. The only file that imports dingbat-to-unicode.
 */
import { codePoint } from 'dingbat-to-unicode';

const PRIVATE = { from: 0xf000, to: 0xf0ff };

/** Signs that forms are filled in with, by the characters that everybody uses for them. */
const USUAL: Readonly<Record<string, string>> = { '🗹': '☑', '🗷': '☒', '🞎': '□', '🞏': '□', '🞐': '□', '☐': '□' };

/** The character at a position of a symbol font, given with or without the private use area; null where it is not known. */
export function symbolOf(font: string, position: number): string | null {
  const index = position >= PRIVATE.from && position <= PRIVATE.to ? position - PRIVATE.from : position;
  const text = codePoint(font, index)?.string;
  return text === undefined ? null : (USUAL[text] ?? text);
}

/** Text in which positions of a symbol font are characters; `fonts` are those of the run. Others stay as they are. */
export function withSymbols(text: string, fonts: readonly string[]): string {
  return text.replace(/[\uf000-\uf0ff]/g, (character) => {
    for (const font of fonts) {
      const symbol = symbolOf(font, character.charCodeAt(0));
      if (symbol !== null) return symbol;
    }
    return character;
  });
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What stands above the line: digits as such characters, since a raised 4 behind 10 is not 104; all else as it is. */
export function raised(text: string): string {
  return /^\s*\d{1,2}\s*$/.test(text) ? text.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!) : text;
}
