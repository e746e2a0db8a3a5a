import { describe, expect, it } from 'vitest';
import { cellsByRow, type Document, type Paragraph, type Table } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import fc from '../properties.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => extract(utf8(text));
const tables = (document: Document) => document.blocks.filter((block): block is Table => block.kind === 'table');
const paragraphs = (document: Document) =>
  document.blocks.filter((block): block is Paragraph => block.kind === 'paragraph');
const grid = (table: Table) => cellsByRow(table).map((row) => row.map((cell) => `${cell.column}:${cell.text}`));

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const units = [...(mark ? '\ufeff' : ''), ...text].join('');
  const bytes = new Uint8Array(units.length * 2);
  for (let i = 0; i < units.length; i++) new DataView(bytes.buffer).setUint16(i * 2, units.charCodeAt(i), !bigEndian);
  return bytes;
}

/** 预算绩效目标 in GB18030; TextEncoder writes UTF-8 only. */
const GB18030 = Uint8Array.from([0xd4, 0xa4, 0xcb, 0xe3, 0xbc, 0xa8, 0xd0, 0xa7, 0xc4, 0xbf, 0xb1, 0xea]);

describe('encodings, told by the bytes', () => {
  const text = '2024年预算绩效管理工作情况\n全县85个预算单位编报了绩效目标。\n';

  it.each([
    ['utf-8', utf8(text)],
    ['utf-8', Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8(text)])],
    ['utf-16le', utf16(text, false, true)],
    ['utf-16be', utf16(text, true, true)],
    ['utf-16le', utf16(text, false, false)],
    ['utf-16be', utf16(text, true, false)],
  ])('%s', async (encoding, bytes) => {
    const document = await extract(bytes);
    expect(document.encoding).toBe(encoding);
    expect(paragraphs(document).map((paragraph) => paragraph.text)).toEqual(text.trim().split('\n'));
    expect(document.findings).toEqual([]);
  });

  it('gb18030', async () => {
    const document = await extract(Uint8Array.from([...GB18030, 0x0a, ...GB18030]));
    expect(document.encoding).toBe('gb18030');
    expect(paragraphs(document)[0]!.text).toBe('预算绩效目标');
  });

  it('one broken byte costs one character, is placed, and does not turn UTF-8 into GB18030', async () => {
    const bytes = utf8(`第一行很好\n${'预算绩效'.repeat(20)}目标`);
    bytes[bytes.length - 6] = 0xff;
    const document = await extract(bytes);
    expect(document.encoding).toBe('utf-8');
    expect(document.findings).toMatchObject([{ code: 'text/broken-characters', severity: 'error' }]);
    expect(document.findings[0]!.at[0]).toMatchObject({ line: 2, column: 81 });
  });
});

describe('what is no text', () => {
  it('an empty file, and one of white space only', async () => {
    expect((await extract(new Uint8Array())).findings).toMatchObject([{ code: 'failed/empty', severity: 'error' }]);
    expect((await read(' \n\t\n')).findings).toMatchObject([{ code: 'failed/empty', severity: 'error' }]);
  });

  it('binary data is unsupported and never text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 400, maxLength: 2000 }), async (bytes) => {
        const noise = Uint8Array.from([0, 1, 2, 255, 254, 0, ...bytes]);
        const document = await extract(noise);
        expect(document.blocks.length === 0 || document.findings.length > 0).toBe(true);
      }),
    );
  });
});

describe('tables', () => {
  it('tab-separated rows keep empty cells as columns, and places as line and column', async () => {
    const [table] = tables(await read('一级指标\t二级指标\t三级指标\t指标值\n产出指标\t\t培训人数\t≥100人\n'));
    expect(grid(table!)).toEqual([
      ['0:一级指标', '1:二级指标', '2:三级指标', '3:指标值'],
      ['0:产出指标', '2:培训人数', '3:≥100人'],
    ]);
    expect(table!.cells.at(-1)!.at).toEqual([{ line: 2, column: 12, length: 5 }]);
  });

  it('one cell a line, a blank line between rows, a line without a tab goes on with the cell above', async () => {
    const text = [
      '\t项目名称',
      '\t公用经费',
      '',
      '\t年度绩效',
      '目标',
      '\t足额拨付',
      '',
      '\t',
      '\t其他资金',
      '\t0.00',
    ].join('\n');
    const [table] = tables(await read(text));
    expect(table!.method).toBe('text/cell-lines');
    expect(grid(table!)).toEqual([
      ['0:项目名称', '1:公用经费'],
      ['0:年度绩效目标', '1:足额拨付'],
      ['1:其他资金', '2:0.00'],
    ]);
    expect(table!.cells[2]!.at).toHaveLength(2);
  });

  it('prose that is indented by tabs is no table', async () => {
    const document = await read(
      '\t为深入贯彻落实上级要求，我县积极推进预算绩效管理工作，取得了明显成效。\n\n\t各预算单位按要求编报了绩效目标，财政部门进行了审核，质量有所提高。\n',
    );
    expect(tables(document)).toEqual([]);
    expect(paragraphs(document)).toHaveLength(2);
  });

  it('Markdown tables, with escaped pipes and rules', async () => {
    const document = await read('| 项目名称 | 物联网\\|平台 |\n| --- | --- |\n| **主管部门** | 数据局 |\n');
    expect(grid(tables(document)[0]!)).toEqual([
      ['0:项目名称', '1:物联网|平台'],
      ['0:主管部门', '1:数据局'],
    ]);
    expect(document.ignored.map(({ reason }) => reason)).toEqual(['markdown-rule']);
  });

  it('page numbers and rules of dashes are ignored by name; a row of single dashes is a row', async () => {
    const document = await read('甲\t乙\n- 3 -\n--\t--\n-\t-\n');
    expect(document.ignored.map(({ reason }) => reason).sort()).toEqual(['markdown-rule', 'page-number']);
    expect(tables(document).flatMap((table) => grid(table))).toContainEqual(['0:-', '1:-']);
  });
});

it('every character of the source is in a cell, a paragraph or the ignored list', async () => {
  const piece = fc.constantFrom(
    '产出指标',
    '\t',
    '\n',
    '\n\n',
    '≥100 人',
    '。',
    '- 2 -',
    '| a | b |',
    '---',
    ' ',
    '其中：财政拨款',
    '**',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
      const text = pieces.join('');
      const document = await read(text);
      const kept = [
        ...document.blocks.flatMap((block) =>
          block.kind === 'table' ? block.cells.map((cell) => cell.raw) : [block.text],
        ),
        ...document.ignored.map(({ raw }) => raw),
      ].join('');
      const letters = (value: string) => [...value.replace(/[^\p{L}\p{N}≥。]/gu, '')].sort().join('');
      expect(letters(kept)).toBe(letters(text));
    }),
  );
});

it('100 MB of text is too large, at once', async () => {
  const document = await extract(new Uint8Array(100 * 2 ** 20).fill(0x30));
  expect(document.findings.map(({ code }) => code)).toEqual(['failed/too-large']);
});
