/**
 * Exact decimals. Money and rates are sums and quotients of printed decimals, and a float would turn 77.75 (救灾物资, 001:
 * 46.65 of 60, an exact tie) into 77.7 or 77.8 by chance. This file alone imports decimal.js; what goes in and out are
 * JSON numbers, which hold up to 15 significant digits of a decimal unchanged.
 */
import { Decimal } from 'decimal.js';

/** A double gives back every decimal of up to 15 significant digits; a longer integer is an identifier, not an amount. */
const MAX_DIGITS = 15;

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

/**
 * The number that a plain decimal text says ("-1234.50"); null where it is no decimal, or an integer too long to be kept
 * exactly. A fraction that long is what a spreadsheet prints of its own float (14.700000000000001): 15 digits of it count.
 */
export function exactNumber(text: string): number | null {
  if (text.length > MAX_DIGITS * 3 || !PLAIN_DECIMAL.test(text)) return null;
  const value = new Exact(text);
  if (value.precision() <= MAX_DIGITS) return positiveZero(value.toNumber());
  return value.trunc().precision() > MAX_DIGITS ? null : positiveZero(value.toSignificantDigits(MAX_DIGITS).toNumber());
}

export function sumOf(numbers: Iterable<number>): number {
  let sum = new Exact(0);
  for (const number of numbers) sum = sum.plus(number);
  return positiveZero(sum.toNumber());
}

export function differenceOf(a: number, b: number): number {
  return positiveZero(new Exact(a).minus(b).toNumber());
}

/** The product; factors may be given as decimal text, as the lexicon keeps them. */
export function productOf(a: number | string, b: number | string): number {
  return positiveZero(new Exact(a).times(b).toNumber());
}

/** A number over a decimal text, times another; null where the result has more digits than a number keeps exactly. */
export function exactRatio(value: number, times: string, over: string): number | null {
  const result = new Exact(value).times(times).dividedBy(over);
  return result.precision() <= MAX_DIGITS ? positiveZero(result.toNumber()) : null;
}

/** The exact quotient, for divisors that are powers of ten (元 to 万元). */
export function quotientOf(dividend: number, divisor: number | string): number {
  return positiveZero(new Exact(dividend).dividedBy(divisor).toNumber());
}

/** The quotient rounded half up to so many places (执行率); null where the divisor is zero. */
export function divideHalfUp(dividend: number, divisor: number, places: number): number | null {
  if (divisor === 0) return null;
  return positiveZero(new Exact(dividend).dividedBy(divisor).toDecimalPlaces(places).toNumber());
}

/** Rounded half up (away from zero) to so many places. */
export function roundHalfUp(value: number, places: number): number {
  return positiveZero(new Exact(value).toDecimalPlaces(places).toNumber());
}

/** JSON has no -0. */
function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}
