/** Hand-made page models: text set in a grid of characters, and rulings by their coordinates. */
import type { Document } from '../../extractors/document.js';
import type { Box, Glyph, Page, Ruling } from '../../extractors/pdf/page.js';
import type { PageTable } from '../../extractors/pdf/tables.js';

/** Points: a character is half as wide as its size, so that one space is half an em and two are a gap. */
export const SIZE = 10;

/** Glyphs of one line of text that begins at `x`, with its middle at `y`; 汉字 are twice as wide. */
export function line(text: string, x: number, y: number, options: Partial<Glyph> = {}): Glyph[] {
  const size = options.size ?? SIZE;
  const glyphs: Glyph[] = [];
  let left = x;
  for (const character of text) {
    const width = (/[\u2e80-\uffef]/.test(character) ? 1 : 0.5) * size;
    if (character !== ' ') {
      const box: Box = [left, y - size / 2, left + width, y + size / 2];
      glyphs.push({ text: character, box, size, font: 'F', rotation: 0, hidden: false, ...options });
    }
    left += width;
  }
  return glyphs;
}

/** Lines of characters, `pitch` points apart, the first at `top`. Spaces are gaps; a Latin character is 5 points wide. */
export function block(lines: readonly string[], { left = 50, top = 100, pitch = 12 } = {}): Glyph[] {
  return lines.flatMap((text, i) => line(text, left, top + i * pitch));
}

export const across = (y: number, x0: number, x1: number): Ruling => ({ box: [x0, y, x1, y], width: 0.5 });
export const down = (x: number, y0: number, y1: number): Ruling => ({ box: [x, y0, x, y1], width: 0.5 });

/** All lines of a grid with these positions. */
export function gridLines(xs: readonly number[], ys: readonly number[]): Ruling[] {
  return [...ys.map((y) => across(y, xs[0]!, xs.at(-1)!)), ...xs.map((x) => down(x, ys[0]!, ys.at(-1)!))];
}

export function page(glyphs: Glyph[], rulings: Ruling[] = [], options: Partial<Page> = {}): Page {
  return { number: 1, width: 600, height: 800, glyphs, rulings, pictures: [], findings: [], ...options };
}

/** The middle row of y for a line below the y of its upper ruling. */
export const LINE = 15;

/** Rows of texts; `<` goes on from the left, `^` from above, '' is empty. */
export function rowsOf({ rows, columns, cells }: Pick<PageTable, 'rows' | 'columns' | 'cells'>): string[][] {
  const grid = Array.from({ length: rows }, () => new Array<string>(columns).fill(''));
  for (const cell of cells) {
    for (let r = cell.row; r < cell.row + cell.rowSpan; r++) {
      for (let c = cell.column; c < cell.column + cell.columnSpan; c++) {
        const text = r > cell.row ? '^' : c > cell.column ? '<' : cell.text;
        grid[r]![c] = grid[r]![c] === '' ? text : `${grid[r]![c]}!${text}`;
      }
    }
  }
  return grid;
}

export const textsOf = (document: Document): string[] =>
  document.blocks.flatMap((one) => (one.kind === 'paragraph' ? [one.text] : []));
