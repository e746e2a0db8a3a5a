/** What two runs differ in and why; and what was published at a time. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../../normalizers/record.js';
import type { LogLine } from '../../../pipeline/archive/fetch-log.js';
import { SightingLog } from '../../../pipeline/archive/log.js';
import { CURRENT, Published, type Standing } from '../../../pipeline/archive/published.js';
import { SiteIndex } from '../../../pipeline/archive/site-index.js';
import { Corrections } from '../../../pipeline/corrections/corrections.js';
import { type BuildOptions, buildDataset, DATABASE_FILE } from '../../../pipeline/dataset/build.js';
import { Difference, type DiffRow } from '../../../pipeline/diff/compare.js';
import type { Run } from '../../../pipeline/diff/runs.js';
import { RecordStore } from '../../../pipeline/records/store.js';
import { readingVersion } from '../../../pipeline/records/version.js';
import fc from '../../properties.js';
import { emptyRecord, hashOf, listing, someRecords } from '../dataset-records.js';
import { query, folder as temporary } from '../dataset-workspace.js';
import { runCli, temporaryFolder } from '../workspace.js';

const CORRECTION = {
  ...{ record_id: 'l1', document_id: '', field: 'amount_wan', value: '7', previous: '1' },
  ...{ who: '李明', when: '2026-11-20', why: '错字', evidence: '', file: 'a.csv', line: 2, problem: null },
};

async function runOf(
  records: GongkaiRecord[],
  corrections = new Corrections([]),
  version = '1',
  more: Pick<BuildOptions, 'standingOf' | 'allVersions'> = {},
) {
  const directory = join(mkdtempSync(join(temporary, 'run-')), 'dataset');
  await buildDataset({ records, corrections, directory, version, ...more });
  return { name: version, directory, version };
}

async function changesBetween(before: GongkaiRecord[], after: GongkaiRecord[], by?: (Corrections | undefined)[]) {
  return changesOf(await runOf(before, by?.[0]), await runOf(after, by?.[1]));
}

async function changesOf(before: Run, after: Run) {
  const scratch = mkdtempSync(join(temporary, 'diff-'));
  const difference = await Difference.between(before, after, scratch);
  try {
    const rows: DiffRow[] = [];
    for await (const batch of difference.changes()) rows.push(...batch);
    const counts = await difference.counts();
    expect(counts.length > 0).toBe(rows.length > 0);
    return rows;
  } finally {
    difference.close();
  }
}

/** A document of one URL with rows of a list, by id and amount. */
function listOf(bytes: string, amounts: Record<string, number>, source = 'http://a.gov.cn/list.pdf'): GongkaiRecord {
  const record = emptyRecord(bytes, { source, title: '清单' });
  record.listings = Object.entries(amounts).map(([id, amount_wan], i) =>
    listing({
      id,
      seq: i + 1,
      amount_wan,
      project_name: id,
      evidence: { amount_wan: { raw: String(amount_wan), at: [] } },
    }),
  );
  return record;
}

const short = (rows: DiffRow[]) =>
  rows.map(({ change, cause, record_type: type, record_id: id, field, before, after }) =>
    [change, cause, type, id, field, before, after].map((text) => text ?? '-').join(' '),
  );

