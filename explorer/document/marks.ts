/** What is marked on the original: each place that something was read from or found at, in layers that can be switched. */
import type { DocumentView, Hits, Place } from '../../pipeline/explorer/api.js';
import type { Choice } from './choice.js';
import { judgedBy, leadingField, type Part, repairsOf } from './parts.js';

export const LAYERS = ['value', 'repair', 'corrected', 'leftover', 'error', 'warning', 'info', 'hit'] as const;
export type Layer = (typeof LAYERS)[number];

/** The same places, marked for one reason. */
export interface Mark {
  layer: Layer;
  at: Place[];
  /** What was read from there, or found there: several where one cell says something about several records. */
  choices: Choice[];
  /** Position among all marks. */
  index: number;
}

/** What the reading saw in a form or a table and did not use. */
const LEFTOVERS = new Set([
  'form/leftover-cells',
  'form/not-read',
  'table/not-recognized',
  'prose/unclassified-numbers',
  'form/guessed-column',
]);

/** All marks, in the order of the record, then of the findings, then of what a search found. */
export function marksOf(view: DocumentView, parts: Iterable<Part>, hits: Hits | null = null): Mark[] {
  const marks = new Map<string, Mark>();
  const add = (layer: Layer, at: Place[], place: string, choice: Choice): void => {
    if (at.length === 0) return;
    const key = `${layer} ${place}`;
    const mark = marks.get(key);
    if (mark) mark.choices.push(choice);
    else marks.set(key, { layer, at, choices: [choice], index: marks.size });
  };
  for (const part of parts) {
    for (const [place, fields] of fieldsByPlace(part)) {
      const field = leadingField(fields)!;
      const choice: Choice = { kind: 'value', record: part.id, field };
      const readings = fields.map((name) => part.evidence[name]!);
      const { at } = part.evidence[field]!;
      add('value', at, place, choice);
      if (readings.some((reading) => repairsOf(reading).length > 0)) add('repair', at, place, choice);
      const judged = fields.find((name) => judgedBy(part.evidence[name]!));
      if (judged) add('corrected', at, place, { kind: 'value', record: part.id, field: judged });
    }
  }
  view.record.findings.forEach(({ code, severity, at }, i) => {
    add(LEFTOVERS.has(code) ? 'leftover' : severity, at, JSON.stringify(at), { kind: 'finding', number: i + 1 });
  });
  hits?.hits.forEach(({ at }, i) => {
    add('hit', at, JSON.stringify(at), { kind: 'hit', number: i + 1 });
  });
  return [...marks.values()];
}

/** An indicator's value, operator and unit are mostly read from one cell. */
function fieldsByPlace({ evidence }: Part): Map<string, string[]> {
  const byPlace = new Map<string, string[]>();
  for (const [field, { at }] of Object.entries(evidence)) {
    const key = JSON.stringify(at);
    const fields = byPlace.get(key);
    if (fields) fields.push(field);
    else byPlace.set(key, [field]);
  }
  return byPlace;
}

/** The order in which they stand in the document; markup has no order but that of the record. */
export function inReadingOrder(marks: readonly Mark[]): Mark[] {
  return [...marks].sort((a, b) => comparePlaces(a.at[0]!, b.at[0]!) || a.index - b.index);
}

function comparePlaces(a: Place, b: Place): number {
  if ('page' in a && 'page' in b) return a.page - b.page || a.box[1] - b.box[1] || a.box[0] - b.box[0];
  if ('line' in a && 'line' in b) return a.line - b.line || a.column - b.column;
  return 0;
}

/** What a box, a line or an element of the original shows: the mark, and which of its places it is. */
export interface Shown {
  mark: Mark;
  /** Position among the mark's places. */
  nth: number;
}

/** Marks by page, by line or by path, for those who draw a part of the document. */
export class MarkIndex {
  readonly #pages = new Map<number, Shown[]>();
  readonly #lines = new Map<number, Shown[]>();
  readonly #paths = new Map<string, Shown[]>();

  constructor(marks: readonly Mark[]) {
    for (const mark of marks) {
      mark.at.forEach((place, nth) => {
        if ('page' in place) append(this.#pages, place.page, { mark, nth });
        else if ('line' in place) append(this.#lines, place.line, { mark, nth });
        else append(this.#paths, place.path, { mark, nth });
      });
    }
  }

  onPage(page: number): readonly Shown[] {
    return this.#pages.get(page) ?? NONE;
  }

  onLine(line: number): readonly Shown[] {
    return this.#lines.get(line) ?? NONE;
  }

  at(path: string): readonly Shown[] {
    return this.#paths.get(path) ?? NONE;
  }

  get paths(): Iterable<[path: string, shown: readonly Shown[]]> {
    return this.#paths;
  }
}

const NONE: readonly Shown[] = [];

function append<Key>(lists: Map<Key, Shown[]>, key: Key, shown: Shown): void {
  const list = lists.get(key);
  if (list) list.push(shown);
  else lists.set(key, [shown]);
}

/** How large a place is: of several under the pointer the smallest is meant. */
export function sizeOf(place: Place): number {
  if ('page' in place) return (place.box[2] - place.box[0]) * (place.box[3] - place.box[1]);
  return 'line' in place ? place.length : 0;
}

/** The mark that is meant where several lie on each other: the smallest, and of equal ones a value before its repair. */
export function meant(shown: readonly Shown[]): Shown | undefined {
  return [...shown].sort(
    (a, b) =>
      sizeOf(a.mark.at[a.nth]!) - sizeOf(b.mark.at[b.nth]!) ||
      LAYERS.indexOf(a.mark.layer) - LAYERS.indexOf(b.mark.layer) ||
      a.mark.index - b.mark.index,
  )[0];
}
