/** The head of an indicator grid: which column holds what, from one row of heads or two. */
import { type Cell, foldText } from '../../extractors/document.js';
import type { GridColumn } from './align.js';
import type { ColumnRole, FormLexicon } from './lexicon.js';
import { numbered } from './spaced-cells.js';

/** A column of the grid; `block` tells the 长期 block from the 年度 block where both stand side by side. */
export interface Role {
  name: ColumnRole | 'unknown';
  block: 'annual' | 'long-term';
}

export interface Grid {
  /** First row of the head, and first row below it. */
  headRow: number;
  firstRow: number;
  columns: GridColumn<Role>[];
  heads: Cell[];
  /** Heads whose meaning is not in the lexicon. */
  unknown: Cell[];
  /** Heads that no list of words knows, read by what stands below them or by where they stand; with a finding. */
  guessed: Cell[];
}

/** Heads without which a row is no head of a grid: what is measured, and the value. */
const MEASURED: readonly ColumnRole[] = ['name', 'name_substitute', 'level2'];
const VALUES: readonly ColumnRole[] = ['value', 'actual', 'value_long_term', 'value_interim'];
const FEWEST_HEADS = 3;
/** A second column of these says more of what the first one holds: 指标内容 beside 三级指标, 指标属性 定量 beside 指标性质 ≥. */
const MORE_OF: readonly (ColumnRole | 'unknown')[] = ['name', 'operator'];

/** The first head of a grid among the rows; null where there is none. */
export function findGrid(rows: readonly (readonly Cell[])[], lexicon: FormLexicon): Grid | null {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const next = rows[i + 1] ?? [];
    const isHead = (cells: readonly Cell[]) =>
      cells.length > 0 && cells.every((cell) => lexicon.columnRoles(cell.text).length > 0);
    // A head of two rows stands in both, where a converter prints merged cells once in each of their rows.
    const again = (cell: Cell) => row.some(({ column, text }) => column === cell.column && text === cell.text);
    const below =
      isHead(next) || (next.filter(again).length > 1 && isHead(next.filter((cell) => !again(cell)))) ? next : [];
    const known = row.filter((cell) => lexicon.columnRoles(cell.text).length > 0).length;
    // A row of values (年度绩效目标 | 完成…) above the heads is no upper row of them.
    const whole = isWhole(row, lexicon) && known >= row.length / 2;
    if (whole || (isHead(row) && isWhole([...row, ...below], lexicon))) return readHeads(row, below, i, lexicon);
  }
  return null;
}

/** Heads that make a grid: three or more, with what is measured and its value, or all three levels, among them. */
function isWhole(cells: readonly Cell[], lexicon: FormLexicon): boolean {
  const roles = cells.map((cell) => lexicon.columnRoles(cell.text)).filter((found) => found.length > 0);
  const has = (wanted: readonly ColumnRole[]) => roles.some((found) => found.some((role) => wanted.includes(role)));
  if (roles.length < FEWEST_HEADS || !has(MEASURED)) return false;
  return has(VALUES) || (has(['level1']) && has(['level2']) && cells.length > roles.length);
}

