/** Pieces of text of an unruled table: a phrase, the line it stands on, and the columns that it stands in. */
import { type Columns, columnAt, cutPhrase, narrowPhrases } from './columns.js';
import type { GridCell } from './lattice.js';
import { isNumeric } from './numeric.js';
import type { Box } from './page.js';
import { boxAround, type Line, type Phrase, phraseOf, type Word, wordSpace } from './words.js';

/** Ems by which edges of two lines of one head differ at most. */
const ALIGNED = 0.3;

export interface Piece extends Phrase {
  /** Index of the line in the region, from 0. */
  line: number;
  /** First and last column. */
  from: number;
  to: number;
  numeric: boolean;
}

/** Cuts the phrases of a line at the borders of columns, where there is more than a word space, and places them. */
export function piecesOf(line: Line, index: number, columns: Columns): Piece[] {
  const pieces: Piece[] = [];
  for (const phrase of line.phrases.flatMap((one) => cutPhrase(one, cutsAt(one, columns)))) {
    const range = rangeOf(phrase.box, columns);
    const last = pieces.at(-1);
    // Two phrases in one column are one text set wide: `Total   EURbn`.
    const joins = last !== undefined && last.from === range.from && last.to === range.to;
    const whole = joins ? phraseOf([...last.words, ...phrase.words]) : phrase;
    if (joins) pieces.pop();
    pieces.push({ ...whole, line: index, ...range, numeric: isNumeric(whole.text) });
  }
  return pieces;
}

/**
 * Between two words of different columns: more than a space between words, and more than elsewhere in the phrase, so
 * that a long label is not cut where it runs over a border. Between two numbers less will do.
 */
function cutsAt(phrase: Phrase, columns: Columns) {
  const { borders } = columns;
  const gaps = phrase.words.slice(1).map((word, i) => word.box[0] - phrase.words[i]!.box[2]);
  const usual = gaps.sort((a, b) => a - b)[(gaps.length - 1) >> 1] ?? 0;
  const clean = isCleanlyCut(phrase, borders) || isSetToColumns(phrase, columns);
  const blank = 1.5 * wordSpace(phrase);
  return (gap: number, size: number, left: Word, right: Word): boolean => {
    const column = columnAt(borders, middleX(right));
    if (column === columnAt(borders, middleX(left))) return false;
    if (isNumeric(left.text) && isNumeric(right.text)) return gap > 0.3 * size;
    if (clean) return true;
    // A number before words of another column: `88.6` `Nebraska`.
    if (isNumeric(left.text) && /^\p{Lu}/u.test(right.text) && gap > 0.45 * size && gap > blank) return true;
    if (gap <= blank) return false;
    return gaps.length < 2 ? gap > 0.6 * size : gap > 0.45 * size && gap > 1.4 * usual;
  };
}

/** Several borders, and at each of them more than a space between two words: `Number` `Percent` `Number`, set close. */
function isCleanlyCut(phrase: Phrase, borders: readonly number[]): boolean {
  const { words } = phrase;
  const blank = wordSpace(phrase);
  let cuts = 0;
  for (const [i, word] of words.entries()) {
    const last = words[i - 1];
    const step = last ? columnAt(borders, middleX(word)) - columnAt(borders, middleX(last)) : 0;
    if (step === 0) continue;
    if (step > 1 || word.box[0] - last!.box[2] <= Math.max(0.45 * word.size, 1.5 * blank)) return false;
    cuts++;
  }
  return cuts > 1;
}

/**
 * Cut at the borders, every part ends, stands in the middle, or begins where the text of its column does, and more than a
 * space is between them: `FY 2008` `FY 2009`, set so close that they look like one phrase.
 */
function isSetToColumns({ words, ...phrase }: Phrase, { borders, cores }: Columns): boolean {
  const parts: Word[][] = [];
  const found: number[] = [];
  for (const word of words) {
    const column = columnAt(borders, middleX(word));
    if (column === found.at(-1)) parts.at(-1)!.push(word);
    else {
      parts.push([word]);
      found.push(column);
    }
  }
  if (parts.length < 2 || found[0] === 0 || found.some((column, i) => column !== found[0]! + i)) return false;
  const blank = wordSpace({ words, ...phrase });
  const apart = parts.every((part, i) => i === 0 || part[0]!.box[0] - parts[i - 1]!.at(-1)!.box[2] > 1.25 * blank);
  const edges = [(box: Box) => box[0], (box: Box) => box[2], (box: Box) => (box[0] + box[2]) / 2];
  return (
    apart &&
    edges.some((edgeOf) =>
      parts.every((part, i) => {
        const core = cores[found[i]!];
        return core && Math.abs(edgeOf(boxAround(part)) - edgeOf([core[0], 0, core[1], 0])) < ALIGNED * phrase.size;
      }),
    )
  );
}

