/** Forms in the layouts that counties use, by small documents: what is read, what is said where the reading is doubtful. */
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { processDocument } from '../../pipeline/process.js';

const lexicon = loadLexicon();
const read = (text: string): Promise<GongkaiRecord> =>
  processDocument(new TextEncoder().encode(text), { source: 'test.txt', sha256: '' }, lexicon);
const codes = (record: GongkaiRecord) => record.findings.map(({ code }) => code);

const TITLE = '项目支出绩效目标表\n（2024年度）\n\n';
const HEAD =
  '项目名称\t河道清淤项目\t\t\t\n主管部门\t甲县水利局\t实施单位\t甲县河道管理所\t\n项目资金（万元）\t年度资金总额\t120.00\t\t\n';
const GRID = '绩效指标\t一级指标\t二级指标\t三级指标\t指标值\n';

describe('the head of a form', () => {
  it('two pairs on a row, the unit in the section label', async () => {
    const { projects } = await read(`${TITLE}${HEAD}${GRID}\t产出指标\t数量指标\t清淤长度\t≥12公里\n`);
    expect(projects).toMatchObject([
      {
        name: '河道清淤项目',
        department: '甲县水利局',
        implementing_unit: '甲县河道管理所',
        budget_total_wan: 120,
        fiscal_year: 2024,
      },
    ]);
    expect(projects[0]!.evidence.budget_total_wan).toMatchObject({ raw: '120.00' });
  });

  it('amounts in 元 become 万元, exactly; the printed amount stays in the evidence', async () => {
    const text = `${TITLE}项目名称\t甲\n项目资金（元）\t年度资金总额\t1,234,567.89\n${GRID}\t产出指标\t数量指标\t甲\t1个\n`;
    const { projects } = await read(text);
    expect(projects[0]!.budget_total_wan).toBe(123.456789);
    expect(projects[0]!.evidence.budget_total_wan!.raw).toBe('1,234,567.89');
  });

  it('labels above their values', async () => {
    const text = `${TITLE}项目名称\t甲\n年度总体目标\t预期目标\t实际完成情况\n\t建成两座泵站\t建成一座泵站\n${GRID}\t产出指标\t数量指标\t泵站\t2座\n`;
    const { projects } = await read(text);
    expect(projects[0]).toMatchObject({ goal: '建成两座泵站', goal_actual: '建成一座泵站' });
  });

  it('codes beside departments, and a hyphen whose code was left out', async () => {
    const department = async (printed: string) => {
      const { projects } = await read(
        `${TITLE}项目名称\t甲\n主管部门及编码\t${printed}\n${GRID}\t产出指标\t数量指标\t甲\t1个\n`,
      );
      return [projects[0]!.department, projects[0]!.department_code];
    };
    expect(await department('甲县教育局-510')).toEqual(['甲县教育局', '510']);
    expect(await department('219-甲县水利局')).toEqual(['甲县水利局', '219']);
    expect(await department('甲县教育局-')).toEqual(['甲县教育局', null]);
  });

  it('ticked boxes', async () => {
    const { projects } = await read(
      `${TITLE}项目名称\t甲\n项目类别\t□特定目标类 ☑其他运转类\n${GRID}\t产出指标\t数量指标\t甲\t1个\n`,
    );
    expect(projects[0]!.category).toBe('其他运转类');
  });
});

