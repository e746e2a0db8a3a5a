/** Where something is printed, as columns: a text for people, and numbers of the first place for software. */
import type { Place } from '../../extractors/document.js';
import type { Column, ColumnType, PlacePart } from './columns.js';
import { fitsInteger, type Value } from './duckdb.js';
import { plainNumber } from './numbers.js';

/**
 * `page 2 [72,90.5,310,104]`, `line 12, column 3, length 5` or the path; several joined by `; `. A line break or a page
 * break gives a value several places.
 */
export function placeText(places: readonly Place[]): string {
  return places.map(onePlace).join('; ');
}

function onePlace(place: Place): string {
  if ('page' in place) return `page ${place.page} [${place.box.map(coordinate).join(',')}]`;
  if ('path' in place) return place.path;
  return `line ${place.line}, column ${place.column}, length ${place.length}`;
}

function coordinate(edge: number): string {
  return plainNumber(Math.round(edge * PER_POINT) / PER_POINT);
}

/** A thousandth of a point is far below what can be seen; what is beyond it is noise of matrix arithmetic. */
const PER_POINT = 1000;

const PARTS: Record<PlacePart, { type: ColumnType; title: string; description: string; unit?: string }> = {
  place: {
    type: 'text',
    title: '位置',
    description:
      'Where it is printed: `page P [x0,top,x1,bottom]`, `line L, column C, length N` or a path; several by `; `',
  },
  page: { type: 'integer', title: '页码', description: 'Page of the first place, from 1' },
  x0: {
    type: 'coordinate',
    title: '左',
    description: 'Left edge of the first place, from the left of the page',
    unit: 'pt',
  },
  top: {
    type: 'coordinate',
    title: '上',
    description: 'Top edge of the first place, from the top of the page',
    unit: 'pt',
  },
  x1: {
    type: 'coordinate',
    title: '右',
    description: 'Right edge of the first place, from the left of the page',
    unit: 'pt',
  },
  bottom: {
    type: 'coordinate',
    title: '下',
    description: 'Bottom edge of the first place, from the top of the page',
    unit: 'pt',
  },
  line: { type: 'integer', title: '行', description: 'Line of the first place in a text document, from 1' },
  column: {
    type: 'integer',
    title: '列',
    description: 'Column of the first place in a text document, in UTF-16 units from 1',
  },
  length: {
    type: 'integer',
    title: '长度',
    description: 'Length of the first place in a text document, in UTF-16 units',
  },
};

/** The columns of a list of places. */
export const PLACE_COLUMNS: Column[] = Object.entries(PARTS).map(([part, { type, title, description, unit }]) => ({
  name: part,
  type,
  title,
  description,
  unit: unit ?? null,
  codes: null,
  joined: false,
  source: 'at',
  reading: { from: 'place', part: part as PlacePart },
}));

/** The values of `PLACE_COLUMNS`, in their order; coordinates in thousandths, which come as decimals in the dataset. */
export function placeValues(places: readonly Place[]): Value[] {
  const first = places[0];
  const box = first && 'page' in first ? first.box.map(thousandths) : NO_BOX;
  const text = first && 'line' in first ? [first.line, first.column, first.length] : NO_LINE;
  return [placeText(places) || null, first && 'page' in first ? first.page : null, ...box, ...text];
}

/** Null for an edge a kilometre off the page: `place` has it all the same. */
function thousandths(edge: number): number | null {
  const value = Math.round(edge * PER_POINT);
  return fitsInteger(value) ? value : null;
}

const NO_BOX: Value[] = [null, null, null, null];
const NO_LINE: Value[] = [null, null, null];
