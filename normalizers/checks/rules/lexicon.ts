/** The words of the audit checks: `corpora/lexicon/checks.yml`, checked and made ready. */
import { z } from 'zod';
import { nameKey } from './text.js';

const words = z.array(z.string()).readonly();
/** Words that are looked for in names, folded as names are. */
const nameWords = z.array(z.string().transform(nameKey)).readonly();
const patterns = z.array(z.string().transform((source) => new RegExp(source, 'u'))).readonly();
const monthDay = z.string().regex(/^\d{2}-\d{2}$/);

const schema = z.strictObject({
  costs: z.strictObject({
    total: nameWords,
    standards: nameWords,
    per_unit: nameWords,
    savings: nameWords,
    served: nameWords,
    people: words,
    sub_budget_metrics: words,
    not_sub_budgets: nameWords,
  }),
  evaluation_bases: words,
  beneficiaries: z.strictObject({
    /** How many times in a year each metric is paid. */
    standards: z.record(z.string(), z.number().int().positive()),
    counts: words,
    paid: nameWords,
  }),
  rates: z.strictObject({ growth: nameWords, uncapped: nameWords, unitless: nameWords, unit_in_name: patterns }),
  goals: z.strictObject({ patterns, terms: z.record(z.string(), monthDay) }),
  indicators: z.strictObject({ prescribed: nameWords, fillers: nameWords, ecological: nameWords, lengths: patterns }),
  topics: z.array(z.strictObject({ name: z.string(), words: nameWords, home: nameWords })),
  statistics: z.strictObject({
    partitions: z.array(z.strictObject({ whole: z.string(), parts: words })),
    grades: z.array(z.strictObject({ wholes: words, parts: words })),
    shares: z.array(z.strictObject({ rate: z.string(), part: z.string(), whole: z.string() })),
    populations: z.array(z.strictObject({ metrics: words, same: z.array(words) })),
    repeated: words,
    partial: nameWords,
    not_of_the_count: nameWords,
    evaluated_count: z.string(),
    evaluated_amount: z.string(),
    contradiction_finding: z.string(),
  }),
});

export type CheckLexicon = z.infer<typeof schema>;

/** Checks `checks.yml` as parsed. Throws with the path of the fault. */
export function parseCheckLexicon(raw: unknown): CheckLexicon {
  const result = schema.safeParse(raw);
  if (!result.success) throw new Error(`checks.yml: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** Whether any of the words, folded as the lexicon keeps them, stands in the text. */
export function holdsAny(text: string | null, list: readonly string[]): boolean {
  const key = nameKey(text);
  return list.some((word) => key.includes(word));
}
