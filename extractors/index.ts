/** Bytes to Document. The type is told by the bytes; what cannot be read ends in a finding that names it. */

import { DOC, DOCX, ENCRYPTED_OOXML, RAR, SPREADSHEETML, XLS, XLSX, ZIP } from './container/type.js';
import type { Document, Finding } from './document.js';
import { formatName } from './format-names.js';
import { charsetOf } from './html/charset.js';
import type { RefusalSigns } from './html/refusal.js';
import { sniffMediaType } from './media-type.js';
import type { OfficeConverter } from './office/converter.js';
import { extractConverted, isConvertible, wantsOffice } from './office/index.js';
import type { OcrOptions } from './pdf/scan/index.js';
import { extractText } from './text/index.js';

/** Each is loaded when a document of it comes: all together take two thirds of a second, most of it for pdf.js and cheerio. */
const READERS = {
  doc: async () => (await import('./doc/index.js')).extractDoc,
  docx: async () => (await import('./docx/index.js')).extractDocx,
  html: async () => (await import('./html/index.js')).extractHtml,
  mht: async () => (await import('./mht/index.js')).extractMht,
  pdf: async () => (await import('./pdf/index.js')).extractPdf,
  xlsx: async () => (await import('./xlsx/index.js')).extractXlsx,
};

export interface ExtractOptions {
  /** What scanned pages are read with; without it they stay unread, and findings say so. */
  ocr?: OcrOptions | undefined;
  /** Opens an encrypted PDF. */
  password?: string | undefined;
  /** The Content-Type that a server sent. Its charset is heard where the bytes do not decide; its type is not. */
  contentType?: string | undefined;
  /** Reads formats that are not read here; without it they are `document/unsupported`. */
  office?: OfficeConverter | undefined;
  /** Tells pages that stand in the place of a document; without it they are pages like any other. */
  refusals?: RefusalSigns | undefined;
}

/**
 * Reads a document of any kind. Never throws for bad input: an unreadable document has no blocks and an error finding
 * (`failed/empty`, `document/unsupported`), from which its status follows.
 */
export async function extract(bytes: Uint8Array, options: ExtractOptions = {}): Promise<Document> {
  if (bytes.length === 0) return unread('application/x-empty', 'failed/empty', 'the file is empty');
  const type = await sniffMediaType(bytes);
  if (type === XLSX || type === XLS || type === SPREADSHEETML) return (await READERS.xlsx())(bytes);
  if (type === ENCRYPTED_OOXML)
    return unread(type, 'document/encrypted', 'the document is encrypted and needs a password');
  if (type === 'application/pdf') return (await READERS.pdf())(new Uint8Array(bytes), options);
  if (type === DOCX) return (await READERS.docx())(bytes);
  if (type === DOC) return readDoc(bytes, options.office);
  if (type === 'text/html' || type === 'application/xhtml+xml')
    return (await READERS.html())(bytes, {
      declaredCharset: charsetOf(options.contentType),
      refusals: options.refusals,
    });
  if (type === 'multipart/related') return (await READERS.mht())(bytes, options);
  if (type && isConvertible(type)) {
    if (options.office) return extractConverted(bytes, type, options.office);
    return unread(type, 'document/unsupported', `${formatName(type)} is read where LibreOffice is installed`);
  }
  if (type === ZIP || type === RAR)
    return unread(type, 'document/unsupported', `a ${formatName(type)} archive is unpacked before it is read`);
  if (type && !type.startsWith('text/plain')) {
    return unread(type, 'document/unsupported', `${formatName(type)} is not read yet`);
  }
  return (
    extractText(bytes) ??
    unread('application/octet-stream', 'document/unsupported', 'unknown binary data, not text in any known encoding')
  );
}

/**
 * DOC is read here, in a twentieth of a second instead of one, and as rightly (the renditions of the corpus: F1 1.000 both
 * ways); an office program is asked where that reading says that something is lost.
 */
async function readDoc(bytes: Uint8Array, office: OfficeConverter | undefined): Promise<Document> {
  const document = await (await READERS.doc())(bytes);
  if (!office || !wantsOffice(DOC, document.findings)) return document;
  const converted = await extractConverted(bytes, DOC, office);
  // What the program does not read either is told in our words.
  return converted.blocks.length > 0 ? converted : document;
}

function unread(mediaType: string, code: string, message: string): Document {
  const finding: Finding = { code, severity: 'error', message, at: [] };
  return { mediaType, encoding: null, pages: null, blocks: [], ignored: [], findings: [finding] };
}
