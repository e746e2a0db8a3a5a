/** One night: crawl all sites, read their documents, report, and publish the dataset unless too much is missing. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, writeIncoming } from '../archive/durable-file.js';
import { WriterLock } from '../archive/writer-lock.js';
import type { CrawlOutcome } from '../crawl/crawl.js';
import type { Site } from '../crawl/site/site.js';
import { dayInChina } from '../crawl/site-job.js';
import type { DataFolder } from '../data-folder.js';
import { HeldError, sitesShort } from './gate.js';
import { describeNight, type NightReport, reportSite } from './report.js';

export interface NightTools {
  data: DataFolder;
  /** As they were asked for (the name of the job), with what they are. */
  sites: { name: string; site: Site }[];
  crawl: () => Promise<CrawlOutcome>;
  /** Builds the dataset; throws a HeldError where it has too little. */
  build: () => Promise<void>;
  /** Publishes whatever is missing. */
  force: boolean;
}

/**
 * Works through one night. Throws a LockedError while another one goes on, here or elsewhere, and what `crawl` and `build`
 * throw; then the next night, or the same command, goes on with it.
 */
export async function night({ data, sites, crawl, build, force }: NightTools): Promise<NightReport> {
  const lock = await WriterLock.acquire(join(data.path, 'nightly.lock'), 'nightly');
  try {
    const began = new Date();
    const { failures } = await crawl();
    const reports = [];
    for (const { name, site } of sites) {
      const expected = site.expected?.documents ?? null;
      reports.push(await reportSite(data, site.id, { expected, error: failures.get(name) }));
    }
    const held = force ? [] : sitesShort(reports);
    if (held.length === 0) {
      await build().catch((error) => {
        if (!(error instanceof HeldError)) throw error;
        held.push(...error.reasons);
      });
    }
    const report: NightReport = {
      night: dayInChina(began.getTime()),
      began: began.toISOString(),
      ended: new Date().toISOString(),
      sites: reports,
      statuses: await statusesOf(data),
      published: held.length === 0,
      held,
    };
    await keep(data, report);
    return report;
  } finally {
    await lock.release();
  }
}

/** When the last night that came to its end began; null if there was none. */
export async function lastNight(data: DataFolder): Promise<Date | null> {
  const names = await readdir(folderOf(data)).catch(() => []);
  const last = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1);
  const time = last
    ? Date.parse(last.slice(0, -'.json'.length).replace(/T(\d\d)-(\d\d)-(\d\d)/, 'T$1:$2:$3'))
    : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time);
}

async function statusesOf(data: DataFolder): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for await (const { status } of data.records.all()) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

/** `reports/2026-11-21T14-30-00.000Z.json`, and the same for people beside it. */
async function keep(data: DataFolder, report: NightReport): Promise<void> {
  const folder = folderOf(data);
  await mkdir(folder, { recursive: true });
  const name = report.began.replaceAll(':', '-');
  await publish(await writeIncoming(folder, describeNight(report)), join(folder, `${name}.txt`));
  await publish(await writeIncoming(folder, `${JSON.stringify(report, null, 2)}\n`), join(folder, `${name}.json`));
}

function folderOf(data: DataFolder): string {
  return join(data.path, 'reports');
}
