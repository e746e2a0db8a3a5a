/** Percent-encoding of URLs: bytes that sites write in UTF-8, in GBK and not at all. */

const HEX = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);

export function percentEncodeBytes(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/**
 * One spelling of each percent-encoding: what needs none is written plainly (RFC 3986 unreserved), the rest in capitals.
 * A `%` that begins none stays.
 */
export function normalizePercent(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string, at: number) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    // `%4%31` must not become `%41`, which is another character.
    const plain = /[A-Za-z0-9._~-]/.test(character) && !/%[0-9a-fA-F]?$/.test(text.slice(Math.max(0, at - 2), at));
    return plain ? character : whole.toUpperCase();
  });
}

/** The bytes of a text with percent-encodings; characters beyond ASCII count as their UTF-8. */
export function percentDecodeBytes(text: string): Uint8Array {
  const source = new TextEncoder().encode(text);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] === 0x25 ? Number.parseInt(text16(source, i + 1), 16) : Number.NaN;
    if (Number.isNaN(byte)) bytes[length++] = source[i]!;
    else {
      bytes[length++] = byte;
      i += 2;
    }
  }
  return bytes.subarray(0, length);
}

function text16(source: Uint8Array, at: number): string {
  const digits = String.fromCharCode(source[at] ?? 0, source[at + 1] ?? 0);
  return /^[0-9a-fA-F]{2}$/.test(digits) ? digits : '';
}

/** A raw header as Node gives it, one character a byte: what is not ASCII becomes the percent-encoding of its byte. */
export function percentEncodeLatin1(text: string): string {
  return text.replace(/[\u0080-\u00ff]/g, (character) => HEX[character.charCodeAt(0)]!);
}

/**
 * Text in the query of a link on a page in GBK, as browsers send it: the bytes of GBK, and `&#N;` for what GBK has not
 * (WHATWG URL, percent-encode after encoding).
 */
export function percentEncodeGbk(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    const bytes = gbk().get(character);
    return bytes ? percentEncodeBytes(bytes) : `%26%23${character.codePointAt(0)}%3B`;
  });
}

let table: Map<string, [number, number]> | undefined;

function gbk(): Map<string, [number, number]> {
  if (table) return table;
  table = new Map();
  const pairs: [number, number][] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) pairs.push([lead, trail]);
  // All at once, a line each: pairs that are none become more than one character.
  const lines = new TextDecoder('gbk').decode(Uint8Array.from(pairs.flatMap((pair) => [...pair, 0x0a]))).split('\n');
  lines.slice(0, pairs.length).forEach((line, i) => {
    if (line.length === 1 && line !== '\ufffd' && !table!.has(line)) table!.set(line, pairs[i]!);
  });
  return table;
}
