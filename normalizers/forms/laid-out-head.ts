/** The head of a form whose words are set out by blanks: labels and values, a value on several lines around its label. */
import type { Cell } from '../../extractors/document.js';
import { labelOf } from './head.js';
import { type Chunk, cellOfChunks, partedAtWords } from './laid-out-lines.js';
import type { FormLexicon } from './lexicon.js';

/** Characters by which the lines of one value may begin beside one another. */
const OFF = 2;

interface Row {
  /** Each cell as its lines. */
  cells: Chunk[][];
  isLabelled: boolean;
}

/** The rows of the head, its cells numbered from the left. */
export function headOfForm(lines: readonly (readonly Chunk[])[], lexicon: FormLexicon): Cell[][] {
  const isLabel = (chunk: Chunk | undefined) => chunk !== undefined && labelOf(cellOfChunks([chunk]), lexicon) !== null;
  const rows: Row[] = lines.map((chunks) => {
    const parts = chunks.flatMap((chunk) => partedAtWords(chunk, (text) => lexicon.field(text) !== null));
    return { cells: parts.map((part) => [part]), isLabelled: parts.some(isLabel) };
  });
  const result: Row[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const [label, value] = row.cells;
    if (!isLabel(label?.[0]) || row.cells.length > 2 || (value && isLabel(value[0]))) {
      const below = rows.slice(i + 1).find(({ isLabelled }) => isLabelled);
      // 年度绩效目标 alone below has its value around it.
      const isFree = !row.isLabelled && row.cells.length === 1 && below?.cells.length !== 1;
      const host = isFree ? hostOf(row.cells[0]![0]!, result.at(-1), isLabel) : null;
      const above = result.at(-1);
      if (host) host.push(...row.cells[0]!);
      else if (above && goOn(above, row)) for (const [k, cell] of above.cells.entries()) cell.push(...row.cells[k]!);
      else result.push(row);
      continue;
    }
    // A label in the middle of its value: as many lines above it as below.
    const isLine = (line: Row | undefined): line is Row =>
      line !== undefined &&
      !line.isLabelled &&
      line.cells.length === 1 &&
      line.cells[0]![0]!.from > label![0]!.from + OFF &&
      (!value || Math.abs(line.cells[0]![0]!.from - value[0]!.from) <= OFF);
    const above: Chunk[] = [];
    while (isLine(result.at(-1))) above.unshift(...result.pop()!.cells[0]!);
    const below: Chunk[] = [];
    while (isLine(rows[i + 1]) && (above.length === 0 || below.length < above.length))
      below.push(...rows[++i]!.cells[0]!);
    const lines = [...above, ...(value ?? []), ...below];
    result.push({ cells: lines.length > 0 ? [label!, lines] : [label!], isLabelled: true });
  }
  return result.map(({ cells }) => cells.map((chunks, column) => ({ ...cellOfChunks(chunks), column })));
}

/** Values side by side, each of which goes on in the next line. */
function goOn(above: Row, below: Row): boolean {
  if (above.isLabelled || below.isLabelled || above.cells.length !== below.cells.length) return false;
  return above.cells.every((cell, i) => Math.abs(cell[0]!.from - below.cells[i]![0]!.from) <= OFF);
}

/** The value above that a line goes on with: the one that begins where it does. */
function hostOf(chunk: Chunk, above: Row | undefined, isLabel: (chunk: Chunk) => boolean): Chunk[] | null {
  if (!above?.isLabelled) return null;
  const isText = ([first]: readonly Chunk[]) => !isLabel(first!) && !/^[\d,.%]+$/.test(first!.text);
  return above.cells.find((cell) => isText(cell) && Math.abs(cell[0]!.from - chunk.from) <= OFF) ?? null;
}
