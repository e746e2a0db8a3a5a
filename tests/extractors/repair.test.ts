import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsByRow, type Document, type Table } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { repairDocument } from '../../extractors/repair/index.js';
import { makeVocabulary } from '../../normalizers/vocabulary.js';
import { loadLexicon } from '../../pipeline/lexicon.js';

const vocabulary = makeVocabulary(loadLexicon().forms);
const repaired = async (text: string, options = { stitch: true }) =>
  repairDocument(await extract(new TextEncoder().encode(text)), vocabulary, options);
const tables = (document: Document) => document.blocks.filter((block): block is Table => block.kind === 'table');
const rows = (table: Table) => cellsByRow(table).map((row) => row.map((cell) => cell.text).join('|'));

const HEAD = '\t一级指标\t二级指标\t三级指标\t指标值';

describe('words and rows that a page break cut', () => {
  it('足额保 | 障: one word by the dictionary, in the column where it makes one', async () => {
    const [table] = tables(await repaired(`${HEAD}\n\t效益指标\t社会效益指标\t保障水平\t足额保\n\n\t\t\t\t障\n`));
    expect(rows(table!)[1]).toBe('效益指标|社会效益指标|保障水平|足额保障');
    const cell = table!.cells.at(-1)!;
    expect(cell.repairs).toEqual(['joined-word: 足额保|障', 'joined-table: goes on without a head']);
    expect(cell.at).toEqual([
      { line: 2, column: 19, length: 3 },
      { line: 4, column: 5, length: 1 },
    ]);
  });

  it('a number and its unit, a date and its month', async () => {
    const [table] = tables(
      await repaired(`${HEAD}\t完成时限\n\t产出指标\t数量指标\t补助人数\t≥100\t2024年12\n\n\t\t\t\t万元\t月\n`),
    );
    expect(rows(table!)[1]).toBe('产出指标|数量指标|补助人数|≥100万元|2024年12月');
  });

  it('the next row is not a cut one, though it has as few cells', async () => {
    const [table] = tables(
      await repaired(`${HEAD}\n\t产出指标\t质量指标\t验收合格率\t100%\n\n\t\t\t材料抽检合格率\t98%\n`),
    );
    expect(rows(table!).slice(1)).toEqual(['产出指标|质量指标|验收合格率|100%', '材料抽检合格率|98%']);
  });

  it('a rest that makes no word is joined with a finding', async () => {
    const document = await repaired(`${HEAD}\n\t产出指标\t质量指标\t参训人员难以\t100%\n\n\t\t\t集中的比例\n`);
    expect(rows(tables(document)[0]!)[1]).toBe('产出指标|质量指标|参训人员难以集中的比例|100%');
    expect(document.findings).toMatchObject([{ code: 'repair/doubtful-join', severity: 'warning' }]);
  });
});

describe('tables over page breaks', () => {
  it('drops the head that is repeated, and says so', async () => {
    const document = await repaired(
      `${HEAD}\n\t产出指标\t数量指标\t甲数量\t1个\n- 2 -\n${HEAD}\n\t\t质量指标\t乙合格率\t100%\n`,
    );
    expect(tables(document)).toHaveLength(1);
    expect(rows(tables(document)[0]!)).toHaveLength(3);
    expect(document.ignored.filter(({ reason }) => reason === 'repeated-header')).toHaveLength(4);
  });

  it('keeps two forms that touch apart', async () => {
    const form = (name: string) => `项目名称\t${name}\n${HEAD}\n\t产出指标\t数量指标\t数量\t1个\n`;
    expect(tables(await repaired(`${form('甲')}\n${form('乙')}`))).toHaveLength(2);
  });

  it('leaves the pieces as printed when stitching is off', async () => {
    const text = `${HEAD}\n\t产出指标\t数量指标\t甲数量\t足额保\n\n\t\t\t\t障\n`;
    const [table] = tables(await repaired(text, { stitch: false }));
    expect(rows(table!).at(-1)).toBe('产出指标|数量指标|甲数量|足额保');
  });
});

