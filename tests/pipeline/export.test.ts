/** `gongkai export`: what other software finds in the files. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { query } from './dataset-workspace.js';
import { runCli } from './workspace.js';

const CORPUS = join(import.meta.dirname, '../../corpora/documents');
const DOCUMENTS = ['cn-jilin-dehui-2024-targets-cell-lines', 'cn-shandong-pingyin-2024-targets-scan-text'];

describe('gongkai export', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-export-'));
    await runCli(folder, ['run', ...DOCUMENTS.map((slug) => join(CORPUS, slug, 'original.txt'))]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const exported = async (format: string, ...args: string[]) => {
    const { code, stdout, stderr } = await runCli(folder, ['export', '--format', format, '--out', format, ...args]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return stdout.trim().split('\n');
  };

  it('writes a workbook in which values that look like formulas are text, with a codebook', async () => {
    const [file] = await exported('xlsx');
    const { blocks } = await extract(readFileSync(join(folder, file!)));
    const cells = blocks.flatMap((block) => ('cells' in block ? block.cells : []));
    const texts = new Set(cells.map(({ text }) => text));
    for (const text of ['=100%', '≥95%', '≤1000万元', '2024年9月30前完成', 'budget_total_wan'])
      expect(texts, text).toContain(text);
    const parts = unzipped(join(folder, file!), 'xl/worksheets/sheet1.xml');
    expect(parts).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(parts).toMatch(/<autoFilter ref="A1:[A-Z]+197"\/>/); // 196 indicators and the head
  });

  it.skipIf(!hasOffice())(
    'LibreOffice opens the workbook and shows those values as printed (needs libreoffice-calc)',
    async () => {
      const [file] = await exported('xlsx');
      const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
      const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1';
      execFileSync('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, join(folder, file!)]);
      const name = readdirSync(folder).find((each) => /indicators_wide.*\.csv$/.test(each))!;
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text).toContain('=100%');
      expect(text).toContain('≤1000万元');
      expect(text).not.toContain('Err:');
    },
  );

  it('writes Parquet by region and year, which opens as one table again', async () => {
    await exported('parquet', '--tables', 'indicators_wide');
    const files = readdirSync(join(folder, 'parquet'), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('indicators_wide/region_code=220183/fiscal_year=2024');
    const all = join(folder, 'parquet/indicators_wide/**/*.parquet');
    const rows = await query(
      `SELECT count(*) AS n, min(region_code) AS region, count(project_budget_total_wan) AS budgets
       FROM read_parquet('${all}', hive_partitioning = true, hive_types_autocast = false)`,
    );
    expect(rows).toEqual([{ n: '196', region: '220183', budgets: '196' }]);
  });

  it('writes a do-file that names every variable of the CSV beside it', async () => {
    await exported('stata', '--tables', 'projects');
    const [head = ''] = readFileSync(join(folder, 'stata/projects.csv'), 'utf8').split('\n');
    const labelled = [...readFileSync(join(folder, 'stata/projects.do'), 'utf8').matchAll(/^label variable (\w+)/gm)];
    expect(labelled.map(([, name]) => name)).toEqual(head.trim().split(','));
  });

  it('refuses a table that does not exist', async () => {
    const { code, stderr } = await runCli(folder, ['export', '--tables', 'indicator']);
    expect(code).toBe(2);
    expect(stderr).toContain('indicators_wide');
  });
});

function unzipped(file: string, member: string): string {
  const script = 'import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  return execFileSync('python3', ['-c', script, file, member], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

function hasOffice(): boolean {
  if (process.env.GONGKAI_REQUIRE_ALL) return true;
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
