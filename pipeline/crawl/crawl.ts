/**
 * A crawl from sites to records: one queue of sites, one of documents, worked on together until both are empty.
 *
 * `site/`: one site in one run, from its entry to its end · `host/`: how its hosts are treated · `fetch/`: one request and its
 * answer · `page/`: what an answer is · `links/`: where it leads, and what is worth going to · `markup/`: HTML, XML and scripts
 * as they stand. Each takes only of those after it.
 */
import type { FetchLine } from '../archive/fetch-log.js';
import { announce } from '../archive/presence.js';
import type { DataFolder } from '../data-folder.js';
import { documentHandler } from '../extraction/documents.js';
import { drive } from '../extraction/drive.js';
import { type DocumentJob, Intake } from '../extraction/intake.js';
import { Outcome } from '../extraction/outcome.js';
import type { Log } from '../log.js';
import type { JobEvent, JobQueue } from '../queue/port.js';
import type { DocumentReader } from '../worker/reader.js';
import type { CrawlEnd } from './site/crawl-site.js';
import { type SiteJob, siteHandler } from './site-job.js';

export interface CrawlTools {
  data: DataFolder;
  reader: DocumentReader;
  /** The queues; with Redis behind them other processes work on the same jobs. */
  sites: JobQueue<SiteJob>;
  documents: JobQueue<DocumentJob>;
  /** How many of each this process works on at a time. */
  concurrency: { sites: number; documents: number };
  /** What requests of this process go through. */
  proxy?: URL | undefined;
  log: Log;
  /** Aborted at an interrupt: no more is begun, and what is in work goes back. */
  signal: AbortSignal;
}

export interface CrawlOutcome {
  /** What the documents that were read here come to. */
  documents: Outcome;
  /** How the runs ended that were worked on here, by site. */
  ends: Map<string, CrawlEnd>;
  /** Sites whose crawl failed for a reason of ours, with that. */
  failures: Map<string, Error>;
}

/** Crawls the sites and reads their documents, and what earlier runs left unread. Throws where `drive` does. */
export async function crawl(jobs: readonly SiteJob[], tools: CrawlTools): Promise<CrawlOutcome> {
  return work(tools, {
    total: jobs.length,
    feed: async () => {
      for (const job of jobs) await tools.sites.add(`${job.site} ${job.run}`, job);
    },
    readUnread: true,
    purpose: 'crawl',
  });
}

/** Works on whatever jobs others add, until the signal is aborted; throws its reason then, or where `drive` does. */
export async function serve(tools: CrawlTools): Promise<CrawlOutcome> {
  return work(tools, { total: null, feed: (stopped) => untilAborted(stopped), readUnread: false, purpose: 'worker' });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

interface Work {
  /** How many sites are to be crawled; null where nobody knows. */
  total: number | null;
  /** Adds the jobs of sites. */
  feed: (stopped: AbortSignal) => Promise<void>;
  /** Whether what is archived and unread is read at the end. */
  readUnread: boolean;
  /** What other processes are told that this one does. */
  purpose: string;
}

async function work(tools: CrawlTools, { total, feed, readUnread, purpose }: Work): Promise<CrawlOutcome> {
  const { data, reader, sites, documents, concurrency, proxy, log, signal } = tools;
  const ends = new Map<string, CrawlEnd>();
  const failures = new Map<string, Error>();
  const done = new Set<string>();
  const pages = { asked: 0, unchanged: 0, trouble: 0 };
  const outcome = new Outcome(log, 0, () => {
    const trouble = pages.trouble > 0 ? `, ${pages.trouble} in trouble` : '';
    return `${done.size}${total === null ? '' : `/${total}`} sites, ${pages.asked} pages (${pages.unchanged} unchanged${trouble}); `;
  });
  const counted: Promise<void>[] = [];
  const count = async (sha256: string, source: string) => {
    const record = await data.records.get(sha256);
    if (record) outcome.add(record, source);
    else outcome.fail(source, new Error('its record has vanished'));
  };
  const submitted = new Set<string>();
  const add = async (job: DocumentJob) => {
    if (await documents.add(job.sha256, job)) submitted.add(job.sha256);
  };
  const intake = new Intake(data, reader, add, {
    repeated: () => outcome.addRepeated(),
    archive: (members) => outcome.addArchive(members),
    settled: count,
    failed: (source, error) => outcome.fail(source, error),
  });
  const onLine = (_site: string, line: FetchLine) => {
    pages.asked += 1;
    if (line.changed === 'same') pages.unchanged += 1;
    if (['blocked', 'busy', 'failed', 'too-large'].includes(line.outcome)) pages.trouble += 1;
    outcome.tick();
  };

  const crawlAll = async (stopped: AbortSignal) => {
    const handler = siteHandler(data, {
      proxy,
      onLine,
      onEnd: (site, end) => {
        ends.set(site, end);
        log.info(end.state === 'paused' ? `paused until ${end.until.toISOString()}: ${end.reason}` : end.reason, {
          site,
        });
      },
      onDocument: async ({ url, ...document }, siteSignal) => {
        outcome.expect(1);
        await intake.submit({ ...document, source: url, archived: true, limit: 0, unpacked: false }, siteSignal);
      },
    });
    const onEvent = (event: JobEvent<SiteJob>) => {
      if (event.type === 'completed') done.add(event.job.site);
      if (event.type === 'postponed') log.info(`later: ${event.error.message}`);
      if (event.type !== 'failed') return;
      failures.set(event.job.site, event.error);
      log.error(event.error.message, { site: event.job.site });
    };
    if (concurrency.sites === 0) await feed(stopped);
    else {
      // At an interrupt no further page is asked for: a crawl that goes on later loses but the request in flight.
      const course = { concurrency: concurrency.sites, signal: stopped, feed, onEvent, graceMs: 0 };
      await drive({ queue: sites, handler, ...course });
    }
    if (!readUnread) return;
    // Which site a document is named after is known when all are done: what was read under another name is read again.
    await Promise.race([documents.idle(), untilAborted(stopped)]);
    for (const document of await data.unread()) {
      outcome.expect(1);
      await intake.submit(document, stopped);
    }
  };
  const onEvent = (event: JobEvent<DocumentJob>) => {
    const { sha256, source } = event.job;
    if (event.type !== 'completed' && event.type !== 'failed') return;
    // Queued by another process, which is told how it ends as well.
    if (!submitted.delete(sha256)) outcome.expect(1);
    if (event.type === 'completed') counted.push(count(sha256, source));
    if (event.type === 'failed') outcome.fail(source, event.error);
  };
  const presence = await announce(data.path, purpose);
  try {
    const handler = documentHandler(data, reader);
    await drive({ queue: documents, handler, concurrency: concurrency.documents, signal, feed: crawlAll, onEvent });
  } finally {
    await Promise.all(counted);
    await intake.close();
    outcome.end();
    await presence.release();
  }
  return { documents: outcome, ends, failures };
}
