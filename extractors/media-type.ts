/** What the bytes are, told by the bytes and never by the name. The only file that imports file-type. */
import { fileTypeFromBuffer } from 'file-type';
import { isCompoundFile } from './container/compound-file.js';
import { compoundFileType, SPREADSHEETML, zipType } from './container/type.js';
import { isZip } from './container/zip.js';

/** Text formats have no magic number: they are told by how they begin. */
const TEXT_STARTS: [RegExp, string][] = [
  [
    /^\s*(<!--[\s\S]{0,2000}?-->\s*)*<(!doctype html|html|head|body|frameset|table|div|p|meta|title|script|style|link|base|center|font|span|h[1-6]|ul|ol|dl|form|section|article|iframe|a|b|strong|br|hr|img)\b/i,
    'text/html',
  ],
  [/^\s*<\?xml[^>]*\?>\s*(<!--[\s\S]{0,2000}?-->\s*)*<(!doctype html|html)\b/i, 'application/xhtml+xml'],
  // Lines of a crawler's log before the markup (武汉市市场监督管理局 2018): the doctype and the root tell, not the first line.
  [/^[^<]{0,4000}<!doctype html[^>]{0,300}>\s*<(html|head)\b/i, 'text/html'],
  [
    /^\s*<\?xml[^>]*\?>[\s\S]{0,2000}?<(\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet/i,
    SPREADSHEETML,
  ],
  [/^\s*<\?xml[^>]*\?>[\s\S]{0,2000}?<(\w+:)?wordDocument\b/i, 'application/x-wordprocessingml-2003'],
  [/^(From|MIME-Version|Subject|Date|Snapshot-Content-Location):[\s\S]{0,4000}Content-Type:/i, 'multipart/related'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^\s*%PDF-/, 'application/pdf'],
];

/** The media type by magic number or by how the text begins; null where neither tells (plain text or unknown data). */
export async function sniffMediaType(bytes: Uint8Array): Promise<string | null> {
  // FF FE begins UTF-16 text; file-type takes it for the frame of an MP3.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return null;
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 8192)).replace(/^\u00ef\u00bb\u00bf/, '');
  for (const [pattern, type] of TEXT_STARTS) if (pattern.test(start)) return type;
  if (isCompoundFile(bytes)) return compoundFileType(bytes);
  if (isZip(bytes)) return zipType(bytes);
  return (await fileTypeFromBuffer(bytes.subarray(0, 1 << 16)))?.mime ?? null;
}