describe('heads that one cell holds', () => {
  const HELD = '项目资金\t年初预算数\t全年预算数\t分值 执行率 得分';

  it('have a column each, and so have the cells below with as many pieces', async () => {
    const [table] = tables(
      await repaired(`${HELD}\n年度资金总额\t760.00\t760.00\t10 91.90% 9.19\n其他资金\t0\t0\t— — —\n`),
    );
    expect(rows(table!)).toEqual([
      '项目资金|年初预算数|全年预算数|分值|执行率|得分',
      '年度资金总额|760.00|760.00|10|91.90%|9.19',
      '其他资金|0|0|—|—|—',
    ]);
    expect(table!.cells.find(({ text }) => text === '91.90%')).toMatchObject({ column: 4, repairs: ['divided-cell'] });
  });

  it('words with a space among them are left', async () => {
    const [table] = tables(
      await repaired('项目资金\t年初预算数\t全年预算数\t分值 其它 得分\n年度资金总额\t1\t1\t1 2 3\n'),
    );
    expect(rows(table!)[1]).toBe('年度资金总额|1|1|1 2 3');
  });
});

describe('labels and paragraphs', () => {
  it('项目资金 / （万元） is one label over two rows; its row keeps its own cells', async () => {
    const [table] = tables(await repaired('项目资金\t年度预算资金总额：\t440.00\n\n(万元)\t其中：财政拨款\t440.00\n'));
    expect(rows(table!)).toEqual(['项目资金(万元)|年度预算资金总额：|440.00', '其中：财政拨款|440.00']);
  });

  it('a sentence that a page break cut is one paragraph, with the places of both lines', async () => {
    const { blocks } = await repaired(
      '2023年预算编报时，积极\n\n组织预算单位开展绩效管理培训，效果良好。\n\n二、工作计划\n',
    );
    expect(blocks.map((block) => (block.kind === 'paragraph' ? block.text : ''))).toEqual([
      '2023年预算编报时，积极组织预算单位开展绩效管理培训，效果良好。',
      '二、工作计划',
    ]);
    expect(blocks[0]).toMatchObject({ offsets: [0, 13], repairs: ['joined-paragraph'] });
  });

  it('a title does not swallow the sentence below it', async () => {
    const { blocks } = await repaired(
      '某县2024年度预算绩效管理工作开展情况及2025年工作计划\n\n为深入贯彻落实上级文件，我县积极推进。\n',
    );
    expect(blocks).toHaveLength(2);
  });
});

it('repairing the real documents changes no text but where it says so', async () => {
  for (const slug of [
    'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
    'cn-shandong-pingyin-2024-targets-scan-text',
  ]) {
    const bytes = readFileSync(join(import.meta.dirname, '..', '..', 'corpora', 'documents', slug, 'original.txt'));
    const before = await extract(bytes);
    const after = repairDocument(before, vocabulary);
    const all = (document: Document) =>
      [
        ...document.blocks.flatMap((block) =>
          block.kind === 'table' ? block.cells.map((cell) => cell.text) : [block.text],
        ),
        ...document.ignored.map(({ raw }) => raw),
      ].join('');
    const letters = (text: string) => [...text.replace(/\s/g, '')].sort().join('');
    expect(letters(all(after))).toBe(letters(all(before)));
  }
});

describe('tables with edges, as pages have them', () => {
  const cell = (row: number, column: number, text: string, page: number) => ({
    row,
    column,
    rowSpan: 1,
    columnSpan: 1,
    text,
    raw: text,
    at: [{ page, box: [0, 0, 1, 1] as [number, number, number, number] }],
    repairs: [],
  });
  const piece = (edges: number[], texts: string[][], page: number): Table => ({
    kind: 'table',
    method: 'pdf/lattice',
    rows: texts.length,
    columns: edges.length - 1,
    edges,
    breaks: [],
    cells: texts.flatMap((row, r) => row.flatMap((text, c) => (text ? [cell(r, c, text, page)] : []))),
  });

  it('an empty last column that vanishes after the break, and a first one, keep the others in their place', () => {
    const document: Document = {
      mediaType: 'application/pdf',
      encoding: null,
      pages: 2,
      ignored: [],
      findings: [],
      blocks: [
        piece(
          [50, 100, 200, 300, 400, 450],
          [
            ['序号', '一级指标', '三级指标', '指标值', '备注'],
            ['1', '产出指标', '甲', '1个', ''],
          ],
          1,
        ),
        piece([101, 199, 301, 399], [['', '乙', '2个']], 2),
      ],
    };
    const [table] = tables(repairDocument(document, vocabulary));
    expect(table).toMatchObject({ rows: 3, columns: 5, breaks: [2] });
    expect(cellsByRow(table!)[2]!.map(({ column, text }) => `${column}:${text}`)).toEqual(['2:乙', '3:2个']);
  });
});

