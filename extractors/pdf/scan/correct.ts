/** Corrects what OCR read by what can stand in a form. Every correction is recorded on the cell as `ocr-corrected: right|read`. */
import type { Cell } from '../../document.js';
import { CORRECTION_SETTINGS } from './settings.js';
import type { ScanVocabulary } from './vocabulary.js';

/** A value with its unit: operator, number, unit. */
const VALUE = /^([≥≤><=＞＜＝]{0,2})(\d[\d.,]*)([%‰]?)(\p{L}[^\d,.，。；;]*)?$/u;

/** Operators that were read as Latin look-alikes in front of a number are not touched here: shapes decide (numbers.ts). */
export function correctCell(cell: Cell, vocabulary: ScanVocabulary): void {
  const text = tidy(cell.text);
  const { certain, sureDistance } = CORRECTION_SETTINGS;
  const label = vocabulary.closestLabel(text);
  if (label) {
    const allowed = Math.max(1, Math.floor([...text].length * sureDistance));
    if (label.distance === 0) {
      // What agrees with the vocabulary to the letter was not misread into it.
      cell.confidence = Math.max(cell.confidence ?? 0, certain);
      return setText(cell, text);
    }
    if (label.distance <= allowed && (cell.confidence ?? 1) < CORRECTION_SETTINGS.doubtful) {
      cell.confidence = Math.max(cell.confidence ?? 0, CORRECTION_SETTINGS.corrected);
      return setText(cell, label.text);
    }
  }
  const [, operator = '', number = '', percent = '', unit = ''] = VALUE.exec(text) ?? [];
  if (number && unit && !percent) {
    const known = vocabulary.closestUnit(unit);
    const doubtful = (cell.confidence ?? 1) < CORRECTION_SETTINGS.doubtfulUnit;
    // One character for another, never one more or less: 每平方米 is no 平方米.
    if (known?.distance === 1 && known.text.length === unit.length && doubtful)
      return setText(cell, operator + number + known.text);
  }
  setText(cell, text);
}

function setText(cell: Cell, text: string): void {
  if (text !== cell.text) cell.repairs.push(`ocr-corrected: ${text}|${cell.text}`);
  cell.text = text;
}

/** Marks that Chinese print has in one form only, and specks at the ends that engines take for marks. */
function tidy(text: string): string {
  return text
    .replace(/^[|｜_~`'"‘’“”\-—.,、:;]+(?=\p{Script=Han})/u, '')
    .replace(/(?<=\p{Script=Han})[|｜_~`']+$/u, '')
    .replace(/〈(?=[^〉]*[)）])/gu, '(')
    .replace(/(?<=[(（][^〈]*)〉/gu, ')');
}
