/** Values of indicators: operators, units, caps, words without measure, dates (A33–A39, A41, A43, A44, A46). */
import type { Indicator, Project } from '../../record.js';
import { phrasesOf } from '../../values/phrases.js';
import { holdsAny } from './lexicon.js';
import { measureOf, measureOfIndicator } from './measures.js';
import {
  aboutIndicator,
  type Bilingual,
  both,
  type CheckContext,
  fail,
  field,
  indicatorSide,
  pass,
  type Result,
  type Rule,
  type RuleDescription,
  withSigns,
} from './rule.js';
import { isCost } from './sums.js';
import { nameKey } from './text.js';

const INDICATORS = { zh: '条指标', en: 'indicators' };
const FULL = 100;
const LOWER_BOUNDS: readonly (string | null)[] = ['>=', '>'];

/** What is wrong with an indicator, null where nothing is, `skip` where the rule does not apply to it. */
type Verdict = Bilingual | null | 'skip';

function indicatorRule(
  description: Omit<RuleDescription, 'subjects' | 'tolerance'> & { tolerance?: Bilingual },
  judge: (indicator: Indicator, project: Project, context: CheckContext) => Verdict,
  good: Bilingual,
): Rule {
  return {
    subjects: INDICATORS,
    tolerance: null,
    ...description,
    check: (context) =>
      context.record.projects.flatMap((project) =>
        project.indicators.flatMap((indicator): Result[] => {
          const fault = judge(indicator, project, context);
          if (fault === 'skip') return [];
          const sides = [indicatorSide(indicator)];
          if (fault === null) return [pass(aboutIndicator(indicator), good, sides)];
          return [fail(aboutIndicator(indicator), fault, [...sides, field(both('表', 'form'), project, 'name')])];
        }),
      ),
  };
}

const isRatio = (indicator: Indicator, { values }: CheckContext) =>
  measureOfIndicator(indicator, values)?.canonical === '%';

/** Whether an indicator's name speaks of growth, which may pass 100 %. */
const isGrowth = (indicator: Indicator, { words }: CheckContext) => holdsAny(indicator.name, words.rates.growth);

export const operatorPrinted = indicatorRule(
  {
    id: 'A33',
    title: { zh: '数值指标有运算符号', en: 'a number says how it bounds the result' },
    source: both(
      '财预〔2021〕101号：指标值以≥、≤或=表示；只写数字含义不明',
      '财预〔2021〕101号: values are given with ≥, ≤ or =; a bare number leaves it open',
    ),
    severity: 'info',
    needs: both('指标值为单个数字的指标', 'indicators whose value is a single number'),
  },
  ({ kind, value, value_high: high, text, operator, raw_value: raw }, _project, { values }) => {
    if (kind !== 'quantitative' || value === null || high !== null || text !== null) return 'skip';
    const [quantity] = phrasesOf(raw ?? '', values, true).quantities;
    if (operator === null && quantity?.approximate) return 'skip'; // 约500人次 says how
    return operator === null ? both('数值前未印≥、≤或=', 'a number without ≥, ≤ or =') : null;
  },
  both('已印运算符号', 'operator printed'),
);

export const cappedRates = indicatorRule(
  {
    id: 'A34',
    title: { zh: '不可能超过100%的比率不写≥100%', en: 'no ≥ 100 % of a rate that cannot pass it' },
    source: both('算术关系：这类比率只能等于100%', 'arithmetic: such a rate can only be = 100 %'),
    severity: 'info',
    needs: both('比率指标', 'indicators that are rates'),
  },
  (indicator, _project, context) => {
    if (!isRatio(indicator, context) || indicator.value === null || indicator.value_high !== null) return 'skip';
    if (isGrowth(indicator, context) || holdsAny(indicator.name, context.words.rates.uncapped)) return 'skip';
    const { operator, value } = indicator;
    return LOWER_BOUNDS.includes(operator) && value >= FULL
      ? both(
          `最高100%的比率写作${withSigns(operator ?? '')}${value}%`,
          `${operator} ${value}% of a rate that ends at 100%`,
        )
      : null;
  },
  both('未超出100%', 'within 100 %'),
);

