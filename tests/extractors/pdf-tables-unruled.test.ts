/** Page designs of statistical reports: `node tests/score-icdar.mjs corpora/pdf/unruled --docs` tells which one fell. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPdf } from '../../extractors/pdf/reader.js';
import { findTables } from '../../extractors/pdf/tables.js';
import { scoreFolder } from '../score-icdar.mjs';

it('reads every design with all cells in their places', async () => {
  const predictions = mkdtempSync(join(tmpdir(), 'gongkai-unruled-'));
  try {
    const folder = join(import.meta.dirname, '../../corpora/pdf/unruled');
    const { docs } = await scoreFolder(folder, predictions, { openPdf, findTables });
    expect(docs).toHaveLength(readdirSync(folder).filter((file) => file.endsWith('.pdf')).length);
    expect(docs.filter(({ f1 }) => f1 < 1).map(({ name, f1 }) => `${name} ${f1.toFixed(3)}`)).toEqual([]);
  } finally {
    rmSync(predictions, { recursive: true });
  }
}, 60_000);
