/** The table `corrections` of the dataset: what became of each correction, also of those that changed nothing. */
import { type Column, computedColumn } from '../dataset/columns.js';
import type { Value } from '../dataset/duckdb.js';
import { type CorrectionOutcome, type Corrections, STATES } from './corrections.js';
import { PART_TYPES } from './fields.js';

const column = (name: string, title: string, description: string, more: Partial<Column> = {}): Column =>
  computedColumn(name, title, description, { source: '(corrections)', ...more });

/** Columns of `corrections` after the ordinal. */
export const CORRECTIONS_COLUMNS: Column[] = [
  column('state', '状态', 'What became of it in this document', { codes: [...STATES] }),
  column('document_id', '文件哈希', 'The document that has the record; empty where none has'),
  column('source', '来源', 'Where that document is from'),
  column('record_type', '记录类型', `What kind of record it is: ${PART_TYPES.join(', ')}`),
  column('record_id', '记录标识', 'The record that it corrects'),
  column('field', '字段', 'The field that it corrects'),
  column('value', '更正值', 'What is to stand there, as it was written'),
  column('previous', '更正前', 'What the person saw there'),
  column('read_raw', '现读原文', 'The text that is read there now'),
  column('read_value', '现读取值', 'The value that is read there now, before the correction'),
  column('corrected_by', '更正人', 'Who corrected it'),
  column('corrected_on', '更正日期', 'When'),
  column('why', '更正理由', 'Why'),
  column('evidence', '更正依据', 'What shows it'),
  column('seen_in', '所见文件', 'SHA-256 of the document in which the person saw it, where that is told'),
  column('reason', '说明', 'Why it is not applied'),
  column('file', '更正文件', 'File in the folder corrections'),
  column('line', '行', 'Line of that file on which the row ends', { type: 'integer' }),
];

/** The table as one that is computed (a `Derived` of load.ts); its rows belong to no one document. */
export function correctionsTable(corrections: Corrections) {
  return {
    table: 'corrections',
    rowsOf: (): Value[][] => [],
    async *rest(): AsyncGenerator<{ sha256: null; row: Value[] }> {
      for (const outcome of corrections.outcomes()) yield { sha256: null, row: correctionRow(outcome) };
    },
  };
}

/** The outcome that a row of the table tells, by the names of its columns. */
export function outcomeOfRow(row: Record<string, string | number | boolean | null>): CorrectionOutcome {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? '' : String(row[name]));
  const state = text('state') as CorrectionOutcome['state'];
  const correction = {
    ...{ record_id: text('record_id'), document_id: text('seen_in'), field: text('field'), value: text('value') },
    ...{ previous: text('previous'), who: text('corrected_by'), when: text('corrected_on'), why: text('why') },
    ...{ evidence: text('evidence'), file: text('file'), line: Number(row.line), problem: null as string | null },
  };
  // A row that cannot be used at all names no record type; one that this record refuses does.
  if (state === 'invalid' && !text('record_type')) correction.problem = text('reason');
  const sha256 = text('document_id');
  return {
    correction,
    state,
    reason: text('reason') || null,
    document: sha256 ? { sha256, source: text('source') } : null,
    type: (text('record_type') || null) as CorrectionOutcome['type'],
    raw: text('read_raw') || null,
    value: text('read_value') || null,
  };
}

/** The row that tells an outcome, in the order of `CORRECTIONS_COLUMNS`. */
export function correctionRow({ correction, state, reason, document, type, raw, value }: CorrectionOutcome): Value[] {
  const { record_id, document_id, field, previous, who, when, why, evidence, file, line } = correction;
  return [
    ...[state, document?.sha256 ?? null, document?.source ?? null, type, record_id || null, field || null],
    ...[correction.value || null, previous || null, raw, value],
    ...[who || null, when || null, why || null, evidence || null, document_id || null, reason, file, line],
  ];
}
