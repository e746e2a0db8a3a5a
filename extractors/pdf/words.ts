/**
 * Glyphs to words, lines and text. Words are told apart by the gaps between glyphs, since many producers paint no
 * spaces, and others paint them in the middle of 汉字.
 */
import { isCurrency, isNumeric } from './numeric.js';
import type { Box, Glyph } from './page.js';

/** All lengths in ems of the glyph's size. */
export const WORD_SETTINGS = {
  /** Glyphs whose middles differ by less stand on one line. */
  sameLine: 0.35,
  /** A gap beyond the usual one of the line that separates words. */
  wordGap: 0.18,
  /** The same where a space is painted. */
  blankGap: 0.03,
  /** From here on a gap separates two phrases; justified prose stays below. */
  phraseGap: 0.85,
  /** The same beside 汉字, which are set without spaces; half an em is the blank of many Chinese fonts. */
  phraseGapCjk: 0.53,
  /** The same where no space is painted: the text of another cell. Word leaves a quarter beside figures. */
  bareGapCjk: 0.38,
  /** A currency sign stands so far before its number at most, a percent sign so far behind. */
  signReach: 9,
  rateReach: 0.7,
  /** A raised or lowered small glyph belongs to the line that it touches so closely. */
  scriptReach: 0.45,
  /** A glyph of so much of its neighbour's size is a superscript or subscript. */
  scriptSize: 0.85,
  mostScripts: 40,
  /** So many phrases with gaps of one width, up to so wide, and such a share of them words: a justified line. */
  fewestJustified: 4,
  widestJustified: 3,
  justifiedWords: 0.6,
  /** Times the usual gap: what TeX leaves behind a comma or a colon at most, where it justifies a line. */
  behindComma: 1.5,
  /** So many dots in a row lead the eye from label to value, and say nothing. */
  leaderDots: 4,
} as const;

export interface Word {
  text: string;
  box: Box;
  size: number;
  glyphs: Glyph[];
}

/** Words of one line that stand close together: a cell's line in a table, a whole line in prose. */
export interface Phrase {
  text: string;
  box: Box;
  size: number;
  words: Word[];
}

export interface Line {
  phrases: Phrase[];
  box: Box;
  size: number;
}

