/** XLSX, XLS and Excel 2003 XML workbooks to Document: each sheet its name and one table, places like `xl/Sheet1!B7`. */

import { isCompoundFile } from '../container/compound-file.js';
import { compoundFileType, ENCRYPTED_OOXML, SPREADSHEETML, XLS, XLSX } from '../container/type.js';
import { DamagedError, isZip, TooLargeError } from '../container/zip.js';
import type { Document, Finding } from '../document.js';
import { decodeText } from '../text/decode.js';
import type { Annotation } from './annotations.js';
import { LIMITS } from './limits.js';
import { readPackage } from './package.js';
import { readSheet } from './sheet.js';
import { PasswordError, readWorkbook, type Workbook } from './sheetjs.js';

/**
 * Reads a workbook. `text` of a cell is what Excel displays, `raw` what it stores (`60,000.00` and `60000`). Hidden sheets,
 * rows and columns are read and named. Never throws for bad input: `document/encrypted`, `failed/too-large`,
 * `failed/broken`, `failed/empty`.
 */
export async function extractXlsx(bytes: Uint8Array): Promise<Document> {
  const binary = isCompoundFile(bytes);
  const zipped = isZip(bytes);
  const document: Document = {
    mediaType: binary ? XLS : zipped ? XLSX : SPREADSHEETML,
    encoding: null,
    pages: null,
    blocks: [],
    ignored: [],
    findings: [],
  };
  const fail = (code: string, message: string): Document => {
    document.findings.push({ code, severity: 'error', message, at: [] });
    return document;
  };
  if (binary && compoundFileType(bytes) === ENCRYPTED_OOXML) return fail('document/encrypted', ENCRYPTED);
  let workbook: Workbook;
  let annotations: ReadonlyMap<string, Annotation[]> = new Map();
  try {
    if (binary) workbook = readWorkbook({ bytes });
    else if (!zipped) {
      const { text, encoding, findings } = readXml(bytes);
      document.encoding = encoding;
      document.findings.push(...findings);
      workbook = readWorkbook({ text });
    } else {
      const { findings, annotations: found, ...source } = await readPackage(bytes);
      document.findings.push(...findings);
      annotations = found;
      workbook = readWorkbook(source);
    }
  } catch (error) {
    if (error instanceof PasswordError) return fail('document/encrypted', ENCRYPTED);
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof TooLargeError)
      return fail('failed/too-large', `the workbook is too large to be read: ${message}`);
    return fail('failed/broken', `the workbook cannot be read: ${message}`);
  }
  const { trouble, sheets } = workbook;
  if (sheets.length === 0) return fail('failed/broken', 'the workbook has no sheets');
  if (trouble) document.findings.push(troubleOf(trouble));
  if (sheets.length > LIMITS.sheets) {
    fail('workbook/too-many-sheets', `only ${LIMITS.sheets} of ${sheets.length} sheets are read`);
  }
  for (const sheet of sheets.slice(0, LIMITS.sheets)) {
    const { blocks, ignored, findings } = readSheet(sheet, annotations.get(sheet.name));
    document.blocks.push(...blocks);
    document.ignored.push(...ignored);
    document.findings.push(...findings);
  }
  if (document.blocks.length > 0) return document;
  return trouble
    ? fail('failed/broken', 'nothing in the workbook can be read')
    : fail('failed/empty', 'the workbook holds no text');
}

/** The text of a workbook that is one XML file. SheetJS counts spans of columns up one by one, however many are said. */
function readXml(bytes: Uint8Array) {
  if (bytes.length > LIMITS.partBytes) throw new TooLargeError(`${bytes.length} bytes`);
  const decoded = decodeText(bytes);
  if (!decoded) throw new DamagedError('it is no text');
  const beyond = /\b(?:\w+:)?(?:(?:Span|MergeAcross)="\d{6,}"|(?:Index|MergeDown)="\d{8,}")/g;
  return { ...decoded, text: decoded.text.replace(beyond, '') };
}

const ENCRYPTED = 'the workbook is encrypted and needs a password';

function troubleOf(trouble: string): Finding {
  const message = `a part of the workbook could not be read: ${trouble}`;
  return { code: 'workbook/partly-read', severity: 'error', message, at: [] };
}
