/** Where searched words stand in a text, compared as the search compares them: forms of characters, case and white space apart. */

const UNSEEN = /^(?:[\s\p{Cc}\p{Cf}]|\p{Variation_Selector})$/u;
const SEEN = /(?!\p{Variation_Selector})[^\s\p{Cc}\p{Cf}]/u;

export interface Piece {
  text: string;
  marked: boolean;
}

/** The text in pieces, those marked that a word covers. Joined they are the text. */
export function markWords(text: string, search: string): Piece[] {
  const words = wordsOf(search).map(fold).filter(Boolean);
  // Of each folded character, where in the text it comes from.
  const origins: number[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    for (const unit of fold(character)) {
      folded += unit;
      for (let i = 0; i < unit.length; i++) origins.push(at);
    }
    at += character.length;
  }
  const marked = new Set<number>();
  for (const word of words) {
    for (let from = folded.indexOf(word); from !== -1; from = folded.indexOf(word, from + word.length)) {
      for (let i = from; i < from + word.length; i++) marked.add(origins[i]!);
    }
  }
  const pieces: Piece[] = [];
  let start = 0;
  for (const character of text) {
    const last = pieces.at(-1);
    // White space within a marked word belongs to it; elsewhere it goes with what is before.
    const isMarked =
      marked.has(start) || (last?.marked === true && UNSEEN.test(character) && marked.has(next(text, start)));
    if (last?.marked === isMarked) last.text += character;
    else pieces.push({ text: character, marked: isMarked });
    start += character.length;
  }
  return pieces;
}

/** As the server takes them apart: quotation marks hold together what has spaces. */
function wordsOf(search: string): string[] {
  const found = [...search.matchAll(/"([^"]*)"|“([^”]*)”|「([^」]*)」|[^\s]+/gu)];
  return found.map(([whole, ...quoted]) => quoted.find((each) => each) ?? whole);
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Cc}\p{Cf}]|\p{Variation_Selector}/gu, '')
    .toLowerCase();
}

/** Where the next character stands that is seen. */
function next(text: string, from: number): number {
  const found = text.slice(from).search(SEEN);
  return found === -1 ? -1 : from + found;
}
