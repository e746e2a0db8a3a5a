import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sheetjs from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { Cell, Document, Table } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { extractXlsx } from '../../extractors/xlsx/index.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { processDocument } from '../../pipeline/process.js';
import fc from '../properties.js';
import { compoundFileOf } from './compound-writer.js';
import { cell, packageOf, partsOf, row, xlsxOf } from './xlsx-writer.js';
import { zipOf } from './zip-writer.js';

const CORPUS = join(
  import.meta.dirname,
  '../../corpora/xlsx/cn-guangdong-shenzhen-songgang-2023-targets-twenty-sheets',
);

const tables = (document: Document) => document.blocks.filter((block): block is Table => block.kind === 'table');
const cells = (document: Document) => tables(document).flatMap((table) => table.cells);
const codes = (document: Document) => document.findings.map(({ code }) => code);
const position = ({ row, column, rowSpan, columnSpan, text }: Cell) => [row, column, rowSpan, columnSpan, text];
const two = (a: string | number, b: string | number) => row(1, cell('A1', a) + cell('B1', b));

describe('a real workbook', () => {
  interface GoldRow {
    sheet: string;
    l1: string;
    l2: string;
    l3: string;
    value: string;
  }
  const folded = (text: string | null) => (text ?? '').replace(/\s+/g, '');
  const gold = readFileSync(join(CORPUS, 'rows.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldRow);
  /** 不适用, twice in one cell, or nothing: nobody uses the row. */
  const isUsed = ({ value }: GoldRow) => !/^(不适用)*$/.test(folded(value));

  const read = async () => {
    const bytes = readFileSync(join(CORPUS, 'original.xlsx'));
    const record = await processDocument(bytes, { source: 'original.xlsx', sha256: '' }, loadLexicon());
    const expected = gold
      .filter(isUsed)
      .map(({ sheet, l1, l2, l3, value }) => [sheet, l1, l2, l3, value].map(folded).join(' | '));
    const actual = record.projects.flatMap((project) => {
      const place = project.evidence.name!.at[0] as { path: string };
      const sheet = /^xl\/(.*)!/.exec(place.path)![1]!;
      return project.indicators.map((each) =>
        [sheet, each.level1, each.level2, each.name, each.raw_value].map(folded).join(' | '),
      );
    });
    return { expected, actual };
  };

  it('gives level 1, level 2, name and value of every used row, and nothing for unused ones', async () => {
    const { expected, actual } = await read();
    expect(gold).toHaveLength(201);
    expect(expected).toHaveLength(110);
    expect(actual).toEqual(expected);
  });

  it('has 20 tables whose every cell is told where it stands', async () => {
    const document = await extractXlsx(readFileSync(join(CORPUS, 'original.xlsx')));
    expect(tables(document)).toHaveLength(20);
    const money = cells(document).find(({ at }) => 'path' in at[0]! && at[0].path === 'xl/1.困难居民临时救助经费!E6');
    expect(money).toMatchObject({ text: '60,000.00', raw: '60000', row: 5, column: 4 });
    const title = cells(document)[0]!;
    expect(position(title)).toEqual([0, 0, 1, 5, '二级项目支出绩效目标申报表']);
    expect(new Set(codes(document))).toEqual(new Set(['workbook/comments']));
    expect(document.ignored.filter(({ reason }) => reason === 'comment').length).toBeGreaterThan(0);
  });
});

describe('three of its forms as DOCX and PDF', () => {
  it.each(['three-forms.docx', 'three-forms.pdf'])('%s gives the same rows as the workbook', async (name) => {
    const read = async (file: string) =>
      processDocument(readFileSync(join(CORPUS, file)), { source: file, sha256: '' }, loadLexicon());
    const [record, workbook] = await Promise.all([read(name), read('original.xlsx')]);
    const rows = (projects: typeof record.projects) =>
      projects.map(({ name, budget_total_wan, indicators }) => ({
        name,
        budget_total_wan,
        rows: indicators.map(({ level1, level2, name, raw_value }) => [level1, level2, name, raw_value].join(' | ')),
      }));
    expect(record.projects).toHaveLength(3);
    expect(rows(record.projects)).toEqual(rows(workbook.projects.slice(0, 3)));
    // 60,000.00 in a field for 万元, where the cost is 6万元: as printed, and flagged.
    const flagged = record.findings.filter(({ code }) => code === 'budget/unit-doubtful');
    expect(record.projects.map(({ budget_total_wan }) => budget_total_wan)).toEqual([60000, 111840, 163800]);
    expect(flagged.map(({ record_id }) => record_id)).toEqual(record.projects.map(({ id }) => id));
  });
});

describe('what stands in no cell', () => {
  it('text boxes are paragraphs, comments are named, pictures are counted, each with its place', async () => {
    const parts = partsOf([
      { name: '绩效', rows: two('a', 'b') },
      { name: '空', rows: '' },
    ]);
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const relations = (...all: [string, string][]) =>
      `<Relationships>${all.map(([kind, target], i) => `<Relationship Id="r${i}" Type="${type}/${kind}" Target="${target}"/>`).join('')}</Relationships>`;
    const anchor = (content: string) =>
      `<x:twoCellAnchor xmlns:x="x" xmlns:a="a"><x:from><x:col>27</x:col><x:row>4</x:row></x:from><x:to><x:col>1</x:col></x:to>${content}</x:twoCellAnchor>`;
    parts.set('xl/worksheets/_rels/sheet1.xml.rels', relations(['comments', '../comments1.xml'], ['drawing', '/xl/drawings/drawing1.xml'])); // biome-ignore format: one line
    parts.set('xl/comments1.xml', '<comments><commentList><comment ref="B1"><text><r><t>张三:</t></r><r><t>核实</t></r></text></comment></commentList></comments>'); // biome-ignore format: one line
    parts.set('xl/drawings/drawing1.xml', `<d>${anchor('<a:p><a:t>单位：</a:t><a:t>万元</a:t></a:p><a:p><a:t>附表</a:t></a:p>')}${anchor('<x:pic/>')}</d>`); // biome-ignore format: one line
    const document = await extractXlsx(packageOf(parts));
    expect(document.blocks.slice(2)).toMatchObject([
      { text: '单位：万元', at: [{ path: 'xl/绩效!AB5' }] },
      { text: '附表', at: [{ path: 'xl/绩效!AB5' }] },
    ]);
    expect(document.ignored).toMatchObject([{ reason: 'comment', raw: '张三:核实', at: [{ path: 'xl/绩效!B1' }] }]);
    expect(codes(document)).toEqual(['workbook/comments', 'workbook/drawings']);
    parts.set('xl/comments1.xml', '<!DOCTYPE a [<!ENTITY b "b">]><comments/>');
    expect(codes(await extractXlsx(packageOf(parts)))).toEqual(['workbook/annotations-unread']);
  });
});

describe('cells', () => {
  it('are as displayed, with what is stored beside it', async () => {
    const styles = `<numFmts count="1"><numFmt numFmtId="170" formatCode="0.00&quot;万元&quot;"/></numFmts><cellXfs>${[0, 31, 9, 4, 14, 170, 7, 57].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
    const values = [0.1 + 0.2, 45565, 0.95, 60000, 45565, 12.5, 5, 45565];
    const bytes = xlsxOf(
      [{ name: 'Sheet1', rows: row(1, values.map((value, i) => cell(`${'ABCDEFGH'[i]}1`, value, i)).join('')) }],
      styles,
    );
    const read = cells(await extractXlsx(bytes));
    expect(read.map(({ text }) => text)).toEqual([
      '0.3',
      '2024年9月30日',
      '95%',
      '60,000.00',
      '2024/9/30',
      '12.50万元',
      '¥5.00',
      '2024年9月',
    ]);
    expect(read.map(({ raw }) => raw)).toEqual(values.map(String));
  });

  it('are the same from an XLS workbook', async () => {
    const sheet = sheetjs.utils.aoa_to_sheet([
      ['项目名称', '道路养护'],
      ['年度', null],
      [60000, 45565],
    ]);
    sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 1, c: 1 } }];
    sheet.A3.z = '#,##0.00';
    sheet.B3.z = 'yyyy"年"m"月"';
    const book = { SheetNames: ['绩效表'], Sheets: { 绩效表: sheet } };
    const bytes = sheetjs.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer;
    const document = await extractXlsx(bytes);
    expect(document.mediaType).toBe('application/vnd.ms-excel');
    expect(document.blocks[0]).toMatchObject({ kind: 'paragraph', text: '绩效表' });
    expect(cells(document).map(position)).toEqual([
      [0, 0, 1, 1, '项目名称'],
      [0, 1, 1, 1, '道路养护'],
      [1, 0, 1, 2, '年度'],
      [2, 0, 1, 1, '60,000.00'],
      [2, 1, 1, 1, '2024年9月'],
    ]);
    expect(cells(document)[3]).toMatchObject({ raw: '60000', at: [{ path: 'xl/绩效表!A3' }] });
  });

  it('are the same from an Excel 2003 XML file in GBK', async () => {
    const xml = (cells: string) =>
      `<?xml version="1.0" encoding="GB2312"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>${cells}</Table></Worksheet></Workbook>`;
    const rows =
      '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">title</Data></Cell></Row><Row><Cell><Data ss:Type="String">NAME</Data></Cell><Cell><Data ss:Type="Number">6.5</Data></Cell></Row>';
    const [before, after] = xml(rows).split('NAME') as [string, string];
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from('bca8d0a7c4bfb1ea', 'hex'), Buffer.from(after)]);
    const document = await extract(bytes);
    expect(document.encoding).toBe('gb18030');
    expect(cells(document).map(position)).toEqual([
      [0, 0, 1, 2, 'title'],
      [1, 0, 1, 1, '绩效目标'],
      [1, 1, 1, 1, '6.5'],
    ]);
    const hostile = xml(
      `<Column ss:Span="999999999"/><Column ss:Span="9999999"/>${rows.replace('="1"', '="99999999999"')}`,
    );
    expect(cells(await extract(Buffer.from(hostile)))).toHaveLength(3);
  }, 10_000);

  it('that are merged exist once; what they cover is named', async () => {
    const rows =
      row(1, cell('A1', '标题') + cell('B1', '盖住')) +
      row(2, cell('A2', '产出') + cell('B2', '数量')) +
      row(3, cell('B3', '质量'));
    const document = await extractXlsx(
      xlsxOf([
        { name: 'Sheet1', rows, after: '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>' },
      ]),
    );
    expect(cells(document).map(position)).toEqual([
      [0, 0, 1, 2, '标题'],
      [1, 0, 2, 1, '产出'],
      [1, 1, 1, 1, '数量'],
      [2, 1, 1, 1, '质量'],
    ]);
    expect(document.ignored).toEqual([
      { reason: 'covered-by-merged-cell', raw: '盖住', at: [{ path: 'xl/Sheet1!B1' }] },
    ]);
  });

  it('with errors, and formulas that nobody computed, are told of', async () => {
    const rows = row(1, `<c r="A1" t="e"><v>#REF!</v></c>${cell('B1', '金额')}<c r="C1"><f>SUM(A1:A2)</f></c>`);
    const document = await extractXlsx(xlsxOf([{ name: 'Sheet1', rows }]));
    expect(codes(document)).toEqual(['workbook/formula-without-result', 'workbook/error-values']);
    expect(document.findings[0]!.message).toContain('C1');
  });
});

describe('sheets', () => {
  it('give their name before their table, unless Excel gave it', async () => {
    const sheets = ['Sheet1', '附件2 项目支出绩效目标表', '工作表 3', 'Sheet1 (2)'].map((name) => ({
      name,
      rows: two('项目名称', '甲'),
    }));
    const document = await extractXlsx(xlsxOf(sheets));
    expect(document.blocks.map((block) => (block.kind === 'table' ? 'table' : block.text))).toEqual([
      'table',
      '附件2 项目支出绩效目标表',
      'table',
      'table',
      'table',
    ]);
  });

  it('rows and columns that are hidden are read and named', async () => {
    const document = await extractXlsx(
      xlsxOf([
        {
          name: 'Sheet1',
          rows: two('甲', '乙') + row(2, cell('A2', '丙'), 'hidden="1"'),
          before: '<cols><col min="2" max="16384" hidden="1"/></cols>',
        },
        { name: 'Sheet2', rows: two('丁', '戊'), state: 'veryHidden' },
      ]),
    );
    expect(
      cells(document)
        .map(({ text }) => text)
        .join(''),
    ).toBe('甲乙丙丁戊');
    expect(document.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'workbook/hidden-rows info',
      'workbook/hidden-columns info',
      'workbook/hidden-sheet info',
    ]);
  });

  it('of one column are text', async () => {
    const document = await extractXlsx(
      xlsxOf([{ name: 'Sheet1', rows: row(1, cell('A1', '填报说明')) + row(2, cell('A2', '一、本表由单位填写')) }]),
    );
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph']);
  });

  it('that the library leaves out are missed', async () => {
    const parts = partsOf([
      { name: '甲', rows: two('a', 'b') },
      { name: '乙', rows: two('c', 'd') },
    ]);
    parts.delete('xl/worksheets/sheet2.xml');
    const document = await extractXlsx(packageOf(parts));
    expect(document.findings).toMatchObject([{ code: 'workbook/partly-read', severity: 'error' }]);
    expect(document.findings[0]!.message).toContain('乙');
  });
});

describe('hostile workbooks', () => {
  const only = async (bytes: Uint8Array) => codes(await extractXlsx(bytes));

  it('cost what their cells cost, not what their sheet could hold', async () => {
    const document = await extractXlsx(
      xlsxOf([{ name: 'Sheet1', rows: two('甲', '乙') + row(1048576, cell('XFD1048576', '丙')) }]),
    );
    expect(tables(document)[0]).toMatchObject({ rows: 2, columns: 3 });
    expect(cells(document)[2]).toMatchObject({ row: 1, column: 2, at: [{ path: 'xl/Sheet1!XFD1048576' }] });
  });

  it('with a thousand million columns or a hundred thousand merged cells end at once', async () => {
    const columns = await extractXlsx(
      xlsxOf([
        { name: 'Sheet1', rows: two('甲', '乙'), before: '<cols><col min="1" max="1000000000" hidden="1"/></cols>' },
      ]),
    );
    expect(cells(columns)).toHaveLength(2);
    const merges = `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(100_000)}</mergeCells>`;
    expect(await only(xlsxOf([{ name: 'Sheet1', rows: two('甲', '乙'), after: merges }]))).toEqual([
      'workbook/overlapping-merges',
      'workbook/too-many-merges',
    ]);
  }, 10_000);

  it('that inflate beyond the limit are not inflated, whether they say so or not', async () => {
    const parts = partsOf([{ name: 'Sheet1', rows: two('甲', '乙') }]);
    const bomb = Buffer.alloc(64_000_001, ' ');
    const honest = [...parts].map(([name, content]) => ({
      name,
      content: name.endsWith('sheet1.xml') ? bomb : content,
    }));
    expect(await only(zipOf(...honest))).toEqual(['failed/too-large']);
    const lying = honest.map((entry) => (entry.content === bomb ? { ...entry, size: 1000 } : entry));
    expect(await only(zipOf(...lying))).toEqual(['failed/broken']);
    // Each part below the limit, all of them together over it.
    const many = [
      ...parts,
      ...Array.from({ length: 30 }, (_, i) => [`xl/x${i}.xml`, Buffer.alloc(5_000_000, ' ')] as const),
    ];
    expect(await only(zipOf(...many.map(([name, content]) => ({ name, content }))))).toEqual(['failed/too-large']);
  });

  it('with too many cells are refused', async () => {
    const line = '<c r="A1"/>'.repeat(1000);
    const rows = Array.from({ length: 501 }, (_, i) => row(i + 1, line)).join('');
    expect(await only(xlsxOf([{ name: 'Sheet1', rows }]))).toEqual(['failed/too-large']);
  });

  it('do not reach the prototypes of our objects', async () => {
    const rows =
      row(1, '<c r="__proto__" t="inlineStr"><is><t>x</t></is></c><c r="constructor"><v>1</v></c>') +
      row(2, cell('A2', '甲') + cell('B2', '乙'));
    await extractXlsx(
      xlsxOf([
        { name: '__proto__', rows },
        { name: 'constructor', rows },
      ]),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { v?: unknown }).v).toBeUndefined();
  });

  it('that are encrypted, empty, or no workbook at all are named', async () => {
    expect(await only(compoundFileOf('EncryptedPackage', 'EncryptionInfo'))).toEqual(['document/encrypted']);
    expect(await only(xlsxOf([{ name: '空表', rows: '' }]))).toEqual(['failed/empty']);
    expect(await only(compoundFileOf('Workbook'))).toEqual(['failed/broken']);
    expect(await only(zipOf({ name: 'xl/workbook.xml', content: 'x' }))).toEqual(['failed/broken']);
    expect(await only(Buffer.from('PK\x03\x04'))).toEqual(['failed/broken']);
  });

  it('of the XLS kind that end in the middle say so', async () => {
    const book = sheetjs.utils.book_new();
    const rows = Array.from({ length: 2000 }, (_, i) => [`指标${i}`, i]);
    sheetjs.utils.book_append_sheet(book, sheetjs.utils.aoa_to_sheet(rows), '表');
    const whole = sheetjs.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer;
    expect(await only(whole)).toEqual([]);
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const file = sheetjs.CFB.read(whole, { type: 'buffer' });
      const stream = sheetjs.CFB.find(file, '/Workbook')!;
      stream.size = Math.floor(stream.content.length * share);
      stream.content = stream.content.slice(0, stream.size);
      const cut = await extractXlsx(sheetjs.CFB.write(file, { type: 'buffer' }) as Buffer);
      expect(cut.findings.some(({ code, severity }) => severity === 'error' && /broken|partly-read/.test(code))).toBe(
        true,
      );
    }
  });

  it('that are cut or altered anywhere never throw', async () => {
    const book = sheetjs.utils.book_new();
    sheetjs.utils.book_append_sheet(
      book,
      sheetjs.utils.aoa_to_sheet([
        ['甲', 1, '乙'],
        [2, '丙', 3],
      ]),
      '表',
    );
    const sources = (['biff8', 'xlsx'] as const).map(
      (bookType) => sheetjs.write(book, { type: 'buffer', bookType }) as Buffer,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (source, where, byte, cut) => {
          const at = Math.floor(where * (source.length - 1));
          const altered = cut ? source.subarray(0, at) : Buffer.from(source);
          if (!cut) altered[at] = byte;
          await extractXlsx(altered);
        },
      ),
      { numRuns: 300 },
    );
  });
});
