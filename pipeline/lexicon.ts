/** Reads the lexicon from disk: the one place that knows that it is YAML and where it lies. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type Lexicon, parseLexicon } from '../normalizers/lexicon.js';
import { PACKAGE_ROOT } from './package.js';

const DIRECTORY = join(PACKAGE_ROOT, 'corpora', 'lexicon');

/** The lexicon's files, sorted, so that their digest is the same everywhere. */
export function lexiconFiles(directory = DIRECTORY): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => join(directory, name));
}

/** Reads and checks the lexicon. A fault in it is ours or the editor's, so it throws, naming the file. */
export function loadLexicon(directory = DIRECTORY): Lexicon {
  const files: Record<string, unknown> = {};
  for (const file of lexiconFiles(directory)) {
    try {
      files[basename(file, '.yml')] = parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
    }
  }
  return parseLexicon(files);
}
