import { describe, expect, it } from 'vitest';
import {
  isPlaceholder,
  isUnit,
  looksLike,
  operatorOf,
  parseValue,
  readDeadline,
  readMoney,
  readNumber,
  readValue,
  stripOrdinal,
} from '../../normalizers/values/index.js';
import fc, { QUADRATIC_MS } from '../properties.js';
import { lexicon, source } from './value-lexicon.js';

const year = { fiscalYear: 2024 };
const quantity = (operator: string | null, value: number, high: number | null, unit: string) => ({
  operator,
  value,
  value_high: high,
  unit,
  kind: 'quantitative',
  text: null,
  deadline: null,
});

describe('properties', () => {
  const list = (text: unknown) => String(text).split(/\s+/).filter(Boolean);
  const lists = (groups: unknown) => Object.values(groups as Record<string, unknown>).flatMap(list);
  /** After a bare number these make a date or a name (12月, 5G); their own tests stand above. */
  const CALENDAR = ['年', '月', '日', '月份', '号', '年份', 'G'];
  const units = [
    ...Object.values(source.units as Record<string, Record<string, string>>).flatMap((group) => [
      ...Object.keys(group),
      ...lists(group),
    ]),
    ...lists(source.plainUnits),
  ].filter((unit) => !CALENDAR.includes(unit));
  const operators = Object.entries(source.operators as Record<string, { before?: string; after?: string }>);
  const before = operators.flatMap(([operator, { before }]) => list(before ?? '').map((sign) => ({ operator, sign })));
  const after = operators.flatMap(([operator, { after }]) => list(after ?? '').map((sign) => ({ operator, sign })));
  const number = fc.integer({ min: 0, max: 10 ** 9 }).map((cents) => cents / 100);
  const grouped = (value: number) => {
    const [whole = '', fraction] = String(value).split('.');
    return whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '');
  };
  const wide = (text: string) => text.replace(/[0-9.%,<>=-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

  it('reads what was rendered, whatever operator, number, unit and spelling', () => {
    const spelling = fc.constantFrom(
      (text: string) => text,
      wide,
      (text: string) => ` ${text} `,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...before),
        number,
        fc.constantFrom(...units),
        spelling,
        (lead, value, unit, spell) => {
          const plain = readValue(spell(`${lead.sign}${grouped(value)}${unit}`), year, lexicon);
          expect(plain).toMatchObject(quantity(lead.operator, value, null, unit));
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...after), number, fc.constantFrom(...units), (tail, value, unit) => {
        const plain = readValue(`${value}${unit}${tail.sign}`, year, lexicon);
        expect(plain).toMatchObject(quantity(tail.operator, value, null, unit));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads ranges and compound units', () => {
    const perUnit = fc.constantFrom('人', '户', '村', '月', '年', '平方米', '次');
    fc.assert(
      fc.property(number, number, fc.constantFrom('元', '万元', '吨', '个'), perUnit, (a, b, unit, per) => {
        // In cents: 0.14 + 1 is 1.1400000000000001, which no page prints.
        const [low, high] = [Math.min(a, b), Math.round(Math.max(a, b) * 100 + 100) / 100];
        expect(readValue(`${low}-${high}${unit}/${per}`, year, lexicon)).toMatchObject(
          quantity(null, low, high, `${unit}/${per}`),
        );
      }),
    );
  });

  const fragments = fc.constantFrom(
    ...[
      '≥',
      '不低于',
      '每',
      '按',
      '年',
      '月',
      '日',
      '前',
      '底',
      '2024',
      '12',
      '95',
      '%',
      '万',
      '元',
      '/',
      '·',
      '-',
      '至',
      '(',
      ')',
    ],
    ...[
      '约',
      '以上',
      '内',
      '一',
      '百',
      '十',
      '**',
      'XX',
      '提高',
      '有效',
      '完成',
      '。',
      '，',
      ' ',
      '个',
      '人',
      ':',
      '±',
      '第',
      '〔',
      '〕',
      '号',
    ],
  );
  const anything = fc.oneof(
    fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('takes any string, and its readings are sound', () => {
    fc.assert(
      fc.property(anything, anything, anything, (raw, operator, unit) => {
        const context = { operator, unit, fiscalYear: 2024, name: operator };
        const value = readValue(raw, context, lexicon);
        expect(value.value !== null).toBe(value.kind === 'quantitative');
        if (value.kind === 'qualitative') expect(value.text).not.toBeNull();
        if (value.deadline !== null) expect(value.deadline).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
        if (value.value_high !== null) expect(value.value_high).toBeGreaterThanOrEqual(value.value!);
        expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        const parsed = parseValue(raw, context, lexicon);
        expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed);
        for (const check of [isPlaceholder, isUnit, looksLike, operatorOf]) check(raw, lexicon);
        expect(readDeadline(raw, 2024) ?? '2024-01').toMatch(/^\d{4}-\d\d(-\d\d)?$/);
        expect(Number.isFinite(readMoney(raw, unit).wan ?? 0)).toBe(true);
        readNumber(raw);
        stripOrdinal(raw);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '不低于',
    '每年',
    '元/',
    '(',
    '5(元',
    '1-',
    '1,',
    '1:',
    '9',
    'a',
    'X',
    '*5',
    '2024年1-',
    '一百',
    '\t ',
    '5人·月',
    '\ud800',
  ])('takes time in proportion to the length of a hostile cell: %j', { timeout: QUADRATIC_MS }, (piece) => {
    const hostile = piece.repeat(50_000 / piece.length);
    readValue(hostile, { unit: hostile, operator: hostile, name: hostile }, lexicon);
    looksLike(hostile, lexicon);
    readMoney(hostile, hostile);
    readDeadline(hostile, 2024);
  });
});
