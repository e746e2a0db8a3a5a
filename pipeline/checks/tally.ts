/** What outcomes come to, rule by rule: `15 of 15 listings`. */
import type { RuleDescription } from '../../normalizers/checks/rules/rule.js';
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

/** `15 of 15 listings pass`, or that the rule applies to nothing, and what it takes. */
export function describeTally({ rule, passed, failed, repaired }: RuleTally): string {
  if (passed + failed === 0) return `not applicable: it takes ${rule.needs}`;
  const after = repaired > 0 ? ` (${repaired} after repair of the layout)` : '';
  return `${passed} of ${passed + failed} ${rule.subjects.en} pass${after}`;
}

export function describeTallyInChinese({ rule, passed, failed, repaired }: RuleTally): string {
  if (passed + failed === 0) return '不适用';
  const after = repaired > 0 ? `（其中${repaired}处经版式修复）` : '';
  return `${passed + failed}${rule.subjects.zh}中${passed}${rule.subjects.zh.slice(0, 1)}相符${after}`;
}
