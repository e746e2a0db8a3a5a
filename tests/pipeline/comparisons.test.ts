/** The table `comparisons`: built over documents of two counties and two years, with a families.csv of the user. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from './dataset-workspace.js';
import { type Ended, runCli } from './workspace.js';

const DOCUMENTS = join(import.meta.dirname, '../../corpora/documents');
const document = (name: string) => join(DOCUMENTS, name, 'original.txt');

describe('the table comparisons', () => {
  let folder: string;
  let built: Ended;
  const rows = (sql: string) => query(sql, join(folder, 'gongkai-data/dataset/gongkai.duckdb'));
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-comparisons-'));
    await runCli(folder, [
      'run',
      document('cn-shandong-pingyin-2024-targets-scan-text'),
      document('cn-liaoning-shenyang-tiexi-2024-targets-shifted'),
    ]);
    writeFileSync(
      join(folder, 'gongkai-data/families.csv'),
      [
        'name,family',
        '县域内就诊率,分级诊疗',
        '受益人员满意度,受益人员满意',
        '没有这个指标,coverage-rate',
        '缺少归类,',
      ].join('\n'),
    );
    built = await runCli(folder, ['build']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a row for each indicator, under the same ordinal', async () => {
    const [counted] = await rows(`
      SELECT count(*)::INTEGER AS indicators, count(c.ordinal)::INTEGER AS comparisons,
        count(*) FILTER (c.indicator_id = i.id AND c.fiscal_year IS NOT DISTINCT FROM i.fiscal_year)::INTEGER AS same
      FROM indicators i FULL JOIN comparisons c USING (document_id, ordinal)`);
    // 172 and 84 by the hand count of the two documents.
    expect(counted).toEqual({ indicators: 256, comparisons: 256, same: 256 });
  });

  it('gives money in 元, rates in one spelling, and what each is of', async () => {
    const found = await rows(`
      SELECT i.name, i.raw_value, c.comparable_value, c.comparable_unit, c.family, c.direction, c.direction_reason
      FROM indicators i JOIN comparisons c USING (document_id, ordinal)
      WHERE i.name IN ('每人每月补助标准', '80-89岁年补助成本', '道路保洁面积', '系统故障率') ORDER BY i.name`);
    expect(found.map((row) => ({ ...row, comparable_value: Number(row.comparable_value) }))).toEqual([
      {
        name: '80-89岁年补助成本',
        raw_value: '≤0.12万元/年/人',
        comparable_value: 1200,
        comparable_unit: '元/人/年',
        family: 'subsidy-standard',
        direction: 'lower',
        direction_reason: 'operator',
      },
      {
        name: '每人每月补助标准',
        raw_value: '≤20元/月/人',
        comparable_value: 20,
        comparable_unit: '元/人/月',
        family: 'subsidy-standard',
        direction: 'lower',
        direction_reason: 'operator',
      },
      {
        name: '系统故障率',
        raw_value: '≤1%',
        comparable_value: 1,
        comparable_unit: '%',
        family: 'fault-rate',
        direction: 'lower',
        direction_reason: 'operator',
      },
      {
        name: '道路保洁面积',
        raw_value: '≥260.39万平方米',
        comparable_value: 2_603_900,
        comparable_unit: '平方米',
        family: 'green-area',
        direction: 'higher',
        direction_reason: 'operator',
      },
    ]);
  });

  it('has a value and a unit, or the reason why not, and always a direction with its reason', async () => {
    const [wrong] = await rows(`
      SELECT count(*) FILTER ((comparable_value IS NULL) = (comparable_reason IS NULL))::INTEGER AS both,
        count(*) FILTER (comparable_value IS NOT NULL AND comparable_unit IS NULL)::INTEGER AS unitless,
        count(*) FILTER (direction IS NULL OR direction_reason IS NULL)::INTEGER AS undirected,
        count(*) FILTER ((direction = 'none') <> (direction_reason IN ('default', 'family')))::INTEGER AS silent
      FROM comparisons WHERE direction = 'none' OR true`);
    expect(wrong).toMatchObject({ both: 0, unitless: 0, undirected: 0 });
    expect(await rows(`SELECT DISTINCT direction FROM comparisons WHERE direction_reason = 'default'`)).toEqual([
      { direction: 'none' },
    ]);
  });

  it('takes the families of families.csv, and tells what of it came to nothing', async () => {
    expect(
      await rows(`SELECT DISTINCT family, family_name, family_method, family_score::INTEGER AS score
        FROM comparisons WHERE family_method = 'corrected' ORDER BY family`),
    ).toEqual([{ family: '受益人员满意', family_name: '受益人员满意', family_method: 'corrected', score: 1 }]);
    expect(built.stderr).toContain('没有这个指标');
    expect(built.stderr).toContain('line 5: no family');
  });

  it('is the same from build to build', async () => {
    const file = join(folder, 'gongkai-data/dataset/csv/comparisons.csv');
    const before = readFileSync(file, 'utf8');
    await runCli(folder, ['build']);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
