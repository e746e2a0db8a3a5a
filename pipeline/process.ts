/** One document from bytes to record: extract, repair, normalize. Pure but for the lexicon that was loaded before. */
import type { Lexicon } from '../normalizers/lexicon.js';
import type { GongkaiRecord } from '../normalizers/record.js';

export interface Origin {
  /** Path or URL as given; becomes `document.source`. */
  source: string;
  sha256: string;
}

/** Reads one document. Bad input becomes findings and a status in the record; an exception here is a bug of ours. */
export function processDocument(_bytes: Uint8Array, _origin: Origin, _lexicon: Lexicon): GongkaiRecord {
  throw new Error('not written yet');
}
