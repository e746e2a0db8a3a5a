/** Sums that a form must keep: cost items, total cost, tasks (A02, A03, A10). */
import type { Evaluation, Indicator, Project } from '../../record.js';
import { differenceOf, quotientOf, sumOf } from '../../values/decimal.js';
import type { ValueLexicon } from '../../values/lexicon.js';
import { perInSentence } from '../../values/per-in-sentence.js';
import { type CheckLexicon, holdsAny } from './lexicon.js';
import { amountWan, MONEY_TOLERANCE_WAN, moneyWan } from './measures.js';
import {
  aboutEvaluation,
  aboutProject,
  both,
  type CheckContext,
  called,
  computed,
  decide,
  field,
  indicatorSide,
  notApplicable,
  type Result,
  type Rule,
  type Side,
} from './rule.js';

export const agrees = (a: number, b: number, tolerance = MONEY_TOLERANCE_WAN) =>
  Math.abs(differenceOf(a, b)) <= tolerance;

const YUAN_IN_WAN = 10_000;
const TOLERANCE = both(`${MONEY_TOLERANCE_WAN} 万元`, `${MONEY_TOLERANCE_WAN} 万元`);
const FORMS = { zh: '张表', en: 'forms' };

/** The indicator that states the cost of the whole project, and what it comes to in 万元. */
export function totalCost(project: Project, words: CheckLexicon, values: ValueLexicon) {
  for (const indicator of project.indicators) {
    if (!isCost(indicator) || !holdsAny(indicator.name, words.costs.total)) continue;
    const money = moneyWan(indicator, values);
    if (money && money.measure.per.length === 0) return { indicator, wan: money.wan };
  }
  return null;
}

/** Economic cost, in the scheme of 2015 or of 2021. */
export const isCost = ({ category_code: code }: Indicator) => code === 'cost.economic' || code === 'output.cost';

/** The cost indicators beside the total that are plain amounts of money. */
export function costItems(project: Project, words: CheckLexicon, values: ValueLexicon) {
  const total = totalCost(project, words, values)?.indicator;
  return project.indicators.flatMap((indicator) => {
    if (indicator === total || !isCost(indicator)) return [];
    const money = moneyWan(indicator, values);
    // 人均补助标准 不低于94元 is a rate, whatever its unit says.
    const rate =
      money === null ||
      money.measure.per.length > 0 ||
      holdsAny(indicator.name, words.costs.per_unit) ||
      isPerUnit(indicator, values);
    return rate ? [] : [{ indicator, wan: money.wan }];
  });
}

/** 每亩补助300元: the cost of one of many, told in a sentence. */
function isPerUnit({ text, unit }: Indicator, values: ValueLexicon): boolean {
  const per = text === null ? [] : perInSentence(text, unit, values);
  return per === null || per.length > 0;
}

export const costItemsAddUp: Rule = {
  id: 'A02',
  title: { zh: '分项成本之和等于总成本', en: 'cost items add up to the total cost' },
  subjects: FORMS,
  source: both(
    '财预〔2021〕101号：表内列总成本、单位成本和分项成本',
    '财预〔2021〕101号: the form states total, unit and itemised costs',
  ),
  tolerance: TOLERANCE,
  severity: 'warning',
  needs: both('列有总成本及两项以上分项成本的表', 'a total cost with at least two cost items beside it'),
  check: ({ record, words, values }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const total = totalCost(project, words, values);
      const items = costItems(project, words, values);
      if (!total || items.length < 2)
        return notApplicable(subject, both('缺总成本，或分项成本不足两项', 'no total cost with two items beside it'));
      const sum = sumOf(items.map(({ wan }) => wan));
      return decide(
        agrees(sum, total.wan),
        subject,
        both('分项成本之和与总成本相符', 'the items add up to the total cost'),
        both(`分项成本之和${sum}万元，总成本${total.wan}万元`, `items of ${sum}万元, total cost of ${total.wan}万元`),
        [
          indicatorSide(total.indicator, both('总成本', 'total cost')),
          ...items.map(({ indicator }) => indicatorSide(indicator, both('分项成本', 'item'))),
          computed(both('分项成本之和（万元）', 'sum of the items, in 万元'), sum),
        ],
      );
    }),
};

export const totalCostIsBudget: Rule = {
  id: 'A03',
  title: { zh: '总成本指标等于资金总额', en: 'total cost equals the funds of the form' },
  subjects: FORMS,
  source: both('财预〔2021〕101号：总成本即申请资金总额', '财预〔2021〕101号: the total cost is the money asked for'),
  tolerance: TOLERANCE,
  severity: 'warning',
  needs: both('列有资金总额和总成本的表', 'a form with total funds and a total cost'),
  check: ({ record, words, values }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const total = totalCost(project, words, values);
      if (!total || project.budget_total_wan === null)
        return notApplicable(subject, both('缺总成本或资金总额', 'no total cost, or no total funds'));
      // 松岗街道 2023: 60,000.00 under 项目金额（万元）, and a total cost of 6万元.
      const inYuan = agrees(quotientOf(project.budget_total_wan, YUAN_IN_WAN), total.wan);
      const hint = inYuan ? both('：资金总额疑以元填列', ': the funds seem to be in 元') : both('', '');
      return decide(
        agrees(total.wan, project.budget_total_wan),
        subject,
        both('总成本与资金总额相符', 'total cost and funds agree'),
        both(
          `总成本${total.wan}万元，资金总额${project.budget_total_wan}万元${hint.zh}`,
          `total cost of ${total.wan}万元, funds of ${project.budget_total_wan}万元${hint.en}`,
        ),
        [
          indicatorSide(total.indicator, both('总成本', 'total cost')),
          field(both('资金总额', 'total funds'), project, 'budget_total_wan'),
        ],
      );
    }),
};

