/** Strict reading: every cell of a recognized form is used, ignored by name, or left over and reported. */
import type { Cell, Finding } from '../../extractors/document.js';
import type { Evidence } from '../record.js';

export class Ledger {
  readonly #used = new Set<Cell>();

  /** The cell went into the record, or is a label or head that was understood. */
  use(...cells: readonly (Cell | null | undefined)[]): void {
    for (const cell of cells) if (cell) this.#used.add(cell);
  }

  /** What was taken for the value of a label, and nothing could be made of. */
  release(...cells: readonly Cell[]): void {
    for (const cell of cells) this.#used.delete(cell);
  }

  isUsed(cell: Cell): boolean {
    return this.#used.has(cell);
  }

  /** Findings for the cells that nothing was made of; none where all were. */
  leftovers(cells: readonly Cell[]): Finding[] {
    return findLeftovers(cells.filter((cell) => !this.#used.has(cell)));
  }
}

/** 注：1.其他资金是指…, 说明：本表不含…: what a form says of itself. */
const NOTE = /^(?:备?注|说明|填表说明|填报说明)\d?[:：]/u;
export const isNote = ({ text }: Cell): boolean => NOTE.test(text.trim());

/** One finding for the notes among cells that nothing was made of, and one for the others. */
export function findLeftovers(cells: readonly Cell[]): Finding[] {
  const notes = cells.filter(isNote);
  const left = cells.filter((cell) => !notes.includes(cell));
  const about = (of: readonly Cell[]) => ({
    at: of.flatMap((cell) => cell.at),
    actual: of.map((cell) => cell.text).join(' | '),
  });
  const findings: Finding[] = [];
  if (notes.length > 0) {
    const message = `${notes.length} note(s) of the form are no part of a record`;
    findings.push({ code: 'form/note', severity: 'info', message, ...about(notes) });
  }
  if (left.length > 0) {
    const message = `${left.length} cell(s) of the form were not understood`;
    findings.push({ code: 'form/leftover-cells', severity: 'warning', message, ...about(left) });
  }
  return findings;
}

/** The evidence of a value read from these cells. */
export function evidenceOf(cells: readonly Cell[], ...repairs: string[]): Evidence[string] {
  const all = [...cells.flatMap((cell) => cell.repairs), ...repairs];
  return {
    raw: cells.map((cell) => cell.raw.trim()).join('\n'),
    at: cells.flatMap((cell) => cell.at),
    ...(all.length > 0 ? { repairs: [...new Set(all)] } : {}),
  };
}
