/** Amounts of money to 万元, and plain numbers of columns that hold nothing else. */
import { exactNumber, productOf } from './decimal.js';
import { foldSpelling } from './spelling.js';

/** Longest first: 万元 before 元. What one of it is in 万元. */
const MONEY_UNITS: readonly (readonly [unit: string, wan: string])[] = [
  ['百万元', '100'],
  ['千万元', '1000'],
  ['亿元', '10000'],
  ['万元', '1'],
  ['千元', '0.1'],
  ['百元', '0.01'],
  ['亿', '10000'],
  ['万', '1'],
  ['元', '0.0001'],
];
const DEFAULT_UNIT = '万元';
const NUMBER = /[-−]?\d[\d,]{0,40}(?:\.\d{1,20})?/g;
const GROUPED = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
/** Around a number in a cell of its own: ￥, 约, brackets. */
const MARKS = /^[\p{P}\p{S}约]*$/u;

export interface Money {
  wan: number | null;
  /** The unit printed in the cell itself; null where that of the form was taken. */
  printedUnit: string | null;
}

/**
 * An amount in 万元, exactly: 1,000.00; ￥1,234.5; 120000元; 1.2亿元. `unit` is what the form's label or caption says
 * (万元, （元）, 单位：千元) and gives way to a unit in the cell. Without either the amount is taken as 万元, as the official
 * forms print them; the caller can tell by `printedUnit` and says so in a finding.
 * Null: blank, -, 无, two numbers in one cell, or a number of something else (100人).
 */
export function readMoney(text: string, unit: string | null): Money {
  const none: Money = { wan: null, printedUnit: null };
  const found = soleNumber(text);
  if (!found) return none;
  const own = moneyUnitAfter(found.after);
  const label = foldSpelling(unit ?? DEFAULT_UNIT);
  const form = MONEY_UNITS.find(([name]) => label.includes(name));
  if (!own && !(MARKS.test(found.before) && MARKS.test(found.after))) return none;
  const factor = own?.[1] ?? form?.[1];
  return factor === undefined ? none : { wan: productOf(found.value, factor), printedUnit: own?.[0] ?? null };
}

/** A column of scores, weights or percentages: 10, 22.5, 10分, 95%; null for anything else. */
export function readNumber(text: string): number | null {
  const found = soleNumber(text);
  return found && MARKS.test(found.before) && /^(?:分|%)?$/.test(found.after) ? found.value : null;
}

/** The only number of a cell and what stands around it. */
function soleNumber(text: string): { value: number; before: string; after: string } | null {
  const folded = foldSpelling(text);
  const matches = [...folded.matchAll(NUMBER)];
  const [match] = matches;
  if (!match || matches.length > 1) return null;
  const printed = match[0].replace('−', '-').replace(/,$/, '');
  const value = GROUPED.test(printed) ? exactNumber(printed.replaceAll(',', '')) : null;
  if (value === null) return null;
  const end = match.index + match[0].length;
  return { value, before: folded.slice(0, match.index), after: folded.slice(end) };
}

/** The unit right after the number, (万元) too. 万 is money only by itself: 100万人 is not. */
function moneyUnitAfter(text: string): (typeof MONEY_UNITS)[number] | null {
  const after = text.replace(/^\(/, '');
  const unit = MONEY_UNITS.find(([name]) => after.startsWith(name)) ?? null;
  return unit && !unit[0].endsWith('元') && /^\p{L}/u.test(after.slice(unit[0].length)) ? null : unit;
}
