/** Tables that go on over page breaks: pieces become one table, repeated heads go, two forms that touch stay apart. */
import { type Block, type Cell, cellsByRow, foldText, type Ignored, type Paragraph, type Table } from '../document.js';
import type { Vocabulary } from './vocabulary.js';

/** From so many column heads on, a row is the head of a grid and not a row with labels. */
const HEAD_CELLS = 3;

/** Joins tables with nothing between them but running heads. What is dropped (those, repeated heads) goes to `ignored`. */
export function stitchTables(blocks: readonly Block[], vocabulary: Vocabulary, ignored: Ignored[]): Block[] {
  const times = new Map<string, number>();
  for (const block of blocks) {
    if (block.kind === 'paragraph') times.set(foldText(block.text), (times.get(foldText(block.text)) ?? 0) + 1);
  }
  /**
   * A short line that stands on several pages. The title of a form is one only above a table that goes on: one without
   * a head, or below a form of which no more than the head was there when the page ended.
   */
  const isRunningHead = ({ text }: Paragraph, below: Table, above: Block | undefined) =>
    text.length <= RUNNING_HEAD_LENGTH &&
    times.get(foldText(text))! > 1 &&
    !(vocabulary.startsForm([text]) && hasHead(below, vocabulary) && !isCutInHead(above, below, vocabulary));
  const stitched: Block[] = [];
  for (const block of blocks) {
    if (block.kind === 'table') {
      const last = stitched.findLast(({ kind }) => kind === 'table');
      let between = 0;
      for (
        let above = stitched.at(-1);
        above?.kind === 'paragraph' && isRunningHead(above, block, last);
        above = stitched.at(-1 - between)
      )
        between++;
      const above = stitched.at(-1 - between);
      if (above?.kind === 'table' && between <= MOST_RUNNING_HEADS && goesOn(above, block, vocabulary)) {
        for (const { raw, at } of between > 0 ? (stitched.splice(-between) as Paragraph[]) : []) {
          ignored.push({ reason: 'running-head', raw, at });
        }
        join(above, block, vocabulary, ignored);
        continue;
      }
    }
    stitched.push(block);
  }
  return stitched;
}

const RUNNING_HEAD_LENGTH = 60;
const MOST_RUNNING_HEADS = 3;

function goesOn(above: Table, below: Table, vocabulary: Vocabulary): boolean {
  if (format(above) !== format(below)) return false;
  const first = cellsByRow(below)[0] ?? [];
  if (vocabulary.startsForm(first.map((cell) => cell.text))) return false;
  if (!isHead(first, vocabulary)) return true;
  // A head: either repeated after the break, or the grid of a form whose upper part stands above the break.
  const heads = cellsByRow(above).filter((row) => isHead(row, vocabulary));
  return heads.length === 0 || heads.some((head) => sameTexts(head, first));
}

/** The first rows of a form say what it is about: 项目名称, 主管部门. */
function hasHead(table: Table, vocabulary: Vocabulary): boolean {
  return table.cells.some((cell) => cell.row < HEAD_ROWS && vocabulary.isHeadLabel(cell.text));
}

const HEAD_ROWS = 6;

/**
 * Whether a page ended within the head of a form: its first row is there and its grid is not, or the two tables hold the
 * halves of a label (项目名 | 称).
 */
function isCutInHead(above: Block | undefined, below: Table, vocabulary: Vocabulary): boolean {
  if (above?.kind !== 'table') return false;
  const texts = (row: readonly Cell[]) => row.map((cell) => cell.text);
  const first = cellsByRow(below)[0] ?? [];
  if (vocabulary.startsForm(texts(first))) return false;
  const rows = cellsByRow(above);
  const start = rows.findLastIndex((row) => vocabulary.startsForm(texts(row)));
  if (start >= 0 && !rows.slice(start).some((row) => isHead(row, vocabulary))) return true;
  return first.some(({ text, column }) => {
    const half = above.cells.findLast((cell) => cell.column === column)?.text;
    return half !== undefined && !vocabulary.isLabel(text) && vocabulary.isLabel(half + text);
  });
}

/** `pdf` of `pdf/lattice`: on the next page the same table may have lost its rules. */
function format(table: Table): string {
  return table.method.split('/', 1)[0]!;
}

function join(above: Table, below: Table, vocabulary: Vocabulary, ignored: Ignored[]): void {
  shareColumns(above, below);
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
  const reason =
    skip > 0 ? 'its head is repeated' : heads.length > 0 ? 'goes on without a head' : 'its head comes after';
  for (const cell of rows[skip] ?? []) cell.repairs.push(`joined-table: ${reason}`);
  above.breaks.push(above.rows, ...below.breaks.filter((row) => row > skip).map((row) => row + offset));
  for (const cell of below.cells) if (cell.row >= skip) above.cells.push({ ...cell, row: cell.row + offset });
  above.rows += below.rows - skip;
  above.columns = Math.max(above.columns, below.columns);
}

/** Edges that are nearer than this are one, in points. */
const SAME_EDGE = 4;

/**
 * Brings both pieces to the same columns by where these stand on the page: an empty last column vanishes after a break,
 * a merged cell hides an edge. Without edges the numbers of the columns are all there is.
 */
function shareColumns(above: Table, below: Table): void {
  if (!above.edges || !below.edges) return;
  const edges: number[] = [];
  for (const edge of [...above.edges, ...below.edges].sort((a, b) => a - b)) {
    if (edges.length === 0 || edge - edges.at(-1)! > SAME_EDGE) edges.push(edge);
  }
  const indexOf = (x: number) => edges.findLastIndex((edge) => edge <= x + SAME_EDGE);
  for (const table of [above, below]) {
    const own = table.edges!;
    for (const cell of table.cells) {
      const first = indexOf(own[cell.column] ?? 0);
      const end = indexOf(own[cell.column + cell.columnSpan] ?? own.at(-1)!);
      Object.assign(cell, { column: Math.max(0, first), columnSpan: Math.max(1, end - first) });
    }
    table.columns = edges.length - 1;
    table.edges = [...edges];
  }
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
