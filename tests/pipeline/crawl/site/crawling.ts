/** A site on loopback, and its crawl as a test sees it: every line of the log, every document, in a clock without waiting. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Archive } from '../../../../pipeline/archive/archive.js';
import type { FetchLine } from '../../../../pipeline/archive/fetch-log.js';
import { Holding } from '../../../../pipeline/archive/holding.js';
import { SiteIndex } from '../../../../pipeline/archive/site-index.js';
import type { FetchLimits } from '../../../../pipeline/crawl/fetch/fetch-result.js';
import { Fetcher } from '../../../../pipeline/crawl/fetch/fetcher.js';
import { type CrawlEnd, type CrawledDocument, crawlSite } from '../../../../pipeline/crawl/site/crawl-site.js';
import { type Site, siteOf } from '../../../../pipeline/crawl/site/site.js';
import type { Site as Pages, Resource } from '../../../../pipeline/demo/pages.js';
import { serveSites } from '../../../../pipeline/demo/server.js';

export interface Crawled {
  end: CrawlEnd | null;
  lines: FetchLine[];
  documents: CrawledDocument[];
}

/** A clock in which waiting takes no time. */
export function virtualClock() {
  let time = Date.UTC(2024, 4, 1);
  return {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
}

export interface CrawlSettings {
  data: string;
  run?: string;
  site?: Partial<Site>;
  limits?: Partial<FetchLimits>;
  clock?: ReturnType<typeof virtualClock>;
  /** Aborted to stop the crawl. */
  stop?: AbortController;
}

export async function crawl(url: string, settings: CrawlSettings): Promise<Crawled> {
  const { data, run = 'night-1', limits = {}, clock = virtualClock(), stop = new AbortController() } = settings;
  const site: Site = { ...siteOf(url), delayMs: 0, ...settings.site };
  const holding = new Holding(new Archive(join(data, 'archive')));
  const index = await SiteIndex.open(data, site.id, { before: () => holding.commit() });
  const userAgent = 'gongkai/0.0.0 (test; +test@example.org)';
  const fetcher = new Fetcher({ keep: holding, userAgent, allowPrivate: true, limits });
  const lines: FetchLine[] = [];
  const documents: CrawledDocument[] = [];
  try {
    const end = await crawlSite(site, run, {
      fetcher,
      holding,
      index,
      userAgent,
      clock,
      signal: stop.signal,
      onDocument: async (document) => void documents.push(document),
      onLine: (line) => void lines.push(line),
    }).catch((error) => {
      if (stop.signal.aborted) return null;
      throw error;
    });
    return { end, lines, documents };
  } finally {
    await fetcher.close();
    await index.close();
  }
}

export const outcomes = ({ lines }: Crawled) =>
  Object.fromEntries(lines.map(({ url, outcome }) => [new URL(url).pathname, outcome]));

export async function serve(pages: Pages, onAsked = () => {}): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const onRequest = ({ url }: { url?: string | undefined }) => {
    asked.push(url ?? '');
    onAsked();
  };
  const running = await serveSites([pages], { firstPort: 0, onRequest });
  onTestFinished(() => running.close());
  return { url: running.urls[0]!, asked };
}

export const html = (body: string): Resource => ({
  body: Buffer.from(`<html><body>${body}</body></html>`),
  contentType: 'text/html',
});
export const text = (body: string): Resource => ({ body: Buffer.from(body), contentType: 'text/plain' });
export const list = (...paths: string[]) =>
  html(paths.map((path) => `<li><a href="${path}">预算绩效目标 ${path}</a></li>`).join(''));
