/** Units and amounts as the rules compare them: money in 万元, rates by their denominators, numbers within sentences. */
import type { Indicator } from '../../record.js';
import { productOf, quotientOf } from '../../values/decimal.js';
import type { Unit, ValueLexicon } from '../../values/lexicon.js';
import { phrasesOf } from '../../values/phrases.js';
import type { Quantity } from '../../values/quantities.js';
import { scan } from '../../values/tokens.js';
import { canonicalUnit, magnitudeOf, type UnitPhrase, wholeUnit } from '../../values/units.js';

/** Amounts of money agree up to this difference, in 万元. */
export const MONEY_TOLERANCE_WAN = 0.01;
/** A stated rate may differ from the exact one by this much, in percentage points. */
export const RATE_TOLERANCE_POINTS = 0.05;
/** Products of a unit cost and a quantity are estimates: they agree up to this share of the total. */
export const PRODUCT_TOLERANCE = 0.01;

const WAN = 10_000;

export interface Measure {
  /** One spelling for one unit: 元/人/月. `?` stands for a numerator that is not printed. */
  canonical: string | null;
  type: ReturnType<typeof canonicalUnit>['type'];
  /** 10000 for 万人. */
  magnitude: number;
  /** What it is counted in; null where only denominators are printed. */
  atom: Unit | null;
  per: Unit[];
  incomplete: boolean;
}

/** What a printed unit means; null where it is none that the lexicon can read whole. */
export function measureOf(unit: string | null, name: string, values: ValueLexicon): Measure | null {
  const phrase = unit === null ? null : phraseOf(unit, values);
  return phrase && measureOfPhrase(phrase, [], name, values);
}

/** A few hundred units stand for millions of values. */
const phrases = new WeakMap<ValueLexicon, Map<string, UnitPhrase | null>>();
const MOST_PHRASES = 5_000;

function phraseOf(unit: string, values: ValueLexicon): UnitPhrase | null {
  const known = phrases.get(values) ?? new Map<string, UnitPhrase | null>();
  phrases.set(values, known);
  const found = known.get(unit);
  if (found !== undefined) return found;
  if (known.size >= MOST_PHRASES) known.clear();
  const phrase = wholeUnit(scan(unit, values));
  known.set(unit, phrase);
  return phrase;
}

export function measureOfPhrase(phrase: UnitPhrase, per: readonly Unit[], name: string, values: ValueLexicon): Measure {
  const { unit, type, incomplete } = canonicalUnit(phrase, per, name, values);
  return {
    canonical: unit,
    type,
    magnitude: magnitudeOf(phrase, values),
    atom: phrase.atom,
    per: [...per, ...phrase.per],
    incomplete,
  };
}

/** The measure of an indicator's value. */
export function measureOfIndicator(indicator: Indicator, values: ValueLexicon): Measure | null {
  return measureOf(indicator.unit, indicator.name ?? '', values);
}

/** An indicator's value in 万元, for plain money and for rates of money (per person, per village); null for anything else. */
export function moneyWan(indicator: Indicator, values: ValueLexicon): { wan: number; measure: Measure } | null {
  const measure = measureOfIndicator(indicator, values);
  if (indicator.value === null || measure?.atom?.unit !== '元') return null;
  return { wan: quotientOf(productOf(indicator.value, measure.magnitude), WAN), measure };
}

/** An amount of a statistic or fact in 万元; null where its unit is no money. */
export function amountWan(value: number | null, unit: string | null, values: ValueLexicon): number | null {
  const measure = measureOf(unit, '', values);
  const plain = measure?.atom?.unit === '元' && measure.per.length === 0;
  return value !== null && plain ? quotientOf(productOf(value, measure.magnitude), WAN) : null;
}

/** A number in running text, with the clause that it stands in. */
export interface NumberInText {
  quantity: Quantity;
  measure: Measure;
  clause: string;
  /** What the clause says before the number. */
  before: string;
}

/** The numbers with units of a text, clause by clause; dates, ratios (6:2.4:1.6) and bare numbers are none. */
export function numbersIn(clauses: readonly string[], values: ValueLexicon): NumberInText[] {
  return clauses.flatMap((clause) => {
    const { quantities, scan: cell } = phrasesOf(clause, values);
    let from = 0;
    return quantities.flatMap((quantity) => {
      const index = cell.folded.indexOf(quantity.raw.normalize('NFKC'), from);
      const start = index < 0 ? from : index;
      from = start + quantity.raw.length;
      if (!quantity.unit) return [];
      const measure = measureOfPhrase(quantity.unit, quantity.per, clause, values);
      return [{ quantity, measure, clause, before: cell.folded.slice(0, start) }];
    });
  });
}

/** Decimals that a text prints after the point: `98%` 0, `77.75%` 2; null without a number. */
export function printedDecimals(raw: string): number | null {
  const match = /\d[\d,]*(?:\.(\d+))?/.exec(raw.normalize('NFKC'));
  return match ? (match[1]?.length ?? 0) : null;
}
