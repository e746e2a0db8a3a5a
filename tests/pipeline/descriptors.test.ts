/** The descriptors of the dataset by the rules of those who made the formats: Frictionless by its own library, Croissant by its specification. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Package } from 'datapackage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from './dataset-workspace.js';
import { runCli } from './workspace.js';

const CORPUS = join(import.meta.dirname, '../../corpora/documents');
const DOCUMENTS = [
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-sichuan-panzhihua-dong-2024-report-prose',
];
const PUBLICATION = `url: https://example.org/gongkai
license: https://creativecommons.org/licenses/by/4.0/
creator: {name: Example Institute, url: https://example.org/}
date: 2026-11-21
`;

let folder: string;
let dataset: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongkai-descriptors-'));
  mkdirSync(join(folder, 'gongkai-data'));
  writeFileSync(join(folder, 'gongkai-data/publication.yml'), PUBLICATION);
  dataset = join(folder, 'gongkai-data/dataset');
  await runCli(folder, ['run', ...DOCUMENTS.map((slug) => join(CORPUS, slug, 'original.txt'))]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => JSON.parse(readFileSync(join(dataset, name), 'utf8'));

describe('datapackage.json, by the library of the Frictionless project', () => {
  it('follows the profile', async () => {
    const { valid, errors } = await Package.load(join(dataset, 'datapackage.json'), { strict: true });
    expect([valid, errors]).toEqual([true, []]);
  });

  it('describes rows that have its types, constraints and keys', async () => {
    const { resources } = await Package.load(join(dataset, 'datapackage.json'));
    let rows = 0;
    for (const resource of resources) if (resource.descriptor.schema) rows += (await resource.read()).length;
    const tables = await query(
      'SELECT sum(estimated_size)::INTEGER AS rows FROM duckdb_tables()',
      join(dataset, 'gongkai.duckdb'),
    );
    expect(rows).toBe(tables[0]?.rows);
  });

  // Where two keys share a column, the library resolves the first and then looks for the second in what it resolved.
  it('describes foreign keys that hold', async () => {
    const descriptor = read('datapackage.json');
    const keysOf = (of: { schema?: { foreignKeys?: unknown[] } }) => of.schema?.foreignKeys ?? [];
    const most = Math.max(...descriptor.resources.map((each: object) => keysOf(each).length));
    expect(most).toBe(2);
    for (let nth = 0; nth < most; nth += 1) {
      const one = structuredClone(descriptor);
      for (const each of one.resources) if (each.schema) each.schema.foreignKeys = keysOf(each).slice(nth, nth + 1);
      const { resources } = await Package.load(one, { basePath: dataset });
      for (const resource of resources) {
        if (resource.descriptor.schema?.foreignKeys?.length) await resource.read({ relations: true });
      }
    }
  });

  it('is not followed by rows that are wrong', async () => {
    const broken = join(folder, 'broken');
    cpSync(dataset, broken, { recursive: true });
    const file = join(broken, 'csv/indicators.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/,quantitative,/, ',quantitive,'));
    const { resources } = await Package.load(join(broken, 'datapackage.json'));
    await expect(resources.find(({ name }) => name === 'indicators')!.read()).rejects.toThrow();
  });
});

interface Node {
  '@id': string;
  '@type': string;
  name: string;
}
interface FileObject extends Node {
  contentUrl: string;
  contentSize: string;
  encodingFormat: string;
  sha256: string;
}
interface Field extends Node {
  dataType: string;
  description: string;
  source: { fileObject: { '@id': string }; extract: { column: string } };
  references?: { field: { '@id': string } };
}
interface RecordSet extends Node {
  key: { '@id': string }[];
  field: Field[];
}

/** Properties of schema.org that the descriptor uses; all others must be in the context. */
const SCHEMA_ORG = new Set(
  ['name', 'alternateName', 'description', 'version', 'inLanguage', 'keywords', 'url', 'license', 'creator'].concat([
    'datePublished',
    'distribution',
    'contentUrl',
    'contentSize',
    'encodingFormat',
    'sha256',
  ]),
);
/** https://github.com/mlcommons/croissant docs/croissant-spec.md, "Required". */
const REQUIRED = [
  '@context',
  '@type',
  'conformsTo',
  'description',
  'license',
  'name',
  'url',
  'creator',
  'datePublished',
];
const DATA_TYPES: Record<string, RegExp> = {
  'sc:Text': /^VARCHAR$/,
  'sc:Integer': /^INTEGER$/,
  'sc:Boolean': /^BOOLEAN$/,
  'sc:Float': /^DECIMAL/,
};

