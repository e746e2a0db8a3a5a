/**
 * The indicator grid: rows to indicators with their levels carried down, shifted cells put back under their columns,
 * and unused rows (不适用, /, 指标2：) read over.
 */
import { type Cell, type Finding, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { CategoryCode } from '../record.js';
import { isPlaceholder, stripOrdinal } from '../values/index.js';
import { alignRow, type GridColumn, shift } from './align.js';
import { type Grid, isColumnNumbers, type Role } from './grid-head.js';
import { labelOf } from './head.js';
import { isNote, type Ledger } from './ledger.js';
import { type Carried, LevelCarry } from './levels.js';
import type { ColumnRole } from './lexicon.js';
import { type Look, lookAt, weigh } from './look.js';

/** A row of the grid that is an indicator: the cell of each column, and its levels after repair. */
export interface GridRow {
  cells: Partial<Record<ColumnRole, Cell>>;
  name: string | null;
  level1: Carried | null;
  level2: Carried | null;
  category: CategoryCode | null;
  /** Repairs of the row as a whole, for example `shifted-columns`. */
  repairs: string[];
}

/**
 * What moving a cell by a column costs. Text keeps the order of cells but not their places; where a format has a true
 * grid, a cell moves only if its words cannot belong to its column.
 */
const SHIFT_COST = { text: 0.6, grid: 1.5 };
const LEFTOVER_COST = 6;

export interface GridReading {
  rows: GridRow[];
  findings: Finding[];
  /** The row 总分: its cells by column. */
  total: Partial<Record<ColumnRole, Cell>> | null;
  /** What stands in that row with a label of its own: 自评等级：优. */
  besideTotal: Cell[];
  /** First row below the grid. */
  end: number;
  /** What stands in the block of the whole term (中期, 实施期) beside that of the year. */
  longTerm: Cell[];
}

export function readGrid(
  rows: readonly (readonly Cell[])[],
  grid: Grid,
  method: string,
  lexicon: Lexicon,
  ledger: Ledger,
): GridReading {
  const reading: GridReading = {
    rows: [],
    findings: [],
    total: null,
    besideTotal: [],
    end: rows.length,
    longTerm: [],
  };
  ledger.use(...grid.heads.filter((cell) => !grid.unknown.includes(cell)));
  const firstColumn = grid.columns.find(({ role }) => role.name !== 'section' && role.name !== 'seq')?.column ?? 0;
  const nameColumn = grid.columns.find(({ role }) => role.name === 'name')?.column ?? firstColumn + 1;
  const body = rows.slice(grid.firstRow).flat();
  const inFull = !body.some((cell) => cell.column < nameColumn && isBareLevel1(cell, lexicon));
  // A cell is weighed against every column: what it looks like is worked out once.
  const looks = new Map<Cell, Look>();
  const lookOf = (cell: Cell) => {
    const look = looks.get(cell) ?? lookAt(cell, lexicon);
    looks.set(cell, look);
    return look;
  };
  const settings = {
    fit: (cell: Cell, role: Role) => weigh(lookOf(cell), role.name, inFull),
    shiftCost: method.startsWith('text/') ? SHIFT_COST.text : SHIFT_COST.grid,
    leftoverCost: LEFTOVER_COST,
  };
  const levels = new LevelCarry(lexicon, inFull);
  for (let i = grid.firstRow; i < rows.length; i++) {
    const row = rows[i]!;
    const first = row[0];
    if (!first) continue;
    const isHead = row.length >= 2 && row.every((cell) => lexicon.forms.columnRoles(cell.text).length > 0);
    if (isHead || (i === grid.firstRow && isColumnNumbers(row))) {
      ledger.use(...row); // a head that is repeated, or the numbers below it
      continue;
    }
    const field = lexicon.forms.field(first.text);
    const labelled = row.slice(1).filter((cell) => (labelOf(cell, lexicon.forms)?.rest ?? null) !== null);
    const plain = row.filter((cell) => !labelled.includes(cell));
    if (
      field === 'total_score' ||
      (lexicon.forms.isTotalRow(first.text) && plain.slice(1).every((cell) => /\d/.test(cell.text)))
    ) {
      reading.total = readTotal(plain, grid, ledger);
      reading.besideTotal.push(...labelled);
      continue;
    }
    if (first.column <= firstColumn && endsGrid(row, lexicon)) {
      // A note between the rows ends nothing.
      if (row.length === 1 && isNote(first) && rows.slice(i + 1).some((below) => isGridRow(below, lexicon))) continue;
      reading.end = i;
      break;
    }
    const sections = row.filter((cell, k) => k === 0 && isSection(cell, lexicon));
    ledger.use(...sections);
    const cells = row.filter((cell) => !sections.includes(cell));
    const placed = alignRow(cells, grid.columns, settings);
    readRow(cells, placed, levels, lexicon, ledger, reading);
  }
  if (grid.guessed.length > 0) {
    reading.findings.push({
      code: 'form/guessed-column',
      severity: 'warning',
      message: 'heads of columns that are not known are read by what stands below them',
      at: grid.guessed.flatMap((cell) => cell.at),
      actual: grid.guessed.map((cell) => cell.text).join(' | '),
    });
  }
  return reading;
}

function readRow(
  cells: readonly Cell[],
  placed: readonly (GridColumn<Role> | null)[],
  levels: LevelCarry,
  lexicon: Lexicon,
  ledger: Ledger,
  reading: GridReading,
): void {
  const own: Partial<Record<ColumnRole, Cell>> = {};
  const longTerm: Cell[] = [];
  const taken: Cell[] = [];
  let shifted = 0;
  placed.forEach((column, i) => {
    const cell = cells[i]!;
    if (!column || column.role.name === 'unknown') return;
    if (column.role.block === 'long-term') longTerm.push(cell);
    else if (!own[column.role.name]) own[column.role.name] = cell;
    else if (column.role.name !== 'ignored') return; // a second column of one kind is left over
    taken.push(cell);
    if (shift(cell, column) > 0) shifted++;
  });
  const name = own.name ? stripOrdinal(removeSpaces(own.name.text)) : null;
  const noName = name === null || name === '' || isPlaceholder(name, lexicon.values);
  const isFilled = (cell: Cell | undefined): cell is Cell =>
    cell !== undefined && !isPlaceholder(cell.text, lexicon.values);
  if (isFilled(own.value_interim) && !isFilled(own.value)) own.value = own.value_interim;
  const noValue = !isFilled(own.value);
  const { level1, level2, category, repairs } = levels.next(own.level1 ?? null, own.level2 ?? null, shifted > 0);
  reading.longTerm.push(...longTerm);
  const ofTheTerm = own.value_long_term;
  if (ofTheTerm && !isPlaceholder(ofTheTerm.text, lexicon.values)) {
    // 实施周期指标值 beside 年度指标值: one name for both.
    reading.longTerm.push({ ...ofTheTerm, text: `${name ?? ''}：${ofTheTerm.text}` });
    longTerm.push(ofTheTerm);
  }
  ledger.use(...longTerm);
  if (noName && noValue) {
    // No indicator is made of the row: only its labels, and what says that there is nothing (/, 不适用), are understood.
    ledger.use(...taken.filter(({ text }) => lexicon.forms.level(text) || isPlaceholder(text, lexicon.values)));
    return;
  }
  ledger.use(...taken);
  if (own.value && noValue && !own.actual) {
    reading.findings.push({
      code: 'indicator/placeholder',
      severity: 'info',
      message: `「${name}」 has a placeholder for a value and is no target`,
      at: own.value.at,
      actual: own.value.text,
    });
    return;
  }
  if (own.value_interim && removeSpaces(own.value_interim.text) !== removeSpaces(own.value?.text ?? '')) {
    reading.findings.push({
      code: 'indicator/earlier-value',
      severity: 'info',
      message: `「${name}」 has another target for the beginning or the half of the year`,
      at: own.value_interim.at,
      actual: own.value_interim.text,
    });
  }
  if (shifted > 0) repairs.push('shifted-columns');
  reading.rows.push({ cells: own, name: noName ? null : name, level1, level2, category, repairs });
}

/** A row with a level-2 label among other cells. */
function isGridRow(row: readonly Cell[], { forms }: Lexicon): boolean {
  return row.length > 2 && row.some(({ text }) => forms.level(text)?.level2);
}

/** A row below the grid: 填报人 | …, or a note in one cell (备注：作为导入模板，…). */
function endsGrid(row: readonly Cell[], lexicon: Lexicon): boolean {
  const first = row[0]!;
  const label = labelOf(first, lexicon.forms);
  if (!label || label.field === 'section' || label.field === 'funds_section') return false;
  return (label.rest === null || row.length === 1) && !lexicon.forms.level(first.text);
}

function readTotal(row: readonly Cell[], grid: Grid, ledger: Ledger): Partial<Record<ColumnRole, Cell>> {
  const numeric: readonly string[] = ['weight', 'score'];
  const total: Partial<Record<ColumnRole, Cell>> = {};
  const values = row.slice(1).filter((cell) => /\d/.test(cell.text));
  const columns = grid.columns.filter(({ role }) => numeric.includes(role.name));
  ledger.use(row[0]);
  // One number beside 总分 is the score, wherever it stands; two are full score and score.
  if (values.length === 1) {
    total.score = values[0]!;
    ledger.use(values[0]);
    return total;
  }
  alignRow(values, columns, { fit: () => 1, shiftCost: 0.1, leftoverCost: LEFTOVER_COST }).forEach((column, i) => {
    if (!column) return;
    total[column.role.name as ColumnRole] = values[i]!;
    ledger.use(values[i]);
  });
  return total;
}

function isSection(cell: Cell, lexicon: Lexicon): boolean {
  const field = lexicon.forms.field(cell.text);
  return (
    (field === 'section' || lexicon.forms.columnRoles(cell.text)[0] === 'section') && !lexicon.forms.level(cell.text)
  );
}

function isBareLevel1(cell: Cell, lexicon: Lexicon): boolean {
  return Boolean(lexicon.forms.level(cell.text)?.level1) && !foldText(cell.text).includes('指标');
}
