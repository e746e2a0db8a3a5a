/** Comparing names and sentences: folded keys, likeness, clauses. */
import { foldText } from '../../../extractors/document.js';

/** Forty rules ask for the keys of the same names; texts longer than a name are not kept. */
const keys = new Map<string, string>();
const MOST_KEYS = 20_000;
const LONGEST_KEPT = 100;

/** Letters and digits only: brackets, quotes and the points between words do not make another name. */
export function nameKey(text: string | null): string {
  if (text === null) return '';
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = foldText(text).replace(/[^\p{L}\p{N}%]/gu, '');
  if (text.length <= LONGEST_KEPT) {
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(text, key);
  }
  return key;
}

/** How alike two texts are, from 0 to 1: the share of pairs of neighbouring characters that both have (Dice). */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const total = left.length + right.length;
  if (total === 0) return a === b ? 1 : 0;
  const open = new Map<string, number>();
  for (const pair of left) open.set(pair, (open.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of right) {
    const count = open.get(pair) ?? 0;
    if (count > 0) {
      shared++;
      open.set(pair, count - 1);
    }
  }
  return (2 * shared) / total;
}

export function pairsOf(text: string): string[] {
  const characters = [...text];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/** Texts that are compared with each other are names and clauses; what is longer is cut, so that no text is slow. */
const LONGEST = 200;

/** The longest run of characters that both have. */
export function sharedRun(a: string, b: string): string {
  const [left, right] = [a.slice(0, LONGEST), b.slice(0, LONGEST)];
  let best = '';
  let previous = new Array<number>(right.length + 1).fill(0);
  for (let i = 1; i <= left.length; i++) {
    const row = new Array<number>(right.length + 1).fill(0);
    for (let j = 1; j <= right.length; j++) {
      if (left[i - 1] !== right[j - 1]) continue;
      row[j] = previous[j - 1]! + 1;
      if (row[j]! > best.length) best = left.slice(i - row[j]!, i);
    }
    previous = row;
  }
  return best;
}

/** Sentences: up to 。 or ；. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/[。；;！!\n]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Marks that end a clause; not the comma of 1,000 and not the colon of 6:2.4:1.6. */
const CLAUSE_END = /[。；;！!？?\n]|[，,](?!\d{3}(?!\d))|[：:](?!\d)/u;

/** Clauses: up to any mark that divides a sentence. */
export function clausesOf(text: string): string[] {
  return text
    .split(CLAUSE_END)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
