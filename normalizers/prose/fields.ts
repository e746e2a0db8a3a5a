/** The fields of an evaluation summary: budget, expenditure, rate, score, grade, dimension scores, satisfaction, year. */
import type { Finding, Paragraph } from '../../extractors/document.js';
import { spanAt, splitClauses } from './clauses.js';
import { evidenceOf, type Folded, foldStretch, originOf, type Span } from './folded.js';
import type { EvaluationLexicon, FieldLexicon, Grade, SectionKind, StatisticLexicon } from './lexicon.js';
import { inWan, type Measure } from './measures.js';
import type { Summary } from './summaries.js';
import { findYears, type YearMention } from './years.js';

/** Something read, and where: the stretch counts in the paragraph's text. */
export interface Read<T> {
  value: T;
  paragraph: Paragraph;
  span: Span;
}

export interface DimensionScore {
  dimension: string;
  weight: number | null;
  score: number | null;
}

export interface Fields {
  budget: Read<number> | null;
  expenditure: Read<number> | null;
  executionRate: Read<number> | null;
  score: Read<number> | null;
  grade: Read<Grade> | null;
  dimensions: Read<DimensionScore>[];
  satisfaction: Read<number> | null;
  fiscalYear: Read<number> | null;
  findings: Finding[];
  /** Stretches that a field was read from, by paragraph; their numbers are no facts besides. */
  used: Map<Paragraph, Span[]>;
}

interface Text {
  kind: SectionKind;
  paragraph: Paragraph;
  folded: Folded;
  sentences: Span[];
}

interface Hit extends Read<number> {
  /** Where it begins in the folded text. */
  at: number;
  section: SectionKind;
  label: string;
  strong: boolean;
}

/** Characters before a label in which 其中 or 前7个月 takes its number out of the year's total. */
const QUALIFIER_REACH = 25;
/** 万元; parts that add up to the total within this are the total's parts. */
const ROUNDING = 0.005;

function hitsOf(text: Text, field: FieldLexicon, convert: (digits: string, unit: string) => number | null): Hit[] {
  const hits: Hit[] = [];
  // What a stronger pattern has taken; a mask, so that thousands of figures in a paragraph take no longer than a few.
  const seen = new Uint8Array(text.folded.text.length);
  for (const [pattern, strong] of [
    [field.strong, true],
    [field.weak, false],
  ] as const) {
    for (const match of text.folded.text.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (seen.subarray(span.start, span.end).includes(1)) continue;
      const value = convert((match.groups?.number ?? '').replaceAll(',', ''), match.groups?.unit ?? '');
      if (value === null) continue;
      seen.fill(1, span.start, span.end);
      hits.push({
        at: span.start,
        section: text.kind,
        value,
        strong,
        label: match.groups?.label ?? '',
        paragraph: text.paragraph,
        span: originOf(text.folded, span),
      });
    }
  }
  return hits;
}

function isOfTheYear(text: Text, hit: Hit, lexicon: EvaluationLexicon): boolean {
  const { at } = hit;
  const sentence = spanAt(text.sentences, at);
  const before = text.folded.text.slice(Math.max(sentence?.start ?? 0, at - QUALIFIER_REACH), at + hit.label.length);
  return !lexicon.notTheYear.test(before);
}

const toWan = (digits: string, unit: string) => inWan({ digits, unit } as Measure);
const plain = (digits: string) => Number(digits);

/** The sections in the order in which a field is looked for. */
function ordered(texts: readonly Text[], kinds: readonly SectionKind[]): Text[] {
  return kinds.flatMap((kind) => texts.filter((text) => text.kind === kind));
}

function conflict(name: string, chosen: Hit, other: Hit): Finding {
  const print = ({ paragraph, span }: Hit) => evidenceOf(paragraph, span);
  return {
    code: 'prose/inconsistent-figure',
    severity: 'warning',
    message: `the summary states its ${name} twice, differently`,
    at: [...print(chosen).at, ...print(other).at],
    actual: print(other).raw,
    expected: print(chosen).raw,
  };
}

/**
 * Picks the figure of a field: the first section that states it decides, and within it the stronger words. The same field
 * stated differently elsewhere is a finding. An initial budget is no rival of an adjusted one, which `revised` prefers.
 */
function choose(name: string, hits: readonly Hit[], findings: Finding[], revised = false): Hit | null {
  const own = hits.filter(({ section }) => revised || section === hits[0]?.section);
  const chosen = own.find(({ strong }) => strong) ?? own[0];
  if (!chosen) return null;
  const rivals = hits.filter(
    ({ value, strong, label }) =>
      value !== chosen.value && (label === chosen.label || (strong && (chosen.strong || !revised))),
  );
  // 实际支出500万元，其中甲项实际支出300万元、乙项实际支出200万元: parts, not rivals.
  const total = rivals.reduce((sum, { value }) => sum + value, 0);
  if (rivals.length > 1 && Math.abs(total - chosen.value) < ROUNDING) return chosen;
  for (const rival of rivals) findings.push(conflict(name, chosen, rival));
  return chosen;
}

