/** The way of a document to the queue, whether it is a file or was crawled: archives are unpacked, each document goes once. */
import type { Known } from '../archive/log.js';
import type { DataFolder } from '../data-folder.js';
import type { FoundFile } from '../intake/find.js';
import { Unpacker } from '../intake/unpack.js';
import type { SiteRegion } from '../process.js';
import { type DocumentReader, tooLargeLine } from '../worker/reader.js';
import { isHopeless } from './drive.js';

/** One document to read: its bytes are in the archive under their hash. */
export interface DocumentJob {
  sha256: string;
  /** What the document is named after. */
  source: string;
  bytes: number;
  /** The Content-Type header that it was fetched with. */
  contentType?: string | undefined;
  /** What the entry of the site that it is from says of the region. */
  siteRegion?: SiteRegion | undefined;
  /** It has a record under another name, or of another region of its site, which this one replaces. */
  renamed?: boolean | undefined;
}

export type Submitted = Known & Pick<DocumentJob, 'contentType' | 'siteRegion' | 'renamed'>;

/** Who keeps count hears what became of what was handed in. */
export interface IntakeEvents {
  /** The same bytes once more. */
  repeated?: () => void;
  /** It is an archive with so many documents in it. */
  archive?: (members: number) => void;
  /** It has its record without having been read: it is too large, or an archive with something unreadable. */
  settled?: (sha256: string, source: string) => Promise<void>;
  failed?: (source: string, error: unknown) => void;
}

export class Intake {
  readonly #seen = new Set<string>();
  readonly #unpacker: Unpacker;

  constructor(
    private readonly data: DataFolder,
    private readonly reader: DocumentReader,
    private readonly add: (job: DocumentJob) => Promise<unknown>,
    private readonly events: IntakeEvents = {},
  ) {
    this.#unpacker = new Unpacker(reader);
  }

  /** Takes a file into the archive and hands it on, with what is known of the `archive` that it was in. Throws where the next file would meet the same error. */
  async take(file: FoundFile, signal: AbortSignal, archive?: Pick<Submitted, 'sha256' | 'siteRegion'>): Promise<void> {
    const { inputBytes } = this.reader.limits;
    await this.#attempt(file.source, signal, async () => {
      const known = await this.data.take(file, inputBytes, signal, archive?.sha256);
      await this.#submit({ ...known, siteRegion: archive?.siteRegion }, signal);
    });
  }

  /** Hands a document on that is in the archive. Throws where the next one would meet the same error. */
  async submit(document: Submitted, signal: AbortSignal): Promise<void> {
    await this.#attempt(document.source, signal, () => this.#submit(document, signal));
  }

  async close(): Promise<void> {
    await this.#unpacker.close();
  }

  /** What goes wrong with one costs no other, unless it would go wrong there as well. */
  async #attempt(source: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      signal.throwIfAborted();
      if (isHopeless(error)) throw error;
      this.events.failed?.(source, error);
    }
  }

  async #submit(document: Submitted, signal: AbortSignal): Promise<void> {
    const { sha256, source, bytes, archived, limit, contentType, siteRegion, renamed } = document;
    const { data, events } = this;
    if (this.#seen.has(sha256) && !renamed) return events.repeated?.();
    this.#seen.add(sha256);
    if (!archived) {
      await data.records.put(sha256, tooLargeLine(document, bytes, limit));
      return events.settled?.(sha256, source);
    }
    const path = data.archive.pathOf(sha256);
    const contents = await this.#unpacker.unpack({ path, source }, async () => ({ sha256, bytes }), signal);
    if (!contents) {
      await this.add({
        sha256,
        source,
        bytes,
        ...(contentType === undefined ? {} : { contentType }),
        ...(siteRegion === undefined ? {} : { siteRegion }),
        ...(renamed ? { renamed } : {}),
      });
      return;
    }
    events.archive?.(contents.files.length + (contents.line ? 1 : 0));
    for (const member of contents.files) await this.take(member, signal, document);
    await contents.remove();
    // Last: a run that was killed before leaves the archive unread, and the next one unpacks it again.
    if (!contents.line) return document.unpacked ? undefined : data.noteUnpacked(document);
    await data.records.put(sha256, contents.line);
    await events.settled?.(sha256, source);
  }
}
