/**
 * Statistics of the management part: how many projects and units were monitored, evaluated, cut, and with what money.
 * What is a statistic stands in `corpora/lexicon/statistics.yml`; what looks like one and fits no rule is reported once.
 */
import type { Finding, Paragraph } from '../../extractors/document.js';
import { contradictions } from './contradictions.js';
import type { StatisticDraft, StatisticReading } from './draft.js';
import { evidenceOf, originOf, type Span } from './folded.js';
import { yearOf } from './governing-year.js';
import type { StatisticLexicon, Subject } from './lexicon.js';
import type { Measure } from './measures.js';
import { Outline } from './outline.js';
import { joinCut } from './page-breaks.js';
import { around, type Passage, readPassages } from './passage.js';
import type { Mention } from './phrases.js';
import { quoteOf, quoteSpan } from './quotes.js';
import { activityOf, type FoundActivity, roleOf, subjectOf } from './reading.js';
import { applyRules, isIgnored } from './rules.js';

export type { StatisticDraft } from './draft.js';

/** Characters before a count in Chinese numerals in which its verb stands. */
const VERB_REACH = 30;

/** A count in Chinese numerals says something only within its own clause: 选择一个重点项目, but not 一个体系. */
function countsInWords(
  passage: Passage,
  measure: Measure,
  found: FoundActivity | null,
  subject: Subject | null,
  lexicon: StatisticLexicon,
): boolean {
  if (found?.reach !== 'clause' || !subject) return false;
  const { clause } = around(passage, measure.start);
  const from = Math.max(clause.start, measure.start - VERB_REACH);
  return lexicon.numeralVerbs.test(passage.folded.text.slice(from, measure.start));
}

/** Reads one document's statistics, paragraph by paragraph. */
class StatisticReader {
  readonly readings: StatisticReading[] = [];
  readonly unclassified: { passage: Passage; span: Span }[] = [];
  private readonly outline: Outline;

  constructor(
    private readonly fiscalYear: number | null,
    title: string | null,
    private readonly lexicon: StatisticLexicon,
  ) {
    this.outline = new Outline(lexicon, fiscalYear, title);
  }

  read(paragraph: Paragraph): void {
    this.outline.enter(paragraph);
    const base = this.outline.year?.year ?? this.fiscalYear;
    for (const passage of readPassages(paragraph, base, this.lexicon)) this.readPassage(passage);
  }

  private readPassage(passage: Passage): void {
    const taken = new Set<Mention<Subject>>();
    let counted = { sentence: -1, of: new Map<string, Subject>() };
    for (const measure of passage.measures) {
      if (isIgnored({ passage, measure }, this.lexicon)) continue;
      const { sentence } = around(passage, measure.start);
      if (counted.sentence !== sentence.start) counted = { sentence: sentence.start, of: new Map() };
      const earlier = counted.of.get(measure.unit) ?? null;
      const subject = measure.kind === 'count' ? subjectOf(passage, measure, taken, earlier, this.lexicon) : null;
      if (subject && !measure.numeral) counted.of.set(measure.unit, subject);
      this.readMeasure(passage, measure, subject);
    }
  }

