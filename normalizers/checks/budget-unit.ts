/** Amounts that stand in a field for 万元 and were filled in in 元. */
import type { Draft, DraftFinding } from '../forms/draft.js';
import type { Indicator, Project } from '../record.js';

/**
 * How many times the budget exceeds the largest cost that the same form sets itself, where 元 were written for 万元: ten
 * thousand times (松岗街道 2023, sheet 1: 60,000.00 under 本年度项目金额（万元）, 经费总成本 ≤6万元), and a few times more or
 * less where one of the two is of several years (sheet 18: 200,000.00 for the year, 总成本不超过600000元).
 */
const SUSPECT_RATIO = { from: 2_000, to: 100_000 };

/** Units of a whole amount, in 万元. 元/人 is no budget. */
const IN_WAN: Record<string, number> = { 元: 1e-4, 万元: 1, 万: 1, 亿元: 1e4 };

/** What one of something costs says nothing of the whole: 每亩补贴标准 ≤120元, 亩均投入, 单栋造价. */
const OF_ONE = /每|人均|户均|亩均|均价|平均|单价|单位(?:成本|造价)|单[个套栋座件次台处]|(?<!高)标准(?!化)/u;

const COSTS: readonly (string | null)[] = ['output.cost', 'cost.economic'];

/**
 * A warning where the budget of a project is thousands of times what its cost indicators allow; null otherwise. Nothing
 * is changed: which of the two is wrong, only the unit that published them knows.
 */
export function checkBudgetUnit(project: Draft<Project>): DraftFinding | null {
  const budget = project.budget_total_wan;
  const cost = largestCost(project.indicators);
  if (budget === null || !cost) return null;
  const ratio = budget / cost.wan;
  if (ratio < SUSPECT_RATIO.from || ratio > SUSPECT_RATIO.to) return null;
  const { indicator } = cost;
  const printed = [indicator.name, indicator.raw_value].filter((text) => text !== null).join(' ');
  return {
    about: project,
    code: 'budget/unit-doubtful',
    severity: 'warning',
    message: `the budget of ${budget}万元 is ${Math.round(ratio)} times the largest cost (${printed}): it seems to be in 元`,
    at: [...(project.evidence.budget_total_wan?.at ?? []), ...(indicator.evidence.raw_value?.at ?? [])],
    actual: `${budget}万元`,
    expected: `${budget / 1e4}万元`,
  };
}

function largestCost(indicators: readonly Draft<Indicator>[]) {
  let largest: { wan: number; indicator: Draft<Indicator> } | null = null;
  for (const indicator of indicators) {
    const factor = IN_WAN[indicator.unit ?? ''];
    if (!COSTS.includes(indicator.category_code) || !factor) continue;
    if (OF_ONE.test(`${indicator.name} ${indicator.raw_value}`)) continue;
    const wan = (indicator.value_high ?? indicator.value ?? 0) * factor;
    if (wan > (largest?.wan ?? 0)) largest = { wan, indicator };
  }
  return largest;
}
