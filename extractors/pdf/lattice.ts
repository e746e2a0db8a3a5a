/**
 * Tables by their rulings: edges that touch are one network; its lines make a grid; positions of the grid with no wall
 * between them are one cell. So merged cells come out as spans, and a missing outer border costs nothing.
 */
import type { Edge, Edges } from './edges.js';
import type { Box } from './page.js';

/** All lengths in points. */
export const LATTICE_SETTINGS = {
  /** A line that ends so far before another is meant to meet it. */
  reach: 3.5,
  /** Two lines closer than this with no text between them are one double line. */
  doubleLine: 5,
  /** A wall stands where a line covers so much of the side of a position. */
  wallShare: 0.55,
  /** More positions in one grid are a drawing. */
  mostPositions: 60_000,
} as const;

/** A rectangle of grid positions; rows and columns count from 0. */
export interface GridCell {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

export interface Lattice {
  box: Box;
  /** Positions of the vertical lines from the left; one more than there are columns. Points. */
  xs: number[];
  /** Positions of the horizontal lines from the top; one more than there are rows. Points. */
  ys: number[];
  cells: GridCell[];
  horizontal: Edge[];
  vertical: Edge[];
  /** Where lines meet. */
  intersections: [x: number, y: number][];
}

/** Sorted middles of glyphs by x and by y, to ask whether text stands between two lines. */
export interface Middles {
  inside(box: Box): boolean;
}

/** All grids of a page, the smallest first, so that nested ones take their text before those around them. */
export function findLattices(edges: Edges, middles: Middles): { lattices: Lattice[]; tooLarge: boolean } {
  const networks = networksOf(edges);
  const lattices: Lattice[] = [];
  let tooLarge = false;
  for (const network of networks) {
    if (network.horizontal.length < 1 || network.vertical.length < 1) continue;
    const lattice = latticeOf(network, middles);
    if (lattice === 'too-large') tooLarge = true;
    else if (lattice) lattices.push(lattice);
  }
  const area = ({ box }: Lattice) => (box[2] - box[0]) * (box[3] - box[1]);
  return { lattices: lattices.sort((a, b) => area(a) - area(b)), tooLarge };
}

interface Network {
  horizontal: Edge[];
  vertical: Edge[];
  intersections: [number, number][];
}

function networksOf({ horizontal, vertical }: Edges): Network[] {
  const { reach } = LATTICE_SETTINGS;
  const parent = Array.from({ length: horizontal.length + vertical.length }, (_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const meetings: [edge: number, point: [number, number]][] = [];
  horizontal.forEach((h, i) => {
    // Verticals are sorted by x: only those within the reach of this line are looked at.
    for (let j = firstFrom(vertical, h.from - reach); j < vertical.length && vertical[j]!.at <= h.to + reach; j++) {
      const v = vertical[j]!;
      if (h.at < v.from - reach || h.at > v.to + reach) continue;
      parent[find(i)] = find(horizontal.length + j);
      meetings.push([i, [v.at, h.at]]);
    }
  });
  const networks = new Map<number, Network>();
  const of = (i: number): Network => {
    const root = find(i);
    const network = networks.get(root) ?? { horizontal: [], vertical: [], intersections: [] };
    networks.set(root, network);
    return network;
  };
  for (const [i, edge] of horizontal.entries()) of(i).horizontal.push(edge);
  for (const [i, edge] of vertical.entries()) of(horizontal.length + i).vertical.push(edge);
  for (const [i, point] of meetings) of(i).intersections.push(point);
  return [...networks.values()];
}

function firstFrom(edges: readonly Edge[], at: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function latticeOf({ horizontal, vertical, intersections }: Network, middles: Middles): Lattice | 'too-large' | null {
  const box: Box = [
    Math.min(...horizontal.map((edge) => edge.from), ...vertical.map((edge) => edge.at)),
    Math.min(...vertical.map((edge) => edge.from), ...horizontal.map((edge) => edge.at)),
    Math.max(...horizontal.map((edge) => edge.to), ...vertical.map((edge) => edge.at)),
    Math.max(...vertical.map((edge) => edge.to), ...horizontal.map((edge) => edge.at)),
  ];
  // The ends of the lines stand for outer borders that were not drawn.
  const xs = positionsOf([box[0], ...vertical.map((edge) => edge.at), box[2]], (a, b) =>
    middles.inside([a, box[1], b, box[3]]),
  );
  const ys = positionsOf([box[1], ...horizontal.map((edge) => edge.at), box[3]], (a, b) =>
    middles.inside([box[0], a, box[2], b]),
  );
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  if (columns < 1 || rows < 1) return null;
  if (rows * columns > LATTICE_SETTINGS.mostPositions) return 'too-large';
  const cells = cellsOf(wallsOf(vertical, xs, ys), wallsOf(horizontal, ys, xs), rows, columns);
  return {
    ...withoutUnused(xs, ys, cells),
    box: [xs[0]!, ys[0]!, xs.at(-1)!, ys.at(-1)!],
    horizontal,
    vertical,
    intersections,
  };
}

/** Sorted positions; those closer than a double line, with no text between them, become one. */
function positionsOf(values: readonly number[], hasText: (from: number, to: number) => boolean): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const positions: number[] = [];
  let group: number[] = [];
  for (const value of sorted) {
    const last = group.at(-1);
    if (
      last !== undefined &&
      (value - last > LATTICE_SETTINGS.doubleLine || (value - last > 1.5 && hasText(last, value)))
    ) {
      positions.push((group[0]! + last) / 2);
      group = [];
    }
    group.push(value);
  }
  if (group.length > 0) positions.push((group[0]! + group.at(-1)!) / 2);
  return positions;
}

/** `walls[i][k]`: a line stands at `across[i]` from `along[k]` to `along[k + 1]`. */
function wallsOf(edges: readonly Edge[], across: readonly number[], along: readonly number[]): boolean[][] {
  const covered = across.map(() => new Float64Array(along.length - 1));
  for (const edge of edges) {
    const i = nearest(across, edge.at);
    for (let k = Math.max(0, nearest(along, edge.from) - 1); k < along.length - 1 && along[k]! < edge.to; k++) {
      const shared = Math.min(edge.to, along[k + 1]!) - Math.max(edge.from, along[k]!);
      if (shared > 0) covered[i]![k]! += shared;
    }
  }
  return covered.map((row) =>
    Array.from(row, (length, k) => length >= LATTICE_SETTINGS.wallShare * (along[k + 1]! - along[k]!)),
  );
}

export function nearest(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle;
  }
  return Math.abs(sorted[low]! - value) <= Math.abs(sorted[high]! - value) ? low : high;
}

function cellsOf(vertical: boolean[][], horizontal: boolean[][], rows: number, columns: number): GridCell[] {
  const taken = new Uint8Array(rows * columns);
  const cells: GridCell[] = [];
  const open = (row: number, column: number) => taken[row * columns + column] === 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!open(row, column)) continue;
      // The largest rectangle from here without a wall inside: to the right first, then down as long as the whole
      // width goes on. Where a missing line makes an L, its foot becomes a cell of its own.
      let right = column + 1;
      while (right < columns && open(row, right) && !vertical[right]![row]) right++;
      let bottom = row + 1;
      const goesOn = () => {
        for (let k = column; k < right; k++) {
          if (!open(bottom, k) || horizontal[bottom]![k]) return false;
          if (k > column && vertical[k]![bottom]) return false;
        }
        return (
          (column === 0 || wallOrEdge(vertical, column, bottom)) &&
          (right === columns || wallOrEdge(vertical, right, bottom))
        );
      };
      while (bottom < rows && goesOn()) bottom++;
      for (let r = row; r < bottom; r++) taken.fill(1, r * columns + column, r * columns + right);
      cells.push({ row, column, rowSpan: bottom - row, columnSpan: right - column });
    }
  }
  return cells;
}

