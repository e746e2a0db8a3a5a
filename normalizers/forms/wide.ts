/**
 * Tables of approval (绩效目标批复表): one project a row, the levels of the grid as heads of columns (产出指标 over 数量指标 |
 * 质量指标 | …), name and value in one cell below them, or in columns of their own (数量指标 over 指标内容 | 指标值). Each
 * project becomes the rows of a form of its own.
 */
import { type Cell, cellsByRow, type Table } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { isPlaceholder } from '../values/index.js';
import { isColumnNumbers } from './grid-head.js';
import type { FormLexicon } from './lexicon.js';
import { GRID_HEADS, splitTargets } from './named-targets.js';
import { headField, type Summary } from './summary.js';

const MOST_ROWS_ABOVE = 8;
/** Columns of level 2 from which on the heads are levels, and no words of another table. */
const FEWEST_LEVELS = 3;
/** Columns of the grid before those of the target: 一级指标, 二级指标. */
const LEVELS = 2;

/** A column of targets: its label of level 2, and that of level 1 over it; of level 1 alone where its cells name level 2. */
interface TargetColumn {
  level1: Cell | null;
  level2: Cell | null;
  head: Cell;
  /** Heads of columns below the level: 指标内容, 指标值. None where name and value stand in one cell. */
  leaves: Cell[];
}

interface WideHeads {
  headRow: number;
  firstRow: number;
  /** Heads that are no levels, on either side of them. */
  others: Cell[];
  name: Cell;
  targets: TargetColumn[];
  /** The texts of the heads below the levels, each once: 指标内容, 指标值. */
  leaves: string[];
  all: Cell[];
}

/** The projects of a table whose heads hold the name of a project and levels of the grid; null where they do not. */
export function readWide(table: Table, lexicon: Lexicon): Summary | null {
  const rows = cellsByRow(table);
  const heads = findWideHeads(rows, lexicon.forms);
  if (!heads) return null;
  /** The head of each project, and its targets below each level: those of one level may go on in the next row. */
  const projects: { head: Cell[][]; targets: Cell[][][] }[] = [];
  /** What stands in each column of the head, merged cells included. */
  const open = new Map<Cell, Cell>();
  const taken = new Set<Cell>();
  const below = rows.slice(heads.firstRow);
  for (const row of below) {
    const isHead = row.every((cell) => heads.all.some((head) => head.text === cell.text)); // again after a page break
    if (isHead || isColumnNumbers(row) || row.some(({ text }) => lexicon.forms.isTotalRow(text))) {
      for (const cell of row) taken.add(cell);
      continue;
    }
    for (const head of heads.others) {
      const cell = row.find((each) => isUnder(each, head));
      const above = open.get(head);
      if (cell) open.set(head, cell);
      else if (above && above.row + above.rowSpan <= row[0]!.row) open.delete(head);
    }
    const targets = heads.targets.map((column) =>
      heads.leaves.length > 0 ? leafRow(column, row, heads.leaves, lexicon) : targetRows(column, row, lexicon),
    );
    const last = projects.at(-1);
    // The name is merged over several rows.
    const goesOn = last && !row.some((cell) => isUnder(cell, heads.name));
    if (!goesOn && !open.get(heads.name)) continue;
    for (const cell of row) if (heads.targets.some(({ head }) => isUnder(cell, head))) taken.add(cell);
    if (goesOn) for (const [level, more] of targets.entries()) last.targets[level]!.push(...more);
    else {
      for (const cell of open.values()) taken.add(cell);
      const fields = heads.others.flatMap((head) => headField(head, open.get(head), lexicon.forms));
      const labels = [
        ...GRID_HEADS.slice(0, LEVELS),
        ...(heads.leaves.length > 0 ? heads.leaves : GRID_HEADS.slice(LEVELS)),
      ];
      const gridHead = labels.map((text, column) => ({ ...heads.name, text, column, columnSpan: 1 }));
      projects.push({ head: [...fields, gridHead], targets });
    }
  }
  if (projects.length === 0) return null;
  const unread = below.flat().filter((cell) => !taken.has(cell));
  return {
    captions: rows.slice(0, heads.headRow).flat(),
    projects: projects.map(({ head, targets }) => [...head, ...targets.flat()]),
    unread,
  };
}

const isUnder = (cell: Cell, head: Cell) => cell.column >= head.column && cell.column < head.column + head.columnSpan;

/** The levels of a column as cells of a row of the grid. */
const levelCells = ({ level1, level2 }: TargetColumn, row: number): Cell[] =>
  [level1, level2].flatMap((cell, column) => (cell ? [{ ...cell, row, column, rowSpan: 1, columnSpan: 1 }] : []));