export const subBudgetsAddUp: Rule = {
  id: 'A10',
  title: { zh: '分项预算之和等于预算总额', en: 'sub-budgets add up to the budget' },
  subjects: { zh: '项预算', en: 'budgets' },
  source: both(
    '算术关系：“其中”列出评价项目预算的构成；部门任务预算构成部门预算',
    'arithmetic: 其中 splits the budget of an evaluation; the tasks of a department split its budget',
  ),
  tolerance: TOLERANCE,
  severity: 'error',
  needs: both(
    '列出预算构成的评价，或列有任务及其预算的表',
    'an evaluation that splits its budget, or a form with tasks and their budgets',
  ),
  limits: both(
    '预算旁的金额之和不符时，只有能确定字符先后的文本文件才判不符',
    'amounts beside a budget that do not add up fail only in text, where their order is known to the character',
  ),
  check: (context) => [
    ...context.record.evaluations.flatMap((evaluation) => splitBudget(evaluation, context)),
    ...context.record.projects.flatMap(taskBudgets),
  ],
};

function splitBudget(evaluation: Evaluation, { words, values }: CheckContext): Result[] {
  const { budget_wan: budget, facts } = evaluation;
  const amounts = facts.filter(({ value, unit }) => amountWan(value, unit, values) !== null);
  // 预算安排500万元，其中，原水水费300万元，场地租赁费200万元。…实际支出0万元: what stands between the two splits the budget.
  const order = orderOf(evaluation);
  const inside = amounts.filter((fact) => order?.within(fact.evidence.value?.at[0]));
  const { sub_budget_metrics: metrics, not_sub_budgets: others } = words.costs;
  const parts = inside.every(({ metric, quote }) => metrics.includes(metric) && !holdsAny(quote, others));
  if (!order || budget === null || inside.length < 2 || !parts) return [];
  const sum = sumOf(inside.map(({ value, unit }) => amountWan(value, unit, values)!));
  const sides: Side[] = [
    field(both('预算', 'budget'), evaluation, 'budget_wan'),
    ...inside.map((fact) => ({
      ...field(both(fact.label, fact.label), fact, 'value'),
      value: `${fact.value}${fact.unit ?? ''}`,
    })),
    computed(both('分项合计（万元）', 'sum of the parts, in 万元'), sum),
  ];
  const subject = aboutEvaluation(evaluation);
  if (!order.exact && !agrees(sum, budget)) {
    return [
      notApplicable(
        subject,
        both(
          '金额与预算同段，不能确定是否为其构成',
          'amounts in the paragraph of the budget; whether they split it is not known',
        ),
        sides,
      ),
    ];
  }
  return [
    decide(
      agrees(sum, budget),
      subject,
      both('分项合计与总额相符', 'the parts add up'),
      both(`分项合计${sum}万元，预算${budget}万元`, `parts of ${sum}, budget of ${budget}万元`),
      sides,
    ),
  ];
}

type Place = Side['at'][number];

/**
 * What stands between the budget and the expenditure. In text that is known to the character (`exact`); in other formats
 * places are paragraphs or lines, so amounts of the same one may also stand before or after.
 */
function orderOf({ evidence }: Evaluation): { exact: boolean; within(at: Place | undefined): boolean } | null {
  const [from, to] = [evidence.budget_wan?.at[0], evidence.expenditure_wan?.at.at(-1)];
  if (!from || !to) return null;
  if ('line' in from && 'line' in to) {
    return {
      exact: true,
      within: (at) =>
        at !== undefined &&
        'line' in at &&
        at.line === from.line &&
        at.column > from.column &&
        (to.line > at.line || at.column < to.column),
    };
  }
  if ('path' in from) {
    return { exact: false, within: (at) => at !== undefined && 'path' in at && at.path === from.path };
  }
  if (!('page' in from) || !('page' in to) || from.page !== to.page) return null;
  const [top, bottom] = [from.box[1], to.box[3]];
  return {
    exact: false,
    within: (at) =>
      at !== undefined && 'page' in at && at.page === from.page && at.box[1] >= top && at.box[3] <= bottom,
  };
}

function taskBudgets(project: Project): Result[] {
  const amounts = project.tasks.map(({ budget_total_wan: amount }) => amount);
  const known = amounts.filter((amount): amount is number => amount !== null);
  const total = project.budget_total_wan;
  if (total === null || known.length < 2 || known.length < amounts.length) return [];
  const sum = sumOf(known);
  const sides = [
    field(both('资金总额', 'total funds'), project, 'budget_total_wan'),
    ...project.tasks.map((task) => field(called(both('任务', 'task'), task.name), task, 'budget_total_wan')),
    computed(both('任务预算之和（万元）', 'sum of the tasks, in 万元'), sum),
  ];
  const subject = aboutProject(project);
  // The budget of a department also pays its people; only tasks beyond it contradict it.
  if (sum < total && !agrees(sum, total)) {
    return [
      notApplicable(
        subject,
        both('任务只占部门预算的一部分', 'the tasks are a part of the budget of the department'),
        sides,
      ),
    ];
  }
  return [
    decide(
      agrees(sum, total),
      subject,
      both('任务预算之和与资金总额相符', 'the tasks add up'),
      both(`任务预算之和${sum}万元，资金总额${total}万元`, `tasks of ${sum}, funds of ${total}万元`),
      sides,
    ),
  ];
}
