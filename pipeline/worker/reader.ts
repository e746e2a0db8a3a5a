/** Reads documents in worker processes and turns whatever may happen to one into its record. */
import { CONVERTED, wantsOffice } from '../../extractors/office/index.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { Digest } from '../archive/archive.js';
import type { Log } from '../log.js';
import type { OcrChoice } from '../ocr/engine.js';
import type { Origin, SiteRegion } from '../process.js';
import { type JobContext, RetryableError } from '../queue/port.js';
import { emptyRecord, type Failure, failedRecord, limitWasRaised } from './failed-record.js';
import { WorkerPool } from './pool.js';
import type { MemberFile } from './protocol.js';
import type { Outcome, WorkerLimits } from './worker-process.js';

export interface ReadingLimits extends WorkerLimits {
  /** Larger files are not read at all. */
  inputBytes: number;
}

export const DEFAULT_LIMITS: ReadingLimits = {
  seconds: 60,
  secondsPerOcrPage: 60,
  memoryMb: 1024,
  outputBytes: 64_000_000,
  inputBytes: 100_000_000,
};

/** A document to read: where the bytes are now, what they hash to, and where they are from. */
export interface Readable extends Digest {
  file: string | Buffer;
  source: string;
  /** The Content-Type header that it was fetched with. */
  contentType?: string | undefined;
  /** What the entry of the site that it is from says of the region. */
  siteRegion?: SiteRegion | undefined;
}

/** What reads scanned pages. */
export interface OcrUse {
  choice: OcrChoice;
  /** The engine that is there, with its version: documents that waited for one, or were read by another, are read again. */
  engine: string | null;
}

/** What reads formats of office programs. */
export interface OfficeUse {
  choice: string;
  /** Name and version of the program that is there; null where none is. */
  program: string | null;
}

/** How documents are read where it is not as usual. */
export interface ReadingChoices {
  /** Opens encrypted PDFs. */
  password?: string | undefined;
  /** False: tables stay in their pieces, one a page. Never into a data folder: its records are all read alike. */
  stitch?: boolean | undefined;
}

interface Read {
  line: Uint8Array;
  text: Uint8Array | null;
}

/** What came out of an archive. */
export interface Unpacked {
  members: MemberFile[];
  /** The archive's own record: only where something in it could not be read, or its findings would be lost. */
  line: string | null;
}

type Failed = Exclude<Outcome, { type: 'record' | 'members' | 'unreadable' }>;

export class DocumentReader {
  readonly #pool: WorkerPool;

  constructor(
    readonly limits: ReadingLimits,
    private readonly log: Log,
    script?: string,
    private readonly ocr: OcrUse = { choice: 'auto', engine: null },
    private readonly choices: ReadingChoices = {},
    private readonly office: OfficeUse = { choice: 'off', program: null },
  ) {
    this.#pool = new WorkerPool(limits, script);
  }

