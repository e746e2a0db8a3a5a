/** Tables of hand-made pages: what a person sees in the lines and the alignment, and nothing else. */
import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../extractors/pdf/blocks.js';
import type { Box, Glyph, Page } from '../../extractors/pdf/page.js';
import { findTables } from '../../extractors/pdf/tables.js';
import { turnBox } from '../../extractors/pdf/turn.js';
import { across, block, down, gridLines, line, page, rowsOf, SIZE } from './pdf-pages.js';

const only = (one: Page) => {
  const tables = findTables(one);
  expect(tables).toHaveLength(1);
  return tables[0]!;
};
const gridOf = (one: Page): string[][] => rowsOf(only(one));

describe('a frame with rules between rows only', () => {
  const rows = [
    ['指标名称', '权重', '单位', '指标值'],
    ['恢复里程', '20', '公里', '28.3'],
    ['恢复点位', '15', '处', '46'],
    ['合格率', '15', '%', '100'],
  ];
  const ys = [100, 120, 140, 160, 180];

  it('is read by alignment, its rows by the rules', () => {
    const texts = rows.flatMap((row, i) => row.flatMap((text, k) => line(text, 55 + 90 * k, 110 + 20 * i)));
    const table = only(page(texts, gridLines([50, 420], ys)));
    expect(table.method).toBe('stream');
    expect(rowsOf(table)).toEqual(rows);
  });

  it('around single texts is none', () => {
    const texts = rows.flatMap(([text], i) => line(text!, 55, 110 + 20 * i));
    expect(findTables(page(texts, gridLines([50, 420], ys)))).toEqual([]);
  });
});

