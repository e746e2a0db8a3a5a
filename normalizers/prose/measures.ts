/**
 * Numbers with units in folded prose: 169个, 21,477万元, 35.6亿元, 98.6%, 75.46万人, 400余人次, 百分之十, 三个.
 *
 * A number without a unit is none: years, dates, document numbers and the numbers of headings never come out here.
 */
import { pairsOf } from './clauses.js';
import type { Span } from './folded.js';
import type { MeasureKind, UnitLexicon } from './lexicon.js';

export interface Measure extends Span {
  kind: MeasureKind;
  /** The number as decimal digits, without separators. */
  digits: string;
  value: number;
  /** Unit as printed, 余 and the like left out. */
  unit: string;
  /** Written in Chinese numerals: a count only where it counts something of a rule (一个重点项目, but not 一个体系). */
  numeral: boolean;
  /** One end of a range: 3-5个. */
  range: boolean;
}

const NUMBER = /\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
const MULTIPLIER = /(?:余|多|几)?(万亿|百万|千万|亿|万|千|百)?(?:余|多|几)?/y;
const NUMERALS = /百分之[〇零一二两三四五六七八九十百点\d.]{1,8}|[〇零一二两三四五六七八九十百千]{1,7}/g;
const DIGIT_OF: Record<string, number> = Object.fromEntries([...'零一二三四五六七八九'].map((digit, i) => [digit, i]));
const POWER_OF: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** Powers of ten that turn an amount into 万元. */
const POWER_OF_WAN: Record<string, number> = { '': -4, 百: -2, 千: -1, 万: 0, 百万: 2, 千万: 3, 亿: 4, 万亿: 8 };

/** Moves the decimal point of plain digits, so that 元 become 万元 without a rounding error. */
export function shiftDecimal(digits: string, power: number): string {
  const negative = digits.startsWith('-');
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const all =
    whole.padStart(Math.max(whole.length, 1 - power), '0') + fraction.padEnd(Math.max(fraction.length, power), '0');
  const point = Math.max(whole.length, 1 - power) + power;
  const shifted = `${all.slice(0, point)}.${all.slice(point)}`.replace(/\.?0*$/, '').replace(/^0+(?=\d)/, '');
  return negative && shifted !== '0' ? `-${shifted}` : shifted;
}

/** An amount in 万元, exactly; null where the unit is no plain amount of money (元/人). */
export function inWan(measure: Measure): number | null {
  const multiplier = /^(万亿|百万|千万|亿|万|千|百)?元$/.exec(measure.unit);
  if (!multiplier) return null;
  const power = POWER_OF_WAN[multiplier[1] ?? ''];
  return power === undefined ? null : Number(shiftDecimal(measure.digits, power));
}

/** The number that Chinese numerals up to thousands stand for: 二十三, 一百零五, 两千; null where they are none. */
export function parseNumerals(text: string): number | null {
  let total = 0;
  let digit: number | null = null;
  for (const character of text.replaceAll('两', '二').replaceAll('〇', '零')) {
    const power = POWER_OF[character];
    if (power) {
      total += (digit ?? 1) * power;
      digit = null;
    } else {
      const next = DIGIT_OF[character];
      if (next === undefined || (digit !== null && digit !== 0)) return null;
      digit = next;
    }
  }
  return total + (digit ?? 0);
}

/** Years, document numbers and titles hold numbers that measure nothing. */
function excluded(text: string): Uint8Array {
  const mask = new Uint8Array(text.length);
  for (const opening of ['《', '〔']) for (const { start, end } of pairsOf(text, opening)) mask.fill(1, start, end);
  return mask;
}

function unitAt(
  text: string,
  position: number,
  lexicon: UnitLexicon,
): { kind: MeasureKind; unit: string; end: number } | null {
  MULTIPLIER.lastIndex = position;
  const multiplier = MULTIPLIER.exec(text)?.[1] ?? '';
  const from = MULTIPLIER.lastIndex;
  lexicon.pattern.lastIndex = from;
  const unit = lexicon.pattern.exec(text)?.[0];
  if (unit) return { kind: lexicon.kindOf(unit), unit: multiplier + unit, end: from + unit.length };
  // 攀枝花 2024: 新增超过50万项目 means 50万元.
  if (/万|亿/.test(multiplier) && lexicon.bareMoney.test(text.slice(from, from + 3))) {
    return { kind: 'amount', unit: `${multiplier}元`, end: from };
  }
  return null;
}

