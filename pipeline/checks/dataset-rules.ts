/** The rules that no single record decides: what they are. How they are computed is in `dataset-checks.ts`. */
import { both, type RuleDescription } from '../../normalizers/checks/rules/rule.js';

/** Shorter goals are alike by chance. In characters. */
export const SHORTEST_GOAL = 15;
/** Regions that must go on publishing before the silence of another means anything. */
export const FEWEST_OTHERS = 3;

const SAME_PROJECT = both(
  '同一地区、同一名称；年份、部门、括号和末尾的“项目”不计',
  'the same region and name; year, department, brackets and 项目 at the end do not count',
);

export const DATASET_RULES = [
  {
    id: 'A49',
    title: { zh: '目标值与之后（之前）实际值对照', en: 'targets against the results of the same project' },
    subjects: { zh: '条指标', en: 'targets' },
    source: both(
      `当年目标未完成，或目标低于上年实际；${SAME_PROJECT.zh}`,
      `a target of the year that was missed, or one below what was reached the year before; ${SAME_PROJECT.en}`,
    ),
    tolerance: null,
    severity: 'info',
    needs: both(
      '项目的目标，及其当年或上年的评价',
      'targets of a project and its evaluation of the same year or of the year before',
    ),
  },
  {
    id: 'B01',
    title: { zh: '不同项目绩效目标雷同', en: 'no goal copied from another project' },
    subjects: { zh: '张表', en: 'forms' },
    source: both(
      `同一目标用于不同项目则不反映任何项目；只比较不少于${SHORTEST_GOAL}字的目标`,
      `a goal that stands under different names of projects fits none; goals of at least ${SHORTEST_GOAL} characters`,
    ),
    tolerance: null,
    severity: 'info',
    needs: both('有绩效目标的表', 'forms with goals'),
  },
  {
    id: 'B02',
    title: {
      zh: '不同文件评价语句雷同',
      en: 'no sentences copied from the evaluation of another project in another document',
    },
    subjects: { zh: '项评价', en: 'evaluations' },
    source: both('同A50，跨文件、跨地区', 'as A50, over documents and counties'),
    tolerance: null,
    severity: 'info',
    needs: both('有文字评价意见的评价', 'evaluations in prose'),
  },
  {
    id: 'B03',
    title: {
      zh: '自评表目标值与已公开目标值一致',
      en: 'the target in the self-evaluation is the one that was published',
    },
    subjects: { zh: '条指标', en: 'targets' },
    source: both(
      `目标不得事后更改；${SAME_PROJECT.zh}`,
      `a target must not be changed after the fact; ${SAME_PROJECT.en}`,
    ),
    tolerance: null,
    severity: 'warning',
    needs: both(
      '同一项目同一年度的绩效目标表和自评表',
      'the form of targets and the self-evaluation of one project and year',
    ),
  },
  {
    id: 'B04',
    title: { zh: '持续公开', en: 'a county goes on publishing' },
    subjects: { zh: '个地区', en: 'regions' },
    source: both(
      `财预〔2016〕143号：应逐年公开；连续公开两年后下一年未见，而其他${FEWEST_OTHERS}个以上地区已公开`,
      `财预〔2016〕143号: published every year; after two years in a row nothing for the next, although ${FEWEST_OTHERS} other regions have it`,
    ),
    tolerance: null,
    severity: 'warning',
    needs: both(
      '同类文件连续两年公开，且其他地区有更后年度',
      'documents of one kind for two years in a row, and a later year of other regions',
    ),
    limits: both(
      '只知已采集的文件：先查看网站再认定未公开',
      'only what was collected is known: look at the site before saying that it was not published',
    ),
  },
] as const satisfies readonly RuleDescription[];

export type DatasetRuleId = (typeof DATASET_RULES)[number]['id'];
