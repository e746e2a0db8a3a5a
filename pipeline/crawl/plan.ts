/**
 * What a command that crawls sites together has to do: the runs that it was killed or interrupted in, else new ones.
 *
 * Which of its sites were over when a command was killed, the logs tell; that they belong together they do not. So a
 * command notes what its runs are called, `archive/plans/<sites>.json`, until it has come to its end. Without the note
 * nothing is lost: sites that were over are asked once more, and answer that nothing has changed.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, writeIncoming } from '../archive/durable-file.js';
import { SiteIndex } from '../archive/site-index.js';
import type { DataFolder } from '../data-folder.js';

export interface CrawlPlan {
  /** What each site's run is called, in the order of the sites. A run may be over already. */
  runs: string[];
  /** All was done: the same command begins new runs. */
  done(): Promise<void>;
}

/**
 * The runs of sites, given by their ids, that are crawled together on a day (`2026-11-21`). A run that was broken off is
 * gone on with, also one of an earlier day; a site that was over when the same command was broken off on this day keeps
 * its run; the others get new runs with a name in common: `2026-11-21`, then `2026-11-21.2`.
 */
export async function planOf(data: DataFolder, sites: readonly string[], day: string): Promise<CrawlPlan> {
  const folder = plansFolder(data.path);
  const path = join(folder, `${nameOf(sites)}.json`);
  const taken = new Set<string>();
  const unfinished = new Map<string, string>();
  for (const site of sites) {
    const index = await SiteIndex.read(data.path, site);
    try {
      for (const { run } of index.runs()) taken.add(run);
      const run = index.unfinishedRun();
      if (run !== undefined) unfinished.set(site, run);
    } finally {
      await index.close();
    }
  }
  const noted = await readNote(path);
  const common = noted?.day === day ? noted.run : newRun(day, taken);
  if (noted?.run !== common)
    await publish(await writeIncoming(folder, JSON.stringify({ day, run: common, sites })), path);
  return {
    runs: sites.map((site) => unfinished.get(site) ?? common),
    done: () => rm(path, { force: true }),
  };
}

/** What a command that crawls sites together, and has not come to its end, set out to do. */
export interface OpenPlan {
  day: string;
  run: string;
  /** Ids of the sites. */
  sites: string[];
  /** When it was first begun. */
  since: Date;
}

/** The plans of a data folder that are open: their commands are at work, or were killed or interrupted. */
export async function openPlans(data: string): Promise<OpenPlan[]> {
  const folder = plansFolder(data);
  const plans: OpenPlan[] = [];
  for (const name of (await readdir(folder).catch(() => [])).filter((each) => each.endsWith('.json')).sort()) {
    const note = await readNote(join(folder, name));
    const file = await stat(join(folder, name)).catch(() => null); // done meanwhile
    if (note && file) plans.push({ ...note, since: file.mtime });
  }
  return plans;
}

function plansFolder(data: string): string {
  return join(data, 'archive', 'plans');
}

function newRun(day: string, taken: ReadonlySet<string>): string {
  let run = day;
  for (let number = 2; taken.has(run); number += 1) run = `${day}.${number}`;
  return run;
}

function nameOf(sites: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...sites].sort()))
    .digest('hex')
    .slice(0, 16);
}

/** Null where there is none that can be read: it is a convenience only. */
async function readNote(path: string): Promise<{ day: string; run: string; sites: string[] } | null> {
  try {
    const { day, run, sites } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const named = Array.isArray(sites) ? sites.filter((site) => typeof site === 'string') : [];
    return typeof day === 'string' && typeof run === 'string' ? { day, run, sites: named } : null;
  } catch {
    return null;
  }
}
