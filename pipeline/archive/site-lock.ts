/** One process at a time writes a site's log and index. Who only brings the index up to date to read it is waited for. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SiteFolders, siteFolders } from './site-folder.js';
import { type Holder, LockedError, WriterLock } from './writer-lock.js';

/** Told by those who only bring the index up to date before they read. */
export const READING = 'reading';
const WAIT_FOR_READER_MS = 30_000;

/** `purpose`: what others are told of the holder. Throws LockedError where another one writes. */
export async function lockSite(folders: SiteFolders, purpose: string): Promise<WriterLock> {
  for (const until = Date.now() + WAIT_FOR_READER_MS; ; await sleep(50)) {
    try {
      return await WriterLock.acquire(lockPath(folders), purpose);
    } catch (error) {
      if (!(error instanceof LockedError) || error.holder?.purpose !== READING || Date.now() > until) throw error;
    }
  }
}

/** Who writes a site's log now, which is who crawls it; null if nobody does. */
export async function siteWriter(data: string, site: string): Promise<Holder | null> {
  const holder = await WriterLock.holder(lockPath(siteFolders(data, site)));
  return holder?.purpose === READING ? null : holder;
}

function lockPath(folders: SiteFolders): string {
  return join(folders.log, 'writer.lock');
}
