/** All rules that one record decides, in the order of their ids, and what they come to for it. */

import type { GongkaiRecord } from '../../record.js';
import type { ValueLexicon } from '../../values/lexicon.js';
import { contentFitsCategory, indicatorOnTopic } from './content.js';
import * as evaluations from './evaluations.js';
import { fundsAddUp } from './funds.js';
import { deadlineFitsGoal, goalOnTopic, numbersFitGoal, specificGoal } from './goals.js';
import * as grid from './grid.js';
import type { CheckLexicon } from './lexicon.js';
import { listingAmount, listingDepartment, listingName } from './listings.js';
import { ownCounty, yearInName } from './names.js';
import { aboutDocument, both, notApplicable, type Outcome, type Rule } from './rule.js';
import * as scores from './scores.js';
import { copiedSentences } from './sentences.js';
import { gradesAndSharesAgree, outcomesAddUp, repeatedFigures, samePopulation } from './statistics.js';
import { costItemsAddUp, subBudgetsAddUp, totalCostIsBudget } from './sums.js';
import { beneficiariesTimesStandard, unitCostTimesQuantity } from './unit-costs.js';
import * as values from './values.js';
import { oneScheme, weightsByLevel, weightsTotal } from './weights.js';

/** A49 needs a second document, so it stands with the rules of the whole dataset (pipeline/checks). */
export const RECORD_RULES: readonly Rule[] = [
  fundsAddUp,
  costItemsAddUp,
  totalCostIsBudget,
  unitCostTimesQuantity,
  listingAmount,
  listingName,
  listingDepartment,
  evaluations.rateFollowsFromAmounts,
  evaluations.spentWithinBudget,
  subBudgetsAddUp,
  evaluations.evaluatedAmount,
  evaluations.evaluatedCount,
  scores.gradeFitsScore,
  scores.scoresAddUp,
  scores.fullOutputWithoutSpending,
  scores.scoreFitsExecution,
  outcomesAddUp,
  samePopulation,
  repeatedFigures,
  weightsTotal,
  weightsByLevel,
  beneficiariesTimesStandard,
  grid.levelsFit,
  oneScheme,
  grid.hasSatisfaction,
  grid.hasCost,
  grid.noDuplicates,
  grid.noNearDuplicates,
  grid.noBoilerplateIndicators,
  specificGoal,
  goalOnTopic,
  indicatorOnTopic,
  values.operatorPrinted,
  values.cappedRates,
  values.plausibleGrowth,
  values.measured,
  values.valueSaysMore,
  values.deadlineInYear,
  values.deadlinePrinted,
  deadlineFitsGoal,
  values.quantityIsCounted,
  contentFitsCategory,
  values.costIsBounded,
  values.satisfactionBelowFull,
  numbersFitGoal,
  values.unitComplete,
  ownCounty,
  yearInName,
  copiedSentences,
  gradesAndSharesAgree,
];

/**
 * What the rules come to for one record. Every rule gives at least one outcome: where a document holds nothing that the
 * rule is about, that it does not apply, and why.
 */
export function checkRecord(
  record: GongkaiRecord,
  lexicon: { checks: CheckLexicon; values: ValueLexicon },
  rules: readonly Rule[] = RECORD_RULES,
): Outcome[] {
  const context = { record, words: lexicon.checks, values: lexicon.values };
  return rules.flatMap((rule) => {
    const results = rule.check(context);
    const told =
      results.length > 0
        ? results
        : [notApplicable(aboutDocument(record), both(`需要${rule.needs.zh}`, `it takes ${rule.needs.en}`))];
    return told.map((result) => ({ rule: rule.id, ...result }));
  });
}
