/** Which parts of a page, besides ruled grids, are tables: runs of lines with several phrases, and what belongs to them. */
import { type Band, bandsOf } from './bands.js';
import { narrowPhrases } from './columns.js';
import type { Edge, Edges } from './edges.js';
import { isNumeric } from './numeric.js';
import type { Box } from './page.js';
import {
  CAPTION,
  endOfRun,
  isNextHead,
  isNote,
  isProse,
  isRow,
  isRunningHead,
  isYear,
  REGION_SETTINGS,
} from './runs.js';
import type { Region } from './stream.js';
import { boxAround, isCjk, type Line, type Phrase } from './words.js';

/** Regions that may be tables, in the order of the page. `all` are the lines outside of grids, from the top. */
export function findRegions(all: readonly Line[], edges: Edges): Region[] {
  const lines = bandsOf(all);
  if (lines.length === 0) return [];
  const page = boxAround(lines);
  const rules = edges.horizontal.filter((edge) => edge.to - edge.from >= REGION_SETTINGS.shortestRule);
  const regions: Region[] = [];
  let from = 0;
  let least = 0;
  const places = new Map(all.map((line, i) => [line, i]));
  while (from < lines.length) {
    if (!isRow(lines[from]!)) {
      from++;
      continue;
    }
    const to = endOfRun(lines, from, page, rules);
    if (isRunningHead(lines, from, to)) {
      least = ++from;
      continue;
    }
    const run = { from, to };
    extend(run, lines, rules, least, page);
    least = run.to;
    const own = withWholeCells(
      lines.slice(run.from, run.to).flatMap((band) => band.lines),
      all,
      places,
    );
    const box = boxAround(own);
    const within = (edge: Edge) =>
      edge.to > box[0] && edge.from < box[2] && edge.at > box[1] - 12 && edge.at < box[3] + 12;
    regions.push({
      lines: own,
      horizontal: edges.horizontal.filter(within),
      vertical: edges.vertical.filter(
        (edge) => edge.at > box[0] && edge.at < box[2] && edge.to > box[1] && edge.from < box[3],
      ),
    });
    from = Math.max(run.to, to, from + 1);
  }
  return regions;
}

/**
 * With the lines above the first row and below the last one that belong to their cells: a label of several lines,
 * centred beside a value of one, begins above it (`项目` / `(政策)` / `名称`). Only 汉字, which stand in narrow columns.
 */
function withWholeCells(own: readonly Line[], all: readonly Line[], places: ReadonlyMap<Line, number>): Line[] {
  const lines = [...own];
  const has = new Set(own);
  const from = places.get(own[0]!)!;
  const to = places.get(own.at(-1)!)!;
  const belongs = (line: Line, neighbours: readonly Line[]): boolean =>
    line.phrases.every(
      (phrase) =>
        isCjk(phrase.text.slice(0, 1)) &&
        neighbours.some((other) =>
          other.phrases.some((near) => {
            const pitch = Math.abs(near.box[1] + near.box[3] - phrase.box[1] - phrase.box[3]) / 2;
            const over = phrase.box[0] < near.box[2] && phrase.box[2] > near.box[0];
            return (
              over &&
              pitch < REGION_SETTINGS.cellLeading * near.size &&
              phrase.box[2] - phrase.box[0] < near.box[2] - near.box[0] + 2.1 * near.size
            );
          }),
        ),
    );
  for (let i = from - 1; i >= 0 && i >= from - 6; i--) {
    const line = all[i]!;
    if (own[0]!.box[1] - line.box[3] > 3 * line.size) break;
    if (!has.has(line) && belongs(line, lines.slice(0, 6))) lines.unshift(line);
  }
  for (let i = to + 1; i < all.length && i <= to + 4; i++) {
    if (!has.has(all[i]!) && belongs(all[i]!, lines.slice(-6))) lines.push(all[i]!);
  }
  return lines.sort((a, b) => places.get(a)! - places.get(b)!);
}

