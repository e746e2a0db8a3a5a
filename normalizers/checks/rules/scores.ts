/** Scores and grades of evaluations (A13–A16). */
import type { Evaluation, Project } from '../../record.js';
import { differenceOf, productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { EVALUATIONS, moneySides, selfEvaluation } from './evaluations.js';
import {
  aboutEvaluation,
  type Bilingual,
  both,
  computed,
  decide,
  fail,
  field,
  named,
  notApplicable,
  of,
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
  source: both(
    '财预〔2020〕10号：百分制，90分以上为优，80分以上为良，60分以上为中，60分以下为差；各地可另定',
    '财预〔2020〕10号: 优 from 90, 良 from 80, 中 from 60, 差 below, of 100 points; a county may set other bands',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('有得分和等级的评价', 'an evaluation with score and grade'),
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { score, grade } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (score === null || grade === null) return notApplicable(subject, both('缺得分或等级', 'no score or no grade'));
      const weights = evaluation.dimension_scores.flatMap(({ weight }) => weight ?? []);
      const other = weights.length > 0 && sumOf(weights) !== FULL_SCORE;
      if (score < 0 || score > FULL_SCORE || other)
        return notApplicable(subject, both('得分不是百分制', 'the score is not of 100 points'));
      const band = BANDS.find(([, from]) => score >= from)?.[0];
      return decide(
        band === grade,
        subject,
        both(`${score}分为${grade}`, `${score} is ${grade}`),
        both(`${score}分应为${band}，所列为${grade}`, `${score} would be ${band}, not ${grade}`),
        [field(both('得分', 'score'), evaluation, 'score'), field(both('等级', 'grade'), evaluation, 'grade')],
      );
    }),
};

export const scoresAddUp: Rule = {
  id: 'A14',
  title: { zh: '分项得分与权重合计相符', en: 'scores add up, weights to 100, no score above its weight' },
  subjects: EVALUATIONS,
  source: both(
    '算术关系；自评另计预算执行率，最高10分（财预〔2020〕10号）',
    'arithmetic; a self-evaluation adds up to 10 points for the rate of execution (财预〔2020〕10号)',
  ),
  tolerance: both(`${SCORE_TOLERANCE} 分`, `${SCORE_TOLERANCE} points`),
  severity: 'error',
  needs: both(
    '有各维度得分的评价，或有得分的自评表',
    'an evaluation with the scores of its dimensions, or a self-evaluation form with scores',
  ),
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const form = selfEvaluation(record, evaluation);
      if (evaluation.dimension_scores.length > 0) return checkDimensions(evaluation);
      return form
        ? checkForm(evaluation, form)
        : notApplicable(aboutEvaluation(evaluation), both('没有各维度得分', 'no scores of dimensions'));
    }),
};

const tooMany = (name: string | null, score: number, weight: number): Bilingual =>
  both(`“${named(name).zh}”得分${score}，高于权重${weight}`, `${named(name).en} has ${score} of ${weight}`);

const together = (faults: readonly Bilingual[]): Bilingual =>
  both(faults.map(({ zh }) => zh).join('；'), faults.map(({ en }) => en).join('; '));

function dimensionsSide(evaluation: Evaluation): Side {
  const value = evaluation.dimension_scores
    .map((one) => `${one.dimension} ${one.score ?? '–'}/${one.weight ?? '–'}`)
    .join('; ');
  return { ...field(both('各维度得分/权重', 'dimensions'), evaluation, 'dimension_scores'), value };
}

function checkDimensions(evaluation: Evaluation): Result {
  const { dimension_scores: dimensions, score } = evaluation;
  const subject = aboutEvaluation(evaluation);
  const scores = dimensions.flatMap((dimension) => dimension.score ?? []);
  const weights = dimensions.flatMap((dimension) => dimension.weight ?? []);
  const sides = [field(both('得分', 'score'), evaluation, 'score'), dimensionsSide(evaluation)];
  const faults: Bilingual[] = [];
  const complete = scores.length === dimensions.length;
  if (complete && score !== null && !agrees(sumOf(scores), score, SCORE_TOLERANCE)) {
    faults.push(
      both(
        `各维度得分合计${sumOf(scores)}分，总分${score}分`,
        `the dimensions add up to ${sumOf(scores)}, the score is ${score}`,
      ),
    );
  }
  if (weights.length === dimensions.length && sumOf(weights) !== FULL_SCORE) {
    faults.push(both(`权重合计${sumOf(weights)}分`, `the weights add up to ${sumOf(weights)}`));
  }
  for (const one of dimensions) {
    if (one.score !== null && one.weight !== null && one.score > one.weight) {
      faults.push(tooMany(one.dimension, one.score, one.weight));
    }
  }
  if (!complete || score === null) {
    return faults.length > 0
      ? fail(subject, together(faults), sides)
      : notApplicable(subject, both('部分维度未印得分', 'the scores of some dimensions are not printed'), sides);
  }
  return faults.length > 0
    ? fail(subject, together(faults), sides)
    : pass(subject, both(`${scores.join('＋')}＝${score}`, `${scores.join(' + ')} = ${score}`), sides);
}

