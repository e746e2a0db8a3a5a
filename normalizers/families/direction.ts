/** 指标方向 — which of two results is better: the higher or the lower. */
import type { Lexicon } from '../lexicon.js';
import type { Indicator } from '../record.js';
import { parseValue } from '../values/index.js';
import type { Membership } from './family.js';
import type { FamilyDirection } from './lexicon.js';

/** What told the direction. */
export const DIRECTION_REASONS = [
  'operator',
  'operator-against-family',
  'wording',
  'family',
  'category',
  'default',
] as const;
export type DirectionReason = (typeof DIRECTION_REASONS)[number];

export interface Direction {
  direction: FamilyDirection;
  reason: DirectionReason;
}

export type Aim = Pick<Indicator, 'operator' | 'kind' | 'raw_value' | 'name' | 'category_code'>;

const BY_OPERATOR: Partial<Record<NonNullable<Aim['operator']>, FamilyDirection>> = {
  '>=': 'higher',
  '>': 'higher',
  '<=': 'lower',
  '<': 'lower',
};

/**
 * The printed operator tells (≥ higher, ≤ lower), and where it says the contrary of the family the reason says so too;
 * then the words of a qualitative target (有效降低); then the family, which may know that there is none (补助标准 = 600元);
 * then the category (成本 lower, 满意度 higher). Where nothing tells it is `none` by default.
 */
export function directionOf(
  aim: Aim,
  { known }: Pick<Membership, 'known'>,
  lexicon: Pick<Lexicon, 'values'>,
): Direction {
  const byOperator = aim.operator && BY_OPERATOR[aim.operator];
  if (byOperator) {
    const against = known !== null && known.direction !== 'none' && known.direction !== byOperator;
    return { direction: byOperator, reason: against ? 'operator-against-family' : 'operator' };
  }
  const byWords = wordsSay(aim, lexicon);
  if (byWords) return { direction: byWords, reason: 'wording' };
  if (known) return { direction: known.direction, reason: 'family' };
  const [group, part] = aim.category_code?.split('.') ?? [];
  if (group === 'cost' || part === 'cost') return { direction: 'lower', reason: 'category' };
  if (group === 'satisfaction') return { direction: 'higher', reason: 'category' };
  return { direction: 'none', reason: 'default' };
}

function wordsSay({ kind, raw_value: raw, name }: Aim, { values }: Pick<Lexicon, 'values'>): FamilyDirection | null {
  if (kind !== 'qualitative' || raw === null) return null;
  const { direction } = parseValue(raw, { name: name ?? '' }, values).grade ?? {};
  return direction === 'up' ? 'higher' : direction === 'down' ? 'lower' : null;
}
