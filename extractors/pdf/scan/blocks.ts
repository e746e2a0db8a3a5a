/** Blocks of a scanned page: tables and paragraphs as of any page, each text with what OCR read and how surely. */
import { type Block, type Cell, cellsByRow, type Paragraph, type Table } from '../../document.js';
import type { Box } from '../page.js';
import { correctCell, correctLevels } from './correct.js';
import type { PlacedReading, ScannedPage } from './page.js';
import { READING_SETTINGS } from './settings.js';
import type { ScanVocabulary } from './vocabulary.js';

/** Marks blocks that were made from a scanned page's glyphs (`readBlocks` of its page); they are changed in place. */
export function markOcr(blocks: Block[], { readings, place }: ScannedPage, vocabulary: ScanVocabulary): Block[] {
  for (const block of blocks) {
    if (block.kind === 'table') markTable(block, readings, vocabulary);
    else markParagraph(block, readings);
    for (const piece of block.kind === 'table' ? block.cells : [block]) {
      piece.at = piece.at.map((one) => ('box' in one ? { ...one, box: place(one.box) } : one));
    }
  }
  return blocks;
}

function markTable(table: Table, readings: readonly PlacedReading[], vocabulary: ScanVocabulary): void {
  table.method = table.method.replace(/^pdf\//, 'pdf/ocr-');
  for (const cell of table.cells) {
    const own = readings.filter((reading) => isWithin(reading.box, cell));
    // A cell that was cut out and read is what the table says; its glyphs only told which cell it is.
    const [only] = own;
    if (own.length === 1 && only?.kind === 'cell') {
      Object.assign(cell, { text: only.text, raw: only.raw, repairs: [...only.repairs] });
    }
    cell.confidence = confidenceOf(own);
    correctCell(cell, vocabulary, own.length === 1 ? (only?.alternatives ?? []) : []);
  }
  for (const row of cellsByRow(table)) correctLevels(row);
}

function markParagraph(paragraph: Paragraph, readings: readonly PlacedReading[]): void {
  const confidences = paragraph.at.map((place) => {
    const own = readings.filter((reading) => isWithin(reading.box, { at: [place] }));
    paragraph.repairs.push(...own.flatMap(({ repairs }) => repairs));
    return confidenceOf(own);
  });
  paragraph.confidences = confidences;
  paragraph.confidence = Math.min(1, ...confidences);
}

/** As sure as the least sure reading; not sure at all where a text comes from none. */
function confidenceOf(readings: readonly PlacedReading[]): number {
  const least =
    readings.length === 0 ? READING_SETTINGS.unread : Math.min(...readings.map(({ confidence }) => confidence));
  return Math.round(least * 1000) / 1000;
}

function isWithin(box: Box, { at }: Pick<Cell, 'at'>): boolean {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return at.some((place) => 'box' in place && within(place.box, x, y));
}

function within([x0, top, x1, bottom]: Box, x: number, y: number): boolean {
  return x >= x0 && x <= x1 && y >= top && y <= bottom;
}
