/** Evaluations: rates, amounts, grades, scores, sentences (A08, A09, A11–A16, A50). */
import type { Evaluation, GongkaiRecord, Project } from '../../record.js';
import { differenceOf, divideHalfUp, productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { amountWan, MONEY_TOLERANCE_WAN, printedDecimals, RATE_TOLERANCE_POINTS } from './measures.js';
import {
  aboutDocument,
  aboutEvaluation,
  type CheckContext,
  computed,
  decide,
  fail,
  field,
  notApplicable,
  pass,
  type Result,
  type Rule,
  type Side,
} from './rule.js';
import { agrees } from './sums.js';
import { clausesOf, nameKey } from './text.js';

const EVALUATIONS = { zh: '项评价', en: 'evaluations' };
const NEEDS_MONEY = 'an evaluation with budget and expenditure';
const PERCENT = 100;
/** Scores are printed with up to two decimals. In points. */
const SCORE_TOLERANCE = 0.01;
const FULL_SCORE = 100;
/** What a self-evaluation gives for the rate of execution (财预〔2020〕10号), in points. */
const EXECUTION_POINTS = 10;

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

const moneySides = (evaluation: Evaluation): Side[] => [
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
const summaries = (record: GongkaiRecord) =>
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

const BANDS: readonly (readonly [grade: string, from: number])[] = [
  ['优', 90],
  ['良', 80],
  ['中', 60],
  ['差', 0],
];

export const gradeFitsScore: Rule = {
  id: 'A13',
  title: { zh: '等级与得分相符', en: 'grade fits the score' },
  subjects: EVALUATIONS,
  source: '财预〔2020〕10号: 优 from 90, 良 from 80, 中 from 60, 差 below, of 100 points; a county may set other bands',
  tolerance: null,
  severity: 'warning',
  needs: 'an evaluation with score and grade',
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { score, grade } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (score === null || grade === null) return notApplicable(subject, 'no score or no grade');
      const weights = evaluation.dimension_scores.flatMap(({ weight }) => weight ?? []);
      const other = weights.length > 0 && sumOf(weights) !== FULL_SCORE;
      if (score > FULL_SCORE || other) return notApplicable(subject, 'the score is not of 100 points');
      const band = BANDS.find(([, from]) => score >= from)?.[0];
      return decide(band === grade, subject, `${score} is ${grade}`, `${score} would be ${band}, not ${grade}`, [
        field('score', evaluation, 'score'),
        field('grade', evaluation, 'grade'),
      ]);
    }),
};

export const scoresAddUp: Rule = {
  id: 'A14',
  title: { zh: '分项得分与权重合计相符', en: 'scores add up, weights to 100, no score above its weight' },
  subjects: EVALUATIONS,
  source: 'arithmetic; a self-evaluation adds up to 10 points for the rate of execution (财预〔2020〕10号)',
  tolerance: `${SCORE_TOLERANCE} points`,
  severity: 'error',
  needs: 'an evaluation with the scores of its dimensions, or a self-evaluation form with scores',
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const form = selfEvaluation(record, evaluation);
      if (evaluation.dimension_scores.length > 0) return checkDimensions(evaluation);
      return form ? checkForm(evaluation, form) : notApplicable(aboutEvaluation(evaluation), 'no scores of dimensions');
    }),
};

function dimensionsSide(evaluation: Evaluation): Side {
  const value = evaluation.dimension_scores.map((one) => `${one.dimension} ${one.score}/${one.weight}`).join('; ');
  return { ...field('dimensions', evaluation, 'dimension_scores'), value };
}

function checkDimensions(evaluation: Evaluation): Result {
  const { dimension_scores: dimensions, score } = evaluation;
  const subject = aboutEvaluation(evaluation);
  const scores = dimensions.flatMap((dimension) => dimension.score ?? []);
  const weights = dimensions.flatMap((dimension) => dimension.weight ?? []);
  const sides = [field('score', evaluation, 'score'), dimensionsSide(evaluation)];
  const faults: string[] = [];
  const complete = scores.length === dimensions.length;
  if (complete && score !== null && !agrees(sumOf(scores), score, SCORE_TOLERANCE)) {
    faults.push(`the dimensions add up to ${sumOf(scores)}, the score is ${score}`);
  }
  if (weights.length === dimensions.length && sumOf(weights) !== FULL_SCORE) {
    faults.push(`the weights add up to ${sumOf(weights)}`);
  }
  for (const one of dimensions) {
    if (one.score !== null && one.weight !== null && one.score > one.weight) {
      faults.push(`${one.dimension} has ${one.score} of ${one.weight}`);
    }
  }
  if (!complete || score === null) {
    return faults.length > 0
      ? fail(subject, faults.join('; '), sides)
      : notApplicable(subject, 'the scores of some dimensions are not printed', sides);
  }
  return faults.length > 0
    ? fail(subject, faults.join('; '), sides)
    : pass(subject, `${scores.join(' + ')} = ${score}`, sides);
}

function checkForm(evaluation: Evaluation, form: Project): Result {
  const subject = aboutEvaluation(evaluation);
  const { score } = evaluation;
  const scores = form.indicators.flatMap((indicator) => indicator.score ?? []);
  if (score === null || scores.length < form.indicators.length || scores.length === 0) {
    return notApplicable(subject, 'not every indicator has a score');
  }
  const sum = sumOf(scores);
  const rest = differenceOf(score, sum);
  const above = form.indicators.filter(({ score: given, weight }) => weight !== null && given! > weight);
  const sides = [
    field('score', evaluation, 'score'),
    computed('scores of the indicators', sum),
    ...above.flatMap((one) => [field(`score of ${one.name}`, one, 'score'), field('weight', one, 'weight')]),
  ];
  const faults = above.map((one) => `${one.name} has ${one.score} of ${one.weight}`);
  const weights = form.indicators.map(({ weight }) => weight ?? 0);
  const most = Math.max(EXECUTION_POINTS, differenceOf(FULL_SCORE, sumOf(weights)));
  if (rest < -SCORE_TOLERANCE || rest > most + SCORE_TOLERANCE) {
    faults.push(`the indicators add up to ${sum}, the score is ${score}: ${rest} points are left for the execution`);
  }
  return faults.length > 0
    ? fail(subject, faults.join('; '), sides)
    : pass(subject, `${sum} and ${rest} for the execution are ${score}`, sides);
}

