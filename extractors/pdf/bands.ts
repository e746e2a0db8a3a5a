/**
 * Bands: lines that overlap in height. A label of three lines beside a value of one, all centred, stand at four heights
 * and are one row to the eye; where columns and regions are looked for, they count as one line.
 */
import { boxAround, type Line, type Phrase, phraseOf } from './words.js';

/** Share of the lower line's height by which lines of one band overlap; lines of one paragraph may touch. */
const OVERLAP = 0.25;

/** Looks like a line whose phrases are what the band covers side by side. */
export interface Band extends Line {
  lines: Line[];
}

/** Bands from the top; `lines` are sorted from the top. */
export function bandsOf(lines: readonly Line[]): Band[] {
  const bands: Line[][] = [];
  let bottom = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const last = bands.at(-1)?.at(-1);
    const shared = last ? Math.min(last.box[3], line.box[3]) - Math.max(last.box[1], line.box[1]) : 0;
    const least = last ? OVERLAP * Math.min(last.box[3] - last.box[1], line.box[3] - line.box[1]) : 0;
    if (last && shared > least && line.box[1] < bottom && apart(last, line)) bands.at(-1)!.push(line);
    else bands.push([line]);
    bottom = line.box[3];
  }
  return bands.map(bandOf);
}

/** Lines side by side, not one over the other: tight leading makes lines of a paragraph overlap as well. */
function apart(above: Line, below: Line): boolean {
  return below.phrases.every(({ box }) =>
    above.phrases.every((other) => box[0] >= other.box[2] - 1 || box[2] <= other.box[0] + 1),
  );
}

function bandOf(lines: Line[]): Band {
  if (lines.length === 1) return { ...lines[0]!, lines };
  const sorted = lines.flatMap((line) => line.phrases).sort((a, b) => a.box[0] - b.box[0]);
  const groups: Phrase[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const phrase of sorted) {
    if (phrase.box[0] > right) groups.push([phrase]);
    else groups.at(-1)!.push(phrase);
    right = Math.max(right, phrase.box[2]);
  }
  const phrases = groups.map((group) =>
    group.length === 1
      ? group[0]!
      : phraseOf(group.flatMap((phrase) => phrase.words).sort((a, b) => a.box[0] - b.box[0])),
  );
  return { phrases, box: boxAround(lines), size: Math.max(...lines.map((line) => line.size)), lines };
}
