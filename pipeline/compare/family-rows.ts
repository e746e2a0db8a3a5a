/** One family across counties and years: its targets, each with its place, and how they spread. */
import type { Database, Row } from '../dataset/duckdb.js';
import { quoteText } from '../dataset/duckdb.js';
import { conditionOf, numberOf, placeKey, readPlaces, type Selection, textOf } from './open.js';
import { outlierOf, type Spread, spreadOf } from './spread.js';

export interface FamilyName {
  family: string;
  name: string;
}

/** A target of the family. */
export interface Target {
  region_code: string | null;
  region_name: string | null;
  fiscal_year: number | null;
  department: string | null;
  project_name: string | null;
  name: string | null;
  raw_value: string | null;
  operator: string | null;
  comparable_value: number | null;
  comparable_value_high: number | null;
  comparable_actual: number | null;
  comparable_unit: string | null;
  /** Why there is no comparable value. */
  comparable_reason: string | null;
  direction: string;
  /** Among those of its unit and year; null where it is none, or nobody can tell. */
  outlier: 'low' | 'high' | null;
  source: string | null;
  place: string | null;
  document_id: string;
  indicator_id: string;
}

export interface Group extends Spread {
  comparable_unit: string;
  fiscal_year: number | null;
  counties: number;
}

export interface FamilyRows {
  targets: Target[];
  /** By unit, then by year. */
  groups: Group[];
}

/** The families that a text may mean: by slug, by Chinese name, by the name of an indicator, else by a part of the name. */
export async function findFamilies(database: Database, text: string): Promise<FamilyName[]> {
  const wanted = quoteText(text);
  const conditions = [
    `c.family = ${wanted}`,
    `c.family_name = ${wanted}`,
    `i.name = ${wanted}`,
    `contains(c.family_name, ${wanted})`,
  ];
  for (const condition of conditions) {
    const rows = await database.rows(`
      SELECT c.family, any_value(c.family_name) AS name FROM comparisons c JOIN indicators i USING (document_id, ordinal)
      WHERE c.family IS NOT NULL AND ${condition} GROUP BY c.family ORDER BY count(*) DESC, c.family`);
    if (rows.length > 0) return rows.map(({ family, name }) => ({ family: String(family), name: String(name) }));
  }
  return [];
}

export async function readFamily(database: Database, family: string, selection: Selection): Promise<FamilyRows> {
  const wanted = `c.family = ${quoteText(family)} AND ${conditionOf(selection, 'c')}`;
  const rows = await database.rows(`
    SELECT c.region_code, c.region_name, c.fiscal_year, i.department, i.project_name, i.name, i.raw_value, i.operator,
      c.comparable_value, c.comparable_value_high, c.comparable_actual, c.comparable_unit, c.comparable_reason,
      c.direction, i.source, c.document_id, c.indicator_id
    FROM comparisons c JOIN indicators i USING (document_id, ordinal)
    WHERE ${wanted}
    ORDER BY c.comparable_unit NULLS LAST, c.fiscal_year, c.region_code, c.document_id, c.ordinal`);
  const records = `SELECT c.document_id, c.indicator_id FROM comparisons c WHERE ${wanted}`;
  const places = await readPlaces(database, records, rows, 'indicator', ['raw_value']);
  const targets = rows.map((row) => targetOf(row, places));
  const byGroup = new Map<string, Target[]>();
  for (const target of targets) {
    if (target.comparable_value === null) continue;
    const key = JSON.stringify([target.comparable_unit, target.fiscal_year]);
    const group = byGroup.get(key) ?? [];
    group.push(target); // no copy: a group may have ten thousand
    byGroup.set(key, group);
  }
  const groups = [...byGroup.values()].map((members): Group => {
    const spread = spreadOf(members.map(({ comparable_value: value }) => value!))!;
    for (const member of members) member.outlier = outlierOf(member.comparable_value!, spread);
    const [{ comparable_unit: unit, fiscal_year: year }] = members as [Target];
    const counties = new Set(members.map(({ region_code: code, region_name: name }) => code ?? name)).size;
    return { comparable_unit: unit!, fiscal_year: year, counties, ...spread };
  });
  return { targets, groups };
}

function targetOf(row: Row, places: ReadonlyMap<string, string | null>): Target {
  return {
    region_code: textOf(row.region_code),
    region_name: textOf(row.region_name),
    fiscal_year: numberOf(row.fiscal_year),
    department: textOf(row.department),
    project_name: textOf(row.project_name),
    name: textOf(row.name),
    raw_value: textOf(row.raw_value),
    operator: textOf(row.operator),
    comparable_value: numberOf(row.comparable_value),
    comparable_value_high: numberOf(row.comparable_value_high),
    comparable_actual: numberOf(row.comparable_actual),
    comparable_unit: textOf(row.comparable_unit),
    comparable_reason: textOf(row.comparable_reason),
    direction: String(row.direction),
    outlier: null,
    source: textOf(row.source),
    place: places.get(placeKey(row.document_id, row.indicator_id, 'raw_value')) ?? null,
    document_id: String(row.document_id),
    indicator_id: String(row.indicator_id),
  };
}
