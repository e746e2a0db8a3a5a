/**
 * The archive as WARC 1.1 (ISO 28500), for other tools: alone imports warcio.
 *
 * What was not kept is not made up. An answer has the headers that the log keeps, with the length of the body as it lies
 * in the archive: content and transfer codings are undone. Where no body was kept, the record says that it is truncated.
 * Bytes that are in the file already are a `revisit`, a 304 too; requests that had no answer have no record.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { WARCRecord, WARCSerializer } from 'warcio';
import type { Archive } from './archive.js';
import { type FetchLine, type KeptHeaders, type RunLine, readLog } from './fetch-log.js';

const VERSION = 'WARC/1.1';
const IDENTICAL = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest';
const NOT_MODIFIED = 'http://netpreserve.org/warc/1.1/revisit/server-not-modified';

const HEADER_NAMES: Record<keyof KeptHeaders, string> = {
  contentType: 'Content-Type',
  contentDisposition: 'Content-Disposition',
  etag: 'ETag',
  lastModified: 'Last-Modified',
  location: 'Location',
  refresh: 'Refresh',
  link: 'Link',
  retryAfter: 'Retry-After',
  contentLength: 'Content-Length',
  contentRange: 'Content-Range',
  server: 'Server',
  date: 'Date',
};

type RecordOptions = NonNullable<Parameters<typeof WARCRecord.create>[0]>;

export interface WarcOptions {
  /** The logs of runs, oldest first. */
  logs: readonly string[];
  archive: Archive;
  software: string;
  /** Name of the file that is written. */
  filename: string;
}

export interface WarcCounts {
  /** Records with bytes of their own, without, and that point to others. */
  responses: number;
  truncated: number;
  revisits: number;
  /** Requests without an answer, and answers whose bytes have vanished. */
  unanswered: number;
  lost: number;
}

/** The WARC file, part by part, each record compressed by itself. `counts` are kept while it is read. */
export async function* warcParts(options: WarcOptions, counts: WarcCounts): AsyncGenerator<Uint8Array> {
  const writer = new WarcWriter(options, counts);
  for (const log of options.logs) {
    let run: RunLine | null = null;
    for await (const { line } of readLog(log)) {
      if (line?.type === 'run') {
        if (run?.run !== line.run) yield* writer.info(line);
        run = line;
      } else if (line?.type === 'fetch') yield* writer.answer(line, run);
    }
  }
}

class WarcWriter {
  /** Hash of a payload → where it is in the file. */
  readonly #written = new Map<string, { url: string; date: string }>();
  /** What a URL held when it was last told of, for those that did not change. */
  readonly #last = new Map<string, { date: string; sha256: string }>();
  #infoId = '';

  constructor(
    private readonly options: WarcOptions,
    private readonly counts: WarcCounts,
  ) {}

