/** The built command line, from the outside. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type GongkaiRecord, recordSchema } from '../../normalizers/record.js';
import { CLI, filesUnder, runCli, startCli, temporaryFolder } from './workspace.js';

/** A folder with `input/` in it. */
function makeInput(files: Record<string, string>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'input'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'input', name), text);
  return folder;
}

const report = (n: number) =>
  `某某县2024年度预算绩效管理工作报告\n\n本年对${n}个项目开展绩效自评，涉及资金${n}万元。\n`;
const manyReports = (count: number) =>
  makeInput(Object.fromEntries(Array.from({ length: count }, (_, n) => [`${100 + n}.txt`, report(n)])));

function parseLines(stdout: string): GongkaiRecord[] {
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => recordSchema.parse(JSON.parse(line)));
}

/** Makes something when it is first asked for. */
function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const recordsIn = (folder: string) => filesUnder(join(folder, 'gongkai-data', 'records'));

describe('usage', () => {
  it.each([
    [[]],
    [['extract']],
    [['extract', 'x.txt', '--no-such-option']],
    [['extract', 'x.txt', '--concurrency', '0']],
    [['extract', 'x.txt', '--timeout', 'soon']],
    [['extract', 'x.txt', '--max-bytes', '1.5']],
    [['no-such-command']],
    [['build', 'surplus']],
    [['run']],
  ])('%j is wrong: exit code 2, usage on standard error', async (args) => {
    const { code, stdout, stderr } = await runCli(temporaryFolder(), args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: gongkai');
  });

  it.each(['extract', 'build', 'run', 'schema'])('%s --help gives examples and exit codes', async (command) => {
    const { code, stdout } = await runCli(temporaryFolder(), [command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('130  interrupted');
  });

  it('prints its version and the schema of a record', async () => {
    expect((await runCli(temporaryFolder(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await runCli(temporaryFolder(), ['schema'])).stdout)).toMatchObject({ type: 'object' });
  });

  // npx runs the file itself in this repository, where nothing was installed that could have made it executable.
  it('is a program of its own', ({ skip }) => {
    if (process.platform === 'win32') skip('Windows asks for no permission');
    expect(spawnSync(CLI, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('extract --json', () => {
  it('prints one record a line in the order given, each path once, and writes nothing', async () => {
    const folder = makeInput({ 'a.txt': report(1), 'b.md': report(2), 'c.txt': report(1), 'd.json': '{}' });
    const { code, stdout, stderr } = await runCli(folder, ['extract', 'input', 'input/a.txt', '--json']);
    const records = parseLines(stdout);
    expect(records.map(({ document }) => document.source)).toEqual([
      'input/a.txt',
      'input/b.md',
      'input/c.txt',
      'input/a.txt',
    ]);
    expect(records[0]?.document.sha256).toBe(records[2]?.document.sha256);
    expect(code).toBe(records.every(({ status }) => status === 'ok') ? 0 : 1);
    expect(stderr).toContain('skipped 1 files');
    expect(readdirSync(folder)).toEqual(['input']);
  });

  it('finishes the others when a path leads nowhere', async () => {
    const folder = makeInput({ 'a.txt': report(1) });
    mkdirSync(join(folder, 'empty'));
    const { code, stdout, stderr } = await runCli(folder, ['extract', 'gone.txt', 'empty', 'input/a.txt', '--json']);
    expect(code).toBe(1);
    expect(parseLines(stdout)).toHaveLength(1);
    expect(stderr).toContain('error: does not exist source=gone.txt');
    expect(stderr).toContain('error: holds no documents source=empty');
  });

  it('prints nothing where there is nothing', async () => {
    const { code, stdout, stderr } = await runCli(temporaryFolder(), ['extract', 'gone.txt', '--json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('gone.txt');
  });

  it('gives empty and too large files a record that says so', async () => {
    const folder = makeInput({ 'a.txt': '', 'b.txt': 'x'.repeat(2000) });
    const { code, stdout } = await runCli(folder, ['extract', 'input', '--json', '--max-bytes', '1000']);
    expect(code).toBe(1);
    expect(parseLines(stdout).map(({ status }) => status)).toEqual(['failed(empty)', 'failed(too-large)']);
  });

  it('reads binary garbage and broken text to a record', async () => {
    const folder = makeInput({ 'c.txt': report(3) });
    writeFileSync(
      join(folder, 'input', 'a.bin.txt'),
      Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 73) % 256)),
    );
    writeFileSync(join(folder, 'input', 'b.txt'), Buffer.concat([Buffer.from(report(2)), Buffer.from([0xff])]));
    const { stdout } = await runCli(folder, ['extract', 'input', '--json']);
    const records = parseLines(stdout);
    expect(records).toHaveLength(3);
    expect(records[0]?.status).not.toBe('ok');
    expect(records.map(({ status }) => status)).not.toContain('failed(internal-error)');
  });

  it('tells of a file without permission', async ({ skip }) => {
    const folder = makeInput({ 'a.txt': report(1), 'b.txt': report(2) });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'input', 'a.txt'), 0o000);
    // Nothing is forbidden to root, so the test must become somebody else.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8', ...nobody });
    if (run('--version').status !== 0) skip('this user may not read the program');
    const { status, stdout, stderr } = run('extract', 'input', '--json');
    expect(status).toBe(1);
    expect(parseLines(stdout)).toHaveLength(1);
    expect(stderr).toContain('error: may not be read (no permission) source=input/a.txt');
  });

  it('ends quietly when nobody reads on', () => {
    const folder = manyReports(60);
    const command = `set -o pipefail; '${process.execPath}' '${CLI}' extract input --json | head -n 1`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(parseLines(stdout)).toHaveLength(1);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('EPIPE') });
  });
});

describe('extract, build and run', () => {
  it('go from documents to the dataset, and come to the same by any way', async () => {
    const folder = makeInput({ 'a.txt': report(1), 'b.txt': report(2) });
    const extracted = await runCli(folder, ['extract', 'input']);
    expect(extracted.stdout).toContain('2 documents: ');
    expect(extracted.stdout).toContain('records in gongkai-data/records/');
    const built = await runCli(folder, ['build']);
    expect(built.code).toBe(0);
    expect(built.stdout).toMatch(/^documents +2$/m);
    const records = recordsIn(folder);
    expect(records.size).toBe(2);

    const other = makeInput({ 'a.txt': report(1), 'b.txt': report(2) });
    const run = await runCli(other, ['run', 'input'], { GONGKAI_DATA: 'elsewhere' });
    expect(run.code).toBe(extracted.code);
    expect(run.stdout).toMatch(/^documents +2 {2}\(/m);
    expect(run.stdout).toMatch(/^dataset +elsewhere\/dataset$/m);
    expect(filesUnder(join(other, 'elsewhere', 'records'))).toEqual(records);
    expect(existsSync(join(other, 'elsewhere', 'dataset', 'datapackage.json'))).toBe(true);
  });

  it('cannot build from nothing, nor write into a file', async () => {
    const folder = makeInput({ 'a.txt': report(1) });
    const built = await runCli(folder, ['build']);
    expect(built.code).toBe(3);
    expect(built.stderr).toContain('holds no records');
    const extracted = await runCli(folder, ['extract', 'input', '--data', 'input/a.txt']);
    expect(extracted.code).toBe(3);
    expect(extracted.stderr).toContain('the data folder input/a.txt cannot be used');
  });
});

describe('a run that is cut short', () => {
  const COUNT = 50;
  const undisturbed = onDemand(async () => {
    const folder = manyReports(COUNT);
    await runCli(folder, ['extract', 'input']);
    return recordsIn(folder);
  });
  /** A folder in which an extract was sent a signal when it had written some records. */
  const disturb = async (signal: NodeJS.Signals) => {
    for (;;) {
      const folder = manyReports(COUNT);
      const { child, ended } = startCli(folder, ['extract', 'input']);
      const recordsDirectory = join(folder, 'gongkai-data', 'records');
      while (child.exitCode === null && !(existsSync(recordsDirectory) && recordsIn(folder).size > 5)) await sleep(5);
      child.kill(signal);
      const end = await ended;
      // On a machine with much else to do it may be over before this process is told that it has begun.
      if (end.code !== 0) return { folder, ...end };
    }
  };

  it('by kill -9 goes on where it stopped and comes to the same bytes', async () => {
    const { folder, signal } = await disturb('SIGKILL');
    expect(signal).toBe('SIGKILL');
    const half = recordsIn(folder).size;
    expect(half).toBeLessThan(COUNT);
    await runCli(folder, ['extract', 'input']);
    const expected = await undisturbed();
    const records = new Map([...recordsIn(folder)].filter(([path]) => !path.includes('.incoming')));
    expect(records.size).toBe(COUNT);
    expect(records).toEqual(expected);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends with 130, and goes on', async (signal) => {
    const { folder, code, stderr } = await disturb(signal);
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted; what was done is kept');
    expect(recordsIn(folder).size).toBeLessThan(COUNT);
    await runCli(folder, ['extract', 'input']);
    expect(recordsIn(folder)).toEqual(await undisturbed());
  });

  it('is none where two processes work on the same folder', async () => {
    const folder = manyReports(COUNT);
    await Promise.all([runCli(folder, ['extract', 'input']), runCli(folder, ['extract', 'input'])]);
    expect(recordsIn(folder)).toEqual(await undisturbed());
  });
});
