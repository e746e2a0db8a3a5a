/** Host and fetcher together against a server: robots.txt, the rest and one connection, shown from the server's own log. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Archive } from '../../../../pipeline/archive/archive.js';
import { Fetcher, type FetchResult } from '../../../../pipeline/crawl/fetch/fetcher.js';
import { Host } from '../../../../pipeline/crawl/host/host.js';
import { robotsAnswer, robotsText, robotsUrl } from '../../../../pipeline/crawl/host/robots.js';
import { temporaryFolder } from '../../workspace.js';
import { type HostileSite, type SeenRequest, startHostileSite } from '../fetch/hostile-site.js';

const USER_AGENT = 'gongkai/0.0.0 (+https://example.org/contact)';
const never = new AbortController().signal;
/** Node's timers and clocks are whole milliseconds, rounded either way. */
const CLOCK_MS = 2;

let site: HostileSite;
beforeEach(async () => {
  site = await startHostileSite();
});
afterEach(() => site.close());

/** Asks for robots.txt, then for each path that it allows, one after another. */
async function visit(paths: string[], delayMs: number): Promise<{ results: FetchResult[]; host: Host }> {
  const archive = new Archive(temporaryFolder());
  const fetcher = new Fetcher({ keep: archive, userAgent: USER_AGENT, allowPrivate: true });
  const host = new Host(site.http, { userAgent: USER_AGENT, delayMs });
  const ask = async (url: string) => {
    await host.turn(never);
    const result = await fetcher.fetch({ url }, never);
    host.report(result);
    return result;
  };
  try {
    const answer = robotsAnswer(await ask(robotsUrl(site.http)));
    if (answer.kind === 'read') host.setRobots(robotsText(await readFile(archive.pathOf(answer.sha256))));
    else host.setRobots(answer.kind === 'none' ? 'none' : 'unreachable');
    const results: FetchResult[] = [];
    for (const path of paths) if (host.allows(site.http + path).allowed) results.push(await ask(site.http + path));
    return { results, host };
  } finally {
    await fetcher.close();
  }
}

/** Milliseconds between the end of each answer and the next request, by the server's clock. */
function rests(requests: SeenRequest[]): number[] {
  return requests.slice(1).map(({ came }, i) => came - requests[i]!.answered!);
}

it('robots.txt is asked for first, and obeyed', async () => {
  site.robots =
    'User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /session/\nAllow: /session/open\nDisallow: /*.pdf$\n';
  await visit(['/ok', '/session/list.jsp', '/session/open', '/files/a.pdf', '/files/a.pdf?b'], 0);
  expect(site.requests.map(({ path }) => path)).toEqual(['/robots.txt', '/ok', '/session/open', '/files/a.pdf?b']);
});

it('a host whose robots.txt cannot be had is asked for nothing else', async () => {
  await site.close();
  const { results, host } = await visit(['/ok'], 0);
  expect(results).toEqual([]);
  expect(host.allows(`${site.http}/ok`)).toEqual({ allowed: false, rule: 'robots.txt unreachable' });
});

it('between an answer and the next request there is the delay, whatever the answer', async () => {
  const { results } = await visit(['/ok', '/slow-to-answer/60', '/status/404', '/to-ok', '/empty', '/gzip', '/ok'], 40);
  expect(results).toHaveLength(7);
  for (const rest of rests(site.requests)) expect(rest).toBeGreaterThanOrEqual(40 - CLOCK_MS);
  expect(new Set(site.requests.map(({ connection }) => connection)).size).toBe(1);
});

it('Crawl-delay counts where it is longer', async () => {
  site.robots = 'User-agent: *\nCrawl-delay: 0.1\n';
  await visit(['/ok', '/ok', '/ok'], 0);
  // The request for robots.txt itself was answered before anybody knew.
  for (const rest of rests(site.requests)) expect(rest).toBeGreaterThanOrEqual(100 - CLOCK_MS);
});

it('a busy server is given the time that it asks for', async () => {
  const { host } = await visit(['/ok', '/busy-seconds'], 0);
  expect(host.verdict).toMatchObject({ state: 'backing-off', reason: 'busy: http-503' });
  const asked = host.verdict.until!.getTime() - Date.now();
  expect(asked).toBeLessThanOrEqual(120_000);
  expect(asked).toBeGreaterThan(60_000);
  await expect(host.turn(AbortSignal.timeout(100))).rejects.toThrow();
  expect(site.requests.at(-1)!.path).toBe('/busy-seconds');
});
