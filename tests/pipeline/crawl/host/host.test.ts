/** How a host is treated: the rest between two requests, leaving it alone, the night. By a clock of the test's own. */

import { describe, expect, it } from 'vitest';
import type { FetchOutcome, FetchResult } from '../../../../pipeline/crawl/fetch/fetcher.js';
import { Host, HostBlockedError, type HostOptions } from '../../../../pipeline/crawl/host/host.js';
import { NightWindows } from '../../../../pipeline/crawl/host/night-window.js';
import fc from '../../../properties.js';

const ORIGIN = 'http://www.example.gov.cn';
const never = new AbortController().signal;

/** Noon in Shanghai. */
const NOON = Date.parse('2026-11-21T12:00:00+08:00');

const result = (outcome: FetchOutcome, tookMs = 50, headersMs = tookMs): FetchResult => ({
  ...outcome,
  time: '',
  tookMs,
  headersMs,
});
const GOOD = result({ outcome: 'fetched', digest: { sha256: 'a', bytes: 1 } });
const RESET = result({ outcome: 'failed', reason: 'reset' });
const CHALLENGE = result({ outcome: 'blocked', reason: 'js-challenge' });
const BUSY = result({ outcome: 'busy', reason: 'http-503' });

/** A host whose clock only moves when somebody waits, or the test says so. */
function hostAt(time: number, options: Partial<HostOptions> = {}) {
  const clock = { time };
  const host = new Host(ORIGIN, {
    userAgent: 'gongkai/0 (+test)',
    delayMs: 1_000,
    now: () => clock.time,
    sleep: async (ms) => {
      clock.time += ms;
    },
    ...options,
  });
  host.setRobots('none');
  /** One request, and how long it had to wait for its turn. */
  const ask = async (outcome: FetchResult): Promise<number> => {
    const before = clock.time;
    await host.turn(never);
    const waited = clock.time - before;
    clock.time += outcome.tookMs;
    host.report(outcome);
    return waited;
  };
  return { host, clock, ask };
}

