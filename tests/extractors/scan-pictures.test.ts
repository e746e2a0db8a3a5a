/** Pictures on pages that have text of their own: by tesseract, where it is installed; the rest by an engine that answers from a list. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsByRow } from '../../extractors/document.js';
import { extractPdf } from '../../extractors/pdf/index.js';
import type { OcrEngine } from '../../extractors/pdf/scan/ocr.js';
import { picturesWithText } from '../../extractors/pdf/scan/pictures.js';
import { makeClosest } from '../../normalizers/closest.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { findTesseract } from '../../pipeline/ocr/tesseract.js';
import { writePdf } from './pdf-writer.js';

const REPORT = join(import.meta.dirname, '../../corpora/scans/report-with-a-scanned-table.pdf');
const bytes = new Uint8Array(readFileSync(REPORT));
const found = await findTesseract();
const missing = 'missing' in found ? found.missing : null;
const engine = missing === null ? (found as OcrEngine) : null;
const needed = process.env.GONGKAI_REQUIRE_ALL !== undefined;
const withEngine = `with tesseract${missing === null ? '' : ` (apt-get install -y tesseract-ocr tesseract-ocr-chi-sim: ${missing})`}`;

describe.skipIf(engine === null && !needed)(withEngine, () => {
  it('reads a scanned table in a report, between the paragraphs around it', { timeout: 180_000 }, async () => {
    const vocabulary = makeClosest(loadLexicon());
    const { blocks, findings } = await extractPdf(bytes, { ocr: { engine: engine!, vocabulary } });
    const rows = blocks.map((block) =>
      block.kind === 'table' ? cellsByRow(block).map((row) => row.map(({ text }) => text).join('|')) : block.text,
    );
    expect(rows.slice(-2)).toEqual([
      [
        '一级指标|二级指标|三级指标|指标值|分值',
        '产出指标|数量指标|维修养护农村公路|≥86.5公里|20',
        '产出指标|质量指标|工程验收合格率|≥98%|20',
        '产出指标|时效指标|完工时间|2025年10月底前|10',
        '效益指标|社会效益指标|受益群众人数|≥3.2万人|30',
        '满意度指标|服务对象满意度指标|沿线群众满意度|≥90%|10',
      ],
      '项目实施过程中，县交通运输局将按季度开展绩效运行监控，发现偏差及时纠正，确保绩效目标如期实现。',
    ]);
    const table = blocks.at(-2)!;
    expect(table).toMatchObject({ kind: 'table', method: 'pdf/ocr-lattice' });
    const confidences = table.kind === 'table' ? table.cells.map(({ confidence }) => confidence) : [];
    expect(confidences.every((one) => one !== undefined && one > 0.5)).toBe(true);
    // What was text before is as sure as text is.
    expect(blocks.filter(({ kind }) => kind === 'paragraph').map((block) => 'confidence' in block)).not.toContain(true);
    expect(findings.map(({ code }) => code)).toEqual(['ocr/engine']);
  });
});

it('says which picture was not read where there is no engine', async () => {
  const { blocks, findings } = await extractPdf(bytes);
  expect(blocks.every(({ kind }) => kind === 'paragraph')).toBe(true);
  expect(findings).toMatchObject([{ code: 'pdf/picture', severity: 'warning', at: [{ page: 1 }] }]);
  const [place] = findings[0]!.at;
  expect('box' in place! && place.box[2] - place.box[0]).toBeCloseTo((16 / 2.54) * 72, 0);
});

/** A page of text with a picture of grey noise, 400 points wide and high. */
function withNoise(): Uint8Array {
  let seed = 7;
  const next = () => {
    seed = (seed * 16807) % 2147483647;
    return seed & 255;
  };
  const noise = Buffer.from(Array.from({ length: 200 * 200 }, next));
  const dictionary = '/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8';
  const text = `BT /F1 12 Tf 72 760 Td (${'A report with a photo. '.repeat(3)}) Tj ET`;
  const page = {
    mediaBox: [0, 0, 595, 842] as [number, number, number, number],
    content: `${text} q 400 0 0 400 72 200 cm /X1 Do Q`,
    resources: '/XObject <</X1 20 0 R>>',
  };
  return writePdf({ pages: [page], objects: { 20: { dictionary, stream: noise } } });
}

it('takes nothing from a photo, whatever the engine sees in it', async () => {
  const seesThings: OcrEngine = {
    name: 'fake',
    read: async () => [],
    readAll: async (images) => images.map(() => [{ text: '一', box: [0, 0, 9, 9], confidence: 0.2, line: 0 }]),
  };
  const { blocks, findings } = await extractPdf(withNoise(), { ocr: { engine: seesThings } });
  expect(blocks).toHaveLength(1);
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['info ocr/no-text']);
});

it('knows a scan by its picture, though an app has stamped its mark on it', async () => {
  const dictionary = '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8';
  const stamped = (mark: string) => ({
    content: `q 600 0 0 400 0 0 cm /X1 Do Q BT /F1 10 Tf 50 10 Td (${mark}) Tj ET`,
    resources: '/XObject <</X1 20 0 R>>',
  });
  const read = (...marks: string[]) =>
    extractPdf(writePdf({ pages: marks.map(stamped), objects: { 20: { dictionary, stream: 'x' } } }));
  const codes = async (...marks: string[]) => (await read(...marks)).findings.map(({ code }) => code);
  expect(await codes('CamScanner', 'CamScanner')).toEqual([
    'document/needs-ocr',
    'pdf/scanned-page',
    'pdf/scanned-page',
  ]);
  expect(await codes('CamScanner', 'text on a picture '.repeat(5))).toEqual(['pdf/scanned-page', 'pdf/picture']);
});

it('takes pieces of a picture for one, and leaves out seals and rules', () => {
  const page = { width: 600, height: 800 };
  const strips = Array.from({ length: 10 }, (_, i): [number, number, number, number] => [
    50,
    100 + 20 * i,
    550,
    120 + 20 * i,
  ]);
  expect(picturesWithText({ ...page, pictures: strips })).toEqual([[50, 100, 550, 300]]);
  expect(
    picturesWithText({
      ...page,
      pictures: [
        [400, 600, 510, 710],
        [50, 90, 550, 95],
      ],
    }),
  ).toEqual([]);
});
