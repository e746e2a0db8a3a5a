/** `gongkai families` and `gongkai compare` over documents of several counties. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outlierOf, spreadOf } from '../../pipeline/compare/spread.js';
import fc from '../properties.js';
import { parseCsv } from './dataset-workspace.js';
import { runCli } from './workspace.js';

const DOCUMENTS = join(import.meta.dirname, '../../corpora/documents');
const document = (name: string) => join(DOCUMENTS, name, 'original.txt');

describe('spread', () => {
  it('is that of R and NumPy: quartiles between neighbours, fences at 1.5 interquartile ranges', () => {
    // numpy.percentile([1, 2, 3, 4, 100], [25, 50, 75]) = 2, 3, 4
    expect(spreadOf([100, 3, 1, 2, 4])).toEqual({
      ...{ count: 5, min: 1, q1: 2, median: 3, q3: 4, max: 100 },
      fences: { low: -1, high: 7 },
    });
    expect(outlierOf(100, spreadOf([100, 3, 1, 2, 4])!)).toBe('high');
    // numpy.percentile([1, 2, 3, 4], [25, 50, 75]) = 1.75, 2.5, 3.25; four values have no outliers.
    expect(spreadOf([4, 1, 3, 2])).toMatchObject({ q1: 1.75, median: 2.5, q3: 3.25, fences: null });
    expect(spreadOf([0.1, 0.2, 0.3])?.median).toBe(0.2);
    expect(spreadOf([])).toBeNull();
  });

  it('is ordered, moves with the values, and never has the median as an outlier', () => {
    const values = fc.array(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (list) => {
        const { min, q1, median, q3, max, fences } = spreadOf(list)!;
        for (const [low, high] of [
          [min, q1],
          [q1, median],
          [median, q3],
          [q3, max],
        ] as const) {
          expect(low).toBeLessThanOrEqual(high);
        }
        expect(spreadOf(list.map((value) => value + 1000))).toMatchObject({
          q1: q1 + 1000,
          median: median + 1000,
          q3: q3 + 1000,
        });
        if (fences) expect(outlierOf(median, spreadOf(list)!)).toBeNull();
      }),
    );
  });
});

describe('the commands', () => {
  let folder: string;
  const run = (...args: string[]) => runCli(folder, args);
  const csv = async (...args: string[]) => {
    const [head = [], ...rows] = parseCsv((await run(...args, '--format', 'csv')).stdout);
    return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])));
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-compare-'));
    await run(
      'run',
      document('cn-shandong-pingyin-2024-targets-scan-text'),
      document('cn-hunan-xintian-2024-listing-side-by-side-blocks'),
      document('cn-anhui-jingxian-2024-self-evaluation'),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lists each family with its members, counties and spread', async () => {
    const families = JSON.parse((await run('families', '--format', 'json')).stdout);
    const satisfaction = families.find(({ family }: { family: string }) => family === 'satisfaction');
    expect(satisfaction).toMatchObject({ name: '服务对象满意度', counties: 3 });
    expect(satisfaction.members).toContainEqual({ name: '受益人员满意度', indicators: 2, method: 'pattern', score: 1 });
    expect(satisfaction.units).toHaveLength(1);
    expect((await run('families')).stdout).toContain('验收合格率');
  });

  it('compares a family over counties, each value with its source and place', async () => {
    const rows = await csv('compare', 'satisfaction');
    expect(new Set(rows.map((row) => row.region_name))).toEqual(new Set(['平阴县', '新田县', '泾县']));
    for (const row of rows) {
      expect(row).toMatchObject({ comparable_unit: '%', direction: 'higher', fiscal_year: '2024' });
      expect(row.place).toMatch(/^line \d+/);
      const [, line, column, length] = /line (\d+), column (\d+), length (\d+)/.exec(row.place!)!.map(Number);
      const printed = readFileSync(row.source!, 'utf8').split('\n')[line! - 1]!;
      expect(printed.slice(column! - 1, column! - 1 + length!)).toContain(String(Number(row.comparable_value)));
    }
    const values = rows.map((row) => Number(row.comparable_value));
    expect(Number(rows[0]!.median)).toBe(spreadOf(values)!.median);
  });

  it('takes the name of an indicator for its family, and chooses by region and year', async () => {
    const all = await csv('compare', '受益人员满意度');
    const county = await csv('compare', 'satisfaction', '--region', '3701');
    expect(county.length).toBeGreaterThan(0);
    expect(county.length).toBeLessThan(all.length);
    expect(await csv('compare', 'satisfaction', '--region', '平阴')).toEqual(county);
    expect(await csv('compare', 'satisfaction', '--year', '2020-2023')).toEqual([]);
  });

  it('says the rule of outliers and what could not be compared', async () => {
    const { stdout } = await run('compare', 'completion-date');
    expect(stdout).toContain('(no-value)');
    expect(stdout).toMatch(/\(0 of \d+ targets compared; outliers lie over 1\.5 interquartile ranges/);
  });

  it('sets the results of a self-evaluation beside the targets', async () => {
    const lines = await csv('compare', '--project', '农村公路养护工程');
    const satisfied = lines.find((line) => line.what === '沿线群众满意度');
    expect(satisfied).toMatchObject({
      region_name: '泾县',
      result_year: '2024',
      result: '88.7%',
      result_value: '88.7',
    });
    expect(satisfied?.reached).toBe(String(Number(satisfied?.result_value) >= Number(satisfied?.target_value)));
    expect(satisfied?.target_place).not.toBe(satisfied?.result_place);
    expect(lines.find((line) => line.what === '执行率')).toMatchObject({ result: '94%', target: null });
  });

  it('draws each unit and year, with the words as text', async () => {
    expect((await run('compare', 'satisfaction', '--plot', 'plot.svg')).code).toBe(0);
    const svg = readFileSync(join(folder, 'plot.svg'), 'utf8');
    const rows = await csv('compare', 'satisfaction');
    expect(svg).toMatch(/^<svg xmlns="[^"]+" width="900" height="\d+"/);
    expect(svg.match(/<title>/g)).toHaveLength(rows.length);
    for (const county of ['平阴县', '新田县', '泾县']) expect(svg).toContain(`>${county}</text>`);
    // What the rasteriser of PNG does not know would put the words beside their lines.
    expect(svg).not.toMatch(/ d?y="-?[\d.]+em"/);
    await run('compare', 'satisfaction', '--plot', 'plot.html');
    expect(readFileSync(join(folder, 'plot.html'), 'utf8').match(/<tr><td>/g)).toHaveLength(rows.length);
    await run('compare', 'satisfaction', '--plot', 'plot.png');
    expect(readFileSync(join(folder, 'plot.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('tells what is wrong with a question', async () => {
    expect(await run('compare')).toMatchObject({ code: 2 });
    expect(await run('compare', '没有这一类')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('compare', '--project', '没有这个项目')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('compare', 'satisfaction', '--plot', 'plot.pdf')).toMatchObject({ code: 2 });
    expect(await run('compare', 'satisfaction', '--year', '2024-2020')).toMatchObject({ code: 2 });
    const several = await run('compare', '率');
    expect(several.code).toBe(2);
    expect(several.stderr).toContain('acceptance-rate (验收合格率)');
    expect(await run('families', '--data', 'elsewhere')).toMatchObject({ code: 3 });
  });
});
