/**
 * In which encoding a page is, by BOM, bytes, header and meta, in that order of trust. Servers call GB18030 pages utf-8
 * and pages call themselves gb2312 after they were converted, so what is declared decides only where the bytes do not.
 */
import type { Finding } from '../document.js';
import { decodeText } from '../text/decode.js';

export interface DecodedPage {
  text: string;
  encoding: string;
  findings: Finding[];
}

const META_BYTES = 8192;
const META = /<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i;
const XML_DECLARATION = /^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{2,40})["']/i;

/** The charset in a Content-Type header: `text/html; charset=GB2312`; null where it names none. */
export function charsetOf(contentType: string | undefined): string | null {
  return /;\s*charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(contentType ?? '')?.[1] ?? null;
}

/** The text of a page; null where the bytes are not text in any encoding. */
export function decodePage(bytes: Uint8Array, declaredCharset: string | null): DecodedPage | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, META_BYTES));
  const meta = (XML_DECLARATION.exec(start) ?? META.exec(start))?.[1] ?? null;
  const read = decodeText(bytes);
  // Big5, Shift-JIS: bytes that are broken in what they look like, but whole in what they are said to be.
  const said = read && read.findings.length === 0 ? null : readStrictly(bytes, [declaredCharset, meta]);
  const decoded: DecodedPage | null = said ?? read;
  if (!decoded) return null;
  const declared = [
    ['the server', declaredCharset],
    ['the page', meta],
  ].filter(([, charset]) => charset && family(charset) !== family(decoded.encoding));
  if (declared.length === 0) return decoded;
  const claims = declared.map(([who, charset]) => `${who} says ${charset}`).join(', ');
  const finding: Finding = {
    code: 'html/charset',
    severity: 'info',
    message: `read as ${decoded.encoding}, which the bytes are; ${claims}`,
    at: [],
    actual: decoded.encoding,
    expected: String(declared[0]![1]),
  };
  return { ...decoded, findings: [finding, ...decoded.findings] };
}

function readStrictly(bytes: Uint8Array, charsets: readonly (string | null)[]): DecodedPage | null {
  for (const charset of charsets) {
    if (!charset) continue;
    try {
      const decoder = new TextDecoder(charset, { fatal: true });
      return { text: decoder.decode(bytes), encoding: decoder.encoding, findings: [] };
    } catch {
      // An unknown name, or bytes that are broken in it, too.
    }
  }
  return null;
}

/** gb2312, gbk and gb18030 are one: each contains the one before it, and pages use the names at will. */
function family(charset: string): string {
  const name = charset.toLowerCase().replace(/[_\s-]/g, '');
  return /^(gb|cp936|936|x?gbk)/.test(name) ? 'gb' : name;
}
