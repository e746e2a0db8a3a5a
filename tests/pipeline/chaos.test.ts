/**
 * A crawl that is killed, and one that is shared out, come to the bytes of one that is neither. The processes are real:
 * `gongkai crawl`, `gongkai worker`, redis-server. `node tests/chaos.mjs --kills 50 [--redis]` does the same for longer.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaos } from '../chaos/chaos.mjs';
import { gongkai, startGongkai } from '../chaos/gongkai.mjs';
import { type Government, repeatedIn, serveGovernment } from '../chaos/government.mjs';
import { differences, stateOf } from '../chaos/state.mjs';
import { RedisServer, redisMissing } from './redis-server.js';
import { temporaryFolder } from './workspace.js';

/** Of each site: enough to have lists of several pages and every kind of attachment. */
const DISCLOSURES = 6;
/** Requests whose lines are on their way to the disk, of both sites, and the two that are asked just then. */
const MOST_IN_FLIGHT = 2 * 64 + 2;

/** Many crawls each, on a machine with other work: longer than what hangs elsewhere. */
const LONG_MS = 900_000;

describe('a crawler killed at random moments', () => {
  it(
    'comes to the same records and dataset, and reads nothing in vain',
    async () => {
      const figures = await chaos({ kills: 3, seed: 20_261_121, disclosures: DISCLOSURES });
      expect(figures.kills.crawler).toBe(3);
      expect(figures.records).toBeGreaterThan(10);
      expect(figures.differences).toEqual([]);
      expect(figures.readInVain).toBe(0);
      expect(figures.mostRepeated).toBeLessThanOrEqual(MOST_IN_FLIGHT);
    },
    LONG_MS,
  );
});

describe('a crawl of the same sites', () => {
  let government: Government;
  beforeAll(async () => {
    government = await serveGovernment(DISCLOSURES);
  });
  afterAll(() => government.close());

  const crawl = async (data: string, ...args: string[]) => {
    government.asked.length = 0;
    const command = ['crawl', ...government.urls, '--allow-private', '--delay', '0', '--data', data];
    await gongkai([...command, ...args], { codes: [0, 1] });
    expect(repeatedIn(government.asked)).toBe(0);
    await gongkai(['build', '--data', data]);
    return stateOf(data);
  };

  it.skipIf(redisMissing)(
    `is the same byte for byte in one process and shared out over Redis${redisMissing ? ` (${redisMissing})` : ''}`,
    async () => {
      const alone = await crawl(join(temporaryFolder(), 'alone'));
      expect([...alone.keys()].filter((path) => path.endsWith('.parquet')).length).toBeGreaterThan(5);
      const shared = join(temporaryFolder(), 'shared');
      const redis = await RedisServer.start();
      const worker = startGongkai('worker', '--redis', redis.url, '--data', shared);
      try {
        expect(differences(alone, await crawl(shared, '--redis', redis.url))).toEqual([]);
        worker.kill('SIGTERM');
        expect(await worker.ended).toMatchObject({ code: 0 });
      } finally {
        worker.kill('SIGKILL');
        await redis.stop();
      }
    },
    LONG_MS,
  );

  it(
    'asks for nothing twice when the same command was killed after the sites were over',
    async () => {
      const data = temporaryFolder();
      const args = ['crawl', ...government.urls, '--allow-private', '--delay', '0', '--data', data];
      government.asked.length = 0;
      const crawler = startGongkai(...args);
      // Reading documents takes longer than fetching them: when the last line of the logs stands, most are unread.
      const over = (messages: string) => messages.match(/\bfinished\b/g)?.length === 2;
      while (!over(crawler.messages()) && !crawler.isOver()) await new Promise((resolve) => setTimeout(resolve, 10));
      crawler.kill();
      expect(await crawler.ended).toMatchObject({ signal: 'SIGKILL' });
      const asked = government.asked.length;
      await gongkai(args, { codes: [0, 1] });
      expect(government.asked.length).toBe(asked);
      await gongkai(args, { codes: [0, 1] }); // that one had come to its end: this is a new run
      expect(government.asked.length).toBeGreaterThan(asked);
    },
    LONG_MS,
  );
});
