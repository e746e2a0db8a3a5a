/** No silent loss: a row that no form knows, put anywhere into any form of the corpus, is read, or a finding tells of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Cell, Document, Table } from '../../extractors/document.js';
import { normalize } from '../../normalizers/normalize.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { processDocument } from '../../pipeline/process.js';
import { readCorpus } from '../../pipeline/score/corpus.js';
import fc from '../properties.js';

const lexicon = loadLexicon();
const origin = { source: 'a', sha256: '' };

interface Form {
  slug: string;
  document: Document;
  tables: Table[];
  /** Tables of the document as it is that are told of as a whole. */
  whole: number;
}

/** A table that is no form, or a form that could not be read at all. */
const toldAsWhole = ({ findings }: GongkaiRecord) =>
  findings.filter(({ code }) => code === 'form/not-read' || code === 'table/not-recognized').length;

const corpus = readCorpus(join(import.meta.dirname, '..', '..', 'corpora', 'documents'));
/** Not pages: they are slower to read, and their forms are those of the other formats. */
const forms: Form[] = [];
for (const { slug, directory, file } of corpus.filter((each) => !each.file.endsWith('.pdf'))) {
  let document: Document | undefined;
  const onDocument = (read: Document) => {
    document = read;
  };
  const record = await processDocument(readFileSync(join(directory, file)), origin, lexicon, { onDocument });
  const tables = document!.blocks.filter((block): block is Table => block.kind === 'table');
  if (record.projects.length + record.listings.length + record.evaluations.length > 0 && tables.length > 0)
    forms.push({ slug, document: document!, tables, whole: toldAsWhole(record) });
}

/** The table with one row more before row `row`: a cell over all its columns, or over one. */
function withRow(table: Table, row: number, column: number | null, text: string): Table {
  const moved = table.cells.map((cell) =>
    cell.row >= row
      ? { ...cell, row: cell.row + 1 }
      : { ...cell, rowSpan: cell.rowSpan + (cell.row + cell.rowSpan > row ? 1 : 0) },
  );
  const foreign: Cell = {
    row,
    column: column ?? 0,
    rowSpan: 1,
    columnSpan: column === null ? table.columns : 1,
    text,
    raw: text,
    at: table.cells[0]?.at ?? [],
    repairs: [],
  };
  const breaks = table.breaks.map((index) => (index >= row ? index + 1 : index));
  return { ...table, rows: table.rows + 1, cells: [...moved, foreign], breaks };
}

it('a row that no form knows is nowhere lost without a word', () => {
  const text = fc.constantFrom('庚辛壬癸如下', '庚辛壬癸：详见后页', '庚辛壬癸77处', '7654.32', '说明：庚辛壬癸');
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.nat(), fc.nat(), fc.nat(), text, (form, t, r, c, foreign) => {
      const table = form.tables[t % form.tables.length]!;
      const row = r % (table.rows + 1);
      const place = c % (table.columns + 1);
      const changed = withRow(table, row, place === table.columns ? null : place, foreign);
      const blocks = form.document.blocks.map((block) => (block === table ? changed : block));
      const record = normalize({ ...form.document, blocks }, origin, lexicon);
      // Name and value of a target are read apart: 庚辛壬癸 | 77处.
      const parts = foreign.match(/[^：\d]+|\d+\S*/gu)!;
      const printed = JSON.stringify(record);
      const isTold = parts.every((part) => printed.includes(part)) || toldAsWhole(record) > form.whole;
      const where = `${form.slug}: ${foreign} in row ${row} of the table of ${table.cells[0]?.text}, column ${place}`;
      expect(isTold, where).toBe(true);
    }),
    { numRuns: 200 },
  );
});
