/**
 * Pictures on a page that has text of its own: a table that was scanned and set into a report, a scanned page with a
 * stamp of the scanner's software on it. What the page already says as text is not read a second time.
 */
import type { Block, Finding, Ignored } from '../../document.js';
import { readBlocks } from '../blocks.js';
import type { Box, Page } from '../page.js';
import { markOcr } from './blocks.js';
import type { OcrOptions } from './ocr.js';
import { type Painter, readScannedPage, seenOnPicture } from './page.js';
import { PICTURE_SETTINGS } from './settings.js';
import { NO_VOCABULARY } from './vocabulary.js';

export interface ReadPictures {
  blocks: Block[];
  ignored: Ignored[];
  findings: Finding[];
}

/** Pictures of a page that are large enough to hold a table or a paragraph; pieces that touch are one. */
export function picturesWithText({ pictures, width, height }: Pick<Page, 'pictures' | 'width' | 'height'>): Box[] {
  const groups: Box[] = [];
  for (const picture of pictures) {
    let [x0, top, x1, bottom] = picture;
    for (let i = groups.length - 1; i >= 0; i--) {
      const other = groups[i]!;
      if (!touch([x0, top, x1, bottom], other)) continue;
      [x0, top, x1, bottom] = [
        Math.min(x0, other[0]),
        Math.min(top, other[1]),
        Math.max(x1, other[2]),
        Math.max(bottom, other[3]),
      ];
      groups.splice(i, 1);
    }
    groups.push([x0, top, x1, bottom]);
  }
  const { leastShare, leastSide } = PICTURE_SETTINGS;
  return groups.filter(
    ([x0, top, x1, bottom]) =>
      Math.min(x1 - x0, bottom - top) >= leastSide && (x1 - x0) * (bottom - top) >= leastShare * width * height,
  );
}

function touch(a: Box, b: Box): boolean {
  const { touches } = PICTURE_SETTINGS;
  return a[0] <= b[2] + touches && b[0] <= a[2] + touches && a[1] <= b[3] + touches && b[1] <= a[3] + touches;
}

/** A scan that says nothing as text but the mark of the app that made it (扫描全能王 创建), or a number stamped on it. */
function isStampedScan({ width, height }: Page, boxes: readonly Box[], letters: number): boolean {
  const { wholePage, stampedLetters } = PICTURE_SETTINGS;
  const covers = ([x0, top, x1, bottom]: Box) => (x1 - x0) * (bottom - top) >= wholePage * width * height;
  return letters < stampedLetters && boxes.some(covers);
}

/** Reads what pictures of a page show. Without an engine, or where they show no text, a finding says so. */
export async function readPictures(painter: Painter, page: Page, ocr: OcrOptions | undefined): Promise<ReadPictures> {
  const boxes = picturesWithText(page);
  if (boxes.length === 0) return { blocks: [], ignored: [], findings: [] };
  const find = (code: string, severity: Finding['severity'], message: string): ReadPictures => ({
    blocks: [],
    ignored: [],
    findings: [
      {
        code,
        severity,
        message: `page ${page.number}: ${message}`,
        at: boxes.map((box) => ({ page: page.number, box })),
      },
    ],
  });
  const letters = page.glyphs.filter((glyph) => !glyph.hidden && glyph.text.trim() !== '');
  if (!ocr) {
    return isStampedScan(page, boxes, letters.length)
      ? find('pdf/scanned-page', 'error', 'a picture with hardly any text; it needs OCR')
      : find('pdf/picture', 'warning', `${boxes.length} picture(s) beside its text were not read`);
  }
  const { engine, vocabulary, onPage, onRead } = ocr;
  onPage?.(page.number);
  const alone: Page = { ...page, findings: [] };
  const scanned = await readScannedPage(painter, alone, engine, { boxes, without: letters.map(({ box }) => box) });
  const { findings } = scanned.page;
  if (findings.some(({ code }) => code === 'ocr/failed')) return { blocks: [], ignored: [], findings };
  // A photo has no text, and an engine that is asked all the same sees rubbish in leaves and faces.
  if (scanned.readings.length === 0 || findings.length > 0 || sureness(scanned.readings) < PICTURE_SETTINGS.sure)
    return find('ocr/no-text', 'info', `${boxes.length} picture(s) in which no text was seen`);
  onRead?.(seenOnPicture(scanned));
  const read = readBlocks(scanned.page);
  const ignored = read.ignored.map((one) => ({
    ...one,
    at: one.at.map((at) => ('box' in at ? { ...at, box: scanned.place(at.box) } : at)),
  }));
  return { blocks: markOcr(read.blocks, scanned, vocabulary ?? NO_VOCABULARY), ignored, findings: [] };
}

/** Mean confidence, each reading by its length. */
function sureness(readings: readonly { text: string; confidence: number }[]): number {
  const letters = readings.reduce((sum, { text }) => sum + text.length, 0);
  return letters === 0
    ? 0
    : readings.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / letters;
}

/** Sets the blocks of pictures among those of the page, before the first that stands below their top. */
export function insertByHeight(blocks: readonly Block[], pictured: readonly Block[]): Block[] {
  const all = [...blocks];
  for (const block of pictured) {
    const top = topOf(block);
    const next = all.findIndex((other) => topOf(other) > top);
    all.splice(next < 0 ? all.length : next, 0, block);
  }
  return all;
}

function topOf(block: Block): number {
  const places = block.kind === 'table' ? block.cells.flatMap(({ at }) => at) : block.at;
  return Math.min(...places.map((place) => ('box' in place ? place.box[1] : 0)));
}
