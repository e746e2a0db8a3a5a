/** Runs of rows: lines with several phrases that follow each other, and where the next table or prose begins. */
import { isHan } from './columns.js';
import type { Edge } from './edges.js';
import { LIST_MARK } from './judge-table.js';
import { isNumeric } from './numeric.js';
import type { Box } from './page.js';
import { boxAround, type Line } from './words.js';

/** Lengths in ems of the line's size. */
export const REGION_SETTINGS = {
  /** Distance between lines from which on a table has ended, unless rules hold it together. */
  farLine: 3.4,
  /** The same between Chinese forms, whose cells fill their height. */
  formGap: 1.6,
  /** Lines of one phrase within a table: cells that go on, headings of groups. */
  mostSingleLines: 3,
  /** Lines of one cell, from middle to middle. */
  cellLeading: 1.35,
  /** Ems by which a title may miss the middle of its table. */
  offCentre: 2,
  /** Times the size of the first row: a larger line is the title of what follows. */
  titleSize: 1.08,
  /** Times the size of the last row: a line below its rule is a note. */
  noteSize: 0.93,
  /** Times the space between the rows above: a table with the same heads follows. */
  againApart: 1.5,
  mostTitleLines: 3,
  /** Ems below a running head. */
  belowRunningHead: 0.8,
  /** A line of so many words that fills the width is prose. */
  proseWords: 7,
  proseWidth: 0.72,
  /** Lines of a head between its rule and the first row with several phrases. */
  mostHeadLines: 7,
  /** Between the rule that ends a table and the one above the next; double rules are closer. */
  betweenTables: 0.5,
  /** Shorter rules (points) hold no table together: footnotes, signatures. */
  shortestRule: 60,
} as const;

export const CAPTION =
  /^(?:(?:table|figure|fig\.|chart|exhibit|box|map|appendix)\s*(?:[\d:：.]|[a-z]\b|[ivx]+\b)|(?:source|note)s?\s*[:：.]|[表图]\s*[\dA-Z一二三四五六七八九十:：.])/i;

/** Several phrases side by side, and not a list item with its mark set off. */
export function isRow(line: Line): boolean {
  const [first] = line.phrases;
  if (line.phrases.length < 2 || !first) return false;
  if (line.phrases.length === 2 && LIST_MARK.test(first.text) && !isNumeric(line.phrases[1]!.text)) return false;
  return !(line.phrases.length === 2 && CAPTION.test(first.text));
}

export function isProse(line: Line, width: number): boolean {
  const longest = line.phrases.reduce((a, b) => (b.box[2] - b.box[0] > a.box[2] - a.box[0] ? b : a));
  const units = longest.text.split(/\s+/).length + (longest.text.match(/\p{Script=Han}/gu)?.length ?? 0) / 2;
  return units >= REGION_SETTINGS.proseWords && longest.box[2] - longest.box[0] >= REGION_SETTINGS.proseWidth * width;
}

export const isYear = (text: string): boolean => /^(?:1[89]|20)\d\d$/.test(text);

export const isNote = (line: Line): boolean =>
  /^(?:\(?[\d*†‡a-z]{1,2}\)?$|\d{1,2}\/(?: |$)|notes?\b|sources?\b|[*†‡¹²³])/i.test(line.phrases[0]!.text);

