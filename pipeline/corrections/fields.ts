/** What of a record a person can correct: its parts by their ids, and what each of their fields can hold. */
import { z } from 'zod';
import {
  documentSchema,
  type Evidence,
  evaluationSchema,
  type GongkaiRecord,
  indicatorSchema,
  listingSchema,
  projectSchema,
  statisticSchema,
  taskSchema,
} from '../../normalizers/record.js';
import { plainNumber } from '../dataset/numbers.js';

const SCHEMAS = {
  document: documentSchema,
  listing: listingSchema,
  project: projectSchema,
  task: taskSchema,
  indicator: indicatorSchema,
  evaluation: evaluationSchema,
  fact: statisticSchema,
  statistic: statisticSchema,
} as const satisfies Record<string, z.ZodObject>;

/** As `readings.record_type` calls them. */
export type PartType = keyof typeof SCHEMAS;
export const PART_TYPES = Object.keys(SCHEMAS) as PartType[];

/** A part of a record that has an id: of a document its SHA-256, of a task `project_id/seq`. */
export interface Part {
  type: PartType;
  id: string;
  name: string | null;
  fields: Record<string, unknown> & { evidence: Evidence };
}

export type FieldValue = string | number | null | (string | number)[];

/** What stands in a correction for a field that is to be empty. */
export const NOTHING = '(none)';

/** What a record is told apart by, and where it is from: no reading that could be wrong. */
const FIXED = new Set(['id', 'seq', 'sha256', 'source', 'media_type', 'evidence', 'pages']);

/** Texts that have a form, which the schema only describes. */
const FORMS: Record<string, { schema: z.ZodType; what: string }> = {
  written_on: { schema: z.iso.date(), what: 'a date like 2024-09-30' },
  published_on: { schema: z.iso.date(), what: 'a date like 2024-09-30' },
  deadline: {
    schema: z.union([z.iso.date(), z.string().regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/)]),
    what: 'a year, month or date like 2024, 2024-09, 2024-09-30',
  },
  region_code: { schema: z.string().regex(/^\d{6}$/), what: 'six digits' },
};

/** Every part of a record. */
export function* partsOf(record: GongkaiRecord): Generator<Part> {
  const part = (type: PartType, id: string, name: string | null, fields: object): Part => {
    return { type, id, name, fields: fields as Part['fields'] };
  };
  const { document, listings, projects, evaluations, statistics } = record;
  yield part('document', document.sha256, document.title, document);
  for (const each of listings) yield part('listing', each.id, each.project_name, each);
  for (const project of projects) {
    yield part('project', project.id, project.name, project);
    for (const task of project.tasks) yield part('task', `${project.id}/${task.seq}`, task.name, task);
    for (const each of project.indicators) yield part('indicator', each.id, each.name, each);
  }
  for (const evaluation of evaluations) {
    yield part('evaluation', evaluation.id, evaluation.project_name, evaluation);
    for (const fact of evaluation.facts) yield part('fact', fact.id, fact.label, fact);
  }
  for (const each of statistics) yield part('statistic', each.id, each.label, each);
}

/** The value of a field by its name or path (`dimension_scores.0.score`); undefined where the part has none such. */
export function valueAt({ fields }: Part, path: string): unknown {
  let value: unknown = fields;
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Puts a value that `readValue` made where `valueAt` finds one. */
export function putValue(part: Part, path: string, value: FieldValue): void {
  const steps = stepsOf(path);
  const owner = steps.length > 1 ? valueAt(part, steps.slice(0, -1).join('.')) : part.fields;
  (owner as Record<string, unknown>)[steps.at(-1)!] = value;
}

/** A value as text, as the table `readings` has it; empty for none. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join('|');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Reads what a person wrote for a field: a number also as `60,000.00` or `95%`, a date also as `2024/9/30`, several
 * codes joined by `|`, and `(none)` for nothing. What the record's schema does not allow is a problem, in words.
 */
export function readValue(type: PartType, path: string, written: string): { value: FieldValue } | { problem: string } {
  const steps = stepsOf(path);
  const schema = schemaOf(type, steps);
  if (!schema) return { problem: `${type} has no field ${path} that can be corrected` };
  const text = written.trim();
  if (text === '') return { problem: `no value is given; ${NOTHING} empties the field` };
  const form = FORMS[steps.at(-1)!];
  const candidates: FieldValue[] = text === NOTHING ? [null] : candidatesFor(text, form !== undefined);
  for (const value of candidates) {
    const isFormed = !form || value === null || form.schema.safeParse(value).success;
    if (isFormed && schema.safeParse(value).success) return { value };
  }
  return { problem: `'${text}' is no value of ${path}: ${form?.what ?? expected(schema, candidates[0] ?? null)}` };
}

/** Whether a field is one value, or a list of codes, that a reading could have got wrong. */
export function isCorrectable(type: PartType, path: string): boolean {
  return schemaOf(type, stepsOf(path)) !== null;
}

/** The fields of each type of record that hold one value, or a list of codes, that can be corrected. */
export function correctableFields(): Record<PartType, string[]> {
  const fields = PART_TYPES.map((type) => [
    type,
    Object.keys(SCHEMAS[type].shape).filter((field) => isCorrectable(type, field)),
  ]);
  return Object.fromEntries(fields) as Record<PartType, string[]>;
}

function schemaOf(type: PartType, steps: readonly string[]): z.ZodType | null {
  return FIXED.has(steps.at(-1) ?? '') ? null : schemaAt(SCHEMAS[type], steps);
}

function candidatesFor(text: string, hasForm: boolean): FieldValue[] {
  const values: FieldValue[] = [hasForm ? isoDate(text) : text];
  const plain = text.normalize('NFKC').replace(/%$/, '');
  const digits = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  if (/^[+-]?\d+(\.\d+)?$/.test(digits)) values.push(Number(digits));
  return [...values, text.split('|').map((code) => code.trim())];
}

/** Spreadsheets make `2024/9/30` of 2024-09-30. */
function isoDate(text: string): string {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?$/.exec(text) ?? [];
  if (!year || !month) return text;
  return [year, month, ...(day ? [day] : [])].map((part) => part.padStart(2, '0')).join('-');
}

function expected(schema: z.ZodType, value: FieldValue): string {
  const { error } = schema.safeParse(value);
  return error?.issues.map(({ message }) => message).join('; ') ?? 'not allowed';
}

/** The schema at the end of a path, if one value or a list of codes stands there. */
function schemaAt(schema: z.ZodObject, steps: readonly string[]): z.ZodType | null {
  let at: z.ZodType = schema;
  for (const step of steps) {
    const inner = withoutNull(at);
    if (inner instanceof z.ZodObject && Object.hasOwn(inner.shape, step)) at = inner.shape[step] as z.ZodType;
    else if (inner instanceof z.ZodArray && /^\d+$/.test(step)) at = inner.element as z.ZodType;
    else return null;
  }
  const inner = withoutNull(at);
  const leaf = inner instanceof z.ZodArray ? withoutNull(inner.element as z.ZodType) : inner;
  return leaf instanceof z.ZodObject || leaf instanceof z.ZodArray || leaf instanceof z.ZodRecord ? null : at;
}

function withoutNull(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : schema;
}

function stepsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter(Boolean);
}
