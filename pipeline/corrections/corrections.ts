/**
 * Corrections over records, in memory: the record on disk stays what was read.
 *
 * A correction belongs to a record by its id, which is a hash of raw key texts, so it holds in every document that prints
 * the record: in the bytes that a person saw, in a republished file, under another version of the reading. It holds only
 * as long as what was read there is what the person saw (`previous`: the raw text or the value, white space and forms
 * of characters apart). Where it is not, nobody has looked at it yet: the correction is reopened, never applied.
 *
 * A correction to what is read there anyway says that somebody looked at it and found it right: it is accepted, which
 * marks the record and changes no value.
 */
import { foldText } from '../../extractors/document.js';
import type { Evidence, GongkaiRecord, RecordFinding } from '../../normalizers/record.js';
import { type FieldValue, type Part, type PartType, partsOf, putValue, readValue, textOf, valueAt } from './fields.js';
import { type Correction, readCorrections } from './file.js';

export const STATES = [
  'applied',
  'accepted',
  'reopened',
  'not-needed',
  'superseded',
  'unknown-record',
  'invalid',
] as const;
export type State = (typeof STATES)[number];

/** What became of a correction in one document, or at all. */
export interface CorrectionOutcome {
  correction: Correction;
  state: State;
  /** Why, where it is not applied. */
  reason: string | null;
  /** The document that has the record; null where none has. */
  document: { sha256: string; source: string } | null;
  type: PartType | null;
  /** What is read there now. */
  raw: string | null;
  value: string | null;
}

/** What was found of one correction in one part of a record. */
interface Met extends CorrectionOutcome {
  holds: boolean;
  parsed: FieldValue;
}

const ONLY_SUPERSEDED = 'the page was published anew, and what stands there now has no record of this id';

export class Corrections {
  readonly #byRecord = new Map<string, Correction[]>();
  readonly #outcomes = new Map<Correction, CorrectionOutcome[]>();
  /** Superseded documents by the records that stood in them. */
  readonly #superseded = new Map<string, CorrectionOutcome['document']>();

  /** In the order in which they were made: of two that hold, the later one counts. */
  constructor(private readonly all: readonly Correction[]) {
    for (const correction of all) {
      if (correction.problem !== null) continue;
      const others = this.#byRecord.get(correction.record_id);
      if (others) others.push(correction);
      else this.#byRecord.set(correction.record_id, [correction]);
    }
  }

  /** The corrections in a data folder. */
  static async read(data: string): Promise<Corrections> {
    return new Corrections(await readCorrections(data));
  }

  /**
   * The records with what was corrected; of those that do not count as a whole, only what is said of the document. Each
   * document once; `outcomes` tells of those that came by.
   */
  async *over(
    records: AsyncIterable<GongkaiRecord> | Iterable<GongkaiRecord>,
    { isWhole }: { isWhole: (sha256: string) => boolean } = { isWhole: () => true },
  ): AsyncGenerator<GongkaiRecord> {
    for await (const record of records) {
      yield isWhole(record.document.sha256) ? this.correct(record) : this.correctSuperseded(record);
    }
  }

