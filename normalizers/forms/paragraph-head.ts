/** The head of a form without a table: labels and values that are paragraphs, or cells of some. */
import type { Cell, Paragraph } from '../../extractors/document.js';
import { labelOf } from './head.js';
import type { FormLexicon } from './lexicon.js';
import { cellsOf, numbered } from './spaced-cells.js';

/** Labels with their values: a value on several lines is one, heads of funds and labels of goals that follow one another are a row. */
export function headRows(paragraphs: readonly Paragraph[], lexicon: FormLexicon): Cell[][] {
  const rows: Cell[][] = [];
  const isLabel = (cell: Cell) => labelOf(cell, lexicon) !== null;
  const isBare = (cell: Cell, kind: string) => {
    const label = labelOf(cell, lexicon);
    return label?.rest === null && label.field.startsWith(kind);
  };
  const isFundsHead = (cell: Cell | undefined) => cell !== undefined && lexicon.fundsColumn(cell.text) !== null;
  const items = paragraphs.map((paragraph) => cellsOf(paragraph)).filter(({ length }) => length > 0);
  let hasFundsHead = false;
  for (let i = 0; i < items.length; ) {
    const cells = items[i]!;
    const run = (of: (cell: Cell) => boolean, from: number) => {
      const end = items.findIndex((each, k) => k >= from && !(each.length === 1 && of(each[0]!)));
      return items.slice(from, end < 0 ? items.length : end).flat();
    };
    const fundsHeads = run(isFundsHead, i);
    const goals = run((cell) => isBare(cell, 'goal'), i);
    const funds = run((cell) => isBare(cell, 'fund_'), i);
    const labels = goals.length > 0 ? goals : funds;
    const texts = run((cell) => !isLabel(cell) && (goals.length > 0 || isAmount(cell)), i + labels.length);
    if (fundsHeads.length > 1) {
      rows.push(fundsHeads.map((cell, column) => ({ ...cell, column: column + 1 })));
      hasFundsHead = true;
      i += fundsHeads.length;
    } else if (texts.length > 1 && texts.length <= labels.length) {
      // 总体目标完成情况 over 总体目标 | 全年实际完成情况 has no text of its own.
      const over = labels.length - texts.length;
      rows.push(
        numbered(labels),
        texts.map((cell, column) => ({ ...cell, column: column + over })),
      );
      i += labels.length + texts.length;
    } else if (cells.length > 1 || isLabel(cells[0]!)) {
      const above = rows.at(-1);
      // Below labels only: the first of them is over the others, and has no value.
      const isBelow = above !== undefined && !cells.some(isLabel) && above.every(isLabel);
      const over = isBelow ? Math.max(0, above.length - cells.length) : 0;
      rows.push(cells.map((cell, column) => ({ ...cell, column: column + over })));
      i++;
    } else {
      enterBelow(rows, cells[0]!, hasFundsHead, lexicon);
      i++;
    }
  }
  return rows;
}

const isAmount = ({ text }: Cell) => /^[\d,.]+(?:[万亿]?元)?$/.test(text);

/** Puts what stands below a label beside it: a line of its value, or an amount of its own where funds have heads. */
function enterBelow(rows: Cell[][], cell: Cell, hasFundsHead: boolean, lexicon: FormLexicon): void {
  const row = rows.at(-1);
  const value = row?.[1];
  if (!row) rows.push([cell]);
  else if (!value || (hasFundsHead && lexicon.field(row[0]!.text)?.startsWith('fund_')))
    row.push({ ...cell, column: row.length });
  else {
    value.text += `\n${cell.text}`;
    value.raw += `\n${cell.raw}`;
    value.at.push(...cell.at);
  }
}
