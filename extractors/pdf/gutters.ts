/** Gutters: the x between columns in which a page is set, told by the prose on both sides, or on one. */
import { boxAround, type Line, type Phrase, WORD_SETTINGS } from './words.js';

export const GUTTER_SETTINGS = {
  /** A phrase of so many words, or three times as many 汉字, and of such a share of the page's width is prose. */
  proseWords: 5,
  proseWidth: 0.22,
  /** Lines of prose that must end before the gutter, and begin behind it. */
  fewestLines: 6,
  /** The same where they stand level, one right below the other, and fill both columns. */
  fewestPairs: 3,
  mostPairs: 12,
  /** Lines that stand beside prose on one side only. */
  fewestBeside: 4,
  /** Ems from the gutter within which the right column begins. */
  beside: 1.5,
  /** Ems of free space that the gutter is wide at least where prose stands on one side only. */
  oneSided: 1,
  /** Share of its column that a line of prose fills within a column; columns of words in a table do not. */
  filled: 0.8,
  /** The same of all its lines, short ones as well, where there is prose on one side only. */
  filledBeside: 0.65,
  /** Share of the width that notes in the margin have at least, and words of each of their lines. */
  marginWidth: 0.1,
  marginWords: 2.5,
  /** Share of their lines, or of a column of tables, that may stand level with the text beside them. */
  level: 0.75,
  /** Lines of that column for each of the text from which on they are no values of labels of several lines. */
  dense: 0.8,
  /** Share of the width from which on a line runs over all columns. */
  wide: 0.7,
  /** Share of the lines beside the text that may run across. */
  crossed: 0.1,
} as const;

export function isProsePhrase(phrase: Phrase, width: number): boolean {
  if (phrase.box[2] - phrase.box[0] < GUTTER_SETTINGS.proseWidth * width) return false;
  const han = phrase.text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return phrase.words.length >= GUTTER_SETTINGS.proseWords || han >= 3 * GUTTER_SETTINGS.proseWords;
}

/** Where x lies within a phrase, the index of the word behind it, if there is so much room as between phrases; else 0. */
export function cutAt({ words, size }: Phrase, x: number): number {
  const behind = words.findIndex(({ box }) => (box[0] + box[2]) / 2 > x);
  const gap = behind > 0 ? words[behind]!.box[0] - words[behind - 1]!.box[2] : 0;
  return gap > WORD_SETTINGS.phraseGap * size && words[behind - 1]!.box[2] < x && words[behind]!.box[0] > x
    ? behind
    : 0;
}

/** Text stands on x. Lines justified with gaps as wide as the gutter do not cross it. */
export const crosses = (phrase: Phrase, x: number): boolean =>
  phrase.box[0] < x && phrase.box[2] > x && cutAt(phrase, x) === 0;

const isCrossed = ({ phrases }: Line, x: number): boolean => phrases.some((phrase) => crosses(phrase, x));

/** The x between two columns; null on a page of one column. `within`: these lines are a column of the page already. */
export function findGutter(lines: readonly Line[], left: number, right: number, within: boolean): number | null {
  return (
    findBetweenProse(lines, left, right, within) ??
    findBesideProse(lines, left, right) ??
    (within ? null : findMargin(lines, left, right))
  );
}

function findBetweenProse(lines: readonly Line[], left: number, right: number, within: boolean): number | null {
  const width = right - left;
  const prose = lines
    .flatMap((line) => line.phrases)
    .filter((phrase) => isProsePhrase(phrase, width) && phrase.box[2] - phrase.box[0] < 0.6 * width);
  const starts = new Set<number>();
  for (const { box } of prose)
    if (box[0] > left + 0.3 * width && box[0] < left + 0.7 * width) starts.add(Math.round(box[0]));
  let best: { x: number; score: number } | null = null;
  for (const start of starts) {
    const x = start - 3;
    const before: Phrase[] = [];
    const behind: Phrase[] = [];
    let across = 0;
    for (const phrase of prose) {
      if (phrase.box[2] < x) before.push(phrase);
      else if (phrase.box[0] <= x) across++;
      else if (phrase.box[0] - x < GUTTER_SETTINGS.beside * phrase.size) behind.push(phrase);
    }
    const fewest = Math.min(before.length, behind.length);
    if (fewest <= 2 * across) continue;
    if (fewest < GUTTER_SETTINGS.fewestLines && !hasPairs(lines, x, width)) continue;
    // Of several gutters first the one that is crossed least: a table may stand over two of three columns.
    const crossed = lines.filter((line) => isCrossed(line, x)).length;
    const score = fewest - 2 * across - crossed;
    if (best && score <= best.score) continue;
    if (within && !(fillsColumn(before) && fillsColumn(behind))) continue;
    best = { x, score };
  }
  return best?.x ?? null;
}

/** Lines of prose on both sides that stand level and one below the other, as long as their columns are wide. */
function hasPairs(lines: readonly Line[], x: number, width: number): boolean {
  let run: [Phrase, Phrase][] = [];
  for (const [i, { phrases, box }] of lines.entries()) {
    const [before, behind] = phrases;
    const isPair =
      phrases.length === 2 &&
      before!.box[2] < x &&
      behind!.box[0] > x &&
      phrases.every((phrase) => isProsePhrase(phrase, width));
    if (!isPair || (i > 0 && box[1] - lines[i - 1]!.box[3] > before!.size)) run = [];
    if (isPair) run.push([before!, behind!]);
    if (run.length < GUTTER_SETTINGS.fewestPairs) continue;
    if ([0, 1].every((side) => fillsColumn(run.map((pair) => pair[side]!)))) return true;
    if (run.length === GUTTER_SETTINGS.mostPairs) run.shift();
  }
  return false;
}

