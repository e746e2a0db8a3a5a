/** Corrects what OCR read by what can stand in a form. Every correction is recorded on the cell as `ocr-corrected: right|read`. */
import type { Cell } from '../../document.js';
import { CORRECTION_SETTINGS } from './settings.js';
import type { ScanVocabulary } from './vocabulary.js';

/** A value with its unit: operator, number, unit. */
const VALUE = /^([≥≤><=＞＜＝]{0,2})(\d[\d.,]*)([%‰]?)(\p{L}[^\d,.，。；;]*)?$/u;

/** Corrects a cell in place. Operators and digits are not touched here: shapes decide about them (numbers.ts). */
export function correctCell(cell: Cell, vocabulary: ScanVocabulary, alternatives: readonly string[] = []): void {
  const tidied = tidy(cell.text);
  const text = labelOf(tidied, cell, vocabulary) ?? unitOf(tidied, cell, vocabulary, alternatives) ?? tidied;
  if (text !== cell.text) cell.repairs.push(`ocr-corrected: ${text}|${cell.text}`);
  cell.text = text;
}

/** What heads of levels are called, in their order. */
const LEVELS = ['一级指标', '二级指标', '三级指标'];

/**
 * The heads of levels stand once and in order: where two of them read alike, one has lost or won a stroke (二 and 三).
 * Cells of one row from the left, in place.
 */
export function correctLevels(row: readonly Cell[]): void {
  const heads = row.filter(({ text }) => LEVELS.includes(text));
  const wrong = heads.filter(({ text }, i) => text !== LEVELS[i]);
  if (heads.length !== LEVELS.length || wrong.length !== 1) return;
  const [cell] = wrong as [Cell];
  const text = LEVELS[heads.indexOf(cell)]!;
  cell.repairs.push(`ocr-corrected: ${text}|${cell.text}`);
  cell.confidence = Math.min(cell.confidence ?? 1, CORRECTION_SETTINGS.corrected);
  cell.text = text;
}

/** The label that a cell was meant to hold. What agrees with the vocabulary to the letter was not misread into it. */
function labelOf(text: string, cell: Cell, vocabulary: ScanVocabulary): string | null {
  const { certain, corrected, doubtful, sureDistance } = CORRECTION_SETTINGS;
  const label = vocabulary.closestLabel(text);
  const confidence = cell.confidence ?? 1;
  if (!label) return null;
  if (label.distance > 0) {
    const allowed = Math.max(1, Math.floor([...text].length * sureDistance));
    if (label.distance > allowed || confidence >= doubtful) return null;
    // 农村群众满意度 is no 群众满意度: characters come and go only where hardly anything was read surely.
    if (label.text.length !== text.length && confidence >= CORRECTION_SETTINGS.hopeless) return null;
  }
  cell.confidence = Math.max(confidence, label.distance === 0 ? certain : corrected);
  return label.text;
}

/** A value whose unit was misread: one character for another, never one more or less, since 每平方米 is no 平方米. */
function unitOf(text: string, cell: Cell, vocabulary: ScanVocabulary, alternatives: readonly string[]): string | null {
  const [, operator = '', number = '', percent = '', unit = ''] = VALUE.exec(text) ?? [];
  if (!number || !unit || percent || (cell.confidence ?? 1) >= CORRECTION_SETTINGS.doubtfulUnit) return null;
  const known = vocabulary.closestUnit(unit);
  if (known?.distance !== 0) {
    // Another reading of the same number, whose unit is one: 22个 beside 22不.
    const better = alternatives.find((other) => vocabulary.closestUnit(VALUE.exec(other)?.[4] ?? '')?.distance === 0);
    if (better) return better;
  }
  return known?.distance === 1 && known.text.length === unit.length ? operator + number + known.text : null;
}

/** Specks and rests of rulings at the ends, which engines take for marks. Quotation marks may be meant: “青年之家”. */
function tidy(text: string): string {
  return text.replace(/^[|｜_~`']+(?=\p{Script=Han})/u, '').replace(/(?<=\p{Script=Han})[|｜_~`']+$/u, '');
}
