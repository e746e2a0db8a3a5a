import { describe, expect, it } from 'vitest';
import { differenceOf, divideHalfUp, exactNumber, roundHalfUp, sumOf } from '../../normalizers/values/decimal.js';
import {
  isPlaceholder,
  isUnit,
  looksLike,
  operatorOf,
  parseValueLexicon,
  readDeadline,
  readMoney,
  readNumber,
  stripOrdinal,
} from '../../normalizers/values/index.js';
import { numeralAt } from '../../normalizers/values/numerals.js';
import { lexicon, source } from './value-lexicon.js';

describe('columns of one kind', () => {
  it.each<[string, string | null]>([
    ['2024 年 12 月', '2024-12'],
    ['2024.12.31', '2024-12-31'],
    ['2024.12', '2024-12'],
    ['2024-12', '2024-12'],
    ['2024/6/30', '2024-06-30'],
    ['20241231', '2024-12-31'],
    ['２０２４年０６月', '2024-06'],
    ['2024年', '2024-12-31'],
    ['2024.1-2024.12', '2024-12'],
    ['2024年1月1日至2024年12月31日', '2024-12-31'],
    ['截至2024年12月底前完成', '2024-12-31'],
    ['全年', '2025-12-31'],
    ['年底', '2025-12-31'],
    ['12月', '2025-12'],
    ['次年3月底', '2026-03-31'],
    ['2月29日', '2025-02'],
    ['2024年6月、12月', null],
    ['每年12月', null],
    ['长期', null],
    ['45657', null],
    ['', null],
  ])('deadline %s -> %s', (text, expected) => {
    expect(readDeadline(text, 2025)).toBe(expected);
  });

  it.each<[string, string | null, number | null, string | null]>([
    ['1,000.00', '万元', 1000, null],
    ['125.07', null, 125.07, null],
    ['1，000.00', '元', 0.1, null],
    ['￥1,234.5', '（元）', 0.12345, null],
    ['2,000', '单位：千元', 200, null],
    ['120000元', '万元', 12, '元'],
    ['1.2亿元', null, 12000, '亿元'],
    ['100万', null, 100, '万'],
    ['１２０．５', '万元', 120.5, null],
    ['12 345.60', '元', 1.23456, null],
    ['-5.5', '万元', -5.5, null],
    ['0.00', '万元', 0, null],
    ['14.700000000000001', '万元', 14.7, null],
    ['1,00', '万元', null, null],
    ['100万人', null, null, null],
    ['总额100', '万元', null, null],
    ['100万元（其中财政50万元）', null, null, null],
    ['-', null, null, null],
    ['', null, null, null],
  ])('money %s in %s', (text, unit, wan, printedUnit) => {
    expect(readMoney(text, unit)).toEqual({ wan, printedUnit });
  });

  it('numbers', () => {
    expect(['10', '22.5', '10分', '95%', '９', '1,000'].map(readNumber)).toEqual([10, 22.5, 10, 95, 9, 1000]);
    expect(['', '-', '10个', '优', '1 / 2'].map(readNumber)).toEqual([null, null, null, null, null]);
  });

  it('operators', () => {
    const operator = (text: string) => operatorOf(text, lexicon);
    expect(operator('＝')).toEqual({ kind: 'operator', operator: '=' });
    expect(operator('大于等于（≥）')).toEqual({ kind: 'operator', operator: '>=' });
    expect(operator('定性')).toEqual({ kind: 'qualitative' });
    expect(operator('定量')).toEqual({ kind: 'quantitative' });
    expect(['约', '', '个', '95', '≥95'].map(operator)).toEqual([null, null, null, null, null]);
  });

  it('units', () => {
    const units = [
      '个',
      '%',
      '批次',
      '元/人·月',
      '万吨/每天',
      '每平方米',
      '人次',
      '百分比',
      '台（套）',
      '元每人每月',
      '(%)',
    ];
    expect(units.filter((text) => !isUnit(text, lexicon))).toEqual([]);
    expect(['平稳运行', '100', '', '满意度', '提高'].filter((text) => isUnit(text, lexicon))).toEqual([]);
  });

  it('placeholders', () => {
    const set = [
      '不适用',
      '无',
      '/',
      '-',
      '—',
      '……',
      '***',
      '≥**人次',
      'XX%',
      'XX年XX月',
      '指标1：',
      '指标2：……',
      '暂无。',
      '',
    ];
    expect(set.filter((text) => !isPlaceholder(text, lexicon))).toEqual([]);
    const real = ['指标1：拨付及时率', '无投诉', '**工程合格率', '0', '个', '%', '≥', 'X光机', '11#、12#楼', '合格'];
    expect(real.filter((text) => isPlaceholder(text, lexicon))).toEqual([]);
  });

  it('strips the ordinal of a template, and no number of a name', () => {
    expect(stripOrdinal('指标1：拨付及时率')).toBe('拨付及时率');
    expect(stripOrdinal('指标３:')).toBe('');
    const names = ['11#、12#楼建设工程面积', '80-89岁年补助成本', '指标完成率', '指标1完成率', '2024年任务'];
    expect(names.map(stripOrdinal)).toEqual(names);
  });

  it('tells what a cell looks like', () => {
    const kinds = {
      number: ['≥95%', '100%', '94个', '80-90%', '≥95%（问卷调查）', '6:2.4:1.6'],
      operator: ['≥', '大于等于', '定性'],
      unit: ['个', '万元', '人次', '元/人'],
      date: ['2024年12月', '2024.12', '12月底前完成', '全年'],
      grade: ['有效提高', '平稳运行', '及时'],
      text: [
        '80-89周岁老人津贴发放人数',
        '11#、12#楼建设工程面积',
        '工程实际完成率',
        '总成本不超过29.27万元',
        '不适用',
      ],
    };
    for (const [kind, cells] of Object.entries(kinds)) {
      expect(cells.map((text) => looksLike(text, lexicon))).toEqual(cells.map(() => kind));
    }
  });
});

describe('numbers', () => {
  it('are exact', () => {
    expect(divideHalfUp(46.65 * 100, 60, 1)).toBe(77.8);
    expect(divideHalfUp(1, 0, 2)).toBeNull();
    expect(roundHalfUp(1.005, 2)).toBe(1.01);
    expect(sumOf([0.1, 0.2, 1000.7])).toBe(1001);
    expect(differenceOf(0.3, 0.1)).toBe(0.2);
    expect(exactNumber('123456789012345678')).toBeNull();
  });

  it.each<[string, number | null]>([
    ['一百二十', 120],
    ['一百零五', 105],
    ['十二', 12],
    ['三万五千', 35000],
    ['二〇二四', 2024],
    ['十四五', null],
    ['三五', null],
  ])('%s', (text, value) => {
    expect(numeralAt(text, 0)?.value ?? null).toBe(value);
  });
});

describe('the lexicon file', () => {
  it('says where it is wrong', () => {
    expect(() => parseValueLexicon({ ...source, ranges: 5 })).toThrow(/values\.yml.*\n.*ranges/s);
    expect(() => parseValueLexicon({ ...source, colour: 'red' })).toThrow(/colour/);
  });
});
