/** A number with all that belongs to it: operators, unit, range, 每生每年 before it, 以上 after it. */
import { exactNumber, productOf } from './decimal.js';
import type { Operator, Unit, ValueLexicon } from './lexicon.js';
import { resolve, type Said } from './operators.js';
import { printed, type Scan, type Token } from './tokens.js';
import { type UnitPhrase, unitAt } from './units.js';

export interface Quantity {
  operator: Operator | null;
  /** Two operators that do not agree: 不超过5%以上. */
  conflict: boolean;
  approximate: 'about' | 'over' | null;
  value: number;
  high: number | null;
  unit: UnitPhrase | null;
  /** Denominators before the number: 每生每年1000元. */
  per: Unit[];
  raw: string;
}

export interface Settings {
  lexicon: ValueLexicon;
  hasUnit: boolean;
}

export interface Lead {
  said: { operator: Said; weak: boolean }[];
  per: Unit[];
  currency: boolean;
  next: number;
}

/** What stands before a number: operators, template words between them, 每生每年, ￥. */
export function leadAt(scan: Scan, first: number): Lead {
  const { tokens } = scan;
  const lead: Lead = { said: [], per: [], currency: false, next: first };
  for (let i = first; i < tokens.length; ) {
    const token = tokens[i]!;
    if (token.term?.before) lead.said.push(token.term.before);
    else if (token.text === '每' && tokens[i + 1]?.term?.unit) lead.per.push(tokens[++i]!.term!.unit!);
    else if (token.term?.currency) lead.currency = true;
    else if (lead.said.length === 0 || !(token.term?.filler || LEAD_MARKS.has(token.text))) break;
    lead.next = ++i;
  }
  return lead;
}

/** May stand between operator and number: 不超过(≤)5%, ≥：95%. */
const LEAD_MARKS = new Set(['(', ')', ':', '"', '“', '”']);

const ENDING_MARKS = new Set(['。', '.', ',', ';', '；', '、', ')', '"', '”', '!']);

export const isSigned = (tokens: readonly Token[], i: number) =>
  (tokens[i]?.text === '-' || tokens[i]?.text === '±') && tokens[i + 1]?.kind === 'number';

interface Amount {
  value: number;
  chinese: boolean;
  unit: UnitPhrase | null;
  over: boolean;
  next: number;
}

/** A number with its unit: -5%, 1200余人, 百分之九十五. */
function amountAt(scan: Scan, first: number): Amount | null {
  const { tokens } = scan;
  const negative = tokens[first]?.text === '-';
  const prefix = tokens[first]?.term?.ratioPrefix;
  let i = negative || prefix ? first + 1 : first;
  const token = tokens[i];
  const value = exactNumber(token?.decimal ?? '');
  if (!token || value === null) return null;
  i++;
  const over = tokens[i]?.term?.between === true;
  if (over) i++;
  if (prefix) {
    const unit = {
      printed: prefix,
      magnitudes: [],
      atom: { unit: prefix, type: 'ratio' as const },
      per: [],
      known: true,
    };
    return { value, chinese: false, unit, over, next: i };
  }
  const unit = unitAt(scan, i);
  return {
    value: negative ? productOf(value, -1) : value,
    chinese: token.chinese === true,
    unit: unit?.unit ?? null,
    over: over || unit?.over === true,
    next: unit?.next ?? i,
  };
}

export function quantityAt(
  scan: Scan,
  first: number,
  lead: Lead,
  { lexicon, hasUnit }: Settings,
): { quantity: Quantity; next: number } | null {
  const { tokens } = scan;
  const spread = tokens[lead.next]?.text === '±';
  // A minus is one at the head of the cell or after an operator; elsewhere the sign is a dash.
  if (tokens[lead.next]?.text === '-' && lead.next > 0 && lead.said.length === 0) return null;
  const low = amountAt(scan, spread ? lead.next + 1 : lead.next);
  if (!low) return null;
  const high = spread ? null : rangeAt(scan, low);
  const last = high ?? low;
  let { unit, next } = last;
  unit ??= high ? low.unit : null;
  const led = lead.said.length > 0 || lead.per.length > 0 || lead.currency;
  if (!unit && !low.chinese && !tailAt(tokens, next).said) {
    const unknown = unknownUnitAt(scan, next, first, led);
    if (unknown && tailAt(tokens, unknown.next).ends) ({ unit, next } = unknown);
  }
  const after = tailAt(tokens, next);
  // 2024年第16号, 10日前: a number of the calendar or of a file, not an amount.
  if (tokens[next]?.text === '号') return null;
  if (tokens[next]?.term?.date?.includes('before') && unit?.atom?.type === 'duration' && !after.said) return null;
  if (!isComparable({ first, led, chinese: low.chinese, unit, after, hasUnit })) return null;
  if (lead.currency && !unit) unit = currencyUnit(lexicon);
  const { operator, conflict, about } = resolve(lead.said, after.said);
  const over = low.over || last.over;
  return {
    quantity: {
      operator,
      conflict,
      approximate: over ? 'over' : about ? 'about' : null,
      value: spread ? productOf(low.value, -1) : low.value,
      high: spread ? low.value : (high?.value ?? null),
      unit,
      per: lead.per,
      raw: printed(scan, first, after.next),
    },
    next: after.next,
  };
}

