/** What the lines of a site's log come to: the state of each URL, the frontier, the documents. Pure; told by tables. */
import type { Change, EndLine, FetchLine, FoundLine, LogLine, MissingLine, RunLine } from './fetch-log.js';

/** Any change of what the tables hold counts this up, and every index is made anew. Those before 4 may lack lines (fetch-log.ts, append). */
export const FOLD_VERSION = 5;

/** What was published under a URL from one time to another. */
export interface Version {
  sha256: string;
  bytes: number;
  /** First and last time that these bytes were seen, or confirmed by the server. */
  firstSeen: string;
  lastSeen: string;
  contentType?: string;
  role?: string;
  title?: string;
}

/** From when to when it was away; `why`: `missing` (no page led there), `gone`, `redirected`. */
export interface Absence {
  firstMissed: string;
  until?: string;
  why: string;
}

/** The last request, and from the last one that brought bytes what a conditional request needs. */
export interface LastFetch {
  time: string;
  run: string;
  outcome: string;
  why?: string;
  status?: number;
  /** It was got by POST. */
  posted?: true | 'json';
  sha256?: string;
  etag?: string;
  lastModified?: string;
  contentType?: string;
  link?: string;
  role?: string;
  title?: string;
}

/** What is kept of a URL. */
export interface UrlEntry {
  url: string;
  last?: LastFetch;
  /** What is there now, or was last. */
  version?: Version;
  firstSeen?: string;
  /** Since then it is away. */
  absence?: Absence;
  /** Number of entries in its past. */
  past: number;
  /** Its part in the run with this order: when waiting, its place in the frontier. */
  visit?: { order: number; waiting?: FrontierPlace };
}

/** What came before the version that is there now, oldest first. */
export type Past = { version: Version } | { absence: Absence };

/** Best score first, then the least depth, then the order in which they were found. */
export interface FrontierPlace {
  score: number;
  depth: number;
  sequence: number;
}

/** A link that waits to be fetched; `parent` is the page that it was found on. */
export type Waiting = FoundLine & { parent: string };

/** Where a document was published: of several times under the same URL, the first. */
export interface Sighting {
  url: string;
  /** When it was first met: order of the run, and number of the request in it. */
  order: number;
  request: number;
  bytes: number;
  parent?: string;
  parentTitle?: string;
  text?: string;
  score?: number;
  contentType?: string;
  contentDisposition?: string;
}

export interface RunState {
  run: string;
  site: string;
  order: number;
  began: string;
  config: Record<string, unknown>;
  /** Time of the last line. */
  lastLine: string;
  ended?: string;
  reason?: string;
  requests: number;
  /** Requests that had gone wrong and were made again in the same run: the outcomes count both. */
  repeated: number;
  /** Requests by outcome; of those fetched, by change and by role. */
  outcomes: Record<string, number>;
  changes: Record<string, number>;
  roles: Record<string, number>;
  bytes: number;
  missing: number;
  /** Links found so far, and how many of them wait. */
  found: number;
  waiting: number;
  /** Counts what was put into the frontier. */
  sequence: number;
}

/** Where the state is kept. What is read must not be changed, but put anew. */
export interface Tables {
  url(url: string): UrlEntry | undefined;
  putUrl(entry: UrlEntry): void;
  putPast(url: string, index: number, past: Past): void;
  hasSighting(sha256: string, url: string): boolean;
  putSighting(sha256: string, sighting: Sighting): void;
  putWaiting(order: number, place: FrontierPlace, waiting: Waiting): void;
  removeWaiting(order: number, place: FrontierPlace): void;
  run(): RunState | undefined;
  putRun(run: RunState): void;
}

/** The outcomes that show a document, and those that show that it is no longer there. */
const PRESENT = new Set(['fetched', 'not-modified']);
const AWAY = new Set(['gone', 'redirected']);

/** Outcomes after which a page was not had, and may be at another try. */
const TROUBLE = new Set(['busy', 'failed', 'too-large']);

