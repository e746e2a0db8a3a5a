/** Tables, rows, cells and paragraphs of a document while it is read, each with its place. */
import { Path } from './paths.js';
import type { CellRef, Flow, ParagraphRef, RowRef, TableRef } from './skeleton.js';

export class Structure {
  /** What the document is made of. */
  readonly flow: Flow = [];
  readonly #flows: Flow[] = [this.flow];
  readonly #paths: Path[];
  readonly #tables: TableRef[] = [];
  readonly #rows: RowRef[] = [];
  readonly #cells: CellRef[] = [];

  constructor(part: string) {
    this.#paths = [new Path(`${part}#`)];
  }

  /** Where we are. */
  get path(): string {
    return this.#paths.at(-1)!.text;
  }

  openTable(): void {
    const table: TableRef = { kind: 'table', path: this.#enter('tbl'), widths: [], rows: [] };
    this.#tables.push(table);
    this.#flows.at(-1)!.push(table);
  }

  closeTable(): void {
    this.#tables.pop();
    this.#paths.pop();
  }

  openRow(): void {
    const row: RowRef = { path: this.#enter('tr'), gridBefore: 0, deleted: false, cells: [] };
    this.#rows.push(row);
    this.#tables.at(-1)?.rows.push(row);
  }

  closeRow(): void {
    this.#rows.pop();
    this.#paths.pop();
  }

  openCell(): void {
    const path = this.#enter('tc');
    const cell: CellRef = { path, gridSpan: 1, vertical: null, horizontal: null, deleted: false, flow: [] };
    this.#cells.push(cell);
    this.#rows.at(-1)?.cells.push(cell);
    this.#flows.push(cell.flow);
  }

  closeCell(): void {
    this.#cells.pop();
    this.#flows.pop();
    this.#paths.pop();
  }

  openParagraph(id: number): ParagraphRef {
    const ref: ParagraphRef = { kind: 'paragraph', id, path: this.#enter('p'), style: null, numbering: null };
    this.#flows.at(-1)!.push(ref);
    return ref;
  }

  /** `boxes`: what its text boxes hold, which follows it. */
  closeParagraph(boxes: Flow): void {
    this.#paths.pop();
    this.#flows.at(-1)!.push(...boxes);
  }

  /** `boxes`: where the paragraph around it keeps what its text boxes hold. */
  openTextBox(boxes: Flow | null): void {
    this.#flows.push(boxes ?? this.#flows.at(-1)!);
    this.#enter('txbxContent');
  }

  closeTextBox(): void {
    this.#flows.pop();
    this.#paths.pop();
  }

  /** A property of the table, row or cell that is open: `w:gridSpan`, `w:vMerge` … */
  property(name: string, { val, w }: Record<string, string>): void {
    const row = this.#rows.at(-1);
    const cell = this.#cells.at(-1);
    const merge = () => (val === 'restart' ? 'begin' : 'continue');
    if (name === 'w:gridCol') this.#tables.at(-1)?.widths.push(Number(w) || 0);
    else if (name === 'w:gridBefore' && row) row.gridBefore = Number(val) || 0;
    else if (name === 'w:del' && row) row.deleted = true;
    else if (name === 'w:gridSpan' && cell) cell.gridSpan = Number(val) || 1;
    else if (name === 'w:vMerge' && cell) cell.vertical = merge();
    else if (name === 'w:hMerge' && cell) cell.horizontal = merge();
    else if (name === 'w:cellDel' && cell) cell.deleted = true;
  }

  #enter(name: string): string {
    const path = this.#paths.at(-1)!.child(name);
    this.#paths.push(path);
    return path.text;
  }
}
