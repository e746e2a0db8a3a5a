/**
 * The funds of a form set out by blanks: heads on up to three lines, and beside each line of amounts a label that stands
 * on several lines around it (年度资金总 ⏎ 额).
 */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import { stacked } from './laid-out-centred.js';
import { type Chunk, cellOfChunks, partedAtWords } from './laid-out-lines.js';
import type { FormLexicon } from './lexicon.js';

const FEWEST_HEADS = 3;
const MOST_HEAD_LINES = 3;
/** Lines of the largest block of funds, and those of a label below its amounts. */
const MOST_LINES = 30;
const MOST_BELOW = 5;
const AMOUNT = /^(?:[\d,]+(?:\.\d+)?%?|[-—－–]{1,2})$/u;

export interface LaidOutFunds {
  rows: Cell[][];
  /** The line below them. */
  end: number;
}

/** The funds whose heads begin at a line; null where none do, or where their labels are not known. */
export function fundsAt(lines: readonly (readonly Chunk[])[], from: number, lexicon: FormLexicon): LaidOutFunds | null {
  const heads = headsAt(lines, from, lexicon);
  if (!heads) return null;
  const isAmount = ({ text }: Chunk) => AMOUNT.test(text);
  const amounts: number[] = [];
  let last = heads.end;
  for (let i = heads.end; i < Math.min(lines.length, heads.end + MOST_LINES); i++) {
    if (lines[i]!.some(({ text }) => lexicon.field(text)?.startsWith('goal'))) break;
    if (lines[i]!.filter(isAmount).length < 2) continue;
    amounts.push(i);
    last = i;
  }
  if (amounts.length === 0) return null;
  const left = Math.min(...amounts.map((i) => lines[i]!.find(isAmount)!.from));
  for (let end = last + 1; end <= Math.min(lines.length, last + 1 + MOST_BELOW); end++) {
    const block = lines.slice(heads.end, end).flat();
    if (block.some((chunk) => chunk.to > left && !isAmount(chunk))) return null;
    const [labels, ...beside] = stacked(block.filter((chunk) => !isAmount(chunk))).reverse();
    const parts = labels && segment(labels, amounts.length, lexicon);
    if (!parts) continue;
    const rows = amounts.map((line, i) => [
      { ...cellOfChunks(parts[i]!), column: 1 },
      ...lines[line]!.filter(isAmount).map((chunk) => ({
        ...cellOfChunks([chunk]),
        column: columnOf(chunk, heads.columns),
      })),
    ]);
    const section = [...heads.section, ...beside.flat()];
    const first = section.length > 0 ? [cellOfChunks(section)] : [];
    return {
      rows: [[...first, ...heads.columns.map((own, i) => ({ ...cellOfChunks(own), column: i + 2 }))], ...rows],
      end,
    };
  }
  return null;
}

/** Heads of funds on one line, or on several with the pieces of each below one another. */
function headsAt(lines: readonly (readonly Chunk[])[], from: number, lexicon: FormLexicon) {
  const isHead = (chunks: readonly Chunk[]) => lexicon.fundsColumn(cellOfChunks(chunks).text) !== null;
  for (let end = from + 1; end <= Math.min(lines.length, from + MOST_HEAD_LINES); end++) {
    const all = stacked(
      lines
        .slice(from, end)
        .flat()
        .flatMap((chunk) => partedAtWords(chunk, () => true)),
    );
    const columns = all.filter(isHead);
    const others = all.filter((own) => !isHead(own));
    // What stands left of them is the label of the block.
    const left = Math.min(...columns.flat().map(({ from: start }) => start));
    const isBeside = others.flat().every(({ to }) => to <= left);
    if (columns.length >= FEWEST_HEADS && isBeside) return { columns, section: others.flat(), end };
  }
  return null;
}

/** The column of the head whose middle is nearest. */
function columnOf(chunk: Chunk, heads: readonly (readonly Chunk[])[]): number {
  const middle = (chunks: readonly Chunk[]) =>
    (Math.min(...chunks.map(({ from }) => from)) + Math.max(...chunks.map(({ to }) => to))) / 2;
  const far = (i: number) => Math.abs(middle(heads[i]!) - middle([chunk]));
  return heads.reduce((best, _, i) => (far(i) < far(best) ? i : best), 0) + 2;
}

/** The pieces of labels as so many labels, each of them known; null where that cannot be. */
function segment(pieces: readonly Chunk[], count: number, lexicon: FormLexicon): Chunk[][] | null {
  if (count === 0) return pieces.length === 0 ? [] : null;
  for (let first = 1; first <= pieces.length - count + 1; first++) {
    const own = pieces.slice(0, first);
    if (!lexicon.field(removeSpaces(cellOfChunks(own).text))?.startsWith('fund_')) continue;
    const rest = segment(pieces.slice(first), count - 1, lexicon);
    if (rest) return [own, ...rest];
  }
  return null;
}
