import { expect, test } from 'vitest';
import { cut, textTable } from '../../pipeline/text-table.js';

test('汉字 take two columns, numbers stand at the right, control characters are shown', () => {
  const columns = [{ name: 'county' }, { name: 'value', numeric: true }];
  const rows = [
    ['平阴县', 95],
    ['a\nb', null],
  ];
  expect(textTable(columns, rows)).toBe(['county  value', '──────  ─────', '平阴县     95', 'a\\x0ab', ''].join('\n'));
});

test('what is cut ends in …, within the columns it may take', () => {
  expect(cut('资金拨付及时率', 14)).toBe('资金拨付及时率');
  expect(cut('资金拨付及时率', 13)).toBe('资金拨付及时…');
  expect(cut('资金拨付及时率', 12)).toBe('资金拨付及…');
});
