/** The table `comparisons` of the dataset: family, comparable value and direction of every indicator. */
import { directionOf } from '../../normalizers/families/direction.js';
import { familyOf, type Membership } from '../../normalizers/families/family.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord, Indicator } from '../../normalizers/record.js';
import { comparableValue } from '../../normalizers/values/comparable.js';
import type { Value } from '../dataset/duckdb.js';
import { scaleNumber } from '../dataset/numbers.js';
import type { FamilyChoices } from './families-file.js';

/** Names of which the family is remembered: a few thousand stand for millions of indicators. */
const MOST_REMEMBERED = 50_000;

/**
 * The table as one that is computed (a `Derived` of load.ts): one row an indicator, in the order of the table
 * `indicators`, so that both have the same ordinals. `unused` tells afterwards which names of families.csv no indicator has.
 */
export function comparisonsTable(lexicon: Lexicon, choices: FamilyChoices) {
  const remembered = new Map<string, Membership>();
  const unused = new Set(choices.corrections.keys());
  const membership = (indicator: Indicator): Membership => {
    const { name, unit, category_code: category } = indicator;
    const asked = JSON.stringify([name, unit, category]);
    let found = remembered.get(asked);
    if (!found) {
      found = familyOf(indicator, lexicon, choices.corrections);
      if (found.method === 'corrected') unused.delete(lexicon.families.familyKey(name));
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(asked, found);
    }
    return found;
  };
  return {
    table: 'comparisons',
    rowsOf: (record: GongkaiRecord): Value[][] =>
      record.projects.flatMap(({ indicators, fiscal_year: year }) =>
        indicators.map((indicator) => [year, ...rowOf(indicator, membership(indicator), lexicon)]),
      ),
    unused: (): string[] => [...unused].map((key) => choices.names.get(key) ?? key),
  };
}

/** The values of `COMPARISON_COLUMNS` after the year. */
function rowOf(indicator: Indicator, membership: Membership, lexicon: Lexicon): Value[] {
  const { id, name, unit, text, value, value_high: high, actual_value: actual } = indicator;
  const target = comparableValue({ value, value_high: high, unit, name, text }, lexicon.values);
  // 定性 targets can have a number as their result, and the other way round.
  const result = comparableValue({ value: actual, value_high: null, unit, name, text }, lexicon.values);
  const [low, upper, reached] = [cell(target.value), cell(target.value_high), cell(result.value)];
  const { direction, reason } = directionOf(indicator, membership, lexicon);
  const lost = target.value !== null && (low === null || (target.value_high !== null && upper === null));
  return [
    id,
    membership.family,
    membership.name,
    cell(membership.score),
    membership.method,
    membership.reason,
    lost ? null : low,
    lost ? null : upper,
    reached,
    lost ? reached && result.unit : (target.unit ?? (reached && result.unit)),
    lost ? 'too-many-digits' : target.reason,
    direction,
    reason,
  ];
}

/** Null for what the column cannot hold exactly. */
function cell(value: number | null): bigint | null {
  const scaled = value === null ? null : scaleNumber(value);
  return scaled?.exact ? scaled.value : null;
}