  private readMeasure(passage: Passage, measure: Measure, subject: Subject | null): void {
    const { outline, lexicon, fiscalYear } = this;
    const { paragraph } = passage;
    const found = activityOf(passage, measure, outline);
    if (measure.numeral && measure.kind === 'count' && !countsInWords(passage, measure, found, subject, lexicon))
      return;
    const activity = found?.activity ?? null;
    const near = found?.reach === 'clause' || found?.reach === 'sentence';
    const situation = { passage, measure, activity, near, plan: outline.plan, subject, role: roleOf(passage, measure) };
    const rule = measure.range ? null : applyRules(situation, lexicon);
    if (!rule) {
      const { clause } = around(passage, measure.start);
      const telling = measure.kind !== 'period' && !measure.numeral;
      if (telling) this.unclassified.push({ passage, span: quoteSpan(passage, clause, clause, measure) });
      return;
    }
    const year = yearOf(passage, measure, rule.standing ? null : activity, outline, fiscalYear);
    const printed = year.raw === null ? null : { raw: year.raw, at: year.at };
    if (activity && year.source === 'own' && (year.governs || activity.ahead) && year.year !== null && printed) {
      outline.remember(activity, { year: year.year, ...printed });
    }
    const quote = quoteOf(passage, measure, found, rule);
    const statistic: StatisticDraft = {
      seq: 0,
      metric: rule.metric,
      label: rule.label,
      value: measure.value,
      unit: measure.unit,
      fiscal_year: year.year,
      quote: paragraph.text.slice(quote.start, quote.end),
      evidence: {
        value: evidenceOf(paragraph, originOf(passage.folded, measure)),
        unit: evidenceOf(paragraph, originOf(passage.folded, measure)),
        quote: evidenceOf(paragraph, quote),
        ...(printed ? { fiscal_year: printed } : {}),
      },
    };
    this.readings.push({ statistic, passage, measure, activity, subject, year });
  }
}

/**
 * Reads the statistics of the management part. Paragraphs in document order, those of evaluations left out; `fiscalYear`
 * and `title` are the document's, for what names no year, and no activity.
 */
export function readStatistics(
  paragraphs: readonly Paragraph[],
  context: { fiscalYear: number | null; title?: string | null },
  lexicon: StatisticLexicon,
): { statistics: StatisticDraft[]; findings: Finding[] } {
  const reader = new StatisticReader(context.fiscalYear, context.title ?? null, lexicon);
  const whole = joinCut(paragraphs);
  for (const paragraph of whole) reader.read(paragraph);
  const { readings } = reader;
  settleYears(readings);
  inReadingOrder(readings, whole);
  readings.forEach(({ statistic }, i) => {
    statistic.seq = i + 1;
  });
  return {
    statistics: readings.map(({ statistic }) => statistic),
    findings: [...contradictions(readings, lexicon), ...unclassifiedFinding(reader.unclassified)],
  };
}

/**
 * A figure that the document repeats is about the same year each time: 完成区级8个部门重点评价 names no year, but another
 * sentence does (选取2023年度的8个预算单位).
 */
function settleYears(readings: readonly StatisticReading[]): void {
  const keyOf = ({ metric, value, unit }: StatisticDraft) => `${metric} ${value} ${unit}`;
  const printed = new Map<string, StatisticReading>();
  for (const reading of readings) {
    const key = keyOf(reading.statistic);
    if (reading.year.source === 'own' && !printed.has(key)) printed.set(key, reading);
  }
  for (const { statistic, year } of readings) {
    const told = year.source === 'carried' ? printed.get(keyOf(statistic)) : undefined;
    if (!told || told.year.raw === null) continue;
    statistic.fiscal_year = told.year.year;
    statistic.evidence.fiscal_year = { raw: told.year.raw, at: told.year.at };
  }
}

/** What stood in brackets was read after the text around it; the record keeps the order of the page. */
function inReadingOrder(readings: StatisticReading[], paragraphs: readonly Paragraph[]): void {
  const order = new Map(paragraphs.map((paragraph, i) => [paragraph, i]));
  const positionOf = ({ passage, measure }: StatisticReading) => originOf(passage.folded, measure).start;
  const paragraphOf = ({ passage }: StatisticReading) => order.get(passage.paragraph) ?? 0;
  readings.sort((a, b) => paragraphOf(a) - paragraphOf(b) || positionOf(a) - positionOf(b));
}

function unclassifiedFinding(unclassified: StatisticReader['unclassified']): Finding[] {
  if (unclassified.length === 0) return [];
  const clauses = unclassified.map(({ passage, span }) => evidenceOf(passage.paragraph, span));
  return [
    {
      code: 'prose/unclassified-numbers',
      severity: 'info',
      message: `${clauses.length} numbers of the text fit no rule for statistics`,
      at: clauses.flatMap(({ at }) => at),
      actual: [...new Set(clauses.map(({ raw }) => raw))].join(' | '),
    },
  ];
}
