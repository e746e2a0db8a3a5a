/** Forms in text whose cells are set out by blanks, as pdftotext -layout leaves them. */
import { expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { normalize } from '../../normalizers/normalize.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const lexicon = loadLexicon();

async function read(text: string) {
  const record = normalize(await extract(new TextEncoder().encode(text)), { source: 'a', sha256: '' }, lexicon);
  const [project] = record.projects;
  const rows = project?.indicators.map(({ level1, level2, name, raw_value }) => [level1, level2, name, raw_value]);
  return { project, rows, codes: record.findings.map(({ code }) => code), evaluations: record.evaluations };
}

it('a label and a name in the middle of their rows', async () => {
  const { project, rows } = await read(`
          新野县水利局2025年项目支出绩效目标表

项目名称      灌区节水改造          主管部门       新野县水利局
资金总额      320.00 其中：财政拨款 300.00
          1.改造渠道12公里。
年度绩效目标
          2.新增节水灌溉面积0.6万亩。
一级指标      二级指标      三级指标          指标值        备注
                    改造渠道
                                 ≥12公里
          数量指标      长度
产出指标                新增面积          0.6万亩
                    渠道防渗
          质量指标                   ≥95%
                    合格率
效益指标      生态效益指标    年节水量          ≥80万立方米
满意度指标     服务对象满意    农户满意度         ≥90%
          度指标
`);
  expect(rows).toEqual([
    ['产出指标', '数量指标', '改造渠道长度', '≥12公里'],
    ['产出指标', '数量指标', '新增面积', '0.6万亩'],
    ['产出指标', '质量指标', '渠道防渗合格率', '≥95%'],
    ['效益指标', '生态效益指标', '年节水量', '≥80万立方米'],
    ['满意度指标', '服务对象满意度指标', '农户满意度', '≥90%'],
  ]);
  expect(project).toMatchObject({
    name: '灌区节水改造',
    department: '新野县水利局',
    budget_total_wan: 320,
    budget_fiscal_wan: 300,
    goal: '1.改造渠道12公里。2.新增节水灌溉面积0.6万亩。',
  });
  expect(project!.indicators[0]!.evidence.name!.at).toEqual([
    expect.objectContaining({ line: 10 }),
    expect.objectContaining({ line: 12 }),
  ]);
});

it('cells that begin at the top of their rows, heads on two lines, and heads again on the next page', async () => {
  const { project, rows, codes, evaluations } = await read(`
            新野县2024年度项目支出绩效自评表

项目名称        公益林管护            主管部门        新野县林业局

一级指标    二级指标     三级指标      指标值       全年实际完成   未完成原因和
                                      值        改进措施
产出指标    数量指标     公益林管护     ≥2.4万亩     2.4万亩
                     面积
            质量指标     管护合格率     ≥95%       91%       人员不足，下
                                                年补齐
一级指标    二级指标     三级指标      指标值       全年实际完成   未完成原因和
                                      值        改进措施
效益指标    生态效益指    森林火灾受     ≤0.9‰      0.1‰
            标        害率
`);
  expect(rows).toEqual([
    ['产出指标', '数量指标', '公益林管护面积', '≥2.4万亩'],
    ['产出指标', '质量指标', '管护合格率', '≥95%'],
    ['效益指标', '生态效益指标', '森林火灾受害率', '≤0.9‰'],
  ]);
  expect(project!.indicators.map(({ actual_raw, deviation }) => [actual_raw, deviation])).toEqual([
    ['2.4万亩', null],
    ['91%', '人员不足，下年补齐'],
    ['0.1‰', null],
  ]);
  expect(evaluations).toHaveLength(1);
  expect(codes).not.toContain('form/leftover-cells');
});

it('the row of the total is none of the grid', async () => {
  const { project, evaluations } = await read(`
            新野县2024年度项目支出绩效自评表

项目名称        公益林管护            主管部门        新野县林业局

一级指标    二级指标     三级指标      年度指标值     实际完成值     分值    得分
                     公益林管护
产出指标    数量指标                ≥2.4万亩      2.4万亩      50    49
                     面积
满意度指标   满意度指标    群众满意度     ≥95%         97%        50    50
                     总分                              100   99
`);
  expect(project!.indicators.map(({ name, weight, score }) => [name, weight, score])).toEqual([
    ['公益林管护面积', 50, 49],
    ['群众满意度', 50, 50],
  ]);
  expect(evaluations).toMatchObject([{ score: 99 }]);
});

it('cells in the middle of their columns under heads on several lines, labels downwards', async () => {
  const { rows, evaluations, codes } = await read(`
          巨野县2024年度县级项目支出绩效自评表

项目名称                四好农村路建设
主管部门                巨野县交通运输局
     一级                                                                     偏差原因
          二级指标     三级指标       年度指标值       实际完成值       分值     得分
     指标                                                                      分析
                  新建改建农
                              ≥32公里       32.6公里     15     15
                   村公路
          数量指标
                                                                         一座桥梁
                  危桥改造            4座        3座       10     7.5
     产出                                                                    延期
     指标           交工验收合
          质量指标                 100%        100%      15     15
                    格率
     满意
        服务对象满     沿线群众满
     度指                        ≥90%        95.5%     10     10
         意度指标       意度
      标
                    总分                               100    95
`);
  expect(rows).toEqual([
    ['产出指标', '数量指标', '新建改建农村公路', '≥32公里'],
    ['产出指标', '数量指标', '危桥改造', '4座'],
    ['产出指标', '质量指标', '交工验收合格率', '100%'],
    ['满意度指标', '服务对象满意度指标', '沿线群众满意度', '≥90%'],
  ]);
  expect(evaluations).toMatchObject([{ score: 95 }]);
  expect(codes).toContain('form/set-out-by-blanks');
});

it('a label of the goals written downwards beside both of them, and heads of the funds on two lines', async () => {
  const { project } = await read(`
           门源回族自治县2024年度项目支出绩效自评表

    项目名称                         草原生态保护修复治理
    主管部门      门源回族自治县林业和草原局              实施单位            门源回族自治县草原站
                                                                分
              年初预算数      全年预算数       全年执行数                  执行率        得分
                                                                值
年
               预期目标                                  实际完成情况
度
总
体    完成退化草原改良8万亩、黑土滩治理2.5万               完成退化草原改良8.1万亩、黑土滩治理2.5
目       亩，草原植被盖度稳步提高。                       万亩，围栏管护全部到位。
标
     一级   二级                    年度          实际       分             偏差原因分析及
                三级指标                                      得分
     指标   指标                   指标值         完成值       值              改进措施
     产出   质量
              草种质量合格率          ≥95%       98%       10     10
     指标   指标
`);
  expect(project).toMatchObject({
    implementing_unit: '门源回族自治县草原站',
    goal: '完成退化草原改良8万亩、黑土滩治理2.5万亩，草原植被盖度稳步提高。',
    goal_actual: '完成退化草原改良8.1万亩、黑土滩治理2.5万亩，围栏管护全部到位。',
  });
});

it('heads on two lines over cells set left, and cells of the head that go on in the next line', async () => {
  const { project, rows } = await read(`
          互助土族自治县 2025 年部门预算项目绩效目标表
                               （2025 年度）
项目名称           63022325R000000342-特困人员集中供养
主管部门           630223-互助土族自治县民政局         实施单 630223014-互助土族
                                         位   自治县社会福利中心
项目预算           年度资金总额 318.60
（万元）           其中：财政拨 268.60
               款
               其他资金       50.00
年度目标           保障集中供养特困人员基本生活和照料护理，提高供养服务质量。
绩效指 一级指标       二级指标       三级指标           指标性 指标值       度量单位
标                                        质
     产出指标      数量指标       集中供养人数         ≥   152       人
               质量指标       供养标准达标率        ＝   100       %
               时效指标       供养资金拨付及时率      ＝   100       %
       成本指标    经济成本指标 人均月供养标准            ≤   1460      元
       效益指标    社会效益指标   特困人员生活质量       定性     得到保障
               可持续影响指   养老服务设施         定性     不断完善
               标
       满意度指标   服务对象满意   供养人员满意度        ≥      95      %
               度指标
`);
  expect(project).toMatchObject({
    name: '特困人员集中供养',
    department: '互助土族自治县民政局',
    implementing_unit: '互助土族自治县社会福利中心',
    budget_total_wan: 318.6,
    budget_fiscal_wan: 268.6,
    budget_other_wan: 50,
    goal: '保障集中供养特困人员基本生活和照料护理，提高供养服务质量。',
  });
  expect(rows).toEqual([
    ['产出指标', '数量指标', '集中供养人数', '152'],
    ['产出指标', '质量指标', '供养标准达标率', '100'],
    ['产出指标', '时效指标', '供养资金拨付及时率', '100'],
    ['成本指标', '经济成本指标', '人均月供养标准', '1460'],
    ['效益指标', '社会效益指标', '特困人员生活质量', '得到保障'],
    ['效益指标', '可持续影响指标', '养老服务设施', '不断完善'],
    ['满意度指标', '服务对象满意度指标', '供养人员满意度', '95'],
  ]);
});
