/** RAR files, by the original unrar in WebAssembly. Alone imports node-unrar-js. */
import { createExtractorFromData, type FileHeader, UnrarError } from 'node-unrar-js';
import { DamagedError, TooLargeError } from '../container/zip.js';
import { type ArchiveEntry, LIMITS, type OpenedArchive } from './entry.js';

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
    const headers = [...fileHeaders];
    const findings: OpenedArchive['findings'] = [];
    if (arcHeader.flags.volume) {
      findings.push({
        code: 'archive/one-of-several-volumes',
        severity: 'error',
        message: 'the archive is one of several volumes; what lies in the others is missing',
        at: [],
      });
    }
    return { entries: entriesOf(extractor, headers), findings };
  } catch (error) {
    throw asDamaged(error);
  }
}

type Extractor = Awaited<ReturnType<typeof createExtractorFromData>>;

async function* entriesOf(extractor: Extractor, headers: readonly FileHeader[]): AsyncGenerator<ArchiveEntry> {
  let total = 0;
  const refused = new Set<FileHeader>();
  for (const header of headers) {
    const { directory, encrypted } = header.flags;
    const tooLarge = header.unpSize > LIMITS.memberBytes || total + header.unpSize > LIMITS.totalBytes;
    if (!directory && !encrypted && !tooLarge) {
      total += header.unpSize;
      continue;
    }
    refused.add(header);
    const read = () => Promise.reject(new TooLargeError(`says ${header.unpSize} bytes`));
    yield { name: header.name, directory, encrypted, read };
  }
  // The headers come again in the same order when the archive is gone through to extract.
  let next = 0;
  try {
    const { files } = extractor.extract({ files: () => !refused.has(headers[next++]!) });
    for (const { fileHeader, extraction } of files) {
      const read = async (limit: number) => {
        if (!extraction) throw new DamagedError('it cannot be unpacked');
        if (extraction.length > limit) throw new TooLargeError(`${extraction.length} bytes`);
        return extraction;
      };
      yield { name: fileHeader.name, directory: false, encrypted: false, read };
    }
  } catch (error) {
    throw asDamaged(error);
  }
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
