/** All rules, those of one record and those over documents, by id. */
import { RECORD_RULES } from '../../normalizers/checks/rules/catalogue.js';
import type { Rule, RuleDescription } from '../../normalizers/checks/rules/rule.js';
import { DATASET_RULES, type DatasetRuleId } from './dataset-rules.js';

export const ALL_RULES: readonly RuleDescription[] = [...RECORD_RULES, ...DATASET_RULES].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);

/** Rules chosen from all: which of them look at one record, and which at all documents. */
export interface ChosenRules {
  described: readonly RuleDescription[];
  ofRecords: readonly Rule[];
  ofDataset: readonly DatasetRuleId[];
}

export function chooseRules(wanted: (rule: RuleDescription) => boolean = () => true): ChosenRules {
  return {
    described: ALL_RULES.filter(wanted),
    ofRecords: RECORD_RULES.filter(wanted),
    ofDataset: DATASET_RULES.filter(wanted).map(({ id }) => id),
  };
}
