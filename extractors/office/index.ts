/** Formats that only office programs read (RTF, ODT, WPS, Word 6/95 …), as the DOCX or XLSX that one makes of them. */
import { DOC } from '../container/type.js';
import type { Document, Finding } from '../document.js';
import { formatName } from '../format-names.js';
import { ConversionError, type ConversionTarget, type OfficeConverter } from './converter.js';

interface Conversion {
  /** By which the program knows what it is given. */
  extension: string;
  target: ConversionTarget;
}

const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  [DOC]: { extension: 'doc', target: 'docx' },
  'application/rtf': { extension: 'rtf', target: 'docx' },
  'application/vnd.ms-works': { extension: 'wps', target: 'docx' },
  'application/x-wordprocessingml-2003': { extension: 'xml', target: 'docx' },
  [`${OPEN_DOCUMENT}.text`]: { extension: 'odt', target: 'docx' },
  [`${OPEN_DOCUMENT}.text-template`]: { extension: 'ott', target: 'docx' },
  [`${OPEN_DOCUMENT}.spreadsheet`]: { extension: 'ods', target: 'xlsx' },
  [`${OPEN_DOCUMENT}.spreadsheet-template`]: { extension: 'ots', target: 'xlsx' },
  'application/vnd.ms-excel.sheet.binary.macroenabled.12': { extension: 'xlsb', target: 'xlsx' },
};

/** Whether a format is read where an office program is there. */
export function isConvertible(mediaType: string): boolean {
  return mediaType in CONVERSIONS;
}

/** Code of the finding that tells by which program, in `actual`, a document was converted. */
export const CONVERTED = 'document/converted';

/** What is lost without an office program: the codes of the findings that say so. */
const LOSSES = new Set([
  'doc/list-numbers',
  'doc/nested-table',
  'doc/symbols',
  'document/unsupported',
  'failed/broken',
]);

/** Whether a document that was read here would be read better through an office program. */
export function wantsOffice(mediaType: string, findings: readonly Pick<Finding, 'code'>[]): boolean {
  return isConvertible(mediaType) && findings.some(({ code }) => LOSSES.has(code));
}

/** Reads a document of a convertible format. Never throws for bad input: what the program refuses is an error finding. */
export async function extractConverted(
  bytes: Uint8Array,
  mediaType: string,
  office: OfficeConverter,
): Promise<Document> {
  const { extension, target } = CONVERSIONS[mediaType]!;
  let converted: Uint8Array;
  try {
    converted = await office.convert(bytes, extension, target);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const { code, message } = error;
    const finding = { code, severity: 'error' as const, message, at: [], expected: office.name };
    return { mediaType, encoding: null, pages: null, blocks: [], ignored: [], findings: [finding] };
  }
  const document = await readConverted(converted, target);
  document.mediaType = mediaType;
  document.findings.unshift({
    code: CONVERTED,
    severity: 'info',
    message: `${formatName(mediaType)} is read as the ${target.toUpperCase()} that ${office.name} makes of it; places are those of that`,
    at: [],
    actual: office.name,
  });
  return document;
}

/** The readers are loaded when there is something to read: whoever only asks what is convertible needs none. */
async function readConverted(bytes: Uint8Array, target: ConversionTarget): Promise<Document> {
  if (target === 'docx') return (await import('../docx/index.js')).extractDocx(bytes, { converted: true });
  return (await import('../xlsx/index.js')).extractXlsx(bytes);
}
