import { describe, expect, it } from 'vitest';
import { recordJsonSchema } from '../../normalizers/record.js';
import { codebook } from '../../pipeline/dataset/codebook.js';
import { CODES } from '../../pipeline/dataset/codes.js';
import type { SchemaNode } from '../../pipeline/dataset/columns.js';
import { plainNumber, scaleNumber } from '../../pipeline/dataset/numbers.js';
import { describeTables } from '../../pipeline/dataset/tables.js';
import fc from '../properties.js';

const TABLES = describeTables();

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
      'checks',
      'comparisons',
      'sources',
      'corrections',
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
