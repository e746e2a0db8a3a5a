/**
 * Kills the processes of a crawl at random moments and compares what they come to in the end with a crawl that nobody
 * disturbed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, gongkai, startGongkai } from './gongkai.mjs';
import { repeatedIn, serveGovernment } from './government.mjs';
import { RedisProcess } from './redis.mjs';
import { differences, RecordWatch, stateOf } from './state.mjs';

/** Done, and done with documents that are not ok: the corpus has such. */
const GOOD_ENDS = [0, 1];
/** Moments are drawn from this part of the time that an undisturbed crawl takes: a kill needs something to kill. */
const MOMENTS = 0.5;
/** How long a killed redis-server stays away at most, in milliseconds. */
const REDIS_AWAY_MS = 2_000;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Crawls until so many kills were made, in as many rounds as it takes, each in a data folder of its own.
 * Returns `{ kills: {crawler, worker, redis}, rounds, differences, repeated, mostRepeated, requests, readInVain, records, kept }`;
 * `kept` is the folder with `calm` and the rounds that differ, null where none does.
 */
export async function chaos(settings) {
  const { kills, seed, redis = false, disclosures, delay = 0, onKill = () => {}, onRound = () => {} } = settings;
  const government = await serveGovernment(disclosures);
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-chaos-'));
  const random = randomNumbers(seed);
  let total = null;
  try {
    const crawl = (data) => ['crawl', ...government.urls, '--allow-private', '--delay', `${delay}`, '--data', data];
    const calm = join(folder, 'calm');
    const started = performance.now();
    await gongkai(crawl(calm), { codes: GOOD_ENDS });
    const span = (performance.now() - started) * MOMENTS;
    await gongkai(['build', '--data', calm]);
    const expected = stateOf(calm);
    total = {
      kills: { crawler: 0, worker: 0, redis: 0 },
      rounds: 0,
      requests: government.asked.length,
      repeated: 0,
      mostRepeated: 0,
      readInVain: 0,
      records: [...expected.keys()].filter((path) => path.startsWith('records/')).length,
      differences: [],
      kept: null,
    };
    const killed = () => total.kills.crawler + total.kills.worker + total.kills.redis;
    while (killed() < kills) {
      const data = join(folder, `round-${total.rounds}`);
      government.asked.length = 0;
      const settings = { data, crawl: crawl(data), random, span, asked: government.asked, total, onKill };
      const round = new Round(settings);
      if (redis) await round.distributed(() => kills - killed());
      else await round.embedded(() => kills - killed());
      await gongkai(['build', '--data', data]);
      total.repeated += repeatedIn(government.asked);
      const different = differences(expected, stateOf(data));
      total.differences.push(...different);
      total.rounds += 1;
      if (different.length > 0) total.kept = folder;
      else rmSync(data, { recursive: true });
      onRound(total);
    }
    return total;
  } finally {
    await government.close();
    if (!total?.kept) rmSync(folder, { recursive: true, force: true });
  }
}

class Round {
  constructor(settings) {
    Object.assign(this, settings);
    this.watch = new RecordWatch(this.data);
  }

  /** The crawler is killed and started until it comes to its end. */
  async embedded(left) {
    for (;;) {
      const crawler = startGongkai(...this.crawl);
      const over = await this.#moment(crawler, left() > 0);
      if (over) return this.#finished(over);
      await this.#kill('crawler', crawler);
    }
  }

  /** One of crawler, worker and redis-server is killed at a time. */
  async distributed(left) {
    const redis = await RedisProcess.start();
    const start = {
      crawler: () => startGongkai(...this.crawl, '--redis', redis.url),
      worker: () => startGongkai('worker', '--redis', redis.url, '--data', this.data),
    };
    const processes = { crawler: start.crawler(), worker: start.worker() };
    try {
      for (;;) {
        const over = await this.#moment(processes.crawler, left() > 0);
        if (over) return this.#finished(over);
        const victim = ['crawler', 'worker', 'redis'][Math.floor(this.random() * 3)];
        if (victim === 'redis') {
          await redis.kill();
          await sleep(this.random() * REDIS_AWAY_MS);
          await redis.up();
          this.total.kills.redis += 1;
          this.onKill(victim);
        } else {
          await this.#kill(victim, processes[victim]);
          processes[victim] = start[victim]();
        }
      }
    } finally {
      for (const each of Object.values(processes)) each.kill('SIGKILL');
      await Promise.all(Object.values(processes).map(({ ended }) => ended));
      await redis.stop();
    }
  }

  /** Waits for a random moment, or for the end of a process; returns that. */
  async #moment(process, mayKill) {
    if (!mayKill) return process.ended;
    return Promise.race([process.ended, sleep(this.random() * this.span, null)]);
  }

  /** What was asked for again after a kill shows at the next one. */
  async #kill(victim, process) {
    process.kill('SIGKILL');
    await process.ended;
    this.total.kills[victim] += 1;
    this.#look();
    this.onKill(victim);
  }

  #finished({ code, signal, messages }) {
    this.#look();
    if (!GOOD_ENDS.includes(code)) throw new Error(failure(this.crawl, code ?? signal, messages));
  }

  #look() {
    const inVain = this.watch.inVain;
    this.watch.look();
    this.total.readInVain += this.watch.inVain - inVain;
    const repeated = repeatedIn(this.asked);
    this.total.mostRepeated = Math.max(this.total.mostRepeated, repeated - (this.repeatedBefore ?? 0));
    this.repeatedBefore = repeated;
  }
}
