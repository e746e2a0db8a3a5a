/** Forms that are no form by their layout: one project a row, one sheet for all projects, sentences, tables of results. */
import { describe, expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { splitTarget, splitTargets } from '../../normalizers/forms/named-targets.js';
import { normalize } from '../../normalizers/normalize.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import fc from '../properties.js';

const lexicon = loadLexicon();

async function read(body: string): Promise<GongkaiRecord> {
  const html = `<meta charset=utf-8><body>${body}`;
  return normalize(await extract(new TextEncoder().encode(html)), { source: 'a', sha256: '' }, lexicon);
}
const paragraphs = (...lines: string[]) => lines.map((line) => `<p>${line}</p>`).join('');
/** Cells parted by |; `*n` at the end of a cell: columns, `^n`: rows. */
const table = (...rows: string[]) =>
  `<table>${rows
    .map(
      (row) =>
        `<tr>${row
          .split('|')
          .map((cell) => {
            const [, text, columns, down] = /^(.*?)(?:\*(\d))?(?:\^(\d))?$/.exec(cell)!;
            return `<td${columns ? ` colspan=${columns}` : ''}${down ? ` rowspan=${down}` : ''}>${text}</td>`;
          })
          .join('')}</tr>`,
    )
    .join('')}</table>`;
const targets = (record: GongkaiRecord) =>
  record.projects.map(({ name, indicators }) => [
    name,
    ...indicators.map(({ level1, level2, name: measured, raw_value }) =>
      [level1, level2, measured, raw_value].join(' '),
    ),
  ]);
const codes = (record: GongkaiRecord) => record.findings.map(({ code }) => code);

describe('name and value in one text', () => {
  it.each([
    ['维修周转房≥124套', '维修周转房', '≥124套'],
    ['培育龙头企业2家', '培育龙头企业', '2家'],
    ['改造任务完成时间为2025年10月底前', '改造任务完成时间', '2025年10月底前'],
    ['完成时间：2025年8月底前', '完成时间', '2025年8月底前'],
    ['防火体系持续完善', '防火体系', '持续完善'],
    ['工程良性运行', '工程良性运行', '工程良性运行'],
    ['100%', '100%', '100%'],
    ['2025年12月底前', '2025年12月底前', '2025年12月底前'],
    ['投诉率降至2%以下', '投诉率', '降至2%以下'],
    ['80-89周岁老人津贴发放人数不少于300人', '80-89周岁老人津贴发放人数', '不少于300人'],
  ])('%s', (text, name, value) => {
    expect(splitTarget(text, lexicon.values)).toEqual({ name, value });
  });

  it('commas part two targets, and not the halves of one', () => {
    expect(splitTargets('慰问人数≥100人，宣传用品≥20000份；满意度90%。', lexicon.values)).toEqual([
      { name: '慰问人数', value: '≥100人' },
      { name: '宣传用品', value: '≥20000份' },
      { name: '满意度', value: '90%' },
    ]);
    expect(splitTargets('建立机制，资金到位率100%', lexicon.values)).toEqual([
      { name: '建立机制，资金到位率', value: '100%' },
    ]);
    expect(splitTargets('总成本≤1,680.92万元', lexicon.values)).toEqual([{ name: '总成本', value: '≤1,680.92万元' }]);
  });

  it('loses no character of a text, whatever it is', () => {
    const word = fc.constantFrom('改造', '完成率', '≥', '95', '%', '2025年', '持续', '提高', '万元', '为', '3个', 'x');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const text = words.join('');
        const { name, value } = splitTarget(text, lexicon.values);
        expect(name === text ? value === text : text.startsWith(name) && text.endsWith(value)).toBe(true);
        if (name !== text) expect(text.length - name.length - value.length).toBeLessThanOrEqual(words.length);
      }),
    );
  });
});

