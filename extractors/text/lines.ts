/** Lines of a text and what each is by its form alone: the ground on which tables and paragraphs are told apart. */

export interface Line {
  /** From 1. */
  number: number;
  text: string;
  kind: LineKind;
}

/**
 * - `tabbed`: several cells of a row, separated by tabs (leading and trailing empty cells count);
 * - `indented`: tabs at the beginning only: a cell of its own, or an indented paragraph;
 * - `pipe`: a row of a Markdown table;
 * - `rule`: dashes only, the debris of a Markdown table;
 * - `page-number`: the number of a page, alone on its line.
 */
export type LineKind = 'blank' | 'tabbed' | 'indented' | 'pipe' | 'rule' | 'page-number' | 'text';

export function readLines(text: string): Line[] {
  // A form feed ends a page; as a line of its own it is blank.
  const lines = text
    .split(/\r\n|\r|\n|\f/)
    .map((content, i) => ({ number: i + 1, text: content, kind: kindOf(content) }));
  lines.forEach((line, i) => {
    // Tables without bars at the edges are told by the rule below their first row.
    if (line.kind !== 'rule' || !line.text.includes('|')) return;
    const hasCells = (other: Line | undefined): other is Line => other?.kind === 'text' && other.text.includes('|');
    if (!hasCells(lines[i - 1])) return;
    lines[i - 1]!.kind = 'pipe';
    for (let k = i + 1; hasCells(lines[k]); k++) lines[k]!.kind = 'pipe';
  });
  // A bare number is a page number only where it stands alone between blank lines. Where most lines do,
  // numbers that do not go up as those of pages do are those of cells.
  const isAlone = (i: number) =>
    (lines[i - 1]?.kind ?? 'blank') === 'blank' && (lines[i + 1]?.kind ?? 'blank') === 'blank';
  const isNumber = ({ kind, text }: Line) => kind === 'text' && /^\s*\d{1,3}\s*$/.test(text);
  const texts = lines.flatMap((line, i) => (line.kind === 'text' ? [i] : []));
  const numbers = texts.filter((i) => isNumber(lines[i]!));
  const isSpacedOut = texts.filter(isAlone).length >= texts.length * SPACED_OUT;
  const values = numbers.filter(isAlone).map((i) => Number(lines[i]!.text));
  const areCells = isSpacedOut && values.some((value, i) => i > 0 && !isNextPage(values[i - 1]!, value));
  if (!areCells) for (const i of numbers.filter(isAlone)) lines[i]!.kind = 'page-number';
  return lines;
}

/** Share of the lines of a text that stand alone where a blank line parts all its cells. */
const SPACED_OUT = 0.8;
/** Pages from one that prints its number to the next. */
const MOST_PAGES = 3;
const isNextPage = (page: number, next: number) => next > page && next <= page + MOST_PAGES;

function kindOf(text: string): LineKind {
  const content = text.trim();
  if (content === '') return text.includes('\t') ? 'indented' : 'blank';
  if (isRule(content)) return 'rule';
  if (content.length <= 24 && PAGE_NUMBER.test(content)) return 'page-number';
  if (content.startsWith('|') && content.indexOf('|', 1) > 0) return 'pipe';
  if (content.includes('\t') || /\t\s*$/.test(text)) return 'tabbed';
  return /^ *\t/.test(text) ? 'indented' : 'text';
}

/** `- 3 -`, `— 3 —`, `第 3 页`, `第3页 共10页`, `3/10`. */
const PAGE_NUMBER =
  /^(?:[-—–·]+ ?\d{1,4} ?[-—–·]+|第 ?\d{1,4} ?页(?:[ ,，/]*共 ?\d{1,4} ?页)?|\d{1,4} ?\/ ?\d{1,4}|共 ?\d{1,4} ?页[ ,，/]*第 ?\d{1,4} ?页)$/;

/** `--|--|--`, `-----→---→--`: every cell is a run of dashes. A row of single dashes is a row of empty values. */
function isRule(content: string): boolean {
  const cells = content
    .split(/[\t|+]/)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  return cells.length > 0 && cells.every((cell) => /^:?[-—–=_]{2,}:?$/.test(cell)) && content.length >= 3;
}
