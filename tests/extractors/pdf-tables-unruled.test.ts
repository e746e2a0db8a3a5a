/** Page designs of statistical reports: `node tests/score-icdar.mjs corpora/pdf/unruled --docs` tells which one fell. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPdf } from '../../extractors/pdf/reader.js';
import { findTables } from '../../extractors/pdf/tables.js';
import { predict, scoreFolder } from '../score-icdar.mjs';

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

it.each(['bars-below-zero', 'bars-with-names', 'bars-with-quarters', 'curves', 'organisation', 'stacked-bars'])(
  'finds no table in a drawing: %s',
  async (name) => {
    const file = join(import.meta.dirname, `../../corpora/pdf/drawings/${name}.pdf`);
    expect((await predict(file, { openPdf, findTables })).tables).toEqual([]);
  },
);

it('reads words over which spaces are painted', async () => {
  const file = join(import.meta.dirname, '../../corpora/pdf/unruled/painted-spaces.pdf');
  const [table] = (await predict(file, { openPdf, findTables })).tables;
  expect(table!.rows[2]).toEqual([
    '40 CFR 63.10',
    'The Service consulted with state wildlife agencies on the status of the species throughout',
    '1994',
  ]);
});
