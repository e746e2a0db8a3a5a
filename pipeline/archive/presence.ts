/**
 * Which processes work on a data folder now: `archive/processes/<id>.lock`, each held by its process while it lives. Whoever
 * watches tells by it whether what is left is being done or was left by somebody who was killed.
 */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Holder, WriterLock } from './writer-lock.js';

/** What a killed process left is taken away after this. */
const SWEEP_MS = 60 * 60_000;
const SUFFIX = '.lock';

/** Says that this process works on a data folder, until the lock is released. `purpose`: what it does, in a word. */
export async function announce(data: string, purpose: string): Promise<WriterLock> {
  const lock = await WriterLock.acquire(join(folderOf(data), `${randomUUID()}${SUFFIX}`), purpose);
  for (const path of await locks(data)) {
    const touched = await stat(path).catch(() => null);
    if (touched && Date.now() - touched.mtimeMs > SWEEP_MS && !(await WriterLock.holder(path))) {
      await rm(path, { force: true });
    }
  }
  return lock;
}

/** The processes that have announced themselves and live. */
export async function present(data: string): Promise<Holder[]> {
  const holders = await Promise.all((await locks(data)).map((path) => WriterLock.holder(path)));
  return holders.filter((holder) => holder !== null);
}

async function locks(data: string): Promise<string[]> {
  const folder = folderOf(data);
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => join(folder, name));
}

function folderOf(data: string): string {
  return join(data, 'archive', 'processes');
}
