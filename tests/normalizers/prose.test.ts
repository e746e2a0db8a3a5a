/** Prose: evaluation summaries and statistics, against the seeds' gold and in sentences of counties that do not exist. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Paragraph } from '../../extractors/document.js';
import { splitClauses } from '../../normalizers/prose/clauses.js';
import { readEvaluations } from '../../normalizers/prose/evaluations.js';
import { foldProse } from '../../normalizers/prose/folded.js';
import { parseStatisticLexicon } from '../../normalizers/prose/lexicon.js';
import { findMeasures, parseNumerals, shiftDecimal } from '../../normalizers/prose/measures.js';
import { readStatistics } from '../../normalizers/prose/statistics.js';
import type { Evaluation, Statistic } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { QUADRATIC_MS } from '../properties.js';

const lexicon = loadLexicon().statistics;

/** Lines without tabs as paragraphs; a long line that stops within a sentence goes on with the next. */
function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  text.split('\n').forEach((line, i) => {
    const words = line.replace(/\[bookmark: [^\]]*\]|\*\*/g, '').trim();
    if (words === '' || line.includes('\t')) return;
    const place = { line: i + 1, column: line.indexOf(words[0] as string) + 1, length: words.length };
    const last = paragraphs.at(-1);
    if (last && last.text.length > 45 && !/[。；：！？”）]$/.test(last.text)) {
      last.offsets.push(last.text.length);
      last.text += words;
      last.raw += words;
      last.at.push(place);
    } else {
      paragraphs.push({ kind: 'paragraph', text: words, raw: words, at: [place], offsets: [0], repairs: [] });
    }
  });
  return paragraphs;
}

const SEEDS = [
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
  'cn-shandong-pingyin-2024-targets-scan-text',
  'cn-sichuan-panzhihua-dong-2024-report-prose',
];
/** Documents of other counties whose truth was made by someone else than these rules. */
const OTHERS = [
  'cn-guizhou-meitan-2024-report-prose-only',
  'cn-jiangxi-yingtan-2023-evaluation-summaries-other-wording',
];

interface Gold {
  document: { fiscal_year: number };
  statistics: Statistic[];
  evaluations: Evaluation[];
}

function readCorpus(slug: string) {
  const folder = new URL(`../../corpora/documents/${slug}/`, import.meta.url);
  const gold: Gold = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8'));
  const paragraphs = paragraphsOf(readFileSync(new URL('original.txt', folder), 'utf8'));
  const context = { fiscalYear: gold.document.fiscal_year };
  const prose = readEvaluations(paragraphs, context, lexicon);
  const rest = paragraphs.filter((paragraph) => !prose.used.has(paragraph));
  return { gold, prose, paragraphs, ...readStatistics(rest, context, lexicon) };
}

const overlap = (a: string, b: string): boolean => {
  for (let i = 0; i + 4 <= a.length; i++) if (b.includes(a.slice(i, i + 4))) return true;
  return a === b;
};

type Figure = Pick<Statistic, 'value' | 'unit' | 'fiscal_year' | 'quote'>;

/** How many of the expected figures were read, and how many were read beyond them. */
function compare<T extends Figure>(expected: readonly T[], read: readonly T[], same: (a: T, b: T) => boolean) {
  const left = [...read];
  let found = 0;
  for (const gold of expected) {
    const i = left.findIndex(
      (one) => one.value === gold.value && one.unit === gold.unit && overlap(one.quote, gold.quote) && same(one, gold),
    );
    if (i < 0) continue;
    left.splice(i, 1);
    found += 1;
  }
  return { found, beyond: left.length };
}

const whole = (a: Statistic, b: Statistic) => a.metric === b.metric && a.fiscal_year === b.fiscal_year;