/** One past the last line of the run of rows that begins at `from`. */
export function endOfRun(lines: readonly Line[], from: number, page: Box, rules: readonly Edge[]): number {
  let end = from + 1;
  let singles = 0;
  let box = lines[from]!.box;
  const { size } = lines[from]!;
  const han = isHan([lines[from]!.phrases]);
  const starts = lines[from]!.phrases.slice(1).map((phrase) => phrase.box[0]);
  for (let i = from + 1; i < lines.length; i++) {
    const line = lines[i]!;
    const last = lines[i - 1]!;
    const far = line.box[1] - last.box[3] > (REGION_SETTINGS.farLine - 1) * Math.max(line.size, last.size);
    if (far && !heldTogether(rules, box, line)) break;
    if (han && line.box[1] - last.box[3] > REGION_SETTINGS.formGap * line.size && !heldTogether(rules, box, line))
      break;
    if (beginsTable(lines, from, i, rules) || repeatsHead(lines, from, i)) break;
    if (isRow(line)) {
      end = i + 1;
      singles = 0;
      starts.push(...line.phrases.slice(1).map((phrase) => phrase.box[0]));
      box = boxAround([{ box }, line]);
      continue;
    }
    if (line.size > REGION_SETTINGS.titleSize * size || isNextHead(lines, from, i, rules)) break;
    const small = isNote(line) || line.size < REGION_SETTINGS.noteSize * last.size;
    if (small && i > from + 2 && isRuledOff(last, line, rules, box)) break;
    const width = Math.max(box[2] - box[0], 0.5 * (page[2] - page[0]));
    if (CAPTION.test(line.phrases[0]!.text)) break;
    // A long text beside a label begins where others of its column begin, and not at the table's edge.
    const inColumn =
      line.box[0] - box[0] > 1.5 * line.size && starts.some((x) => Math.abs(x - line.box[0]) < 0.4 * line.size);
    if (inColumn) continue;
    singles++;
    if (singles > REGION_SETTINGS.mostSingleLines || isProse(line, width)) break;
  }
  return end;
}

/** The title of another table: a head with a rule below it follows, as at the beginning of this one. */
export function isNextHead(lines: readonly Line[], from: number, title: number, rules: readonly Edge[]): boolean {
  const middle = ({ box }: Line) => (box[1] + box[3]) / 2;
  const isRuled = (line: Line, next: Line): boolean =>
    rules.some(
      (edge) =>
        edge.at > middle(line) &&
        edge.at < middle(next) &&
        Math.min(edge.to, line.box[2]) - Math.max(edge.from, line.box[0]) > 0.8 * (line.box[2] - line.box[0]),
    );
  const hasNumbers = ({ phrases }: Line) =>
    phrases.slice(1).some(({ text }) => isNumeric(text) && /\d/.test(text) && !isYear(text));
  /** Rows without numbers, a rule, numbers. */
  const isHead = (first: number): boolean => {
    for (let i = first; i < first + REGION_SETTINGS.mostTitleLines; i++) {
      const [line, next] = [lines[i], lines[i + 1]];
      if (!line || !next || !isRow(line) || !isRow(next) || hasNumbers(line)) return false;
      if (hasNumbers(next)) return isRuled(line, next);
    }
    return false;
  };
  const own = lines.slice(title + 1, title + 1 + REGION_SETTINGS.mostTitleLines).findIndex(isRow);
  return title > from + 1 && own >= 0 && isHead(from) && isHead(title + 1 + own);
}

/**
 * Another table begins with this line: it, or a head below it as its title, stands under a rule of its own, past the rule
 * that ends the rows above, and another rule divides its head from numbers.
 */
function beginsTable(lines: readonly Line[], from: number, at: number, rules: readonly Edge[]): boolean {
  const above = boxAround(lines.slice(from, at));
  const wide = rules.filter(
    (edge) => Math.min(edge.to, above[2]) - Math.max(edge.from, above[0]) > 0.8 * (above[2] - above[0]),
  );
  if (wide.length < 3) return false;
  const middle = ({ box }: Line) => (box[1] + box[3]) / 2;
  const between = (a: Line, b: Line) => wide.filter((edge) => edge.at > middle(a) && edge.at < middle(b));
  const line = lines[at]!;
  const before = between(lines[at - 1]!, line);
  const titled = !isRow(line) && lines[at + 1] !== undefined;
  const begins = titled
    ? before.length > 0 && between(line, lines[at + 1]!).length > 0
    : before.length > 1 && before.at(-1)!.at - before[0]!.at > REGION_SETTINGS.betweenTables * line.size;
  if (!begins) return false;
  const numbers = ({ phrases }: Line) => phrases.slice(1).some(({ text }) => isNumeric(text) && !isYear(text));
  for (let i = titled ? at + 1 : at; i < at + REGION_SETTINGS.mostHeadLines; i++) {
    const next = lines[i + 1];
    if (!next || numbers(lines[i]!)) return false;
    if (between(lines[i]!, next).length > 0) return numbers(next);
  }
  return false;
}

