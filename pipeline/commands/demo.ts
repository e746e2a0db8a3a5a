/** `gongkai demo`: the whole way on loopback, over the documents of the corpus laid out as government sites. */

import { demonstrationSites, serveSites } from '../demo/server.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP } from './command.js';
import { type CrawlOptions, crawlTogether, isAllWell, sitesOf, siteTable } from './crawl.js';
import { buildFrom } from './dataset.js';
import { DATA_OPTION, READING_OPTIONS, wholeNumber } from './options.js';
import { REDIS_OPTION } from './queues.js';
import { withDataFolder } from './reading.js';
import { summary } from './run.js';

const SITES_AT_A_TIME = 2;

interface DemoOptions extends Omit<CrawlOptions, 'sitesAtATime'> {
  most?: number;
}

export const demoCommand: Command<DemoOptions> = {
  name: 'demo',
  summary: 'crawl sites on this machine that publish the corpus, read their documents, build the dataset',
  options: [
    {
      flags: '--most <n>',
      description: 'at most so many disclosures a site; all by default',
      parse: wholeNumber({ least: 1, most: 100_000 }),
    },
    DATA_OPTION,
    REDIS_OPTION,
    ...READING_OPTIONS,
  ],
  help: `Serves the documents of the corpus on loopback as two small government sites (list pages with their
pagination, articles in GB18030 and UTF-8, attachments as PDF, DOCX, DOC and text, news, a soft 404, a
robots.txt), crawls them with the crawler and the queue that 'gongkai crawl' uses, extracts, builds, and
prints a summary. The second time nothing has changed, so nothing is fetched or read again.

Examples:
  gongkai demo
  gongkai demo --most 10
  gongkai demo --redis redis://127.0.0.1:6379

${EXIT_CODES_HELP}`,

  async run(_paths, { most, ...given }, context) {
    const sites = demonstrationSites({ most });
    if (sites.every((site) => site.size === 0)) throw new CannotWorkError('the corpus is not installed here');
    const options = { ...given, sitesAtATime: SITES_AT_A_TIME, allowPrivate: true, delay: 0 };
    const running = await serveSites(sites);
    try {
      return await withDataFolder(options.data, async (data) => {
        const asked = sitesOf(running.urls, options, context);
        for (const url of running.urls) context.log.info(`a government site on this machine: ${url}`);
        const outcome = await crawlTogether(data, asked, options, context);
        await context.print(
          `${await siteTable(
            data,
            asked.map(({ site }) => site.id),
          )}\n`,
        );
        await context.print(summary(data, await buildFrom(data, context)));
        const where = data.path === DATA_OPTION.default ? '' : ` --data ${data.path}`;
        await context.print(`            npx gongkai explore${where}    # look at it in a browser\n`);
        return isAllWell(outcome) ? EXIT.done : EXIT.notAllOk;
      });
    } finally {
      await running.close();
    }
  },
};
