/** `gongkai status`: is it all right, and when is it finished? */
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolder } from '../data-folder.js';
import { describeStatus } from '../status/describe.js';
import { type Address, parseAddress, serveMetrics, sparing } from '../status/metrics-server.js';
import type { Snapshot } from '../status/snapshot.js';
import { Survey } from '../status/survey.js';
import { cut } from '../text-table.js';
import { CannotWorkError, type Command, type Context, EXIT } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';
import { namespaceOf, REDIS_OPTION, type RedisOptions } from './queues.js';

interface StatusOptions extends DataOptions, RedisOptions {
  watch?: boolean;
  json?: boolean;
  metrics?: Address;
}

const WATCH_MS = 2_000;
/** Cursor to the top left; and what is left of the line, or of the screen, taken away. */
const HOME = '\u001b[H';
const END_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';
/** Lines of a screen that are not the table of sites. */
const LINES_AROUND = 20;
const LEAST_SITES = 5;

export const statusCommand: Command<StatusOptions> = {
  name: 'status',
  summary: 'tell how far crawling and reading are, what is in trouble, and when it is finished',
  options: [
    DATA_OPTION,
    { ...REDIS_OPTION, description: 'also tell of the queues and workers on this Redis (redis://host:6379)' },
    { flags: '--watch', description: 'again every 2 seconds, until Ctrl-C' },
    { flags: '--json', description: 'one object; with --watch one a line' },
    {
      flags: '--metrics <[host]:port>',
      description: 'serve metrics for Prometheus at /metrics and /health, on 127.0.0.1 unless a host is given',
      parse: parseAddress,
    },
  ],
  help: `The first line is the answer. Below it stands what needs somebody's hand, marked by '!', then a line a site:

  running      a process crawls it now; 'left' is the time for what is queued now, and more may be found
  paused       goes on later: its hours are over, or the server asked to be left alone
  waiting      a crawl that is not over has it still to do
  finished     all of it was asked for
  blocked      the site challenged or refused us; it is left alone
  unreachable  none of its start pages could be had
  stopped      at a limit of pages, megabytes or minutes
  broken off   interrupted or killed; the same command goes on with it

Pages are those of the site's last run. Documents are all that the site ever published, by the status of
their record; 'unread' have none yet. It can be asked at any time, also while others work on the folder.

--metrics goes on until it is stopped. /health answers 503 where the data folder, or Redis, takes no writes.

Examples:
  gongkai status
  gongkai status --watch --redis redis://127.0.0.1:6379
  gongkai status --json | jq '.sites[] | select(.state == "blocked")'
  gongkai status --metrics :9464

Exit codes:
  0    told, whatever it is
  2    wrong usage
  3    there is no data folder, or the port cannot be had`,

  async run(_paths, options, context) {
    await access(options.data).catch(() => {
      throw new CannotWorkError(`there is no data folder ${options.data}; 'gongkai crawl SITE' makes one`);
    });
    const data = await DataFolder.inspect(options.data);
    const queues = await watchQueues(options);
    const survey = new Survey(data, queues);
    const look = sparing(() => survey.look());
    try {
      if (!options.watch && !options.metrics) {
        const snapshot = await survey.look();
        await context.print(options.json ? `${JSON.stringify(snapshot, null, 2)}\n` : describeStatus(snapshot));
        return EXIT.done;
      }
      const server = options.metrics ? await serve(options.metrics, look, context) : null;
      try {
        if (options.watch) await watch(server ? look : () => survey.look(), options, context);
        else await untilStopped(context.signal);
      } finally {
        await server?.close();
      }
    } finally {
      await survey.close();
      await queues?.close();
      await data.close();
    }
    return EXIT.done;
  },
};

async function watchQueues({ redis: url, data }: StatusOptions) {
  if (url === undefined) return null;
  // Only here: BullMQ takes a while to load.
  const { QueueWatch } = await import('../status/queues.js');
  return new QueueWatch({ url, namespace: await namespaceOf(data) });
}

async function serve(address: Address, look: () => Promise<Snapshot>, { log }: Context) {
  const server = await serveMetrics(address, look, (error) => log.error(error.message)).catch((error) => {
    throw new CannotWorkError(`metrics cannot be served: ${(error as Error).message}`, { cause: error });
  });
  log.info(`metrics at ${server.url}`);
  return server;
}

async function watch(look: () => Promise<Snapshot>, options: StatusOptions, context: Context): Promise<void> {
  const { print, screen, signal } = context;
  let told = '';
  while (!signal.aborted) {
    const snapshot = await look();
    const size = screen();
    if (options.json) await print(`${JSON.stringify(snapshot)}\n`);
    else if (size) await print(drawn(snapshot, size));
    else if (snapshot.headline !== told) await print(`${snapshot.time} ${snapshot.headline}\n`);
    told = snapshot.headline;
    await sleep(WATCH_MS, undefined, { signal }).catch(() => {});
  }
}

/** Over what stands on the screen, so that it does not flicker; cut where the screen ends. */
function drawn(snapshot: Snapshot, { columns, rows }: { columns: number; rows: number }): string {
  const text = describeStatus(snapshot, Math.max(LEAST_SITES, rows - LINES_AROUND));
  const lines = text
    .trimEnd()
    .split('\n')
    .slice(0, rows - 1);
  return `${HOME}${lines.map((line) => `${cut(line, columns)}${END_OF_LINE}\n`).join('')}${REST_OF_SCREEN}`;
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
