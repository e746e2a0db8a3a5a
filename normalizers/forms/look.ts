/** What the words of a cell say about the column of a grid that it stands in. */
import { type Cell, foldText } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { type CellClass, isPlaceholder, isUnit, looksLike, operatorOf } from '../values/index.js';
import type { ColumnRole, Level } from './lexicon.js';

/** What the words of a cell say about the column that it belongs to. */
export interface Look {
  text: string;
  level: Level | null;
  kind: CellClass;
  operator: boolean;
  unit: boolean;
  placeholder: boolean;
}

export function lookAt({ text }: Cell, { forms, values }: Lexicon): Look {
  return {
    text: foldText(text),
    level: forms.level(text),
    kind: looksLike(text, values),
    operator: operatorOf(text, values) !== null,
    unit: isUnit(text, values),
    placeholder: isPlaceholder(text, values),
  };
}

/** How well a cell fits a column, from -4 (impossible) to 3 (certain). */
export function weigh(look: Look, role: ColumnRole | 'unknown', inFull: boolean): number {
  const { text, kind } = look;
  // 可持续 is a value, and 质量 a name, in a form that writes 可持续影响指标 and 质量指标.
  const isLabel = role === 'level1' || role === 'level2' || !inFull || text.includes('指标');
  const level = isLabel ? look.level : null;
  const words = kind === 'text' || kind === 'grade';
  switch (role) {
    case 'level1':
      if (level?.level1) return 3;
      return level ? 0 : words ? -2.5 : -4;
    case 'level2':
      if (level?.level2) return 3;
      return level ? 0 : words ? -2 : -4;
    case 'name':
      if (level) return level.level1 && level.level2 ? -1 : -2;
      return words ? 1 : kind === 'unit' ? 0 : -2.5;
    case 'value':
    case 'value_long_term':
    case 'value_interim':
    case 'actual':
      if (level) return -3;
      return { number: 2, date: 2.5, grade: 1.2, text: 0.5, unit: -0.5, operator: -3 }[kind];
    case 'operator':
      return look.operator ? 3 : -4;
    case 'unit':
      return look.unit ? 2 : -2;
    case 'deadline':
      return kind === 'date' ? 3 : -2.5;
    case 'weight':
    case 'score':
      return /^\d+(?:\.\d+)?分?$/.test(text) ? 2 : look.placeholder ? 0 : -3;
    case 'section':
      return -3;
    case 'seq':
      return /^\d{1,3}$/.test(text) ? 2 : -3;
    default:
      return level ? -2 : 0.3;
  }
}
