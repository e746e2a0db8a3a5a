/** Counts of a management report against each other (A17–A19, A51). */
import type { Statistic } from '../../record.js';
import { productOf, quotientOf, roundHalfUp, sumOf } from '../../values/decimal.js';
import { ratesAgree } from './evaluations.js';
import { holdsAny } from './lexicon.js';
import { amountWan, RATE_TOLERANCE_POINTS } from './measures.js';
import {
  aboutStatistic,
  type Bilingual,
  both,
  type CheckContext,
  computed,
  decide,
  field,
  type Result,
  type Rule,
  type Side,
} from './rule.js';
import { agrees } from './sums.js';

const FIGURES = { zh: '个数字', en: 'figures' };

/** The value of a statistic; money in 万元, so that 1.2亿元 and 12000万元 are the same. */
const figureOf = ({ values }: CheckContext, { value, unit }: Statistic) => amountWan(value, unit, values) ?? value;

const sideOf = (what: Bilingual, statistic: Statistic): Side => ({
  ...field(what, statistic, 'value'),
  value: `${statistic.value}${statistic.unit ?? ''}`,
  raw: statistic.quote,
});

/** For each fiscal year the only value of each metric; a metric with several values is A19's affair. */
function figuresByYear(context: CheckContext) {
  const years = new Map<number | null, Map<string, { statistic: Statistic; value: number } | null>>();
  for (const statistic of context.record.statistics) {
    const value = figureOf(context, statistic);
    if (value === null) continue;
    const figures = years.get(statistic.fiscal_year) ?? new Map();
    const known = figures.get(statistic.metric);
    const same = known === undefined || (known !== null && known.value === value);
    figures.set(statistic.metric, same ? (known ?? { statistic, value }) : null);
    years.set(statistic.fiscal_year, figures);
  }
  return [...years.values()];
}

interface Division {
  wholes: readonly string[];
  parts: readonly string[];
}

/** Parts against their whole: the parts add up, contradict it, or leave it open whether one is not named. */
function checkDivision(context: CheckContext, { wholes, parts }: Division): Result[] {
  return figuresByYear(context).flatMap((figures) => {
    const known = (metrics: readonly string[]) => metrics.flatMap((metric) => figures.get(metric) ?? []);
    const [whole, given] = [known(wholes), known(parts)];
    if (!figures.get(wholes[0]!) || given.length < 2) return [];
    const sum = sumOf(given.map(({ value }) => value));
    const first = figures.get(wholes[0]!)!;
    const all = sumOf(whole.map(({ value }) => value));
    const sides = [
      ...whole.map(({ statistic }) => sideOf(both(`总数“${statistic.label}”`, `whole: ${statistic.label}`), statistic)),
      ...given.map(({ statistic }) => sideOf(both(`分项“${statistic.label}”`, `part: ${statistic.label}`), statistic)),
      computed(both('分项合计', 'sum of the parts'), sum),
    ];
    // 12个项目和3个部门整体 with 4 优, 8 良 and 3 中: the grades are of both.
    const holds = agrees(sum, first.value) || agrees(sum, all);
    if (!holds && sum < Math.max(first.value, all) && given.length < parts.length) return [];
    const bad = both(`分项合计${sum}，总数${first.value}`, `the parts add up to ${sum}, the whole is ${first.value}`);
    return [
      decide(
        holds,
        aboutStatistic(first.statistic),
        both(
          `${given.map(({ value }) => value).join('＋')}＝${sum}`,
          `${given.map(({ value }) => value).join(' + ')} = ${sum}`,
        ),
        bad,
        sides,
      ),
    ];
  });
}

