/** Chinese numerals: 一百二十, 三万五千, 二〇二四. */

const DIGITS = new Map([...'零一二三四五六七八九'].map((character, digit) => [character, digit] as const));
DIGITS.set('〇', 0);
DIGITS.set('两', 2);
const TENS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);
const MYRIADS = new Map([
  ['万', 10_000],
  ['亿', 100_000_000],
]);
/** 一万二千三百四十五亿六千七百八十九万 has 20; a longer run is no numeral. */
const LONGEST = 20;
const YEAR_LENGTH = 4;

export interface Numeral {
  value: number;
  length: number;
}

const isNumeral = (character: string) => DIGITS.has(character) || TENS.has(character) || MYRIADS.has(character);

/**
 * The numeral that begins at `start`, or null. A closing 万 or 亿 is left to the unit (三万元 is 3 万元, as 3万元 is).
 * Four digits without a multiplier are a year (二〇二四); a run that follows neither pattern is none (十四五, 三五).
 */
export function numeralAt(text: string, start: number): Numeral | null {
  let end = start;
  while (end < text.length && end - start <= LONGEST && isNumeral(text[end]!)) end++;
  if (end === start || end - start > LONGEST) return null;
  const run = text.slice(start, end);
  const year = yearOf(run);
  if (year !== null) return { value: year, length: run.length };
  const counted = run.length > 1 ? run.replace(/[万亿]+$/, '') : run;
  const value = counted === '' ? null : numeralValue(counted);
  return value === null ? null : { value, length: counted.length };
}

function yearOf(run: string): number | null {
  if (run.length !== YEAR_LENGTH) return null;
  let value = 0;
  for (const character of run) {
    const digit = DIGITS.get(character);
    if (digit === undefined) return null;
    value = value * 10 + digit;
  }
  return value;
}

/** Strictly descending multipliers, one digit before each: 一百二十, 一百零五, 十二. */
function numeralValue(run: string): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let unit = Number.POSITIVE_INFINITY;
  let myriad = Number.POSITIVE_INFINITY;
  for (const [i, character] of [...run].entries()) {
    const ten = TENS.get(character);
    const large = MYRIADS.get(character);
    if (ten !== undefined) {
      if (ten >= unit || (digit === null && !(ten === 10 && section === 0) && i > 0)) return null;
      section += (digit ?? 1) * ten;
      unit = ten;
      digit = null;
    } else if (large !== undefined) {
      if (large >= myriad || i === 0) return null;
      total += (section + (digit ?? 0)) * large;
      [section, digit, unit, myriad] = [0, null, Number.POSITIVE_INFINITY, large];
    } else {
      const value = DIGITS.get(character)!;
      // 零 only fills a gap (一百零五); another digit after a digit is no numeral (十四五).
      if (digit !== null && digit !== 0) return null;
      digit = value;
    }
  }
  return total + section + (digit ?? 0);
}
