/**
 * The shared ground: what every extractor produces and every normalizer reads.
 *
 * A Document is a list of blocks in reading order. Each piece of text knows the places it was printed at, so that
 * a value can be followed back to its page and box (PDF), its path (markup) or its line and column (text).
 * This file imports nothing of ours.
 */

/**
 * Where something is printed.
 * - `page` and `box` `[x0, top, x1, bottom]` in points from the page's top left corner (page counts from 1);
 * - `path` for markup: a CSS path or an OOXML path;
 * - `line` and `column` for text, both from 1, in UTF-16 code units, with the `length` of the piece.
 */
export type Place =
  | { page: number; box: [x0: number, top: number, x1: number, bottom: number] }
  | { path: string }
  | { line: number; column: number; length: number };

export type Severity = 'info' | 'warning' | 'error';

/** What is wrong with their document, or doubtful in our reading of it. Our own bugs are exceptions instead. */
export interface Finding {
  /** `area/what`, for example `text/invalid-bytes`. */
  code: string;
  severity: Severity;
  message: string;
  at: Place[];
  actual?: string;
  expected?: string;
}

/** A piece of text: what it says after repair, what was printed, and where (several places where lines or pages break). */
export interface Printed {
  text: string;
  raw: string;
  at: Place[];
  /** One entry a repair: `code` or `code: detail`, in the order they were made. */
  repairs: string[];
  /** How surely OCR read it, from 0 to 1; absent where it was not read from a picture. */
  confidence?: number;
}

export interface Cell extends Printed {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

/** A table is sparse: a merged cell exists once, an empty position not at all. Rows and columns count from 0. */
export interface Table {
  kind: 'table';
  /** Which algorithm found it, for example `text/tab-rows`. */
  method: string;
  rows: number;
  columns: number;
  cells: Cell[];
  /** Rows before which a page or a block ended: labels may be missing or beside the wrong row there. */
  breaks: number[];
  /** Where the columns begin and the last one ends, in points from the left of the page, where the format has them. */
  edges?: number[];
}

/**
 * A paragraph, a heading or a line of text. Where it was put together from several pieces, piece i of `at` begins at
 * `offsets[i]` of `text`.
 */
export interface Paragraph extends Printed {
  kind: 'paragraph';
  offsets: number[];
  /** Where OCR read it: how surely each of the pieces in `at`, from 0 to 1. */
  confidences?: number[];
}

export type Block = Paragraph | Table;

/** Something in the source that carries no content and was left out on purpose, for example a Markdown rule. */
export interface Ignored {
  reason: string;
  raw: string;
  at: Place[];
}

/** A link of the article or to a file, its address as it is written (over the page's base, where it has one). */
export interface Link {
  text: string;
  href: string;
  at: Place[];
}

export interface Document {
  /** What the bytes are, for example `text/plain`. */
  mediaType: string;
  /** How the bytes were decoded, where that was a decision. */
  encoding: string | null;
  /** Number of pages; null where the format has none. */
  pages: number | null;
  blocks: Block[];
  ignored: Ignored[];
  findings: Finding[];
  /** In document order, where the format has links: files that are attached, pages that are cited. */
  links?: Link[];
}

/** What a document came to, derived from its findings and never set by hand. */
export type Status =
  | 'ok'
  | 'partial'
  | 'needs-ocr'
  | 'unsupported'
  | 'encrypted'
  | 'blocked'
  | 'gone'
  | `failed(${string})`;

const STATUS_OF_CODE: Record<string, Status> = {
  'document/needs-ocr': 'needs-ocr',
  'document/unsupported': 'unsupported',
  'document/encrypted': 'encrypted',
  'document/blocked': 'blocked',
  'document/gone': 'gone',
};

/** The status that a list of findings stands for: never `ok` beside an error. */
export function statusOf(findings: readonly Pick<Finding, 'code' | 'severity'>[]): Status {
  const errors = findings.filter((finding) => finding.severity === 'error');
  for (const { code } of errors) {
    const status = STATUS_OF_CODE[code];
    if (status) return status;
    if (code.startsWith('failed/')) return `failed(${code.slice('failed/'.length)})`;
  }
  return errors.length > 0 ? 'partial' : 'ok';
}

/**
 * The key by which words are compared: NFKC (full-width and compatibility characters), without any white space.
 * For comparing only; what is stored stays as printed.
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '');
}

/**
 * White space out of Chinese text. Producers put it between 汉字 and around numbers (`2024 年 12 月`, `80-89 周岁`);
 * only between two Latin words it means something, and one space stays there.
 */
export function removeSpaces(text: string): string {
  return text
    .trim()
    .replace(/(?<=[A-Za-z])\s+(?=[A-Za-z])|\s+/gu, (space, offset: number, whole: string) =>
      /[A-Za-z]/.test(whole[offset - 1] ?? '') && /[A-Za-z]/.test(whole[offset + space.length] ?? '') ? ' ' : '',
    );
}

/** The places of `text.slice(start, end)` of a paragraph: one for each printed piece that it touches. */
export function placesWithin(paragraph: Paragraph, start: number, end: number): Place[] {
  const places: Place[] = [];
  paragraph.at.forEach((place, i) => {
    const from = paragraph.offsets[i] ?? 0;
    const to = paragraph.offsets[i + 1] ?? paragraph.text.length;
    if (end <= from || start >= to) return;
    if (!('line' in place)) {
      places.push(place);
      return;
    }
    const first = Math.max(start, from);
    places.push({ line: place.line, column: place.column + first - from, length: Math.min(end, to) - first });
  });
  return places;
}

/** The table's cells by row, each row from left to right. */
export function cellsByRow(table: Table): Cell[][] {
  const rows: Cell[][] = Array.from({ length: table.rows }, () => []);
  for (const cell of table.cells) rows[cell.row]?.push(cell);
  for (const row of rows) row.sort((a, b) => a.column - b.column || leftOf(a) - leftOf(b));
  return rows;
}

/** Cells that no gap parts stand in one column, side by side on the page. */
function leftOf({ at: [place] }: Cell): number {
  return place && 'box' in place ? place.box[0] : 0;
}
