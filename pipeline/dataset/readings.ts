/** The long table: every field of every record with the text it was read from, and its place. */
import type { Evidence } from '../../normalizers/record.js';
import { type Column, computedColumn } from './columns.js';
import type { Value } from './duckdb.js';
import { plainNumber } from './numbers.js';
import { PLACE_COLUMNS, placeValues } from './places.js';

const column = (name: string, title: string, description: string, source: string): Column =>
  computedColumn(name, title, description, { source });

/** Columns of `readings` after the document and the ordinal. */
export const READINGS_COLUMNS: Column[] = [
  column(
    'record_type',
    '记录类型',
    'document, listing, project, task, indicator, evaluation, fact or statistic',
    '(table)',
  ),
  column('record_id', '记录标识', 'id of the record; of a document its document_id, of a task `project_id/seq`', 'id'),
  column('field', '字段', 'Field of the record, as the column of its table is called', 'evidence.*'),
  column('raw', '原文', 'The text as printed, before any repair', 'evidence.*.raw'),
  column('value', '取值', 'The value that the record holds, as text, with all its digits', '(the field)'),
  ...PLACE_COLUMNS.map((place) => ({ ...place, source: 'evidence.*.at' })),
  column(
    'repairs',
    '修复',
    'What was repaired on the way to the value, joined by | (a | of their own: \\|)',
    'evidence.*.repairs',
  ),
];

/** Rows of `READINGS_COLUMNS` for one record. */
export function readingsOf(recordType: string, recordId: string, fields: object, evidence: Evidence): Value[][] {
  return Object.entries(evidence).map(([field, { raw, at, repairs }]) => [
    recordType,
    recordId,
    field,
    raw,
    valueText(valueAt(fields, field)),
    ...placeValues(at),
    repairs?.length ? repairs.map((repair) => repair.replaceAll('|', '\\|')).join('|') : null,
  ]);
}

/** A field by its name, or by a path where the value is inside it: `dimension_scores[0].score`, `kinds.0`. */
function valueAt(fields: object, path: string): unknown {
  if (Object.hasOwn(fields, path)) return (fields as Record<string, unknown>)[path];
  let value: unknown = fields;
  for (const step of path.split(/[.[\]]+/).filter(Boolean)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return plainNumber(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join('|');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
