/** Lines of text whose words are set out by blanks, as chunks with the character at which they begin. */
import type { Cell, Paragraph } from '../../extractors/document.js';

/** What stands together in a line: up to two blanks, or one of full width. */
export interface Chunk {
  text: string;
  /** Number of the line in the text, and its characters from and to, from 0. */
  line: number;
  from: number;
  to: number;
}

const GAP = /\s{2,}|\u3000+/gu;

/** The lines of a paragraph of a text, each with its chunks; null where it was not a text whose lines are told. */
export function linesOf(paragraph: Paragraph): Chunk[][] | null {
  const raws = paragraph.raw.split('\n');
  if (raws.length !== paragraph.at.length || paragraph.raw.includes('\t')) return null;
  const lines = paragraph.at.map((place, i) => ('line' in place ? chunksOf(raws[i]!, place.line) : null));
  return lines.every((line) => line !== null) ? lines : null;
}

function chunksOf(raw: string, line: number): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  const push = (to: number) => {
    const piece = raw.slice(from, to);
    const text = piece.trim();
    const start = from + piece.length - piece.trimStart().length;
    if (text !== '') chunks.push({ text, line, from: start, to: start + text.length });
  };
  for (const gap of raw.matchAll(GAP)) {
    push(gap.index);
    from = gap.index + gap[0].length;
  }
  push(raw.length);
  return chunks;
}

/** `180.00 其中：财政资金 150.00`: one blank parts chunks where a known word stands on a side of it. */
export function partedAtWords(chunk: Chunk, isKnown: (text: string) => boolean): Chunk[] {
  const words = [...chunk.text.matchAll(/\S+/g)].map(({ 0: text, index }) => ({
    ...chunk,
    text,
    from: chunk.from + index,
    to: chunk.from + index + text.length,
  }));
  const parts: Chunk[] = [];
  words.forEach((word, i) => {
    const last = parts.at(-1);
    const above = words[i - 1];
    if (!last || !above || isKnown(word.text) || isKnown(above.text)) parts.push(word);
    else
      parts[parts.length - 1] = {
        ...last,
        text: chunk.text.slice(last.from - chunk.from, word.to - chunk.from),
        to: word.to,
      };
  });
  return parts;
}

/** A cell of one chunk, or of several that stand below one another. */
export function cellOfChunks(chunks: readonly Chunk[]): Cell {
  return {
    row: 0,
    column: 0,
    rowSpan: 1,
    columnSpan: 1,
    text: chunks.map(({ text }) => text).join(''),
    raw: chunks.map(({ text }) => text).join('\n'),
    at: chunks.map(({ line, from, to }) => ({ line, column: from + 1, length: to - from })),
    repairs: chunks.length > 1 ? ['joined-lines'] : [],
  };
}
