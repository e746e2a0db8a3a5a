/** What became of documents, by the status of their records, without reading whole records. */
import type { RecordStore } from '../records/store.js';
import { RATE_WINDOW_MS } from './log-tail.js';
import { UNREAD } from './snapshot.js';

/** Documents whose status is remembered, some 150 bytes each; beyond that all are looked up anew. */
const MOST_REMEMBERED = 200_000;
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
  readonly #known = new Map<string, { status: string; time: number }>();

  /** `isUnpacked`: whether a document is an archive of which every member is a document of its own. */
  constructor(
    private readonly records: RecordStore,
    private readonly isUnpacked: (sha256: string) => boolean,
  ) {}

  /** Counts distinct documents, given by their hashes. */
  async count(documents: Iterable<string>, now: number): Promise<DocumentCounts> {
    const counts: DocumentCounts = { ...NO_DOCUMENTS, byStatus: {} };
    let group: string[] = [];
    const look = async () => {
      const all = await Promise.all(group.map((sha256) => this.#find(sha256)));
      for (const [i, found] of all.entries()) {
        const status = found?.status ?? (this.isUnpacked(group[i]!) ? 'unpacked' : UNREAD);
        counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
        if (!found || now - found.time > RATE_WINDOW_MS) continue;
        counts.recent += 1;
        counts.recentSince = Math.min(counts.recentSince, found.time);
      }
      group = [];
    };
    for (const sha256 of documents) {
      group.push(sha256);
      if (group.length >= AT_A_TIME) await look();
    }
    await look();
    return counts;
  }

  async #find(sha256: string) {
    const known = this.#known.get(sha256);
    if (known) return known;
    const found = await this.records.status(sha256);
    if (!found) return null;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const entry = { status: found.status, time: found.time.getTime() };
    this.#known.set(sha256, entry);
    return entry;
  }
}
