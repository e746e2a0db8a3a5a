/** Tables that go on over page breaks: pieces become one table, repeated heads go, two forms that touch stay apart. */
import { type Block, type Cell, cellsByRow, foldText, type Ignored, type Table } from '../document.js';
import type { Vocabulary } from './vocabulary.js';

/** From so many column heads on, a row is the head of a grid and not a row with labels. */
const HEAD_CELLS = 3;

/** Joins tables with nothing between them. What is dropped (repeated heads) goes to `ignored`. */
export function stitchTables(blocks: readonly Block[], vocabulary: Vocabulary, ignored: Ignored[]): Block[] {
  const stitched: Block[] = [];
  for (const block of blocks) {
    const last = stitched.at(-1);
    if (block.kind === 'table' && last?.kind === 'table' && goesOn(last, block, vocabulary))
      join(last, block, vocabulary, ignored);
    else stitched.push(block);
  }
  return stitched;
}

function goesOn(above: Table, below: Table, vocabulary: Vocabulary): boolean {
  if (above.method !== below.method) return false;
  const first = cellsByRow(below)[0] ?? [];
  if (vocabulary.startsForm(first.map((cell) => cell.text))) return false;
  if (!isHead(first, vocabulary)) return true;
  // A head: either repeated after the break, or the grid of a form whose upper part stands above the break.
  const heads = cellsByRow(above).filter((row) => isHead(row, vocabulary));
  return heads.length === 0 || heads.some((head) => sameTexts(head, first));
}

function join(above: Table, below: Table, vocabulary: Vocabulary, ignored: Ignored[]): void {
  const heads = cellsByRow(above).filter((row) => isHead(row, vocabulary));
  const rows = cellsByRow(below);
  let skip = 0;
  // The head may have several rows; each must repeat one of the rows above.
  while (
    skip < rows.length &&
    (heads.some((head) => sameTexts(head, rows[skip]!)) || (skip > 0 && isSecondHead(rows[skip]!, above, vocabulary)))
  )
    skip++;
  for (const cell of rows.slice(0, skip).flat())
    ignored.push({ reason: 'repeated-header', raw: cell.raw, at: cell.at });
  const offset = above.rows - skip;
  above.breaks.push(above.rows, ...below.breaks.filter((row) => row > skip).map((row) => row + offset));
  for (const cell of below.cells) if (cell.row >= skip) above.cells.push({ ...cell, row: cell.row + offset });
  above.rows += below.rows - skip;
  above.columns = Math.max(above.columns, below.columns);
}

function isHead(row: readonly Cell[], vocabulary: Vocabulary): boolean {
  return (
    row.length >= HEAD_CELLS &&
    row.filter((cell) => vocabulary.isColumnHead(cell.text)).length >= Math.max(HEAD_CELLS, row.length / 2)
  );
}

/** The second row of a head of two rows has fewer heads than a row needs; it counts where it stands above, too. */
function isSecondHead(row: readonly Cell[], above: Table, vocabulary: Vocabulary): boolean {
  return (
    row.length > 0 &&
    row.every((cell) => vocabulary.isColumnHead(cell.text)) &&
    cellsByRow(above).some((other) => sameTexts(other, row))
  );
}

function sameTexts(a: readonly Cell[], b: readonly Cell[]): boolean {
  return a.length === b.length && a.every((cell, i) => foldText(cell.text) === foldText(b[i]!.text));
}
