import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDocuments } from '../../pipeline/intake/find.js';
import { temporaryFolder } from './workspace.js';

function makeTree(...paths: string[]): string {
  const folder = temporaryFolder();
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return folder;
}

const sourcesUnder = async (folder: string, except: string | null = null) =>
  (await findDocuments([folder], except)).files.map(({ source }) => source.slice(folder.length + 1));

describe('finding documents', () => {
  it('searches a folder by name, recursively, without hidden files, and counts what it leaves', async () => {
    const folder = makeTree('b/2.PDF', 'b/1.txt', 'a.docx', '乙.xls', '.hidden.txt', '.git/x.txt', 'x.json', 'LICENSE');
    const found = await findDocuments([folder], null);
    expect(found.files.map(({ source }) => source.slice(folder.length + 1))).toEqual([
      'a.docx',
      'b/1.txt',
      'b/2.PDF',
      '乙.xls',
    ]);
    expect([...found.skipped].sort()).toEqual([
      ['', 1],
      ['json', 1],
    ]);
    expect(found.problems).toEqual([]);
  });

  it('takes a file that is named, whatever it is called, in the order given', async () => {
    const folder = makeTree('x.json', 'a.txt');
    const paths = [join(folder, 'x.json'), join(folder, 'a.txt'), join(folder, 'x.json')];
    expect((await findDocuments(paths, null)).files.map(({ source }) => source)).toEqual(paths);
  });

  it('tells of paths that lead nowhere and goes on', async () => {
    const folder = makeTree('a.txt', 'empty/x.json');
    const missing = join(folder, 'missing.txt');
    const found = await findDocuments([missing, join(folder, 'empty'), '/dev/null', join(folder, 'a.txt')], null);
    expect(found.files).toHaveLength(1);
    expect(found.problems).toEqual([
      { source: missing, message: 'does not exist' },
      { source: join(folder, 'empty'), message: 'holds no documents' },
      { source: '/dev/null', message: 'is neither a file nor a folder' },
    ]);
  });

  it('does not take its own data folder for documents', async () => {
    const folder = makeTree('a.txt', 'gongkai-data/dataset/csv/projects.csv');
    expect(await sourcesUnder(folder, join(folder, 'gongkai-data'))).toEqual(['a.txt']);
  });

  it('follows links to files, and tells of those that lead nowhere', async () => {
    const folder = makeTree('deep/a.txt');
    symlinkSync('deep/a.txt', join(folder, 'link.txt'));
    symlinkSync('.', join(folder, 'circle'));
    symlinkSync('gone.txt', join(folder, 'broken.txt'));
    const found = await findDocuments([folder], null);
    expect(found.files.map(({ source }) => source.slice(folder.length + 1))).toEqual(['deep/a.txt', 'link.txt']);
    expect(found.problems).toEqual([
      { source: join(folder, 'broken.txt'), message: 'is a link whose target does not exist' },
    ]);
  });

  it('reads files whose names are in GBK, as old archives unpack them', async () => {
    const folder = makeTree('a.txt');
    const name = Buffer.from([0xbc, 0xa8, 0xd0, 0xa7, ...Buffer.from('.txt')]); // 绩效.txt
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '绩效');
    const found = await findDocuments([folder], null);
    expect(found.files.map(({ source }) => source.slice(folder.length + 1))).toEqual(['a.txt', '绩效.txt']);
    expect(found.files[1]?.path).toBeInstanceOf(Buffer);
  });
});
