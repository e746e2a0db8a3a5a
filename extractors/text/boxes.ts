/**
 * Tables drawn with characters of lines (`┌──┬──┐ │ … │ ├──┼──┤`), as word processors and old systems print them.
 *
 * What stands between two lines drawn across is one row, whatever lines of text it takes; a line that is drawn through some
 * columns only parts these, and the cells of the others go on.
 */
import type { Cell, Table } from '../document.js';
import type { Line } from './lines.js';

const UPRIGHT = /[│┃║|┆┊]/u;
const DRAWN = /[─━═┄┈┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╞╡╪┠┨┯┷┿╂]/u;
/** Where cells meet: every drawn character but those that only run across. */
const BORDER = /[│┃║|┆┊┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╞╡╪┠┨┯┷┿╂]/u;
const ACROSS = /^[─━═┄┈┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╞╡╪┠┨┯┷┿╂\s]+$/u;
/** Columns of the screen by which a border may stand off: fonts take lines for one column or for two. */
const OFF = 1;
/** Share of the cells of a line that are filled in a row of its own. */
const FULL = 0.6;

/** How many lines from `start` are a drawn table; 0 where none begins. */
export function boxesAt(lines: readonly Line[], start: number): number {
  if (!/^\s*[┌┏╔├┣╠]/u.test(lines[start]?.text ?? '')) return 0;
  let end = start;
  while (lines[end] && isDrawn(lines[end]!.text)) end++;
  return end - start >= 3 ? end - start : 0;
}

function isDrawn(text: string): boolean {
  const content = text.trim();
  return /^[┌┏╔├┣╠└┗╚┠╞│┃║]/u.test(content) && /[┐┓╗┤┫╣┘┛╝┨╡│┃║]$/u.test(content);
}

interface Part {
  raw: string;
  line: number;
  /** Characters of the line before it. */
  offset: number;
  /** Columns of the screen at which it begins and ends. */
  from: number;
  to: number;
}

export function readBoxes(lines: readonly Line[]): Table {
  const width = drawnWidth(lines);
  const parted = lines.map((line) => partsOf(line, width));
  const borders = bordersOf(parted.flat(), width);
  const columnAt = (x: number) => borders.findIndex((border) => Math.abs(border - x) <= OFF);
  const dense = denseLines(parted);
  const cells: Cell[] = [];
  /** The cell that is open in each column. */
  const open: (Cell | null)[] = borders.map(() => null);
  let row = -1;
  let isNewRow = true;
  parted.forEach((parts, i) => {
    const isRule = parts.some(isAcross);
    if (dense.has(i)) {
      open.fill(null);
      isNewRow = true;
    }
    if (!isRule && isNewRow) row++;
    isNewRow = isRule;
    for (const part of parts) {
      const [from, to] = [columnAt(part.from), columnAt(part.to + width)];
      if (from < 0) continue;
      const span = Math.max(1, to - from);
      if (isAcross(part)) {
        open.fill(null, from, from + span);
        continue;
      }
      let cell = open[from];
      if (!cell) {
        if (isRule) continue;
        cell = { row, column: from, rowSpan: 1, columnSpan: span, text: '', raw: '', at: [], repairs: [] };
        cells.push(cell);
        open.fill(cell, from, from + span);
      }
      if (!isRule) cell.rowSpan = row - cell.row + 1;
      append(cell, part);
    }
  });
  const filled = cells.filter(({ text }) => text !== '');
  const columns = Math.max(1, borders.length - 1);
  return { kind: 'table', method: 'text/boxes', rows: row + 1, columns, cells: filled, breaks: [] };
}

const isAcross = ({ raw }: Part): boolean => raw.trim() !== '' && ACROSS.test(raw);

/** Lines that are rows of their own, with no line drawn between them: most of their cells are filled. */
function denseLines(parted: readonly (readonly Part[])[]): Set<number> {
  const dense = new Set<number>();
  let band: number[] = [];
  const end = () => {
    const isFull = (i: number) => parted[i]!.filter(({ raw }) => raw.trim() !== '').length >= FULL * parted[i]!.length;
    if (band.length > 1 && band.every(isFull)) for (const i of band) dense.add(i);
    band = [];
  };
  parted.forEach((parts, i) => {
    if (parts.some(isAcross)) end();
    else band.push(i);
  });
  end();
  return dense;
}

/** Lines of a font are as wide as 汉字 or half as wide: the width at which drawn lines and those of text end together. */
function drawnWidth(lines: readonly Line[]): number {
  const ends = (rule: boolean, width: number) =>
    lines
      .filter(({ text }) => ACROSS.test(text) === rule)
      .map(({ text }) => [...text.trimEnd()].reduce((sum, character) => sum + widthOf(character, width), 0));
  const off = (width: number) => Math.abs(Math.max(...ends(true, width), 0) - Math.max(...ends(false, width), 0));
  return off(1) < off(2) ? 1 : 2;
}

function append(cell: Cell, part: Part): void {
  const text = part.raw.trim();
  if (text === '') return;
  cell.text += text;
  cell.raw += cell.raw === '' ? part.raw : `\n${part.raw}`;
  const indent = part.raw.length - part.raw.trimStart().length;
  cell.at.push({ line: part.line, column: part.offset + indent + 1, length: text.length });
}

/** What stands between the upright lines, and the runs of lines drawn across. */
function partsOf({ text, number }: Line, drawn: number): Part[] {
  const parts: Part[] = [];
  let part: Part | null = null;
  let x = 0;
  let offset = 0;
  for (const character of text) {
    const width = widthOf(character, drawn);
    offset += character.length;
    if (BORDER.test(character)) {
      if (part) parts.push({ ...part, to: x });
      part = { raw: '', line: number, offset, from: x + width, to: x };
    } else if (part) part.raw += character;
    x += width;
  }
  return parts;
}

/** The columns of the screen where cells begin, and where the next would after the last, from the left. */
function bordersOf(parts: readonly Part[], width: number): number[] {
  const borders: number[] = [];
  const found = parts.flatMap(({ from, to }) => [from, to + width]).sort((a, b) => a - b);
  for (const x of found) if (borders.length === 0 || x - borders.at(-1)! > OFF) borders.push(x);
  return borders;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}“”‘’—…]/u;

/** Columns of a screen that a character takes: 汉字 and full-width forms take two. */
function widthOf(character: string, drawn: number): number {
  if (DRAWN.test(character) || UPRIGHT.test(character)) return drawn;
  return WIDE.test(character) ? 2 : 1;
}
