/** Lines outside of tables to paragraphs: a line that had to end goes on in the next one. */
import type { Paragraph } from '../document.js';
import { lineText } from './cell-text.js';
import type { Box } from './page.js';
import { isCjk, joinLines, type Line } from './words.js';

/** Lengths in ems. */
export const PROSE_SETTINGS = {
  /** A first line is set in, or a paragraph after it set out, by at least so much. */
  indent: 1.2,
  /** Lines of one paragraph are of nearly one size: the larger at most so many times the smaller. */
  sameSize: 1.12,
  /** Times the usual distance of lines: from here on a new paragraph begins. */
  apart: 1.3,
} as const;

const LIST_MARK =
  /^(?:[•●■◆▪◦·§]|[（(]?[一二三四五六七八九十]{1,3}[、.．）)]|[（(]\d{1,3}[）)]|\d{1,3}[、.．）)](?!\d)|[一二三四五六七八九十]是)/u;

export interface ProseOptions {
  page: number;
  /** Box on the page as seen, of a box on the turned page. */
  place: (box: Box) => Box;
}

/** Paragraphs of lines that follow each other; `left` and `right` are the margins of their column, in points. */
export function readParagraphs(
  lines: readonly Line[],
  left: number,
  right: number,
  { page, place }: ProseOptions,
): Paragraph[] {
  const texts = lines.map((line) => ({ line, text: lineText(line), box: line.box, size: line.size }));
  const usual = usualPitch(lines);
  const paragraphs: (typeof texts)[] = [];
  texts.forEach((text, i) => {
    const last = texts[i - 1];
    if (last && goesOn(last, text, left, right, usual)) paragraphs.at(-1)!.push(text);
    else paragraphs.push([text]);
  });
  return paragraphs.map((parts) => {
    const offsets: number[] = [];
    parts.forEach((_, i) => {
      offsets.push(
        i === 0
          ? 0
          : joinLines(parts.slice(Math.max(0, i - 1), i + 1), right).length -
              parts[i]!.text.length -
              parts[i - 1]!.text.length +
              offsets[i - 1]! +
              parts[i - 1]!.text.length,
      );
    });
    return {
      kind: 'paragraph',
      text: joinLines(parts, right),
      raw: parts.map((part) => part.text).join('\n'),
      at: parts.map((part) => ({ page, box: place(part.box) })),
      repairs: [],
      offsets,
    };
  });
}

interface Text {
  line: Line;
  text: string;
  box: Box;
  size: number;
}

const middleOf = ({ box }: { box: Box }): number => (box[1] + box[3]) / 2;

function usualPitch(lines: readonly Line[]): number {
  const pitches = lines.slice(1).flatMap((line, i) => {
    const pitch = middleOf(line) - middleOf(lines[i]!);
    return pitch > 0.5 * line.size && pitch < 3 * line.size ? [pitch / line.size] : [];
  });
  pitches.sort((a, b) => a - b);
  return pitches[pitches.length >> 1] ?? 1.5;
}

function goesOn(above: Text, below: Text, left: number, right: number, usual: number): boolean {
  const sizes = [above.size, below.size].sort((a, b) => a - b);
  if (sizes[1]! > PROSE_SETTINGS.sameSize * sizes[0]!) return false;
  const pitch = middleOf(below) - middleOf(above);
  if (pitch <= 0 || pitch > PROSE_SETTINGS.apart * Math.max(usual, 1.2) * below.size) return false;
  if (LIST_MARK.test(below.text)) return false;
  // Set further in than the line above, and than the margin: the first line of a paragraph.
  const indent = below.box[0] - above.box[0];
  if (
    indent > PROSE_SETTINGS.indent * below.size &&
    below.box[0] - left > PROSE_SETTINGS.indent * below.size &&
    !LIST_MARK.test(above.text)
  )
    return false;
  const first = below.line.phrases[0]!.words[0]!;
  // A bracket stays with what follows it.
  const need = isCjk(first.text)
    ? (/^[（《“〔【「『]/.test(first.text) ? 2.6 : 1.5) * below.size
    : first.box[2] - first.box[0] + 0.3 * below.size;
  return right - above.box[2] < need;
}
