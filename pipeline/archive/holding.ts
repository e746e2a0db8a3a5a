/**
 * Objects on their way into the archive, made durable together.
 *
 * A sync of file and folder for each object is what a fast crawl waits for most. Here `put` returns when the bytes are
 * held, and `commit` brings all that is held to disk and gives it its names: before the log line that tells of it is
 * written, so that nothing is believed which a crash could take back.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Archive, Digest } from './archive.js';
import { nameFile, syncDirectory, syncFile, writeIncoming } from './durable-file.js';

/** Larger objects go to disk at once. */
const LARGEST_IN_MEMORY = 1024 * 1024;
/** With so much in memory `put` waits for a commit. */
const MOST_IN_MEMORY = 32 * 1024 * 1024;
/** Files and folders synced at a time: the disk's journal takes them together. */
const PARALLEL = 16;
/** What is in the archive for so short a time may not be durable yet: another process is at it. */
const SETTLED_MS = 60_000;

interface Held extends Digest {
  /** The bytes, or the path of a temporary file; neither where the archive has them already. */
  content: Buffer | string | null;
}

export class Holding {
  readonly #held = new Map<string, Held>();
  #inMemory = 0;
  #commit: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(private readonly archive: Archive) {}

  /** Takes a stream of bytes, in bounded memory. They are in the archive after the next `commit`. */
  async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
    if (this.#failure) throw this.#failure;
    const hash = createHash('sha256');
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    async function* counted() {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
    const coming = counted();
    let more = true;
    while (more && bytes <= LARGEST_IN_MEMORY) {
      const { done, value } = await coming.next();
      if (done) more = false;
      else chunks.push(value);
    }
    async function* all() {
      yield* chunks;
      yield* coming;
    }
    const body = more
      ? await writeIncoming(this.archive.objects, all(), { durable: false })
      : Buffer.concat(chunks, bytes);
    const digest = { sha256: hash.digest('hex'), bytes };
    await this.#hold(digest, body);
    if (this.#inMemory > MOST_IN_MEMORY) await this.commit();
    return digest;
  }

  /** The bytes of an object that was put here or is in the archive. */
  read(sha256: string): Promise<Buffer> {
    const content = this.#held.get(sha256)?.content;
    return content instanceof Buffer ? Promise.resolve(content) : readFile(content ?? this.archive.pathOf(sha256));
  }

  /** The same as a stream, for what may be large. */
  stream(sha256: string): AsyncIterable<Uint8Array> {
    const content = this.#held.get(sha256)?.content;
    if (content instanceof Buffer) return only(content);
    return createReadStream(content ?? this.archive.pathOf(sha256));
  }

  /** Resolves when all that was put before is durable and in the archive under its name. After an error nothing is taken. */
  commit(): Promise<void> {
    const commit = this.#commit.then(() => this.#publish());
    this.#commit = commit.catch(() => {});
    return commit;
  }

  async #hold(digest: Digest, content: Buffer | string): Promise<void> {
    const age = await this.archive.ageOf(digest);
    if (age !== null || this.#held.has(digest.sha256)) {
      if (typeof content === 'string') await rm(content, { force: true });
      if (age === null || age > SETTLED_MS || this.#held.has(digest.sha256)) return;
      this.#held.set(digest.sha256, { ...digest, content: null });
      return;
    }
    this.#held.set(digest.sha256, { ...digest, content });
    if (typeof content !== 'string') this.#inMemory += content.length;
  }

  async #publish(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const held = [...this.#held.values()];
    const written = new Map<Held, string>();
    try {
      await inParallel(held, async (each) => {
        const { content } = each;
        if (typeof content === 'string') await syncFile(content);
        if (content !== null) {
          written.set(each, typeof content === 'string' ? content : await writeIncoming(this.archive.objects, content));
        }
      });
      const folders = new Set(held.map(({ sha256 }) => dirname(this.archive.pathOf(sha256))));
      await inParallel([...written], async ([{ sha256 }, path]) => {
        for (const folder of await nameFile(path, this.archive.pathOf(sha256))) folders.add(folder);
      });
      await inParallel([...folders], syncDirectory);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    for (const { sha256, content } of held) {
      this.#held.delete(sha256);
      if (content instanceof Buffer) this.#inMemory -= content.length;
    }
  }
}

async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
}
