/**
 * Labels that stand in the middle of the rows that they are for (产出指标 beside six indicators, no rulings): a run of
 * labels that covers all rows, each centred on its own, cannot be chance, and gives every label its rows.
 */
import { isHan } from './columns.js';
import type { Row, StreamCell } from './pieces.js';

export const LABEL_SETTINGS = {
  /** Ems by which the middle of a label may miss the middle of its rows. */
  offCentre: 0.7,
  /** The same in heights of a row, where there are several: half of one is off by a whole row. */
  offRow: 0.3,
  /** What a row without a label costs, in ems of such misses. */
  leftOver: 0.8,
  /** Rows of label and value above a grid. */
  mostStarts: 12,
  mostSteps: 6_000,
} as const;

/** Sets `rowSpan` of labels in the columns left of the fullest one. `rules` are the y of rules across the table. */
export function spanLabels(
  cells: StreamCell[],
  rows: readonly Row[],
  headRows: number,
  rules: readonly number[],
): void {
  if (rows.length < 2 || spanBetweenRules(cells, rows, headRows, rules)) return;
  const borders = rows.map((row, i) => (i === 0 ? row.top : (rows[i - 1]!.bottom + row.top) / 2));
  borders.push(rows.at(-1)!.bottom);
  // Without a head, the row with the most cells is that of a form's grid: what stands above it has columns of its own.
  const counts = rows.map((row) => row.blocks.length);
  const isGrid = headRows === 0 || isHan(cells.map((cell) => cell.pieces));
  const grid = isGrid ? counts.indexOf(Math.max(...counts)) : 0;
  spanWithin(cells, borders.slice(0, grid + 1), headRows);
  spanWithin(cells, borders.slice(grid), headRows + grid);
}

/**
 * Rules between groups of rows, with one label for each, in the middle of its group: it is for the whole group. Returns
 * whether the rules tell that.
 */
function spanBetweenRules(
  cells: StreamCell[],
  rows: readonly Row[],
  headRows: number,
  rules: readonly number[],
): boolean {
  const groups = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const group = rules.filter((y) => y < (row.top + row.bottom) / 2).length;
    groups.set(group, [...(groups.get(group) ?? []), i]);
  });
  if (groups.size < 2 || groups.size > rows.length / 2) return false;
  const labels = [...groups.values()].map((own) =>
    cells.filter((cell) => cell.column === 0 && cell.columnSpan === 1 && own.includes(cell.row - headRows)),
  );
  if (labels.some((own) => own.length !== 1)) return false;
  const spans = [...groups.values()];
  // Level with the first row of a group, it may be for that row only.
  if (!labels.some(([label], i) => spans[i]!.length > 1 && label!.row - headRows > spans[i]![0]!)) return false;
  labels.forEach(([label], i) => {
    label!.row = headRows + spans[i]![0]!;
    label!.rowSpan = spans[i]!.length;
  });
  return true;
}

/** The same for the rows between these borders; `first` is the first of them. */
function spanWithin(cells: StreamCell[], borders: readonly number[], first: number): void {
  const rows = borders.length - 1;
  if (rows < 2) return;
  const own = cells.filter((cell) => cell.row >= first && cell.row < first + rows);
  for (let column = 0; column < fullestColumn(own); column++) {
    const labels = own
      .filter((cell) => cell.column <= column && cell.column + cell.columnSpan > column)
      .sort((a, b) => a.row - b.row || a.box[1] - b.box[1]);
    if (labels.length < 1 || new Set(labels.map((label) => label.row)).size >= rows) continue;
    if (standAtTop(labels, own, first)) continue;
    const { start, spans } = coverFrom(labels, borders, first);
    labels.slice(start).forEach((label, i) => {
      if (label.column !== column || label.columnSpan > 1) return;
      label.row = first + spans[i]!.from;
      label.rowSpan = spans[i]!.to - spans[i]!.from + 1;
    });
  }
}

/**
 * Every label stands level with its row, from the first row on: years printed beside the first of their quarters. With
 * groups of one, seven and one rows they would stand in the middles as well. 汉字 are set in the middle.
 */
