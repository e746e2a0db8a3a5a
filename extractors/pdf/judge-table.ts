/** Whether what was read by alignment is a table: not prose in columns, a chart, an index or a table of contents. */
import { isHan } from './columns.js';
import { isNumeric } from './numeric.js';
import type { Region, Stream } from './stream.js';

export const JUDGE_SETTINGS = {
  /** Share of rows with more than one cell; the labels of a chart stand alone at all heights. */
  fullRows: 0.45,
  /** Rows of a table of words without rules. */
  wordRows: 4,
  /** Characters of a label in a form. */
  labelLength: 14,
  /** Words of a head above cells of sentences. */
  headWords: 5,
  /** Share of cells with words, and of short labels, of a comparison. */
  matrixFilled: 0.9,
  /** Cells with text, of all positions. */
  filledShare: 0.3,
} as const;

/** What stands before an item of a list. */
export const LIST_MARK =
  /^(?:[•●■◆▪◦·*–—o-]|[([]?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)\]、]|\(?\d{1,2}\)?|§+)$/i;

/** Whether what was read by alignment is a table: rows and columns, cells and not prose, not a list of contents. */
export function isStreamTable(stream: Stream, region: Region): boolean {
  const columns = stream.columns.cores.length;
  const body = stream.cells.filter((cell) => cell.row >= stream.headRows);
  const rows = stream.rows - stream.headRows;
  if (columns < 2 || stream.rows < 2 || body.length < 3) return false;
  const pieces = body.flatMap((cell) => cell.pieces);
  const values = pieces.filter((piece) => piece.from > 0);
  const numeric = values.filter((piece) => piece.numeric).length / Math.max(1, values.length);
  const rules = region.horizontal.filter((edge) => edge.to - edge.from > 0.6 * (stream.box[2] - stream.box[0])).length;
  const filled = stream.cells.reduce((sum, cell) => sum + cell.rowSpan * cell.columnSpan, 0) / (stream.rows * columns);
  if (filled < JUDGE_SETTINGS.filledShare) return false;
  if (isContents(region) || isIndex(stream.cells, columns)) return false;
  const words = pieces
    .map((piece) => piece.words.length + (piece.text.match(/\p{Script=Han}/gu)?.length ?? 0) / 3)
    .sort((a, b) => a - b);
  const median = words[words.length >> 1] ?? 0;
  // Columns of prose: long lines side by side, hardly a number.
  const matrix = isMatrix(stream);
  if (median >= 5 && numeric < 0.3 && !hasRuledHead(stream, rules) && !matrix) return false;
  const shared = new Map<number, Set<number>>();
  for (const cell of body) shared.set(cell.row, (shared.get(cell.row) ?? new Set()).add(cell.column));
  const scales = axisRows(body);
  const full = [...shared].filter(([row, set]) => set.size > 1 && !scales.has(row)).length;
  if ((full < 2 && rules < 2) || full < JUDGE_SETTINGS.fullRows * rows || isAxes(body, scales, columns)) return false;
  if (columns === 2 && isForm(body, full)) return true;
  // Two columns of words are mostly a list of terms.
  if (columns === 2) return (numeric >= 0.5 && (full >= 3 || rules >= 2)) || (rules >= 3 && median < 4);
  return (
    matrix || numeric >= 0.3 || rules >= 2 || (full >= (isHan([pieces]) ? 2 : JUDGE_SETTINGS.wordRows) && median <= 3)
  );
}

/** Rules above, below a head of few words for every column, and at the end: then cells may hold whole sentences. */
function hasRuledHead({ cells, columns, headRows }: Stream, rules: number): boolean {
  const heads = cells.filter((cell) => cell.row < headRows);
  const words = heads.map((cell) => cell.pieces.reduce((sum, piece) => sum + piece.words.length, 0));
  return (
    rules >= 3 && heads.length >= columns.cores.length && words.every((count) => count <= JUDGE_SETTINGS.headWords)
  );
}

