/** What `corpora/lexicon/statistics.yml` holds, and how it must look. */
import { z } from 'zod';

const phrases = z.array(z.string().min(1));
export const measureKind = z.enum(['count', 'amount', 'rate', 'score', 'period']);
const code = z.string().regex(/^[a-z][a-z0-9_]*$/);
const codes = z.union([code, z.array(code)]).transform((value) => [value].flat());
const metric = z.string().regex(/^[a-z{][a-z0-9_{}]*$/);

const activitySchema = z.strictObject({
  code,
  label: z.string(),
  /** Participle and noun that metric codes are made of: `monitored_projects`, `monitoring_amount`. */
  done: code,
  noun: code,
  /** Looks back at a closed year (绩效自评, 重点评价): a year said of it is not the year of other activities. */
  past: z.boolean().default(false),
  /** Looks forward to the budget that is being made (事前绩效评估), so that 2025年部门预算编制 is its year further on too. */
  ahead: z.boolean().default(false),
  /** Claims to reach all units, so that differing totals contradict each other. */
  whole: z.boolean().default(false),
  /** A more general activity that this one is a kind of. */
  kind_of: code.optional(),
  words: phrases.min(1),
});

const subjectSchema = z.strictObject({
  code,
  label: z.string(),
  /** Totals of it can contradict each other. */
  population: z.boolean().default(false),
  words: phrases,
  /** Measure words that are enough to tell the subject: 人次 for participants. */
  units: phrases.default([]),
});

const roleSchema = z.strictObject({
  code,
  /** Counts only where no other role is near: in 审减资金, 资金 is no role. */
  weak: z.boolean().default(false),
  measures: z.array(measureKind).min(1),
  words: phrases.min(1),
});

const ruleSchema = z.strictObject({
  metric,
  label: z.string(),
  measure: measureKind,
  activity: codes.optional(),
  subject: codes.optional(),
  role: codes.optional(),
  phrases: phrases.optional(),
  /** Only where the activity stands in the same sentence. */
  near: z.boolean().default(false),
  /** Only under a heading about what is planned. */
  plan: z.boolean().default(false),
  /** What holds in general (按不低于10%的比例压减下一年度预算) is not of the year that its activity looks back on. */
  standing: z.boolean().default(false),
  /** Takes counts in Chinese numerals, 一个 included. */
  numerals: z.boolean().default(false),
});

const factSchema = z.strictObject({ metric, measure: measureKind, phrases: phrases.min(1) });

const fieldLabels = z.strictObject({ strong: phrases.min(1), weak: phrases.default([]) });

const evaluationSchema = z.strictObject({
  title_suffixes: phrases.min(1),
  title_prefixes: phrases.min(1),
  generic_names: phrases.min(1),
  attachments: phrases.min(1),
  sections: z.strictObject({
    funds: phrases.min(1),
    conclusion: phrases.min(1),
    problems: phrases.min(1),
    recommendations: phrases.min(1),
    other: phrases.min(1),
  }),
  project_nouns: phrases.min(1),
  fillers: phrases.min(1),
  not_the_year: phrases.min(1),
  spending: phrases.min(1),
  budget: fieldLabels,
  expenditure: fieldLabels,
  execution_rate: fieldLabels,
  score: fieldLabels,
  satisfaction: fieldLabels,
  grade: phrases.min(1),
  grades: z.strictObject({ 优: phrases, 良: phrases, 中: phrases, 差: phrases }),
  dimensions: phrases.min(1),
  weight: phrases.min(1),
  points: phrases.min(1),
  labels: z.strictObject({ leading: phrases, trailing: phrases, per: phrases }),
});

export const lexiconSchema = z.strictObject({
  units: z.strictObject({ count: phrases, amount: phrases, rate: phrases, score: phrases, period: phrases }),
  bare_money_before: phrases,
  ignored: phrases,
  connectors: phrases,
  numeral_verbs: phrases,
  years: z.strictObject({
    previous: phrases,
    forward: phrases,
    date: phrases,
    consequence: phrases,
    consequence_after: phrases,
    plan: phrases,
  }),
  background: phrases,
  totality: phrases,
  part_of: phrases,
  partial: phrases,
  activities: z.array(activitySchema).min(1),
  subjects: z.array(subjectSchema).min(1),
  roles: z.array(roleSchema).min(1),
  rules: z.array(ruleSchema).min(1),
  evaluations: evaluationSchema,
  facts: z.array(factSchema).min(1),
});

export type LexiconFile = z.infer<typeof lexiconSchema>;
export type MeasureKind = z.infer<typeof measureKind>;
export type Activity = z.infer<typeof activitySchema>;
export type Subject = z.infer<typeof subjectSchema>;
export type Role = z.infer<typeof roleSchema>;
export type Rule = z.infer<typeof ruleSchema>;
export type FieldLabels = z.infer<typeof fieldLabels>;
export type SectionKind = keyof LexiconFile['evaluations']['sections'];
