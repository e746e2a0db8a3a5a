/** Statistics in sentences of counties that do not exist. */
import { describe, expect, it } from 'vitest';
import { readStatistics } from '../../../normalizers/prose/statistics.js';
import { lexicon, lineOf, statisticsOf } from './paragraphs.js';

const print = (text: string, fiscalYear?: number | null) =>
  statisticsOf(text, fiscalYear).statistics.map(
    ({ metric, value, unit, fiscal_year }) => `${metric} ${value}${unit} ${fiscal_year}`,
  );

/** Sentences of reports, and the statistics in them; the document is of 2024. */
const SENTENCES: [string, string[]][] = [
  [
    '2025年，县财政局选取3个项目开展财政重点绩效评价。核减2026年预算120万元；评价发现的23个问题，已完成整改19个。',
    [
      'key_evaluation_projects 3个 2024',
      'budget_cut_amount 120万元 2026',
      'key_evaluation_problems 23个 2024',
      'key_evaluation_problems_rectified 19个 2024',
    ],
  ],
  [
    '2024年，全县87个预算单位的1560个项目全部编报绩效目标，涉及资金28.6亿元，绩效目标编报率达100%。',
    [
      'units_with_targets 87个 2024',
      'projects_with_targets 1560个 2024',
      'projects_with_targets_amount 28.6亿元 2024',
      'target_reporting_rate 100% 2024',
    ],
  ],
  [
    '对全县96个预算单位的1325个项目开展绩效自评，涉及资金35.72亿元，自评覆盖率100%。',
    [
      'self_evaluated_units 96个 2024',
      'self_evaluated_projects 1325个 2024',
      'self_evaluation_amount 35.72亿元 2024',
      'self_evaluation_coverage_rate 100% 2024',
    ],
  ],
  [
    '组织对12个项目开展财政重点评价，涉及财政资金4.35亿元，评价结果为“优”的5个、“良”的6个、“中”的1个。',
    [
      'key_evaluation_projects 12个 2024',
      'key_evaluation_amount 4.35亿元 2024',
      'key_evaluation_excellent 5个 2024',
      'key_evaluation_good 6个 2024',
      'key_evaluation_medium 1个 2024',
    ],
  ],
  [
    '全年完成事前绩效评估项目15个，申报资金6.2亿元，审减资金1.15亿元，审减率18.5%。',
    [
      'ex_ante_evaluated_projects 15个 2024',
      'ex_ante_requested_amount 6.2亿元 2024',
      'ex_ante_reduced_amount 1.15亿元 2024',
      'ex_ante_reduction_rate 18.5% 2024',
    ],
  ],
  [
    '绩效运行监控项目1200个，涉及资金35.6亿元，发现偏差项目46个，已全部督促整改。',
    ['monitored_projects 1200个 2024', 'monitoring_amount 35.6亿元 2024', 'monitoring_deviating_projects 46个 2024'],
  ],
  [
    '根据监控结果，收回低效无效资金3200万元，调减预算项目23个。',
    ['monitoring_recovered_amount 3200万元 2024', 'budget_cut_projects 23个 2024'],
  ],
  [
    '举办预算绩效管理培训3场次，参训人员400余人次。',
    ['training_sessions 3场次 2024', 'training_participants 400人次 2024'],
  ],
  [
    '部门整体支出绩效自评覆盖率100%，项目支出绩效自评覆盖率98.7%。',
    ['self_evaluation_coverage_rate 100% 2024', 'self_evaluation_coverage_rate 98.7% 2024'],
  ],
  [
    '组织92家预算单位开展2023年度绩效自评，自评项目1,108个，资金规模达到23.41亿元。',
    ['self_evaluated_units 92家 2023', 'self_evaluated_projects 1108个 2023', 'self_evaluation_amount 23.41亿元 2023'],
  ],
  [
    '对上年度95个部门（含15个乡镇）的整体支出开展绩效自评。',
    ['self_evaluated_units 95个 2023', 'self_evaluated_units 15个 2023'],
  ],
  [
    '在2025年部门预算编制中，对31个新增项目实施事前绩效评估，其中通过28个，不予支持3个，核减预算1.2亿元。',
    [
      'ex_ante_evaluated_projects 31个 2025',
      'ex_ante_supported_projects 28个 2025',
      'ex_ante_rejected_projects 3个 2025',
      'ex_ante_reduced_amount 1.2亿元 2025',
    ],
  ],
  [
    '将绩效管理纳入政府综合考核，分值5分，对65个部门进行了考核。',
    ['assessment_points 5分 2024', 'assessed_units 65个 2024'],
  ],
  [
    '共发现问题235个，提出整改建议126条，完成整改230个。',
    [
      'evaluation_problems 235个 2024',
      'evaluation_recommendations 126条 2024',
      'evaluation_problems_rectified 230个 2024',
    ],
  ],
  ['审核部门绩效目标1256个，退回修改212个。', ['reviewed_targets 1256个 2024', 'returned_targets 212个 2024']],
  [
    '全县共抽取30个单位的60个项目进行自评复核，复核资金2.3亿元。',
    [
      'self_evaluation_reviewed_units 30个 2024',
      'self_evaluation_reviewed_projects 60个 2024',
      'self_evaluation_review_amount 2.3亿元 2024',
    ],
  ],
  ['公开绩效目标的部门78个，公开率100%。', ['disclosed_units 78个 2024', 'disclosure_rate 100% 2024']],
  ['按10%的比例压减2025年项目预算，压减资金560万元。', ['budget_cut_rate 10% 2025', 'budget_cut_amount 560万元 2025']],
  ['聘请5家第三方机构、42名专家参与评价工作。', ['third_party_agencies 5家 2024', 'evaluation_experts 42名 2024']],
  ['先后印发《绩效目标管理办法》《重点评价操作规程（2023年修订）》等制度文件8项。', ['issued_documents 8项 2024']],
  ['选取三个部门开展整体支出绩效评价。', ['overall_evaluated_units 3个 2024']],
  ['对500万元以上的新增项目全部开展事前绩效评估。', ['ex_ante_new_project_threshold 500万元 2024']],
  ['监控覆盖率达百分之百。', ['monitoring_coverage_rate 100% 2024']],
  ['力争用3年时间实现部门评价全覆盖。', ['department_evaluation_full_coverage_years 3年 2024']],
  ['财政重点评价平均得分86.5分，优良率达91.7%。', ['average_score 86.5分 2024', 'excellent_rate 91.7% 2024']],
  [
    '2024年共监控项目856个、涉及76个部门、预算资金19.8亿元。',
    ['monitored_projects 856个 2024', 'monitored_units 76个 2024', 'monitoring_amount 19.8亿元 2024'],
  ],
  [
    '对46个项目开展事前绩效评估，同意立项32个，不予立项5个，节约财政资金2.18亿元。',
    [
      'ex_ante_evaluated_projects 46个 2024',
      'ex_ante_supported_projects 32个 2024',
      'ex_ante_rejected_projects 5个 2024',
      'saved_amount 2.18亿元 2024',
    ],
  ],
  [
    '12个主管部门选取24个重点项目开展了部门评价,涉及资金29,100万元.',
    [
      'department_evaluated_units 12个 2024',
      'department_evaluated_projects 24个 2024',
      'department_evaluation_amount 29100万元 2024',
    ],
  ],
  [
    '2024年8月，县财政局组织开展了1-7月绩效运行监控，纳入监控范围的项目为1,396个，已支出87,310.20万元，执行率51.41%。',
    [
      'monitored_projects 1396个 2024',
      'monitoring_expenditure 87310.2万元 2024',
      'monitoring_execution_rate 51.41% 2024',
    ],
  ],
  ['2023年，完成2022年度项目绩效自评，并对1200个项目开展绩效监控。', ['monitored_projects 1200个 2023']],
  [
    '选取15个项目（含3个上级转移支付项目）开展重点评价，覆盖教育、住建等8个领域，评价结果作为2025年预算安排的依据。',
    ['key_evaluation_projects 15个 2024', 'key_evaluation_projects 3个 2024', 'key_evaluation_fields 8个 2024'],
  ],
  ['实际选取３个项目，委托第三方机构开展重点绩效评价。', ['key_evaluation_projects 3个 2024']],
  [
    '结合2025年部门预算编制，对46个新增项目开展事前绩效评估。经评估，予以支持31个、不予支持6个，核减资金7,268.4万元。',
    [
      'ex_ante_evaluated_projects 46个 2025',
      'ex_ante_supported_projects 31个 2025',
      'ex_ante_rejected_projects 6个 2025',
      'ex_ante_reduced_amount 7268.4万元 2025',
    ],
  ],
  [
    '为做好2025年预算编制工作，95个单位申报项目绩效目标1,250个，审核通过1,180个，审核不通过70个。',
    [
      'units_with_targets 95个 2025',
      'projects_with_targets 1250个 2025',
      'passed_targets 1180个 2025',
      'rejected_targets 70个 2025',
    ],
  ],
  ['对绩效目标逐项审核，退回修改完善绩效目标217个。', ['returned_targets 217个 2024']],
  [
    '对980张绩效目标表进行审核，退回整改126张，未通过审核15张，最终通过839张。',
    [
      'target_tables_reviewed 980张 2024',
      'target_tables_returned 126张 2024',
      'target_tables_rejected 15张 2024',
      'target_tables_passed 839张 2024',
    ],
  ],
  [
    '绩效目标审核中，驳回项目32个，退回补充完善项目56个。',
    ['targets_returned_projects 32个 2024', 'targets_returned_projects 56个 2024'],
  ],
  ['对监控中发现的58个执行进度偏慢项目，逐一发出提醒函。', ['slow_projects 58个 2024']],
  [
    '经监控，执行率低于60%的项目45个，未达到序时进度的项目有12个。',
    ['monitoring_low_execution_threshold 60% 2024', 'slow_projects 45个 2024', 'slow_projects 12个 2024'],
  ],
  ['对预算执行缓慢的18个单位进行约谈。', ['slow_units 18个 2024']],
  [
    '组织118家预算单位对2023年度1,204个项目开展绩效自评，县财政局随机抽取60个项目进行复核。',
    [
      'self_evaluated_units 118家 2023',
      'self_evaluated_projects 1204个 2023',
      'self_evaluation_reviewed_projects 60个 2023',
    ],
  ],
  [
    '完成2023年度绩效自评1500个项目，抽查复核120个，抽查比例8%，复核资金3.5亿元。',
    [
      'self_evaluated_projects 1500个 2023',
      'self_evaluation_reviewed_projects 120个 2023',
      'self_evaluation_review_rate 8% 2023',
      'self_evaluation_review_amount 3.5亿元 2023',
    ],
  ],
  [
    '抽查112个项目的自评报告，其中优秀35个、良好60个。',
    [
      'self_evaluation_reviewed_projects 112个 2024',
      'self_evaluation_review_excellent 35个 2024',
      'self_evaluation_review_good 60个 2024',
    ],
  ],
  ['绩效目标未通过审核的15个项目不予安排预算。', ['targets_rejected_projects 15个 2024']],
  ['纳入监控的项目中，执行率为零的项目18个。', ['slow_projects 18个 2024']],
  ['力争用三年时间实现重大政策和项目评价全覆盖。', ['key_evaluation_full_coverage_years 3年 2024']],
  ['从4个方面入手，坚持“五个到位”，围绕3大环节，构建“1+N”制度体系。', []],
  ['会议于2024年3月15日召开，财绩〔2024〕12号文件第3条要求1-7月份完成监控。', []],
  ['把绩效目标作为一个前置条件，形成一套绩效自评机制，一是开展监控，推动两类评价相互融合。', []],
];

