/**
 * The port to an OCR engine. Extractors start no processes and write no files: the pipeline passes an engine in
 * (pipeline/ocr/), and tests pass one that answers from a list.
 */

import type { Page } from '../page.js';
import type { ScanVocabulary } from './vocabulary.js';

/** A grey picture to read, encoded as PNG. Sizes in pixels. */
export interface OcrImage {
  png: Uint8Array;
  width: number;
  height: number;
}

/** What is on the picture: a whole page, a block of lines (a cell), one line, or one line that is a number. */
export interface OcrHint {
  kind: 'page' | 'cell' | 'line' | 'number';
  /** `zh` for Chinese with Latin letters and digits among it. */
  language: 'zh';
  /** Resolution of the picture in dots an inch, where it is known. */
  resolution?: number;
}

/** A piece of text that the engine saw; it may be a word, a character, or a whole line. */
export interface OcrWord {
  text: string;
  /** `[x0, top, x1, bottom]` in pixels of the picture. */
  box: [x0: number, top: number, x1: number, bottom: number];
  /** How sure the engine is, from 0 to 1. */
  confidence: number;
  /** Number of the text line that it stands on, from 0, in reading order. */
  line: number;
}

export interface OcrEngine {
  /** For findings and the log, for example `tesseract 5.3.0`. */
  readonly name: string;
  /** Reads one picture. Throws an OcrError where the engine does not work; a picture without text gives no words. */
  read(image: OcrImage, hint: OcrHint): Promise<OcrWord[]>;
  /** Reads many pictures of one kind, which is far cheaper than one by one. One list of words a picture, in order. */
  readAll(images: readonly OcrImage[], hint: OcrHint): Promise<OcrWord[][]>;
  /** How far the text of a page is turned clockwise; null where the engine cannot tell. */
  rotation?(image: OcrImage): Promise<0 | 90 | 180 | 270 | null>;
}

/** Letters and lines that a picture of a page, or on a page, shows; `number` is the page's. */
export type SeenOnPicture = Pick<Page, 'number' | 'glyphs' | 'rulings'>;

/** What scanned pages are read with. */
export interface OcrOptions {
  engine: OcrEngine;
  /** Without it nothing is corrected. */
  vocabulary?: ScanVocabulary;
  /** Told before each page that is read. */
  onPage?: (number: number) => void;
  /** Is shown what was read from the picture of a page, in the place that it has in the file. */
  onRead?: (seen: SeenOnPicture) => void;
}

/** The engine failed: it is missing, took too long, or answered nonsense. The page becomes a finding. */
export class OcrError extends Error {
  override name = 'OcrError';
}

/** The command that installs the engine that is used by itself (Debian, Ubuntu). */
export const ENGINE_INSTALL = 'apt-get install -y tesseract-ocr tesseract-ocr-chi-sim';
