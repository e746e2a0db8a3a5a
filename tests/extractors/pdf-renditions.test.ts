/** The real documents as PDF: with rulings, without, and with rows and words cut by page breaks, against their truth. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { f1, sumTallies } from '../../pipeline/score/compare.js';
import { renditionBytes, SLUGS, scoreAgainst } from './renditions.js';

const RENDITIONS = join(import.meta.dirname, '..', '..', 'corpora', 'renditions');

describe('PDF renditions of the real documents', () => {
  it.each([
    ['ruled.pdf', 5, 0.998],
    ['split-rows.pdf', 1, 0.998],
    ['unruled.pdf', 3, 0.97],
  ])('%s: F1 of %i documents', async (file, documents, least) => {
    const slugs = SLUGS.filter((slug) => existsSync(join(RENDITIONS, slug, file)));
    const scores = [];
    for (const slug of slugs) scores.push(scoreAgainst(slug, await extract(renditionBytes(slug, file))));
    expect(scores.map(({ status }) => status)).toEqual(new Array(documents).fill('ok'));
    const misses = scores.flatMap((score) => score.misses).slice(0, 20);
    expect(f1(sumTallies(scores.map(({ tally }) => tally))), JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(
      least,
    );
  });
});
