/** Puts a number together from its shapes, the Chinese reading of the line, and two Latin readings of the number. */
import type { NumberShape } from './glyph-shapes.js';
import type { Reading } from './read-text.js';
import { READING_SETTINGS } from './settings.js';

interface Opinion {
  text: string;
  confidence: number;
}

/** What stands behind the number. */
export interface Behind {
  /** Its width, in heights of 汉字. */
  room: number;
  /** As it was read by itself; null where nothing is there, or it was not read surely. */
  unit: string | null;
}

/** What Latin models take digits for, at a place where the shape says that a digit or point stands. */
const DIGIT_CONFUSIONS: Record<string, string> = { O: '0', o: '0', Q: '0', l: '1', I: '1', i: '1', '|': '1', ']': '1', '[': '1', Z: '2', z: '2', S: '5', s: '5', B: '8' }; // biome-ignore format: a table

/** The reading of a line that begins with a number; null where the shapes were no number after all. */
export function resolveNumber(
  shape: NumberShape,
  line: Reading,
  opinions: readonly [Opinion, Opinion],
  behind: Behind,
): Reading | null {
  const fitting = opinions.map((opinion) => fitTo(opinion.text, shape.pattern));
  const [a, b] = fitting;
  const chinese = numberIn(line.text, shape.pattern);
  // 运行 and 响指标 begin with pieces of the size of digits: no reading of them is a number.
  if (!a && !b && !chinese) {
    // A lone 1 is 工 to the Chinese model and 41 to the Latin one, side by side with other numbers.
    const isNumber = /\d/.test(line.text) || (behind.room === 0 && opinions.every(({ text }) => /^\d+$/.test(text)));
    return isNumber ? { ...line, confidence: Math.min(line.confidence, READING_SETTINGS.differing) } : null;
  }
  if (!chinese && !/\d/.test(line.text) && behind.room > 0 && !shape.operator) {
    // One digit that the Chinese model takes for 工 or 得: only where nothing else is on the line, or an operator is.
    // Several, where it knows hardly a letter: the Latin model sees 76 in the 指 of 指标值.
    const areDigits = a && b && a.text === b.text && shape.pattern.length > 1;
    if (!areDigits || line.confidence >= READING_SETTINGS.knowsLetters) return null;
  }
  const votes = [a, b, chinese].filter((vote): vote is Fitted => vote !== null);
  const best = [...votes].sort(
    (x, y) => agreeing(y, votes) - agreeing(x, votes) || votes.indexOf(x) - votes.indexOf(y),
  )[0]!;
  const count = agreeing(best, votes);
  const differing = votes.length - count;
  const sure = Math.max(
    ...opinions.filter((_, i) => fitting[i]?.text === best.text).map((opinion) => opinion.confidence),
    0,
  );
  let confidence: number = READING_SETTINGS.differing;
  if (count === 3) confidence = READING_SETTINGS.certain;
  // Two Latin readings are of one mind too easily: without the Chinese one they are as sure as the engine says.
  else if (count === 2 && !chinese) confidence = Math.min(sure, READING_SETTINGS.certain);
  else if (count === 2) confidence = Math.max(READING_SETTINGS.agreed, Math.min(sure, READING_SETTINGS.certain));
  // 100m for 100%: letters are believed only where both models see them.
  if (/[a-z]$/i.test(best.text) && !line.text.includes(best.text)) confidence = READING_SETTINGS.differing;
  // A narrow % has the shape of a digit: 1003 for 100%.
  if (/[%％]/.test(line.text) !== /%/.test(best.text + (behind.unit ?? ''))) confidence = READING_SETTINGS.differing;
  if (count === 2 && differing > 0) confidence = Math.min(confidence, READING_SETTINGS.outvoted);
  const unit = unitOf(line.text, behind);
  if (behind.room > 0 && unit !== behind.unit) confidence = Math.min(confidence, READING_SETTINGS.differing);
  if (shape.unknownFirst) confidence = Math.min(confidence, READING_SETTINGS.differing);
  const first = shape.operator ?? (shape.unknownFirst ? firstOf(line.text) : '');
  const text = first + best.text + unit;
  const repairs: string[] = [];
  if (text !== line.text) repairs.push(`ocr-number: ${line.text}`);
  if (best.repair) repairs.push(best.repair);
  const tail = tailOf(line.text);
  const alternatives = tail !== '' && tail !== unit ? [first + best.text + tail] : [];
  return { text, raw: line.raw, confidence, repairs, alternatives };
}

