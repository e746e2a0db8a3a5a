/**
 * A value cut into numbers, terms of the lexicon and the words between them. One pass from left to right; at each place
 * the longest term wins. What looks like a number but is a name (A4, 11#楼, 〔2023〕16号, a telephone number) stays a word.
 */
import { exactNumber } from './decimal.js';
import type { Term, ValueLexicon } from './lexicon.js';
import { numeralAt } from './numerals.js';
import { type Spelling, shownBetween, spell } from './spelling.js';

export interface Token {
  kind: 'number' | 'term' | 'blank' | 'mark' | 'words';
  /** Folded text, and where it stands in the folded cell. */
  text: string;
  start: number;
  end: number;
  /** The number as a plain decimal text. */
  decimal?: string;
  /** Written with Chinese numerals, which are also parts of words: 一次性, 十分. */
  chinese?: true;
  term?: Term;
}

export interface Scan extends Spelling {
  raw: string;
  tokens: Token[];
}

const DIGIT = /^\d$/;
const LETTER = /^[A-Za-zα-ωΑ-Ω]$/;
const IDENTIFIER = /^[A-Za-z0-9._-]$/;
/** 百 and 千 begin a numeral only after 百分之; elsewhere they belong to the unit (3千万元) or to a word (百姓). */
const NUMERAL_START = /^[零〇一二两三四五六七八九十]$/;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
const OPENING = new Set(['〔', '[', '【', '［']);
const CLOSING = new Set(['〕', ']', '】', '］']);
/** Where an enumeration may begin: 1.…；2.… */
const CLAUSE_END = new Set(['。', ';', '；', '!', '(']);
const BULLET_END = new Set(['.', '、', ')']);
const LONGEST_BRACKET = 12;
const HOURS = /^\d{1,2}:[0-5]\d[-~—–至到]\d{1,2}:[0-5]\d/u;

export function scan(raw: string, lexicon: ValueLexicon): Scan {
  const spelling = spell(raw);
  const text = spelling.folded;
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; ) {
    const token = tokenAt(text, i, tokens.at(-1), lexicon);
    const last = tokens.at(-1);
    if (token.kind === 'words' && last?.kind === 'words') {
      last.end = token.end;
    } else {
      tokens.push(token);
    }
    i = token.end;
  }
  for (const token of tokens) token.text = text.slice(token.start, token.end);
  return { ...spelling, raw, tokens };
}

/** What was printed from one token up to another, white space removed. */
export function printed(scan: Scan, first: number, next: number): string {
  const from = scan.tokens[first]?.start ?? 0;
  const to = scan.tokens[next - 1]?.end ?? from;
  return shownBetween(scan, from, to);
}

function tokenAt(text: string, i: number, previous: Token | undefined, lexicon: ValueLexicon): Token {
  const token = (kind: Token['kind'], end: number, rest: Partial<Token> = {}): Token => ({
    kind,
    text: '',
    start: i,
    end,
    ...rest,
  });
  const character = text[i]!;
  const bullet = bulletEnd(text, i);
  if (bullet > i) return token('mark', bullet);
  const term = termAt(text, i, lexicon);
  const termEnd = i + (term?.surface.length ?? 0);
  const blank = blankEnd(text, i, lexicon);
  if (blank > Math.max(i, termEnd)) return token('blank', blank);
  const name = nameEnd(text, i);
  if (name > Math.max(i, termEnd)) return token('words', name);
  if (DIGIT.test(character) && !term) {
    const number = numberAt(text, i);
    return number.decimal === null
      ? token('words', number.end)
      : token('number', number.end, { decimal: number.decimal });
  }
  if (NUMERAL_START.test(character) ? previous?.kind !== 'number' : previous?.term?.ratioPrefix) {
    const numeral = numeralAt(text, i);
    if (numeral && (i + numeral.length > termEnd || term?.magnitude)) {
      return token('number', i + numeral.length, { decimal: String(numeral.value), chinese: true });
    }
  }
  if (term) return token('term', termEnd, { term });
  return token(PUNCTUATION.test(character) ? 'mark' : 'words', i + 1);
}