describe('a difference', () => {
  it('is none between the same records, in whatever order they and their rows are', async () => {
    const samples = fc.sample(someRecords, { numRuns: 3, seed: 11 });
    for (const records of samples) {
      const turned = structuredClone(records).reverse();
      for (const record of turned) {
        for (const list of [record.listings, record.projects, record.evaluations, record.statistics]) list.reverse();
        // The number of a task is part of what it is called; those of the others are positions.
        for (const { indicators } of record.projects) {
          indicators.reverse();
          for (const [i, each] of indicators.entries()) each.seq = i + 1;
        }
      }
      expect(await changesBetween(records, turned)).toEqual([]);
    }
  });

  it('is of the source where other bytes came to the same place', async () => {
    const rows = await changesBetween([listOf('x', { l1: 1, l2: 2 })], [listOf('y', { l2: 2.5, l3: 3 })]);
    expect(short(rows)).toEqual([
      `changed source document http://a.gov.cn/list.pdf document_id ${hashOf('x')} ${hashOf('y')}`,
      'added source listing l3 - - -',
      'changed source listing l2 amount_wan 2 2.5',
      'gone source listing l1 - - -',
    ]);
  });

  it('is of the source where a page was published anew, though the dataset knows what stood there before', async () => {
    const [x, y] = [listOf('x', { l1: 1, l2: 2 }), listOf('y', { l2: 2.5, l3: 3 })];
    const replaced: Standing = { standing: 'superseded', since: '2026-03-02T00:00:00.000Z', by: hashOf('y') };
    const standingOf = (sha256: string) => (sha256 === hashOf('x') ? replaced : CURRENT);
    const [before, after] = [await runOf([x]), await runOf([x, y], undefined, '1', { standingOf })];
    expect(short(await changesOf(before, after))).toEqual([
      `changed source document http://a.gov.cn/list.pdf document_id ${hashOf('x')} ${hashOf('y')}`,
      'added source listing l3 - - -',
      'changed source listing l2 amount_wan 2 2.5',
      'gone source listing l1 - - -',
    ]);
    // With all versions nothing is gone: it is in the other document.
    const all = await runOf([x, y], undefined, '1', { standingOf, allVersions: true });
    expect(short(await changesOf(before, all)).filter((change) => change.includes('gone'))).toEqual([]);
    const away = { standing: 'gone', since: '2026-03-03T00:00:00.000Z', by: null } as const;
    const gone = await runOf([x], undefined, '1', { standingOf: () => away });
    expect(short(await changesOf(before, gone))).toEqual([
      'changed source document http://a.gov.cn/list.pdf standing current gone',
    ]);
  });

  it('is of the source too where the earlier bytes are still in the archive', async () => {
    const rows = await changesBetween([listOf('x', { l1: 1 })], [listOf('x', { l1: 1 }), listOf('y', { l1: 2 })]);
    expect(short(rows)).toContain('changed source listing l1 amount_wan 1 2');
    expect(rows.every(({ change }) => change === 'changed')).toBe(true);
  });

  it('is of the extractor where the bytes are the same', async () => {
    const rows = await changesBetween([listOf('x', { l1: 1, l2: 2 })], [listOf('x', { l1: 10, l3: 3 })]);
    expect(short(rows)).toEqual([
      'added extractor listing l3 - - -',
      'changed extractor listing l1 amount_wan 1 10',
      'gone extractor listing l2 - - -',
    ]);
  });

  it('is of the person who corrected, and again when the correction is taken back', async () => {
    const records = [listOf('x', { l1: 1, l2: 2 })];
    const corrections = () => new Corrections([CORRECTION]);
    const [made, ...others] = await changesBetween(records, records, [undefined, corrections()]);
    expect(made).toMatchObject({ cause: 'correction', before: '1', after: '7', corrected_by: '李明', why: '错字' });
    expect(others).toEqual([]);
    const [back] = await changesBetween(records, records, [corrections(), undefined]);
    expect(back).toMatchObject({ cause: 'correction', before: '7', after: '1' });
    expect(await changesBetween(records, records, [corrections(), corrections()])).toEqual([]);
    // Reopened: what changed is what was published.
    const [, reopened] = await changesBetween(records, [listOf('y', { l1: 3, l2: 2 })], [corrections(), corrections()]);
    expect(reopened).toMatchObject({ cause: 'source', record_id: 'l1', before: '7', after: '3', corrected_by: null });
  });
});

