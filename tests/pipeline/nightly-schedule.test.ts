/** `gongkai nightly --schedule` on a real Redis, in two processes over one data folder. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NightReport } from '../../pipeline/nightly/report.js';
import { isCaughtUp } from '../../pipeline/nightly/schedule.js';
import { RedisServer, redisMissing } from './redis-server.js';
import { runCli, startCli, temporaryFolder } from './workspace.js';

const PAGE = '<ul><li><a href="/1.txt">预算绩效报告</a></li></ul>';
const REPORT = '平阴县2024年度预算绩效管理工作报告\n\n本年对3个项目开展绩效自评，涉及资金300万元。\n';

/** A site whose start page is answered when `open` says so. */
async function pilot() {
  const held: ServerResponse[] = [];
  const gate = { isOpen: true, asked: 0 };
  const give = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  const server = createServer(({ url }, response) => {
    if (url === '/1.txt') response.writeHead(200, { 'content-type': 'text/plain' }).end(REPORT);
    else if (url !== '/') response.writeHead(404).end();
    else {
      gate.asked += 1;
      if (gate.isOpen) give(response);
      else held.push(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sites'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(join(folder, 'sites', 'pilot.yml'), `name: 试点县\nstart: ['${url}']\ndelay_ms: 0\n`);
  const args = ['nightly', '--sites', 'sites', '--allow-private', '--ocr', 'off'];
  const scheduled = (pattern: string) => {
    const { child, ended } = startCli(folder, [...args, '--redis', redis.url, '--schedule', pattern]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const told = { stderr: '' };
    child.stderr!.on('data', (text) => {
      told.stderr += text;
    });
    return { child, ended, told };
  };
  const open = () => {
    gate.isOpen = true;
    for (const response of held.splice(0)) give(response);
  };
  return { folder, redis, gate, open, scheduled, once: () => runCli(folder, args) };
}

function reports(folder: string): NightReport[] {
  const path = join(folder, 'gongkai-data/reports');
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as NightReport);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

/** The exit code; a text where it does not end: systemd waits for half a minute, and this machine may have other work. */
async function stop({ child, ended }: ReturnType<Awaited<ReturnType<typeof pilot>>['scheduled']>) {
  child.kill('SIGTERM');
  return Promise.race([ended.then(({ code }) => code), sleep(120_000, 'longer than two minutes')]);
}

describe.skipIf(redisMissing)(`nightly --schedule on Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  it('never has two nights at once; a night whose process is stopped goes on in the other', async () => {
    const { folder, gate, open, scheduled } = await pilot();
    gate.isOpen = false;
    const both = [scheduled('*/3 * * * * *'), scheduled('*/3 * * * * *')];
    // The next turn comes while the first night waits for the site: the other process takes it, and does not begin.
    const waits = ({ told }: (typeof both)[number]) => told.stderr.includes('another night goes on');
    await until(() => both.some(waits));
    expect(gate.asked).toBe(1);
    const other = both.find(waits)!;
    const working = both.find((each) => each !== other)!;
    expect(await stop(working)).toBe(130);
    await until(() => gate.asked === 2);
    open();
    await until(() => other.told.stderr.includes('finished'));
    await until(() => gate.asked > 2); // and the turns after that
    expect(await stop(other)).toBe(130);
    const nights = reports(folder);
    expect(nights[0]).toMatchObject({ published: true, sites: [{ end: 'finished', documents: 1 }] });
    nights.slice(1).forEach(({ began }, i) => {
      expect(began >= nights[i]!.ended).toBe(true);
    });
  });

  it('catches up a missed night once, and not again when its job comes late', async () => {
    const { folder, redis, gate, scheduled, once } = await pilot();
    expect((await once()).code).toBe(0);
    const path = join(folder, 'gongkai-data/reports');
    for (const name of readdirSync(path)) renameSync(join(path, name), join(path, name.replace(/^\d{4}/, '2020')));
    const first = scheduled('30 22 * * *');
    await until(() => first.told.stderr.includes('next night'));
    expect(first.told.stderr).toContain('was missed: it is caught up now');
    expect(await stop(first)).toBe(130);
    expect(reports(folder)).toHaveLength(2);

    // As after hours without any process: the job of the turn has been due for long.
    const [key = ''] = redis.ask('KEYS', '*:nights:delayed').split('\n');
    const [job = ''] = redis.ask('ZRANGE', key, '0', '-1').split('\n');
    redis.ask('ZADD', key, 'XX', '1000', job);
    const asked = gate.asked;
    const both = [scheduled('30 22 * * *'), scheduled('30 22 * * *')];
    await until(() => both.every(({ told }) => told.stderr.includes('next night')));
    const waiting = () => Number(redis.ask('ZCARD', key));
    const active = () => Number(redis.ask('LLEN', key.replace(/delayed$/, 'active')));
    const due = () => Number(redis.ask('ZCOUNT', key, '0', `${Date.now() * 0x1000}`));
    await until(() => waiting() === 1 && active() === 0 && due() === 0);
    expect(await Promise.all(both.map(stop))).toEqual([130, 130]);
    expect(gate.asked).toBe(asked);
    expect(reports(folder)).toHaveLength(2);
  });
});

describe('a night that was caught up', () => {
  const at = (time: string) => new Date(`2026-11-${time}Z`);
  it.each<[string, Date | null, string, boolean]>([
    ['its job comes hours later', at('21T08:00:00'), '21T08:30:00', true],
    ['nothing was caught up', at('19T14:30:01'), '21T08:30:00', false],
    ['there was no night yet', null, '21T08:30:00', false],
    ['it is the turn', at('20T14:30:01'), '21T14:30:00', false],
    ['it is the turn by a clock that is minutes ahead of this one', at('20T14:30:01'), '21T14:25:00', false],
  ])('%s: %#', (_why, last, now, expected) => {
    expect(isCaughtUp('30 22 * * *', last, at(now))).toBe(expected);
  });
});
