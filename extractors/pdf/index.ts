/** PDF to Document: blocks in reading order, tables as one piece per page, page furniture set apart. */
import type { Block, Document, Finding, Ignored } from '../document.js';
import { readBlocks } from './blocks.js';
import { dropRunningHeads, type PageEnd } from './furniture.js';
import type { PageState } from './page.js';
import { openPdf, type PdfOptions } from './reader.js';
import { ENGINE_INSTALL, insertByHeight, needsOcr, type OcrOptions, readPictures, readScan } from './scan/index.js';

const MEDIA_TYPE = 'application/pdf';
/** Pages in these states hold no text that could be read. */
const UNREAD: readonly (PageState | undefined)[] = ['scan', 'garbled'];

export interface ExtractPdfOptions extends PdfOptions {
  /** What scanned pages are read with; without it they stay unread. */
  ocr?: OcrOptions | undefined;
}

/** Reads a PDF. Never throws for bad input; what could not be read is told by error findings. */
export async function extractPdf(bytes: Uint8Array, options: ExtractPdfOptions = {}): Promise<Document> {
  const file = await openPdf(bytes, options);
  try {
    const findings: Finding[] = [...file.findings];
    const ignored: Ignored[] = [];
    const ends: PageEnd[] = [];
    const pages: Block[][] = [];
    const byOcr: number[] = [];
    let unread = 0;
    for (let number = 1; number <= file.pageCount; number++) {
      const printed = await file.readPage(number);
      const scanned = needsOcr(printed) ? await readScan(file, printed, options.ocr) : null;
      const page = scanned?.page ?? printed;
      findings.push(...page.findings);
      if (UNREAD.includes(printed.state) && !scanned?.page.glyphs.length) unread++;
      const read = scanned ?? readBlocks(page, pages.at(-1));
      if (read.layout.tooManyRulings) {
        findings.push({
          code: 'pdf/too-many-rulings',
          severity: 'warning',
          message: `page ${number}: a drawing of more lines than any table; ruled tables on it were not looked for`,
          at: [{ page: number, box: [0, 0, page.width, page.height] }],
        });
      }
      if (scanned && options.ocr) byOcr.push(number);
      const pictured = needsOcr(printed) ? null : await readPictures(file, page, options.ocr);
      if (pictured) {
        findings.push(...pictured.findings);
        if (pictured.blocks.length > 0) byOcr.push(number);
        if (pictured.findings.some(({ code }) => code === 'pdf/scanned-page')) unread++;
        ignored.push(...pictured.ignored);
      }
      pages.push(pictured ? insertByHeight(read.blocks, pictured.blocks) : read.blocks);
      ignored.push(...read.ignored);
      ends.push(...read.ends);
    }
    const blocks = dropRunningHeads(pages.flat(), ends, file.pageCount, ignored);
    if (unread > 0 && (blocks.length === 0 || unread === file.pageCount)) {
      findings.unshift({
        code: 'document/needs-ocr',
        severity: 'error',
        message: `no page holds text that can be read${options.ocr ? '' : `; to read pictures, install: ${ENGINE_INSTALL}`}`,
        at: [],
      });
    } else if (blocks.length === 0 && !findings.some(({ severity }) => severity === 'error')) {
      findings.push({ code: 'failed/empty', severity: 'error', message: 'the document holds no text', at: [] });
    }
    if (options.ocr && byOcr.length > 0) findings.push(readBy(options.ocr.engine.name, byOcr));
    return { mediaType: MEDIA_TYPE, encoding: null, pages: file.pageCount, blocks, ignored, findings };
  } finally {
    await file.close();
  }
}

/** Another engine, or another version, reads otherwise: a record says which one it is from. */
function readBy(engine: string, pages: readonly number[]): Finding {
  const message = `${pages.length} page(s) were read from pictures by ${engine}`;
  return { code: 'ocr/engine', severity: 'info', message, at: [], actual: engine };
}
