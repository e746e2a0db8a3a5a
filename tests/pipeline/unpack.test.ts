import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { DataFolder } from '../../pipeline/data-folder.js';
import { zipOf } from '../extractors/zip-writer.js';
import { filesUnder, runCli, temporaryFolder } from './workspace.js';

const TEXT = '2024年度部门预算绩效目标公开说明。';

const recordsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GongkaiRecord);
const lines = (stdout: string) => recordsOf(stdout).map(({ status, document }) => `${status} ${document.source}`);

function workspace(files: Record<string, Uint8Array | string>): {
  cwd: string;
  environment: Record<string, string>;
  temporary: string;
} {
  const cwd = temporaryFolder();
  const temporary = join(cwd, 'tmp');
  mkdirSync(temporary);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return { cwd, temporary, environment: { TMPDIR: temporary } };
}

const INNER = zipOf({ name: 'c.txt', content: `${TEXT}丙` });
const ARCHIVE = zipOf(
  { name: '附件/a.txt', content: `${TEXT}甲` },
  { name: 'inner.zip', content: INNER },
  { name: 'b.txt', content: `${TEXT}乙` },
);
const BROKEN = zipOf({ name: 'a.txt', content: `${TEXT}甲` }, { name: 'secret.txt', content: 'x', encrypted: true });

describe('archives on the command line', () => {
  it('give a line for each member, in their order, in the place of the archive', async () => {
    const { cwd, environment, temporary } = workspace({ '1.txt': TEXT, '2.zip': ARCHIVE, '3.txt': `${TEXT}。` });
    const { code, stdout } = await runCli(cwd, ['extract', '1.txt', '2.zip', '3.txt', '--json'], environment);
    expect(lines(stdout)).toEqual([
      'ok 1.txt',
      'ok 2.zip!/附件/a.txt',
      'ok 2.zip!/inner.zip!/c.txt',
      'ok 2.zip!/b.txt',
      'ok 3.txt',
    ]);
    expect(code).toBe(0);
    expect(filesUnder(temporary).size).toBe(0);
  });

  it('have a line of their own, before their members, where something is lost', async () => {
    const { cwd, environment } = workspace({
      'x.zip': BROKEN,
      'cut.zip': ARCHIVE.subarray(0, 60),
      'none.zip': zipOf(),
    });
    const { code, stdout } = await runCli(cwd, ['extract', 'x.zip', 'cut.zip', 'none.zip', '--json'], environment);
    expect(lines(stdout)).toEqual([
      'partial x.zip',
      'ok x.zip!/a.txt',
      'failed(broken) cut.zip',
      'failed(empty) none.zip',
    ]);
    expect(recordsOf(stdout)[0]!.findings).toMatchObject([
      { code: 'archive/member-encrypted', at: [{ path: 'secret.txt' }] },
    ]);
    expect(code).toBe(1);
  });
});

describe('archives in a data folder', () => {
  it('leave their members as documents, and nothing to do the next time', async () => {
    const { cwd, environment, temporary } = workspace({ '2.zip': ARCHIVE });
    const { code, stdout } = await runCli(cwd, ['extract', '2.zip', '--data', 'data'], environment);
    expect(code).toBe(0);
    expect(stdout).toContain('3 documents: 3 ok');
    const data = await DataFolder.inspect(join(cwd, 'data'));
    const known = [...data.log.documents()];
    expect(known.map(({ source, unpacked }) => [source, unpacked])).toEqual([
      ['2.zip', true],
      ['2.zip!/附件/a.txt', false],
      ['2.zip!/inner.zip!/c.txt', false],
      ['2.zip!/b.txt', false],
    ]);
    expect(filesUnder(temporary).size).toBe(0);

    const before = filesUnder(join(cwd, 'data', 'records'));
    await runCli(cwd, ['extract', '2.zip', '--data', 'data'], environment);
    expect(filesUnder(join(cwd, 'data', 'records'))).toEqual(before);
    expect([...before.values()].filter((text) => text.includes('"source":"2.zip"'))).toEqual([]);
  });

  it('are gone on with where a run was killed before all was taken', async () => {
    const { cwd, environment } = workspace({ '2.zip': ARCHIVE });
    // As after a kill: the archive is archived, and nothing says that it was unpacked.
    const data = await DataFolder.open(join(cwd, 'data'));
    await data.take({ path: join(cwd, '2.zip'), source: '2.zip' }, 1e9, new AbortController().signal);
    await data.close();
    await runCli(cwd, ['run', '--data', 'data'], environment);
    const after = await DataFolder.inspect(join(cwd, 'data'));
    expect([...after.log.documents()].map(({ unpacked }) => unpacked)).toEqual([true, false, false, false]);
  });

  it('keep a record of what was lost', async () => {
    const { cwd, environment } = workspace({ 'x.zip': BROKEN });
    const { code, stdout } = await runCli(cwd, ['extract', 'x.zip', '--data', 'data'], environment);
    expect(stdout).toContain('2 documents: 1 ok, 1 partial');
    expect(code).toBe(1);
  });
});
