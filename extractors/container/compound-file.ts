/**
 * OLE2 compound files (DOC, XLS, PPT, WPS, encrypted OOXML): which streams they hold, told by their directory alone.
 *
 * Not by a library: SheetJS's cfb reads all streams of the file to name them; this is done for every document of the
 * kind before it is known who reads it. Every step is bounded by the length of the file.
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

interface DirectoryEntry {
  /** Null where the entry is not in use. */
  name: string | null;
  left: number;
  right: number;
  child: number;
}

/**
 * The names of the streams and storages at the root: an embedded object has the same streams, deeper. All names where
 * the tree is damaged, none where the directory is lost.
 */
export function compoundFileNames(bytes: Uint8Array): string[] {
  const entries = directoryOf(bytes);
  const names: string[] = [];
  const seen = new Set<number>();
  const next = [entries[0]?.child ?? NO_ENTRY];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const entry = entries[id];
    if (!entry || seen.has(id)) continue;
    seen.add(id);
    if (entry.name) names.push(entry.name);
    next.push(entry.left, entry.right);
  }
  return names.length > 0 ? names : entries.flatMap(({ name }) => name ?? []);
}

function directoryOf(bytes: Uint8Array): DirectoryEntry[] {
  if (!isCompoundFile(bytes) || bytes.length < 512) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) return [];
  const size = 1 << shift;
  const offsetOf = (sector: number) => (sector + 1) * size;
  const inFile = (sector: number) => sector < LAST_SECTOR && offsetOf(sector) + size <= bytes.length;
  const table = allocationTable(view, size, inFile, offsetOf);

  const entries: DirectoryEntry[] = [];
  const seen = new Set<number>();
  for (let sector = view.getUint32(48, true); inFile(sector) && !seen.has(sector); ) {
    seen.add(sector);
    for (let at = offsetOf(sector); at < offsetOf(sector) + size && entries.length < MOST_ENTRIES; at += ENTRY_BYTES) {
      const [left, right, child] = [68, 72, 76].map((offset) => view.getUint32(at + offset, true)) as [
        number,
        number,
        number,
      ];
      entries.push({ name: nameAt(view, at), left, right, child });
    }
    const next = table[Math.floor((sector * 4) / size)];
    if (next === undefined) break;
    sector = view.getUint32(offsetOf(next) + ((sector * 4) % size), true);
  }
  return entries;
}

/** The sectors that hold the allocation table, in order: from the header, and from the chain that goes on from there. */
function allocationTable(
  view: DataView,
  size: number,
  inFile: (sector: number) => boolean,
  offsetOf: (sector: number) => number,
): number[] {
  const table: number[] = [];
  const take = (at: number, count: number) => {
    for (let i = 0; i < count; i++) {
      const sector = view.getUint32(at + i * 4, true);
      if (inFile(sector)) table.push(sector);
    }
  };
  take(76, IN_HEADER);
  const seen = new Set<number>();
  for (let sector = view.getUint32(68, true); inFile(sector) && !seen.has(sector); ) {
    seen.add(sector);
    take(offsetOf(sector), size / 4 - 1);
    sector = view.getUint32(offsetOf(sector) + size - 4, true);
  }
  return table;
}

function nameAt(view: DataView, at: number): string | null {
  const length = view.getUint16(at + NAME_BYTES, true);
  // Type 0 is an entry that is not in use.
  if (length < 2 || length > NAME_BYTES || view.getUint8(at + NAME_BYTES + 2) === 0) return null;
  return new TextDecoder('utf-16le').decode(new Uint8Array(view.buffer, view.byteOffset + at, length - 2));
}
