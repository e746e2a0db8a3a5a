/** What became of documents, by the status of their records, without reading whole records. */
import type { RecordStore } from '../records/store.js';
import { RATE_WINDOW_MS } from './log-tail.js';
import { UNREAD } from './snapshot.js';

/** Documents whose status is remembered, some 120 bytes each; beyond that all are looked up anew. */
const MOST_REMEMBERED = 1_000_000;
/** Records looked up at a time. */
const AT_A_TIME = 64;

export interface DocumentCounts {
  byStatus: Record<string, number>;
  /** Read in the last minutes. */
  recent: number;
  /** When the first of these was, in milliseconds since 1970; infinite where there is none. */
  recentSince: number;
}

export const NO_DOCUMENTS: DocumentCounts = { byStatus: {}, recent: 0, recentSince: Number.POSITIVE_INFINITY };

export class DocumentStatuses {
  /** A record does not change while its version lasts. */
  readonly #known = new Map<string, string>();
  /** When those were made that were made in the last minutes. */
  readonly #recent = new Map<string, number>();

  /** `isUnpacked`: whether a document is an archive of which every member is a document of its own. */
  constructor(
    private readonly records: RecordStore,
    private readonly isUnpacked: (sha256: string) => boolean,
  ) {}

  /** Takes a status as it was once found. */
  remember(sha256: string, status: string): void {
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(sha256, status);
  }

  /**
   * The status of a document that was counted and will have the same one the next time. Not of one that was read in the last
   * minutes, which counts for how fast it goes, nor of one that failed, which may be tried again.
   */
  settled(sha256: string): string | undefined {
    const status = this.#recent.has(sha256) ? undefined : this.#known.get(sha256);
    return status?.startsWith('failed') ? undefined : status;
  }

  /** Counts distinct documents, given by their hashes. `now` in milliseconds since 1970. */
  async count(documents: Iterable<string>, now: number): Promise<DocumentCounts> {
    const counts: DocumentCounts = { ...NO_DOCUMENTS, byStatus: {} };
    let unknown: string[] = [];
    const add = (sha256: string, status: string) => {
      counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
      const time = this.#recent.get(sha256);
      if (time === undefined) return;
      if (now - time > RATE_WINDOW_MS) {
        this.#recent.delete(sha256);
        return;
      }
      counts.recent += 1;
      counts.recentSince = Math.min(counts.recentSince, time);
    };
    const look = async () => {
      const all = await Promise.all(unknown.map((sha256) => this.#find(sha256, now)));
      for (const [i, sha256] of unknown.entries())
        add(sha256, all[i] ?? (this.isUnpacked(sha256) ? 'unpacked' : UNREAD));
      unknown = [];
    };
    for (const sha256 of documents) {
      const status = this.#known.get(sha256);
      if (status !== undefined) add(sha256, status);
      else if (unknown.push(sha256) >= AT_A_TIME) await look();
    }
    await look();
    return counts;
  }

  async #find(sha256: string, now: number): Promise<string | null> {
    const found = await this.records.status(sha256);
    if (!found) return null;
    const time = found.time.getTime();
    if (now - time <= RATE_WINDOW_MS) this.#recent.set(sha256, time);
    this.remember(sha256, found.status);
    return found.status;
  }
}
