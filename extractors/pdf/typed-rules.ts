/**
 * Rules made of characters, in reports of fixed width: lines of `-----` and `=====` are horizontal rules, and `:` or `|`
 * below each other are vertical ones. They are taken for edges, not for text.
 */
import type { Edge } from './edges.js';
import type { Glyph } from './page.js';
import { boxAround, type Line, type Phrase, phraseOf, type Word } from './words.js';

export const TYPED_SETTINGS = {
  /** So many characters in a row are a rule. */
  shortest: 4,
  /** The same beside other text. */
  longest: 8,
  /** Lines with the same separator at the same place. */
  fewestSeparators: 3,
  /** Ems by which separators of one vertical line may differ. */
  samePlace: 0.3,
  /** Ems: from middle to middle separators of one line stand no further apart. */
  apart: 4,
  /** Ems from the bottom of its box up to the line of `_`. */
  scoreRise: 0.25,
} as const;

const RULE = /^[-=~_–—─━═]+$/;
const BAR = /[|¦│]/;
const SEPARATOR = /^[:|¦│!]$/;

export interface TypedRules {
  /** Without rules and separators, from the top. */
  lines: Line[];
  /** The line of the page of each that had separators. */
  origins: Map<Line, Line>;
  /** Lines that are nothing but rules. */
  rules: Line[];
  horizontal: Edge[];
  vertical: Edge[];
}

export function takeTypedRules(page: readonly Line[]): TypedRules {
  const origins = new Map<Line, Line>();
  const all = page.map((line) => withFreeBars(line, origins));
  const drawn = new Set(all.flatMap((line) => line.phrases.flatMap(rulesOf)));
  const horizontal = [...drawn].map(({ box }) => ({ at: (box[1] + box[3]) / 2, from: box[0], to: box[2] }));
  const isRule = (line: Line) => line.phrases.every((phrase) => phrase.words.every((word) => drawn.has(word)));
  const ruled = new Set(all.filter(isRule));
  const rest = all.filter((line) => !ruled.has(line));
  const { words, vertical } = findSeparators(rest);
  for (const word of drawn) words.add(word);
  const lines = rest.flatMap((line) => without(line, words, origins));
  const rules = [...ruled].map((line) => origins.get(line) ?? line);
  return { lines, origins, rules, horizontal, vertical };
}

/** With bars typed right beside a word, `188,338|`, as words of their own; the line itself where there are none. */
function withFreeBars(line: Line, origins: Map<Line, Line>): Line {
  const isGlued = ({ text }: Word) => text.length > 1 && BAR.test(text);
  if (!line.phrases.some(({ words }) => words.some(isGlued))) return line;
  const phrases = line.phrases.map((phrase) =>
    phraseOf(phrase.words.flatMap((word) => (isGlued(word) ? cutAtBars(word) : [word]))),
  );
  const free = { ...line, phrases };
  origins.set(free, line);
  return free;
}

function cutAtBars({ glyphs, ...word }: Word): Word[] {
  const parts: Word[] = [];
  let open = false;
  for (const glyph of glyphs) {
    const isBar = BAR.test(glyph.text);
    if (open && !isBar) parts.at(-1)!.glyphs.push(glyph);
    else parts.push({ ...word, glyphs: [glyph] });
    open = !isBar;
  }
  return parts.map((part) => ({
    ...part,
    text: part.glyphs.map(({ text }) => text).join(''),
    box: boxAround(part.glyphs),
  }));
}

/** Rules typed as `________`, which no line of text holds, for they are taken for blanks to be filled in. */
export function underscoreRules(glyphs: readonly Glyph[]): Edge[] {
  const edges: (Edge & { glyphs: number })[] = [];
  const scores = glyphs.filter(({ text }) => /^_+$/.test(text));
  for (const { box, size } of scores.sort((a, b) => a.box[3] - b.box[3] || a.box[0] - b.box[0])) {
    const last = edges.at(-1);
    const at = box[3] - TYPED_SETTINGS.scoreRise * size;
    if (last && Math.abs(last.at - at) < 1 && Math.abs(box[0] - last.to) < TYPED_SETTINGS.samePlace * size) {
      last.to = box[2];
      last.glyphs++;
    } else edges.push({ at, from: box[0], to: box[2], glyphs: 1 });
  }
  return edges.filter((edge) => edge.glyphs >= TYPED_SETTINGS.longest).map(({ at, from, to }) => ({ at, from, to }));
}

/** The words of a phrase that are rules: `----------`, or `- - - - -` where there is nothing else. */
function rulesOf({ words, text }: Phrase): Word[] {
  const characters = text.replace(/ /g, '');
  if (characters.length >= TYPED_SETTINGS.shortest && RULE.test(characters)) return words;
  return words.filter(
    (word) => word.text.length >= TYPED_SETTINGS.longest && RULE.test(word.text.replace(/^[:|]/, '')),
  );
}

function findSeparators(lines: readonly Line[]): { words: Set<Word>; vertical: Edge[] } {
  const found = lines
    .flatMap((line) => line.phrases.flatMap((phrase) => phrase.words))
    .filter((word) => SEPARATOR.test(word.text))
    .sort((a, b) => middleX(a) - middleX(b));
  const words = new Set<Word>();
  const vertical: Edge[] = [];
  for (let from = 0; from < found.length; ) {
    let to = from + 1;
    while (to < found.length && isLevel(found[from]!, found[to]!)) to++;
    const column = found.slice(from, to).sort((a, b) => a.box[1] - b.box[1]);
    for (let start = 0; start < column.length; ) {
      let end = start + 1;
      while (end < column.length && isNear(column[end - 1]!, column[end]!)) end++;
      if (end - start >= TYPED_SETTINGS.fewestSeparators) {
        const run = column.slice(start, end);
        for (const word of run) words.add(word);
        vertical.push({ at: middleX(run[0]!), from: run[0]!.box[1], to: run.at(-1)!.box[3] });
      }
      start = end;
    }
    from = to;
  }
  // Beside one of them, others stand between heads: `State : 2007 : 2008`, on one line only.
  const beside = lines.flatMap((line) => {
    const own = line.phrases.flatMap((phrase) => phrase.words).filter((word) => SEPARATOR.test(word.text));
    const signs = new Set(own.filter((word) => words.has(word)).map((word) => word.text));
    return own.filter((word) => signs.has(word.text));
  });
  for (const word of beside) words.add(word);
  return { words, vertical };
}

const middleX = ({ box }: Word): number => (box[0] + box[2]) / 2;

const isLevel = (first: Word, other: Word): boolean =>
  other.text === first.text && middleX(other) - middleX(first) < TYPED_SETTINGS.samePlace * first.size;

const isNear = (above: Word, below: Word): boolean =>
  (below.box[1] + below.box[3] - above.box[1] - above.box[3]) / 2 < TYPED_SETTINGS.apart * above.size;

function without(line: Line, separators: ReadonlySet<Word>, origins: Map<Line, Line>): Line[] {
  const origin = origins.get(line) ?? line;
  if (!line.phrases.some((phrase) => phrase.words.some((word) => separators.has(word)))) return [origin];
  const groups: Word[][] = [];
  for (const phrase of line.phrases) {
    groups.push([]);
    for (const word of phrase.words) {
      if (separators.has(word)) groups.push([]);
      else groups.at(-1)!.push(word);
    }
  }
  const phrases = groups.filter((group) => group.length > 0).map(phraseOf);
  if (phrases.length === 0) return [];
  const cut = { phrases, box: boxAround(phrases), size: line.size };
  origins.set(cut, origin);
  return [cut];
}
