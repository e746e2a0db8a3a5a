/**
 * Reads pieces of text (cells, lines) from the picture. Every piece is read as a line by the Chinese model; what is
 * doubtful is read again at another size, and numbers are read a second time by the Latin model. Readings that agree are
 * trusted; where they differ the better one is kept with a confidence that tells so.
 */
import type { Gray, Ink } from './bitmap.js';
import {
  areLevelDigits,
  isPercentSign,
  type NumberShape,
  numberShape,
  operatorOf,
  piecesOfInk,
} from './glyph-shapes.js';
import { numbersIn, settleNumbers } from './line-numbers.js';
import type { PixelBox } from './lines.js';
import { resolveNumber } from './numbers.js';
import type { OcrEngine, OcrImage, OcrWord } from './ocr.js';
import { encodePng } from './png.js';
import { punctuationOf, setPunctuation } from './punctuation.js';
import type { Reading } from './read-text.js';
import { READING_SETTINGS } from './settings.js';
import { groupByWidth, makeStrip, type Strip } from './strips.js';

/** The picture of a page, its ink, and the scale. */
export interface Sheet {
  gray: Gray;
  ink: Ink;
  /** Cores of the strokes: letters that a blur ran together stand apart in it, but thin strokes are broken. */
  cores: Ink;
  pixelsPerPoint: number;
  /** Height of a line of 汉字 on this page, in pixels. */
  usual: number;
}

/** Reads pieces of text, each given by its lines from the top. One reading a piece, in order. */
export async function readPieces(sheet: Sheet, pieces: readonly PixelBox[][], engine: OcrEngine): Promise<Reading[]> {
  const readings = await readAsLines(sheet, pieces, engine);
  const numbers: { index: number; shape: NumberShape; rest: PixelBox[] }[] = [];
  pieces.forEach((lines, index) => {
    const [line, ...more] = lines;
    if (!line || more.length > 1) return;
    const inks = [sheet.ink, sheet.cores];
    const signs = more.length === 0 ? inks.map((ink) => readSign(ink, sheet.usual, line, readings[index]!)) : [];
    // A line of ≥ can be lost in one ink, and is invented in none.
    const sign = signs.find((one) => one && /[≥≤=%]/.test(one.text)) ?? signs.find((one) => one !== null);
    if (sign) {
      readings[index] = sign;
      return;
    }
    const shapes = inks.map((ink) => numberShape(ink, line, sheet.usual)).filter((one) => one !== null);
    // Only where something is glued to the first digit the cores tell more, and where ≥ may have lost its line.
    const isDoubtful = shapes[0]?.unknownFirst || /^[><]$/.test(shapes[0]?.operator ?? '');
    const shape = isDoubtful
      ? (shapes.find(({ operator }) => operator && !/^[><]$/.test(operator)) ?? shapes[0])
      : shapes[0];
    if (!shape) return;
    // ≤8.24万元/年 may go on in the next line of its cell.
    const rest = shape.rest ? [shape.rest, ...more] : more;
    if (widthOfAll(rest) <= READING_SETTINGS.longestUnit * sheet.usual) numbers.push({ index, shape, rest });
  });
  const boxes = numbers.map(({ shape }) => shape.box);
  const first = await readNumbers(sheet, boxes, engine, READING_SETTINGS.numberMargins[0]);
  const second = await readNumbers(sheet, boxes, engine, READING_SETTINGS.numberMargins[1]);
  const units = await readUnits(
    sheet,
    numbers.map(({ rest }) => rest),
    engine,
  );
  numbers.forEach(({ index, shape, rest }, i) => {
    const room = widthOfAll(rest) / sheet.usual;
    const opinions = [first[i]!, second[i]!] as const;
    const resolved = resolveNumber(shape, readings[index]!, opinions, { room, unit: units[i]! });
    if (resolved) readings[index] = resolved;
  });
  pieces.forEach((lines, index) => {
    const reading = readings[index]!;
    const way = /[,:;()?!，：；（）？！〈〉]/.test(reading.text) ? punctuationOf(sheet.ink, lines, sheet.usual) : null;
    // Angle brackets with a round partner are round.
    if (/[〈〉]/.test(reading.text) && /[()（）]/.test(reading.text))
      reading.text = reading.text.replace(/〈/g, '(').replace(/〉/g, ')');
    if (way) reading.text = setPunctuation(reading.text, way);
  });
  await settleSentences(sheet, pieces, readings, new Set(numbers.map(({ index }) => index)), engine);
  return readings;
}

