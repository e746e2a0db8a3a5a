/** Tables drawn with characters of lines, in text. */
import { expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';

async function tableOf(text: string) {
  const { blocks } = await extract(new TextEncoder().encode(text));
  const table = blocks.find((block) => block.kind === 'table');
  return table?.cells.map(({ row, column, rowSpan, columnSpan, text }) =>
    [row, column, rowSpan > 1 || columnSpan > 1 ? `${rowSpan}x${columnSpan}` : '', text].filter((x) => x !== ''),
  );
}

it('merged cells, and a cell on two lines', async () => {
  const text = `某县项目支出绩效目标表
┌────┬────────────┐
│项目名称│农村公路养护            │
├────┼────┬───────┤
│绩效指标│数量指标│养护里程      │
│        │        │≥300公里     │
│        ├────┼───────┤
│        │质量指标│优良路率≥90% │
└────┴────┴───────┘
`;
  expect(await tableOf(text)).toEqual([
    [0, 0, '项目名称'],
    [0, 1, '1x2', '农村公路养护'],
    [1, 0, '2x1', '绩效指标'],
    [1, 1, '数量指标'],
    [1, 2, '养护里程≥300公里'],
    [2, 1, '质量指标'],
    [2, 2, '优良路率≥90%'],
  ]);
});

it('lines half as wide, rows without a line between them, and an empty cell', async () => {
  const text = `┌──────┬──────────┬──────┐
│ 序号 │ 项目名称 │ 得分 │
├──────┼──────────┼──────┤
│ 1    │ 公路养护 │ 91   │
│ 2    │ 水库加固 │ 88.5 │
└──────┴──────────┴──────┘
`;
  expect(await tableOf(text)).toEqual([
    [0, 0, '序号'],
    [0, 1, '项目名称'],
    [0, 2, '得分'],
    [1, 0, '1'],
    [1, 1, '公路养护'],
    [1, 2, '91'],
    [2, 0, '2'],
    [2, 1, '水库加固'],
    [2, 2, '88.5'],
  ]);
});

it('keeps every word that is drawn, with its place', async () => {
  const { blocks } = await extract(new TextEncoder().encode('┌──┬──┐\n│甲  │乙丙│\n│丁  │    │\n└──┴──┘\n'));
  const [table] = blocks;
  expect(table?.kind === 'table' && table.cells.map(({ text, at }) => [text, at])).toEqual([
    [
      '甲丁',
      [
        { line: 2, column: 2, length: 1 },
        { line: 3, column: 2, length: 1 },
      ],
    ],
    ['乙丙', [{ line: 2, column: 6, length: 2 }]],
  ]);
});
