/**
 * Numbers within sentences: found by their shapes, matched with the numbers of the reading by where they stand, and read
 * again by the Latin model. The Chinese model gives 88.59% for 88.5%, and nothing else on the line would tell.
 */
import type { Ink } from './bitmap.js';
import { type NumberRun, numberRuns } from './glyph-shapes.js';
import type { PixelBox } from './lines.js';
import { DIGITS, fitTo } from './numbers.js';
import type { Reading } from './read-text.js';
import { READING_SETTINGS } from './settings.js';

/** A number of a reading and the ink that it was read from. */
export interface NumberInText {
  /** Index of the reading. */
  index: number;
  /** In the text of the reading, UTF-16. */
  from: number;
  to: number;
  run: NumberRun;
}

/** Widths of characters in heights of 汉字, roughly: positions may be off by more than one. */
const WIDTHS: readonly [RegExp, number][] = [
  [/[.,:;'|!]/, 0.35],
  [/%/, 0.85],
  [/[\x20-\x7e]/, 0.55],
];

const widthOf = (character: string): number => WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 1;

/** The numbers of one reading whose ink was found. */
export function numbersIn(
  ink: Ink,
  lines: readonly PixelBox[],
  reading: Reading,
  index: number,
  usual: number,
): NumberInText[] {
  const found = [...reading.text.matchAll(DIGITS)];
  if (found.length === 0) return [];
  const total = lines.reduce((sum, [x0, , x1]) => sum + x1 - x0, 0);
  let passed = 0;
  const runs = lines.flatMap((line) => {
    const own = numberRuns(ink, line, usual).map((run) => ({
      run,
      x: passed + (run.box[0] + run.box[2]) / 2 - line[0],
    }));
    passed += line[2] - line[0];
    return own;
  });
  const units = [...reading.text].reduce((sum, character) => sum + widthOf(character), 0);
  let next = 0;
  return found.flatMap((match) => {
    const from = match.index;
    const before = [...reading.text.slice(0, from)].reduce((sum, character) => sum + widthOf(character), 0);
    const own = [...match[0]].reduce((sum, character) => sum + widthOf(character), 0);
    const x = ((before + own / 2) / units) * total;
    let best = -1;
    for (let i = next; i < runs.length; i++) {
      const near = Math.abs(runs[i]!.x - x) < READING_SETTINGS.numberReach * usual;
      const alike = Math.abs(runs[i]!.run.pattern.length - match[0].length) <= 1;
      if (near && alike && (best < 0 || Math.abs(runs[i]!.x - x) < Math.abs(runs[best]!.x - x))) best = i;
    }
    if (best < 0) return [];
    next = best + 1;
    return [{ index, from, to: from + match[0].length, run: runs[best]!.run }];
  });
}

/**
 * What the Chinese model is known to do to a number: to read % as 9%, 0% or %0, and to drop a point. Any other difference
 * is left to people: 2.1% for 92.1% may be the shapes' mistake.
 */
function isKnownConfusion(printed: string, latin: string): boolean {
  const percent = latin.endsWith('%') && printed.replace(/\d%$/, '%') === latin;
  const point = printed.replace('%', '') === latin.replace(/[.,%]/g, '');
  return percent || (point && printed.length < latin.length);
}

/** The reading with its numbers as most opinions have them; `opinions` are the two Latin readings of each number. */
export function settleNumbers(
  reading: Reading,
  numbers: readonly NumberInText[],
  opinions: readonly (readonly [string, string])[],
): Reading {
  let text = '';
  let end = 0;
  let confidence = reading.confidence;
  const repairs = [...reading.repairs];
  numbers.forEach(({ from, to, run }, i) => {
    const printed = reading.text.slice(from, to);
    const chinese = fitTo(printed, run.pattern)?.text;
    const [a, b] = opinions[i]!.map((opinion) => fitTo(opinion, run.pattern)?.text);
    let settled = printed;
    if (a && a === b && chinese !== a) {
      if (isKnownConfusion(printed, a)) settled = a;
      else confidence = Math.min(confidence, READING_SETTINGS.differing);
    } else if (!chinese || (chinese !== a && chinese !== b)) {
      confidence = Math.min(confidence, READING_SETTINGS.differing);
    }
    if (settled !== printed) repairs.push(`ocr-number: ${settled}|${printed}`);
    text += reading.text.slice(end, from) + settled;
    end = to;
  });
  text += reading.text.slice(end);
  return { ...reading, text, confidence, repairs };
}
