/** Documents as they are looked at beside their records; read once more in worker processes, under the limits of any reading. */
import { fileURLToPath } from 'node:url';
import type { Document } from '../../extractors/document.js';
import { WorkerPool } from '../worker/pool.js';
import { DEFAULT_LIMITS } from '../worker/reader.js';
import type { Outcome } from '../worker/worker-process.js';
import type { Viewer } from './api.js';
import { RequestProblem } from './problem.js';

/** What the worker makes of a document. */
export type Viewed = { page: string } | { lines: string[] } | { document: Document } | { refused: string };

const SCRIPT = fileURLToPath(new URL('./viewing-child.js', import.meta.url));
/** Documents read at a time, each in a process of its own. */
const PROCESSES = 2;
/** Of what was read last, in characters of JSON. */
const MOST_KEPT = 64_000_000;

/** What is of no kind that anybody reads. */
const UNREADABLE = new Set(['application/x-empty', 'application/octet-stream', 'application/zip', 'application/x-rar']);

/** By what a document of this type is shown; null where it is not. */
export function viewOf(mediaType: string): Viewer | null {
  if (mediaType === 'application/pdf') return 'pdf';
  if (['text/html', 'application/xhtml+xml', 'multipart/related'].includes(mediaType)) return 'html';
  if (mediaType.startsWith('text/plain')) return 'text';
  return UNREADABLE.has(mediaType) ? null : 'blocks';
}

/** A document to show: where its bytes are, their hash and type, and the Content-Type that came with them. */
export interface Viewable {
  file: string;
  sha256: string;
  mediaType: string;
  contentType?: string | undefined;
}

export class Views {
  readonly #pool: WorkerPool;
  readonly #kept = new Map<string, string>();
  #keptLength = 0;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(script: string = SCRIPT) {
    this.#pool = new WorkerPool(DEFAULT_LIMITS, script);
  }

  /** Reads a document, or remembers how it was read. Throws a RequestProblem where it cannot be shown, and the signal's reason. */
  async read({ file, sha256, mediaType, contentType }: Viewable, signal: AbortSignal): Promise<Viewed> {
    const line =
      this.#kept.get(sha256) ?? (await this.#inTurn(() => this.#ask(file, sha256, mediaType, contentType, signal)));
    this.#keep(sha256, line);
    const viewed = JSON.parse(line) as Viewed;
    if ('refused' in viewed) throw new RequestProblem(422, `it cannot be shown: ${viewed.refused}`);
    return viewed;
  }

  close(): void {
    this.#pool.close();
  }

  async #ask(
    file: string,
    sha256: string,
    mediaType: string,
    contentType: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const task = { file, sha256, source: mediaType, contentType, ocr: 'auto', office: 'auto' };
    const outcome = await this.#pool.read(task, signal);
    if (outcome.type === 'record') return Buffer.from(outcome.line).toString('utf8');
    throw new RequestProblem(422, `it cannot be shown: ${reasonOf(outcome)}`);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= PROCESSES) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** As the one used last; the ones used longest ago go first. */
  #keep(sha256: string, line: string): void {
    if (this.#kept.delete(sha256)) this.#keptLength -= line.length;
    if (line.length > MOST_KEPT) return;
    this.#kept.set(sha256, line);
    this.#keptLength += line.length;
    for (const [oldest, text] of this.#kept) {
      if (this.#keptLength <= MOST_KEPT) break;
      this.#kept.delete(oldest);
      this.#keptLength -= text.length;
    }
  }
}

function reasonOf(outcome: Exclude<Outcome, { type: 'record' }>): string {
  switch (outcome.type) {
    case 'timeout':
      return `reading it took longer than ${DEFAULT_LIMITS.seconds} s`;
    case 'out-of-memory':
      return `reading it took more than ${DEFAULT_LIMITS.memoryMb} MB`;
    case 'output-too-large':
      return `it comes to more than ${DEFAULT_LIMITS.outputBytes} bytes`;
    case 'unreadable':
    case 'internal-error':
      return outcome.message;
    case 'crashed':
      return `the process that read it ${outcome.how}`;
    case 'members':
      return 'it is an archive';
  }
}
