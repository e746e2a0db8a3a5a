/**
 * `corpora/lexicon/statistics.yml`: what prose about budget performance counts, in which activity, and in which words;
 * and the words of evaluation summaries. This file checks the YAML and compiles its phrases (see phrases.ts).
 */
import { z } from 'zod';
import { isLiteral, phrasePattern } from './phrases.js';
import {
  type Activity,
  type FieldLabels,
  type LexiconFile,
  lexiconSchema,
  type MeasureKind,
  measureKind,
  type Role,
  type Rule,
  type SectionKind,
  type Subject,
} from './schema.js';

export type { Activity, MeasureKind, Role, SectionKind, Subject } from './schema.js';

/** A rule whose phrases are one expression. */
export type CompiledRule = Omit<Rule, 'phrases'> & { pattern: RegExp | null };
export type Grade = '优' | '良' | '中' | '差';

export interface UnitLexicon {
  /** Sticky: the longest unit at a place. */
  pattern: RegExp;
  kindOf: (unit: string) => MeasureKind;
  bareMoney: RegExp;
}

export interface YearLexicon {
  previous: RegExp;
  forwardBefore: RegExp;
  dateAfter: RegExp;
  consequenceBefore: RegExp;
  consequenceAfter: RegExp;
  plan: RegExp;
}

export interface Finder<T> {
  entry: T;
  pattern: RegExp;
  literal: boolean;
}

export interface FieldLexicon {
  /** Label, fillers and number, with the groups `label`, `number` and `unit`. */
  strong: RegExp;
  weak: RegExp;
}

export interface EvaluationLexicon {
  titleSuffix: RegExp;
  titlePrefix: RegExp;
  genericName: RegExp;
  attachment: RegExp;
  /** The end of the name of a project that opens a paragraph. */
  projectNoun: RegExp;
  /**
   * A heading by itself, one with its text behind it, and one within a paragraph (global, after 。 or ；): 存在问题：, and
   * 【存在问题】, which is one wherever it stands.
   */
  sections: { kind: SectionKind; pattern: RegExp; inline: RegExp; within: RegExp; bracketed: RegExp }[];
  notTheYear: RegExp;
  spending: RegExp;
  budget: FieldLexicon;
  expenditure: FieldLexicon;
  executionRate: FieldLexicon;
  score: FieldLexicon;
  satisfaction: FieldLexicon;
  grade: RegExp;
  gradeOf: (word: string) => Grade | null;
  dimensions: RegExp[];
  leading: RegExp;
  trailing: RegExp;
  per: RegExp;
}

/** The compiled lexicon of prose. */
export interface StatisticLexicon {
  units: UnitLexicon;
  years: YearLexicon;
  ignored: RegExp;
  connectors: RegExp;
  numeralVerbs: RegExp;
  background: RegExp;
  totality: RegExp;
  partial: RegExp;
  partOf: RegExp;
  activities: Finder<Activity>[];
  subjects: Finder<Subject>[];
  subjectOfUnit: Map<string, Subject>;
  roles: Finder<Role>[];
  rules: Map<MeasureKind, CompiledRule[]>;
  evaluations: EvaluationLexicon;
  facts: { metric: string; measure: MeasureKind; pattern: RegExp }[];
}

function finders<T extends { words: string[] }>(entries: readonly T[]): Finder<T>[] {
  return entries.flatMap((entry) =>
    [true, false].flatMap((literal) => {
      const words = entry.words.filter((word) => isLiteral(word) === literal);
      return words.length > 0 ? [{ entry, literal, pattern: phrasePattern(words, 'g') }] : [];
    }),
  );
}

function compileUnits(units: LexiconFile['units'], bareMoney: readonly string[]): UnitLexicon {
  const bare = (phrase: string) => phrase.replace(/\(\?[!=].*\)$/, '');
  const kinds = new Map<string, MeasureKind>();
  const all: string[] = [];
  for (const kind of measureKind.options) {
    for (const phrase of units[kind]) {
      kinds.set(bare(phrase), kind);
      all.push(phrase);
    }
  }
  all.sort((a, b) => bare(b).length - bare(a).length);
  // 元/人·月, 元/生/年: what an amount is for belongs to its unit.
  const per = '(?:(?:[/·]|/?每)(?:平方米|公里|[人月年户亩吨生天次村床辆米]))*';
  return {
    pattern: new RegExp(`(?:${all.join('|')})${per}`, 'y'),
    kindOf: (unit) => kinds.get(unit) ?? kinds.get(unit.split(/[/·每]/)[0] as string) ?? 'amount',
    bareMoney: phrasePattern(bareMoney.map((phrase) => `^(?:${phrase})`)),
  };
}

const NUMBER = '(?<number>\\d+(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)';

function compileField(labels: FieldLabels, fillers: readonly string[], unit: string): FieldLexicon {
  const compile = (words: readonly string[]) =>
    words.length === 0
      ? /(?!)/g
      : new RegExp(`(?<label>${words.join('|')})(?:${fillers.join('|')}){0,4}${NUMBER}(?<unit>${unit})`, 'g');
  return { strong: compile(labels.strong), weak: compile(labels.weak) };
}

