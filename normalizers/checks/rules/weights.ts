/** Weights of a form and the scheme that it follows (A20, A21, A24). */
import type { Indicator, Project } from '../../record.js';
import { sumOf } from '../../values/decimal.js';
import {
  aboutDocument,
  aboutProject,
  type Bilingual,
  both,
  computed,
  decide,
  field,
  notApplicable,
  of,
  type Result,
  type Rule,
  type Side,
} from './rule.js';

const FORMS = { zh: '张表', en: 'forms' };
/**
 * 90, because 10 points are for the rate of execution; 100 where the form counts them in or a province leaves them out.
 * 垫江 2025 and 德清 2025 give 100 in forms of targets, so 100 is no fault there (the reference has 90 for targets).
 */
const TOTALS: readonly number[] = [90, 100];

type Level = 'cost' | 'output' | 'benefit' | 'satisfaction';
const LEVELS: readonly Level[] = ['cost', 'output', 'benefit', 'satisfaction'];
type Distribution = Record<Level, number>;

/** 财预〔2021〕101号, with a cost indicator and without; without satisfaction its 10 points go to the benefits. */
const WITH_COST: Distribution = { cost: 20, output: 40, benefit: 20, satisfaction: 10 };
const WITHOUT_COST: Distribution = { cost: 0, output: 50, benefit: 30, satisfaction: 10 };
const withoutSatisfaction = (weights: Distribution): Distribution => ({
  ...weights,
  benefit: weights.benefit + weights.satisfaction,
  satisfaction: 0,
});
const OFFICIAL = [WITH_COST, WITHOUT_COST, withoutSatisfaction(WITH_COST), withoutSatisfaction(WITHOUT_COST)];

/** The weights of all indicators of a form; null where it has none, or not for all. */
function weightsOf({ indicators }: Project): number[] | null {
  const weights = indicators.flatMap(({ weight }) => weight ?? []);
  return weights.length > 0 && weights.length === indicators.length ? weights : null;
}

const levelOf = ({ category_code: code }: Indicator) => (code?.split('.')[0] ?? null) as Level | null;

const weightSides = ({ indicators }: Project): Side[] =>
  indicators.map((one) => field(of(one.name, both('权重', 'weight')), one, 'weight'));

export const weightsTotal: Rule = {
  id: 'A20',
  title: { zh: '权重合计为90或100', en: 'weights add up to 90 or 100' },
  subjects: FORMS,
  source: both(
    '财预〔2021〕101号、财预〔2020〕10号：指标90分，预算执行率10分',
    '财预〔2021〕101号, 财预〔2020〕10号: 90 for the indicators and 10 for the rate of execution',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('每条指标均有权重的表', 'a form with a weight for every indicator'),
  check: ({ record }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const weights = weightsOf(project);
      if (!weights)
        return notApplicable(
          subject,
          both('没有权重，或并非每条指标都有权重', 'no weights, or not for every indicator'),
        );
      const total = sumOf(weights);
      return decide(
        TOTALS.includes(total),
        subject,
        both(`权重合计${total}分`, `${total} points`),
        both(`权重合计${total}分，不是90分或100分`, `the weights add up to ${total}, not to 90 or 100`),
        [...weightSides(project), computed(both('权重合计', 'sum'), total)],
      );
    }),
};

/** Weights by level 1; null where they are not complete or an indicator has no category. */
function distributionOf(project: Project): Distribution | null {
  if (!weightsOf(project) || project.indicators.some((one) => levelOf(one) === null)) return null;
  const sum = (level: Level) =>
    sumOf(project.indicators.flatMap((one) => (levelOf(one) === level ? (one.weight ?? []) : [])));
  return { cost: sum('cost'), output: sum('output'), benefit: sum('benefit'), satisfaction: sum('satisfaction') };
}

const isSame = (a: Distribution, b: Distribution) => LEVELS.every((level) => a[level] === b[level]);
const LEVEL_NAMES: Record<Level, string> = { cost: '成本', output: '产出', benefit: '效益', satisfaction: '满意度' };

