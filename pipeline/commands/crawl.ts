/** `gongkai crawl`: government sites into the archive, their documents into records. */

import { troubledPages } from '../archive/fold.js';
import { SiteIndex } from '../archive/site-index.js';
import { type CrawlOutcome, crawl } from '../crawl/crawl.js';
import { parseProxy } from '../crawl/fetch/proxy.js';
import { planOf } from '../crawl/plan.js';
import { type Site, SiteError, siteNames } from '../crawl/site/site.js';
import { dayInChina, type SiteJob, type SiteJobOptions, siteOfJob } from '../crawl/site-job.js';
import type { DataFolder } from '../data-folder.js';
import { QueueUnavailableError } from '../queue/port.js';
import { describeStatuses } from '../records/tally.js';
import { textTable } from '../text-table.js';
import {
  CannotWorkError,
  type Command,
  type CommandOption,
  type Context,
  EXIT,
  EXIT_CODES_HELP,
  UsageError,
} from './command.js';
import { columns } from './dataset.js';
import { DATA_OPTION, type DataOptions, READING_OPTIONS, type ReadingOptions, wholeNumber } from './options.js';
import { REDIS_OPTION, type RedisOptions, withQueues } from './queues.js';
import { withDataFolder, withReader } from './reading.js';

export interface CrawlOptions extends DataOptions, ReadingOptions, RedisOptions {
  delay?: number;
  maxPages?: number;
  maxMinutes?: number;
  allowPrivate?: boolean;
  contact?: string;
  folderOnly?: boolean;
  sites?: string;
  sitesAtATime: number;
  proxy?: URL;
}

