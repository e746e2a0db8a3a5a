/** The words by which the crawler knows its way: `corpora/crawl/words.yml`, checked and folded. */
import { join } from 'node:path';
import { z } from 'zod';
import { foldWord, pattern, type RefusalLexicon, words } from '../../normalizers/refusals.js';
import { loadRefusals } from '../lexicon.js';
import { PACKAGE_ROOT } from '../package.js';
import { readYaml } from '../yaml.js';

export type { BlockSigns, Sign } from '../../normalizers/refusals.js';
export { foldWord };

const FILE = join(PACKAGE_ROOT, 'corpora', 'crawl', 'words.yml');

const points = z.record(z.string().min(1), z.number().int().min(1).max(99));

const schema = z.strictObject({
  focus: z.strictObject({
    text: z.array(z.strictObject({ group: z.string(), words: points })).min(1),
    path: points,
    away: z.strictObject({ text: words, path: words }),
  }),
  pagination: z.strictObject({ words }),
  uninformative: words,
  footer: words,
  addresses: z.strictObject({ article: z.array(pattern), list: z.array(pattern) }),
  downloads: z.array(pattern),
  login: z.strictObject({ title: words, text: words, data: words }),
});

/** All words are folded as `foldWord` does, but for those of scripts. */
export interface CrawlWords extends RefusalLexicon {
  focus: {
    text: { group: string; words: [string, number][] }[];
    path: Map<string, number>;
    away: { text: string[]; path: Set<string> };
  };
  pagination: Set<string>;
  uninformative: Set<string>;
  footer: string[];
  addresses: { article: RegExp; list: RegExp };
  downloads: RegExp;
  login: { title: string[]; text: string[]; data: string[] };
}

/** Checks and folds the parsed file, and puts the refusals beside. Throws with the path of the fault. */
export function parseCrawlWords(content: unknown, refusals: RefusalLexicon): CrawlWords {
  const parsed = schema.parse(content);
  const fold = (list: readonly string[] = []) => list.map(foldWord);
  const any = (patterns: readonly string[]) =>
    new RegExp(patterns.map((source) => `(?:${source})`).join('|') || '(?!)', 'i');
  return {
    focus: {
      text: parsed.focus.text.map(({ group, words }) => ({
        group,
        // The best first: the first that is found is the group's.
        words: Object.entries(words)
          .map(([word, worth]): [string, number] => [foldWord(word), worth])
          .sort((a, b) => b[1] - a[1]),
      })),
      path: new Map(Object.entries(parsed.focus.path).map(([part, worth]) => [part.toLowerCase(), worth])),
      away: { text: fold(parsed.focus.away.text), path: new Set(fold(parsed.focus.away.path)) },
    },
    pagination: new Set(fold(parsed.pagination.words)),
    uninformative: new Set(fold(parsed.uninformative)),
    footer: fold(parsed.footer),
    addresses: { article: any(parsed.addresses.article), list: any(parsed.addresses.list) },
    downloads: any(parsed.downloads),
    ...refusals,
    login: { title: fold(parsed.login.title), text: fold(parsed.login.text), data: fold(parsed.login.data) },
  };
}

let loaded: CrawlWords | undefined;

/** The words of the package, read once a process. A fault in them is ours or the editor's, so it throws, naming the file. */
export function crawlWords(): CrawlWords {
  try {
    loaded ??= parseCrawlWords(readYaml(FILE), loadRefusals());
  } catch (error) {
    throw new Error(`${FILE}: ${(error as Error).message}`, { cause: error });
  }
  return loaded;
}
