/** A snapshot for people: the answer in its first line, then what needs a hand, a table of the sites, the queues. */
import { type TextColumn, textTable } from '../text-table.js';
import { roughly, type SiteState, type SiteStatus, type Snapshot } from './snapshot.js';

/** What somebody looks for first stands at the top. */
const ORDER: SiteState[] = [
  'running',
  'paused',
  'broken-off',
  'blocked',
  'unreachable',
  'limit',
  'waiting',
  'finished',
];
const TROUBLES_SHOWN = 5;

const COLUMNS: TextColumn[] = [
  { name: 'site' },
  { name: 'state' },
  ...['queued', 'fetched', 'new', 'changed', 'unchanged', 'gone', 'blocked', 'failed', 'pages/min', 'left'].map(
    (name) => ({
      name,
      numeric: true,
    }),
  ),
  { name: 'documents' },
];

/** `most`: so many sites are shown at most. */
export function describeStatus(snapshot: Snapshot, most = Number.POSITIVE_INFINITY): string {
  const { headline, attention, sites, files, redis } = snapshot;
  const parts = [`${headline}\n`];
  if (attention.length > 0) parts.push(attention.map((line) => `  ! ${line}\n`).join(''));
  if (sites.length > 0) {
    const shown = inOrder(sites).slice(0, most);
    const more = sites.length - shown.length;
    parts.push(`${textTable(COLUMNS, shown.map(row))}${more > 0 ? `and ${more} more sites\n` : ''}`);
  }
  if (Object.keys(files).length > 0) parts.push(`files and members of archives: ${describeDocuments(files)}\n`);
  if (redis?.sites && redis.documents) {
    const names = ['queue', 'waiting', 'active', 'failed', 'workers'];
    const queues = { sites: redis.sites, documents: redis.documents };
    const rows = Object.entries(queues).map(([name, q]) => [name, q.waiting, q.active, q.failed, q.workers]);
    parts.push(
      textTable(
        names.map((name, i) => ({ name, numeric: i > 0 })),
        rows,
      ),
    );
  }
  const troubles = lastTroubles(snapshot);
  if (troubles.length > 0)
    parts.push(textTable([{ name: 'last trouble (UTC)' }, { name: 'what' }, { name: 'why' }], troubles));
  return parts.join('\n');
}

function inOrder(sites: readonly SiteStatus[]): SiteStatus[] {
  return [...sites].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.site < b.site ? -1 : 1));
}

function row({ site, words, pages_per_minute, eta_seconds, documents, ...of }: SiteStatus): (string | number)[] {
  return [
    site,
    words,
    ...[of.queued, of.fetched, of.new, of.changed, of.unchanged, of.gone, of.blocked, of.failed],
    pages_per_minute ?? '',
    eta_seconds === null ? '' : roughly(eta_seconds),
    describeDocuments(documents),
  ];
}

/** `12 ok, 3 partial`, ok first, then by number. */
function describeDocuments(byStatus: Readonly<Record<string, number>>): string {
  const statuses = Object.entries(byStatus).sort(
    ([a, m], [b, n]) => Number(b === 'ok') - Number(a === 'ok') || n - m || (a < b ? -1 : 1),
  );
  return statuses.map(([status, n]) => `${n} ${status}`).join(', ');
}

/** Of sites and queues, newest first. */
function lastTroubles({ sites, redis }: Snapshot): string[][] {
  const ofSites = sites.flatMap(({ troubles }) =>
    troubles.map(({ time, url, outcome, why }) => [time, url, why ?? outcome]),
  );
  const ofJobs = (redis?.failures ?? []).map(({ time, queue, job, reason }) => [time, `${queue}: ${job}`, reason]);
  return [...ofSites, ...ofJobs]
    .sort(([a = ''], [b = '']) => (a < b ? 1 : -1))
    .slice(0, TROUBLES_SHOWN)
    .map(([time = '', ...rest]) => [time.replace(/\.\d+Z$/, 'Z'), ...rest]);
}
