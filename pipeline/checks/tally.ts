/** What outcomes come to, rule by rule: `15 of 15 listings`. */
import { type Bilingual, both, type RuleDescription } from '../../normalizers/checks/rules/rule.js';
import type { DocumentOutcome } from './dataset-checks.js';

export interface RuleTally {
  rule: RuleDescription;
  passed: number;
  failed: number;
  /** Subjects to which it does not apply; a document without any subject counts as one. */
  notApplicable: number;
  /** Of those that passed: what passed only after a repair of the layout. */
  repaired: number;
}

export function emptyTallies(rules: readonly RuleDescription[]): Map<string, RuleTally> {
  return new Map(
    rules.map((rule) => [rule.id, { rule, passed: 0, failed: 0, notApplicable: 0, repaired: 0 }] as const),
  );
}

export function addOutcome(
  tallies: Map<string, RuleTally>,
  { rule, verdict, subjects, repairs }: DocumentOutcome,
): void {
  const tally = tallies.get(rule);
  if (!tally) return;
  if (verdict === 'pass') tally.passed += subjects;
  else if (verdict === 'fail') tally.failed += subjects;
  else tally.notApplicable += subjects;
  if (repairs.length > 0) tally.repaired += subjects;
}

/** `15 of 15 listings pass`, 15行清单中15行相符; or that the rule applies to nothing, and what it takes. */
export function describeTally({ rule, passed, failed, repaired }: RuleTally): Bilingual {
  const { subjects, needs } = rule;
  const all = passed + failed;
  if (all === 0) return both(`不适用：需要${needs.zh}`, `not applicable: it takes ${needs.en}`);
  const after =
    repaired > 0 ? both(`（其中${repaired}处经版式修复）`, ` (${repaired} after repair of the layout)`) : both('', '');
  return both(
    `${all}${subjects.zh}中${passed}${subjects.zh.slice(0, 1)}相符${after.zh}`,
    `${passed} of ${all} ${subjects.en} pass${after.en}`,
  );
}
