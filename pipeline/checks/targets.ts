/** A target against a result of the same project: of the same year (A49, B03) or of the year before (A49). */
import type { Side } from '../../normalizers/checks/rules/rule.js';
import type { Payload } from './facts.js';

export interface Judged {
  holds: boolean;
  message: string;
  /** The side of the result's document. */
  side: Side;
}

const isCeiling = (operator: Payload['operator']) => operator === '<=' || operator === '<';
const isFloor = (operator: Payload['operator']) => operator === '>=' || operator === '>';

/** Whether a result reaches a target; `=` is reached by more, but for 0. */
export function isReached(operator: Payload['operator'], target: number, actual: number): boolean {
  if (isCeiling(operator)) return actual <= target;
  // 0起 and =0: none is allowed; of anything else more is not less.
  return target === 0 && !isFloor(operator) ? actual <= 0 : actual >= target;
}

/** A49: of the same year, whether the target was reached; of the year before, whether it asks for as much as was reached. */
export function judgeAim(aim: Payload, result: Payload, years: { aim: number; result: number }): Judged | null {
  const { value: target, operator = null } = aim;
  const { value: actual, side } = result;
  if (typeof target !== 'number' || typeof actual !== 'number') return null;
  const told = `${aim.side.value} for ${years.aim}, ${side.value} reached in ${years.result}`;
  if (years.result === years.aim) {
    const holds = isReached(operator, target, actual);
    return { holds, message: holds ? `reached: ${told}` : `missed: ${told}`, side };
  }
  // 数量 change with the work; only a rate is comparable from year to year.
  if (!aim.side.value.includes('%') || !(isFloor(operator) || isCeiling(operator))) return null;
  const holds = isCeiling(operator) ? target <= actual : target >= actual;
  return { holds, message: holds ? `ambitious: ${told}` : `unambitious: ${told}`, side };
}

/** B03: whether the self-evaluation gives the target that was published. Prose gives none. */
export function judgeClaim(aim: Payload, result: Payload, years: { aim: number; result: number }): Judged | null {
  const { target } = result;
  if (years.result !== years.aim || !target || typeof aim.value !== 'number') return null;
  const same = target.value === aim.value && (target.operator === aim.operator || !target.operator || !aim.operator);
  const told = `${aim.side.value} published, ${target.side.value} in the self-evaluation`;
  return { holds: same, message: same ? 'the same target' : `the target was changed: ${told}`, side: target.side };
}
