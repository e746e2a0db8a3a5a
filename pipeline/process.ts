/** One document from bytes to record: extract, repair, normalize. Reads no disk and no clock: equal bytes, equal record. */
import type { Document } from '../extractors/document.js';
import { extract } from '../extractors/index.js';
import type { OfficeConverter } from '../extractors/office/converter.js';
import type { OcrOptions } from '../extractors/pdf/scan/index.js';
import { repairDocument } from '../extractors/repair/index.js';
import { makeClosest } from '../normalizers/closest.js';
import type { Lexicon } from '../normalizers/lexicon.js';
import { normalize, type DocumentOrigin as Origin } from '../normalizers/normalize.js';
import type { GongkaiRecord } from '../normalizers/record.js';
import { refusalSigns } from '../normalizers/refusals.js';
import { makeVocabulary } from '../normalizers/vocabulary.js';

export type { DocumentOrigin as Origin, SiteRegion } from '../normalizers/normalize.js';

export interface ProcessOptions {
  /** Reads scanned pages; its words come from the lexicon. */
  ocr?: Omit<OcrOptions, 'vocabulary'> | undefined;
  /** Opens an encrypted PDF. */
  password?: string | undefined;
  /** The Content-Type header that the document was fetched with. */
  contentType?: string | undefined;
  /** Reads formats that only office programs read. */
  office?: OfficeConverter | undefined;
  /** False leaves tables in their pieces, one a page, and cut rows and words as printed. */
  stitch?: boolean | undefined;
  /** Is shown the document as it was read, before its record is made of it. */
  onDocument?: ((document: Document) => void) | undefined;
}

/** Reads one document. Bad input becomes findings and a status in the record; an exception here is a bug of ours. */
export async function processDocument(
  bytes: Uint8Array,
  origin: Origin,
  lexicon: Lexicon,
  { ocr, password, contentType, office, stitch = true, onDocument }: ProcessOptions = {},
): Promise<GongkaiRecord> {
  const options = {
    password,
    contentType,
    office,
    refusals: refusalSigns(lexicon.refusals),
    ...(ocr ? { ocr: { ...ocr, vocabulary: makeClosest(lexicon) } } : {}),
  };
  const document = repairDocument(await extract(bytes, options), makeVocabulary(lexicon.forms), { stitch });
  onDocument?.(document);
  return normalize(document, origin, lexicon);
}
