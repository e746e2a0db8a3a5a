/** The goal of the year: boilerplate, topic, dates and numbers against the indicators (A30, A31, A40, A45). */
import type { Indicator, Project } from '../../record.js';
import { isoDate, lastDayOf } from '../../values/deadline.js';
import { phrasesOf } from '../../values/phrases.js';
import { holdsAny } from './lexicon.js';
import { measureOfIndicator, type NumberInText, numbersIn } from './measures.js';
import {
  aboutProject,
  type Bilingual,
  both,
  type CheckContext,
  decide,
  fail,
  field,
  indicatorSide,
  named,
  notApplicable,
  pass,
  type Result,
  type Rule,
  type Side,
  withSigns,
} from './rule.js';
import { clausesOf, nameKey, sentencesOf, sharedRun } from './text.js';

const FORMS = { zh: '张表', en: 'forms' };
/** A shorter sentence may well stand twice. In characters. */
const SHORTEST_REPETITION = 8;

/** `1.`, `（二）`, `目标3：` in front of one of several goals. */
const NUMBERED = /^(?:目标)?[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）]?[.、．:：]?(?=\p{Script=Han})/u;

const goalSide = (project: Project) => field(both('绩效目标', 'goal'), project, 'goal');

export const specificGoal: Rule = {
  id: 'A30',
  title: { zh: '绩效目标不是套话', en: 'a goal of its own' },
  subjects: FORMS,
  source: both(
    '财预〔2015〕88号：目标应具体；只写“确保单位正常运转”的目标对任何项目都适用',
    '财预〔2015〕88号: goals are specific; a goal of nothing but 确保单位正常运转 fits every project',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('有绩效目标的表', 'a form with a goal'),
  check: ({ record, words }) =>
    record.projects.flatMap((project): Result[] => {
      if (!project.goal) return [];
      const subject = aboutProject(project);
      const sentences = sentencesOf(project.goal)
        .map(nameKey)
        .filter((sentence) => sentence !== '');
      const clauses = clausesOf(project.goal)
        .map((clause) => nameKey(clause.replace(NUMBERED, '')))
        .filter((clause) => clause !== '');
      if (clauses.length > 0 && clauses.every((clause) => words.goals.patterns.some((word) => word.test(clause)))) {
        return [
          fail(subject, both('绩效目标没有反映项目内容', 'the goal says nothing of the project'), [goalSide(project)]),
        ];
      }
      const twice = sentences.find(
        (sentence, i) => sentence.length >= SHORTEST_REPETITION && sentences.indexOf(sentence) < i,
      );
      if (twice)
        return [fail(subject, both(`绩效目标两次写到“${twice}”`, `the goal says ${twice} twice`), [goalSide(project)])];
      return [pass(subject, both('绩效目标反映了项目内容', 'says something of the project'), [goalSide(project)])];
    }),
};

/** Shorter goals say too little to miss a topic in. In characters. */
const SHORTEST_GOAL = 20;

export const goalOnTopic: Rule = {
  id: 'A31',
  title: { zh: '绩效目标与项目名称相关', en: 'the goal is about the project' },
  subjects: FORMS,
  source: both(
    '词库中的主题：名称涉及而目标未涉及某一主题，目标却涉及名称没有的另一主题',
    'topics of the lexicon: the name has one that the goal does not touch, and the goal has another that the name does not',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('名称含词库主题的项目', 'a project whose name holds a topic of the lexicon'),
  limits: both(
    '只判断 checks.yml 所列主题；其他目标是否与项目相关须人工判断',
    'only topics of checks.yml; whether any other goal belongs to its project takes a reader',
  ),
  check: ({ record, words }) =>
    record.projects.flatMap((project): Result[] => {
      const { name, goal } = project;
      const topics = words.topics.filter((topic) => holdsAny(name, topic.words));
      if (!goal || goal.length < SHORTEST_GOAL || topics.length === 0) return [];
      const missed = topics.filter((topic) => !holdsAny(goal, [...topic.words, ...topic.home]));
      const strange = words.topics.find((topic) => holdsAny(goal, topic.words) && !holdsAny(name, topic.home));
      const holds = missed.length < topics.length || !strange;
      const bad = both(
        `项目名称涉及${topics.map((topic) => `“${topic.name}”`).join('、')}，绩效目标涉及“${strange?.name}”`,
        `the name is of ${topics.map((topic) => topic.name).join(', ')}, the goal of ${strange?.name}`,
      );
      return [
        decide(holds, aboutProject(project), both('名称与绩效目标主题一致', 'name and goal share a topic'), bad, [
          field(both('项目名称', 'name'), project, 'name'),
          goalSide(project),
        ]),
      ];
    }),
};

export const deadlineFitsGoal: Rule = {
  id: 'A40',
  title: { zh: '完成时限与绩效目标不矛盾', en: 'deadlines fit the dates in the goal' },
  subjects: FORMS,
  source: both(
    '前后一致：目标中带日期的分句与同一事项（如拨付）的完成时限对照',
    'consistency: a clause of the goal with a date, against deadlines for the same thing (拨付)',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both(
    '目标中有日期或期限，且有同一事项的时限指标',
    'a goal with a date or term, and an indicator whose value is a date for the same thing',
  ),
  check: (context) => context.record.projects.flatMap((project) => checkDates(project, context)),
};

/** By when a clause of the goal says that something is done, as an ISO date. */
function dateIn(clause: string, year: number, { words, values }: CheckContext): string | null {
  const term = Object.entries(words.goals.terms).find(([word]) => clause.includes(word));
  if (term) return `${year}-${term[1]}`;
  // 每年7月末前: the date of every year is also that of this one.
  const dates = phrasesOf(clause.replace(/每年/g, ''), values).dates.filter(({ bound }) => bound);
  const iso = dates.length === 1 ? isoDate(dates[0]!, year) : null;
  return iso && lastDayOf(iso);
}

function checkDates(project: Project, context: CheckContext): Result[] {
  const { goal, fiscal_year: year } = project;
  if (!goal || year === null) return [];
  const deadlines = project.indicators.filter(({ kind, deadline }) => kind === 'deadline' && deadline !== null);
  return clausesOf(goal).flatMap((clause): Result[] => {
    const by = dateIn(clause, year, context);
    if (by === null) return [];
    const about = deadlines.filter(({ name }) => sharedWord(name, clause) !== null);
    return about.map((indicator) => {
      const due = lastDayOf(indicator.deadline!);
      const sides = [
        { ...goalSide(project), value: `${clause} (${by})` },
        field(
          both(`“${named(indicator.name).zh}”时限`, `deadline: ${named(indicator.name).en}`),
          indicator,
          'deadline',
        ),
      ];
      return decide(
        due <= by,
        aboutProject(project),
        both(`时限${due}，未超过${by}`, `${due} within ${by}`),
        both(
          `“${named(indicator.name).zh}”时限为${due}，绩效目标为“${clause}”`,
          `${named(indicator.name).en} is due ${due}, the goal says ${clause}`,
        ),
        sides,
      );
    });
  });
}

/** Words that any deadline is named with: not what is done. */
const EMPTY_WORDS = /时间|时限|时效|完成|年度|工作|及时|项目|任务|资金/gu;

/** Two 汉字 in a row that both have, apart from empty words. */
function sharedWord(name: string | null, clause: string): string | null {
  const run = sharedRun(nameKey(name).replace(EMPTY_WORDS, '|'), nameKey(clause).replace(EMPTY_WORDS, '#'));
  return run.length >= 2 ? run : null;
}

export const numbersFitGoal: Rule = {
  id: 'A45',
  title: { zh: '目标中的数字与指标一致', en: 'numbers in the goal agree with the indicators' },
  subjects: { zh: '个数字', en: 'numbers in goals' },
  source: both(
    '前后一致：目标中的数字与单位、名称相同的指标对照',
    'consistency: a number of the goal against the indicator of the same unit and name',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('目标中有某指标所涉及的数字', 'a goal with a number that an indicator is about'),
  limits: both(
    '没有单位、名称相同的指标不算矛盾，不作结论',
    'a number without an indicator of its unit and name is no contradiction, so it has no outcome',
  ),
  check: (context) =>
    context.record.projects.flatMap((project) => {
      const numbers = numbersIn(clausesOf(project.goal ?? ''), context.values);
      const said = new Set(numbers.map(({ quantity, measure }) => `${quantity.value} ${measure.canonical}`));
      return numbers.flatMap((number) => checkNumber(number, project, context, said));
    }),
};

/** A name that shares so many characters in a row with the clause is of the same thing, and then another value is another. */
const SURE_RUN = 4;
/** A whole name of so many characters is as sure: 总成本. */
const SHORTEST_NAME = 3;
/** Words of values that any clause may hold. */
const GENERIC = /指标|情况|完成|数量|达到|项目|工作|全年|年度|以上|以下|不少于|不低于/gu;

function checkNumber(
  { quantity, measure, clause, before }: NumberInText,
  project: Project,
  { values }: CheckContext,
  /** All numbers of the goal, with their units. */
  said: ReadonlySet<string>,
): Result[] {
  const subject = aboutProject(project);
  const rivals = project.indicators
    .filter((indicator) => {
      const other = measureOfIndicator(indicator, values);
      return indicator.value !== null && other !== null && isSameUnit(other.canonical, measure.canonical);
    })
    .map((indicator) => ({ indicator, ...runOf(bare(indicator.name), bare(before || clause)) }))
    .sort((a, b) => b.run - a.run);
  const equal = rivals.find(({ indicator }) => indicator.value === quantity.value);
  const side = { ...goalSide(project), value: clause, raw: quantity.raw };
  if (equal) {
    const { indicator, run } = equal;
    const sides = [side, indicatorSide(indicator)];
    const clash = run >= 2 && contradicts(quantity.operator, indicator.operator, quantity.raw);
    return [
      decide(
        !clash,
        subject,
        both(`目标与指标均为${quantity.raw}`, `${quantity.raw} in both`),
        inGoal(quantity, sides[1]!, indicator),
        sides,
      ),
    ];
  }
  const [nearest, next] = rivals;
  if (!nearest?.sure || nearest.run === next?.run) return [];
  const { indicator } = nearest;
  // 三年改造30个，今年改造10个: the indicator is about the other number.
  if (said.has(`${indicator.value} ${measure.canonical}`)) return [];
  const sides = [side, indicatorSide(indicator)];
  if (isWithin(quantity.value, indicator))
    return [pass(subject, both(`${quantity.raw}在指标值范围内`, `${quantity.raw} lies within the target`), sides)];
  if (quantity.approximate || quantity.high !== null)
    return [notApplicable(subject, both('目标未写确切数字', 'the goal gives no exact number'), sides)];
  return [fail(subject, inGoal(quantity, sides[1]!, indicator), sides)];
}

const inGoal = ({ raw }: { raw: string }, { value }: Side, { name }: Indicator): Bilingual =>
  both(
    `绩效目标为${raw}，指标“${named(name).zh}”为${withSigns(value)}`,
    `${raw} in the goal, ${value} for ${named(name).en}`,
  );

/** How long the longest run is that both share, and whether it makes them the same thing. */
function runOf(name: string, clause: string): { run: number; sure: boolean } {
  const run = sharedRun(name, clause).length;
  return { run, sure: run >= SURE_RUN || (run >= SHORTEST_NAME && run === name.length) };
}

const bare = (text: string | null) => nameKey(text).replace(GENERIC, '').replace(/\d/g, '');

/** 名 and 人 are one unit by the lexicon; 万亩 and 亩 are not compared. */
const isSameUnit = (a: string | null, b: string | null) => a !== null && a === b;

function isWithin(value: number, { value: low, value_high: high }: Indicator): boolean {
  return low !== null && high !== null && value >= low && value <= high;
}

/** 20年以上 against =20年; 达到100% says no more than =100%. */
function contradicts(goal: string | null, indicator: string | null, raw: string): boolean {
  if (!goal || !indicator || goal === indicator) return false;
  const bound = goal === '=' ? indicator : indicator === '=' ? goal : null;
  if (bound) return !(/^(?:达|控制)/.test(raw) && !/[上下内]$/.test(raw));
  return goal[0] !== indicator[0];
}
