/** Records and findings while they are read: complete but for the ids, which need all records of the document. */
import type { Finding } from '../../extractors/document.js';
import type { Evaluation } from '../record.js';

/** A record without `id`, and so all records inside it. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? Draft<Item>[]
  : T extends object
    ? { [K in keyof T as K extends 'id' ? never : K]: K extends 'evidence' ? T[K] : Draft<T[K]> }
    : T;

/** A finding that knows which draft it is about, until that has an id. */
export interface DraftFinding extends Finding {
  about?: object;
}

/** What forms and tables of results do not say of an evaluation: only running text does. */
export function emptyEvaluation() {
  return {
    seq: 0,
    dimension_scores: [],
    satisfaction_pct: null,
    findings_text: null,
    problems_text: null,
    recommendations_text: null,
    facts: [],
  } satisfies Partial<Draft<Evaluation>>;
}
