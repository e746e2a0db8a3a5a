/** Strict reading: every cell of a recognized form is used, ignored by name, or left over and reported. */
import type { Cell, Finding } from '../../extractors/document.js';
import type { Evidence } from '../record.js';

export class Ledger {
  readonly #used = new Set<Cell>();

  /** The cell went into the record, or is a label or head that was understood. */
  use(...cells: readonly (Cell | null | undefined)[]): void {
    for (const cell of cells) if (cell) this.#used.add(cell);
  }

  isUsed(cell: Cell): boolean {
    return this.#used.has(cell);
  }

  /** One finding for the cells that nothing was made of; none where all were. */
  leftovers(cells: readonly Cell[]): Finding[] {
    const left = cells.filter((cell) => !this.#used.has(cell));
    if (left.length === 0) return [];
    return [
      {
        code: 'form/leftover-cells',
        severity: 'warning',
        message: `${left.length} cell(s) of the form were not understood`,
        at: left.flatMap((cell) => cell.at),
        actual: left.map((cell) => cell.text).join(' | '),
      },
    ];
  }
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
