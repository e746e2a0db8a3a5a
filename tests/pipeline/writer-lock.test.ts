import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LockedError, LockLostError, WriterLock } from '../../pipeline/archive/writer-lock.js';
import { temporaryFolder } from './workspace.js';

const lockIn = (folder: string) => join(folder, 'writer.lock');
const longAgo = new Date(Date.now() - 3_600_000);

/** The lock of another machine, last touched at `touched`. */
function foreignLock(path: string, touched: Date): void {
  const holder = { id: 'x', host: 'elsewhere', processes: 'elsewhere', pid: 1, since: '2026-01-01', purpose: 'crawl' };
  writeFileSync(path, JSON.stringify(holder));
  utimesSync(path, touched, touched);
}

describe('the lock of a writer', () => {
  it('is held by one, and says by whom', async () => {
    const folder = temporaryFolder();
    const lock = await WriterLock.acquire(lockIn(folder), 'crawl of a');
    const error = await WriterLock.acquire(lockIn(folder), 'crawl of a').catch((reason) => reason);
    expect(error).toBeInstanceOf(LockedError);
    expect(error.message).toContain(`held by process ${process.pid} on ${hostname()}`);
    expect(await WriterLock.holder(lockIn(folder))).toEqual(lock.holder);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(await WriterLock.holder(lockIn(folder))).toBeNull();
    await (await WriterLock.acquire(lockIn(folder), 'again')).release();
  });

  it('is given to one of many that want it at once', async () => {
    const folder = temporaryFolder();
    for (const stale of [false, true]) {
      if (stale) foreignLock(lockIn(folder), longAgo);
      const all = await Promise.allSettled(
        Array.from({ length: 8 }, () => WriterLock.acquire(lockIn(folder), 'crawl')),
      );
      const won = all.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
      const still = await Promise.allSettled(won.map((lock) => lock.check()));
      expect(still.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await Promise.all(won.map((lock) => lock.release()));
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('of another machine is left alone until that has been silent', async () => {
    const path = lockIn(temporaryFolder());
    foreignLock(path, new Date());
    await expect(WriterLock.acquire(path, 'crawl')).rejects.toThrow('process 1 on elsewhere');
    foreignLock(path, longAgo);
    expect(await WriterLock.holder(path)).toBeNull();
    await (await WriterLock.acquire(path, 'crawl')).release();
  });

  it('that is half written is left alone until its writer has been silent', async () => {
    const path = lockIn(temporaryFolder());
    writeFileSync(path, '{"id":');
    await expect(WriterLock.acquire(path, 'crawl')).rejects.toThrow('held by another process');
    utimesSync(path, longAgo, longAgo);
    await (await WriterLock.acquire(path, 'crawl')).release();
  });

  it('of a dead process of this machine is taken over at once', async () => {
    const path = lockIn(temporaryFolder());
    const lock = await WriterLock.acquire(path, 'crawl');
    const child = spawn('sleep', ['0']);
    await once(child, 'exit');
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"pid":${process.pid}`, `"pid":${child.pid}`));
    const next = await WriterLock.acquire(path, 'crawl');
    await expect(lock.check()).rejects.toThrow(LockLostError);
    await lock.release(); // takes nothing from the next one
    await next.check();
    await next.release();
  });

  it('is not taken for that of a process which has its number now', async () => {
    const path = lockIn(temporaryFolder());
    const lock = await WriterLock.acquire(path, 'crawl');
    // Another lives, but has not touched the lock for an hour.
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"pid":${process.pid}`, `"pid":${process.ppid}`));
    await expect(WriterLock.acquire(path, 'crawl')).rejects.toThrow(LockedError);
    utimesSync(path, longAgo, longAgo);
    await (await WriterLock.acquire(path, 'crawl')).release();
    await lock.release();
  });
});