/** What stands below the heads of one level in a row is one target: 指标内容 | 指标值. */
function leafRow(column: TargetColumn, row: readonly Cell[], leaves: readonly string[], { values }: Lexicon): Cell[][] {
  const cells = row.filter((cell) => isUnder(cell, column.head) && !isPlaceholder(cell.text, values));
  if (cells.length === 0) return [];
  const own = cells.flatMap((cell) => {
    const leaf = column.leaves.find((head) => isUnder(cell, head));
    return leaf ? [{ ...cell, column: LEVELS + leaves.indexOf(leaf.text), rowSpan: 1, columnSpan: 1 }] : [];
  });
  return [[...levelCells(column, cells[0]!.row), ...own]];
}

function targetRows(column: TargetColumn, row: readonly Cell[], { values, forms }: Lexicon): Cell[][] {
  return row
    .filter((cell) => isUnder(cell, column.head) && !isPlaceholder(cell.text, values))
    .flatMap((cell) => {
      const part = (text: string, at: number): Cell => ({
        ...cell,
        column: at,
        rowSpan: 1,
        columnSpan: 1,
        text,
        raw: text,
        repairs: [...cell.repairs, 'split-cell'],
      });
      const above = levelCells(column, cell.row);
      return labelledParts(cell.text, column.level2 !== null, { values, forms }).flatMap(({ label, text }) => {
        // 数量指标：… in the cell says more than the head over it.
        const labels = label ? [...above.filter((each) => each.column === 0), part(label, 1)] : above;
        return splitTargets(text, values).map(({ name, value }) => [...labels, part(name, 2), part(value, 3)]);
      });
    });
}

/** `数量指标：非遗工坊12家；展演场次≥20场` ⏎ `成本指标：…`: the parts of a text under the labels of level 2 that it prints. */
function labelledParts(
  text: string,
  /** The head over them is one of level 2: 质量：合格 under it is a name and its value. */
  hasLevel2: boolean,
  { forms, values }: Pick<Lexicon, 'forms' | 'values'>,
): { label: string | null; text: string }[] {
  const namesTarget = (rest: string) => splitTargets(rest, values).some(({ name, value }) => name !== value);
  const parts: { label: string | null; text: string }[] = [];
  for (const line of text.split(/[\n；;。]+/u)) {
    const [, label, rest] =
      /^\s*(?:[（(]?[\d一二三四五六]{1,2}[）)、.．]\s*)?([^:：]{2,14})[:：](.*)$/su.exec(line) ?? [];
    const isLevel2 = label !== undefined && forms.level(label)?.level2;
    const isLabel = isLevel2 && (!hasLevel2 || label.includes('指标') || namesTarget(rest!));
    if (isLabel) parts.push({ label: label.trim(), text: rest! });
    else if (parts.length > 0) parts.at(-1)!.text += `\n${line}`;
    else parts.push({ label: null, text: line });
  }
  return parts;
}

function findWideHeads(rows: readonly Cell[][], lexicon: FormLexicon): WideHeads | null {
  for (let i = 0; i < Math.min(rows.length, MOST_ROWS_ABOVE); i++) {
    const upper = rows[i]!;
    const name = upper.find((cell) => lexicon.field(cell.text) === 'project_name');
    if (!name) continue;
    const next = rows[i + 1] ?? [];
    const below = next.length > 1 && (name.rowSpan > 1 || next.some(isLevelHead(lexicon))) ? next : [];
    const third = rows[i + 2] ?? [];
    const roles = below.length > 0 && third.length > 1 && third.every((cell) => isRoleHead(cell, lexicon)) ? third : [];
    const spanned = (cell: Cell) => below.some((head) => isUnder(head, cell));
    const heads = [...upper.filter((cell) => !spanned(cell)), ...below].sort((a, b) => a.column - b.column);
    const targets = heads.filter(isLevelHead(lexicon)).map((head) => {
      const over = upper.find((cell) => cell !== head && isUnder(head, cell) && lexicon.level(cell.text)?.level1);
      const isLevel2 = lexicon.level(head.text)?.level2;
      const leaves = roles.filter((cell) => isUnder(cell, head));
      return { level1: over ?? (isLevel2 ? null : head), level2: isLevel2 ? head : null, head, leaves };
    });
    if (targets.length < FEWEST_LEVELS) continue;
    return {
      headRow: i,
      firstRow: i + [upper, below, roles].filter((row) => row.length > 0).length,
      others: heads.filter((cell) => !isLevelHead(lexicon)(cell)),
      name,
      targets,
      leaves: [...new Set(roles.map(({ text }) => text))],
      all: [...upper, ...below, ...roles],
    };
  }
  return null;
}

/** A label of a level: 数量指标, 满意度指标, 产出指标. */
const isLevelHead = (lexicon: FormLexicon) => (cell: Cell) => lexicon.level(cell.text) !== null;

/** What the grid calls its columns, and no level: 指标内容, 指标值, 分值. */
const isRoleHead = ({ text }: Cell, lexicon: FormLexicon) =>
  lexicon.columnRoles(text).some((role) => role !== 'level1' && role !== 'level2');
