/** The order in which lines are read: pages set in two columns are cut at the gutter, band by band. */
import { boxAround, type Line, type Phrase } from './words.js';

export const FLOW_SETTINGS = {
  /** A phrase of so many words, or three times as many 汉字, and of such a share of the page's width is prose. */
  proseWords: 5,
  proseWidth: 0.22,
  /** Lines of prose that must end before the gutter, and begin behind it. */
  fewestLines: 6,
  /** Ems from the gutter within which the right column begins. */
  beside: 1.5,
} as const;

/** Lines that follow each other: a band over the whole width, or one column of a band. */
export interface Flow {
  lines: Line[];
  left: number;
  right: number;
}

/** Flows in reading order. `lines` are sorted from the top. */
export function findFlows(lines: readonly Line[]): Flow[] {
  if (lines.length === 0) return [];
  const [left, , right] = boxAround(lines);
  const gutter = findGutter(lines, left, right);
  if (gutter === null) return [{ lines: [...lines], left, right }];
  const flows: Flow[] = [];
  let band: { split: boolean; lines: Line[] } | null = null;
  const close = () => {
    if (band) flows.push(...(band.split ? halves(band.lines, gutter) : [{ lines: band.lines, left, right }]));
    band = null;
  };
  for (const line of lines) {
    const crosses = line.phrases.some(({ box }) => box[0] < gutter && box[2] > gutter);
    const prose = line.phrases.some((phrase) => isProsePhrase(phrase, right - left));
    const split: boolean = crosses ? false : prose || (band as { split: boolean } | null)?.split !== false;
    if (band === null || (band as { split: boolean }).split !== split) {
      close();
      band = { split, lines: [] };
    }
    (band as { lines: Line[] }).lines.push(line);
  }
  close();
  return flows;
}

function isProsePhrase(phrase: Phrase, width: number): boolean {
  if (phrase.box[2] - phrase.box[0] < FLOW_SETTINGS.proseWidth * width) return false;
  const han = phrase.text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return phrase.words.length >= FLOW_SETTINGS.proseWords || han >= 3 * FLOW_SETTINGS.proseWords;
}

/** The x between two columns of prose; null on a page of one column. */
function findGutter(lines: readonly Line[], left: number, right: number): number | null {
  const width = right - left;
  const prose = lines
    .flatMap((line) => line.phrases)
    .filter((phrase) => isProsePhrase(phrase, width) && phrase.box[2] - phrase.box[0] < 0.6 * width);
  const starts = new Set<number>();
  for (const { box } of prose)
    if (box[0] > left + 0.3 * width && box[0] < left + 0.7 * width) starts.add(Math.round(box[0]));
  let best: { x: number; score: number } | null = null;
  for (const start of starts) {
    const x = start - 3;
    let before = 0;
    let behind = 0;
    let across = 0;
    for (const { box, size } of prose) {
      if (box[2] < x) before++;
      else if (box[0] > x) behind += box[0] - x < FLOW_SETTINGS.beside * size ? 1 : 0;
      else across++;
    }
    const score = Math.min(before, behind) - 2 * across;
    if (Math.min(before, behind) >= FLOW_SETTINGS.fewestLines && score > 0 && (!best || score > best.score))
      best = { x, score };
  }
  return best?.x ?? null;
}

function halves(lines: readonly Line[], gutter: number): Flow[] {
  const side = (isIn: (phrase: Phrase) => boolean): Line[] =>
    lines.flatMap((line) => {
      const phrases = line.phrases.filter(isIn);
      return phrases.length > 0
        ? [{ phrases, box: boxAround(phrases), size: Math.max(...phrases.map(({ size }) => size)) }]
        : [];
    });
  const sides = [side(({ box }) => box[0] < gutter), side(({ box }) => box[0] >= gutter)];
  return sides
    .filter((own) => own.length > 0)
    .map((own) => {
      const [left, , right] = boxAround(own);
      return { lines: own, left, right };
    });
}
