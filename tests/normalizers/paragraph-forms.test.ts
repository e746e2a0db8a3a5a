/** Forms without a table: cells or rows that are paragraphs. */
import { describe, expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { normalize } from '../../normalizers/normalize.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const lexicon = loadLexicon();
const GRID = [
  ['产出指标', '数量指标', '养护里程', '≥300公里', '30'],
  ['', '质量指标', '优良路率', '≥90%', '30'],
  ['效益指标', '社会效益指标', '出行条件', '改善', '30'],
  ['满意度指标', '服务对象满意度指标', '群众满意度', '≥95%', '10'],
];
const EXPECTED = [
  ['产出指标', '数量指标', '养护里程', '≥300公里', 30],
  ['产出指标', '质量指标', '优良路率', '≥90%', 30],
  ['效益指标', '社会效益指标', '出行条件', '改善', 30],
  ['满意度指标', '服务对象满意度指标', '群众满意度', '≥95%', 10],
];

async function read(lines: readonly string[]) {
  const html = `<meta charset=utf-8><body>${lines.map((line) => `<p>${line}</p>`).join('')}`;
  const record = normalize(await extract(new TextEncoder().encode(html)), { source: 'a', sha256: '' }, lexicon);
  const rows = record.projects.map(({ indicators }) =>
    indicators.map(({ level1, level2, name, raw_value, weight }) => [level1, level2, name, raw_value, weight]),
  );
  return { record, rows, codes: record.findings.map(({ code }) => code) };
}

describe('a form whose', () => {
  it('rows are paragraphs, their cells parted by wide spaces', async () => {
    const { record, rows, codes } = await read([
      '孟津区2025年项目支出绩效目标公开',
      '项目支出绩效目标表',
      '项目名称：农村公路养护&nbsp;&nbsp;&nbsp;主管部门：孟津区交通运输局',
      '年度资金总额：120万元&nbsp;&nbsp;其中：财政拨款：100万元&nbsp;&nbsp;其他资金：20万元',
      '年度目标：养护农村公路300公里。',
      '一级指标　　二级指标　　三级指标　　指标值　　权重',
      ...GRID.map((row) => row.join('　　')),
      '孟津区交通运输局',
      '2025年3月6日',
    ]);
    expect(rows).toEqual([EXPECTED]);
    expect(record.projects[0]).toMatchObject({
      name: '农村公路养护',
      department: '孟津区交通运输局',
      budget_total_wan: 120,
      budget_fiscal_wan: 100,
      budget_other_wan: 20,
      goal: '养护农村公路300公里。',
    });
    expect(codes).toEqual([]);
  });

  it('cells are parted by one space of full width', async () => {
    const { record, rows } = await read([
      '孟津区2025年项目支出绩效目标公开',
      '项目支出绩效目标表',
      '项目名称：农村公路养护　主管部门：孟津区交通运输局',
      '年度资金总额：120万元　其中：财政拨款：100万元　其他资金：20万元',
      '年度目标：养护农村公路300公里。',
      '一级指标　二级指标　三级指标　指标值　权重',
      ...GRID.map((row) => row.join('　')),
    ]);
    expect(rows).toEqual([EXPECTED]);
    expect(record.projects[0]).toMatchObject({ department: '孟津区交通运输局', budget_fiscal_wan: 100 });
  });

  it('cells are paragraphs, two forms one after the other, a goal on two lines', async () => {
    const form = (name: string) => [
      '项目支出绩效目标表',
      '项目名称',
      name,
      '年度目标',
      '目标1：养护。',
      '目标2：改善。',
      '绩效指标',
      ...['一级指标', '二级指标', '三级指标', '指标值', '权重'],
      ...GRID.flat().filter((text) => text !== ''),
    ];
    const { record, rows } = await read([...form('甲'), ...form('乙'), '某某县财政局', '2025年3月6日']);
    expect(rows).toEqual([EXPECTED, EXPECTED]);
    expect(record.projects.map(({ name, goal }) => [name, goal])).toEqual([
      ['甲', '目标1：养护。目标2：改善。'],
      ['乙', '目标1：养护。目标2：改善。'],
    ]);
  });

  it('heads stand in running text is none', async () => {
    const { record } = await read([
      '一级指标、二级指标和三级指标的设置',
      '一级指标',
      '二级指标',
      '三级指标',
      '说明如下。',
    ]);
    expect(record.projects).toEqual([]);
  });
});