export const PROXY_OPTION: CommandOption = {
  flags: '--proxy <url>',
  description: 'ask sites through this HTTP proxy (http://user:password@host:3128); HTTPS_PROXY is not looked at',
  environment: 'GONGKAI_PROXY',
  parse: (text) => {
    try {
      return parseProxy(text);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  },
};

/** Says what a proxy takes away. */
export function warnOfProxy(proxy: URL | undefined, log: Context['log']): void {
  if (proxy)
    log.warning(`asking through ${proxy.host}: which addresses names stand for cannot be checked behind a proxy`);
}

export const CRAWL_OPTIONS: CommandOption[] = [
  {
    flags: '--delay <ms>',
    description: "rest between two requests to a host, instead of the site's own; robots.txt may ask for more",
    parse: wholeNumber({ least: 0, most: 600_000 }),
  },
  {
    flags: '--max-pages <n>',
    description: 'requests to a site in this run',
    parse: wholeNumber({ least: 1, most: 1e9 }),
  },
  {
    flags: '--max-minutes <n>',
    description: 'time for a site in this run',
    parse: wholeNumber({ least: 1, most: 1e6 }),
  },
  {
    flags: '--contact <address>',
    description: 'how the operators of a site reach you: part of the User-Agent',
    environment: 'GONGKAI_CONTACT',
  },
  { flags: '--allow-private', description: 'also crawl loopback, private and link-local addresses' },
  { flags: '--folder-only', description: 'of a URL only the folder that it lies in, not its whole host' },
  {
    flags: '--sites <dir>',
    description: 'folder with entries of sites (default: corpora/sites)',
    environment: 'GONGKAI_SITES',
  },
  {
    flags: '--sites-at-a-time <n>',
    description: 'sites crawled at the same time, each with one request at a time',
    default: 4,
    parse: wholeNumber({ least: 1, most: 256 }),
  },
  PROXY_OPTION,
];

export const crawlCommand: Command<CrawlOptions> = {
  name: 'crawl',
  summary: 'fetch what government sites publish, politely, and read it',
  paths: { syntax: '<site...>', description: 'names of entries of corpora/sites, or URLs; all: every entry' },
  options: [DATA_OPTION, ...CRAWL_OPTIONS, REDIS_OPTION, ...READING_OPTIONS],
  help: `Follows lists, further pages, articles and attachments, what promises disclosures of budget performance
first; keeps to robots.txt, one request at a time for a host, slower where a server is slow. A challenge,
a captcha or a login is never passed: the site is 'blocked' and left alone. What did not change since
the last run is neither fetched nor read again. All bytes are kept by their hash in DIR/archive, with a
log of what was asked and what came; killed or interrupted, the same command goes on where it was.

Examples:
  gongkai crawl https://www.example.gov.cn/zwgk/czxx/ --folder-only --contact you@example.org
  gongkai crawl cn-jilin-dehui cn-shandong-pingyin
  gongkai crawl all --redis redis://127.0.0.1:6379      # with 'gongkai worker' on other machines

${EXIT_CODES_HELP}`,

  async run(names, options, context) {
    const sites = sitesOf(names, options, context);
    return withDataFolder(options.data, async (data) => {
      const outcome = await crawlTogether(data, sites, options, context);
      const ids = sites.map(({ site }) => site.id);
      await context.print(await siteTable(data, ids));
      await context.print(crawlSummary(outcome));
      return isAllWell(outcome) ? EXIT.done : EXIT.notAllOk;
    });
  },
};

/** A site as it was asked for, and what that is. */
export interface AskedSite {
  name: string;
  site: Site;
}

/** The sites that names stand for, each once. Throws a UsageError. */
export function sitesOf(names: readonly string[], options: CrawlOptions, { log }: Pick<Context, 'log'>): AskedSite[] {
  const asked = names.flatMap((name) => (name === 'all' ? siteNames(options.sites) : [name]));
  const jobOptions = jobOptionsOf(options);
  const sites = [...new Set(asked)].map((name) => ({ name, site: resolve(name, jobOptions) }));
  if (sites.length === 0) throw new UsageError('There is no entry of a site');
  if (!options.contact && !options.allowPrivate) {
    log.warning('without --contact the operators of a site cannot tell you what disturbs them');
  }
  return sites;
}

/** Crawls sites as one piece of work: goes on with it where it was broken off. */
export async function crawlTogether(
  data: DataFolder,
  sites: readonly AskedSite[],
  options: CrawlOptions,
  context: Pick<Context, 'log' | 'signal'>,
): Promise<CrawlOutcome> {
  const ids = sites.map(({ site }) => site.id);
  const { runs, done } = await planOf(data, ids, dayInChina());
  const jobOptions = jobOptionsOf(options);
  const jobs = sites.map(({ name }, i): SiteJob => ({ site: name, run: runs[i]!, options: jobOptions }));
  const outcome = await crawlInto(data, jobs, options, context);
  await done();
  return outcome;
}

/** Crawls with the queues that the options name. Throws a CannotWorkError where Redis cannot be had. */
async function crawlInto(
  data: DataFolder,
  jobs: readonly SiteJob[],
  options: CrawlOptions,
  { log, signal }: Pick<Context, 'log' | 'signal'>,
): Promise<CrawlOutcome> {
  const concurrency = { sites: options.sitesAtATime, documents: options.concurrency };
  warnOfProxy(options.proxy, log);
  return withReader(options, log, (reader) =>
    withQueues(options, data.path, log, (queues) =>
      crawl(jobs, { data, reader, ...queues, concurrency, proxy: options.proxy, log, signal }),
    ),
  ).catch((error) => {
    if (error instanceof QueueUnavailableError) throw new CannotWorkError(error.message, { cause: error });
    throw error;
  });
}

function jobOptionsOf(options: CrawlOptions): SiteJobOptions {
  const { delay: delayMs, maxPages, maxMinutes, allowPrivate, contact, folderOnly, sites } = options;
  const all = { delayMs, maxPages, maxMinutes, allowPrivate, contact, folderOnly, sites };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as SiteJobOptions;
}

function resolve(site: string, options: SiteJobOptions): Site {
  try {
    return siteOfJob({ site, options });
  } catch (error) {
    if (error instanceof SiteError) throw new UsageError(error.message);
    throw error;
  }
}

/** What the last run of each site came to. */
export async function siteTable(data: DataFolder, ids: readonly string[]): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const id of ids) {
    const index = await SiteIndex.read(data.path, id);
    try {
      const run = index.runs().at(-1);
      if (!run) continue;
      const { outcomes, changes, roles, missing, waiting } = run;
      const sum = (...names: string[]) => names.reduce((total, name) => total + (outcomes[name] ?? 0), 0);
      const fresh = [changes.new ?? 0, changes.changed ?? 0, changes.same ?? 0];
      const trouble = [sum('gone') + missing, sum('blocked'), troubledPages(run), sum('refused')];
      rows.push([id, run.run, run.reason ?? 'unfinished', ...fresh, ...trouble, waiting, roles.document ?? 0]);
    } finally {
      await index.close();
    }
  }
  const names = [
    'site',
    'run',
    'end',
    'new',
    'changed',
    'unchanged',
    'gone',
    'blocked',
    'failed',
    'not allowed',
    'left',
    'documents',
  ];
  return textTable(
    names.map((name, i) => ({ name, numeric: i > 2 })),
    rows,
  );
}

export function crawlSummary({ documents: { tally }, ends }: CrawlOutcome): string {
  const paused = [...ends.values()].filter(({ state }) => state === 'paused').length;
  return columns([
    ...(paused > 0 ? [['paused', `${paused} sites`] as const] : []),
    ['documents', `${tally.documents} read or looked up  (${describeStatuses(tally) || 'none'})`],
    ['projects', tally.projects],
    ['indicators', tally.indicators],
    ['next', 'gongkai build    # the dataset from all records'],
  ]);
}

export function isAllWell({ documents, ends, failures }: CrawlOutcome): boolean {
  const ended = [...ends.values()].every((end) => end.state === 'ended' && end.reason === 'finished');
  return documents.allOk && failures.size === 0 && ended;
}
