/** RAR files, by the original unrar in WebAssembly. Alone imports node-unrar-js. */
import { createExtractorFromData, type FileHeader, UnrarError } from 'node-unrar-js';
import { decodeNames } from '../container/names.js';
import { DamagedError, TooLargeError } from '../container/zip.js';
import { type ArchiveEntry, LIMITS, type OpenedArchive } from './entry.js';
import { storedNames } from './rar-names.js';

/** Version 4 and 5; what stands before it (a program that unpacks itself) is not looked for. */
export function isRar(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x52 &&
    bytes[1] === 0x61 &&
    bytes[2] === 0x72 &&
    bytes[3] === 0x21 &&
    bytes[4] === 0x1a &&
    bytes[5] === 7
  );
}

/** Throws a DamagedError where the archive cannot be opened. */
export async function openRar(bytes: Uint8Array): Promise<OpenedArchive> {
  try {
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const extractor = await createExtractorFromData({ data });
    const { arcHeader, fileHeaders } = extractor.getFileList();
    const headers = withNames([...fileHeaders], storedNames(bytes));
    const findings: OpenedArchive['findings'] = [];
    if (arcHeader.flags.volume) {
      findings.push({
        code: 'archive/one-of-several-volumes',
        severity: 'error',
        message: 'the archive is one of several volumes; what lies in the others is missing',
        at: [],
      });
    }
    return { entries: entriesOf(data, headers), findings };
  } catch (error) {
    throw asDamaged(error);
  }
}

type Extractor = Awaited<ReturnType<typeof createExtractorFromData>>;

/** How many members may be damaged before the rest is given up: each costs to go through the archive once more. */
const MOST_DAMAGED = 20;

/** The names that unrar does not know, from their bytes. */
function withNames(headers: readonly FileHeader[], stored: readonly (Uint8Array | null)[]): FileHeader[] {
  if (stored.length !== headers.length) return [...headers];
  const { names } = decodeNames(stored.flatMap((name) => (name ? { name } : [])));
  return headers.map((header, i) => (stored[i] ? { ...header, name: names.shift() ?? header.name } : header));
}

async function* entriesOf(data: ArrayBuffer, headers: readonly FileHeader[]): AsyncGenerator<ArchiveEntry> {
  let total = 0;
  const refused = new Set<number>();
  for (const [i, header] of headers.entries()) {
    const { directory, encrypted } = header.flags;
    const tooLarge = header.unpSize > LIMITS.memberBytes || total + header.unpSize > LIMITS.totalBytes;
    if (!directory && !encrypted && !tooLarge) {
      total += header.unpSize;
      continue;
    }
    refused.add(i);
    const read = () => Promise.reject(new TooLargeError(`says ${header.unpSize} bytes`));
    yield { name: header.name, directory, encrypted, read };
  }
  /** Members before this one are done; those behind one that is damaged are read in another run. */
  let first = 0;
  for (let damaged = 0; first < headers.length; damaged++) {
    // The headers come again in the same order when the archive is gone through to extract.
    let next = 0;
    const entry = (read: ArchiveEntry['read']): ArchiveEntry => {
      first = next;
      return { name: headers[next - 1]!.name, directory: false, encrypted: false, read };
    };
    try {
      const extractor = await createExtractorFromData({ data });
      const forget = keepOnlyLast(extractor);
      const { files } = extractor.extract({ files: () => !(next++ < first || refused.has(next - 1)) });
      for (const { extraction } of files) {
        yield entry(async (limit) => {
          if (!extraction) throw new DamagedError('it cannot be unpacked');
          if (extraction.length > limit) throw new TooLargeError(`${extraction.length} bytes`);
          return extraction;
        });
        forget();
      }
      return;
    } catch (error) {
      if (next <= first || next > headers.length || damaged >= MOST_DAMAGED) throw asDamaged(error);
      yield entry(() => Promise.reject(asDamaged(error)));
    }
  }
}

/**
 * The library keeps all that it unpacked, and finds it by its name in the archive; unrar writes `../../x` under another
 * one, and all that follows was lost. Under one name for all, the last one is found, whatever it is called.
 */
function keepOnlyLast(extractor: Extractor): () => void {
  const files = extractor as unknown as {
    dataFiles: Record<string, unknown>;
    getExtractedFileName: (name: string) => string;
  };
  const last = 'last';
  files.getExtractedFileName = () => last;
  return () => {
    delete files.dataFiles[last];
  };
}

/** The archive needs a password even to tell what is in it. */
export class LockedError extends Error {
  override name = 'LockedError';
}

function asDamaged(error: unknown): Error {
  if (error instanceof UnrarError && /PASSWORD/.test(error.reason))
    return new LockedError(error.message, { cause: error });
  return new DamagedError(error instanceof Error ? error.message : String(error), { cause: error });
}
