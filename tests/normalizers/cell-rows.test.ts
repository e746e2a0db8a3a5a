/** Rows out of cells that follow one another: whatever a row leaves out, the others stay whole. */
import { expect, it } from 'vitest';
import type { Cell } from '../../extractors/document.js';
import { rowsOfCells } from '../../normalizers/forms/cell-rows.js';
import type { ColumnRole } from '../../normalizers/forms/lexicon.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import fc from '../properties.js';

const lexicon = loadLexicon();
const ROLES: ColumnRole[] = ['level1', 'level2', 'name', 'operator', 'value', 'unit', 'weight', 'ignored'];
const LEVELS = [
  ['产出指标', '数量指标'],
  ['产出指标', '质量指标'],
  ['产出指标', '时效指标'],
  ['效益指标', '社会效益指标'],
  ['效益指标', '生态效益指标'],
  ['满意度指标', '服务对象满意度指标'],
] as const;

const cell = (text: string): Cell => ({
  row: 0,
  column: 0,
  rowSpan: 1,
  columnSpan: 1,
  text,
  raw: text,
  at: [],
  repairs: [],
});

/** What a row prints right of its levels: a number with its unit, or words without one. */
const measured = fc.oneof(
  fc.record({
    operator: fc.constantFrom('≥', '≤', '='),
    value: fc.integer({ min: 2, max: 9999 }).map(String),
    unit: fc.constantFrom('个', '%', '万元', '人次', '公里'),
  }),
  fc.record({
    operator: fc.constant('定性'),
    value: fc.constantFrom('明显提高', '有效改善', '逐步完善'),
    unit: fc.constant(''),
  }),
);
const row = fc.record({
  level: fc.nat({ max: LEVELS.length - 1 }),
  name: fc.constantFrom(
    '养护农村公路里程',
    '受益群众人数',
    '设施完好率',
    '资金拨付及时率',
    '长效管护机制',
    '居民生活便利程度',
  ),
  measured,
  weight: fc.integer({ min: 1, max: 30 }).map(String),
});

it('each cell comes back to its column, with labels once for their rows and without the empty cells', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      let [last1, last2] = ['', ''];
      const grid = [...rows]
        .sort((a, b) => a.level - b.level)
        .map(({ level, name, measured: { operator, value, unit }, weight }) => {
          const [level1, level2] = LEVELS[level]!;
          const own = [
            level1 === last1 ? '' : level1,
            level2 === last2 ? '' : level2,
            name,
            operator,
            value,
            unit,
            weight,
            '',
          ];
          [last1, last2] = [level1, level2];
          return own;
        });
      const printed = grid.flat().filter((text) => text !== '');
      const read = rowsOfCells(printed.map(cell), ROLES, lexicon).map((cells) => {
        const texts = ROLES.map(() => '');
        for (const { text, column } of cells) texts[column] = text;
        return texts;
      });
      expect(read).toEqual(grid);
    }),
  );
});

it('a remark that one row has is none of the next row', () => {
  const read = rowsOfCells(
    [
      '产出指标',
      '数量指标',
      '培训人数',
      '≥300人',
      '310人',
      '社会化服务面积',
      '≥4.5万亩',
      '4.2万亩',
      '受台风影响，部分地块未播',
      '质量指标',
      '合格率',
      '≥95%',
      '98%',
    ].map(cell),
    ['level1', 'level2', 'name', 'value', 'actual', 'deviation'],
    lexicon,
  );
  expect(read.map((cells) => cells.map(({ text }) => text))).toEqual([
    ['产出指标', '数量指标', '培训人数', '≥300人', '310人'],
    ['社会化服务面积', '≥4.5万亩', '4.2万亩', '受台风影响，部分地块未播'],
    ['质量指标', '合格率', '≥95%', '98%'],
  ]);
});
