import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { FetchLine } from '../../pipeline/archive/fetch-log.js';
import { type Sighting, SightingLog } from '../../pipeline/archive/log.js';
import { Provenance } from '../../pipeline/archive/provenance.js';
import { SiteIndex } from '../../pipeline/archive/site-index.js';
import { DataFolder } from '../../pipeline/data-folder.js';
import { failedRecord } from '../../pipeline/worker/failed-record.js';
import { build, readCsv } from './dataset-workspace.js';
import { temporaryFolder } from './workspace.js';

const shaOf = (text: string) => createHash('sha256').update(text).digest('hex');
const time = '2026-01-01T00:00:00.000Z';

type Page = Partial<FetchLine> & { url: string };

/** A run of a site in which documents were fetched; `text` stands for their bytes. */
async function crawled(data: string, site: string, run: string, pages: (Page & { content?: string })[]): Promise<void> {
  const index = await SiteIndex.open(data, site);
  await index.append({ type: 'run', run, site, time, config: {} });
  for (const { content, ...page } of pages) {
    const bytes = content === undefined ? {} : { sha256: shaOf(content), bytes: content.length };
    await index.append({ type: 'fetch', time, depth: 1, outcome: 'fetched', role: 'document', ...bytes, ...page });
  }
  await index.close();
}

async function localLog(data: string, sightings: (Partial<Sighting> & { source: string; content: string })[]) {
  const log = await SightingLog.open(join(data, 'archive', 'log', 'local.jsonl'));
  for (const { content, ...sighting } of sightings) {
    await log.append({ time, sha256: shaOf(content), bytes: content.length, outcome: 'archived', ...sighting });
  }
  onTestFinished(() => log.close());
  return log;
}

describe('where a document comes from', () => {
  it('is the same for every order of sites, and stays when it is met again', async () => {
    const pages = {
      'b.gov.cn': [
        { url: 'http://b.gov.cn/z.pdf', content: 'same', parent: 'http://b.gov.cn/', text: '自评表', score: 70 },
        { url: 'http://b.gov.cn/a.pdf', content: 'same' },
      ],
      'c.gov.cn': [{ url: 'http://c.gov.cn/1.pdf', content: 'same', headers: { contentType: 'application/pdf' } }],
    };
    const named = [];
    for (const order of [Object.entries(pages), Object.entries(pages).reverse()]) {
      const data = temporaryFolder();
      for (const [site, each] of order) await crawled(data, site, 'r1', each);
      await crawled(data, 'b.gov.cn', 'r2', [{ url: 'http://b.gov.cn/0.pdf', content: 'same' }]);
      const provenance = await Provenance.read(data, await localLog(data, []));
      named.push([...provenance.documents()]);
      expect(provenance.places(shaOf('same')).map(({ source }) => source)).toEqual([
        'http://b.gov.cn/z.pdf',
        'http://b.gov.cn/a.pdf',
        'http://b.gov.cn/0.pdf',
        'http://c.gov.cn/1.pdf',
      ]);
    }
    expect(named[0]).toMatchObject([{ source: 'http://b.gov.cn/z.pdf', site: 'b.gov.cn', archived: true }]);
    expect(named[1]).toEqual(named[0]);
  });

  it('is a file only where no site is known, and then the first that was logged', async () => {
    const data = temporaryFolder();
    const log = await localLog(data, [
      { source: 'x/b.txt', content: 'only here' },
      { source: 'x/a.txt', content: 'only here' },
      { source: 'x/c.pdf', content: 'both' },
      { source: 'x/large.pdf', content: 'large', outcome: 'too-large', limit: 3 },
    ]);
    await crawled(data, 'a.gov.cn', 'r1', [{ url: 'http://a.gov.cn/c.pdf', content: 'both' }]);
    const documents = [...(await Provenance.read(data, log)).documents()];
    expect(documents).toMatchObject([
      { source: 'x/b.txt', archived: true },
      { source: 'http://a.gov.cn/c.pdf', site: 'a.gov.cn', archived: true },
      { source: 'x/large.pdf', archived: false, limit: 3 },
    ]);
  });

  it('of a member follows its archive', async () => {
    const data = temporaryFolder();
    const parent = shaOf('zip');
    const log = await localLog(data, [
      { source: 'http://a.gov.cn/2.zip!/x/y!/表.pdf', content: 'member', parent },
      { source: 'http://a.gov.cn/2.zip', content: 'zip', outcome: 'unpacked' },
      { source: 'local.zip', content: 'local zip' },
      { source: 'local.zip!/表.pdf', content: 'other', parent: shaOf('local zip') },
    ]);
    const link = { parent: 'http://a.gov.cn/list', text: '附件', score: 50 };
    await crawled(data, 'a.gov.cn', 'r1', [
      { url: 'http://a.gov.cn/list', role: 'list', content: 'list', title: '预算绩效' },
      { url: 'http://a.gov.cn/1.zip', content: 'zip', ...link, headers: { contentType: 'application/zip' } },
      { url: 'http://a.gov.cn/2.zip', content: 'zip' },
    ]);
    const provenance = await Provenance.read(data, log);
    expect(provenance.places(shaOf('member')).map(({ source, parentTitle }) => [source, parentTitle])).toEqual([
      ['http://a.gov.cn/1.zip!/x/y!/表.pdf', '预算绩效'],
      ['http://a.gov.cn/2.zip!/x/y!/表.pdf', undefined],
    ]);
    const documents = new Map([...provenance.documents()].map((document) => [document.source, document]));
    expect(documents.get('http://a.gov.cn/1.zip')).toMatchObject({ unpacked: true, contentType: 'application/zip' });
    expect(documents.get('http://a.gov.cn/1.zip!/x/y!/表.pdf')).not.toHaveProperty('contentType');
    expect(documents.get('local.zip!/表.pdf')).toMatchObject({ archived: true });
  });
});

