/** The money of evaluations: rates, amounts and what the report says of all of them (A08, A09, A11, A12). */
import type { Evaluation, GongkaiRecord, Project } from '../../record.js';
import { differenceOf, divideHalfUp, productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { amountWan, MONEY_TOLERANCE_WAN, printedDecimals, RATE_TOLERANCE_POINTS } from './measures.js';
import {
  aboutDocument,
  aboutEvaluation,
  type CheckContext,
  computed,
  decide,
  field,
  notApplicable,
  pass,
  type Rule,
  type Side,
} from './rule.js';
import { agrees } from './sums.js';
import { nameKey } from './text.js';

export const EVALUATIONS = { zh: '项评价', en: 'evaluations' };
const NEEDS_MONEY = 'an evaluation with budget and expenditure';
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
  source: '财预〔2020〕10号: 预算执行率 is by the adjusted budget',
  tolerance: `${RATE_TOLERANCE_POINTS} percentage points, or half up to the decimals printed`,
  severity: 'error',
  needs: 'an evaluation with budget, expenditure and rate',
  check: ({ record, words, values }) =>
    record.evaluations.map((evaluation) => {
      const { budget_wan: budget, expenditure_wan: spent, execution_rate_pct: rate } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (!budget || spent === null || rate === null) return notApplicable(subject, 'no budget, expenditure or rate');
      const exact = roundHalfUp(quotientOf(productOf(spent, PERCENT), budget), 3);
      const raw = evaluation.evidence.execution_rate_pct?.raw ?? '';
      const holds = ratesAgree(rate, spent, budget, raw);
      // Some take the rate by the first budget, or by what was paid in.
      const base = evaluation.facts.find(({ metric, value, unit }) => {
        const whole = words.evaluation_bases.includes(metric) ? amountWan(value, unit, values) : null;
        return whole !== null && whole > 0 && ratesAgree(rate, spent, whole, raw);
      });
      if (!holds && base) {
        const sides = [field('rate', evaluation, 'execution_rate_pct'), ...moneySides(evaluation)];
        return pass(subject, `${rate}% of ${base.quote}`, [...sides, field(base.label, base, 'value')]);
      }
      return decide(
        holds,
        subject,
        `${rate}% stated, ${exact}% computed`,
        `${rate}% stated, but ${spent} of ${budget}万元 are ${exact}%`,
        [
          field('rate', evaluation, 'execution_rate_pct'),
          ...moneySides(evaluation),
          computed('expenditure by budget, in %', exact),
        ],
      );
    }),
};

export const moneySides = (evaluation: Evaluation): Side[] => [
  field('expenditure', evaluation, 'expenditure_wan'),
  field('budget', evaluation, 'budget_wan'),
];

export const spentWithinBudget: Rule = {
  id: 'A09',
  title: { zh: '支出不超过预算', en: 'expenditure within the budget' },
  subjects: EVALUATIONS,
  source: '预算法: no expenditure beyond the budget as adjusted',
  tolerance: `${MONEY_TOLERANCE_WAN} 万元`,
  severity: 'warning',
  needs: NEEDS_MONEY,
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { budget_wan: budget, expenditure_wan: spent } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (budget === null || spent === null) return notApplicable(subject, 'no budget or expenditure');
      const bad = `${spent}万元 spent of a budget of ${budget}万元`;
      return decide(
        spent <= budget || agrees(spent, budget),
        subject,
        'within the budget',
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
  source: 'arithmetic; the headline rounded half up to the decimals it prints',
  tolerance: `${MONEY_TOLERANCE_WAN} 万元`,
  severity: 'warning',
  needs: 'summaries of all evaluated projects, their budgets, and the headline amount',
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
      return [notApplicable(subject, 'not every evaluated project has a summary with its budget')];
    }
    const sum = sumOf(evaluations.map(({ budget_wan: budget }) => budget!));
    const { statistic } = amount;
    const decimals = printedDecimals(statistic.evidence.value?.raw ?? '') ?? 0;
    // 1.79亿元: the headline may be rounded.
    const factor = statistic.value === 0 ? 1 : quotientOf(amount.value, statistic.value!);
    const rounded = roundHalfUp(quotientOf(sum, factor), decimals);
    const holds = agrees(sum, amount.value) || rounded === statistic.value;
    return [
      decide(holds, subject, 'the budgets add up', `budgets of ${sum}万元, headline of ${amount.value}万元`, [
        { ...field('headline', statistic, 'value'), value: `${statistic.value}${statistic.unit ?? ''}` },
        ...evaluations.map((evaluation) => field(`budget of ${evaluation.project_name}`, evaluation, 'budget_wan')),
        computed('sum of the budgets, in 万元', sum),
      ]),
    ];
  },
};

export const evaluatedCount: Rule = {
  id: 'A12',
  title: { zh: '评价摘要份数等于公布项目数', en: 'as many summaries as evaluated projects' },
  subjects: { zh: '份文件', en: 'documents' },
  source: 'completeness: what the report counts should be there',
  tolerance: null,
  severity: 'info',
  needs: 'summaries of evaluations and the number of evaluated projects',
  check: (context) => {
    const evaluations = summaries(context.record);
    const count = headline(context, context.words.statistics.evaluated_count);
    if (!count || evaluations.length === 0) return [];
    const bad = `the report counts ${count.value} evaluated projects, the document has ${evaluations.length} summaries`;
    return [
      decide(count.value === evaluations.length, aboutDocument(context.record), 'as many as counted', bad, [
        { ...field('headline', count.statistic, 'value'), raw: count.statistic.quote },
        ...evaluations.map((evaluation) => field('summary', evaluation, 'project_name')),
      ]),
    ];
  },
};
