/** The money of evaluations: rates, amounts and what the report says of all of them (A08, A09, A11, A12). */
import type { Evaluation, GongkaiRecord, Project } from '../../record.js';
import { differenceOf, divideHalfUp, productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { amountWan, MONEY_TOLERANCE_WAN, printedDecimals, RATE_TOLERANCE_POINTS } from './measures.js';
import {
  aboutDocument,
  aboutEvaluation,
  both,
  type CheckContext,
  computed,
  decide,
  field,
  notApplicable,
  of,
  pass,
  type Rule,
  type Side,
} from './rule.js';
import { agrees } from './sums.js';
import { nameKey } from './text.js';

export const EVALUATIONS = { zh: '项评价', en: 'evaluations' };
const NEEDS_MONEY = both('列有预算和支出的评价', 'an evaluation with budget and expenditure');
const PERCENT = 100;

/** Whether a rate as printed says the exact one: within 0.05 points, or rounded half up to the decimals printed (98%). */
export function ratesAgree(stated: number, part: number, whole: number, raw: string): boolean {
  const exact = quotientOf(productOf(part, PERCENT), whole);
  if (Math.abs(differenceOf(stated, exact)) <= RATE_TOLERANCE_POINTS) return true;
  const decimals = printedDecimals(raw);
  return decimals !== null && divideHalfUp(productOf(part, PERCENT), whole, decimals) === stated;
}

export const rateFollowsFromAmounts: Rule = {
  id: 'A08',
  title: { zh: '执行率等于支出÷预算', en: 'stated rate of execution equals expenditure by budget' },
  subjects: EVALUATIONS,
  source: both(
    '财预〔2020〕10号：预算执行率以调整后预算为分母',
    '财预〔2020〕10号: 预算执行率 is by the adjusted budget',
  ),
  tolerance: both(
    `${RATE_TOLERANCE_POINTS} 个百分点，或按所印小数位四舍五入`,
    `${RATE_TOLERANCE_POINTS} percentage points, or half up to the decimals printed`,
  ),
  severity: 'error',
  needs: both('列有预算、支出和执行率的评价', 'an evaluation with budget, expenditure and rate'),
  check: ({ record, words, values }) =>
    record.evaluations.map((evaluation) => {
      const { budget_wan: budget, expenditure_wan: spent, execution_rate_pct: rate } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (!budget || spent === null || rate === null)
        return notApplicable(subject, both('缺预算、支出或执行率', 'no budget, expenditure or rate'));
      const exact = roundHalfUp(quotientOf(productOf(spent, PERCENT), budget), 3);
      const raw = evaluation.evidence.execution_rate_pct?.raw ?? '';
      const holds = ratesAgree(rate, spent, budget, raw);
      // Some take the rate by the first budget, or by what was paid in.
      const base = evaluation.facts.find(({ metric, value, unit }) => {
        const whole = words.evaluation_bases.includes(metric) ? amountWan(value, unit, values) : null;
        return whole !== null && whole > 0 && ratesAgree(rate, spent, whole, raw);
      });
      if (!holds && base) {
        const sides = [field(both('执行率', 'rate'), evaluation, 'execution_rate_pct'), ...moneySides(evaluation)];
        return pass(subject, both(`执行率${rate}%，以“${base.quote}”为分母`, `${rate}% of ${base.quote}`), [
          ...sides,
          field(both(base.label, base.label), base, 'value'),
        ]);
      }
      return decide(
        holds,
        subject,
        both(`所列执行率${rate}%，计算为${exact}%`, `${rate}% stated, ${exact}% computed`),
        both(
          `所列执行率${rate}%，而支出${spent}万元÷预算${budget}万元＝${exact}%`,
          `${rate}% stated, but ${spent} of ${budget}万元 are ${exact}%`,
        ),
        [
          field(both('执行率', 'rate'), evaluation, 'execution_rate_pct'),
          ...moneySides(evaluation),
          computed(both('支出÷预算（%）', 'expenditure by budget, in %'), exact),
        ],
      );
    }),
};

export const moneySides = (evaluation: Evaluation): Side[] => [
  field(both('支出', 'expenditure'), evaluation, 'expenditure_wan'),
  field(both('预算', 'budget'), evaluation, 'budget_wan'),
];

export const spentWithinBudget: Rule = {
  id: 'A09',
  title: { zh: '支出不超过预算', en: 'expenditure within the budget' },
  subjects: EVALUATIONS,
  source: both('预算法：不得超出调整后预算支出', '预算法: no expenditure beyond the budget as adjusted'),
  tolerance: both(`${MONEY_TOLERANCE_WAN} 万元`, `${MONEY_TOLERANCE_WAN} 万元`),
  severity: 'warning',
  needs: NEEDS_MONEY,
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { budget_wan: budget, expenditure_wan: spent } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (budget === null || spent === null)
        return notApplicable(subject, both('缺预算或支出', 'no budget or expenditure'));
      const bad = both(`支出${spent}万元，超过预算${budget}万元`, `${spent}万元 spent of a budget of ${budget}万元`);
      return decide(
        spent <= budget || agrees(spent, budget),
        subject,
        both('未超预算', 'within the budget'),
        bad,
        moneySides(evaluation),
      );
    }),
};

