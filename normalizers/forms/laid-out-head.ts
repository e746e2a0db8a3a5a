/** The head of a form whose words are set out by blanks: labels and values, a value on several lines around its label. */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import { labelOf } from './head.js';
import { fundsAt } from './laid-out-funds.js';
import { type Chunk, cellOfChunks, partedAtWords } from './laid-out-lines.js';
import type { FormLexicon } from './lexicon.js';

/** Characters by which the lines of one value may begin beside one another. */
const OFF = 2;

interface Row {
  /** Each cell as its lines. */
  cells: Chunk[][];
  isLabelled: boolean;
  /** Columns that a label of several rows takes at the left. */
  indent?: number;
}

/** Lines of a label that is written downwards: 年 ⏎ 度 ⏎ 总 ⏎ 体 ⏎ 目 ⏎ 标, with others between. */
const TALLEST_LABEL = 10;

/** Lines below the upper piece of a head within which the lower one stands. */
const STACKED_WITHIN = 2;

/** The rows of the head, its cells numbered from the left. */
export function headOfForm(lines: readonly (readonly Chunk[])[], lexicon: FormLexicon): Cell[][] {
  for (let i = 0; i < lines.length; i++) {
    const funds = fundsAt(lines, i, lexicon);
    if (funds)
      return [...headOfForm(lines.slice(0, i), lexicon), ...funds.rows, ...headOfForm(lines.slice(funds.end), lexicon)];
  }
  const isLabel = (chunks: readonly Chunk[] | undefined) =>
    chunks !== undefined && labelOf(cellOfChunks(chunks), lexicon) !== null;
  const rows = withTallLabels(
    lines.map((chunks, i) => {
      const isKnown = (text: string) => lexicon.field(text) !== null || lexicon.fundsColumn(text) !== null;
      const cells = chunks
        .flatMap((chunk) => partedAbove(chunk, lines[i + 1] ?? []))
        .flatMap((chunk) => partedAtWords(chunk, BEFORE_AMOUNTS.test(chunk.text) ? () => true : isKnown))
        .map((part) => [part]);
      return { cells, isLabelled: cells.some(isLabel) };
    }),
    lexicon,
  );
  const result: Row[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = withoutRests(rows[i]!, result.at(-1), isLabel, lexicon);
    const [label, value] = row.cells;
    if (!label) continue;
    const last = row.cells.at(-1)!;
    if (row.cells.length > 2 && isLabel(label) && isLabel(last) && !isLabel(row.cells.at(-2))) {
      // 主管部门 | … | 实施单位, whose value stands on two lines around it.
      const isBeside = (line: Row | undefined): line is Row =>
        line?.cells.length === 1 && !line.isLabelled && line.cells[0]![0]!.from > last.at(-1)!.to;
      const above = isBeside(result.at(-1)) ? result.pop()!.cells[0]! : [];
      const below = isBeside(rows[i + 1]) ? rows[++i]!.cells[0]! : [];
      result.push(above.length + below.length > 0 ? { ...row, cells: [...row.cells, [...above, ...below]] } : row);
      continue;
    }
    if (!isLabel(label) || row.cells.length > 2 || (value && isLabel(value))) {
      const below = rows.slice(i + 1).find(({ isLabelled }) => isLabelled);
      // 年度绩效目标 alone below has its value around it.
      const isFree = !row.isLabelled && row.cells.length === 1 && below?.cells.length !== 1;
      const isHead = isFree && isStackedHead(row.cells[0]![0]!, rows.slice(i + 1, i + 1 + STACKED_WITHIN), lexicon);
      const host = isFree && !isHead ? hostOf(row.cells[0]![0]!, result.at(-1), isLabel) : null;
      const above = result.at(-1);
      if (host) host.push(...row.cells[0]!);
      else if (above && goOn(above, row)) for (const [k, cell] of above.cells.entries()) cell.push(...row.cells[k]!);
      else result.push(row);
      continue;
    }
    // A label in the middle of its value: as many lines above it as below.
    const isLine = (line: Row | undefined): line is Row =>
      line !== undefined &&
      !line.isLabelled &&
      line.cells.length === 1 &&
      // 绩效指标值 over heads of the grid is no line of the goal.
      lexicon.columnRoles(line.cells[0]![0]!.text).length === 0 &&
      line.cells[0]![0]!.from > label![0]!.from + OFF &&
      (!value || Math.abs(line.cells[0]![0]!.from - value[0]!.from) <= OFF);
    const above: Chunk[] = [];
    while (isLine(result.at(-1))) above.unshift(...result.pop()!.cells[0]!);
    const below: Chunk[] = [];
    while (isLine(rows[i + 1]) && (above.length === 0 || below.length < above.length))
      below.push(...rows[++i]!.cells[0]!);
    const lines = [...above, ...(value ?? []), ...below];
    result.push({ cells: lines.length > 0 ? [label!, lines] : [label!], isLabelled: true });
  }
  return result.map(({ cells, indent = 0 }) =>
    cells.map((chunks, i) => ({ ...cellOfChunks(chunks), column: i + indent })),
  );
}