  /**
   * The record of a document, as a line of JSON. Throws a RetryableError where a second try may go better, and an Error
   * where the bytes could not be had.
   */
  async read(document: Readable, context: JobContext): Promise<string> {
    return Buffer.from((await this.#read(document, {}, context)).line).toString('utf8');
  }

  /** The same in UTF-8, and the document's passages as the store of texts keeps them (pipeline/search); null where it has none. */
  readWithText(document: Readable, context: JobContext): Promise<Read> {
    return this.#read(document, { wantsText: true }, context);
  }

  async #read(document: Readable, wanted: { wantsText?: true }, context: JobContext): Promise<Read> {
    const { file, source, sha256, bytes, contentType, siteRegion } = document;
    const textless = (line: string) => ({ line: Buffer.from(line), text: null });
    if (bytes === 0) return textless(failedLine(document, { reason: 'empty', message: 'The file is empty' }));
    if (bytes > this.limits.inputBytes) return textless(tooLargeLine(document, bytes, this.limits.inputBytes));
    const outcome = await this.#pool.read(
      {
        file,
        source,
        sha256,
        contentType,
        siteRegion,
        ocr: this.ocr.choice,
        office: this.office.choice,
        ...this.choices,
        ...wanted,
      },
      context.signal,
    );
    if (outcome.type === 'record') return { line: outcome.line, text: outcome.text };
    if (outcome.type === 'members') throw new Error('worker said members to a document');
    return textless(this.#failed(document, outcome, context));
  }

  /**
   * Unpacks an archive into `directory`, under the same limits as for one document; null where it is none. Throws where
   * `read` does.
   */
  async unpack(document: Readable, directory: string, context: JobContext): Promise<Unpacked | null> {
    const { file, source, sha256, bytes } = document;
    if (bytes === 0 || bytes > this.limits.inputBytes) return null;
    const outcome = await this.#pool.read({ file, source, sha256, membersInto: directory }, context.signal);
    if (outcome.type === 'record') throw new Error('worker said record to an archive');
    if (outcome.type !== 'members') return { members: [], line: this.#failed(document, outcome, context) };
    const { members, mediaType, findings } = outcome;
    if (!members) return null;
    const told = findings.some(({ severity }) => severity !== 'info');
    return { members, line: told ? `${JSON.stringify(emptyRecord(document, mediaType, findings))}\n` : null };
  }

  #failed(document: Readable, outcome: Failed | { type: 'unreadable'; message: string }, context: JobContext): string {
    if (outcome.type === 'unreadable') throw new Error(outcome.message);
    // Somebody may have killed it, the system for want of memory, say: only a second death is the document's.
    if (outcome.type === 'crashed' && !context.lastAttempt) throw new RetryableError(`worker ${outcome.how}`);
    this.#report(document.source, outcome);
    return failedLine(document, this.#failureOf(outcome));
  }

  /** Whether a record that is there stands for what these limits would give. */
  isSettled(record: GongkaiRecord): boolean {
    const { engine } = this.ocr;
    if (engine !== null && (waitsForOcr(record) || wasReadByAnother(engine, record))) return false;
    if (this.office.program !== null && waitsForOffice(record, this.office.program)) return false;
    return !limitWasRaised(record, {
      timeout: this.limits.seconds,
      memory: this.limits.memoryMb,
      'output-too-large': this.limits.outputBytes,
      'too-large': this.limits.inputBytes,
    });
  }

  close(): void {
    this.#pool.close();
  }

  #failureOf(outcome: Failed): Failure {
    const { seconds, memoryMb, outputBytes } = this.limits;
    switch (outcome.type) {
      case 'timeout':
        return { reason: 'timeout', message: 'Reading it took too long', expected: `${seconds} s` };
      case 'out-of-memory':
        return { reason: 'memory', message: 'Reading it took too much memory', expected: `${memoryMb} MB` };
      case 'output-too-large':
        return {
          reason: 'output-too-large',
          message: 'The record became too large',
          ...(outcome.bytes === null ? {} : { actual: `${outcome.bytes} bytes` }),
          expected: `${outputBytes} bytes`,
        };
      case 'crashed':
        return { reason: 'crashed', message: 'The process that read it crashed', actual: outcome.how };
      case 'internal-error':
        return { reason: 'internal-error', message: 'A bug in gongkai', actual: outcome.message };
    }
  }

  #report(source: string, outcome: Outcome): void {
    if (outcome.type === 'internal-error') this.log.error(`a bug in gongkai:\n${outcome.stack}`, { source });
    if (outcome.type === 'crashed') this.log.error(`worker ${outcome.how}\n${outcome.stderr}`.trim(), { source });
  }
}

/** The record line of a document that is over the limit of what is read at all. */
export function tooLargeLine(origin: Origin, bytes: number, limit: number): string {
  return failedLine(origin, {
    reason: 'too-large',
    message: 'The file is larger than what is read',
    actual: `${bytes} bytes`,
    expected: `${limit} bytes`,
  });
}

function failedLine(origin: Origin, failure: Failure): string {
  return `${JSON.stringify(failedRecord(origin, failure))}\n`;
}

const WAITING = ['document/needs-ocr', 'pdf/scanned-page', 'pdf/picture', 'ocr/hidden-layer'];
const ABOUT_VALUES = ['ocr/low-confidence', 'ocr/suspect-number'];

/** Pages of it were read by an engine of another name or version. */
function wasReadByAnother(engine: string, { findings }: GongkaiRecord): boolean {
  return findings.some(({ code, actual }) => code === 'ocr/engine' && actual !== engine);
}

/** Pages of it are pictures, and no engine has tried them. */
function waitsForOcr({ findings }: GongkaiRecord): boolean {
  const codes = findings.map(({ code }) => code);
  const waits = codes.some((code) => WAITING.includes(code));
  return (
    waits && !codes.some((code) => code.startsWith('ocr/') && !WAITING.includes(code) && !ABOUT_VALUES.includes(code))
  );
}

/** An office program reads it now, or another one than read it before. */
function waitsForOffice({ document, findings }: GongkaiRecord, program: string): boolean {
  const converted = findings.find(({ code }) => code === CONVERTED);
  if (converted) return converted.actual !== program;
  return wantsOffice(document.media_type, findings);
}
