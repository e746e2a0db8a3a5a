/** The records that figures are measured with: they are records, always the same, and give every kind of table its rows. */
import { describe, expect, it } from 'vitest';
import { recordSchema } from '../../normalizers/record.js';
import { ALL_RULES } from '../../pipeline/checks/rules.js';
import { build, query } from '../pipeline/dataset-workspace.js';
import { syntheticRecords } from './records.mjs';

describe('synthetic records', () => {
  const records = [...syntheticRecords(90)];

  it('follow the schema and are always the same', () => {
    for (const record of records) recordSchema.parse(record);
    expect([...syntheticRecords(90)]).toEqual(records);
    expect(new Set(records.map(({ document }) => document.sha256)).size).toBe(records.length);
  });

  it('make a dataset in which checks over documents pass and fail', async () => {
    const { directory, counts } = await build(records);
    expect(counts.documents).toBe(90);
    expect(counts.indicators).toBeGreaterThan(90 * 15);
    expect(counts.readings).toBeGreaterThan(90 * 200);
    const verdicts = await query(
      `SELECT rule, string_agg(DISTINCT verdict ORDER BY verdict) AS verdicts FROM checks
       WHERE rule IN ('A01', 'A49', 'B01', 'B02', 'B03', 'B04') GROUP BY rule ORDER BY rule`,
      `${directory}/gongkai.duckdb`,
    );
    expect(ALL_RULES.map(({ id }) => id)).toEqual(expect.arrayContaining(verdicts.map(({ rule }) => rule)));
    for (const rule of ['A01', 'A49', 'B01', 'B02', 'B03'])
      expect(verdicts.find((row) => row.rule === rule)?.verdicts, rule).toContain('fail,');
  });
});
