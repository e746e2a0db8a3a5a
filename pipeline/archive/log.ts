/**
 * An append-only log of what was seen: JSON Lines, one file for each origin of documents (`local.jsonl` for files).
 *
 * Several processes may append at once: each line goes out in one write to a file opened for appending. The order of the
 * lines decides which source a document is named after, so that all processes, now and after a crash, agree on it.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Sighting {
  time: string;
  /** Path or URL as given. */
  source: string;
  sha256: string;
  bytes: number;
  /**
   * `archived`: bytes new to the archive; `known`: there before; `too-large`: only hashed, not kept; `unpacked`: all that
   * is in this ZIP or RAR file is in the archive as documents of their own.
   */
  outcome: 'archived' | 'known' | 'too-large' | 'unpacked';
  /** For a file that was in a ZIP or RAR file: the hash of that. */
  parent?: string;
  /** For `too-large`: the limit in bytes that it was over. */
  limit?: number;
}

/** Where a document was met, and when first: a path or URL, and the archive that it was in. */
export type LocalSource = Pick<Sighting, 'source' | 'parent' | 'time'>;

/** What the log knows of one document. */
export interface Known {
  sha256: string;
  /** The source that the document was first seen at. */
  source: string;
  bytes: number;
  /** Whether its bytes are in the archive; if not, the limit that kept them out. */
  archived: boolean;
  limit: number;
  /** Whether it is a ZIP or RAR file of which nothing is left to read. */
  unpacked: boolean;
}

export class SightingLog {
  readonly #path: string;
  #file: FileHandle | null = null;
  #known = new Map<string, Known & { sources: LocalSource[] }>();
  #offset = 0;
  #rest = Buffer.alloc(0);
  #torn = false;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(path: string): Promise<SightingLog> {
    const log = new SightingLog(path);
    await log.refresh();
    return log;
  }

  /**
   * Adds a line, down to the disk if its loss would matter, and learns what other processes added meanwhile. One call at
   * a time in each process.
   */
  async append(sighting: Sighting): Promise<void> {
    if (!this.#file) {
      await mkdir(dirname(this.#path), { recursive: true });
      this.#file = await open(this.#path, 'a+');
      await this.refresh();
      this.#torn = this.#rest.length > 0;
    }
    // A line that a crash or a full disk cut short must not swallow the next one.
    const line = Buffer.from(`${this.#torn ? '\n' : ''}${JSON.stringify(sighting)}\n`);
    this.#torn = true;
    const { bytesWritten } = await this.#file.write(line);
    if (bytesWritten < line.length) throw new Error(`${this.#path}: the disk took only part of a line`);
    this.#torn = false;
    if (sighting.outcome !== 'known') await this.#file.datasync();
    await this.refresh();
  }

  get(sha256: string): Known | undefined {
    return this.#known.get(sha256);
  }

  /** Each source that a document was seen at, in the order in which they were first logged. */
  sourcesOf(sha256: string): readonly LocalSource[] {
    return this.#known.get(sha256)?.sources ?? [];
  }

  /** Every distinct document, in the order in which they were first seen. */
  documents(): Iterable<Known> {
    return this.#known.values();
  }

  async close(): Promise<void> {
    await this.#file?.sync();
    await this.#file?.close();
    this.#file = null;
  }

  /** Learns what other processes added; half a line at the end waits for its other half. */
  async refresh(): Promise<void> {
    const file = this.#file ?? (await open(this.#path, 'r').catch(() => null));
    if (!file) return;
    try {
      const chunk = Buffer.alloc(64 * 1024);
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
        const end = text.lastIndexOf(0x0a) + 1;
        this.#rest = Buffer.from(text.subarray(end));
        for (const line of text.subarray(0, end).toString('utf8').split('\n')) this.#learn(line);
      }
    } finally {
      if (file !== this.#file) await file.close();
    }
  }

  #learn(line: string): void {
    const sighting = parseSighting(line);
    if (!sighting) return;
    const { sha256, source, parent, bytes, outcome, time, limit = 0 } = sighting;
    const known = this.#known.get(sha256) ?? {
      sha256,
      source,
      bytes,
      archived: false,
      limit,
      unpacked: false,
      sources: [],
    };
    this.#known.set(sha256, known);
    known.archived ||= outcome !== 'too-large';
    known.unpacked ||= outcome === 'unpacked';
    known.limit = sighting.limit ?? known.limit;
    // That it was unpacked is no place where it was seen.
    const isNew = !known.sources.some((each) => each.source === source && each.parent === parent);
    if (outcome !== 'unpacked' && isNew) {
      known.sources.push(parent === undefined ? { source, time } : { source, parent, time });
    }
  }
}

/** Null for an empty line, and for the stump of a line that a crash cut short: what it told was never believed. */
function parseSighting(line: string): Sighting | null {
  try {
    const sighting = JSON.parse(line) as Sighting;
    return /^[0-9a-f]{64}$/.test(sighting.sha256) && typeof sighting.source === 'string' ? sighting : null;
  } catch {
    return null;
  }
}
