/** A value as the record keeps it (normalizers/record.ts): as printed where parse.ts makes canonical. */
import { removeSpaces } from '../../extractors/document.js';
import type { Operator, ValueLexicon } from './lexicon.js';
import { parseReading, type ValueFlag } from './parse.js';
import { readingOf, type ValueContext } from './reading.js';

export interface RecordValue {
  operator: Operator | null;
  value: number | null;
  value_high: number | null;
  /** As printed after the number, or in the column of units; white space removed. */
  unit: string | null;
  kind: 'quantitative' | 'qualitative' | 'deadline' | null;
  text: string | null;
  deadline: string | null;
  flags: ValueFlag[];
}

/**
 * Reads a value cell into the fields of an indicator.
 * - Exactly one comparable number: quantitative; of a sentence the whole cell stays in `text` (总成本不超过29.27万元), of a
 *   plain value none (达到95%以上). Where each number has its own unit or operator (慰问人数不少于100人,宣传用品不少于20000份)
 *   no single one is the target: qualitative, the whole cell in `text`.
 * - A date is a deadline and has no operator; `text` only where it is a sentence (2024年12月31日前完成项目验收). Without the
 *   year of the form 年底前 is no date, and stays words.
 * - A range has no operator, even 控制在80-90%以内: both ends bound it.
 * - A placeholder: all null, with the flag PLACEHOLDER.
 */
export function readValue(raw: string, context: ValueContext, lexicon: ValueLexicon): RecordValue {
  const reading = readingOf(raw, context, lexicon);
  const { flags } = parseReading(reading, context, lexicon);
  const whole = removeSpaces(reading.raw);
  const empty: RecordValue = {
    operator: null,
    value: null,
    value_high: null,
    unit: null,
    kind: null,
    text: null,
    deadline: null,
    flags,
  };
  if (reading.is === 'blank') return empty;
  if (reading.is === 'quantity') {
    const { target, plain } = reading;
    return {
      ...empty,
      operator: target.high === null ? target.operator : null,
      value: target.value,
      value_high: target.high,
      unit: target.unit?.printed ?? null,
      kind: 'quantitative',
      text: plain ? null : whole,
    };
  }
  if (reading.is === 'date' && reading.iso !== null) {
    return { ...empty, kind: 'deadline', deadline: reading.iso, text: reading.plain ? null : whole };
  }
  return { ...empty, kind: 'qualitative', text: whole };
}