  async *info({ run, site, time, config }: RunLine): AsyncGenerator<Uint8Array> {
    this.#infoId = idOf('warcinfo', site, run);
    const { software, filename } = this.options;
    const fields: Record<string, string> = {
      software,
      format: 'WARC File Format 1.1',
      conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
      isPartOf: `${site} ${run}`,
      description: 'HTTP headers are those that the crawl log keeps; content and transfer codings are undone',
      ...(typeof config.userAgent === 'string' ? { 'http-header-user-agent': config.userAgent } : {}),
    };
    const warcHeaders = { 'WARC-Record-ID': this.#infoId };
    const options = { filename, date: time, type: 'warcinfo', warcVersion: VERSION, warcHeaders } as const;
    yield* serialized(WARCRecord.createWARCInfo(options, fields));
  }

  async *answer(line: FetchLine, run: RunLine | null): AsyncGenerator<Uint8Array> {
    const { url, time, status, outcome, sha256, bytes = 0, headers = {} } = line;
    if (status === undefined) {
      this.counts.unanswered += 1;
      return;
    }
    const id = idOf('answer', run?.site ?? '', run?.run ?? '', url, time);
    const hasBytes = sha256 !== undefined && outcome !== 'not-modified';
    const common = {
      url,
      date: time,
      warcVersion: VERSION,
      statusline: `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`,
      httpHeaders: httpHeadersOf(headers, hasBytes ? bytes : null),
      keepHeadersCase: true,
    } as const;
    const own = { 'WARC-Record-ID': id, 'WARC-Warcinfo-ID': this.#infoId };
    if (!hasBytes) {
      const revisit = outcome === 'not-modified';
      this.counts[revisit ? 'revisits' : 'truncated'] += 1;
      if (revisit)
        yield* serialized(revisitOf(NOT_MODIFIED, url, this.#last.get(url), { ...common, warcHeaders: own }));
      else {
        const warcHeaders = { ...own, 'WARC-Truncated': 'unspecified' };
        yield* serialized(WARCRecord.create({ ...common, type: 'response', warcHeaders }));
      }
    } else {
      const before = this.#written.get(sha256);
      if (!before && !(await this.options.archive.has({ sha256, bytes }))) {
        this.counts.lost += 1;
        return;
      }
      if (outcome === 'fetched') this.#last.set(url, { date: time, sha256 });
      if (before) {
        this.counts.revisits += 1;
        yield* serialized(revisitOf(IDENTICAL, before.url, { ...before, sha256 }, { ...common, warcHeaders: own }));
      } else {
        this.counts.responses += 1;
        this.#written.set(sha256, { url, date: time });
        const body = () => createReadStream(this.options.archive.pathOf(sha256));
        yield* serialized(WARCRecord.create({ ...common, type: 'response', warcHeaders: own }, body()), body);
      }
    }
    yield* this.#metadata(line, id);
  }

  /** How one came there, as other crawlers write it. */
  async *#metadata({ url, time, parent, text, tookMs }: FetchLine, answer: string): AsyncGenerator<Uint8Array> {
    if (!parent && !text) return;
    const fields = [
      ...(parent ? [`via: ${parent}`] : []),
      ...(text ? [`linkText: ${text.replace(/[\r\n]+/g, ' ')}`] : []),
      ...(tookMs === undefined ? [] : [`fetchTimeMs: ${tookMs}`]),
    ];
    const warcHeaders = {
      'WARC-Record-ID': idOf('metadata', answer),
      'WARC-Concurrent-To': answer,
      'WARC-Warcinfo-ID': this.#infoId,
      'Content-Type': 'application/warc-fields',
    };
    const content = [Buffer.from(`${fields.join('\r\n')}\r\n`)];
    const options = { url, date: time, type: 'metadata', warcVersion: VERSION, warcHeaders } as const;
    yield* serialized(WARCRecord.create(options, content));
  }
}

/** A record that stands for bytes in another one. */
function revisitOf(
  profile: string,
  url: string,
  to: { date: string; sha256: string } | undefined,
  options: RecordOptions,
): WARCRecord {
  const record = WARCRecord.create({ ...options, type: 'revisit' });
  const { headers } = record.warcHeaders;
  headers.set('WARC-Profile', profile); // the library knows one of the two
  headers.set('WARC-Refers-To-Target-URI', url);
  if (to) {
    headers.set('WARC-Refers-To-Date', to.date);
    headers.set('WARC-Payload-Digest', `sha256:${to.sha256}`);
  }
  return record;
}

/** A record as its own gzip member. A `body` is read a second time for the file, so that it is never held. */
async function* serialized(record: WARCRecord, body?: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const again = body && { write: () => {}, readAll: body, purge: () => {} };
  for await (const part of new WARCSerializer(record, { gzip: true }, again)) yield part as Uint8Array;
}

function httpHeadersOf(headers: KeptHeaders, bytes: number | null): [string, string][] {
  const told = Object.entries(HEADER_NAMES).flatMap(([field, name]): [string, string][] => {
    const value = headers[field as keyof KeptHeaders];
    return value === undefined || field === 'contentLength' ? [] : [[name, value]];
  });
  return bytes === null ? told : [...told, ['Content-Length', String(bytes)]];
}

/** The same line gives the same id, in every export. */
function idOf(...parts: string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const version = `8${hash.slice(13, 16)}`;
  const variant = `${'89ab'.charAt(Number.parseInt(hash.charAt(16), 16) % 4)}${hash.slice(17, 20)}`;
  return `<urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-${version}-${variant}-${hash.slice(20, 32)}>`;
}
