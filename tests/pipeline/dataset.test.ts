import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { Row } from '../../pipeline/dataset/duckdb.js';
import type { Table } from '../../pipeline/dataset/tables.js';
import fc from '../properties.js';
import { emptyRecord, hashOf, listing, someRecords } from './dataset-records.js';
import { build, folder, query, readCsv, TABLES } from './dataset-workspace.js';

/** The objects that a table's rows come from, in the order of the dataset. */
function objectsOf(
  records: GongkaiRecord[],
  table: Table,
): { record: GongkaiRecord; fields: Record<string, unknown> }[] {
  const ordered = [...records].sort((a, b) => {
    const [x, y] = [a.document, b.document];
    return (
      compare(x.region_code, y.region_code) || compare(x.fiscal_year, y.fiscal_year) || compare(x.sha256, y.sha256)
    );
  });
  return ordered.flatMap((record) => {
    let objects: unknown[] = [record];
    for (const step of table.path ?? []) {
      objects = objects.flatMap((object) => (object as Record<string, unknown>)[step] as unknown);
    }
    return objects.map((fields) => ({ record, fields: fields as Record<string, unknown> }));
  });
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number') return a - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
}

/** A value as the record has it, from what a file gave for it. */
function asInRecord(value: Row[string] | undefined, column: Table['columns'][number]): unknown {
  if (value === null || value === undefined) return null;
  if (column.joined) return value === '' ? [] : String(value).split('|');
  if (column.type === 'text') return value;
  if (column.type === 'boolean') return String(value) === 'true';
  return Number(value);
}

describe('buildDataset', () => {
  it('gives every value back from the database, Parquet and CSV', async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, async (records) => {
        const { directory, counts } = await build(records);
        for (const table of TABLES.filter(({ path }) => path)) {
          const { name } = table;
          const objects = objectsOf(records, table);
          const sources = [
            await query(`FROM ${name}`, join(directory, 'gongkai.duckdb')),
            await query(`FROM read_parquet('${directory}/parquet/${name}.parquet')`),
            await query(`FROM read_csv('${directory}/csv/${name}.csv', all_varchar = true, header = true, delim = ',',
              quote = '"', escape = '"', new_line = '\\r\\n', allow_quoted_nulls = false, auto_detect = false, columns = {
              ${table.columns.map((column) => `"${column.name}": 'VARCHAR'`).join(', ')}})`),
            await readCsv(directory, `csv/${name}.csv`),
          ];
          expect(counts[name]).toBe(objects.length);
          for (const rows of sources) {
            expect(rows).toHaveLength(objects.length);
            rows.forEach((row, i) => {
              const { record, fields } = objects[i]!;
              for (const column of table.columns) {
                const { reading } = column;
                const value = asInRecord(row[column.name], column);
                if (reading.from === 'document') expect(value).toBe(Reflect.get(record.document, reading.field));
                if (reading.from !== 'ancestor' || reading.level < (table.path?.length ?? 0)) continue;
                expect(value).toEqual(fields[reading.field] ?? null);
              }
            });
          }
        }
        await rm(directory, { recursive: true });
      }),
      { numRuns: 8 },
    );
  });

  it('writes the same bytes for the same records in any order', async () => {
    const records = fc.sample(someRecords, { numRuns: 30, seed: 7 }).sort((a, b) => b.length - a.length)[0]!;
    expect(records.length).toBeGreaterThan(2);
    const first = await build(records);
    const second = await build([...records].reverse());
    for (const path of await readdir(first.directory, { recursive: true })) {
      if (path.endsWith('.duckdb') || (await stat(join(first.directory, path))).isDirectory()) continue;
      expect(await readFile(join(second.directory, path)), path).toEqual(await readFile(join(first.directory, path)));
    }
    expect(second.files).toEqual(first.files);
  });

  it('has all tables and columns where there is no record', async () => {
    const { directory, counts } = await build([]);
    expect(Object.values(counts)).toEqual(TABLES.map(() => 0));
    for (const { name, columns } of TABLES) {
      const names = columns.map((column) => column.name);
      const described = await query(`DESCRIBE FROM read_parquet('${directory}/parquet/${name}.parquet')`);
      expect(described.map((row) => row.column_name)).toEqual(names);
      expect(await readFile(join(directory, 'csv', `${name}.csv`), 'utf8')).toBe(`${names.join(',')}\r\n`);
      expect(await readFile(join(directory, 'csv-excel', `${name}.csv`), 'utf8')).toBe(`\uFEFF${names.join(',')}\r\n`);
    }
  });

  it('keeps the old dataset, and leaves nothing else, when a build fails', async () => {
    const { directory } = await build([emptyRecord('old')]);
    function* broken(): Generator<GongkaiRecord> {
      yield emptyRecord('new');
      throw new Error('disk on fire');
    }
    await expect(build(broken(), directory)).rejects.toThrow('disk on fire');
    const twice = [emptyRecord('a'), emptyRecord('a', { source: 'b.txt' })];
    await expect(build(twice, directory)).rejects.toThrow(
      `two records of document ${hashOf('a')}, from b.txt, samples/a`,
    );
    expect(await readdir(join(directory, '..'))).toEqual(['dataset']);
    expect((await readCsv(directory, 'csv/documents.csv')).map((row) => row.source)).toEqual(['samples/old.txt']);
    await build([emptyRecord('new')], directory);
    expect((await readCsv(directory, 'csv/documents.csv')).map((row) => row.source)).toEqual(['samples/new.txt']);
    expect(await readdir(join(directory, '..'))).toEqual(['dataset']);
  });

  it('goes on after a build that was killed, wherever it was', async () => {
    const { directory } = await build([emptyRecord('old')]);
    const parent = join(directory, '..');
    // Killed between the two renames, by this very process number in an earlier life of the container.
    const machine = hostname().replace(/[^A-Za-z0-9.]/g, '_') || 'machine';
    await rename(directory, `${directory}.old-${machine}-${process.pid}-abcdef`);
    await mkdir(`${directory}.building-${machine}-${process.pid}-abcdef`);
    await mkdir(`${directory}.building-elsewhere-1-abcdef`);
    function* broken(): Generator<GongkaiRecord> {
      yield* [];
      throw new Error('again');
    }
    await expect(build(broken(), directory)).rejects.toThrow('again');
    // What another machine builds at this moment is its own.
    expect(await readdir(parent)).toEqual(['dataset', 'dataset.building-elsewhere-1-abcdef']);
    expect(await readCsv(directory, 'csv/documents.csv')).toHaveLength(1);
  });

  it('does not replace a folder that is not its own', async () => {
    const directory = join(folder, 'photos');
    await mkdir(directory);
    await writeFile(join(directory, 'holiday.jpg'), '');
    await expect(build([], directory)).rejects.toThrow('left alone');
    expect(await readdir(directory)).toEqual(['holiday.jpg']);
  });

  it('tells in the findings what did not fit, and what has one id', async () => {
    const record = emptyRecord('a');
    const at = [{ line: 3, column: 1, length: 5 }];
    record.listings = [
      listing({ amount_wan: 1 / 3, evidence: { amount_wan: { raw: '三分之一', at } } }),
      listing({ id: 'l2', seq: 2 ** 40, amount_wan: 1e20 }),
      listing({ id: 'l2', seq: 3 }),
    ];
    const { directory } = await build([record]);
    expect((await readCsv(directory, 'csv/listings.csv')).map((row) => [row.seq, row.amount_wan])).toEqual([
      ['1', '0.3333333333'],
      [null, null],
      ['3', null],
    ]);
    const findings = await readCsv(directory, 'csv/findings.csv');
    expect(findings.map((row) => [row.ordinal, row.code, row.record_id, row.actual, row.place])).toEqual([
      ['1', 'dataset/number-rounded', 'l1', '0.3333333333333333', 'line 3, column 1, length 5'],
      ['2', 'dataset/number-too-large', 'l2', '1099511627776', null],
      ['3', 'dataset/number-too-large', 'l2', '100000000000000000000', null],
      ['4', 'dataset/duplicate-id', 'l2', null, null],
    ]);
    expect(await readCsv(directory, 'csv/readings.csv')).toMatchObject([
      { value: '0.3333333333333333', raw: '三分之一' },
    ]);
  });
});

