/** Looks at a whole data folder, again and again; what did not change since the last look is not read again. */
import { stat } from 'node:fs/promises';
import type { RunState } from '../archive/fold.js';
import { present } from '../archive/presence.js';
import { listSites, runLog, siteFolders } from '../archive/site-folder.js';
import { siteWriter } from '../archive/site-lock.js';
import { type OpenPlan, openPlans } from '../crawl/plan.js';
import { dayInChina } from '../crawl/site-job.js';
import type { DataFolder } from '../data-folder.js';
import { type DocumentCounts, DocumentStatuses, NO_DOCUMENTS } from './document-statuses.js';
import { attentionOf, headlineOf } from './headline.js';
import { probeFolder } from './health.js';
import { keep, recall, type Seen } from './memory.js';
import type { QueueWatch } from './queues.js';
import { isOver, readIndex, type SiteFacts, type SiteMoment, siteStatus, tailOf } from './site-status.js';
import { type SiteStatus, type Snapshot, UNREAD } from './snapshot.js';

/** A folder that changed less than so long before it was looked at may change again and keep its time. */
const RACY_MS = 2_000;
/** Sites looked at at a time. */
const AT_A_TIME = 16;

interface Found {
  facts: SiteFacts;
  moment: SiteMoment;
}

export class Survey {
  #seen: Map<string, Seen> | null = null;
  #isNews = false;
  readonly #statuses: DocumentStatuses;

  /** `data` opened by `DataFolder.inspect`; `queues` where Redis is asked as well. */
  constructor(
    private readonly data: DataFolder,
    private readonly queues: QueueWatch | null = null,
  ) {
    this.#statuses = new DocumentStatuses(data.records, (sha256) => data.log.get(sha256)?.unpacked === true);
  }

  /** Keeps what was found for the next one who looks, in whichever process. */
  async close(): Promise<void> {
    if (this.#seen && this.#isNews) await keep(this.data.path, this.data.records.version, this.#seen, this.#statuses);
  }

  /** How everything is now. One call at a time. */
  async look(now = Date.now()): Promise<Snapshot> {
    const { data } = this;
    await data.log.refresh();
    const redis = (await this.queues?.read()) ?? null;
    const plans = await openPlans(data.path);
    const processes = await present(data.path);
    const found = await this.#sites(now);
    const planOf = openAt(plans, found, now);
    const sites: SiteStatus[] = [];
    for (const site of [...new Set([...found.keys(), ...planOf.keys()])].sort()) {
      const { facts, moment } = found.get(site) ?? NEVER_BEGUN;
      const isPlanned = isStillPlanned(planOf.get(site), facts);
      const isAlive = processes.length > 0;
      sites.push(siteStatus(facts, moment, { site, isPlanned, isAlive, now }));
    }
    const files = await this.#files(now);
    const documents = sumOf([files.byStatus, ...sites.map((site) => site.documents)]);
    const readPerMinute = readingRate([files, ...[...found.values()].map(({ facts }) => facts.documents)], now);
    const isReading = (documents[UNREAD] ?? 0) > 0 && processes.length > 0;
    const state = stateOf(sites, isReading);
    const told = {
      schema: 1 as const,
      time: new Date(now).toISOString(),
      data: data.path,
      state,
      round: roundOf(sites, planOf),
      eta_seconds:
        state === 'running' || state === 'reading' ? etaOf(sites, documents[UNREAD] ?? 0, readPerMinute, now) : null,
      documents,
      files: files.byStatus,
      sites,
      processes: processes.map(({ host, pid, since, purpose }) => ({ host, pid, since, purpose })),
      folder: await probeFolder(data.path),
      redis,
    };
    const { schema, time, data: path, state: is, ...rest } = told;
    return { schema, time, data: path, state: is, headline: headlineOf(told), attention: attentionOf(told), ...rest };
  }

  async #sites(now: number): Promise<Map<string, Found>> {
    const { path, records } = this.data;
    const before = this.#seen ?? (await recall(path, records, this.#statuses));
    this.#seen = new Map();
    const found = new Map<string, Found>();
    const sites = await listSites(path);
    for (let at = 0; at < sites.length; at += AT_A_TIME) {
      const group = sites.slice(at, at + AT_A_TIME);
      const looked = await Promise.all(group.map((site) => this.#site(site, before.get(site), now)));
      for (const [i, { seen, isHeld }] of looked.entries()) {
        const { run, tail } = seen;
        this.#seen.set(group[i]!, seen);
        const documents = await this.#statuses.count(seen.documents, now);
        found.set(group[i]!, { facts: { run, documents }, moment: { isHeld, tail } });
      }
    }
    this.#isNews ||= sites.length < before.size;
    return found;
  }

  /** Reads what changed since `before`. */
  async #site(site: string, before: Seen | undefined, now: number): Promise<{ seen: Seen; isHeld: boolean }> {
    const { path } = this.data;
    const folder = await folderTime(path, site);
    if (before?.stamp != null && before.stamp === (await stampOf(path, site, folder, before.run)))
      return { seen: before, isHeld: false };
    this.#isNews = true;
    const { run, documents } = await readIndex(path, site);
    const tail = await tailOf(path, site, run, now);
    const isHeld = (await siteWriter(path, site)) !== null;
    // Who writes has the lock in the folder, which changes when a lock comes or goes: nobody wrote while this was read.
    const isQuiet = !isHeld && Date.now() - folder > RACY_MS && folder === (await folderTime(path, site));
    const stamp = isQuiet ? await stampOf(path, site, folder, run) : null;
    return { seen: { stamp, run, documents, tail }, isHeld };
  }

  async #files(now: number): Promise<DocumentCounts> {
    const { log } = this.data;
    function* hashes() {
      for (const { sha256 } of log.documents()) yield sha256;
    }
    return this.#statuses.count(hashes(), now);
  }
}