describe('a table with one project a row', () => {
  it('has level 1 as heads and level 2 in its cells, and a compiler that carries out none of them', async () => {
    const record = await read(
      table(
        '长汀县2025年专项资金绩效目标公开表*8',
        '编制单位：长汀县财政局*4|单位：万元*4',
        '序号^2|主管部门^2|专项名称^2|2025年预算安排*2|绩效指标*3',
        '合计|其他资金|产出指标|效益指标|满意度指标',
        '1|县文旅局|非遗保护|460|0|数量指标：工坊12家；展演≥20场；质量指标：合格率100%|社会效益指标：投诉率降至2%以下|群众满意度≥90%',
        '2|县林业局|油茶改造|320|20|数量指标：改造≥1.5万亩|生态效益指标：水土流失状况有效改善|服务对象满意度：林农满意度≥92%',
        '说明：不含上级专项。*8',
      ),
    );
    expect(targets(record)).toEqual([
      [
        '非遗保护',
        '产出指标 数量指标 工坊 12家',
        '产出指标 数量指标 展演 ≥20场',
        '产出指标 质量指标 合格率 100%',
        '效益指标 社会效益指标 投诉率 降至2%以下',
        '满意度指标 满意度指标 群众满意度 ≥90%',
      ],
      [
        '油茶改造',
        '产出指标 数量指标 改造 ≥1.5万亩',
        '效益指标 生态效益指标 水土流失状况 有效改善',
        '满意度指标 服务对象满意度 林农满意度 ≥92%',
      ],
    ]);
    expect(record.projects[1]).toMatchObject({
      department: '县林业局',
      implementing_unit: null,
      budget_total_wan: 320,
      budget_other_wan: 20,
    });
    expect(record.findings).toMatchObject([{ code: 'form/note', severity: 'info', actual: '说明：不含上级专项。' }]);
  });

  it('has its levels as heads of columns', async () => {
    const record = await read(
      paragraphs('石城县2025年部门预算项目绩效目标批复表', '单位：万元') +
        table(
          '序号^2|主管部门^2|项目名称^2|批复金额^2|年度绩效目标^2|产出指标*2|满意度指标',
          '数量指标|质量指标|服务对象满意度',
          '1|石城县水利局|山塘整治|950|整治山塘38座。|整治山塘≥38座；新建渠道2公里|合格率100%|群众满意度≥92%',
          '2|石城县教育局|校舍维修|286.4|维修校舍。|维修校舍≥12栋|/|教师满意度≥95%',
          '|||||维修围墙200米|质量：合格|',
          '合计|||1236.4||||',
        ),
    );
    expect(targets(record)).toEqual([
      [
        '山塘整治',
        '产出指标 数量指标 整治山塘 ≥38座',
        '产出指标 数量指标 新建渠道 2公里',
        '产出指标 质量指标 合格率 100%',
        '满意度指标 服务对象满意度 群众满意度 ≥92%',
      ],
      [
        '校舍维修',
        '产出指标 数量指标 维修校舍 ≥12栋',
        '产出指标 数量指标 维修围墙 200米',
        '产出指标 质量指标 质量 合格',
        '满意度指标 服务对象满意度 教师满意度 ≥95%',
      ],
    ]);
    expect(record.projects[0]).toMatchObject({
      department: '石城县水利局',
      budget_total_wan: 950,
      goal: '整治山塘38座。',
    });
    expect(record.listings).toEqual([]);
  });
});

describe('all projects of a department in one sheet', () => {
  const HEADS = '单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标属性';
  it('rows of names over the projects are the department and the unit; the row of column numbers is none', async () => {
    const record = await read(
      paragraphs('项目支出绩效目标表') +
        table(
          HEADS,
          '1|2|3|4|5|6|7|8|9',
          '绥江县水务局||||||||',
          '绥江县水务局机关||||||||',
          '供水维护^2|维护。^2|产出指标|数量指标|工程数量|&gt;=|42|处|定量指标',
          '效益指标|社会效益指标|饮水安全|=|保障||定性指标',
          '河长制|巡河。|产出指标|数量指标|巡河|&gt;=|48|次|定量指标',
          '说明：本表不含上级项目。||||||||',
        ),
    );
    expect(targets(record)).toEqual([
      ['供水维护', '产出指标 数量指标 工程数量 42', '效益指标 社会效益指标 饮水安全 保障'],
      ['河长制', '产出指标 数量指标 巡河 48'],
    ]);
    for (const project of record.projects)
      expect(project).toMatchObject({ department: '绥江县水务局', implementing_unit: '绥江县水务局机关' });
  });
});

