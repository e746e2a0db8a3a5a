/** What a container is, told by what it holds: OOXML and OFD are ZIP files, DOC, XLS and WPS compound files. */
import { compoundFileNames } from './compound-file.js';
import { decodeNames } from './names.js';
import { readZip, type ZipEntry } from './zip.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';

export const DOC = 'application/msword';
export const XLS = 'application/vnd.ms-excel';
export const XLSX = `${OOXML}.spreadsheetml.sheet`;
export const DOCX = `${OOXML}.wordprocessingml.document`;
export const ZIP = 'application/zip';
export const RAR = 'application/x-rar-compressed';
/** Excel 2003 as one XML file, which county systems export under the name .xls. */
export const SPREADSHEETML = 'application/x-spreadsheetml-2003';
export const ENCRYPTED_OOXML = 'application/x-ole-encrypted-package';
export const COMPOUND_FILE = 'application/x-cfb';

/** Streams by which a compound file is known, the most telling first. */
const STREAMS: [RegExp, string][] = [
  [/^EncryptedPackage$/, ENCRYPTED_OOXML],
  [/^WordDocument$/i, DOC],
  [/^PowerPoint Document$/i, 'application/vnd.ms-powerpoint'],
  [/^(Workbook|Book)$/i, XLS],
  [/^__substg1\.0_/i, 'application/vnd.ms-outlook'],
  [/^HwpSummaryInformation$|^FileHeader$/i, 'application/x-hwp'],
  [/^VisioDocument$/i, 'application/vnd.visio'],
  [/^(CONTENTS|MatOST)$/i, 'application/vnd.ms-works'],
];

/** The media type of a compound file; `application/x-cfb` where its streams tell nothing. */
export function compoundFileType(bytes: Uint8Array): string {
  const names = compoundFileNames(bytes);
  return STREAMS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? COMPOUND_FILE;
}

/** Content types of the main part of a package, and what the package is. Templates and macros change nothing for us. */
const MAIN_PARTS: [RegExp, string][] = [
  [/wordprocessingml\.(document|template)\.main|ms-word\.(document|template)\.macroEnabled/i, DOCX],
  [/spreadsheetml\.(sheet|template)\.main|ms-excel\.(sheet|template|addin)\.macroEnabled/i, XLSX],
  [/ms-excel\.sheet\.binary/i, 'application/vnd.ms-excel.sheet.binary.macroenabled.12'],
  [/presentationml\.(presentation|slideshow|template)|ms-powerpoint\./i, `${OOXML}.presentationml.presentation`],
  [/ms-visio\./i, 'application/vnd.ms-visio.drawing'],
];

/** Files that name a format by their mere presence, for packages without content types. */
const TELLING_FILES: [RegExp, string][] = [
  [/^OFD\.xml$/i, 'application/ofd'],
  [/^word\/document\.xml$/i, DOCX],
  [/^xl\/workbook\.xml$/i, XLSX],
  [/^xl\/workbook\.bin$/i, 'application/vnd.ms-excel.sheet.binary.macroenabled.12'],
  [/^ppt\/presentation\.xml$/i, `${OOXML}.presentationml.presentation`],
];

/** The largest file that is read to learn what a package is. */
const TELLING_BYTES = 1_000_000;

/** The media type of a ZIP file; `application/zip` for an archive, and for one that is damaged. */
export async function zipType(bytes: Uint8Array): Promise<string> {
  const entries = await readZip(bytes).catch(() => []);
  const { names } = decodeNames(entries);
  const found = (pattern: RegExp): ZipEntry | undefined => entries[names.findIndex((name) => pattern.test(name))];
  const types = await textOf(found(/^\[Content_Types\]\.xml$/i));
  const main = MAIN_PARTS.find(([pattern]) => pattern.test(types));
  // A document may embed a workbook, whose type is listed as well: the main part decides.
  if (main) return mainPartOf(types) ?? main[1];
  const mimetype = (await textOf(found(/^mimetype$/))).trim();
  if (/^[\w.+-]+\/[\w.+-]+$/.test(mimetype)) return mimetype;
  return TELLING_FILES.find(([pattern]) => found(pattern))?.[1] ?? ZIP;
}

/** By the part that the package names as its main one: word/document.xml, xl/workbook.xml. */
function mainPartOf(types: string): string | null {
  const override =
    /<(?:\w+:)?Override\b[^>]*PartName="\/(?:word\/document|xl\/workbook|ppt\/presentation)[^"]*"[^>]*>/i.exec(
      types,
    )?.[0];
  return (override && MAIN_PARTS.find(([pattern]) => pattern.test(override))?.[1]) ?? null;
}

async function textOf(entry: ZipEntry | undefined): Promise<string> {
  if (!entry) return '';
  const bytes = await entry.read(TELLING_BYTES).catch(() => new Uint8Array());
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
}
