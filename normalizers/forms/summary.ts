/**
 * 绩效目标汇总表: many projects in one table, each over the rows of its indicators, what a form has in its head in columns
 * left of the grid (主管部门 | 项目名称 | 预算金额 | 年度目标 | 一级指标 | …). Each project becomes the rows of a form of its own.
 */
import { type Cell, cellsByRow, type Table } from '../../extractors/document.js';
import { areLevels } from './grid-guess.js';
import { findGrid, isColumnNumbers } from './grid-head.js';
import { labelOf } from './head.js';
import type { Field, FormLexicon } from './lexicon.js';

export interface Summary {
  /** Title, unit and year over the heads, for all projects. */
  captions: Cell[];
  /** The rows of each project: label and value for each column of the head, then heads and rows of the grid. */
  projects: Cell[][][];
  /** Cells below the heads that went into no project. */
  unread: Cell[];
}

/** How far down the heads may stand. */
const MOST_ROWS_ABOVE = 8;

interface Heads {
  /** The row in which the heads begin, and the first one below them. */
  headRow: number;
  firstRow: number;
  left: Cell[];
  name: Cell;
  grid: Cell[];
}

/** The projects of a table whose heads hold both the name of a project and the grid; null where they do not. */
export function readSummary(table: Table, lexicon: FormLexicon): Summary | null {
  const rows = cellsByRow(table);
  const heads = findHeads(rows, lexicon);
  if (!heads) return null;
  const captions = rows.slice(0, heads.headRow).flat();
  const projects: Cell[][][] = [];
  /** What stands in each column of the head at this row, merged cells included. */
  const open = new Map<Cell, Cell>();
  let current = null as { name: string; rows: Cell[][] } | null;
  const groups = new Groups(heads.name);
  const taken = new Set<Cell>();
  const take = (...cells: readonly (Cell | undefined)[]) => {
    for (const cell of cells) if (cell) taken.add(cell);
  };
  for (const [i, row] of rows.entries()) {
    if (i < heads.firstRow) continue;
    const gridCells = row.filter((cell) => cell.column >= heads.grid[0]!.column);
    const isRepeated =
      row.length > 1 && row.every((cell) => heads.left.concat(heads.grid).some((head) => head.text === cell.text));
    const isTotal = row.some((cell) => cell.column < heads.grid[0]!.column && lexicon.isTotalRow(cell.text));
    if (isRepeated || isColumnNumbers(row) || isTotal) {
      take(...row);
      continue;
    }
    const next = rows.slice(i + 1).find((below) => below.length > 0);
    if (row.length === 0 || isNote(row, lexicon) || groups.takes(row, next)) continue;
    const index = row[0]!.row;
    for (const head of heads.left) {
      const cell = row.find((each) => each.column >= head.column && each.column < head.column + head.columnSpan);
      const above = open.get(head);
      if (cell) open.set(head, cell);
      // An empty cell under the department is the same department; all else ends with its merged cell.
      else if (above && above.row + above.rowSpan <= index && !isDepartment(head, lexicon)) open.delete(head);
    }
    const name = row.find((cell) => cell.column === heads.name.column);
    if (name && name.text !== current?.name) {
      const fields = heads.left.flatMap((head) => headField(head, open.get(head), lexicon));
      take(...groups.names(), ...heads.left.map((head) => open.get(head)));
      current = { name: name.text, rows: [...groups.rows(), ...fields, heads.grid] };
      projects.push(current.rows);
    }
    // The name goes on, or stands again, below a page break.
    if (current && name?.text === current.name) take(name);
    if (current && gridCells.length > 0) {
      current.rows.push(gridCells);
      take(...gridCells);
    }
  }
  if (projects.length === 0) return null;
  const below = rows.slice(heads.firstRow).flat();
  return { captions, projects, unread: below.filter((cell) => !taken.has(cell)) };
}

/**
 * Rows that hold a name and nothing else, over those of projects: the department, or the department and then the unit
 * (预算05-2表 of 云南: 单位名称、项目名称 in one column).
 */
