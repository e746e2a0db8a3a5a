/**
 * Repair of what page breaks and converters did to a document: cut paragraphs, tables in pieces, rows and words cut in
 * two, labels split over rows. Decided by geometry and words, recorded on the cell; positions stay as printed.
 *
 * Shifted columns are not repaired here: only the reader of a form knows what a column should hold.
 */
import type { Block, Document, Paragraph, Table } from '../document.js';
import { divideHeads } from './heads.js';
import { joinParagraphs } from './paragraphs.js';
import { joinLabels, joinRows } from './rows.js';
import { stitchTables } from './stitch.js';
import type { Vocabulary } from './vocabulary.js';

/** A repaired copy; the document given is not changed. `stitch: false` leaves tables in their pieces, as printed. */
export function repairDocument(document: Document, vocabulary: Vocabulary, options = { stitch: true }): Document {
  const copy = structuredClone(document);
  copy.blocks = joinParagraphs(copy.blocks);
  if (options.stitch) copy.blocks = stitchTables(copy.blocks, vocabulary, copy.ignored);
  for (const block of copy.blocks) {
    if (block.kind !== 'table') continue;
    joinLabels(block, vocabulary);
    divideHeads(block, vocabulary);
    if (options.stitch) joinRows(block, vocabulary, copy.findings);
  }
  copy.blocks = copy.blocks.flatMap((block) => (isStray(block, vocabulary) ? asParagraphs(block) : [block]));
  return copy;
}

/** One row without any label is no table: a line of running text that happens to hold a tab. */
function isStray(block: Block, vocabulary: Vocabulary): block is Table {
  if (block.kind !== 'table' || block.rows > 1 || !block.method.startsWith('text/')) return false;
  return !block.cells.some((cell) => vocabulary.isLabel(cell.text));
}

function asParagraphs(table: Table): Paragraph[] {
  return table.cells.map(({ text, raw, at, repairs }) => ({
    kind: 'paragraph',
    text,
    raw,
    at,
    repairs,
    offsets: at.map(() => 0),
  }));
}
