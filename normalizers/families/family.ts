/** 指标归类 — which family an indicator belongs to: what is measured, however the county words it. */
import type { Lexicon } from '../lexicon.js';
import type { Indicator } from '../record.js';
import { wordsOf } from '../segment.js';
import { comparableUnit, type UnitKind } from '../values/comparable.js';
import type { Family, FamilyLexicon } from './lexicon.js';

/** How a family was found, from the surest. */
export const FAMILY_METHODS = ['corrected', 'member', 'pattern', 'similar', 'own'] as const;
export type FamilyMethod = (typeof FAMILY_METHODS)[number];

export interface Membership {
  /** Slug of the lexicon, `own/<name>` for what is in none, or what the user calls it; null for an indicator without name. */
  family: string | null;
  name: string | null;
  /** 1 for what people decided (lexicon, user), else the likeness to the nearest member; null where there is none. */
  score: number | null;
  method: FamilyMethod;
  /** The member, the pattern, or the nearest member that was not near enough. */
  reason: string;
  /** The family of the lexicon, where it is one. */
  known: Family | null;
}

/** What the family of an indicator depends on; nothing else in the dataset has a part in it. */
export type Named = Pick<Indicator, 'name' | 'unit' | 'category_code'>;

/** The user's families by the key of the name (`familyKey`). */
export type Corrections = ReadonlyMap<string, string>;

type Words = Pick<Lexicon, 'families' | 'values'>;

const NONE: Corrections = new Map();
const OWN = 'own/';

/** Digits of a score that say anything. */
const SCORE_DIGITS = 3;

/**
 * The family of one indicator, by the rules at the head of `families.yml`. The same indicator has the same family in
 * every dataset and every run.
 */
export function familyOf(indicator: Named, lexicon: Words, corrections: Corrections = NONE): Membership {
  const { families } = lexicon;
  const key = families.familyKey(indicator.name);
  if (key === '') return { family: null, name: null, score: null, method: 'own', reason: 'no name', known: null };
  const corrected = corrections.get(key);
  if (corrected !== undefined) return { ...called(corrected, families), score: 1, method: 'corrected', reason: key };
  const member = families.byName.get(key);
  const unit = unitKind(indicator, lexicon);
  if (member && hasUnit(member, unit)) return belongs(member, 1, 'member', key);
  for (const family of families.families) {
    const found = hasUnit(family, unit) && family.patterns.find((pattern) => pattern.test(key));
    if (found) return belongs(family, 1, 'pattern', found.source);
  }
  const nearest = nearestMember(key, indicator.category_code, unit, families);
  if (nearest && nearest.score >= families.threshold) {
    return belongs(nearest.family, nearest.score, 'similar', nearest.name);
  }
  return {
    family: OWN + key,
    name: key,
    score: nearest?.score ?? null,
    method: 'own',
    reason: nearest ? `nearest: ${nearest.name}` : 'none of its category and unit is alike',
    known: null,
  };
}

/** A family as a user calls it: by slug, by its Chinese name, or as one of the user's own. */
export function called(text: string, lexicon: FamilyLexicon): Pick<Membership, 'family' | 'name' | 'known'> {
  const known = lexicon.bySlug.get(text) ?? lexicon.families.find(({ name }) => name === text) ?? null;
  if (known) return { family: known.slug, name: known.name, known };
  return { family: text, name: text.startsWith(OWN) ? text.slice(OWN.length) : text, known: null };
}

function belongs(family: Family, score: number, method: FamilyMethod, reason: string): Membership {
  return { family: family.slug, name: family.name, score, method, reason, known: family };
}

/** Null for words, dates, bare numbers and units that nobody knows: they fit any family. */
function unitKind({ unit, name }: Named, { values }: Words): UnitKind | null {
  const found = comparableUnit(unit, name, values);
  return typeof found === 'string' || found.kind === 'unknown' ? null : found.kind;
}

const hasUnit = ({ units }: Family, kind: UnitKind | null) =>
  kind === null || (units as readonly UnitKind[]).includes(kind);

function nearestMember(key: string, category: Named['category_code'], unit: UnitKind | null, families: FamilyLexicon) {
  if (category === null) return null;
  const { members, weight } = families.likeness();
  const words = new Set(wordsOf(key));
  const total = (set: ReadonlySet<string>) => [...set].reduce((sum, word) => sum + weight(word), 0);
  const own = total(words);
  let best: { family: Family; name: string; score: number } | null = null;
  for (const { family, name, words: others } of members) {
    if (!hasUnit(family, unit) || !family.in.some((part) => category === part || category.startsWith(`${part}.`))) {
      continue;
    }
    const shared = [...words].reduce((sum, word) => sum + (others.has(word) ? weight(word) : 0), 0);
    const score = Number(((2 * shared) / (own + total(others))).toFixed(SCORE_DIGITS));
    // Of equals the first of the lexicon.
    if (shared > 0 && score > (best?.score ?? 0)) best = { family, name, score };
  }
  return best;
}
