/**
 * The lexicon: the words of the field, kept as data in `corpora/lexicon/*.yml` and never as literals in code.
 *
 * `parseLexicon` checks the files (already parsed from YAML, by file name without extension) and indexes them by folded
 * key. Every part of the normalizers takes the finished Lexicon as an argument.
 */
import { z } from 'zod';
import { foldText } from '../extractors/document.js';
