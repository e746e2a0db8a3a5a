/** Weights of a form and the scheme that it follows (A20, A21, A24). */
import type { Indicator, Project } from '../../record.js';
import { sumOf } from '../../values/decimal.js';
import {
  aboutDocument,
  aboutProject,
  computed,
  decide,
  field,
  notApplicable,
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
  indicators.map((one) => field(`weight of ${one.name}`, one, 'weight'));

export const weightsTotal: Rule = {
  id: 'A20',
  title: { zh: '权重合计为90或100', en: 'weights add up to 90 or 100' },
  subjects: FORMS,
  source: '财预〔2021〕101号, 财预〔2020〕10号: 90 for the indicators and 10 for the rate of execution',
  tolerance: null,
  severity: 'warning',
  needs: 'a form with a weight for every indicator',
  check: ({ record }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const weights = weightsOf(project);
      if (!weights) return notApplicable(subject, 'no weights, or not for every indicator');
      const total = sumOf(weights);
      return decide(
        TOTALS.includes(total),
        subject,
        `${total} points`,
        `the weights add up to ${total}, not to 90 or 100`,
        [...weightSides(project), computed('sum', total)],
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
const textOf = (weights: Distribution) => LEVELS.map((level) => `${level} ${weights[level]}`).join(', ');

export const weightsByLevel: Rule = {
  id: 'A21',
  title: { zh: '一级指标权重符合通行分配', en: 'weights by level 1 as the guideline distributes them' },
  subjects: FORMS,
  source:
    '财预〔2021〕101号: cost 20, output 40, benefit 20, satisfaction 10; without cost 50, 30, 10. Provinces set others',
  tolerance: null,
  severity: 'info',
  needs: 'a form with a weight and a category for every indicator',
  check: ({ record }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const weights = distributionOf(project);
      if (!weights) return notApplicable(subject, 'no weights, or not for every indicator');
      const official = OFFICIAL.some((distribution) => isSame(weights, distribution));
      return decide(official, subject, textOf(weights), `a distribution of its own: ${textOf(weights)}`, [
        ...weightSides(project),
        computed('by level 1', textOf(weights)),
      ]);
    }),
};

/** Cost as level 1 (2021), or as level 2 of output (2015). */
type Scheme = 'cost in level 1' | 'cost under output, or none';

/** A form without cost shows its scheme by its weights: 50, 30 and 10 are those of 2015 (德惠 2024, form 1). */
function schemeOf(project: Project): Scheme | null {
  const codes = project.indicators.map(({ category_code: code }) => code);
  if (codes.some((code) => code?.startsWith('cost.'))) return 'cost in level 1';
  if (codes.includes('output.cost')) return 'cost under output, or none';
  const weights = distributionOf(project);
  return weights && isSame(weights, WITHOUT_COST) ? 'cost under output, or none' : null;
}

export const oneScheme: Rule = {
  id: 'A24',
  title: { zh: '同一文件采用同一指标体系', en: 'one scheme of indicators in the document' },
  subjects: { zh: '份文件', en: 'documents' },
  source: '财预〔2021〕101号 raised cost to level 1; a document should follow one scheme',
  tolerance: null,
  severity: 'info',
  needs: 'two forms that show which scheme they follow',
  check: ({ record }): Result[] => {
    const schemes = new Map<Scheme, Project[]>();
    for (const project of record.projects) {
      const scheme = schemeOf(project);
      if (scheme) schemes.set(scheme, [...(schemes.get(scheme) ?? []), project]);
    }
    const forms = [...schemes.values()].flat().length;
    if (forms < 2) return [];
    const sides = [...schemes].flatMap(([scheme, projects]) =>
      projects.map((project) => ({ ...field('form', project, 'name'), value: `${project.name}: ${scheme}` })),
    );
    const told = [...schemes].map(([scheme, projects]) => `${projects.length} × ${scheme}`).join(', ');
    return [decide(schemes.size === 1, aboutDocument(record), told, told, sides)];
  },
};
