/** The record of a document that could not be read at all: nothing in it but the reason, as a finding. */
import { statusOf } from '../../extractors/document.js';
import { type GongkaiRecord, type RecordFinding, SCHEMA_VERSION } from '../../normalizers/record.js';
import type { Origin } from '../process.js';

export type FailureReason =
  | 'empty'
  | 'too-large'
  | 'timeout'
  | 'memory'
  | 'output-too-large'
  | 'crashed'
  | 'internal-error';

export interface Failure {
  reason: FailureReason;
  message: string;
  actual?: string;
  /** For a limit: the limit, with its unit. */
  expected?: string;
}

export function failedRecord(origin: Origin, { reason, ...what }: Failure): GongkaiRecord {
  return emptyRecord(origin, 'application/octet-stream', [
    { code: `failed/${reason}`, severity: 'error', at: [], ...what },
  ]);
}

/** A record of findings alone. */
export function emptyRecord({ sha256, source }: Origin, mediaType: string, findings: RecordFinding[]): GongkaiRecord {
  return {
    schema: SCHEMA_VERSION,
    status: statusOf(findings),
    document: {
      sha256,
      source,
      media_type: mediaType,
      title: null,
      region_name: null,
      region_code: null,
      publisher: null,
      fiscal_year: null,
      document_number: null,
      index_number: null,
      written_on: null,
      published_on: null,
      kinds: [],
      pages: null,
      evidence: {},
    },
    listings: [],
    projects: [],
    evaluations: [],
    statistics: [],
    findings,
  };
}

/**
 * Whether a document failed at a limit that is higher now: then it is worth another try. All other failures come back
 * the same until the code changes, and with it the version.
 */
export function limitWasRaised(record: GongkaiRecord, limits: Partial<Record<FailureReason, number>>): boolean {
  return record.findings.some(({ code, expected }) => {
    const limit = limits[code.replace(/^failed\//, '') as FailureReason];
    return code.startsWith('failed/') && limit !== undefined && limit > Number.parseFloat(expected ?? '');
  });
}
