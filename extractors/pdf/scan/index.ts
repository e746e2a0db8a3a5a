/** Scanned pages: from a page without text to the blocks on its picture. */
import type { Block } from '../../document.js';
import { type PageBlocks, readBlocks } from '../blocks.js';
import type { Box, Page } from '../page.js';
import { markOcr } from './blocks.js';
import { readHiddenLayer } from './hidden-layer.js';
import type { OcrOptions } from './ocr.js';
import { type Painter, readScannedPage, seenOnPicture } from './page.js';
import { NO_VOCABULARY } from './vocabulary.js';

export { ENGINE_INSTALL, type OcrOptions, type SeenOnPicture } from './ocr.js';
export { insertByHeight, readPictures } from './pictures.js';

/** Whether a page's text can only be had from its picture. */
export function needsOcr({ state }: Pick<Page, 'state'>): boolean {
  return state === 'scan' || state === 'garbled';
}

/**
 * Reads a scanned page; `page` in the answer is what was read, with its findings. Without an engine a hidden text layer
 * stands in, where there is one; null where nothing can be read.
 */
export async function readScan(
  painter: Painter,
  page: Page,
  ocr: OcrOptions | undefined,
): Promise<(PageBlocks & { page: Page }) | null> {
  if (!ocr) return readHiddenLayer(page);
  const { engine, vocabulary, onPage, onRead } = ocr;
  onPage?.(page.number);
  const scanned = await readScannedPage(painter, page, engine);
  onRead?.(seenOnPicture(scanned));
  const read = readBlocks(scanned.page);
  for (const one of read.ignored) {
    one.at = one.at.map((at) => ('box' in at ? { ...at, box: scanned.place(at.box) } : at));
  }
  const layer = page.glyphs.filter((glyph) => glyph.text.trim() !== '').map((glyph) => glyph.text);
  if (layer.length > 0) {
    // What the file itself says the picture shows: a hidden layer, or letters that its fonts map to nonsense.
    const at = [{ page: page.number, box: [0, 0, page.width, page.height] as Box }];
    read.ignored.push({ reason: 'text-under-picture', raw: layer.join(''), at });
  }
  const blocks: Block[] = markOcr(read.blocks, scanned, vocabulary ?? NO_VOCABULARY);
  return { ...read, blocks, page: scanned.page };
}
