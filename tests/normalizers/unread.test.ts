import { expect, it } from 'vitest';
import type { Cell } from '../../extractors/document.js';
import type { Region } from '../../normalizers/forms/locate.js';
import { findUnread } from '../../normalizers/forms/unread.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const TITLE = '甲县2024年部门预算绩效信息';
const cell = (text: string): Cell => ({
  ...{ row: 0, column: 0, rowSpan: 1, columnSpan: 1, text, raw: text },
  ...{ at: [], repairs: [] },
});
const unreadOver = (text: string) => {
  const region = { captions: [cell(text)], unread: [] as Cell[] } as unknown as Region;
  return findUnread(region, TITLE, loadLexicon()).map(({ actual }) => actual);
};

it.each([TITLE, '2024年部门预算', `附件3：${TITLE}`, `${TITLE}（2024年度）`, `${TITLE}  单位：万元`])(
  'over a form %s is known from elsewhere',
  (text) => {
    expect(unreadOver(text)).toEqual([]);
  },
);

it.each([`${TITLE}另有三个项目暂缓`, `${TITLE}  联系人张某某`])('beside a title, %s is told', (text) => {
  expect(unreadOver(text)).toEqual([text]);
});
