/** Heads and labels that counties word in their own way: told by the words in them, or by what stands below. */
import { expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { normalize } from '../../normalizers/normalize.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const lexicon = loadLexicon();
const GRID = ['一级指标\t二级指标\t三级指标\t指标值', '产出指标\t数量指标\t养护里程\t≥300公里'];

/** A form of tab-separated rows, under the title of one. */
async function read(title: string, ...rows: readonly string[]) {
  const text = [`某县2024年${title}`, '', ...rows, ''].join('\n');
  const record = normalize(await extract(new TextEncoder().encode(text)), { source: 'a', sha256: '' }, lexicon);
  const { projects, evaluations, findings } = record;
  return { project: projects[0]!, evaluation: evaluations[0], findings };
}

it('heads of the funds', async () => {
  const { project, evaluation } = await read(
    '项目支出绩效自评表',
    '项目名称\t公路养护',
    '项目资金（万元）\t年初预算数\t全年（调整）预算数\t全年执行数\t执行率（％）\t执行率权重\t执行率得分',
    '年度总金额\t260.00\t318.40\t300.00\t94.22\t10\t9.42',
    ...GRID.map((row, i) => `${row}\t${i === 0 ? '全年完成值' : '310公里'}`),
  );
  expect(project.budget_total_wan).toBe(318.4);
  expect(evaluation).toMatchObject({ budget_wan: 318.4, expenditure_wan: 300, execution_rate_pct: 94.22 });
});

it.each([
  ['年初指标值', '调整指标值', '80', '60', '60'],
  ['年初指标值', '调整指标值', '80', '/', '80'],
  ['指标值（半年）', '指标值（全年）', '40', '80', '80'],
  ['年初指标值', '说明', '80', '据实', '80'],
])('%s beside %s: %s and %s', async (first, second, one, other, expected) => {
  const { project, findings } = await read(
    '项目支出绩效目标表',
    '项目名称\t公路养护',
    `一级指标\t二级指标\t三级指标\t${first}\t${second}\t度量单位`,
    `产出指标\t数量指标\t养护里程\t${one}\t${other}\t公里`,
  );
  expect(project.indicators).toMatchObject([{ raw_value: expected, value: Number(expected), unit: '公里' }]);
  const earlier = findings.filter(({ code }) => code === 'indicator/earlier-value').map(({ actual }) => actual);
  expect(earlier).toEqual(expected === one ? [] : [one]);
});

it('a goal of several years is none of the year, whatever it is called', async () => {
  const { project, findings } = await read(
    '部门整体支出绩效目标表',
    '部门名称\t某县水利局',
    '部门总体目标\t总体绩效目标（2024-2026年期间）\t建成灌区三处。',
    '部门年度目标\t预算年度（2024年）绩效目标\t建成灌区一处。',
    ...GRID,
  );
  expect(project.goal).toBe('建成灌区一处。');
  expect(findings.find(({ code }) => code === 'form/long-term-block')?.actual).toContain('建成灌区三处。');
});

it('a column of levels under a head that says nothing of levels', async () => {
  const { project } = await read(
    '项目支出绩效目标表',
    '项目名称\t公路养护',
    '指标类型\t指标名称\t指标目标值',
    '数量指标\t养护里程\t≥300公里',
    '质量指标\t优良路率\t≥90%',
    '社会效益指标\t出行条件\t改善',
  );
  expect(project.indicators.map(({ level1, level2, name }) => [level1, level2, name])).toEqual([
    ['产出指标', '数量指标', '养护里程'],
    ['产出指标', '质量指标', '优良路率'],
    ['效益指标', '社会效益指标', '出行条件'],
  ]);
});

it('a table that converters filled up: merged cells again in each row, marks of data frames where nothing stands', async () => {
  const rows = (nothing: string) => [
    `| 项目名称 | ${nothing ? 'Unnamed: 1' : '项目名称'} | 公路养护 | ${nothing ? 'Unnamed: 3' : '公路养护'} |`,
    '| --- | --- | --- | --- |',
    '| 年度总体目标 | 预期目标 | 实际完成情况 | '.concat(nothing || '实际完成情况', ' |'),
    `| ${nothing || '年度总体目标'} | 养护300公里。 | 养护310公里。 | ${nothing || '养护310公里。'} |`,
    '| 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年完成值 | 偏差原因分析 |',
    `| 产出指标 | 数量指标 | 养护里程 | ≥300公里 | 310公里 | ${nothing} |`,
  ];
  for (const nothing of ['', 'NaN', '<NA>']) {
    const { project, findings } = await read('项目支出绩效自评表', ...rows(nothing));
    expect(project).toMatchObject({ name: '公路养护', goal: '养护300公里。', goal_actual: '养护310公里。' });
    expect(project.indicators).toMatchObject([{ name: '养护里程', actual_raw: '310公里', deviation: null }]);
    expect(findings.filter(({ code }) => code === 'form/leftover-cells')).toEqual([]);
  }
});

it('单位名称 beside a department is the unit', async () => {
  const { project } = await read(
    '项目支出绩效目标表',
    '项目名称\t公路养护',
    '主管部门\t县农业农村局\t单位名称\t县农技推广中心',
    ...GRID,
  );
  expect(project).toMatchObject({ department: '县农业农村局', implementing_unit: '县农技推广中心' });
});
