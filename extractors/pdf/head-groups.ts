/** Heads over several columns: what tells the columns of a phrase where no rule does. */
import type { Columns } from './columns.js';
import type { Piece } from './pieces.js';
import { boxAround } from './words.js';

/** Lengths in ems. */
export const HEAD_SETTINGS = {
  /** Lines of one head stand no further apart, from middle to middle. */
  leading: 1.7,
  /** From middle to middle of a line and the next one below it. */
  lineBelow: 0.6,
  /** A rule belongs to the head above it up to this distance. */
  rule: 1.2,
  /** The same where the rule of a head of more lines is level with it. */
  levelRule: 3,
  /** Heads whose left or right edges differ by less are set one below the other. */
  aligned: 0.4,
  /** A head of a group stands so near to the middle of the heads below it. */
  offCentre: 0.8,
  /** The same as a share of the width of these heads, where that is more. */
  offCentreShare: 0.1,
  /** Heads over one rule miss the middle of their columns by so much at most. */
  offRule: 2,
  /** The same as a share of the width of these columns, where that is more: numbers set right in wide columns. */
  offRuleShare: 0.2,
  /** Times the distance between heads below: a phrase as wide spans. */
  widerThanPitch: 1.25,
  /** A spanning head stands so near to the middle of its columns. */
  centred: 1.2,
} as const;

export const middleX = ({ box }: { box: readonly number[] }): number => (box[0]! + box[2]!) / 2;
export const middleY = ({ box }: { box: readonly number[] }): number => (box[1]! + box[3]!) / 2;

/** First and last column of a head. */
export interface Range {
  from: number;
  to: number;
}

/**
 * Heads of a line with none below them over columns that are several times as many, each in the middle of its share:
 * `1992` over a percentage and its error.
 */
export function sharedGroups(line: readonly Piece[], below: readonly Piece[], { cores }: Columns): Map<Piece, Range> {
  const found = new Map<Piece, Range>();
  const heads = line.filter((piece) => piece.from > 0);
  const share = (cores.length - 1) / heads.length;
  if (heads.length < 2 || share < 2 || !Number.isInteger(share) || below.some((piece) => piece.from > 0)) return found;
  for (const [i, piece] of heads.entries()) {
    const own = cores.slice(1 + i * share, 1 + (i + 1) * share);
    if (own.some((core) => core === null)) return new Map();
    const [first, last] = [own[0]!, own.at(-1)!];
    const off = Math.abs((first[0] + last[1]) / 2 - middleX(piece));
    const nearest = Math.min(...own.map((core) => Math.abs((core![0] + core![1]) / 2 - middleX(piece))));
    // Numbers set right stand off the middle of their columns: then the head sticks out over the next one.
    const over = piece.box[2] - first[1] > HEAD_SETTINGS.aligned * piece.size;
    if (off > nearest && !(over && middleX(piece) > (first[0] + first[1]) / 2)) return new Map();
    found.set(piece, { from: 1 + i * share, to: (i + 1) * share });
  }
  return found;
}

/**
 * Heads that repeat below (`Number` `Percent` `Number` `Percent`) are groups; where the line above has as many phrases,
 * each over its group, these are their heads.
 */
export function repeatedGroups(line: readonly Piece[], below: readonly Piece[]): Map<Piece, Range> {
  const texts = below.map((piece) => piece.text);
  const second = texts.findIndex((text, i) => texts.indexOf(text) < i);
  const found = new Map<Piece, Range>();
  if (second < 0) return found;
  const start = texts.indexOf(texts[second]!);
  const groups: Piece[][] = [];
  below.slice(start).forEach((piece, i) => {
    if (i === 0 || piece.text === texts[start]) groups.push([piece]);
    else groups.at(-1)!.push(piece);
  });
  const over = line.filter((piece) => piece.box[2] > below[start]!.box[0]);
  // What stands behind the last group is of none: `Total`.
  for (const group of groups) group.length = Math.min(group.length, groups[0]!.length);
  if (groups.some((group) => group.length < 2) || over.length !== groups.length) return found;
  const fits = over.every((piece, i) => {
    const before = groups[i - 1] ?? below.slice(0, start);
    const left = before.length > 0 ? boxAround(before)[2] : Number.NEGATIVE_INFINITY;
    return middleX(piece) > left && middleX(piece) < boxAround(groups[i]!)[2];
  });
  if (!fits) return found;
  for (const [i, piece] of over.entries()) found.set(piece, { from: groups[i]![0]!.from, to: groups[i]!.at(-1)!.to });
  return found;
}

/**
 * The same where the heads below have several lines, of which the next one alone does not tell: `Urban` right above
 * `Lane-` / `miles` between `Miles` and `Fatalities`. Every phrase stands in the middle of its group.
 */
export function stackedGroups(line: readonly Piece[], below: readonly Piece[]): Map<Piece, Range> {
  if (line.length < 2 || below.some(({ from, to }) => from !== to)) return new Map();
  const columns = new Map<number, Piece[]>();
  for (const piece of below) columns.set(piece.from, [...(columns.get(piece.from) ?? []), piece]);
  const stacks = [...columns]
    .sort(([a], [b]) => a - b)
    .map(([, pieces]) => ({
      ...pieces[0]!,
      text: pieces.map(({ text }) => text).join(' '),
      box: boxAround(pieces),
    }));
  const groups = repeatedGroups(line, stacks);
  const isCentred = ([piece, { from, to }]: [Piece, Range]) => {
    const own = boxAround(stacks.filter((stack) => stack.from >= from && stack.to <= to));
    const most = Math.max(HEAD_SETTINGS.offCentre * piece.size, HEAD_SETTINGS.offCentreShare * (own[2] - own[0]));
    return Math.abs((own[0] + own[2]) / 2 - middleX(piece)) < most;
  };
  return groups.size === line.length && [...groups].every(isCentred) ? groups : new Map();
}

