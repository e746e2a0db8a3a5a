import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../extractors/archive/entry.js';
import { eachMember, isArchive, listMembers } from '../../extractors/archive/index.js';
import { safeName } from '../../extractors/container/names.js';
import fc from '../properties.js';
import { rarOf } from './rar-writer.js';
import { cell, row, xlsxOf } from './xlsx-writer.js';
import { zipOf } from './zip-writer.js';

const list = async (bytes: Uint8Array) => {
  const { members, findings } = await listMembers(bytes);
  return {
    members: members.map((member) => [member.name, Buffer.from(member.bytes).toString()]),
    codes: findings.map(({ code }) => code),
  };
};
const names = async (bytes: Uint8Array) => (await list(bytes)).members.map(([name]) => name);

/** 绩效目标表.txt and 部门.txt in GBK */
const GBK = Buffer.from('bca8d0a7c4bfb1eab1ed2e747874', 'hex');
const GBK_SHORT = Buffer.from('b2bfc3c52e747874', 'hex');

describe('archives', () => {
  it('are told from documents that are ZIP files, too', async () => {
    expect(await isArchive(zipOf({ name: 'a.txt', content: 'x' }))).toBe(true);
    expect(await isArchive(rarOf({ name: 'a.txt', content: 'x' }))).toBe(true);
    expect(await isArchive(xlsxOf([{ name: 'Sheet1', rows: row(1, cell('A1', 'x')) }]))).toBe(false);
    expect(await isArchive(Buffer.from('%PDF-1.7'))).toBe(false);
  });

  it('give their files in order, without folders and what systems leave behind', async () => {
    const archive = zipOf(
      { name: '附件/', content: '' },
      { name: '附件/绩效表.txt', content: '甲' },
      { name: '__MACOSX/附件/._绩效表.txt', content: 'x' },
      { name: '附件/.DS_Store', content: 'x' },
      { name: 'a.txt', content: '乙' },
    );
    expect(await list(archive)).toEqual({
      members: [
        ['附件/绩效表.txt', '甲'],
        ['a.txt', '乙'],
      ],
      codes: ['archive/debris'],
    });
  });

  it('have names in GBK or UTF-8, whatever their flags say', async () => {
    expect(await names(zipOf({ name: GBK, content: '' }, { name: GBK_SHORT, content: '' }))).toEqual([
      '绩效目标表.txt',
      '部门.txt',
    ]);
    expect(await names(zipOf({ name: GBK, content: '', utf8Flag: true }))).toEqual(['绩效目标表.txt']);
    expect(await names(zipOf({ name: '绩效目标表.txt', content: '' }))).toEqual(['绩效目标表.txt']);
    expect(await names(zipOf({ name: '绩效目标表.txt', content: '' }, { name: GBK_SHORT, content: '' }))).toEqual([
      '绩效目标表.txt',
      '部门.txt',
    ]);
  });

  it('in archives are opened, to a depth', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0
        ? zipOf({ name: 'a.txt', content: '甲' })
        : zipOf({ name: `${depth}.zip`, content: nest(depth - 1) }, { name: 'b.txt', content: '乙' });
    expect(await list(nest(2))).toEqual({
      members: [
        ['2.zip!/1.zip!/a.txt', '甲'],
        ['2.zip!/b.txt', '乙'],
        ['b.txt', '乙'],
      ],
      codes: [],
    });
    const { members, codes } = await list(nest(4));
    expect(members).toHaveLength(3);
    expect(codes).toEqual(['archive/nested-too-deep']);
  });

  it('of the RAR kind are read', async () => {
    const archive = rarOf({ name: '附件/绩效表.txt', content: '甲' }, { name: 'b.txt', content: '乙' });
    expect(await list(archive)).toEqual({
      members: [
        ['附件/绩效表.txt', '甲'],
        ['b.txt', '乙'],
      ],
      codes: [],
    });
    const inZip = zipOf({ name: 'inner.rar', content: archive });
    expect(await names(inZip)).toEqual(['inner.rar!/附件/绩效表.txt', 'inner.rar!/b.txt']);
  });
});

