/** What comes round again: 每月10日前, 每年12月底前, 按月. */
import { dateAt, dayOf, marked } from './dates.js';
import type { Scan, Token } from './tokens.js';

export interface Recurrence {
  value: number;
  unit: string;
  /** A day of the period is named (每月10日前), not only the period (按月). */
  dated: boolean;
}

/** 每月10日前, 每年12月底前, 每季度末, 按月: comes round again, so it is no deadline of the record. */
export function recurrenceAt(scan: Scan, first: number): { recurrence: Recurrence; next: number } | null {
  const { tokens } = scan;
  if (!tokens[first]?.term?.every) return null;
  const period = tokens[first + 1];
  if (marked(period, 'monthEnd') || marked(period, 'yearEnd')) {
    const unit = marked(period, 'monthEnd') ? '月' : '年';
    return { recurrence: { value: 1, unit, dated: true }, next: skipBefore(tokens, first + 2) };
  }
  const unit = period?.term?.unit;
  if (unit?.type !== 'duration') return null;
  const next = tokens[first + 2];
  const day = dayOf(next);
  if (day !== null && marked(tokens[first + 3], 'day') && !tokens[first + 4]?.term?.after) {
    return { recurrence: { value: day, unit: unit.unit, dated: true }, next: skipBefore(tokens, first + 4) };
  }
  const date = dateAt(scan, first + 2);
  if (date) return { recurrence: { value: 1, unit: unit.unit, dated: true }, next: date.next };
  if (next?.kind === 'number' || next?.term?.before || next?.term?.every || next?.term?.currency) return null;
  const end = skipBefore(tokens, first + 2);
  return { recurrence: { value: 1, unit: unit.unit, dated: end > first + 2 }, next: end };
}

function skipBefore(tokens: readonly Token[], from: number): number {
  let i = from;
  while (marked(tokens[i], 'before')) i++;
  return i;
}
