/** The last lines of a run's log: how fast it goes, and what went wrong last. */
import { stat } from 'node:fs/promises';
import { type FetchLine, readLog } from '../archive/fetch-log.js';
import type { Trouble } from './snapshot.js';

/** The rate is that of the last minutes. */
export const RATE_WINDOW_MS = 5 * 60_000;
/** Read at the end of a log at most; a line with many links takes some tens of kilobytes. */
const TAIL_BYTES = 1_000_000;
const MOST_TROUBLES = 5;
const TROUBLE = new Set(['blocked', 'busy', 'failed', 'too-large']);

export interface LogTail {
  /** Requests in the last minutes, by the minute; null without any. */
  pagesPerMinute: number | null;
  /** Newest first. */
  troubles: Trouble[];
  /** The last request. */
  last: FetchLine | null;
}

/** Reads the end of a log as of `now` (milliseconds since 1970). Where there is no log, nothing is known. */
export async function readTail(path: string, now: number): Promise<LogTail> {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  const times: number[] = [];
  const troubles: Trouble[] = [];
  let last: FetchLine | null = null;
  let since = now - RATE_WINDOW_MS;
  if (size > 0) {
    // Where this begins amid a line, the rest of that is no line and is passed over.
    for await (const { line } of readLog(path, Math.max(0, size - TAIL_BYTES))) {
      if (line?.type === 'run') since = Math.max(since, Date.parse(line.time)); // begun, or gone on, only then
      if (line?.type !== 'fetch') continue;
      last = line;
      times.push(Date.parse(line.time));
      if (!TROUBLE.has(line.outcome)) continue;
      const { time, url, outcome, why = null } = line;
      troubles.unshift({ time, url, outcome, why });
      troubles.length = Math.min(troubles.length, MOST_TROUBLES);
    }
  }
  // A busy log's end may be shorter than the window.
  if (size > TAIL_BYTES) since = Math.max(since, times[0] ?? since);
  const recent = times.filter((time) => time >= since && time <= now).length;
  const minutes = (now - since) / 60_000;
  return { pagesPerMinute: recent > 0 && minutes > 0 ? recent / minutes : null, troubles, last };
}
