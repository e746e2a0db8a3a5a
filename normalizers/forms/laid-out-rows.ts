/** The rows of a grid whose cells go on above and below: what stands beside, above and below each value. */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import { type Chunk, cellOfChunks } from './laid-out-lines.js';
import type { ColumnRole, FormLexicon } from './lexicon.js';

/** Lines from one line of a cell to the next: that of a neighbour may stand between them. */
const NEXT_LINE = 2;
const LONGEST_REST = 3;
/** By how much a line that is full may be shorter than the longest, in halves of a Chinese character. */
const WIDTH_OFF = 2;
/** Lines of a label in the narrowest column: 满 ⏎ 意 ⏎ 度 ⏎ 指 ⏎ 标. */
const MOST_PIECES = 6;
/** Columns whose cells have one line. */
const NUMBERS: readonly ColumnRole[] = ['weight', 'score', 'seq'];

/** A piece of a cell, with the number of its line in the grid. */
interface Piece {
  line: number;
  chunk: Chunk;
}

export interface GridRows {
  rows: Cell[][];
  /** Values stand beside the first line of their rows, and not in the middle. */
  isTop: boolean;
}

/** The rows of a grid whose lines are given by column; null where no column holds the values. */
export function rowsOf(all: readonly Chunk[][], heads: readonly string[], lexicon: FormLexicon): GridRows | null {
  // 总分 has no value: from there on each line is a row.
  const total = all.findIndex((line) => line.some(({ text }) => isTotal(text, lexicon)));
  const lines = total < 0 ? all : all.slice(0, total);
  const below = total < 0 ? [] : all.slice(total);
  const roles = heads.map((text) => lexicon.columnRoles(text)[0] ?? lexicon.likelyColumn(text) ?? null);
  const columnOf = (...wanted: ColumnRole[]) => roles.findIndex((role) => role !== null && wanted.includes(role));
  const piecesOf = (column: number): Piece[] =>
    lines.flatMap((line, i) => (line[column] ? [{ line: i, chunk: line[column] }] : []));
  const value = columnOf('value', 'actual');
  const name = columnOf('name', 'name_substitute');
  if (value < 0 || name < 0) return null;
  const operators = piecesOf(columnOf('operator')).map(({ line }) => ({ from: line, to: line }));
  const values = anchorsOf(piecesOf(value));
  // Each row has its operator, on one line; a value may stand beside its column, or on several lines.
  const anchors = operators.length >= values.length ? operators : values;
  if (anchors.length === 0) return null;
  const levels = roles.flatMap((role, column) => (role === 'level1' || role === 'level2' ? [column] : []));
  // Set at the top of its row, a name begins beside its value, and a level beside the first of its rows.
  const isTop =
    anchors[0]!.from === 0 &&
    anchors.every(({ from }) => lines[from]![name]) &&
    levels.every((column) => lines[0]![column]);
  const rows: Cell[][] = anchors.map(() => []);
  const extents = anchors.map(({ from, to }) => ({ top: from, bottom: to }));
  heads.forEach((_, column) => {
    if (levels.includes(column)) return;
    distribute(piecesOf(column), anchors, isTop).forEach((own, row) => {
      if (own.length === 0) return;
      const chunks = own.map(({ chunk }) => chunk);
      // A number on two lines is two: the second one is left over, and said.
      const parts = NUMBERS.includes(roles[column] ?? 'ignored') ? chunks.map((chunk) => [chunk]) : [chunks];
      rows[row]!.push(...parts.map((part) => ({ ...cellOfChunks(part), column })));
      extents[row]!.top = Math.min(extents[row]!.top, own[0]!.line);
      extents[row]!.bottom = Math.max(extents[row]!.bottom, own.at(-1)!.line);
    });
  });
  for (const column of levels) {
    const labels = labelsOf(piecesOf(column), roles[column] === 'level1' ? 'level1' : 'level2', lexicon);
    const firsts = isTop ? labels.map(({ top }) => rowAt(top, extents)) : firstRows(labels, extents);
    for (const [i, { chunks }] of labels.entries()) rows[firsts[i]!]!.push({ ...cellOfChunks(chunks), column });
  }
  rows.push(...below.map((line) => line.flatMap((chunk, column) => [{ ...cellOfChunks([chunk]), column }])));
  return { rows: rows.map((row) => row.sort((a, b) => a.column - b.column)), isTop };
}