describe('the grid', () => {
  it('carries merged labels down and takes level 1 from level 2 beside a page break', async () => {
    const text = `${TITLE}${HEAD}${GRID}\t产出指标\t数量指标\t甲\t1个\n\n效益指标\t时效指标\t乙及时率\t100%\n\t社会效益指标\t丙\t明显提高\n`;
    const { projects } = await read(text);
    expect(projects[0]!.indicators.map(({ level1, level2, name }) => [level1, level2, name])).toEqual([
      ['产出指标', '数量指标', '甲'],
      ['产出指标', '时效指标', '乙及时率'],
      ['效益指标', '社会效益指标', '丙'],
    ]);
    expect(projects[0]!.indicators[1]!.evidence.level1!.repairs).toContain('level1-from-level2');
    expect(projects[0]!.indicators[1]!.evidence.name!.repairs).toContain('shifted-columns');
  });

  it('keeps 成本指标 as level 2 under 产出指标, and as level 1 with its own level 2', async () => {
    const text = `${TITLE}${HEAD}${GRID}\t成本指标\t经济成本指标\t总成本\t≤9万元\n\t产出指标\t成本指标\t单位成本\t≤1万元\n`;
    const { projects } = await read(text);
    expect(projects[0]!.indicators.map(({ category_code }) => category_code)).toEqual(['cost.economic', 'output.cost']);
  });

  it('reads an indicator that begins like a funding label', async () => {
    const { projects } = await read(
      `${TITLE}${HEAD}${GRID}\t成本指标\t经济成本指标\t其他资金支出\t≤9万元\n\t\t\t其他\t≤1万元\n`,
    );
    expect(projects[0]!.indicators.map(({ name }) => name)).toEqual(['其他资金支出', '其他']);
  });

  it.each(['不适用', '/', '……', '指标2：', '-'])(
    'a row whose name is the placeholder %s is no indicator',
    async (blank) => {
      const text = `${TITLE}${HEAD}${GRID}\t产出指标\t数量指标\t甲\t1个\n\t\t质量指标\t${blank}\t${blank}\n`;
      const record = await read(text);
      expect(record.projects[0]!.indicators).toHaveLength(1);
      expect(codes(record)).not.toContain('form/leftover-cells');
    },
  );

  it('a template nobody filled in is no project, and is said to be one', async () => {
    const text = `${TITLE}项目名称\t\n主管部门\t\n${GRID}\t产出指标\t数量指标\t指标1：\t≥**人次\n\t\t质量指标\t指标1：\t\n`;
    const record = await read(text);
    expect(record.projects).toEqual([]);
    expect(codes(record)).toContain('form/blank-template');
  });

  it('says what it could not place', async () => {
    const record = await read(`${TITLE}${HEAD}某个没人认识的标签\t某个值\n${GRID}\t产出指标\t数量指标\t甲\t1个\n`);
    expect(record.findings.filter(({ code }) => code.startsWith('form/'))).toMatchObject([
      { code: 'form/leftover-cells', actual: '某个没人认识的标签 | 某个值', record_id: record.projects[0]!.id },
    ]);
  });

  it('points in labels, ordinals before names, and the actual result of a self-evaluation', async () => {
    const text = `项目支出绩效自评表\n（2023年度）\n\n项目名称\t甲\n项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\t年度资金总额\t100\t120\t90\t10\t75%\t7.5\n\t其中：财政拨款\t100\t120\t90\t-\t75%\t-\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n产出指标（50分）\t数量指标\t指标1：培训人数\t≥100人\t90人\t10\t9\t疫情影响\n总分\t\t\t\t\t100\t92.5\t\n`;
    const { projects, evaluations, document } = await read(text);
    expect(document.kinds).toEqual(['self_evaluation']);
    expect(projects[0]).toMatchObject({
      form: 'project_self_evaluation',
      budget_total_wan: 120,
      budget_fiscal_wan: 120,
    });
    expect(projects[0]!.indicators).toMatchObject([
      {
        level1: '产出指标',
        name: '培训人数',
        value: 100,
        actual_raw: '90人',
        actual_value: 90,
        weight: 10,
        score: 9,
        deviation: '疫情影响',
      },
    ]);
    expect(evaluations).toMatchObject([
      { project_name: '甲', budget_wan: 120, expenditure_wan: 90, execution_rate_pct: 75, score: 92.5 },
    ]);
  });
});

describe('lists of projects', () => {
  it('are told from forms by their columns, in other orders and units', async () => {
    const text =
      '2024年重点项目绩效目标清单\n\n序号\t项目名称\t主管部门\t预算金额（元）\t备注\n1\t甲项目\t甲县水利局\t1,000,000\t\n2\t乙项目\t\t500000\t续建\n合计\t\t\t1,500,000\t\n';
    const { listings } = await read(text);
    expect(listings).toMatchObject([
      { seq: 1, department: '甲县水利局', project_name: '甲项目', amount_wan: 100, remark: null },
      { seq: 2, department: '甲县水利局', project_name: '乙项目', amount_wan: 50, remark: '续建' },
    ]);
    expect(listings[1]!.evidence.department!.repairs).toEqual(['carried-label']);
  });

  it('a table of the budget itself is none', async () => {
    const record = await read('2024年项目支出预算表\n\n序号\t单位名称\t项目名称\t金额\n1\t甲局\t甲项目\t10\n');
    expect(record.listings).toEqual([]);
    expect(codes(record)).toContain('table/not-recognized');
  });
});

