/** The archive: original bytes, once by SHA-256, never changed. `objects/ab/<sha256>`. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, sweepIncoming, writeIncoming } from './durable-file.js';

/** What a run of bytes is called and how long it is. */
export interface Digest {
  sha256: string;
  bytes: number;
}

/** Hashes a file of any size in bounded memory. */
export async function digestFile(path: string | Buffer, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const content: AsyncIterable<Buffer> = createReadStream(path, signal ? { signal } : {});
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

export class Archive {
  /** The folder of the objects. */
  readonly objects: string;

  constructor(directory: string) {
    this.objects = join(directory, 'objects');
  }

  pathOf(sha256: string): string {
    return join(this.objects, sha256.slice(0, 2), sha256);
  }

  async has({ sha256, bytes }: Digest): Promise<boolean> {
    return (await this.ageOf({ sha256, bytes })) !== null;
  }

  /** For how many milliseconds an object has been in the archive; null if it is not. */
  async ageOf({ sha256, bytes }: Digest): Promise<number | null> {
    const found = await stat(this.pathOf(sha256)).catch(() => null);
    return found?.size === bytes ? Date.now() - found.mtimeMs : null;
  }

  /** Keeps a stream of bytes under the hash of what really came, in bounded memory. Keeping the same bytes again is harmless. */
  async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted() {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
    const temporary = await writeIncoming(this.objects, counted());
    const digest = { sha256: hash.digest('hex'), bytes };
    if (await this.has(digest)) await rm(temporary);
    else await publish(temporary, this.pathOf(digest.sha256));
    return digest;
  }

  async sweep(): Promise<void> {
    await sweepIncoming(this.objects);
  }
}
