/** Where searched words stand in a document's text, with what stands around them and the places on the page. */
import type { Place } from '../../extractors/document.js';
import { foldedWithOrigins } from './fold.js';
import type { Passage } from './passages.js';

export interface Hit {
  /** Which of the words. */
  word: number;
  /** Where it is printed: several places where lines or pages break within it. */
  at: Place[];
  before: string;
  text: string;
  after: string;
}

/** Characters shown before and after what was found. */
const BEFORE = 24;
const AFTER = 48;

/** The hits of folded words in reading order, found as they are asked for. */
export function* hitsIn(passages: readonly Passage[], words: readonly string[]): Generator<Hit> {
  for (let first = 0; first < passages.length; ) {
    let end = first + 1;
    while (end < passages.length && passages[end - 1]!.flows) end += 1;
    for (const { opens, closes, ...hit } of hitsInRun(passages.slice(first, end), words)) {
      const before = beside(passages, first + opens, -1) + hit.before;
      const after = hit.after + beside(passages, first + closes, 1);
      yield { ...hit, before: before.slice(-BEFORE).replace(/^[\s|]+/u, ''), after: after.slice(0, AFTER) };
    }
    first = end;
  }
}

/** What stands in the cells of the same row before or after a passage, as far as it is shown. */
function beside(passages: readonly Passage[], from: number, step: 1 | -1): string {
  let text = '';
  for (let i = from + step; text.length < BEFORE + AFTER; i += step) {
    const next = passages[i];
    if (next?.row === undefined || next.row !== passages[from]!.row) break;
    if (next.text === '') continue;
    text = step === 1 ? `${text} | ${next.text}` : `${next.text} | ${text}`;
  }
  return text;
}

/** A hit with the passages of its run in which it begins and ends. */
type HitInRun = Hit & { opens: number; closes: number };

/** A piece of running text: its passages, folded, as one. */
function* hitsInRun(run: readonly Passage[], words: readonly string[]): Generator<HitInRun> {
  const starts: number[] = [];
  let folded = '';
  const origins: number[] = [];
  const owners: number[] = [];
  run.forEach(({ text }, owner) => {
    starts.push(folded.length);
    const own = foldedWithOrigins(text);
    folded += own.folded;
    for (const origin of own.origins) {
      origins.push(origin);
      owners.push(owner);
    }
  });
  const found: { word: number; from: number; to: number }[] = [];
  words.forEach((word, i) => {
    for (let from = folded.indexOf(word); from !== -1; from = folded.indexOf(word, from + 1))
      found.push({ word: i, from, to: from + word.length });
  });
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  for (const { word, from, to } of found) {
    const [start, last] = [origins[from]!, to - 1];
    const [opens, closes] = [owners[from]!, owners[last]!];
    const end = endOf(run[closes]!.text, origins[last]!);
    const at: Place[] = [];
    for (let owner = opens; owner <= closes; owner++) {
      const passage = run[owner]!;
      at.push(...placesOf(passage, owner === opens ? start : 0, owner === closes ? end : passage.text.length));
    }
    const inside = opens === closes ? run[opens]!.text.slice(start, end) : joined(run, opens, start, closes, end);
    yield {
      ...{ word, at, opens, closes },
      before: run[opens]!.text.slice(Math.max(0, start - BEFORE), start),
      text: inside,
      after: run[closes]!.text.slice(end, end + AFTER),
    };
  }
}

function joined(run: readonly Passage[], opens: number, start: number, closes: number, end: number): string {
  const between = run.slice(opens + 1, closes).map(({ text }) => text);
  return [run[opens]!.text.slice(start), ...between, run[closes]!.text.slice(0, end)].join('\n');
}

/** Where the character at a position ends. */
function endOf(text: string, at: number): number {
  return at + String.fromCodePoint(text.codePointAt(at)!).length;
}

/** The places of a part of a passage: those of the printed pieces that it touches, down to the column where lines have them. */
function placesOf({ text, at, offsets = [0] }: Passage, start: number, end: number): Place[] {
  // Pieces are told apart only where each place is one of them.
  if (offsets.length !== at.length) return at;
  return at.flatMap((place, i): Place[] => {
    const from = offsets[i]!;
    const to = offsets[i + 1] ?? text.length;
    if (end <= from || start >= to) return [];
    // Where it was printed otherwise, with spaces that were taken out, columns do not tell.
    if (!('line' in place) || place.length !== to - from) return [place];
    const first = Math.max(start, from);
    return [{ line: place.line, column: place.column + first - from, length: Math.min(end, to) - first }];
  });
}