const widthOfAll = (boxes: readonly PixelBox[]): number => boxes.reduce((sum, [x0, , x1]) => sum + x1 - x0, 0);

/**
 * What stands behind numbers, read by itself: set twice side by side, since a lone 个 is misread where 个个 is not. Null
 * where the two halves do not say the same.
 */
async function readUnits(sheet: Sheet, units: readonly PixelBox[][], engine: OcrEngine): Promise<(string | null)[]> {
  const gap = Math.round(READING_SETTINGS.glyphGap * sheet.usual);
  const margin = Math.round(READING_SETTINGS.lineMargins[0] * sheet.usual);
  const wanted = units.flatMap((boxes, i) => (boxes.length > 0 ? [{ boxes, i }] : []));
  const strips = wanted.map(({ boxes }) => makeStrip(sheet.gray, [...boxes, ...boxes], gap, margin));
  const words = (await readStrips(engine, strips, sheet, 'line')).map(asReading);
  const read: (string | null)[] = units.map(() => null);
  wanted.forEach(({ i }, k) => {
    const text = words[k]!.text;
    const half = text.slice(0, text.length / 2);
    if (half !== '' && half + half === text) read[i] = half;
  });
  return read;
}

/** Reads the numbers within sentences again; `done` are the pieces that are numbers as a whole. */
async function settleSentences(
  sheet: Sheet,
  pieces: readonly PixelBox[][],
  readings: Reading[],
  done: ReadonlySet<number>,
  engine: OcrEngine,
): Promise<void> {
  const numbers = pieces.flatMap((lines, index) =>
    done.has(index) ? [] : numbersIn(sheet.ink, lines, readings[index]!, index, sheet.usual),
  );
  const boxes = numbers.map(({ run }) => run.box);
  const first = await readNumbers(sheet, boxes, engine, READING_SETTINGS.numberMargins[0]);
  const second = await readNumbers(sheet, boxes, engine, READING_SETTINGS.numberMargins[1]);
  for (const index of new Set(numbers.map((number) => number.index))) {
    const own = numbers.flatMap((number, i) => (number.index === index ? [{ number, i }] : []));
    const opinions = own.map(({ i }) => [first[i]!.text, second[i]!.text] as const);
    const plain = own.map(({ number }) => number);
    readings[index] = settleNumbers(readings[index]!, plain, opinions);
  }
}

/** A cell that holds nothing but a comparison sign or a percent sign, which engines take for anything. */
function readSign(ink: Ink, usual: number, line: PixelBox, reading: Reading): Reading | null {
  const glyphs = piecesOfInk(ink, line);
  if (glyphs.length > 2) return null;
  const operators = glyphs.map((glyph) => operatorOf(ink, glyph, usual));
  const sign = operators.every((operator) => operator !== null) ? operators.join('') : '';
  if (/^(?:[≥≤><]?=?|[≥≤])$/.test(sign) && sign !== '') {
    if (reading.text === sign)
      return { ...reading, confidence: Math.max(reading.confidence, READING_SETTINGS.certain) };
    return { ...reading, text: sign, confidence: READING_SETTINGS.certain, repairs: [`ocr-sign: ${reading.text}`] };
  }
  const [only, second] = glyphs;
  // The rings of % stand one above the other; those of 46 side by side.
  if (
    only &&
    !(second && areLevelDigits(only, second, usual)) &&
    isPercentSign(ink, [only[0], line[1], glyphs.at(-1)![2], line[3]], usual)
  ) {
    const repairs = reading.text === '%' ? [] : [`ocr-sign: ${reading.text}`];
    return { ...reading, text: '%', confidence: READING_SETTINGS.certain, repairs };
  }
  return null;
}

