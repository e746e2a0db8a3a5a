/** A paragraph read once: its clauses, measures, years and words of the field, with what stands in brackets apart. */
import type { Paragraph } from '../../extractors/document.js';
import { type Clauses, separateBrackets, spanAt, splitClauses } from './clauses.js';
import { type Folded, foldStretch, type Span } from './folded.js';
import type { Activity, Role, StatisticLexicon, Subject } from './lexicon.js';
import { findMeasures, type Measure } from './measures.js';
import { findMentions, firstFrom, type Mention } from './phrases.js';
import { findYears, type YearMention } from './years.js';

export interface Passage {
  paragraph: Paragraph;
  folded: Folded;
  clauses: Clauses;
  measures: Measure[];
  /** The measures in digits. */
  figures: Measure[];
  years: YearMention[];
  activities: Mention<Activity>[];
  /** The activities that are not only the ground of something else (在绩效自评基础上). */
  foreground: Mention<Activity>[];
  subjects: Mention<Subject>[];
  roles: Mention<Role>[];
  /** Begins of 一是…, 二是…: a year said in one item is not carried to the next. */
  items: { start: number }[];
  /** For what stands in brackets: the passage around it, and where. */
  host: { passage: Passage; at: number } | null;
}

function readPassage(
  paragraph: Paragraph,
  folded: Folded,
  host: Passage['host'],
  base: number | null,
  lexicon: StatisticLexicon,
): Passage {
  const { text } = folded;
  const activities = findMentions(text, lexicon.activities);
  // 部门 in 部门评价 and 目标 in 审核绩效目标 are the activity's own words, not what is counted.
  const named = activities.filter(({ literal }) => literal);
  const subjects = findMentions(text, lexicon.subjects).filter((subject) => {
    const activity = named[firstFrom(named, subject.end) - 1];
    return !activity || subject.end > activity.end;
  });
  const measures = findMeasures(text, lexicon.units);
  return {
    paragraph,
    folded,
    clauses: splitClauses(text),
    measures,
    figures: measures.filter(({ numeral }) => !numeral),
    years: findYears(text, lexicon.years, base),
    activities,
    foreground: activities.filter(({ end }) => !lexicon.background.test(text.slice(end, end + 12))),
    subjects,
    roles: findMentions(text, lexicon.roles),
    items: [...text.matchAll(/(?<=^|[。；，：])[一二三四五六七八九十]{1,2}是/g)].map(({ index }) => ({ start: index })),
    host,
  };
}

/** The passages of a paragraph: the text itself first, then what stands in its brackets. */
export function readPassages(
  paragraph: Paragraph,
  base: number | null,
  lexicon: StatisticLexicon,
  { start, end }: Span = { start: 0, end: paragraph.text.length },
): Passage[] {
  const { main, inner } = separateBrackets(foldStretch(paragraph, start, end));
  const outer = readPassage(paragraph, main, null, base, lexicon);
  return [
    outer,
    ...inner
      .filter(({ folded }) => /[\d一二两三四五六七八九十]/.test(folded.text))
      .map(({ folded, host }) => readPassage(paragraph, folded, { passage: outer, at: host }, base, lexicon)),
  ];
}

/** The sentence, clause and part around a place of a passage. */
export function around({ clauses, folded }: Passage, position: number): Record<'sentence' | 'clause' | 'part', Span> {
  const whole = { start: 0, end: folded.text.length };
  const sentence = spanAt(clauses.sentences, position) ?? whole;
  const clause = spanAt(clauses.clauses, position) ?? sentence;
  return { sentence, clause, part: spanAt(clauses.parts, position) ?? clause };
}

/** Where the item (一是…) of a position begins. */
export function itemStart({ items }: Passage, position: number): number {
  return items[firstFrom(items, position + 1) - 1]?.start ?? 0;
}

/** Mentions looked at on each side before giving up; keeps a paragraph of a thousand activities linear. */
export const MOST_MENTIONS = 12;

const distance = (span: Span, measure: Span): number =>
  span.end <= measure.start ? measure.start - span.end : Math.max(0, span.start - measure.end);

/** Mentions within a span, nearest to the measure first. */
export function nearest<T extends Span>(mentions: readonly T[], within: Span, measure: Span): T[] {
  const from = firstFrom(mentions, measure.start);
  const close = mentions.slice(Math.max(0, from - MOST_MENTIONS), from + MOST_MENTIONS);
  return close
    .filter(({ start, end }) => start >= within.start && end <= within.end)
    .sort((a, b) => distance(a, measure) - distance(b, measure));
}
