/** Years in prose, and which of them a figure is about: the budget year, not the year of the work. */
import { pairsOf } from './clauses.js';
import type { Span } from './folded.js';
import type { YearLexicon } from './lexicon.js';

export interface YearMention extends Span {
  year: number;
  /**
   * `budget`: 2023年, 2023年度; `date`: 2024年12月, 2024年底, 2019年以来, part of a range; these count only where nothing
   * better is near. `consequence`: the budget that something is taken from or put into (压减2025年预算), which governs the
   * figures after it. `forward`: what the figure is used for (作为2025年预算安排的依据), which never governs a figure.
   */
  kind: 'budget' | 'date' | 'consequence' | 'forward';
}

const YEAR = /(?<![\d.])((?:19|20)\d\d)(?:年度?|财年|度)/g;

function kindOf(before: string, after: string, lexicon: YearLexicon): YearMention['kind'] {
  if (lexicon.forwardBefore.test(before)) return 'forward';
  if (lexicon.dateAfter.test(after)) return 'date';
  return lexicon.consequenceBefore.test(before) || lexicon.consequenceAfter.test(after) ? 'consequence' : 'budget';
}

/** All years of a folded text. `base` is the year that 上年 is counted from, where it is known. */
export function findYears(text: string, lexicon: YearLexicon, base: number | null): YearMention[] {
  const mask = new Uint8Array(text.length);
  for (const opening of ['《', '〔']) for (const { start, end } of pairsOf(text, opening)) mask.fill(1, start, end);
  const years: YearMention[] = [];
  for (const match of text.matchAll(YEAR)) {
    const start = match.index;
    if (mask[start]) continue;
    const end = start + match[0].length;
    const before = text.slice(Math.max(0, start - 12), start);
    const after = text.slice(end, end + 12);
    years.push({ start, end, year: Number(match[1]), kind: kindOf(before, after, lexicon) });
  }
  if (base !== null) {
    for (const match of text.matchAll(lexicon.previous)) {
      years.push({ start: match.index, end: match.index + match[0].length, year: base - 1, kind: 'budget' });
    }
  }
  return years.sort((a, b) => a.start - b.start);
}