/** The self-evaluation form of an evaluation, where it was read from one. */
export function selfEvaluation({ projects }: GongkaiRecord, { project_name: name }: Evaluation): Project | null {
  const key = nameKey(name);
  return projects.find((project) => project.form.endsWith('self_evaluation') && nameKey(project.name) === key) ?? null;
}

/** Evaluations in prose: those that a report counts as 重点评价. */
export const summaries = (record: GongkaiRecord) =>
  record.evaluations.filter((evaluation) => !selfEvaluation(record, evaluation));

/** The headline figure of a metric; null where it is not printed, or printed with different values. */
function headline({ record, values }: CheckContext, metric: string) {
  const found = record.statistics.filter((statistic) => statistic.metric === metric && statistic.value !== null);
  const [first] = found;
  if (!first) return null;
  const value = amountWan(first.value, first.unit, values) ?? first.value!;
  const same = found.every((other) => (amountWan(other.value, other.unit, values) ?? other.value) === value);
  return same ? { statistic: first, value } : null;
}

export const evaluatedAmount: Rule = {
  id: 'A11',
  title: { zh: '被评价项目预算之和等于公布总额', en: 'budgets of the evaluated projects add up to the headline' },
  subjects: { zh: '份文件', en: 'documents' },
  source: both(
    '算术关系；公布总额按所印小数位四舍五入',
    'arithmetic; the headline rounded half up to the decimals it prints',
  ),
  tolerance: both(`${MONEY_TOLERANCE_WAN} 万元`, `${MONEY_TOLERANCE_WAN} 万元`),
  severity: 'warning',
  needs: both(
    '全部被评价项目的摘要及预算，以及公布总额',
    'summaries of all evaluated projects, their budgets, and the headline amount',
  ),
  check: (context) => {
    const evaluations = summaries(context.record);
    const amount = headline(context, context.words.statistics.evaluated_amount);
    const count = headline(context, context.words.statistics.evaluated_count);
    if (!amount || evaluations.length === 0) return [];
    const subject = aboutDocument(context.record);
    if (
      evaluations.some(({ budget_wan: budget }) => budget === null) ||
      (count && count.value !== evaluations.length)
    ) {
      return [
        notApplicable(
          subject,
          both('并非每个被评价项目都有列明预算的摘要', 'not every evaluated project has a summary with its budget'),
        ),
      ];
    }
    const sum = sumOf(evaluations.map(({ budget_wan: budget }) => budget!));
    const { statistic } = amount;
    const decimals = printedDecimals(statistic.evidence.value?.raw ?? '') ?? 0;
    // 1.79亿元: the headline may be rounded.
    const factor = statistic.value === 0 ? 1 : quotientOf(amount.value, statistic.value!);
    const rounded = roundHalfUp(quotientOf(sum, factor), decimals);
    const holds = agrees(sum, amount.value) || rounded === statistic.value;
    return [
      decide(
        holds,
        subject,
        both('预算之和与公布总额相符', 'the budgets add up'),
        both(
          `各项目预算之和${sum}万元，公布总额${amount.value}万元`,
          `budgets of ${sum}万元, headline of ${amount.value}万元`,
        ),
        [
          {
            ...field(both('公布数', 'headline'), statistic, 'value'),
            value: `${statistic.value}${statistic.unit ?? ''}`,
          },
          ...evaluations.map((evaluation) =>
            field(of(evaluation.project_name, both('预算', 'budget')), evaluation, 'budget_wan'),
          ),
          computed(both('预算之和（万元）', 'sum of the budgets, in 万元'), sum),
        ],
      ),
    ];
  },
};

export const evaluatedCount: Rule = {
  id: 'A12',
  title: { zh: '评价摘要份数等于公布项目数', en: 'as many summaries as evaluated projects' },
  subjects: { zh: '份文件', en: 'documents' },
  source: both('完整性：报告所计项目均应列出', 'completeness: what the report counts should be there'),
  tolerance: null,
  severity: 'info',
  needs: both('评价摘要和被评价项目数', 'summaries of evaluations and the number of evaluated projects'),
  check: (context) => {
    const evaluations = summaries(context.record);
    const count = headline(context, context.words.statistics.evaluated_count);
    if (!count || evaluations.length === 0) return [];
    const bad = both(
      `报告称评价项目${count.value}个，文件列出摘要${evaluations.length}份`,
      `the report counts ${count.value} evaluated projects, the document has ${evaluations.length} summaries`,
    );
    return [
      decide(
        count.value === evaluations.length,
        aboutDocument(context.record),
        both('份数与公布数相符', 'as many as counted'),
        bad,
        [
          { ...field(both('公布数', 'headline'), count.statistic, 'value'), raw: count.statistic.quote },
          ...evaluations.map((evaluation) => field(both('摘要', 'summary'), evaluation, 'project_name')),
        ],
      ),
    ];
  },
};
