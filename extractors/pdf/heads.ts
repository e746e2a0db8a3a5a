/**
 * The head of an unruled table: lines stacked over one column are one cell, and a phrase over several columns is a cell
 * that spans them, told by what it covers, by the rule below it, or by standing in their middle.
 */
import type { Columns } from './columns.js';
import type { Edge } from './edges.js';
import {
  groupRange,
  HEAD_SETTINGS,
  leftGroups,
  middleX,
  middleY,
  repeatedGroups,
  sharedGroups,
  stackedGroups,
} from './head-groups.js';
import type { Piece } from './pieces.js';
import { boxAround, type Phrase } from './words.js';

export interface HeadCell {
  pieces: Piece[];
  from: number;
  to: number;
  row: number;
  rowSpan: number;
}

export function readHead(
  pieces: readonly Piece[],
  columns: Columns,
  rules: readonly Edge[],
): { cells: HeadCell[]; rows: number } {
  const cells: HeadCell[] = [];
  const lines = new Map<number, Piece[]>();
  for (const piece of pieces) lines.set(piece.line, [...(lines.get(piece.line) ?? []), piece]);
  const ordered = [...lines].sort((a, b) => a[0] - b[0]).map(([, line]) => line);
  const sure = new Set<Piece>();
  /** Heads of groups with whole heads below, none of which goes on from them. */
  const closed = new Set<HeadCell>();
  // Where a rule below marks the heads that span, those without a rule do not.
  const marked = ordered.some((line) =>
    line.some((piece) => {
      const range = ruledRange(piece, line, pieces, columns, rules);
      return range !== null && range.to > range.from;
    }),
  );
  for (const [i, line] of ordered.entries()) {
    const above = [...cells];
    // Level with it but for a superscript, the next line is not below.
    const below = ordered.slice(i + 1).find((next) => isBelow(next, line)) ?? [];
    const set = leftGroups(line, below);
    const repeated = repeatedGroups(line, below);
    const stacked = stackedGroups(line, ordered.slice(i + 1).flat());
    const shared = sharedGroups(line, ordered.slice(i + 1).flat(), columns);
    const counted = isCounted(line);
    for (const piece of line) {
      const ruled = ruledRange(piece, line, pieces, columns, rules);
      const spans =
        ruled ??
        (marked || isCut(piece, below)
          ? null
          : (set.get(piece) ??
            repeated.get(piece) ??
            stacked.get(piece) ??
            shared.get(piece) ??
            groupRange(piece, line, below)));
      const own = { ...piece, ...(spans ?? {}) };
      if (spans && spans === set.get(piece)) sure.add(own);
      const host = above
        .filter((cell) => cell.from <= own.to && cell.to >= own.from)
        .sort((a, b) => bottomOf(b) - bottomOf(a))[0];
      // The number of a head is for the columns that this is for.
      if (host && counted && line.filter((other) => other.from <= host.to && other.to >= host.from).length === 1)
        Object.assign(own, { from: host.from, to: host.to });
      if (host && !counted && !closed.has(host) && goesOn(host, own, line, cells, rules)) {
        host.pieces.push(own);
        host.from = Math.min(host.from, own.from);
        host.to = Math.max(host.to, own.to);
      } else {
        cells.push({ pieces: [own], from: own.from, to: own.to, row: 0, rowSpan: 1 });
        if (spans && spans === stacked.get(piece)) closed.add(cells.at(-1)!);
      }
    }
  }
  for (const cell of cells) {
    const last = cell.pieces.at(-1)!;
    if (!marked && !sure.has(last) && !ruledRange(last, lines.get(last.line)!, pieces, columns, rules))
      widen(cell, cells, columns);
  }
  return { cells, rows: placeRows(cells) };
}

