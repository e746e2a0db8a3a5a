/**
 * Writing a file so that a crash at any instant leaves either the whole file or none under its name.
 *
 * Not by a library: write-file-atomic 7.0.1 writes with one call and does not look at how much was written; on a full
 * disk it renamed a 200,000-byte file after 65,536 bytes and reported success. Its temporary names come from the process
 * id, which two containers that share a data folder have in common.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const INCOMING = '.incoming';

/** A temporary file that nobody wrote to for so long belongs to a process that was killed. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Writes to a temporary file under `root`, down to the disk (unless `durable` is false: then `syncFile` does it later), and
 * returns its path; `publish` then gives it its name.
 */
export async function writeIncoming(
  root: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  { durable = true } = {},
): Promise<string> {
  const path = join(root, INCOMING, randomUUID());
  const { done: handle } = await withFolder(dirname(path), () => open(path, 'wx'));
  try {
    await writeFile(handle, content); // until all of it is written, however little the disk takes at a time
    if (durable) await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return path;
}

/** Gives a written temporary file its name in one step, replacing what stood there. */
export async function publish(temporary: string, path: string): Promise<void> {
  for (const directory of await nameFile(temporary, path)) await syncDirectory(directory);
}

/** The first half of `publish`: the name is there, and durable when the directories returned are synced. */
export async function nameFile(temporary: string, path: string): Promise<string[]> {
  const directory = dirname(path);
  const { made } = await withFolder(directory, () => rename(temporary, path));
  return made ? [directory, dirname(directory), dirname(dirname(directory))] : [directory];
}

/** Makes a folder if, as happens once, what is to be done in it fails without. */
async function withFolder<T>(directory: string, work: () => Promise<T>): Promise<{ done: T; made: boolean }> {
  try {
    return { done: await work(), made: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(directory, { recursive: true });
    return { done: await work(), made: true };
  }
}

/** Brings what was written to a file, or the names in a directory, down to the disk: a power cut could take it back. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const syncDirectory = syncFile;

/** Removes what killed processes left behind under `root`; other processes' files in work stay. */
export async function sweepIncoming(root: string, now = Date.now()): Promise<void> {
  const directory = join(root, INCOMING);
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => null); // another process may have just published it
    if (found && now - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}
