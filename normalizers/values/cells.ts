/** What a whole cell is: a placeholder, an operator, a unit. Used to tell columns apart and to line shifted ones up. */
import type { Operator, ValueLexicon } from './lexicon.js';
import { foldSpelling } from './spelling.js';
import { scan, type Token } from './tokens.js';
import { wholeUnit } from './units.js';

export type OperatorCell =
  | { kind: 'operator'; operator: Operator }
  | { kind: 'qualitative' }
  | { kind: 'quantitative' };

/** 指标1：, 指标2: and 指标三、 as templates number their rows; 11#、12#楼 and 80-89岁 belong to the name. */
const ORDINAL = /^\s*指标\s{0,4}[0-9０-９一二三四五六七八九十]{1,3}\s{0,4}(?:[:：、.．]|$)/u;

/** The name of an indicator without the number that the template gives it: 指标1：拨付及时率 -> 拨付及时率. */
export function stripOrdinal(text: string): string {
  return text.replace(ORDINAL, '').trim();
}

/**
 * Nothing was set: blank, 不适用, /, ……, ≥**人次, XX%, 指标1：. A cell of placeholders and the marks, operators and units
 * around them; with any other word or number it is not one (无投诉, **工程合格率).
 */
export function isPlaceholder(text: string, lexicon: ValueLexicon): boolean {
  const { tokens, folded } = scan(stripOrdinal(text), lexicon);
  if ([...folded].every((character) => lexicon.blankMarks.has(character))) return true;
  const stands = (token: Token) => token.kind === 'blank' || token.term?.placeholder === true;
  const blank = tokens.some((token) => token.kind === 'blank');
  return (
    tokens.some(stands) &&
    tokens.every(
      (token) => stands(token) || token.kind === 'mark' || (blank && isFrame(token)) || isMark(token, lexicon),
    )
  );
}

const isMark = (token: Token, lexicon: ValueLexicon) => lexicon.blankMarks.has(token.text);

/** What stands around a missing number: operator, unit, range, 年 and 月, 前. */
function isFrame({ term }: Token): boolean {
  return Boolean(
    term && (term.before || term.after || term.unit || term.magnitude || term.range || term.date || term.every),
  );
}

/** An operator column: ≥, 大于等于, ＝; 定性 says that the value is in words. Null for anything else, 约 too. */
export function operatorOf(text: string, lexicon: ValueLexicon): OperatorCell | null {
  const { tokens, folded } = scan(text, lexicon);
  if (lexicon.qualitativeMarks.has(folded)) return { kind: 'qualitative' };
  if (lexicon.quantitativeMarks.has(folded)) return { kind: 'quantitative' };
  let operator: Operator | null = null;
  for (const token of tokens) {
    const said = token.term?.before?.operator ?? token.term?.after?.operator;
    if (said && said !== 'approximately' && said !== 'by') operator = said;
    else if (token.kind !== 'mark') return null;
  }
  return operator && { kind: 'operator', operator };
}

/** Whether a whole cell is a unit of measure: 个, %, 元/人·月, 万吨/每天, 每平方米, 台（套）. */
export function isUnit(text: string, lexicon: ValueLexicon): boolean {
  return wholeUnit(scan(text, lexicon)) !== null;
}

/** The operator that a column of operators gives to a value; null for 定性, an empty cell or other words. */
export function operatorOfColumn(text: string | null | undefined, lexicon: ValueLexicon): Operator | null {
  const cell = text ? operatorOf(text, lexicon) : null;
  return cell?.kind === 'operator' ? cell.operator : null;
}

export function isScale(text: string, lexicon: ValueLexicon): boolean {
  return lexicon.scales.has(foldSpelling(text));
}
