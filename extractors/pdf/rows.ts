/**
 * Rows of a table without rulings between them. Where rows stand further apart than the lines within a cell, the lines
 * of a cell are one block and blocks side by side are a row; where all lines stand equally close, words decide.
 */
import { isHan } from './columns.js';
import { denseRows, extentsOf, wraps } from './dense-rows.js';
import { type Block, blockOf, type Piece, type Row, rowOf } from './pieces.js';

export const ROW_SETTINGS = {
  /** Ems: lines of one cell stand no further apart, from middle to middle. */
  mostLeading: 1.6,
  /** Times the leading: closer lines are not of one column. */
  interleaved: 0.8,
  /** Times the leading: from here on a distance separates two cells of a column. */
  apart: 1.14,
  /** Share of the lower one's height by which blocks of one row overlap. */
  overlap: 0.3,
  /** Share of line ends within cells at which the next word would have fitted. */
  openTurns: 0.5,
  /** Share of the usual free space between rows that a row leaves on either side. */
  freeShare: 0.6,
  /** Share of rows without a label from which on labels are for several rows. */
  bareRows: 0.25,
  /** Share of blocks of several lines that may hold several numbers; a cell has one number, so more are rows. */
  stackedNumbers: 0.12,
} as const;

/** Rows from the top. `rules` are the y of rules across the whole table: no row runs over one. */
export function groupRows(pieces: readonly Piece[], rules: readonly number[]): Row[] {
  const bands = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const middle = (piece.box[1] + piece.box[3]) / 2;
    const band = rules.filter((y) => y < middle).length;
    bands.set(band, [...(bands.get(band) ?? []), piece]);
  }
  const groups = [...bands].sort((a, b) => a[0] - b[0]).map(([, group]) => group);
  // A rule below nearly every row: then lines between two rules are one row, unless they stack numbers.
  const ruled = groups.length >= 3 && groups.filter(stacksNumbers).length <= 0.25 * groups.length;
  const rows = groups.flatMap((group) => (ruled && !stacksNumbers(group) ? [rowOfBand(group)] : rowsOfBand(group)));
  joinLabels(rows, pieces);
  return rows;
}

/**
 * A label for several rows, set at their top, that goes on beside the second of them: its line there does not begin with
 * a capital, and there are rows without a label. 汉字 have no capitals.
 */
function joinLabels(rows: readonly Row[], pieces: readonly Piece[]): void {
  const labelOf = (row: Row) => row.blocks.find((block) => block.from === 0 && block.to === 0);
  // A line alone in the middle is a heading of rows, and no row without a label.
  const bare = rows.filter((row) => row.blocks.length > 1 && !labelOf(row)).length;
  if (bare < ROW_SETTINGS.bareRows * rows.length || isHan([pieces])) return;
  const extents = extentsOf(pieces);
  let host: Block | undefined;
  for (const row of rows) {
    const label = labelOf(row);
    const last = host?.pieces.at(-1);
    if (
      label &&
      last &&
      row.blocks.length > 1 &&
      !/^\p{Lu}/u.test(label.pieces[0]!.text) &&
      !(label.pieces[0]!.numeric && last.numeric)
    ) {
      if (wraps(last, label.pieces[0]!, extents)) {
        host!.pieces.push(...label.pieces);
        row.blocks.splice(row.blocks.indexOf(label), 1);
        continue;
      }
    }
    host = label;
  }
}

/** Everything between two rules that stands in the same columns is one cell. */
function rowOfBand(pieces: Piece[]): Row {
  const columns = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = `${piece.from}-${piece.to}`;
    columns.set(key, [...(columns.get(key) ?? []), piece]);
  }
  return rowOf([...columns.values()].map(blockOf));
}

function stacksNumbers(pieces: readonly Piece[]): boolean {
  const lines = new Map<number, Set<number>>();
  for (const piece of pieces) {
    if (!piece.numeric || piece.from !== piece.to) continue;
    lines.set(piece.from, (lines.get(piece.from) ?? new Set()).add(piece.line));
  }
  return [...lines.values()].some((set) => set.size > 1);
}

