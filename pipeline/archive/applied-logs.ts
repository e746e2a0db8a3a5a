/** Which logs an index was made of, how far it has taken them in, and whether they are still the same. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readLog } from './fetch-log.js';
import { FOLD_VERSION } from './fold.js';
import { type Applied, IndexStore } from './index-store.js';
import { runLogs, type SiteFolders } from './site-folder.js';

/** Bytes before the applied offset that must still be the same. */
const CHECKED_BYTES = 4_096;

export interface RunLog {
  name: string;
  path: string;
  order: number;
}

/** The logs that have a run line, in the order of the runs. */
export async function logsInOrder(folders: SiteFolders, files = new Map<string, Applied>()): Promise<RunLog[]> {
  const logs: RunLog[] = [];
  for (const name of await runLogs(folders)) {
    const path = join(folders.log, name);
    const order = files.get(name)?.order ?? (await orderOf(path));
    if (order !== null) logs.push({ name, path, order });
  }
  return logs.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
}

async function orderOf(path: string): Promise<number | null> {
  for await (const { line } of readLog(path)) if (line?.type === 'run') return line.order ?? 0;
  return null;
}

/** The index, if nothing is left to be applied to it. */
export async function currentStore(folders: SiteFolders): Promise<IndexStore | null> {
  const store = await openStore(folders.index, { readOnly: true });
  if (!store) return null;
  const files = store.files();
  const logs = await logsInOrder(folders, files);
  if (await isOf(store, logs)) {
    const behind = await Promise.all(logs.map(({ name, path }) => hasLineAfter(path, files.get(name)?.offset ?? 0)));
    if (!behind.includes(true)) return store;
  }
  await store.close();
  return null;
}

/** Null where there is no index that can be used. */
export async function openStore(directory: string, { readOnly }: { readOnly: boolean }): Promise<IndexStore | null> {
  let store: IndexStore;
  try {
    store = new IndexStore(directory, { readOnly });
  } catch {
    return null;
  }
  if (store.version === FOLD_VERSION) return store;
  await store.close();
  return null;
}

/** Whether an index was made of these logs, and what is not in it comes after all that is. */
export async function isOf(store: IndexStore, logs: RunLog[]): Promise<boolean> {
  const files = store.files();
  const latest = Math.max(0, ...[...files.values()].map(({ order }) => order));
  let found = 0;
  for (const { name, path, order } of logs) {
    const applied = files.get(name);
    if (!applied) {
      if (order <= latest) return false;
      continue;
    }
    found += 1;
    const { size } = await stat(path);
    if (applied.order !== order || size < applied.offset) return false;
    if (order < latest && (await hasLineAfter(path, applied.offset))) return false;
    if (order === latest && (await checkOf(path, applied.offset)) !== applied.check) return false;
  }
  return found === files.size;
}

async function hasLineAfter(path: string, offset: number): Promise<boolean> {
  if ((await stat(path)).size === offset) return false;
  for await (const _ of readLog(path, offset)) return true;
  return false;
}

/** A digest of the last bytes before an offset. */
export async function checkOf(path: string, offset: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(offset, CHECKED_BYTES));
    await file.read(bytes, 0, bytes.length, offset - bytes.length);
    return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  } finally {
    await file.close();
  }
}