  /** A document that another version took the place of: what is corrected in it is told only where no other has it. */
  correctSuperseded(given: GongkaiRecord): GongkaiRecord {
    if (this.#byRecord.size === 0) return given;
    const { sha256, source } = given.document;
    for (const { id } of partsOf(given)) {
      const known = this.#superseded.get(id);
      if (this.#byRecord.has(id) && !(known && known.sha256 < sha256)) this.#superseded.set(id, { sha256, source });
    }
    return this.correct({ ...given, listings: [], projects: [], evaluations: [], statistics: [] });
  }

  /** The record with what was corrected; the one given stays as it is. */
  correct(given: GongkaiRecord): GongkaiRecord {
    if (this.#byRecord.size === 0) return given;
    const corrected = new Set([...partsOf(given)].map(({ id }) => id).filter((id) => this.#byRecord.has(id)));
    if (corrected.size === 0) return given;
    const record = structuredClone(given);
    for (const part of partsOf(record)) {
      // Two records of one id in a document are told apart by nothing; the first is meant (dataset/duplicate-id).
      if (!corrected.delete(part.id)) continue;
      const corrections = this.#byRecord.get(part.id)!;
      for (const field of new Set(corrections.map((each) => each.field))) {
        const ofField = corrections.filter((each) => each.field === field);
        this.#decide(ofField, part, record);
      }
    }
    return record;
  }

  /** What became of each correction, in their order; after all records came by. */
  *outcomes(): Generator<CorrectionOutcome> {
    for (const correction of this.all) {
      const outcomes = this.#outcomes.get(correction);
      const nowhere = { correction, document: null, type: null, raw: null, value: null };
      if (outcomes) yield* outcomes.sort((a, b) => (a.document!.sha256 < b.document!.sha256 ? -1 : 1));
      else if (correction.problem !== null) yield { ...nowhere, state: 'invalid', reason: correction.problem };
      else {
        const document = this.#superseded.get(correction.record_id) ?? null;
        const reason = document ? ONLY_SUPERSEDED : 'no document has a record of this id';
        yield { ...nowhere, document, state: 'unknown-record', reason };
      }
    }
  }

  /** All corrections of one field, the later ones last. */
  #decide(corrections: readonly Correction[], part: Part, record: GongkaiRecord): void {
    const met = corrections.map((correction) => meet(correction, part, record));
    const last = met.findLast(({ holds }) => holds);
    for (const one of met) {
      if (one.state !== 'invalid' && last && one !== last) {
        one.state = 'superseded';
        one.reason = `by ${last.correction.file}:${last.correction.line}`;
      }
      const { holds: _, parsed: __, ...outcome } = one;
      const others = this.#outcomes.get(one.correction);
      if (others) others.push(outcome);
      else this.#outcomes.set(one.correction, [outcome]);
      if (one.state === 'reopened' || one.state === 'invalid') record.findings.push(findingOf(one, part));
    }
    if (last?.state === 'applied') apply(last, part);
    if (last?.state === 'accepted') mark(last, part, `${ACCEPTED}${signed(last)}`);
  }
}

function meet(correction: Correction, part: Part, { document }: GongkaiRecord): Met {
  const { field, value: written, previous } = correction;
  const raw = part.fields.evidence[field]?.raw ?? null;
  const now = valueAt(part, field);
  const value = textOf(now);
  const reading = readValue(part.type, field, written);
  const met = {
    correction,
    type: part.type,
    document: { sha256: document.sha256, source: document.source },
    raw,
    value: value || null,
    holds: false,
    parsed: null,
  };
  if ('problem' in reading) return { ...met, state: 'invalid', reason: reading.problem };
  const parsed = reading.value;
  if (now === undefined) return { ...met, state: 'invalid', reason: `the record has no ${field}` };
  const seen = foldText(previous);
  const isSeen = seen === '' ? !raw && !value : [raw ?? '', value].some((text) => foldText(text) === seen);
  if (textOf(parsed) === value) {
    if (isSeen) return { ...met, state: 'accepted', reason: null, holds: true, parsed };
    return { ...met, state: 'not-needed', reason: 'the record has this value by itself', holds: true, parsed };
  }
  if (isSeen) return { ...met, state: 'applied', reason: null, holds: true, parsed };
  const cause =
    correction.document_id === document.sha256
      ? 'the same bytes are read otherwise now'
      : 'the document is another one';
  return { ...met, state: 'reopened', reason: `what stands there is not what was corrected: ${cause}`, parsed };
}

function apply(met: Met, part: Part): void {
  putValue(part, met.correction.field, met.parsed);
  mark(met, part, `${MARK}${signed(met)}; read as: ${met.value ?? NOTHING_READ}`);
}

/** Says in the record, at the field's evidence, what a person did. */
function mark({ correction: { field } }: Met, part: Part, text: string): void {
  const evidence = part.fields.evidence[field] ?? { raw: '', at: [] };
  part.fields.evidence[field] = { ...evidence, repairs: [...(evidence.repairs ?? []), text] };
}

function signed({ correction: { who, when, why } }: Met): string {
  return `${who} on ${when}: ${why}`;
}

const NOTHING_READ = 'nothing';
const MARK = 'corrected by ';
const ACCEPTED = 'accepted by ';

/** Whether somebody has looked at it: a person's value stands there, or a person found what was read right. */
export function isLookedAt({ repairs = [] }: Evidence[string]): boolean {
  return repairs.some((repair) => repair.startsWith(MARK) || repair.startsWith(ACCEPTED));
}

function findingOf({ correction, state, reason, raw, value }: Met, part: Part): RecordFinding {
  const { field, previous, who, when, value: corrected, file, line } = correction;
  return {
    code: `correction/${state}`,
    severity: 'warning',
    message:
      `${field}: ${who} corrected 「${previous || NOTHING_READ}」 to 「${corrected}」 on ${when} (${file}:${line}); ` +
      `it is not applied: ${reason}`,
    at: part.fields.evidence[field]?.at ?? [],
    record_id: part.id,
    actual: raw || value || '',
    expected: previous,
  };
}
