/** The grid of a form set out by blanks whose cells are centred: heads on several lines, labels written downwards. */
import type { Block, Cell } from '../../extractors/document.js';
import { findGrid } from './grid-head.js';
import { type Body, endsGrid, FEWEST_HEADS, type Heads, leftOf, OFF, placed, rowLines } from './laid-out-body.js';
import { type Chunk, cellOfChunks, linesOf, partedAtWords } from './laid-out-lines.js';
import { isTotal } from './laid-out-rows.js';
import type { FormLexicon } from './lexicon.js';

/** Lines of the tallest head. */
const MOST_STACKED = 4;

/** Heads that stand on several lines from `from` on, centred below one another (一级 ⏎ 指标), and how many; null where none do. */
export function stackedHeads(
  blocks: readonly Block[],
  from: number,
  lexicon: FormLexicon,
): { heads: Heads; count: number } | null {
  let best: { heads: Heads; count: number; known: number } | null = null;
  const chunks: Chunk[] = [];
  for (let count = 1; count <= MOST_STACKED && from + count <= blocks.length; count++) {
    const block = blocks[from + count - 1]!;
    const lines = block.kind === 'paragraph' ? linesOf(block) : null;
    if (!lines) break;
    chunks.push(...lines.flat().flatMap((chunk) => partedAtWords(chunk, () => true)));
    const heads = stacked(chunks);
    const cells = heads.map((own, column) => ({ ...cellOfChunks(own), column }));
    const isKnown = ({ text }: Cell) => lexicon.columnRoles(text).length > 0 || lexicon.likelyColumn(text) !== null;
    const isSection = ({ text }: Cell) => lexicon.columnRoles(`${text}指标`).includes('section');
    const known = cells.filter(isKnown).length;
    const isWhole = cells.every((cell, i) => isKnown(cell) || (i === 0 && isSection(cell)));
    if (isWhole && known >= FEWEST_HEADS && known > (best?.known ?? 0) && findGrid([cells], lexicon))
      best = { heads, count, known };
  }
  return best && best.count > 1 ? best : null;
}

/** Chunks in columns: one below another where they overlap. */
export function stacked(chunks: readonly Chunk[]): Heads {
  const columns: Chunk[][] = [];
  for (const chunk of chunks) {
    const column = columns.find((own) => own.some(({ from, to }) => chunk.from < to && from < chunk.to));
    if (column) column.push(chunk);
    else columns.push([chunk]);
  }
  return columns.sort((a, b) => a[0]!.from - b[0]!.from);
}

/** The grid below heads that are centred: each chunk belongs to the head whose middle is nearest. */
export function centredBody(
  blocks: readonly Block[],
  from: number,
  heads: Heads,
  isBeside: boolean,
  lexicon: FormLexicon,
): Body | null {
  const middles = heads.map((own) => (Math.min(...own.map((c) => c.from)) + Math.max(...own.map((c) => c.to))) / 2);
  const middle = ({ from, to }: Chunk) => (from + to) / 2;
  const hasSection = lexicon.columnRoles(cellOfChunks(heads[0]!).text).length === 0;
  const section: Chunk[] = [...heads[0]!];
  const lines: Chunk[][] = [];
  let end = from;
  for (; end < blocks.length; end++) {
    const block = blocks[end]!;
    const own = rowLines(block, isBeside ? leftOf(heads) : 0, lexicon);
    if (!own) break;
    if (own.some((line) => endsGrid(line, heads[0]![0]!.from + OFF, lexicon) && !isTotal(line[0]?.text ?? '', lexicon)))
      break;
    for (const line of own) {
      const parts = line.flatMap((chunk) => partedAtWords(chunk, () => true));
      const chunks = parts.length <= heads.length ? parts : line;
      const row: Chunk[] = [];
      const byMiddle = chunks.map((chunk) => ({ ...chunk, from: middle(chunk) }));
      placed(byMiddle, middles, false).forEach((chunk, column) => {
        const first = chunks.find((each) => middle(each) === chunk.from)!;
        const own = { ...chunk, from: first.from };
        if (hasSection && column === 0) section.push(own);
        else row[column] = own;
      });
      if (row.length > 0) lines.push(row);
    }
  }
  if (lines.length === 0) return null;
  return { heads: hasSection ? [section, ...heads.slice(1)] : heads, lines, end };
}