export const plausibleGrowth = indicatorRule(
  {
    id: 'A35',
    title: { zh: '增长率目标合理', en: 'a target of growth that is plausible' },
    source: both('合理性：一年内翻番须有说明', 'plausibility: to double in a year needs an explanation'),
    severity: 'warning',
    needs: both('增长类指标', 'indicators of growth'),
    tolerance: both('低于100%', 'below 100 %'),
  },
  (indicator, _project, context) => {
    const { operator, value } = indicator;
    if (!isRatio(indicator, context) || value === null || !isGrowth(indicator, context)) return 'skip';
    return operator !== '<=' && operator !== '<' && value >= FULL
      ? both(`年增长${value}%`, `growth of ${value}% in the year`)
      : null;
  },
  both('低于100%', 'below 100 %'),
);

export const measured = indicatorRule(
  {
    id: 'A36',
    title: { zh: '定性指标可衡量', en: 'a value that can be measured' },
    source: both(
      '财预〔2015〕88号：指标应尽量量化；只有文字无法核实',
      '财预〔2015〕88号: indicators are quantified as far as possible; words alone cannot be checked',
    ),
    severity: 'info',
    needs: both('有指标值的指标', 'indicators with values'),
  },
  ({ kind, raw_value: raw }, _project, { values }) => {
    if (kind === null || raw === null) return 'skip';
    if (kind !== 'qualitative') return null;
    const { quantities, dates, recurrences, proportions } = phrasesOf(raw, values, true);
    const any = quantities.length + dates.length + recurrences.length + proportions.length > 0;
    return any || /\d/.test(raw) ? null : both('只有文字，无法衡量', 'words without a measure');
  },
  both('可衡量', 'has a measure'),
);

export const valueSaysMore = indicatorRule(
  {
    id: 'A37',
    title: { zh: '指标值不重复指标名称', en: 'the value says more than the name' },
    source: both(
      '指标值是名称的一部分或包含整个名称，未提出可衡量的要求',
      'a value that is part of the name, or holds the whole name, adds nothing that could be missed',
    ),
    severity: 'info',
    needs: both('指标值为文字的指标', 'indicators whose value is words'),
  },
  ({ kind, raw_value: raw, name }) => {
    if (kind !== 'qualitative' || raw === null || name === null) return 'skip';
    const [value, of] = [nameKey(raw), nameKey(name)];
    if (value.length < 2 || of.length < 2) return 'skip';
    // 管理制度健全性: 健全 answers what the name asks; 健全社会保障体系: 健全 does not.
    if (ATTRIBUTES.some((ending) => of.endsWith(`${value}${ending}`))) return null;
    return of.includes(value) || value.includes(of) ? both('指标值重复指标名称', 'the value repeats the name') : null;
  },
  both('指标值未重复名称', 'says more than the name'),
);

/** Endings of names that ask for a state. */
const ATTRIBUTES = ['性', '度', '程度', '情况', '状况', '水平'];

const yearOf = (iso: string) => Number(iso.slice(0, 4));

export const deadlineInYear = indicatorRule(
  {
    id: 'A38',
    title: { zh: '完成时限在预算年度内', en: 'deadline within the budget year' },
    source: both('预算法：预算按年度编制，目标亦同', '预算法: the budget is of one year, and so are its targets'),
    severity: 'warning',
    needs: both('有完成时限且表的年度已知的指标', 'indicators with a deadline, in a form whose year is known'),
  },
  ({ deadline }, { fiscal_year: year }) => {
    if (deadline === null || year === null) return 'skip';
    return yearOf(deadline) === year
      ? null
      : both(`完成时限${deadline}，表为${year}年度`, `${deadline} in a form of ${year}`);
  },
  both('在预算年度内', 'within the year'),
);

export const deadlinePrinted = indicatorRule(
  {
    id: 'A39',
    title: { zh: '完成时限已填写', en: 'deadline filled in' },
    source: both('表内设有“完成时限”栏', 'the form has a column of deadlines (完成时限)'),
    severity: 'info',
    needs: both('设有完成时限栏的表', 'a form with a column of deadlines'),
  },
  (indicator, { indicators }) => {
    // Only a column gives a deadline to a value that is none itself.
    const column = indicators.some(({ kind, deadline }) => kind !== 'deadline' && deadline !== null);
    if (!column) return 'skip';
    return indicator.deadline === null
      ? both('未填完成时限，其他指标已填', 'no deadline, where the others have one')
      : null;
  },
  both('已填完成时限', 'deadline printed'),
);

