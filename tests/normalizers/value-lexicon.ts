import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseValueLexicon } from '../../normalizers/values/index.js';

/** `values.yml` as parsed, and as the grammar uses it. */
export const source = parse(readFileSync('corpora/lexicon/values.yml', 'utf8'));
export const lexicon = parseValueLexicon(source);
