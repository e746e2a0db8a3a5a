/**
 * Streams of a compound file, within the bounds of its length. word-extractor has a reader of its own, which follows
 * sector chains that run in circles until the memory is gone.
 */
const ENTRY_BYTES = 128;
const NO_ENTRY = 0xffffffff;
const MOST_ENTRIES = 10_000;

interface Entry {
  name: string;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/** The streams at the root by name; storages below belong to embedded documents. Damaged chains end where they break. */
export function readStreams(bytes: Uint8Array, names: readonly string[]): Map<string, Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = 1 << Math.min(Math.max(buffer.readUInt16LE(30), 9), 12);
  const miniSize = 1 << Math.min(Math.max(buffer.readUInt16LE(32), 4), 12);
  const sector = (index: number) => buffer.subarray((index + 1) * size, (index + 2) * size);
  const inFile = (index: number) => index < 0xfffffffa && (index + 1) * size < buffer.length;

  const table = allocationTable(buffer, size, inFile, sector);
  const next = (index: number) => {
    const block = table[Math.floor((index * 4) / size)];
    const at = (index * 4) % size;
    return block && at + 4 <= block.length ? block.readUInt32LE(at) : NO_ENTRY;
  };
  const chain = (start: number, most: number): Buffer => {
    const parts: Buffer[] = [];
    const seen = new Set<number>();
    for (let index = start, length = 0; length < most && inFile(index) && !seen.has(index); index = next(index)) {
      seen.add(index);
      parts.push(sector(index));
      length += size;
    }
    return Buffer.concat(parts).subarray(0, most);
  };

  const entries = directory(chain(buffer.readUInt32LE(48), MOST_ENTRIES * ENTRY_BYTES));
  const root = entries[0];
  if (!root) return new Map();
  const small = chain(root.start, root.size);
  const smallTable = chain(buffer.readUInt32LE(60), buffer.length);
  const smallChain = (start: number, most: number): Buffer => {
    const parts: Buffer[] = [];
    const seen = new Set<number>();
    for (
      let index = start, length = 0;
      length < most && !seen.has(index) && (index + 1) * 4 <= smallTable.length;
      length += miniSize
    ) {
      seen.add(index);
      parts.push(small.subarray(index * miniSize, (index + 1) * miniSize));
      index = smallTable.readUInt32LE(index * 4);
    }
    return Buffer.concat(parts).subarray(0, most);
  };
  const cutoff = buffer.readUInt32LE(56);
  const streams = new Map<string, Buffer>();
  for (const entry of atRoot(entries)) {
    if (!names.includes(entry.name) || streams.has(entry.name)) continue;
    streams.set(entry.name, (entry.size < cutoff ? smallChain : chain)(entry.start, entry.size));
  }
  return streams;
}

/** The sectors of the allocation table: 109 named by the header, the others by a chain of sectors of their own. */
function allocationTable(
  buffer: Buffer,
  size: number,
  inFile: (index: number) => boolean,
  sector: (index: number) => Buffer,
): Buffer[] {
  const table: Buffer[] = [];
  for (let i = 0; i < 109; i++) {
    const index = buffer.readUInt32LE(76 + i * 4);
    if (inFile(index)) table.push(sector(index));
  }
  const seen = new Set<number>();
  for (let index = buffer.readUInt32LE(68); inFile(index) && !seen.has(index); ) {
    seen.add(index);
    const block = sector(index);
    if (block.length < size) break;
    for (let at = 0; at < size - 4; at += 4) {
      const named = block.readUInt32LE(at);
      if (inFile(named)) table.push(sector(named));
    }
    index = block.readUInt32LE(size - 4);
  }
  return table;
}

function directory(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const length = Math.min(bytes.readUInt16LE(at + 64), 64);
    entries.push({
      name: length >= 2 ? bytes.toString('utf16le', at, at + length - 2) : '',
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
