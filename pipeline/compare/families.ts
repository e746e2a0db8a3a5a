/** All families of a dataset: their members, how many, in how many counties, and how their values spread by unit. */
import type { Database } from '../dataset/duckdb.js';
import { numberOf, textOf } from './open.js';

export interface FamilyUnit {
  /** Null for what cannot be compared: words, dates, bare numbers. */
  comparable_unit: string | null;
  indicators: number;
  min: number | null;
  median: number | null;
  max: number | null;
}

export interface FamilySummary {
  family: string;
  name: string;
  indicators: number;
  counties: number;
  /** By how often they stand, each with how it came to the family. */
  members: { name: string; indicators: number; method: string; score: number | null }[];
  units: FamilyUnit[];
}

/** The most frequent first. */
export async function readFamilies(database: Database): Promise<FamilySummary[]> {
  const families = await database.rows(`
    SELECT family, any_value(family_name) AS name, count(*)::INTEGER AS indicators,
      count(DISTINCT coalesce(region_code, region_name))::INTEGER AS counties
    FROM comparisons WHERE family IS NOT NULL GROUP BY family ORDER BY indicators DESC, family`);
  const members = await database.rows(`
    SELECT c.family, i.name, count(*)::INTEGER AS indicators, min(c.family_method) AS method, max(c.family_score) AS score
    FROM comparisons c JOIN indicators i USING (document_id, ordinal) WHERE c.family IS NOT NULL
    GROUP BY c.family, i.name ORDER BY indicators DESC, i.name`);
  const units = await database.rows(`
    SELECT family, CASE WHEN comparable_value IS NOT NULL THEN comparable_unit END AS unit, count(*)::INTEGER AS indicators,
      min(comparable_value) AS min, median(comparable_value) AS median, max(comparable_value) AS max
    FROM comparisons WHERE family IS NOT NULL GROUP BY ALL ORDER BY indicators DESC, unit NULLS LAST`);
  const summaries = new Map(
    families.map(({ family, name, indicators, counties }): [string, FamilySummary] => [
      String(family),
      {
        family: String(family),
        name: String(name),
        indicators: Number(indicators),
        counties: Number(counties),
        members: [],
        units: [],
      },
    ]),
  );
  for (const { family, name, indicators, method, score } of members) {
    summaries.get(String(family))!.members.push({
      name: String(name),
      indicators: Number(indicators),
      method: String(method),
      score: numberOf(score),
    });
  }
  for (const { family, unit, indicators, min, median, max } of units) {
    summaries.get(String(family))!.units.push({
      comparable_unit: textOf(unit),
      indicators: Number(indicators),
      min: numberOf(min),
      median: numberOf(median),
      max: numberOf(max),
    });
  }
  return [...summaries.values()];
}
