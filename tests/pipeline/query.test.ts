/** `gongkai query`: answers over a dataset that holds what is awkward to print. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from './dataset-workspace.js';
import { runCli } from './workspace.js';

const DOCUMENT = join(import.meta.dirname, '../../corpora/documents/cn-shandong-pingyin-2024-targets-scan-text');

describe('gongkai query', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-query-'));
    await runCli(folder, ['run', join(DOCUMENT, 'original.txt')]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const query = (...args: string[]) => runCli(folder, ['query', ...args]);

  it('aligns 汉字 by the two columns that they take, numbers at the right', async () => {
    const { code, stdout } = await query("select '县' as place, 1 as n union all select '平阴县', 100 order by n");
    expect(code).toBe(0);
    expect(stdout).toBe(['place     n', '──────  ───', '县        1', '平阴县  100', '(2 rows)', ''].join('\n'));
  });

  it('sums money exactly, and gives numbers as numbers', async () => {
    const { stdout } = await query('--format', 'json', 'select sum(budget_total_wan) as total from projects');
    expect(JSON.parse(stdout)).toEqual([{ total: 20350.67 }]);
  });

  it('keeps the digits that a reader of JSON would lose', async () => {
    const { stdout } = await query('--format', 'jsonl', 'select 12345678901234567.25::DECIMAL(28,10) as amount');
    expect(JSON.parse(stdout)).toEqual({ amount: '12345678901234567.25' });
  });

  it('tells null from empty in CSV, and quotes what needs it', async () => {
    const { stdout } = await query('--format', 'csv', `select null as a, '' as b, 'x,"y"' as c, chr(10) as d`);
    expect(parseCsv(stdout)).toEqual([
      ['a', 'b', 'c', 'd'],
      [null, '', 'x,"y"', '\n'],
    ]);
  });

  it('shows the start of a long answer as a table, and all of it as CSV', async () => {
    const table = await query('select * from range(5000)');
    expect(table.stdout).toContain('the first 200 rows');
    const csv = await query('select * from range(5000)', '--format', 'csv');
    expect(parseCsv(csv.stdout)).toHaveLength(5001);
  });

  it('tells what is wrong with a statement, and writes nothing', async () => {
    const mistake = await query('select budget from projects');
    expect(mistake).toMatchObject({ code: 2, stdout: '' });
    expect(mistake.stderr).toContain('budget_total_wan');
    expect(await query('delete from projects')).toMatchObject({ code: 2 });
    expect((await query('--format', 'csv', 'select count(*) from projects')).stdout).toContain('15');
  });

  it('says what to do where there is no dataset', async () => {
    const { code, stderr } = await query('select 1', '--data', 'elsewhere');
    expect(code).toBe(3);
    expect(stderr).toContain('gongkai build');
  });
});
