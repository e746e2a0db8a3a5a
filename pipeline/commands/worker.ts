/** `gongkai worker`: one more process for the work that `gongkai crawl --redis` and `gongkai nightly --redis` share out. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../crawl/crawl.js';
import type { Log } from '../log.js';
import { QueueUnavailableError } from '../queue/port.js';
import { CannotWorkError, type Command, EXIT, UsageError } from './command.js';
import { PROXY_OPTION, warnOfProxy } from './crawl.js';
import { DATA_OPTION, type DataOptions, READING_OPTIONS, type ReadingOptions, wholeNumber } from './options.js';
import { REDIS_OPTION, type RedisOptions, withQueues } from './queues.js';
import { withDataFolder, withReader } from './reading.js';

interface WorkerOptions extends DataOptions, ReadingOptions, RedisOptions {
  sitesAtATime: number;
  wait: number;
  proxy?: URL;
}

export const workerCommand: Command<WorkerOptions> = {
  name: 'worker',
  summary: 'work on the sites and documents that others queue on Redis, until stopped',
  options: [
    DATA_OPTION,
    REDIS_OPTION,
    {
      flags: '--sites-at-a-time <n>',
      description: 'sites crawled at the same time; 0 leaves sites to others',
      default: 4,
      parse: wholeNumber({ least: 0, most: 256 }),
    },
    {
      flags: '--wait <seconds>',
      description: 'longest wait at the start for a data folder (a mount) and a Redis that are not there yet',
      default: 60,
      parse: wholeNumber({ least: 0, most: 86_400 }),
    },
    PROXY_OPTION,
    ...READING_OPTIONS,
  ],
  help: `Runs on any machine that sees the data folder (the same folder, under any path) and the same Redis. Takes
the jobs of that folder: one a site, one a document. SIGTERM or Ctrl-C ends it within seconds, and what
it had in work goes back into the queue; a worker that is killed loses nothing either, its jobs are given
to others after half a minute. A data folder is begun by a crawl, never by a worker: one that has no archive
may be a mount that is missing, so it is waited for and then given up. Under systemd: Restart=on-failure.

Examples:
  gongkai worker --redis redis://queue:6379 --data /mnt/gongkai
  gongkai worker --redis redis://127.0.0.1:6379 --sites-at-a-time 0 --concurrency 8    # documents only

Exit codes:
  0    stopped; what was in work is queued again
  2    wrong usage
  3    nothing could be done, or not go on: no Redis, no data folder, disk full, broken installation`,

  async run(_paths, options, { log, signal }) {
    if (options.redis === undefined) throw new UsageError('A worker needs --redis (or GONGKAI_REDIS)');
    try {
      await folderThere(options.data, options.wait, log, signal);
      await withDataFolder(options.data, (data) =>
        withReader(options, log, (reader) =>
          withQueues(options, data.path, log, (queues) => {
            const concurrency = { sites: options.sitesAtATime, documents: options.concurrency };
            log.info(`working on ${data.path}`, { documents: concurrency.documents, sites: concurrency.sites });
            warnOfProxy(options.proxy, log);
            return serve({ data, reader, ...queues, concurrency, proxy: options.proxy, log, signal });
          }),
        ),
      );
    } catch (error) {
      if (error instanceof QueueUnavailableError) throw new CannotWorkError(error.message, { cause: error });
      if (!signal.aborted || error !== signal.reason) throw error;
    }
    log.info('stopped; what was in work is queued again');
    return EXIT.done;
  },
};

const LOOK_AGAIN_MS = 500;

/** Returns when the folder has an archive, which the first crawl makes; throws a CannotWorkError where none comes. */
async function folderThere(path: string, seconds: number, log: Log, signal: AbortSignal): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (let tries = 0; ; tries += 1) {
    if (await isDataFolder(path)) return;
    if (Date.now() >= end) {
      const why = 'it has no archive; is it mounted? A crawl or a night begins one (gongkai crawl --redis …)';
      throw new CannotWorkError(`${path} is no data folder: ${why}`);
    }
    if (tries === 0) log.warning(`${path} is no data folder yet; waiting for it up to ${seconds} s`);
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function isDataFolder(path: string): Promise<boolean> {
  return access(join(path, 'archive')).then(
    () => true,
    () => false,
  );
}