function rowsOfBand(pieces: Piece[]): Row[] {
  const blocks = looseBlocks(pieces);
  return blocks ? looseRows(blocks) : denseRows(pieces);
}

const middleOf = (piece: Piece): number => (piece.box[1] + piece.box[3]) / 2;

/** For every piece the one above it: the nearest that it stands under, if it stands under one only. */
function piecesAbove(pieces: readonly Piece[]): Map<Piece, Piece> {
  const sorted = [...pieces].sort((a, b) => middleOf(a) - middleOf(b));
  const above = new Map<Piece, Piece>();
  /** The last piece seen over each stretch of x. */
  let open: Piece[] = [];
  for (const piece of sorted) {
    const under = open.filter((other) => isUnder(other, piece));
    const nearest = under.reduce<Piece | undefined>((a, b) => (a && middleOf(a) > middleOf(b) ? a : b), undefined);
    if (nearest && !under.some((other) => other !== nearest && middleOf(nearest) - middleOf(other) < 0.5 * piece.size))
      above.set(piece, nearest);
    open = [...open.filter((other) => !under.includes(other)), piece];
  }
  return above;
}

function isUnder(above: Piece, below: Piece): boolean {
  const shared = Math.min(above.box[2], below.box[2]) - Math.max(above.box[0], below.box[0]);
  return shared > 0.5 * Math.min(above.box[2] - above.box[0], below.box[2] - below.box[0]);
}

/** The lines of each cell, where cells of a column are told apart by distance; null where they are not. */
function looseBlocks(pieces: readonly Piece[]): Block[] | null {
  const above = piecesAbove(pieces);
  const pitches = [...above].map(([below, piece]) => ({ pitch: middleOf(below) - middleOf(piece), size: below.size }));
  const close = pitches.filter(({ pitch, size }) => pitch > 0.5 * size && pitch <= ROW_SETTINGS.mostLeading * size);
  if (close.length === 0) return blocksOf(pieces, above, 0);
  // The closest lines; one cell of two lines is enough to tell.
  const leading = Math.min(...close.filter(({ pitch, size }) => pitch > 0.9 * size).map(({ pitch }) => pitch));
  const limit = leading * ROW_SETTINGS.apart;
  if (!pitches.some(({ pitch }) => pitch > limit) || isEven(pieces, leading, limit)) return null;
  const blocks = blocksOf(pieces, above, limit);
  const several = blocks.filter((block) => block.pieces.length > 1);
  const stacked = several.filter((block) => block.pieces.filter((piece) => piece.numeric).length > 1);
  if (stacked.length > ROW_SETTINGS.stackedNumbers * several.length) {
    // Two numbers are two rows, so that lines of a cell stand closer than these. Where all stand equally close, only
    // words can tell, and 汉字 tell nothing: every line is a row then.
    if (!isHan([pieces])) return null;
    const rows = [...above].filter(([below, piece]) => below.numeric && piece.numeric);
    return blocksOf(pieces, above, Math.min(...rows.map(([below, piece]) => middleOf(below) - middleOf(piece))) - 0.5);
  }
  // Lines that did not have to end where they end are rows, set close in groups.
  const extents = extentsOf(pieces);
  // 汉字 are often centred, so that a line ends anywhere.
  const turns = new Map<string, boolean>();
  for (const { pieces: lines } of several) {
    if (lines.some((piece) => /\p{Script=Han}/u.test(piece.text))) continue;
    lines.slice(1).forEach((piece, i) => {
      // In columns of dates every line is full; one column that turns early tells it for all beside it.
      const turn = `${lines[i]!.line} ${piece.line}`;
      turns.set(turn, (turns.get(turn) ?? false) || !wraps(lines[i]!, piece, extents));
    });
  }
  const open = [...turns.values()].filter((early) => early).length;
  return open > ROW_SETTINGS.openTurns * turns.size ? null : blocks;
}