/** Short heads for three columns or more, short labels, and words in nearly every cell: a comparison in sentences. */
function isMatrix({ cells, columns, rows }: Stream): boolean {
  const count = columns.cores.length;
  if (count < 3 || rows < JUDGE_SETTINGS.wordRows || cells.length < JUDGE_SETTINGS.matrixFilled * rows * count)
    return false;
  const short = (some: Stream['cells']) =>
    some.filter((cell) => cell.pieces.reduce((sum, piece) => sum + piece.words.length, 0) <= JUDGE_SETTINGS.headWords);
  const heads = cells.filter((cell) => cell.row === 0);
  const labels = cells.filter((cell) => cell.column === 0);
  return short(heads).length === count && short(labels).length >= JUDGE_SETTINGS.matrixFilled * rows;
}

/** Labels of a few 汉字 with values beside them: the head of a form. */
function isForm(body: Stream['cells'], full: number): boolean {
  const labels = body
    .filter((cell) => cell.column === 0)
    .map((cell) => cell.pieces.map((piece) => piece.text).join(''));
  const short = labels.filter(
    (text) => /\p{Script=Han}/u.test(text) && text.length <= JUDGE_SETTINGS.labelLength,
  ).length;
  return full >= 2 && labels.length >= 2 && short >= 0.8 * labels.length;
}

/** Titles with page numbers that only grow: a table of contents, no data. */
function isContents({ lines }: Region): boolean {
  const rows = lines.filter((line) => line.phrases.length > 1);
  const numbers = rows
    .map((line) => line.phrases.at(-1)!.text)
    .filter((text) => /^\d{1,4}$/.test(text))
    .map(Number);
  if (numbers.length < 3 || numbers.length < 0.7 * rows.length || rows.some((line) => line.phrases.length > 3))
    return false;
  const leaders = rows.filter(
    (line) =>
      line.phrases.length === 2 || LIST_MARK.test(line.phrases[0]!.text) || /^[\d.]+$/.test(line.phrases[0]!.text),
  ).length;
  return leaders >= 0.8 * rows.length && numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!);
}

/** A list in alphabetical order that goes on from column to column. */
function isIndex(cells: Stream['cells'], columns: number): boolean {
  const texts = Array.from({ length: columns }, (_, column) =>
    cells
      .filter((cell) => cell.column === column)
      .sort((a, b) => a.row - b.row)
      .map((cell) => cell.pieces[0]!.text),
  ).flat();
  if (texts.length < 3 * columns || texts.some((text) => !/^\p{L}/u.test(text))) return false;
  return texts.every((text, i) => i === 0 || text.localeCompare(texts[i - 1]!, 'en', { sensitivity: 'base' }) > 0);
}

/** The numbers along an axis: at least four, growing or falling by equal steps, and no years. */
function isScale(texts: readonly string[]): boolean {
  const numbers = texts.map((text) => Number(text.replace(/[,%\s]/g, '').replace(/^[−–]/, '-')));
  const step = (numbers[1] ?? 0) - (numbers[0] ?? 0);
  if (numbers.length < 4 || step === 0 || numbers.some(Number.isNaN)) return false;
  if (Math.abs(step) === 1 && numbers.every((number) => number > 1800 && number < 2200)) return false;
  return numbers.every(
    (number, i) => i === 0 || Math.abs(number - numbers[i - 1]! - step) < 1e-6 * Math.abs(step) + 1e-9,
  );
}

/** Rows whose numbers are those of an axis. */
function axisRows(cells: Stream['cells']): Set<number> {
  const rows = new Map<number, string[]>();
  for (const cell of cells) rows.set(cell.row, [...(rows.get(cell.row) ?? []), ...numbersOf(cell)]);
  return new Set([...rows].filter(([, texts]) => isScale(texts)).map(([row]) => row));
}

const numbersOf = (cell: Stream['cells'][number]): string[] =>
  cell.pieces
    .flatMap((piece) => piece.words.map((word) => word.text))
    .filter((text) => /\d/.test(text) && isNumeric(text));

/** Hardly a number that is not on a scale: charts, side by side or below each other. Counters are no scales. */
function isAxes(cells: Stream['cells'], scales: ReadonlySet<number>, columns: number): boolean {
  let onScale = 0;
  let all = 0;
  for (let column = 0; column < columns; column++) {
    const numbers = cells
      .filter((cell) => cell.column === column && !scales.has(cell.row))
      .sort((a, b) => a.row - b.row)
      .flatMap(numbersOf);
    all += numbers.length;
    if (isScale(numbers) && Math.abs(Number(numbers[1]) - Number(numbers[0])) !== 1) onScale += numbers.length;
  }
  return onScale > 0 && onScale >= 0.8 * all;
}
