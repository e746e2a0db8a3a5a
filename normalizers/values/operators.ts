/** Several operators around one number come to one. */
import type { Operator } from './lexicon.js';

/** What is said of a number: an operator, about, or the 不晚于 of a date. */
export type Said = Operator | 'approximately' | 'by';

const direction = (operator: Operator) => operator[0];
const isOperator = (said: Said): said is Operator => said !== 'approximately' && said !== 'by';

/**
 * One operator of all that are printed: the sign nearest to the number (大于年度指标值≥95%), before a weak verb
 * (控制在95%以上), before what follows (超过95%以上). Differing directions are a conflict.
 */
export function resolve(
  before: readonly { operator: Said; weak: boolean }[],
  after: Said | null,
): { operator: Operator | null; conflict: boolean; about: boolean } {
  const nearest = [...before].reverse();
  const strong = nearest.flatMap(({ operator, weak }) => (weak || !isOperator(operator) ? [] : [operator]));
  const weak = nearest.flatMap(({ operator }) => (isOperator(operator) ? [operator] : []));
  const behind = after && isOperator(after) ? [after] : [];
  const operator = strong[0] ?? behind[0] ?? weak[0] ?? null;
  return {
    operator,
    conflict: [...strong, ...behind].some((other) => operator && direction(other) !== direction(operator)),
    about: after === 'approximately' || before.some((said) => said.operator === 'approximately'),
  };
}
