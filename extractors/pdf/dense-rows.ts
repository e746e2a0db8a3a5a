/**
 * Rows where all lines stand equally close. A line that holds numbers is a row. A line of words alone goes on with its
 * neighbour when it had to: when the first word below would not have fitted behind the last word above.
 */
import { type Block, blockOf, type Piece, type Row, rowOf } from './pieces.js';
import { isCjk } from './words.js';

/** Lengths in ems. */
export const DENSE_SETTINGS = {
  /** A space before the word that might have fitted. */
  space: 0.25,
  /** Lines further apart, from middle to middle, belong to different rows. */
  apart: 1.75,
  /** A line further out by so much begins anew. */
  setOut: 0.4,
  /** A line further in than the one above by so much hangs on it. */
  indent: 0.6,
} as const;

type Level = Piece[];

export function denseRows(pieces: readonly Piece[]): Row[] {
  const lines = new Map<number, Level>();
  for (const piece of pieces) lines.set(piece.line, [...(lines.get(piece.line) ?? []), piece]);
  const levels = [...lines].sort((a, b) => a[0] - b[0]).map(([, level]) => level.sort((a, b) => a.box[0] - b.box[0]));
  const extents = extentsOf(pieces);
  const numbers = pieces.filter((piece) => piece.numeric && piece.from > 0).length;
  const groups = numbers >= 0.25 * pieces.length ? numericRows(levels, extents) : textRows(levels, extents);
  return groups.map((group) => rowOf(blocksOf(group)));
}

/** Everything of a row that stands in the same columns is one cell. */
function blocksOf(group: readonly Level[]): Block[] {
  const columns = new Map<number, Piece[]>();
  for (const piece of group.flat()) columns.set(piece.from, [...(columns.get(piece.from) ?? []), piece]);
  return [...columns.values()].map(blockOf);
}

export type Extents = Map<number, [left: number, right: number]>;

/** What the text of each column covers, in points. */
export function extentsOf(pieces: readonly Piece[]): Extents {
  const extents: Extents = new Map();
  for (const { from, to, box } of pieces) {
    if (from !== to) continue;
    const extent = extents.get(from);
    if (extent) {
      extent[0] = Math.min(extent[0], box[0]);
      extent[1] = Math.max(extent[1], box[2]);
    } else extents.set(from, [box[0], box[2]]);
  }
  return extents;
}

/** The text below had to begin a new line: its first word did not fit behind the text above. */
export function wraps(above: Piece, below: Piece, extents: Extents): boolean {
  const [left, right] = extents.get(above.from) ?? [above.box[0], above.box[2]];
  const first = below.words[0]!;
  const word = isCjk(first.text) ? below.size : first.box[2] - first.box[0];
  const free = right - left - (above.box[2] - Math.max(left, Math.min(above.box[0], below.box[0])));
  return free < word + DENSE_SETTINGS.space * below.size;
}

const middleOf = (piece: Piece): number => (piece.box[1] + piece.box[3]) / 2;
const near = (a: Piece, b: Piece): boolean =>
  Math.abs(middleOf(b) - middleOf(a)) <= DENSE_SETTINGS.apart * Math.max(a.size, b.size);
