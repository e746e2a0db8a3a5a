/** One spelling to compare by, and beside it what was printed, character by character. */
import { removeSpaces } from '../../extractors/document.js';

export interface Spelling {
  /** Without white space; full-width letters, digits and signs in their plain form. */
  folded: string;
  /** For each UTF-16 unit of `folded`, what the record shows of it; `folded` itself where nothing was folded. */
  shown: string | readonly string[];
}

/** ² and ① are numbers to Unicode, but `m²` is not m2 and `①` no figure. */
const NUMBER_FORM = /^[\p{No}\p{Nl}]$/u;
/** Most cells: nothing to fold. */
const PLAIN = /^[ -~\u4e00-\u9fff≥≤、。·]*$/;
const INVISIBLE = /^\p{Cf}$/u;
/** Full-width brackets and stops stay as printed (台（套）); full-width letters, digits and % are the same character, wider. */
const PUNCTUATION = /^[(),.:;?!]$/;

/**
 * Folds character by character, never one to several: ㎡ and ℃ stay, the lexicon knows them. Compatibility characters
 * that producers of PDFs put for the usual ones (⽉ for 月) become the usual ones.
 */
export function spell(raw: string): Spelling {
  const text = removeSpaces(raw);
  if (PLAIN.test(text)) return { folded: text, shown: text };
  const characters: string[] = [];
  const shown: string[] = [];
  for (const character of text) {
    if (INVISIBLE.test(character)) continue;
    const plain = NUMBER_FORM.test(character) ? character : character.normalize('NFKC');
    const folded = plain.length === 1 ? plain : character;
    characters.push(folded);
    shown.push(PUNCTUATION.test(folded) ? character : folded);
    if (folded.length === 2) shown.push('');
  }
  return { folded: characters.join(''), shown };
}

/** What the record shows of a stretch of `folded`. */
export function shownBetween({ shown }: Spelling, from: number, to: number): string {
  return typeof shown === 'string' ? shown.slice(from, to) : shown.slice(from, to).join('');
}

export function foldSpelling(raw: string): string {
  return spell(raw).folded;
}
