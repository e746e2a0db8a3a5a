/**
 * The records: one JSON for each distinct document and version, `<version>/ab/<sha256>.json`.
 *
 * A record is the whole state of a document's work: it is there or it is not. What is still to do is the archive less
 * the records.
 */
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { publish, sweepIncoming, writeIncoming } from '../archive/durable-file.js';

/** In which the status of a record stands. */
const STATUS_BYTES = 1024;

export class RecordStore {
  /** The folder of this version's records. */
  readonly directory: string;

  constructor(
    parent: string,
    readonly version: string,
  ) {
    this.directory = join(parent, version);
  }

  #pathOf(sha256: string): string {
    return join(this.directory, sha256.slice(0, 2), `${sha256}.json`);
  }

  /** The record, or null where there is none. */
  async get(sha256: string): Promise<GongkaiRecord | null> {
    try {
      return JSON.parse(await readFile(this.#pathOf(sha256), 'utf8')) as GongkaiRecord;
    } catch (error) {
      // Not by us: a disk that lost its last seconds leaves empty files. Reading the document again mends it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** The status of a record, and when it was made, from its first bytes: a record may be megabytes. Null where there is none. */
  async status(sha256: string): Promise<{ status: string; time: Date } | null> {
    let file: FileHandle;
    try {
      file = await open(this.#pathOf(sha256), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(STATUS_BYTES), 0, STATUS_BYTES, 0);
      const head = buffer.toString('utf8', 0, bytesRead);
      const quoted = /^\{"schema":\d+,"status":("(?:[^"\\]|\\.)*")/.exec(head)?.[1];
      const status = quoted ? (JSON.parse(quoted) as string) : (await this.get(sha256))?.status;
      return status === undefined ? null : { status, time: (await file.stat()).mtime };
    } finally {
      await file.close();
    }
  }

  /** Keeps a record, given as its JSON line. */
  async put(sha256: string, line: string | Uint8Array): Promise<void> {
    await publish(await writeIncoming(this.directory, line), this.#pathOf(sha256));
  }

  /** The hashes that have a record, sorted. */
  async list(): Promise<string[]> {
    const names = await readdir(this.directory, { recursive: true }).catch(() => []);
    return names.flatMap((name) => /([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []).sort();
  }

  /** Every record of this version, by hash. */
  async *all(): AsyncGenerator<GongkaiRecord> {
    for (const sha256 of await this.list()) {
      const record = await this.get(sha256);
      if (record) yield record;
    }
  }

  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await sweepIncoming(this.directory);
  }
}
