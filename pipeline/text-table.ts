/** Rows as a table for a terminal: 汉字 take two columns there. Alone imports string-width. */
import stringWidth from 'string-width';
import { printable } from './log.js';

export interface TextColumn {
  name: string;
  /** Numbers stand at the right. */
  numeric?: boolean;
}

/** Rows that a table for people shows at most of an answer that may have a million; other formats give all. */
export const TABLE_ROWS = 200;

/** Longest shown width of a cell, in terminal columns; what is cut ends in `…`. */
const CELL_WIDTH = 44;

/** A head, a rule and one line a row. Line breaks and control characters of cells are shown, not obeyed. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map((value) => cut(printable(value === null ? '' : String(value)), CELL_WIDTH)));
  const widths = columns.map(({ name }, i) =>
    cells.reduce((most, row) => Math.max(most, width(row[i] ?? '')), width(name)),
  );
  const line = (row: readonly string[]) =>
    `${columns.map(({ numeric }, i) => pad(row[i] ?? '', widths[i]!, numeric === true)).join('  ')}`.trimEnd();
  const rule = widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  ');
  return `${[line(columns.map(({ name }) => name)), rule, ...cells.map(line)].join('\n')}\n`;
}

/** Columns that the text takes on a terminal, where the widths of East Asian characters that differ by font count as one. */
export function width(text: string): number {
  return stringWidth(text);
}

function pad(text: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
}

/** The text, where it takes more columns than `most` cut and ended by `…`. */
export function cut(text: string, most: number): string {
  if (width(text) <= most) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character) > most - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
