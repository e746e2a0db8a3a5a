/**
 * The closed vocabulary of forms, for correcting what OCR misread (the port is extractors/pdf/scan/vocabulary.ts): the
 * label or unit that a text was meant to be.
 */
import { foldText } from '../extractors/document.js';
import { labelKey } from './forms/lexicon.js';
import type { Lexicon } from './lexicon.js';

export interface Closest {
  text: string;
  /** Characters that differ; 0 where the text is a word of the vocabulary. */
  distance: number;
}

/** Shorter words are near to too many others: 得分 and 评分, 产出 and 支出. */
const SHORTEST_LABEL = 4;
const SHORTEST_UNIT = 2;
/** Characters that may differ at most; who asks may want fewer. */
const MOST = 3;

export function makeClosest(lexicon: Pick<Lexicon, 'forms' | 'values'>) {
  const labels = byLength(lexicon.forms.words);
  const units = byLength([...lexicon.values.terms.values()].filter((term) => term.unit).map((term) => term.surface));
  return {
    closestLabel(text: string): Closest | null {
      const folded = foldText(text);
      const key = labelKey(text);
      // 项目资金（万元）: what stands in brackets is no part of the word, and stays.
      const found = closest(key, labels, SHORTEST_LABEL);
      if (!found || found.distance === 0) return found && { text, distance: 0 };
      return { text: folded.replace(key, () => found.text), distance: found.distance };
    },
    closestUnit: (text: string): Closest | null => closest(foldText(text), units, SHORTEST_UNIT),
  };
}

type Words = ReadonlyMap<number, readonly string[]>;

function byLength(words: Iterable<string>): Words {
  const map = new Map<number, string[]>();
  for (const word of new Set(words)) map.set(word.length, [...(map.get(word.length) ?? []), word]);
  return map;
}

/** The one word nearest to a text; null where two are equally near: 级指标 is as near to 一级指标 as to 二级指标. */
function closest(text: string, words: Words, shortest: number): Closest | null {
  if (words.get(text.length)?.includes(text)) return { text, distance: 0 };
  if (text.length < shortest) return null;
  let best: (Closest & { asLong: boolean }) | undefined;
  let tied = false;
  for (let length = Math.max(shortest, text.length - MOST); length <= text.length + MOST; length++) {
    for (const word of words.get(length) ?? []) {
      const most = best?.distance ?? MOST;
      const distance = distanceOf(text, word, most);
      if (distance > most) continue;
      // Engines rather misread a character than lose one: 平方采 is 平方米, not 平方.
      const asLong = length === text.length;
      if (best && distance === best.distance && best.asLong && !asLong) continue;
      tied = best !== undefined && distance === best.distance && best.asLong === asLong;
      best = { text: word, distance, asLong };
    }
  }
  return best && !tied && best.distance < text.length / 2 ? { text: best.text, distance: best.distance } : null;
}

/** Levenshtein distance; more than `most` where it is larger. */
function distanceOf(a: string, b: string, most: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length]!;
}
