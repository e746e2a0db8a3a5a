/** What records come to, counted: for summaries and progress. */
import type { Severity } from '../../extractors/document.js';
import type { GongkaiRecord } from '../../normalizers/record.js';

export interface Tally {
  documents: number;
  byStatus: Map<string, number>;
  listings: number;
  projects: number;
  indicators: number;
  evaluations: number;
  statistics: number;
  findings: Record<Severity, number>;
}

export function emptyTally(): Tally {
  return {
    documents: 0,
    byStatus: new Map(),
    listings: 0,
    projects: 0,
    indicators: 0,
    evaluations: 0,
    statistics: 0,
    findings: { error: 0, warning: 0, info: 0 },
  };
}

export function addToTally(tally: Tally, record: GongkaiRecord): void {
  tally.documents += 1;
  tally.byStatus.set(record.status, (tally.byStatus.get(record.status) ?? 0) + 1);
  tally.listings += record.listings.length;
  tally.projects += record.projects.length;
  for (const project of record.projects) tally.indicators += project.indicators.length;
  tally.evaluations += record.evaluations.length;
  tally.statistics += record.statistics.length;
  for (const finding of record.findings) tally.findings[finding.severity] += 1;
}

/** How many documents came to something else than `ok`. */
export function notOk(tally: Tally): number {
  return tally.documents - (tally.byStatus.get('ok') ?? 0);
}

/** `5 documents: 4 ok, 1 partial`, ok first, then by name. */
export function describeStatuses(tally: Tally): string {
  const statuses = [...tally.byStatus].sort(([a], [b]) => Number(b === 'ok') - Number(a === 'ok') || (a < b ? -1 : 1));
  return statuses.map(([status, count]) => `${count} ${status}`).join(', ');
}