const SITE = 'http://a.gov.cn/';
const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T08:00:00.000Z`;
const run = (n: number): LogLine => ({ type: 'run', run: `r${n}`, site: SITE, time: day(n), config: {} });
const end = (n: number): LogLine => ({ type: 'end', run: `r${n}`, time: day(n), reason: 'finished', counts: {} });
const fetched = (n: number, name: string, bytes: string): LogLine => {
  const what = { sha256: hashOf(bytes), bytes: 9, role: 'document' } as const;
  return { type: 'fetch', url: SITE + name, time: day(n), depth: 1, outcome: 'fetched', ...what };
};
const gone = (n: number, name: string): LogLine => {
  return { type: 'fetch', url: SITE + name, time: day(n), depth: 1, outcome: 'gone' };
};

/** A list that changed on the 10th and was taken away on the 20th, beside a file and an archive seen on the 15th. */
async function archived(): Promise<string> {
  const data = temporaryFolder();
  const index = await SiteIndex.open(data, SITE);
  const lines = [
    ...[run(1), fetched(1, 'list.pdf', 'old'), end(1)],
    ...[run(10), fetched(10, 'list.pdf', 'new'), fetched(10, 'all.zip', 'zip'), end(10)],
    ...[run(20), gone(20, 'list.pdf'), fetched(20, 'all.zip', 'zip'), end(20)],
  ];
  for (const line of lines) await index.append(line);
  await index.close();
  const log = await SightingLog.open(join(data, 'archive', 'log', 'local.jsonl'));
  const seen = { bytes: 9, outcome: 'archived', time: day(15) } as const;
  await log.append({ ...seen, source: 'file.pdf', sha256: hashOf('file') });
  // Unpacked long after the archive was published.
  await log.append({
    ...seen,
    time: day(25),
    source: `${SITE}all.zip!/in.pdf`,
    sha256: hashOf('in'),
    parent: hashOf('zip'),
  });
  await log.close();
  return data;
}

describe('what was published at a time', () => {
  it.each([
    [day(1).replace('08:', '07:'), []],
    [day(1), ['old']],
    [day(9), ['old']],
    [day(10), ['new', 'zip', 'in']],
    [day(15), ['new', 'zip', 'in', 'file']],
    [day(20), ['zip', 'in', 'file']],
    [day(30), ['zip', 'in', 'file']],
  ])('%s: %j', async (time, there) => {
    const data = await archived();
    const log = await SightingLog.open(join(data, 'archive', 'log', 'local.jsonl'));
    const published = await Published.read(data, { local: log, isContent: async () => true, time });
    const all = ['old', 'new', 'zip', 'in', 'file'];
    expect(all.filter((name) => published.has(hashOf(name)))).toEqual(all.filter((name) => there.includes(name)));
    await log.close();
  });
});

describe('the commands', () => {
  it('build the dataset of a day, and tell what changed from one to another', async () => {
    const data = await archived();
    const records = new RecordStore(join(data, 'records'), readingVersion(join(import.meta.dirname, '../../../dist')));
    for (const record of [
      listOf('old', { l1: 1, l2: 2 }),
      listOf('new', { l1: 1.5, l2: 2 }),
      listOf('in', { l9: 9 }, `${SITE}all.zip!/in.pdf`),
      listOf('file', { l8: 8 }, 'file.pdf'),
    ]) {
      await records.put(record.document.sha256, `${JSON.stringify(record)}\n`);
    }
    const { version } = records;
    const cli = (...args: string[]) => runCli(data, [...args, '--data', data]);
    const { code, stdout, stderr } = await cli('build', '--as-of', '2026-03-12');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(join('as-of', '2026-03-12T23-59-59Z', 'dataset'));
    const dataset = join(data, 'as-of', '2026-03-12T23-59-59Z', 'dataset', DATABASE_FILE);
    const amounts = await query('SELECT id, amount_wan::DOUBLE AS amount FROM listings ORDER BY id', dataset);
    expect(amounts).toEqual([
      { id: 'l1', amount: 1.5 },
      { id: 'l2', amount: 2 },
      { id: 'l9', amount: 9 },
    ]);
    const changed = await cli('diff', '--from', '2026-03-05', '--to', '2026-03-12', '--format', 'json');
    expect(changed.code, changed.stderr).toBe(1);
    const { changes } = JSON.parse(changed.stdout) as { changes: DiffRow[] };
    expect(short(changes).filter((line) => line.includes('listing'))).toEqual([
      'added source listing l9 - - -',
      'changed source listing l1 amount_wan 1 1.5',
    ]);
    const table = await cli('diff', '--from', '2026-03-12', '--to', '2026-03-21');
    expect(table.stdout).toMatch(/listing +gone +source +2/);
    const csv = await cli('diff', '2026-03-12', '2026-03-21', '--format', 'csv');
    expect(csv.stdout.split('\r\n')[0]).toMatch(/^change,cause,record_type,record_id,name,field,before,after/);
    expect((await cli('diff', version, join(data, 'records', version))).code).toBe(0);
    for (const wrong of [
      ['diff', version],
      ['diff', '--from', '2026-02-30', '--to', '2026-03-01'],
      ['build', '--as-of', 'yesterday'],
    ]) {
      expect((await cli(...wrong)).code, wrong.join(' ')).toBe(2);
    }
    expect((await cli('diff', 'nothing', version)).code).toBe(3);
  });
});
