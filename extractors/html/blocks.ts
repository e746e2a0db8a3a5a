/** The elements of an article to blocks in reading order: paragraphs, and tables that hold data. */
import type { Block, Cell, Ignored, Paragraph, Table } from '../document.js';
import { withNumber } from '../docx/numbers.js';
import { raised } from '../docx/symbols.js';
import type { HtmlElement } from './dom.js';
import { type GridCell, gridOf } from './grid.js';
import { INLINE, isLayout } from './layout.js';
import { type CssPaths, collapse, fieldText, isElement, isHidden, printed, textOf } from './tree.js';

export interface Reading {
  paths: CssPaths;
  /** Elements that are read elsewhere or not at all. */
  skip: (element: HtmlElement) => boolean;
  /** The numbers that lists print before their items. */
  ordinals: ReadonlyMap<HtmlElement, string>;
  ignored: Ignored[];
  /** Tables of which cells had to be left out. */
  cut: { table: HtmlElement; cells: number }[];
}

/** The blocks within an element. A `<br>` ends a line that is a paragraph of its own: prose is typed that way. */
export function blocksOf(root: HtmlElement, reading: Reading): Block[] {
  const blocks: Block[] = [];
  let line = '';
  /** Of the list item that has begun, until its first line is there. */
  let number = '';
  const flush = (element: HtmlElement) => {
    // At the end, not piece by piece: that would cost the square of the line.
    const raw = collapse(line);
    line = '';
    const text = printed(raw);
    if (text === '') return;
    const paragraph: Paragraph = {
      kind: 'paragraph',
      text: withNumber(number, text),
      raw,
      at: [{ path: reading.paths.of(element) }],
      offsets: [0],
      repairs: number ? [`list-number: ${number}`] : [],
    };
    number = '';
    blocks.push(paragraph);
  };
  const visit = (element: HtmlElement, block: HtmlElement) => {
    for (const child of element.children) {
      if (!isElement(child)) line += element.tag === 'sup' ? raised(child) : child;
      else if (child.tag === 'br') flush(block);
      else if (reading.skip(child)) continue;
      else if (child.tag === 'table') {
        flush(block);
        blocks.push(...tableBlocks(child, reading));
      } else if (INLINE.has(child.tag) || child.tag.includes(':')) visit(child, block);
      else {
        flush(block);
        number = reading.ordinals.get(child) ?? number;
        visit(child, child);
        flush(child);
        if (child.tag === 'li') number = '';
      }
    }
  };
  visit(root, root);
  flush(root);
  return blocks;
}

function tableBlocks(element: HtmlElement, reading: Reading): Block[] {
  const grid = gridOf(element);
  const caption = element.children.filter(isElement).filter(({ tag }) => tag === 'caption');
  const before = caption.flatMap((child) => blocksOf(child, reading));
  if (isLayout(element, grid)) {
    const shown = grid.cells.filter((cell) => !isSkipped(cell, element, reading));
    return [...before, ...shown.flatMap((cell) => blocksOf(cell.element, reading))];
  }
  for (const hidden of grid.hidden) {
    const raw = collapse(textOf(hidden)).trim();
    if (raw) reading.ignored.push({ reason: 'hidden', raw, at: [{ path: reading.paths.of(hidden) }] });
  }
  if (grid.cut > 0) reading.cut.push({ table: element, cells: grid.cut });
  const cells: Cell[] = [];
  const nested: Block[] = [];
  for (const { element: cell, ...placed } of grid.cells) {
    const raw = cellText(cell, reading, nested);
    const text = printed(
      raw
        .split('\n')
        .map(printed)
        .filter((part) => part !== '')
        .join('\n'),
    );
    if (text !== '') cells.push({ ...placed, text, raw, at: [{ path: reading.paths.of(cell) }], repairs: [] });
  }
  const table: Table = {
    kind: 'table',
    method: 'html/grid',
    rows: grid.rows,
    columns: grid.columns,
    cells,
    breaks: [],
  };
  return [...before, ...(cells.length > 0 ? [table] : []), ...nested];
}

/** The cell, its row or its group is furniture. */
function isSkipped(cell: GridCell, table: HtmlElement, { skip }: Reading): boolean {
  for (let at: HtmlElement | null = cell.element; at && at !== table; at = at.parent) if (skip(at)) return true;
  return false;
}

/** The text of a cell with its lines; a table of data within it becomes one of its own. */
function cellText(cell: HtmlElement, reading: Reading, nested: Block[]): string {
  let text = '';
  const visit = (element: HtmlElement) => {
    for (const child of element.children) {
      if (!isElement(child)) text += (element.tag === 'sup' ? raised(child) : child).replace(/[ \t\r\n\f]+/g, ' ');
      else if (child.tag === 'br') text += '\n';
      else if (child.tag === 'input' && !('hidden' in child.attributes)) text += fieldText(child) ?? '';
      else if (isHidden(child)) {
        const raw = collapse(textOf(child)).trim();
        if (raw) reading.ignored.push({ reason: 'hidden', raw, at: [{ path: reading.paths.of(child) }] });
      } else if (child.tag === 'table' && !isLayout(child, gridOf(child))) nested.push(...tableBlocks(child, reading));
      else {
        const block = !INLINE.has(child.tag) && !child.tag.includes(':');
        if (block) text += '\n';
        text += reading.ordinals.get(child) ?? '';
        visit(child);
        if (block) text += '\n';
      }
    }
  };
  visit(cell);
  return text
    .replace(/ *\n */g, '\n')
    .replace(/\n{2,}/g, '\n')
    .replace(/^\n|\n$/g, '');
}
