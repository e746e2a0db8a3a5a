/** Megabytes that this process has to itself, without what the system keeps of files. Linux only. */
import { readFileSync } from 'node:fs';

export function ownMegabytes() {
  return Math.round(Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024);
}