describe('a Word form whose row is cut by a page break', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'corpora', 'documents');
  const bytes = readFileSync(join(folder, 'cn-henan-lankao-2025-targets-pdf-three-pages', 'original.pdf'));
  const document = await extract(bytes);
  const pagesOf = ({ at }: { at: readonly object[] }) => at.map((place) => ('page' in place ? place.page : null));

  it('comes out whole; each join is told with its reason and both places', () => {
    const [table, ...others] = tables(repairDocument(document, vocabulary));
    expect(others).toEqual([]);
    const find = (text: string) => table!.cells.find((cell) => cell.text === text)!;
    const label = find('生态效益指标');
    expect(label.repairs).toEqual(['joined-label: 生态效益|指标', 'joined-table: goes on without a head']);
    const name = find('安置区生活污水集中处理率');
    expect(name.repairs[0]).toBe('joined-cell: 安置区生活污水集中|处理率');
    expect([label, name].map(pagesOf)).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });

  it('stays as printed when stitching is off', () => {
    const pieces = tables(repairDocument(document, vocabulary, { stitch: false }));
    expect(pieces).toHaveLength(3);
    expect(rows(pieces[2]!).slice(0, 2)).toEqual(['指标|处理率', '安置区绿化覆盖率|≥35%|1']);
    expect(pieces.flatMap(({ cells }) => cells.flatMap(({ repairs }) => repairs))).toEqual([]);
  });
});

it('a word that is a label elsewhere is the rest of a value where no labels stand', () => {
  const box = (top: number): [number, number, number, number] => [0, top, 1, top + 1];
  const piece = (page: number, texts: string[][]): Table => ({
    kind: 'table',
    method: 'pdf/lattice',
    rows: texts.length,
    columns: 3,
    edges: [50, 100, 200, 300],
    breaks: [],
    cells: texts.flatMap((row, r) =>
      row.flatMap((text, column) =>
        text === ''
          ? []
          : [{ row: r, column, rowSpan: 1, columnSpan: 1, text, raw: text, repairs: [], at: [{ page, box: box(r) }] }],
      ),
    ),
  });
  const above = [
    ['二级指标', '三级指标', '指标值'],
    ['社会效益指标', '公共服务保障能力', '与县城居民同网同价同'],
  ];
  const below = [
    ['', '', '质量'],
    ['生态效益指标', '绿化覆盖率', '≥35%'],
  ];
  const document: Document = {
    mediaType: 'application/pdf',
    encoding: null,
    pages: 2,
    ignored: [],
    findings: [],
    blocks: [piece(1, above), piece(2, below)],
  };
  const [table] = tables(repairDocument(document, vocabulary));
  expect(rows(table!).filter(Boolean)).toEqual([
    '二级指标|三级指标|指标值',
    '社会效益指标|公共服务保障能力|与县城居民同网同价同质量',
    '生态效益指标|绿化覆盖率|≥35%',
  ]);
});

it('a row that goes on over three pages is one row, with the head repeated and page numbers between', async () => {
  const file = join(import.meta.dirname, '..', '..', 'corpora', 'pdf', 'row-over-three-pages.pdf');
  const document = repairDocument(await extract(readFileSync(file)), vocabulary);
  const [table, ...others] = tables(document);
  expect(others).toEqual([]);
  const task = (i: number) =>
    `第${i}项任务为完成第${i}个乡镇农村饮水安全巩固提升工程的管网改造、水源保护、水质检测与运行维护，确保辖区内${i * 37 + 120}户群众全年正常供水，水质达到国家生活饮用水卫生标准`;
  const whole = `${Array.from({ length: 9 }, (_, i) => task(i + 1)).join('；')}。`;
  expect(rows(table!).filter(Boolean)).toEqual([
    '一级指标|二级指标|三级指标|指标值|分值',
    '产出指标|数量指标|改造供水管网长度|≥120公里|20',
    `质量指标|任务完成情况说明|${whole}|20`,
    '时效指标|完工时间|2025年11月底前|10',
    '效益指标|社会效益指标|受益群众|≥3.6万人|30',
    '满意度指标|服务对象满意度指标|用水户满意度|≥92%|10',
  ]);
  const cell = table!.cells.find(({ text }) => text === whole)!;
  expect(cell.at).toMatchObject([{ page: 1 }, { page: 2 }, { page: 3 }]);
  expect(cell.repairs.map((repair) => repair.split(':')[0])).toEqual([
    expect.stringMatching(/^joined-(?:word|cell)$/),
    'joined-table',
    expect.stringMatching(/^joined-(?:word|cell)$/),
    'joined-table',
  ]);
  expect(cell.repairs.every(({ length }) => length < 100)).toBe(true);
  expect(document.ignored.filter(({ reason }) => reason === 'page-number')).toHaveLength(3);
});
