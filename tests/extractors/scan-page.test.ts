/** One page of a scanned disclosure by tesseract, where it is installed; what needs no engine by one that answers from a list. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsByRow, type Table } from '../../extractors/document.js';
import { extractPdf } from '../../extractors/pdf/index.js';
import type { Box } from '../../extractors/pdf/page.js';
import { type OcrEngine, OcrError, type OcrWord, type SeenOnPicture } from '../../extractors/pdf/scan/ocr.js';
import { makeClosest } from '../../normalizers/closest.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { OtherEngine, splitCommand } from '../../pipeline/ocr/other-engine.js';
import { findTesseract } from '../../pipeline/ocr/tesseract.js';
import { parseHocr, parseTsv } from '../../pipeline/ocr/tsv.js';
import { writePdf } from './pdf-writer.js';

const SCAN = new Uint8Array(readFileSync(join(import.meta.dirname, '../../corpora/scans/dehui-2024-page-3.pdf')));
const found = await findTesseract();
const missing = 'missing' in found ? found.missing : null;
const engine = missing === null ? (found as OcrEngine) : null;
const needed = process.env.GONGKAI_REQUIRE_ALL !== undefined;
const withEngine = `with tesseract${missing === null ? '' : ` (apt-get install -y tesseract-ocr tesseract-ocr-chi-sim: ${missing})`}`;
const vocabulary = makeClosest(loadLexicon());

const rowsOf = (table: Table) => cellsByRow(table).map((row) => row.map((cell) => cell.text));

describe.skipIf(engine === null && !needed)(withEngine, () => {
  it('reads a page of two forms as it is printed', { timeout: 180_000 }, async () => {
    const document = await extractPdf(SCAN, { ocr: { engine: engine!, vocabulary } });
    const [first, second] = document.blocks.filter((block): block is Table => block.kind === 'table');
    expect(rowsOf(first!)).toEqual([
      ['年度绩效目标', '促进学前教育发展，保证日常公用经费支出等。'],
      ['绩效指标', '一级指标', '二级指标', '三级指标', '指标值', '权重'],
      ['产出指标', '数量指标', '经费金额', '=400万元', '20'],
      ['质量指标', '经费使用范围', '用于学前教育日常公用经费和外聘教师工资', '20'],
      ['时效指标', '拨付时效', '按照项目进度，及时拨付。', '10'],
      ['效益指标', '社会效益指标', '教育发展', '合理支出，保证适龄儿童接受学前教育，增强国民素质。', '15'],
      ['生态效益指标', '学校发展', '促进幼儿园全面发展', '15'],
      ['满意度指标', '服务对象满意度指标', '家长、师生满意度', '>=90%', '10'],
    ]);
    expect(rowsOf(second!).slice(3, 6)).toEqual([
      ['项目资金(万元)', '年度资金总额', '1750.00'],
      ['其中:财政拨款', '1750.00'],
      ['其他资金', '0.00'],
    ]);
    expect(first!.method).toBe('pdf/ocr-lattice');
    const value = first!.cells.find(({ text }) => text === '>=90%')!;
    expect(value.confidence).toBeGreaterThan(0.8);
    expect(value.at).toMatchObject([{ page: 1 }]);
    expect(document.findings).toMatchObject([{ code: 'ocr/engine', severity: 'info', actual: engine!.name }]);
  });
});

/** An engine that says the same of every picture. */
function saying(text: string, confidence: number): OcrEngine {
  const word = (line: number): OcrWord => ({ text, box: [0, 0, 10, 10], confidence, line });
  return {
    name: 'fake',
    read: async () => [word(0)],
    readAll: async (images) => images.map(() => [word(0)]),
  };
}

/** Fills each picture with as many letters as there is room for. */
const filling: OcrEngine = {
  ...saying('', 0),
  readAll: async (images) =>
    images.map(({ width, height }) => [
      {
        text: '字'.repeat(Math.max(1, Math.round((1.3 * width) / height))),
        box: [0, 0, 1, 1],
        confidence: 0.9,
        line: 0,
      },
    ]),
};