/** Or in brackets, that hold no number: telephones, losses. */
const startsSmall = (piece: Piece): boolean => /^(?:\p{Ll}|\((?!\d))/u.test(piece.text);
const labelOf = (level: Level): Piece | undefined => (level[0]?.from === 0 ? level[0] : undefined);
const isData = (level: Level): boolean => level.some((piece) => piece.from > 0 && piece.numeric);

/** Where labels of rows begin for sure, since the line above is a whole row: points. */
function rowStarts(levels: readonly Level[]): number[] {
  return levels.flatMap((level, i) => {
    const label = labelOf(level);
    const above = levels[i - 1];
    return label && above && labelOf(above) && isData(level) && isData(above) ? [label.box[0]] : [];
  });
}

function numericRows(levels: readonly Level[], extents: Extents): Level[][] {
  const starts = rowStarts(levels);
  /** Set in as rows are below a heading: it begins a row, though it would not have fitted above. */
  const goesOn = (above: Piece, below: Piece): boolean => {
    const inset = below.box[0] - above.box[0] > DENSE_SETTINGS.setOut * below.size;
    const asRows = starts.filter((x) => Math.abs(x - below.box[0]) < DENSE_SETTINGS.space * below.size).length > 1;
    return !(inset && asRows && !/^\p{Ll}/u.test(below.text)) && isContinued(above, below, extents);
  };
  /** Each line from here on goes on in the next one, up to one of numbers. */
  const leadsToData = (from: number): boolean => {
    const [label, next] = [labelOf(levels[from]!), levels[from + 1]];
    const below = next && labelOf(next);
    if (!label || !below || !near(label, below) || !goesOn(label, below)) return false;
    return isData(next) || next.length > 1 || leadsToData(from + 1);
  };
  const rows: Level[][] = [];
  /** Lines of words that wait for the line of numbers that they belong to. */
  let waiting: Level[] = [];
  const flush = () => {
    waiting.forEach((level, i) => {
      const [above, label] = [i > 0 && labelOf(waiting[i - 1]!), labelOf(level)];
      // A heading of several lines.
      if (above && label && /^\p{Ll}/u.test(label.text) && goesOn(above, label)) rows.at(-1)!.push(level);
      else rows.push([level]);
    });
    waiting = [];
  };
  levels.forEach((level, i) => {
    const label = labelOf(level);
    const above = waiting.at(-1) ?? rows.at(-1)?.at(-1);
    const aboveLabel = waiting.length > 0 ? labelOf(waiting.at(-1)!) : lastLabel(rows.at(-1));
    if (isData(level)) {
      const joins =
        waiting.length > 0 && (!label || (aboveLabel && near(aboveLabel, label) && goesOn(aboveLabel, label)));
      if (joins && near(waiting.at(-1)![0]!, level[0]!)) {
        rows.push([...waiting, level]);
        waiting = [];
      } else {
        flush();
        rows.push([level]);
      }
      return;
    }
    if (!label || level.length > 1) {
      // Words beside words: more of the cells above.
      const host = waiting.length > 0 ? null : rows.at(-1);
      const hangs =
        host &&
        above &&
        near(above[0]!, level[0]!) &&
        level.every((piece) =>
          host.flat().some((other) => other.from === piece.from && !other.numeric && wraps(other, piece, extents)),
        );
      if (hangs) host.push(level);
      else {
        flush();
        rows.push([level]);
      }
      return;
    }
    const nextLabel = levels[i + 1] && labelOf(levels[i + 1]!);
    const withNext = leadsToData(i);
    const host = waiting.length === 0 ? rows.at(-1) : undefined;
    const withAbove =
      host !== undefined &&
      aboveLabel !== undefined &&
      near(aboveLabel, label) &&
      goesOn(aboveLabel, label) &&
      isData(host.flat());
    if (withAbove && (!withNext || prefersAbove(aboveLabel!, label, nextLabel!))) host!.push(level);
    else if (waiting.length > 0 && aboveLabel && goesOn(aboveLabel, label)) waiting.push(level);
    else {
      flush();
      waiting.push(level);
    }
  });
  flush();
  return rows;
}

function lastLabel(row: readonly Level[] | undefined): Piece | undefined {
  return row
    ?.map(labelOf)
    .filter((label) => label !== undefined)
    .at(-1);
}

/** Words tell first: a small letter goes on, a colon ends. Then room. */
function isContinued(above: Piece, below: Piece, extents: Extents): boolean {
  if (above.from !== below.from) return false;
  if (/[:：]$/.test(above.text) || !sameStyle(above, below)) return false;
  // A heading of rows ends in a colon, and a line that goes on is never set out.
  if (/[:：]$/.test(below.text) && !startsSmall(below)) return false;
  if (above.box[0] - below.box[0] > DENSE_SETTINGS.setOut * below.size) return false;
  if (/^\p{Ll}/u.test(below.text) && /[\p{L},\-–—/]$/u.test(above.text)) return true;
  return wraps(above, below, extents);
}

/** One font, and capitals in both or in neither: headings of rows differ from their rows. */
function sameStyle(above: Piece, below: Piece): boolean {
  const fontOf = (piece: Piece) => piece.words[0]?.glyphs[0]?.font;
  const isCapital = ({ text }: Piece) => /\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text);
  return fontOf(above) === fontOf(below) && isCapital(above) === isCapital(below);
}

function prefersAbove(above: Piece, label: Piece, below: Piece): boolean {
  if (startsSmall(label) !== startsSmall(below)) return startsSmall(label);
  return label.box[0] - above.box[0] > DENSE_SETTINGS.indent * label.size;
}

/** In the very columns of the line above. */
const isBelow = (level: Level, above: Level | undefined): boolean =>
  level.length === above?.length && level.every((piece, i) => piece.from === above[i]!.from);

function textRows(levels: readonly Level[], extents: Extents): Level[][] {
  const rows: Level[][] = [];
  const columns = Math.max(...levels.map((level) => level.length));
  for (const level of levels) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    const label = labelOf(level);
    const above = lastLabel(row);
    const aboveIn = (piece: Piece) =>
      row
        ?.flat()
        .filter((other) => other.from === piece.from)
        .at(-1);
    let begins = !row || !near(last![0]!, level[0]!);
    const full = level.length >= columns || (level.length > 2 && isBelow(level, row?.[0]));
    if (!begins && level.length > 1 && full && !level.some(startsSmall)) {
      // A full line of capitals and figures: lines that go on have a small letter in some column.
      begins = true;
    } else if (!begins && label) {
      // Two numbers are two labels: times of an agenda, a column's width apart.
      const counts = above?.numeric && label.numeric && level.length > 1;
      begins = !above || counts || !isContinued(above, label, extents);
    } else if (!begins && level.length > 1) {
      begins = level.every((piece) => {
        const other = aboveIn(piece);
        return !other || !isContinued(other, piece, extents);
      });
    }
    if (begins) rows.push([level]);
    else row!.push(level);
  }
  return rows;
}