/** The numbers of the columns, (1) (2) (3), or of the heads over them: a row of its own. */
export function isCounted(line: readonly Phrase[]): boolean {
  if (line.length < 3) return false;
  const numbers = line.map(({ text }) => {
    const [, count, letter] = /^[([]?(?:(\d{1,2})|([a-z]))[)\]]?$/i.exec(text) ?? [];
    return count === undefined ? (letter?.toLowerCase().charCodeAt(0) ?? Number.NaN) : Number(count);
  });
  return numbers.every((number, i) => (i === 0 ? !Number.isNaN(number) : number === numbers[i - 1]! + 1));
}

/** What stands right below, in the same column, begins with a small letter: `Below poverty` / `level` is one head. */
function isCut(piece: Piece, below: readonly Piece[]): boolean {
  if (piece.from !== piece.to || !/[\p{L},\-–—/]$/u.test(piece.text)) return false;
  return below.some(
    (other) =>
      other.from === piece.from &&
      other.to === piece.to &&
      /^\p{Ll}/u.test(other.text) &&
      Math.abs(middleX(other) - middleX(piece)) < HEAD_SETTINGS.aligned * piece.size &&
      middleY(other) - middleY(piece) < HEAD_SETTINGS.leading * piece.size,
  );
}

const bottomOf = (cell: HeadCell): number => Math.max(...cell.pieces.map((piece) => piece.box[3]));
const topOf = (cell: HeadCell): number => Math.min(...cell.pieces.map((piece) => piece.box[1]));
const isBelow = ([below]: readonly Piece[], [above]: readonly Piece[]): boolean =>
  middleY(below!) - middleY(above!) > HEAD_SETTINGS.lineBelow * above!.size;

const overlaps = (a: Piece, b: Piece): boolean => a.box[0] < b.box[2] && a.box[2] > b.box[0];

/** The columns over which the rule right below a phrase runs, where it runs over a part of the table only. */
function ruledRange(
  piece: Piece,
  line: readonly Piece[],
  pieces: readonly Piece[],
  { cores }: Columns,
  rules: readonly Edge[],
): { from: number; to: number } | null {
  const isClose = ({ box, size }: Piece, { at }: Edge, most: number) =>
    at - box[3] > -0.4 * size && at - box[3] < most * size;
  const whole = rules.find((edge) => {
    // The head beside it has more lines, and its rule is level with this one.
    const isLevel = () =>
      pieces.some(
        (other) =>
          other.line > piece.line &&
          isClose(other, edge, HEAD_SETTINGS.rule) &&
          rules.some(({ at, from, to }) => Math.abs(at - edge.at) < 1 && from < middleX(other) && to > middleX(other)),
      );
    return (
      (isClose(piece, edge, HEAD_SETTINGS.rule) || (isClose(piece, edge, HEAD_SETTINGS.levelRule) && isLevel())) &&
      edge.from < middleX(piece) &&
      edge.to > middleX(piece) &&
      !pieces.some((other) => middleY(other) > piece.box[3] && middleY(other) < edge.at && overlaps(other, piece))
    );
  });
  if (!whole) return null;
  const rule = partUnder(piece, line, whole);
  const under = cores.flatMap((core, i) =>
    core && (core[0] + core[1]) / 2 > rule.from && (core[0] + core[1]) / 2 < rule.to ? [i] : [],
  );
  if (under.length === 0) return null;
  const heads = line.filter((other) => middleX(other) > rule.from && middleX(other) < rule.to);
  if (heads.length > 1) {
    // Heads below stand in the middle of their columns where numbers, set right, do not.
    const below = pieces.filter((other) => middleY(other) > rule.at && other.from === other.to);
    const places = cores.map((core, i): Columns['cores'][number] => {
      const head = below.find((other) => other.from === i);
      return head ? [head.box[0], head.box[2]] : core;
    });
    return shareOf(piece, heads, under, places);
  }
  return { from: Math.min(under[0]!, piece.from), to: Math.max(under.at(-1)!, piece.to) };
}

