/** Units of measure: reading them after a number (万元/年/人, 万吨/每天, 台（套）, 每平方米) and spelling them one way. */
import { productOf } from './decimal.js';
import type { Unit, UnitType, ValueLexicon } from './lexicon.js';
import { printed, type Scan } from './tokens.js';

/** A unit as a tree: 万 × 元 / 年 / 人. */
export interface UnitPhrase {
  /** As printed, white space removed. */
  printed: string;
  magnitudes: string[];
  /** What is counted; null where only a magnitude (22万) or only a denominator (每平方米) is printed. */
  atom: Unit | null;
  per: Unit[];
  /** False where a part is not in the lexicon. */
  known: boolean;
}

export interface CanonicalUnit {
  unit: string | null;
  type: UnitType | 'rate' | 'flow' | 'growth' | 'unknown';
  /** What a value is multiplied with on the way to the canonical unit; 1 but for ‰ and the like. */
  factor: string;
  incomplete: boolean;
  ambiguous: boolean;
}

/** After a stroke any short word is a unit (元/标段); longer ones are the rest of a sentence. */
const LONGEST_UNKNOWN = 4;
const DENOMINATOR_MARKS = new Set(['/', '·', '•', '*', '∙', '・']);
const PER = '每';
const TIMES = '次';

/** The unit that begins at token `first`, and the token after it; in brackets too: ≥13459.00(平方米), 100（%）. */
export function unitAt(scan: Scan, first: number): { unit: UnitPhrase; next: number; over: boolean } | null {
  if (scan.tokens[first]?.text !== '(') return bareUnitAt(scan, first);
  const inner = bareUnitAt(scan, first + 1);
  return inner && scan.tokens[inner.next]?.text === ')' ? { ...inner, next: inner.next + 1 } : null;
}

function bareUnitAt(scan: Scan, first: number): { unit: UnitPhrase; next: number; over: boolean } | null {
  const { tokens } = scan;
  const magnitudes: string[] = [];
  let i = first;
  while (tokens[i]?.term?.magnitude && magnitudes.length < 2) magnitudes.push(tokens[i++]!.text);
  // 2.5万余人次: the word stands within the unit, and is no part of it.
  const inner = magnitudes.length > 0 && tokens[i]?.term?.between === true ? i++ : null;
  const unit: UnitPhrase = { printed: '', magnitudes, atom: tokens[i]?.term?.unit ?? null, per: [], known: true };
  if (unit.atom) i++;
  if (unit.atom?.type === 'count' && tokens[i]?.text === TIMES) {
    // 头次, 校次: how often, counted by what.
    unit.atom = { unit: unit.atom.unit + TIMES, type: 'count' };
    i++;
  }
  const head = i;
  for (;;) {
    const denominator = denominatorAt(scan, i);
    if (!denominator) break;
    unit.per.push(...denominator.units);
    unit.known &&= denominator.known;
    i = denominator.next;
  }
  const alternative = tokens[i]?.text === '(' && tokens[i + 1]?.term?.unit && tokens[i + 2]?.text === ')';
  // 台（套）, 册（份）: two words for what is counted.
  if (unit.atom && alternative) i += 3;
  if (i === first || (i === head && !unit.atom && magnitudes.length === 0)) return null;
  unit.printed =
    printed(scan, first, inner ?? i) + (inner !== null && inner + 1 < i ? printed(scan, inner + 1, i) : '');
  return { unit, next: i, over: inner !== null };
}

/** `/人`, `·月`, `每平方米`, `/每天`. */
function denominatorAt(scan: Scan, first: number): { units: Unit[]; known: boolean; next: number } | null {
  const { tokens } = scan;
  let i = first;
  const stroke = DENOMINATOR_MARKS.has(tokens[i]?.text ?? '');
  if (stroke) i++;
  const per = tokens[i]?.text === PER;
  if (per) i++;
  if (!stroke && !per) return null;
  const token = tokens[i];
  if (token?.term?.unit) return { units: token.term.parts ?? [token.term.unit], known: true, next: i + 1 };
  if (stroke && token?.kind === 'words' && token.text.length <= LONGEST_UNKNOWN) {
    return { units: [{ unit: printed(scan, i, i + 1), type: 'count' }], known: false, next: i + 1 };
  }
  return null;
}

/** The unit that a whole text is, or null: for unit columns and headers. */
export function wholeUnit(scan: Scan): UnitPhrase | null {
  const unit = unitAt(scan, 0);
  return unit && unit.next === scan.tokens.length ? unit.unit : null;
}

/**
 * One spelling for one unit: aliases folded, denominators with `/`, time last (元/月/人 and 元/人·月 are 元/人/月).
 * 万 and 亿 stay, as printed. A unit that lacks its numerator (每平方米) begins with `?`, because 元 is not printed.
 * `per` are the denominators printed before the number (每生每年1000元).
 */
export function canonicalUnit(
  phrase: UnitPhrase | null,
  per: readonly Unit[],
  name: string,
  lexicon: ValueLexicon,
): CanonicalUnit {
  const denominators = [...per, ...(phrase?.per ?? [])];
  const result: CanonicalUnit = { unit: null, type: 'unknown', factor: '1', incomplete: false, ambiguous: false };
  if (!phrase && denominators.length === 0) return result;
  const magnitude = phrase?.magnitudes.join('') ?? '';
  const word = phrase?.atom?.unit ?? '';
  const readings = lexicon.ambiguous.get(word || magnitude);
  const reading = readings?.find(({ names }) => names.some((part) => name.includes(part)));
  const conversion = lexicon.conversions.get(word);
  const numerator = reading ? reading.unit.slice(word ? 0 : magnitude.length) : (conversion?.unit ?? word);
  result.factor = conversion?.factor ?? '1';
  result.ambiguous = readings !== undefined && !reading;
  result.incomplete = word === '' && (denominators.length > 0 || magnitude !== '');
  const atom = lexicon.canonicalUnits.get(numerator) ?? phrase?.atom ?? null;
  const ordered = [
    ...denominators.filter((unit) => unit.type !== 'duration'),
    ...denominators.filter((unit) => unit.type === 'duration'),
  ];
  const head = magnitude + numerator || '?';
  result.unit = [head, ...ordered.map((unit) => unit.unit)].join('/');
  result.type = typeOf(atom, ordered);
  return result;
}

function typeOf(atom: Unit | null, per: readonly Unit[]): CanonicalUnit['type'] {
  if (per.length === 0) return atom?.type ?? 'unknown';
  const amount = atom?.type === 'mass' || atom?.type === 'volume';
  return amount && per.every((unit) => unit.type === 'duration') ? 'flow' : 'rate';
}

/** What the magnitudes of a unit multiply by: 10000 for 万吨. */
export function magnitudeOf(phrase: UnitPhrase, lexicon: ValueLexicon): number {
  return phrase.magnitudes.reduce((sum, word) => productOf(sum, lexicon.terms.get(word)?.magnitude ?? '1'), 1);
}
