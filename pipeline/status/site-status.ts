/** How one site is: what its last run came to so far, whether somebody crawls it now, and how fast. */
import { type RunState, troubledPages } from '../archive/fold.js';
import { runLog, siteFolders } from '../archive/site-folder.js';
import { SiteIndex } from '../archive/site-index.js';
import { NightWindows } from '../crawl/host/night-window.js';
import type { DocumentCounts } from './document-statuses.js';
import { type LogTail, readTail } from './log-tail.js';
import { chinaTime, type SiteState, type SiteStatus } from './snapshot.js';

/** A host that backs off without having been told for how long does so at most for this. */
const MOST_BACK_OFF_MS = 15 * 60_000;
/** What the server asks for is not waited for any longer than this. */
const MOST_RETRY_AFTER_MS = 24 * 60 * 60_000;

export interface SiteFacts {
  run: RunState | null;
  documents: DocumentCounts;
}

/** Reads a site's index: its last run, and the hashes of all documents that it ever published. */
export async function readIndex(data: string, site: string): Promise<{ run: RunState | null; documents: string[] }> {
  const index = await SiteIndex.read(data, site);
  try {
    return { run: index.lastRun() ?? null, documents: await index.documents() };
  } finally {
    await index.close();
  }
}

/** Whether somebody crawls it now, and what the end of its log says. */
export interface SiteMoment {
  isHeld: boolean;
  tail: LogTail;
}

/** Reads the end of the log of a site's run. */
export async function tailOf(data: string, site: string, run: RunState | null, now: number): Promise<LogTail> {
  if (!run) return { pagesPerMinute: null, troubles: [], last: null };
  return readTail(runLog(siteFolders(data, site), run.run), now);
}

export interface SiteContext {
  site: string;
  /** Whether a command that is not over has it still to do. */
  isPlanned: boolean;
  /** Whether any process works on the data folder. */
  isAlive: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** The whole of it. */
export function siteStatus(
  { run, documents }: SiteFacts,
  { isHeld, tail }: SiteMoment,
  context: SiteContext,
): SiteStatus {
  const { state, until = null, reason } = stateOf(run, { isHeld, tail }, context);
  const { outcomes, changes, missing, waiting, bytes } = run ?? NO_RUN;
  const sum = (...names: string[]) => names.reduce((total, name) => total + (outcomes[name] ?? 0), 0);
  const rate = state === 'running' ? tail.pagesPerMinute : null;
  return {
    site: context.site,
    run: run?.run ?? null,
    state,
    words: wordsOf(state, until, reason),
    began: run?.began ?? null,
    ended: run?.ended ?? null,
    last_line: run?.lastLine ?? null,
    until: until?.toISOString() ?? null,
    queued: waiting,
    fetched: sum('fetched'),
    new: (changes.new ?? 0) + (changes.returned ?? 0),
    changed: changes.changed ?? 0,
    unchanged: changes.same ?? 0,
    gone: sum('gone') + missing,
    blocked: sum('blocked'),
    failed: run ? troubledPages(run) : 0,
    not_allowed: sum('refused'),
    bytes,
    documents: documents.byStatus,
    pages_per_minute: rate === null ? null : Math.round(rate * 10) / 10,
    eta_seconds: rate === null || !run ? null : Math.ceil((stillToAsk(run) / rate) * 60),
    troubles: tail.troubles,
  };
}

/** Whether its run is over, or it has none. */
export function isOver(run: RunState | null): boolean {
  return !run || (run.ended !== undefined && run.reason !== 'interrupted');
}

const NO_RUN = {
  outcomes: {} as Record<string, number>,
  changes: {} as Record<string, number>,
  missing: 0,
  waiting: 0,
  bytes: 0,
};

/** Links that wait, as far as the limit of pages lets them be asked for. */
function stillToAsk({ waiting, outcomes, config }: RunState): number {
  const most = (config.limits as { pages?: unknown } | undefined)?.pages;
  if (typeof most !== 'number') return waiting;
  const asked = Object.values(outcomes).reduce((sum, n) => sum + n, 0);
  return Math.max(0, Math.min(waiting, most - asked));
}

interface Verdict {
  state: SiteState;
  until?: Date | null;
  reason?: string;
}

function stateOf(
  run: RunState | null,
  { isHeld, tail }: SiteMoment,
  { isPlanned, isAlive, now }: SiteContext,
): Verdict {
  if (isHeld) return { state: 'running' };
  if (run && !isOver(run)) {
    const pause = pauseOf(run, tail, now);
    if (pause) return { state: 'paused', ...pause };
    return isPlanned && isAlive ? { state: 'waiting' } : { state: 'broken-off' };
  }
  if (isPlanned || !run) return { state: 'waiting' };
  const { reason = '' } = run;
  if (reason.startsWith('blocked')) return { state: 'blocked', reason: reason.replace(/^blocked:? */, '') };
  if (reason.startsWith('unreachable')) return { state: 'unreachable', reason: reason.replace(/^unreachable:? */, '') };
  if (reason.startsWith('limit:')) return { state: 'limit', reason: reason.slice('limit:'.length) };
  return { state: 'finished' };
}

/** Why and until when nobody goes on with a run, as its configuration and its last line tell. */
function pauseOf(run: RunState, { last }: LogTail, now: number): { until: Date | null; reason: string } | null {
  const { windows } = run.config;
  if (Array.isArray(windows)) {
    const opens = new NightWindows(windows as string[]).opens(now);
    if (opens > now) return { until: new Date(opens), reason: 'its hours are over' };
  }
  if (!last || !['busy', 'blocked'].includes(last.outcome)) return null;
  const reason = 'the server asks to be left alone';
  const until = retryAfter(last.headers?.retryAfter, Date.parse(last.time));
  if (until !== null) return until > now ? { until: new Date(until), reason } : null;
  return now - Date.parse(last.time) < MOST_BACK_OFF_MS ? { until: null, reason } : null;
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). Milliseconds since 1970; null where it is neither. */
function retryAfter(header: string | undefined, from: number): number | null {
  if (header === undefined) return null;
  const until = /^\d+$/.test(header) ? from + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(until) ? null : Math.min(until, from + MOST_RETRY_AFTER_MS);
}

function wordsOf(state: SiteState, until: Date | null, reason = ''): string {
  if (state === 'paused')
    return `paused ${until ? `until ${chinaTime(until)} China time` : 'for some minutes'} (${reason})`;
  if (state === 'limit') return `stopped at its limit of ${reason}`;
  if ((state === 'unreachable' || state === 'blocked') && reason !== '') return `${state}: ${reason}`;
  if (state === 'broken-off') return 'broken off';
  return state;
}