/** Up to the rule above the head, down to the rule below the last row, and no further than that. */
function extend(
  run: { from: number; to: number },
  lines: readonly Band[],
  rules: readonly Edge[],
  least: number,
  page: Box,
): void {
  const box = boxAround(lines.slice(run.from, run.to));
  const width = box[2] - box[0];
  const wide = rules.filter(
    (edge) =>
      Math.min(edge.to, box[2]) - Math.max(edge.from, box[0]) > 0.7 * width && edge.to - edge.from < 1.6 * width + 40,
  );
  const middle = (line: Line) => (line.box[1] + line.box[3]) / 2;
  const head = lines.slice(Math.max(least, run.from - REGION_SETTINGS.mostHeadLines), run.from);
  // The topmost rule above which nothing but head lines stands.
  let top = run.from;
  for (let i = head.length - 1; i >= 0; i--) {
    const line = head[i]!;
    if (isProse(line, Math.max(width, 0.5 * (page[2] - page[0]))) || CAPTION.test(line.phrases[0]!.text)) break;
    if (line.box[0] > box[2] || line.box[2] < box[0]) break;
    const next = head[i + 1] ?? lines[run.from]!;
    if (next.box[1] - line.box[3] > REGION_SETTINGS.farLine * line.size) break;
    const last = i === 0 && run.from - head.length === least ? lines[least - 1] : undefined;
    // Nearer to the last row of the table before than to this line, a rule ends that one.
    const above = i > 0 ? middle(head[i - 1]!) : last ? (last.box[3] + line.box[1]) / 2 : Number.NEGATIVE_INFINITY;
    if (wide.some((edge) => edge.at < middle(line) && edge.at > Math.max(above, line.box[1] - 2.5 * line.size)))
      top = run.from - head.length + i;
  }
  // One that begins behind the labels is that of a head over some columns.
  const labels = Math.min(...lines.slice(run.from, run.to).map((line) => line.phrases[0]!.box[2]));
  const ruledAbove = wide.some(
    (edge) =>
      edge.from < labels &&
      edge.at < middle(lines[run.from]!) &&
      edge.at > lines[run.from]!.box[1] - 2 * lines[run.from]!.size,
  );
  if (top === run.from && !ruledAbove) top = openHead(run.from, lines, least, box);
  else if (top === run.from && top > least && areHeads(lines[top - 1]!, lines[top]!)) top--;
  run.from = belowTitle(
    { from: top, to: run.to },
    lines,
    wide.filter((edge) => edge.from < box[0] + 0.1 * width),
  );
  const bottom = Math.max(
    -Infinity,
    ...wide.filter((edge) => edge.at > middle(lines[run.from]!)).map((edge) => edge.at),
  );
  // A note below the last rule, set in two columns by chance, is no row.
  while (
    run.to - run.from > 2 &&
    middle(lines[run.to - 1]!) > bottom &&
    bottom > middle(lines[run.from + 1]!) &&
    isNote(lines[run.to - 1]!)
  )
    run.to--;
  // Wrapped words above the last rule still belong to the last row.
  while (
    run.to < lines.length &&
    middle(lines[run.to]!) < bottom &&
    bottom - lines[run.to]!.box[3] < 4 * lines[run.to]!.size &&
    !isNextHead(lines, run.from, run.to, rules) &&
    !isProse(lines[run.to]!, width)
  )
    run.to++;
  while (run.to < lines.length && goesOnBelow(lines.slice(run.from, run.to), lines[run.to]!, lines[run.to + 1]))
    run.to++;
}

/**
 * The rest of the last row's label: close below it, in its column, and its first word did not fit above, or it stands as
 * close as the lines before it, and what follows does not.
 */
function goesOnBelow(rows: readonly Band[], line: Band, next: Band | undefined): boolean {
  const text = line.phrases[0]!;
  if (line.phrases.length > 1 || isNote(line) || CAPTION.test(text.text)) return false;
  if (isInColumn(text, rows)) return true;
  const values = Math.min(...rows.flatMap((row) => row.phrases.slice(1).map(({ box }) => box[0])));
  // The lines themselves: a band holds several where the values stand in the middle of the label's height.
  const labels = rows.flatMap((row) => row.lines.map((one) => one.phrases[0]!)).filter(({ box }) => box[2] < values);
  const above = labels.at(-1);
  if (!above || above.box[1] < rows.at(-1)!.box[1] - 1) return false;
  const pitch = text.box[1] - above.box[1];
  if (pitch > REGION_SETTINGS.cellLeading * text.size || Math.abs(text.size / above.size - 1) > 0.04) return false;
  const left = Math.min(...labels.map(({ box }) => box[0]));
  const right = Math.max(...labels.map(({ box }) => box[2]));
  if (above.box[0] > left + 4 * text.size || text.box[0] < left - 1) return false;
  // Set in as other lines that go on, it may be the longest of all.
  const hangs = labels.some(({ box }) => box[0] > left + 1 && Math.abs(box[0] - text.box[0]) < 1);
  if (text.box[2] > (hangs ? values - 0.5 * text.size : right + 1)) return false;
  const before = labels.at(-2);
  const even =
    before !== undefined &&
    Math.abs(above.box[1] - before.box[1] - pitch) < 0.04 * pitch &&
    (next === undefined || next.box[1] - text.box[1] > 1.2 * pitch);
  const first = text.words[0]!;
  return even || right - above.box[2] < first.box[2] - first.box[0] + 0.25 * text.size;
}