/** 总分, 合计: the label of a row that is none of the grid. */
export const isTotal = (text: string, lexicon: FormLexicon): boolean =>
  lexicon.field(text) === 'total_score' || lexicon.isTotalRow(text);

/** The width of a text, in halves of a Chinese character. */
const widthOf = (text: string) => [...text].reduce((sum, each) => sum + (each > '\u2e7f' ? 2 : 1), 0);

/** The lines with a value, one for each row; the end of a value that went on in the next line is none. */
function anchorsOf(pieces: readonly Piece[]): { from: number; to: number }[] {
  const widest = Math.max(0, ...pieces.map(({ chunk }) => widthOf(chunk.text)));
  const anchors: { from: number; to: number }[] = [];
  let above: Piece | undefined;
  for (const piece of pieces) {
    const isFull = above && widthOf(above.chunk.text) >= widest - WIDTH_OFF && piece.line - above.line <= NEXT_LINE;
    const isRest = piece.chunk.text.length <= LONGEST_REST && !/^[\d≥≤<>=＝]/u.test(piece.chunk.text);
    if (isFull && isRest) anchors.at(-1)!.to = piece.line;
    else anchors.push({ from: piece.line, to: piece.line });
    above = piece;
  }
  return anchors;
}

/** The pieces of each row: those beside its value, those above it that no other row has, and as many below it. */
function distribute(
  pieces: readonly Piece[],
  anchors: readonly { from: number; to: number }[],
  isTop: boolean,
): Piece[][] {
  let above = pieces.filter(({ line }) => line < anchors[0]!.from);
  return anchors.map(({ from, to }, i) => {
    const next = anchors[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    const own = pieces.filter(({ line }) => line >= from && line <= to);
    const between = pieces.filter(({ line }) => line > to && line < next);
    const isLast = i === anchors.length - 1;
    const most = isTop || isLast ? between.length : above.length;
    const row = [...above, ...own];
    let count = 0;
    while (count < most && between[count] && (isLast || isNear(row.at(-1), between[count]!)))
      row.push(between[count++]!);
    above = between.slice(count);
    return row;
  });
}

function isNear(above: Piece | undefined, below: Piece): boolean {
  return above === undefined || below.line - above.line <= NEXT_LINE;
}

interface Label {
  /** The first of its lines. */
  top: number;
  /** The middle of its lines. */
  line: number;
  chunks: Chunk[];
}

/** Labels of levels, those on several lines put together. */
function labelsOf(pieces: readonly Piece[], level: 'level1' | 'level2', lexicon: FormLexicon): Label[] {
  const labels: Label[] = [];
  for (let i = 0; i < pieces.length; ) {
    let count = 1;
    for (let more = 2; more <= MOST_PIECES && i + more <= pieces.length; more++) {
      const text = pieces.slice(i, i + more).map(({ chunk }) => removeSpaces(chunk.text));
      if (lexicon.level(text.join('')) && !text.slice(1).some((each) => lexicon.level(each)?.[level])) count = more;
    }
    const own = pieces.slice(i, i + count);
    labels.push({
      top: own[0]!.line,
      line: (own[0]!.line + own.at(-1)!.line) / 2,
      chunks: own.map(({ chunk }) => chunk),
    });
    i += count;
  }
  return labels;
}

function rowAt(line: number, extents: readonly { top: number; bottom: number }[]): number {
  const row = extents.findIndex(({ bottom }) => line <= bottom);
  return row < 0 ? extents.length - 1 : row;
}

/** The first row of each label: it stands in the middle of its rows, and the next one begins below them. */
function firstRows(labels: readonly Label[], extents: readonly { top: number; bottom: number }[]): number[] {
  let first = 0;
  return labels.map(({ line }, i) => {
    const start = Math.min(first, extents.length - 1);
    const most = Math.max(start, extents.length - (labels.length - i));
    const off = (last: number) => Math.abs((extents[start]!.top + extents[last]!.bottom) / 2 - line);
    let last = start;
    for (let row = start; row <= most; row++) if (off(row) < off(last)) last = row;
    first = last + 1;
    return start;
  });
}