/** The part of a rule below one of several heads, where it has one seen gap between each two of them. */
function partUnder(piece: Piece, line: readonly Piece[], rule: Edge): Edge {
  const { gaps = [] } = rule;
  const middles = line.map(middleX).filter((x) => x > rule.from && x < rule.to);
  const own = middles.map((x) => gaps.filter((gap) => gap < x).length);
  if (gaps.length !== middles.length - 1 || own.some((count, i) => count !== i)) return rule;
  const ends = [rule.from, ...gaps, rule.to];
  const i = gaps.filter((gap) => gap < middleX(piece)).length;
  return { at: rule.at, from: ends[i]!, to: ends[i + 1]! };
}

/**
 * The rules of several heads touch and are one: its columns are shared out so that every head stands in the middle of
 * its own. Null where there are not enough columns, or where the heads do not stand in the middle.
 */
function shareOf(
  piece: Piece,
  heads: readonly Piece[],
  under: readonly number[],
  cores: Columns['cores'],
): { from: number; to: number } | null {
  if (under.length <= heads.length) return null;
  const errorOf = (head: Piece, from: number, to: number): number =>
    Math.abs((cores[under[from]!]![0] + cores[under[to - 1]!]![1]) / 2 - middleX(head));
  /** The cheapest way in which the first heads share the columns up to each. */
  let best: { cost: number; ends: number[] }[] = [{ cost: 0, ends: [] }];
  for (const head of heads) {
    const next: typeof best = [];
    for (let from = 0; from < under.length; from++) {
      if (!best[from]) continue;
      for (let to = from + 1; to <= under.length; to++) {
        const cost = best[from]!.cost + errorOf(head, from, to);
        if (cost < (next[to]?.cost ?? Number.POSITIVE_INFINITY)) next[to] = { cost, ends: [...best[from]!.ends, to] };
      }
    }
    best = next;
  }
  const whole = best[under.length];
  const width = cores[under.at(-1)!]![1] - cores[under[0]!]![0];
  const most = Math.max(HEAD_SETTINGS.offRule * piece.size, (HEAD_SETTINGS.offRuleShare * width) / heads.length);
  if (!whole || whole.cost > most * heads.length) return null;
  const i = heads.indexOf(piece);
  return { from: under[i === 0 ? 0 : whole.ends[i - 1]!]!, to: under[whole.ends[i]! - 1]! };
}

function goesOn(
  host: HeadCell,
  piece: Piece,
  line: readonly Piece[],
  cells: readonly HeadCell[],
  rules: readonly Edge[],
): boolean {
  const last = host.pieces.at(-1)!;
  if (middleY(piece) - middleY(last) > HEAD_SETTINGS.leading * Math.max(piece.size, last.size)) return false;
  if (
    rules.some(
      (edge) =>
        edge.at > middleY(last) && edge.at < middleY(piece) && edge.from < middleX(piece) && edge.to > middleX(piece),
    )
  )
    return false;
  // One of the same words is the head of a group, so this one is of a group of one column.
  const textOf = ({ pieces: [first] }: HeadCell) => first!.text;
  if (
    host.from === host.to &&
    host.pieces.length === 1 &&
    cells.some((cell) => cell.from < cell.to && cell.pieces.length === 1 && textOf(cell) === textOf(host))
  )
    return false;
  if (host.from === piece.from && host.to === piece.to) return true;
  const alone = line.filter((other) => other.from <= host.to && other.to >= host.from).length === 1;
  const others = cells.filter(
    (cell) => cell !== host && cell.from <= piece.to && cell.to >= piece.from && bottomOf(cell) > topOf(host),
  );
  const centred = Math.abs(middleX(boxed(host)) - middleX(piece)) < HEAD_SETTINGS.centred * piece.size;
  const left = Math.abs(boxed(host).box[0] - piece.box[0]) < 0.5 * piece.size;
  return alone && others.length === 0 && (centred || left);
}

const boxed = (cell: HeadCell) => ({ box: boxAround(cell.pieces) });