async function readAsLines(sheet: Sheet, pieces: readonly PixelBox[][], engine: OcrEngine): Promise<Reading[]> {
  const [margin, other] = READING_SETTINGS.lineMargins;
  const gap = Math.round(READING_SETTINGS.glyphGap * sheet.usual);
  const widest = READING_SETTINGS.widestStrip * sheet.usual;
  const groups = pieces.flatMap((lines, index) => groupByWidth(lines, gap, widest).map((boxes) => ({ index, boxes })));
  const stripsAt = (share: number, some: readonly { boxes: PixelBox[] }[]) =>
    some.map(({ boxes }) => makeStrip(sheet.gray, boxes, gap, Math.round(share * sheet.usual)));
  const first = (await readStrips(engine, stripsAt(margin, groups), sheet, 'line')).map(asReading);
  const doubtful = groups.flatMap((group, i) =>
    first[i]!.confidence < READING_SETTINGS.readAgain ? [{ ...group, i }] : [],
  );
  const again = (await readStrips(engine, stripsAt(other, doubtful), sheet, 'line')).map(asReading);
  doubtful.forEach(({ i }, k) => {
    first[i] = better(first[i]!, again[k]!);
  });
  const readings = pieces.map((): Reading => ({ text: '', raw: '', confidence: 1, repairs: [] }));
  groups.forEach(({ index }, i) => {
    const [whole, part] = [readings[index]!, first[i]!];
    whole.text += part.text;
    whole.raw += part.raw;
    whole.confidence = Math.min(whole.confidence, part.confidence);
  });
  return readings;
}

function better(a: Reading, b: Reading): Reading {
  if (a.text === b.text && a.text !== '') {
    return { ...a, confidence: Math.max(a.confidence, b.confidence, READING_SETTINGS.agreed) };
  }
  const best = b.confidence > a.confidence || a.text === '' ? b : a;
  return { ...best, raw: a.raw, confidence: Math.min(best.confidence, READING_SETTINGS.differing) };
}

function asReading(words: readonly OcrWord[]): Reading {
  // Latin words keep their space; 汉字 and digits stand side by side.
  let text = '';
  let sum = 0;
  let letters = 0;
  let least = 1;
  for (const word of words) {
    const spaced = /[A-Za-z]$/.test(text) && /^[A-Za-z]/.test(word.text);
    text += (spaced ? ' ' : '') + word.text.replace(/\s+/g, '');
    sum += word.confidence * word.text.length;
    letters += word.text.length;
    least = Math.min(least, word.confidence);
  }
  if (letters === 0) return { text: '', raw: '', confidence: 0, repairs: [] };
  const mean = sum / letters;
  const confidence = letters <= READING_SETTINGS.shortText ? least : (mean + least) / 2;
  // No model knows ‰: its second ring comes out as a letter.
  const settled = text.replace(/(?<=\d)%[oO](?![A-Za-z])/g, '‰');
  if (settled === text) return { text, raw: text, confidence, repairs: [] };
  const doubtful = Math.min(confidence, READING_SETTINGS.differing);
  return { text: settled, raw: text, confidence: doubtful, repairs: [`ocr-sign: ${text}`] };
}

/** Numbers side by side, each with what the Latin model read; '' where it saw none. */
async function readNumbers(
  sheet: Sheet,
  boxes: readonly PixelBox[],
  engine: OcrEngine,
  margin: number,
): Promise<{ text: string; confidence: number }[]> {
  const gap = Math.round(READING_SETTINGS.numberGap * sheet.usual);
  const groups = groupByWidth(boxes, gap, READING_SETTINGS.widestNumbers * sheet.usual);
  const strips = groups.map((group) => makeStrip(sheet.gray, group, gap, Math.round(margin * sheet.usual)));
  const words = await readStrips(engine, strips, sheet, 'number');
  return strips.flatMap(({ pieces }, i) =>
    pieces.map(([from, to]) => {
      const own = words[i]!.filter(({ box }) => {
        const middle = (box[0] + box[2]) / 2;
        return middle >= from - gap / 2 && middle < to + gap / 2;
      });
      const text = own
        .map((word) => word.text)
        .join('')
        .replace(/\s+/g, '');
      return { text, confidence: own.length > 0 ? Math.min(...own.map((word) => word.confidence)) : 0 };
    }),
  );
}

function readStrips(
  engine: OcrEngine,
  strips: readonly Strip[],
  sheet: Sheet,
  kind: 'line' | 'number',
): Promise<OcrWord[][]> {
  if (strips.length === 0) return Promise.resolve([]);
  const resolution = Math.round(sheet.pixelsPerPoint * 72);
  const images = strips.map(
    ({ picture }): OcrImage => ({
      png: encodePng(picture, resolution),
      width: picture.width,
      height: picture.height,
    }),
  );
  return engine.readAll(images, { kind, language: 'zh', resolution });
}
