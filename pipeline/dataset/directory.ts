/** A directory that is there whole or not at all: built beside its place, then swapped in by rename. */
import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Written last; a directory without it is not one of ours, and is not replaced. */
export const SEAL = 'datapackage.json';
/** After this time, what another machine left behind is thought dead: no build takes a day. */
const ABANDONED_MS = 24 * 3600 * 1000;
/** What this process is building. */
const active = new Set<string>();

/**
 * Calls `build` with an empty directory and puts that in the place of `directory` when it is done. Whatever happens
 * before, the old directory stays; what a killed build left behind is removed by the next one.
 */
export async function replaceDirectory<T>(directory: string, build: (into: string) => Promise<T>): Promise<T> {
  const target = resolve(directory);
  await mkdir(dirname(target), { recursive: true });
  await restore(target);
  await rejectForeign(target);
  await removeLeftovers(target);
  const into = `${target}.building-${owner()}-${randomBytes(3).toString('hex')}`;
  await mkdir(into);
  active.add(into);
  try {
    const result = await build(into);
    await access(join(into, SEAL));
    await swap(into, target);
    return result;
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    throw error;
  } finally {
    active.delete(into);
  }
}

async function swap(into: string, target: string): Promise<void> {
  const old = `${target}.old-${owner()}-${basename(into).slice(-6)}`;
  const hadOld = await renamed(target, old);
  try {
    await rename(into, target);
  } catch (error) {
    if (hadOld) await rename(old, target);
    throw error;
  }
  await synchronize(dirname(target));
  if (hadOld) await rm(old, { recursive: true, force: true });
}

/** A build killed between its two renames leaves no directory, but the old one beside its place. */
async function restore(target: string): Promise<void> {
  if (await exists(target)) return;
  const old = (await siblings(target, 'old')).at(-1);
  if (old) await rename(join(dirname(target), old), target);
}

/** `--data` pointed at a folder of somebody's own must not cost them that folder. */
async function rejectForeign(target: string): Promise<void> {
  if (!(await exists(target))) return;
  const names = await readdir(target);
  if (names.length > 0 && !names.includes(SEAL)) {
    throw new Error(`${target} holds something that is no dataset of gongkai (no ${SEAL}); it is left alone`);
  }
}

async function removeLeftovers(target: string): Promise<void> {
  for (const name of [...(await siblings(target, 'building')), ...(await siblings(target, 'old'))]) {
    const path = join(dirname(target), name);
    if (await isAbandoned(path, name)) await rm(path, { recursive: true, force: true });
  }
}

async function isAbandoned(path: string, name: string): Promise<boolean> {
  const [, machine, process_] = /\.(?:building|old)-(.+)-(\d+)-[^-]+$/.exec(name) ?? [];
  if (machine === machineName()) {
    const id = Number(process_);
    // Of our own number: an earlier process in a container, where every one is number 1. Or this one, building twice.
    return id === process.pid ? !active.has(path) : !isAlive(id);
  }
  const age = await stat(path)
    .then((found) => Date.now() - found.mtimeMs)
    .catch(() => 0);
  return age > ABANDONED_MS;
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function siblings(target: string, state: 'building' | 'old'): Promise<string[]> {
  const names = await readdir(dirname(target));
  return names.filter((name) => name.startsWith(`${basename(target)}.${state}-`)).sort();
}

function owner(): string {
  return `${machineName()}-${process.pid}`;
}

function machineName(): string {
  return hostname().replace(/[^A-Za-z0-9.]/g, '_') || 'machine';
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes sure that what was written is on the disk, as far as the system lets us. */
export async function synchronize(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