const textOf = (weights: Distribution): Bilingual =>
  both(
    LEVELS.map((level) => `${LEVEL_NAMES[level]}${weights[level]}`).join('、'),
    LEVELS.map((level) => `${level} ${weights[level]}`).join(', '),
  );

export const weightsByLevel: Rule = {
  id: 'A21',
  title: { zh: '一级指标权重符合通行分配', en: 'weights by level 1 as the guideline distributes them' },
  subjects: FORMS,
  source: both(
    '财预〔2021〕101号：成本20、产出40、效益20、满意度10；未设成本的为50、30、10。各省可另行规定',
    '财预〔2021〕101号: cost 20, output 40, benefit 20, satisfaction 10; without cost 50, 30, 10. Provinces set others',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('每条指标均有权重并可归类的表', 'a form with a weight and a category for every indicator'),
  check: ({ record }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const weights = distributionOf(project);
      if (!project.form.startsWith('project'))
        return notApplicable(
          subject,
          both('部门整体支出的权重由各地规定', 'weights of a whole department are set locally'),
        );
      if (!weights)
        return notApplicable(
          subject,
          both('没有权重，或并非每条指标都有权重', 'no weights, or not for every indicator'),
        );
      const official = OFFICIAL.some((distribution) => isSame(weights, distribution));
      const told = textOf(weights);
      const bad = both(`权重自行分配：${told.zh}`, `a distribution of its own: ${told.en}`);
      return decide(official, subject, told, bad, [
        ...weightSides(project),
        ...LEVELS.map((level) => computed(both(`${LEVEL_NAMES[level]}权重合计`, `sum of ${level}`), weights[level])),
      ]);
    }),
};

/** Cost as level 1 (2021), or as level 2 of output (2015). */
type Scheme = keyof typeof SCHEMES;
const SCHEMES = {
  2021: both('成本为一级指标', 'cost in level 1'),
  2015: both('成本列于产出之下或未设成本', 'cost under output, or none'),
};

/** A form without cost shows its scheme by its weights: 50, 30 and 10 are those of 2015 (德惠 2024, form 1). */
function schemeOf(project: Project): Scheme | null {
  const codes = project.indicators.map(({ category_code: code }) => code);
  if (codes.some((code) => code?.startsWith('cost.'))) return 2021;
  if (codes.includes('output.cost')) return 2015;
  const weights = distributionOf(project);
  return weights && isSame(weights, WITHOUT_COST) ? 2015 : null;
}

export const oneScheme: Rule = {
  id: 'A24',
  title: { zh: '同一文件采用同一指标体系', en: 'one scheme of indicators in the document' },
  subjects: { zh: '份文件', en: 'documents' },
  source: both(
    '财预〔2021〕101号将成本升为一级指标；同一文件应采用同一指标体系',
    '财预〔2021〕101号 raised cost to level 1; a document should follow one scheme',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('两张以上能看出所用指标体系的表', 'two forms that show which scheme they follow'),
  check: ({ record }): Result[] => {
    const schemes = new Map<Scheme, Project[]>();
    for (const project of record.projects) {
      const scheme = schemeOf(project);
      if (scheme) schemes.set(scheme, [...(schemes.get(scheme) ?? []), project]);
    }
    const forms = [...schemes.values()].flat().length;
    if (forms < 2) return [];
    const sides = [...schemes].flatMap(([scheme, projects]) => {
      const { zh, en } = SCHEMES[scheme];
      return projects.map((project) => field(both(`表（${zh}）`, `form (${en})`), project, 'name'));
    });
    const counts = [...schemes].map(([scheme, { length }]) => ({ ...SCHEMES[scheme], length }));
    const told = both(
      counts.map(({ zh, length }) => `${length}张表${zh}`).join('，'),
      counts.map(({ en, length }) => `${length} × ${en}`).join(', '),
    );
    return [decide(schemes.size === 1, aboutDocument(record), told, told, sides)];
  },
};