/** Every line follows the one above at the same distance: then empty cells make the wide ones in a column. */
function isEven(pieces: readonly Piece[], leading: number, limit: number): boolean {
  const middles = [...new Map(pieces.map((piece) => [piece.line, middleOf(piece)])).values()].sort((a, b) => a - b);
  const distances = middles.slice(1).map((middle, i) => middle - middles[i]!);
  // Lines closer than that stand beside cells centred in their height.
  return distances.every((distance) => distance > ROW_SETTINGS.interleaved * leading && distance <= limit);
}

/** Pieces at most `limit` points below each other, from middle to middle, are lines of one cell. */
function blocksOf(pieces: readonly Piece[], above: ReadonlyMap<Piece, Piece>, limit: number): Block[] {
  const blocks = new Map<Piece, Piece[]>();
  for (const piece of [...pieces].sort((a, b) => middleOf(a) - middleOf(b))) {
    const last = above.get(piece);
    const block = last && middleOf(piece) - middleOf(last) <= limit ? blocks.get(last) : undefined;
    // Two pieces under one: the second begins a cell of its own.
    if (block && block.at(-1) === last) block.push(piece);
    blocks.set(piece, block && block.at(-1) === piece ? block : [piece]);
  }
  return [...new Set(blocks.values())].map(blockOf);
}

/**
 * Blocks that overlap in height are a row. Columns are taken from the right: labels on the left stand for several rows
 * (产出指标 beside six indicators) and must not tie these together.
 */
function looseRows(blocks: readonly Block[]): Row[] {
  const rows: Row[] = [];
  const sorted = [...blocks].sort((a, b) => b.to - a.to || b.from - a.from || a.top - b.top);
  for (const block of sorted) {
    const at = firstBelow(rows, block.top);
    const near = rows.slice(Math.max(0, at - 1), at + 24).filter((row) => overlaps(row, block));
    const middle = (block.top + block.bottom) / 2;
    const host = near.sort(
      (a, b) => Math.abs((a.top + a.bottom) / 2 - middle) - Math.abs((b.top + b.bottom) / 2 - middle),
    )[0];
    if (!host) {
      const between = block.pieces.some((piece) => piece.numeric) ? null : neighbours(rows, at, block);
      if (between) between.blocks.push(block);
      else rows.splice(at, 0, rowOf([block]));
      continue;
    }
    host.blocks.push(block);
    // A label beside several rows leaves them as they are.
    if (near.length === 1) {
      const [above, below] = [rows[rows.indexOf(host) - 1], rows[rows.indexOf(host) + 1]];
      host.top = Math.max(Math.min(host.top, block.top), above?.bottom ?? -Infinity);
      host.bottom = Math.min(Math.max(host.bottom, block.bottom), below?.top ?? Infinity);
    }
  }
  return rows;
}

/**
 * A label for two rows stands between them (数量指标, centred beside its two indicators). A row of its own would leave
 * the usual free space above and below; where there is less, the label goes with the row above it.
 */
function neighbours(rows: readonly Row[], at: number, block: Block): Row | null {
  const above = rows[at - 1];
  const below = rows[at];
  if (!above || !below) return null;
  // A goal across all columns is no label between rows: the row above has cells there.
  if (above.blocks.some((other) => other.from <= block.to && other.to >= block.from)) return null;
  const gaps = rows
    .slice(1)
    .map((row, i) => row.top - rows[i]!.bottom)
    .sort((a, b) => a - b);
  const usual = gaps[gaps.length >> 2] ?? 0;
  const free = below.top - above.bottom - (block.bottom - block.top);
  return free / 2 < ROW_SETTINGS.freeShare * usual ? above : null;
}

/** The place of a row that begins at `top`, among rows sorted from the top. */
function firstBelow(rows: readonly Row[], top: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.top < top) low = middle + 1;
    else high = middle;
  }
  return low;
}

function overlaps(row: { top: number; bottom: number }, block: Block): boolean {
  const shared = Math.min(row.bottom, block.bottom) - Math.max(row.top, block.top);
  return shared > ROW_SETTINGS.overlap * Math.min(row.bottom - row.top, block.bottom - block.top);
}
