/** What is chosen: a value, a whole record, a finding or a check. It stands in the URL, so that a link leads to the box. */
import type { DocumentView, Hits, Place, RecordFinding } from '../../pipeline/explorer/api.js';
import { goWith } from '../app/route.js';
import { leadingField, type Part, type Reading } from './parts.js';

/** Findings, checks and hits of a search count from 1, findings as the dataset's table does. */
export type Choice =
  | { kind: 'value'; record: string; field: string }
  | { kind: 'record'; record: string }
  | { kind: 'finding'; number: number }
  | { kind: 'check'; number: number }
  | { kind: 'hit'; number: number };

export function choiceIn(query: URLSearchParams): Choice | null {
  const [record, field] = [query.get('record'), query.get('field')];
  if (record) return field ? { kind: 'value', record, field } : { kind: 'record', record };
  for (const kind of ['finding', 'check', 'hit'] as const) {
    const number = Number(query.get(kind));
    if (Number.isInteger(number) && number > 0) return { kind, number };
  }
  return null;
}

export function queryOf(choice: Choice | null): Record<string, string | number | undefined> {
  return {
    record: choice?.kind === 'value' || choice?.kind === 'record' ? choice.record : undefined,
    field: choice?.kind === 'value' ? choice.field : undefined,
    finding: choice?.kind === 'finding' ? choice.number : undefined,
    check: choice?.kind === 'check' ? choice.number : undefined,
    hit: choice?.kind === 'hit' ? choice.number : undefined,
  };
}

/** Chooses; no step of its own in the history, or the back button would lead through every box that was looked at. */
export function choose(choice: Choice | null): void {
  goWith(queryOf(choice), { replace: true });
}

export function sameChoice(a: Choice | null, b: Choice | null): boolean {
  return JSON.stringify(a && queryOf(a)) === JSON.stringify(b && queryOf(b));
}

/** What a choice comes to in this document. */
export type Chosen =
  | { kind: 'value'; part: Part; field: string; reading: Reading | null; at: Place[] }
  | { kind: 'finding'; number: number; finding: RecordFinding; part: Part | null; at: Place[] }
  | { kind: 'check'; number: number; outcome: DocumentView['checks'][number]; at: Place[] }
  | { kind: 'hit'; number: number; hit: Hits['hits'][number]; at: Place[] };

/** Null where the document has no such thing: the link is from another version of the reading, or of the document. */
export function resolve(
  choice: Choice,
  view: DocumentView,
  parts: Map<string, Part>,
  hits: Hits | null = null,
): Chosen | null {
  if (choice.kind === 'hit') {
    const hit = hits?.hits[choice.number - 1];
    return hit ? { kind: 'hit', number: choice.number, hit, at: hit.at } : null;
  }
  if (choice.kind === 'finding') {
    const finding = view.record.findings[choice.number - 1];
    const part = finding?.record_id === undefined ? null : (parts.get(finding.record_id) ?? null);
    return finding ? { kind: 'finding', number: choice.number, finding, part, at: finding.at } : null;
  }
  if (choice.kind === 'check') {
    const outcome = view.checks[choice.number - 1];
    if (!outcome) return null;
    const own = outcome.sides.filter(({ document }) => !document || document.sha256 === view.record.document.sha256);
    return { kind: 'check', number: choice.number, outcome, at: own.flatMap(({ at }) => at) };
  }
  const part = parts.get(choice.record);
  if (!part) return null;
  const field = choice.kind === 'value' ? choice.field : (leadingField(Object.keys(part.evidence)) ?? 'name');
  const reading = part.evidence[field] ?? readingAbove(part, field);
  return { kind: 'value', part, field, reading, at: reading?.at ?? [] };
}

/** Evidence may stand for a list as a whole: `dimension_scores` for `dimension_scores.0.score`. */
function readingAbove({ evidence }: Part, field: string): Reading | null {
  const steps = field.split('.');
  for (let length = steps.length - 1; length > 0; length--) {
    const reading = evidence[steps.slice(0, length).join('.')];
    if (reading) return reading;
  }
  return null;
}