describe('without knowing what is read', () => {
  it('finds the cells, and marks each text with its confidence', async () => {
    const seen: SeenOnPicture[] = [];
    const onRead = (one: SeenOnPicture) => seen.push(one);
    const document = await extractPdf(SCAN, { ocr: { engine: saying('指栎值', 0.4), vocabulary, onRead } });
    const cells = document.blocks.flatMap((block) => (block.kind === 'table' ? block.cells : []));
    expect(cells.length).toBeGreaterThan(70);
    expect(cells.every(({ confidence }) => confidence !== undefined && confidence < 0.95)).toBe(true);
    const middles = seen.flatMap(({ glyphs }) =>
      glyphs.map(({ box: [x0, y0, x1, y1] }) => [(x0 + x1) / 2, (y0 + y1) / 2]),
    );
    const holds = ([x0, y0, x1, y1]: Box) => middles.some(([x, y]) => x! > x0 && x! < x1 && y! > y0 && y! < y1);
    const places = cells.filter(({ text }) => text !== '').map(({ at: [place] }) => (place as { box: Box }).box);
    expect(places.filter((box) => !holds(box))).toEqual([]);
    expect(seen.map(({ number, rulings }) => [number, rulings.length > 20])).toEqual([[1, true]]);
  });

  it.each([
    // Values in the middle of their rows stand beside the gap between the two lines of their neighbours.
    ['yuxian-2025-unruled', [[2, 4, 6, 2, 6, 6, 4, 5, 5, 5, 6, 5, 6]]],
    // Lines between rows only, in a frame.
    [
      'chengkou-2025-rows-ruled',
      [
        [4, 2, 6, 2, 2, 6, 6, 6, 6, 6, 6, 6, 5, 6],
        [4, 2, 6, 2, 2, 6, 6, 6, 6, 6, 5, 6],
      ],
    ],
    // No room between text and rulings: strokes of 目 and 业 end at these as walls do.
    ['lankao-2025-tight-page-1', [[2, 4, 4, 3, 2, 2, 2, 6, 5, 3, 3, 3, 5, 3, 3]]],
  ])('finds the cells of %s as they are printed', async (name, cells) => {
    const scan = readFileSync(join(import.meta.dirname, `../../corpora/scans/${name}.pdf`));
    const document = await extractPdf(new Uint8Array(scan), { ocr: { engine: filling, vocabulary } });
    const tables = document.blocks.filter((block): block is Table => block.kind === 'table');
    expect(tables.map((table) => cellsByRow(table).map((row) => row.length))).toEqual(cells);
  });

  it('corrects a label that hardly differs from one of the vocabulary, and no other text', async () => {
    // Two readings that agree are not doubted; here the second one sees nothing.
    let calls = 0;
    const twice: OcrEngine = {
      ...saying('', 0),
      readAll: (images, hint) => saying(calls++ === 0 ? '一级指栎' : '', 0.4).readAll(images, hint),
    };
    const corrected = await extractPdf(SCAN, { ocr: { engine: twice, vocabulary } });
    const [table] = corrected.blocks.filter((block): block is Table => block.kind === 'table');
    expect(table!.cells[0]).toMatchObject({
      text: '一级指标',
      raw: '一级指栎',
      repairs: ['ocr-corrected: 一级指标|一级指栎'],
    });
    expect(vocabulary.closestLabel('级指标')).toBeNull();
    expect(vocabulary.closestLabel('农村道路硬化')).toBeNull();
    expect(vocabulary.closestLabel('项目资佥（万元）')).toEqual({ text: '项目资金(万元)', distance: 1 });
    // 万元 or 万人: nobody can tell.
    expect(vocabulary.closestUnit('万亓')).toBeNull();
    expect(vocabulary.closestUnit('平方采')).toEqual({ text: '平方米', distance: 1 });
  });

  it('looks for no text in a photo', async () => {
    let seed = 1;
    const next = () => {
      seed = (seed * 16807) % 2147483647;
      return seed & 255;
    };
    const noise = Buffer.from(Array.from({ length: 300 * 400 }, next));
    const dictionary = '/Type/XObject/Subtype/Image/Width 300/Height 400/ColorSpace/DeviceGray/BitsPerComponent 8';
    const page = { content: 'q 595 0 0 842 0 0 cm /X1 Do Q', resources: '/XObject <</X1 20 0 R>>' };
    const bytes = writePdf({ pages: [page], objects: { 20: { dictionary, stream: noise } } });
    const asked: number[] = [];
    const engine: OcrEngine = {
      ...saying('', 0),
      readAll: async (images) => {
        asked.push(images.length);
        return images.map(() => []);
      },
    };
    const { findings, blocks } = await extractPdf(bytes, { ocr: { engine } });
    expect(blocks).toEqual([]);
    expect(findings.map(({ code }) => code)).toContain('document/needs-ocr');
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeLessThan(200);
  });

  it('says where the engine failed', async () => {
    const broken = { ...saying('', 0), readAll: async () => Promise.reject(new OcrError('took longer than 5 s')) };
    const { findings, blocks } = await extractPdf(SCAN, { ocr: { engine: broken } });
    expect(blocks).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual([
      'document/needs-ocr',
      'pdf/scanned-page',
      'ocr/failed',
      'ocr/engine',
    ]);
  });

  it('names the command that installs an engine where there is none', async () => {
    const { findings } = await extractPdf(SCAN);
    expect(findings[0]).toMatchObject({ code: 'document/needs-ocr', severity: 'error' });
    expect(findings[0]!.message).toContain('apt-get install -y tesseract-ocr tesseract-ocr-chi-sim');
  });

  it('takes a hidden layer for what it is', async () => {
    const image = {
      dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8',
      stream: 'x',
    };
    const content =
      'BT /F1 12 Tf 3 Tr 72 700 Td (what the scanner believed to be printed here) Tj ET q 595 0 0 842 0 0 cm /X1 Do Q';
    const bytes = writePdf({ pages: [{ content, resources: '/XObject <</X1 20 0 R>>' }], objects: { 20: image } });
    const { blocks, findings } = await extractPdf(bytes);
    expect(blocks).toMatchObject([{ kind: 'paragraph', confidence: 0.5, repairs: ['hidden-layer'] }]);
    expect(findings).toMatchObject([{ code: 'ocr/hidden-layer', severity: 'warning' }]);
  });
});

