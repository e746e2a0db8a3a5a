/**
 * Tables that a page makes of other elements (`<div class="row"><div class="cell">…`, `role="row"`, `display: table-row`):
 * they are read as the tables that they look like.
 *
 * Style sheets lie elsewhere, so the structure decides: rows of one kind below one another, each with cells of one kind
 * that hold a line or two. Menus and lists of news have two cells, or cells of different kinds.
 */
import type { HtmlElement } from './dom.js';
import { INLINE } from './layout.js';
import { descendants, elementsOf, isElement, textOf } from './tree.js';

const FEWEST_ROWS = 3;
/** Cells that some row must have; and share of the rows that must have two. */
const FEWEST_CELLS = 3;
const PAIRS = 0.6;
/** Characters of a cell: goals are long, articles are longer. */
const LONGEST_CELL = 1500;

const CONTAINERS = new Set(['div', 'section', 'ul', 'ol', 'dl', 'article', 'main', 'form']);
const ROWS = new Set(['div', 'ul', 'ol', 'dl', 'li', 'section']);
const CELLS = new Set(['div', 'li', 'dd', 'dt', 'span', 'p', 'label']);

/** Gives such elements the tags of tables; what they were written as stays in `written`. */
export function readDivTables(body: HtmlElement): void {
  for (const element of [...descendants(body)]) {
    if (!CONTAINERS.has(element.tag)) continue;
    const rows = rowsOf(element);
    if (!rows) continue;
    rename(element, 'table');
    for (const row of rows) {
      rename(row, 'tr');
      for (const cell of elementsOf(row)) rename(cell, 'td');
    }
  }
}

function rename(element: HtmlElement, tag: string): void {
  element.written = element.tag;
  element.tag = tag;
}

function rowsOf(element: HtmlElement): HtmlElement[] | null {
  const rows = elementsOf(element);
  if (rows.length < FEWEST_ROWS || hasText(element) || !rows.every((row) => ROWS.has(row.tag) && !hasText(row)))
    return null;
  const cells = rows.map(elementsOf);
  const most = Math.max(...cells.map(({ length }) => length));
  const pairs = cells.filter(({ length }) => length >= 2).length;
  if (most < FEWEST_CELLS || pairs < PAIRS * rows.length) return null;
  const areCells = cells.flat().every((cell) => CELLS.has(cell.tag) && isLine(cell));
  const isMenu = cells.flat().filter(isLink).length * 2 > cells.flat().length;
  return areCells && !isMenu && isOneKind(rows) && isOneKind(cells.flat()) ? rows : null;
}

const hasText = (element: HtmlElement): boolean =>
  element.children.some((child) => !isElement(child) && child.trim() !== '');

/** Holds text and what stands within a line, or paragraphs; nothing that has an order of its own. */
function isLine(cell: HtmlElement): boolean {
  const inner = [...descendants(cell)];
  const isPlain = inner.every(({ tag }) => tag === 'br' || tag === 'p' || INLINE.has(tag));
  return isPlain && textOf(cell).length <= LONGEST_CELL;
}

/** Nothing but a link. */
function isLink(cell: HtmlElement): boolean {
  const links = [...descendants(cell)].filter(({ tag }) => tag === 'a');
  return links.length > 0 && links.map(textOf).join('').trim() === textOf(cell).trim();
}

/** All have a role, a way of display or a class in common. */
function isOneKind(elements: readonly HtmlElement[]): boolean {
  const [first, ...rest] = elements.map(signsOf);
  return first?.some((sign) => rest.every((signs) => signs.includes(sign))) ?? false;
}

function signsOf({ attributes }: HtmlElement): string[] {
  const display = /(?:^|;)\s*display\s*:\s*([\w-]+)/i.exec(attributes.style ?? '')?.[1]?.toLowerCase();
  const isTable = display?.startsWith('table-') || display === 'flex' || display === 'grid';
  return [
    ...(attributes.class ?? '').split(/\s+/).filter((name) => name !== ''),
    ...(/^(?:row|cell|gridcell)$/.test(attributes.role ?? '') ? [`role: ${attributes.role}`] : []),
    ...(isTable ? [`display: ${display}`] : []),
  ];
}
