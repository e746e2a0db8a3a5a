/** What the grid of a form must hold, and what it should not hold twice (A23, A25–A29). */
import type { CategoryCode, Indicator, Project } from '../../record.js';
import {
  aboutDocument,
  aboutIndicator,
  aboutProject,
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
import { nameKey } from './text.js';

const FORMS = { zh: '张表', en: 'forms' };
const INDICATORS = { zh: '条指标', en: 'indicators' };

const LEVEL1: Record<string, string> = { cost: '成本', output: '产出', benefit: '效益', satisfaction: '满意' };
/** Repairs of labels that a page break or a merged cell put beside the wrong row: no fault of the publisher's. */
const LABEL_REPAIRS = ['level1-from-level2', 'level2-in-level1-column', 'level1-in-level2-column', 'shifted-columns'];

export const levelsFit: Rule = {
  id: 'A23',
  title: { zh: '二级指标属于所列一级指标', en: 'level 2 belongs to the level 1 that it stands under' },
  subjects: INDICATORS,
  source: '财预〔2021〕101号: level 2 decides level 1; what layout misplaced is repaired first and told as a repair',
  tolerance: null,
  severity: 'warning',
  needs: 'indicators with both levels',
  check: ({ record }) =>
    record.projects.flatMap(({ indicators }) =>
      indicators.flatMap((indicator): Result[] => {
        const { level1, level2, category_code: code } = indicator;
        const parent = LEVEL1[code?.split('.')[0] ?? ''];
        if (!level1 || !level2 || !parent) return [];
        const subject = aboutIndicator(indicator);
        const sides = [field('level 1', indicator, 'level1'), field('level 2', indicator, 'level2')];
        // 效果指标 and 绩效指标 are other names of level 1; only the name of another level contradicts level 2.
        const other = Object.values(LEVEL1).find((word) => word !== parent && level1.includes(word));
        if (other && !level1.includes(parent)) return [fail(subject, `${level2} stands under ${level1}`, sides)];
        // 铁西区 2024, line 63: the label of level 2 stands in the column of level 1 because the row slipped to the left.
        const { level1: first, level2: second, name } = indicator.evidence;
        const made = [first, second, name].flatMap((evidence) => evidence?.repairs ?? []);
        const repairs = [...new Set(made.filter((repair) => LABEL_REPAIRS.includes(repair)))];
        const message = repairs.length > 0 ? `${level2} under ${level1} after repair` : `${level2} under ${level1}`;
        return [pass(subject, message, sides, repairs)];
      }),
    ),
};

function mustHave({ record }: CheckContext, what: string, fits: (code: CategoryCode) => boolean): Result[] {
  return record.projects.map((project) => {
    const subject = aboutProject(project);
    const codes = project.indicators.flatMap(({ category_code: code }) => code ?? []);
    if (codes.length === 0) return notApplicable(subject, 'no indicators with categories');
    return decide(codes.some(fits), subject, `has ${what}`, `no ${what}`, [
      field('form', project, 'name'),
      computed('categories', [...new Set(codes)].join(', ')),
    ]);
  });
}

export const hasSatisfaction: Rule = {
  id: 'A25',
  title: { zh: '设有满意度指标', en: 'satisfaction is measured' },
  subjects: FORMS,
  source: '财预〔2021〕101号: satisfaction is one of the levels, unless nobody is served',
  tolerance: null,
  severity: 'info',
  needs: 'a form with categories',
  check: (context) => mustHave(context, 'indicator of satisfaction', (code) => code.startsWith('satisfaction.')),
};

export const hasCost: Rule = {
  id: 'A26',
  title: { zh: '设有成本指标', en: 'cost is measured' },
  subjects: FORMS,
  source: '财预〔2021〕101号: cost is a level of its own; before, 成本指标 stood under output',
  tolerance: null,
  severity: 'info',
  needs: 'a form with categories',
  check: (context) =>
    mustHave(context, 'indicator of cost', (code) => code.startsWith('cost.') || code === 'output.cost'),
};

const valueKey = ({ operator, raw_value, unit }: Indicator) => `${operator ?? ''}${nameKey(raw_value)}${unit ?? ''}`;

export const noDuplicates: Rule = {
  id: 'A27',
  title: { zh: '同一项目内指标不重复', en: 'no indicator twice with the same value in a form' },
  subjects: INDICATORS,
  source: 'a repeated indicator measures nothing more; years may differ (专项印刷 2024: 2023年12月 and 2024年12月)',
  tolerance: null,
  severity: 'warning',
  needs: 'a form with indicators',
  check: ({ record }) =>
    record.projects.flatMap(({ indicators }) => {
      const seen = new Map<string, Indicator>();
      return indicators.flatMap((indicator): Result[] => {
        if (nameKey(indicator.name) === '') return [];
        const key = `${nameKey(indicator.name)} ${valueKey(indicator)}`;
        const first = seen.get(key);
        if (!first) seen.set(key, indicator);
        const subject = aboutIndicator(indicator);
        if (!first) return [pass(subject, 'stands once', [indicatorSide(indicator)])];
        return [
          fail(subject, 'stands a second time in the same form', [
            indicatorSide(first, 'first'),
            indicatorSide(indicator, 'again'),
          ]),
        ];
      });
    }),
};

export const noNearDuplicates: Rule = {
  id: 'A28',
  title: { zh: '同一项目内无近似重复指标', en: 'no two indicators that differ only in empty words' },
  subjects: INDICATORS,
  source: 'the same value under names that are equal without words such as 保障 and 全年',
  tolerance: null,
  severity: 'info',
  needs: 'a form with indicators',
  check: ({ record, words }) =>
    record.projects.flatMap(({ indicators }) => {
      const seen = new Map<string, Indicator>();
      return indicators.flatMap((indicator): Result[] => {
        const core = words.indicators.fillers.reduce(
          (name, filler) => name.replaceAll(filler, ''),
          nameKey(indicator.name),
        );
        if (core.length < SHORTEST_CORE) return [];
        const key = `${core} ${valueKey(indicator)} ${indicator.category_code}`;
        const first = seen.get(key);
        if (!first) seen.set(key, indicator);
        const subject = aboutIndicator(indicator);
        // The very same name is A27's affair.
        if (!first || nameKey(first.name) === nameKey(indicator.name))
          return [pass(subject, 'no near duplicate', [indicatorSide(indicator)])];
        return [
          fail(subject, `says the same as ${first.name}`, [
            indicatorSide(first, 'first'),
            indicatorSide(indicator, 'again'),
          ]),
        ];
      });
    }),
};

/** What is left of a name without empty words must still name something. In characters. */
const SHORTEST_CORE = 3;

/** Fewer forms of fewer departments say nothing of a habit: 德惠 2024 has four projects of one department. */
const FEWEST_PROJECTS = 5;
const FEWEST_DEPARTMENTS = 2;
const BOILERPLATE_SHARE = 0.5;

export const noBoilerplateIndicators: Rule = {
  id: 'A29',
  title: { zh: '指标未在多数项目中套用', en: 'no indicator that half of all projects share' },
  subjects: { zh: '个指标名称', en: 'names of indicators' },
  source:
    'an indicator that fits everything measures nothing of the project; names that the form prescribes do not count',
  tolerance: `${BOILERPLATE_SHARE * 100} % of the projects, from ${FEWEST_PROJECTS} projects of ${FEWEST_DEPARTMENTS} departments`,
  severity: 'info',
  needs: `a document with ${FEWEST_PROJECTS} projects of ${FEWEST_DEPARTMENTS} departments`,
  check: ({ record, words }) => {
    const projects = record.projects.filter(({ form }) => form.startsWith('project'));
    const departments = new Set(projects.map(({ department }) => nameKey(department)));
    if (projects.length < FEWEST_PROJECTS || departments.size < FEWEST_DEPARTMENTS) return [];
    const users = new Map<string, { indicator: Indicator; projects: Set<Project> }>();
    for (const project of projects) {
      for (const indicator of project.indicators) {
        const key = nameKey(indicator.name);
        const entry = users.get(key) ?? { indicator, projects: new Set() };
        entry.projects.add(project);
        if (key !== '') users.set(key, entry);
      }
    }
    const prescribed = new Set(words.indicators.prescribed.map(nameKey));
    const common = [...users].filter(
      ([key, entry]) => !prescribed.has(key) && entry.projects.size >= projects.length * BOILERPLATE_SHARE,
    );
    if (common.length === 0)
      return [pass(aboutDocument(record), `${users.size} names, none in half of ${projects.length} projects`)];
    return common.map(([, { indicator, projects: using }]) =>
      fail(aboutIndicator(indicator), `${indicator.name} stands in ${using.size} of ${projects.length} projects`, [
        indicatorSide(indicator),
        ...[...using].map((project) => field('project', project, 'name')),
      ]),
    );
  },
};