/** A rule as wide as the rows stands between two lines. */
function isRuledOff(above: Line, below: Line, rules: readonly Edge[], [left, , right]: Box): boolean {
  return rules.some(
    (edge) =>
      edge.at > (above.box[1] + above.box[3]) / 2 &&
      edge.at < (below.box[1] + below.box[3]) / 2 &&
      Math.min(edge.to, right) - Math.max(edge.from, left) > 0.8 * (right - left),
  );
}

/** Further below the rows than they stand apart, the same heads come again, below a title or without: another table. */
function repeatsHead(lines: readonly Line[], from: number, at: number): boolean {
  const line = lines[at]!;
  const space = line.box[1] - lines[at - 1]!.box[3];
  if (space < REGION_SETTINGS.againApart * 0.2 * line.size) return false;
  const own = lines.slice(at, at + REGION_SETTINGS.mostTitleLines + 1).findIndex(isRow);
  if (own < 0) return false;
  const [first, heads] = [
    headOf(lines.slice(from, at)),
    headOf(lines.slice(at + own, at + own + REGION_SETTINGS.mostHeadLines)),
  ];
  // The head of the labels may be another one.
  const [, ...values] = heads;
  const isSame = heads.length > 1 && heads.join(' ') === first.join(' ');
  if (!isSame && !(values.length > 1 && values.every((text) => first.includes(text)))) return false;
  const spaces = lines.slice(from + 1, at).map((next, i) => next.box[1] - lines[from + i]!.box[3]);
  const usual = spaces.sort((a, b) => a - b)[spaces.length >> 1];
  return usual !== undefined && space >= REGION_SETTINGS.againApart * usual;
}

/** The texts of the first lines, up to one with a number; none where no number follows. */
function headOf(lines: readonly Line[]): string[] {
  const head = lines.slice(0, REGION_SETTINGS.mostHeadLines);
  const end = head.findIndex(({ phrases }) => phrases.some(({ text }) => isNumeric(text) && !isYear(text)));
  return head.slice(0, Math.max(0, end)).flatMap(({ phrases }) => phrases.map(({ text }) => text));
}

/**
 * The first line of a page, set from margin to margin and apart from the rows below, which have more cells: `SCHEDULE B`,
 * `PAGE 12`.
 */
export function isRunningHead(lines: readonly Line[], at: number, to: number): boolean {
  const [line, next] = [lines[at]!, lines[at + 1]];
  const rows = lines.slice(at + 1, to);
  if (at > 0 || !next || rows.length < 2 || isHan([line.phrases])) return false;
  const [left, , right] = boxAround(rows);
  return (
    line.phrases.length + 2 <= Math.max(...rows.map(({ phrases }) => phrases.length)) &&
    line.phrases.length <= 3 &&
    (next.box[1] - line.box[3] > REGION_SETTINGS.belowRunningHead * line.size || hasOwnFont(line, rows)) &&
    line.box[0] < left + line.size &&
    line.box[2] > right - line.size
  );
}

const fontsOf = ({ phrases }: Line): string[] =>
  phrases.flatMap(({ words }) => words.flatMap(({ glyphs }) => glyphs.map(({ font }) => font)));

/** Nothing in the rows is set in a font of the line. */
function hasOwnFont(line: Line, rows: readonly Line[]): boolean {
  const own = new Set(fontsOf(line));
  return !rows.some((row) => fontsOf(row).some((font) => own.has(font)));
}

/** A rule above and one below the line, both as wide as the rows between. */
function heldTogether(rules: readonly Edge[], box: Box, line: Line): boolean {
  const wide = rules.filter(
    (edge) => Math.min(edge.to, box[2]) - Math.max(edge.from, box[0]) > 0.8 * (box[2] - box[0]),
  );
  return wide.some((edge) => edge.at < box[1] + 2 * line.size) && wide.some((edge) => edge.at > line.box[1]);
}
