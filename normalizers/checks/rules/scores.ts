/** Scores and grades of evaluations (A13–A16). */
import type { Evaluation, Project } from '../../record.js';
import { differenceOf, productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { EVALUATIONS, moneySides, selfEvaluation } from './evaluations.js';
import {
  aboutEvaluation,
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

/** What a self-evaluation gives for the rate of execution (财预〔2020〕10号), in points. */
const EXECUTION_POINTS = 10;
const FULL_SCORE = 100;
/** Scores are printed with up to two decimals. In points. */
const SCORE_TOLERANCE = 0.01;
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
