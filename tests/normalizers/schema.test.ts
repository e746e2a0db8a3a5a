import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { recordJsonSchema, recordSchema } from '../../normalizers/record.js';
import { recordSchemaText } from '../../pipeline/dataset/record-schema.js';
import { emptyRecord, listing, someRecords } from '../pipeline/dataset-records.js';
import fc from '../properties.js';

const COMMITTED = new URL('../../schema/record.schema.json', import.meta.url);

describe('schema/record.schema.json', () => {
  it('is what the code generates', async () => {
    const hint = 'record.ts has changed: gongkai schema > schema/record.schema.json';
    expect(await readFile(COMMITTED, 'utf8'), hint).toBe(recordSchemaText());
  });

  it('accepts records and nothing else, as zod does', async () => {
    // `unit` is a word of ours: JSON Schema has none for it.
    const ajv = new Ajv2020({ keywords: ['unit'], allowUnionTypes: true });
    const valid = ajv.compile(JSON.parse(await readFile(COMMITTED, 'utf8')));
    const record = emptyRecord('a', { kinds: ['project_listing'] });
    record.listings = [
      listing({ amount_wan: 12.5, evidence: { amount_wan: { raw: '12.5', at: [{ page: 1, box: [0, 0, 9.5, 9] }] } } }),
    ];
    expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
    const wrong = [
      { ...record, schema: 2 },
      { ...record, extra: 1 },
      { ...record, listings: undefined },
      { ...record, document: { ...record.document, kinds: ['novel'] } },
      { ...record, document: { ...record.document, fiscal_year: 2024.5 } },
      { ...record, listings: [listing({ evidence: { remark: { raw: 'x', at: [{ page: 0, box: [0, 0, 1, 1] }] } } })] },
    ];
    for (const one of wrong) {
      expect(valid(one)).toBe(false);
      expect(recordSchema.safeParse(one).success).toBe(false);
    }
    fc.assert(
      fc.property(someRecords, (records) => {
        for (const one of records)
          expect(valid(one), JSON.stringify(valid.errors)).toBe(recordSchema.safeParse(one).success);
      }),
      { numRuns: 20 },
    );
  });

  it('says of every field what it is, in both languages', () => {
    const nameless: string[] = [];
    const visit = (node: Record<string, unknown>, path: string): void => {
      for (const [field, child] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
        const items = (child.items ?? child) as Record<string, unknown>;
        if (items.properties) visit(items, `${path}${field}.`);
        else if (!('const' in child) && !(child.title && child.description)) nameless.push(`${path}${field}`);
      }
    };
    visit(recordJsonSchema() as Record<string, unknown>, '');
    expect(nameless.filter((field) => !/(^|\.)at$/.test(field))).toEqual([]);
  });
});