describe('what engines print', () => {
  const head = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext';

  it('is read as TSV, page by page', () => {
    const rows = [
      '1\t1\t0\t0\t0\t0\t0\t0\t99\t99\t-1\t',
      '5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\t绩效',
      '5\t3\t1\t1\t1\t1\t1\t2\t3\t4\t-1\t"',
    ];
    expect(parseTsv([head, ...rows, ''].join('\n'), 3)).toEqual([
      [{ text: '绩效', box: [10, 20, 40, 60], confidence: 0.965, line: 0 }],
      [],
      [{ text: '"', box: [1, 2, 4, 6], confidence: 0, line: 0 }],
    ]);
    expect(() => parseTsv('Segmentation fault', 1)).toThrow(OcrError);
  });

  it('is read as hOCR', () => {
    const html = `<div class='ocr_page'><span class='ocr_line' title="bbox 0 0 90 20"><span class='ocrx_word' title='bbox 1 2 30 20; x_wconf 91'>预算&amp;</span>
      <span class='ocrx_word' title='bbox 31 2 60 20; x_wconf 88'><strong>绩效</strong></span></span></div>`;
    expect(parseHocr(html)).toEqual([
      { text: '预算&', box: [1, 2, 30, 20], confidence: 0.91, line: 0 },
      { text: '绩效', box: [31, 2, 60, 20], confidence: 0.88, line: 0 },
    ]);
  });

  it('comes from a command as it was named, which fails by itself', async () => {
    expect(splitCommand('ocr --model "my model" -q')).toEqual(['ocr', '--model', 'my model', '-q']);
    const image = { png: new Uint8Array([1]), width: 1, height: 1 };
    await expect(new OtherEngine('/nowhere/ocr').read(image, { kind: 'line', language: 'zh' })).rejects.toThrow(
      'not found',
    );
    await expect(new OtherEngine('false').read(image, { kind: 'line', language: 'zh' })).rejects.toThrow(OcrError);
  });
});
