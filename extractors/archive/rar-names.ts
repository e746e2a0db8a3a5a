/**
 * Names in RAR 4 files that are stored in one code page, as programs wrote them that know no other: unrar takes GBK for
 * whatever the machine has, and the names are lost. RAR 5 is UTF-8, and most RAR 4 files have Unicode beside it.
 */

const MARKER_BYTES = 7;
const FILE_BLOCK = 0x74;
const END_BLOCK = 0x7b;
const ARCHIVE_BLOCK = 0x73;
const HEADERS_ENCRYPTED = 0x80;
const HAS_DATA = 0x8000;
const LARGE = 0x100;
const UNICODE = 0x200;

/** For each file in order its name as stored, or null where unrar knows it as well; nothing for RAR 5 and damaged files. */
export function storedNames(bytes: Uint8Array): (Uint8Array | null)[] {
  const names: (Uint8Array | null)[] = [];
  if (bytes[6] !== 0) return names;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = MARKER_BYTES; at + 7 <= buffer.length; ) {
    const type = buffer[at + 2];
    const flags = buffer.readUInt16LE(at + 3);
    const size = buffer.readUInt16LE(at + 5);
    if (size < 7 || type === END_BLOCK || (type === ARCHIVE_BLOCK && flags & HEADERS_ENCRYPTED)) break;
    const packed = flags & HAS_DATA && at + 11 <= buffer.length ? buffer.readUInt32LE(at + 7) : 0;
    let high = 0;
    if (type === FILE_BLOCK && at + 40 <= buffer.length) {
      const start = at + (flags & LARGE ? 40 : 32);
      if (flags & LARGE) high = buffer.readUInt32LE(at + 32);
      names.push(flags & UNICODE ? null : buffer.subarray(start, start + buffer.readUInt16LE(at + 26)));
    }
    at += size + packed + high * 2 ** 32;
  }
  return names;
}