describe('what is still to do in a data folder', () => {
  it('covers files and sites, and records under another name than they are to have', async () => {
    const path = temporaryFolder();
    const data = await DataFolder.open(path);
    const record = (content: string, source: string) =>
      data.records.put(
        shaOf(content),
        `${JSON.stringify(failedRecord({ source, sha256: shaOf(content) }, { reason: 'empty', message: 'x' }))}\n`,
      );
    await crawled(path, 'b.gov.cn', 'r1', [
      { url: 'http://b.gov.cn/new.pdf', content: 'new' },
      { url: 'http://b.gov.cn/read.pdf', content: 'read' },
      { url: 'http://b.gov.cn/twice.pdf', content: 'twice' },
      { url: 'http://b.gov.cn/page', role: 'list', content: 'a list is no document' },
    ]);
    await record('read', 'http://b.gov.cn/read.pdf');
    await record('twice', 'http://b.gov.cn/twice.pdf');
    expect((await data.unread()).map(({ source }) => source)).toEqual(['http://b.gov.cn/new.pdf']);
    await crawled(path, 'a.gov.cn', 'r1', [{ url: 'http://a.gov.cn/twice.pdf', content: 'twice' }]);
    await record('new', 'http://b.gov.cn/new.pdf');
    const [renamed, ...others] = await data.unread();
    expect(renamed).toMatchObject({ source: 'http://a.gov.cn/twice.pdf', site: 'a.gov.cn', renamed: true });
    expect(others).toEqual([]);
    await record('twice', 'http://a.gov.cn/twice.pdf');
    expect(await data.unread()).toEqual([]);
    await data.close();
  });

  it('learns what another process logged of files', async () => {
    const path = temporaryFolder();
    mkdirSync(join(path, 'input'));
    writeFileSync(join(path, 'input', 'a.txt'), 'a');
    const [here, there] = [await DataFolder.open(path), await DataFolder.open(path)];
    await there.take({ path: join(path, 'input', 'a.txt'), source: 'input/a.txt' }, 1000, new AbortController().signal);
    expect((await here.unread()).map(({ source }) => source)).toEqual(['input/a.txt']);
    await Promise.all([here.close(), there.close()]);
  });
});

describe('the table sources', () => {
  it('has every place of a document, the one that it is named after first, and no times', async () => {
    const data = temporaryFolder();
    await crawled(data, 'a.gov.cn', 'r1', [
      { url: 'http://a.gov.cn/', role: 'list', content: 'list', title: '财政局' },
      { url: 'http://a.gov.cn/b.pdf', content: 'a', parent: 'http://a.gov.cn/', text: '=目标表', score: 62.5 },
    ]);
    const log = await localLog(data, [{ source: 'x/a.pdf', content: 'a' }]);
    const provenance = await Provenance.read(data, log);
    const record = failedRecord(
      { source: 'http://a.gov.cn/b.pdf', sha256: shaOf('a') },
      { reason: 'empty', message: 'x' },
    ) as GongkaiRecord;
    const { directory, counts } = await build([record], undefined, (sha256) => provenance.places(sha256));
    expect(counts.sources).toBe(2);
    const none = { site: null, parent_url: null, parent_title: null, link_text: null, link_score: null };
    expect(await readCsv(directory, 'csv/sources.csv')).toEqual([
      {
        document_id: shaOf('a'),
        ordinal: '1',
        source: 'http://a.gov.cn/b.pdf',
        site: 'a.gov.cn',
        parent_url: 'http://a.gov.cn/',
        parent_title: '财政局',
        link_text: '=目标表',
        link_score: '62.5',
        archive_id: null,
      },
      { document_id: shaOf('a'), ordinal: '2', source: 'x/a.pdf', ...none, archive_id: null },
    ]);
  });
});
