import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { parseValueLexicon } from '../../normalizers/values/index.js';

/** `values.yml` as parsed, and as the grammar uses it. */
export const source = load(readFileSync('corpora/lexicon/values.yml', 'utf8')) as Record<string, unknown>;
export const lexicon = parseValueLexicon(source);
