/** Rows, cells and labels that a page break cut in two. */
import { type Cell, cellsByRow, type Finding, type Table } from '../document.js';
import type { Vocabulary } from './vocabulary.js';

/** A label is split over a few rows at most: 项目资金 / (万元) stand one or two rows apart. */
const LABEL_REACH = 4;
/** Columns between a fragment and the cell that it belongs to: shifted rows do not keep their columns. */
const FRAGMENT_REACH = 2;

/** Share of labels among the other cells of a column from which on it is one of labels; heads and 实施单位 stand over values, too. */
const LABELS_IN_COLUMN = 0.5;

/** A number with its sign and unit is whole by itself (`98`, `≥12 个`, `%`): the rest of something only where it joins as a word. */
const WHOLE = /^[≥≤＝=<>＞＜]?[\d.,，]*\s*[%％‰\p{L}]{0,3}$/u;
const HAS_SIGN = /[\d≥≤＝=<>＞＜%％‰]/;

/** Joins labels whose second half stands in a later row of the same column: `项目资金` / `（万元）`. */
export function joinLabels(table: Table, vocabulary: Vocabulary): void {
  const inColumn = new Map<number, Cell[]>();
  for (const cell of table.cells) {
    const above = inColumn.get(cell.column);
    if (above) above.push(cell);
    else inColumn.set(cell.column, [cell]);
  }
  const gone = new Set<Cell>();
  for (const cells of inColumn.values()) {
    cells.sort((a, b) => a.row - b.row);
    let above: Cell | null = null;
    for (const cell of cells) {
      const afterBreak = table.edges !== undefined && table.breaks.includes(cell.row);
      if (
        above &&
        cell.row - above.row - above.rowSpan < LABEL_REACH &&
        splitLabel(above, cell, afterBreak, vocabulary)
      ) {
        append(above, cell, 'joined-label');
        gone.add(cell);
      } else above = cell;
    }
  }
  if (gone.size > 0) table.cells = table.cells.filter((cell) => !gone.has(cell));
}

