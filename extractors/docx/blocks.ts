/** Skeleton, text and numbers put together: blocks in reading order, tables on their grid. */
import type { Block, Cell, Ignored, Paragraph, Table } from '../document.js';
import { type GridCell, placeCells } from './grid.js';
import type { Numbering } from './numbering.js';
import { withNumber } from './numbers.js';
import type { CellRef, Flow, ParagraphRef, TableRef } from './skeleton.js';

/** More columns than Word allows (63), and a few for files of other programs. What is wider ends at the table's edge. */
const MOST_COLUMNS = 256;
/** Width of a grid column that `w:tblGrid` does not give: any, so that columns stay apart. */
const COLUMN_WIDTH = 1000;

export interface Assembly {
  texts: ReadonlyMap<number, string>;
  numbering: Numbering;
  ignored: Ignored[];
}

/** The blocks of a flow. Tables that only lay out the page give what is in their cells, row by row. */
export function assemble(flow: Flow, from: Assembly): Block[] {
  const labels = new Map<number, string>();
  label(flow, from.numbering, labels);
  return blocksOf(flow, { ...from, labels });
}

interface Context extends Assembly {
  labels: ReadonlyMap<number, string>;
}

/** Numbers in document order, whatever order the blocks are made in. */
function label(flow: Flow, numbering: Numbering, into: Map<number, string>): void {
  for (const item of flow) {
    if (item.kind === 'paragraph') into.set(item.id, numbering.label(item));
    else for (const row of item.rows) if (!row.deleted) for (const cell of row.cells) label(cell.flow, numbering, into);
  }
}

function blocksOf(flow: Flow, context: Context): Block[] {
  return flow.flatMap((item) => (item.kind === 'paragraph' ? paragraphsOf(item, context) : tableBlocks(item, context)));
}

/** A soft break ends a line that is a paragraph of its own here: prose and headings are typed that way. */
function paragraphsOf(ref: ParagraphRef, context: Context): Paragraph[] {
  const raw = context.texts.get(ref.id) ?? '';
  let number = context.labels.get(ref.id) ?? '';
  return raw.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const prefix = number;
    number = '';
    const text = withNumber(prefix, line.trim());
    const repairs = prefix ? [`list-number: ${prefix}`] : [];
    return [{ kind: 'paragraph', text, raw: line, at: [{ path: ref.path }], offsets: [0], repairs }];
  });
}

function tableBlocks(table: TableRef, context: Context): Block[] {
  for (const row of table.rows)
    for (const cell of row.cells) {
      const raw = row.deleted || cell.deleted ? cellContent(cell, context).raw : '';
      if (raw.trim()) context.ignored.push({ reason: 'tracked-deletion', raw, at: [{ path: cell.path }] });
    }
  const rows = table.rows
    .filter((row) => !row.deleted)
    .map((row) => ({ ...row, cells: row.cells.filter((cell) => !cell.deleted) }));
  if (isLayout(rows.map(({ cells }) => cells)))
    return rows.flatMap(({ cells }) => cells.flatMap((cell) => blocksOf(cell.flow, context)));
  const columns = Math.min(
    rows.reduce((most, row) => Math.max(most, widthOf(row)), table.widths.length),
    MOST_COLUMNS * 2,
  );
  const edges = [0];
  for (let i = 0; i < MOST_COLUMNS * 2; i++) edges.push(edges[i]! + (table.widths[i] || COLUMN_WIDTH));
  const at = (column: number) => edges[Math.min(Math.max(column, 0), MOST_COLUMNS * 2)]!;
  const grid = placeCells(
    rows.map((row): GridCell[] => {
      let column = row.gridBefore <= MOST_COLUMNS ? row.gridBefore : Math.max(0, columns - row.cells.length);
      return row.cells.map(({ gridSpan, vertical, horizontal }, i) => {
        const left = column;
        const room = columns - left - (row.cells.length - 1 - i);
        column = Math.min(left + Math.max(gridSpan <= MOST_COLUMNS ? gridSpan : room, 1), MOST_COLUMNS * 2 - 1);
        return { left: at(left), right: at(column), vertical, horizontal };
      });
    }),
  );
  const cells: Cell[] = [];
  const nested: Block[] = [];
  rows.forEach((row, i) => {
    row.cells.forEach((ref, j) => {
      const placed = grid.placed[i]![j];
      const content = cellContent(ref, context);
      nested.push(...content.nested);
      if (content.text === '') return;
      // Word does not display what is in the continuation of a merged cell.
      if (!placed) context.ignored.push({ reason: 'merged-away', raw: content.raw, at: [{ path: ref.path }] });
      else
        cells.push({
          ...placed,
          text: content.text,
          raw: content.raw,
          at: [{ path: ref.path }],
          repairs: content.repairs,
        });
    });
  });
  const read: Table = { kind: 'table', method: 'docx/grid', rows: grid.rows, columns: grid.columns, cells, breaks: [] };
  return cells.length > 0 ? [read, ...nested] : nested;
}

/** Columns of a row, as far as it says something possible. */
function widthOf({ gridBefore, cells }: TableRef['rows'][number]): number {
  const spans = [gridBefore, ...cells.map(({ gridSpan }) => Math.max(gridSpan, 1))];
  return spans.reduce((sum, span) => sum + (span <= MOST_COLUMNS ? span : 1), 0);
}

/** A frame around a form, or columns of forms: one cell wide or high, or most of its cells hold tables. */
function isLayout(rows: readonly (readonly CellRef[])[]): boolean {
  const cells = rows.flat();
  const framed = cells.filter((cell) => cell.flow.some(isDataTable)).length;
  return cells.length <= 1 || (framed > 0 && (rows.every((row) => row.length <= 1) || framed * 2 >= cells.length));
}

function isDataTable(item: Flow[number]): boolean {
  return item.kind === 'table' && item.rows.length > 1 && item.rows.some((row) => row.cells.length > 1);
}

interface CellContent {
  text: string;
  raw: string;
  repairs: string[];
  /** Tables in the cell that are tables of their own; smaller ones are lines of its text. */
  nested: Block[];
}

function cellContent(cell: CellRef, context: Context): CellContent {
  const content: CellContent = { text: '', raw: '', repairs: [], nested: [] };
  const lines: string[] = [];
  const raw: string[] = [];
  const visit = (flow: Flow) => {
    for (const item of flow) {
      if (item.kind === 'paragraph') {
        const text = context.texts.get(item.id) ?? '';
        const number = context.labels.get(item.id) ?? '';
        // 序号 is often nothing but the number of an empty paragraph.
        if (number) content.repairs.push(`list-number: ${number}`);
        lines.push(withNumber(number, text.trim()));
        raw.push(text);
      } else if (isDataTable(item)) content.nested.push(...tableBlocks(item, context));
      else for (const row of item.rows) for (const inner of row.cells) visit(inner.flow);
    }
  };
  visit(cell.flow);
  content.text = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
  content.raw = raw.join('\n');
  return content;
}
