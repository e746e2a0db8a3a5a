/** The rich reading of a value: canonical unit, type, grade, and flags for what is doubtful in it. */
import { lastDayOf } from './deadline.js';
import { productOf } from './decimal.js';
import type { Grade } from './grades.js';
import type { Operator, ValueLexicon } from './lexicon.js';
import { type Reading, readingOf, type Target, type ValueContext } from './reading.js';
import { type CanonicalUnit, canonicalUnit, magnitudeOf } from './units.js';

export type ValueOperator =
  | 'ge'
  | 'gt'
  | 'le'
  | 'lt'
  | 'eq'
  | 'approx'
  | 'range'
  | 'by'
  | 'every'
  | 'grade'
  | 'text'
  | 'none';

export type ValueType =
  | CanonicalUnit['type']
  | 'date'
  | 'frequency'
  | 'grade'
  | 'state'
  | 'scale'
  | 'text'
  | 'composite'
  | 'proportion'
  | 'none';

/** What is doubtful or worth a look; the reading holds all the same. */
export type ValueFlag =
  /** A number without an operator: = is implied. */
  | 'NO_OP'
  /** Operators that contradict each other, or the column of operators. */
  | 'OP_CONFLICT'
  | 'NO_UNIT'
  | 'UNIT_UNKNOWN'
  /** Numerator or what is counted is not printed: 30每平方米, 22万. */
  | 'UNIT_INCOMPLETE'
  /** The word has several meanings and the indicator's name does not tell: 度. */
  | 'UNIT_AMBIGUOUS'
  | 'UNIT_CONFLICT'
  /** >= 100 % of a rate that cannot pass 100 %. */
  | 'CAP'
  /** Systems print 0 where nothing was filled in. */
  | 'ZERO_TARGET'
  | 'SENTENCE'
  /** 1200余人: somewhat more than said. */
  | 'OVER'
  | 'DAY_MARK_MISSING'
  | 'IMPOSSIBLE_DATE'
  | 'OUT_OF_YEAR'
  /** The year is that of the form. */
  | 'YEAR_OF_FORM'
  | 'NO_YEAR'
  | 'PERIOD'
  /** A direction that nothing measures: 提高. */
  | 'NO_MEASURE'
  /** The value only repeats the name: 健全 of 健全社会保障体系. */
  | 'TAUTOLOGY'
  /** Read from the column of units. */
  | 'DRIFT'
  | 'PLACEHOLDER'
  /** A scale, of which no grade was chosen: 优良中低差. */
  | 'SCALE';

export interface ParsedValue {
  raw: string;
  op: ValueOperator;
  /** A number in `unit`, or an ISO date for `by` (the last day that it allows). */
  value: number | string | null;
  value_high: number | null;
  /** The targets of a composite, the numbers of a proportion. */
  parts?: ParsedValue[];
  /** Canonical unit (units.ts); 万 and 亿 stay. */
  unit: string | null;
  /** The same value without 万 or 亿, where one is printed: 40000 吨/天. */
  base?: { value: number; unit: string };
  type: ValueType;
  grade?: Pick<Grade, 'direction' | 'degree'>;
  flags: ValueFlag[];
}

/** Looked through once for every number of the cell. */
const LONGEST_NAME = 200;

const CODES: Record<Operator, ValueOperator> = { '>=': 'ge', '>': 'gt', '<=': 'le', '<': 'lt', '=': 'eq' };

export function parseValue(raw: string, context: ValueContext, lexicon: ValueLexicon): ParsedValue {
  return parseReading(readingOf(raw, context, lexicon), context, lexicon);
}

export function parseReading(reading: Reading, context: ValueContext, lexicon: ValueLexicon): ParsedValue {
  const parsed = parsedOf(reading, context, lexicon);
  if (reading.drift) parsed.flags.push('DRIFT');
  return parsed;
}

