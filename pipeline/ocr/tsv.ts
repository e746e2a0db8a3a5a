/** What OCR engines print: Tesseract's TSV, and hOCR. */
import { OcrError, type OcrWord } from '../../extractors/pdf/scan/ocr.js';

const COLUMNS = ['level', 'page_num', 'block_num', 'par_num', 'line_num', 'word_num', 'left', 'top', 'width', 'height', 'conf', 'text']; // biome-ignore format: a list
const WORD_LEVEL = '5';

/** Words of each page of a TSV, in the order of the pages; pages without words give empty lists. */
export function parseTsv(tsv: string, pages: number): OcrWord[][] {
  const words: OcrWord[][] = Array.from({ length: pages }, () => []);
  const lines = tsv.split(/\r?\n/);
  if (lines[0]?.split('\t').join() !== COLUMNS.join()) {
    throw new OcrError(`not the TSV of tesseract: ${JSON.stringify(lines[0]?.slice(0, 80) ?? '')}`);
  }
  let line = -1;
  let key = '';
  for (const row of lines.slice(1)) {
    const [level, page, block, paragraph, number, , ...rest] = row.split('\t');
    if (level !== WORD_LEVEL) continue;
    const [left, top, width, height, confidence] = rest.slice(0, 5).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const list = words[Number(page) - 1];
    const text = rest.slice(5).join('\t').trim();
    if (!list || text === '' || ![left, top, width, height].every(Number.isFinite)) continue;
    const at = `${page}.${block}.${paragraph}.${number}`;
    if (at !== key) {
      line = key.split('.', 1)[0] === page ? line + 1 : 0;
      key = at;
    }
    list.push({ text, box: [left, top, left + width, top + height], confidence: shareOf(confidence), line });
  }
  return words;
}

/** Percent to share; engines give -1 where they cannot tell. */
function shareOf(percent: number): number {
  return Number.isFinite(percent) ? Math.round(Math.max(0, Math.min(100, percent)) * 10) / 1000 : 0;
}

/** Words of an hOCR page: elements of class ocrx_word (or ocr_line where there are no words) with `bbox` in the title. */
export function parseHocr(html: string): OcrWord[] {
  const words: OcrWord[] = [];
  let line = -1;
  const element = /<(?:span|div|p)\b([^>]*)>([^<]*(?:<(?:strong|em|b|i)\b[^>]*>[^<]*<\/(?:strong|em|b|i)>)?[^<]*)/gi;
  const hasWords = /class=['"][^'"]*ocrx_word/.test(html);
  for (const [, attributes, content] of html.matchAll(element)) {
    const isLine = /class=['"][^'"]*ocr_(?:line|header|caption|textfloat)/.test(attributes!);
    if (isLine) line++;
    if (hasWords ? !/class=['"][^'"]*ocrx_word/.test(attributes!) : !isLine) continue;
    const box = /bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)/.exec(attributes!)?.slice(1, 5).map(Number);
    const text = decodeEntities(content!.replace(/<[^>]*>/g, '')).trim();
    if (!box || text === '') continue;
    const percent = Number(/x_wconf (\d+(?:\.\d+)?)/.exec(attributes!)?.[1] ?? Number.NaN);
    words.push({ text, box: box as OcrWord['box'], confidence: shareOf(percent), line: Math.max(0, line) });
  }
  return words;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
