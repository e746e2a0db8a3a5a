/**
 * GB18030 with broken bytes. One byte too few, and all that follows is read from the middle of a character to the middle
 * of the next, up to the end of the line: a paragraph is lost for a byte. Here the reading is looked for that breaks
 * least: common characters cost nothing, rare ones something, a broken byte as much as a handful of rare ones.
 */
import { TextDecoder } from 'node:util';

const COST = { common: 0, sign: 0.2, second: 1, symbol: 2, extended: 2.5, private: 5, broken: 6 };
/** Up to which cost a character, on the average, a text is Chinese: any other data costs more than 1. */
const MOST_COST = 0.6;
/** A line of a page without line ends is cut here: each byte takes some numbers while it is read. */
const MOST_BYTES = 1 << 16;

/**
 * Reads GB18030 bytes, of which some are broken: each break is one U+FFFD. `chinese` tells whether what came out is
 * mostly made of common characters.
 */
export function readDamagedGb(bytes: Uint8Array): { text: string; chinese: boolean } {
  const decoder = new TextDecoder('gb18030');
  let text = '';
  let cost = 0;
  let characters = 0;
  for (let from = 0; from < bytes.length; ) {
    let to = from;
    while (to < bytes.length && to - from < MOST_BYTES && !isApart(bytes[to]!)) to++;
    if (to === from) to++;
    const piece = bytes.subarray(from, to);
    from = to;
    const plain = decoder.decode(piece);
    if (piece[0]! < 0x80 && piece.length === 1) text += plain;
    else {
      const read = plain.includes('\ufffd') ? leastBroken(piece, decoder) : { text: plain, cost: costOf(piece) };
      text += read.text;
      cost += read.cost;
      characters += [...read.text].filter((character) => character > '\x7f').length;
    }
  }
  return { text, chinese: cost <= characters * MOST_COST };
}

/** A byte that is no part of any character of several bytes: controls, space, `<`, `>`, `?` and other signs. */
function isApart(byte: number): boolean {
  return byte < 0x30 || (byte > 0x39 && byte < 0x40);
}

/** What a character of two bytes costs; null where these are none. */
function costOfPair(first: number, second: number | undefined): number | null {
  if (first < 0x81 || first > 0xfe || second === undefined || second < 0x40 || second === 0x7f || second > 0xfe)
    return null;
  if (first < 0xa1 || second < 0xa1) return COST.extended;
  if (first >= 0xb0 && first <= 0xd7) return COST.common;
  if (first <= 0xa3) return COST.sign;
  if (first >= 0xd8 && first <= 0xf7) return COST.second;
  return first <= 0xa9 ? COST.symbol : COST.private;
}

function isQuad(bytes: Uint8Array, at: number): boolean {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  const third = bytes[at + 2];
  return isDigit(bytes[at + 1]) && isDigit(bytes[at + 3]) && third !== undefined && third >= 0x81 && third <= 0xfe;
}

function costOf(bytes: Uint8Array): number {
  let cost = 0;
  for (let at = 0; at < bytes.length; ) {
    const pair = costOfPair(bytes[at]!, bytes[at + 1]);
    cost += pair ?? (bytes[at]! < 0x80 ? 0 : COST.extended);
    at += pair !== null ? 2 : bytes[at]! < 0x80 ? 1 : 4;
  }
  return cost;
}

/** The cheapest way through the bytes, from the end to the beginning. */
function leastBroken(bytes: Uint8Array, decoder: TextDecoder): { text: string; cost: number } {
  const { length } = bytes;
  const best = new Float64Array(length + 4);
  /** How many bytes the next character has; negative where they are broken. */
  const step = new Int8Array(length);
  for (let at = length - 1; at >= 0; at--) {
    best[at] = Number.POSITIVE_INFINITY;
    const offer = (bytesTaken: number, cost: number, broken = false) => {
      const whole = cost + best[at + bytesTaken]!;
      if (whole >= best[at]!) return;
      best[at] = whole;
      step[at] = broken ? -bytesTaken : bytesTaken;
    };
    const byte = bytes[at]!;
    if (byte < 0x80) {
      offer(1, 0);
      continue;
    }
    const pair = costOfPair(byte, bytes[at + 1]);
    if (pair !== null) offer(2, pair);
    if (isQuad(bytes, at)) offer(4, COST.extended);
    offer(1, COST.broken, true);
    // The first byte of a character was replaced: its second one is broken, too.
    if (at + 1 < length && bytes[at + 1]! >= 0x80) offer(2, COST.broken, true);
  }
  let text = '';
  for (let at = 0; at < length; at += Math.abs(step[at]!))
    text += step[at]! > 0 ? decoder.decode(bytes.subarray(at, at + step[at]!)) : '\ufffd';
  return { text, cost: best[0]! };
}
