/**
 * The texts of documents, one for each distinct document and version, `<version>/ab/<sha256>.json.gz`: passages as JSON.
 *
 * A text is written before its record, so that where there is a record there is a text; but of those that could not be
 * read at all, or whose text is over the limit of what a worker may give.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { publish, writeIncoming } from '../archive/durable-file.js';
import type { Passage } from './passages.js';

const decompress = promisify(gunzip);

export class TextStore {
  /** The folder of this version's texts. */
  readonly directory: string;

  constructor(parent: string, version: string) {
    this.directory = join(parent, version);
  }

  #pathOf(sha256: string): string {
    return join(this.directory, sha256.slice(0, 2), `${sha256}.json.gz`);
  }

  /** Null where there is none, or where a disk lost its end. */
  async get(sha256: string): Promise<Passage[] | null> {
    const compressed = await readFile(this.#pathOf(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!compressed) return null;
    try {
      return JSON.parse((await decompress(compressed)).toString('utf8')) as Passage[];
    } catch {
      return null;
    }
  }

  /** Keeps a text, given as the JSON of its passages in gzip. */
  async put(sha256: string, passages: Uint8Array): Promise<void> {
    await publish(await writeIncoming(this.directory, passages), this.#pathOf(sha256));
  }
}