describe('turns', () => {
  it('the first at once, the next after the delay since the end of the last', async () => {
    const { ask } = hostAt(NOON);
    expect(await ask({ ...GOOD, tookMs: 400 })).toBe(0);
    expect(await ask(GOOD)).toBe(1_000);
    expect(await ask(GOOD)).toBe(1_000);
  });

  it('one at a time, in the order in which they were asked for', async () => {
    const { host } = hostAt(NOON);
    const order: string[] = [];
    const turn = async (name: string) => {
      await host.turn(never);
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      host.report(GOOD);
    };
    await Promise.all(['a', 'b', 'c'].map(turn));
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('one that is given up stands in nobody’s way', async () => {
    const { host } = hostAt(NOON);
    await host.turn(never);
    const controller = new AbortController();
    const given = host.turn(controller.signal);
    const next = host.turn(never);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    host.report(GOOD);
    await next;
    host.report(GOOD);
  });

  it('a wait is given up at once, with the signal’s reason', async () => {
    const host = new Host(ORIGIN, { userAgent: 'gongkai/0', delayMs: 3_600_000 });
    await host.turn(never);
    host.report(GOOD);
    const controller = new AbortController();
    const waiting = host.turn(controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('what was refused by us costs no delay', async () => {
    const { ask } = hostAt(NOON);
    await ask(result({ outcome: 'refused', reason: 'private-address' }, 0));
    expect(await ask(GOOD)).toBe(0);
  });
});

describe('the delay', () => {
  it('is never shorter than Crawl-delay, which is capped and told', () => {
    const { host } = hostAt(NOON);
    host.setRobots('User-agent: *\nCrawl-delay: 5\n');
    expect(host.delayMs).toBe(5_000);
    expect(host.notes).toEqual([]);
    host.setRobots('User-agent: *\nCrawl-delay: 86400\n');
    expect(host.delayMs).toBe(60_000);
    expect(host.notes).toEqual(['robots.txt: Crawl-delay of 86400 s taken as 60 s']);
  });

  it('is never shorter than our own', () => {
    const { host } = hostAt(NOON, { delayMs: 2_000 });
    host.setRobots('User-agent: *\nCrawl-delay: 1\n');
    expect(host.delayMs).toBe(2_000);
  });

  it('is nothing where nothing was asked for and the server is quick', async () => {
    const { ask } = hostAt(NOON, { delayMs: 0 });
    for (let i = 0; i < 5; i++) expect(await ask(GOOD)).toBe(0);
  });

  it('grows to the time that a slow server takes for its headers, and goes back slowly', async () => {
    const { host, ask } = hostAt(NOON);
    for (let i = 0; i < 30; i++) await ask(result(GOOD as FetchOutcome, 60_000, 8_000));
    expect(host.delayMs).toBeGreaterThan(7_000);
    expect(host.delayMs).toBeLessThanOrEqual(8_000);
    const before = host.delayMs;
    await ask(GOOD);
    expect(host.delayMs).toBeLessThan(before);
    expect(host.delayMs).toBeGreaterThan(before / 2);
    for (let i = 0; i < 60; i++) await ask(GOOD);
    expect(host.delayMs).toBe(1_000);
  });

  it('doubles with trouble', async () => {
    const { host, ask } = hostAt(NOON);
    await ask(RESET);
    expect(host.delayMs).toBe(2_000);
    await ask(CHALLENGE);
    expect(host.delayMs).toBe(4_000);
  });

  it('stays between its floor and its ceiling, whatever comes', async () => {
    const outcome = fc.oneof(
      fc.constantFrom(GOOD, RESET, CHALLENGE, BUSY, result({ outcome: 'gone', reason: 'http-404' })),
      fc.integer({ min: 0, max: 200_000 }).map((tookMs) => result(GOOD as FetchOutcome, tookMs)),
    );
    const floors = fc.constantFrom(0, 300, 2_000);
    await fc.assert(
      fc.asyncProperty(floors, fc.array(outcome, { maxLength: 30 }), async (delayMs, outcomes) => {
        const { host, ask } = hostAt(NOON, { delayMs, maxDelayMs: 20_000 });
        for (const [i, next] of outcomes.entries()) {
          if (host.verdict.state === 'blocked') break;
          const promised = host.delayMs;
          const waited = await ask(next);
          if (i > 0) expect(Math.ceil(waited)).toBeGreaterThanOrEqual(promised); // delayMs is rounded
          expect(host.delayMs).toBeGreaterThanOrEqual(delayMs);
          expect(host.delayMs).toBeLessThanOrEqual(20_000);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a host in trouble', () => {
  it('that is busy is left alone for as long as it asks', async () => {
    const { host, ask } = hostAt(NOON);
    await ask(result({ outcome: 'busy', reason: 'http-503', retryAfterMs: 120_000 }));
    expect(host.verdict).toMatchObject({ state: 'backing-off', reason: 'busy: http-503' });
    expect(await ask(GOOD)).toBe(120_000);
    expect(host.verdict).toEqual({ state: 'open' });
  });

  it('that asks for a year is left alone for a day', async () => {
    const { ask } = hostAt(NOON);
    await ask(result({ outcome: 'busy', reason: 'http-429', retryAfterMs: 365 * 86_400_000 }));
    expect(await ask(GOOD)).toBe(86_400_000);
  });

  it('that fails five times in a row is left alone, longer each time, and in the end for good', async () => {
    const { host, ask } = hostAt(NOON);
    for (let i = 0; i < 4; i++) await ask(RESET);
    expect(host.verdict.state).toBe('open');
    await ask(RESET);
    const waits: number[] = [];
    while (host.verdict.state === 'backing-off') waits.push(await ask(RESET));
    // Not 30, 60 … at first: the delay has doubled to 32 by then, and to its ceiling afterwards.
    expect(waits.map((wait) => wait / 1_000)).toEqual([32, 60, 120, 240, 480]);
    expect(host.verdict).toEqual({ state: 'blocked', reason: 'failed: reset' });
    await expect(host.turn(never)).rejects.toThrow(HostBlockedError);
  });

  it('that recovers is forgiven', async () => {
    const { host, ask } = hostAt(NOON);
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 5; i++) await ask(RESET);
      await ask(GOOD);
    }
    expect(host.verdict).toEqual({ state: 'open' });
  });

  it('that challenges us is asked five times in all, and never again', async () => {
    const { host, ask } = hostAt(NOON);
    let asked = 0;
    while (host.verdict.state !== 'blocked') {
      await ask(CHALLENGE);
      asked++;
    }
    expect(asked).toBe(5);
    expect(host.verdict.reason).toBe('blocked: js-challenge');
    await expect(host.turn(never)).rejects.toThrow('js-challenge');
  });

  it('single pages that fail, are forbidden or are gone say nothing of the host', async () => {
    const { host, ask } = hostAt(NOON);
    for (let i = 0; i < 20; i++) {
      await ask(result({ outcome: 'gone', reason: 'http-404' }));
      await ask(result({ outcome: 'failed', reason: 'http-400' }));
      await ask(result({ outcome: 'failed', reason: 'encoding' }));
      await ask(result({ outcome: 'too-large', reason: 'body', limit: 1 }));
      await ask(CHALLENGE);
      await ask(result({ outcome: 'failed', reason: 'http-500' }));
    }
    expect(host.verdict).toEqual({ state: 'open' });
  });
});

describe('robots.txt', () => {
  it('nothing is allowed before it was read, and nothing while it cannot be, but for itself', () => {
    const host = new Host(ORIGIN, { userAgent: 'gongkai/0', delayMs: 0 });
    expect(host.allows(`${ORIGIN}/x`)).toEqual({ allowed: false, rule: 'robots.txt not read yet' });
    expect(host.allows(`${ORIGIN}/robots.txt`).allowed).toBe(true);
    host.setRobots('unreachable');
    expect(host.allows(`${ORIGIN}/x`)).toEqual({ allowed: false, rule: 'robots.txt unreachable' });
    host.setRobots('none');
    expect(host.allows(`${ORIGIN}/x`)).toEqual({ allowed: true });
    host.setRobots('User-agent: gongkai\nDisallow: /x\nSitemap: /s.xml');
    expect(host.allows(`${ORIGIN}/x`)).toEqual({ allowed: false, rule: 'Disallow: /x (line 2)' });
    expect(host.sitemaps).toEqual([`${ORIGIN}/s.xml`]);
  });

  it('is asked only about its own origin', () => {
    const { host } = hostAt(NOON);
    expect(() => host.allows('https://www.example.gov.cn/')).toThrow('is not of');
  });
});

describe('night windows', () => {
  it('a host that is closed by day is waited for until the night', async () => {
    const { host, ask } = hostAt(NOON, { windows: ['22:00-06:00'] });
    expect(host.verdict).toEqual({ state: 'closed-by-night', until: new Date('2026-11-21T22:00:00+08:00') });
    expect(await ask(GOOD)).toBe(10 * 3_600_000);
    expect(host.verdict.state).toBe('open');
  });

  it.each([
    ['21:59', false],
    ['22:00', true],
    ['23:59', true],
    ['00:00', true],
    ['05:59', true],
    ['06:00', false],
    ['12:00', true],
    ['13:59', true],
    ['14:00', false],
  ])('22:00-06:00 and 12:00-14:00 at %s in Shanghai: %s', (clock, open) => {
    const time = Date.parse(`2026-11-21T${clock}:00+08:00`);
    expect(new NightWindows(['22:00-06:00', '12:00-14:00']).opens(time) === time).toBe(open);
  });

  it('open when they say they do, and not before', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const text = (n: number) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
    const window = fc
      .tuple(minute, minute)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `${text(from)}-${text(to)}`);
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 1e13 }),
        (texts, time) => {
          const windows = new NightWindows(texts);
          const opens = windows.opens(time);
          expect(opens).toBeGreaterThanOrEqual(time);
          expect(opens - time).toBeLessThan(86_400_000);
          expect(windows.opens(opens)).toBe(opens);
          if (opens > time) expect(windows.opens(opens - 1)).toBe(opens);
        },
      ),
    );
  });

  it.each(['', '22:00', '22:00-22:00', '25:00-06:00', '22:60-06:00', '22:00-24:01', '22-6', 'night'])(
    '%s is no window',
    (text) => {
      expect(() => new Host(ORIGIN, { userAgent: 'gongkai/0', delayMs: 0, windows: [text] })).toThrow('write it as');
    },
  );
});