describe('a form in sentences', () => {
  const FORM = [
    '一、项目名称：核桃提质增效',
    '主管部门：卢氏县林业局',
    '年度资金总额：680万元，其中：财政拨款650万元，其他资金30万元。',
    '年度绩效目标：改造核桃园2.2万亩。',
    '绩效指标：',
    '1.产出指标',
    '（1）数量指标：改造面积≥2.2万亩；培育龙头企业2家。',
    '（2）时效指标：完成时间为2025年10月底前。',
    '2.满意度指标',
    '服务对象满意度指标：果农满意度≥92%。',
  ];

  it('is read like one in a table, each value at its place', async () => {
    const record = await read(paragraphs('卢氏县林业局2025年重点项目绩效目标公开说明', ...FORM, '卢氏县林业局'));
    expect(targets(record)).toEqual([
      [
        '核桃提质增效',
        '产出指标 数量指标 改造面积 ≥2.2万亩',
        '产出指标 数量指标 培育龙头企业 2家',
        '产出指标 时效指标 完成时间 2025年10月底前',
        '满意度指标 服务对象满意度指标 果农满意度 ≥92%',
      ],
    ]);
    expect(record.projects[0]).toMatchObject({
      department: '卢氏县林业局',
      budget_total_wan: 680,
      budget_fiscal_wan: 650,
      budget_other_wan: 30,
      goal: '改造核桃园2.2万亩。',
    });
    expect(record.projects[0]!.evidence.budget_total_wan!.at).toHaveLength(1);
  });

  it('a line without a label goes on with a goal; after another value the form is not read, and that is said', async () => {
    const [name, department, money, goal, ...grid] = FORM;
    const title = '卢氏县林业局2025年重点项目绩效目标公开说明';
    const record = await read(paragraphs(title, name!, department!, money!, goal!, '带动农户500户。', ...grid));
    expect(record.projects).toMatchObject([{ name: '核桃提质增效', goal: '改造核桃园2.2万亩。带动农户500户。' }]);
    expect(record.projects[0]!.evidence.goal!.repairs).toContain('joined-lines');
    const stray = await read(paragraphs(title, name!, '简介如下', department!, money!, goal!, ...grid));
    expect(stray.projects).toEqual([]);
    expect(codes(stray)).toContain('form/not-read');
  });

  it('in words that are not understood is an error, not silence', async () => {
    const lost = ['项目名称 核桃', '一级指标 二级指标 三级指标 指标值', '产出指标', '质量指标 合格率 95%'];
    const record = await read(paragraphs('卢氏县2025年绩效目标公开', ...lost));
    expect(codes(record)).toContain('form/not-read');
    expect(record.status).toBe('partial');
  });

  it('a report that speaks of indicators has lost none', async () => {
    const report = '各部门按产出指标、效益指标和满意度指标编制绩效目标，数量指标和质量指标的量化率明显提高。';
    expect(codes(await read(paragraphs('甲县2024年预算绩效管理工作情况', report)))).not.toContain('form/not-read');
  });
});

