/** Unit cost times quantity against the funds: in forms (A04) and in evaluations (A22). */
import type { Evaluation, Indicator, Project, Statistic } from '../../record.js';
import { productOf, quotientOf, sumOf } from '../../values/decimal.js';
import type { Unit } from '../../values/lexicon.js';
import { holdsAny } from './lexicon.js';
import { amountWan, type Measure, measureOf, measureOfIndicator, moneyWan, PRODUCT_TOLERANCE } from './measures.js';
import {
  aboutEvaluation,
  aboutProject,
  type Bilingual,
  both,
  type CheckContext,
  computed,
  decide,
  fail,
  field,
  indicatorSide,
  notApplicable,
  pass,
  type Result,
  type Rule,
} from './rule.js';
import { agrees, costItems, isCost, totalCost } from './sums.js';
import { likeness, nameKey } from './text.js';

const TOLERANCE = both(`总额的${PRODUCT_TOLERANCE * 100}%`, `${PRODUCT_TOLERANCE * 100} % of the total`);
const MONTHS = 12;
const TIMES_A_YEAR: Record<string, number> = { 年: 1, 半年: 2, 季度: 4, 月: MONTHS };

const near = (product: number, total: number) =>
  agrees(product, total, productOf(Math.max(Math.abs(total), Math.abs(product)), PRODUCT_TOLERANCE));

export const unitCostTimesQuantity: Rule = {
  id: 'A04',
  title: { zh: '单位成本×数量≈总成本', en: 'unit cost times quantity is about the total' },
  subjects: { zh: '张表', en: 'forms' },
  source: both(
    '算术关系；有差异须说明（如县级负担比例、服务年限），并不说明有误',
    'arithmetic; a difference needs an explanation (the share of the county, years of service), it is no proof',
  ),
  tolerance: TOLERANCE,
  severity: 'warning',
  needs: both('列有单位成本及其对应数量的表', 'a form with unit costs and the quantities that they are of'),
  limits: both(
    '不是面向全部对象的标准，单位成本可能只涉及部分工作：可判相符，不判不符',
    'a unit cost that is no standard for everyone served may be of one part of the work: then it can agree, but not fail',
  ),
  check: (context) => context.record.projects.map((project) => checkForm(project, context)),
};

interface Rate {
  indicator: Indicator;
  wan: number;
  measure: Measure;
}

function checkForm(project: Project, context: CheckContext): Result {
  const { words, values } = context;
  const subject = aboutProject(project);
  const stated = totalCost(project, words, values);
  const total = project.budget_total_wan;
  const rates = project.indicators.flatMap((indicator): Rate[] => {
    const money = isCost(indicator) ? moneyWan(indicator, values) : null;
    return money && money.measure.per.length > 0 ? [{ indicator, ...money }] : [];
  });
  if (total === null || total === 0 || rates.length === 0)
    return notApplicable(subject, both('没有单位成本', 'no unit cost'));
  const products = rates.map((rate) => timesQuantity(rate, project, context));
  if (products.some((product) => product === null)) {
    return notApplicable(
      subject,
      both('并非每项单位成本在表内都有对应数量', 'not every unit cost has a quantity of its own in the form'),
    );
  }
  const items = costItems(project, words, values);
  const sum = sumOf([...products.map((product) => product!.wan), ...items.map(({ wan }) => wan)]);
  const sides = [
    field(both('资金总额', 'total funds'), project, 'budget_total_wan'),
    ...products.flatMap((product) => product!.sides),
    ...items.map(({ indicator }) => indicatorSide(indicator, both('分项成本', 'item'))),
    computed(both('单位成本×数量（万元）', 'unit costs times quantities, in 万元'), sum),
  ];
  if (near(sum, total))
    return pass(
      subject,
      both(
        `单位成本×数量为${sum}万元，资金总额${total}万元`,
        `unit costs times quantities: ${sum}万元 of ${total}万元`,
      ),
      sides,
    );
  // 单场推介会成本 of a campaign is of one part of the work: only a standard for everyone served must make up the whole.
  const standards = rates.every(({ indicator }) => holdsAny(indicator.name, words.costs.standards));
  if (!stated || !standards || items.length > 0) {
    return notApplicable(
      subject,
      both('单位成本可能只涉及部分工作', 'the unit costs may be of one part of the work'),
      sides,
    );
  }
  const share = quotientOf(sum, total).toPrecision(3);
  const message = both(
    `须说明：单位成本×数量为${sum}万元，是资金总额${total}万元的${share}倍`,
    `needs explanation: unit costs times quantities are ${sum}万元, ${share} times the ${total}万元`,
  );
  return fail(subject, message, sides);
}