export const fullOutputWithoutSpending: Rule = {
  id: 'A15',
  title: { zh: '零支出而产出得满分', en: 'full output score although nothing was spent' },
  subjects: EVALUATIONS,
  source: 'plausibility: without spending an output needs an explanation',
  tolerance: null,
  severity: 'warning',
  needs: 'an evaluation of a project that spent nothing, with the score of its output',
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const subject = aboutEvaluation(evaluation);
      if (evaluation.expenditure_wan !== 0) return notApplicable(subject, 'money was spent, or it is not stated');
      const form = selfEvaluation(record, evaluation);
      const outputs = form
        ? form.indicators.filter(({ category_code: code }) => code?.startsWith('output.'))
        : evaluation.dimension_scores.filter(({ dimension }) => dimension.includes('产出'));
      if (outputs.length === 0 || outputs.some(({ score, weight }) => score === null || weight === null)) {
        return notApplicable(subject, 'no score of the output');
      }
      const [score, weight] = [sumOf(outputs.map((one) => one.score!)), sumOf(outputs.map((one) => one.weight!))];
      return decide(
        score < weight,
        subject,
        `${score} of ${weight}`,
        `output has ${score} of ${weight}, spent were 0万元`,
        [
          field('expenditure', evaluation, 'expenditure_wan'),
          form ? computed('output of the form', `${score}/${weight}`) : dimensionsSide(evaluation),
        ],
      );
    }),
};

export const scoreFitsExecution: Rule = {
  id: 'A16',
  title: { zh: '得分不高于执行率所允许', en: 'score not above what the rate of execution allows' },
  subjects: EVALUATIONS,
  source: 'heuristic: 10 of 100 points are for the rate of execution, so score ≤ 100 − 10 × (1 − rate)',
  tolerance: `${SCORE_TOLERANCE} points`,
  severity: 'info',
  needs: 'an evaluation with score, budget and expenditure',
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { score, budget_wan: budget, expenditure_wan: spent } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (score === null || !budget || spent === null) return notApplicable(subject, 'no score, budget or expenditure');
      const unspent = Math.max(0, differenceOf(budget, spent));
      const most = differenceOf(FULL_SCORE, quotientOf(productOf(EXECUTION_POINTS, unspent), budget));
      return decide(
        score <= most + SCORE_TOLERANCE,
        subject,
        'within reach',
        `${score} points, at most ${roundHalfUp(most, 2)} with this execution`,
        [
          field('score', evaluation, 'score'),
          ...moneySides(evaluation),
          computed('highest score with this execution', roundHalfUp(most, 2)),
        ],
      );
    }),
};

/** Shorter clauses are ways of speaking that any report uses. In characters. */
export const SHORTEST_COPY = 12;

/** Clauses of an evaluation that are long enough to be copies. */
export function copyableClauses(evaluation: Evaluation): string[] {
  const { findings_text, problems_text, recommendations_text } = evaluation;
  const clauses = [findings_text, problems_text, recommendations_text].flatMap((text) => clausesOf(text ?? ''));
  return [...new Set(clauses.filter((clause) => nameKey(clause).length >= SHORTEST_COPY))];
}

export const copiedSentences: Rule = {
  id: 'A50',
  title: { zh: '不同评价之间语句雷同', en: 'identical sentences in evaluations of different projects' },
  subjects: EVALUATIONS,
  source: `copied findings say nothing of the project; clauses of at least ${SHORTEST_COPY} characters`,
  tolerance: null,
  severity: 'info',
  needs: 'two evaluations with findings in prose',
  check: ({ record }) => {
    const prose = summaries(record).filter((evaluation) => copyableClauses(evaluation).length > 0);
    if (prose.length < 2) return [];
    const holders = new Map<string, Evaluation[]>();
    for (const evaluation of prose) {
      for (const clause of copyableClauses(evaluation)) {
        holders.set(nameKey(clause), [...(holders.get(nameKey(clause)) ?? []), evaluation]);
      }
    }
    return prose.map((evaluation) => {
      const shared = copyableClauses(evaluation).filter((clause) => holders.get(nameKey(clause))!.length > 1);
      const others = [...new Set(shared.flatMap((clause) => holders.get(nameKey(clause))!))].filter(
        (e) => e !== evaluation,
      );
      const subject = aboutEvaluation(evaluation);
      if (shared.length === 0) return pass(subject, 'no clause of another evaluation');
      return fail(
        subject,
        `${shared.length} clauses also stand in the evaluation of ${others.map((e) => e.project_name).join(', ')}`,
        [
          { what: 'clauses', value: shared.join(' | '), raw: shared.join(' | '), at: textPlaces(evaluation) },
          ...others.map((other) => ({ ...field('evaluation of', other, 'project_name'), at: textPlaces(other) })),
        ],
      );
    });
  },
};

function textPlaces({ evidence }: Evaluation) {
  return [evidence.findings_text, evidence.problems_text, evidence.recommendations_text].flatMap(
    (text) => text?.at ?? [],
  );
}
