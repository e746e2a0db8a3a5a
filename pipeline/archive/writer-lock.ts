/**
 * One writer at a time, over processes and machines: a lock file with process, machine and heartbeat.
 *
 * The lock of a dead process is taken over: at once where that was on this machine, after a silence where it was on
 * another. Two that take over the same lock at the same moment are told apart by `check`, which every writer calls before
 * it writes.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const HEARTBEAT_MS = 5_000;
/** A writer that did not touch its lock for so long is thought dead. */
const SILENT_MS = 30_000;
/** Takeovers that are tried before giving up: each lost one means that another won. */
const ATTEMPTS = 5;

export interface Holder {
  id: string;
  host: string;
  /** Where its process number means something. */
  processes: string;
  pid: number;
  since: string;
  purpose: string;
}

/** Another writer holds the lock. */
export class LockedError extends Error {
  override name = 'LockedError';

  constructor(
    readonly path: string,
    readonly holder: Holder | null,
  ) {
    super(
      holder
        ? `${path} is held by process ${holder.pid} on ${holder.host} since ${holder.since} (${holder.purpose})`
        : `${path} is held by another process`,
    );
  }
}

/** The lock was taken by another writer, which thought this one dead: nothing more may be written. */
export class LockLostError extends Error {
  override name = 'LockLostError';
}

/** Locks that this process holds: a process number says nothing of two holders in the same process. */
const held = new Set<string>();

export class WriterLock {
  readonly #heartbeat: NodeJS.Timeout;
  #lost: LockLostError | null = null;

  private constructor(
    readonly path: string,
    readonly holder: Holder,
  ) {
    held.add(holder.id);
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Takes the lock or throws a LockedError. `purpose` is told to whom it keeps waiting. */
  static async acquire(path: string, purpose: string): Promise<WriterLock> {
    await mkdir(dirname(path), { recursive: true });
    const since = new Date().toISOString();
    const mine = { id: randomUUID(), host: hostname(), processes: processSpace(), pid: process.pid, since, purpose };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await create(path, JSON.stringify(mine))) {
        const lock = new WriterLock(path, mine);
        await lock.check();
        return lock;
      }
      const text = await textOf(path);
      const holder = parseHolder(text);
      if (await isAlive(path, holder, mine.id)) throw new LockedError(path, holder);
      await takeAway(path, text);
    }
    throw new LockedError(path, await holderOf(path));
  }

  /** Who holds a lock and is not dead; null if nobody. */
  static async holder(path: string): Promise<Holder | null> {
    const holder = await holderOf(path);
    return holder && (await isAlive(path, holder, randomUUID())) ? holder : null;
  }

  /** Throws a LockLostError if the lock is no longer ours. */
  async check(): Promise<void> {
    if (!this.#lost && (await holderOf(this.path))?.id !== this.holder.id) {
      this.#lost = new LockLostError(`${this.path} was taken over by another process`);
    }
    if (this.#lost) throw this.#lost;
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    held.delete(this.holder.id);
    if ((await holderOf(this.path))?.id === this.holder.id) await rm(this.path, { force: true });
  }

  async #beat(): Promise<void> {
    const now = new Date();
    await this.check()
      .then(() => utimes(this.path, now, now))
      .catch(() => {}); // the writer learns of it before it writes
  }
}

async function create(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(text);
  } catch (error) {
    // On a full disk the file is there and empty: a lock of nobody, which all would wait for.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

async function holderOf(path: string): Promise<Holder | null> {
  return parseHolder(await textOf(path));
}

/** Empty where there is no lock. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function parseHolder(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null; // gone, or not yet written whole
  }
}

async function isAlive(path: string, holder: Holder | null, probeId: string): Promise<boolean> {
  if (holder?.processes === processSpace()) {
    if (holder.pid === process.pid) return held.has(holder.id);
    if (!isRunning(holder.pid)) return false;
  }
  // Another machine's; or a number that runs here, but may have been given to another program since.
  const touched = await stat(path).catch(() => null);
  return touched !== null && (await clockOf(path, probeId)) - touched.mtimeMs < SILENT_MS;
}

/** The machine since it was started, and on Linux the container: two may have the same name and the same numbers. */
function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The time by the clock that stamps the files there: on a shared disk not that of this machine. */
async function clockOf(path: string, probeId: string): Promise<number> {
  const probe = `${path}.${probeId}`;
  try {
    await writeFile(probe, '');
    return (await stat(probe)).mtimeMs;
  } catch {
    return Date.now(); // may not write here
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** Removes a dead holder's lock, unless another has replaced it meanwhile. */
async function takeAway(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await textOf(aside);
  // Not the dead one's: another had taken over already. It gets its lock back.
  if (taken !== text) await create(path, taken);
  await rm(aside, { force: true });
}
