/** The snippets of README, as they stand there, on a dataset of real documents: the panel opens without cleaning. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from './dataset-workspace.js';
import { runCli } from './workspace.js';

const ROOT = join(import.meta.dirname, '../..');
const SEEDS = [
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
  'cn-shandong-pingyin-2024-targets-scan-text',
  'cn-sichuan-panzhihua-dong-2024-report-prose',
];

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The snippets in a language, in their order. */
function snippets(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
}

/** The first of the commands that can do `probe`; none is a failure where everything is required. */
function commandFor(commands: readonly string[], probe: readonly string[]): string | null {
  for (const command of commands) {
    try {
      execFileSync(command, probe, { stdio: 'ignore' });
      return command;
    } catch {}
  }
  if (process.env.GONGKAI_REQUIRE_ALL !== undefined) throw new Error(`no ${commands[0]} for ${probe}`);
  return null;
}

// A Python of one's own often stands before that of Debian, which has the package.
const PYTHONS = ['python3', '/usr/bin/python3'];
const pandas = commandFor(PYTHONS, ['-c', 'import pandas']);
const r = commandFor(['Rscript'], ['-e', 'library(jsonlite)']);

describe('README: the panel of regions and years', () => {
  let folder: string;
  let tables: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-snippets-'));
    const { code } = await runCli(folder, [
      'run',
      ...SEEDS.map((s) => join(ROOT, 'corpora/documents', s, 'original.txt')),
    ]);
    expect(code).toBeLessThanOrEqual(1);
    const database = join(folder, 'gongkai-data/dataset/gongkai.duckdb');
    tables = (await query('SELECT table_name AS name FROM duckdb_tables() ORDER BY 1', database)).map(({ name }) =>
      String(name),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ask = (sql: string) => query(sql, join(folder, 'gongkai-data/dataset/gongkai.duckdb'));
  const rowCounts = async () =>
    Object.fromEntries(
      await Promise.all(
        tables.map(async (name) => [name, Number((await ask(`SELECT count(*) AS n FROM ${name}`))[0]?.n)]),
      ),
    );
  /** What every language must find: the panel, rows of each table, and that a code is the text that it was. */
  const expected = async () => ({
    panel: (
      await ask(`SELECT region_code, fiscal_year, median(value)::DOUBLE AS median FROM indicators
        WHERE value IS NOT NULL GROUP BY ALL ORDER BY ALL`)
    ).map(({ region_code: region, fiscal_year: year, median }) => [region, year, median]),
    total: Number((await ask('SELECT sum(budget_total_wan)::DOUBLE AS total FROM projects'))[0]?.total),
    raw: (await ask('SELECT raw_value FROM indicators ORDER BY region_code, document_id, ordinal')).map(
      (row) => row.raw_value,
    ),
    rows: await rowCounts(),
  });
  const found = (command: string, name: string, script: string) => {
    const output = execFileSync(command, [...(command === 'Rscript' ? ['-e'] : ['-c']), script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      maxBuffer: 2 ** 26,
    });
    const { total, ...rest } = JSON.parse(output);
    return { name, total, rest };
  };

  it.skipIf(!pandas)('opens in pandas (needs python3-pandas)', async () => {
    const epilogue = `
names = ${JSON.stringify(tables)}
projects = table("projects")
print(json.dumps({
  "panel": [[code, int(year), row["median"]] for (code, year), row in panel.iterrows() if row["count"] > 0],
  "total": projects["budget_total_wan"].sum(),
  "raw": [None if pd.isna(text) else text for text in indicators["raw_value"]],
  "rows": {name: len(table(name)) for name in names},
}))`;
    const { total, rest } = found(pandas!, 'pandas', (snippets('python')[0] ?? '') + epilogue);
    const { total: sum, ...facts } = await expected();
    expect(facts.panel.length).toBeGreaterThan(2);
    expect(rest).toEqual(facts);
    expect(total).toBeCloseTo(sum, 6);
  });

  it.skipIf(!r)('opens in R (needs r-base-core and r-cran-jsonlite)', async () => {
    const epilogue = `
options(warn = 2)
names <- c(${tables.map((name) => `"${name}"`).join(', ')})
ordered <- panel[order(panel$region_code, panel$fiscal_year), ]
cat(jsonlite::toJSON(list(
  panel = unname(Map(function(...) list(...), ordered$region_code, ordered$fiscal_year, ordered$value)),
  total = sum(table("projects")$budget_total_wan, na.rm = TRUE),
  raw = indicators$raw_value,
  rows = Map(function(name) nrow(table(name)), names)
), auto_unbox = TRUE, digits = NA, na = "null"))`;
    const { total, rest } = found(r!, 'R', `options(warn = 2)\n${snippets('r')[0]}${epilogue}`);
    const { total: sum, ...facts } = await expected();
    expect(rest).toEqual(facts);
    expect(total).toBeCloseTo(sum, 6);
  });

  it('opens in DuckDB', async () => {
    const [sql = ''] = snippets('sql');
    const rows = await query(sql.replaceAll('gongkai-data/', `${folder}/gongkai-data/`));
    const regions = new Set(rows.map(({ region_code: region }) => region));
    expect(regions).toEqual(new Set((await expected()).panel.map(([region]) => region)));
    const indicators = rows.reduce((sum, row) => sum + Number(row.indicators), 0);
    expect(indicators).toBe((await rowCounts()).indicators);
  });

  it('exports for Stata what the snippet opens (Stata itself is not free)', async () => {
    const [stata = ''] = snippets('stata');
    const [, command = ''] = stata.match(/npx gongkai (.*)/) ?? [];
    const { code } = await runCli(folder, command.split(' '));
    expect(code).toBe(0);
    const [, into = ''] = stata.match(/^cd (\S+)$/m) ?? [];
    const [, script = ''] = stata.match(/^do (\S+)/m) ?? [];
    expect(existsSync(join(folder, into, script))).toBe(true);
  });
});
