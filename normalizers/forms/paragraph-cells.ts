/**
 * Forms without a table, as some sites and converters leave them: each cell a paragraph, or each row one with its cells
 * parted by wide spaces. What the heads of the grid say of its columns puts the rows together again.
 */
import type { Block, Cell, Document, Finding, Paragraph, Table } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { rowsOfCells } from './cell-rows.js';
import { findGrid, withoutGroups } from './grid-head.js';
import { labelOf } from './head.js';
import type { ColumnRole, FormLexicon } from './lexicon.js';
import { headRows } from './paragraph-head.js';
import { cellOf, cellsOf, IN_ROWS, numbered } from './spaced-cells.js';
import { isFormTitle, isYearCaption } from './title.js';

const METHOD = 'text/paragraph-cells';
/** Heads of a grid that stand in paragraphs one after the other. */
const FEWEST_HEADS = 3;
const MOST_HEADS = 12;
/** Paragraphs between the title of a form and its grid. */
const MOST_ABOVE = 60;
/** Numbers beside 总分: the full score and the score. */
const MOST_TOTALS = 2;
const NAMES: readonly ColumnRole[] = ['name', 'name_substitute', 'level2'];
const VALUES: readonly ColumnRole[] = ['value', 'actual', 'value_long_term', 'value_interim'];
/** Columns that the last row of a grid fills where all others do. */
const IN_EACH_ROW: readonly ColumnRole[] = ['weight', 'score', 'operator', 'seq'];
/** A goal may be long; a cell of the grid is not. */
const LONGEST_CELL = 120;

/** The document with such forms as tables; the same one where it has none. */
export function withParagraphForms(document: Document, words: Lexicon): Document {
  const lexicon = words.forms;
  const { blocks } = document;
  const result: Block[] = [];
  const findings: Finding[] = [];
  let taken = 0;
  for (let i = 0; i < blocks.length; i++) {
    const heads = i < taken ? null : headsAt(blocks, i, lexicon);
    if (!heads) continue;
    const start = startOf(blocks, taken, i, lexicon);
    if (start === null) continue;
    const above = headRows(blocks.slice(start, i) as Paragraph[], lexicon);
    const { rows, end } = heads.inOne
      ? spacedRows(blocks, i + heads.lines, lexicon)
      : gridRows(blocks, i + heads.lines, heads.cells, words);
    if (rows.length < 2) continue;
    if (!heads.inOne) findings.push(...toldByWords(rows, heads.cells, lexicon));
    result.push(...blocks.slice(taken, start), tableOf([...above, heads.cells, ...rows]));
    taken = end;
    i = end - 1;
  }
  if (taken === 0) return document;
  return { ...document, blocks: [...result, ...blocks.slice(taken)], findings: [...document.findings, ...findings] };
}

/** Rows that leave out cells: which columns theirs belong to, and where a row ends, is told by words alone. */
function toldByWords(rows: readonly Cell[][], heads: readonly Cell[], lexicon: FormLexicon): Finding[] {
  const isLevel = ({ text }: Cell) => ['level1', 'level2'].includes(lexicon.columnRoles(text)[0] ?? '');
  const filled = heads.flatMap((head, column) => (isLevel(head) ? [] : [column]));
  const isShort = (row: readonly Cell[]) =>
    lexicon.field(row[0]!.text) !== 'total_score' && !filled.every((at) => row.some(({ column }) => column === at));
  const short = rows.filter(isShort);
  if (short.length === 0) return [];
  const message = `${short.length} row(s) of a form with a cell a line leave cells out, and were put together by what the others say`;
  return [{ code: 'form/cells-left-out', severity: 'warning', message, at: short.flat().flatMap(({ at }) => at) }];
}

interface Heads {
  cells: Cell[];
  /** Paragraphs that they take. */
  lines: number;
  /** Each row of the grid is a paragraph, and not each cell. */
  inOne: boolean;
}

/** The heads of a grid that begin at a block: in this paragraph, or in this one and those that follow. */
function headsAt(blocks: readonly Block[], at: number, lexicon: FormLexicon): Heads | null {
  const block = blocks[at]!;
  if (block.kind !== 'paragraph') return null;
  const spaced = cellsOf(block);
  if (spaced.length >= FEWEST_HEADS) {
    if (!findGrid([numbered(spaced)], lexicon)) return null;
    const next = blocks[at + 1];
    const second = next?.kind === 'paragraph' ? cellsOf(next) : [];
    const isSecond = second.length > 1 && second.every(({ text }) => lexicon.columnRoles(text).length > 0);
    const cells = isSecond ? withoutGroups([...spaced, ...second], lexicon) : spaced;
    return { cells, lines: isSecond ? 2 : 1, inOne: true };
  }
  const cells: Cell[] = [];
  for (let i = at; i < Math.min(blocks.length, at + MOST_HEADS); i++) {
    const next = blocks[i]!;
    if (next.kind !== 'paragraph' || !isHeadAt(blocks, i, cells.length, lexicon)) break;
    // A section over the grid (绩效指标) is no column of it.
    if (cells.length === 0 && isSection(next, lexicon)) return null;
    // 成本指标 may be a head somewhere; below the heads it is a level.
    if (cells.length >= FEWEST_HEADS && lexicon.level(next.text) !== null) break;
    cells.push(cellOf(next, next.text));
  }
  if (cells.length < FEWEST_HEADS || !findGrid([numbered(cells)], lexicon)) return null;
  return { cells: withoutGroups(cells, lexicon), lines: cells.length, inOne: false };
}

