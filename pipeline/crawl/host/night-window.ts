/** The hours in which a site may be crawled, by the clock of the offices that run it: `22:00-06:00` in Asia/Shanghai. */

/** China has one time zone, and no summer time since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Milliseconds after midnight; a window that ends before it begins goes over midnight. */
interface Window {
  from: number;
  to: number;
}

/** Throws an Error with the reason for anything but `HH:MM-HH:MM` (24:00 may end a window). */
function parseWindow(text: string): Window {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text.trim());
  const [from, to] = match ? [at(match[1]!, match[2]!), at(match[3]!, match[4]!)] : [0, 0];
  if (!match || to > DAY_MS || from === to) throw new Error(`${text} is no window of time: write it as 22:00-06:00`);
  return { from, to };
}

function at(hours: string, minutes: string): number {
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

export class NightWindows {
  readonly #windows: Window[];

  /** Several add up. None means: at any time. Throws an Error for a window that is not written as `22:00-06:00`. */
  constructor(windows: readonly string[]) {
    this.#windows = windows.map(parseWindow);
  }

  /** The next time, from `time` on, at which a window is open; `time` itself if one is open now. Milliseconds since 1970. */
  opens(time: number): number {
    if (this.#windows.length === 0) return time;
    const clock = (time + SHANGHAI_OFFSET_MS) % DAY_MS;
    const waits = this.#windows.map(({ from, to }) => {
      const open = from < to ? clock >= from && clock < to : clock >= from || clock < to;
      return open ? 0 : (from - clock + DAY_MS) % DAY_MS;
    });
    return time + Math.min(...waits);
  }
}
