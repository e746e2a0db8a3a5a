/**
 * Columns by alignment. A gap between two phrases of a line speaks for a border there, a phrase that runs across speaks
 * against it, and a line that ends before or begins after says nothing; where many speak for and hardly any against,
 * a border stands. So empty cells cost nothing, and one long label does not close a column.
 */
import type { Edge } from './edges.js';
import { isGrouped, isNumeric } from './numeric.js';
import { isCjk, isJustified, type Line, type Phrase, phraseOf, WORD_SETTINGS, type Word, wordSpace } from './words.js';

export const COLUMN_SETTINGS = {
  /** Ems: gaps as narrow as this separate columns where enough lines agree. Between words is half of it. */
  narrowGap: 0.5,
  /** The same between two numbers that are not thousands of one. */
  numberGap: 0.36,
  /** Lines that must agree before narrow gaps count. */
  narrowLines: 5,
  /** Share of lines that may run across a border, of those that have text on both its sides. */
  crossing: 0.12,
  /** Lines of words that a gap between 汉字 counts for. */
  sureGap: 2,
  /** Share of the phrases of the fullest line that a line of the grid has. */
  richShare: 0.6,
  /** Ems between phrases of which one line tells the columns. */
  spreadGap: 1.2,
  /** Rows from which the grid of a form may begin, that are tried. */
  mostStarts: 16,
  fewestGridLines: 2,
  /** Share of 汉字 in a Chinese form. */
  hanShare: 0.25,
  /** Ems: columns further apart are two, even if no line has text in both, unless a head stands over both. */
  halfGap: 3,
  /** Points: vertical rulings closer to each other are one border. */
  sameBorder: 5,
} as const;

export interface Columns {
  /** Borders between columns, from the left; one fewer than there are columns. Points. */
  borders: number[];
  /** What each column's text in the body covers; null for a ruled column without text. */
  cores: ([from: number, to: number] | null)[];
  /** The gaps from which each border follows, for the overlay. */
  gaps: [from: number, to: number][];
}

/** A line's phrases, cut at narrow gaps too. */
export function narrowPhrases(line: Line): Phrase[] {
  return line.phrases.flatMap((phrase) => {
    const blank = wordSpace(phrase);
    if (blank === 0 && isJustified(phrase.words)) return [phrase];
    return cutPhrase(phrase, (space, size, left, right) => {
      const numbers = isNumeric(left.text) && isNumeric(right.text) && !isGrouped(left.text, right.text);
      if (numbers) return space > COLUMN_SETTINGS.numberGap * size;
      return space > Math.max(COLUMN_SETTINGS.narrowGap * size, 1.5 * blank);
    });
  });
}

