/**
 * How often a family is right, on names labelled by hand (families-labelled.csv: names of corpora, a stratified sample;
 * names that no document here has, on which the patterns were mended; names held out, to which nothing was fitted).
 * `families` are those that a reader would accept, the first the best; `-` is none of the lexicon.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../normalizers/families/family.js';
import { CATEGORY_CODES, type CategoryCode } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const lexicon = loadLexicon();
const NONE = '-';
const LEAST = { corpus: [0.97, 0.95], unseen: [0.97, 0.95], 'held-out': [0.93, 0.9] } as const;

const labelled = readFileSync(join(import.meta.dirname, 'families-labelled.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [set = '', name = '', unit = '', category = '', families = ''] = line.split(',');
    return { set, name, unit: unit || null, category: category || null, families: families.split('|') };
  });

/** Share of the families given that are right, and of those that should be given, that are. */
function measure(set: string) {
  const count = { given: 0, right: 0, due: 0 };
  const wrong: string[] = [];
  for (const { name, unit, category, families } of labelled.filter((each) => each.set === set)) {
    const { family, known } = familyOf({ name, unit, category_code: category as CategoryCode | null }, lexicon);
    const slug = known ? (family ?? NONE) : NONE;
    const isRight = families.includes(slug);
    if (slug !== NONE) count.given++;
    if (slug !== NONE && isRight) count.right++;
    // Where a reader would accept none as well, none is no miss.
    if ((slug !== NONE && isRight) || !families.includes(NONE)) count.due++;
    if (!isRight) wrong.push(`${name}: ${slug}, not ${families.join(' or ')}`);
  }
  return { precision: count.right / count.given, recall: count.right / count.due, wrong };
}

describe('families of names labelled by hand', () => {
  it('the labels are families of the lexicon and categories of the record', () => {
    for (const { name, category, families } of labelled) {
      if (category) expect(CATEGORY_CODES, name).toContain(category);
      for (const slug of families) if (slug !== NONE) expect([...lexicon.families.bySlug.keys()], name).toContain(slug);
    }
    expect(labelled.length).toBeGreaterThan(300);
  });

  it.each(Object.entries(LEAST))('%s: precision and recall are at least %j', (set, [precision, recall]) => {
    const measured = measure(set);
    const told = `precision ${measured.precision.toFixed(3)}, recall ${measured.recall.toFixed(3)}\n${measured.wrong.join('\n')}`;
    expect(measured.precision, told).toBeGreaterThanOrEqual(precision);
    expect(measured.recall, told).toBeGreaterThanOrEqual(recall);
  });
});
