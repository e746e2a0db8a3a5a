/**
 * A scanned page: painted, set upright, its rulings found, its cells and lines read by an OCR engine. The result is a
 * page like those of text PDFs (glyphs and rulings in points), which the same code turns into tables and paragraphs,
 * together with what was read where, for the confidence of each text.
 */
import type { Finding } from '../../document.js';
import type { Box, Glyph, Page, Ruling } from '../page.js';
import type { Picture } from '../render.js';
import { turnBack } from '../turn.js';
import { type Gray, grayOf, inkOf, inkShare, straighten, turnUpright } from './bitmap.js';
import { type PixelBox, whiten } from './lines.js';
import { type OcrEngine, OcrError, type SeenOnPicture } from './ocr.js';
import { encodePng } from './png.js';
import type { Reading } from './read-text.js';
import { readPieces } from './reading.js';
import { findRulings } from './rulings.js';
import { findSegments, rulingBoxes, type Segment, toPoints } from './segments.js';
import { SCAN_SETTINGS } from './settings.js';
import { findSkew } from './skew.js';

/** What was read in one cell or line. */
export interface PlacedReading extends Reading {
  kind: Segment['kind'];
  /** Points, on the page when it is upright and straight. */
  box: Box;
}

export interface ScannedPage {
  /** Upright and straight, however it lies in the file. */
  page: Page;
  readings: PlacedReading[];
  /** From a box on the upright page to that on the page as it lies in the file. */
  place: (box: Box) => Box;
}

/** What was read, where it lies in the file. */
export function seenOnPicture({ page: { number, glyphs, rulings }, place }: ScannedPage): SeenOnPicture {
  const placed = <T extends { box: Box }>(one: T): T => ({ ...one, box: place(one.box) });
  return { number, glyphs: glyphs.map(placed), rulings: rulings.map(placed) };
}

const unchanged = (box: Box): Box => box;

/** Where pages can be painted; `reader.ts` has it. */
export interface Painter {
  renderPage(number: number, scale: number): Promise<Picture | null>;
}

/** What of a page is read: what lies in the boxes, without what lies in the others. Points. */
export interface Part {
  boxes: readonly Box[];
  without: readonly Box[];
}

/**
 * Reads a page, or a part of it, from its picture. Findings of the page that say it needs OCR are gone where it was
 * read.
 */
export async function readScannedPage(
  painter: Painter,
  page: Page,
  engine: OcrEngine,
  part?: Part,
): Promise<ScannedPage> {
  const most = Math.sqrt(SCAN_SETTINGS.mostPixels / (page.width * page.height || 1));
  const scale = Math.min(SCAN_SETTINGS.resolution / 72, most);
  const picture = await painter.renderPage(page.number, scale);
  const empty: Page = { ...page, glyphs: [], rulings: [], fills: [], findings: withoutNeed(page.findings) };
  if (!picture) return failed(page, 'its picture could not be painted');
  try {
    const gray = grayOf(picture);
    const share = part ? keepPart(gray, part, picture.width / page.width) : 1;
    return await readPicture(gray, empty, engine, share);
  } catch (error) {
    if (!(error instanceof OcrError)) throw error;
    return failed(page, error.message);
  }
}

/** Whitens the rest of the picture. Returns the share of it that the boxes cover. */
function keepPart({ data, width, height }: Gray, { boxes, without }: Part, pixelsPerPoint: number): number {
  const kept = new Uint8Array(data.length);
  const paint = ([x0, top, x1, bottom]: Box, value: number) => {
    const [left, right] = [x0, x1].map((x) => Math.min(width, Math.max(0, Math.round(x * pixelsPerPoint))));
    const [from, to] = [top, bottom].map((y) => Math.min(height, Math.max(0, Math.round(y * pixelsPerPoint))));
    for (let y = from!; y < to!; y++) kept.fill(value, y * width + left!, y * width + right!);
  };
  for (const box of boxes) paint(box, 1);
  const covered = kept.reduce((sum, one) => sum + one, 0) / (kept.length || 1);
  for (const box of without) paint(box, 0);
  for (let i = 0; i < data.length; i++) if (kept[i] === 0) data[i] = 255;
  return covered;
}

/** `covered`: the share of the picture that there is something to see on. */
async function readPicture(picture: Gray, page: Page, engine: OcrEngine, covered: number): Promise<ScannedPage> {
  const pixelsPerPoint = picture.width / page.width;
  const share = inkShare(inkOf(picture, pixelsPerPoint)) / (covered || 1);
  if (share < SCAN_SETTINGS.leastInk) return { page: { ...page, state: 'empty' }, readings: [], place: unchanged };
  if (share > SCAN_SETTINGS.mostInk) return noText(page);
  let upright = await readUpright(picture, pixelsPerPoint, engine);
  if (upright.tooMany) return noText(page);
  let rotation: 0 | 90 | 180 | 270 = 0;
  if (meanConfidence(upright.readings) < SCAN_SETTINGS.turnedBelow && engine.rotation) {
    // Text on its side is read as rubbish: only then the engine is asked which way is up.
    const image = { png: encodePng(picture, pixelsPerPoint * 72), width: picture.width, height: picture.height };
    rotation = (await engine.rotation(image)) ?? 0;
    if (rotation !== 0) {
      const turned = await readUpright(turnUpright(picture, rotation), pixelsPerPoint, engine);
      if (meanConfidence(turned.readings) > meanConfidence(upright.readings)) upright = turned;
      else rotation = 0;
    }
  }
  const { readings, glyphs, rulings, skew } = upright;
  if (readings.length > 0 && meanConfidence(readings) < SCAN_SETTINGS.unreadableBelow) {
    page.findings.push(finding(page, 'ocr/unreadable', 'error', 'hardly anything on the picture could be read'));
  }
  const [width, height] = rotation % 180 === 0 ? [page.width, page.height] : [page.height, page.width];
  return {
    page: { ...page, width, height, glyphs, rulings },
    readings,
    place: (box) => turnBack(tilt(box, skew, { width, height }), rotation, page),
  };
}

