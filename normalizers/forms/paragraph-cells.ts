/**
 * Forms without a table, as some sites and converters leave them: each cell a paragraph, or each row one with its cells
 * parted by wide spaces. What the heads of the grid say of its columns puts the rows together again.
 */
import type { Block, Cell, Document, Paragraph, Table } from '../../extractors/document.js';
import { findGrid } from './grid-head.js';
import { labelOf } from './head.js';
import type { FormLexicon } from './lexicon.js';
import { isFormTitle } from './title.js';

const METHOD = 'text/paragraph-cells';
/** Heads of a grid that stand in paragraphs one after the other. */
const FEWEST_HEADS = 3;
const MOST_HEADS = 12;
/** Paragraphs between the title of a form and its grid. */
const MOST_ABOVE = 60;
/** Columns that hold no words. */
const NUMBERS = ['weight', 'score', 'seq'] as const;
/** A goal may be long; a cell of the grid is not. */
const LONGEST_CELL = 120;

/** The document with such forms as tables; the same one where it has none. */
export function withParagraphForms(document: Document, lexicon: FormLexicon): Document {
  const { blocks } = document;
  const result: Block[] = [];
  let taken = 0;
  for (let i = 0; i < blocks.length; i++) {
    const heads = i < taken ? null : headsAt(blocks, i, lexicon);
    if (!heads) continue;
    const start = startOf(blocks, taken, i, lexicon);
    if (start === null) continue;
    const above = headRows(blocks.slice(start, i) as Paragraph[], lexicon);
    const { rows, end } = heads.inOne
      ? spacedRows(blocks, i, lexicon)
      : gridRows(blocks, i + heads.cells.length, heads.cells, lexicon);
    if (rows.length < 2) continue;
    result.push(...blocks.slice(taken, start), tableOf([...above, heads.cells, ...rows]));
    taken = end;
    i = end - 1;
  }
  return taken === 0 ? document : { ...document, blocks: [...result, ...blocks.slice(taken)] };
}

/** The heads of a grid that begin at a block: in this paragraph, or in this one and those that follow. */
function headsAt(blocks: readonly Block[], at: number, lexicon: FormLexicon): { cells: Cell[]; inOne: boolean } | null {
  const block = blocks[at]!;
  if (block.kind !== 'paragraph') return null;
  const spaced = cellsOf(block);
  if (spaced.length >= FEWEST_HEADS) {
    return findGrid([numbered(spaced)], lexicon) ? { cells: spaced, inOne: true } : null;
  }
  const cells: Cell[] = [];
  for (let i = at; i < Math.min(blocks.length, at + MOST_HEADS); i++) {
    const next = blocks[i]!;
    if (next.kind !== 'paragraph' || lexicon.columnRoles(next.text).length === 0) break;
    // A section over the grid (绩效指标) is no column of it.
    if (cells.length === 0 && isSection(next, lexicon)) return null;
    // 成本指标 may be a head somewhere; below the heads it is a level.
    if (cells.length >= FEWEST_HEADS && lexicon.level(next.text) !== null) break;
    cells.push(cellOf(next, next.text));
  }
  return cells.length >= FEWEST_HEADS && findGrid([numbered(cells)], lexicon) ? { cells, inOne: false } : null;
}

/** Where the form begins whose grid begins at `grid`: below its title, or with the first label; null where none is found. */
export function startOf(blocks: readonly Block[], from: number, grid: number, lexicon: FormLexicon): number | null {
  let first: number | null = null;
  for (let i = grid - 1; i >= Math.max(from, grid - MOST_ABOVE); i--) {
    const block = blocks[i]!;
    if (block.kind !== 'paragraph' || isFormTitle(block.text, lexicon)) break;
    const cells = cellsOf(block);
    if (cells.some((cell) => labelOf(cell, lexicon) !== null)) first = i;
    // The name is the first line of a form: what stands above it belongs to the page.
    if (cells.some((cell) => labelOf(cell, lexicon)?.field === 'project_name')) break;
  }
  return first;
}

/** Labels with their values; a value on several lines is one. */
function headRows(paragraphs: readonly Paragraph[], lexicon: FormLexicon): Cell[][] {
  const rows: Cell[][] = [];
  for (const paragraph of paragraphs) {
    const cells = cellsOf(paragraph);
    const row = rows.at(-1);
    const value = row?.[1];
    if (!row || cells.some((cell) => labelOf(cell, lexicon))) rows.push(cells);
    else if (!value) row.push(...cells);
    else {
      value.text += `\n${paragraph.text}`;
      value.raw += `\n${paragraph.raw}`;
      value.at.push(...paragraph.at);
    }
  }
  return rows;
}

