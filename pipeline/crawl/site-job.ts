/** The job of crawling one site in one run, as every process does it that works on a data folder, whatever queue it comes from. */
import { join } from 'node:path';
import { Holding } from '../archive/holding.js';
import { SiteIndex } from '../archive/site-index.js';
import { LockedError, LockLostError, WriterLock } from '../archive/writer-lock.js';
import type { DataFolder } from '../data-folder.js';
import { readManifest } from '../package.js';
import { type Handler, PostponedError } from '../queue/port.js';
import { Fetcher } from './fetch/fetcher.js';
import { type CrawlEnd, type CrawledDocument, crawlSite, type SiteCrawlTools } from './site/crawl-site.js';
import { type Site, siteOf } from './site/site.js';

/** References and plain values only: it goes through Redis. */
export interface SiteJob {
  /** Name of an entry of corpora/sites, or a URL. */
  site: string;
  /** What the run is called: its day, mostly. */
  run: string;
  options: SiteJobOptions;
}

export interface SiteJobOptions {
  /** Lifts the ban on addresses that are not public. */
  allowPrivate?: boolean;
  /** How the site's operators reach us; part of the User-Agent. */
  contact?: string;
  /** Instead of the site's own. */
  delayMs?: number;
  maxPages?: number;
  maxMinutes?: number;
  /** Keeps to the folder of a URL. */
  folderOnly?: boolean;
  /** Folder with entries of sites, instead of corpora/sites. */
  sites?: string;
}

export interface SiteJobTools {
  onDocument: (document: CrawledDocument, signal: AbortSignal) => Promise<void>;
  /** Each line of the log of a site. */
  onLine?: (site: string, line: Parameters<NonNullable<SiteCrawlTools['onLine']>>[0]) => void;
  onEnd?: (site: string, end: CrawlEnd) => void;
  /** What requests of this process go through. */
  proxy?: URL | undefined;
}

/** Another process is at the site, or at its host; it is asked for again after this. */
const HELD_ELSEWHERE_MS = 15_000;

/** The site of a job with what the job says otherwise. Throws a SiteError. */
export function siteOfJob({ site: name, options }: Pick<SiteJob, 'site' | 'options'>): Site {
  const { delayMs, maxPages, maxMinutes, folderOnly = false, sites } = options;
  const site = siteOf(name, sites, { folderOnly });
  const limits = {
    ...site.limits,
    ...(maxPages === undefined ? {} : { pages: maxPages }),
    ...(maxMinutes === undefined ? {} : { minutes: maxMinutes }),
  };
  return { ...site, limits, delayMs: delayMs ?? site.delayMs };
}

/** Truthful, and with whom to write to where that was said. */
export function userAgent(contact?: string): string {
  return `gongkai/${readManifest().version} (budget performance disclosures${contact ? `; +${contact}` : ''})`;
}

/** The day in China, `2026-11-21`: a night's run is called after the day on which it begins there. */
export function dayInChina(now = Date.now()): string {
  return new Date(now + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

/**
 * Crawls the job's site to the end of its run. One process at a time crawls a site, and a host: whoever comes second is
 * postponed. A run that is over is not begun again, and ends as it did.
 */
export function siteHandler(data: DataFolder, tools: SiteJobTools): Handler<SiteJob> {
  return async (job, { signal }) => {
    const site = siteOfJob(job);
    const held: WriterLock[] = [];
    const holding = new Holding(data.archive);
    try {
      for (const host of hostsOf(site))
        held.push(await WriterLock.acquire(hostLock(data, host), `crawl of ${site.id}`));
      const index = await SiteIndex.open(data.path, site.id, { before: () => holding.commit() });
      try {
        const end = await crawl(job, site, { index, holding }, tools, signal);
        tools.onEnd?.(site.id, end);
        if (end.state === 'paused') {
          throw new PostponedError(`${site.id}: ${end.reason}`, Math.max(1000, end.until.getTime() - Date.now()));
        }
      } finally {
        await index.close();
      }
    } catch (error) {
      if (error instanceof LockedError || error instanceof LockLostError) {
        throw new PostponedError(error.message, HELD_ELSEWHERE_MS);
      }
      throw error;
    } finally {
      for (const lock of held) await lock.release();
    }
  };
}

async function crawl(
  { run, options }: SiteJob,
  site: Site,
  { index, holding }: { index: SiteIndex; holding: Holding },
  { onDocument, onLine, proxy }: SiteJobTools,
  signal: AbortSignal,
): Promise<CrawlEnd> {
  const begun = index.runs().find((each) => each.run === run);
  if (begun && index.unfinishedRun() !== run) return { state: 'ended', reason: begun.reason ?? 'interrupted' };
  const agent = userAgent(options.contact);
  const fetcher = new Fetcher({
    keep: holding,
    userAgent: agent,
    allowPrivate: options.allowPrivate ?? false,
    insecureTls: site.lenientTls,
    ...(proxy ? { proxy } : {}),
  });
  try {
    return await crawlSite(site, run, {
      fetcher,
      holding,
      index,
      userAgent: agent,
      signal,
      onDocument: (document) => onDocument(document, signal),
      ...(onLine ? { onLine: (line) => onLine(site.id, line) } : {}),
    });
  } finally {
    await fetcher.close();
  }
}

function hostsOf(site: Site): string[] {
  return [...new Set(site.start.map((start) => new URL(start).host))].sort();
}

function hostLock(data: DataFolder, host: string): string {
  return join(data.path, 'archive', 'hosts', `${host.replace(/[^\w.-]/g, '_')}.lock`);
}
