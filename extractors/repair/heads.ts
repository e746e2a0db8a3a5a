/** Heads of columns that one cell holds (`分值 执行率 得分`): alignment found no gap between their columns. */
import { type Cell, cellsByRow, type Table } from '../document.js';
import type { Vocabulary } from './vocabulary.js';

/** Where no rules say what the columns are. */
const BY_ALIGNMENT = /^(?:pdf\/stream|text\/)/;
const REPAIR = 'divided-cell';
/** More heads in one cell are running text. */
const MOST_HEADS = 6;

/** Gives each such head a column of its own, and parts the cells below that hold as many pieces. */
export function divideHeads(table: Table, vocabulary: Vocabulary): void {
  if (!BY_ALIGNMENT.test(table.method)) return;
  const rows = cellsByRow(table);
  rows.forEach((row, index) => {
    for (const head of [...row].reverse()) {
      const heads = piecesOf(head);
      if (heads.length < 2 || heads.length > MOST_HEADS || vocabulary.isLabel(head.text)) continue;
      if (!heads.every((text) => vocabulary.isColumnHead(text))) continue;
      divideColumn(table, rows, index, head, heads.length, vocabulary);
    }
  });
}

function divideColumn(
  table: Table,
  rows: Cell[][],
  headRow: number,
  head: Cell,
  count: number,
  vocabulary: Vocabulary,
): void {
  const first = head.column;
  const last = first + head.columnSpan - 1;
  const width = head.columnSpan + count - 1;
  for (const cell of table.cells) {
    if (cell.column > last) cell.column += count - 1;
    else if (cell.column + cell.columnSpan - 1 >= last) cell.columnSpan += count - 1;
  }
  table.columns += count - 1;
  for (let i = headRow; i < rows.length; i++) {
    const row = rows[i]!;
    if (i > headRow && row.filter(({ text }) => vocabulary.isColumnHead(text)).length > 1) break;
    const whole = row.find(
      (cell) =>
        cell.column >= first && cell.column + cell.columnSpan <= first + width && piecesOf(cell).length === count,
    );
    if (!whole) continue;
    const pieces = piecesOf(whole);
    const parts = pieces.map(
      (text, k): Cell => ({
        ...whole,
        text,
        raw: text,
        column: first + k,
        columnSpan: k === count - 1 ? width - k : 1,
        repairs: [...whole.repairs, REPAIR],
      }),
    );
    table.cells.splice(table.cells.indexOf(whole), 1, ...parts);
    row.splice(row.indexOf(whole), 1, ...parts);
  }
}

const piecesOf = ({ text }: Cell): string[] => text.trim().split(/\s+/u);
