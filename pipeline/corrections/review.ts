/** What most needs a human eye, as rows that a person fills in: error findings first, then failed checks, then what is doubtful. */
import type { Place, Severity } from '../../extractors/document.js';
import { LOW_CONFIDENCE } from '../../normalizers/checks/ocr-confidence.js';
import { type Bilingual, both, type Outcome } from '../../normalizers/checks/rules/rule.js';
import type { Evidence, GongkaiRecord } from '../../normalizers/record.js';
import { ALL_RULES } from '../checks/rules.js';
import { findingInChinese } from '../dataset/finding-codes.js';
import { placeText } from '../dataset/places.js';
import { isLookedAt } from './corrections.js';
import { isCorrectable, type Part, partsOf, textOf, valueAt } from './fields.js';

/** Columns of a review, those that a person fills in last. */
export const REVIEW_COLUMNS = [
  'priority',
  'reason',
  'reason_zh',
  'source',
  'place',
  'record_type',
  'record_id',
  'document_id',
  'name',
  'field',
  'value',
  'raw',
  'new_value',
  'why',
  'who',
  'evidence',
] as const;
export type ReviewRow = Record<(typeof REVIEW_COLUMNS)[number], string>;

/** Rank of a row by what it is listed for; the least is looked at first. */
export const RANKS = { errorFinding: 1, errorCheck: 2, lowConfidence: 3, warningFinding: 4, warningCheck: 5 };

const SEVERITY_OF = new Map(ALL_RULES.map(({ id, severity }) => [id, severity]));

/** Why, how urgently and where a record is to be looked at. */
interface Doubt {
  rank: number;
  reason: Bilingual;
  at: readonly Place[];
}

interface Kept {
  rank: number;
  /** By what they say in English. */
  reasons: Map<string, Bilingual>;
  row: ReviewRow;
}

export class ReviewList {
  /** Of each field the most urgent rank and all reasons. */
  #rows = new Map<string, Kept>();
  #left = 0;

  /** Keeps the most urgent `limit` rows, whatever the number of records. */
  constructor(private readonly limit: number) {}

  /** How many rows there was no room for. */
  get left(): number {
    return this.#left;
  }

  /** Takes in a record with what was corrected of it, and what the checks of this document came to. */
  add(record: GongkaiRecord, outcomes: readonly Outcome[]): void {
    const parts = [...partsOf(record)];
    const { document, findings } = record;
    const put = (doubt: Doubt, part: Part, field: string) => this.#put(doubt, part, field, document);
    for (const finding of findings) {
      const { severity, code, message, at, record_id: id } = finding;
      const rank = rankOf(severity, RANKS.errorFinding, RANKS.warningFinding);
      if (rank === null) continue;
      const reason = both(`${code}: ${findingInChinese(finding)}`, `${code}: ${message}`);
      point({ rank, reason, at }, id === undefined ? parts : withId(parts, id), put);
    }
    for (const part of parts) {
      for (const [field, { confidence, at }] of Object.entries(part.fields.evidence)) {
        if (confidence === undefined || confidence >= LOW_CONFIDENCE) continue;
        const percent = Math.round(confidence * 100);
        const reason = both(`文字识别把握仅${percent}%`, `OCR is sure of it by ${percent}% only`);
        put({ rank: RANKS.lowConfidence, reason, at }, part, field);
      }
    }
    for (const { rule, verdict, subject, message, sides } of outcomes) {
      const rank = rankOf(SEVERITY_OF.get(rule) ?? 'warning', RANKS.errorCheck, RANKS.warningCheck);
      if (verdict !== 'fail' || rank === null) continue;
      const at = sides.flatMap((side) => (side.document ? [] : side.at));
      const doubt = { rank, reason: both(`${rule}: ${message.zh}`, `${rule}: ${message.en}`), at };
      // A side may be printed in another record than the one that the check is about.
      const isPrinted = parts.some((part) => fieldsAt(part, at).length > 0);
      point(doubt, isPrinted || subject.id === null ? parts : withId(parts, subject.id), put);
    }
    if (this.#rows.size > 2 * this.limit) this.#cut();
  }

  /** The rows by urgency, then by document. */
  rows(): ReviewRow[] {
    this.#cut();
    return [...this.#rows.values()].map(({ rank, reasons, row }) => {
      const all = [...reasons.values()];
      const [reason, reason_zh] = [all.map(({ en }) => en).join('; '), all.map(({ zh }) => zh).join('; ')];
      return { ...row, priority: String(rank), reason, reason_zh };
    });
  }

  #put({ rank, reason, at }: Doubt, part: Part, field: string, { sha256, source }: GongkaiRecord['document']): void {
    const reading: Evidence[string] | undefined = part.fields.evidence[field];
    if (reading && isLookedAt(reading)) return; // somebody has looked at it
    const key = JSON.stringify([sha256, part.id, field || reason.en]);
    const known = this.#rows.get(key);
    if (known) {
      known.rank = Math.min(known.rank, rank);
      known.reasons.set(reason.en, reason);
      return;
    }
    const row: ReviewRow = {
      ...{
        priority: '',
        reason: '',
        reason_zh: '',
        source,
        place: placeText(reading?.at ?? at),
        record_type: part.type,
      },
      ...{ record_id: part.id, document_id: sha256, name: part.name ?? '', field },
      ...{ value: field ? textOf(valueAt(part, field)) : '', raw: reading?.raw ?? '' },
      ...{ new_value: '', why: '', who: '', evidence: '' },
    };
    this.#rows.set(key, { rank, reasons: new Map([[reason.en, reason]]), row });
  }

  #cut(): void {
    const urgency = (a: Kept, b: Kept) => a.rank - b.rank || compare(a.row.source, b.row.source);
    const sorted = [...this.#rows].sort(([, a], [, b]) => urgency(a, b));
    this.#left += Math.max(0, sorted.length - this.limit);
    this.#rows = new Map(sorted.slice(0, this.limit));
  }
}

/** Puts a doubt to the fields of these parts that are printed at its places; where there are none, to the first part as such. */
function point(doubt: Doubt, parts: readonly Part[], put: (doubt: Doubt, part: Part, field: string) => void): void {
  const fields = parts.flatMap((part) => fieldsAt(part, doubt.at).map((field) => ({ part, field })));
  for (const { part, field } of fields) put(doubt, part, field);
  if (fields.length === 0 && parts[0]) put(doubt, parts[0], '');
}

/** The document where no part has the id: the finding is not to be lost. */
function withId(parts: readonly Part[], id: string): readonly Part[] {
  const meant = parts.filter((part) => part.id === id);
  return meant.length > 0 ? meant : parts.slice(0, 1);
}

/** The correctable fields whose text is printed at one of the places. */
function fieldsAt(part: Part, at: readonly Place[]): string[] {
  const wanted = new Set(at.map((place) => JSON.stringify(place)));
  return Object.entries(part.fields.evidence)
    .filter(([, { at: places }]) => places.some((place) => wanted.has(JSON.stringify(place))))
    .map(([field]) => field)
    .filter((field) => valueAt(part, field) !== undefined && isCorrectable(part.type, field));
}

function rankOf(severity: Severity, error: number, warning: number): number | null {
  return severity === 'error' ? error : severity === 'warning' ? warning : null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
