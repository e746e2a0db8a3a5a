/** Reads the lexicon from disk: the one place that knows where it lies. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Lexicon, parseLexicon } from '../normalizers/lexicon.js';
import { parseRefusalLexicon, type RefusalLexicon } from '../normalizers/refusals.js';
import { PACKAGE_ROOT } from './package.js';
import { readYaml } from './yaml.js';

const DIRECTORY = join(PACKAGE_ROOT, 'corpora', 'lexicon');

/** The lexicon's files, sorted, so that their digest is the same everywhere. */
export function lexiconFiles(directory = DIRECTORY): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => join(directory, name));
}

/** Read once in the life of a process: a build wants it twice, for the families and for the checks. */
const loaded = new Map<string, Lexicon>();

/** Reads and checks the lexicon. A fault in it is ours or the editor's, so it throws, naming the file. */
export function loadLexicon(directory = DIRECTORY): Lexicon {
  const known = loaded.get(directory);
  if (known) return known;
  const files: Record<string, unknown> = {};
  for (const file of lexiconFiles(directory)) files[basename(file, '.yml')] = readYaml(file);
  const lexicon = parseLexicon(files);
  loaded.set(directory, lexicon);
  return lexicon;
}

/** One file of it, for whoever crawls and reads no documents. */
export function loadRefusals(directory = DIRECTORY): RefusalLexicon {
  return parseRefusalLexicon(readYaml(join(directory, 'refusals.yml')));
}
