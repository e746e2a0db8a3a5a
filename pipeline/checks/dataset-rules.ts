/** The rules that no single record decides: what they are. How they are computed is in `dataset-checks.ts`. */
import type { RuleDescription } from '../../normalizers/checks/rules/rule.js';

/** Shorter goals are alike by chance. In characters. */
export const SHORTEST_GOAL = 15;
/** Regions that must go on publishing before the silence of another means anything. */
export const FEWEST_OTHERS = 3;

const SAME_PROJECT = 'the same region and name; year, department, brackets and 项目 at the end do not count';

export const DATASET_RULES = [
  {
    id: 'A49',
    title: { zh: '目标值与之后（之前）实际值对照', en: 'targets against the results of the same project' },
    subjects: { zh: '条指标', en: 'targets' },
    source: `a target of the year that was missed, or one below what was reached the year before; ${SAME_PROJECT}`,
    tolerance: null,
    severity: 'info',
    needs: 'targets of a project and its evaluation of the same year or of the year before',
  },
  {
    id: 'B01',
    title: { zh: '不同项目绩效目标雷同', en: 'no goal copied from another project' },
    subjects: { zh: '张表', en: 'forms' },
    source: `a goal that stands under different names of projects fits none; goals of at least ${SHORTEST_GOAL} characters`,
    tolerance: null,
    severity: 'info',
    needs: 'forms with goals',
  },
  {
    id: 'B02',
    title: {
      zh: '不同文件评价语句雷同',
      en: 'no sentences copied from the evaluation of another project in another document',
    },
    subjects: { zh: '项评价', en: 'evaluations' },
    source: 'as A50, over documents and counties',
    tolerance: null,
    severity: 'info',
    needs: 'evaluations in prose',
  },
  {
    id: 'B03',
    title: {
      zh: '自评表目标值与已公开目标值一致',
      en: 'the target in the self-evaluation is the one that was published',
    },
    subjects: { zh: '条指标', en: 'targets' },
    source: `a target must not be changed after the fact; ${SAME_PROJECT}`,
    tolerance: null,
    severity: 'warning',
    needs: 'the form of targets and the self-evaluation of one project and year',
  },
  {
    id: 'B04',
    title: { zh: '持续公开', en: 'a county goes on publishing' },
    subjects: { zh: '个地区', en: 'regions' },
    source: `财预〔2016〕143号: published every year; after two years in a row nothing for the next, although ${FEWEST_OTHERS} other regions have it`,
    tolerance: null,
    severity: 'warning',
    needs: 'documents of one kind for two years in a row, and a later year of other regions',
    limits: 'only what was collected is known: look at the site before saying that it was not published',
  },
] as const satisfies readonly RuleDescription[];

export type DatasetRuleId = (typeof DATASET_RULES)[number]['id'];
