/** Glyphs to the cells that they stand in, and what a cell's glyphs say. */
import type { Box, Glyph } from './page.js';
import type { Piece } from './pieces.js';
import { type Rotation, turnBack, turnBox } from './turn.js';
import { boxAround, joinLines, type Line, phraseOf, readLines } from './words.js';

export interface CellText {
  text: string;
  /** Lines as printed, separated by line feeds. */
  raw: string;
  /** Around the text; null where there is none. Points. */
  box: Box | null;
}

/** One line of text, whatever its phrases. */
export function lineText(line: Line): string {
  return phraseOf(line.phrases.flatMap((phrase) => phrase.words)).text;
}

/** What glyphs of one cell say, in any direction; upright text first. `right` as in joinLines. */
export function textOfGlyphs(
  glyphs: readonly Glyph[],
  sheet: { width: number; height: number },
  right = Infinity,
): CellText {
  const rotations = [...new Set(glyphs.map((glyph) => glyph.rotation))].sort((a, b) => a - b);
  const parts: CellText[] = [];
  for (const rotation of rotations) {
    const turned = glyphs
      .filter((glyph) => glyph.rotation === rotation)
      .map((glyph) => turnGlyph(glyph, rotation, sheet));
    const lines = readLines(turned).map((line) => ({ text: lineText(line), box: line.box, size: line.size }));
    if (lines.length === 0) continue;
    parts.push({
      text: joinLines(lines, rotation === 0 ? right : Infinity),
      raw: lines.map((line) => line.text).join('\n'),
      box: turnBack(boxAround(lines), rotation, sheet),
    });
  }
  const boxes = parts.flatMap((part) => (part.box ? [{ box: part.box }] : []));
  return {
    text: parts.map((part) => part.text).join(' '),
    raw: parts.map((part) => part.raw).join('\n'),
    box: boxes.length > 0 ? boxAround(boxes) : null,
  };
}

export function turnGlyph(glyph: Glyph, rotation: Rotation, sheet: { width: number; height: number }): Glyph {
  return rotation === 0 ? glyph : { ...glyph, box: turnBox(glyph.box, rotation, sheet), rotation: 0 };
}

/** What the pieces of one cell say: those of one line side by side, then the lines. */
export function textOfPieces(pieces: readonly Piece[]): { text: string; raw: string } {
  const lines = new Map<number, Piece[]>();
  for (const piece of pieces) lines.set(piece.line, [...(lines.get(piece.line) ?? []), piece]);
  const texts = [...lines]
    .sort((a, b) => a[0] - b[0])
    .map(([, line]) => phraseOf(line.sort((a, b) => a.box[0] - b.box[0]).flatMap((piece) => piece.words)));
  return {
    text: joinLines(texts, Math.max(...texts.map((line) => line.box[2]))),
    raw: texts.map((line) => line.text).join('\n'),
  };
}
