/**
 * What an audit check is, and what it comes to: one rule a function over a record, one outcome for each subject that it
 * looks at, with the evidence of both sides. Outcomes are derived from records and never stored in them.
 */
import type { Place, Severity } from '../../../extractors/document.js';
import type { Evaluation, Evidence, GongkaiRecord, Indicator, Listing, Project, Statistic } from '../../record.js';
import type { ValueLexicon } from '../../values/lexicon.js';
import type { CheckLexicon } from './lexicon.js';

export const VERDICTS = ['pass', 'fail', 'not-applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const SUBJECT_TYPES = [
  'document',
  'listing',
  'project',
  'indicator',
  'evaluation',
  'statistic',
  'region',
] as const;

/** What an outcome is about: a record by its id, or the document as a whole (id null). */
export interface Subject {
  type: (typeof SUBJECT_TYPES)[number];
  id: string | null;
  name: string | null;
}

/** Text in both languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** The languages of a `Bilingual`. */
export type Language = keyof Bilingual;

/** The same thing said in Chinese and in English. */
export const both = (zh: string, en: string): Bilingual => ({ zh, en });

/** One of the things that were held against each other. */
export interface Side {
  /** What it is, for example 资金总额, `total of the form`. */
  what: Bilingual;
  /** What it says, as the rule took it. */
  value: string;
  /** The text as printed; empty where the side is computed. */
  raw: string;
  at: Place[];
  /** The other document, where the side is from one. */
  document?: { sha256: string; source: string };
}

export interface Outcome {
  rule: string;
  verdict: Verdict;
  subject: Subject;
  /** One sentence: what is wrong, what agrees, or why the rule does not apply. */
  message: Bilingual;
  sides: Side[];
  /** How many subjects it stands for; over 1 only where passes are told together. */
  subjects: number;
  /** What our reading repaired first, so that it is no fault of the publisher's. */
  repairs: string[];
}

/** What the catalogue says of a rule. */
export interface RuleDescription {
  /** A01–A51 of the domain reference; B01… beyond it. */
  id: string;
  title: Bilingual;
  /** What one subject is called, in the plural: `listings`. */
  subjects: Bilingual;
  /** Law, guideline or reasoning behind the rule. */
  source: Bilingual;
  /** What difference is still agreement, with its unit; null where the rule compares exactly. */
  tolerance: Bilingual | null;
  /** error: two printed things cannot both be right; warning: it needs an explanation; info: a weakness of quality. */
  severity: Severity;
  /** What a document must hold for the rule to apply. */
  needs: Bilingual;
  /** What the rule cannot decide from the data, and why; absent where it decides all. */
  limits?: Bilingual;
}

/** A rule that one record decides. */
export interface Rule extends RuleDescription {
  check(context: CheckContext): Result[];
}

/** An outcome before the rule's name is put on it. */
export type Result = Omit<Outcome, 'rule'>;

export interface CheckContext {
  record: GongkaiRecord;
  words: CheckLexicon;
  values: ValueLexicon;
}

const result =
  (verdict: Verdict) =>
  (subject: Subject, message: Bilingual, sides: Side[] = [], repairs: string[] = []): Result => ({
    verdict,
    subject,
    message,
    sides,
    subjects: 1,
    repairs,
  });

export const pass = result('pass');
export const fail = result('fail');
export const notApplicable = result('not-applicable');

/** `pass` where it holds, `fail` where not, with the same sides. */
export function decide(holds: boolean, subject: Subject, good: Bilingual, bad: Bilingual, sides: Side[]): Result {
  return holds ? pass(subject, good, sides) : fail(subject, bad, sides);
}

export const aboutDocument = (record: GongkaiRecord): Subject => ({
  type: 'document',
  id: null,
  name: record.document.title,
});
export const aboutListing = ({ id, project_name: name }: Listing): Subject => ({ type: 'listing', id, name });
export const aboutProject = ({ id, name }: Project): Subject => ({ type: 'project', id, name });
export const aboutIndicator = ({ id, name }: Indicator): Subject => ({ type: 'indicator', id, name });
export const aboutStatistic = ({ id, label: name }: Statistic): Subject => ({ type: 'statistic', id, name });
export const aboutEvaluation = ({ id, project_name: name }: Evaluation): Subject => ({ type: 'evaluation', id, name });

/** Something of something that has a name, which may not be printed: 验收合格率的权重, `weight of 验收合格率`. */
export function of(name: string | null, what: Bilingual): Bilingual {
  const { zh, en } = named(name);
  return both(`${zh}的${what.zh}`, `${what.en} of ${en}`);
}

/** A name as a sentence says it, also where none is printed. */
export const named = (name: string | null): Bilingual => both(name || '（无名称）', name || '(no name)');

/** A thing with its name: 指标“验收合格率”, `indicator 验收合格率`. */
export const called = (what: Bilingual, name: string | null): Bilingual =>
  both(`${what.zh}“${named(name).zh}”`, `${what.en} ${named(name).en}`);

/** A target as people print it: ≥95% for >=95%. */
export const withSigns = (text: string): string => text.replaceAll('>=', '≥').replaceAll('<=', '≤');

/** Ends the names of fields that hold money. */
const IN_WAN = '_wan';

/** A side that is a field of a record, with its evidence. */
export function field<T extends { evidence: Evidence }>(what: Bilingual, thing: T, name: keyof T & string): Side {
  const evidence = thing.evidence[name];
  const said = name.endsWith(IN_WAN) ? both(`${what.zh}（万元）`, `${what.en}, in 万元`) : what;
  return { what: said, value: textOf(thing[name]), raw: evidence?.raw ?? '', at: evidence?.at ?? [] };
}

/** A side that the rule computed from others. */
export function computed(what: Bilingual, value: number | string): Side {
  return { what, value: textOf(value), raw: '', at: [] };
}

/** A value of which operator and unit may stand in columns of their own. */
const BARE_NUMBER = /^[\d.,，％%\s~～-]+$/;

/** An indicator with its value, as one side. */
export function indicatorSide(indicator: Indicator, what = both('指标', 'indicator')): Side {
  const { name, raw_value, operator, unit, evidence } = indicator;
  const value = raw_value ?? '';
  const unitBeside = unit !== null && !value.includes(unit) ? unit : '';
  return {
    what: called(what, name),
    value: BARE_NUMBER.test(value) ? `${operator ?? ''}${value}${unitBeside}` : value,
    raw: evidence.raw_value?.raw ?? value,
    at: [...(evidence.name?.at ?? []), ...(evidence.raw_value?.at ?? [])],
  };
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
