/**
 * Prose as the rules see it: without white space, with one form of every mark, and with the way back to the paragraph.
 */
import { type Paragraph, type Place, placesWithin } from '../../extractors/document.js';

/** Folded text; character i of `text` is character `origin[i]` of `source`. */
export interface Folded {
  text: string;
  origin: number[];
  source: string;
}

/** A half-open stretch of a text. */
export interface Span {
  start: number;
  end: number;
}

const MARKS: Record<string, string> = {
  ';': '；',
  '!': '！',
  '?': '？',
  '｡': '。',
  '（': '(',
  '）': ')',
  '[': '〔',
  ']': '〕',
  '【': '〔',
  '】': '〕',
  '〖': '〔',
  '〗': '〕',
  '〈': '《',
  '〉': '》',
  '‘': '“',
  '’': '”',
  '「': '“',
  '」': '”',
  '『': '“',
  '』': '”',
  '〜': '~',
  '–': '-',
  '−': '-',
  '﹣': '-',
};

const isDigit = (character: string | undefined): boolean => character !== undefined && /[0-9０-９]/.test(character);

/** Full-width letters, digits and signs are one code unit each, as their half-width forms are. */
function narrow(character: string): string {
  const mark = MARKS[character];
  if (mark) return mark;
  return /[０-９Ａ-Ｚａ-ｚ％．～－＋／＝＜＞]/.test(character) ? character.normalize('NFKC') : character;
}

/**
 * Folds a text. White space goes, except between two digits, where it keeps two numbers apart (`2023 16`). A comma or
 * colon is a mark of its own (`，` `：`) unless it stands within a number: `21,477` and `6:2.4:1.6` stay whole.
 */
export function foldProse(source: string): Folded {
  let text = '';
  let last = '';
  const origin: number[] = [];
  let straightQuotes = 0;
  for (let i = 0; i < source.length; i++) {
    let character = source[i] as string;
    if (/\s|\u200b|\ufeff/.test(character)) {
      const next = source.slice(i, i + 20).search(/[^\s\u200b\ufeff]/);
      if (!isDigit(last) || next < 0 || !isDigit(source[i + next])) continue;
      character = ' ';
    } else if (character === '"' || character === '＂') {
      straightQuotes += 1;
      character = straightQuotes % 2 === 1 ? '“' : '”';
    } else if (character === ',') {
      const grouped = isDigit(source[i - 1]) && /^[0-9０-９]{3}(?![0-9０-９])/.test(source.slice(i + 1, i + 5));
      character = grouped ? ',' : '，';
    } else if (character === ':' || character === '：') {
      character = isDigit(source[i - 1]) && isDigit(source[i + 1]) ? ':' : '：';
    } else {
      character = narrow(character);
    }
    text += character;
    last = character;
    origin.push(i);
  }
  return { text, origin, source };
}

/** A part of a folded text, put together from stretches of it. */
export function selectSpans(folded: Folded, spans: readonly Span[]): Folded {
  const origin: number[] = [];
  let text = '';
  for (const { start, end } of spans) {
    text += folded.text.slice(start, end);
    for (let i = start; i < end; i++) origin.push(folded.origin[i] as number);
  }
  return { text, origin, source: folded.source };
}

/** Folds a stretch of a paragraph; places still count in the whole of it. */
export function foldStretch(paragraph: Paragraph, from: number, to: number): Folded {
  const folded = foldProse(paragraph.text.slice(from, to));
  return { ...folded, origin: folded.origin.map((at) => at + from), source: paragraph.text };
}

/** Where a stretch of the folded text stands in the paragraph, ends trimmed. */
export function originOf(folded: Folded, { start, end }: Span): Span {
  if (end <= start)
    return { start: folded.origin[start] ?? folded.source.length, end: folded.origin[start] ?? folded.source.length };
  return { start: folded.origin[start] as number, end: (folded.origin[end - 1] as number) + 1 };
}

/** The evidence of a stretch of a paragraph: what is printed there, and where. */
export function evidenceOf(paragraph: Paragraph, { start, end }: Span): { raw: string; at: Place[] } {
  return { raw: paragraph.text.slice(start, end), at: placesWithin(paragraph, start, end) };
}
