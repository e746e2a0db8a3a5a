/** Tables by alignment: columns by gaps, a head, rows; rules and single vertical lines help where there are any. */
import { bandsOf } from './bands.js';
import { type Columns, columnAt, findColumns, isHan, narrowPhrases, withoutHalves } from './columns.js';
import type { Edge } from './edges.js';
import { type HeadCell, isCounted, readHead } from './heads.js';
import { spanLabels } from './labels.js';
import { takeMerged } from './merged-rows.js';
import { isNumeric } from './numeric.js';
import type { Box } from './page.js';
import { type Block, type Piece, piecesInOrder, piecesOf, piecesUnder, type StreamCell } from './pieces.js';
import { groupRows } from './rows.js';
import { boxAround, type Line } from './words.js';

export const STREAM_SETTINGS = {
  /** Share of the table's width from which on a rule separates rows; shorter ones belong to heads above them. */
  fullRule: 0.75,
  /** More lines are no head. */
  mostHeadLines: 9,
  /** Ems between lines of one head. */
  withinHead: 0.4,
  /** Ems by which a line for all columns may miss their middle. */
  centred: 1.5,
  /** Share of lines with numbers from which on the first of them ends the head. */
  numericLines: 0.4,
} as const;

/** A region as read by alignment. */
export interface Stream {
  box: Box;
  columns: Columns;
  rows: number;
  headRows: number;
  cells: StreamCell[];
}

export interface Region {
  lines: Line[];
  horizontal: Edge[];
  vertical: Edge[];
}

export function readStream({ lines, horizontal, vertical }: Region): Stream {
  const box = boxAround(lines);
  const { full, partial } = sortRules(horizontal, lines, box);
  const headLines = withoutPanel(lines, countHeadLines(lines, full), box);
  const several = (from: number) => bandsOf(lines.slice(from)).filter((line) => line.phrases.length > 1);
  const body = several(headLines);
  const columns = withoutHalves(
    columnsOf(body.length > 2 ? body : several(0), lines.slice(0, headLines), vertical),
    lines,
    vertical,
  );
  const ordered = lines.map((line, i) => (i < headLines ? piecesInOrder(line, i, columns) : null));
  const heads = ordered.flatMap((own) => own ?? []);
  const pieces = lines.map(
    (line, i) => ordered[i] ?? (i < headLines ? piecesUnder(line, i, heads) : null) ?? piecesOf(line, i, columns),
  );
  const head = readHead(pieces.slice(0, headLines).flat(), columns, partial);
  const grouped = groupRows(pieces.slice(headLines).flat(), full);
  const { rows, merged } = takeMerged(grouped, columns, partial, full);
  const overValues = pieces.slice(0, headLines).flatMap((own) => own.filter((piece) => piece.from > 0));
  for (const row of rows) if (row.blocks.length === 1) centre(row.blocks[0]!, columns, box, overValues);
  if (rows[0]) spanUnits(rows[0].blocks, head.cells);
  const cells: StreamCell[] = head.cells.map(({ pieces: own, from, to, row, rowSpan }) => ({
    row,
    column: from,
    rowSpan,
    columnSpan: to - from + 1,
    pieces: own,
    box: boxAround(own),
  }));
  rows.forEach((row, i) => {
    for (const block of row.blocks) {
      cells.push({
        row: head.rows + i,
        column: block.from,
        rowSpan: 1,
        columnSpan: block.to - block.from + 1,
        pieces: block.pieces,
        box: boxAround(block.pieces),
      });
    }
  });
  // Where rules tell of cells for several rows, they do so for labels as well.
  if (merged.length === 0) spanLabels(cells, rows, head.rows, full);
  for (const { block, row, rowSpan } of merged) {
    cells.push({
      row: head.rows + row,
      column: block.from,
      rowSpan,
      columnSpan: 1,
      pieces: block.pieces,
      box: boxAround(block.pieces),
    });
  }
  return { box, columns, rows: head.rows + rows.length, headRows: head.rows, cells };
}

/** The head without a line below it that stands in the middle of the table, and of no column: a heading of rows. */
function withoutPanel(lines: readonly Line[], count: number, [left, , right]: Box): number {
  const last = lines[count - 1];
  const above = lines[count - 2];
  if (!last || !above || last.phrases.length > 1 || above.phrases.length < 4) return count;
  const middleOf = ({ box }: { box: Box }) => (box[0] + box[2]) / 2;
  const near = (a: number, b: number) => Math.abs(a - b) < 0.4 * last.size;
  const inColumn = above.phrases.some(
    (phrase) =>
      near(phrase.box[0], last.box[0]) || near(phrase.box[2], last.box[2]) || near(middleOf(phrase), middleOf(last)),
  );
  const middles = [(left + right) / 2, middleOf({ box: boxAround(above.phrases.slice(1)) })];
  const off = Math.min(...middles.map((middle) => Math.abs(middleOf(last) - middle)));
  return !inColumn && off < STREAM_SETTINGS.centred * last.size ? count - 1 : count;
}