/**
 * A head line with as many phrases as there are columns, or one fewer where the labels have no head, in their order: set
 * left over numbers set right, a head may stand nearer to the numbers before it. Null where the line is no such line.
 */
export function piecesInOrder(line: Line, index: number, columns: Columns): Piece[] | null {
  const { cores } = columns;
  const phrases = narrowPhrases(line);
  const offset = cores.length - phrases.length;
  if (phrases.length < 3 || offset < 0 || offset > 1) return null;
  const fits = phrases.every(({ box }, i) => {
    const before = cores[i + offset - 1];
    const behind = cores[i + offset + 1];
    return (!before || box[2] > before[1]) && (!behind || box[0] < behind[0]);
  });
  if (!fits) return null;
  return phrases.map((phrase, i) => ({
    ...phrase,
    line: index,
    from: i + offset,
    to: i + offset,
    numeric: isNumeric(phrase.text),
  }));
}

/**
 * The rest of such a line: every phrase begins, ends, or stands in the middle where one of the `heads` does, and so
 * belongs to its column. Null where some phrase does not, or where there are no such heads.
 */
export function piecesUnder(line: Line, index: number, heads: readonly Piece[]): Piece[] | null {
  const found: Piece[] = [];
  for (const phrase of narrowPhrases(line)) {
    const near = (a: number, b: number) => Math.abs(a - b) < ALIGNED * phrase.size;
    const head = heads.find(
      ({ box }) =>
        near(box[0], phrase.box[0]) || near(box[2], phrase.box[2]) || near(middleX({ box }), middleX(phrase)),
    );
    if (!head || head.from <= (found.at(-1)?.from ?? -1)) return null;
    found.push({ ...phrase, line: index, from: head.from, to: head.to, numeric: isNumeric(phrase.text) });
  }
  return found.length > 1 ? found : null;
}

const middleX = ({ box }: { box: Box }): number => (box[0] + box[2]) / 2;

/** The columns whose text a phrase stands over: those it covers by a good part, at least the one of its middle. */
export function rangeOf(box: Box, { borders, cores }: Columns): { from: number; to: number } {
  const middle = columnAt(borders, (box[0] + box[2]) / 2);
  let from = middle;
  let to = middle;
  const covers = (i: number): boolean => {
    const core = cores[i];
    if (!core) return box[0] < (borders[i - 1] ?? -Infinity) + 2 && box[2] > (borders[i] ?? Infinity) - 2;
    const shared = Math.min(core[1], box[2]) - Math.max(core[0], box[0]);
    return shared > 0.5 * (core[1] - core[0]) || (shared > 0 && shared > 0.5 * (box[2] - box[0]));
  };
  const reaches = (i: number): boolean => (i < middle ? box[0] < borders[i]! : box[2] > borders[i - 1]!);
  while (from > 0 && reaches(from - 1) && covers(from - 1)) from--;
  while (to < borders.length && reaches(to + 1) && covers(to + 1)) to++;
  return { from, to };
}

/** Lines of one cell. */
export interface Block {
  pieces: Piece[];
  from: number;
  to: number;
  top: number;
  bottom: number;
}

export interface Row {
  top: number;
  bottom: number;
  blocks: Block[];
}

export function blockOf(pieces: Piece[]): Block {
  const box = boxAround(pieces);
  return {
    pieces,
    from: Math.min(...pieces.map((piece) => piece.from)),
    to: Math.max(...pieces.map((piece) => piece.to)),
    top: box[1],
    bottom: box[3],
  };
}

export function rowOf(blocks: Block[]): Row {
  return {
    blocks,
    top: Math.min(...blocks.map((block) => block.top)),
    bottom: Math.max(...blocks.map((block) => block.bottom)),
  };
}

/** A cell of a table read by alignment. */
export interface StreamCell extends GridCell {
  /** Lines of the cell from the top. */
  pieces: Piece[];
  box: Box;
}
