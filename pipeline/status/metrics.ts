/** A snapshot in the text format of Prometheus. Alone imports prom-client. */
import { Gauge, Registry } from 'prom-client';
import type { QueueState, SiteState, Snapshot } from './snapshot.js';

const STATES: SiteState[] = [
  'running',
  'paused',
  'waiting',
  'finished',
  'blocked',
  'unreachable',
  'limit',
  'broken-off',
];
const PAGES = ['fetched', 'new', 'changed', 'unchanged', 'gone', 'blocked', 'failed', 'not_allowed'] as const;
const QUEUE = ['waiting', 'active', 'failed'] as const;

/** Whether jobs can be done: the data folder takes writes, and Redis, where it is used. */
export function isHealthy({ folder, redis }: Pick<Snapshot, 'folder' | 'redis'>): boolean {
  return folder.trouble === null && (redis === null || redis.trouble === null);
}

/** Made anew for each snapshot, so that nothing is told of a site that is no longer there. */
export async function metricsOf(snapshot: Snapshot): Promise<{ contentType: string; text: string }> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge<L>({ name: `gongkai_${name}`, help, labelNames, registers: [registry] });
  const { sites, folder, redis } = snapshot;

  gauge('healthy', '1 if the data folder, and Redis where it is used, take writes', []).set(
    Number(isHealthy(snapshot)),
  );
  gauge('data_folder_writable', '1 if a probe could be written to the data folder', []).set(
    Number(folder.trouble === null),
  );
  if (folder.free_bytes !== null) gauge('data_folder_free_bytes', 'Room on its disk', []).set(folder.free_bytes);
  gauge('status_timestamp_seconds', 'When this was looked at', []).set(Date.parse(snapshot.time) / 1000);
  if (snapshot.eta_seconds !== null) gauge('eta_seconds', 'Until all is done, estimated', []).set(snapshot.eta_seconds);

  const state = gauge('site_state', '1 for the state that the site is in', ['site', 'state']);
  const queued = gauge('site_queued', 'Links that wait in the last run', ['site']);
  const pages = gauge('site_pages', 'Pages of the last run by what became of them', ['site', 'outcome']);
  const documents = gauge('site_documents', 'Distinct documents by the status of their record', ['site', 'status']);
  const rate = gauge('site_pages_per_minute', 'Over the last minutes; 0 where nobody crawls', ['site']);
  const eta = gauge('site_eta_seconds', 'For what is queued, where it is known', ['site']);
  const line = gauge('site_last_line_timestamp_seconds', 'Last line of the log of the site', ['site']);
  for (const each of sites) {
    const { site } = each;
    for (const name of STATES) state.set({ site, state: name }, Number(each.state === name));
    queued.set({ site }, each.queued);
    for (const outcome of PAGES) pages.set({ site, outcome }, each[outcome]);
    for (const [status, n] of Object.entries(each.documents)) documents.set({ site, status }, n);
    rate.set({ site }, each.pages_per_minute ?? 0);
    if (each.eta_seconds !== null) eta.set({ site }, each.eta_seconds);
    if (each.last_line !== null) line.set({ site }, Date.parse(each.last_line) / 1000);
  }
  const files = gauge('file_documents', 'Documents of files and members of archives by status', ['status']);
  for (const [status, n] of Object.entries(snapshot.files)) files.set({ status }, n);

  if (redis) {
    gauge('redis_writable', '1 if Redis took a write', []).set(Number(redis.trouble === null));
    const jobs = gauge('queue_jobs', 'Jobs that the queue holds or remembers', ['queue', 'state']);
    const workers = gauge('queue_workers', 'Processes that work on the queue', ['queue']);
    const put = (queue: string, of: QueueState | null) => {
      if (!of) return;
      for (const name of QUEUE) jobs.set({ queue, state: name }, of[name]);
      workers.set({ queue }, of.workers);
    };
    put('sites', redis.sites);
    put('documents', redis.documents);
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}