const wallOrEdge = (vertical: boolean[][], column: number, row: number): boolean => vertical[column]![row] === true;

/** Lines at which no cell begins are dropped, with the rows and columns that they made. */
function withoutUnused(xs: number[], ys: number[], cells: GridCell[]): Pick<Lattice, 'xs' | 'ys' | 'cells'> {
  const starts = (values: number[], last: number) => [...new Set(values)].sort((a, b) => a - b).concat(last);
  const columns = starts(
    cells.map((cell) => cell.column),
    xs.length - 1,
  );
  const rows = starts(
    cells.map((cell) => cell.row),
    ys.length - 1,
  );
  const columnOf = new Map(columns.map((value, i) => [value, i]));
  const rowOf = new Map(rows.map((value, i) => [value, i]));
  const span = (index: Map<number, number>, all: number[], from: number, size: number) => {
    // An end that is nobody's start lies between two starts: the cell reaches to the next one.
    let end = from + size;
    while (!index.has(end) && end < all.at(-1)!) end++;
    return index.get(end)! - index.get(from)!;
  };
  return {
    xs: columns.map((i) => xs[i]!),
    ys: rows.map((i) => ys[i]!),
    cells: cells.map((cell) => ({
      row: rowOf.get(cell.row)!,
      column: columnOf.get(cell.column)!,
      rowSpan: span(rowOf, rows, cell.row, cell.rowSpan),
      columnSpan: span(columnOf, columns, cell.column, cell.columnSpan),
    })),
  };
}
