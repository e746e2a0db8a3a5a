/** Scanned pages: from a page without text to the blocks on its picture. */
import type { Block } from '../../document.js';
import { type PageBlocks, readBlocks } from '../blocks.js';
import type { Page } from '../page.js';
import { markOcr } from './blocks.js';
import type { OcrEngine } from './ocr.js';
import { type Painter, readScannedPage } from './page.js';
import { NO_VOCABULARY, type ScanVocabulary } from './vocabulary.js';

export { ENGINE_INSTALL } from './ocr.js';

/** What scanned pages are read with. */
export interface OcrOptions {
  engine: OcrEngine;
  /** Without it nothing is corrected. */
  vocabulary?: ScanVocabulary;
  /** Told before each page that is read. */
  onPage?: (number: number) => void;
}

/** Whether a page's text can only be had from its picture. */
export function needsOcr({ state }: Pick<Page, 'state'>): boolean {
  return state === 'scan' || state === 'garbled';
}

/** Reads a scanned page; `page` in the answer is what was read, with its findings. */
export async function readScan(
  painter: Painter,
  page: Page,
  { engine, vocabulary, onPage }: OcrOptions,
): Promise<PageBlocks & { page: Page }> {
  onPage?.(page.number);
  const scanned = await readScannedPage(painter, page, engine);
  const read = readBlocks(scanned.page);
  const blocks: Block[] = markOcr(read.blocks, scanned, vocabulary ?? NO_VOCABULARY);
  return { ...read, blocks, page: scanned.page };
}
