/** What a download calls itself: by its header in all the ways that servers write it, or by its URL. */
import { percentDecodeBytes } from './percent.js';

const LONGEST_NAME = 255;
/** Parameters of download addresses that hold the name: `downfile.jsp?classid=0&filename=2024年….pdf`. */
const NAME_PARAMETERS = /^(?:file_?name|real_?name|original_?name|showname|attname|title|name|file|path|url)$/i;
const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{1,4}$/;

/**
 * The name of a file, or null where neither tells one.
 *
 * `contentDisposition` is the header as Node gives it, one character a byte, or text that was decoded already. Read are
 * RFC 5987 (`filename*=`), which wins, raw UTF-8, raw GBK, percent-encoded UTF-8 and GBK, and RFC 2047 words.
 */
export function fileNameOf(url: string, contentDisposition?: string): string | null {
  const named = contentDisposition ? fromHeader(contentDisposition) : null;
  return named ?? fromUrl(url);
}

function fromHeader(header: string): string | null {
  const parameters = parametersOf(header);
  for (const name of ['filename*', 'filename', 'name']) {
    const value = parameters.get(name);
    if (!value) continue;
    const text = name.endsWith('*') ? extended(value) : plain(value);
    const safe = safeName(text);
    if (safe) return safe;
  }
  return null;
}

/** `attachment; filename="a;b.pdf"; filename*=UTF-8''…` → its parameters, lower case, the first of each name. */
function parametersOf(header: string): Map<string, string> {
  const parameters = new Map<string, string>();
  // A name in quotes, or all up to the semicolon: names without quotes hold spaces on real servers.
  for (const [, name, quoted, bare] of header.matchAll(
    /(?:^|[;\s])([\w-]{1,20}\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g,
  )) {
    const key = name!.toLowerCase();
    // `\"` is a quotation mark; other backslashes are paths of Windows.
    if (!parameters.has(key))
      parameters.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? bare!.trim().replace(/^'(.*)'$/, '$1'));
  }
  return parameters;
}

/** RFC 5987: `UTF-8''%E9…`. The charset is said, and still proved by the bytes: GBK is sent under the name of UTF-8. */
function extended(value: string): string {
  const match = /^([\w.:-]*)'[\w-]*'(.*)$/s.exec(value);
  return match ? decodeBytes(percentDecodeBytes(match[2]!), match[1]) : plain(value);
}

function plain(value: string): string {
  const word = value.replace(
    /=\?([\w-]{2,20})\?([bq])\?([^?\s]*)\?=\s*/gi,
    (_, charset: string, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? decodeBytes(Buffer.from(text, 'base64'), charset)
        : decodeBytes(percentDecodeBytes(text.replaceAll('_', ' ').replaceAll('=', '%')), charset),
  );
  if (word !== value) return word;
  const isBytes = /[\x80-\xff]/.test(value) && !/[^\0-\xff]/.test(value);
  const raw = isBytes ? decodeBytes(Buffer.from(value, 'latin1')) : value;
  return /%[0-9a-fA-F]{2}/.test(raw) ? decodeBytes(percentDecodeBytes(raw)) : raw;
}

function fromUrl(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  const path = decodePart(parsed.pathname.split('/').pop() ?? '');
  // `/downfile.jsp?filename=x.pdf` is x.pdf; `/x.pdf?name=list` is x.pdf as well.
  for (const parameter of isProgram(path) ? parsed.search.slice(1).split('&') : []) {
    const [name = '', value = ''] = parameter.split('=', 2);
    const text = NAME_PARAMETERS.test(name) ? decodePart(value.replaceAll('+', ' ')) : '';
    const last = safeName(text);
    if (last && EXTENSION.test(last) && !isProgram(last)) return last;
  }
  return safeName(path);
}

function isProgram(name: string): boolean {
  return !EXTENSION.test(name) || /\.(?:jsp|jspx|do|action|php|aspx?|ashx|cgi|html?|shtml)$/i.test(name);
}

function decodePart(text: string): string {
  return decodeBytes(percentDecodeBytes(text));
}

/** UTF-8 if it is, else what was said, else GB18030. Two bytes of GBK can be UTF-8 by chance; then what was said counts. */
function decodeBytes(bytes: Uint8Array, said = 'utf-8'): string {
  for (const charset of [said || 'utf-8', 'utf-8', 'gb18030']) {
    try {
      return new TextDecoder(charset, { fatal: true }).decode(bytes);
    } catch {
      // An unknown name, or bytes that are none of it.
    }
  }
  return new TextDecoder('gb18030').decode(bytes);
}

/** The last part of a path, without control characters; what is too long keeps its extension. */
function safeName(text: string): string | null {
  const name = (text.replaceAll('\\', '/').split('/').pop() ?? '').replace(/\p{Cc}/gu, '').trim();
  if (name === '' || name === '.' || name === '..') return null;
  if (name.length <= LONGEST_NAME) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  return name.slice(0, LONGEST_NAME - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}
