/** Holds what is reached on the ICDAR 2013 tables of EU documents; `node tests/score-icdar.mjs --docs` tells which file fell. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPdf } from '../../extractors/pdf/reader.js';
import { findTables } from '../../extractors/pdf/tables.js';
import { scoreFolder } from '../score-icdar.mjs';

const REACHED = 0.995;

it(`reads the tables of 27 EU documents with a macro-F1 of ${REACHED} at least`, async () => {
  const predictions = mkdtempSync(join(tmpdir(), 'gongkai-icdar-'));
  try {
    const folder = join(import.meta.dirname, '../../corpora/icdar2013');
    const { docs, macroF1 } = await scoreFolder(folder, predictions, { openPdf, findTables });
    expect(docs).toHaveLength(27);
    const worst = docs.filter(({ f1 }) => f1 < 0.95).map(({ name, f1 }) => `${name} ${f1.toFixed(3)}`);
    expect(macroF1.mean, worst.join(', ')).toBeGreaterThanOrEqual(REACHED);
  } finally {
    rmSync(predictions, { recursive: true });
  }
}, 60_000);