/** Whether the digits at this place are part of something else: 第3, A4, 1.2.3, 6:2.4:1.6, 2023年. */
function isForeign(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? '';
  const after = text[end] ?? '';
  if (/[第A-Za-z.:/_]/.test(before) || /[:_/]/.test(after)) return true;
  return isYear(text.slice(start, end)) && /[年度]/.test(after);
}

const isYear = (digits: string): boolean => /^(?:19|20)\d\d$/.test(digits);

const RANGE_MARK = '[-~—－至到]';
const SECOND = new RegExp(`^%?${RANGE_MARK}(\\d+(?:[,.]\\d+)*)`);
const RANGE_AFTER = new RegExp(`^%?${RANGE_MARK}\\d`);
const RANGE_BEFORE = new RegExp(`\\d%?${RANGE_MARK}$`);

function readDigits(text: string, lexicon: UnitLexicon): Measure[] {
  const measures: Measure[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isForeign(text, start, end)) continue;
    // A heading number runs into the count after it: 3.12个项目.
    const numbered = start === 0 ? /^\d{1,2}\.(?=\d+[个家])/.exec(text) : null;
    const before = text.slice(Math.max(0, start - 6), start);
    const range = RANGE_AFTER.test(text.slice(end, end + 3)) || RANGE_BEFORE.test(before);
    // 3-5个 and 1-7个月: the first number takes the unit of the second.
    const second = range ? SECOND.exec(text.slice(end, end + 24)) : null;
    if (second && isYear(match[0]) && isYear(second[1] as string)) continue;
    const unit = unitAt(text, end, lexicon) ?? (second ? unitAt(text, end + second[0].length, lexicon) : null);
    if (!unit) continue;
    const negative = !range && /[^\dA-Za-z-]-$/.test(before);
    const digits = (negative ? '-' : '') + match[0].slice(numbered?.[0].length ?? 0).replaceAll(',', '');
    const span = {
      start: start + (numbered?.[0].length ?? 0) - (negative ? 1 : 0),
      end: Math.max(end, second ? end : unit.end),
    };
    measures.push({ ...span, kind: unit.kind, unit: unit.unit, digits, value: Number(digits), numeral: false, range });
  }
  return measures;
}

function readNumerals(text: string, lexicon: UnitLexicon): Measure[] {
  const measures: Measure[] = [];
  for (const match of text.matchAll(NUMERALS)) {
    const start = match.index;
    const end = start + match[0].length;
    if (/[第年月\d数几〇零一二两三四五六七八九十百千]/.test(text[start - 1] ?? '')) continue;
    const share = match[0].startsWith('百分之');
    const printed = share ? match[0].slice('百分之'.length) : match[0];
    const value = share && /^\d+(?:\.\d+)?$/.test(printed) ? Number(printed) : parseNumerals(printed);
    if (value === null) continue;
    const rest = { digits: String(value), value, numeral: !share, range: false };
    if (share) {
      measures.push({ start, end, kind: 'rate', unit: '%', ...rest });
      continue;
    }
    lexicon.pattern.lastIndex = end;
    const unit = lexicon.pattern.exec(text)?.[0];
    const kind = unit && lexicon.kindOf(unit);
    if (!unit || (kind !== 'count' && kind !== 'period')) continue;
    measures.push({ start, end: end + unit.length, kind, unit, ...rest });
  }
  return measures;
}

/** All measures of a folded text, by position. */
export function findMeasures(text: string, lexicon: UnitLexicon): Measure[] {
  const mask = excluded(text);
  return [...readDigits(text, lexicon), ...readNumerals(text, lexicon)]
    .filter(({ start }) => !mask[start])
    .sort((a, b) => a.start - b.start);
}
