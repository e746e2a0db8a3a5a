/** `gongkai tables` and `gongkai inspect`, from the outside. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from './workspace.js';

const RENDITIONS = join(import.meta.dirname, '..', '..', 'corpora', 'renditions');
const TEXT = join(
  import.meta.dirname,
  '../../corpora/documents/cn-liaoning-shenyang-tiexi-2024-targets-shifted/original.txt',
);
const SPLIT = join(RENDITIONS, 'cn-liaoning-shenyang-tiexi-2024-targets-shifted', 'split-rows.pdf');

interface Tables {
  file: string;
  tables: {
    page: number;
    method: string;
    rows: (string | null)[][];
    cells: { row: number; col: number; rowSpan: number; colSpan: number; text: string; box: number[] }[];
  }[];
}

describe('gongkai tables', () => {
  it('prints pieces as they stand on the pages, with spans and boxes', async () => {
    const { code, stdout } = await runCli(temporaryFolder(), ['tables', SPLIT, '--json']);
    expect(code).toBe(0);
    const { file, tables } = JSON.parse(stdout) as Tables;
    expect(file).toBe('split-rows.pdf');
    expect(new Set(tables.map(({ page }) => page)).size).toBeGreaterThan(5);
    const cells = tables.flatMap((table) => table.cells);
    expect(tables.length).toBeGreaterThan(10);
    for (const { box, rowSpan, colSpan } of cells) {
      expect(box).toHaveLength(4);
      expect(Math.min(rowSpan, colSpan)).toBeGreaterThanOrEqual(1);
    }
  });

  it('--stitched puts tables, rows and words together again, and --csv writes them', async () => {
    const folder = temporaryFolder();
    const { code } = await runCli(folder, ['tables', SPLIT, '--stitched', '--csv', 'out']);
    expect(code).toBe(0);
    const files = readdirSync(join(folder, 'out'));
    expect(files).toHaveLength(10);
    const texts = files.map((name) => readFileSync(join(folder, 'out', name), 'utf8')).join('');
    expect(texts).toContain('足额保障');
  });

  it('reads the tables of other formats, too, and says what is no document', async () => {
    const docx = join(RENDITIONS, 'cn-jilin-dehui-2024-targets-cell-lines', 'document.docx');
    expect(JSON.parse((await runCli(temporaryFolder(), ['tables', docx, '--json'])).stdout).tables).toHaveLength(4);
    expect((await runCli(temporaryFolder(), ['tables', 'missing.pdf'])).code).toBe(3);
    expect((await runCli(temporaryFolder(), ['tables'])).code).toBe(2);
  });
});

describe('gongkai inspect', () => {
  it('draws the layers that are asked for, as SVG and as PNG', async () => {
    const folder = temporaryFolder();
    const args = ['inspect', SPLIT, '--page', '6', '--layers', 'cells,readings'];
    expect((await runCli(folder, [...args, '-o', 'page.svg'])).code).toBe(0);
    const svg = readFileSync(join(folder, 'page.svg'), 'utf8');
    expect(svg).toContain('<g id="cells"');
    expect(svg).toContain('implementing_unit');
    expect(svg).not.toContain('<g id="glyphs"');
    expect((await runCli(folder, [...args, '-o', 'page.png'])).code).toBe(0);
    expect(readFileSync(join(folder, 'page.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(statSync(join(folder, 'page.png')).size).toBeGreaterThan(20_000);
  });

  it.each([
    ['--page', '99'],
    ['--page', '0'],
    ['--layers', 'x-ray'],
  ])('%s %s is wrong usage', async (flag, value) => {
    expect((await runCli(temporaryFolder(), ['inspect', SPLIT, flag, value])).code).toBe(2);
  });
});

it('extract --json --no-stitch leaves tables in pieces, and goes with --json only', async () => {
  const read = async (...flags: string[]) =>
    (await runCli(temporaryFolder(), ['extract', TEXT, '--json', ...flags])).stdout;
  expect(await read()).toMatch(/"joined-(?:word|cell)/);
  expect(await read('--no-stitch')).not.toMatch(/"joined-(?:word|cell|label)/);
  expect((await runCli(temporaryFolder(), ['extract', SPLIT, '--no-stitch'])).code).toBe(2);
});
