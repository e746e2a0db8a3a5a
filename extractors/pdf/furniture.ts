/** What is printed on every page and belongs to none: page numbers and running heads. It goes to `ignored`. */
import { type Block, foldText, type Ignored, type Paragraph, type Table } from '../document.js';
import { lineText } from './cell-text.js';
import type { Line } from './words.js';

export const FURNITURE_SETTINGS = {
  /** Share of the page's height, at the top and at the bottom, in which furniture stands. */
  zone: 0.12,
  /** Lines looked at from either end. */
  lines: 3,
  /** Pages on which a running head must stand; on short documents all but one. */
  fewestPages: 3,
  /** Points by which its height on the page may differ. */
  sameHeight: 4,
  /** Times the size of the page's text: larger lines are titles. */
  largest: 1.06,
} as const;

/** `3`, `- 3 -`, `— 3 —`, `第 3 页 共 10 页`, `3/10`, `Page 3 of 10`, `iv`. */
const PAGE_NUMBER =
  /^(?:[-—–·~]*\d{1,4}[-—–·~]*|第\d{1,4}页(?:[,，/]*共\d{1,4}页)?|共\d{1,4}页[,，/]*第\d{1,4}页|\d{1,4}\/\d{1,4}|Page\d{1,4}(?:of\d{1,4})?|[ivxl]{1,6})$/i;

export const isPageNumber = (text: string): boolean => PAGE_NUMBER.test(foldText(text));

/** Lines at the top or at the bottom that are the number of the page and nothing else. */
export function pageNumberLines(lines: readonly Line[], height: number): Set<Line> {
  const found = new Set<Line>();
  const { zone } = FURNITURE_SETTINGS;
  for (const line of [lines[0], lines.at(-1)]) {
    if (!line || lines.length < 2 || !isPageNumber(lineText(line))) continue;
    const near = line === lines[0] ? lines[1]!.box[1] - line.box[3] : line.box[1] - lines.at(-2)!.box[3];
    // As far off as a blank line, or it could be the last row of a column of numbers.
    if ((line.box[3] < zone * height || line.box[1] > (1 - zone) * height) && near > 0.8 * line.size) found.add(line);
  }
  return found;
}

export interface PageEnd {
  key: string;
  /** Middle of the line, points from the top. */
  y: number;
}

/** Lines that could be running heads or feet: at the ends of the page, and no larger than its text. */
export function pageEnds(lines: readonly Line[], height: number): PageEnd[] {
  const { zone, lines: count, largest } = FURNITURE_SETTINGS;
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const ends: PageEnd[] = [];
  const take = (from: readonly Line[], inZone: (line: Line) => boolean) => {
    for (const line of from.slice(0, count)) {
      if (!inZone(line) || line.size > largest * usual) return;
      ends.push({ key: keyOf(lineText(line)), y: (line.box[1] + line.box[3]) / 2 });
    }
  };
  take(lines, (line) => line.box[3] < zone * height);
  take([...lines].reverse(), (line) => line.box[1] > (1 - zone) * height);
  return ends;
}

const keyOf = (text: string): string => foldText(text).replace(/\d+/g, '#');

/**
 * Moves running heads and feet from the blocks to `ignored`. `ends` are those of all pages, `pages` how many there are.
 * What begins the first page stays: it may be the only title (蓬溪县 2025: the title of the forms is in the page header).
 */
export function dropRunningHeads(
  blocks: readonly Block[],
  ends: readonly PageEnd[],
  pages: number,
  ignored: Ignored[],
): Block[] {
  const heights = new Map<string, number[]>();
  for (const { key, y } of ends) heights.set(key, [...(heights.get(key) ?? []), y]);
  const fewest = Math.max(FURNITURE_SETTINGS.fewestPages, Math.min(FURNITURE_SETTINGS.fewestPages, pages));
  const isHead = (text: string, y: number): boolean => {
    const same =
      heights.get(keyOf(text))?.filter((other) => Math.abs(other - y) <= FURNITURE_SETTINGS.sameHeight) ?? [];
    return same.length >= fewest;
  };
  return blocks.flatMap((block, i): Block[] => {
    if (block.kind === 'table') return [rowsOut(block, isHead, ignored)];
    return i === 0 && isOnFirstPage(block) ? [block] : headsOut(block, isHead, ignored);
  });
}

function isOnFirstPage({ at: [place] }: Paragraph): boolean {
  return place !== undefined && 'page' in place && place.page === 1;
}

type IsHead = (text: string, y: number) => boolean;

function headsOut(block: Paragraph, isHead: IsHead, ignored: Ignored[]): Block[] {
  const [place] = block.at;
  if (block.at.length > 1 || !place || !('box' in place)) return [block];
  if (!isHead(block.text, (place.box[1] + place.box[3]) / 2)) return [block];
  ignored.push({ reason: 'running-head', raw: block.raw, at: block.at });
  return [];
}

/** A table read by alignment may have taken a running head for its first or last row. */
function rowsOut(table: Table, isHead: IsHead, ignored: Ignored[]): Table {
  if (!table.method.endsWith('stream') || table.rows < 3) return table;
  for (const row of [0, table.rows - 1]) {
    const cells = table.cells.filter((cell) => cell.row === row).sort((a, b) => a.column - b.column);
    const [place] = cells[0]?.at ?? [];
    if (!place || !('box' in place) || cells.some((cell) => cell.rowSpan > 1)) continue;
    if (!isHead(cells.map((cell) => cell.text).join(' '), (place.box[1] + place.box[3]) / 2)) continue;
    for (const cell of cells) ignored.push({ reason: 'running-head', raw: cell.raw, at: cell.at });
    table.cells = table.cells.filter((cell) => cell.row !== row);
    table.rows--;
    if (row === 0) for (const cell of table.cells) cell.row--;
  }
  return table;
}