describe('lattice', () => {
  const labels = [
    ...line('项目', 55, 110),
    ...line('100', 155, 110),
    ...line('金额', 55, 130),
    ...line('200', 155, 130),
  ];

  it('reads a grid with boxes and the borders of its columns', () => {
    const table = only(page(labels, gridLines([50, 150, 250], [100, 120, 140])));
    expect(table.method).toBe('lattice');
    expect(table.edges).toEqual([50, 150, 250]);
    expect(table.box).toEqual([50, 100, 250, 140]);
    expect(rowsOf(table)).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
    expect(table.cells[3]?.at).toEqual([{ page: 1, box: [150, 120, 250, 140] }]);
  });

  it('gives merged cells their spans, in both directions', () => {
    const rulings = [
      across(100, 50, 350),
      across(120, 150, 350),
      across(140, 50, 350),
      across(160, 50, 350),
      down(50, 100, 160),
      down(150, 100, 160),
      down(250, 120, 160),
      down(350, 100, 160),
    ];
    const glyphs = [
      ...line('产出指标', 55, 120),
      ...line('数量', 155, 110),
      ...line('a', 155, 130),
      ...line('b', 255, 130),
      ...line('c', 55, 150),
      ...line('d', 155, 150),
      ...line('e', 255, 150),
    ];
    expect(gridOf(page(glyphs, rulings))).toEqual([
      ['产出指标', '数量', '<'],
      ['^', 'a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  it('does without outer borders', () => {
    const rulings = [across(120, 50, 250), across(140, 50, 250), down(150, 100, 160)];
    const glyphs = [...labels, ...line('其他', 55, 150), ...line('300', 155, 150)];
    expect(gridOf(page(glyphs, rulings))).toEqual([
      ['项目', '100'],
      ['金额', '200'],
      ['其他', '300'],
    ]);
  });

  it('takes double lines as one, and lines that slightly miss each other as meeting', () => {
    const rulings = [
      ...gridLines([50, 150, 250], [100, 120, 140]),
      across(122.5, 50, 250),
      down(152, 100, 140),
      ...gridLines([47, 253], [97, 143]),
    ];
    expect(gridOf(page(labels, rulings))).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
    const short = [
      across(100, 52, 248),
      across(120, 52, 148),
      across(120, 152, 248),
      across(140, 52, 248),
      down(50, 102, 138),
      down(150, 102, 118),
      down(150, 122, 138),
      down(250, 102, 138),
    ];
    expect(gridOf(page(labels, short))).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
  });

  it('joins lines drawn in pieces, and dashes', () => {
    const dashes = Array.from({ length: 50 }, (_, i) => across(120, 50 + 4 * i, 52.5 + 4 * i));
    const rulings = [
      across(100, 50, 250),
      ...dashes,
      across(140, 50, 250),
      down(50, 100, 140),
      down(150, 100, 140),
      down(250, 100, 140),
    ];
    expect(gridOf(page(labels, rulings))).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
  });

  it('keeps a table nested in a cell apart, and every glyph once', () => {
    const outer = gridLines([50, 150, 450], [100, 120, 220]);
    const inner = gridLines([170, 250, 330], [140, 160, 180]);
    const glyphs = [
      ...line('单位', 55, 110),
      ...line('局', 155, 110),
      ...line('明细', 55, 170),
      ...line('甲', 175, 150),
      ...line('1', 255, 150),
      ...line('乙', 175, 170),
      ...line('2', 255, 170),
      ...line('注', 175, 200),
    ];
    const tables = findTables(page(glyphs, [...outer, ...inner]));
    expect(tables.map(rowsOf)).toEqual([
      [
        ['单位', '局'],
        ['明细', '注'],
      ],
      [
        ['甲', '1'],
        ['乙', '2'],
      ],
    ]);
  });

  it('ignores a box in a cell that is no table, a check box', () => {
    const rulings = [...gridLines([50, 150, 250], [100, 120, 140]), ...gridLines([200, 208], [106, 114])];
    expect(gridOf(page(labels, rulings))).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
  });

  it('joins upright stacked labels, and lines of a cell without spaces beside 汉字', () => {
    const stacked = [...'产出指标'].flatMap((one, i) => line(one, 57, 106 + 11 * i));
    const glyphs = [
      ...stacked,
      ...line('按时足额', 105, 110),
      ...line('发放 2024 年', 105, 122),
      ...line('final', 205, 110),
      ...line('report', 205, 122),
      ...line('a', 105, 142),
      ...line('b', 205, 142),
    ];
    const rulings = [
      across(100, 50, 300),
      across(130, 100, 300),
      across(150, 50, 300),
      ...[50, 100, 200, 300].map((x) => down(x, 100, 150)),
    ];
    expect(gridOf(page(glyphs, rulings))).toEqual([
      ['产出指标', '按时足额发放2024年', 'final report'],
      ['^', 'a', 'b'],
    ]);
  });

  it('joins a number that the border of its cell cut, and keeps words apart', () => {
    const glyphs = [
      ...line('44030622', 52, 106),
      ...line('1390300', 52, 118),
      ...line('x', 100, 112),
      ...line('a', 52, 135),
      ...line('y', 100, 135),
    ];
    const rulings = gridLines([50, 94, 140], [100, 125, 145]);
    expect(gridOf(page(glyphs, rulings))).toEqual([
      ['440306221390300', 'x'],
      ['a', 'y'],
    ]);
  });

  it('reads a page turned by its text matrix', () => {
    const upright = page(labels, gridLines([50, 150, 250], [100, 120, 140]));
    const turned = turn(upright);
    expect(turned.glyphs[0]?.rotation).toBe(90);
    const table = only(turned);
    expect(rowsOf(table)).toEqual([
      ['项目', '100'],
      ['金额', '200'],
    ]);
    // Where it is printed on the page as seen: the top of the text is to the right.
    expect(table.cells[0]?.at).toEqual([{ page: 1, box: [680, 50, 700, 150] }]);
  });

  it('reads the tables of a turned page in the order of its text', () => {
    const below = labels.map((glyph) => ({ ...glyph, box: glyph.box.map((x, i) => (i % 2 ? x + 200 : x)) as Box }));
    const lines = [...gridLines([50, 150, 250], [100, 120, 140]), ...gridLines([50, 150, 250], [300, 320, 340])];
    const changed = below.map((glyph) => (glyph.text === '项' ? { ...glyph, text: '乙' } : glyph));
    const blocks = readBlocks(turn(page([...labels, ...changed], lines))).blocks;
    expect(blocks.map((one) => one.kind === 'table' && one.cells[0]?.text)).toEqual(['项目', '乙目']);
  });

  it('reads turned text in cells of an upright table', () => {
    const up: Glyph[] = [...'rate'].map((text, i) => ({
      text,
      box: [58, 134 - 5 * i, 68, 139 - 5 * i],
      size: SIZE,
      font: 'F',
      rotation: 270,
      hidden: false,
    }));
    const glyphs = [...up, ...line('12', 155, 120), ...line('total', 55, 150), ...line('14', 155, 150)];
    expect(gridOf(page(glyphs, gridLines([50, 150, 250], [100, 140, 160])))).toEqual([
      ['rate', '12'],
      ['total', '14'],
    ]);
  });

  it('finds no table in a box with prose, nor in a chart', () => {
    const prose = block(
      ['The committee met in March and', 'adopted the report with small', 'amendments to its annex.'],
      { left: 60, top: 115 },
    );
    expect(findTables(page(prose, gridLines([50, 250], [100, 150])))).toEqual([]);
    const bars = gridLines([50, 90, 143, 170, 231, 300], [100, 110, 130, 140, 160, 170, 190, 200]);
    const texts = [
      ...line('30.5', 82, 120),
      ...line('49.0', 135, 150),
      ...line('20.4', 162, 180),
      ...line('12.8', 222, 120),
    ];
    expect(findTables(page(texts, bars))).toEqual([]);
  });

  it('stays quick on thousands of rulings, and says that they were too many', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => {
      const [x, y] = [10 * Math.floor(i / 100), 7 * (i % 100)];
      return i % 2 === 0 ? across(y, x, x + 5.5) : down(x, y, y + 9.5);
    });
    const start = process.cpuUsage();
    const { layout } = readBlocks(page(labels, many));
    // A fraction of a second of a core, whatever else the machine does; each ruling with each other takes much longer.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10);
    expect(layout.tooManyRulings).toBe(true);
  });
});

/** The page with all of it turned clockwise by 90 degrees. */
function turn(one: Page): Page {
  const sheet = { width: one.width, height: one.height };
  return {
    ...one,
    width: one.height,
    height: one.width,
    glyphs: one.glyphs.map((glyph) => ({ ...glyph, box: turnBox(glyph.box, 270, sheet), rotation: 90 })),
    rulings: one.rulings.map((ruling) => ({ ...ruling, box: turnBox(ruling.box, 270, sheet) })),
  };
}

/** Underscores are rules. */
function art(lines: readonly string[]): Page {
  const glyphs: Glyph[] = [];
  const rulings: Page['rulings'] = [];
  let y = 60;
  for (const text of lines) {
    if (/^[\s_]*_{3,}[\s_]*$/.test(text)) {
      for (const run of text.matchAll(/_+/g))
        rulings.push(across(y - 5.5, 40 + 5 * run.index, 40 + 5 * (run.index + run[0].length)));
    } else {
      glyphs.push(...line(text, 40, y));
      y += 12;
    }
  }
  return page(glyphs, rulings, { width: 700 });
}

describe('stream', () => {
  it('reads horizontal rules only, with rules below the heads that span', () => {
    const table = only(
      art([
        'Table 1. Employment by sector, thousands',
        '______________________________________________________________',
        '                          Men                   Women',
        '                  ____________________  _____________________',
        'Sector             1990    1995   2000   1990    1995    2000',
        '______________________________________________________________',
        'Agriculture         120     115    101     54      52      49',
        'Manufacturing     1,500   1,420  1,388    610     600     598',
        'Services          4,210   4,800  5,120  3,900   4,410   5,002',
        '______________________________________________________________',
        'Note: figures are rounded.',
      ]),
    );
    expect(table.method).toBe('stream');
    expect(rowsOf(table)).toEqual([
      ['', 'Men', '<', '<', 'Women', '<', '<'],
      ['Sector', '1990', '1995', '2000', '1990', '1995', '2000'],
      ['Agriculture', '120', '115', '101', '54', '52', '49'],
      ['Manufacturing', '1,500', '1,420', '1,388', '610', '600', '598'],
      ['Services', '4,210', '4,800', '5,120', '3,900', '4,410', '5,002'],
    ]);
  });

  it('tells heads that span by their place alone', () => {
    const one = art([
      '                       Budget                Outlays',
      'Agency               2001   2002         2001       2002',
      'Defense             310.5  331.2        305.4      329.9',
      'Energy               18.1   19.0         17.9       18.8',
      'Education            42.2   48.5         35.7       46.3',
    ]);
    expect(gridOf(one).slice(0, 2)).toEqual([
      ['', 'Budget', '<', 'Outlays', '<'],
      ['Agency', '2001', '2002', '2001', '2002'],
    ]);
  });

  it('joins lines of a head and labels of several lines, drops leaders', () => {
    expect(
      gridOf(
        art([
          '______________________________________________________________',
          '                                        Median      Percent',
          'Characteristic                          income       change',
          '______________________________________________________________',
          'All households....................      42,148          2.1',
          'Region',
          '  Northeast.......................      45,106          1.4',
          '  Black, including persons of',
          '    mixed origin..................      30,439          5.5',
          '  Hispanic origin.................      33,447          5.2',
          '______________________________________________________________',
        ]),
      ),
    ).toEqual([
      ['Characteristic', 'Median income', 'Percent change'],
      ['All households', '42,148', '2.1'],
      ['Region', '', ''],
      ['Northeast', '45,106', '1.4'],
      ['Black, including persons of mixed origin', '30,439', '5.5'],
      ['Hispanic origin', '33,447', '5.2'],
    ]);
  });

  it('needs no rules at all, leaves the prose around it, and keeps empty cells empty', () => {
    const one = art([
      'The following figures show the distribution of grants in the three',
      'regions of the state over the years for which we have good data.',
      '',
      'Region        Grants     Amount     Share',
      'North             12   $ 34,000      12.5',
      'South              9                  7.9',
      'West             104    218,300',
      'Total            125    273,800     100.0',
      '',
      'As the figures show, the western region has received the largest',
      'share of all grants since the program began in the year 1988.',
    ]);
    expect(gridOf(one)).toEqual([
      ['Region', 'Grants', 'Amount', 'Share'],
      ['North', '12', '$ 34,000', '12.5'],
      ['South', '9', '', '7.9'],
      ['West', '104', '218,300', ''],
      ['Total', '125', '273,800', '100.0'],
    ]);
    expect(readBlocks(one).blocks.map((each) => each.kind)).toEqual(['paragraph', 'table', 'paragraph']);
  });

  it('reads cells of several lines in a table of words', () => {
    expect(
      gridOf(
        art([
          '______________________________________________________________',
          'Agency          Responsible official     Action taken',
          '______________________________________________________________',
          'Department of   Under Secretary for      Issued final rule on',
          'Agriculture     Food Safety              inspection of plants',
          'EPA             Assistant                Published guidance',
          '                Administrator',
          'Customs         Commissioner             None',
          '______________________________________________________________',
        ]),
      ),
    ).toEqual([
      ['Agency', 'Responsible official', 'Action taken'],
      ['Department of Agriculture', 'Under Secretary for Food Safety', 'Issued final rule on inspection of plants'],
      ['EPA', 'Assistant Administrator', 'Published guidance'],
      ['Customs', 'Commissioner', 'None'],
    ]);
  });

  it('reads a Chinese form without rulings: labels of several lines, and labels centred beside their rows', () => {
    const row = (y: number, cells: [x: number, text: string][]) => cells.flatMap(([x, text]) => line(text, x, y));
    const glyphs = [
      ...line('项目', 50, 104),
      ...line('名称', 50, 116),
      ...line('办公楼维修维护经费项目', 100, 110),
      ...row(134, [
        [110, '一级指标'],
        [170, '二级指标'],
        [240, '三级指标'],
        [320, '指标值'],
      ]),
      ...row(154, [
        [240, '项目申报数量'],
        [320, '1'],
      ]),
      ...row(174, [
        [240, '维修数量'],
        [320, '100'],
      ]),
      ...row(194, [
        [240, '维修合格率'],
        [320, '95%'],
      ]),
      ...row(214, [
        [240, '达标率'],
        [320, '100%'],
      ]),
      ...line('产出指标', 110, 184),
      ...line('数量指标', 170, 164),
      ...line('质量指标', 170, 204),
      ...line('绩效', 50, 168),
      ...line('指标', 50, 180),
    ];
    expect(gridOf(page(glyphs))).toEqual([
      ['项目名称', '办公楼维修维护经费项目', '<', '', ''],
      ['绩效指标', '一级指标', '二级指标', '三级指标', '指标值'],
      ['^', '产出指标', '数量指标', '项目申报数量', '1'],
      ['^', '^', '^', '维修数量', '100'],
      ['^', '^', '质量指标', '维修合格率', '95%'],
      ['^', '^', '^', '达标率', '100%'],
    ]);
  });

  it('takes heads that repeat for groups, however they stand over them', () => {
    const one = art([
      '                     Public                      Private',
      '             Number  Percent  Rate      Number  Percent',
      'Boys            120     51.0   3.1          40     48.2',
      'Girls           115     49.0   2.9          43     51.8',
      'All             235    100.0   3.0          83    100.0',
    ]);
    expect(gridOf(one).slice(0, 2)).toEqual([
      ['', 'Public', '<', '<', 'Private', '<'],
      ['', 'Number', 'Percent', 'Rate', 'Number', 'Percent'],
    ]);
  });

  it('keeps signs with their amounts, and headings of rows apart from rows', () => {
    expect(
      gridOf(
        art([
          '                                              2003            2002',
          'REVENUES',
          '  Tuition and fees                       $   1,204       $   1,101',
          '  Federal grants                               860             812',
          '    Total revenues                           2,064           1,913',
          'Expenses:',
          '  Salaries                                   1,500           1,420',
        ]),
      ),
    ).toEqual([
      ['', '2003', '2002'],
      ['REVENUES', '', ''],
      ['Tuition and fees', '$ 1,204', '$ 1,101'],
      ['Federal grants', '860', '812'],
      ['Total revenues', '2,064', '1,913'],
      ['Expenses:', '', ''],
      ['Salaries', '1,500', '1,420'],
    ]);
  });

  it('uses the rulings of a frame that leaves rows and columns undivided', () => {
    const glyphs = block(
      [
        'Year      Loans     Grants',
        '1990         12         14',
        '1991          9         11',
        '1992          7         16',
      ],
      { left: 55, top: 110 },
    );
    const table = only(page(glyphs, [...gridLines([50, 190], [102, 116, 156])]));
    expect(table.method).toBe('stream');
    expect(rowsOf(table)).toEqual([
      ['Year', 'Loans', 'Grants'],
      ['1990', '12', '14'],
      ['1991', '9', '11'],
      ['1992', '7', '16'],
    ]);
  });

  it('reads a cell of another column beside 汉字 where no space is painted, and a space as a space', () => {
    const row = (y: number, cells: [x: number, text: string][]) => cells.flatMap(([x, text]) => line(text, x, y));
    const glyphs = [
      ...row(100, [
        [50, '主管部门'],
        [94, '县水务局'],
        [138, '实施单位'],
        [182, '县水务局'],
      ]),
      ...row(120, [
        [50, '项目名称'],
        [94, '供水管网'],
        [138, '项目类别'],
        [182, '特定目标'],
      ]),
    ];
    expect(gridOf(page(glyphs))).toEqual([
      ['主管部门', '县水务局', '实施单位', '县水务局'],
      ['项目名称', '供水管网', '项目类别', '特定目标'],
    ]);
  });

  it.each([
    [
      'two columns of prose',
      [
        'The committee met in March and again     Members agreed that funding for the',
        'in June to consider the proposals of     program would be reviewed each year',
        'the department on safety at work and     and that the results of the review',
        'adopted them with minor amendments       would be published in the Register',
        'that are set out in the annex to the     together with the comments received',
        'present report and its appendices.       from the public during the period.',
        'The chair thanked the members of the     The next meeting is to be held in',
      ],
    ],
    [
      'a table of contents',
      [
        'Introduction ............................................... 1',
        'Background ................................................. 3',
        'Findings ................................................... 7',
        'Recommendations ........................................... 12',
      ],
    ],
    [
      'a numbered list',
      [
        '1.   Collect the forms from every office.',
        '2.   Check the sums against the ledger.',
        '3.   Send them to the auditor.',
      ],
    ],
    [
      'the axes of a chart',
      ['450         450', '400         400', '350         350', '300         300', '250         250'],
    ],
    [
      'a list of terms',
      ['AIM        a market study', 'LDA        a weekly', 'HBS        a school', 'PBUK       a pocketbook'],
    ],
  ])('finds no table in %s', (_, lines) => {
    expect(findTables(art(lines))).toEqual([]);
  });

  it('reads the columns of a page of prose one after the other', () => {
    const left = [
      'The committee met in March and again',
      'in June to consider the proposals of',
      'the department on safety at work and',
      'adopted them with minor amendments',
      'that are set out in the annex to the',
      'present report and its appendices on',
      'which the chair thanked its members.',
    ];
    const right = left.map((text) => text.toUpperCase());
    const blocks = readBlocks(page([...block(left), ...block(right, { left: 300 })])).blocks;
    expect(blocks.map((one) => one.kind === 'paragraph' && one.text)).toEqual([left.join(' '), right.join(' ')]);
  });
});

describe('words', () => {
  const textOf = (glyphs: Glyph[]) =>
    readBlocks(page(glyphs)).blocks.map((one) => (one.kind === 'paragraph' ? one.text : ''));

  it('drops spaces beside 汉字 and keeps those between words', () => {
    expect(textOf(line('关于 2024 年 预算 final report', 50, 100))).toEqual(['关于2024年预算final report']);
  });

  it('brings superscripts back to their line', () => {
    const raised = line('2', 75, 96.5, { size: 6 });
    expect(textOf([...line('Table', 50, 100), ...raised, ...line('of costs', 83, 100)])).toEqual(['Table2 of costs']);
  });

  it('begins a paragraph where a line is set in or the one above could have gone on', () => {
    const glyphs = block(
      ['    为深入贯彻落实党中央国务院关于全面实施预算', '绩效管理的意见现将情况报告如下', '    一是落实部门评价'],
      { left: 50, pitch: 16 },
    );
    expect(textOf(glyphs)).toEqual([
      '为深入贯彻落实党中央国务院关于全面实施预算绩效管理的意见现将情况报告如下',
      '一是落实部门评价',
    ]);
  });

  it('leaves out page numbers and hidden layers, and says so', () => {
    const glyphs = [
      ...line('第一条', 50, 100),
      ...line('- 3 -', 290, 770),
      ...line('隐藏文字', 50, 130, { hidden: true }),
    ];
    const { blocks, ignored } = readBlocks(page(glyphs));
    expect(blocks).toHaveLength(1);
    expect(ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
      ['page-number', '- 3 -'],
      ['hidden-text', '隐藏文字'],
    ]);
  });
});