function readHeads(above: readonly Cell[], below: readonly Cell[], headRow: number, lexicon: FormLexicon): Grid {
  // Rows that leave out what a merged cell covers have the lower heads at the left, below others than their own.
  const isRagged = below.length > 1 && below[0]!.column === 0 && OF_VALUES.includes(roleOf(below[0]!, lexicon));
  const upper = isRagged ? withoutGroups([...above, ...below], lexicon) : above;
  const lower = isRagged ? [] : below;
  const has = (cell: Cell, role: ColumnRole) => lexicon.columnRoles(cell.text).includes(role);
  // A head of the upper row reaches to the next one; where the lower row has heads below it, it only spans them.
  const reach = upper.map((cell, i) =>
    Math.max(cell.column + cell.columnSpan, upper[i + 1]?.column ?? Number.POSITIVE_INFINITY),
  );
  const spans = upper.map((cell, i) => lower.some((head) => head.column >= cell.column && head.column < reach[i]!));
  const longTerm = upper.flatMap((cell, i) =>
    spans[i] && has(cell, 'long_term_block') ? [{ from: cell.column, to: reach[i]! }] : [],
  );
  const leaves = [...upper.filter((_, i) => !spans[i]), ...lower].sort((a, b) => a.column - b.column);
  const hasName = leaves.some((cell) => has(cell, 'name'));
  let substituted = false;
  const unknown: Cell[] = [];
  const columns = leaves.map((cell): { name: ColumnRole | 'unknown'; column: number; span: number } => {
    const roles = lexicon.columnRoles(cell.text);
    let name: ColumnRole | 'unknown' = roles[0] ?? lexicon.likelyColumn(cell.text) ?? 'unknown';
    if (
      roles.includes('name_substitute') &&
      !hasName &&
      !substituted &&
      !(name === 'section' && cell.column === leaves[0]!.column)
    ) {
      name = 'name';
      substituted = true;
    } else if (name === 'name_substitute') name = roles.find((role) => role !== 'name_substitute') ?? 'ignored';
    if (name === 'unknown') unknown.push(cell);
    return { name, column: cell.column, span: cell.columnSpan };
  });
  // 年初指标值 | 调整指标值, 指标值（半年） | 指标值（全年）: the second is the target of the year; alone, the first is.
  const interim = columns.filter((_, i) => has(leaves[i]!, 'value_interim'));
  const isAlone = !columns.some((column) => column.name === 'value' && !interim.includes(column));
  for (const column of interim) column.name = isAlone ? 'value' : 'value_interim';
  const guessed = guessValue(columns, leaves);
  const isLongTerm =
    longTerm.length > 0
      ? (column: number) => longTerm.some(({ from, to }) => column >= from && column < to)
      : firstOfTwoBlocks(columns);
  return {
    headRow,
    firstRow: headRow + (below.length > 0 ? 2 : 1),
    columns: columns.map(({ name, column, span }, i) => {
      // 一级指标 stands once, on the left, for both blocks.
      const shared = !columns.some((other) => other.name === name && !isLongTerm(other.column));
      const block = isLongTerm(column) && !shared ? 'long-term' : 'annual';
      const isSecond =
        MORE_OF.includes(name) &&
        columns.some((other, k) => k < i && other.name === name && isLongTerm(other.column) === isLongTerm(column));
      return { role: { name: isSecond ? 'ignored' : name, block }, column, span };
    }),
    heads: [...above, ...below],
    unknown: unknown.filter((cell) => cell !== guessed),
    guessed: guessed ? [guessed] : [],
  };
}

/** Roles of the heads below 年度指标值. */
const OF_VALUES: readonly ColumnRole[] = ['operator', 'value', 'unit'];

/**
 * Heads of two rows in the order in which they are read: 指标值 | 备注 | 指标性质 | 指标值 | 度量单位. The last ones are
 * below the one that is called like one of them, and stand in its place.
 */
export function withoutGroups(heads: readonly Cell[], lexicon: FormLexicon): Cell[] {
  const role = (cell: Cell) => roleOf(cell, lexicon);
  const start = heads.findLastIndex((cell) => !OF_VALUES.includes(role(cell))) + 1;
  const group = heads.findIndex((cell) => role(cell) === 'value');
  const adjacent = group === start ? group + 1 : start;
  const below = heads.slice(adjacent);
  if (group < 0 || group >= adjacent || below.length < 2 || !below.some((cell) => role(cell) === 'value'))
    return numbered(heads);
  return numbered([...heads.slice(0, group), ...below, ...heads.slice(group + 1, adjacent)]);
}

const roleOf = ({ text }: Cell, lexicon: FormLexicon): ColumnRole => lexicon.columnRoles(text)[0] ?? 'ignored';

/**
 * Where names and values stand twice without a head over them, the left block is the whole term (中期, 实施期) and the
 * right one the year, as in the form of 财预〔2015〕88号.
 */
function firstOfTwoBlocks(columns: readonly { name: string; column: number }[]): (column: number) => boolean {
  const values = columns.filter(({ name }) => name === 'value');
  const names = columns.filter(({ name }) => name === 'name');
  if (values.length !== 2 || names.length !== 2) return () => false;
  return (column) => column <= values[0]!.column;
}

/** The row below the heads that numbers the columns: 1 | 2 | 3 | …, (1) | (2) | …. */
export function isColumnNumbers(row: readonly Cell[]): boolean {
  const numbers = row.map(({ text }) => Number(/^\(?(\d{1,2})\)?$/.exec(foldText(text))?.[1] ?? Number.NaN));
  return row.length >= FEWEST_HEADS && numbers.every((number, i) => number === numbers[0]! + i) && numbers[0]! <= 2;
}

/** Without a column for values, the first one right of the name whose head says nothing known must hold them. */
function guessValue(columns: { name: ColumnRole | 'unknown' }[], heads: readonly Cell[]): Cell | null {
  if (columns.some(({ name }) => VALUES.some((value) => value === name))) return null;
  const measured = columns.findLastIndex(({ name }) => MEASURED.some((role) => role === name));
  const index = columns.findIndex(({ name }, i) => i > measured && (name === 'unknown' || name === 'ignored'));
  if (index < 0) return null;
  columns[index]!.name = 'value';
  return heads[index]!;
}