/** The longest term of the lexicon here. A term that ends in a letter does not end inside a word: h, but not in `help`. */
export function termAt(text: string, i: number, lexicon: ValueLexicon): Term | null {
  for (const length of lexicon.lengths.get(text[i] ?? '') ?? []) {
    const term = lexicon.terms.get(text.slice(i, i + length));
    if (!term) continue;
    const insideWord = LETTER.test(text[i + length - 1]!) && LETTER.test(text[i + length] ?? '');
    if (!insideWord) return term;
  }
  return null;
}

/**
 * The number here: thousands in groups of three (1,000.00; a full-width comma too, 1，000), else plain digits.
 * `decimal` is null where it is a name: leading zeros (0755-…), more digits than an amount has, or 11#.
 */
function numberAt(text: string, start: number): { end: number; decimal: string | null } {
  const digitsEnd = (from: number) => {
    let end = from;
    while (DIGIT.test(text[end] ?? '')) end++;
    return end;
  };
  let end = digitsEnd(start);
  let whole = text.slice(start, end);
  if (whole.length <= 3 && whole[0] !== '0') {
    while (text[end] === ',' && digitsEnd(end + 1) === end + 4) {
      whole += text.slice(end + 1, end + 4);
      end += 4;
    }
  }
  let decimal = whole;
  if (text[end] === '.' && DIGIT.test(text[end + 1] ?? '')) {
    const fraction = digitsEnd(end + 1);
    decimal += text.slice(end, fraction);
    end = fraction;
  }
  const named = text[end] === '#' || (whole.length > 1 && whole[0] === '0');
  return { end, decimal: named || exactNumber(decimal) === null ? null : decimal };
}

/**
 * A word in letters stays whole; letters that run into digits are one name (A4, PM2.5, GB3095-2012). 第 makes an ordinal
 * (第1名) unless a period of the year follows, and a year in brackets is a document's number (〔2023〕16号). From one time of
 * the day to another is no amount (9:00-17:00); one alone could be a proportion (1:15).
 */
function nameEnd(text: string, start: number): number {
  const character = text[start]!;
  if (DIGIT.test(character)) return start + (HOURS.exec(text.slice(start, start + LONGEST_BRACKET))?.[0].length ?? 0);
  if (LETTER.test(character)) {
    let end = start;
    while (LETTER.test(text[end] ?? '')) end++;
    if (!DIGIT.test(text[end] ?? '')) return end;
    while (IDENTIFIER.test(text[end] ?? '')) end++;
    return end;
  }
  if (character === '第' && DIGIT.test(text[start + 1] ?? '')) {
    let end = start + 1;
    while (DIGIT.test(text[end] ?? '')) end++;
    return text.startsWith('季度', end) ? start : end;
  }
  if (OPENING.has(character) && DIGIT.test(text[start + 1] ?? '')) {
    for (let end = start + 1; end < start + LONGEST_BRACKET; end++) {
      if (!CLOSING.has(text[end] ?? '')) continue;
      let after = end + 1;
      while (DIGIT.test(text[after] ?? '')) after++;
      return text[after] === '号' ? after + 1 : start;
    }
  }
  return start;
}

/** `1.`, `2、`, `（3）` at the head of a clause that goes on in words. */
function bulletEnd(text: string, start: number): number {
  if (start > 0 && !CLAUSE_END.has(text[start - 1]!)) return start;
  const first = text[start] === '(' ? start + 1 : start;
  let end = first;
  while (DIGIT.test(text[end] ?? '') && end - first < 3) end++;
  if (end === first || !BULLET_END.has(text[end] ?? '')) return start;
  const bracketed = first > start || text[start - 1] === '(';
  if (bracketed !== (text[end] === ')')) return start;
  const next = text[end + 1];
  return next === undefined || DIGIT.test(next) ? start : end + 1;
}

/** Characters that stand for what was not filled in: `**`, `……`, and XX where no other letter or digit is beside them. */
function blankEnd(text: string, start: number, lexicon: ValueLexicon): number {
  let end = start;
  while (lexicon.blanks.has(text[end] ?? '')) end++;
  if (end > start) return DIGIT.test(text[start - 1] ?? '') && DIGIT.test(text[end] ?? '') ? start : end;
  if (LETTER.test(text[start - 1] ?? '')) return start;
  while (lexicon.blankLetters.has(text[end] ?? '')) end++;
  return LETTER.test(text[end] ?? '') || DIGIT.test(text[end] ?? '') ? start : end;
}
