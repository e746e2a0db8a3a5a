/**
 * The fetch log: what was asked of a site, when, and what came. `archive/log/<site>/<run>.jsonl`, append-only JSON Lines.
 *
 * With the archived bytes it is the truth of a crawl; everything else that is known of a site is a fold of these lines.
 * A line is on disk whole or it is not believed: one that a crash or a full disk cut short is no JSON and is skipped,
 * and never glued to the next.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { syncDirectory } from './durable-file.js';

/** Headers of an answer that say something of the document, as sent. */
export interface KeptHeaders {
  contentType?: string;
  contentDisposition?: string;
  etag?: string;
  lastModified?: string;
  location?: string;
  refresh?: string;
  link?: string;
  retryAfter?: string;
  contentLength?: string;
  contentRange?: string;
  server?: string;
  date?: string;
}

/** A link that was first met on a page and is to be followed. */
export interface FoundLine {
  url: string;
  /** Links from a start page. */
  depth: number;
  via: string;
  /** Text of the link. */
  text?: string;
  /** 0 to 100: what promises most is fetched first. */
  score: number;
  /** The words that made the score. */
  reason: string;
  /** Length of the chain of redirects that led here. */
  hops?: number;
  /** Asked for by POST: with the fields of its query, or with them as JSON. */
  posted?: true | 'json';
  /** Addresses that the page made of records, which are expected here: `/art/{id}.html`. */
  made?: string[];
  /** How often it was tried before: a page that asks for itself again is tried again. */
  attempts?: number;
}

/** Times are ISO 8601 in UTC. */
export interface RunLine {
  type: 'run';
  run: string;
  site: string;
  time: string;
  /** What was asked: start addresses, limits, versions. */
  config: Record<string, unknown>;
  /** The start pages: what a run begins with. */
  found?: FoundLine[];
  /** Position among the site's runs, from 1; filled in by `SiteIndex.append`. */
  order?: number;
}

export interface FetchLine {
  type: 'fetch';
  time: string;
  url: string;
  /** The page that led here. */
  parent?: string;
  depth: number;
  via?: string;
  text?: string;
  score?: number;
  reason?: string;
  /** `fetched`, `not-modified`, `redirected`, `gone`, `blocked`, `busy`, `refused`, `too-large`, `failed`. */
  outcome: string;
  /** It was asked for by POST. */
  posted?: true | 'json';
  why?: string;
  status?: number;
  headers?: KeptHeaders;
  /** The archived bytes; also of what was blocked. */
  sha256?: string;
  bytes?: number;
  tookMs?: number;
  /** Against what was last had from this address; filled in by `SiteIndex.append`. */
  changed?: Change;
  role?: 'document' | 'list' | 'other';
  title?: string;
  found?: FoundLine[];
  /** Reason → number of links not taken. */
  dropped?: Record<string, number>;
  /** What of the page was not read, cut or not understood. */
  notes?: string[];
}

/** `returned`: it had been missing. */
export type Change = 'new' | 'changed' | 'same' | 'returned';

/** Was there before and was not met in a run that finished. */
export interface MissingLine {
  type: 'missing';
  url: string;
  time: string;
}

export interface EndLine {
  type: 'end';
  run: string;
  time: string;
  /** `finished`, `limit:pages`, `limit:bytes`, `limit:time`, `blocked`, `interrupted`, … */
  reason: string;
  counts: Record<string, number>;
}

export type LogLine = RunLine | FetchLine | MissingLine | EndLine;

const FOLDERS_ABOVE = 4;

/** Lines that are written together; resolves to where the first of them begins. */
class Group {
  bytes = 0;
  resolve!: (offset: number) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<number>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => {}); // of a group without lines
  }
}

