/** What a value cell is, decided once for the rich shape (parse.ts) and for the record (record-value.ts). */
import { isPlaceholder, isScale, operatorOf, operatorOfColumn } from './cells.js';
import type { CalendarDate } from './dates.js';
import { isoDate } from './deadline.js';
import { type Grade, gradeOf } from './grades.js';
import type { Operator, ValueLexicon } from './lexicon.js';
import { type Phrases, phrasesOf } from './phrases.js';
import type { Quantity } from './quantities.js';
import type { Recurrence } from './recurrence.js';
import { printed, type Scan, scan } from './tokens.js';
import { type UnitPhrase, wholeUnit } from './units.js';

/** What other columns of the row and the form say. */
export interface ValueContext {
  /** Column of operators: 运算符号, 指标性质. */
  operator?: string | null;
  /** Column of units: 度量单位, 计量单位. */
  unit?: string | null;
  fiscalYear?: number | null;
  /** Name of the indicator. */
  name?: string | null;
}

const LONGEST_UNIT = 16;

/** A quantity with what the other columns add to it. */
export interface Target extends Quantity {
  /** The cell names the operator otherwise than the column. */
  operatorDiffers: boolean;
  unitDiffers: boolean;
}

/** `plain`: nothing else is printed, so the cell is no sentence. */
export type Reading = { raw: string; drift: boolean; cell: Scan } & (
  | { is: 'blank'; unit: UnitPhrase | null }
  | { is: 'scale' }
  | { is: 'quantity'; target: Target; plain: boolean }
  | { is: 'composite'; targets: Target[] }
  | { is: 'proportion'; values: number[]; plain: boolean }
  | { is: 'recurrence'; recurrence: Recurrence }
  | { is: 'date'; date: CalendarDate; iso: string | null; plain: boolean }
  | { is: 'grade'; grade: Grade }
  | { is: 'text' }
);

export function readingOf(raw: string, context: ValueContext, lexicon: ValueLexicon): Reading {
  const column = scan(context.unit ?? '', lexicon);
  const unit = isPlaceholder(context.unit ?? '', lexicon) || operatorOf(context.unit ?? '', lexicon) ? null : column;
  // 铁西区 002, 9 of 24 rows: the words stand in the column of units and the value is empty.
  const known = unit && wholeUnit(unit);
  const drift = raw.trim() === '' && unit !== null && !known;
  const text = drift ? (context.unit ?? '') : raw;
  const columnUnit = known ?? (unit && !drift ? unknownUnit(unit) : null);
  const phrases = phrasesOf(text, lexicon, columnUnit !== null);
  const base = { raw: text, drift, cell: phrases.scan };

  if (isScale(text, lexicon)) return { ...base, is: 'scale' };
  if (isPlaceholder(text, lexicon) || isFrameOnly(phrases)) return { ...base, is: 'blank', unit: unitBeside(phrases) };
  const { quantities, dates, proportions, recurrences, words, actions } = phrases;
  const operator = operatorOfColumn(context.operator, lexicon);
  const targets = quantities.map((quantity) => withColumns(quantity, operator, columnUnit));
  const [target] = targets;
  const count = quantities.length + proportions.length;
  if (count === 1 && target) {
    return {
      ...base,
      is: 'quantity',
      target,
      plain: words === 0 && dates.length + recurrences.length + target.per.length === 0,
    };
  }
  if (count > 1) return { ...base, is: 'composite', targets };
  if (proportions[0]) return { ...base, is: 'proportion', values: proportions[0], plain: words === 0 };
  const onlyActions = words === actions;
  const [recurrence] = recurrences;
  if (recurrence && (recurrence.dated || onlyActions)) return { ...base, is: 'recurrence', recurrence };
  // 2024年度培训工作顺利开展 names a year and sets no date; 11月份之前完成本年度统计培训工作 sets one and names another.
  const bound = dates.filter((date) => date.bound);
  const [date] = bound.length > 0 ? bound : dates;
  if (date && (bound.length === 1 || (dates.length === 1 && onlyActions))) {
    return { ...base, is: 'date', date, iso: isoDate(date, context.fiscalYear ?? null), plain: onlyActions };
  }
  const grade = gradeOf(phrases.scan);
  return grade ? { ...base, is: 'grade', grade } : { ...base, is: 'text' };
}

/** ≥% and ≤万元: a template whose number was not filled in. */
function isFrameOnly({ scan: { tokens }, quantities }: Phrases): boolean {
  return (
    quantities.length === 0 &&
    tokens.some(({ term }) => term?.before && !term.before.weak) &&
    tokens.every(({ term, kind }) => term?.before || term?.unit || term?.magnitude || kind === 'mark')
  );
}

/** The unit that stands beside a placeholder: **元/人·月. */
function unitBeside({ scan: cell }: Phrases): UnitPhrase | null {
  const last = cell.tokens.findLastIndex((token) => token.kind === 'blank');
  const rest = cell.tokens.slice(last + 1);
  return last < 0 ? null : wholeUnit({ ...cell, tokens: rest });
}

/** The operator and unit of the row's other columns, where the cell prints none. 100万 beside 元 is 100 万元. */
function withColumns(quantity: Quantity, operator: Operator | null, unit: UnitPhrase | null): Target {
  const own = quantity.unit;
  const joined = own && unit && !own.atom && own.per.length === 0 && unit.atom ? joinedUnit(own, unit) : null;
  return {
    ...quantity,
    operator: quantity.operator ?? (quantity.approximate ? null : operator),
    unit: joined ?? own ?? unit,
    operatorDiffers: quantity.operator !== null && operator !== null && quantity.operator !== operator,
    unitDiffers: own !== null && unit !== null && !joined && own.atom?.unit !== unit.atom?.unit,
  };
}

function joinedUnit(magnitude: UnitPhrase, unit: UnitPhrase): UnitPhrase {
  if (unit.magnitudes.length > 0) return unit;
  return { ...unit, printed: magnitude.printed + unit.printed, magnitudes: magnitude.magnitudes };
}

/** A column of units is believed even where the lexicon does not know the word; a sentence is no unit. */
function unknownUnit(column: Scan): UnitPhrase | null {
  const word = printed(column, 0, column.tokens.length);
  if (word.length > LONGEST_UNIT) return null;
  return { printed: word, magnitudes: [], atom: { unit: word, type: 'count' }, per: [], known: false };
}