/** A head in the middle of several columns stands for all of them, if each has a head of its own below it. */
function widen(cell: HeadCell, cells: readonly HeadCell[], { cores }: Columns): void {
  const below = cells.filter((other) => other !== cell && topOf(other) >= bottomOf(cell) - 1);
  const beside = cells.filter(
    (other) => other !== cell && topOf(other) < bottomOf(cell) - 1 && bottomOf(other) > topOf(cell) + 1,
  );
  if (below.length === 0) return;
  const headed = (i: number) =>
    below.some((other) => other.from <= i && other.to >= i) &&
    !beside.some((other) => other.from <= i && other.to >= i);
  let low = cell.from;
  let high = cell.to;
  while (low > 0 && headed(low - 1)) low--;
  while (high < cores.length - 1 && headed(high + 1)) high++;
  if (low === cell.from && high === cell.to) return;
  if (!below.some((other) => other.from <= cell.to && other.to >= cell.from)) return;
  const middle = middleX(boxed(cell));
  const size = cell.pieces[0]!.size;
  const extent = (from: number, to: number): [number, number] => {
    const heads = below.filter((other) => other.from >= from && other.to <= to).map(boxed);
    const boxes = [
      ...heads.map(({ box }) => [box[0], box[2]] as const),
      ...cores.slice(from, to + 1).flatMap((core) => (core ? [core] : [])),
    ];
    return [Math.min(...boxes.map(([x]) => x)), Math.max(...boxes.map(([, x]) => x))];
  };
  const error = (from: number, to: number) => {
    const [x0, x1] = extent(from, to);
    return Math.abs((x0 + x1) / 2 - middle);
  };
  const ranges: { from: number; to: number; error: number }[] = [];
  for (let from = low; from <= cell.from; from++)
    for (let to = cell.to; to <= high; to++) ranges.push({ from, to, error: error(from, to) });
  const least = Math.min(...ranges.map((range) => range.error));
  // Of those that it stands in the middle of the widest, for the others would have a head for some columns only.
  const best = ranges
    .filter((range) => range.error <= least + 0.25 * size)
    .reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  if (best.error <= HEAD_SETTINGS.centred * size) Object.assign(cell, { from: best.from, to: best.to });
}

/** Gives every cell its rows; returns how many rows there are. */
function placeRows(cells: readonly HeadCell[]): number {
  const sorted = [...cells].sort((a, b) => topOf(a) - topOf(b));
  const depth = new Map<HeadCell, number>();
  const height = new Map<HeadCell, number>();
  const over = (a: HeadCell, b: HeadCell) => a.from <= b.to && a.to >= b.from && middleY(boxed(a)) < middleY(boxed(b));
  for (const cell of sorted)
    depth.set(
      cell,
      Math.max(-1, ...sorted.filter((other) => over(other, cell)).map((other) => depth.get(other) ?? 0)) + 1,
    );
  for (const cell of [...sorted].reverse())
    height.set(
      cell,
      Math.max(-1, ...sorted.filter((other) => over(cell, other)).map((other) => height.get(other) ?? 0)) + 1,
    );
  const rows = Math.max(0, ...sorted.map((cell) => depth.get(cell)! + 1));
  const bands = Array.from({ length: rows }, (_, row) => {
    const full = sorted.filter((cell) => depth.get(cell) === row && depth.get(cell)! + height.get(cell)! === rows - 1);
    return { top: Math.min(...full.map(topOf)), bottom: Math.max(...full.map(bottomOf)) };
  });
  for (const cell of sorted) {
    if (depth.get(cell)! + height.get(cell)! === rows - 1) {
      cell.row = depth.get(cell)!;
      continue;
    }
    const first = depth.get(cell)!;
    const last = rows - 1 - height.get(cell)!;
    const touched: number[] = [];
    for (let row = first; row <= last; row++) {
      const band = bands[row]!;
      const shared = Math.min(band.bottom, bottomOf(cell)) - Math.max(band.top, topOf(cell));
      if (shared > 0.3 * Math.min(band.bottom - band.top, bottomOf(cell) - topOf(cell))) touched.push(row);
    }
    cell.row = touched[0] ?? last;
    cell.rowSpan = touched.length > 0 ? touched.at(-1)! - touched[0]! + 1 : 1;
  }
  return rows;
}