function standAtTop(labels: readonly StreamCell[], cells: readonly StreamCell[], first: number): boolean {
  if (labels[0]!.row !== first || isHan(labels.map((label) => label.pieces))) return false;
  return labels.every((label) =>
    cells.some(
      (cell) => cell.row === label.row && cell.column > label.column && cell.pieces[0]!.line === label.pieces[0]!.line,
    ),
  );
}

/** The first of the columns with the most cells: what stands left of it are labels. */
function fullestColumn(cells: readonly StreamCell[]): number {
  const counts = new Map<number, number>();
  for (const { column } of cells) counts.set(column, (counts.get(column) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return Math.min(...[...counts].filter(([, count]) => count === most).map(([column]) => column));
}

/**
 * The cover that begins with the first label possible: above a grid stand rows of label and value that nothing covers.
 */
function coverFrom(
  labels: readonly StreamCell[],
  borders: readonly number[],
  first: number,
): { start: number; spans: Span[] } {
  for (let start = 0; start < Math.min(labels.length, LABEL_SETTINGS.mostStarts); start++) {
    const least = start === 0 ? 0 : labels[start - 1]!.row - first + 1;
    const spans = cover(labels.slice(start), borders, first, least);
    if (spans) return { start, spans };
  }
  return { start: labels.length, spans: [] };
}

interface Span {
  from: number;
  to: number;
}

interface Step {
  cost: number;
  /** First row of this label, and where the label before it ended. */
  from: number;
}

/**
 * For labels from the top the rows of each: one after the other without a row between, every label in the middle of its
 * rows, from the row `least` on. Rows may be left over at the top and at the bottom, where a page break cut a group off from its label. Null where
 * there is no such cover.
 */
function cover(labels: readonly StreamCell[], borders: readonly number[], first: number, least: number): Span[] | null {
  const rows = borders.length - 1;
  if (rows * labels.length > LABEL_SETTINGS.mostSteps) return null;
  /** `best[i][end]`: the cheapest way in which labels 0 to i cover rows up to `end`. */
  const best: Map<number, Step>[] = [];
  for (const [i, label] of labels.entries()) {
    const middle = (label.box[1] + label.box[3]) / 2;
    const size = label.pieces[0]?.size ?? 10;
    const own = label.row - first;
    const steps = new Map<number, Step>();
    const starts: Iterable<[number, number]> =
      i === 0
        ? Array.from({ length: Math.max(0, own + 2 - least) }, (_, n): [number, number] => [
            least + n,
            n * LABEL_SETTINGS.leftOver,
          ])
        : [...best[i - 1]!].map(([end, { cost }]): [number, number] => [end, cost]);
    for (const [from, before] of starts) {
      // A label lies in its rows, or between two of them.
      for (let end = Math.max(from + 1, own); end <= rows; end++) {
        const error = Math.abs((borders[from]! + borders[end]!) / 2 - middle) / size;
        const height = (borders[end]! - borders[from]!) / (end - from) / size;
        if (
          error >
          (end - from > 1
            ? Math.min(LABEL_SETTINGS.offCentre, LABEL_SETTINGS.offRow * height)
            : LABEL_SETTINGS.offCentre)
        )
          continue;
        const cost = before + error;
        if (cost < (steps.get(end)?.cost ?? Number.POSITIVE_INFINITY)) steps.set(end, { cost, from });
      }
    }
    if (steps.size === 0) return null;
    best.push(steps);
  }
  let end = -1;
  let cheapest = Number.POSITIVE_INFINITY;
  for (const [last, { cost }] of best.at(-1)!) {
    const total = cost + (rows - last) * LABEL_SETTINGS.leftOver;
    if (total < cheapest) [cheapest, end] = [total, last];
  }
  const spans: Span[] = [];
  for (let i = labels.length - 1; i >= 0; i--) {
    const { from } = best[i]!.get(end)!;
    spans.unshift({ from, to: end - 1 });
    end = from;
  }
  return spans;
}
