/** What the explorer's views compute before they draw: marks in texts, the coverage matrix, filters, columns. */

import { describe, expect, it } from 'vitest';
import { markWords } from '../../explorer/app/marks.js';
import { countiesOf, yearsOf } from '../../explorer/overview/coverage-matrix.js';
import { withFilter } from '../../explorer/tables/filter-words.js';
import { columnsByDefault, columnsShown } from '../../explorer/tables/shown-columns.js';
import { CODES } from '../../pipeline/dataset/codes.js';
import { describeTables } from '../../pipeline/dataset/tables.js';
import type { Coverage, Filter } from '../../pipeline/explorer/api.js';
import fc from '../properties.js';

const marked = (text: string, search: string) =>
  markWords(text, search)
    .filter((piece) => piece.marked)
    .map((piece) => piece.text);

describe('marks', () => {
  it('are where the search finds its words: forms of characters, case and white space apart', () => {
    expect(marked('服务对象满意度≥95%', '满意度 95')).toEqual(['满意度', '95']);
    expect(marked('资金 支付率', '资金支付率')).toEqual(['资金 支付率']);
    expect(marked('群众满\n意度指标', '满意度')).toEqual(['满\n意度']);
    expect(marked('ＧＤＰ增长', 'gdp')).toEqual(['ＧＤＰ']);
    expect(marked('2024年度', '２０２４')).toEqual(['2024']);
    expect(marked('㎡单价', 'm2')).toEqual(['㎡']);
    expect(marked('没有', '别的')).toEqual([]);
    expect(marked('什么都没有搜', '')).toEqual([]);
  });

  it('change no text, and cover nothing but words', () => {
    const character = fc.constantFrom(...'满意度９5% \n㎡ＡaﬁẞİE\u0301𠮷');
    const text = fc.array(character, { maxLength: 30 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (whole, search) => {
        const pieces = markWords(whole, search);
        expect(pieces.map((piece) => piece.text).join('')).toBe(whole);
        for (const [i, piece] of pieces.entries()) expect(piece.marked).not.toBe(pieces[i + 1]?.marked);
        if (search.trim() === '') expect(pieces.some((piece) => piece.marked)).toBe(false);
      }),
    );
  });
});

describe('coverage', () => {
  const cell = (code: string | null, year: number | null, documents = 1): Coverage => ({
    region_code: code,
    region_name: code === null ? null : `县${code}`,
    fiscal_year: year,
    documents,
    projects: 0,
    indicators: 0,
    evaluations: 0,
    errors: 0,
    warnings: 0,
  });

  it('has a column for the years in which nobody published, and one for no year at the end', () => {
    expect(yearsOf([cell('370124', 2022), cell('220183', 2025), cell(null, null)])).toEqual([
      2022,
      2023,
      2024,
      2025,
      null,
    ]);
    expect(yearsOf([cell('370124', null)])).toEqual([null]);
    expect(yearsOf([])).toEqual([]);
  });

  it('has a row for each county by its code, and what names no county last', () => {
    const counties = countiesOf([
      cell(null, 2024),
      cell('370124', 2024),
      cell('220183', 2023),
      cell('370124', 2023, 2),
    ]);
    expect(counties.map(({ code }) => code)).toEqual(['220183', '370124', null]);
    expect(counties[1]!.byYear.get(2023)?.documents).toBe(2);
    expect(counties[0]!.byYear.get(2024)).toBeUndefined();
  });
});

describe('filters', () => {
  const from: Filter = { column: 'value', is: 'at-least', values: ['1'] };
  const to: Filter = { column: 'value', is: 'at-most', values: ['9'] };
  const year: Filter = { column: 'fiscal_year', is: 'is', values: ['2024'] };

  it('stand beside each other where they can hold together, and replace each other where not', () => {
    expect(withFilter([year, from], to)).toEqual([year, from, to]);
    expect(withFilter([year, from, to], { ...from, values: ['2'] })).toEqual([year, to, { ...from, values: ['2'] }]);
    expect(withFilter([year, from, to], { column: 'value', is: 'empty' })).toEqual([
      year,
      { column: 'value', is: 'empty' },
    ]);
    expect(withFilter([{ column: 'value', is: 'empty' }], from)).toEqual([from]);
    expect(withFilter([year, from], { ...from, values: [] })).toEqual([year]);
  });
});

describe('columns', () => {
  const tables = describeTables().map(({ name, columns, recordType, row }) => ({
    name,
    recordType,
    row,
    rows: 0,
    title: { zh: name, en: name },
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type === 'coordinate' ? ('decimal' as const) : column.type,
      title: { zh: column.title, en: column.description },
      unit: column.unit,
      codes: column.codes?.map((code) => ({ code, ...(CODES[column.name]?.[code] ?? { zh: code, en: code }) })) ?? null,
    })),
  }));

  it.each(tables)('of $name that are shown by themselves are for people', (table) => {
    for (const language of ['zh', 'en'] as const) {
      const names = columnsByDefault(table, language).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => /(^|_)id$|^ordinal$|^x0$/.test(name))).toEqual([]);
    }
  });

  it('are of the language that is chosen, where there are two', () => {
    const checks = tables.find(({ name }) => name === 'checks')!;
    const names = (language: 'zh' | 'en') => columnsByDefault(checks, language).map(({ name }) => name);
    expect(names('zh')).toEqual(expect.arrayContaining(['message_zh', 'left_what_zh', 'right_what_zh', 'further_zh']));
    expect(names('en')).toEqual(names('zh').map((name) => name.replace(/_zh$/, '')));
  });

  it('are those that were chosen, in their order in the table; what does not exist is none', () => {
    const table = tables.find(({ name }) => name === 'indicators')!;
    expect(columnsShown(table, ['unit', 'id', 'no_such'], 'zh').map(({ name }) => name)).toEqual(['id', 'unit']);
    expect(columnsShown(table, ['no_such'], 'zh')).toEqual(columnsByDefault(table, 'zh'));
  });
});