/** 80-90%, 80%~90%, 0.5-1.5万元, 3至5个: the same unit twice or once at the end, and rising. */
function rangeAt(scan: Scan, low: Amount): Amount | null {
  if (!scan.tokens[low.next]?.term?.range) return null;
  const high = amountAt(scan, low.next + 1);
  if (!high || high.value < low.value) return null;
  const agrees = low.unit === null || high.unit === null || low.unit.printed === high.unit.printed;
  return agrees ? high : null;
}

/** A quantity, or two that bound one number from below and above: ≥90%≤95%, 大于95小于100%, 90%≤x≤95%. */
export function boundedAt(
  scan: Scan,
  first: number,
  lead: Lead,
  settings: Settings,
): { quantity: Quantity; next: number } | null {
  const low = quantityAt(scan, first, lead, settings);
  const from = low && upperBoundAt(scan, low);
  const high = from && quantityAt(scan, from, leadAt(scan, from), settings);
  if (!high || !isRangeOf(low.quantity, high.quantity)) return low;
  // ≥5，≤10%: beyond a mark a unit is that of its own number.
  if (low.quantity.unit === null && high.quantity.unit !== null && JOINED.has(scan.tokens[low.next]!.text)) return low;
  const raw = printed(scan, first, high.next);
  const { unit, per } = high.quantity;
  const range = { ...low.quantity, operator: null, high: high.quantity.value, unit: unit ?? low.quantity.unit, raw };
  return { quantity: { ...range, per: [...low.quantity.per, ...per] }, next: high.next };
}

/** Where the upper bound may begin after a lower one, which stands after its operator or before ≤x. */
function upperBoundAt({ tokens }: Scan, { quantity, next }: { quantity: Quantity; next: number }): number | null {
  if (isUpward(quantity.operator)) {
    const joined = tokens.slice(next, next + 3).findIndex(({ text }) => !JOINED.has(text));
    return next + Math.max(joined, 0);
  }
  const letter = quantity.operator === null && isDownward(tokens[next]?.term?.before?.operator);
  return letter && VARIABLE.test(tokens[next + 1]?.text ?? '') ? next + 2 : null;
}

const JOINED = new Set([',', '、', '且']);
const VARIABLE = /^[a-z]$/iu;
const isUpward = (said?: Said | null) => said === '>=' || said === '>';
const isDownward = (said?: Said | null) => said === '<=' || said === '<';

function isRangeOf(low: Quantity, high: Quantity): boolean {
  const single = low.high === null && high.high === null && !low.approximate && !high.approximate;
  const agrees = low.unit === null || low.unit.printed === high.unit?.printed;
  return single && agrees && isDownward(high.operator) && low.value < high.value && !low.conflict && !high.conflict;
}

interface Tail {
  said: Said | null;
  next: number;
  /** The cell or clause ends here. */
  ends: boolean;
}

/** 左右, 以上, （含）以上 after the unit. */
function tailAt(tokens: readonly Token[], first: number): Tail {
  let said: Tail['said'] = null;
  let i = first;
  while (tokens[i]?.term?.after && i - first < 2) {
    const next: Said = tokens[i]!.term!.after!.operator;
    if (!said || next !== 'approximately') said = next;
    i++;
  }
  const token = tokens[i];
  return { said, next: i, ends: !token || ENDING_MARKS.has(token.text) };
}

/**
 * ≥5抬: a short word that the lexicon does not know, where nothing but the number is printed. Without an operator only
 * one or two 汉字, because 3D打印 is a name.
 */
function unknownUnitAt(scan: Scan, i: number, first: number, led: boolean): { unit: UnitPhrase; next: number } | null {
  const token = scan.tokens[i];
  if (token?.kind !== 'words' || first > 0 || token.text.length > LONGEST_UNKNOWN) return null;
  if (!led && !SHORT_WORD.test(token.text)) return null;
  const word = printed(scan, i, i + 1);
  const unit = { printed: word, magnitudes: [], atom: { unit: word, type: 'count' as const }, per: [], known: false };
  return { unit, next: i + 1 };
}

const LONGEST_UNKNOWN = 3;
const SHORT_WORD = /^\p{Script=Han}{1,2}$/u;

/**
 * Whether a number can be compared with a result. It can with a unit or an operator; a bare one only where it is the whole
 * cell or the form has a column of units, because 见附件1, 318国道 and 第2包 set no target. A Chinese numeral only where it
 * is the whole cell or follows an operator: 一次性补助 and 一人一档 are words.
 */
function isComparable(number: {
  first: number;
  led: boolean;
  chinese: boolean;
  unit: UnitPhrase | null;
  after: Tail;
  hasUnit: boolean;
}): boolean {
  const { first, led, chinese, unit, after, hasUnit } = number;
  if (chinese) return (led || first === 0) && (after.ends || (led && unit?.known === true));
  return led || unit !== null || after.said !== null || (after.ends && (first === 0 || hasUnit));
}

function currencyUnit(lexicon: ValueLexicon): UnitPhrase | null {
  const yuan = lexicon.terms.get('元')?.unit;
  return yuan ? { printed: yuan.unit, magnitudes: [], atom: yuan, per: [], known: true } : null;
}