describe('a table of results', () => {
  const ROWS = [
    '序号|项目名称|主管部门|预算金额（万元）|支出金额（万元）|预算执行率|评价得分|评价等级',
    '1|茶叶产业|县农业农村局|2,000.00|1,986.50|99.33%|91.4|优',
    '2|公交补贴|县交通运输局|1,136.50|1,136.50|100%|84.62|良好',
    '合计|||3,136.50|3,123.00|||',
  ];

  it('gives an evaluation for each project, and no list', async () => {
    const record = await read(paragraphs('保康县2024年度财政重点绩效评价结果') + table(...ROWS));
    expect(record.evaluations).toMatchObject([
      { project_name: '茶叶产业', budget_wan: 2000, expenditure_wan: 1986.5, execution_rate_pct: 99.33, score: 91.4, grade: '优' },
      { project_name: '公交补贴', budget_wan: 1136.5, score: 84.62, grade: '良' },
    ]); // biome-ignore format: rows
    expect(record.listings).toEqual([]);
    expect(codes(record)).not.toContain('form/leftover-cells');
  });

  it.each([
    ['被评价项目', '项目主管部门', '综合评分', '评定等次'],
    ['被评项目全称', '责任单位', '专家评分', '绩效等次'],
  ])('under the heads %s, %s, %s, %s', async (project, department, score, grade) => {
    const heads = `序号|${project}|${department}|预算资金（万元）|支出金额（万元）|执行率|${score}|${grade}`;
    const record = await read(paragraphs('魏县2024年度财政评价结果') + table(heads, ...ROWS.slice(1)));
    expect(record.evaluations).toMatchObject([
      { project_name: '茶叶产业', score: 91.4, grade: '优' },
      { project_name: '公交补贴', score: 84.62, grade: '良' },
    ]);
  });

  it('that lies on its side is read by its columns', async () => {
    const turned = [0, 1, 2, 3, 4, 5, 6, 7].map((k) =>
      ROWS.slice(0, 3)
        .map((row) => row.split('|')[k]!)
        .join('|'),
    );
    const title = paragraphs('嘉荫县2024年度财政重点绩效评价结果');
    const record = await read(title + table(...turned));
    const upright = await read(title + table(...ROWS));
    const said = ({ evaluations }: GongkaiRecord) => evaluations.map(({ evidence, ...rest }) => rest);
    expect(record.evaluations).toHaveLength(2);
    expect(said(record)).toEqual(said(upright));
    expect(codes(record)).not.toContain('form/leftover-cells');
  });

  it('of the year before is no year of the report', async () => {
    const title = paragraphs('景泰县2024年度预算绩效管理工作报告', '景泰县2023年度重点评价结果汇总表');
    expect((await read(title + table(...ROWS))).document.fiscal_year).toBe(2024);
    expect((await read(title.replace('2024年度', '') + table(...ROWS))).document.fiscal_year).toBe(2023);
  });

  it('has problems and advice beside the score', async () => {
    const record = await read(
      paragraphs('洛川县2024年度财政重点绩效评价结果清单') +
        table(
          '序号|被评价单位|评价项目|资金规模|评价得分|评定等次|存在的主要问题|整改建议',
          '1|县水务局|灌区维修|3,240万元|83|良|变更手续不完善。|完善审批。',
        ),
    );
    expect(record.evaluations).toMatchObject([
      { project_name: '灌区维修', budget_wan: 3240, score: 83, grade: '良', problems_text: '变更手续不完善。', recommendations_text: '完善审批。' },
    ]); // biome-ignore format: rows
    expect(codes(record)).not.toContain('form/leftover-cells');
  });

  it('what could not be read in it is left over, and said', async () => {
    const rows = [
      ...ROWS.slice(0, 3),
      '3|河道治理|县水利局|见附件|12.00|－|88|良好',
      '4|绿化|县林业局|5.00|5.00|100%|待定|待定',
    ];
    const record = await read(paragraphs('保康县2024年度财政重点绩效评价结果') + table(...rows));
    expect(record.evaluations[2]).toMatchObject({ project_name: '河道治理', budget_wan: null, expenditure_wan: 12 });
    const left = record.findings.find(({ code }) => code === 'form/leftover-cells');
    expect(left?.actual).toBe('见附件 | 4 | 绿化 | 县林业局 | 5.00 | 5.00 | 100% | 待定 | 待定');
  });

  it('a project of which the text tells as well is one evaluation; what differs is said', async () => {
    const text = paragraphs(
      '（一）茶叶产业',
      '1.资金投入和使用情况。2024年预算安排2,000万元，实际支出1,986.5万元。',
      '2.评价结论。项目综合得分90.4分，评价等级为“优”。',
      '3.存在的主要问题。拨付滞后。',
      '4.有关建议。加快进度。',
    );
    const record = await read(paragraphs('保康县2024年度财政重点绩效评价结果') + table(...ROWS) + text);
    expect(record.evaluations.map(({ project_name }) => project_name)).toEqual(['公交补贴', '茶叶产业']);
    expect(record.evaluations[1]).toMatchObject({ score: 90.4, execution_rate_pct: 99.33 });
    expect(record.findings.find(({ code }) => code === 'evaluation/table-differs')).toMatchObject({
      actual: '91.4',
      expected: '90.4',
    });
  });
});

it('headings of groups in a list are no projects', async () => {
  const record = await read(
    paragraphs('石城县2025年重点项目清单') +
      table(
        '序号|主管部门|项目名称|预算金额（万元）|备注',
        '一|一般公共预算||1,860.00|',
        '1|石城县教育局|薄弱环节改善|1,860.00|',
        '二|政府性基金预算||9,800.00|',
        '2|石城县自然资源局|土地收储|9,800.00|',
      ),
  );
  expect(record.listings.map(({ project_name, department }) => [project_name, department])).toEqual([
    ['薄弱环节改善', '石城县教育局'],
    ['土地收储', '石城县自然资源局'],
  ]);
  expect(codes(record)).toContain('listing/group-rows');
});

describe('a head with two goals', () => {
  it('takes that of the year, whatever the other is called', async () => {
    const record = await read(
      paragraphs('项目支出绩效目标申报表') +
        table(
          '项目名称|管网改造*3',
          '总体绩效目标^2|实施周期总体目标*2|2025年度绩效目标',
          '完成42公里。*2|完成14公里。',
          '一级指标|二级指标|三级指标|指标值',
          '产出指标|数量指标|新建管网|14公里',
        ),
    );
    expect(record.projects[0]!.goal).toBe('完成14公里。');
  });
});
