/** The exact clause that a statistic or a fact is quoted with. */
import type { Span } from './folded.js';
import type { Measure } from './measures.js';
import { around, type Passage } from './passage.js';
import { firstFrom } from './phrases.js';
import type { FoundActivity } from './reading.js';
import type { MatchedRule } from './rules.js';

/** Characters; a quote is not longer than this, whatever the source does without punctuation. */
const LONGEST_QUOTE = 300;

/** What stands before a clause and is no part of it: 四是, a heading number. */
const OPENING = /^(?:[一二三四五六七八九十]{1,2}是|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]+、)/;

/**
 * The source text from one clause to another, as printed: with the brackets in and after it, without 四是 or a heading
 * number before it.
 */
export function quoteSpan({ folded, paragraph }: Passage, from: Span, to: Span, focus: Span): Span {
  const near = {
    start: Math.max(from.start, focus.start - LONGEST_QUOTE),
    end: Math.min(to.end, focus.end + LONGEST_QUOTE),
  };
  const opening = OPENING.exec(folded.text.slice(from.start, from.start + 8))?.[0].length ?? 0;
  const skips = near.start === from.start && from.start + opening <= focus.start;
  let start = folded.origin[near.start + (skips ? opening : 0)] as number;
  const last = (folded.origin[near.end - 1] as number) + 1;
  // A bracket that closes the clause belongs to it: 16个预算项目（政策）.
  const next = near.end === to.end ? (folded.origin[near.end] ?? folded.source.length) : last;
  let end = next - last <= LONGEST_QUOTE && /^\s*[（(]/.test(folded.source.slice(last, next)) ? next : last;
  const text = paragraph.text;
  while (start < end && /\s/.test(text[start] as string)) start += 1;
  while (end > start && /\s/.test(text[end - 1] as string)) end -= 1;
  return { start, end };
}

/** Characters; the clause before the measure's own is quoted with it where it says what was done and is not longer. */
const LONGEST_LEAD = 60;
/** Characters; in a longer clause the parts are not compared. */
const LONGEST_CLAUSE = 400;

/**
 * The clause of a measure; with the clause before it where that says what was done (对8个项目实施重点评价，涉及项目金额9463.5万元);
 * one part of it where each part tells its own (组织329个项目开展事前绩效评估、组织编报969个目标表).
 */
export function quoteOf(passage: Passage, measure: Measure, found: FoundActivity | null, rule: MatchedRule): Span {
  const { clause, part } = around(passage, measure.start);
  const before = around(passage, Math.max(0, clause.start - 2)).clause;
  const named = found?.span;
  if (
    found?.reach === 'sentence' &&
    named &&
    before.end === clause.start - 1 &&
    before.end - before.start <= LONGEST_LEAD
  ) {
    if (named.start >= before.start && named.end <= before.end) return quoteSpan(passage, before, clause, measure);
  }
  const all = passage.clauses.parts;
  const parts =
    clause.end - clause.start > LONGEST_CLAUSE
      ? []
      : all.slice(firstFrom(all, clause.start), firstFrom(all, clause.end));
  const counted = parts.filter((span) => within(passage.figures, span));
  const apart = rule.inPart || counted.every((span) => within(passage.activities, span));
  return counted.length > 1 && apart
    ? quoteSpan(passage, part, part, measure)
    : quoteSpan(passage, clause, clause, measure);
}

const within = (spans: readonly Span[], { start, end }: Span): boolean => {
  const first = spans[firstFrom(spans, start)];
  return first !== undefined && first.end <= end;
};