/** An amount, which is no line of a text. */
const AMOUNT = /^[\d,]+\.\d+%?$|^[\d,]+%$/;
/** 其中：财政拨 1,240.00: a label that goes on below, and the amount beside it. */
const BEFORE_AMOUNTS = /^\S+(?: [\d,]+\.\d{2,})+$/;

/** `实施单 630223014-互助土族` above `位   自治县社会福利中心`: parted at the blank behind which the next line has a cell, too. */
function partedAbove(chunk: Chunk, below: readonly Chunk[]): Chunk[] {
  const begins = (from: number) => below.some((other) => Math.abs(other.from - from) <= 1);
  const blank = [...chunk.text.matchAll(/ /g)].map(({ index }) => index).find((at) => begins(chunk.from + at + 1));
  if (blank === undefined || !begins(chunk.from)) return [chunk];
  const from = chunk.from + blank + 1;
  return [
    { ...chunk, text: chunk.text.slice(0, blank), to: from - 1 },
    { ...chunk, text: chunk.text.slice(blank + 1), from },
  ];
}

/**
 * A row without the ends of cells that went on from the row above: of labels (实施单 ⏎ 位), and of the values beside them
 * where the row holds nothing else. The ends are put to their cells.
 */
function withoutRests(
  row: Row,
  above: Row | undefined,
  isLabel: (chunks: readonly Chunk[]) => boolean,
  lexicon: FormLexicon,
): Row {
  if (!above) return row;
  const hostAbove = ([first]: readonly Chunk[]) => above.cells.find((own) => Math.abs(own[0]!.from - first!.from) <= 1);
  const isHead = (chunks: readonly Chunk[]) =>
    isLabel(chunks) || lexicon.fundsColumn(cellOfChunks(chunks).text) !== null;
  const endsLabel = (cell: readonly Chunk[]) => {
    const host = hostAbove(cell);
    return host !== undefined && !isHead(cell) && isHead([...host, ...cell]);
  };
  const endsValue = (cell: readonly Chunk[]) => {
    const host = hostAbove(cell);
    const texts = [...(host ?? []), ...cell];
    return host !== undefined && !isHead(host) && !isHead(cell) && !texts.some(({ text }) => AMOUNT.test(text));
  };
  const labels = row.cells.filter(endsLabel);
  const others = row.cells.filter((cell) => !labels.includes(cell));
  const isRest = row.cells.length > 1 && above.isLabelled && others.every(endsValue);
  for (const cell of isRest ? row.cells : labels) hostAbove(cell)!.push(...cell);
  above.isLabelled ||= labels.length > 0;
  return { ...row, cells: isRest ? [] : others, isLabelled: others.some(isLabel) };
}

