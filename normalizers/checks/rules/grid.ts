/** What the grid of a form must hold, and what it should not hold twice (A23, A25–A29). */
import type { CategoryCode, Indicator, Project } from '../../record.js';
import {
  aboutDocument,
  aboutIndicator,
  aboutProject,
  type Bilingual,
  both,
  type CheckContext,
  computed,
  decide,
  fail,
  field,
  indicatorSide,
  named,
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
  source: both(
    '财预〔2021〕101号：二级指标决定一级指标；因版式错位的先行修复并注明',
    '财预〔2021〕101号: level 2 decides level 1; what layout misplaced is repaired first and told as a repair',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('一、二级指标齐全的指标', 'indicators with both levels'),
  check: ({ record }) =>
    record.projects.flatMap(({ indicators }) => {
      const everyRow = labelsEveryRow(indicators);
      return indicators.flatMap((indicator): Result[] => {
        const { level1, level2, category_code: code } = indicator;
        const parent = LEVEL1[code?.split('.')[0] ?? ''];
        if (!level1 || !level2 || !parent) return [];
        const subject = aboutIndicator(indicator);
        const sides = [
          field(both('一级指标', 'level 1'), indicator, 'level1'),
          field(both('二级指标', 'level 2'), indicator, 'level2'),
        ];
        // 效果指标 and 绩效指标 are other names of level 1; only the name of another level contradicts level 2.
        const other = Object.values(LEVEL1).find((word) => word !== parent && level1.includes(word));
        if (other && !level1.includes(parent))
          return [fail(subject, both(`“${level2}”列于“${level1}”之下`, `${level2} stands under ${level1}`), sides)];
        // 铁西区 2024, line 63: the label of level 2 stands in the column of level 1 because the row slipped to the left.
        const { level1: first, level2: second, name } = indicator.evidence;
        const made = [first, second, name].flatMap((evidence) => evidence?.repairs ?? []);
        const repairs = [...new Set(made.filter((repair) => LABEL_REPAIRS.includes(repair)))];
        const printed = everyRow && repairs.includes('level1-from-level2') ? first!.raw.split('\n')[0]! : null;
        if (printed)
          return [fail(subject, both(`“${level2}”列于“${printed}”之下`, `${level2} stands under ${printed}`), sides)];
        const message =
          repairs.length > 0
            ? both(`“${level2}”属“${level1}”（经版式修复）`, `${level2} under ${level1} after repair`)
            : both(`“${level2}”属“${level1}”`, `${level2} under ${level1}`);
        return [pass(subject, message, sides, repairs)];
      });
    }),
};

/** Whether each row prints level 1 for itself: then no page break and no merged cell put a label beside the wrong row. */
function labelsEveryRow(indicators: readonly Indicator[]): boolean {
  const places = new Set(indicators.map(({ evidence }) => JSON.stringify(evidence.level1?.at[0] ?? null)));
  const labels = new Set(indicators.map(({ level1 }) => level1));
  return places.size === indicators.length && labels.size < indicators.length;
}

function mustHave({ record }: CheckContext, what: Bilingual, fits: (code: CategoryCode) => boolean): Result[] {
  return record.projects.map((project) => {
    const subject = aboutProject(project);
    const codes = project.indicators.flatMap(({ category_code: code }) => code ?? []);
    const levels = project.indicators.flatMap(({ category_code: code, level1, level2 }) =>
      code ? (level2 ?? level1 ?? code) : [],
    );
    if (codes.length === 0) return notApplicable(subject, both('没有可归类的指标', 'no indicators with categories'));
    return decide(
      codes.some(fits),
      subject,
      both(`设有${what.zh}`, `has ${what.en}`),
      both(`未设${what.zh}`, `no ${what.en}`),
      [
        field(both('表', 'form'), project, 'name'),
        computed(both('所设指标', 'categories'), [...new Set(levels)].join('、')),
      ],
    );
  });
}

export const hasSatisfaction: Rule = {
  id: 'A25',
  title: { zh: '设有满意度指标', en: 'satisfaction is measured' },
  subjects: FORMS,
  source: both(
    '财预〔2021〕101号：满意度为一级指标之一，无服务对象的除外',
    '财预〔2021〕101号: satisfaction is one of the levels, unless nobody is served',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('指标可归类的表', 'a form with categories'),
  check: (context) =>
    mustHave(context, both('满意度指标', 'indicator of satisfaction'), (code) => code.startsWith('satisfaction.')),
};

export const hasCost: Rule = {
  id: 'A26',
  title: { zh: '设有成本指标', en: 'cost is measured' },
  subjects: FORMS,
  source: both(
    '财预〔2021〕101号：成本指标为一级指标；此前列于产出指标之下',
    '财预〔2021〕101号: cost is a level of its own; before, 成本指标 stood under output',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('指标可归类的表', 'a form with categories'),
  check: (context) =>
    mustHave(
      context,
      both('成本指标', 'indicator of cost'),
      (code) => code.startsWith('cost.') || code === 'output.cost',
    ),
};

const valueKey = ({ operator, raw_value, unit }: Indicator) => `${operator ?? ''}${nameKey(raw_value)}${unit ?? ''}`;

export const noDuplicates: Rule = {
  id: 'A27',
  title: { zh: '同一项目内指标不重复', en: 'no indicator twice with the same value in a form' },
  subjects: INDICATORS,
  source: both(
    '重复的指标没有新的衡量内容；年份不同的不计（专项印刷 2024：2023年12月与2024年12月）',
    'a repeated indicator measures nothing more; years may differ (专项印刷 2024: 2023年12月 and 2024年12月)',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('有指标的表', 'a form with indicators'),
  check: ({ record }) =>
    record.projects.flatMap(({ indicators }) => {
      const seen = new Map<string, Indicator>();
      return indicators.flatMap((indicator): Result[] => {
        if (nameKey(indicator.name) === '') return [];
        const key = `${nameKey(indicator.name)} ${valueKey(indicator)}`;
        const first = seen.get(key);
        if (!first) seen.set(key, indicator);
        const subject = aboutIndicator(indicator);
        if (!first) return [pass(subject, both('仅出现一次', 'stands once'), [indicatorSide(indicator)])];
        return [
          fail(subject, both('在同一张表内再次出现', 'stands a second time in the same form'), [
            indicatorSide(first, both('前一条', 'first')),
            indicatorSide(indicator, both('重复项', 'again')),
          ]),
        ];
      });
    }),
};

export const noNearDuplicates: Rule = {
  id: 'A28',
  title: { zh: '同一项目内无近似重复指标', en: 'no two indicators that differ only in empty words' },
  subjects: INDICATORS,
  source: both(
    '去掉“保障”“全年”等词后名称相同，且指标值相同',
    'the same value under names that are equal without words such as 保障 and 全年',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('有指标的表', 'a form with indicators'),
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
          return [pass(subject, both('无近似重复', 'no near duplicate'), [indicatorSide(indicator)])];
        return [
          fail(subject, both(`与“${named(first.name).zh}”含义相同`, `says the same as ${named(first.name).en}`), [
            indicatorSide(first, both('前一条', 'first')),
            indicatorSide(indicator, both('重复项', 'again')),
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
  source: both(
    '对任何项目都适用的指标不能反映该项目；表格固定印制的名称不计',
    'an indicator that fits everything measures nothing of the project; names that the form prescribes do not count',
  ),
  tolerance: both(
    `项目数的${BOILERPLATE_SHARE * 100}%，须有${FEWEST_DEPARTMENTS}个部门的${FEWEST_PROJECTS}个项目以上`,
    `${BOILERPLATE_SHARE * 100} % of the projects, from ${FEWEST_PROJECTS} projects of ${FEWEST_DEPARTMENTS} departments`,
  ),
  severity: 'info',
  needs: both(
    `含${FEWEST_DEPARTMENTS}个部门、${FEWEST_PROJECTS}个项目以上的文件`,
    `a document with ${FEWEST_PROJECTS} projects of ${FEWEST_DEPARTMENTS} departments`,
  ),
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
      return [
        pass(
          aboutDocument(record),
          both(
            `共${users.size}个指标名称，均未用于${projects.length}个项目的半数`,
            `${users.size} names, none in half of ${projects.length} projects`,
          ),
        ),
      ];
    return common.map(([, { indicator, projects: using }]) =>
      fail(
        aboutIndicator(indicator),
        both(
          `“${indicator.name}”见于${projects.length}个项目中的${using.size}个`,
          `${indicator.name} stands in ${using.size} of ${projects.length} projects`,
        ),
        [indicatorSide(indicator), ...[...using].map((project) => field(both('项目', 'project'), project, 'name'))],
      ),
    );
  },
};
