/**
 * The phrases of the lexicon. A phrase is a regular expression over folded prose in which `…` stands for a short stretch
 * within a clause and `#` for the number in question with its unit: `#…予以支持`, `覆盖率#`, `(?:编制|编报)…绩效目标`.
 */

/** At most this many characters stand for `…`: enough for 编制了2024年度部门整体支出绩效目标, and it keeps matching linear. */
const LONGEST_GAP = 15;

const GAP = `[^，。；：！？#]{0,${LONGEST_GAP}}?`;

/** A phrase as the source of a regular expression. */
export function phraseSource(phrase: string): string {
  return phrase.replaceAll('…', GAP);
}

/** Several phrases as one expression, in their order; an empty list matches nothing. */
export function phrasePattern(phrases: readonly string[], flags = ''): RegExp {
  if (phrases.length === 0) return new RegExp('(?!)', flags);
  return new RegExp(phrases.map((phrase) => `(?:${phraseSource(phrase)})`).join('|'), flags);
}

/** Whether a phrase is words only; one with a gap may run over the very noun that is counted. */
export function isLiteral(phrase: string): boolean {
  return !phrase.includes('…');
}

/** A word of the lexicon found in a text. */
export interface Mention<T> {
  start: number;
  end: number;
  entry: T;
  literal: boolean;
}

/**
 * All mentions of the entries, by position; one that lies within a longer one is left out
 * (绩效评价 within 重点绩效评价, 项目 within 一级项目).
 */
export function findMentions<T>(
  text: string,
  entries: readonly { entry: T; pattern: RegExp; literal: boolean }[],
): Mention<T>[] {
  const found: Mention<T>[] = [];
  for (const { entry, pattern, literal } of entries) {
    for (const match of text.matchAll(pattern)) {
      if (match[0]) found.push({ start: match.index, end: match.index + match[0].length, entry, literal });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Mention<T>[] = [];
  for (const mention of found) {
    const last = kept.at(-1);
    if (last && mention.end <= last.end) continue;
    kept.push(mention);
  }
  return kept;
}

/** Index of the first mention that starts at or after a position. */
export function firstFrom(mentions: readonly { start: number }[], position: number): number {
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mentions[middle] as { start: number }).start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
