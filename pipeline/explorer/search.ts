/**
 * Words as people type them, found in text as it is printed: forms of characters (ＡＢＣ, ㎡, ㈠), white space within words
 * (农 村 公 路, cells that break) and capitals do not count. As regular expressions, so that nothing has to be stored twice.
 */
import { quoteText } from '../dataset/duckdb.js';

const SPECIAL = /[\\^$.*+?()[\]{}|]/g;
/** White space of all kinds, also the ideographic, which RE2's \s does not know. */
const SPACES = '[\\s\\x{00a0}\\x{3000}\\x{200b}\\x{feff}]*';
const BASIC_PLANE = 0xffff;
/** Characters that are looked for one by one before the whole. */
const SURE_CHARACTERS = 3;

/** Other ways to write a text of one or a few characters: `m2` → ㎡, `(一)` → ㈠. */
let others: Map<string, string[]> | null = null;
let longest = 1;

function otherForms(): Map<string, string[]> {
  if (others) return others;
  others = new Map();
  for (let code = 0x80; code <= BASIC_PLANE; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCharCode(code);
    const folded = foldedText(character);
    if (folded === character || folded === '') continue;
    longest = Math.max(longest, folded.length);
    const forms = others.get(folded);
    if (forms) forms.push(character);
    else others.set(folded, [character]);
  }
  return others;
}

/** Text without what a search does not look at. */
export function foldedText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]+/g, '')
    .toLowerCase();
}

/** The words of what was typed. */
export function wordsOf(search: string): string[] {
  return search.split(/\s+/).filter((word) => foldedText(word) !== '');
}

/** A regular expression (RE2) that finds the text however it is printed. */
function foldedPattern(text: string): string {
  return `(?i)${bodyOf(text)}`;
}

/** The condition that a column, as an expression of SQL, holds the text however it is printed. */
export function holds(column: string, text: string): string {
  const matches = `regexp_matches(${column}, ${quoteText(foldedPattern(text))})`;
  // Looking for a character that is written in one way only takes a tenth of the time, and leaves little to look at.
  const sure = [...foldedText(text)].filter((each) => !otherForms().has(each) && each === each.toUpperCase());
  const has = sure.slice(0, SURE_CHARACTERS).map((each) => `contains(${column}, ${quoteText(each)})`);
  return `(${[...has, matches].join(' AND ')})`;
}

function bodyOf(text: string): string {
  const forms = otherForms();
  const folded = foldedText(text);
  const parts: string[] = [];
  for (let at = 0; at < folded.length; ) {
    const character = String.fromCodePoint(folded.codePointAt(at)!);
    const single = alternatives([character, ...(forms.get(character) ?? [])]);
    // The longest sequence that one character stands for as well; it has not to be printed so.
    let part = single;
    let length = character.length;
    for (let more = Math.min(longest, folded.length - at); more > character.length; more--) {
      const sequence = folded.slice(at, at + more);
      const signs = forms.get(sequence);
      if (!signs) continue;
      const spelled = [...sequence].map((each) => alternatives([each, ...(forms.get(each) ?? [])])).join(SPACES);
      part = `(?:${spelled}|${alternatives(signs)})`;
      length = more;
      break;
    }
    parts.push(part);
    at += length;
  }
  return parts.join(SPACES);
}

function alternatives(characters: readonly string[]): string {
  if (characters.length === 1) return characters[0]!.replace(SPECIAL, '\\$&');
  return `[${characters.map((each) => each.replace(/[\\^\]\-[]/g, '\\$&')).join('')}]`;
}
