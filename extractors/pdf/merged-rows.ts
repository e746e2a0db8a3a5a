/**
 * Cells for several rows in tables with a rule below every row and none between columns: there the rules below these rows
 * leave their column out, `May 2002` beside three instruments.
 */
import type { Columns } from './columns.js';
import type { Edge } from './edges.js';
import type { Block, Row } from './pieces.js';

export const MERGED_SETTINGS = {
  /** Heights at which rules leave columns out. */
  fewestRules: 3,
  /** Share of the rows that have a rule below them. */
  ruledRows: 0.8,
  /** Share of the columns below which they run. */
  ruledShare: 0.5,
  /** Points: rules at one height. */
  level: 1,
} as const;

/** A block that stands beside several rows: the first of them, and how many. */
export interface Merged {
  block: Block;
  row: number;
  rowSpan: number;
}

/** The rows without such blocks, and without rows of nothing else. `full` are the heights of rules across all columns. */
export function takeMerged(
  rows: Row[],
  { cores }: Columns,
  rules: readonly Edge[],
  full: readonly number[],
): { rows: Row[]; merged: Merged[] } {
  const none = { rows, merged: [] };
  const heights: { at: number; ruled: boolean[] }[] = [];
  for (const { at, from, to } of rules) {
    let height = heights.find((other) => Math.abs(other.at - at) < MERGED_SETTINGS.level);
    if (!height) {
      height = { at, ruled: cores.map(() => false) };
      heights.push(height);
    }
    cores.forEach((core, i) => {
      if (core && from < core[0] + 1 && to > core[1] - 1) height.ruled[i] = true;
    });
  }
  const partly = heights.filter(
    ({ ruled }) => ruled.includes(false) && ruled.filter(Boolean).length >= MERGED_SETTINGS.ruledShare * ruled.length,
  );
  const top = Math.min(...rows.map((row) => row.top));
  const inside = partly.filter(({ at }) => at > top);
  const between = inside.length + full.filter((y) => y > top).length;
  if (inside.length < MERGED_SETTINGS.fewestRules || between < MERGED_SETTINGS.ruledRows * rows.length) return none;
  const middleOf = (block: Block) => (block.top + block.bottom) / 2;
  const blocks = rows.flatMap((row) => row.blocks);
  const found: { block: Block; above: number; below: number }[] = [];
  for (const block of blocks) {
    if (block.from !== block.to) continue;
    const ends = [...full, ...inside.filter(({ ruled }) => ruled[block.from]).map(({ at }) => at)];
    const above = Math.max(Number.NEGATIVE_INFINITY, ...ends.filter((y) => y < middleOf(block)));
    const below = Math.min(Number.POSITIVE_INFINITY, ...ends.filter((y) => y > middleOf(block)));
    const isOver = inside.some(({ at }) => at > above + MERGED_SETTINGS.level && at < below - MERGED_SETTINGS.level);
    const isAlone = !blocks.some(
      (other) =>
        other !== block &&
        other.from <= block.to &&
        other.to >= block.from &&
        middleOf(other) > above &&
        middleOf(other) < below,
    );
    if (isOver && isAlone) found.push({ block, above, below });
  }
  const taken = new Set(found.map(({ block }) => block));
  const kept = rows
    .map((row) => ({ ...row, blocks: row.blocks.filter((block) => !taken.has(block)) }))
    .filter((row) => row.blocks.length > 0);
  const merged = found.map(({ block, above, below }): Merged => {
    const beside = kept.map(({ top, bottom }) => (top + bottom) / 2).map((y) => y > above && y < below);
    return { block, row: beside.indexOf(true), rowSpan: beside.filter(Boolean).length };
  });
  return merged.some(({ row }) => row < 0) ? none : { rows: kept, merged };
}