/** The log of one run, for its only writer. */
export class FetchLog {
  #size: number;
  #lines: string[] = [];
  #group = new Group();
  #writing: Promise<void> | null = null;
  #failure: unknown = null;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    size: number,
    private readonly before: () => Promise<void>,
  ) {
    this.#size = size;
  }

  /** Opens a run's log, making it if needed. `before` is awaited before lines are written that were appended earlier. */
  static async open(path: string, before: () => Promise<void> = async () => {}): Promise<FetchLog> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+');
    const { size } = await file.stat();
    if (size === 0) await syncFolders(path);
    const log = new FetchLog(path, file, size, before);
    const last = Buffer.alloc(1, '\n');
    if (size > 0) await file.read(last, 0, 1, size - 1);
    // What a crash cut short must not swallow the next line.
    if (last.toString('latin1') !== '\n') await log.#put('\n');
    return log;
  }

  /**
   * Adds a line; resolves, when it is on disk, to the offset behind it. Lines are written in the order of the calls, those
   * that wait together with one sync. After an error nothing more is written: open the log anew.
   */
  append(line: LogLine): Promise<number> {
    if (this.#failure) return Promise.reject(this.#failure);
    const text = JSON.stringify(line);
    this.#lines.push(text);
    this.#group.bytes += Buffer.byteLength(text) + 1;
    // Not behind the group: who notes how far it has come would skip the lines that were appended after its own.
    const { promise, bytes } = this.#group;
    const written = promise.then((start) => start + bytes);
    written.catch(() => {}); // told to who awaits it
    this.#writing ??= this.#write();
    return written;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.file.close();
  }

  async #write(): Promise<void> {
    await setImmediate(); // what is appended in this turn goes together
    while (this.#lines.length > 0) {
      const lines = this.#lines;
      const group = this.#group;
      this.#lines = [];
      this.#group = new Group();
      try {
        await this.before();
        const start = this.#size;
        await this.#put(`${lines.join('\n')}\n`);
        group.resolve(start);
      } catch (error) {
        this.#failure = error;
        group.reject(error);
        this.#group.reject(error);
        this.#lines = [];
      }
    }
    this.#writing = null; // in the same turn: who is told of the last line may append at once
  }

  async #put(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done);
      done += bytesWritten;
    }
    await this.file.datasync();
    this.#size += bytes.length;
  }
}

/** Makes the names above a new log durable, up to the data folder: archive/log/<site>/<run>.jsonl. */
async function syncFolders(path: string): Promise<void> {
  let folder = path;
  for (let level = 0; level < FOLDERS_ABOVE; level++) {
    folder = dirname(folder);
    await syncDirectory(folder);
  }
}

export interface ReadLine {
  /** Null for what is no line of ours: the stump that a crash left. */
  line: LogLine | null;
  /** Offset in bytes behind its line break. */
  end: number;
}

/** The whole lines of a log from an offset on. What is not ended by a line break (yet) is not among them. */
export async function* readLog(path: string, from = 0): AsyncGenerator<ReadLine> {
  for await (const { text, end } of readLines(path, from)) yield { line: parseLine(text), end };
}

/** The text of the lines that `readLog` reads, of any log. */
export async function* readLines(path: string, from = 0): AsyncGenerator<{ text: string; end: number }> {
  const parts: Buffer[] = [];
  let position = from;
  const stream: AsyncIterable<Buffer> = createReadStream(path, { start: from, highWaterMark: 256 * 1024 });
  for await (const chunk of stream) {
    let begin = 0;
    for (let stop = chunk.indexOf(0x0a); stop >= 0; stop = chunk.indexOf(0x0a, begin)) {
      parts.push(chunk.subarray(begin, stop));
      yield { text: Buffer.concat(parts.splice(0)).toString('utf8'), end: position + stop + 1 };
      begin = stop + 1;
    }
    if (begin < chunk.length) parts.push(chunk.subarray(begin));
    position += chunk.length;
  }
}

/** What each kind of line must have to be believed. */
const NEEDED: Record<LogLine['type'], readonly string[]> = {
  run: ['run', 'site', 'time'],
  fetch: ['url', 'time', 'outcome'],
  missing: ['url', 'time'],
  end: ['run', 'time', 'reason'],
};

function parseLine(text: string): LogLine | null {
  try {
    const line = JSON.parse(text) as Record<string, unknown>;
    const needed = NEEDED[line.type as LogLine['type']];
    return needed?.every((name) => typeof line[name] === 'string') ? (line as unknown as LogLine) : null;
  } catch {
    return null;
  }
}
