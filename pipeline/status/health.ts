/** Whether the data folder takes writes. A probe that only reads stays green while a full disk stops all work. */
import { randomUUID } from 'node:crypto';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderHealth } from './snapshot.js';

/** More than what a file system keeps beside the name of a file: it must find room. */
const PROBE_BYTES = 4096;

/** Writes a small file into the folder, down to the disk, and takes it away again. */
export async function probeFolder(data: string): Promise<FolderHealth> {
  const path = join(data, `.status-${randomUUID()}`);
  let trouble: string | null = null;
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES));
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    trouble = explainWrite(error as NodeJS.ErrnoException);
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
  const disk = await statfs(data).catch(() => null);
  return { trouble, free_bytes: disk ? disk.bavail * disk.bsize : null };
}

function explainWrite({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return `its disk is full (${code})`;
  if (code === 'EROFS') return 'it is mounted for reading only (EROFS)';
  if (code === 'EACCES' || code === 'EPERM') return `this user may not write there (${code})`;
  return message;
}