/** Pages that a run did not get: each once, however often it was tried, and none that came in the end. */
export function troubledPages({ outcomes, repeated }: Pick<RunState, 'outcomes' | 'repeated'>): number {
  return Math.max(0, [...TROUBLE].reduce((sum, name) => sum + (outcomes[name] ?? 0), 0) - repeated);
}

/** Each further try of a link is that much later in the order. Its score stays what its words made it. */
const RETRY_PENALTY = 15;

/** Start pages have nothing before them. */
const NO_PAGE = { url: '' };

/** Takes in one line. Lines come in the order of the runs, and within a run in the order of its log. */
export function applyLine(line: LogLine, tables: Tables): void {
  const run = tables.run();
  if (line.type === 'run') applyRun(line, tables);
  else if (!run)
    return; // lines before any run line: what a crash left of it
  else if (line.type === 'fetch') applyFetch(line, run, tables);
  else if (line.type === 'missing') applyMissing(line, run, tables);
  else applyEnd(line, run, tables);
}

/** What a line says of its URL against what was known before it; undefined where it says nothing of bytes. */
export function changeOf({ outcome, sha256 }: FetchLine, known: UrlEntry | undefined): Change | undefined {
  if (!PRESENT.has(outcome)) return undefined;
  if (!known?.version) return outcome === 'fetched' && sha256 ? 'new' : undefined;
  if (known.absence) return 'returned';
  return outcome === 'not-modified' || !sha256 || sha256 === known.version.sha256 ? 'same' : 'changed';
}

function applyRun(line: RunLine, tables: Tables): void {
  const { run: name, site, time, config } = line;
  const before = tables.run();
  const run = before?.run === name ? resumed(before, time) : begun();
  tables.putRun(run);
  for (const found of line.found ?? []) find(found, NO_PAGE, run, tables);
  tables.putRun(run);

  function begun(): RunState {
    const order = line.order ?? (before?.order ?? 0) + 1;
    const none = {
      requests: 0,
      repeated: 0,
      outcomes: {},
      changes: {},
      roles: {},
      bytes: 0,
      missing: 0,
      found: 0,
      waiting: 0,
      sequence: 0,
    };
    return { run: name, site, order, began: time, config, lastLine: time, ...none };
  }
}

/** Goes on after an interruption. */
function resumed({ ended: _ended, reason: _reason, ...open }: RunState, time: string): RunState {
  return { ...open, lastLine: time };
}

function applyFetch(line: FetchLine, before: RunState, tables: Tables): void {
  const known: UrlEntry = tables.url(line.url) ?? { url: line.url, past: 0 };
  const change = changeOf(line, known);
  const isRepeated = known.last?.run === before.run && TROUBLE.has(known.last.outcome);
  const run: RunState = {
    ...before,
    lastLine: line.time,
    requests: before.requests + 1,
    repeated: before.repeated + (isRepeated ? 1 : 0),
    outcomes: counted(before.outcomes, line.outcome),
    changes: change ? counted(before.changes, change) : before.changes,
    roles: line.role ? counted(before.roles, line.role) : before.roles,
    bytes: before.bytes + (line.bytes ?? 0),
  };
  const entry: UrlEntry = { ...known, visit: { order: run.order } };
  entry.last = lastFetch(line, known.last, run.run);
  if (change) see(entry, line, tables);
  else if (AWAY.has(line.outcome) && entry.version && !entry.absence) {
    entry.absence = { firstMissed: line.time, why: line.outcome };
  }
  if (known.visit?.order === run.order && known.visit.waiting) {
    tables.removeWaiting(run.order, known.visit.waiting);
    run.waiting -= 1;
  }
  if (line.outcome === 'fetched' && line.role === 'document' && line.sha256) sight(line, line.sha256, run, tables);
  tables.putUrl(entry);
  for (const found of line.found ?? []) find(found, line, run, tables);
  tables.putRun(run);
}