/** Those of the body, with the fullest line of the head where that tells more: most of the body may be empty. */
function columnsOf(body: readonly Line[], head: readonly Line[], vertical: readonly Edge[]): Columns {
  const columns = findColumns(body, vertical);
  const fullest = head.reduce<Line | null>(
    (a, b) => (a && narrowPhrases(a).length >= narrowPhrases(b).length ? a : b),
    null,
  );
  if (!fullest || isHan([fullest.phrases])) return columns;
  const more =
    narrowPhrases(fullest).length > columns.cores.length ? findColumns([fullest, ...body], vertical) : columns;
  if (more.cores.length > columns.cores.length) return more;
  // The last line of the head tells of a column with a value in one row only, `Crops`: else two heads share one.
  const last = head.at(-1)!;
  const heads = narrowPhrases(last);
  const ownColumns = ({ borders }: Columns) =>
    new Set(heads.map(({ box }) => columnAt(borders, (box[0] + box[2]) / 2))).size;
  if (ownColumns(columns) === heads.length) return columns;
  const sparse = findColumns([last, ...body], vertical);
  return ownColumns(sparse) === heads.length ? sparse : columns;
}

/** A line alone in the middle of the values, or of the table, is for all of these: `1,000 acres`, `Males`. */
function centre(block: Block, { cores }: Columns, box: Box, heads: readonly Piece[]): void {
  const { size } = block.pieces[0]!;
  const own = boxAround(block.pieces);
  if (block.from === 0 && own[0] - box[0] < STREAM_SETTINGS.centred * size) return;
  if (isHan([block.pieces]) || cores.length < 4) return;
  const values = cores.slice(1).flatMap((core) => (core ? [core] : []));
  const offOf = (from: number, to: number) => Math.abs((from + to) / 2 - (own[0] + own[2]) / 2);
  const headed = boxAround(heads);
  const overValues = Math.min(
    offOf(Math.min(...values.map(([x]) => x)), Math.max(...values.map(([, x]) => x))),
    // Numbers set right stand off the middle of their columns, heads do not.
    ...(heads.length > 2 ? [offOf(headed[0], headed[2])] : []),
  );
  const overAll = offOf(box[0], box[2]);
  if (Math.min(overValues, overAll) > STREAM_SETTINGS.centred * size) return;
  block.from = overAll < overValues ? 0 : 1;
  block.to = cores.length - 1;
}

/** The first row, where it has words only, each in the middle below a head of several columns: `1,000 acres`. */
function spanUnits(blocks: readonly Block[], heads: readonly HeadCell[]): void {
  const middleOf = (pieces: readonly Piece[]) => (boxAround(pieces)[0] + boxAround(pieces)[2]) / 2;
  const found = blocks.map((block) =>
    heads.find(
      ({ from, to, pieces }) =>
        from > 0 &&
        from < to &&
        from <= block.from &&
        to >= block.to &&
        Math.abs(middleOf(pieces) - middleOf(block.pieces)) < STREAM_SETTINGS.centred * block.pieces[0]!.size,
    ),
  );
  const isUnits = blocks.every(
    ({ pieces }, i) => found[i] && found.indexOf(found[i]) === i && pieces.every(({ numeric }) => !numeric),
  );
  if (isUnits)
    for (const [i, block] of blocks.entries()) Object.assign(block, { from: found[i]!.from, to: found[i]!.to });
}

/** The y of rules across the table, and the rules across some columns only. */
function sortRules(horizontal: readonly Edge[], lines: readonly Line[], box: Box): { full: number[]; partial: Edge[] } {
  const full: number[] = [];
  const partial: Edge[] = [];
  const width = box[2] - box[0];
  const labels = lines.flatMap(({ phrases: [first], box: own }) =>
    first && own[0] < box[0] + 0.1 * width ? [first.box[2]] : [],
  );
  // Rules below the heads of groups may begin right behind a narrow column of labels.
  const start = Math.min(box[0] + 0.1 * width, ...labels);
  for (const edge of horizontal) {
    // Rules drawn column by column leave gaps between their pieces: all at one height count together.
    const level = horizontal.filter((other) => Math.abs(other.at - edge.at) < 1);
    const length = level.reduce(
      (sum, other) => sum + Math.max(0, Math.min(other.to, box[2]) - Math.max(other.from, box[0])),
      0,
    );
    const fromLeft = Math.min(...level.map((other) => other.from)) < start;
    if (length >= STREAM_SETTINGS.fullRule * width && fromLeft) {
      if (!full.some((y) => Math.abs(y - edge.at) < 2)) full.push(edge.at);
    } else partial.push(edge);
  }
  return { full: full.sort((a, b) => a - b), partial };
}