describe('the gold', () => {
  it.each(SEEDS)('statistics of %s: all, and none beyond', (slug) => {
    const { gold, statistics } = readCorpus(slug);
    const read = statistics as Statistic[];
    expect(compare(gold.statistics, read, whole)).toEqual({ found: gold.statistics.length, beyond: 0 });
  });

  it.each(OTHERS)('statistics of %s: nine in ten, and few beyond', (slug) => {
    const { gold, statistics } = readCorpus(slug);
    const { found, beyond } = compare(
      gold.statistics,
      statistics as Statistic[],
      (a, b) => a.fiscal_year === b.fiscal_year,
    );
    expect(found).toBeGreaterThanOrEqual(gold.statistics.length * 0.9);
    expect(beyond).toBeLessThanOrEqual(gold.statistics.length * 0.1);
  });

  it.each(['cn-jilin-dehui-2023-evaluations-prose', OTHERS[1] as string])(
    'evaluations of %s, in every field',
    (slug) => {
      const { gold, prose } = readCorpus(slug);
      const fields = ({ facts, evidence, id, ...rest }: Partial<Evaluation>) => rest;
      expect(prose.evaluations.map((one) => fields(one as Partial<Evaluation>))).toEqual(gold.evaluations.map(fields));
      expect(prose.findings).toEqual([]);
      gold.evaluations.forEach((one, i) => {
        const facts = (prose.evaluations[i]?.facts ?? []) as Statistic[];
        const same = (a: Statistic, b: Statistic) => a.fiscal_year === b.fiscal_year;
        expect(compare(one.facts ?? [], facts, same)).toEqual({ found: one.facts?.length ?? 0, beyond: 0 });
      });
    },
  );

  it('every value leads to the line that it stands on', () => {
    const { statistics, prose } = readCorpus('cn-jilin-dehui-2023-evaluations-prose');
    expect(statistics[0]).toMatchObject({
      quote: '绩效监控覆盖部门预算一级项目169个',
      evidence: { value: { raw: '169个', at: [{ line: 10, length: 4 }] } },
    });
    const [, , third] = prose.evaluations;
    expect(third?.evidence).toMatchObject({
      project_name: { raw: '农村环卫外包服务费' },
      budget_wan: { raw: '全年预算数5333.5万元', at: [{ line: 77 }] },
      fiscal_year: { raw: '2023年' },
      problems_text: { at: [{ line: 81, column: 1 }] },
    });
  });

  it('85, 86 and 82 units are a contradiction to look at', () => {
    const { findings } = readCorpus('cn-sichuan-panzhihua-dong-2024-report-prose');
    expect(findings).toMatchObject([{ code: 'prose/contradictory-count', severity: 'info' }]);
    expect(findings[0]?.message).toContain('85, 86, 82');
  });
});

const statisticsOf = (text: string, fiscalYear: number | null = 2024) =>
  readStatistics(paragraphsOf(text), { fiscalYear }, lexicon);
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

/** A line as the paragraph that it is, whether or not it stops within a sentence. */
const lineOf = (text: string, line: number): Paragraph => ({
  kind: 'paragraph',
  text,
  raw: text,
  at: [{ line: line + 1, column: 1, length: text.length }],
  offsets: [0],
  repairs: [],
});

const evaluationsOf = (text: string, fiscalYear: number | null = 2023) =>
  readEvaluations(paragraphsOf(text), { fiscalYear }, lexicon);

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

describe('the ground', () => {
  it('splits at marks outside quotes, titles and numbers', () => {
    const { text } = foldProse('编报“怎么填，填什么。”、《办法，2023》共21,477 万元,其中:比例6：2.4：1.6；完成 12 个');
    const { clauses, sentences } = splitClauses(text);
    expect(clauses.map(({ start, end }) => text.slice(start, end))).toEqual([
      '编报“怎么填，填什么。”、《办法，2023》共21,477万元',
      '其中',
      '比例6:2.4:1.6',
      '完成12个',
    ]);
    expect(sentences).toHaveLength(2);
  });

  it.each([
    ['21,477.5万元', '21477.5 万元 amount'],
    ['35.6亿元', '35.6 亿元 amount'],
    ['服务人口75.46万人', '75.46 万人 count'],
    ['400余人次', '400 人次 count'],
    ['98.6％', '98.6 % rate'],
    ['超过50万项目', '50 万元 amount'],
    ['二十三个项目', '23 个 count'],
    ['百分之九十五', '95 % rate'],
    ['为-21万元', '-21 万元 amount'],
    ['每平方米30元/人·月', '30 元/人·月 amount'],
    ['2023年、第3个、1-7月份、〔2024〕12号、A4、6:2:1、十四五、一对一', ''],
  ])('reads %s', (text, expected) => {
    const measures = findMeasures(foldProse(text).text, lexicon.units);
    expect(measures.map(({ value, unit, kind }) => `${value} ${unit} ${kind}`).join(', ')).toBe(expected);
  });

  it('moves the decimal point exactly', () => {
    expect([
      shiftDecimal('12345678.90', -4),
      shiftDecimal('1.791', 4),
      shiftDecimal('12', -4),
      shiftDecimal('0', 4),
    ]).toEqual(['1234.56789', '17910', '0.0012', '0']);
    expect([parseNumerals('一百零五'), parseNumerals('两千'), parseNumerals('十'), parseNumerals('两三')]).toEqual([
      105,
      2000,
      10,
      null,
    ]);
  });

  it('a fault in the lexicon is told with its place', () => {
    expect(() => parseStatisticLexicon({ units: { count: [] } })).toThrow(/statistics\.yml[\s\S]*units\.amount/);
  });

  it.each([
    '监控项目12个',
    '监控项目12个、',
    '对96个预算单位的1325个项目开展绩效自评，涉及资金35.72亿元。',
    '（12个）',
    '“',
    '1,234,',
    '编制编报填报',
    '一是监控项目12个。',
    '得分90分，',
    '【存在问题】',
  ])('200 000 characters of %s take no more than seconds', { timeout: QUADRATIC_MS }, (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    statisticsOf(text);
    evaluationsOf(`1.甲项目绩效评价报告摘要\n一、项目概况\n${text}。\n二、评价结论\n得分90分。`);
  });
});
