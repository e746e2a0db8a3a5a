/**
 * The value lexicon: `corpora/lexicon/values.yml`, checked and indexed by surface.
 *
 * One surface may play several parts (年 is a unit and the mark of a year, 内 an operator and half of a word); a Term
 * holds them all, and the grammar takes the one that fits where it stands.
 */
import { z } from 'zod';
import { CALENDAR, CALENDAR_MARKS, type DateMark } from './calendar.js';
import { foldSpelling } from './spelling.js';

/** Words between spaces, as the file lists them. */
const words = z
  .string()
  .default('')
  .transform((list) => list.split(/\s+/).filter((word) => word !== ''));
const OPERATORS = ['>=', '>', '<=', '<', '='] as const;
const UNIT_TYPES = [
  'money',
  'ratio',
  'duration',
  'length',
  'area',
  'volume',
  'mass',
  'temperature',
  'energy',
  'data',
  'level',
  'count',
] as const;
const DIRECTIONS = ['up', 'down', 'hold', 'none'] as const;
const DEGREES = ['effective', 'marked', 'full', 'gradual', 'sufficient'] as const;

const schema = z.strictObject({
  operators: z.record(z.enum(OPERATORS), z.strictObject({ before: words, after: words, weak: words })),
  approximately: z.strictObject({ before: words, between: words, after: words }),
  by: words,
  ranges: words,
  proportions: words,
  fillers: words,
  units: z.partialRecord(z.enum(UNIT_TYPES), z.record(z.string(), words)),
  plainUnits: z.partialRecord(z.enum(UNIT_TYPES), words),
  conversions: z.record(z.string(), z.strictObject({ unit: z.string(), factor: z.string() })),
  comparable: z.record(z.string(), z.strictObject({ unit: z.string(), factor: z.string().regex(/^\d+(?:\.\d+)?$/) })),
  ambiguous: z.record(z.string(), z.array(z.strictObject({ unit: z.string(), names: words }))),
  magnitudes: z.record(z.string(), z.string().regex(/^10+$/)),
  ratioPrefixes: z.record(z.string(), z.string()),
  currencySigns: words,
  growthNames: words,
  actions: words,
  grades: z.record(z.enum(DIRECTIONS), words),
  degrees: z.record(z.enum(DEGREES), words),
  auxiliaries: words,
  scales: words,
  columnKinds: z.strictObject({ qualitative: words, quantitative: words }),
  placeholders: z.strictObject({
    words,
    blanks: words,
    letters: words,
    marks: words,
  }),
  words,
});

export type Operator = (typeof OPERATORS)[number];
export type UnitType = (typeof UNIT_TYPES)[number];
export type Direction = (typeof DIRECTIONS)[number];
export type Degree = (typeof DEGREES)[number];

export interface Unit {
  /** Canonical spelling. */
  unit: string;
  type: UnitType;
}

/** All parts that one surface can play. */
export interface Term {
  surface: string;
  before?: { operator: Operator | 'approximately' | 'by'; weak: boolean };
  after?: { operator: Operator | 'approximately' };
  between?: true;
  range?: true;
  proportion?: true;
  filler?: true;
  unit?: Unit;
  /** As a denominator a product is each of its parts: 元/人·月 is per person and per month. */
  parts?: Unit[];
  magnitude?: string;
  ratioPrefix?: string;
  currency?: true;
  date?: DateMark[];
  yearOffset?: number;
  periodEnd?: string;
  every?: true;
  action?: true;
  direction?: Direction;
  degree?: Degree;
  auxiliary?: true;
  placeholder?: true;
}

export interface ValueLexicon {
  terms: ReadonlyMap<string, Term>;
  /** For each first character, the lengths of the terms that begin with it, longest first. */
  lengths: ReadonlyMap<string, readonly number[]>;
  canonicalUnits: ReadonlyMap<string, Unit>;
  conversions: ReadonlyMap<string, { unit: string; factor: string }>;
  /** To the unit that all of a kind are compared in (comparable.ts); readings keep their own. */
  comparable: ReadonlyMap<string, { unit: string; factor: string }>;
  ambiguous: ReadonlyMap<string, readonly { unit: string; names: string[] }[]>;
  scales: ReadonlySet<string>;
  qualitativeMarks: ReadonlySet<string>;
  quantitativeMarks: ReadonlySet<string>;
  growthNames: readonly string[];
  blanks: ReadonlySet<string>;
  blankLetters: ReadonlySet<string>;
  blankMarks: ReadonlySet<string>;
}

type Source = z.infer<typeof schema>;
type Play = (surface: string, part: Omit<Partial<Term>, 'surface'>) => void;

/** Checks and indexes `values.yml` as parsed. Throws with the path of the fault. */
export function parseValueLexicon(raw: unknown): ValueLexicon {
  const result = schema.safeParse(raw);
  if (!result.success) throw new Error(`values.yml: ${z.prettifyError(result.error)}`);
  return indexed(result.data);
}

/** The calendar alone: what a column of deadlines is read with. */
export const calendarLexicon: ValueLexicon = indexed(null);