/** More words of a cell that is not the label: close below the last row, where its column begins, and within it. */
function isInColumn(text: Phrase, rows: readonly Band[]): boolean {
  const last = rows.at(-1)!.lines.at(-1)!;
  const column = last.phrases.findIndex(
    (phrase) => Math.abs(phrase.box[0] - text.box[0]) < 0.3 * text.size && !isNumeric(phrase.text),
  );
  const pitch = text.box[1] - last.box[1];
  if (pitch > REGION_SETTINGS.cellLeading * text.size || Math.abs(text.size / last.size - 1) > 0.04) return false;
  const above = rows
    .flatMap((row) => row.phrases)
    .filter((phrase) => Math.abs(phrase.box[0] - text.box[0]) < 0.3 * text.size);
  const left = Math.min(...rows.map((row) => row.box[0]));
  const wider = Math.max(...above.map((phrase) => phrase.box[2])) + text.size < text.box[2];
  // A second line of it alone: the row above begins further left.
  const begins = text.box[0] > left + text.size && (last.phrases.length > 1 ? column >= 0 : above.length > 1);
  return begins && !wider && !isNumeric(text.text);
}

/**
 * Two rules with a head and no numbers between them, below the first lines: these are the title, set in several phrases,
 * and the table begins at the first rule.
 */
function belowTitle(run: { from: number; to: number }, lines: readonly Line[], wide: readonly Edge[]): number {
  const middle = (line: Line) => (line.box[1] + line.box[3]) / 2;
  const count = (from: number, to: number) =>
    lines.slice(run.from, run.to).filter((line) => middle(line) > from && middle(line) < to);
  const { box, size } = lines[run.from]!;
  // A rule above them as well: they are the first lines of the head.
  if (wide.some(({ at }) => at < middle(lines[run.from]!) && at > box[1] - 2 * size)) return run.from;
  const inside = wide
    .map((edge) => edge.at)
    .filter((at) => at > middle(lines[run.from]!) && at < middle(lines[run.to - 1]!))
    .sort((a, b) => a - b);
  const [first, second] = inside;
  if (first === undefined || second === undefined) return run.from;
  const title = count(-Infinity, first);
  const head = count(first, second);
  const numbers = (line: Line) => line.phrases.slice(1).filter(({ text }) => isNumeric(text) && !isYear(text)).length;
  const most = (some: readonly Line[]) => Math.max(0, ...some.map((line) => line.phrases.length));
  if (title.length > 3 || head.length === 0 || most(title) > 2 || most(title) >= most(head)) return run.from;
  if ([...title, ...head].some((line) => numbers(line) > 0)) return run.from;
  return run.from + title.length;
}

/** Without a rule above: lines right above that stand over the columns only, and not over the labels. */
function openHead(from: number, lines: readonly Line[], least: number, box: Box): number {
  let top = from;
  const first = lines[from]!;
  const second = first.phrases[1]!.box[0];
  while (top > least) {
    const line = lines[top - 1]!;
    const close = lines[top]!.box[1] - line.box[3] < 0.9 * line.size;
    if (close && areHeads(line, lines[top]!)) {
      top--;
      continue;
    }
    if (
      !close ||
      line.phrases.length > 1 ||
      CAPTION.test(line.phrases[0]!.text) ||
      line.box[0] < Math.min(second, box[0] + 0.2 * (box[2] - box[0])) - line.size ||
      line.box[2] > box[2] + line.size ||
      line.size > REGION_SETTINGS.titleSize * lines[top]!.size ||
      isTitle(line, lines[top]!, box, second)
    )
      break;
    top--;
  }
  return top;
}

/** Heads so close to each other that they look like one phrase, each set to its column: `Fiscal year` `Amount`. */
function areHeads(line: Line, below: Line): boolean {
  const heads = line.phrases.length === 1 ? narrowPhrases(line) : [];
  if (heads.length < 2 || heads.length !== below.phrases.length) return false;
  return heads.every(({ box, size }, i) => {
    const under = below.phrases[i]!.box;
    const off = [box[0] - under[0], box[2] - under[2], (box[0] + box[2] - under[0] - under[2]) / 2].map(Math.abs);
    return Math.min(...off) < 0.4 * size;
  });
}

/** In the middle of the table, labels and all, and of no head below: a title, and no head over the values. */
function isTitle(line: Line, below: Line, [left, , right]: Box, values: number): boolean {
  const middle = (line.box[0] + line.box[2]) / 2;
  const off = Math.abs(middle - (left + right) / 2);
  if (off > REGION_SETTINGS.offCentre * line.size || off > Math.abs(middle - (values + right) / 2)) return false;
  return !below.phrases.some(({ box, words }, i) => {
    if (Math.abs((box[0] + box[2]) / 2 - middle) > 0.4 * line.size) return false;
    // Far wider than the head below it, but within its column, and of its font: `48 contiguous states and` / `D.C.`
    const [before, behind] = [below.phrases[i - 1], below.phrases[i + 1]];
    const fits = before && behind && line.box[0] > before.box[2] && line.box[2] < behind.box[0];
    const sameFont = line.phrases[0]!.words[0]!.glyphs[0]?.font === words[0]!.glyphs[0]?.font;
    return line.box[2] - line.box[0] < 2 * (box[2] - box[0]) || (fits && sameFont);
  });
}
