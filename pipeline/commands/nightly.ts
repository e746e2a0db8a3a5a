/** `gongkai nightly`: what runs every night, once or on a schedule. */
import { LockedError } from '../archive/writer-lock.js';
import type { DataFolder } from '../data-folder.js';
import { checkCounts } from '../nightly/gate.js';
import { lastNight, night } from '../nightly/night.js';
import { describeNight } from '../nightly/report.js';
import { checkPattern, isCaughtUp, lastTurn, onSchedule, TIME_ZONE } from '../nightly/schedule.js';
import { PostponedError } from '../queue/port.js';
import { type Command, type Context, EXIT, UsageError } from './command.js';
import { CRAWL_OPTIONS, type CrawlOptions, crawlTogether, sitesOf } from './crawl.js';
import { buildFrom, publishedCounts } from './dataset.js';
import { DATA_OPTION, READING_OPTIONS } from './options.js';
import { onRedisSchedule, REDIS_OPTION } from './queues.js';
import { withDataFolder } from './reading.js';

interface NightlyOptions extends CrawlOptions {
  schedule?: string;
  force?: boolean;
}

/** Beside those of every command. */
const HELD = 4;
const ALREADY_RUNNING = 5;

/** The night of a schedule that meets another one, which may be that of a dead process, looks again after this. */
const LOOK_AGAIN_MS = 60_000;

export const nightlyCommand: Command<NightlyOptions> = {
  name: 'nightly',
  summary: 'crawl all sites, read what is new, report, and publish the dataset',
  paths: { syntax: '[site...]', description: 'names of entries of corpora/sites, or URLs; none: every entry' },
  options: [
    DATA_OPTION,
    {
      flags: '--schedule <pattern>',
      description: `keep running, and begin each time this comes round (cron, five or six fields, ${TIME_ZONE}): '30 22 * * *'`,
      parse: (text) => {
        try {
          checkPattern(text);
          return text;
        } catch (error) {
          throw new UsageError((error as Error).message);
        }
      },
    },
    { flags: '--force', description: 'publish the dataset whatever is missing from it' },
    ...CRAWL_OPTIONS,
    REDIS_OPTION,
    ...READING_OPTIONS,
  ],
  help: `Runs once, for cron or systemd, or keeps a schedule. Never two at once on a data folder. A night that was
missed or broken off is caught up at the start of the next. It ends with a report of what is new, changed,
gone, blocked and failed, and why: on standard output, and under DIR/reports as text and JSON.

The publish gate: where a site has fewer documents than its entry expects ('expected' in corpora/sites), or
a table of the dataset fewer than 90% of the rows that were published last, the last good dataset stays.

Examples:
  gongkai nightly --contact you@example.org
  gongkai nightly --schedule '30 22 * * *' --redis redis://queue:6379

Exit codes:
  0    done and published
  1    done and published, but a site or a document was in trouble
  2    wrong usage
  3    nothing could be done, or not go on: no data, no permission, disk full, no Redis
  4    done, but not published: too much is missing
  5    another night goes on
  130  interrupted; what was done is kept, and the same command goes on from there`,

  async run(names, options, context) {
    const sites = sitesOf(names.length > 0 ? names : ['all'], options, context);
    return withDataFolder(options.data, async (data) => {
      const once = () => oneNight(data, sites, options, context);
      const { schedule, redis } = options;
      if (schedule === undefined) return once();
      const turn = lastTurn(schedule, new Date());
      const last = await lastNight(data);
      if (last && turn && last < turn) {
        context.log.info(`the night of ${turn.toISOString()} was missed: it is caught up now`);
        await once();
      }
      const onNext = (next: Date | null) => context.log.info(`next night: ${next?.toISOString() ?? 'never'}`);
      if (redis === undefined) {
        await onSchedule(schedule, async () => void (await once()), { signal: context.signal, onNext });
        return EXIT.done;
      }
      const work = async () => {
        if (isCaughtUp(schedule, await lastNight(data), new Date()))
          context.log.info('this night is caught up already');
        else if ((await once()) === ALREADY_RUNNING) throw new PostponedError('another night goes on', LOOK_AGAIN_MS);
      };
      const times = { data: data.path, pattern: schedule, timeZone: TIME_ZONE };
      await onRedisSchedule(options, { ...times, work, onNext }, context);
      return EXIT.done;
    });
  },
};

async function oneNight(
  data: DataFolder,
  sites: ReturnType<typeof sitesOf>,
  options: NightlyOptions,
  context: Context,
): Promise<number> {
  const before = await publishedCounts(data);
  const force = options.force ?? false;
  try {
    const report = await night({
      data,
      sites,
      force,
      crawl: () => crawlTogether(data, sites, options, context),
      build: async () =>
        void (await buildFrom(data, context, force ? {} : { accept: (counts) => checkCounts(before, counts) })),
    });
    await context.print(describeNight(report));
    if (!report.published) return HELD;
    const well = report.sites.every(({ end, failed }) => end === 'finished' && failed.length === 0);
    const ok = Object.keys(report.statuses).every((status) => status === 'ok');
    return well && ok ? EXIT.done : EXIT.notAllOk;
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    context.log.warning(`another night goes on: ${error.message}`);
    return ALREADY_RUNNING;
  }
}
