/** What the dataset holds, on one page. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ALL_RULES } from '../checks/rules.js';
import { numberOf, textOf } from '../compare/open.js';
import type { NightReport } from '../nightly/report.js';
import type { Coverage, Overview } from './api.js';
import type { Dataset } from './dataset.js';
import { countRows } from './tables.js';

/** Of the dataset of a data folder; `data` is the folder's path. */
export function readOverview(dataset: Dataset, data: string): Promise<Omit<Overview, 'night'>> {
  return dataset.remember('overview', async () => {
    const has = (table: string) => dataset.table(table) !== undefined;
    const grouped = (sql: string) => dataset.rows(sql);
    const [counts, coverage, statuses, kinds, forms, findings, checks, corrections] = await Promise.all([
      countRows(dataset),
      readCoverage(dataset),
      grouped('SELECT status, count(*) AS n FROM documents GROUP BY status ORDER BY n DESC, status'),
      grouped(`SELECT kind, count(*) AS n FROM (SELECT unnest(string_split(kinds, '|')) AS kind FROM documents WHERE kinds <> '')
        GROUP BY kind ORDER BY n DESC, kind`),
      grouped('SELECT form, count(*) AS n FROM projects GROUP BY form ORDER BY n DESC, form'),
      grouped(`SELECT severity, code, count(*) AS n FROM findings GROUP BY severity, code
        ORDER BY CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, n DESC, code`),
      has('checks')
        ? grouped('SELECT rule, verdict, sum(subjects) AS n FROM checks GROUP BY ALL')
        : Promise.resolve([]),
      has('corrections')
        ? grouped('SELECT state, count(*) AS n FROM corrections GROUP BY state ORDER BY n DESC, state')
        : Promise.resolve([]),
    ]);
    const subjects = new Map(checks.map(({ rule, verdict, n }) => [`${rule} ${verdict}`, Number(n)]));
    return {
      data: basename(resolve(data)),
      version: dataset.version,
      built: dataset.seal.built,
      counts,
      coverage,
      statuses: statuses.map(({ status, n }) => ({ status: String(status), documents: Number(n) })),
      kinds: kinds.map(({ kind, n }) => ({ kind: String(kind), documents: Number(n) })),
      forms: forms.map(({ form, n }) => ({ form: String(form), projects: Number(n) })),
      findings: findings.map(({ severity, code, n }) => ({
        severity: String(severity),
        code: String(code),
        rows: Number(n),
      })),
      checks: ALL_RULES.map(({ id, title, severity }) => ({
        rule: id,
        title,
        severity,
        pass: subjects.get(`${id} pass`) ?? 0,
        fail: subjects.get(`${id} fail`) ?? 0,
        notApplicable: subjects.get(`${id} not-applicable`) ?? 0,
      })),
      corrections: corrections.map(({ state, n }) => ({ state: String(state), rows: Number(n) })),
    };
  });
}

async function readCoverage(dataset: Dataset): Promise<Coverage[]> {
  const counted = ['documents', 'projects', 'indicators', 'evaluations'];
  const parts = [
    ...counted.map((table) => `SELECT region_code, region_name, fiscal_year, '${table}' AS what FROM ${table}`),
    `SELECT region_code, region_name, fiscal_year, CASE severity WHEN 'error' THEN 'errors' ELSE 'warnings' END AS what
     FROM findings WHERE severity <> 'info'`,
  ].map(
    (select) => `SELECT region_code, any_value(region_name) AS region_name, fiscal_year, what, count(*) AS n
    FROM (${select}) GROUP BY region_code, CASE WHEN region_code IS NULL THEN region_name END, fiscal_year, what`,
  );
  const sums = [...counted, 'errors', 'warnings'].map(
    (what) => `coalesce(sum(n) FILTER (what = '${what}'), 0) AS ${what}`,
  );
  // A county is one by its code, whatever the documents call it.
  const rows = await dataset.rows(`
    SELECT region_code, min(region_name) AS region_name, fiscal_year, ${sums.join(', ')}
    FROM (${parts.join(' UNION ALL ')})
    GROUP BY region_code, CASE WHEN region_code IS NULL THEN region_name END, fiscal_year
    ORDER BY region_code NULLS LAST, region_name NULLS LAST, fiscal_year NULLS LAST`);
  return rows.map((row) => ({
    region_code: textOf(row.region_code),
    region_name: textOf(row.region_name),
    fiscal_year: numberOf(row.fiscal_year),
    documents: Number(row.documents),
    projects: Number(row.projects),
    indicators: Number(row.indicators),
    evaluations: Number(row.evaluations),
    errors: Number(row.errors),
    warnings: Number(row.warnings),
  }));
}

/** The last night's report; null where there was none, or where it cannot be read. */
export async function readLastNight(data: string): Promise<NightReport | null> {
  const folder = join(data, 'reports');
  const names = await readdir(folder).catch(() => []);
  // They are named by the time at which the night began.
  const last = names
    .filter((name) => /^\d.*\.json$/.test(name))
    .sort()
    .at(-1);
  if (last === undefined) return null;
  try {
    return JSON.parse(await readFile(join(folder, last), 'utf8')) as NightReport;
  } catch {
    return null;
  }
}