const NEVER_BEGUN: { facts: SiteFacts; moment: SiteMoment } = {
  facts: { run: null, documents: NO_DOCUMENTS },
  moment: { isHeld: false, tail: { pagesPerMinute: null, troubles: [], last: null } },
};

/** When something came or went in the folder of a site's logs: a log, or the lock of who writes one. Milliseconds since 1970. */
async function folderTime(data: string, site: string): Promise<number> {
  return (await stat(siteFolders(data, site).log)).mtimeMs;
}

/** Is the same while nothing was written: an older log than the last one is written to no more. */
async function stampOf(data: string, site: string, folder: number, run: RunState | null): Promise<string> {
  const log = run ? await stat(runLog(siteFolders(data, site), run.run)).catch(() => null) : null;
  return `${folder} ${log?.size ?? ''}`;
}

/** The plans that still count, by site: those of today, and an older one of which a site is crawled now. */
function openAt(
  plans: readonly OpenPlan[],
  found: ReadonlyMap<string, { moment: SiteMoment }>,
  now: number,
): Map<string, OpenPlan> {
  const today = dayInChina(now);
  const open = plans.filter(
    ({ day, sites }) => day === today || sites.some((site) => found.get(site)?.moment.isHeld === true),
  );
  return new Map(open.flatMap((plan) => plan.sites.map((site) => [site, plan] as const)));
}

/** Whether a plan has the site still to do: neither its own run nor one that it went on with is over. */
function isStillPlanned(plan: OpenPlan | undefined, { run }: SiteFacts): boolean {
  if (!plan) return false;
  if (!run || !isOver(run)) return true;
  return run.run !== plan.run && Date.parse(run.ended ?? run.lastLine) < plan.since.getTime();
}

function stateOf(sites: readonly SiteStatus[], isReading: boolean): Snapshot['state'] {
  const has = (...states: SiteStatus['state'][]) => sites.some(({ state }) => states.includes(state));
  if (has('running')) return 'running';
  if (isReading) return 'reading';
  if (has('paused')) return 'paused';
  return has('broken-off', 'waiting') ? 'broken-off' : 'idle';
}

function roundOf(sites: readonly SiteStatus[], planOf: ReadonlyMap<string, OpenPlan>): Snapshot['round'] {
  const open = new Set<SiteStatus['state']>(['running', 'paused', 'waiting', 'broken-off']);
  // Without a plan, as where workers go on with what a command queued, runs of one name belong together.
  const runs = new Set(sites.flatMap(({ state, run }) => (open.has(state) && run ? [run] : [])));
  const round = sites.filter(({ site, state, run }) => planOf.has(site) || open.has(state) || runs.has(run ?? ''));
  if (round.length === 0) return null;
  const count = (...states: SiteStatus['state'][]) => round.filter(({ state }) => states.includes(state)).length;
  return {
    sites: round.length,
    done: count('finished', 'limit'),
    blocked: count('blocked'),
    unreachable: count('unreachable'),
  };
}

/** What takes longest: a site that is crawled, those that wait for their turn, or the documents. Null if that is not known. */
function etaOf(sites: readonly SiteStatus[], unread: number, readPerMinute: number, now: number): number | null {
  const running = sites.filter(({ state }) => state === 'running');
  const waiting = sites.filter(({ state }) => state === 'waiting').length;
  if (running.some(({ eta_seconds }) => eta_seconds === null)) return null;
  const longest = Math.max(0, ...running.map(({ eta_seconds }) => eta_seconds ?? 0));
  // Those that wait are thought to take as long as those that are crawled, and as many go at a time.
  const lengths = running.map(({ began, eta_seconds }) => (now - Date.parse(began ?? '')) / 1000 + (eta_seconds ?? 0));
  const mean = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, lengths.length);
  const turns = waiting / Math.max(1, running.length);
  const crawl = Math.ceil(longest + turns * mean);
  if (unread === 0) return crawl;
  return readPerMinute > 0
    ? Math.max(crawl, Math.ceil((unread / readPerMinute) * 60))
    : running.length > 0
      ? crawl
      : null;
}

/** Documents read in a minute, since the first of the last minutes. */
function readingRate(counts: readonly DocumentCounts[], now: number): number {
  const recent = counts.reduce((sum, each) => sum + each.recent, 0);
  const since = Math.min(...counts.map(({ recentSince }) => recentSince));
  return recent > 0 && now > since ? (recent / (now - since)) * 60_000 : 0;
}

function sumOf(parts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) for (const [name, n] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}
