/** What most needs a human eye, as far as somebody asks for it: kept by document, so that a correction makes one anew. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { RANKS, ReviewList, type ReviewRow } from '../corrections/review.js';
import type { Review } from './api.js';
import type { Dataset } from './dataset.js';

/** Rows of one document, the most urgent: more nobody looks through at once. */
const MOST_ROWS = 2000;

/** A document with the most urgent thing that the dataset tells of it. */
interface Candidate {
  document: string;
  source: string;
  rank: number;
}

export class ReviewQueue {
  readonly #byDocument = new Map<string, ReviewRow[]>();
  #candidates: Promise<Candidate[]> | null = null;
  /** How many of the candidates were looked at, and what that came to. */
  #looked = 0;
  #rows: ReviewRow[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataset: Dataset,
    private readonly lexicon: Lexicon,
    /** The record with what was corrected; null where there is none. */
    private readonly recordOf: (sha256: string) => Promise<GongkaiRecord | null>,
  ) {}

  /** Rows by urgency, then by document. Looks at no more documents than it takes to know these. */
  page(offset: number, limit: number): Promise<Review> {
    const page = this.#last.then(() => this.#collect(offset, limit));
    this.#last = page.catch(() => {});
    return page;
  }

  /** Looks at these documents again when it is asked next. */
  forget(documents: Iterable<string>): void {
    for (const document of documents) this.#byDocument.delete(document);
    this.#candidates = null;
  }

  async #collect(offset: number, limit: number): Promise<Review> {
    if (!this.#candidates) {
      this.#candidates = this.#find();
      this.#looked = 0;
      this.#rows = [];
    }
    const candidates = await this.#candidates;
    for (;;) {
      const next = candidates[this.#looked];
      // What comes after is of its rank and source at most: before that nothing can come any more.
      const settled = next ? this.#rows.filter((row) => isBefore(row, next)).length : this.#rows.length;
      if (!next || settled >= offset + limit) {
        this.#rows.sort(byUrgency);
        return { total: settled, complete: !next, rows: this.#rows.slice(offset, Math.min(settled, offset + limit)) };
      }
      const own = this.#byDocument.get(next.document) ?? (await this.#look(next.document));
      this.#byDocument.set(next.document, own);
      this.#rows.push(...own);
      this.#looked += 1;
    }
  }

  async #look(document: string): Promise<ReviewRow[]> {
    await nextTurn(); // others are waiting, too
    const record = await this.recordOf(document);
    if (!record) return [];
    const list = new ReviewList(MOST_ROWS);
    list.add(record, checkRecord(record, this.lexicon));
    return list.rows();
  }

  async #find(): Promise<Candidate[]> {
    const checks = this.dataset.table('checks')
      ? `UNION ALL SELECT document_id, CASE severity WHEN 'error' THEN ${RANKS.errorCheck} ELSE ${RANKS.warningCheck} END AS rank
         FROM checks WHERE verdict = 'fail' AND severity IN ('error', 'warning')`
      : '';
    // What OCR was unsure of is told by its findings.
    const rows = await this.dataset.rows(`
      SELECT r.document_id, d.source, min(rank)::INTEGER AS rank FROM (
        SELECT document_id, CASE severity WHEN 'error' THEN ${RANKS.errorFinding} ELSE ${RANKS.warningFinding} END AS rank
        FROM findings WHERE severity IN ('error', 'warning')
        UNION ALL SELECT document_id, ${RANKS.lowConfidence} AS rank FROM findings WHERE starts_with(code, 'ocr/') ${checks}
      ) r JOIN documents d USING (document_id) GROUP BY r.document_id, d.source`);
    return rows
      .map(({ document_id, source, rank }) => ({
        document: String(document_id),
        source: String(source),
        rank: Number(rank),
      }))
      .sort((a, b) => a.rank - b.rank || compare(a.source, b.source));
  }
}

function byUrgency(a: ReviewRow, b: ReviewRow): number {
  return Number(a.priority) - Number(b.priority) || compare(a.source, b.source);
}

function isBefore({ priority, source }: ReviewRow, next: Candidate): boolean {
  return (Number(priority) - next.rank || compare(source, next.source)) < 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
