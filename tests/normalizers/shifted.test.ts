/** Rows whose cells stand left or right of their columns read like the rows in place: the real forms, shifted at random. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { processDocument } from '../../pipeline/process.js';
import fc from '../properties.js';

const lexicon = loadLexicon();
const corpus = join(import.meta.dirname, '..', '..', 'corpora', 'documents');

async function read(text: string): Promise<GongkaiRecord> {
  return processDocument(new TextEncoder().encode(text), { source: 'test.txt', sha256: '' }, lexicon);
}

/** What a person would compare: everything but places, repairs and ids. */
function values(record: GongkaiRecord): unknown[] {
  return record.projects.map(({ evidence: _, id: __, indicators, ...project }) => ({
    ...project,
    indicators: indicators.map(({ evidence: _, id: __, ...indicator }) => indicator),
  }));
}

const NUMBERED = /^\t{2,}\S/;

describe.each(['cn-liaoning-shenyang-tiexi-2024-targets-shifted', 'cn-shandong-pingyin-2024-targets-scan-text'])(
  '%s',
  (slug) => {
    const lines = readFileSync(join(corpus, slug, 'original.txt'), 'utf8').split('\n');
    // Rows that carry their level-2 label or none: the name begins them, as after a page break.
    const rows = lines.flatMap((line, i) => (NUMBERED.test(line) ? [i] : []));

    it('reads rows that are shifted by a column or two', async () => {
      const expected = values(await read(lines.join('\n')));
      await fc.assert(
        fc.asyncProperty(
          fc.subarray(rows, { minLength: 1, maxLength: 8 }),
          fc.constantFrom(-2, -1, 1),
          async (shifted, by) => {
            const copy = [...lines];
            for (const row of shifted) copy[row] = by > 0 ? '\t'.repeat(by) + copy[row] : copy[row]!.slice(-by);
            expect(values(await read(copy.join('\n')))).toEqual(expected);
          },
        ),
        { numRuns: 15 },
      );
    });

    it('reads tables whose trailing empty cells are gone, and rows parted by blank lines', async () => {
      const expected = values(await read(lines.join('\n')));
      expect(values(await read(lines.map((line) => line.trimEnd()).join('\n')))).toEqual(expected);
      await fc.assert(
        fc.asyncProperty(fc.subarray(rows, { minLength: 1, maxLength: 4 }), async (broken) => {
          const copy = lines.flatMap((line, i) => (broken.includes(i) ? ['', line] : [line]));
          expect(values(await read(copy.join('\n')))).toEqual(expected);
        }),
        { numRuns: 8 },
      );
    });
  },
);
