/** What a night came to: of each site what is new, changed, gone, blocked and failed, and why. Read from the fetch logs. */
import { type FetchLine, readLog } from '../archive/fetch-log.js';
import type { RunState } from '../archive/fold.js';
import { runLog, siteFolders } from '../archive/site-folder.js';
import { SiteIndex } from '../archive/site-index.js';
import type { DataFolder } from '../data-folder.js';

export interface Event {
  url: string;
  why?: string;
}

export interface SiteReport {
  site: string;
  run: string;
  /** `finished`, `blocked`, a limit (`limit:pages`), `unfinished`, or the error of ours that ended it. */
  end: string;
  requests: number;
  /** Documents that are there now, whether they were fetched in this run or before. */
  documents: number;
  /** Fewer documents than its entry expects. */
  expected: number | null;
  new: Event[];
  changed: Event[];
  /** Was there before, and is not any more. */
  gone: Event[];
  blocked: Event[];
  failed: Event[];
  /** Links to what never was there. */
  brokenLinks: number;
  /** Events of a kind beyond those that are named. */
  unnamed: Record<string, number>;
}

export interface NightReport {
  /** The day in China on which it began. */
  night: string;
  began: string;
  ended: string;
  sites: SiteReport[];
  /** Documents of the archive by their status. */
  statuses: Record<string, number>;
  /** Whether the dataset was built anew; if not, why the last good one stays. */
  published: boolean;
  held: string[];
}

/** Events of a kind that are named for a site; the rest is counted. */
const MOST_NAMED = 500;

type Kind = 'new' | 'changed' | 'gone' | 'blocked' | 'failed';

/** What a site's last run says. `error`: why its crawl failed, where it did. */
export async function reportSite(
  data: DataFolder,
  site: string,
  { expected, error }: { expected: number | null; error?: Error | undefined },
): Promise<SiteReport> {
  const index = await SiteIndex.read(data.path, site);
  try {
    const run = index.runs().at(-1);
    let documents = 0;
    for await (const { version, firstMissed } of index.urls()) {
      if (version?.role === 'document' && firstMissed === undefined) documents += 1;
    }
    const events = run ? await eventsOf(data, index, run) : emptyEvents();
    const requests = Object.values(run?.outcomes ?? {}).reduce((sum, n) => sum + n, 0);
    const end = error ? `failed: ${error.message}` : (run?.reason ?? 'unfinished');
    return { site, run: run?.run ?? '', end, requests, documents, expected, ...events };
  } finally {
    await index.close();
  }
}

function emptyEvents(): Pick<SiteReport, Kind | 'brokenLinks' | 'unnamed'> {
  return { new: [], changed: [], gone: [], blocked: [], failed: [], brokenLinks: 0, unnamed: {} };
}

async function eventsOf(data: DataFolder, index: SiteIndex, { run }: RunState) {
  const events = emptyEvents();
  const add = (kind: Kind, url: string, why?: string) => {
    if (events[kind].length < MOST_NAMED) events[kind].push({ url, ...(why ? { why } : {}) });
    else events.unnamed[kind] = (events.unnamed[kind] ?? 0) + 1;
  };
  // Of several tries the last one counts.
  const failed = new Map<string, FetchLine>();
  for await (const { line } of readLog(runLog(siteFolders(data.path, index.site), run))) {
    if (line?.type === 'missing') add('gone', line.url, 'no page leads there any more');
    if (line?.type !== 'fetch' || line.via === 'robots') continue;
    failed.delete(line.url);
    if (['busy', 'failed', 'too-large'].includes(line.outcome)) failed.set(line.url, line);
    if (line.outcome === 'blocked') add('blocked', line.url, line.why);
    if (line.outcome === 'gone') {
      if (index.known(line.url)?.firstMissed === line.time) add('gone', line.url, line.why);
      else events.brokenLinks += 1;
    }
    if (line.role !== 'document' || line.outcome !== 'fetched') continue;
    if (line.changed === 'new' || line.changed === 'returned') add('new', line.url);
    if (line.changed === 'changed') add('changed', line.url);
  }
  for (const { url, outcome, why } of failed.values()) add('failed', url, why ?? outcome);
  return events;
}

/** Events of a kind that a person reads; the report as JSON names more. */
const SHOWN = 10;

/** The report for people. */
export function describeNight({ night, began, ended, sites, statuses, published, held }: NightReport): string {
  const minutes = Math.round((Date.parse(ended) - Date.parse(began)) / 60_000);
  const count = (kind: Kind) => sites.reduce((sum, site) => sum + site[kind].length + (site.unnamed[kind] ?? 0), 0);
  const troubled = sites.filter(({ end, blocked }) => end !== 'finished' || blocked.length > 0).length;
  const lines = [
    `Night of ${night}: ${sites.length} sites in ${minutes} min, ${troubled} with trouble`,
    `documents: ${count('new')} new, ${count('changed')} changed, ${count('gone')} gone; ${count('blocked')} blocked, ${count('failed')} failed`,
    `archive: ${
      Object.entries(statuses)
        .map(([status, n]) => `${n} ${status}`)
        .join(', ') || 'no documents'
    }`,
    published ? 'published: the dataset was built anew' : 'NOT published, the last good dataset stays:',
    ...held.map((reason) => `  ${reason}`),
  ];
  for (const site of sites) {
    const few = site.expected !== null && site.documents < site.expected ? `, ${site.expected} expected` : '';
    lines.push(
      '',
      `${site.site}: ${site.end}; ${site.requests} requests, ${site.documents} documents${few}, ${site.brokenLinks} broken link${site.brokenLinks === 1 ? '' : 's'}`,
    );
    for (const kind of ['new', 'changed', 'gone', 'blocked', 'failed'] as const) {
      const more = site[kind].length - SHOWN + (site.unnamed[kind] ?? 0);
      for (const { url, why } of site[kind].slice(0, SHOWN)) lines.push(`  ${kind}  ${url}${why ? `  (${why})` : ''}`);
      if (more > 0) lines.push(`  ${kind}  and ${more} more`);
    }
  }
  return `${lines.join('\n')}\n`;
}
