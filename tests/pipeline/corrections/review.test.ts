/** A review out to a spreadsheet, filled in, and back: through the command line, in both formats. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWrittenTable } from '../../../pipeline/corrections/rows.js';
import { csvLine } from '../../../pipeline/csv.js';
import { DATABASE_FILE } from '../../../pipeline/dataset/build.js';
import { writeWorkbook } from '../../../pipeline/export/xlsx.js';
import { query } from '../dataset-workspace.js';
import { runCli } from '../workspace.js';

const DOCUMENT = join(import.meta.dirname, '../../../corpora/documents/cn-shandong-pingyin-2024-targets-scan-text');

let home: string;
let original: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gongkai-review-'));
  original = join(home, 'original');
  const { code, stderr } = await runCli(home, ['run', join(DOCUMENT, 'original.txt'), '--data', original]);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A data folder of its own. */
function dataFolder(): string {
  const data = mkdtempSync(join(home, 'data-'));
  cpSync(original, data, { recursive: true });
  return data;
}

/** Rewrites the file as somebody would who fills in cells of it. */
async function fillIn(file: string, fill: (row: Record<string, string>, i: number) => void): Promise<void> {
  const { columns, rows } = await readWrittenTable(file);
  const filled = rows.map(({ cells }, i) => {
    const row = Object.fromEntries(columns.map((name) => [name, cells.get(name) ?? '']));
    fill(row, i);
    return columns.map((name) => row[name]!);
  });
  if (file.endsWith('.xlsx')) {
    await writeWorkbook(file, [
      { name: 'review', columns: columns.map((name) => ({ name, numeric: false })), rows: filled },
    ]);
  } else writeFileSync(file, [columns, ...filled].map(csvLine).join(''));
}

describe.each(['review.xlsx', 'review.csv'])('gongkai review, %s', (name) => {
  it('goes out with the most urgent first, comes back as corrections, and twice is once', async () => {
    const data = dataFolder();
    const file = join(data, name);
    const out = await runCli(home, ['review', '--export', file, '--data', data]);
    expect(out.code, out.stderr).toBe(0);
    const { rows, columns } = await readWrittenTable(file);
    expect(columns).toContain('new_value');
    const priorities = rows.map(({ cells }) => Number(cells.get('priority')));
    expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
    expect(rows.some(({ cells }) => cells.get('reason')!.includes('A06'))).toBe(true);
    const wrong = rows.findIndex(
      ({ cells }) => cells.get('field') === 'department' && cells.get('raw')!.includes('平阳县'),
    );
    expect(wrong).toBeGreaterThan(-1);

    await fillIn(file, (row, i) => {
      if (i === wrong) Object.assign(row, { new_value: '平阴县民政局', why: '县名笔误', evidence: '县政府网站' });
      if (i === wrong + 1) Object.assign(row, { new_value: 'x' }); // no reason given
    });
    const back = await runCli(home, ['review', '--import', file, '--who', '李明', '--data', data]);
    expect(back.code).toBe(1);
    expect(back.stderr).toContain('no why');
    expect(back.stdout).toMatch(/corrections taken +1\n/);
    const again = await runCli(home, ['review', '--import', file, '--who', '王红', '--data', data]);
    expect(again.stdout).toMatch(/corrections taken +0\n/);
    expect(again.stdout).toMatch(/taken before +1\n/);
    expect(readdirSync(join(data, 'corrections'))).toHaveLength(1);

    const built = await runCli(home, ['build', '--data', data]);
    expect(built.code, built.stderr).toBe(0);
    const dataset = join(data, 'dataset', DATABASE_FILE);
    const id = rows[wrong]!.cells.get('record_id');
    expect(await query(`SELECT department FROM projects WHERE id = '${id}'`, dataset)).toEqual([
      { department: '平阴县民政局' },
    ]);
    expect(await query('SELECT state, corrected_by, why, evidence FROM corrections', dataset)).toEqual([
      { state: 'applied', corrected_by: '李明', why: '县名笔误', evidence: '县政府网站' },
    ]);
    // What was looked at is not asked for again.
    await runCli(home, ['review', '--export', file, '--data', data]);
    const { rows: left } = await readWrittenTable(file);
    const isSame = (cells: ReadonlyMap<string, string>) =>
      cells.get('record_id') === id && cells.get('field') === 'department';
    expect(left.filter(({ cells }) => isSame(cells))).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
  });
});

describe('gongkai review', () => {
  it('says what it cannot do', async () => {
    const data = dataFolder();
    const review = (...args: string[]) => runCli(home, ['review', ...args, '--data', data]);
    expect((await review()).code).toBe(2);
    expect((await review('--export', 'a.pdf')).code).toBe(2);
    expect((await review('--import', join(data, 'none.csv'))).code).toBe(3);
    const file = join(data, 'other.csv');
    writeFileSync(file, 'a,b\r\n1,2\r\n');
    expect(await review('--import', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('no review') });
    expect(existsSync(join(data, 'corrections'))).toBe(false);
  });

  it('writes no text into a CSV that a spreadsheet would run', async () => {
    const data = dataFolder();
    const file = join(data, 'review.csv');
    await runCli(home, ['review', '--export', file, '--limit', '5', '--data', data]);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(6);
    expect(text).not.toMatch(/(?:^|,)"?[=+@]/m);
  });
});