function lastFetch(line: FetchLine, before: LastFetch | undefined, run: string): LastFetch {
  const { time, outcome, why, status, headers, sha256, role, title } = line;
  // Where a POST was of no use either, GET is tried first again.
  const posted = outcome === 'fetched' ? line.posted : undefined;
  // What the next request is conditional on: always what belongs to the bytes that were last had.
  const had = outcome === 'fetched' ? { ...headers, sha256, role, title } : { ...before };
  const confirmed = outcome === 'not-modified' ? defined({ ...headers }) : {};
  const { etag, lastModified, contentType, link } = { ...had, ...confirmed };
  const of = { sha256: had.sha256, role: had.role, title: had.title, etag, lastModified, contentType, link };
  return { time, run, outcome, ...defined({ why, status, posted, ...of }) };
}

/** Without the fields that have no value: they would be kept as such. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The document is there: the version goes on, or a new one begins and the old one is past. */
function see(entry: UrlEntry, line: FetchLine, tables: Tables): void {
  const { version, absence } = entry;
  const goesOn = version && !absence && (!line.sha256 || line.sha256 === version.sha256);
  entry.firstSeen ??= line.time;
  if (goesOn) {
    entry.version = { ...version, lastSeen: line.time };
    return;
  }
  if (version) tables.putPast(entry.url, entry.past++, { version });
  if (absence) tables.putPast(entry.url, entry.past++, { absence: { ...absence, until: line.time } });
  delete entry.absence;
  const same = !line.sha256 || line.sha256 === version?.sha256;
  const { role = version?.role, title = version?.title } = line;
  const contentType = line.headers?.contentType ?? (same ? version?.contentType : undefined);
  entry.version = {
    sha256: line.sha256 ?? version!.sha256,
    bytes: (same ? version?.bytes : undefined) ?? line.bytes ?? 0,
    firstSeen: line.time,
    lastSeen: line.time,
    ...defined({ contentType, role, title }),
  };
}

function sight(line: FetchLine, sha256: string, { order, requests }: RunState, tables: Tables): void {
  const { url, bytes = 0, parent, text, score, headers } = line;
  if (tables.hasSighting(sha256, url)) return;
  const parentTitle = parent === undefined ? undefined : tables.url(parent)?.last?.title;
  const { contentType, contentDisposition } = headers ?? {};
  const said = defined({ parent, parentTitle, text, score, contentType, contentDisposition });
  tables.putSighting(sha256, { url, order, request: requests, bytes, ...said });
}

/**
 * A link waits once in a run; found again with a better score it moves up. A page that names itself is tried again, and
 * is still where the page before it led.
 */
function find(found: FoundLine, page: Pick<FetchLine, 'url' | 'parent'>, run: RunState, tables: Tables): void {
  const isAgain = found.url === page.url;
  const parent = isAgain ? (page.parent ?? '') : page.url;
  const known: UrlEntry = tables.url(found.url) ?? { url: found.url, past: 0 };
  const visit = known.visit?.order === run.order ? known.visit : undefined;
  const score = Math.max(0, found.score - (found.attempts ?? 0) * RETRY_PENALTY);
  if (visit?.waiting) {
    if (visit.waiting.score >= score) return;
    tables.removeWaiting(run.order, visit.waiting);
    run.waiting -= 1;
  } else if (visit && !isAgain) return;
  if (!visit) run.found += 1;
  run.waiting += 1;
  run.sequence += 1;
  const waiting: FrontierPlace = { score, depth: found.depth, sequence: run.sequence };
  tables.putWaiting(run.order, waiting, { ...found, parent });
  tables.putUrl({ ...known, visit: { order: run.order, waiting } });
}

function applyMissing({ url, time }: MissingLine, run: RunState, tables: Tables): void {
  const known = tables.url(url);
  if (known?.version && !known.absence) {
    tables.putUrl({ ...known, absence: { firstMissed: time, why: 'missing' } });
    tables.putRun({ ...run, lastLine: time, missing: run.missing + 1 });
  }
}

function applyEnd({ time, reason }: EndLine, run: RunState, tables: Tables): void {
  tables.putRun({ ...run, lastLine: time, ended: time, reason });
}

function counted(counts: Record<string, number>, name: string): Record<string, number> {
  return { ...counts, [name]: (counts[name] ?? 0) + 1 };
}
