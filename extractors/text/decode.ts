/**
 * Bytes to text, by the evidence of the bytes alone.
 *
 * Chinese county sites serve UTF-8, GB18030 (called gb2312 or gbk) and, from Windows, UTF-16; nobody says which. A
 * byte order mark decides; else the encoding in which the fewest sequences are broken. A few broken sequences do not
 * turn UTF-8 into GB18030: one broken byte costs one character, and a finding.
 */
import type { Finding } from '../document.js';
import { readDamagedGb } from './damaged-gb.js';

export interface Decoded {
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  findings: Finding[];
}

/**
 * Share of broken characters among the non-ASCII ones up to which text still counts as UTF-8. GB18030 read as UTF-8
 * breaks in more than half of them; a broken byte in a short file can cost three characters.
 */
const TOLERATED_BROKEN_SHARE = 0.2;
/** The same for UTF-16 without a mark, which breaks by whole units. */
const TOLERATED_UTF16_SHARE = 0.02;
/** Share of control characters and broken sequences from which on data is not text at all. */
const BINARY_SHARE = 0.1;
const SAMPLE_BYTES = 1 << 20;
const MOST_PLACES = 100;

/** The text of the bytes, without its byte order mark; null where they are not text in any encoding. */
export function decodeText(bytes: Uint8Array): Decoded | null {
  const encoding = encodingByMark(bytes) ?? encodingByContent(bytes);
  if (!encoding) return null;
  const read = new TextDecoder(encoding).decode(bytes);
  // A broken byte in UTF-8 leaves the other bytes of its character without a head: one character is lost, not three.
  const text =
    encoding === 'gb18030' && read.includes('\ufffd')
      ? readDamagedGb(bytes).text
      : read.replace(/\ufffd{2,3}/g, '\ufffd');
  return { text, encoding, findings: brokenCharacters(text, encoding) };
}

/** UTF-16, by its mark or without one by where its zero bytes are; null for anything else. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const marked = encodingByMark(bytes);
  if (marked) return marked === 'utf-8' || marked === 'gb18030' ? null : marked;
  return encodingByZeros(bytes.subarray(0, SAMPLE_BYTES));
}

function encodingByMark(bytes: Uint8Array): Decoded['encoding'] | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function encodingByContent(bytes: Uint8Array): Decoded['encoding'] | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const utf16 = encodingByZeros(sample);
  if (utf16) return utf16;
  const utf8 = brokenShare(sample, 'utf-8');
  if (utf8.broken === 0 || utf8.broken / utf8.nonAscii <= TOLERATED_BROKEN_SHARE) {
    return utf8.control > BINARY_SHARE ? null : 'utf-8';
  }
  const gb18030 = brokenShare(sample, 'gb18030');
  const best = gb18030.broken <= utf8.broken ? gb18030 : utf8;
  if (best.control > BINARY_SHARE) return null;
  // A short page of which a byte is gone: broken to the end of its line, and Chinese all the same.
  if (best.broken / best.nonAscii > BINARY_SHARE) return readDamagedGb(sample).chinese ? 'gb18030' : null;
  return best === gb18030 ? 'gb18030' : 'utf-8';
}

/**
 * UTF-16 without a mark: its line ends, spaces and digits have one zero byte, always on the same side; text in any
 * other encoding has no zero bytes, and binary data has them on both sides.
 */
function encodingByZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) i % 2 === 0 ? even++ : odd++;
  const zeros = even + odd;
  if (zeros < bytes.length / 200 || Math.min(even, odd) > zeros / 50) return null;
  const encoding = even > odd ? 'utf-16be' : 'utf-16le';
  const { control, broken, nonAscii } = brokenShare(bytes.subarray(0, bytes.length & ~1), encoding);
  return control > 0.01 || broken > nonAscii * TOLERATED_UTF16_SHARE ? null : encoding;
}

/** How badly bytes read in an encoding: characters that are broken or private, of the non-ASCII ones, and the share of controls. */
function brokenShare(bytes: Uint8Array, encoding: string): { broken: number; nonAscii: number; control: number } {
  // A sample may end inside a character; `stream` keeps that from counting as broken.
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  let broken = 0;
  let nonAscii = 0;
  let control = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) nonAscii++;
    if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)) broken++;
    else if ((code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13) || code === 0x7f) control++;
  }
  return { broken, nonAscii, control: text.length > 0 ? control / text.length : 0 };
}

function brokenCharacters(text: string, encoding: string): Finding[] {
  if (!text.includes('\ufffd')) return [];
  const at: Finding['at'] = [];
  let count = 0;
  text.split(/\r\n|\r|\n/).forEach((content, i) => {
    for (let column = content.indexOf('\ufffd'); column >= 0; column = content.indexOf('\ufffd', column + 1)) {
      count++;
      if (at.length < MOST_PLACES) at.push({ line: i + 1, column: column + 1, length: 1 });
    }
  });
  return [
    {
      code: 'text/broken-characters',
      severity: 'error',
      message: `${count} character(s) cannot be read as ${encoding} and are lost`,
      at,
      actual: '\ufffd',
    },
  ];
}
