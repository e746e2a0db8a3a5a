/** RAR files as they are published: two versions, names in GBK, damage in the middle. */
import { expect, it } from 'vitest';
import { listMembers } from '../../extractors/archive/index.js';
import { storedNames } from '../../extractors/archive/rar-names.js';
import fc from '../properties.js';
import { rar5Of, rarOf } from './rar-writer.js';

const list = async (bytes: Uint8Array) => {
  const { members, findings } = await listMembers(bytes);
  return {
    members: members.map((member) => [member.name, Buffer.from(member.bytes).toString()]),
    codes: findings.map(({ code }) => code),
  };
};

/** 附件\\绩效.txt in GBK */
const GBK = Buffer.from('b8bdbcfe5cbca8d0a72e747874', 'hex');

it('version 5, with an empty file in it', async () => {
  expect(await list(rar5Of({ name: '附件/绩效.txt', content: '甲' }, { name: '空.txt', content: '' }))).toEqual({
    members: [
      ['附件/绩效.txt', '甲'],
      ['空.txt', ''],
    ],
    codes: [],
  });
});

it('version 4 with names in GBK, in Unicode, and in both', async () => {
  const { members } = await list(
    rarOf(
      { name: GBK, content: '甲' },
      { name: '部门.txt', content: '乙' },
      { name: Buffer.from('a.txt'), content: '丙' },
    ),
  );
  expect(members).toEqual([
    ['附件/绩效.txt', '甲'],
    ['部门.txt', '乙'],
    ['a.txt', '丙'],
  ]);
});

it.each([
  ['4', rarOf],
  ['5', rar5Of],
])('version %s: names that climb are read under others, and what follows is not lost', async (_, write) => {
  const { members, codes } = await list(
    write(
      { name: '../../x.txt', content: '甲' },
      { name: '/etc/passwd', content: '乙' },
      { name: 'a/x.txt', content: '丙' },
      { name: 'a/x.txt', content: '丁' },
    ),
  );
  expect(members).toEqual([
    ['x.txt', '甲'],
    ['etc/passwd', '乙'],
    ['a/x.txt', '丙'],
    ['a/x.txt (2)', '丁'],
  ]);
  expect(codes).toEqual(['archive/unsafe-name', 'archive/unsafe-name', 'archive/repeated-name']);
});

it('a member that is damaged costs itself, not those behind it', async () => {
  const file = (name: string, damaged = false) => ({ name, content: `${name} 预算绩效`, damaged });
  expect(await list(rar5Of(file('a'), file('b', true), file('c'), file('d', true), file('e')))).toMatchObject({
    members: [
      ['a', 'a 预算绩效'],
      ['c', 'c 预算绩效'],
      ['e', 'e 预算绩效'],
    ],
    codes: ['archive/member-damaged', 'archive/member-damaged'],
  });
});

it('the names of any bytes are read to their end', () => {
  const start = [...Buffer.from('Rar!\x1a\x07\x00', 'latin1')];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(storedNames(Uint8Array.from([...start, ...bytes])).length).toBeLessThan(50);
    }),
  );
});