function parsedOf(reading: Reading, context: ValueContext, lexicon: ValueLexicon): ParsedValue {
  const { raw } = reading;
  const base = { raw, value: null, value_high: null, unit: null, flags: [] };
  switch (reading.is) {
    case 'blank': {
      const { unit } = canonicalUnit(reading.unit, [], context.name ?? '', lexicon);
      return { ...base, op: 'text', unit, type: 'text', flags: ['PLACEHOLDER'] };
    }
    case 'scale':
      return { ...base, op: 'grade', type: 'scale', flags: ['SCALE'] };
    case 'quantity': {
      const parsed = parseTarget(raw, reading.target, context, lexicon);
      if (!reading.plain) parsed.flags.push('SENTENCE');
      return parsed;
    }
    case 'composite': {
      const parts = reading.targets.map((target) => parseTarget(target.raw, target, context, lexicon));
      const shared = parts.every(({ op }) => op === parts[0]?.op) ? parts[0]?.op : undefined;
      return { ...base, op: shared ?? 'none', parts, type: 'composite' };
    }
    case 'proportion': {
      const number = (value: number): ParsedValue => ({
        ...base,
        raw: String(value),
        op: 'none',
        value,
        type: 'unknown',
      });
      return { ...base, op: 'eq', parts: reading.values.map(number), type: 'proportion' };
    }
    case 'recurrence': {
      const { value, unit, dated } = reading.recurrence;
      return { ...base, op: 'every', value, unit, type: dated ? 'date' : 'frequency' };
    }
    case 'date':
      return {
        ...base,
        op: 'by',
        value: reading.iso && lastDayOf(reading.iso),
        type: 'date',
        flags: dateFlags(reading, context),
      };
    case 'grade': {
      const { direction, degree, whole } = reading.grade;
      const moves = direction === 'up' || direction === 'down';
      const repeats = whole && (context.name ?? '').includes(reading.cell.folded);
      const flags: ValueFlag[] = repeats ? ['TAUTOLOGY'] : moves && degree === 'none' ? ['NO_MEASURE'] : [];
      const type = direction === 'hold' && degree === 'none' ? 'state' : 'grade';
      return { ...base, op: 'grade', type, grade: { direction, degree }, flags };
    }
    case 'text':
      return { ...base, op: 'text', type: 'text' };
  }
}

function parseTarget(raw: string, target: Target, context: ValueContext, lexicon: ValueLexicon): ParsedValue {
  const name = (context.name ?? '').slice(0, LONGEST_NAME);
  const canonical = canonicalUnit(target.unit, target.per, name, lexicon);
  const scaled = (value: number) => productOf(value, canonical.factor);
  const value = scaled(target.value);
  const magnitude = target.unit ? magnitudeOf(target.unit, lexicon) : 1;
  const growth = canonical.type === 'ratio' && lexicon.growthNames.some((word) => name.includes(word));
  const parsed: ParsedValue = {
    raw,
    op: operatorCode(target),
    value,
    value_high: target.high === null ? null : scaled(target.high),
    unit: canonical.unit,
    type: growth ? 'growth' : canonical.type,
    flags: targetFlags(target, canonical),
  };
  if (magnitude !== 1 && canonical.unit) {
    const plain = canonical.unit.slice(target.unit!.magnitudes.join('').length);
    if (plain !== '') parsed.base = { value: productOf(value, magnitude), unit: plain };
  }
  const atLeast = target.operator === '>=' || target.operator === '>';
  if (parsed.type === 'ratio' && canonical.unit === '%' && atLeast && value >= 100) parsed.flags.push('CAP');
  return parsed;
}

function operatorCode({ operator, approximate, high }: Target): ValueOperator {
  if (high !== null) return 'range';
  if (operator) return CODES[operator];
  return approximate ? 'approx' : 'none';
}

function targetFlags(target: Target, canonical: CanonicalUnit): ValueFlag[] {
  const bare = target.operator === null && target.approximate === null && target.high === null;
  const flags: [ValueFlag, boolean][] = [
    ['NO_OP', bare],
    ['OP_CONFLICT', target.conflict || target.operatorDiffers],
    ['NO_UNIT', target.unit === null],
    ['UNIT_UNKNOWN', target.unit !== null && !target.unit.known],
    ['UNIT_INCOMPLETE', canonical.incomplete],
    ['UNIT_AMBIGUOUS', canonical.ambiguous],
    ['UNIT_CONFLICT', target.unitDiffers],
    ['ZERO_TARGET', target.value === 0 && target.high === null],
    ['OVER', target.approximate === 'over'],
  ];
  return flags.flatMap(([flag, holds]) => (holds ? [flag] : []));
}

function dateFlags({ date, iso }: Extract<Reading, { is: 'date' }>, { fiscalYear }: ValueContext): ValueFlag[] {
  const outside = iso !== null && typeof fiscalYear === 'number' && Number(iso.slice(0, 4)) !== fiscalYear;
  const flags: [ValueFlag, boolean][] = [
    ['DAY_MARK_MISSING', date.dayMarkMissing],
    ['IMPOSSIBLE_DATE', date.impossible],
    ['OUT_OF_YEAR', outside],
    ['YEAR_OF_FORM', iso !== null && date.year === null],
    ['NO_YEAR', iso === null],
    ['PERIOD', date.period],
  ];
  return flags.flatMap(([flag, holds]) => (holds ? [flag] : []));
}
