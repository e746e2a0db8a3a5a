/** For what a number in a sentence is: 每村1名, 每生每年1000元, 户均增收2000元. */
import type { Unit, ValueLexicon } from './lexicon.js';

/** `每` or `每个` before the word that it is for; the word itself is looked ahead at, because 每生每年 has two. */
const EACH = /每[个一]?(?=(\p{Script=Han}{1,3}))/gu;
/** 户均, 年均; 平均 is for nothing in particular. */
const ON_AVERAGE = /([^\P{Script=Han}平])均/gu;

/**
 * The units that a value in a sentence is per, besides those of its own unit: `每月2次` is 次/月 and no 2次. Null where a
 * word behind 每 is no unit (每两年1次): then nothing is known of what the number is for.
 */
export function perInSentence(text: string, unit: string | null, lexicon: ValueLexicon): Unit[] | null {
  const rest = text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(unit ?? '', '');
  const found = new Map<string, Unit>();
  for (const [, words = ''] of rest.matchAll(EACH)) {
    const units = unitsAt(words, lexicon);
    if (!units) return null;
    for (const each of units) found.set(each.unit, each);
  }
  for (const [, word = ''] of rest.matchAll(ON_AVERAGE)) {
    for (const each of unitsAt(word, lexicon) ?? []) found.set(each.unit, each);
  }
  return [...found.values()];
}

function unitsAt(words: string, { terms }: ValueLexicon): readonly Unit[] | null {
  for (let length = words.length; length > 0; length--) {
    const term = terms.get(words.slice(0, length));
    if (term?.unit) return term.parts ?? [term.unit];
  }
  return null;
}
