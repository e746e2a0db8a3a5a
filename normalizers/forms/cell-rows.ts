/**
 * The rows of a grid whose cells follow one another without any sign of where a row ends, as converters leave them that
 * print a cell a line and leave out the empty ones. Each cell says by its words which columns it may stand in; the rows
 * with the best sum of fit, less what is missing in them, are found by dynamic programming.
 */
import type { Cell } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { ColumnRole } from './lexicon.js';
import { lookAt, weigh } from './look.js';

/** What a row costs that has no cell in a column; in units of fit. Labels of levels stand once for several rows. */
const MISSING: Partial<Record<ColumnRole, number>> = {
  name: 4,
  value: 4,
  actual: 2,
  weight: 1.5,
  score: 1.5,
  operator: 1,
  unit: 0.6,
};
const MISSING_OTHER = 0.2;
const MISSING_LEVEL = 0.1;
/** What is no label of a level stands in no column of one: these are left empty for all rows but the first of a label. */
const NO_LEVEL_FIT = -4;

/** The cells of each row, numbered by their columns; `roles` are those of the columns from the left. */
export function rowsOfCells(
  cells: readonly Cell[],
  roles: readonly (ColumnRole | undefined)[],
  lexicon: Lexicon,
): Cell[][] {
  if (cells.length === 0) return [];
  const looks = cells.map((cell) => lookAt(cell, lexicon));
  const hasLevel2 = roles.includes('level2');
  const fitOf = (i: number, column: number) => {
    const role = roles[column] ?? 'ignored';
    const look = looks[i]!;
    if ((role === 'level1' || role === 'level2') && !look.level?.[role]) return NO_LEVEL_FIT;
    // 成本指标 is a level 1 above 经济成本指标, and a level 2 above a name.
    const isBoth = look.level?.level1 && look.level.level2;
    if (role === 'level1' && isBoth && hasLevel2 && !looks[i + 1]?.level?.level2) return 0;
    return weigh(look, role, true);
  };
  const missing = (role: ColumnRole | undefined) =>
    role === 'level1' || role === 'level2' ? MISSING_LEVEL : ((role && MISSING[role]) ?? MISSING_OTHER);
  const costs = roles.map(missing);
  /** What the columns between two cost that have no cell. */
  const between = (left: number, right: number) => costs.slice(left + 1, right).reduce((sum, cost) => sum + cost, 0);
  // best[i][j]: the best score of the cells up to i, the last of them in column j; `from` is the column of the one before.
  const best = cells.map(() => new Float64Array(roles.length).fill(Number.NEGATIVE_INFINITY));
  const from = cells.map(() => new Int16Array(roles.length).fill(-1));
  for (let i = 0; i < cells.length; i++) {
    for (let j = 0; j < roles.length; j++) {
      const own = fitOf(i, j);
      if (i === 0) {
        best[i]![j] = own - between(-1, j);
        continue;
      }
      for (let k = 0; k < roles.length; k++) {
        const gap = k < j ? between(k, j) : between(k, roles.length) + between(-1, j);
        const score = best[i - 1]![k]! + own - gap;
        if (score > best[i]![j]!) {
          best[i]![j] = score;
          from[i]![j] = k;
        }
      }
    }
  }
  const ends = best.at(-1)!;
  let column = ends.reduce((top, score, j) => {
    const whole = (at: number) => ends[at]! - between(at, roles.length);
    return score > Number.NEGATIVE_INFINITY && whole(j) > whole(top) ? j : top;
  }, 0);
  const columns: number[] = [];
  for (let i = cells.length - 1; i >= 0; i--) {
    columns.unshift(column);
    column = from[i]![column]!;
  }
  const rows: Cell[][] = [];
  columns.forEach((at, i) => {
    if (i === 0 || at <= columns[i - 1]!) rows.push([]);
    rows.at(-1)!.push({ ...cells[i]!, column: at });
  });
  return rows;
}