/**
 * Heads set left, each of which begins where one of the heads below begins, stand for these up to the next one. Only
 * where all groups are equally large.
 */
export function leftGroups(line: readonly Piece[], below: readonly Piece[]): Map<Piece, Range> {
  const found = new Map<Piece, Range>();
  const starts = line.map((piece) =>
    below.findIndex((other) => Math.abs(other.box[0] - piece.box[0]) < HEAD_SETTINGS.aligned * piece.size),
  );
  if (line.length < 2 || starts.includes(-1)) return found;
  const size = starts[1]! - starts[0]!;
  if (size < 2 || starts.some((start, i) => (starts[i + 1] ?? below.length) - start !== size)) return found;
  line.forEach((piece, i) => {
    found.set(piece, { from: below[starts[i]!]!.from, to: below[starts[i]! + size - 1]!.to });
  });
  return found;
}

/**
 * The columns whose heads stand in the next line and in the middle of which the phrase stands: `Budget` over `2001` and
 * `2002`. Null where it stands over one head as well as over several, or is aligned with it.
 */
export function groupRange(piece: Piece, line: readonly Piece[], below: readonly Piece[]): Range | null {
  const under = below.filter((other) => other.from <= piece.to && other.to >= piece.from);
  const beside = line.filter((other) => other !== piece);
  const left = Math.max(-1, ...beside.filter((other) => other.to < piece.from).map((other) => other.to));
  const right = Math.min(
    Number.POSITIVE_INFINITY,
    ...beside.filter((other) => other.from > piece.to).map((other) => other.from),
  );
  const free = below.filter(
    (other) =>
      other.from > left && other.to < right && middleY(other) - middleY(piece) < HEAD_SETTINGS.leading * piece.size,
  );
  if (free.length < 2) return null;
  const errorOf = (heads: readonly Piece[]): number => {
    const box = boxAround(heads);
    return Math.abs((box[0] + box[2]) / 2 - middleX(piece));
  };
  const aligned = (other: Piece) =>
    Math.min(Math.abs(other.box[0] - piece.box[0]), Math.abs(other.box[2] - piece.box[2])) <
    HEAD_SETTINGS.aligned * piece.size;
  const series = under.length === 1 ? seriesBelow(piece, under[0]!, free) : null;
  if (series) return { from: series[0]!.from, to: series.at(-1)!.to };
  if (under.length === 1 && aligned(under[0]!)) return null;
  // Wider than the head below it, into the next: it stands over both.
  const covered = free.filter(
    (other) => other.box[0] < piece.box[2] - 0.2 * piece.size && other.box[2] > piece.box[0] + 0.2 * piece.size,
  );
  // Wider than its column and half of both beside it: it cannot be the head of this one only.
  const at = free.indexOf(under[0]!);
  const pitches = [free[at - 1], free[at + 1]].flatMap((other) =>
    other && at >= 0 ? [Math.abs(middleX(other) - middleX(under[0]!))] : [],
  );
  const isWide =
    pitches.length === 2 && piece.box[2] - piece.box[0] > HEAD_SETTINGS.widerThanPitch * Math.max(...pitches);
  const alone = under.length > 0 && covered.length < 2 && !isWide;
  let best = {
    heads: under,
    error: alone ? errorOf(under) - HEAD_SETTINGS.aligned * piece.size : Number.POSITIVE_INFINITY,
  };
  for (let i = 0; i < free.length; i++) {
    for (let k = i + 1; k < free.length; k++) {
      const heads = free.slice(i, k + 1);
      if (!under.every((other) => heads.includes(other))) continue;
      const error = errorOf(heads);
      const box = boxAround(heads);
      const most = Math.max(HEAD_SETTINGS.offCentre * piece.size, HEAD_SETTINGS.offCentreShare * (box[2] - box[0]));
      if (error < most && error < best.error) best = { heads, error };
    }
  }
  if (best.heads.length < 2) return null;
  return {
    from: Math.min(...best.heads.map((other) => other.from)),
    to: Math.max(...best.heads.map((other) => other.to)),
  };
}

/** The numbers of one shape (years mostly) around that below a head which is none, where it stands in their middle. */
function seriesBelow(piece: Piece, under: Piece, below: readonly Piece[]): Piece[] | null {
  const shapeOf = ({ text }: Piece) => text.replace(/\d/g, '0');
  const shape = shapeOf(under);
  if (!/\d/.test(shape) || shapeOf(piece) === shape) return null;
  let from = below.indexOf(under);
  let to = from;
  while (from > 0 && shapeOf(below[from - 1]!) === shape) from--;
  while (to < below.length - 1 && shapeOf(below[to + 1]!) === shape) to++;
  const series = below.slice(from, to + 1);
  const box = boxAround(series);
  const off = Math.abs((box[0] + box[2]) / 2 - middleX(piece));
  return series.length > 1 && off < HEAD_SETTINGS.offCentre * piece.size ? series : null;
}