function compileEvaluations(raw: LexiconFile['evaluations']): EvaluationLexicon {
  const money = '(?:万亿|百万|千万|亿|万|千|百)?元(?![/每人])';
  const points = '分?(?![\\d.%])';
  const aliases = new Map<string, Grade>();
  for (const grade of ['优', '良', '中', '差'] as const) for (const word of raw.grades[grade]) aliases.set(word, grade);
  const grades = [...aliases.keys()].sort((a, b) => b.length - a.length).join('|');
  const name = `(?<dimension>${raw.dimensions.join('|')})`;
  const weight = `(?:${raw.weight.join('|')})(?:为|是|：)?`;
  const got = `(?:${raw.points.join('|')})(?:为|是|：)?`;
  const figure = (group: string) => `(?<${group}>\\d+(?:\\.\\d+)?)分?`;
  const dimension = (pattern: string) => new RegExp(name + pattern, 'g');
  return {
    titleSuffix: new RegExp(`(?:${raw.title_suffixes.join('|')})$`),
    titlePrefix: new RegExp(`^(?:${raw.title_prefixes.join('|')})*`),
    attachment: phrasePattern(raw.attachments.map((phrase) => `^(?:${phrase})`)),
    genericName: new RegExp(`^(?:${raw.generic_names.join('|')})*$`),
    projectNoun: phrasePattern(raw.project_nouns.map((phrase) => `${phrase}(?:\\([^()]*\\))?$`)),
    sections: (Object.keys(raw.sections) as SectionKind[]).map((kind) => {
      const words = raw.sections[kind].join('|');
      return {
        kind,
        pattern: new RegExp(`^(?:${words}|〔(?:${words})〕)[：。]?$`),
        inline: new RegExp(`^(?:(?:${words})[：。]|〔(?:${words})〕：?)`),
        within: new RegExp(`(?<=^|[。；])(?:(?:${words})(?:：|是：?)|〔(?:${words})〕：?)`, 'g'),
        bracketed: new RegExp(`〔(?:${words})〕：?`, 'g'),
      };
    }),
    notTheYear: phrasePattern(raw.not_the_year),
    spending: phrasePattern(raw.spending),
    budget: compileField(raw.budget, raw.fillers, money),
    expenditure: compileField(raw.expenditure, raw.fillers, money),
    executionRate: compileField(raw.execution_rate, raw.fillers, '%'),
    score: compileField(raw.score, raw.fillers, points),
    satisfaction: compileField(raw.satisfaction, raw.fillers, '%'),
    grade: new RegExp(raw.grade.map((phrase) => phrase.replaceAll('@', `(${grades})`)).join('|'), 'g'),
    gradeOf: (word) => aliases.get(word) ?? null,
    dimensions: [
      dimension(`\\(?${weight}${figure('weight')}%?\\)?[，；]?${got}${figure('score')}`),
      // 项目决策14.2分（满分18分）
      dimension(`(?:${got}|为|：)?${figure('score')}[，；]?\\(?${weight}${figure('weight')}%?\\)?`),
      dimension(`\\(${figure('weight')}%?\\)：?${got}${figure('score')}`),
      // 项目决策（18分）14.2分
      dimension(`\\((?:${weight})?${figure('weight')}%?\\)：?(?<score>\\d+(?:\\.\\d+)?)分`),
      dimension(`${figure('weight')}[，；]?${got}${figure('score')}`),
      dimension(`(?:${got}|为|：)?${figure('score')}/${figure('weight')}`),
      dimension(`${got}${figure('score')}(?![\\d./分])`),
    ],
    leading: new RegExp(`^(?:${raw.labels.leading.join('|')})`),
    trailing: new RegExp(`(?:${raw.labels.trailing.join('|')})$`),
    per: phrasePattern(raw.labels.per),
  };
}

/** Checks and compiles the parsed `statistics.yml`. Throws with the path of the fault. */
export function parseStatisticLexicon(raw: unknown): StatisticLexicon {
  const result = lexiconSchema.safeParse(raw);
  if (!result.success) throw new Error(`statistics.yml: ${z.prettifyError(result.error)}`);
  const file = result.data;
  const rules = new Map<MeasureKind, CompiledRule[]>(measureKind.options.map((kind) => [kind, []]));
  for (const { phrases: words, ...rule } of file.rules) {
    rules.get(rule.measure)?.push({ ...rule, pattern: words ? phrasePattern(words) : null });
  }
  return {
    units: compileUnits(file.units, file.bare_money_before),
    years: {
      previous: phrasePattern(file.years.previous, 'g'),
      forwardBefore: phrasePattern(file.years.forward.map((phrase) => `(?:${phrase})$`)),
      dateAfter: phrasePattern(file.years.date.map((phrase) => `^(?:${phrase})`)),
      consequenceBefore: phrasePattern(file.years.consequence.map((phrase) => `(?:${phrase})$`)),
      consequenceAfter: phrasePattern(file.years.consequence_after.map((phrase) => `^(?:${phrase})`)),
      plan: phrasePattern(file.years.plan),
    },
    ignored: phrasePattern(file.ignored.map((phrase) => `^(?:${phrase})`)),
    connectors: new RegExp(`^(?:${file.connectors.join('|')}){0,4}$`),
    numeralVerbs: phrasePattern(file.numeral_verbs),
    background: phrasePattern(file.background.map((phrase) => `^(?:${phrase})`)),
    totality: phrasePattern(file.totality),
    partial: phrasePattern(file.partial),
    partOf: phrasePattern(file.part_of),
    activities: finders(file.activities),
    subjects: finders(file.subjects),
    subjectOfUnit: new Map(file.subjects.flatMap((subject) => subject.units.map((unit) => [unit, subject] as const))),
    roles: finders(file.roles),
    rules,
    evaluations: compileEvaluations(file.evaluations),
    facts: file.facts.map(({ phrases: words, ...fact }) => ({ ...fact, pattern: phrasePattern(words) })),
  };
}
