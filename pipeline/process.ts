/** One document from bytes to record: extract, repair, normalize. Reads no disk and no clock: equal bytes, equal record. */
import { extract } from '../extractors/index.js';
import { repairDocument } from '../extractors/repair/index.js';
import type { Lexicon } from '../normalizers/lexicon.js';
import { normalize } from '../normalizers/normalize.js';
import type { GongkaiRecord } from '../normalizers/record.js';
import { makeVocabulary } from '../normalizers/vocabulary.js';

export interface Origin {
  /** Path or URL as given; becomes `document.source`. */
  source: string;
  sha256: string;
}

/** Reads one document. Bad input becomes findings and a status in the record; an exception here is a bug of ours. */
export async function processDocument(bytes: Uint8Array, origin: Origin, lexicon: Lexicon): Promise<GongkaiRecord> {
  const document = repairDocument(await extract(bytes), makeVocabulary(lexicon.forms));
  return normalize(document, origin, lexicon);
}