export const outcomesAddUp: Rule = {
  id: 'A17',
  title: { zh: '分类结果之和等于总数', en: 'categories of outcomes add up to the whole' },
  subjects: FIGURES,
  source: both(
    '算术关系：予以支持、部分支持、不予支持即全部结果',
    'arithmetic: 予以支持, 部分支持 and 不予支持 are all outcomes that there are',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('列有总数及各类数量的文件', 'a whole with the counts of its categories'),
  check: (context) =>
    context.words.statistics.partitions.flatMap(({ whole, parts }) =>
      checkDivision(context, { wholes: [whole], parts }),
    ),
};

export const samePopulation: Rule = {
  id: 'A18',
  title: { zh: '同一口径的数量前后一致', en: 'one population, one count in the document' },
  subjects: FIGURES,
  source: both(
    '前后一致：同一年度、文件称为全部的数量',
    'consistency: counts that the document says are of all, of the same year',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both(
    '同一年度不同工作中同类单位或项目的数量',
    'counts of the same units or projects in different activities of one year',
  ),
  limits: both(
    '只有文中称两处均为全部时，数量不同才判不符',
    'different counts fail only where the text says of both that they are of all',
  ),
  check: (context) => {
    const { populations, contradiction_finding: code } = context.words.statistics;
    // Whether a count is of all is told by the words around it, which the prose reader saw and the record has not.
    const contradicted = context.record.findings
      .filter((finding) => finding.code === code)
      .map(({ actual }) => actual ?? '');
    return figuresByYear(context).flatMap((figures) =>
      populations.flatMap(({ metrics, same }) => {
        const known = metrics.flatMap((metric) => figures.get(metric) ?? []);
        return known.flatMap((one, i) =>
          known.slice(i + 1).flatMap((other): Result[] => {
            const [a, b] = [one.statistic, other.statistic];
            const equal = one.value === other.value;
            const comparable = same.some((line) => line.includes(a.metric) && line.includes(b.metric));
            const saidOfAll = contradicted.some((quotes) => quotes.includes(a.quote) && quotes.includes(b.quote));
            if (!equal && !(comparable && saidOfAll)) return [];
            const sides = [sideOf(both(a.label, a.label), a), sideOf(both(b.label, b.label), b)];
            return [
              decide(
                equal,
                aboutStatistic(a),
                both(`两处均为${one.value}`, `${one.value} both times`),
                both(
                  `分别为${one.value}和${other.value}，文中均称为全部`,
                  `${one.value} and ${other.value}, both said of all`,
                ),
                sides,
              ),
            ];
          }),
        );
      }),
    );
  },
};

/** A total that a report gives wrong is given right elsewhere; three values are of three things. */
const MOST_VERSIONS = 2;

export const repeatedFigures: Rule = {
  id: 'A19',
  title: { zh: '重复出现的数字一致', en: 'a figure that is given twice is the same' },
  subjects: FIGURES,
  source: both('前后一致：年度总数', 'consistency: totals of the year'),
  tolerance: null,
  severity: 'warning',
  needs: both('文件中多次出现的年度总数', 'a total of the year that the document gives more than once'),
  check: (context) => {
    const { repeated, partial } = context.words.statistics;
    const groups = new Map<string, Statistic[]>();
    for (const statistic of context.record.statistics) {
      if (!repeated.includes(statistic.metric) || holdsAny(statistic.quote, partial)) continue;
      const key = `${statistic.metric} ${statistic.fiscal_year}`;
      groups.set(key, [...(groups.get(key) ?? []), statistic]);
    }
    return [...groups.values()].flatMap((group): Result[] => {
      const [first] = group;
      if (!first || group.length < 2) return [];
      const given = [...new Set(group.map((statistic) => figureOf(context, statistic)))];
      // 1.5亿元 of all projects, then the amount of each: so many values are no total that is said again.
      if (given.length > MOST_VERSIONS) return [];
      const sides = group.map((statistic) => sideOf(both(statistic.label, statistic.label), statistic));
      return [
        decide(
          given.length === 1,
          aboutStatistic(first),
          both(`各处均为${given[0]}`, `${given[0]} each time`),
          both(`分别为${given.join('、')}`, `given as ${given.join(' and ')}`),
          sides,
        ),
      ];
    });
  },
};

export const gradesAndSharesAgree: Rule = {
  id: 'A51',
  title: { zh: '等级分布与占比相符', en: 'counts of grades and shares agree with the whole' },
  subjects: FIGURES,
  source: both('算术关系', 'arithmetic'),
  tolerance: both(
    `占比${RATE_TOLERANCE_POINTS}个百分点，或按所印小数位四舍五入`,
    `${RATE_TOLERANCE_POINTS} percentage points for shares, or half up to the decimals printed`,
  ),
  severity: 'warning',
  needs: both(
    '列有总数及各等级数量，或占比及其分子、分母的文件',
    'a whole with the counts of its grades, or a share with what it is of',
  ),
  check: (context) => {
    const { grades, shares } = context.words.statistics;
    return [
      ...grades.flatMap((division) => checkDivision(context, division)),
      ...shares.flatMap((share) => checkShare(context, share)),
      ...grades.flatMap((division) => checkSharesBeside(context, division)),
    ];
  },
};

/** The share printed right behind the count of a grade: 优10个，占比25%；良20个，占比50%. Not 优5个、良23个，分别占10%、46%. */
function checkSharesBeside(context: CheckContext, { wholes, parts }: Division): Result[] {
  const { statistics } = context.record;
  const [figures] = figuresByYear(context).filter((each) => each.get(wholes[0]!));
  const whole = figures?.get(wholes[0]!);
  // Grades of projects and of whole units together: which of them a share is of is not said.
  if (!whole || wholes.slice(1).some((metric) => figures?.get(metric))) return [];
  return statistics.flatMap((part, i): Result[] => {
    const [share, next] = [statistics[i + 1], statistics[i + 2]];
    if (!share || !parts.includes(part.metric) || share.unit !== '%' || !share.quote.includes('占')) return [];
    if (next?.unit === '%' || holdsAny(share.quote, context.words.statistics.not_of_the_count)) return [];
    return shareOf(context, share, part, whole.statistic);
  });
}

function checkShare(
  context: CheckContext,
  { rate, part, whole }: { rate: string; part: string; whole: string },
): Result[] {
  return figuresByYear(context).flatMap((figures) => {
    const [stated, above, below] = [rate, part, whole].map((metric) => figures.get(metric));
    return stated && above && below ? shareOf(context, stated.statistic, above.statistic, below.statistic) : [];
  });
}

/** A stated share against the counts that it is of. */
function shareOf(context: CheckContext, stated: Statistic, part: Statistic, whole: Statistic): Result[] {
  const [above, below] = [figureOf(context, part), figureOf(context, whole)];
  if (stated.value === null || above === null || !below) return [];
  const exact = roundHalfUp(quotientOf(productOf(above, 100), below), 3);
  return [
    decide(
      ratesAgree(stated.value, above, below, stated.evidence.value?.raw ?? ''),
      aboutStatistic(stated),
      both(`所列占比${stated.value}%，计算为${exact}%`, `${stated.value}% stated, ${exact}% computed`),
      both(
        `所列占比${stated.value}%，而${above}÷${below}＝${exact}%`,
        `${stated.value}% stated, but ${above} of ${below} are ${exact}%`,
      ),
      [
        sideOf(both('占比', 'share'), stated),
        sideOf(both('部分数', 'part'), part),
        sideOf(both('总数', 'whole'), whole),
        computed(both('部分数÷总数（%）', 'part by whole, in %'), exact),
      ],
    ),
  ];
}
