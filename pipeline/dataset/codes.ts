/** What the closed vocabularies of the record mean, in both languages, for the codebook. */

import type { SUBJECT_TYPES, Verdict } from '../../normalizers/checks/rules/rule.js';
import type { DirectionReason } from '../../normalizers/families/direction.js';
import type { FamilyMethod } from '../../normalizers/families/family.js';
import type { FamilyDirection } from '../../normalizers/families/lexicon.js';
import type { CategoryCode, FormKind, Indicator, Kind, RecordFinding } from '../../normalizers/record.js';
import type { Incomparable } from '../../normalizers/values/comparable.js';
import type { Standing } from '../archive/published.js';
import { ALL_RULES } from '../checks/rules.js';
import type { State } from '../corrections/corrections.js';
import { FINDING_CODES } from './finding-codes.js';

export interface Meaning {
  zh: string;
  en: string;
}

const meaning = (zh: string, en: string): Meaning => ({ zh, en });

const KIND: Record<Kind, Meaning> = {
  performance_targets: meaning('绩效目标', 'Forms with performance targets'),
  project_listing: meaning('项目清单', 'A list of projects with their amounts'),
  evaluation_summary: meaning('评价结果摘要', 'Summaries of evaluations, in prose'),
  management_report: meaning('管理工作情况', 'A report on the work of performance management'),
  self_evaluation: meaning('自评表', 'Forms in which the unit rates itself'),
};

const FORM: Record<FormKind, Meaning> = {
  project_target: meaning('项目支出绩效目标表', 'Targets of a project'),
  department_target: meaning('部门整体支出绩效目标表', 'Targets of a department as a whole'),
  project_self_evaluation: meaning('项目支出绩效自评表', 'Self-evaluation of a project'),
  department_self_evaluation: meaning('部门整体支出绩效自评表', 'Self-evaluation of a department as a whole'),
};

const CATEGORY: Record<CategoryCode, Meaning> = {
  'cost.economic': meaning('经济成本指标', 'Economic cost'),
  'cost.social': meaning('社会成本指标', 'Social cost'),
  'cost.environmental': meaning('生态环境成本指标', 'Environmental cost'),
  'output.quantity': meaning('数量指标', 'Output: quantity'),
  'output.quality': meaning('质量指标', 'Output: quality'),
  'output.timeliness': meaning('时效指标', 'Output: timeliness'),
  'output.cost': meaning('成本指标（产出）', 'Output: cost (older scheme, where cost stands under output)'),
  'benefit.economic': meaning('经济效益指标', 'Economic benefit'),
  'benefit.social': meaning('社会效益指标', 'Social benefit'),
  'benefit.ecological': meaning('生态效益指标', 'Ecological benefit'),
  'benefit.sustainability': meaning('可持续影响指标', 'Lasting effect'),
  'satisfaction.beneficiary': meaning('服务对象满意度指标', 'Satisfaction of those served'),
};

const OPERATOR: Record<NonNullable<Indicator['operator']>, Meaning> = {
  '>=': meaning('不低于（≥）', 'the result is to be at least the value'),
  '<=': meaning('不高于（≤）', 'the result is to be at most the value'),
  '>': meaning('大于（＞）', 'more than the value'),
  '<': meaning('小于（＜）', 'less than the value'),
  '=': meaning('等于（＝）', 'exactly the value'),
};

const VALUE_KIND: Record<NonNullable<Indicator['kind']>, Meaning> = {
  quantitative: meaning('定量', 'a number: `value` is set (`value_high` too, where it is a range)'),
  qualitative: meaning('定性', 'words: `text` is set'),
  deadline: meaning('时限', 'a date: `deadline` is set'),
};

const GRADE: Record<'优' | '良' | '中' | '差', Meaning> = {
  优: meaning('优', 'excellent'),
  良: meaning('良', 'good'),
  中: meaning('中', 'medium'),
  差: meaning('差', 'poor'),
};

const SEVERITY: Record<RecordFinding['severity'], Meaning> = {
  info: meaning('提示', 'worth knowing; nothing is wrong'),
  warning: meaning('警告', 'doubtful; look at the page before relying on it'),
  error: meaning('错误', 'something is missing or wrong; the document is not `ok`'),
};

