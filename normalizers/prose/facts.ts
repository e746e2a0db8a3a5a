/** Facts: numbers with units that a summary states about its project beside the fields (服务人口75.46万人, 小学每生每年650元). */

import type { StatisticDraft } from './draft.js';
import type { Fields } from './fields.js';
import { evidenceOf, originOf, type Span } from './folded.js';
import { yearOf } from './governing-year.js';
import type { EvaluationLexicon, StatisticLexicon } from './lexicon.js';
import { inWan, type Measure } from './measures.js';
import { Outline } from './outline.js';
import { around, type Passage, readPassages } from './passage.js';
import { firstFrom } from './phrases.js';
import { quoteSpan } from './quotes.js';
import { windowOf } from './rules.js';
import type { Summary } from './summaries.js';

/** Characters of a label, and of what follows the unit and belongs to it (改造12个老旧小区). */
const LONGEST_LABEL = 30;
const LONGEST_NOUN = 12;
/** Characters before a number in which its label may stand. */
const LABEL_REACH = 60;

/** The noun phrase that a number is of: the clause before it, without what leads up to it. */
export function labelOf(passage: Passage, measure: Measure, lexicon: EvaluationLexicon): string {
  const { clause, part } = around(passage, measure.start);
  const { text } = passage.folded;
  const previous = passage.figures[firstFrom(passage.figures, measure.start) - 1];
  // 前7个月支出金额: a period is a part of the phrase, another figure ends it.
  const from = previous && previous.kind !== 'period' ? previous.end : 0;
  let label = text.slice(Math.max(clause.start, from, part.start, measure.start - LABEL_REACH), measure.start);
  const per = lexicon.per.exec(label)?.[0];
  if (per) label = label.replace(per, '');
  for (let rest = ''; rest !== label; ) {
    rest = label;
    label = label.replace(lexicon.leading, '').replace(lexicon.trailing, '');
  }
  const next = passage.measures[firstFrom(passage.measures, measure.end)]?.start ?? text.length;
  if (measure.kind === 'count' || label === '') {
    const after = text.slice(measure.end, Math.min(part.end, next));
    if (after.length <= LONGEST_NOUN) label += after;
  }
  label = label.slice(0, LONGEST_LABEL) || text.slice(clause.start, clause.end).slice(0, LONGEST_LABEL);
  return per ? `${label}（${per}）` : label;
}

/** Whether a measure says again what a field holds: 年初计划项目支出所需资金60万元, 资金执行率98.6%. */
function restates(passage: Passage, measure: Measure, fields: Fields, lexicon: EvaluationLexicon): boolean {
  const { clause } = around(passage, measure.start);
  const text = passage.folded.text.slice(clause.start, measure.end);
  if (measure.kind === 'amount') {
    const wan = inWan(measure);
    return (
      wan !== null && [fields.budget?.value, fields.expenditure?.value].includes(wan) && lexicon.spending.test(text)
    );
  }
  if (measure.kind !== 'rate') return false;
  const says = (words: EvaluationLexicon['satisfaction'], value: number | undefined): boolean =>
    value === measure.value && [words.strong, words.weak].some((pattern) => text.search(pattern) >= 0);
  return (
    says(lexicon.executionRate, fields.executionRate?.value) || says(lexicon.satisfaction, fields.satisfaction?.value)
  );
}

/** Reads the facts of a summary, `fiscalYear` being the year of the summary. */
export function readFacts(
  summary: Summary,
  fields: Fields,
  fiscalYear: number | null,
  lexicon: StatisticLexicon,
): StatisticDraft[] {
  const facts: StatisticDraft[] = [];
  const outline = new Outline(lexicon, null, null);
  for (const { paragraph, from, to } of summary.sections.flatMap(({ pieces }) => pieces)) {
    const used = fields.used.get(paragraph) ?? [];
    const free = ({ start, end }: Span) => !used.some((span) => start < span.end && span.start < end);
    const found: { at: number; fact: StatisticDraft }[] = [];
    for (const passage of readPassages(paragraph, fiscalYear, lexicon, { start: from, end: to })) {
      for (const measure of passage.figures) {
        const origin = originOf(passage.folded, measure);
        if (measure.range || measure.kind === 'score' || !free(origin)) continue;
        if (restates(passage, measure, fields, lexicon.evaluations)) continue;
        const window = windowOf({ passage, measure });
        const rule = lexicon.facts.find(({ measure: kind, pattern }) => kind === measure.kind && pattern.test(window));
        if (!rule) continue;
        const { clause } = around(passage, measure.start);
        const quote = quoteSpan(passage, clause, clause, measure);
        const year = yearOf(passage, measure, null, outline, fiscalYear);
        const own = year.source === 'own' && year.raw !== null;
        found.push({
          at: origin.start,
          fact: {
            seq: 0,
            metric: rule.metric,
            label: labelOf(passage, measure, lexicon.evaluations),
            value: measure.value,
            unit: measure.unit,
            fiscal_year: own ? year.year : fiscalYear,
            quote: paragraph.text.slice(quote.start, quote.end),
            evidence: {
              value: evidenceOf(paragraph, origin),
              unit: evidenceOf(paragraph, origin),
              quote: evidenceOf(paragraph, quote),
              ...(own && year.raw !== null ? { fiscal_year: { raw: year.raw, at: year.at } } : {}),
            },
          },
        });
      }
    }
    found.sort((a, b) => a.at - b.at);
    facts.push(...found.map(({ fact }) => fact));
  }
  facts.forEach((fact, i) => {
    fact.seq = i + 1;
  });
  return facts;
}
