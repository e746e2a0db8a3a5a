/** Evaluation summaries in running text (绩效评价报告摘要): one record each, with its fields, its texts and its facts. */
import type { Block, Finding, Paragraph, Place } from '../../extractors/document.js';
import type { Evaluation, Evidence } from '../record.js';
import type { StatisticDraft } from './draft.js';
import { readFacts } from './facts.js';
import { type Fields, type Read, readFields } from './fields.js';
import { evidenceOf } from './folded.js';
import type { SectionKind, StatisticLexicon } from './lexicon.js';
import { findSummaries, type Piece, type Summary } from './summaries.js';

/** An evaluation before it and its facts have their ids. */
export type EvaluationDraft = Omit<Evaluation, 'id' | 'facts'> & { facts: StatisticDraft[] };

interface SectionText {
  text: string;
  raw: string;
  at: Place[];
}

/** A whole paragraph as printed; of a part of one, the text is all that is known. */
function rawOf({ paragraph, from, to }: Piece): string {
  return from === 0 && to === paragraph.text.length ? paragraph.raw : paragraph.text.slice(from, to);
}

/** The text of a kind of section, verbatim: paragraphs joined with a line break, ends stripped. */
function textOf(summary: Summary, kind: SectionKind): SectionText | null {
  const pieces = summary.sections.filter((section) => section.kind === kind).flatMap((section) => section.pieces);
  if (pieces.length === 0) return null;
  const texts = pieces.map(({ paragraph, from, to }) => paragraph.text.slice(from, to).trim());
  return {
    text: texts.join('\n').trim(),
    raw: pieces.map((piece) => rawOf(piece)).join('\n'),
    at: pieces.flatMap(({ paragraph, from, to }) => evidenceOf(paragraph, { start: from, end: to }).at),
  };
}

const SECTIONS: Record<Exclude<SectionKind, 'other'>, string> = {
  funds: '项目资金投入及支出情况',
  conclusion: '评价结论',
  problems: '存在问题及原因',
  recommendations: '有关建议',
};

function nameOf(summary: Summary): { raw: string; at: Place[] } {
  const printed = summary.title.map(({ paragraph, span }) => evidenceOf(paragraph, span));
  return { raw: printed.map(({ raw }) => raw).join(''), at: printed.flatMap(({ at }) => at) };
}

/** Sections that a summary lacks, in one finding; a summary that is one paragraph has none and lacks none in earnest. */
function missingSections(summary: Summary): Finding[] {
  const kinds = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[];
  const missing = kinds.filter((kind) => !textOf(summary, kind));
  if (missing.length === 0) return [];
  return [
    {
      code: 'prose/missing-section',
      severity: missing.length > kinds.length / 2 ? 'info' : 'warning',
      message: `the summary of ${summary.name} lacks sections`,
      at: nameOf(summary).at,
      expected: missing.map((kind) => SECTIONS[kind]).join('、'),
    },
  ];
}

function evidenceFor(summary: Summary, fields: Fields, texts: Record<string, SectionText | null>): Evidence {
  const evidence: Evidence = { project_name: nameOf(summary) };
  const add = (field: string, read: Read<unknown> | null | undefined) => {
    if (read) evidence[field] = evidenceOf(read.paragraph, read.span);
  };
  add('fiscal_year', fields.fiscalYear);
  add('budget_wan', fields.budget);
  add('expenditure_wan', fields.expenditure);
  add('execution_rate_pct', fields.executionRate);
  add('score', fields.score);
  add('grade', fields.grade);
  add('satisfaction_pct', fields.satisfaction);
  if (fields.dimensions.length > 0) {
    const printed = fields.dimensions.map(({ paragraph, span }) => evidenceOf(paragraph, span));
    evidence.dimension_scores = { raw: printed.map(({ raw }) => raw).join('；'), at: printed.flatMap(({ at }) => at) };
  }
  for (const [field, text] of Object.entries(texts)) if (text) evidence[field] = { raw: text.raw, at: text.at };
  return evidence;
}

/** Reads the evaluation summaries of a document. `used` holds every paragraph that belongs to one. */
export function readEvaluations(
  blocks: readonly Block[],
  context: { fiscalYear: number | null },
  lexicon: StatisticLexicon,
): { evaluations: EvaluationDraft[]; findings: Finding[]; used: Set<Paragraph> } {
  const evaluations: EvaluationDraft[] = [];
  const findings: Finding[] = [];
  const used = new Set<Paragraph>();
  for (const summary of findSummaries(blocks, lexicon.evaluations)) {
    for (const paragraph of summary.paragraphs) used.add(paragraph);
    const fields = readFields(summary, lexicon);
    const fiscalYear = fields.fiscalYear?.value ?? context.fiscalYear;
    const texts = {
      findings_text: textOf(summary, 'conclusion'),
      problems_text: textOf(summary, 'problems'),
      recommendations_text: textOf(summary, 'recommendations'),
    };
    findings.push(...missingSections(summary), ...fields.findings);
    evaluations.push({
      seq: evaluations.length + 1,
      project_name: summary.name,
      fiscal_year: fiscalYear,
      budget_wan: fields.budget?.value ?? null,
      expenditure_wan: fields.expenditure?.value ?? null,
      execution_rate_pct: fields.executionRate?.value ?? null,
      score: fields.score?.value ?? null,
      grade: fields.grade?.value ?? null,
      dimension_scores: fields.dimensions.map(({ value }) => value),
      satisfaction_pct: fields.satisfaction?.value ?? null,
      findings_text: texts.findings_text?.text ?? null,
      problems_text: texts.problems_text?.text ?? null,
      recommendations_text: texts.recommendations_text?.text ?? null,
      facts: readFacts(summary, fields, fiscalYear, lexicon),
      evidence: evidenceFor(summary, fields, texts),
    });
  }
  return { evaluations, findings, used };
}
