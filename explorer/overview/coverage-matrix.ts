/** Rows and columns of the coverage matrix. */
import type { Coverage } from '../../pipeline/explorer/api.js';

export interface County {
  code: string | null;
  name: string | null;
  byYear: Map<number | null, Coverage>;
}

/** By code; those that the documents do not name come last. */
export function countiesOf(coverage: readonly Coverage[]): County[] {
  const counties = new Map<string, County>();
  for (const cell of coverage) {
    const key = cell.region_code ?? `?${cell.region_name ?? ''}`;
    const county = counties.get(key) ?? { code: cell.region_code, name: cell.region_name, byYear: new Map() };
    counties.set(key, county);
    county.name ??= cell.region_name;
    const known = county.byYear.get(cell.fiscal_year);
    county.byYear.set(cell.fiscal_year, known ? sumOf(known, cell) : cell);
  }
  const key = ({ code, name }: County) => code ?? (name ? `~${name}` : '~~');
  return [...counties.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * All years from the first to the last, those in between too in which nobody published: a gap is seen only where its year
 * is. Documents without a year come last.
 */
export function yearsOf(coverage: readonly Coverage[]): (number | null)[] {
  const years = coverage.map(({ fiscal_year: year }) => year).filter((year) => year !== null);
  const first = Math.min(...years);
  const all = years.length === 0 ? [] : Array.from({ length: Math.max(...years) - first + 1 }, (_, i) => first + i);
  return coverage.some(({ fiscal_year: year }) => year === null) ? [...all, null] : all;
}

function sumOf(a: Coverage, b: Coverage): Coverage {
  return {
    ...a,
    documents: a.documents + b.documents,
    projects: a.projects + b.projects,
    indicators: a.indicators + b.indicators,
    evaluations: a.evaluations + b.evaluations,
    errors: a.errors + b.errors,
    warnings: a.warnings + b.warnings,
  };
}
