/** Evaluation summaries of counties that do not exist. */
import { describe, expect, it } from 'vitest';
import { readEvaluations } from '../../../normalizers/prose/evaluations.js';
import { evaluationsOf, lexicon, lineOf, paragraphsOf } from './paragraphs.js';

describe('evaluation summaries', () => {
  it('other numbering, other words, 元, score parts in brackets; what stands around stays outside', () => {
    const text = `临江县2023年度重点项目绩效评价结果
县财政局选取2个项目开展财政重点评价，涉及资金1.2亿元。
一、农村公路养护工程项目
（一）项目概况
2023年农村公路养护工程年初预算3,000万元，调整后预算数为2,850万元，全年执行数2,736.5万元，预算执行率96.02%。
（二）综合评价结论
经综合评价，该项目得分88.6分，评价等级为“良好”。其中：决策类指标得分13.5分（满分15分）、产出（85分）得75.1分。沿线群众满意度为93.6%。
（三）存在的主要问题
1.绩效目标设置不够细化。
2.管理不够规范。
（四）相关建议
加强档案管理。
二、基层医疗卫生机构能力提升补助资金
（一）项目概况
项目批复预算12,345,678.90元，实际支付11,000,000.00元，执行率89.1%。
（二）综合评价结论
综合评分为75分，评价结果为中等。
（三）存在的主要问题
资金拨付滞后。
（四）下一步改进措施
加快支出进度。
三、下一步工作计划
加强结果应用。`;
    const { evaluations, findings, used } = evaluationsOf(text);
    expect(findings).toEqual([]);
    expect(evaluations).toMatchObject([
      {
        project_name: '农村公路养护工程项目',
        fiscal_year: 2023,
        budget_wan: 2850,
        expenditure_wan: 2736.5,
        execution_rate_pct: 96.02,
        score: 88.6,
        grade: '良',
        dimension_scores: [
          { dimension: '决策类指标', weight: 15, score: 13.5 },
          { dimension: '产出', weight: 85, score: 75.1 },
        ],
        satisfaction_pct: 93.6,
        problems_text: '1.绩效目标设置不够细化。\n2.管理不够规范。',
        recommendations_text: '加强档案管理。',
        facts: [{ metric: 'initial_budget', value: 3000, unit: '万元' }],
      },
      {
        project_name: '基层医疗卫生机构能力提升补助资金',
        budget_wan: 1234.56789,
        expenditure_wan: 1100,
        score: 75,
        grade: '中',
        satisfaction_pct: null,
        recommendations_text: '加快支出进度。',
      },
    ]);
    expect(paragraphsOf(text).length - used.size).toBe(4);
  });

  it('a full report: years and amounts of its own, sections between, a signature that is no advice', () => {
    const { evaluations } = evaluationsOf(`青石县城乡居民养老保险补助项目绩效评价报告
一、基本情况
补助项目2022年度预算安排1.86亿元，资金到位1.86亿元，实际支出1.79亿元，支出率96.24%。领取待遇8.9万人。
二、绩效评价工作开展情况
评价组发放问卷500份。
三、综合评价情况及评价结论
项目总得分93.25分，绩效等级为优。综合满意度95.2%，其中老年群体满意度97%。
五、主要经验及做法、存在的问题及原因分析
宣传不到位。
六、有关建议
加大宣传力度。
青石县财政局
2023年9月12日`);
    expect(evaluations).toMatchObject([
      {
        project_name: '青石县城乡居民养老保险补助项目',
        fiscal_year: 2022,
        budget_wan: 18600,
        expenditure_wan: 17900,
        score: 93.25,
        grade: '优',
        satisfaction_pct: 95.2,
        recommendations_text: '加大宣传力度。',
        facts: [
          { value: 8.9, unit: '万人', label: '领取待遇' },
          { value: 500, unit: '份' },
          { value: 97, unit: '%', metric: 'satisfaction_rate' },
        ],
      },
    ]);
  });

  it('a heading over two lines, in its words or in its name', () => {
    const body = (title: string) =>
      `${title}\n（一）资金使用情况\n预算安排10万元，支出9万元。\n（二）评价结论\n得分90分。`;
    const names = [
      '1.校园安防\n绩效评价报告摘要',
      '二、城区生活垃圾分类\n项目',
      '3.校园安防项目绩效\n评价报告摘要',
    ].map((title) => evaluationsOf(body(title)).evaluations[0]?.project_name);
    expect(names).toEqual(['校园安防', '城区生活垃圾分类项目', '校园安防项目']);
  });

  it('a missing section and a figure told twice, differently, are findings; nothing bleeds over', () => {
    const { evaluations, findings } = evaluationsOf(`（1）校园安防建设项目评价结果摘要
第一部分 基本情况
安排预算860万元，支付资金799.8万元，支出率93%。
第二部分 评价结果
评价得分91分，等级为“优秀”。
第三部分 问题
维护经费未落实。
（2）困境儿童关爱项目评价结果摘要
第一部分 基本情况
预算120万元，支出120万元，预算执行率100%。
第二部分 评价结果
评价得分58.5分，等级为“差”。实际支出110万元。
第三部分 问题
台账不清。
第四部分 建议
完善台账。`);
    expect(evaluations).toMatchObject([
      { budget_wan: 860, grade: '优', recommendations_text: null, problems_text: '维护经费未落实。' },
      { budget_wan: 120, expenditure_wan: 120, grade: '差', recommendations_text: '完善台账。' },
    ]);
    expect(findings).toMatchObject([
      { code: 'prose/missing-section', severity: 'warning', expected: '有关建议' },
      { code: 'prose/inconsistent-figure', actual: '实际支出110万元', expected: '支出120万元' },
    ]);
  });

  it('results in one paragraph each', () => {
    const { evaluations, used } = evaluationsOf(`县财政局对2个项目开展了重点评价：
1.农村饮水安全项目：2022年预算安排500万元，实际支出450万元，综合得分88分，评价等级为良。新建水厂2座。存在的主要问题：管网漏损率达18%；建议：加强管护。
2.城区公交运营补贴，预算1200万元，支出1200万元，评价得分92.5分，等级为“优”。
相关建议：完善成本核算。
二、结果应用
核减项目预算150万元。`);
    expect(evaluations).toMatchObject([
      {
        project_name: '农村饮水安全项目',
        fiscal_year: 2022,
        expenditure_wan: 450,
        score: 88,
        grade: '良',
        recommendations_text: '加强管护。',
      },
      {
        project_name: '城区公交运营补贴',
        fiscal_year: 2023,
        budget_wan: 1200,
        grade: '优',
        recommendations_text: '完善成本核算。',
      },
    ]);
    expect(used.size).toBe(3);
  });

  const FUNDS = '2023年预算安排500万元，实际支出450万元，执行率90%。';
  const TWO: [string, string][] = [
    ['项目一：甲工程|【基本情况】F|【评价结论】得分88分。|【存在问题】P|【有关建议】R', '项目二：乙补贴'],
    ['项目1 甲工程|基本情况：F|评价结论：得分88分。|存在问题：P|改进建议：R', '项目2 乙补贴'],
    ['案例1 甲工程|一、基本情况|F|二、评价结论|得分88分。|三、存在问题|P|四、有关建议|R', '案例2 乙补贴'],
    ['（一）甲工程|【项目概况】F【评价结论】得分88分。【主要问题】P【改进建议】R', '（二）乙补贴'],
    ['一、甲工程|（一）项目概况　F|（二）评价结论　得分88分。|（三）存在问题　P|（四）有关建议　R', '二、乙补贴'],
    ['（一）甲工程|1.评价结论：得分88分。|2.基本情况：F|3.主要问题：P|4.对策建议：R', '（二）乙补贴'],
    ['项目名称：甲工程|〖基本情况〗|F|〖评价得分〗|88分。得分88分。|〖问题〗|P|〖建议〗|R', '项目名称：乙补贴'],
    ['项目一：甲工程项目。【基本情况】F【评价结论】得分88分。【存在问题】P【建议】R', '项目二：乙补贴项目。'],
  ];

  it.each(TWO)('%s', (pattern, second) => {
    const first = pattern.replace('F', FUNDS).replace('P', '管护不到位。').replace('R', '加强管护。').split('|');
    const [title = '', ...body] = first;
    const names = [title, second].map((line) => /(?:甲|乙)[^。【]*/.exec(line)?.[0]);
    const other = second + (title.includes('【') ? title.slice(title.indexOf('【')) : '');
    const lines = ['某县2023年度重点项目绩效评价结果', title, ...body, other, ...body, '某县财政局', '2024年12月20日'];
    const { evaluations, used } = readEvaluations(lines.map(lineOf), { fiscalYear: 2023 }, lexicon);
    expect(evaluations).toMatchObject(
      names.map((project_name) => ({
        project_name,
        budget_wan: 500,
        execution_rate_pct: 90,
        score: 88,
        problems_text: '管护不到位。',
        recommendations_text: '加强管护。',
      })),
    );
    expect(used.size).toBe(lines.length - 3);
  });

  it('a list of attachments opens none; a signature ends one, whatever its last section', () => {
    const lines = `附件：1.2024年县级重点项目清单
2.2024年县级重点项目绩效目标表
3.2023年度重点项目绩效评价结果摘要
某县财政局
附件1
农村公路养护项目绩效评价报告
一、基本情况
${FUNDS}
二、存在问题
台账不清。
三、评价结论
得分85分。
某县财政局（盖章）
2024年5月6日`.split('\n');
    const { evaluations, used } = readEvaluations(lines.map(lineOf), { fiscalYear: 2023 }, lexicon);
    expect(evaluations).toMatchObject([{ project_name: '农村公路养护项目', findings_text: '得分85分。' }]);
    expect(used.size).toBe(7);
  });

  it.each(['某县财政局', '某县2023年度重点项目绩效评价报告汇编', '某县2023年财政支出情况公示'])(
    '%s above a title is no part of the name',
    (above) => {
      const body = `农村公路养护项目绩效评价报告\n一、基本情况\n${FUNDS}\n二、评价结论\n得分85分。`;
      const { evaluations } = readEvaluations(
        `${above}\n${body}`.split('\n').map(lineOf),
        { fiscalYear: 2023 },
        lexicon,
      );
      expect(evaluations.map(({ project_name }) => project_name)).toEqual(['农村公路养护项目']);
    },
  );

  it('texts go on over a page break and the head of the page; the author above is no part of the name', () => {
    const head = '农村公路养护项目绩效评价报告';
    const lines = [
      '某县财政局',
      head,
      '一、基本情况',
      '2023年预算安排860万元，实际支出799.8万元，',
      head,
      '预算执行率93%。',
      '二、评价结论',
      '得分91分。',
      '三、存在问题',
      '（一）管护不到位',
      '部分路段管护责任没有压实，日常巡查记录不完整，养护单位考核',
      head,
      '流于形式。',
      '四、有关建议',
      '加强巡查，落实',
      '责任。',
    ];
    const { evaluations, findings } = readEvaluations(lines.map(lineOf), { fiscalYear: 2023 }, lexicon);
    expect(findings).toEqual([]);
    expect(evaluations).toMatchObject([
      {
        project_name: '农村公路养护项目',
        execution_rate_pct: 93,
        problems_text: '（一）管护不到位\n部分路段管护责任没有压实，日常巡查记录不完整，养护单位考核流于形式。',
        evidence: { problems_text: { at: [{ line: 10 }, { line: 11 }, { line: 13 }] } },
      },
    ]);
  });

  it.each([
    ['决策14.2分（满分18分）、过程13.6分（满分22分）', '决策 14.2/18, 过程 13.6/22'],
    ['项目决策（18分）14.2分、项目过程（满分22分）13.6分', '项目决策 14.2/18, 项目过程 13.6/22'],
    ['决策14.2/18、过程13.6分/22分', '决策 14.2/18, 过程 13.6/22'],
    ['决策满分18分，得14.2分；过程权重22%，得分13.6分', '决策 14.2/18, 过程 13.6/22'],
    ['决策得分14.2分、过程得分13.6分', '决策 14.2/null, 过程 13.6/null'],
    ['决策得分14.2分', ''],
  ])('dimension scores: %s', (scores, expected) => {
    const text = `1.甲项目绩效评价报告摘要\n一、基本情况\n${FUNDS}\n二、评价结论\n综合得分88分。${scores}。`;
    const read = evaluationsOf(text).evaluations[0]?.dimension_scores ?? [];
    expect(read.map(({ dimension, weight, score }) => `${dimension} ${score}/${weight}`).join(', ')).toBe(expected);
  });

  it('headings of a report are no summaries', () => {
    const report =
      '某县2023年度重点绩效评价情况\n一、基本情况\n开展了评价。\n（三）财政重点绩效评价结果\n较好。\n二、存在问题\n无。';
    expect(evaluationsOf(report)).toEqual({ evaluations: [], findings: [], used: new Set() });
  });
});