/** 分 ⏎ 值, beside 年初预算数 | 全年执行数: the upper piece of a head of the funds. */
function isStackedHead({ text, from, to }: Chunk, below: readonly Row[], lexicon: FormLexicon): boolean {
  const isBelow = (other: Chunk) => other.from < to && from < other.to;
  return below.some(({ cells }) =>
    cells.some(([other]) => isBelow(other!) && lexicon.fundsColumn(text + other!.text) !== null),
  );
}

/** Values side by side, each of which goes on in the next line. */
function goOn(above: Row, below: Row): boolean {
  if (above.isLabelled || below.isLabelled || above.cells.length !== below.cells.length) return false;
  return above.cells.every((cell, i) => Math.abs(cell[0]!.from - below.cells[i]![0]!.from) <= OFF);
}

/** The value above that a line goes on with: the one that begins where it does. */
function hostOf(chunk: Chunk, above: Row | undefined, isLabel: (chunks: readonly Chunk[]) => boolean): Chunk[] | null {
  if (!above?.isLabelled) return null;
  const isText = ([first]: readonly Chunk[]) => !isLabel([first!]) && !/^[\d,.%]+$/.test(first!.text);
  return above.cells.find((cell) => isText(cell) && Math.abs(cell[0]!.from - chunk.from) <= OFF) ?? null;
}

/**
 * Labels of goals written downwards at the left are put together in their first row, or in that of the heads beside them
 * (预期目标 ∥ 实际完成情况). Below heads the lines are those of as many texts.
 */
function withTallLabels(rows: readonly Row[], lexicon: FormLexicon): Row[] {
  const result = rows.map((row) => ({ ...row, cells: [...row.cells] }));
  const isGoal = (text: string) => lexicon.field(text)?.startsWith('goal') === true;
  const goalsOf = ({ cells }: Row) => cells.filter((cell) => isGoal(cellOfChunks(cell).text)).length;
  for (let i = 0; i < result.length; i++) {
    const pieces = tallLabelAt(result, i, isGoal, lexicon);
    if (pieces.length < 2) continue;
    const label = pieces.map((k) => result[k]!.cells.shift()![0]!);
    const heads = result.findIndex((row, k) => k >= i - 1 && k <= pieces.at(-1)! && goalsOf(row) > 1);
    const host = result[heads < 0 ? i : heads]!;
    host.cells.unshift(label);
    host.isLabelled = true;
    if (heads >= 0) joinTexts(result.slice(heads + 1), host.cells.length - 1);
  }
  return result.filter(({ cells }) => cells.length > 0);
}

/** Puts the lines of texts that stand side by side together, in their first row, up to the first line that is none. */
function joinTexts(rows: readonly Row[], texts: number): void {
  const below = rows.filter(({ cells }) => cells.length > 0);
  const end = below.findIndex(({ cells, isLabelled }) => isLabelled || cells.length !== texts);
  const [first, ...others] = end < 0 ? below : below.slice(0, end);
  if (!first) return;
  first.indent = 1;
  for (const { cells } of others) for (const [i, cell] of cells.splice(0).entries()) first.cells[i]!.push(...cell);
}

/** The rows that begin with the pieces of a goal's label, the first of them at `from`; none where they make up no label. */
function tallLabelAt(
  rows: readonly Row[],
  from: number,
  isGoal: (text: string) => boolean,
  lexicon: FormLexicon,
): number[] {
  const first = rows[from]!.cells[0]?.[0];
  if (!first) return [];
  const taken: number[] = [];
  let text = '';
  let whole = 0;
  for (let i = from; i < rows.length && i < from + TALLEST_LABEL; i++) {
    const piece = rows[i]!.cells[0]?.[0];
    if (!piece || piece.from > first.to + OFF) continue;
    const longer = text + removeSpaces(piece.text);
    if (!lexicon.words.some((word) => word.startsWith(longer))) break;
    text = longer;
    taken.push(i);
    if (isGoal(text)) whole = taken.length;
  }
  return taken.slice(0, whole);
}
