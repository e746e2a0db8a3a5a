/**
 * Tokens put together: quantities, dates, recurrences, proportions; what belongs to none of them are words. One pass, no
 * way back, so a hostile cell costs no more than its length.
 */
import { type CalendarDate, dateAt } from './dates.js';
import { exactNumber } from './decimal.js';
import type { ValueLexicon } from './lexicon.js';
import { boundedAt, isSigned, type Lead, leadAt, type Quantity, type Settings } from './quantities.js';
import { type Recurrence, recurrenceAt } from './recurrence.js';
import { type Scan, scan, type Token } from './tokens.js';

/** What a cell holds. `words` counts the tokens that belong to nothing: with none of them the cell is no sentence. */
export interface Phrases {
  scan: Scan;
  quantities: Quantity[];
  dates: CalendarDate[];
  recurrences: Recurrence[];
  proportions: number[][];
  blanks: number;
  words: number;
  /** Of the words, those that only name what is done: 完成, 拨付. */
  actions: number;
}

/** `hasUnit`: the form has a column of units, so a bare number is an amount wherever it stands. */
export function phrasesOf(raw: string, lexicon: ValueLexicon, hasUnit = false): Phrases {
  const cell = scan(raw, lexicon);
  const { tokens } = cell;
  const found: Phrases = {
    scan: cell,
    quantities: [],
    dates: [],
    recurrences: [],
    proportions: [],
    blanks: 0,
    words: 0,
    actions: 0,
  };
  for (let i = 0; i < tokens.length; ) {
    const recurrence = recurrenceAt(cell, i);
    if (recurrence) {
      found.recurrences.push(recurrence.recurrence);
      i = recurrence.next;
      continue;
    }
    const lead = leadAt(cell, i);
    const next = targetAt(cell, i, lead, found, { lexicon, hasUnit });
    if (next !== null) {
      i = next;
      continue;
    }
    const end = Math.max(lead.next, i + 1);
    for (; i < end; i++) countWord(tokens[i]!, found);
  }
  return found;
}

function countWord(token: Token, found: Phrases): void {
  if (token.kind === 'blank') found.blanks++;
  else if (token.kind !== 'mark' && !token.term?.filler) {
    found.words++;
    if (token.term?.action) found.actions++;
  }
}

/** Reads the date, proportion or quantity at the end of a lead into `found`; the token after it, or null. */
function targetAt(scan: Scan, first: number, lead: Lead, found: Phrases, settings: Settings): number | null {
  const { tokens } = scan;
  const i = lead.next;
  const lower = lead.said.some(({ operator }) => operator === '>=' || operator === '>' || operator === '=');
  const date = dateAt(scan, i);
  // ≥3月 bounds a number of months; ≤12月, 不晚于3月 and 2024年3月 are dates whatever stands before them.
  // 不高于上年 compares with a year, and sets no date.
  const compared = lead.said.length > 0 && date?.date.yearOffset && date.date.month === null && !date.date.bound;
  if (compared) return null;
  if (date && !(lower && date.date.year === null && date.date.day === null)) {
    found.dates.push(date.date);
    return date.next;
  }
  if (tokens[i]?.kind !== 'number' && !isSigned(tokens, i) && !tokens[i]?.term?.ratioPrefix) return null;
  const proportion = proportionAt(tokens, i);
  if (proportion) {
    found.proportions.push(proportion.values);
    return proportion.next;
  }
  const quantity = boundedAt(scan, first, lead, settings);
  if (quantity) found.quantities.push(quantity.quantity);
  return quantity?.next ?? null;
}

/** 6:2.4:1.6, 1/3 */
function proportionAt(tokens: readonly Token[], first: number): { values: number[]; next: number } | null {
  const values: number[] = [];
  let i = first;
  for (;;) {
    const value = exactNumber(tokens[i]?.decimal ?? '');
    if (value === null) return null;
    values.push(value);
    i++;
    if (!tokens[i]?.term?.proportion || tokens[i + 1]?.kind !== 'number') break;
    i++;
  }
  return values.length > 1 ? { values, next: i } : null;
}