export function cutPhrase(
  phrase: Phrase,
  isCut: (gap: number, size: number, left: Word, right: Word) => boolean,
): Phrase[] {
  const groups: Word[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  phrase.words.forEach((word, i) => {
    const last = phrase.words[i - 1];
    if (last && !isCut(word.box[0] - right, word.size, last, word)) groups.at(-1)!.push(word);
    else groups.push([word]);
    right = Math.max(right, word.box[2]);
  });
  return groups.length === 1 ? [phrase] : groups.map(phraseOf);
}

/** Columns of the lines of one region. `lines` are those of the body: rows with several phrases. */
export function findColumns(lines: readonly Line[], verticals: readonly Edge[]): Columns {
  const several = lines.filter((line) => line.phrases.length > 1).length >= COLUMN_SETTINGS.narrowLines;
  const cut = lines.map((line) => (several ? narrowPhrases(line) : line.phrases));
  const fewest = several ? 2 : 1;
  const all = columnsOf(cut, verticals, fewest);
  return isHan(cut) ? (gridColumns(cut, verticals, fewest, all) ?? all) : all;
}

/**
 * A form has rows of label and value above its grid, which run across the grid's columns and may be as many as its rows.
 * So the lines from some row on to the last are tried: where they have more columns than all together, they are the grid.
 */
function gridColumns(
  cut: readonly Phrase[][],
  verticals: readonly Edge[],
  fewest: number,
  all: Columns,
): Columns | null {
  const most = Math.max(0, ...cut.map((phrases) => phrases.length));
  const starts = cut.flatMap((phrases, i) => (i > 0 && phrases.length >= COLUMN_SETTINGS.richShare * most ? [i] : []));
  let best: Columns | null = null;
  for (const start of starts.slice(0, COLUMN_SETTINGS.mostStarts)) {
    if (cut.length - start < COLUMN_SETTINGS.fewestGridLines) break;
    const columns = columnsOf(cut.slice(start), verticals, fewest);
    if (columns.cores.length > (best ?? all).cores.length) best = columns;
  }
  // Rows in the middle with more phrases than there are columns: amounts between lines of text.
  const more = cut.flatMap((phrases, i) => (phrases.length > (best ?? all).cores.length ? [i] : []));
  if (more.length > 1 || more.some((i) => isSpread(cut[i]!))) {
    const columns = columnsOf(cut.slice(more[0]!, more.at(-1)! + 1), verticals, more.length > 1 ? fewest : 1);
    if (columns.cores.length > (best ?? all).cores.length) best = columns;
  }
  return best;
}

/** A label and, behind it, phrases so far apart that one line is enough to tell columns, or amounts. */
function isSpread(phrases: readonly Phrase[]): boolean {
  // Label and value, twice.
  if (phrases.length >= 4) return true;
  return phrases.every(({ box, text, size }, i) => {
    const last = phrases[i - 1];
    return !last || i === 1 || box[0] - last.box[2] > COLUMN_SETTINGS.spreadGap * size || isNumeric(text);
  });
}

/** Lines of Chinese, by their phrases. */
export function isHan(lines: readonly (readonly Phrase[])[]): boolean {
  const text = lines
    .flat()
    .map((phrase) => phrase.text)
    .join('');
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) > COLUMN_SETTINGS.hanShare * text.length;
}

function columnsOf(cut: readonly (readonly Phrase[])[], verticals: readonly Edge[], fewest: number): Columns {
  const rivers = riversOf(cut, fewest);
  const ruled: number[] = [];
  for (const edge of [...verticals].sort((a, b) => a.at - b.at)) {
    const crossed = cut.filter((phrases) =>
      phrases.some(({ box }) => box[0] + 1 < edge.at && box[2] - 1 > edge.at),
    ).length;
    if (crossed > COLUMN_SETTINGS.crossing * cut.length) continue;
    if (edge.at - (ruled.at(-1) ?? Number.NEGATIVE_INFINITY) > COLUMN_SETTINGS.sameBorder) ruled.push(edge.at);
  }
  // A ruling inside a gap is the border; a gap without one is a border by itself.
  const free = rivers.filter(([from, to]) => !ruled.some((x) => x >= from - 1 && x <= to + 1));
  const borders = [...ruled, ...free.map(([from, to]) => (from + to) / 2)].sort((a, b) => a - b);
  const phrases = cut.flat();
  const first = Math.min(...phrases.map(({ box }) => (box[0] + box[2]) / 2));
  const last = Math.max(...phrases.map(({ box }) => (box[0] + box[2]) / 2));
  const inner = borders.filter((x) => x > first && x < last);
  const cores = coresOf(phrases, inner);
  return { borders: inner.map((x) => (ruled.includes(x) ? x : between(x, inner, cores))), cores, gaps: rivers };
}

/**
 * Without borders between two columns of which never both have text, in no line of the head or the body: a head in the
 * middle over numbers set right, or a dash set left among them. Each line has one cell there.
 */
