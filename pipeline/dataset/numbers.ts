/** JavaScript numbers as exact decimals: by their shortest text, which is the decimal that was printed. */
import { DECIMAL_SCALE, DECIMAL_WHOLE } from './duckdb.js';

export interface Scaled {
  /** The number times 10^scale; null where it does not fit at all. */
  value: bigint | null;
  /** False where digits were cut off or the number does not fit. */
  exact: boolean;
}

/** Digits that a JavaScript number holds whatever they are. */
const SAFE_DIGITS = 15;
const LIMIT = 10n ** BigInt(DECIMAL_WHOLE + DECIMAL_SCALE);

/** A number in plain notation: `1e-7` is `0.0000001`. */
export function plainNumber(number: number): string {
  const text = String(number);
  if (!text.includes('e')) {
    if (!Number.isFinite(number)) throw new Error(`${number} is no number of a record`);
    return text;
  }
  const [mantissa = '', exponent] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  // From 1e21 on there is never a fraction, below 1e-6 never a whole part.
  return point > 0 ? sign + digits.padEnd(point, '0') : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** The number for a decimal column, rounded half away from zero where it has more digits than the column. */
export function scaleNumber(number: number): Scaled {
  const text = plainNumber(number);
  const point = text.indexOf('.');
  const decimals = point < 0 ? 0 : text.length - point - 1;
  if (decimals <= DECIMAL_SCALE && text.length <= SAFE_DIGITS) {
    const digits = point < 0 ? number : Number(text.slice(0, point) + text.slice(point + 1));
    return { value: BigInt(digits) * 10n ** BigInt(DECIMAL_SCALE - decimals), exact: true };
  }
  const [head = '', fraction = ''] = text.split('.');
  let value = BigInt(head.replace('-', '') + fraction.slice(0, DECIMAL_SCALE).padEnd(DECIMAL_SCALE, '0'));
  if (fraction.charAt(DECIMAL_SCALE) >= '5') value += 1n;
  if (value >= LIMIT) return { value: null, exact: false };
  return { value: head.startsWith('-') ? -value : value, exact: fraction.length <= DECIMAL_SCALE };
}