class Groups {
  readonly #head: Cell;
  #department: Cell | null = null;
  #unit: Cell | null = null;
  #run: Cell[] = [];

  constructor(head: Cell) {
    this.#head = head;
  }

  /** Whether the row names a group; `next` is the row below it. */
  takes(row: readonly Cell[], next: readonly Cell[] | undefined): boolean {
    const [name] = row;
    const inColumn = (cell: Cell | undefined) => cell?.column === this.#head.column;
    if (row.length !== 1 || !inColumn(name) || name!.rowSpan > 1 || !inColumn(next?.[0])) {
      this.#run = [];
      return false;
    }
    this.#run.push(name!);
    if (this.#run.length > 1) [this.#department, this.#unit] = [this.#run.at(-2)!, name!];
    else if (this.#unit) this.#unit = name!;
    else this.#department = name!;
    return true;
  }

  /** The cells that name the department and the unit at this row. */
  names(): Cell[] {
    return [this.#department, this.#unit].flatMap((cell) => cell ?? []);
  }

  rows(): Cell[][] {
    const row = (text: string, value: Cell | null) =>
      value
        ? [
            [
              { ...this.#head, text, column: 0, columnSpan: 1 },
              { ...value, column: 1, columnSpan: 1 },
            ],
          ]
        : [];
    return [...row('主管部门', this.#department), ...row('实施单位', this.#unit)];
  }
}

/** `说明：本表不含上级专项转移支付项目。` below the projects, in the column of their names. */
function isNote([cell, ...rest]: readonly Cell[], lexicon: FormLexicon): boolean {
  return rest.length === 0 && cell !== undefined && (labelOf(cell, lexicon)?.rest ?? null) !== null;
}

function findHeads(rows: readonly Cell[][], lexicon: FormLexicon): Heads | null {
  for (let i = 0; i < Math.min(rows.length, MOST_ROWS_ABOVE); i++) {
    const row = rows[i]!;
    const tall = row.filter(({ rowSpan }) => rowSpan > 1);
    const two = tall.length > 0 ? [...tall, ...(rows[i + 1] ?? [])].sort((a, b) => a.column - b.column) : [];
    for (const [leaves, firstRow] of [
      [row, i + 1],
      [two, i + 2],
    ] as const) {
      // biome-ignore format: pairs
      const name = leaves.find((cell) => lexicon.field(cell.text) === 'project_name');
      const below = rows.slice(firstRow).flat();
      const first = leaves.findIndex(
        (cell) =>
          isLevel(cell, lexicon) ||
          areLevels(
            below.filter(({ column }) => column === cell.column),
            lexicon,
          ),
      );
      const grid = first < 0 ? [] : leaves.slice(first);
      if (name && first > leaves.indexOf(name) && findGrid([grid], lexicon))
        return { headRow: i, firstRow, left: leaves.slice(0, first), name, grid };
    }
  }
  return null;
}

function isLevel(cell: Cell, lexicon: FormLexicon): boolean {
  return lexicon.columnRoles(cell.text).some((role) => role === 'level1' || role === 'level2');
}

function isDepartment(head: Cell, lexicon: FormLexicon): boolean {
  return lexicon.likelyListingColumn(head.text) === 'department';
}

/** Label and value as a row of a form; what only lists call so, is called as forms do. Numbers of rows say nothing. */
export function headField(head: Cell, value: Cell | undefined, lexicon: FormLexicon): Cell[][] {
  const column = lexicon.likelyListingColumn(head.text);
  if (!value || column === 'seq') return [];
  const known = lexicon.field(head.text);
  const unit = /[（(][^（()）]{1,6}[)）]\s*$/.exec(head.text)?.[0] ?? '';
  const named: readonly (Field | null)[] = ['department', 'department_name', 'implementing_unit'];
  const text =
    column === 'department' && !named.includes(known)
      ? '主管部门'
      : column === 'amount' && !known
        ? `年度资金总额${unit}`
        : head.text;
  return [[{ ...head, text, column: 0, columnSpan: 1 }, { ...value, column: 1, columnSpan: 1, rowSpan: 1 }]]; // biome-ignore format: a row
}
