/** Medians, quartiles and outliers, in exact decimals. */
import { differenceOf, productOf, sumOf } from '../../normalizers/values/decimal.js';

/** Fences of Tukey: so many times the distance between the quartiles below the first and above the third. */
export const FENCE = 1.5;
/** Fewer values have no outliers: quartiles of three values are these values. */
export const FEWEST = 5;

export const OUTLIER_RULE = `outliers lie over ${FENCE} interquartile ranges beyond the quartiles (Tukey), of at least ${FEWEST} values of one unit and year`;

export interface Spread {
  count: number;
  min: number;
  q1: number;
  median: number;
  q3: number;
  max: number;
  /** Below `low` and above `high` lie outliers; null where there are too few values. */
  fences: { low: number; high: number } | null;
}

/** Null for no values. Quartiles interpolate linearly between neighbours, as R (type 7), NumPy and DuckDB do. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (quarters: number): number => {
    const position = ((sorted.length - 1) * quarters) / 4;
    const below = sorted[Math.floor(position)]!;
    const above = sorted[Math.ceil(position)]!;
    return sumOf([below, productOf(differenceOf(above, below), position - Math.floor(position))]);
  };
  const [min, q1, median, q3, max] = [at(0), at(1), at(2), at(3), at(4)];
  const reach = productOf(differenceOf(q3, q1), FENCE);
  const fences = sorted.length < FEWEST ? null : { low: differenceOf(q1, reach), high: sumOf([q3, reach]) };
  return { count: sorted.length, min, q1, median, q3, max, fences };
}

export function outlierOf(value: number, { fences }: Spread): 'low' | 'high' | null {
  if (!fences) return null;
  return value < fences.low ? 'low' : value > fences.high ? 'high' : null;
}
