/** The grid of a form that is set out by blanks: its heads, and its lines with their chunks by column. */
import type { Block } from '../../extractors/document.js';
import { findGrid } from './grid-head.js';
import { labelOf } from './head.js';
import { type Chunk, cellOfChunks, linesOf, partedAtWords } from './laid-out-lines.js';
import { type FormLexicon, unitStated } from './lexicon.js';
import { isFormTitle, isYearCaption } from './title.js';

export const FEWEST_HEADS = 3;
const MOST_HEAD_LINES = 3;
/** A line of so many characters without a gap is a sentence below the form. */
export const LONGEST_CHUNK = 60;
/** Characters by which a chunk may begin beside its column, and by which a head may where few stand below it. */
export const OFF = 3;
const HEAD_OFF = 6;

/** The lines of each head, from the left. */
export type Heads = Chunk[][];

export interface Body {
  heads: Heads;
  /** Each line, its chunks at the numbers of their columns. */
  lines: Chunk[][];
  /** The block below the grid. */
  end: number;
}

export function headsOf(block: Block, lexicon: FormLexicon): Heads | null {
  const [line, ...more] = (block.kind === 'paragraph' && linesOf(block)) || [];
  if (!line || more.length > 0) return null;
  const chunks = line.flatMap((chunk) => partedAtWords(chunk, (text) => lexicon.columnRoles(text).length > 0));
  const cells = chunks.map((chunk, column) => ({ ...cellOfChunks([chunk]), column }));
  return chunks.length >= FEWEST_HEADS && findGrid([cells], lexicon) ? chunks.map((chunk) => [chunk]) : null;
}

/** The grid below its first line of heads; null where each line begins at the margin: nothing is set out by blanks there. */
export function bodyAt(
  blocks: readonly Block[],
  from: number,
  first: Heads,
  isBeside: boolean,
  lexicon: FormLexicon,
): Body | null {
  const margin = first[0]![0]!.from + OFF;
  const raw: Chunk[][] = [];
  let heads = first;
  let headLines = 1;
  let end = from;
  for (; end < blocks.length; end++) {
    const block = blocks[end]!;
    const own = rowLines(block, isBeside ? leftOf(first) : 0, lexicon);
    if (!own) break;
    if (own.some((line) => endsGrid(line, margin, lexicon))) break;
    for (const line of own.filter(({ length }) => length > 0)) {
      const above = raw.length === 0 ? heads : first;
      const goneOn: Heads | null = headLines > 0 && headLines < MOST_HEAD_LINES ? withLine(above, line, lexicon) : null;
      if (goneOn || isHeadLine(line, lexicon)) {
        // Once the rows have begun, heads are those of the next page.
        if (goneOn && raw.length === 0) heads = goneOn;
        headLines = goneOn ? headLines + 1 : 1;
        continue;
      }
      headLines = 0;
      raw.push(line);
    }
  }
  if (!raw.some((line) => line[0]!.from > margin)) return null;
  const starts = startsOf(raw, heads);
  return { heads, lines: raw.map((line) => placed(line, starts)), end };
}

/**
 * The lines of a block that may be rows of a grid, without what stands left of its first column; null for titles,
 * sentences and tables.
 */
export function rowLines(block: Block, left: number, lexicon: FormLexicon): Chunk[][] | null {
  if (block.kind !== 'paragraph' || isFormTitle(block.text, lexicon) || isYearCaption(block.text)) return null;
  const lines = linesOf(block);
  if (!lines || lines.flat().some(({ text }) => text.length > LONGEST_CHUNK)) return null;
  // 经济成本指标 人均月供养标准: one blank behind a label that fills its column.
  const isLevel = (text: string) => text.includes('指标') && lexicon.level(text)?.level2 !== undefined;
  return lines.map((line) => line.filter(({ to }) => to > left).flatMap((chunk) => partedAtWords(chunk, isLevel)));
}

/** Lines from the first piece of a label beside the grid to its last: 绩效 ⏎ 指标 in the middle of all rows. */
const TALLEST_GRID = 120;

/** The label of the grid that stands in the middle of its rows, left of its first column; none where nothing does. */
export function sectionBeside(blocks: readonly Block[], from: number, heads: Heads, lexicon: FormLexicon): Chunk[] {
  const left = leftOf(heads);
  const pieces: Chunk[] = [];
  for (const block of blocks.slice(from, from + TALLEST_GRID)) {
    const lines = block.kind === 'paragraph' ? linesOf(block) : null;
    if (!lines || isFormTitle((block as { text: string }).text, lexicon)) break;
    pieces.push(...lines.flat().filter(({ to }) => to <= left));
    if (pieces.length === 0) continue;
    if (lexicon.columnRoles(cellOfChunks(pieces).text)[0] === 'section') return pieces;
  }
  return [];
}

export const leftOf = (heads: Heads): number => Math.min(...heads[0]!.map(({ from }) => from));

/** Lines below the heads by which it is told how their columns are set. */
const LINES_TO_TELL = 12;

