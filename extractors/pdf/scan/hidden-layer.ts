/**
 * The text layer that a scanner's own software put under the picture, invisibly. It may be wrong, and nobody sees it when
 * it is, so our own reading is preferred; without an engine the layer is better than nothing, and marked.
 */
import { type PageBlocks, readBlocks } from '../blocks.js';
import type { Page } from '../page.js';

/** Of everything read from a hidden layer, from 0 to 1: below what counts as sure. */
const LAYER_CONFIDENCE = 0.5;
/** Fewer hidden letters are a leftover and no layer. */
const FEWEST_LETTERS = 20;

/** The blocks of a scanned page by its hidden layer; null where it has none. */
export function readHiddenLayer(page: Page): (PageBlocks & { page: Page }) | null {
  if (page.state !== 'scan') return null;
  const letters = page.glyphs.filter(({ hidden, text }) => hidden && /[\p{L}\d]/u.test(text)).length;
  if (letters < FEWEST_LETTERS) return null;
  const shown: Page = {
    ...page,
    glyphs: page.glyphs.map((glyph) => ({ ...glyph, hidden: false })),
    findings: [
      ...page.findings.filter(({ code }) => code !== 'pdf/scanned-page'),
      {
        code: 'ocr/hidden-layer',
        severity: 'warning',
        message: `page ${page.number}: a picture; its text is that of an invisible layer, which nobody has checked`,
        at: [{ page: page.number, box: [0, 0, page.width, page.height] }],
      },
    ],
  };
  const read = readBlocks(shown);
  for (const block of read.blocks) {
    if (block.kind === 'table') block.method = block.method.replace(/^pdf\//, 'pdf/hidden-');
    for (const piece of block.kind === 'table' ? block.cells : [block]) {
      piece.confidence = LAYER_CONFIDENCE;
      piece.repairs.push('hidden-layer');
    }
  }
  return { ...read, page: shown };
}