/** A head that is known, or one that only its words tell, between heads that are known. */
function isHeadAt(blocks: readonly Block[], at: number, before: number, lexicon: FormLexicon): boolean {
  const isKnown = (block: Block | undefined) =>
    block?.kind === 'paragraph' && lexicon.columnRoles(block.text).length > 0 && lexicon.level(block.text) === null;
  const block = blocks[at]!;
  if (block.kind !== 'paragraph') return false;
  if (lexicon.columnRoles(block.text).length > 0) return true;
  return before >= FEWEST_HEADS && lexicon.likelyColumn(block.text) !== null && isKnown(blocks[at + 1]);
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

/** Rows of a grid whose cells are paragraphs, up to a title or to what stands below a grid. */
function gridRows(
  blocks: readonly Block[],
  from: number,
  heads: readonly Cell[],
  lexicon: Lexicon,
): { rows: Cell[][]; end: number } {
  const { forms } = lexicon;
  const columns = heads.map((head) => forms.columnRoles(head.text)[0] ?? forms.likelyColumn(head.text) ?? undefined);
  const cells: Cell[] = [];
  let end = from;
  while (end < blocks.length) {
    if (isAgain(blocks, end, heads)) {
      end += heads.length;
      continue;
    }
    const block = blocks[end]!;
    if (block.kind !== 'paragraph' || block.text.length > LONGEST_CELL || isFormTitle(block.text, forms)) break;
    const cell = cellOf(block, block.text);
    if (endsRows(cell, lexicon)) break;
    cells.push(cell);
    end++;
  }
  const rows = rowsOfCells(cells, columns, lexicon);
  // What comes behind the last row and is none is no part of the grid: 县财政局, 2025年3月6日.
  const rolesOf = (row: readonly Cell[]) => row.map(({ column }) => columns[column] ?? 'ignored');
  const isRow = (row: readonly Cell[]) => {
    const own = rolesOf(row);
    const others = rows.filter((each) => each !== row).map(rolesOf);
    const isMissing = (role: ColumnRole) => others.length > 0 && others.every((each) => each.includes(role));
    return (
      own.some((role) => NAMES.includes(role)) &&
      own.some((role) => VALUES.includes(role)) &&
      !IN_EACH_ROW.some((role) => isMissing(role) && !own.includes(role))
    );
  };
  for (let last = rows.at(-1); last && !isRow(last); last = rows.at(-1)) {
    end -= last.length;
    rows.pop();
  }
  const total = totalRow(blocks, end, heads.length, forms);
  return total ? { rows: [...rows, total], end: end + total.length } : { rows, end };
}

/** The heads once more, below the break of a page. */
function isAgain(blocks: readonly Block[], at: number, heads: readonly Cell[]): boolean {
  return heads.every(({ text }, i) => {
    const block = blocks[at + i];
    return block?.kind === 'paragraph' && block.text.trim() === text;
  });
}

/** A label of what stands below the grid, or above that of the next form. */
function endsRows(cell: Cell, { forms }: Lexicon): boolean {
  const label = labelOf(cell, forms);
  // Below the title of the next form.
  if (isYearCaption(cell.text)) return true;
  return label !== null && label.field !== 'section' && forms.level(cell.text) === null;
}

/** 总分 with the numbers behind it, the last of which stand in the last columns that hold numbers. */
function totalRow(blocks: readonly Block[], at: number, columns: number, lexicon: FormLexicon): Cell[] | null {
  const label = blocks[at];
  if (label?.kind !== 'paragraph' || lexicon.field(label.text) !== 'total_score') return null;
  const row = [cellOf(label, label.text)];
  for (let i = at + 1; row.length < Math.min(columns, MOST_TOTALS + 1); i++) {
    const block = blocks[i];
    if (block?.kind !== 'paragraph' || !/^[\d.]+分?$/.test(block.text.trim())) break;
    row.push(cellOf(block, block.text, row.length));
  }
  return row.length > 1 ? row : null;
}

/** Rows that are paragraphs, as far as they go on with several cells. */
function spacedRows(blocks: readonly Block[], from: number, lexicon: FormLexicon): { rows: Cell[][]; end: number } {
  const rows: Cell[][] = [];
  let end = from;
  for (; end < blocks.length; end++) {
    const block = blocks[end]!;
    if (block.kind !== 'paragraph' || isFormTitle(block.text, lexicon)) break;
    const cells = cellsOf(block, IN_ROWS);
    const label = cells[0] && labelOf(cells[0], lexicon);
    if (cells.length < 2 || (label && label.field !== 'total_score' && !lexicon.level(cells[0]!.text))) break;
    rows.push(cells);
  }
  return { rows, end };
}

function isSection({ text }: Paragraph, lexicon: FormLexicon): boolean {
  return lexicon.columnRoles(text)[0] === 'section';
}

function tableOf(rows: readonly Cell[][]): Table {
  // Labels, values and heads come without their columns: they follow one another.
  const placed = rows.map((row) => (row.every(({ column }) => column === 0) ? numbered(row) : row));
  const cells = placed.flatMap((row, i) => row.map((cell) => ({ ...cell, row: i })));
  const columns = Math.max(...cells.map(({ column }) => column)) + 1;
  return { kind: 'table', method: METHOD, rows: rows.length, columns, cells, breaks: [] };
}
