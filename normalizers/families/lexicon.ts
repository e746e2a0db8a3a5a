/** The families that counties use most: `corpora/lexicon/families.yml`, checked and made ready. */
import { z } from 'zod';
import { nameKey } from '../checks/rules/text.js';
import { CATEGORY_CODES } from '../record.js';
import { wordsOf } from '../segment.js';
import type { UnitKind } from '../values/comparable.js';

export const FAMILY_DIRECTIONS = ['higher', 'lower', 'none'] as const;
export type FamilyDirection = (typeof FAMILY_DIRECTIONS)[number];

const UNIT_KINDS = [
  'money',
  'ratio',
  'duration',
  'length',
  'area',
  'volume',
  'mass',
  'temperature',
  'energy',
  'data',
  'level',
  'count',
  'rate',
  'flow',
] as const satisfies UnitKind[];

const isCategory = (text: string) => CATEGORY_CODES.some((code) => code === text || code.startsWith(`${text}.`));
const pattern = z.string().transform((source) => new RegExp(source, 'u'));

const familySchema = z.strictObject({
  slug: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  name: z.string(),
  direction: z.enum(FAMILY_DIRECTIONS),
  in: z.array(z.string().refine(isCategory, 'no category of record.ts')).min(1),
  units: z.array(z.enum(UNIT_KINDS)).min(1),
  members: z.array(z.string()).min(1),
  patterns: z.array(pattern).default([]),
});

const schema = z.strictObject({
  threshold: z.number().min(0).max(1),
  removed: z.array(z.string().transform((source) => new RegExp(source, 'gu'))),
  families: z.array(familySchema),
});

export type Family = Readonly<z.infer<typeof familySchema>>;

/** A member of a family as the words that it is compared by. */
export interface Member {
  family: Family;
  name: string;
  words: ReadonlySet<string>;
}

export interface FamilyLexicon {
  /** Least likeness to a member by which a name belongs to its family, 0 to 1. */
  threshold: number;
  families: readonly Family[];
  bySlug: ReadonlyMap<string, Family>;
  /** By the key of a name or member (`familyKey`). */
  byName: ReadonlyMap<string, Family>;
  /** Names as they are compared: letters and digits, without what is special to a project or a year. */
  familyKey(name: string | null): string;
  /** What words weigh, and all members cut into words. Made when first asked for: few need the dictionary. */
  likeness(): Likeness;
}

export interface Likeness {
  members: readonly Member[];
  /** Rare words say more: ln(1 + families / families whose members hold the word). */
  weight(word: string): number;
}

/** A name is never reduced below this, in characters. */
const SHORTEST = 2;
/** What is longer is a sentence; its end says what is measured. */
const LONGEST = 80;

/** Checks `families.yml` as parsed. Throws with the path of the fault, or with the name that two families claim. */
export function parseFamilyLexicon(raw: unknown): FamilyLexicon {
  const result = schema.safeParse(raw);
  if (!result.success) throw new Error(`families.yml: ${z.prettifyError(result.error)}`);
  const { threshold, removed, families } = result.data;
  const familyKey = (name: string | null) => {
    const key = nameKey(name).slice(-LONGEST);
    const rest = removed.reduce((text, word) => {
      const without = text.replace(word, '');
      return without.length >= SHORTEST ? without : text;
    }, key);
    return rest;
  };
  const bySlug = new Map<string, Family>();
  const byName = new Map<string, Family>();
  for (const family of families) {
    if (bySlug.has(family.slug)) throw new Error(`families.yml: two families are called ${family.slug}`);
    bySlug.set(family.slug, family);
    for (const name of [family.name, ...family.members]) {
      const key = familyKey(name);
      const other = byName.get(key);
      if (other && other !== family)
        throw new Error(`families.yml: ${name} stands in ${other.slug} and in ${family.slug}`);
      byName.set(key, family);
    }
  }
  let likeness: Likeness | null = null;
  return {
    threshold,
    families,
    bySlug,
    byName,
    familyKey,
    likeness: () => {
      likeness ??= likenessOf(families, familyKey);
      return likeness;
    },
  };
}

function likenessOf(families: readonly Family[], familyKey: (name: string) => string): Likeness {
  const members = families.flatMap((family) =>
    [family.name, ...family.members].map((name) => ({ family, name, words: new Set(wordsOf(familyKey(name))) })),
  );
  const holders = new Map<string, Set<Family>>();
  for (const { family, words } of members) {
    for (const word of words) holders.set(word, (holders.get(word) ?? new Set()).add(family));
  }
  return {
    members,
    weight: (word) => Math.log(1 + families.length / (holders.get(word)?.size ?? 1)),
  };
}