export function withoutHalves(columns: Columns, lines: readonly Line[], verticals: readonly Edge[]): Columns {
  const cut = lines.map((line) => narrowPhrases(line));
  if (isHan(cut)) return columns;
  let { borders, cores } = columns;
  for (let i = 0; i < borders.length; i++) {
    const [left, right] = [cores[i], cores[i + 1]];
    const [from, to] = [
      cores[i - 1]?.[1] ?? borders[i - 1] ?? -Infinity,
      cores[i + 2]?.[0] ?? borders[i + 1] ?? Infinity,
    ];
    const x = borders[i]!;
    if (!left || !right) continue;
    if (verticals.some((edge) => Math.abs(edge.at - x) < COLUMN_SETTINGS.sameBorder)) continue;
    let both = false;
    let near = right[0] - left[1] < COLUMN_SETTINGS.halfGap * (lines[0]?.size ?? 10);
    const sides: [Phrase[], Phrase[]] = [[], []];
    for (const phrases of cut) {
      const own = phrases.filter(({ box }) => box[2] > from + 1 && box[0] < to - 1);
      // A head over more columns, a heading of rows.
      const inside = own.filter(({ box }) => box[0] > from - 1 && box[2] < to + 1);
      if (inside.length > 1) both = true;
      near ||= inside.some(({ box }) => box[0] < left[1] && box[2] > right[0]);
      for (const phrase of inside) sides[columnAt([x], (phrase.box[0] + phrase.box[2]) / 2)]!.push(phrase);
    }
    if (both || !near || sides.some((side) => side.length === 0) || sides.every(isSetRight)) continue;
    borders = borders.filter((_, k) => k !== i);
    cores = cores.flatMap((core, k) =>
      k === i ? [[left[0], right[1]] as [number, number]] : k === i + 1 ? [] : [core],
    );
    i--;
  }
  return { ...columns, borders, cores };
}

/** Numbers, two at least, with one right edge: a column, as of sums beside what they are made of. */
function isSetRight(phrases: readonly Phrase[]): boolean {
  const numbers = phrases.filter(({ text }) => isNumeric(text));
  const edges = numbers.map(({ box }) => box[2]);
  return numbers.length > 1 && numbers.length === phrases.length && Math.max(...edges) - Math.min(...edges) < 1;
}

function between(x: number, borders: readonly number[], cores: Columns['cores']): number {
  const i = borders.indexOf(x);
  const left = cores[i];
  const right = cores[i + 1];
  return left && right && left[1] < right[0] ? (left[1] + right[0]) / 2 : x;
}

function coresOf(phrases: readonly Phrase[], borders: readonly number[]): Columns['cores'] {
  const cores: Columns['cores'] = Array.from({ length: borders.length + 1 }, () => null);
  for (const { box } of phrases) {
    const i = columnAt(borders, (box[0] + box[2]) / 2);
    const from = i > 0 ? borders[i - 1]! : -Infinity;
    const to = borders[i] ?? Infinity;
    if (box[0] < from - 1 || box[2] > to + 1) continue;
    const core = cores[i];
    if (core) {
      core[0] = Math.min(core[0], box[0]);
      core[1] = Math.max(core[1], box[2]);
    } else cores[i] = [box[0], box[2]];
  }
  return cores;
}

/** The column in which x lies. */
export function columnAt(borders: readonly number[], x: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Stretches of x where borders may stand, each cut down to where most lines agree. */
function riversOf(lines: readonly (readonly Phrase[])[], fewest: number): [number, number][] {
  const events: [x: number, pro: number, contra: number][] = [];
  for (const phrases of lines) {
    phrases.forEach(({ box, text, size }, i) => {
      events.push([box[0], 0, 1], [box[2], 0, -1]);
      const next = phrases[i + 1];
      if (!next || next.box[0] <= box[2]) return;
      // 汉字 are set without spaces: one such gap is worth several between words.
      const sure =
        isCjk(text.slice(-1)) &&
        isCjk(next.text.slice(0, 1)) &&
        next.box[0] - box[2] > WORD_SETTINGS.phraseGapCjk * size;
      const weight = sure ? COLUMN_SETTINGS.sureGap : 1;
      events.push([box[2], weight, 0], [next.box[0], -weight, 0]);
    });
  }
  events.sort((a, b) => a[0] - b[0]);
  const rivers: [number, number][] = [];
  let best: { score: number; from: number; to: number } | null = null;
  let pro = 0;
  let contra = 0;
  const close = () => {
    if (best) rivers.push([best.from, best.to]);
    best = null;
  };
  events.forEach(([x, p, c], i) => {
    pro += p;
    contra += c;
    const next = events[i + 1]?.[0] ?? x;
    if (next - x < 0.01) return;
    if (pro >= fewest && contra <= COLUMN_SETTINGS.crossing * (pro + contra)) {
      const score = pro - 3 * contra;
      if (!best || score > best.score || (score === best.score && next - x > best.to - best.from))
        best = { score, from: x, to: next };
    } else close();
  });
  close();
  return rivers;
}