export const quantityIsCounted = indicatorRule(
  {
    id: 'A41',
    title: { zh: '数量指标不是比率', en: 'a quantity is counted, not a ratio' },
    source: both(
      '财预〔2021〕101号：数量指标反映完成数量；比率属质量或时效指标',
      '财预〔2021〕101号: 数量指标 state how much is done; ratios belong to quality or timeliness',
    ),
    severity: 'info',
    needs: both('指标值为数字的数量指标', 'indicators of quantity with numbers'),
  },
  (indicator, _project, { values }) => {
    if (indicator.category_code !== 'output.quantity' || indicator.kind !== 'quantitative') return 'skip';
    return measureOfIndicator(indicator, values)?.type === 'ratio'
      ? both('数量指标为比率', 'a ratio under 数量指标')
      : null;
  },
  both('以数量计', 'counted'),
);

export const costIsBounded = indicatorRule(
  {
    id: 'A43',
    title: { zh: '成本指标用≤或=', en: 'cost is bounded from above' },
    source: both(
      '财预〔2021〕101号：成本应予控制；只设下限等于没有限制',
      '财预〔2021〕101号: cost is to be kept down; a lower bound sets no limit',
    ),
    severity: 'info',
    needs: both('有运算符号的经济成本指标', 'indicators of economic cost with an operator'),
  },
  (indicator, _project, { words, values }) => {
    // 节约支出 ≥20万元 is to be as much as can be.
    if (!isCost(indicator) || holdsAny(indicator.name, words.costs.savings)) return 'skip';
    const said = phrasesOf(indicator.raw_value ?? '', values, true).quantities.map(({ operator }) => operator);
    const operators = [indicator.operator, ...said].filter((operator) => operator !== null);
    if (operators.length === 0) return 'skip';
    return operators.some((operator) => LOWER_BOUNDS.includes(operator))
      ? both('成本指标设了下限', 'a cost with a lower bound')
      : null;
  },
  both('为≤或=', '≤ or ='),
);

export const satisfactionBelowFull = indicatorRule(
  {
    id: 'A44',
    title: { zh: '满意度目标低于100%', en: 'a target of satisfaction below 100 %' },
    source: both('合理性：人人满意的调查不可信', 'plausibility: a survey in which nobody is dissatisfied is no survey'),
    severity: 'info',
    needs: both('以%表示的满意度指标', 'indicators of satisfaction in %'),
  },
  (indicator, _project, context) => {
    const { category_code: code, value, operator } = indicator;
    if (code !== 'satisfaction.beneficiary' || !isRatio(indicator, context) || value === null) return 'skip';
    return value >= FULL && operator !== '<=' && operator !== '<'
      ? both('要求全部满意', 'everybody must be satisfied')
      : null;
  },
  both('低于100%', 'below 100 %'),
);

export const unitComplete = indicatorRule(
  {
    id: 'A46',
    title: { zh: '度量单位完整', en: 'unit complete' },
    source: both(
      '单位不全则无法比较：30每平方米未说明是什么，8.24万元/年未说明对象',
      'without it the value cannot be compared: 30每平方米 of what, 8.24万元/年 for whom',
    ),
    severity: 'warning',
    needs: both('指标值为数字的指标', 'indicators with numbers'),
  },
  (indicator, _project, { words, values }) => {
    const { kind, value, text, unit, name } = indicator;
    if (kind !== 'quantitative' || value === null || text !== null) return 'skip';
    const measure = measureOfIndicator(indicator, values);
    if (unit === null) {
      const inName =
        words.rates.unit_in_name.some((pattern) => pattern.test(nameKey(name))) ||
        // 新建管网长度（公里）
        measureOf(/[(（]([^()（）]{1,10})[)）]$/.exec(name?.trim() ?? '')?.[1] ?? null, '', values) !== null;
      return value === 0 || inName || holdsAny(name, words.rates.unitless) ? null : both('无度量单位', 'no unit');
    }
    if (!measure) return null;
    if (measure.incomplete) return both(`“${unit}”未说明计量对象`, `${unit} does not say of what`);
    const money = measure.atom?.unit === '元';
    const timeOnly = measure.per.length > 0 && measure.per.every(({ type }) => type === 'duration');
    const standard = holdsAny(name, words.costs.standards);
    // 工资社保发放标准 ≤8.24万元/年 is for one of 342 people; 公益岗岗位补贴标准 says for whom in its name.
    if (money && timeOnly && standard && !holdsAny(name, words.costs.served))
      return both(`“${unit}”未说明发放对象`, `${unit} does not say for whom`);
    return null;
  },
  both('单位完整', 'complete'),
);