function readDimensions(texts: readonly Text[], lexicon: EvaluationLexicon): Read<DimensionScore>[] {
  const found: Read<DimensionScore>[] = [];
  for (const { paragraph, folded } of texts) {
    const taken: { at: Span; read: Read<DimensionScore> }[] = [];
    const seen = new Uint8Array(folded.text.length);
    for (const pattern of lexicon.dimensions) {
      for (const match of folded.text.matchAll(pattern)) {
        const at = { start: match.index, end: match.index + match[0].length };
        if (seen.subarray(at.start, at.end).includes(1)) continue;
        const { dimension = '', weight, score } = match.groups ?? {};
        if (weight !== undefined && Number(score) > Number(weight)) continue;
        const value = { dimension, weight: weight === undefined ? null : Number(weight), score: Number(score) };
        seen.fill(1, at.start, at.end);
        taken.push({ at, read: { value, paragraph, span: originOf(folded, at) } });
      }
    }
    taken.sort((a, b) => a.at.start - b.at.start);
    // 决策得14.2分、过程得13.6分: without weights only a list tells dimensions from other scores.
    const bare = taken.filter(({ read }) => read.value.weight === null);
    for (const { read } of bare.length === 1 ? taken.filter(({ read }) => read.value.weight !== null) : taken) {
      if (!found.some(({ value }) => value.dimension === read.value.dimension)) found.push(read);
    }
  }
  return found;
}

function readGrade(texts: readonly Text[], lexicon: EvaluationLexicon): Read<Grade> | null {
  for (const { paragraph, folded } of texts) {
    for (const match of folded.text.matchAll(lexicon.grade)) {
      const word = match.slice(1).find((group) => group !== undefined);
      const value = word === undefined ? null : lexicon.gradeOf(word);
      if (!value) continue;
      return { value, paragraph, span: originOf(folded, { start: match.index, end: match.index + match[0].length }) };
    }
  }
  return null;
}

/** The year evaluated: of the sentence with the budget, else the first one that the summary prints. */
function readYear(texts: readonly Text[], budget: Read<number> | null, lexicon: StatisticLexicon): Read<number> | null {
  const years = texts.flatMap(({ paragraph, folded }) =>
    findYears(folded.text, lexicon.years, null).map((mention) => ({
      mention,
      paragraph,
      span: originOf(folded, mention),
    })),
  );
  const of = (...kinds: YearMention['kind'][]) => years.filter(({ mention }) => kinds.includes(mention.kind));
  const before =
    budget &&
    of('budget', 'consequence').findLast(
      ({ paragraph, span }) => paragraph === budget.paragraph && span.start < budget.span.start,
    );
  const chosen = before ?? of('budget', 'consequence')[0] ?? of('date')[0];
  return chosen ? { value: chosen.mention.year, paragraph: chosen.paragraph, span: chosen.span } : null;
}

/** Reads the fields of a summary. */
export function readFields(summary: Summary, lexicon: StatisticLexicon): Fields {
  const words = lexicon.evaluations;
  const texts: Text[] = summary.sections.flatMap(({ kind, pieces }) =>
    pieces.map(({ paragraph, from, to, head = from }) => {
      const folded = foldStretch(paragraph, head, to);
      return { kind, paragraph, folded, sentences: splitClauses(folded.text).sentences };
    }),
  );
  const findings: Finding[] = [];
  const money = ordered(texts, ['funds', 'other', 'conclusion']);
  const verdict = ordered(texts, ['conclusion', 'other', 'funds', 'problems']);
  const read = (from: readonly Text[], field: FieldLexicon, convert: typeof toWan) =>
    from.flatMap((text) => hitsOf(text, field, convert).filter((hit) => isOfTheYear(text, hit, words)));
  const budget = choose('budget', read(money, words.budget, toWan), findings, true);
  const expenditure = choose('expenditure', read(money, words.expenditure, toWan), findings);
  const executionRate = choose('rate of execution', read(money, words.executionRate, plain), findings);
  const dimensions = readDimensions(verdict, words);
  const outside = (hit: Hit) =>
    !dimensions.some(
      ({ paragraph, span }) => paragraph === hit.paragraph && hit.span.start < span.end && span.start < hit.span.end,
    );
  const score = choose('score', read(verdict, words.score, plain).filter(outside), findings);
  const grade = readGrade(verdict, words);
  const [satisfied] = read(verdict, words.satisfaction, plain).sort((a, b) => Number(b.strong) - Number(a.strong));
  const satisfaction = satisfied ?? null;
  const fiscalYear = readYear(money, budget, lexicon);

  const used = new Map<Paragraph, Span[]>();
  for (const entry of [budget, expenditure, executionRate, score, grade, satisfaction, ...dimensions]) {
    if (entry) used.set(entry.paragraph, [...(used.get(entry.paragraph) ?? []), entry.span]);
  }
  return { budget, expenditure, executionRate, score, grade, dimensions, satisfaction, fiscalYear, findings, used };
}
