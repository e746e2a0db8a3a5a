import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RecordStore } from '../../pipeline/records/store.js';
import { readingVersion } from '../../pipeline/records/version.js';
import { failedRecord, limitWasRaised } from '../../pipeline/worker/failed-record.js';
import { temporaryFolder } from './workspace.js';

const sha256 = 'ab'.repeat(32);
const record = failedRecord(
  { source: 'a.pdf', sha256 },
  { reason: 'timeout', message: 'Reading it took too long', expected: '60 s' },
);

describe('the record store', () => {
  it('gives back what was put, and lists it', async () => {
    const store = new RecordStore(temporaryFolder(), '1');
    expect(await store.get(sha256)).toBeNull();
    expect(await store.list()).toEqual([]);
    await store.prepare();
    await store.put(sha256, `${JSON.stringify(record)}\n`);
    expect(await store.get(sha256)).toEqual(record);
    expect(await store.list()).toEqual([sha256]);
    const all = [];
    for await (const each of store.all()) all.push(each);
    expect(all).toEqual([record]);
  });

  it('does not believe a record that lost its end', async () => {
    const store = new RecordStore(temporaryFolder(), '1');
    await store.put(sha256, JSON.stringify(record));
    truncateSync(join(store.directory, 'ab', `${sha256}.json`), 40);
    expect(await store.get(sha256)).toBeNull();
  });

  it('keeps the records of other versions apart', async () => {
    const folder = temporaryFolder();
    await new RecordStore(folder, '1').put(sha256, JSON.stringify(record));
    expect(await new RecordStore(folder, '2').list()).toEqual([]);
  });
});

describe('the version of a reading', () => {
  it('changes with code and lexicon, and with nothing else', () => {
    const folder = temporaryFolder();
    const lexicon = join(folder, 'forms.yml');
    mkdirSync(join(folder, 'extractors', 'text'), { recursive: true });
    mkdirSync(join(folder, 'pipeline'));
    writeFileSync(join(folder, 'extractors', 'text', 'index.js'), '1');
    writeFileSync(join(folder, 'pipeline', 'process.js'), '1');
    writeFileSync(lexicon, 'a: 1');
    const version = () => readingVersion(folder, [lexicon]);
    const versions = [version(), version()];
    writeFileSync(join(folder, 'pipeline', 'cli.js'), 'new');
    versions.push(version());
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{12}$/);
    for (const [path, content] of [
      [join(folder, 'extractors', 'text', 'index.js'), '2'],
      [join(folder, 'pipeline', 'process.js'), '2'],
      [join(folder, 'extractors', 'new.js'), ''],
      [lexicon, 'a: 2'],
    ] as const) {
      writeFileSync(path, content);
      versions.push(version());
    }
    expect(new Set(versions).size).toBe(5);
  });
});

describe('a failure at a limit', () => {
  it('is tried again only when that limit is higher', () => {
    expect(limitWasRaised(record, { timeout: 60 })).toBe(false);
    expect(limitWasRaised(record, { timeout: 30 })).toBe(false);
    expect(limitWasRaised(record, { timeout: 61 })).toBe(true);
    expect(limitWasRaised(record, { memory: 9000 })).toBe(false);
  });

  it('never concerns other failures', () => {
    const crashed = failedRecord({ source: 'a', sha256 }, { reason: 'crashed', message: 'x' });
    expect(limitWasRaised(crashed, { timeout: 1e9, memory: 1e9 })).toBe(false);
  });
});