/** The middle moves with the page; the size stays, since a box around the tilted one would touch its neighbours. */
function tilt([x0, top, x1, bottom]: Box, degrees: number, page: { width: number; height: number }): Box {
  const sin = Math.sin((degrees * Math.PI) / 180);
  const cos = Math.cos((degrees * Math.PI) / 180);
  const [x, y] = [(x0 + x1 - page.width) / 2, (top + bottom - page.height) / 2];
  const [dx, dy] = [x * cos - y * sin - x, x * sin + y * cos - y];
  return [x0 + dx, top + dy, x1 + dx, bottom + dy];
}

function noText(page: Page): ScannedPage {
  page.findings.push(finding(page, 'ocr/no-text', 'warning', 'a photo or a dark picture; no text was looked for'));
  return { page, readings: [], place: unchanged };
}

interface Upright {
  /** More to read than any page of text has. */
  tooMany: boolean;
  readings: PlacedReading[];
  glyphs: Glyph[];
  rulings: Ruling[];
  /** Degrees clockwise that the picture lay askew. */
  skew: number;
}

async function readUpright(picture: Gray, pixelsPerPoint: number, engine: OcrEngine): Promise<Upright> {
  const skew = findSkew(inkOf(picture, pixelsPerPoint));
  const gray = skew === 0 ? { ...picture, data: picture.data.slice() } : straighten(picture, skew);
  const ink = inkOf(gray, pixelsPerPoint);
  const rulings = findRulings(ink, pixelsPerPoint);
  const boxes = rulingBoxes(rulings, pixelsPerPoint);
  whiten(gray, boxes, 255);
  whiten(ink, boxes, 0);
  const { segments, usual } = findSegments(ink, rulings, pixelsPerPoint);
  if (segments.length > SCAN_SETTINGS.mostSegments) {
    return { tooMany: true, readings: [], glyphs: [], rulings: [], skew };
  }
  const read = await readPieces(
    { gray, ink, cores: inkOf(gray, pixelsPerPoint, SCAN_SETTINGS.coreDarker), pixelsPerPoint, usual },
    segments.map(({ lines }) => lines),
    engine,
  );
  const readings = read.map((reading, i) => ({ ...reading, kind: segments[i]!.kind, box: segments[i]!.box }));
  const glyphs = readings.flatMap((reading, i) => glyphsOf(reading, segments[i]!, usual, pixelsPerPoint));
  return { tooMany: false, readings, glyphs, rulings, skew };
}

/** The characters of a reading, spread evenly over its lines: engines box words, and lattices only ask for the cell. */
function glyphsOf({ text }: Reading, { lines }: Segment, usual: number, pixelsPerPoint: number): Glyph[] {
  const characters = [...text];
  const length = lines.reduce((sum, [x0, , x1]) => sum + x1 - x0, 0);
  const glyphs: Glyph[] = [];
  let next = 0;
  let passed = 0;
  for (const line of lines) {
    const [x0, top, x1, bottom] = toPoints(evenHeight(line, usual), pixelsPerPoint);
    passed += line[2] - line[0];
    const end = Math.round((characters.length * passed) / length);
    const width = (x1 - x0) / Math.max(1, end - next);
    for (let k = 0; next < end; k++, next++) {
      glyphs.push({
        text: characters[next]!,
        box: [x0 + k * width, top, x0 + (k + 1) * width, bottom],
        size: bottom - top,
        font: 'OCR',
        rotation: 0,
        hidden: false,
      });
    }
  }
  return glyphs;
}

/** Ink of one size of letters is of many heights (一, 重); a line of nearly the usual height is of the usual size. */
function evenHeight([x0, top, x1, bottom]: PixelBox, usual: number): PixelBox {
  const height = bottom - top;
  if (height > 1.3 * usual) return [x0, top, x1, bottom];
  const middle = (top + bottom) / 2;
  return [x0, middle - usual / 2, x1, middle + usual / 2];
}

/** Weighed by length; 1 where nothing was read. */
function meanConfidence(readings: readonly Reading[]): number {
  let sum = 0;
  let letters = 0;
  for (const { text, confidence } of readings) {
    sum += confidence * Math.max(1, text.length);
    letters += Math.max(1, text.length);
  }
  return letters === 0 ? 1 : sum / letters;
}

const NEEDS_OCR = new Set(['pdf/scanned-page', 'pdf/garbled-text', 'pdf/no-text']);

/** What was an error before the picture was read is told as information: why it was read. */
const withoutNeed = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((one) => {
    if (one.code === 'pdf/scanned-page') return [];
    return NEEDS_OCR.has(one.code) ? [{ ...one, severity: 'info' as const }] : [one];
  });

function failed(page: Page, reason: string): ScannedPage {
  return {
    page: { ...page, findings: [...page.findings, finding(page, 'ocr/failed', 'error', reason)] },
    readings: [],
    place: unchanged,
  };
}

function finding(page: Page, code: string, severity: Finding['severity'], message: string): Finding {
  const at: Finding['at'] = [{ page: page.number, box: [0, 0, page.width, page.height] }];
  return { code, severity, message: `page ${page.number}: ${message}`, at };
}
