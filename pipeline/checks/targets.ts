/** A target against a result of the same project: of the same year (A49, B03) or of the year before (A49). */
import { type Bilingual, both, type Side, withSigns } from '../../normalizers/checks/rules/rule.js';
import type { Payload } from './facts.js';

export interface Judged {
  holds: boolean;
  message: Bilingual;
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

const says = (zh: string, en: string, told: Bilingual): Bilingual => both(`${zh}：${told.zh}`, `${en}: ${told.en}`);

/** A49: of the same year, whether the target was reached; of the year before, whether it asks for as much as was reached. */
export function judgeAim(aim: Payload, result: Payload, years: { aim: number; result: number }): Judged | null {
  const { value: target, operator = null } = aim;
  const { value: actual, side } = result;
  if (typeof target !== 'number' || typeof actual !== 'number') return null;
  const told = both(
    `${years.aim}年目标${withSigns(aim.side.value)}，${years.result}年实际${side.value}`,
    `${aim.side.value} for ${years.aim}, ${side.value} reached in ${years.result}`,
  );
  if (years.result === years.aim) {
    const holds = isReached(operator, target, actual);
    return { holds, message: holds ? says('已完成', 'reached', told) : says('未完成', 'missed', told), side };
  }
  // 数量 change with the work; only a rate is comparable from year to year.
  if (!aim.side.value.includes('%') || !(isFloor(operator) || isCeiling(operator))) return null;
  const holds = isCeiling(operator) ? target <= actual : target >= actual;
  return {
    holds,
    message: holds ? says('不低于上年实际', 'ambitious', told) : says('低于上年实际', 'unambitious', told),
    side,
  };
}

/** B03: whether the self-evaluation gives the target that was published. Prose gives none. */
export function judgeClaim(aim: Payload, result: Payload, years: { aim: number; result: number }): Judged | null {
  const { target } = result;
  if (years.result !== years.aim || !target || typeof aim.value !== 'number') return null;
  const same = target.value === aim.value && (target.operator === aim.operator || !target.operator || !aim.operator);
  const told = both(
    `已公开为${withSigns(aim.side.value)}，自评表为${withSigns(target.side.value)}`,
    `${aim.side.value} published, ${target.side.value} in the self-evaluation`,
  );
  const message = same ? both('目标值一致', 'the same target') : says('目标值有改动', 'the target was changed', told);
  return { holds: same, message, side: target.side };
}
