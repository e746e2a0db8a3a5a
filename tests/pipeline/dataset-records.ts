/** Records for tests: made from the schema itself, so that a new field is tested without a word here. */
import { createHash } from 'node:crypto';
import { type GongkaiRecord, recordJsonSchema } from '../../normalizers/record.js';
import fc from '../properties.js';

interface Node {
  type?: string | string[];
  anyOf?: Node[];
  const?: unknown;
  enum?: unknown[];
  items?: Node;
  prefixItems?: Node[];
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: Node | false;
}

/** What has broken a CSV, a spreadsheet or an import before. */
export const NASTY = [
  '',
  ' ',
  '绩效目标',
  '=100%',
  '>=',
  '+86',
  '-5',
  '@x',
  "'quoted",
  '001',
  '2024-09',
  '"',
  '""",',
  'a,b',
  'line\nbreak',
  'line\r\nbreak',
  '\ttab',
  '\r',
  'nul\0',
  '\\N',
  'NULL',
  'nan',
  '𠮷野家',
  '\u2028\uFEFF',
  '｜|',
  '‘’“”',
  'DROP TABLE documents; --',
  '长'.repeat(3000),
];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 12 }));
/** Numbers as pages print them: a few decimals, either sign. */
const number = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, decimals]) => Number(`${digits}e-${decimals}`));

function arbitraryOf(node: Node): fc.Arbitrary<unknown> {
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  if (node.anyOf) return fc.oneof(...node.anyOf.map(arbitraryOf));
  if (Array.isArray(node.type)) return fc.oneof(...node.type.map((type) => arbitraryOf({ ...node, type })));
  switch (node.type) {
    case 'null':
      return fc.constant(null);
    case 'string':
      return text;
    case 'integer':
      return fc.integer({ min: 1, max: 2 ** 31 - 1 });
    case 'number':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'array':
      if (node.prefixItems) return fc.tuple(...node.prefixItems.map(arbitraryOf));
      return fc.array(arbitraryOf(node.items ?? {}), { maxLength: 3 });
    case 'object':
      if (!node.properties)
        return fc.dictionary(fc.string(), arbitraryOf(node.additionalProperties || {}), { maxKeys: 2 });
      return fc.record(
        Object.fromEntries(Object.entries(node.properties).map(([key, child]) => [key, arbitraryOf(child)])),
        {
          requiredKeys: node.required ?? [],
        },
      );
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(node)}`);
  }
}

/** Documents with different hashes and ids. */
export const someRecords: fc.Arbitrary<GongkaiRecord[]> = fc
  .array(arbitraryOf(recordJsonSchema() as Node), { maxLength: 4 })
  .map((records) => (structuredClone(records) as GongkaiRecord[]).map(withIdentity));

function withIdentity(record: GongkaiRecord, i: number): GongkaiRecord {
  let next = 0;
  const identify = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('id' in value) value.id = `id${next++}`;
    if ('seq' in value) value.seq = ++next;
    for (const child of Object.values(value)) identify(child);
  };
  identify([record.listings, record.projects, record.evaluations, record.statistics]);
  record.document.sha256 = hashOf(String(i));
  return record;
}

export function hashOf(text_: string): string {
  return createHash('sha256').update(text_).digest('hex');
}

/** A record with nothing in it, but for what is given of the document. */
export function emptyRecord(name: string, document: Partial<GongkaiRecord['document']> = {}): GongkaiRecord {
  return {
    schema: 1,
    status: 'ok',
    document: {
      sha256: hashOf(name),
      source: `samples/${name}.txt`,
      media_type: 'text/plain',
      title: null,
      region_name: '沈阳市铁西区',
      region_code: '210106',
      publisher: null,
      fiscal_year: 2024,
      document_number: null,
      index_number: null,
      written_on: null,
      published_on: null,
      kinds: [],
      pages: null,
      evidence: {},
      ...document,
    },
    listings: [],
    projects: [],
    evaluations: [],
    statistics: [],
    findings: [],
  };
}

/** A row of a project list. */
export function listing(fields: Partial<GongkaiRecord['listings'][number]>): GongkaiRecord['listings'][number] {
  return {
    id: 'l1',
    seq: 1,
    department: null,
    project_name: null,
    amount_wan: null,
    remark: null,
    evidence: {},
    ...fields,
  };
}