const YEAR = /^\(?(?:FY ?|CY ?)?(?:1[89]|20)\d\d(?:[-–—/](?:\d\d){0,2})?\)?[a-z*]?$/;

/** All its numbers are years: the head of columns. */
function isYears(line: Line): boolean {
  const words = line.phrases.flatMap((phrase) => phrase.words);
  const numbers = words.filter(({ text }) => isNumeric(text) || YEAR.test(text));
  return numbers.length > 0 && numbers.every(({ text }) => YEAR.test(text));
}

function isDataLine(line: Line): boolean {
  const rest = line.phrases.length > 1 ? line.phrases.slice(1) : [];
  // A letter alone stands for a number that is withheld, and for the head of a column: `N`.
  const numbers = rest.filter(({ text }) => isNumeric(text) && !/^\p{L}$/u.test(text)).length;
  // An amount beside a label in a Chinese form has no head above it.
  return numbers > (isHan([line.phrases]) ? 1 : 0) && numbers >= 0.5 * rest.length && !isYears(line);
}

/** Close below heads, all its numbers are in brackets and those of the next line are not: codes, units, counts. */
function isCodes(line: Line, above: Line | undefined, below: Line | undefined): boolean {
  const numbersOf = (one: Line) => one.phrases.slice(1).filter(({ text }) => isNumeric(text));
  const inBrackets = ({ text }: { text: string }) => /^[([].*[)\]]$/.test(text);
  const numbers = numbersOf(line);
  if (!above || !below || line.box[1] - above.box[3] > STREAM_SETTINGS.withinHead * line.size) return false;
  return numbers.length > 2 && numbers.every(inBrackets) && !numbersOf(below).some(inBrackets);
}

function countHeadLines(lines: readonly Line[], full: readonly number[]): number {
  const middle = (line: Line) => (line.box[1] + line.box[3]) / 2;
  const first = lines.findIndex((line, i) => isDataLine(line) && !isCodes(line, lines[i - 1], lines[i + 1]));
  const numeric = lines.filter(isDataLine).length >= STREAM_SETTINGS.numericLines * lines.length;
  const rule = full.find((y) => y > middle(lines[0]!));
  const above = rule === undefined ? 0 : lines.filter((line) => middle(line) < rule).length;
  // A rule between two lines of the head: it ends at the last rule above the numbers.
  const last = full.filter((y) => first > 0 && y > middle(lines[0]!) && y < middle(lines[first]!)).at(-1);
  if (numeric && last !== undefined && last !== rule) {
    const count = lines.filter((line) => middle(line) < last).length;
    if (count <= STREAM_SETTINGS.mostHeadLines) return count;
  }
  if (
    above > 0 &&
    above < lines.length &&
    above <= STREAM_SETTINGS.mostHeadLines &&
    (first < 0 || above <= first + 1)
  ) {
    const [next, behind] = [lines[above]!, lines[above + 1]];
    // The numbers of the columns between two rules.
    const counted = isCounted(next.phrases) && behind && full.some((y) => y > middle(next) && y < middle(behind));
    return counted ? above + 1 : above;
  }
  if (numeric && first > 0 && first <= STREAM_SETTINGS.mostHeadLines) {
    // Words over the labels only, below heads of other columns: a heading of rows, or a label of several lines.
    let count = first;
    const second = Math.min(
      ...lines.slice(first).flatMap((line) => line.phrases.slice(1).map((phrase) => phrase.box[0])),
    );
    while (
      count > 1 &&
      lines[count - 1]!.phrases.length === 1 &&
      lines[count - 1]!.box[2] < second &&
      lines.slice(0, count - 1).some((line) => line.box[2] > second)
    )
      count--;
    return count;
  }
  return countHeadsByFont(lines);
}

/** The first lines, where their font is one that nothing below is set in: `Acronym` `Purpose`, bold. */
function countHeadsByFont(lines: readonly Line[]): number {
  const fonts = lines.map(({ phrases }) =>
    phrases.flatMap(({ words }) => words.flatMap(({ glyphs }) => glyphs.map(({ font }) => font))),
  );
  const [head] = fonts[0]!;
  const count = fonts.findIndex((own) => own.some((font) => font !== head));
  if (count < 1 || count > STREAM_SETTINGS.mostHeadLines || lines[0]!.phrases.length < 2 || isHan([lines[0]!.phrases]))
    return 0;
  return fonts.slice(count).some((own) => own.includes(head!)) ? 0 : count;
}
