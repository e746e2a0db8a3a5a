/** A schedule in this process, by the clock of China. Alone imports croner. */
import { Cron } from 'croner';

export const TIME_ZONE = 'Asia/Shanghai';

/** Throws an Error that says what is wrong with a pattern of five fields (`30 22 * * *`), or six with seconds before them. */
export function checkPattern(pattern: string): void {
  if (![5, 6].includes(pattern.trim().split(/\s+/).length))
    throw new Error(`'${pattern}' has not the five fields of cron: 30 22 * * *`);
  new Cron(pattern, { timezone: TIME_ZONE, paused: true }).stop();
}

/** When the pattern came round last before a time; null if it never did. */
export function lastTurn(pattern: string, before: Date): Date | null {
  return new Cron(pattern, { timezone: TIME_ZONE, paused: true }).previousRuns(1, before)[0] ?? null;
}

/** The clocks of two machines differ by less. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/**
 * Whether a night that comes round now has been caught up already by the one that began last. What another machine's clock
 * says is due has not come yet by this one's, perhaps.
 */
export function isCaughtUp(pattern: string, last: Date | null, now: Date): boolean {
  const turn = lastTurn(pattern, new Date(now.getTime() + CLOCKS_DIFFER_MS));
  return last !== null && turn !== null && last >= turn;
}

/**
 * Calls `work` each time the pattern comes round, never twice at once, until the signal is aborted. `onNext` is told
 * when that will be.
 */
export async function onSchedule(
  pattern: string,
  work: () => Promise<void>,
  { signal, onNext }: { signal: AbortSignal; onNext: (next: Date | null) => void },
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const cron = new Cron(pattern, { timezone: TIME_ZONE, paused: true });
    onNext(cron.nextRun());
    await new Promise<void>((resolve, reject) => {
      const abort = () => {
        cron.stop();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      cron.schedule(() => {
        cron.stop();
        signal.removeEventListener('abort', abort);
        resolve();
      });
      cron.resume();
    });
    await work();
  }
}