function splitLabel(above: Cell, below: Cell, afterBreak: boolean, vocabulary: Vocabulary): boolean {
  if (below.text.length > 12 || !vocabulary.isLabel(above.text + below.text)) return false;
  // 生态效益 | 指标: both are labels, but one that a page ends with and one that the next begins with are a longer one.
  if (afterBreak) return true;
  if (vocabulary.isLabel(below.text)) return false;
  // `项目资金` is a label by itself: only a bracketed rest goes with it, never a word that could be a value.
  return !vocabulary.isLabel(above.text) || /^[（(【[]/.test(below.text);
}

/**
 * Rejoins rows that were cut: every cell of such a row goes on with a cell of the row above (`足额保` | `障`). After a
 * break one lone cell below a cell of its column is joined as well, with a finding, since it could be a row of its own.
 */
export function joinRows(table: Table, vocabulary: Vocabulary, findings: Finding[]): void {
  const rows = cellsByRow(table);
  const gone = new Set<Cell>();
  const isLabel = labelsWhereTheyStand(table, vocabulary);
  let above = 0;
  /** The cell whose text goes on over lines. */
  let open: Cell | null = null;
  for (let row = 1; row < rows.length; row++) {
    const cells = rows[row]!;
    const lineRest = restOfLine(cells, rows[above]!, table, vocabulary);
    const [first] = cells;
    if (
      lineRest ||
      (open && first?.column === 0 && !vocabulary.isLabel(first.text) && !vocabulary.startsForm([first.text]))
    ) {
      const host: Cell = lineRest ?? open!;
      append(host, first!, 'joined-line');
      gone.add(first!);
      // The last line of the cell has the other cells of its row behind it.
      for (const cell of cells.slice(1)) Object.assign(cell, { row: host.row, column: host.column + cell.column });
      open = lineRest;
      continue;
    }
    open = null;
    const hosts =
      cells.length > 0 && cells.length <= rows[above]!.length
        ? hostsOf(cells, rows[above]!, table.breaks.includes(row), { isLabel, joinsWord: vocabulary.joinsWord })
        : null;
    if (!hosts) {
      if (cells.length > 0) above = row;
      continue;
    }
    cells.forEach((cell, i) => {
      const { host, sure } = hosts[i]!;
      if (!sure) {
        findings.push({
          code: 'repair/doubtful-join',
          severity: 'warning',
          message: `「${cell.text}」 after a break is read as the rest of 「${host.text}」`,
          at: cell.at,
          actual: cell.text,
          expected: host.text + cell.text,
        });
      }
      append(host, cell, sure ? 'joined-word' : 'joined-cell');
      gone.add(cell);
    });
  }
  if (gone.size > 0) table.cells = table.cells.filter((cell) => !gone.has(cell));
}

/**
 * Whether a cell is a label where it stands. Where columns have their place on the page, that is only in a column of
 * labels: 质量 in the column of values is the rest of 同网同价同质量. In text, shifted labels may stand anywhere.
 */
function labelsWhereTheyStand(table: Table, vocabulary: Vocabulary): (cell: Cell) => boolean {
  const isWord = (cell: Cell) => vocabulary.isLabel(cell.text);
  if (!table.edges) return isWord;
  const columns = new Map<number, { cells: number; labels: number }>();
  for (const cell of table.cells) {
    const { cells, labels } = columns.get(cell.column) ?? { cells: 0, labels: 0 };
    columns.set(cell.column, { cells: cells + 1, labels: labels + (isWord(cell) ? 1 : 0) });
  }
  return (cell) => {
    const { cells, labels } = columns.get(cell.column)!;
    return isWord(cell) && labels - 1 >= LABELS_IN_COLUMN * (cells - 1);
  };
}

/** The cell that a line without tabs goes on with: the last of the row above, unless the line is a title or a label. */
function restOfLine(cells: readonly Cell[], above: readonly Cell[], table: Table, vocabulary: Vocabulary): Cell | null {
  const [line] = cells;
  if (!line || cells.length > 1 || table.columns < 2 || line.columnSpan < table.columns) return null;
  if (!table.method.startsWith('text/') || vocabulary.isLabel(line.text) || vocabulary.startsForm([line.text]))
    return null;
  const host = above.at(-1);
  return host && host.columnSpan < table.columns && !vocabulary.isLabel(host.text) ? host : null;
}

interface Host {
  host: Cell;
  sure: boolean;
}

/** For each cell of a row the cell above that it goes on with; null where the row stands by itself. */
function hostsOf(
  cells: readonly Cell[],
  above: readonly Cell[],
  afterBreak: boolean,
  { isLabel, joinsWord }: { isLabel: (cell: Cell) => boolean; joinsWord: Vocabulary['joinsWord'] },
): Host[] | null {
  if (cells.some(isLabel)) return null;
  const hosts: Host[] = [];
  for (const cell of cells) {
    const near = above
      .filter(
        (other) => Math.abs(other.column - cell.column) <= FRAGMENT_REACH && !hosts.some(({ host }) => host === other),
      )
      .sort((a, b) => Math.abs(a.column - cell.column) - Math.abs(b.column - cell.column));
    const word = near.find((other) => !isLabel(other) && joinsWord(other.text, cell.text));
    const below = near.find((other) => other.column === cell.column && !isLabel(other));
    if (word) hosts.push({ host: word, sure: true });
    else if (below && afterBreak) hosts.push({ host: below, sure: false });
    else return null;
  }
  // In the middle of a page only cut words are joined; cells that merely stand below others are a row.
  if (!afterBreak && hosts.some((host) => !host.sure)) return null;
  // Several cells that merely stand below others are the next row; words that join tell that the row was cut. A
  // number or a sign that is whole by itself (`98`, `≥`, `%`) belongs to a row of its own.
  const sure = hosts.filter((host) => host.sure).length;
  if (cells.length > 1 && sure * 2 < cells.length) return null;
  if (cells.length > 1 && cells.some(({ text }, i) => !hosts[i]!.sure && HAS_SIGN.test(text) && WHOLE.test(text)))
    return null;
  if (cells.length === 1 && !hosts[0]!.sure && above.length < 3) return null;
  return hosts;
}

function append(host: Cell, rest: Cell, repair: string): void {
  const seam = `${clip(host.text, -SEAM_SHOWN)}|${clip(rest.text, SEAM_SHOWN)}`;
  host.repairs.push(`${repair}: ${seam}`, ...rest.repairs);
  if (rest.confidence !== undefined) host.confidence = Math.min(host.confidence ?? 1, rest.confidence);
  host.text += rest.text;
  host.raw += `\n${rest.raw}`;
  host.at.push(...rest.at);
}

/** Characters shown on either side of a seam: a cell that goes on over seven pages has six, and each would show it all. */
const SEAM_SHOWN = 30;

/** The first characters of a text, or with a negative count the last, with a mark where there are more. */
function clip(text: string, count: number): string {
  if (text.length <= Math.abs(count)) return text;
  return count < 0 ? `…${text.slice(count)}` : `${text.slice(0, count)}…`;
}
