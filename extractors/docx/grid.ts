/**
 * The grid of a Word table, from where the edges of its cells lie. Used for DOCX (edges from `tblGrid`, `gridBefore`,
 * `gridSpan`) and DOC (edges in the row's definition).
 *
 * Columns are counted by the edges at which cells begin: a `gridSpan` of a billion covers what is there, and edges
 * that miss each other by a hair's breadth are one.
 */

export interface GridCell {
  left: number;
  right: number;
  vertical: 'begin' | 'continue' | null;
  horizontal: 'begin' | 'continue' | null;
}

export interface Placed {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

export interface Grid {
  rows: number;
  columns: number;
  /** For each row and cell given where it lies; null where it is only the continuation of a merged cell. */
  placed: (Placed | null)[][];
}

/** Edges closer than this are one: about 1 mm in twips. Word rounds the edges of each row by itself. */
const EDGE_TOLERANCE = 60;

/** Lays the cells of the rows out on a grid. */
export function placeCells(rows: readonly (readonly GridCell[])[]): Grid {
  const columnOf = columnsByEdge(rows);
  const columns = Math.max(0, ...columnOf.values()) + (columnOf.size > 0 ? 1 : 0);
  const edges = [...columnOf.keys()].sort((a, b) => a - b);
  /** The column that follows the last one which begins before `right`. */
  const endOf = (right: number, column: number) => {
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! + EDGE_TOLERANCE < right) low = middle + 1;
      else high = middle;
    }
    return Math.max(column + 1, low > 0 ? columnOf.get(edges[low - 1]!)! + 1 : 0);
  };
  const placed: (Placed | null)[][] = [];
  /** Cells that may go on below, by their column. */
  let open = new Map<number, Placed>();
  for (const [row, cells] of rows.entries()) {
    const next = new Map<number, Placed>();
    /** The cell to the left, which a `horizontal: continue` belongs to. */
    let before: Placed | null = null;
    placed.push(
      cells.map((cell) => {
        const column = columnOf.get(cell.left)!;
        const end = endOf(cell.right, column);
        if (cell.horizontal === 'continue' && before) {
          before.columnSpan = Math.max(before.columnSpan, end - before.column);
          return null;
        }
        const above = cell.vertical === 'continue' ? open.get(column) : undefined;
        before = above ?? { row, column, rowSpan: 1, columnSpan: end - column };
        if (above) above.rowSpan = row - above.row + 1;
        if (cell.vertical) next.set(column, before);
        return above ? null : before;
      }),
    );
    open = next;
  }
  return { rows: rows.length, columns, placed };
}

/** The column of each edge at which a cell begins; edges within the tolerance share one, unless a row has both. */
function columnsByEdge(rows: readonly (readonly GridCell[])[]): Map<number, number> {
  const rowsOf = new Map<number, Set<number>>();
  rows.forEach((cells, row) => {
    for (const { left } of cells) {
      const at = rowsOf.get(left);
      if (at) at.add(row);
      else rowsOf.set(left, new Set([row]));
    }
  });
  const columnOf = new Map<number, number>();
  let column = -1;
  let first = Number.NEGATIVE_INFINITY;
  let taken = new Set<number>();
  for (const edge of [...rowsOf.keys()].sort((a, b) => a - b)) {
    const at = rowsOf.get(edge)!;
    const same = edge - first <= EDGE_TOLERANCE && ![...at].some((row) => taken.has(row));
    if (!same) {
      column++;
      first = edge;
      taken = new Set();
    }
    for (const row of at) taken.add(row);
    columnOf.set(edge, column);
  }
  return columnOf;
}