function indexed(source: Source | null): ValueLexicon {
  const terms = new Map<string, Term>();
  const play: Play = (surface, part) => {
    const key = foldSpelling(surface);
    const term = terms.get(key) ?? { surface: key };
    const { date, ...others } = part;
    if (date) term.date = [...(term.date ?? []), ...date];
    terms.set(key, Object.assign(term, others));
  };
  addCalendar(play);
  const canonicalUnits = new Map<string, Unit>();
  if (source) {
    addOperators(source, play);
    addUnits(source, play, terms, canonicalUnits);
    addWords(source, play);
  }
  const lengths = new Map<string, Set<number>>();
  for (const key of terms.keys()) {
    const first = key[0] ?? '';
    lengths.set(first, (lengths.get(first) ?? new Set()).add(key.length));
  }
  const folded = (list: readonly string[] = []) => new Set(list.map(foldSpelling));
  return {
    terms,
    lengths: new Map([...lengths].map(([first, set]) => [first, [...set].sort((a, b) => b - a)])),
    canonicalUnits,
    conversions: new Map(Object.entries(source?.conversions ?? {})),
    comparable: new Map(Object.entries(source?.comparable ?? {})),
    ambiguous: new Map(Object.entries(source?.ambiguous ?? {})),
    scales: folded(source?.scales),
    qualitativeMarks: folded(source?.columnKinds.qualitative),
    quantitativeMarks: folded(source?.columnKinds.quantitative),
    growthNames: source?.growthNames ?? [],
    blanks: folded(source?.placeholders.blanks),
    blankLetters: folded(source?.placeholders.letters),
    blankMarks: folded(source?.placeholders.marks),
  };
}

function addOperators(source: Source, play: Play): void {
  for (const [operator, { before, after, weak }] of Object.entries(source.operators) as [
    Operator,
    Source['operators'][Operator],
  ][]) {
    for (const surface of before) play(surface, { before: { operator, weak: false } });
    for (const surface of weak) play(surface, { before: { operator, weak: true } });
    for (const surface of after) play(surface, { after: { operator } });
  }
  const { before, between, after } = source.approximately;
  for (const surface of before) play(surface, { before: { operator: 'approximately', weak: true } });
  for (const surface of between) play(surface, { between: true });
  for (const surface of after) play(surface, { after: { operator: 'approximately' } });
  for (const surface of source.by) play(surface, { before: { operator: 'by', weak: true } });
  for (const surface of source.ranges) play(surface, { range: true });
  for (const surface of source.proportions) play(surface, { proportion: true });
  for (const surface of source.fillers) play(surface, { filler: true });
}

const PRODUCT = '·';

function addUnits(source: Source, play: Play, terms: ReadonlyMap<string, Term>, canonical: Map<string, Unit>): void {
  const add = (type: UnitType, spelling: string, aliases: readonly string[]) => {
    const unit = { unit: spelling, type };
    canonical.set(spelling, unit);
    for (const surface of [spelling, ...aliases]) play(surface, { unit });
  };
  for (const type of UNIT_TYPES) {
    for (const [spelling, aliases] of Object.entries(source.units[type] ?? {})) add(type, spelling, aliases);
    for (const spelling of source.plainUnits[type] ?? []) add(type, spelling, []);
  }
  for (const term of terms.values()) {
    const parts = term.unit ? term.surface.split(PRODUCT).map((part) => terms.get(part)?.unit) : [];
    if (parts.length > 1 && parts.at(-1)?.type === 'duration') term.parts = parts.filter((part) => part !== undefined);
  }
  for (const [surface, magnitude] of Object.entries(source.magnitudes)) play(surface, { magnitude });
  for (const [surface, ratioPrefix] of Object.entries(source.ratioPrefixes)) play(surface, { ratioPrefix });
  for (const surface of source.currencySigns) play(surface, { currency: true });
}

/** The calendar is the same for every form, so it is no part of the file. */
function addCalendar(play: Play): void {
  for (const mark of CALENDAR_MARKS) for (const surface of CALENDAR[mark]) play(surface, { date: [mark] });
  for (const [surface, yearOffset] of Object.entries(CALENDAR.yearWords)) play(surface, { yearOffset });
  for (const [surface, periodEnd] of Object.entries(CALENDAR.periods)) play(surface, { periodEnd });
  for (const surface of CALENDAR.every) play(surface, { every: true });
  for (const surface of CALENDAR.ranges) play(surface, { range: true });
}

function addWords(source: Source, play: Play): void {
  for (const surface of source.actions) play(surface, { action: true });
  for (const direction of DIRECTIONS) for (const surface of source.grades[direction]) play(surface, { direction });
  for (const degree of DEGREES) for (const surface of source.degrees[degree]) play(surface, { degree });
  for (const surface of source.auxiliaries) play(surface, { auxiliary: true });
  for (const surface of source.placeholders.words) play(surface, { placeholder: true });
  for (const surface of source.words) play(surface, {});
}
