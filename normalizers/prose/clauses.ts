/**
 * Sentences, clauses (，) and parts (、) of a folded text. What stands in quotes or 《》 is never cut, and what stands in
 * brackets is taken out and read on its own: 对8个拟纳入2024年预算项目（包括新增超过50万项目）开展评估.
 */
import { type Folded, type Span, selectSpans } from './folded.js';

export interface Clauses {
  sentences: Span[];
  clauses: Span[];
  parts: Span[];
}

/** Characters; a quote or bracket that closes later than this is taken for a misprint and does not hold text together. */
const LONGEST_QUOTE = 60;
const LONGEST_BRACKET = 300;

const OPENING: Record<string, { closing: string; longest: number }> = {
  '“': { closing: '”', longest: LONGEST_QUOTE },
  '《': { closing: '》', longest: LONGEST_QUOTE },
  '〔': { closing: '〕', longest: LONGEST_QUOTE },
  '(': { closing: ')', longest: LONGEST_BRACKET },
};

/** The outermost pairs of one kind of bracket, in order, each with its brackets. */
export function pairsOf(text: string, opening: string): Span[] {
  const kind = OPENING[opening];
  if (!kind) return [];
  const pairs: Span[] = [];
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === opening) open.push(i);
    else if (text[i] === kind.closing) {
      const start = open.pop();
      if (start === undefined || i - start > kind.longest) continue;
      while (pairs.length > 0 && (pairs.at(-1) as Span).start > start) pairs.pop();
      pairs.push({ start, end: i + 1 });
    }
  }
  return pairs;
}

/** True for every character that stands within quotes, 《》 or 〔〕. */
function sheltered(text: string): Uint8Array {
  const shelter = new Uint8Array(text.length);
  for (const opening of Object.keys(OPENING)) {
    for (const { start, end } of pairsOf(text, opening)) shelter.fill(1, start, end);
  }
  return shelter;
}

function cut(text: string, shelter: Uint8Array, marks: RegExp): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && (shelter[i] || !marks.test(text[i] as string))) continue;
    if (i > start) spans.push({ start, end: i });
    start = i + 1;
  }
  return spans;
}

/** Cuts a folded text at 。！？； into sentences, at ，： into clauses, at 、 into parts. */
export function splitClauses(text: string): Clauses {
  const shelter = sheltered(text);
  return {
    sentences: cut(text, shelter, /[。！？；]/),
    clauses: cut(text, shelter, /[。！？；，：]/),
    parts: cut(text, shelter, /[。！？；，：、]/),
  };
}

export interface Bracketed {
  /** The text without its bracketed pieces. */
  main: Folded;
  /** What stood in brackets, and the position in `main` that it followed. */
  inner: { folded: Folded; host: number }[];
}

/** Takes what stands in brackets out of a text. */
export function separateBrackets(folded: Folded): Bracketed {
  const kept: Span[] = [];
  const inner: Bracketed['inner'] = [];
  let position = 0;
  let host = 0;
  for (const { start, end } of pairsOf(folded.text, '(')) {
    kept.push({ start: position, end: start });
    host += start - position;
    inner.push({ folded: selectSpans(folded, [{ start: start + 1, end: end - 1 }]), host });
    position = end;
  }
  kept.push({ start: position, end: folded.text.length });
  return { main: selectSpans(folded, kept), inner };
}

/** The span of a sorted list that holds a position (or ends there). */
export function spanAt(spans: readonly Span[], position: number): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle] as Span;
    if (position < span.start) high = middle - 1;
    else if (position > span.end) low = middle + 1;
    else return span;
  }
  return undefined;
}
