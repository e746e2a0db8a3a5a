/**
 * Archives among the files to read. Their members become documents of their own, called `path/to.zip!/inner/name.pdf`;
 * the archive itself gives no record unless something in it could not be read.
 *
 * Members are unpacked in a worker process, since an archive may be as hostile as any document, into the system's
 * folder for temporary files.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INSIDE } from '../../extractors/archive/index.js';
import type { Digest } from '../archive/archive.js';
import { RetryableError } from '../queue/port.js';
import type { DocumentReader } from '../worker/reader.js';
import type { FoundFile } from './find.js';

/** What an archive came to. */
export interface Contents {
  files: FoundFile[];
  /** The archive's own record, if it has one. */
  line: string | null;
  /** Removes the files. */
  remove: () => Promise<void>;
}

export class Unpacker {
  #root: Promise<string> | null = null;

  constructor(private readonly reader: DocumentReader) {}

  /** The contents of an archive; null where the file is none. `digest` is asked only where it may be one. */
  async unpack(
    { path, source }: FoundFile,
    digest: () => Promise<Digest>,
    signal: AbortSignal,
  ): Promise<Contents | null> {
    if (!(await mayBeArchive(path))) return null;
    const document = { file: path, source, ...(await digest()) };
    this.#root ??= mkdtemp(join(tmpdir(), 'gongkai-'));
    const directory = join(await this.#root, randomUUID());
    const remove = () => rm(directory, { recursive: true, force: true });
    const attempt = (lastAttempt: boolean) =>
      this.reader.unpack(document, directory, { attempt: lastAttempt ? 2 : 1, lastAttempt, signal });
    try {
      const unpacked = await attempt(false).catch(async (error) => {
        if (!(error instanceof RetryableError)) throw error;
        await remove();
        return attempt(true);
      });
      if (!unpacked) return null;
      const files = unpacked.members.map(({ name, file }) => ({
        path: file,
        source: source + INSIDE + name,
        temporary: true,
      }));
      return { files, line: unpacked.line, remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  /** Removes all that was unpacked. */
  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }
}

const MAGIC = [Buffer.from('PK\x03\x04'), Buffer.from('PK\x05\x06'), Buffer.from('Rar!\x1a\x07')];

/** Told by the first bytes: DOCX and XLSX begin like ZIP, and are sorted out in the worker. */
async function mayBeArchive(file: string | Buffer): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return MAGIC.some((magic) => buffer.subarray(0, magic.length).equals(magic));
  } finally {
    await handle.close();
  }
}
