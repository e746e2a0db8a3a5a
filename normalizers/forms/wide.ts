/**
 * Tables of approval (绩效目标批复表): one project a row, the levels of the grid as heads of columns, name and value in one
 * cell (产出指标 over 数量指标 | 质量指标 | …). Each project becomes the rows of a form of its own.
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

/** A column of targets: its label of level 2, and that of level 1 over it. */
interface TargetColumn {
  level1: Cell | null;
  level2: Cell;
}

interface WideHeads {
  headRow: number;
  firstRow: number;
  /** Heads that are no levels, on either side of them. */
  others: Cell[];
  name: Cell;
  targets: TargetColumn[];
  all: Cell[];
}

/** The projects of a table whose heads hold the name of a project and levels of the grid; null where they do not. */
export function readWide(table: Table, lexicon: Lexicon): Summary | null {
  const rows = cellsByRow(table);
  const heads = findWideHeads(rows, lexicon.forms);
  if (!heads) return null;
  const projects: Cell[][][] = [];
  /** What stands in each column of the head, merged cells included. */
  const open = new Map<Cell, Cell>();
  for (const row of rows.slice(heads.firstRow)) {
    if (row.length === 0 || isColumnNumbers(row) || row.some(({ text }) => lexicon.forms.isTotalRow(text))) continue;
    for (const head of heads.others) {
      const cell = row.find((each) => isUnder(each, head));
      const above = open.get(head);
      if (cell) open.set(head, cell);
      else if (above && above.row + above.rowSpan <= row[0]!.row) open.delete(head);
    }
    if (row.every((cell) => heads.all.some((head) => head.text === cell.text))) continue; // again after a page break
    const targets = heads.targets.flatMap((column) => targetRows(column, row, lexicon));
    const last = projects.at(-1);
    // The name is merged over several rows.
    if (last && !row.some((cell) => isUnder(cell, heads.name))) last.push(...targets);
    else if (open.get(heads.name)) {
      const fields = heads.others.flatMap((head) => headField(head, open.get(head), lexicon.forms));
      const labels = GRID_HEADS.map((text, column) => ({ ...heads.name, text, column, columnSpan: 1 }));
      projects.push([...fields, labels, ...targets]);
    }
  }
  return projects.length > 0 ? { captions: rows.slice(0, heads.headRow).flat(), projects } : null;
}

const isUnder = (cell: Cell, head: Cell) => cell.column >= head.column && cell.column < head.column + head.columnSpan;

function targetRows({ level1, level2 }: TargetColumn, row: readonly Cell[], { values }: Lexicon): Cell[][] {
  return row
    .filter((cell) => isUnder(cell, level2) && !isPlaceholder(cell.text, values))
    .flatMap((cell) => {
      const at = (column: number) => ({ row: cell.row, column, rowSpan: 1, columnSpan: 1 });
      const part = (text: string, column: number): Cell => ({
        ...cell,
        ...at(column),
        text,
        raw: text,
        repairs: [...cell.repairs, 'split-cell'],
      });
      const labels = () => [...(level1 ? [{ ...level1, ...at(0) }] : []), { ...level2, ...at(1) }];
      return splitTargets(cell.text, values).map(({ name, value }) => [...labels(), part(name, 2), part(value, 3)]);
    });
}

function findWideHeads(rows: readonly Cell[][], lexicon: FormLexicon): WideHeads | null {
  for (let i = 0; i < Math.min(rows.length, MOST_ROWS_ABOVE); i++) {
    const upper = rows[i]!;
    const name = upper.find((cell) => lexicon.field(cell.text) === 'project_name');
    if (!name) continue;
    const below = name.rowSpan > 1 || (rows[i + 1] ?? []).some(isLevelHead(lexicon)) ? (rows[i + 1] ?? []) : [];
    const lower = below.filter(isLevelHead(lexicon));
    const spanned = (cell: Cell) => lower.some((head) => isUnder(head, cell));
    const leaves = [...upper.filter((cell) => isLevelHead(lexicon)(cell) && !spanned(cell)), ...lower];
    const targets = leaves
      .sort((a, b) => a.column - b.column)
      .map((level2) => ({
        level1:
          upper.find((cell) => cell !== level2 && isUnder(level2, cell) && lexicon.level(cell.text)?.level1) ?? null,
        level2,
      }));
    if (targets.length < FEWEST_LEVELS) continue;
    const others = upper.filter((cell) => !spanned(cell) && !leaves.includes(cell));
    return { headRow: i, firstRow: i + (lower.length > 0 ? 2 : 1), others, name, targets, all: [...upper, ...lower] };
  }
  return null;
}

/** A label of level 2: 数量指标, 满意度指标. */
const isLevelHead = (lexicon: FormLexicon) => (cell: Cell) => Boolean(lexicon.level(cell.text)?.level2);
