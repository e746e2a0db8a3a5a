/** Tables that hold data, told apart from those that only lay out the page. */
import type { HtmlElement } from './dom.js';
import { type Grid, gridOf } from './grid.js';
import { descendants, isElement, textOf } from './tree.js';

/** Elements that stand within a line. */
export const INLINE = new Set(
  'a abbr acronym b basefont bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q rp rt ruby s samp small span st1:chsdate strike strong sub sup time tt u var wbr img'.split(
    ' ',
  ),
);

const LAYOUT_ROWS = 3;
const LAYOUT_PARAGRAPHS = 3;
const LAYOUT_SHARE = 0.6;
/** Characters of the longest label beside a table within a form. */
const LONGEST_LABEL = 20;

/** A table whose rows and columns mean something. */
export function isDataTable(table: HtmlElement): boolean {
  return !isLayout(table, gridOf(table));
}

/**
 * A table that only lays out the page: one column, or most of its text in tables within it that no cells beside them
 * name, or a few rows with one cell that holds the article beside a menu.
 */
export function isLayout(table: HtmlElement, grid: Grid): boolean {
  if (/^(presentation|none)$/.test(table.attributes.role ?? '') || grid.columns <= 1) return true;
  const lengths = grid.cells.map(({ element }) => lengthOf(element));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let inner = 0;
  for (const { element } of grid.cells) for (const child of topTables(element)) inner += lengthOf(child);
  if (inner * 2 > whole) return !labelsTables(grid);
  if (grid.rows > LAYOUT_ROWS) return false;
  return grid.cells.some(
    ({ element }, i) =>
      lengths[i]! > whole * LAYOUT_SHARE &&
      [...descendants(element)].filter(
        ({ tag, children }) =>
          (tag === 'p' || tag === 'div') && children.some((child) => !isElement(child) && child.trim() !== ''),
      ).length >= LAYOUT_PARAGRAPHS,
  );
}

/** A form with tables in its cells (年度主要任务 | a table of tasks): each has a label beside it, and nothing else in its cell. */
function labelsTables({ rows, cells }: Grid): boolean {
  const framed = cells.filter(({ element }) => topTables(element).length > 0);
  return (
    rows > LAYOUT_ROWS &&
    framed.every((cell) => {
      const inner = topTables(cell.element).reduce((sum, table) => sum + lengthOf(table), 0);
      const beside = cells.filter((other) => other !== cell && other.row === cell.row);
      const isLabel = beside.length === 1 && lengthOf(beside[0]!.element) > 0 && !framed.includes(beside[0]!);
      return inner === lengthOf(cell.element) && isLabel && lengthOf(beside[0]!.element) <= LONGEST_LABEL;
    })
  );
}

function topTables(element: HtmlElement): HtmlElement[] {
  return element.children.flatMap((child) =>
    !isElement(child) ? [] : child.tag === 'table' ? [child] : topTables(child),
  );
}

function lengthOf(element: HtmlElement): number {
  return textOf(element).replace(/\s+/g, '').length;
}
