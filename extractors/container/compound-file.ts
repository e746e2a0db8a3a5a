/**
 * OLE2 compound files (DOC, XLS, PPT, WPS, encrypted OOXML): the names of their streams, and streams by name.
 *
 * Not by a library: SheetJS's cfb reads all streams of a file to name them, word-extractor follows sector chains that run
 * in circles until the memory is gone. Here every step is bounded by the length of the file; chains end where they break.
 */

const MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ENTRY_BYTES = 128;
const NAME_BYTES = 64;
const LAST_SECTOR = 0xfffffffa;
/** Sector numbers of the allocation table that the header itself holds. */
const IN_HEADER = 109;
const MOST_ENTRIES = 10_000;
const NO_ENTRY = 0xffffffff;

export function isCompoundFile(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

interface Entry {
  /** Null where the entry is not in use. */
  name: string | null;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/**
 * The names of the streams and storages at the root: an embedded object has the same streams, deeper. All names where
 * the tree is damaged, none where the directory is lost.
 */
export function compoundFileNames(bytes: Uint8Array): string[] {
  const entries = open(bytes)?.entries ?? [];
  const names = atRoot(entries).flatMap(({ name }) => name ?? []);
  return names.length > 0 ? names : entries.flatMap(({ name }) => name ?? []);
}

/** The streams at the root by name; storages below belong to embedded documents. */
export function readStreams(bytes: Uint8Array, names: readonly string[]): Map<string, Buffer> {
  const streams = new Map<string, Buffer>();
  const file = open(bytes);
  const root = file?.entries[0];
  if (!file || !root) return streams;
  const { buffer, sectors } = file;
  // Streams below the cutoff lie in small sectors, which lie in the stream of the root, one after the other.
  const small = sectors.chain(root.start, root.size);
  const smallTable = sectors.chain(buffer.readUInt32LE(60), buffer.length);
  const smallSize = 1 << Math.min(Math.max(buffer.readUInt16LE(32), 4), 12);
  const smallSectors = new Sectors(
    smallSize,
    (index) => small.subarray(index * smallSize, (index + 1) * smallSize),
    (index) => (index + 1) * 4 <= smallTable.length,
    (index) => smallTable.readUInt32LE(index * 4),
  );
  const cutoff = buffer.readUInt32LE(56);
  for (const { name, start, size } of atRoot(file.entries)) {
    if (name === null || !names.includes(name) || streams.has(name)) continue;
    streams.set(name, (size < cutoff ? smallSectors : sectors).chain(start, size));
  }
  return streams;
}

/** Sectors of one size, and which follows which. */
class Sectors {
  constructor(
    private readonly size: number,
    readonly at: (index: number) => Buffer,
    readonly has: (index: number) => boolean,
    private readonly next: (index: number) => number,
  ) {}

  /** The sectors from `start` on, up to `most` bytes. */
  chain(start: number, most: number): Buffer {
    const parts: Buffer[] = [];
    const seen = new Set<number>();
    let length = 0;
    for (let index = start; length < most && this.has(index) && !seen.has(index); index = this.next(index)) {
      seen.add(index);
      parts.push(this.at(index));
      length += this.size;
    }
    return Buffer.concat(parts).subarray(0, most);
  }
}

function open(bytes: Uint8Array): { buffer: Buffer; sectors: Sectors; entries: Entry[] } | null {
  if (!isCompoundFile(bytes) || bytes.length < 512) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = 1 << Math.min(Math.max(buffer.readUInt16LE(30), 9), 12);
  const at = (index: number) => buffer.subarray((index + 1) * size, (index + 2) * size);
  const has = (index: number) => index < LAST_SECTOR && (index + 1) * size < buffer.length;
  const table = allocationTable(buffer, size, has, at);
  const next = (index: number) => {
    const block = table[Math.floor((index * 4) / size)];
    const offset = (index * 4) % size;
    return block && offset + 4 <= block.length ? block.readUInt32LE(offset) : NO_ENTRY;
  };
  const sectors = new Sectors(size, at, has, next);
  return { buffer, sectors, entries: directory(sectors.chain(buffer.readUInt32LE(48), MOST_ENTRIES * ENTRY_BYTES)) };
}

/** The sectors of the allocation table: from the header, and from the chain that goes on from there. */
function allocationTable(
  buffer: Buffer,
  size: number,
  has: (index: number) => boolean,
  at: (index: number) => Buffer,
): Buffer[] {
  const table: Buffer[] = [];
  const take = (index: number) => {
    if (has(index)) table.push(at(index));
  };
  for (let i = 0; i < IN_HEADER && 80 + i * 4 <= buffer.length; i++) take(buffer.readUInt32LE(76 + i * 4));
  const seen = new Set<number>();
  for (let index = buffer.readUInt32LE(68); has(index) && !seen.has(index); ) {
    seen.add(index);
    const block = at(index);
    if (block.length < size) break;
    for (let offset = 0; offset < size - 4; offset += 4) take(block.readUInt32LE(offset));
    index = block.readUInt32LE(size - 4);
  }
  return table;
}

function directory(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const length = bytes.readUInt16LE(at + NAME_BYTES);
    // Type 0 is an entry that is not in use.
    const inUse = length >= 2 && length <= NAME_BYTES && bytes[at + NAME_BYTES + 2] !== 0;
    entries.push({
      name: inUse ? bytes.toString('utf16le', at, at + length - 2) : null,
      left: bytes.readUInt32LE(at + 68),
      right: bytes.readUInt32LE(at + 72),
      child: bytes.readUInt32LE(at + 76),
      start: bytes.readUInt32LE(at + 116),
      size: bytes.readUInt32LE(at + 120),
    });
  }
  return entries;
}

function atRoot(entries: readonly Entry[]): Entry[] {
  const found: Entry[] = [];
  const seen = new Set<number>();
  const next = [entries[0]?.child ?? NO_ENTRY];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const entry = entries[id];
    if (!entry || seen.has(id)) continue;
    seen.add(id);
    found.push(entry);
    next.push(entry.left, entry.right);
  }
  return found;
}
