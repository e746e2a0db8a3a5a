/** `gongkai worker` from the outside, where what it needs is not there (yet). */
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, temporaryFolder } from './workspace.js';

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const worker = (port: number, ...more: string[]) => [
  'worker',
  '--data',
  'data',
  '--redis',
  `redis://127.0.0.1:${port}`,
  ...more,
];

describe('gongkai worker', () => {
  it('begins no data folder: it waits for one, and says which is missing', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli(folder, worker(await closedPort(), '--wait', '1'));
    expect(code).toBe(3);
    expect(stderr).toContain('data is no data folder yet; waiting for it up to 1 s');
    expect(stderr).toContain('is it mounted?');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('takes the empty folder of a mount that is missing for none', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    expect((await runCli(folder, worker(await closedPort(), '--wait', '0'))).code).toBe(3);
    expect(existsSync(join(folder, 'data', 'archive'))).toBe(false);
  });

  it('goes on when the folder comes, and waits for Redis as well', async () => {
    const folder = temporaryFolder();
    const { child, ended } = startCli(
      folder,
      worker(await closedPort(), '--wait', '8', '--ocr', 'off', '--office', 'off'),
    );
    child.stderr!.once('data', () => mkdirSync(join(folder, 'data', 'archive'), { recursive: true }));
    const { code, stderr } = await ended;
    expect(stderr).toContain('waiting for it up to 8 s');
    expect(stderr).toMatch(
      /Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached: nothing listens there[^\n]*; waiting/,
    );
    expect(stderr).toMatch(/given up after \d+ s/);
    expect(code).toBe(3);
  });

  it('ends at once when it is stopped while it waits', async () => {
    const folder = temporaryFolder();
    const { child, ended } = startCli(folder, worker(await closedPort()));
    child.stderr!.once('data', () => child.kill('SIGTERM'));
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('stopped');
  });
});
