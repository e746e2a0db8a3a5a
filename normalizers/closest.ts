/**
 * The closed vocabulary of forms, for correcting OCR (the port is extractors/pdf/scan/vocabulary.ts): the label or unit
 * that a misread text was meant to be.
 */
import { foldText } from '../extractors/document.js';
import type { Lexicon } from './lexicon.js';
import { parseValueCell } from './closest-unit.js';