interface Fitted {
  text: string;
  repair: string | null;
}

const agreeing = (vote: Fitted, votes: readonly Fitted[]): number =>
  votes.filter((other) => other.text === vote.text).length;

/** A number with points and a percent sign in a reading. */
export const DIGITS = /\d(?:[\d.,]*\d)?[%％]?/g;

/** The reading as a number of the given shape; null where it cannot be one. */
export function fitTo(text: string, pattern: string): Fitted | null {
  const clean = [...text.replace(/^['"‘’“”`~_—-]+|['"‘’“”`~_]+$/g, '')].map((c) => DIGIT_CONFUSIONS[c] ?? c).join('');
  if (matches(clean, pattern)) {
    // 1.520.00: what parts thousands is as small as the point.
    const parted = /^\d{1,3}(?:[.,]\d{3})+\.\d{1,2}$/.test(clean) ? clean.replace(/\.(?=.*\.)/g, ',') : clean;
    return { text: parted, repair: parted === clean ? null : `ocr-point: ${clean}` };
  }
  // A point that the engine dropped, at the place where the shape shows it: 67 for 6.7. Two and more are thousands.
  const digits = clean.replace(/[.,]/g, '');
  const points = [...pattern].filter((c) => c === 'P').length;
  if (points === 1 && digits === clean && matches(digits, pattern.replace('P', ''))) {
    const at = pattern.indexOf('P');
    const mark = pattern.replace('%', '').length - at - 1 === 3 ? ',' : '.';
    const mended = `${digits.slice(0, at)}${mark}${digits.slice(at)}`;
    return { text: mended, repair: `ocr-point: ${clean}` };
  }
  return null;
}

/** The last glyph of a number may be a percent sign as narrow as a digit (宋体 100%). */
function matches(text: string, pattern: string): boolean {
  // Letters of a unit have the size of digits: 48h.
  if (text.length !== pattern.length || !/^\d[\d.,]*(?:%|[a-zA-Z]{1,2})?$/.test(text)) return false;
  return [...text].every((c, i) => {
    const expected = pattern[i];
    if (c === '.' || c === ',') return expected === 'P';
    if (c === '%') return expected === '%' || (expected === 'D' && i === pattern.length - 1);
    return expected === 'D';
  });
}

function numberIn(text: string, pattern: string): Fitted | null {
  for (const found of text.matchAll(/\d[\d.,]*[%％]?/g)) {
    if ((found.index ?? 0) > 2) return null;
    const fitted = fitTo(found[0].replace('％', '%'), pattern);
    if (fitted) return fitted;
  }
  return null;
}

/** What stands before the number where its shape is unknown: one character of the engine's, kept as it is. */
function firstOf(text: string): string {
  return /^[^\d\s]/.exec(text)?.[0] ?? '';
}

/** What stands behind the number in the Chinese reading of the whole. */
const tailOf = (text: string): string => /^[^\d]{0,2}\d[\d.,;:]*[%％]?(.*)$/u.exec(text)?.[1] ?? '';

/** What follows the number: as read by itself, else as many characters from the end of the line as there is room for. */
function unitOf(text: string, { room, unit }: Behind): string {
  if (room === 0) return '';
  const tail = tailOf(text);
  const count = Math.max(1, Math.round(room));
  // Brackets and letters are narrow, so the tail may be longer than the room in 汉字, but hardly shorter.
  const length = [...tail].length;
  const fits = tail !== '' && !/^\d/.test(tail) && length >= count * 0.6 && length <= count * 2.2;
  if (unit !== null && (!fits || length === [...unit].length) && !/\d/.test(unit)) return unit;
  // One glyph behind the number, and the Chinese model, which knows 汉字 best, sees none: 10054 for 100%.
  if (!fits && count === 1 && room >= 0.5 && !/\p{L}/u.test(text)) return '%';
  return fits
    ? tail
    : [...text]
        .slice(-count)
        .join('')
        .replace(/^[\d.,%]+/, '');
}
