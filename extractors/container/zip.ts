/**
 * ZIP containers, entry by entry, under limits that hold for what really comes out: what an entry says of its own size
 * is believed only where it is too large. Alone imports yauzl. Archives, OOXML packages and their type come through here.
 */
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

export interface ZipEntry {
  /** The name as stored; its encoding is the caller's business (container/names.ts). */
  name: Uint8Array;
  /** The entry says that its name is UTF-8. */
  saysUtf8: boolean;
  encrypted: boolean;
  directory: boolean;
  /** What the entry says it will inflate to. */
  declaredBytes: number;
  /** Inflates it, up to `limit` bytes. Throws a TooLargeError beyond that and a DamagedError where it cannot be read. */
  read(limit: number): Promise<Uint8Array>;
}

/** More bytes than the limit came out, or would. */
export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/** The container, or an entry of it, is not what its headers say. */
export class DamagedError extends Error {
  override name = 'DamagedError';
}

/** More entries are no archive of documents; the directory alone would fill the memory. */
export const MOST_ENTRIES = 100_000;

/** General purpose bit 11: name and comment are UTF-8. */
const UTF8_FLAG = 0x800;

/** By the first bytes: an entry, or the directory of an archive without any. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

/** The entries in the order of the central directory. Throws a DamagedError where that cannot be read to its end. */
export async function readZip(bytes: Uint8Array): Promise<ZipEntry[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const file = await fromBufferPromise(buffer, { lazyEntries: true, decodeStrings: false });
    return await entriesOf(file);
  } catch (error) {
    throw asDamaged(error);
  }
}

function entriesOf(file: ZipFile): Promise<ZipEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: ZipEntry[] = [];
    file.on('error', reject);
    file.on('end', () => resolve(entries));
    file.on('entry', (entry: Entry) => {
      entries.push(entryOf(file, entry));
      if (entries.length > MOST_ENTRIES) reject(new TooLargeError(`more than ${MOST_ENTRIES} entries`));
      else file.readEntry();
    });
    file.readEntry();
  });
}

function entryOf(file: ZipFile, entry: Entry): ZipEntry {
  const name = entry.fileNameRaw;
  return {
    name,
    saysUtf8: (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0,
    encrypted: entry.isEncrypted(),
    // Windows programs write a backslash.
    directory: name.at(-1) === 0x2f || (name.at(-1) === 0x5c && entry.uncompressedSize === 0),
    declaredBytes: entry.uncompressedSize,
    read: (limit) => inflate(file, entry, limit),
  };
}

async function inflate(file: ZipFile, entry: Entry, limit: number): Promise<Uint8Array> {
  if (entry.uncompressedSize > limit) throw new TooLargeError(`says ${entry.uncompressedSize} bytes`);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Ends by itself with an error as soon as more comes out than the entry says.
    const content: AsyncIterable<Buffer> = await file.openReadStreamPromise(entry);
    for await (const chunk of content) {
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    throw asDamaged(error);
  }
  const whole = Buffer.concat(chunks, length);
  if (crc32(whole) !== entry.crc32) throw new DamagedError('its checksum does not fit');
  return whole;
}

function asDamaged(error: unknown): Error {
  if (error instanceof TooLargeError) return error;
  return new DamagedError(error instanceof Error ? error.message : String(error));
}