function checkForm(evaluation: Evaluation, form: Project): Result {
  const subject = aboutEvaluation(evaluation);
  const { score } = evaluation;
  const scores = form.indicators.flatMap((indicator) => indicator.score ?? []);
  if (score === null || scores.length < form.indicators.length || scores.length === 0) {
    return notApplicable(subject, both('并非每条指标都有得分', 'not every indicator has a score'));
  }
  const sum = sumOf(scores);
  const rest = differenceOf(score, sum);
  const above = form.indicators.filter(({ score: given, weight }) => weight !== null && given! > weight);
  const sides = [
    field(both('得分', 'score'), evaluation, 'score'),
    computed(both('指标得分合计', 'scores of the indicators'), sum),
    ...above.flatMap((one) => [
      field(of(one.name, both('得分', 'score')), one, 'score'),
      field(both('权重', 'weight'), one, 'weight'),
    ]),
  ];
  const faults = above.map(({ name, score: given, weight }) => tooMany(name, given!, weight!));
  const weights = form.indicators.map(({ weight }) => weight ?? 0);
  const most = Math.max(EXECUTION_POINTS, differenceOf(FULL_SCORE, sumOf(weights)));
  if (rest < -SCORE_TOLERANCE || rest > most + SCORE_TOLERANCE) {
    faults.push(
      both(
        `指标得分合计${sum}分，总分${score}分，执行率得分为${rest}分`,
        `the indicators add up to ${sum}, the score is ${score}: ${rest} points are left for the execution`,
      ),
    );
  }
  return faults.length > 0
    ? fail(subject, together(faults), sides)
    : pass(
        subject,
        both(`指标${sum}分＋执行率${rest}分＝${score}分`, `${sum} and ${rest} for the execution are ${score}`),
        sides,
      );
}

export const fullOutputWithoutSpending: Rule = {
  id: 'A15',
  title: { zh: '零支出而产出得满分', en: 'full output score although nothing was spent' },
  subjects: EVALUATIONS,
  source: both('合理性：没有支出而有产出须有说明', 'plausibility: without spending an output needs an explanation'),
  tolerance: null,
  severity: 'warning',
  needs: both(
    '零支出项目的评价，且有产出得分',
    'an evaluation of a project that spent nothing, with the score of its output',
  ),
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const subject = aboutEvaluation(evaluation);
      if (evaluation.expenditure_wan !== 0)
        return notApplicable(subject, both('有支出，或未列支出', 'money was spent, or it is not stated'));
      const form = selfEvaluation(record, evaluation);
      const outputs = form
        ? form.indicators.filter(({ category_code: code }) => code?.startsWith('output.'))
        : evaluation.dimension_scores.filter(({ dimension }) => dimension.includes('产出'));
      if (outputs.length === 0 || outputs.some(({ score, weight }) => score === null || weight === null)) {
        return notApplicable(subject, both('缺产出得分', 'no score of the output'));
      }
      const [score, weight] = [sumOf(outputs.map((one) => one.score!)), sumOf(outputs.map((one) => one.weight!))];
      return decide(
        score < weight,
        subject,
        both(`产出得分${score}，权重${weight}`, `${score} of ${weight}`),
        both(`产出得分${score}（权重${weight}），支出为0万元`, `output has ${score} of ${weight}, spent were 0万元`),
        [
          field(both('支出', 'expenditure'), evaluation, 'expenditure_wan'),
          form
            ? computed(both('表内产出得分/权重', 'output of the form'), `${score}/${weight}`)
            : dimensionsSide(evaluation),
        ],
      );
    }),
};

export const scoreFitsExecution: Rule = {
  id: 'A16',
  title: { zh: '得分不高于执行率所允许', en: 'score not above what the rate of execution allows' },
  subjects: EVALUATIONS,
  source: both(
    '推断：百分中执行率占10分，故得分≤100−10×（1−执行率）',
    'heuristic: 10 of 100 points are for the rate of execution, so score ≤ 100 − 10 × (1 − rate)',
  ),
  tolerance: both(`${SCORE_TOLERANCE} 分`, `${SCORE_TOLERANCE} points`),
  severity: 'info',
  needs: both('有得分、预算和支出的评价', 'an evaluation with score, budget and expenditure'),
  check: ({ record }) =>
    record.evaluations.map((evaluation) => {
      const { score, budget_wan: budget, expenditure_wan: spent } = evaluation;
      const subject = aboutEvaluation(evaluation);
      if (score === null || !budget || spent === null)
        return notApplicable(subject, both('缺得分、预算或支出', 'no score, budget or expenditure'));
      const unspent = Math.max(0, differenceOf(budget, spent));
      const most = differenceOf(FULL_SCORE, quotientOf(productOf(EXECUTION_POINTS, unspent), budget));
      return decide(
        score <= most + SCORE_TOLERANCE,
        subject,
        both('未超过可得最高分', 'within reach'),
        both(
          `得分${score}，按此执行率最高为${roundHalfUp(most, 2)}`,
          `${score} points, at most ${roundHalfUp(most, 2)} with this execution`,
        ),
        [
          field(both('得分', 'score'), evaluation, 'score'),
          ...moneySides(evaluation),
          computed(both('按此执行率可得最高分', 'highest score with this execution'), roundHalfUp(most, 2)),
        ],
      );
    }),
};