describe('statistics of sentences', () => {
  it.each(SENTENCES)('%s', (text, expected) => {
    expect(print(text)).toEqual(expected);
  });

  it('the quote is the clause, with the one before it where that names the activity, or one part of it', () => {
    const quotes = (text: string) => statisticsOf(text).statistics.map(({ quote }) => quote);
    expect(quotes('二是提质增效。对8个项目实施重点评价，涉及金额 9,463.5 万元，成效明显。')).toEqual([
      '对8个项目实施重点评价',
      '对8个项目实施重点评价，涉及金额 9,463.5 万元',
    ]);
    expect(quotes('全年对329个项目开展事前绩效评估、编报969个目标表。')).toEqual([
      '全年对329个项目开展事前绩效评估',
      '编报969个目标表',
    ]);
    expect(quotes('四是选取6个部门、9个项目（政策）开展重点评价。')).toEqual([
      '选取6个部门、9个项目（政策）开展重点评价',
      '选取6个部门、9个项目（政策）开展重点评价',
    ]);
  });

  it('takes year and activity from the headings; a plan without a year is of the year after', () => {
    const report =
      '一、2023年工作总结\n（一）绩效监控\n共有85个单位、1200个项目。\n二、下一步工作打算\n选取20个项目开展财政重点评价。';
    expect(print(report)).toEqual([
      'monitored_units 85个 2023',
      'monitored_projects 1200个 2023',
      'planned_key_evaluation_projects 20个 2025',
    ]);
  });

  it('looks back on one year go together; a figure told again is of the same year', () => {
    const report =
      '一是组织74个部门对2022年度987个项目开展绩效自评。二是对其中100个项目自评情况进行抽查。三是选取9个项目实施财政评价。\n完成9个项目财政评价后及时公开。';
    expect(print(report, 2023)).toEqual([
      'self_evaluated_units 74个 2022',
      'self_evaluated_projects 987个 2022',
      'self_evaluation_reviewed_projects 100个 2022',
      'key_evaluation_projects 9个 2022',
      'key_evaluation_projects 9个 2022',
    ]);
  });

  it('what holds in general is not of the year looked back on', () => {
    const report =
      '选取12个项目开展2023年度财政重点评价。\n对评价等级为“中”的项目，按不低于10%的比例压减下一年度预算。';
    expect(print(report)).toEqual(['key_evaluation_projects 12个 2023', 'budget_cut_min_rate 10% 2024']);
  });

  it('a budget in the making is the year of ex-ante evaluation further on, and of nothing else', () => {
    const report =
      '一、事前绩效评估\n在编制2025年度预算时，共评估项目35个。\n最终30个项目通过评估。\n二、绩效监控\n监控项目120个。';
    expect(print(report)).toEqual([
      'ex_ante_evaluated_projects 35个 2025',
      'ex_ante_supported_projects 30个 2025',
      'monitored_projects 120个 2024',
    ]);
  });

  it('a sentence that a page break cut is one, over the head of the next page', () => {
    const cut = [
      '全年共监控项目1,326个，监控资金12亿元，其中执行率不到',
      '某县2024年报告',
      '30%的项目共有58个。',
      '某县2024年报告',
    ];
    const { statistics } = readStatistics(cut.map(lineOf), { fiscalYear: 2024 }, lexicon);
    expect(statistics.map(({ metric, value }) => `${metric} ${value}`)).toContain('slow_projects 58');
    expect(statistics.at(-1)?.evidence.quote?.at).toMatchObject([{ line: 1 }, { line: 3 }]);
  });

  it('without any year the year is null; a date tells it only then', () => {
    expect(print('对12个项目开展重点评价。', null)).toEqual(['key_evaluation_projects 12个 null']);
    expect(print('截至2024年5月15日，监控项目12个。', null)).toEqual(['monitored_projects 12个 2024']);
    expect(print('截至2024年5月15日，监控项目12个。', 2023)).toEqual(['monitored_projects 12个 2023']);
  });

  it('numbers that fit no rule are one finding, with all their places', () => {
    const { statistics, findings } = statisticsOf('全县一般公共预算收入完成12.56亿元，增长5.6%。\n建成厂房3座。');
    expect(statistics).toEqual([]);
    expect(findings).toMatchObject([
      {
        code: 'prose/unclassified-numbers',
        severity: 'info',
        actual: '全县一般公共预算收入完成12.56亿元 | 增长5.6% | 建成厂房3座',
      },
    ]);
    expect(findings[0]?.at).toHaveLength(3);
  });

  it('kinds of units beside each other are no contradiction, nor are selections', () => {
    const report = '全县一级预算单位68个、二级预算单位113个全部编报绩效目标。选取5个单位开展重点评价。';
    expect(statisticsOf(report).findings).toEqual([]);
  });
});