/**
 * The x between a column of prose and one without, where tables, lists and notes stand: the prose fills its column, and
 * what stands beside it is neither level with it nor so sparse as the values of a table beside long labels.
 */
function findBesideProse(lines: readonly Line[], left: number, right: number): number | null {
  const width = right - left;
  const isColumn = (own: readonly Phrase[]) =>
    own.filter((phrase) => isProsePhrase(phrase, width)).length >= GUTTER_SETTINGS.fewestLines &&
    fillsColumn(own, GUTTER_SETTINGS.filledBeside);
  const columns = startsOf(lines, width)
    .filter(isColumn)
    .sort((a, b) => b.length - a.length);
  for (const prose of columns) {
    const box = boxAround(prose);
    const size = prose[0]!.size;
    const beside = lines.filter((line) => line.box[3] > box[1] && line.box[1] < box[3]);
    const phrases = beside.flatMap((line) => line.phrases);
    const isLeft = box[0] - left < right - box[2];
    const isOther = ({ box: other }: Phrase) => (isLeft ? other[0] >= box[2] : other[2] <= box[0]);
    const edges = phrases.filter(isOther).map((phrase) => phrase.box[isLeft ? 0 : 2]);
    const edge = isLeft ? Math.min(...edges) : Math.max(...edges);
    const x = isLeft ? edge - 3 : box[0] - 3;
    if (Math.abs(edge - (isLeft ? box[2] : box[0])) < GUTTER_SETTINGS.oneSided * size) continue;
    if (beside.filter((line) => isCrossed(line, x)).length > GUTTER_SETTINGS.crossed * beside.length) continue;
    const column = beside.filter((line) => line.phrases.some(isOther));
    if (column.length < GUTTER_SETTINGS.fewestBeside) continue;
    const [, top, , bottom] = boxAround(column);
    const besides = prose.filter((phrase) => phrase.box[3] > top && phrase.box[1] < bottom);
    const text = new Set(prose);
    const level = column.filter((line) => line.phrases.some((phrase) => text.has(phrase))).length;
    if (level < GUTTER_SETTINGS.level * column.length || column.length >= GUTTER_SETTINGS.dense * besides.length)
      return x;
  }
  return null;
}

/** Phrases below each other that begin at one x, up to a line over the whole width, or to rows of cells. */
function startsOf(lines: readonly Line[], width: number): Phrase[][] {
  const open = new Map<number, { own: Phrase[]; right: number; rows: number }>();
  const closed: Phrase[][] = [];
  const close = (start: number) => {
    closed.push(open.get(start)!.own);
    open.delete(start);
  };
  for (const { box, phrases } of lines) {
    const isWide = phrases.some((phrase) => phrase.box[2] - phrase.box[0] > GUTTER_SETTINGS.wide * width);
    if (isWide) for (const start of [...open.keys()]) if (start > box[0] - 2 && start < box[2]) close(start);
    if (isWide) continue;
    for (const [i, phrase] of phrases.entries()) {
      const start = Math.round(phrase.box[0]);
      const run = open.get(start) ?? { own: [], right: 0, rows: 0 };
      const next = phrases[i + 1];
      run.own.push(phrase);
      run.rows = next && next.box[0] < run.right ? run.rows + 1 : 0;
      run.right = Math.max(run.right, phrase.box[2]);
      open.set(start, run);
      // One line may be justified with wide gaps; two are rows.
      if (run.rows > 1) {
        run.own.splice(-2);
        close(start);
      }
    }
  }
  return [...closed, ...[...open.values()].map(({ own }) => own)];
}

/**
 * The x between notes in the margin and the text beside them, where their lines do not stand level: labels beside their
 * descriptions do.
 */
function findMargin(lines: readonly Line[], left: number, right: number): number | null {
  const width = right - left;
  const prose = lines
    .flatMap((line) => line.phrases)
    .filter((phrase) => isProsePhrase(phrase, width) && phrase.box[2] - phrase.box[0] > 0.5 * width);
  const starts = new Map<number, number>();
  for (const { box } of prose) starts.set(Math.round(box[0]), (starts.get(Math.round(box[0])) ?? 0) + 1);
  const [start, count] = [...starts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  const x = start - 3;
  if (count < GUTTER_SETTINGS.fewestLines || x < left + GUTTER_SETTINGS.marginWidth * width) return null;
  if (lines.some((line) => isCrossed(line, x))) return null;
  const before = lines.filter((line) => line.box[0] < x);
  const level = before.filter((line) => line.box[2] > x).length;
  const words = before.reduce((sum, line) => sum + line.phrases[0]!.words.length, 0);
  const notes = before.length >= GUTTER_SETTINGS.fewestLines && words >= GUTTER_SETTINGS.marginWords * before.length;
  return notes && level < GUTTER_SETTINGS.level * before.length ? x : null;
}

/** Most lines of a column of prose are as long as the column is wide. */
function fillsColumn(phrases: readonly Phrase[], share: number = GUTTER_SETTINGS.filled): boolean {
  const [left, , right] = boxAround(phrases);
  const long = phrases.filter(({ box }) => box[2] - box[0] > 0.85 * (right - left)).length;
  return long >= share * phrases.length;
}
