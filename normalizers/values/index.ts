/** The value grammar: what an indicator's value, deadline, operator and unit cells say, and amounts of money. */

import { isPlaceholder, isUnit, operatorOf } from './cells.js';
import { dateAt } from './dates.js';
import type { ValueLexicon } from './lexicon.js';
import { readingOf } from './reading.js';
import { printed, scan } from './tokens.js';

export { isPlaceholder, isUnit, type OperatorCell, operatorOf, stripOrdinal } from './cells.js';
export { readDeadline } from './deadline.js';
export { type Operator, parseValueLexicon, type ValueLexicon } from './lexicon.js';
export { type Money, readMoney, readNumber } from './money.js';
export { type ParsedValue, parseValue, type ValueFlag, type ValueOperator, type ValueType } from './parse.js';
export type { ValueContext } from './reading.js';
export { type RecordValue, readValue } from './record-value.js';

export type CellClass = 'number' | 'operator' | 'unit' | 'date' | 'grade' | 'text';

/**
 * What a cell looks like by itself, to line shifted columns up. A number is a cell of nothing else, or one that an
 * operator opens (≥95%（问卷调查）); 80-89周岁老人津贴发放人数 is text, and so is a placeholder, which fits any column.
 */
export function looksLike(text: string, lexicon: ValueLexicon): CellClass {
  if (isPlaceholder(text, lexicon)) return 'text';
  if (operatorOf(text, lexicon)) return 'operator';
  const cell = scan(text, lexicon);
  const date = dateAt(cell, 0, true);
  if (date && date.next === cell.tokens.length) return 'date';
  const reading = readingOf(text, {}, lexicon);
  switch (reading.is) {
    case 'quantity': {
      const opened =
        cell.tokens[0]?.term?.before && printed(cell, 0, cell.tokens.length).startsWith(reading.target.raw);
      return reading.plain || opened ? 'number' : 'text';
    }
    case 'proportion':
      return reading.plain ? 'number' : 'text';
    case 'date':
      return reading.plain ? 'date' : 'text';
    case 'grade':
      if (isUnit(text, lexicon)) return 'unit';
      return reading.grade.whole ? 'grade' : 'text';
    case 'scale':
      return 'grade';
    default:
      return isUnit(text, lexicon) ? 'unit' : 'text';
  }
}
