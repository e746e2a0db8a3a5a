/**
 * Levels of the grid: labels of level 1 and 2 stand once for several rows, in merged cells, in the wrong column, or
 * beside the wrong row after a page break.
 */
import { type Cell, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { CategoryCode, Evidence } from '../record.js';
import { evidenceOf } from './ledger.js';
import type { Level } from './lexicon.js';

/** A level label: its own cell, or the cell above that it was carried down from. */
export interface Carried {
  text: string;
  cells: Cell[];
  repairs: string[];
}

/** Gives each row of a grid its levels; made new for each grid, and fed its rows in order. */
export class LevelCarry {
  #level1: Carried | null = null;
  #level2: Carried | null = null;
  #category: CategoryCode | null = null;

  constructor(
    private readonly lexicon: Lexicon,
    /** The form writes 产出指标, not 产出. */
    private readonly inFull: boolean,
  ) {}

  /** The levels of the next row, given the cells that stand in it and whether its cells stand beside their columns. */
  next(cell1: Cell | null, cell2: Cell | null, shifted: boolean) {
    const repairs: string[] = [];
    const known = (cell: Cell | null): Level | null => (cell ? this.lexicon.forms.level(cell.text) : null);
    let [first, second] = [cell1, cell2];
    const either = known(first);
    if (shifted && !second && either?.level1 && either.level2?.level1 === this.#officialLevel1()) {
      // 成本指标 in a shifted row below 产出指标 is the level 2 of the scheme of 2015.
      repairs.push('level2-in-level1-column');
      [first, second] = [null, first];
    }
    if (first && !known(first)?.level1 && known(first)?.level2) {
      // 质量指标 | 质量指标: a label of level 2 in the column of level 1.
      repairs.push('level2-in-level1-column');
      if (!second) second = first;
      else if (foldText(second.text) !== foldText(first.text) && known(second)?.level1)
        [first, second] = [second, first];
      if (first === cell1) first = null;
    }
    if (second && !first && known(second)?.level1 && !known(second)?.level2) {
      repairs.push('level1-in-level2-column');
      [first, second] = [second, null];
    }
    if (first) {
      const carried = this.#carried(first);
      // A label centred beside a lower row of its group keeps the level 2 above it: 经济成本指标 | … then 成本指标 | … .
      const parent = this.#level2 && this.lexicon.forms.level(this.#level2.text)?.level2?.level1;
      const above = parent && parent === known(first)?.level1;
      if (!above && foldText(carried.text) !== foldText(this.#level1?.text ?? '')) this.#setLevel2(null);
      this.#level1 = carried;
    }
    if (second) this.#setLevel2(second);
    const official = this.#officialLevel1();
    const category = this.#level2 || !official ? this.#category : this.lexicon.forms.onlyCategory(official);
    return { ...this.#resolve(first !== null, repairs), category, repairs };
  }

  #officialLevel1(): string | null {
    return this.#level1 ? (this.lexicon.forms.level(this.#level1.text)?.level1 ?? null) : null;
  }

  #setLevel2(cell: Cell | null): void {
    this.#level2 = cell && this.#carried(cell);
    this.#category = (cell && this.lexicon.forms.level(cell.text)?.level2?.code) ?? null;
  }

  #carried(cell: Cell): Carried {
    // Points stand inside labels: 产出指标（50分）.
    const text = removeSpaces(cell.text).replace(/[（(]\d+(?:\.\d+)?分?[)）]$/, '');
    return { text, cells: [cell], repairs: [] };
  }

  /** The level-2 name decides: 时效指标 belongs under 产出指标, whatever label a page break put beside it. */
  #resolve(ownLevel1: boolean, repairs: string[]): { level1: Carried | null; level2: Carried | null } {
    const level2 = this.#level2;
    const parent = level2 ? (this.lexicon.forms.level(level2.text)?.level2?.level1 ?? null) : null;
    const official = this.#officialLevel1();
    // 成本指标 | 成本指标: the label fits itself.
    const same = level2 && this.#level1 && foldText(level2.text) === foldText(this.#level1.text);
    if (!parent || parent === official || same || (this.#level1 && !official)) return { level1: this.#level1, level2 };
    repairs.push('level1-from-level2');
    const text = this.inFull ? parent : parent.replace(/指标$/, '');
    const cells = ownLevel1 && this.#level1 ? [...this.#level1.cells, ...level2!.cells] : level2!.cells;
    return { level1: { text, cells, repairs: ['level1-from-level2'] }, level2 };
  }
}

/** The evidence of a level: the label itself, and `carried` where it stands in a row above. */
export function evidenceOfLevel(level: Carried, row: number, repairs: readonly string[]): Evidence[string] {
  const carried = level.cells.every((cell) => cell.row < row) ? ['carried-label'] : [];
  return evidenceOf(
    level.cells,
    ...level.repairs,
    ...carried,
    ...repairs.filter((repair) => repair.startsWith('level')),
  );
}