/** A rate times the quantity that fits it and the times in the year; null where no quantity, or more than one, fits. */
function timesQuantity({ indicator, wan, measure }: Rate, project: Project, { words, values }: CheckContext) {
  const counted = measure.per.filter(({ type }) => type !== 'duration');
  const time = measure.per.find(({ type }) => type === 'duration');
  if (counted.length > 1) return null;
  const times = time ? TIMES_A_YEAR[time.unit] : 1;
  if (times === undefined) return null;
  const quantities = project.indicators.filter((other) => {
    const unit = measureOfIndicator(other, values);
    if (other.category_code !== 'output.quantity' || other.value === null || !unit?.atom) return false;
    if (unit.per.length > 0 || unit.type === 'duration' || unit.type === 'ratio') return false;
    return fits(unit.atom, counted[0] ?? null, other, words.costs.people);
  });
  const quantity = closest(indicator, quantities);
  if (!quantity) return null;
  const amount = productOf(quantity.value!, measureOfIndicator(quantity, values)!.magnitude);
  const product = productOf(productOf(wan, amount), times);
  const sides = [
    indicatorSide(indicator, both('单位成本', 'unit cost')),
    indicatorSide(quantity, both('数量', 'quantity')),
  ];
  return { wan: product, sides: times > 1 ? [...sides, computed(both('每年次数', 'times a year'), times)] : sides };
}

/** 元/人 takes 人; 万元/村 takes 94个 of 污水治理村个数; a sum a year for nobody in particular (8.24万元/年) takes people. */
function fits(unit: Unit, counted: Unit | null, quantity: Indicator, people: readonly string[]): boolean {
  if (!counted) return people.includes(unit.unit);
  if (counted.unit === unit.unit) return true;
  if (people.includes(counted.unit)) return people.includes(unit.unit);
  return unit.unit === '个' && (quantity.name ?? '').includes(counted.unit);
}

/** Among several quantities the one named most alike; null where two are equally near. */
function closest(rate: Indicator, quantities: readonly Indicator[]): Indicator | null {
  const ranked = quantities
    .map((quantity) => ({ quantity, score: likeness(nameKey(rate.name), nameKey(quantity.name)) }))
    .sort((a, b) => b.score - a.score);
  if (ranked.length > 1 && ranked[0]!.score === ranked[1]!.score) return null;
  return ranked[0]?.quantity ?? null;
}

export const beneficiariesTimesStandard: Rule = {
  id: 'A22',
  title: { zh: '受益人数×标准≈支出', en: 'people times standard is about the expenditure' },
  subjects: { zh: '项评价', en: 'evaluations' },
  source: both(
    '算术关系；有差异须说明，如以“人次”作“人”',
    'arithmetic; a difference needs an explanation, for example 人次 printed for 人',
  ),
  tolerance: TOLERANCE,
  severity: 'warning',
  needs: both(
    '列有唯一人均标准和发放人数的评价',
    'an evaluation that states one standard per person and how many were paid',
  ),
  check: (context) => context.record.evaluations.flatMap((evaluation) => checkBeneficiaries(evaluation, context)),
};

function checkBeneficiaries(evaluation: Evaluation, { words, values }: CheckContext): Result[] {
  const { standards, counts, paid: paidWords } = words.beneficiaries;
  const rates = evaluation.facts.filter(({ metric }) => metric in standards);
  const paid = evaluation.facts.filter(
    ({ metric, unit, quote }) =>
      isPeople(unit) && (counts.includes(metric) || (metric === OTHER_COUNT && holdsAny(quote, paidWords))),
  );
  const [rate, people] = [rates[0], paid[0]];
  const spent = evaluation.expenditure_wan;
  if (!rate || !people || rates.length > 1 || paid.length > 1 || !spent || people.value === null) return [];
  const wan = amountWan(rate.value, rate.unit, values);
  if (wan === null) return [];
  const once = productOf(wan, productOf(people.value, measureOf(people.unit, '', values)?.magnitude ?? 1));
  const year = productOf(once, standards[rate.metric]!);
  // 人次 counts payments, so each is paid once; 人 counts people, who are paid every month.
  const times = /次/.test(people.unit ?? '');
  const product = times ? once : year;
  const factSide = (what: Bilingual, fact: Statistic) => ({
    ...field(what, fact, 'value'),
    value: `${fact.value}${fact.unit ?? ''}`,
  });
  const sides = [
    field(both('支出', 'expenditure'), evaluation, 'expenditure_wan'),
    factSide(both('标准', 'standard'), rate),
    factSide(both('发放人数', 'paid'), people),
    computed(both('标准×人数（万元）', 'standard times number, in 万元'), product),
  ];
  const hint =
    times && near(year, spent)
      ? both(
          `；若为人数，按${standards[rate.metric]}个月计为${year}万元`,
          `; for as many people (人) over ${standards[rate.metric]} months it would be ${year}万元`,
        )
      : both('', '');
  const subject = aboutEvaluation(evaluation);
  const bad = both(
    `须说明：${people.value}${people.unit}×${rate.value}${rate.unit}，计${product}万元，支出${spent}万元${hint.zh}`,
    `needs explanation: ${people.value}${people.unit} at ${rate.value}${rate.unit} are ${product}万元 of ${spent}万元 spent${hint.en}`,
  );
  return [
    decide(
      near(product, spent),
      subject,
      both(`标准×人数为${product}万元，支出${spent}万元`, `${product}万元 of ${spent}万元 spent`),
      bad,
      sides,
    ),
  ];
}

/** A count that the lexicon of statistics has no name for: 全年为4750人发放津贴. */
const OTHER_COUNT = 'other_count';

const isPeople = (unit: string | null) => /人|名/.test(unit ?? '');
