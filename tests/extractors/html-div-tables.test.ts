/** Tables that pages make of other elements than those for tables. */
import { expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';

async function read(html: string) {
  const { blocks } = await extract(new TextEncoder().encode(`<meta charset=utf-8><body>${html}`));
  return blocks.map((block) =>
    block.kind === 'table' ? block.cells.map(({ row, column, text }) => [row, column, text]) : block.text,
  );
}

const GRID = [
  ['指标', '目标', '权重'],
  ['养护里程', '≥300公里', '30'],
  ['出行条件', '', '20'],
];
const CELLS = GRID.flatMap((row, i) => row.flatMap((text, k) => (text === '' ? [] : [[i, k, text]])));

it.each([
  ['classes', '<div class="r odd">', '<div class="c w1">', '</div>'],
  ['roles', '<div role="row">', '<div role="cell">', '</div>'],
  ['display', '<div style="display:table-row">', '<div style="display: table-cell">', '</div>'],
  ['items of lists', '<div class=r>', '<span class=c>', '</span>'],
])('rows and cells told by their %s', async (_, row, cell, end) => {
  const rows = GRID.map((texts) => `${row}${texts.map((text) => `${cell}${text}${end}`).join('')}</div>`);
  expect(await read(`<p>绩效目标</p><div>${rows.join('\n')}</div>`)).toEqual(['绩效目标', CELLS]);
});

it('their places are those of the elements in the page', async () => {
  const rows = GRID.map((texts) => `<div class=r>${texts.map((text) => `<div class=c>${text}</div>`).join('')}</div>`);
  const { blocks } = await extract(new TextEncoder().encode(`<body><section>${rows.join('')}</section>`));
  const [table] = blocks;
  expect(table?.kind === 'table' && table.cells[3]!.at).toEqual([
    { path: 'html > body > section > div:nth-of-type(2) > div:nth-of-type(1)' },
  ]);
});

it('lists of news, columns of the page and cells of different kinds are none', async () => {
  const news = [1, 2, 3].map((n) => `<li class=i><span class=t>公告${n}</span><span class=d>2025-0${n}-01</span></li>`);
  const cards = [1, 2, 3].map((n) => `<div class=i><p class=a>甲${n}</p><p class=b>乙</p><p class=d>丙</p></div>`);
  const columns =
    '<div class=row><div class=col><p>左</p><div>一</div></div><div class=col>中</div><div class=col>右</div></div>';
  const menu = [1, 2, 3].map((n) => `<ul class=m>${`<li class=i><a href=/${n}>政务公开${n}</a></li>`.repeat(3)}</ul>`);
  for (const html of [
    `<div>${menu.join('')}</div>`,
    `<ul>${news.join('')}</ul>`,
    `<div>${cards.join('')}</div>`,
    `<div>${columns.repeat(3)}</div>`,
  ])
    expect((await read(html)).every((block) => typeof block === 'string')).toBe(true);
});
