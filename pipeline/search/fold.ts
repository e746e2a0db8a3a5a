/**
 * Text as a search compares it: full-width and half-width, ㎡ and m2, capitals and small letters are one; white space, line
 * breaks and what has no width do not count. Character by character, so that every folded one knows where it comes from.
 */

const UNSEEN = /^(?:[\s\p{Cc}\p{Cf}]|\p{Variation_Selector})$/u;
const BASIC_PLANE = 0x10000;
const known: (string | undefined)[] = new Array(BASIC_PLANE);

function foldedCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  // Half a character, of a broken text: nothing could be stored of it.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (code >= BASIC_PLANE) return compute(character);
  known[code] ??= compute(character);
  return known[code];
}

/** Compatibility characters may stand for several (㈠ for (一)) and for white space (an accent that stands alone). */
function compute(character: string): string {
  return [...character.normalize('NFKC').toLowerCase()].filter((each) => !UNSEEN.test(each)).join('');
}

/** The text as it is compared. */
export function foldedForSearch(text: string): string {
  let folded = '';
  for (const character of text) folded += foldedCharacter(character);
  return folded;
}

/** The same, and of each UTF-16 unit of it where in the text its character begins. */
export function foldedWithOrigins(text: string): { folded: string; origins: number[] } {
  let folded = '';
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const unit = foldedCharacter(character);
    for (let i = 0; i < unit.length; i++) origins.push(at);
    folded += unit;
    at += character.length;
  }
  return { folded, origins };
}

const QUOTED = /"([^"]*)"|“([^”]*)”|「([^」]*)」|[^\s]+/gu;

/** What was typed, in words that are compared: each to be found as it stands; quotation marks hold together what has spaces. */
export function wordsOfSearch(search: string): string[] {
  const words = [...search.matchAll(QUOTED)].map(([whole, ...quoted]) => quoted.find((each) => each) ?? whole);
  return [...new Set(words.map(foldedForSearch).filter((word) => word !== ''))];
}