describe('readings', () => {
  it('has a row for every evidence entry, with its places', async () => {
    const record = emptyRecord('a', { kinds: ['project_listing', 'management_report'] });
    record.document.evidence = { kinds: { raw: '项目清单', at: [{ path: 'body > h1' }] } };
    const pages = [
      { page: 2, box: [72, 700.12345, 300.5, 720] as [number, number, number, number] },
      { page: 3, box: [72, 40, 300.5, 60] as [number, number, number, number] },
    ];
    const repairs = ['table/stitched', 'text/spaces: a|b'];
    record.listings = [
      listing({ amount_wan: 12.5, evidence: { amount_wan: { raw: '12.5 万元', at: pages, repairs } } }),
    ];
    const { directory, counts } = await build([record]);
    expect(counts.readings).toBe(2);
    const [kinds, amount] = await readCsv(directory, 'csv/readings.csv');
    expect(kinds).toMatchObject({
      record_type: 'document',
      record_id: hashOf('a'),
      value: 'project_listing|management_report',
      place: 'body > h1',
      page: null,
      repairs: null,
    });
    expect(amount).toMatchObject({ record_type: 'listing', record_id: 'l1', field: 'amount_wan', value: '12.5' });
    expect(amount?.place).toBe('page 2 [72,700.123,300.5,720]; page 3 [72,40,300.5,60]');
    expect([amount?.page, amount?.x0, amount?.top, amount?.x1, amount?.bottom]).toEqual([
      '2',
      '72',
      '700.123',
      '300.5',
      '720',
    ]);
    expect(amount?.repairs).toBe('table/stitched|text/spaces: a\\|b');
  });

  it('has all the evidence of generated records, once', async () => {
    const records = fc.sample(someRecords, { numRuns: 20, seed: 3 }).sort((a, b) => b.length - a.length)[0]!;
    const entries = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, child]) =>
        key === 'evidence'
          ? Object.values(child as Record<string, { raw: string }>).map(({ raw }) => raw)
          : entries(child),
      );
    };
    const { directory } = await build(records);
    const rows = await readCsv(directory, 'csv/readings.csv');
    expect(rows.map((row) => row.raw).sort()).toEqual(entries(records).sort());
  });
});
