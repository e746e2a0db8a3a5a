/** The order in which lines are read: pages set in columns are cut at their gutters, band by band. */
import type { Edge } from './edges.js';
import { crosses, cutAt, findGutter, isProsePhrase } from './gutters.js';
import { isNumeric } from './numeric.js';
import { findGap } from './side-by-side.js';
import { boxAround, type Line, type Phrase, phraseOf } from './words.js';

export const FLOW_SETTINGS = {
  mostColumns: 4,
  /** Share of the width by which a rule must run over the gutter on both sides to hold these together. */
  ruleOver: 0.1,
  /** Share of lines behind the gutter that stand level with one before it, where both are one table. */
  level: 0.8,
  /** Lines from which on that tells. */
  levelLines: 3,
  /** So many rows between rules of one length, of so many lines each, are a table. */
  fewestRungs: 4,
  rungLines: 6,
  /** Ems: a table has ended. */
  farLine: 2.5,
} as const;

/** Lines that follow each other: a band over the whole width, or one column of a band. */
export interface Flow {
  lines: Line[];
  left: number;
  right: number;
}

/** Flows in reading order. `lines` are sorted from the top; `rules` are the horizontal ones. */
export function findFlows(lines: readonly Line[], rules: readonly Edge[] = [], columns = 1): Flow[] {
  if (lines.length === 0) return [];
  const [left, , right] = boxAround(lines);
  const gutter = columns < FLOW_SETTINGS.mostColumns ? findGutter(lines, left, right, columns > 1) : null;
  if (gutter === null) return besides(lines, rules, columns);
  const split = bandsBesides(lines, gutter, rules, right - left);
  const flows: Flow[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from + 1;
    while (to < lines.length && split[to] === split[from]) to++;
    const band = lines.slice(from, to);
    if (split[from]) for (const half of halves(band, gutter)) flows.push(...findFlows(half, rules, columns + 1));
    else flows.push(...besides(band, rules, columns));
    from = to;
  }
  return flows;
}

/** One flow, or, where tables stand beside each other, what is above them, each of them, and what is below. */
function besides(lines: readonly Line[], rules: readonly Edge[], columns: number): Flow[] {
  const gap = columns < FLOW_SETTINGS.mostColumns ? findGap(lines, rules) : null;
  if (!gap) {
    const [left, , right] = boxAround(lines);
    return [{ lines: [...lines], left, right }];
  }
  const parts = [
    lines.slice(0, gap.first),
    ...halves(lines.slice(gap.first, gap.end), (gap.from + gap.to) / 2),
    lines.slice(gap.end),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part) => besides(part, rules, columns + 1));
}

/** For every line whether it is cut at the gutter. */
function bandsBesides(lines: readonly Line[], gutter: number, rules: readonly Edge[], width: number): boolean[] {
  const over = rules.filter(
    (rule) => rule.from < gutter - FLOW_SETTINGS.ruleOver * width && rule.to > gutter + FLOW_SETTINGS.ruleOver * width,
  );
  const states = lines.map((line): boolean | null => {
    if (line.phrases.some((phrase) => crosses(phrase, gutter))) return false;
    return line.phrases.some((phrase) => isProsePhrase(phrase, width)) ? true : null;
  });
  for (const { at } of over) {
    const from = lines.findIndex((line) => middleOf(line) > at);
    if (from < 0) continue;
    const to = endOfTable(lines, from, gutter, width);
    if (isLevel(lines.slice(from, to), gutter)) states.fill(false, from, to);
    // The head stands above its rule.
    for (let i = from - 1; i >= 0 && states[i] === null && at - lines[i]!.box[3] < 4 * lines[i]!.size; i--)
      states[i] = false;
  }
  for (const [top, bottom] of laddersOf(over, lines))
    lines.forEach((line, i) => {
      if (middleOf(line) > top && middleOf(line) < bottom) states[i] = false;
    });
  holdAligned(lines, states, gutter);
  fillOpen(lines, states, gutter);
  return states.map((state) => state ?? true);
}

/** Where rules of one length follow each other with a few lines between: rows of a table of words, no columns. */
function laddersOf(rules: readonly Edge[], lines: readonly Line[]): [top: number, bottom: number][] {
  const ladders: [number, number][] = [];
  let rungs: Edge[] = [];
  const close = () => {
    if (rungs.length > FLOW_SETTINGS.fewestRungs) ladders.push([rungs[0]!.at, rungs.at(-1)!.at]);
    rungs = [];
  };
  for (const rule of [...rules].sort((a, b) => a.at - b.at)) {
    const last = rungs.at(-1);
    const between = last ? lines.filter((line) => middleOf(line) > last.at && middleOf(line) < rule.at).length : 0;
    const same = last && Math.abs(last.from - rule.from) < 3 && Math.abs(last.to - rule.to) < 3;
    if (last && (!same || between > FLOW_SETTINGS.rungLines)) close();
    rungs.push(rule);
  }
  close();
  return ladders;
}

