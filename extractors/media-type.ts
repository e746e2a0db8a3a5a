/** What the bytes are, told by the bytes and never by the name. The only file that imports file-type. */
import { fileTypeFromBuffer } from 'file-type';
import { isCompoundFile } from './container/compound-file.js';
import { compoundFileType, SPREADSHEETML, zipType } from './container/type.js';
import { isZip } from './container/zip.js';
import { utf16Of } from './text/decode.js';

/** Text formats have no magic number: they are told by how they begin, after blank lines and comments. */
const TEXT_STARTS: [RegExp, string][] = [
  [
    /^<(!doctype html|html|head|body|frameset|table|div|p|meta|title|script|style|link|base|center|font|span|h[1-6]|ul|ol|dl|form|section|article|iframe|a|b|strong|br|hr|img)\b/i,
    'text/html',
  ],
  // Lines of a crawler's log before the markup (武汉市市场监督管理局 2018): the doctype and the root tell, not the first line.
  [/^[^<]{0,4000}<!doctype html[^>]{0,300}>\s*<(html|head)\b/i, 'text/html'],
  [/^<\?xml[^>]*\?>[\s\S]{0,2000}?<(\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet/i, SPREADSHEETML],
  [/^<\?xml[^>]*\?>[\s\S]{0,2000}?<(\w+:)?wordDocument\b/i, 'application/x-wordprocessingml-2003'],
  [/^(From|MIME-Version|Subject|Date|Snapshot-Content-Location):[\s\S]{0,4000}Content-Type:/i, 'multipart/related'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^%PDF-/, 'application/pdf'],
];
const XML_DECLARATION = /^<\?xml[^>]*\?>/;
/** Servers put hundreds of blank lines, and whoever saves a page a comment, before the first tag. */
const PREAMBLE = /^(?:\s+|<!--[\s\S]*?-->)+/;
const START_BYTES = 1 << 16;

/** The media type by magic number or by how the text begins; null where neither tells (plain text or unknown data). */
export async function sniffMediaType(bytes: Uint8Array): Promise<string | null> {
  // FF FE begins UTF-16 text; file-type takes it for the frame of an MP3.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return utf16Type(bytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, START_BYTES)).replace(/^\u00ef\u00bb\u00bf/, '');
  const type = textType(start);
  if (type) return type;
  if (isCompoundFile(bytes)) return compoundFileType(bytes);
  if (isZip(bytes)) return zipType(bytes);
  return (await fileTypeFromBuffer(bytes.subarray(0, 1 << 16)))?.mime ?? utf16Type(bytes);
}

function textType(text: string): string | null {
  const start = text.replace(PREAMBLE, '');
  for (const [pattern, type] of TEXT_STARTS) if (pattern.test(start)) return type;
  const declared = XML_DECLARATION.exec(start)?.[0];
  if (declared === undefined) return null;
  return /^<(!doctype html|html)\b/i.test(start.slice(declared.length).replace(PREAMBLE, ''))
    ? 'application/xhtml+xml'
    : null;
}

/** Excel saves pages as "Unicode text"; null where the bytes are no UTF-16, or plain text in it. */
function utf16Type(bytes: Uint8Array): string | null {
  const encoding = utf16Of(bytes);
  return encoding ? textType(new TextDecoder(encoding).decode(bytes.subarray(0, START_BYTES))) : null;
}
