/** Paragraphs whose words are parted by wide spaces, as cells. */
import type { Cell, Paragraph } from '../../extractors/document.js';

/** What parts cells: spaces side by side, or one of full width between words; 单　位 is one word. */
const APART = /\t+|[ \u3000\u00a0]{2,}|(?<=[^\s\u3000]{2})\u3000(?=[^\s\u3000]{2})/;
/** The same among rows of a grid, whose cells may be one character: ≥, 座. */
export const IN_ROWS = /\t+|[ \u00a0]{2,}|\u3000+/;

/** The cells of a paragraph: one, or as many as wide spaces part it into. */
export function cellsOf(paragraph: Paragraph, apart = APART): Cell[] {
  return paragraph.text
    .split(apart)
    .filter((text) => text.trim() !== '')
    .map((text, column) => cellOf(paragraph, text, column));
}

export function cellOf(paragraph: Paragraph, text: string, column = 0): Cell {
  const { at, repairs, confidence } = paragraph;
  const cell = { row: 0, column, rowSpan: 1, columnSpan: 1, text: text.trim(), raw: text, at: [...at], repairs };
  return confidence === undefined ? cell : { ...cell, confidence };
}

export function numbered(cells: readonly Cell[]): Cell[] {
  return cells.map((cell, column) => ({ ...cell, column }));
}