const middleOf = (line: Line): number => (line.box[1] + line.box[3]) / 2;

/** One past the last line of what may be a table below a rule: up to prose in both columns, or far off. */
function endOfTable(lines: readonly Line[], from: number, gutter: number, width: number): number {
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!;
    if (i > from && line.box[1] - lines[i - 1]!.box[3] > FLOW_SETTINGS.farLine * line.size) return i;
    const behind = line.phrases.some((phrase) => phrase.box[0] >= gutter && isProsePhrase(phrase, width));
    if (behind) return firstOfParagraph(lines, from, i, width);
  }
  return lines.length;
}

/** The line at `to` may go on from lines above it that have fewer words behind the gutter. */
function firstOfParagraph(lines: readonly Line[], from: number, to: number, width: number): number {
  const space = (i: number) => lines[i]!.box[1] - lines[i - 1]!.box[3];
  let first = to;
  while (
    first > from + 1 &&
    lines[first - 1]!.phrases.some((phrase) => isProsePhrase(phrase, width)) &&
    space(first - 1) > space(first) + 1
  )
    first--;
  return first;
}

/** What stands behind the gutter is level with what stands before it, and is no prose: rows, not two columns. */
function isLevel(lines: readonly Line[], gutter: number): boolean {
  const behind = lines.filter((line) => line.box[2] > gutter);
  const level = behind.filter((line) => line.box[0] < gutter).length;
  return behind.length >= FLOW_SETTINGS.levelLines && level >= FLOW_SETTINGS.level * behind.length;
}

/** Rows next to one that crosses the gutter, with cells on both sides of it below, or above, those of that row. */
function holdAligned(lines: readonly Line[], states: (boolean | null)[], gutter: number): void {
  const isAligned = (line: Line, row: Line): boolean => {
    const near = line.phrases.filter(({ box }) =>
      row.phrases.some((other) => Math.abs(other.box[0] - box[0]) < 1 || Math.abs(other.box[2] - box[2]) < 1),
    );
    return near.some(({ box }) => box[2] < gutter) && near.some(({ box }) => box[0] > gutter);
  };
  const hold = (i: number, next: number) => {
    const [line, row] = [lines[i], lines[next]];
    if (line && row && states[i] === null && states[next] === false && isAligned(line, row)) states[i] = false;
  };
  for (let i = 1; i < lines.length; i++) hold(i, i - 1);
  for (let i = lines.length - 2; i >= 0; i--) hold(i, i + 1);
}

/**
 * Lines that neither cross the gutter nor are prose go with what stands nearer, above or below. Between two columns of
 * prose they may be rows of a wide table with the gutter between two of its columns: labels before it, numbers behind it.
 */
function fillOpen(lines: readonly Line[], states: (boolean | null)[], gutter: number): void {
  for (let from = 0; from < lines.length; from++) {
    if (states[from] !== null) continue;
    let to = from;
    while (to < lines.length && states[to] === null) to++;
    const above = states[from - 1] ?? null;
    const below = states[to] ?? null;
    const open = lines.slice(from, to);
    if (isLevel(open, gutter) && beginsWithNumbers(open, gutter)) states.fill(false, from, to);
    else if (above === null || below === null || above === below) states.fill(above ?? below ?? true, from, to);
    else {
      const border = farthest(lines, from, to);
      states.fill(above, from, border).fill(below, border, to);
    }
    from = to;
  }
}

function beginsWithNumbers(lines: readonly Line[], gutter: number): boolean {
  const first = lines.flatMap((line) => line.phrases.find(({ box }) => box[0] > gutter) ?? []);
  return first.filter(({ text }) => isNumeric(text)).length >= FLOW_SETTINGS.level * first.length;
}

/** The line from `from` to `to` above which there is most space. */
function farthest(lines: readonly Line[], from: number, to: number): number {
  let best = from;
  const space = (i: number) => lines[i]!.box[1] - lines[i - 1]!.box[3];
  for (let i = from + 1; i <= to; i++) if (space(i) > space(best)) best = i;
  return best;
}

function halves(lines: readonly Line[], gutter: number): Line[][] {
  const side = (isIn: (phrase: Phrase) => boolean): Line[] =>
    lines.flatMap((line) => {
      const phrases = line.phrases
        .flatMap((phrase) => {
          const cut = phrase.box[0] < gutter && phrase.box[2] > gutter ? cutAt(phrase, gutter) : 0;
          return cut > 0 ? [phraseOf(phrase.words.slice(0, cut)), phraseOf(phrase.words.slice(cut))] : [phrase];
        })
        .filter(isIn);
      return phrases.length > 0
        ? [{ phrases, box: boxAround(phrases), size: Math.max(...phrases.map(({ size }) => size)) }]
        : [];
    });
  return [side(({ box }) => box[0] < gutter), side(({ box }) => box[0] >= gutter)].filter((own) => own.length > 0);
}
