/**
 * Which column of a grid each cell of a row belongs to, where cells may stand left or right of their column.
 *
 * Page breaks and converters shift cells (`正常运转率 | | | = | 100 | %` under `绩效指标 | 一级 | 二级 | 三级 | 运算符号 | …`),
 * drop empty ones and let rows end early, so the number of a cell says little. Cells keep their order, though, and say
 * by their words what they are. The alignment with the best sum of fit, less the distance moved, is found by dynamic
 * programming: cells × columns, both in order, each column used once.
 */
import type { Cell } from '../../extractors/document.js';

export interface GridColumn<Role> {
  role: Role;
  /** First position of the column in the table, from 0, and how many positions it spans. */
  column: number;
  span: number;
}

export interface AlignSettings<Role> {
  /** How well a cell fits a role, about -4 (impossible) to 3 (certain). */
  fit(cell: Cell, role: Role): number;
  /** What moving a cell by one column costs, in units of fit. */
  shiftCost: number;
  /** What leaving a cell without a column costs. */
  leftoverCost: number;
}

/** For each cell its column, or null where none fits. Cells and columns are given from left to right. */
export function alignRow<Role>(
  cells: readonly Cell[],
  columns: readonly GridColumn<Role>[],
  settings: AlignSettings<Role>,
): (GridColumn<Role> | null)[] {
  // best[i][j]: the best score of the first i cells in the first j columns; step tells how it was reached.
  const best = Array.from({ length: cells.length + 1 }, () => new Float64Array(columns.length + 1));
  const step = Array.from({ length: cells.length + 1 }, () => new Uint8Array(columns.length + 1));
  const [SKIP_COLUMN, LEFTOVER, PLACE] = [1, 2, 3];
  for (let j = 1; j <= columns.length; j++) step[0]![j] = SKIP_COLUMN;
  for (let i = 1; i <= cells.length; i++) {
    best[i]![0] = -settings.leftoverCost * i;
    step[i]![0] = LEFTOVER;
    for (let j = 1; j <= columns.length; j++) {
      const cell = cells[i - 1]!;
      const column = columns[j - 1]!;
      const skip = best[i]![j - 1]!;
      const left = best[i - 1]![j]! - settings.leftoverCost;
      const place = best[i - 1]![j - 1]! + settings.fit(cell, column.role) - settings.shiftCost * shift(cell, column);
      // In doubt a cell takes the leftmost place that is as good: `>=` prefers skipping the column on the right.
      const score = Math.max(skip, left, place);
      best[i]![j] = score;
      step[i]![j] = score === skip ? SKIP_COLUMN : score === place ? PLACE : LEFTOVER;
    }
  }
  const result: (GridColumn<Role> | null)[] = cells.map(() => null);
  for (let i = cells.length, j = columns.length; i > 0; ) {
    if (step[i]![j] === SKIP_COLUMN) j--;
    else if (step[i]![j] === LEFTOVER) i--;
    else result[--i] = columns[--j]!;
  }
  return result;
}

/** How many positions a cell stands beside its column; 0 where they overlap. */
export function shift(cell: Cell, column: GridColumn<unknown>): number {
  if (cell.column >= column.column + column.span) return cell.column - (column.column + column.span - 1);
  return Math.max(0, column.column - (cell.column + cell.columnSpan - 1));
}
