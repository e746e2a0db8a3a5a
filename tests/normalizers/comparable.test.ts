import { describe, expect, it } from 'vitest';
import { comparableUnit, comparableValue, type Printed } from '../../normalizers/values/comparable.js';
import fc from '../properties.js';
import { lexicon, source } from './value-lexicon.js';

const of = (value: number | null, unit: string | null, name: string | null = null, high: number | null = null) =>
  comparableValue({ value, value_high: high, unit, name } satisfies Printed, lexicon);

describe('comparable values', () => {
  it.each([
    // 002, 003 and the forms of the corpus
    [0.12, '万元/年/人', 1200, '元/人/年'],
    [8.6, '万元/人·年', 86_000, '元/人/年'],
    [20, '元/月/人', 20, '元/人/月'],
    [600, '元/月·人', 600, '元/人/月'],
    [310, '元/户·年', 310, '元/户/年'],
    [1680.92, '万元', 16_809_200, '元'],
    [3.5, '‰', 0.35, '%'],
    [100, '百分比', 100, '%'],
    [4, '万吨/每天', 40_000, '吨/天'],
    [260.39, '万平方米', 2_603_900, '平方米'],
    [1286, '公里', 1_286_000, '米'],
    [12.5, '公顷', 125_000, '平方米'],
    [48, 'h', 2880, '分钟'],
    [30, '分钟', 30, '分钟'],
    [3500, '元/公里', 3.5, '元/米'],
    [18.35, '万人', 183_500, '人'],
    [2, '亿元', 200_000_000, '元'],
    [5000, '亩', 5000, '亩'],
    [20, '元/小时', 20, '元/小时'],
  ])('%d%s is %d %s', (value, unit, comparable, into) => {
    expect(of(value, unit)).toEqual({ value: comparable, value_high: null, unit: into, reason: null });
  });

  it.each([
    // A number in a sentence is for what the sentence says, not a total.
    [2, '次', '每月2次', 2, '次/月'],
    [1000, '元', '按每生每年1000元。', 1000, '元/生/年'],
    [1, '名', '每村1名', 1, '人/村'],
    [2, '次', '每年培训不少于2次', 2, '次/年'],
    [2000, '元', '户均增收2000元以上', 2000, '元/户'],
    [8, '小时', '每天8小时', 480, '分钟/天'],
    [12, '次', '全年12次', 12, '次'],
    [100, '%', '平均达到100%', 100, '%'],
  ])('%d%s of %s is %d %s', (value, unit, text, comparable, into) => {
    const printed = { value, value_high: null, unit, name: null, text };
    expect(comparableValue(printed, lexicon)).toMatchObject({ value: comparable, unit: into });
  });

  it('does not compare what is for an unknown period', () => {
    const printed = { value: 1, value_high: null, unit: '次', name: null, text: '每两年1次' };
    expect(comparableValue(printed, lexicon)).toMatchObject({ value: null, reason: 'unit-unknown' });
  });

  it('takes both ends of a range', () => {
    expect(of(2800, '万度', '年发电量', 3000)).toEqual({
      value: 28_000_000,
      value_high: 30_000_000,
      unit: '千瓦时',
      reason: null,
    });
  });

  it('lets the name tell what a word stands for, and says where it does not', () => {
    expect(of(18, '度', '温度标准')).toMatchObject({ value: 18, unit: '℃' });
    expect(of(22, '万', '项目总成本')).toMatchObject({ value: 220_000, unit: '元' });
    expect(of(18, '度', '标准').reason).toBe('unit-ambiguous');
    expect(of(22, '万', '数量').reason).toBe('unit-ambiguous');
  });

  it.each([
    [null, '元', 'no-value'],
    [1, null, 'no-unit'],
    [30, '每平方米', 'unit-incomplete'],
    [3, '千', 'unit-incomplete'],
    [5, '元/标段组', 'unit-unknown'],
    [5, '足额保障', 'unit-unknown'],
    [123_456_789.1234567, '万元', 'too-many-digits'],
  ])('%s %s is not compared: %s', (value, unit, reason) => {
    expect(of(value, unit)).toEqual({ value: null, value_high: null, unit: null, reason });
  });
});

describe('properties', () => {
  const words = (text: unknown) => String(text).split(/\s+/).filter(Boolean);
  const groups = (types: string[]) =>
    types.flatMap((type) => [
      ...Object.keys((source.units as Record<string, object>)[type] ?? {}),
      ...words((source.plainUnits as Record<string, string>)[type] ?? ''),
    ]);
  const ambiguous = Object.keys(source.ambiguous as object);
  const numerators = groups(['money', 'length', 'area', 'volume', 'mass']).filter((unit) => !ambiguous.includes(unit));
  const counted = ['人', '户', '村', '平方米', '个', '米'];
  const periods = ['年', '月', '天', '学期'];
  const marks = fc.constantFrom('/', '·', '/每', '每');
  const number = fc.integer({ min: 0, max: 10 ** 8 }).map((cents) => cents / 100);

  it('one unit however its parts are ordered and joined', () => {
    fc.assert(
      fc.property(
        number,
        fc.constantFrom(...numerators),
        fc.constantFrom(...counted),
        fc.constantFrom(...periods),
        marks,
        marks,
        (value, numerator, per, period, first, second) => {
          const one = of(value, `${numerator}${first}${per}${second}${period}`);
          expect(one.reason).toBeNull();
          expect(of(value, `${numerator}${second}${period}${first}${per}`)).toEqual(one);
        },
      ),
    );
  });

  it('万 and 亿 say the same of the same amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 6 }), fc.constantFrom(...numerators), (value, unit) => {
        const plain = of(value * 10_000, unit);
        expect(of(value, `万${unit}`)).toEqual(plain);
        expect(of(value / 10_000, `亿${unit}`)).toEqual(plain);
      }),
    );
  });

  it('keeps order: what is printed larger in one unit compares larger', () => {
    fc.assert(
      fc.property(number, number, fc.constantFrom(...numerators), (a, b, unit) => {
        const [left, right] = [of(a, unit), of(b, unit)];
        expect(Math.sign(left.value! - right.value!)).toBe(Math.sign(a - b));
      }),
    );
  });

  it('a comparable unit is comparable to itself: converting twice changes nothing', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...numerators), fc.constantFrom(...counted), (value, unit, per) => {
        const once = of(value, `${unit}/${per}`);
        expect(of(once.value, once.unit)).toEqual(once);
      }),
    );
  });

  it('the conversions of the lexicon end in units that are not converted on', () => {
    for (const [unit, { unit: into }] of lexicon.comparable) {
      expect(lexicon.canonicalUnits.get(unit)?.type).toBeDefined();
      expect(lexicon.canonicalUnits.get(into)?.type).toBe(lexicon.canonicalUnits.get(unit)?.type);
      expect(lexicon.comparable.has(into)).toBe(false);
      expect(comparableUnit(into, null, lexicon)).toMatchObject({ unit: into, times: '1', over: '1' });
    }
  });
});
