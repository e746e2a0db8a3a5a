/** Chinese word segmentation: the only file that imports nodejieba. */
import { createRequire } from 'node:module';
import nodejieba from 'nodejieba';

const { resolve } = createRequire(import.meta.url);

/**
 * Its dictionary without the rarest words, most of them names of persons, and one weight instead of 250,000, which are for
 * the extraction of keywords: nodejieba makes two tries of the dictionary, and whole it took 0.9 s and 250 MB of each
 * process. Loaded at the first word.
 */
const dictionary = { dict: resolve('#words/dictionary.utf8'), idfDict: resolve('#words/weights.utf8') };
let isLoaded = false;

function cut(text: string): string[] {
  if (!isLoaded) nodejieba.load(dictionary);
  isLoaded = true;
  return nodejieba.cut(text, false);
}

const HAN = /\p{Script=Han}/u;
/** Characters on each side of the seam that are looked at: no dictionary word is longer. */
const CONTEXT = 8;

/**
 * Whether `left` and `right` were one word that was cut: the dictionary reads a word across the seam of the two
 * (足额保|障 → 足额, 保障), and none that ends there. Only dictionary words count: the statistical model invents some
 * (2024年12月|障 → 月障).
 */
export function isCutWord(left: string, right: string): boolean {
  const before = left.slice(-CONTEXT);
  const after = right.slice(0, CONTEXT);
  if (!HAN.test(before.at(-1) ?? '') || !HAN.test(after.at(0) ?? '')) return false;
  let end = 0;
  for (const word of cut(before + after)) {
    end += word.length;
    if (end === before.length) return false;
    if (end > before.length) return word.length > 1;
  }
  return false;
}

/** The dictionary's words of a text, in order: 资金拨付及时率 is 资金, 拨付, 及时, 率. None is invented (see above). */
export function wordsOf(text: string): string[] {
  return cut(text).filter((word) => word.trim() !== '');
}
