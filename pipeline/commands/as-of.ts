/** Points in time as people give them. */
import { UsageError } from './command.js';

/** ISO 8601 in UTC: of a day its end, because what came up on that day was published on it. Throws a UsageError. */
export function pointInTime(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = new Date(isDay ? `${text}T23:59:59.999Z` : text);
  const isReal = /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime());
  // 2026-02-30 is a day of March to JavaScript.
  if (!isReal || (isDay && time.toISOString().slice(0, 10) !== text)) {
    throw new UsageError(`It is no day or time like 2026-11-20 or 2026-11-20T08:00:00+08:00: '${text}'`);
  }
  return time.toISOString();
}
