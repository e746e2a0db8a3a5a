/** What the reading of prose stands on: clauses, numbers, the lexicon, time in proportion to the text. */
import { describe, expect, it } from 'vitest';
import { splitClauses } from '../../../normalizers/prose/clauses.js';
import { foldProse } from '../../../normalizers/prose/folded.js';
import { parseStatisticLexicon } from '../../../normalizers/prose/lexicon.js';
import { findMeasures, parseNumerals, shiftDecimal } from '../../../normalizers/prose/measures.js';
import { QUADRATIC_MS } from '../../properties.js';
import { evaluationsOf, lexicon, statisticsOf } from './paragraphs.js';

describe('the ground', () => {
  it('splits at marks outside quotes, titles and numbers', () => {
    const { text } = foldProse('编报“怎么填，填什么。”、《办法，2023》共21,477 万元,其中:比例6：2.4：1.6；完成 12 个');
    const { clauses, sentences } = splitClauses(text);
    expect(clauses.map(({ start, end }) => text.slice(start, end))).toEqual([
      '编报“怎么填，填什么。”、《办法，2023》共21,477万元',
      '其中',
      '比例6:2.4:1.6',
      '完成12个',
    ]);
    expect(sentences).toHaveLength(2);
  });

  it.each([
    ['21,477.5万元', '21477.5 万元 amount'],
    ['35.6亿元', '35.6 亿元 amount'],
    ['服务人口75.46万人', '75.46 万人 count'],
    ['400余人次', '400 人次 count'],
    ['98.6％', '98.6 % rate'],
    ['超过50万项目', '50 万元 amount'],
    ['二十三个项目', '23 个 count'],
    ['百分之九十五', '95 % rate'],
    ['为-21万元', '-21 万元 amount'],
    ['每平方米30元/人·月', '30 元/人·月 amount'],
    ['2023年、第3个、1-7月份、〔2024〕12号、A4、6:2:1、十四五、一对一', ''],
  ])('reads %s', (text, expected) => {
    const measures = findMeasures(foldProse(text).text, lexicon.units);
    expect(measures.map(({ value, unit, kind }) => `${value} ${unit} ${kind}`).join(', ')).toBe(expected);
  });

  it('moves the decimal point exactly', () => {
    expect([
      shiftDecimal('12345678.90', -4),
      shiftDecimal('1.791', 4),
      shiftDecimal('12', -4),
      shiftDecimal('0', 4),
    ]).toEqual(['1234.56789', '17910', '0.0012', '0']);
    expect([parseNumerals('一百零五'), parseNumerals('两千'), parseNumerals('十'), parseNumerals('两三')]).toEqual([
      105,
      2000,
      10,
      null,
    ]);
  });

  it('a fault in the lexicon is told with its place', () => {
    expect(() => parseStatisticLexicon({ units: { count: [] } })).toThrow(/statistics\.yml[\s\S]*units\.amount/);
  });

  it.each([
    '监控项目12个',
    '监控项目12个、',
    '对96个预算单位的1325个项目开展绩效自评，涉及资金35.72亿元。',
    '（12个）',
    '“',
    '1,234,',
    '编制编报填报',
    '一是监控项目12个。',
    '得分90分，',
    '【存在问题】',
  ])('200 000 characters of %s take no more than seconds', { timeout: QUADRATIC_MS }, (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    statisticsOf(text);
    evaluationsOf(`1.甲项目绩效评价报告摘要\n一、项目概况\n${text}。\n二、评价结论\n得分90分。`);
  });
});