describe('forms that are broken or worded as nobody expected', () => {
  it('a line of the page in the middle of a form parts nothing, and is said', async () => {
    const text = `${TITLE}${HEAD}${GRID}\t产出指标\t数量指标\t甲\t1个\n\n某县政府网站 第 3 页\n\n\t\t质量指标\t乙\t100%\n`;
    const record = await read(text);
    expect(record.projects.map(({ indicators }) => indicators.map(({ name }) => name))).toEqual([['甲', '乙']]);
    expect(codes(record)).toContain('form/interrupted');
  });

  it('a value column under a head nobody knows is read with a finding', async () => {
    const text = `${TITLE}${HEAD}\t一级指标\t二级指标\t三级指标\t应达到的水平\n\t产出指标\t数量指标\t甲\t≥5个\n`;
    const record = await read(text);
    expect(record.projects[0]!.indicators).toMatchObject([{ name: '甲', value: 5 }]);
    expect(codes(record)).toContain('form/guessed-column');
  });

  it('labels are told by the words in them', async () => {
    const text = `${TITLE}预算项目（资金）名称\t甲项目\n业务归口主管部门\t甲局\n${GRID}\t产出指标\t数量指标\t甲\t1个\n`;
    const { projects } = await read(text);
    expect(projects[0]).toMatchObject({ name: '甲项目', department: '甲局' });
  });

  it('a table with the words of a form that cannot be read makes the document partial', async () => {
    const record = await read(
      '产出指标\t数量指标\t甲\t乙\n效益指标\t社会效益指标\t丙\t丁\n满意度指标\t服务对象满意度指标\t戊\t己\n',
    );
    expect(record.status).toBe('partial');
    expect(codes(record)).toContain('form/not-read');
  });
});

it('a grid under heads that nobody knows is read by what stands below them, and said', async () => {
  const text = `${TITLE}${HEAD}绩效指标\t指标大类\t指标小类\t具体事项\t比较\t目标数额\t计数\t节点\t权数\n\t产出指标\t数量指标\t清淤长度\t≥\t4.2\t公里\t2024年12月\t10\n\t\t质量指标\t验收合格率\t=\t100\t%\t2024年12月\t10\n\t效益指标\t社会效益指标\t防洪能力\t\t明显提高\t\t2024年12月\t10\n`;
  const record = await read(text);
  expect(record.projects[0]!.indicators).toMatchObject([
    { level2: '数量指标', name: '清淤长度', operator: '>=', value: 4.2, unit: '公里', deadline: '2024-12', weight: 10 },
    { level2: '质量指标', name: '验收合格率', value: 100, unit: '%' },
    { level1: '效益指标', name: '防洪能力', raw_value: '明显提高' },
  ]);
  expect(codes(record)).toContain('form/guessed-column');
});

it('head, goal and grid as tables one below the other are one form', async () => {
  const html = `<html><body><h3>项目支出绩效自评表</h3><table><tr><td>项目名称</td><td>甲项目</td></tr><tr><td>主管部门</td><td>甲县水利局</td></tr></table><table><tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td></tr><tr><td>产出指标</td><td>数量指标</td><td>清淤</td><td>≥5公里</td><td>6公里</td></tr><tr><td>自评等级</td><td colspan="4">优秀</td></tr></table></body></html>`;
  const record = await read(html);
  expect(record.projects).toMatchObject([{ name: '甲项目', department: '甲县水利局', indicators: [{ name: '清淤' }] }]);
  expect(record.evaluations).toMatchObject([{ project_name: '甲项目', grade: '优' }]);
});

it('a note between heads and rows ends no grid', async () => {
  const record = await read(`${TITLE}${HEAD}${GRID}说明：指标值为年度数\n\t产出指标\t数量指标\t清淤长度\t≥12公里\n`);
  expect(record.projects[0]!.indicators).toMatchObject([{ name: '清淤长度', value: 12 }]);
  expect(record.findings).toContainEqual(
    expect.objectContaining({ code: 'form/note', actual: '说明：指标值为年度数' }),
  );
});

it('what is set for the whole term is told, each value with its name', async () => {
  const grid = '一级指标\t二级指标\t三级指标\t实施周期指标值\t年度指标值\n';
  const goals = '总体目标\t实施期目标：清淤36公里\t年度目标：清淤12公里\n';
  const record = await read(`${TITLE}${HEAD}${goals}${grid}产出指标\t数量指标\t清淤长度\t≥36公里\t≥12公里\n`);
  expect(record.projects[0]).toMatchObject({ goal: '清淤12公里', indicators: [{ value: 12 }] });
  const told = record.findings.find(({ code }) => code === 'form/long-term-block');
  expect(told?.actual).toContain('实施期目标：清淤36公里');
  expect(told?.actual).toContain('清淤长度：≥36公里');
});
