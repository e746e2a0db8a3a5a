/** 可比值 — a value in the unit that all of its kind are compared in, beside the one that is printed. */
import { exactRatio, productOf } from './decimal.js';
import type { Unit, ValueLexicon } from './lexicon.js';
import { perInSentence } from './per-in-sentence.js';
import { scan } from './tokens.js';
import { type CanonicalUnit, canonicalUnit, magnitudeOf, type UnitPhrase, wholeUnit } from './units.js';

/** Why a value cannot be compared. */
export const INCOMPARABLE = [
  /** Words, a date, or nothing. */
  'no-value',
  /** A bare number. */
  'no-unit',
  /** A part of the unit is not in the lexicon. */
  'unit-unknown',
  /** 30每平方米, 22万: what is counted is not printed. */
  'unit-incomplete',
  /** 度, 万 under a name that does not tell which. */
  'unit-ambiguous',
  /** More than 15 digits: what is not exact is not given. */
  'too-many-digits',
] as const;
export type Incomparable = (typeof INCOMPARABLE)[number];

export interface Printed {
  value: number | null;
  value_high: number | null;
  unit: string | null;
  /** Of the indicator: tells 度 of temperature from 度 of electricity. */
  name: string | null;
  /** The whole cell, where the number stands in a sentence: 每月2次 is 2次/月. */
  text?: string | null;
}

/** A value that can be compared with all others of the same `unit`, or the reason why it cannot. */
export type Comparable =
  | { value: number; value_high: number | null; unit: string; reason: null }
  | { value: null; value_high: null; unit: null; reason: Incomparable };

export type UnitKind = CanonicalUnit['type'];

export interface ComparableUnit {
  /** 元/人/月: numerator without 万, then what it is per, periods last. */
  unit: string;
  kind: UnitKind;
  /** A printed value times `times` over `over` is the value in `unit`; decimal texts. */
  times: string;
  over: string;
}

/**
 * 8.24万元/年 → 82400 元/年; 元/月/人 and 元/人·月 → 元/人/月; 3‰ → 0.3 %; 4万吨/每天 → 40000 吨/天; 1286公里 → 1286000 米.
 * Exact decimals; conversions are those of the lexicon, which are exact by definition. Nothing is converted between
 * periods: 600元/月 is no 7200元/年 where nobody says that it is paid twelve times.
 */
export function comparableValue(printed: Printed, lexicon: ValueLexicon): Comparable {
  const { value, value_high: high, unit: word, name, text } = printed;
  if (value === null) return incomparable('no-value');
  const per = text ? perInSentence(text, word, lexicon) : [];
  const unit = per === null ? 'unit-unknown' : comparableUnit(word, name, lexicon, per);
  if (typeof unit === 'string') return incomparable(unit);
  const converted = exactRatio(value, unit.times, unit.over);
  const convertedHigh = high === null ? null : exactRatio(high, unit.times, unit.over);
  if (converted === null || (high !== null && convertedHigh === null)) return incomparable('too-many-digits');
  return { value: converted, value_high: convertedHigh, unit: unit.unit, reason: null };
}

const incomparable = (reason: Incomparable): Comparable => ({ value: null, value_high: null, unit: null, reason });

/** The unit that values of a printed unit are compared in, or why there is none. */
export function comparableUnit(
  printed: string | null,
  name: string | null,
  lexicon: ValueLexicon,
  /** What the sentence says that the number is for. */
  per: readonly Unit[] = [],
): ComparableUnit | Exclude<Incomparable, 'no-value' | 'too-many-digits'> {
  if (printed === null || printed === '') return 'no-unit';
  const phrase = wholeUnit(scan(printed, lexicon));
  if (!phrase?.known) return 'unit-unknown';
  const canonical = canonicalUnit(phrase, per, name ?? '', lexicon);
  if (canonical.ambiguous) return 'unit-ambiguous';
  // 22万 of 资金总额 is 万元: there the name completes the unit.
  const completed = phrase.atom === null && phrase.per.length === 0 && canonical.type !== 'unknown';
  if (canonical.unit === null || (canonical.incomplete && !completed)) return 'unit-incomplete';
  return converted(canonical.unit, canonical, phrase, lexicon);
}

function converted(unit: string, canonical: CanonicalUnit, phrase: UnitPhrase, lexicon: ValueLexicon): ComparableUnit {
  const [head = '', ...per] = unit.slice(phrase.magnitudes.join('').length).split('/');
  const into = (word: string) => lexicon.comparable.get(word) ?? { unit: word, factor: '1' };
  const numerator = into(head);
  const denominators = per.map(into);
  const isPeriod = (word: string) => lexicon.canonicalUnits.get(word)?.type === 'duration';
  // 元/人/户 and 元/户/人 are one unit.
  const counted = denominators.map((each) => each.unit).filter((word) => !isPeriod(word));
  const periods = per.filter(isPeriod);
  // 元/小时 stays: a wage an hour is not paid by the minute.
  const over = denominators.filter((each) => !isPeriod(each.unit)).reduce((all, each) => times(all, each.factor), '1');
  return {
    unit: [numerator.unit, ...counted.sort(), ...periods.sort()].join('/'),
    kind: canonical.type,
    times: [canonical.factor, String(magnitudeOf(phrase, lexicon)), numerator.factor].reduce(times, '1'),
    over,
  };
}

/** Powers of ten and small whole numbers: far from where a number would be written with an exponent. */
const times = (a: string, b: string): string => String(productOf(a, b));
