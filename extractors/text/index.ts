/** Plain text and Markdown to Document: tables and paragraphs whose places are line and column. */
import type { Block, Document, Ignored, Paragraph, Place, Table } from '../document.js';
import { boxesAt, readBoxes } from './boxes.js';
import { decodeText } from './decode.js';
import { type Line, readLines } from './lines.js';
import { cellLinesAt, pipeRowsAt, readCellLines, readPipeRows, readTabRows, tabRowsAt } from './tables.js';

/** More is no document that anybody wrote; the longest disclosures have some 2 MB of text. */
const MOST_BYTES = 20 * 2 ** 20;

/** Reads text in UTF-8, UTF-16 or GB18030, told by the bytes; null where the bytes are not text. */
export function extractText(bytes: Uint8Array): Document | null {
  if (bytes.length > MOST_BYTES) {
    const message = `the text has ${bytes.length} bytes, more than ${MOST_BYTES}`;
    const findings = [{ code: 'failed/too-large', severity: 'error' as const, message, at: [] }];
    return { mediaType: 'text/plain', encoding: null, pages: null, blocks: [], ignored: [], findings };
  }
  const decoded = decodeText(bytes);
  if (!decoded) return null;
  const { blocks, ignored } = readBlocks(readLines(decoded.text));
  const findings = [...decoded.findings];
  if (blocks.length === 0) {
    findings.push({ code: 'failed/empty', severity: 'error', message: 'the file holds no text', at: [] });
  }
  return { mediaType: 'text/plain', encoding: decoded.encoding, pages: null, blocks, ignored, findings };
}

function readBlocks(lines: readonly Line[]): { blocks: Block[]; ignored: Ignored[] } {
  const blocks: Block[] = [];
  const ignored: Ignored[] = [];
  const ignore = (line: Line, reason: string) => ignored.push({ reason, raw: line.text, at: [wholeLine(line)] });
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const [count, read] = tableAt(lines, i, blocks.at(-1)?.kind === 'table');
    if (count > 0) {
      const taken = lines.slice(i, i + count);
      const table = read(taken);
      if (table.kind === 'table') ignored.push(...withoutMarks(table));
      blocks.push(table);
      for (const { kind, text, number } of taken) {
        if (kind === 'rule') ignore({ kind, text, number }, 'markdown-rule');
        if (kind === 'page-number') ignore({ kind, text, number }, 'page-number');
      }
      i += count;
      continue;
    }
    if (line.kind === 'rule') ignore(line, 'markdown-rule');
    else if (line.kind === 'page-number') ignore(line, 'page-number');
    else if (line.text.trim() !== '') blocks.push(readParagraph(line, ignored));
    i++;
  }
  return { blocks, ignored };
}

function tableAt(
  lines: readonly Line[],
  start: number,
  afterTable: boolean,
): [number, (lines: readonly Line[]) => Block] {
  const boxes = boxesAt(lines, start);
  if (boxes > 0) return [boxes, readBoxes];
  const pipes = pipeRowsAt(lines, start);
  if (pipes > 0) return [pipes, readPipeRows];
  const cells = cellLinesAt(lines, start);
  if (cells > 0) return [cells, readCellLines];
  return [tabRowsAt(lines, start, afterTable), readTabRows];
}

/** What data frames print for a cell that is empty, or that a merged cell covers: in heads, and in rows. */
const NO_CELL = /^(?:Unnamed: \d+(?:_level_\d+)?|NaN|nan|<NA>|NaT)$/;

/** Takes such marks out of a table that has them. */
function withoutMarks(table: Table): Ignored[] {
  const marks = table.cells.filter(({ text }) => NO_CELL.test(text));
  if (marks.length > 0) table.cells = table.cells.filter((cell) => !marks.includes(cell));
  return marks.map(({ raw, at }) => ({ reason: 'converter-debris', raw, at }));
}

/** What converters leave in a paragraph and nobody wrote: Word bookmarks, Markdown emphasis and heading marks. */
const DEBRIS = /\[bookmark: [^\]]{0,40}\]|\*\*|^\s*#{1,6}\s+/g;

function readParagraph(line: Line, ignored: Ignored[]): Paragraph {
  const paragraph: Paragraph = { kind: 'paragraph', text: '', raw: line.text, at: [], offsets: [], repairs: [] };
  const push = (from: number, to: number) => {
    const piece = line.text.slice(from, to);
    if (piece === '') return;
    paragraph.offsets.push(paragraph.text.length);
    paragraph.at.push({ line: line.number, column: from + 1, length: piece.length });
    paragraph.text += piece;
  };
  const start = line.text.length - line.text.trimStart().length;
  const end = line.text.trimEnd().length;
  let from = start;
  for (const match of line.text.matchAll(DEBRIS)) {
    push(from, Math.max(from, match.index));
    from = match.index + match[0].length;
    if (match[0].trim() !== '') {
      ignored.push({
        reason: 'converter-debris',
        raw: match[0],
        at: [{ line: line.number, column: match.index + 1, length: match[0].length }],
      });
    }
  }
  push(from, Math.max(from, end));
  return paragraph;
}

function wholeLine(line: Line): Place {
  return { line: line.number, column: 1, length: line.text.length };
}
