/** What most needs a human eye, kept by document: a correction makes one document anew, a rebuilt dataset all. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { RANKS, ReviewList, type ReviewRow } from '../corrections/review.js';
import type { Review } from './api.js';
import type { Dataset } from './dataset.js';

/** Rows of the queue, the most urgent: what people look through before it is made anew. */
const MOST_ROWS = 2000;

export class ReviewQueue {
  readonly #byDocument = new Map<string, ReviewRow[]>();
  #all: Promise<Review> | null = null;

  constructor(
    private readonly dataset: Dataset,
    private readonly lexicon: Lexicon,
    /** The record with what was corrected; null where there is none. */
    private readonly recordOf: (sha256: string) => Promise<GongkaiRecord | null>,
  ) {}

  async page(offset: number, limit: number): Promise<Review> {
    this.#all ??= this.#collect();
    const all = this.#all;
    all.catch(() => {
      if (this.#all === all) this.#all = null;
    });
    const { total, complete, rows } = await all;
    return { total, complete, rows: rows.slice(offset, offset + limit) };
  }

  /** Looks at these documents again. */
  forget(documents: Iterable<string>): void {
    for (const document of documents) this.#byDocument.delete(document);
    this.#all = null;
  }

  /**
   * Documents by the most urgent thing that the dataset tells of them, until there are rows enough of what is as urgent:
   * what comes after cannot be more so. The loop lets others work between two documents.
   */
  async #collect(): Promise<Review> {
    const rows: ReviewRow[] = [];
    const counts = new Map<number, number>();
    let complete = true;
    for (const { document, rank } of await this.#candidates()) {
      const asUrgent = [...counts].reduce((sum, [each, n]) => (each < rank ? sum + n : sum), 0);
      if (asUrgent >= MOST_ROWS) {
        complete = false;
        break;
      }
      const own = this.#byDocument.get(document) ?? (await this.#look(document));
      this.#byDocument.set(document, own);
      rows.push(...own);
      for (const { priority } of own) counts.set(Number(priority), (counts.get(Number(priority)) ?? 0) + 1);
    }
    rows.sort(
      (a, b) => Number(a.priority) - Number(b.priority) || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0),
    );
    complete &&= rows.length <= MOST_ROWS;
    const urgent = rows.slice(0, MOST_ROWS);
    return { total: urgent.length, complete, rows: urgent };
  }

  async #look(document: string): Promise<ReviewRow[]> {
    await nextTurn();
    const record = await this.recordOf(document);
    if (!record) return [];
    const list = new ReviewList(MOST_ROWS);
    list.add(record, checkRecord(record, this.lexicon));
    return list.rows();
  }

  async #candidates(): Promise<{ document: string; rank: number }[]> {
    const checks = this.dataset.table('checks')
      ? `UNION ALL SELECT document_id, CASE severity WHEN 'error' THEN ${RANKS.errorCheck} ELSE ${RANKS.warningCheck} END AS rank
         FROM checks WHERE verdict = 'fail' AND severity IN ('error', 'warning')`
      : '';
    // What OCR was unsure of is told by its findings.
    const rows = await this.dataset.rows(`
      SELECT r.document_id, min(rank)::INTEGER AS rank FROM (
        SELECT document_id, CASE severity WHEN 'error' THEN ${RANKS.errorFinding} ELSE ${RANKS.warningFinding} END AS rank
        FROM findings WHERE severity IN ('error', 'warning')
        UNION ALL SELECT document_id, ${RANKS.lowConfidence} AS rank FROM findings WHERE starts_with(code, 'ocr/') ${checks}
      ) r JOIN documents d USING (document_id) GROUP BY r.document_id, d.source ORDER BY rank, d.source`);
    return rows.map(({ document_id, rank }) => ({ document: String(document_id), rank: Number(rank) }));
  }
}