const CJK =
  /[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;
const DIGIT = /\d/;

export const isCjk = (character: string): boolean => CJK.test(character);

/** The smallest box around all. */
export function boxAround(items: readonly { box: Box }[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const item of items) {
    box[0] = Math.min(box[0], item.box[0]);
    box[1] = Math.min(box[1], item.box[1]);
    box[2] = Math.max(box[2], item.box[2]);
    box[3] = Math.max(box[3], item.box[3]);
  }
  return box;
}

/** Lines from the top, each with its phrases from the left. The glyphs must be upright; see turn.ts. */
export function readLines(glyphs: readonly Glyph[]): Line[] {
  const strips = joinScripts(stripsOf(glyphs));
  return strips
    .map((strip) => {
      const phrases = phrasesOf(strip);
      return { phrases, box: boxAround(phrases), size: Math.max(...phrases.map((phrase) => phrase.size)) };
    })
    .filter((line) => line.phrases.length > 0);
}

interface Strip {
  glyphs: Glyph[];
  middle: number;
  /** Of its largest glyph: the first may be a raised footnote mark. */
  size: number;
}

const middleOf = (glyph: Glyph): number => (glyph.box[1] + glyph.box[3]) / 2;
const isBlank = (glyph: Glyph): boolean => glyph.text.trim() === '';

function stripsOf(glyphs: readonly Glyph[]): Strip[] {
  const sorted = [...glyphs].sort((a, b) => middleOf(a) - middleOf(b));
  const strips: Strip[] = [];
  for (const glyph of sorted) {
    const last = strips.at(-1);
    const middle = middleOf(glyph);
    if (last && middle - last.middle <= WORD_SETTINGS.sameLine * Math.min(glyph.size, last.size)) {
      last.middle += (middle - last.middle) / (last.glyphs.length + 1);
      last.glyphs.push(glyph);
      last.size = Math.max(last.size, glyph.size);
    } else strips.push({ glyphs: [glyph], middle, size: glyph.size });
  }
  for (const strip of strips) strip.glyphs.sort((a, b) => a.box[0] - b.box[0]);
  return strips.filter((strip) => strip.glyphs.some((glyph) => !isBlank(glyph)));
}

/** Superscripts and subscripts stand a little off their line and make strips of their own: brought back here. */
function joinScripts(strips: Strip[]): Strip[] {
  strips.forEach((strip, i) => {
    const size = Math.max(...strip.glyphs.map((glyph) => glyph.size));
    const near = [strips[i + 1], strips[i - 1]].filter((other): other is Strip => {
      if (!other || other.glyphs.length === 0) return false;
      return size <= WORD_SETTINGS.scriptSize * Math.max(...other.glyphs.map((glyph) => glyph.size));
    });
    if (near.length === 0) return;
    const rest: Glyph[] = [];
    const runs = runsOf(strip.glyphs);
    // A line of its own, set small: no line has so many superscripts.
    if (runs.length > WORD_SETTINGS.mostScripts) return;
    for (const run of runs) {
      const host = near.find((other) => other.glyphs.some((glyph) => touches(glyph, run)));
      if (!host) rest.push(...run);
      else host.glyphs = [...host.glyphs, ...run].sort((a, b) => a.box[0] - b.box[0]);
    }
    strip.glyphs = rest;
  });
  return strips.filter((strip) => strip.glyphs.some((glyph) => !isBlank(glyph)));
}

function runsOf(glyphs: readonly Glyph[]): Glyph[][] {
  const runs: Glyph[][] = [];
  for (const glyph of glyphs) {
    const last = runs.at(-1)?.at(-1);
    if (last && glyph.box[0] - last.box[2] <= 0.3 * glyph.size) runs.at(-1)!.push(glyph);
    else runs.push([glyph]);
  }
  return runs;
}

function touches(host: Glyph, run: readonly Glyph[]): boolean {
  const first = run[0]!.box;
  const last = run.at(-1)!.box;
  const reach = WORD_SETTINGS.scriptReach * run[0]!.size;
  if (isBlank(host) || run[0]!.size > WORD_SETTINGS.scriptSize * host.size) return false;
  const besides = Math.abs(first[0] - host.box[2]) <= reach || Math.abs(host.box[0] - last[2]) <= reach;
  const shared = Math.min(first[3], host.box[3]) - Math.max(first[1], host.box[1]);
  return besides && shared >= 0.4 * (first[3] - first[1]);
}

function phrasesOf(strip: Strip): Phrase[] {
  const phrases: Phrase[] = [];
  let words: Word[] = [];
  const close = () => {
    if (words.length > 0) phrases.push(phraseOf(words));
    words = [];
  };
  const usual = usualGap(strip.glyphs);
  for (const { word, gap, leader, blank } of wordsOf(strip.glyphs, usual)) {
    const last = words.at(-1);
    const isApart = gap > phraseGap(last ?? word, word, blank, usual) * Math.max(last?.size ?? 0, word.size);
    if (last && (leader || isApart || (isPrefix(word.text) && isNumeric(last.text)))) close();
    words.push(word);
  }
  close();
  return joinJustified(joinSigns(phrases));
}

/**
 * A line of prose, justified in a narrow column, has wide gaps, but all of one width: its words are one phrase. Columns of
 * words stand so only by chance, columns of numbers often.
 */
function joinJustified(phrases: Phrase[]): Phrase[] {
  // On a typewriter the gaps between heads are of one width as well.
  if (phrases.length < WORD_SETTINGS.fewestJustified || wordSpace({ words: phrases.flatMap(({ words }) => words) }) > 0)
    return phrases;
  const joined: Phrase[] = [];
  for (let from = 0; from < phrases.length; ) {
    let to = from + 1;
    while (to < phrases.length && isEvenlySet(phrases.slice(from, to + 1))) to++;
    const run = phrases.slice(from, to);
    if (isJustified(run)) joined.push(phraseOf(run.flatMap((phrase) => phrase.words)));
    else {
      joined.push(phrases[from]!);
      to = from + 1;
    }
    from = to;
  }
  return joined;
}

/** Gaps of one width, up to some ems, but for those behind commas and the like. */
function isEvenlySet(items: readonly { text: string; box: Box; size: number }[]): boolean {
  const gaps = items.slice(1).map(({ box }, i) => ({
    gap: box[0] - items[i]!.box[2],
    stretched: /[,;:.]$/.test(items[i]!.text),
  }));
  const usual = (gaps.find(({ stretched }) => !stretched) ?? gaps[0])?.gap ?? 0;
  return gaps.every(
    ({ gap, stretched }) =>
      gap < WORD_SETTINGS.widestJustified * items[0]!.size &&
      gap > 0.98 * usual &&
      gap < (stretched ? WORD_SETTINGS.behindComma : 1.02) * usual,
  );
}

/** Evenly set, mostly words, and of different widths. */
export function isJustified(items: readonly { text: string; box: Box; size: number }[]): boolean {
  if (items.length < WORD_SETTINGS.fewestJustified || !isEvenlySet(items)) return false;
  const words = items.filter(({ text }) => /\p{L}{2}/u.test(text) && !isCjk(text.slice(0, 1))).length;
  const widths = items.map(({ box }) => box[2] - box[0]);
  const varied = Math.max(...widths) - Math.min(...widths) > items[0]!.size;
  return words >= WORD_SETTINGS.justifiedWords * items.length && varied;
}

/** Points that a typed space takes: in fonts of fixed width as much as a letter; 0 in others, where it is narrow. */
export function wordSpace({ words }: { words: readonly Word[] }): number {
  const widths = words.flatMap(({ glyphs }) => glyphs.map(({ box }) => box[2] - box[0]));
  const pitch = widths[0];
  if (pitch === undefined || widths.length < 4) return 0;
  return widths.every((width) => Math.abs(width - pitch) < 0.02 * pitch) ? pitch : 0;
}

/** Signs that stand before their amounts: close behind another number they begin the next column. */
const isPrefix = (text: string): boolean => /^(?:US|C|A|HK)?[$£¥￥]$/.test(text);

/** `$   1,204` is one amount, however far its sign stands off; `12   %` is one rate. */
function joinSigns(phrases: Phrase[]): Phrase[] {
  const joined: Phrase[] = [];
  for (const phrase of phrases) {
    const last = joined.at(-1);
    const gap = last ? (phrase.box[0] - last.box[2]) / phrase.size : 0;
    const isAmount = last && isCurrency(last.text) && isNumeric(phrase.text) && gap < WORD_SETTINGS.signReach;
    const isRate = last && phrase.text === '%' && isNumeric(last.text) && gap < WORD_SETTINGS.rateReach;
    if (isAmount || isRate)
      joined[joined.length - 1] = phraseOf([
        ...last.words.slice(0, -1),
        oneWord(last.words.at(-1)!, phrase.words[0]!),
        ...phrase.words.slice(1),
      ]);
    else joined.push(phrase);
  }
  return joined;
}

function oneWord(left: Word, right: Word): Word {
  return {
    text: `${left.text} ${right.text}`,
    box: boxAround([left, right]),
    size: Math.max(left.size, right.size),
    glyphs: [...left.glyphs, ...right.glyphs],
  };
}

/** Ems from which on a gap separates phrases; `blank` where a space is painted in it, `usual` the points between letters. */
function phraseGap(left: Word, right: Word, blank: boolean, usual: number): number {
  if (!isCjk(left.text.slice(-1)) && !isCjk(right.text.slice(0, 1))) return WORD_SETTINGS.phraseGap;
  return blank || usual > 0 ? WORD_SETTINGS.phraseGapCjk : WORD_SETTINGS.bareGapCjk;
}

/** One phrase out of words of one line, in their order. */
export function phraseOf(words: Word[]): Phrase {
  let text = '';
  words.forEach((word, i) => {
    const last = words[i - 1];
    text += last ? space(last.text, word.text, (word.box[0] - last.box[2]) / word.size) + word.text : word.text;
  });
  return { text, box: boxAround(words), size: Math.max(...words.map((word) => word.size)), words };
}

/** What stands between two words of a line, `gap` ems apart: nothing beside 汉字, unless they stand far apart. */
function space(left: string, right: string, gap: number): string {
  if (gap >= WORD_SETTINGS.phraseGap) return ' ';
  return isCjk(left.slice(-1)) || isCjk(right.slice(0, 1)) ? '' : ' ';
}

interface Gap {
  word: Word;
  /** Points before it. */
  gap: number;
  /** Dots lead to it; a space is painted before it. */
  leader: boolean;
  blank: boolean;
}

function wordsOf(glyphs: readonly Glyph[], usual: number): Gap[] {
  const words: Gap[] = [];
  let blank = false;
  let leader = false;
  const dots = leaderDots(glyphs);
  const tight = Math.min(0, medianGap(glyphs) ?? Number.NEGATIVE_INFINITY);
  let right = -Infinity;
  glyphs.forEach((glyph, i) => {
    if (isBlank(glyph) || dots.has(i)) {
      blank = true;
      leader ||= dots.has(i);
      return;
    }
    const last = words.at(-1)?.word;
    const gap = glyph.box[0] - right;
    // Spaces that lead to another cell may be painted over the letters of this one, where they separate nothing.
    if (gap <= tight + WORD_SETTINGS.blankGap * glyph.size && !leader) blank = false;
    if (!last || blank || gap > usual + WORD_SETTINGS.wordGap * glyph.size) {
      words.push({
        word: { text: glyph.text, box: [...glyph.box], size: glyph.size, glyphs: [glyph] },
        gap,
        leader,
        blank,
      });
    } else {
      last.text += glyph.text;
      last.glyphs.push(glyph);
      last.box = [
        Math.min(last.box[0], glyph.box[0]),
        Math.min(last.box[1], glyph.box[1]),
        Math.max(last.box[2], glyph.box[2]),
        Math.max(last.box[3], glyph.box[3]),
      ];
      last.size = Math.max(last.size, glyph.size);
    }
    right = Math.max(right, glyph.box[2]);
    blank = false;
    leader = false;
  });
  return words;
}

/** The gap between neighbours that this line is set with: more than 0 where letters are spaced out (`公 开 表`). */
function usualGap(glyphs: readonly Glyph[]): number {
  const median = medianGap(glyphs);
  return median !== null && median > 0 && median < 0.5 * (glyphs.findLast((glyph) => !isBlank(glyph))?.size ?? 0)
    ? median
    : 0;
}

/** Points between letters, less than 0 where they are set closer than the font has them; null for a few letters. */
function medianGap(glyphs: readonly Glyph[]): number | null {
  const gaps: number[] = [];
  let last: Glyph | null = null;
  for (const glyph of glyphs) {
    if (!isBlank(glyph)) {
      if (last) gaps.push(glyph.box[0] - last.box[2]);
      last = glyph;
    }
  }
  if (gaps.length < 4) return null;
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1]!;
}

function leaderDots(glyphs: readonly Glyph[]): Set<number> {
  const dots = new Set<number>();
  let run: number[] = [];
  const close = () => {
    if (run.length >= WORD_SETTINGS.leaderDots) for (const i of run) dots.add(i);
    run = [];
  };
  glyphs.forEach((glyph, i) => {
    if (/^[.·…‥_]+$/u.test(glyph.text)) run.push(i);
    else if (!isBlank(glyph)) close();
  });
  close();
  return dots;
}

/**
 * The text of several lines as one, without spaces beside 汉字. `right` is the right edge that the lines could reach, in
 * points: a number that ends there was cut by the edge (`440306221390300` | `000024`) and is joined without a space.
 */
export function joinLines(lines: readonly { text: string; box: Box; size: number }[], right = Infinity): string {
  let text = '';
  lines.forEach((line, i) => {
    const last = lines[i - 1];
    if (!last) {
      text = line.text;
      return;
    }
    const a = last.text.slice(-1);
    const b = line.text.slice(0, 1);
    const cut = DIGIT.test(a) && DIGIT.test(b) && right - last.box[2] < 0.8 * last.size;
    text += (isCjk(a) || isCjk(b) || cut ? '' : ' ') + line.text;
  });
  return text;
}
