/**
 * The indicator grid: rows to indicators with their levels carried down, shifted cells put back under their columns,
 * and unused rows (不适用, /, 指标2：) read over.
 */
import { type Cell, type Finding, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { CategoryCode } from '../record.js';
import { type CellClass, isPlaceholder, isUnit, looksLike, operatorOf, stripOrdinal } from '../values/index.js';
import { alignRow, type GridColumn, shift } from './align.js';
import type { Grid, Role } from './grid-head.js';
import { evidenceOf, type Ledger } from './ledger.js';
import type { ColumnRole, Level } from './lexicon.js';

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

/** A level label: its own cell, or the cell above that it was carried down from. */
export interface Carried {
  text: string;
  cells: Cell[];
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
  /** First row below the grid. */
  end: number;
}

export function readGrid(rows: readonly (readonly Cell[])[], grid: Grid, method: string, lexicon: Lexicon, ledger: Ledger): GridReading {
  const reading: GridReading & { longTerm: Cell[] } = { rows: [], findings: [], total: null, end: rows.length, longTerm: [] };
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
    fit: (cell: Cell, role: Role) => fit(lookOf(cell), role.name, inFull),
    shiftCost: method.startsWith('text/') ? SHIFT_COST.text : SHIFT_COST.grid,
    leftoverCost: LEFTOVER_COST,
  };
  const levels = new LevelCarry(lexicon, inFull);
  for (let i = grid.firstRow; i < rows.length; i++) {
    const row = rows[i]!;
    const first = row[0];
    if (!first) continue;
    if (row.length >= 2 && row.every((cell) => lexicon.forms.columnRoles(cell.text).length > 0)) {
      ledger.use(...row); // a head that is repeated
      continue;
    }
    const field = lexicon.forms.field(first.text);
    if (field === 'total_score' || (lexicon.forms.isTotalRow(first.text) && row.slice(1).every((cell) => /\d/.test(cell.text)))) {
      reading.total = readTotal(row, grid, ledger);
      continue;
    }
    if (field && field !== 'section' && field !== 'funds_section' && first.column <= firstColumn && !lexicon.forms.level(first.text)) {
      reading.end = i;
      break;
    }
    const sections = row.filter((cell, k) => k === 0 && isSection(cell, lexicon));
    ledger.use(...sections);
    const cells = row.filter((cell) => !sections.includes(cell));
    const placed = alignRow(cells, grid.columns, settings);
    readRow(cells, placed, levels, lexicon, ledger, reading);
  }
  if (reading.longTerm.length > 0) {
    reading.findings.push({
      code: 'form/long-term-block',
      severity: 'info',
      message: 'targets of the whole term (中期/长期目标) stand beside those of the year and are not part of the record',
      at: reading.longTerm.flatMap((cell) => cell.at),
      actual: reading.longTerm.map((cell) => cell.text).join(' | '),
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
  reading: GridReading & { longTerm: Cell[] },
): void {
  const own: Partial<Record<ColumnRole, Cell>> = {};
  const longTerm: Cell[] = [];
  let shifted = 0;
  placed.forEach((column, i) => {
    const cell = cells[i]!;
    if (!column || column.role.name === 'unknown') return;
    ledger.use(cell);
    if (column.role.block === 'long-term') longTerm.push(cell);
    else own[column.role.name] ??= cell;
    if (shift(cell, column) > 0) shifted++;
  });
  const name = own.name ? stripOrdinal(removeSpaces(own.name.text)) : null;
  const noName = name === null || name === '' || isPlaceholder(name, lexicon.values);
  const noValue = !own.value || isPlaceholder(own.value.text, lexicon.values);
  const { level1, level2, category, repairs } = levels.next(own.level1 ?? null, own.level2 ?? null, shifted > 0);
  reading.longTerm.push(...longTerm);
  if (noName && noValue) return;
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
  if (shifted > 0) repairs.push('shifted-columns');
  reading.rows.push({ cells: own, name: noName ? null : name, level1, level2, category, repairs });
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
  return (field === 'section' || lexicon.forms.columnRoles(cell.text)[0] === 'section') && !lexicon.forms.level(cell.text);
}

/** What the words of a cell say about the column that it belongs to. */
interface Look {
  text: string;
  level: Level | null;
  kind: CellClass;
  operator: boolean;
  unit: boolean;
  placeholder: boolean;
}

function lookAt({ text }: Cell, { forms, values }: Lexicon): Look {
  return {
    text: foldText(text),
    level: forms.level(text),
    kind: looksLike(text, values),
    operator: operatorOf(text, values) !== null,
    unit: isUnit(text, values),
    placeholder: isPlaceholder(text, values),
  };
}

/** How well a cell fits a column, from -4 (impossible) to 3 (certain). */
function fit(look: Look, role: ColumnRole | 'unknown', inFull: boolean): number {
  const { text, kind } = look;
  // 可持续 is a value, and 质量 a name, in a form that writes 可持续影响指标 and 质量指标.
  const isLabel = role === 'level1' || role === 'level2' || !inFull || text.includes('指标');
  const level = isLabel ? look.level : null;
  const words = kind === 'text' || kind === 'grade';
  switch (role) {
    case 'level1':
      if (level?.level1) return 3;
      return level ? 0 : words ? -2.5 : -4;
    case 'level2':
      if (level?.level2) return 3;
      return level ? 0 : words ? -2 : -4;
    case 'name':
      if (level) return level.level1 && level.level2 ? -1 : -2;
      return words ? 1 : kind === 'unit' ? 0 : -2.5;
    case 'value':
    case 'value_long_term':
    case 'actual':
      if (level) return -3;
      return { number: 2, date: 1.2, grade: 1.2, text: 0.5, unit: -0.5, operator: -3 }[kind];
    case 'operator':
      return look.operator ? 3 : -4;
    case 'unit':
      return look.unit ? 2 : -2;
    case 'deadline':
      return kind === 'date' ? 3 : -2.5;
    case 'weight':
    case 'score':
      return /^\d+(?:\.\d+)?分?$/.test(text) ? 2 : look.placeholder ? 0 : -3;
    case 'section':
      return -3;
    case 'seq':
      return /^\d{1,3}$/.test(text) ? 2 : -3;
    default:
      return level ? -2 : 0.3;
  }
}

function isBareLevel1(cell: Cell, lexicon: Lexicon): boolean {
  return Boolean(lexicon.forms.level(cell.text)?.level1) && !foldText(cell.text).includes('指标');
}

/** Labels of level 1 and 2 stand once for several rows, in merged cells, or beside the wrong row after a page break. */
class LevelCarry {
  #level1: Carried | null = null;
  #level2: Carried | null = null;
  #category: CategoryCode | null = null;

  constructor(
    private readonly lexicon: Lexicon,
    /** The form writes 产出指标, not 产出. */
    private readonly inFull: boolean,
  ) {}

  /** The levels of the next row, given the cells that stand in it and whether its cells stand beside their columns. */
  next(cell1: Cell | null, cell2: Cell | null, shifted: boolean) {
    const repairs: string[] = [];
    const known = (cell: Cell | null): Level | null => (cell ? this.lexicon.forms.level(cell.text) : null);
    let [first, second] = [cell1, cell2];
    const either = known(first);
    if (shifted && !second && either?.level1 && either.level2?.level1 === this.#officialLevel1()) {
      // 成本指标 in a shifted row below 产出指标 is the level 2 of the scheme of 2015.
      repairs.push('level2-in-level1-column');
      [first, second] = [null, first];
    }
    if (first && !known(first)?.level1 && known(first)?.level2) {
      // 质量指标 | 质量指标: a label of level 2 in the column of level 1.
      repairs.push('level2-in-level1-column');
      if (!second) second = first;
      else if (foldText(second.text) !== foldText(first.text) && known(second)?.level1) [first, second] = [second, first];
      if (first === cell1) first = null;
    }
    if (second && !first && known(second)?.level1 && !known(second)?.level2) {
      repairs.push('level1-in-level2-column');
      [first, second] = [second, null];
    }
    if (first) {
      const carried = this.#carried(first);
      if (foldText(carried.text) !== foldText(this.#level1?.text ?? '')) this.#setLevel2(null);
      this.#level1 = carried;
    }
    if (second) this.#setLevel2(second);
    const official = this.#officialLevel1();
    const category = this.#level2 || !official ? this.#category : this.lexicon.forms.onlyCategory(official);
    return { ...this.#resolve(first !== null, repairs), category, repairs };
  }

  #officialLevel1(): string | null {
    return this.#level1 ? (this.lexicon.forms.level(this.#level1.text)?.level1 ?? null) : null;
  }

  #setLevel2(cell: Cell | null): void {
    this.#level2 = cell && this.#carried(cell);
    this.#category = (cell && this.lexicon.forms.level(cell.text)?.level2?.code) ?? null;
  }

  #carried(cell: Cell): Carried {
    // Points stand inside labels: 产出指标（50分）.
    const text = removeSpaces(cell.text).replace(/[（(]\d+(?:\.\d+)?分?[)）]$/, '');
    return { text, cells: [cell], repairs: [] };
  }

  /** The level-2 name decides: 时效指标 belongs under 产出指标, whatever label a page break put beside it. */
  #resolve(ownLevel1: boolean, repairs: string[]): { level1: Carried | null; level2: Carried | null } {
    const level2 = this.#level2;
    const parent = level2 ? (this.lexicon.forms.level(level2.text)?.level2?.level1 ?? null) : null;
    const official = this.#officialLevel1();
    // 成本指标 | 成本指标: the label fits itself.
    const same = level2 && this.#level1 && foldText(level2.text) === foldText(this.#level1.text);
    if (!parent || parent === official || same || (this.#level1 && !official)) return { level1: this.#level1, level2 };
    repairs.push('level1-from-level2');
    const text = this.inFull ? parent : parent.replace(/指标$/, '');
    const cells = ownLevel1 && this.#level1 ? [...this.#level1.cells, ...level2!.cells] : level2!.cells;
    return { level1: { text, cells, repairs: ['level1-from-level2'] }, level2 };
  }
}

/** The evidence of a level: the label itself, and `carried` where it stands in a row above. */
export function evidenceOfLevel(level: Carried, row: number, repairs: readonly string[]) {
  const carried = level.cells.every((cell) => cell.row < row) ? ['carried-label'] : [];
  return evidenceOf(level.cells, ...level.repairs, ...carried, ...repairs.filter((repair) => repair.startsWith('level')));
}