/** Whether the cells below heads begin where these begin, more often than they stand below their middles. */
export function isSetLeft(blocks: readonly Block[], from: number, heads: Heads): boolean {
  const lines = blocks
    .slice(from, from + LINES_TO_TELL)
    .flatMap((block) => (block.kind === 'paragraph' && linesOf(block)) || []);
  const starts = heads.map((own) => Math.min(...own.map((chunk) => chunk.from)));
  const middles = heads.map((own, i) => (starts[i]! + Math.max(...own.map(({ to }) => to))) / 2);
  const near = (places: readonly number[], place: number) => places.some((other) => Math.abs(other - place) <= 1);
  const chunks = lines.flat();
  const left = chunks.filter((chunk) => near(starts, chunk.from)).length;
  return left > chunks.filter((chunk) => near(middles, (chunk.from + chunk.to) / 2)).length;
}

export function endsGrid(line: readonly Chunk[], margin: number, lexicon: FormLexicon): boolean {
  const [first] = line;
  if (!first) return false;
  // Above the next form, at the end of its line.
  if (unitStated(first.text)) return true;
  const label = first.from > margin ? null : labelOf(cellOfChunks([first]), lexicon);
  return label !== null && label.field !== 'section' && !lexicon.level(first.text);
}

function isHeadLine(line: readonly Chunk[], lexicon: FormLexicon): boolean {
  const known = line.filter(({ text }) => lexicon.columnRoles(text).length > 0);
  return known.length >= FEWEST_HEADS && known.length * 2 >= line.length;
}

/** The heads with a second line of words cut in two (全年实际完成 ⏎ 值); null where it is none. */
function withLine(heads: Heads, line: readonly Chunk[], lexicon: FormLexicon): Heads | null {
  const starts = heads.map(([chunk]) => chunk!.from);
  const longer = heads.map((own) => [...own]);
  for (const chunk of line) {
    const column = nearest(starts, chunk.from, 0);
    const cut = heads[column]!.map((each) => each.text).join('');
    const text = cut + chunk.text;
    const isKnown =
      lexicon.columnRoles(text).length > 0 ||
      ((!lexicon.likelyColumn(cut) || lexicon.likelyColumn(chunk.text)) && lexicon.likelyColumn(text) !== null);
    if (!isKnown || Math.abs(starts[column]! - chunk.from) > OFF || lexicon.level(chunk.text)) return null;
    longer[column]!.push(chunk);
  }
  return longer;
}

/** Where the columns begin: crowded words are moved to the right, so what stands below a head tells more than itself. */
function startsOf(lines: readonly (readonly Chunk[])[], heads: Heads): number[] {
  const starts = heads.map(([chunk]) => chunk!.from);
  const below: number[][] = starts.map(() => []);
  for (const { from } of lines.flat()) {
    const column = nearest(starts, from, 0);
    if (Math.abs(starts[column]! - from) <= HEAD_OFF) below[column]!.push(from);
  }
  return starts.map((start, column) => {
    const sorted = below[column]!.sort((a, b) => a - b);
    return sorted.length > 1 ? sorted[sorted.length >> 1]! : start;
  });
}

/** The column, of those from the first to the last that may be, that begins nearest. */
function nearest(starts: readonly number[], from: number, first: number, last = starts.length - 1): number {
  let best = Math.min(first, starts.length - 1);
  for (let column = best; column <= last; column++)
    if (Math.abs(starts[column]! - from) < Math.abs(starts[best]! - from)) best = column;
  return best;
}

/** The chunks of a line by their column. */
export function placed(chunks: readonly Chunk[], starts: readonly number[], isParted = true): Chunk[] {
  const own: Chunk[] = [];
  let free = 0;
  const parts = isParted ? chunks.flatMap((each) => partedAt(each, starts)) : chunks;
  for (const [i, chunk] of parts.entries()) {
    // Those to the right want columns, too.
    const column = nearest(starts, chunk.from, free, starts.length - (parts.length - i));
    const before = own[column];
    own[column] = before ? { ...before, text: `${before.text} ${chunk.text}`, to: chunk.to } : chunk;
    free = column + 1;
  }
  return own;
}

/** A chunk that runs into the next column is parted at the blank before it. */
function partedAt(chunk: Chunk, starts: readonly number[]): Chunk[] {
  for (const start of starts) {
    if (start <= chunk.from + OFF || start >= chunk.to) continue;
    const blanks = [...chunk.text.matchAll(/ /g)].map(({ index }) => index);
    const far = (index: number) => Math.abs(chunk.from + index + 1 - start);
    const blank = blanks.reduce((a, b) => (far(b) < far(a) ? b : a), blanks[0] ?? -1);
    if (blank < 0 || far(blank) > OFF) continue;
    const from = chunk.from + blank + 1;
    const rest = { ...chunk, text: chunk.text.slice(blank + 1), from };
    return [{ ...chunk, text: chunk.text.slice(0, blank), to: from - 1 }, ...partedAt(rest, starts)];
  }
  return [chunk];
}