describe('hostile archives', () => {
  it('have names that lead nowhere', async () => {
    for (const [name, safe] of [
      ['../../etc/passwd', 'etc/passwd'],
      ['/etc/passwd', 'etc/passwd'],
      ['C:\\Windows\\a.txt', 'Windows/a.txt'],
      ['..\\..\\a.txt', 'a.txt'],
      ['a/../../b', 'a/b'],
      ['..', 'unnamed'],
      ['a\0b', 'a\ufffdb'],
    ] as const) {
      expect(safeName(name)).toBe(safe);
    }
    const { members, codes } = await list(
      zipOf({ name: '../../a.txt', content: '甲' }, { name: 'a.txt', content: '乙' }),
    );
    expect(members).toEqual([
      ['a.txt', '甲'],
      ['a.txt (2)', '乙'],
    ]);
    expect(codes).toEqual(['archive/unsafe-name', 'archive/repeated-name']);
  });

  it('never have a name that climbs', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', '\0', '', '绩');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const safe = safeName(pieces.join(''));
        expect(safe.split('/').some((part) => part === '..' || part === '.' || part === '')).toBe(false);
      }),
    );
  });

  it('of a thousand times their size stop at the limit, whether they say so or not', async () => {
    const limits = { ...LIMITS, memberBytes: 1_000_000, totalBytes: 3_000_000 };
    const bomb = Buffer.alloc(2_000_000);
    const taken: number[] = [];
    const codesOf = async (bytes: Uint8Array) =>
      (await eachMember(bytes, ({ bytes }) => void taken.push(bytes.length), limits)).map(({ code }) => code);
    expect(await codesOf(zipOf({ name: 'a', content: bomb }, { name: 'b', content: 'x' }))).toEqual([
      'archive/member-too-large',
    ]);
    expect(await codesOf(zipOf({ name: 'a', content: bomb, size: 10 }))).toEqual([
      'archive/member-damaged',
      'failed/broken',
    ]);
    const many = Array.from({ length: 10 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(900_000) }));
    taken.length = 0;
    expect(await codesOf(zipOf(...many))).toEqual(['archive/too-large']);
    expect(taken).toHaveLength(3);
    expect(await codesOf(rarOf({ name: 'a', content: 'x', size: 2_000_000_000 }))).toEqual([
      'archive/member-too-large',
      'failed/too-large',
    ]);
  });

  it('count all archives inside towards one limit', async () => {
    const limits = { ...LIMITS, members: 5 };
    const inner = zipOf({ name: 'a', content: 'x' }, { name: 'b', content: 'y' });
    const archive = zipOf(...Array.from({ length: 10 }, (_, i) => ({ name: `${i}.zip`, content: inner })));
    let taken = 0;
    const findings = await eachMember(archive, () => void taken++, limits);
    expect(taken).toBe(5);
    expect(findings.some(({ code }) => code === 'archive/too-large')).toBe(true);
  });

  it('that are encrypted, damaged or empty say so', async () => {
    expect((await list(zipOf({ name: 'a.txt', content: 'x', encrypted: true }))).codes).toEqual([
      'archive/member-encrypted',
      'document/encrypted',
    ]);
    expect((await list(rarOf({ name: 'a.txt', content: 'x', encrypted: true }))).codes).toEqual([
      'archive/member-encrypted',
      'document/encrypted',
    ]);
    const half = await list(zipOf({ name: 'a.txt', content: 'x', encrypted: true }, { name: 'b.txt', content: 'y' }));
    expect(half).toEqual({ members: [['b.txt', 'y']], codes: ['archive/member-encrypted'] });
    expect((await list(zipOf({ name: 'a.txt', content: 'x', crc: 1 }))).codes).toEqual([
      'archive/member-damaged',
      'failed/broken',
    ]);
    expect((await list(zipOf())).codes).toEqual(['failed/empty']);
    expect((await list(zipOf({ name: 'a.txt', content: 'x' }).subarray(0, 40))).codes).toEqual([
      'archive/damaged',
      'failed/broken',
    ]);
  });

  it('that are cut or altered anywhere never throw', async () => {
    const sources = [
      zipOf({ name: GBK, content: '甲'.repeat(100) }, { name: 'b.zip', content: zipOf({ name: 'c', content: '乙' }) }),
      rarOf({ name: 'a.txt', content: '甲' }, { name: 'b.txt', content: '乙' }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (source, where, byte, cut) => {
          const at = where % source.length;
          const altered = cut ? source.subarray(0, at) : Buffer.from(source);
          if (!cut) altered[at] = byte;
          await listMembers(altered);
        },
      ),
      { numRuns: 500 },
    );
  });
});
