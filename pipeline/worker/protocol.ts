/** What parent and worker process say to each other. One task at a time; references out, one record line back. */
import type { Finding } from '../../extractors/document.js';
import type { SiteRegion } from '../process.js';

/** A document to read. */
export interface Task {
  /** Where the bytes are; a Buffer where the name is not valid UTF-8. */
  file: string | Buffer;
  source: string;
  /** What the bytes must hash to: the parent has already told others so. */
  sha256: string;
  outputBytes: number;
  /** What reads scanned pages: `auto`, `off` or a command (pipeline/ocr/engine.ts). */
  ocr?: string;
  /** What reads formats of office programs: `auto`, `off` or a path of soffice (pipeline/office/soffice.ts). */
  office?: string;
  /** Opens an encrypted PDF. */
  password?: string | undefined;
  /** The Content-Type header that the document was fetched with. */
  contentType?: string | undefined;
  /** What the entry of the site says of the region. */
  siteRegion?: SiteRegion | undefined;
  /** False: tables stay in their pieces. */
  stitch?: boolean | undefined;
  /** Asks for the document's passages, too. */
  wantsText?: true;
  /** Asks for the files in an archive, written into this folder, which is not there yet, instead of a record. */
  membersInto?: string;
}

/** A file that was in an archive. */
export interface MemberFile {
  /** `folder/name.pdf`, or `inner.zip!/name.pdf` */
  name: string;
  file: string;
}

export type Reply =
  /** The worker has loaded what it needs and waits for tasks. */
  | { type: 'ready' }
  /** OCR begins with a page of the document: it may take longer. No answer yet. */
  | { type: 'ocr-page'; page: number }
  /** The worker can never work: the lexicon is broken, a module is missing. */
  | { type: 'unusable'; message: string }
  /**
   * The record as a line of JSON, with its end of line, and the passages as JSON in gzip, null where they are not wanted or
   * too large: the bytes that are kept, so that the parent, who serves all workers, has nothing to do with them.
   */
  | { type: 'record'; line: Uint8Array; text: Uint8Array | null }
  /** What is in the archive, and what was wrong with it; `members` is null where the bytes are no archive. */
  | { type: 'members'; members: MemberFile[] | null; mediaType: string; findings: Finding[] }
  | { type: 'output-too-large'; bytes: number | null }
  /** Memory outside of the heap could not be had. */
  | { type: 'out-of-memory' }
  /** An exception in our code. */
  | { type: 'internal-error'; message: string; stack: string }
  /** The bytes could not be read, or are not those that were announced. */
  | { type: 'unreadable'; message: string };
