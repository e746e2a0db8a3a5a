/** How a data folder is at one moment: what `gongkai status --json` prints. Times are ISO 8601 in UTC. */

export type SiteState =
  /** A process crawls it now. */
  | 'running'
  /** Its run goes on later: its hours are over, or the server asked to be left alone. */
  | 'paused'
  /** A command that is not over has it still to do. */
  | 'waiting'
  | 'finished'
  /** It challenged or refused us, and is left alone. */
  | 'blocked'
  /** None of its start pages could be had. */
  | 'unreachable'
  /** Stopped at a limit of pages, megabytes or minutes. */
  | 'limit'
  /** Interrupted or killed; the same command goes on with it. */
  | 'broken-off';

export interface SiteStatus {
  site: string;
  /** The name of its last run; null before its first. */
  run: string | null;
  state: SiteState;
  /** The state for people: `paused until 22:00 China time (its hours are over)`. */
  words: string;
  began: string | null;
  ended: string | null;
  /** The last line of its log. */
  last_line: string | null;
  /** For `paused`: when it goes on, if that is known. */
  until: string | null;
  /** Pages of the last run. `queued`: links that wait; `new`, `changed`, `unchanged`: of those that are there. */
  queued: number;
  fetched: number;
  new: number;
  changed: number;
  unchanged: number;
  /** The server says so, or no page leads there any more. */
  gone: number;
  blocked: number;
  /** Failed, too large, or the server too busy; each try counts. */
  failed: number;
  /** Forbidden by robots.txt. */
  not_allowed: number;
  bytes: number;
  /** Distinct documents that the site ever published, by the status of their record; `unread`: there is none yet. */
  documents: Record<string, number>;
  /** Over the last minutes; null unless it is running. */
  pages_per_minute: number | null;
  /** For what is queued now; null where nothing is known of it. */
  eta_seconds: number | null;
  /** What went wrong last, newest first. */
  troubles: Trouble[];
}

export interface Trouble {
  time: string;
  url: string;
  outcome: string;
  why: string | null;
}

export interface QueueState {
  waiting: number;
  active: number;
  failed: number;
  /** Processes that work on it. */
  workers: number;
}

export interface RedisStatus {
  /** Why it cannot be had or takes no writes; null if it answers a write. */
  trouble: string | null;
  /** Null where Redis does not answer. */
  sites: QueueState | null;
  documents: QueueState | null;
  /** Jobs that failed last, newest first. */
  failures: { time: string; queue: string; job: string; reason: string }[];
}

export interface FolderHealth {
  /** Why nothing can be written there; null if a probe was written. */
  trouble: string | null;
  /** Of its disk, for this user; null where the system does not tell. */
  free_bytes: number | null;
}

export interface Snapshot {
  schema: 1;
  time: string;
  data: string;
  /** `reading`: the sites are over, documents are being read. */
  state: 'running' | 'paused' | 'reading' | 'broken-off' | 'idle';
  /** The answer in one line. */
  headline: string;
  /** What needs somebody's hand, in words. */
  attention: string[];
  /** Of the sites that are crawled together now; null where none are. */
  round: { sites: number; done: number; blocked: number; unreachable: number } | null;
  eta_seconds: number | null;
  /** Sums over the sites and over files; what came in several ways counts at each. */
  documents: Record<string, number>;
  /** Documents that came as files, and members of archives, by status. */
  files: Record<string, number>;
  sites: SiteStatus[];
  /** What works on the data folder now, on any machine. */
  processes: { host: string; pid: number; since: string; purpose: string }[];
  folder: FolderHealth;
  /** Null without --redis. */
  redis: RedisStatus | null;
}

/** Documents without a record. */
export const UNREAD = 'unread';

/** A time of the day in China, where the sites are: `02:13`. */
export function chinaTime(time: string | Date): string {
  const shifted = new Date(new Date(time).getTime() + 8 * 60 * 60 * 1000);
  return shifted.toISOString().slice(11, 16);
}

/** `40 min`, `2 h 5 min`; never finer than what an estimate can tell. */
export function roughly(seconds: number): string {
  if (seconds < 60) return 'less than a minute';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}
