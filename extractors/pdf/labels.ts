/**
 * Labels that stand in the middle of the rows that they are for (产出指标 beside six indicators, no rulings): a run of
 * labels that covers all rows, each centred on its own, cannot be chance, and gives every label its rows.
 */
import type { Row } from './pieces.js';
import type { StreamCell } from './stream.js';

/** Ems by which the middle of a label may miss the middle of its rows. */
const OFF_CENTRE = 0.7;

/** Sets `rowSpan` of labels in the columns left of the fullest one. */
export function spanLabels(cells: StreamCell[], rows: readonly Row[], headRows: number): void {
  if (rows.length < 2) return;
  const borders = rows.map((row, i) => (i === 0 ? row.top : (rows[i - 1]!.bottom + row.top) / 2));
  borders.push(rows.at(-1)!.bottom);
  // The row with the most cells is the head of a form's grid: what stands above it has columns of its own.
  const counts = rows.map((row) => row.blocks.length);
  const grid = counts.indexOf(Math.max(...counts));
  spanWithin(cells, borders.slice(0, grid + 1), headRows);
  spanWithin(cells, borders.slice(grid), headRows + grid);
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
    const spans = cover(labels, borders, first);
    if (!spans) continue;
    labels.forEach((label, i) => {
      if (label.column !== column || label.columnSpan > 1) return;
      label.row = first + spans[i]!.from;
      label.rowSpan = spans[i]!.to - spans[i]!.from + 1;
    });
  }
}

/** The first of the columns with the most cells: what stands left of it are labels. */
function fullestColumn(cells: readonly StreamCell[]): number {
  const counts = new Map<number, number>();
  for (const { column } of cells) counts.set(column, (counts.get(column) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return Math.min(...[...counts].filter(([, count]) => count === most).map(([column]) => column));
}

interface Span {
  from: number;
  to: number;
}

/** For labels from the top the rows of each, together all rows; null where there is no such cover. */
function cover(labels: readonly StreamCell[], borders: readonly number[], headRows: number): Span[] | null {
  const spans: Span[] = [];
  let from = 0;
  for (const [i, label] of labels.entries()) {
    const middle = (label.box[1] + label.box[3]) / 2;
    const own = label.row - headRows;
    const size = label.pieces[0]?.size ?? 10;
    let best: (Span & { error: number }) | null = null;
    const limit = i + 1 < labels.length ? labels[i + 1]!.row - headRows : borders.length - 1;
    for (let to = Math.max(from, own - 1); to < Math.max(limit, from + 1); to++) {
      const error = Math.abs((borders[from]! + borders[to + 1]!) / 2 - middle);
      if (!best || error < best.error) best = { from, to, error };
    }
    if (!best || best.error > OFF_CENTRE * size) return null;
    spans.push({ from: best.from, to: best.to });
    from = best.to + 1;
  }
  return from === borders.length - 1 ? spans : null;
}