const VERDICT: Record<Verdict, Meaning> = {
  pass: meaning('相符', 'what was compared agrees'),
  fail: meaning('不符', 'it does not; look at both sides'),
  'not-applicable': meaning('不适用', 'the document holds nothing that the rule could compare'),
};

const SUBJECT: Record<(typeof SUBJECT_TYPES)[number], Meaning> = {
  document: meaning('文件', 'the document as a whole, or several of its records'),
  listing: meaning('清单行', 'a row of `listings`'),
  project: meaning('项目', 'a row of `projects`'),
  indicator: meaning('指标', 'a row of `indicators`'),
  evaluation: meaning('评价', 'a row of `evaluations`'),
  statistic: meaning('统计', 'a row of `statistics`'),
  region: meaning('地区', 'a county'),
};

const STATE: Record<State, Meaning> = {
  applied: meaning('已生效', 'the value was replaced'),
  accepted: meaning('已确认', 'a person looked at it and found it right'),
  reopened: meaning('待复核', 'what stands there is not what the person saw: look again'),
  'not-needed': meaning('无需更正', 'the record has this value by itself'),
  superseded: meaning('已被取代', 'a later correction of the same field counts'),
  'unknown-record': meaning(
    '无此记录',
    'no document of the dataset has a record of this id, or only one that was superseded',
  ),
  invalid: meaning('无效', 'it cannot be used; `reason` says why'),
};

const STANDING: Record<Standing['standing'], Meaning> = {
  current: meaning('现行', 'it stands where it was published, or is a file of this machine'),
  superseded: meaning('已被新版替代', 'other content stands at each of its URLs by now'),
  gone: meaning('已撤下', 'nothing stands any more where it stood last; its rows stay'),
};

const FAMILY_METHOD: Record<FamilyMethod, Meaning> = {
  corrected: meaning('人工指定', 'families.csv says so'),
  member: meaning('词库成员', 'the lexicon has the name, letter by letter'),
  pattern: meaning('词库规则', 'a pattern of the lexicon matches'),
  similar: meaning('词语相似', 'its words are alike to those of a member, within category and unit'),
  own: meaning('自成一类', 'nothing of the lexicon is near enough: a family of its own name'),
};

const INCOMPARABLE_REASON: Record<Incomparable, Meaning> = {
  'no-value': meaning('无数值', 'the target is words, a date, or missing'),
  'no-unit': meaning('无单位', 'a bare number'),
  'unit-unknown': meaning('单位不识别', 'a part of the unit is not in the lexicon'),
  'unit-incomplete': meaning('单位不完整', 'what is counted is not printed: 30每平方米'),
  'unit-ambiguous': meaning('单位有歧义', 'the word has several meanings, and the name does not tell which: 度'),
  'too-many-digits': meaning('位数过多', 'the value would not be exact'),
};

const DIRECTION: Record<FamilyDirection, Meaning> = {
  higher: meaning('越高越好', 'the higher result is better'),
  lower: meaning('越低越好', 'the lower (or earlier) result is better'),
  none: meaning('无方向', 'neither is better, or nothing tells; see direction_reason'),
};

const DIRECTION_REASON: Record<DirectionReason, Meaning> = {
  operator: meaning('运算符号', 'the printed operator: ≥ higher, ≤ lower'),
  'operator-against-family': meaning(
    '运算符号（与家族相反）',
    'the printed operator, which says the contrary of the family',
  ),
  wording: meaning('定性用语', 'the words of a qualitative target: 提高, 降低'),
  family: meaning('家族', 'the family of the lexicon'),
  category: meaning('指标类别', 'the category: cost lower, satisfaction higher'),
  default: meaning('默认', 'nothing tells; the direction is `none`'),
};

/** Meanings by the name of the column that holds the codes. */
export const CODES: Record<string, Record<string, Meaning>> = {
  kinds: KIND,
  form: FORM,
  category_code: CATEGORY,
  operator: OPERATOR,
  kind: VALUE_KIND,
  grade: GRADE,
  severity: SEVERITY,
  code: FINDING_CODES,
  rule: Object.fromEntries(ALL_RULES.map(({ id, title }) => [id, title])),
  verdict: VERDICT,
  subject_type: SUBJECT,
  state: STATE,
  standing: STANDING,
  family_method: FAMILY_METHOD,
  comparable_reason: INCOMPARABLE_REASON,
  direction: DIRECTION,
  direction_reason: DIRECTION_REASON,
};