describe('croissant.json, by the specification 1.0', () => {
  let croissant: { distribution: FileObject[]; recordSet: RecordSet[]; '@context': object } & Record<string, unknown>;
  beforeAll(() => {
    croissant = read('croissant.json');
  });

  it('has what is required, and only terms that its context or schema.org know', () => {
    expect(Object.keys(croissant)).toEqual(expect.arrayContaining(REQUIRED));
    expect(croissant['@type']).toBe('sc:Dataset');
    expect(croissant.conformsTo).toBe('http://mlcommons.org/croissant/1.0');
    expect(String(croissant.version)).toMatch(/^\d+\.\d+\.\d+$/);
    const terms = new Set<string>();
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) for (const each of value) visit(each);
      else if (value && typeof value === 'object')
        for (const [key, child] of Object.entries(value)) {
          terms.add(key);
          visit(child);
        }
    };
    visit({ ...croissant, '@context': null });
    const unknown = [...terms].filter(
      (term) => !term.startsWith('@') && !SCHEMA_ORG.has(term) && !(term in croissant['@context']),
    );
    expect(unknown).toEqual([]);
  });

  it('gives every node an id of its own, and refers to nodes that there are', () => {
    const fields = croissant.recordSet.flatMap(({ field }) => field);
    const ids = [...croissant.distribution, ...croissant.recordSet, ...fields].map((node) => node['@id']);
    expect(new Set(ids).size).toBe(ids.length);
    const fieldIds = new Set(fields.map((field) => field['@id']));
    for (const { key, field } of croissant.recordSet) {
      expect(key.length).toBeGreaterThan(0);
      for (const { '@id': id } of key) expect(field.map((each) => each['@id'])).toContain(id);
    }
    const referring = fields.filter(({ references }) => references);
    expect(referring.length).toBeGreaterThan(10);
    for (const { references } of referring) expect(fieldIds).toContain(references!.field['@id']);
  });

  it('names files with their bytes, and columns that stand in them with these types', async () => {
    const files = new Map(croissant.distribution.map((file) => [file['@id'], file]));
    for (const { '@type': type, contentUrl, contentSize, encodingFormat, sha256 } of files.values()) {
      const content = readFileSync(join(dataset, contentUrl));
      expect(type).toBe('cr:FileObject');
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
      expect(contentSize).toBe(`${content.length} B`);
      expect(['application/x-parquet', 'text/csv', 'text/markdown']).toContain(encodingFormat);
    }
    for (const { '@type': type, field } of croissant.recordSet) {
      expect(type).toBe('cr:RecordSet');
      for (const { '@type': fieldType, source, dataType, description } of field) {
        expect(fieldType).toBe('cr:Field');
        expect(description).toBeTruthy();
        const file = files.get(source.fileObject['@id'])!;
        expect(file.encodingFormat).toBe('application/x-parquet');
        const columns = new Map(
          (await query(`DESCRIBE SELECT * FROM '${join(dataset, file.contentUrl)}'`)).map((row) => [
            row.column_name,
            String(row.column_type),
          ]),
        );
        expect(columns.get(source.extract.column)).toMatch(DATA_TYPES[dataType]!);
      }
    }
  });

  it('names no publisher that nobody has named, and refuses a publication.yml with a mistake', async () => {
    const file = join(folder, 'gongkai-data/publication.yml');
    writeFileSync(file, PUBLICATION.replace('2026-11-21', 'today'));
    const wrong = await runCli(folder, ['build']);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain('publication.yml');
    rmSync(file);
    expect((await runCli(folder, ['build'])).code).toBe(0);
    const without = Object.keys(read('croissant.json'));
    expect(without).toEqual(expect.not.arrayContaining(['license', 'url', 'creator', 'datePublished']));
    expect(read('datapackage.json').licenses).toBeUndefined();
  });
});