/** Rows of a grid whose cells are paragraphs: a level begins a row, and so does the cell after the last column. */
function gridRows(
  blocks: readonly Block[],
  from: number,
  heads: readonly Cell[],
  lexicon: FormLexicon,
): { rows: Cell[][]; end: number } {
  const columns = heads.map((head) => lexicon.columnRoles(head.text)[0]);
  const [level1, level2] = [columns.indexOf('level1'), columns.indexOf('level2')];
  const others = columns.flatMap((_, i) => (i === level1 || i === level2 ? [] : [i]));
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let filled = 0;
  let end = from;
  for (; end < blocks.length; end++) {
    const block = blocks[end]!;
    if (block.kind !== 'paragraph' || block.text.length > LONGEST_CELL || isFormTitle(block.text, lexicon)) break;
    const level = filled === 0 || filled === others.length ? lexicon.level(block.text) : null;
    if (filled === others.length) {
      rows.push(row);
      row = [];
      filled = 0;
    }
    const next = blocks[end + 1];
    const below = next?.kind === 'paragraph' ? lexicon.level(next.text) : null;
    if (level && row.length === 0 && level1 >= 0 && level.level1 && (!level.level2 || below?.level2)) {
      row.push(cellOf(block, block.text, level1));
    } else if (level?.level2 && level2 >= 0 && row.every(({ column }) => column < level2)) {
      row.push(cellOf(block, block.text, level2));
    } else if (filled === 0 && row.length === 0 && labelOf(cellOf(block, block.text), lexicon)) break;
    else row.push(cellOf(block, block.text, others[filled++]!));
  }
  if (row.length > 0) rows.push(row);
  // What comes behind the last row and is none is no part of the grid: 县财政局, 2025年3月6日.
  const isRow = (cells: readonly Cell[]) =>
    cells.filter(({ column }) => column !== level1 && column !== level2).length === others.length &&
    cells.every(({ text, column }) => !NUMBERS.some((role) => role === columns[column]) || !/\p{L}{2,}/u.test(text));
  for (let last = rows.at(-1); last && !isRow(last); last = rows.at(-1)) {
    end -= last.length;
    rows.pop();
  }
  return { rows, end };
}

/** Rows that are paragraphs, as far as they go on with several cells. */
function spacedRows(blocks: readonly Block[], head: number, lexicon: FormLexicon): { rows: Cell[][]; end: number } {
  const rows: Cell[][] = [];
  let end = head + 1;
  for (; end < blocks.length; end++) {
    const block = blocks[end]!;
    if (block.kind !== 'paragraph' || isFormTitle(block.text, lexicon)) break;
    const cells = cellsOf(block);
    if (cells.length < 2 || (labelOf(cells[0]!, lexicon) && !lexicon.level(cells[0]!.text))) break;
    rows.push(cells);
  }
  return { rows, end };
}

function isSection({ text }: Paragraph, lexicon: FormLexicon): boolean {
  return lexicon.columnRoles(text)[0] === 'section';
}

/** What parts cells: spaces side by side, or one of full width between words; 单　位 is one word. */
const APART = /\t+|[ \u3000\u00a0]{2,}|(?<=[^\s\u3000]{2})\u3000(?=[^\s\u3000]{2})/;

/** The cells of a paragraph: one, or as many as wide spaces part it into. */
function cellsOf(paragraph: Paragraph): Cell[] {
  return paragraph.text
    .split(APART)
    .filter((text) => text.trim() !== '')
    .map((text, column) => cellOf(paragraph, text, column));
}

function cellOf(paragraph: Paragraph, text: string, column = 0): Cell {
  const { at, repairs, confidence } = paragraph;
  const cell = { row: 0, column, rowSpan: 1, columnSpan: 1, text: text.trim(), raw: text, at: [...at], repairs };
  return confidence === undefined ? cell : { ...cell, confidence };
}

function numbered(cells: readonly Cell[]): Cell[] {
  return cells.map((cell, column) => ({ ...cell, column }));
}

function tableOf(rows: readonly Cell[][]): Table {
  // Labels, values and heads come without their columns: they follow one another.
  const placed = rows.map((row) => (row.every(({ column }) => column === 0) ? numbered(row) : row));
  const cells = placed.flatMap((row, i) => row.map((cell) => ({ ...cell, row: i })));
  const columns = Math.max(...cells.map(({ column }) => column)) + 1;
  return { kind: 'table', method: METHOD, rows: rows.length, columns, cells, breaks: [] };
}
