/** What one request to a site asks and how it may end. Every end has a name: their faults are outcomes, never exceptions. */
import type { Digest } from '../../archive/archive.js';

export interface FetchRequest {
  /** Absolute. A fragment is not sent. */
  url: string;
  /** Fields of a form, encoded: they are posted. */
  form?: string;
  /** JSON that is posted. */
  json?: string;
  /** The page of the same host that led here. */
  referer?: string;
  /** As the server sent them with the version that we keep: makes the request conditional. */
  etag?: string;
  lastModified?: string;
}

/**
 * The headers that are kept, as sent: one character for each byte (latin1), so that a name in GBK or UTF-8 can still be
 * read out of them. A header of more than 4,096 bytes is left out.
 */
export interface KeptHeaders {
  contentType?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLength?: string;
  contentRange?: string;
  etag?: string;
  lastModified?: string;
  location?: string;
  /** Not of HTTP, but browsers go where it says: as `<meta http-equiv="refresh">`. */
  refresh?: string;
  /** `<…>; rel="next"` */
  link?: string;
  retryAfter?: string;
  server?: string;
  date?: string;
}

/** Why a request was not made, or its redirect not taken. `private-address`: see address.ts. */
export type Refusal = 'scheme' | 'bad-url' | 'private-address' | 'redirect-target';

/**
 * - `connect-timeout`, `headers-timeout`, `timeout`: no connection, no complete headers, no complete body in time;
 * - `too-slow`: fewer bytes in a window of time than the limits ask for (slow drip);
 * - `dns`, `connect`: no address, no connection; `reset`: the connection ended before the headers did;
 * - `truncated`: it ended before the body did; `protocol`: what came is not HTTP;
 * - `encoding`: the body is not in the Content-Encoding that it is said to be in, or in one that nobody asked for;
 * - `redirect-without-location`, `tls:CODE` (OpenSSL's or Node's name), `http-STATUS`.
 */
export type Failure =
  | 'timeout'
  | 'connect-timeout'
  | 'headers-timeout'
  | 'too-slow'
  | 'reset'
  | 'dns'
  | 'connect'
  | 'truncated'
  | 'protocol'
  | 'encoding'
  | 'proxy'
  | 'redirect-without-location'
  | `tls:${string}`
  | `http-${number}`;

export type FetchOutcome =
  /**
   * The whole body, decoded from its Content-Encoding, is in the archive. `unframed`: the server did not say how long it
   * is, so that nobody can tell whether it was cut short.
   */
  | { outcome: 'fetched'; digest: Digest; unframed?: true }
  /** 304: what we keep is what is there. */
  | { outcome: 'not-modified' }
  /** Not followed: scope, robots.txt, pace and safety hold for the target as for any other URL. May be the URL itself. */
  | { outcome: 'redirected'; target: string }
  | { outcome: 'gone'; reason: 'http-404' | 'http-410' }
  /** The server does not want to serve us. `digest`: the page that says so, if it came. */
  | { outcome: 'blocked'; reason: string; digest?: Digest }
  | { outcome: 'busy'; reason: `http-${number}`; retryAfterMs?: number }
  /** By us. Nothing was sent, but for `redirect-target`: there the answer pointed where we do not go. */
  | { outcome: 'refused'; reason: Refusal; detail?: string }
  /** `limit` in bytes. `decompressed`: small on the wire, large when unpacked. */
  | { outcome: 'too-large'; reason: 'body' | 'decompressed' | 'headers'; limit: number }
  /** `detail`: the code or the words of the cause, for people. */
  | { outcome: 'failed'; reason: Failure; detail?: string };

export type FetchResult = {
  /** ISO 8601, when the request began. */
  time: string;
  /** Until the last byte that was read of the answer. */
  tookMs: number;
  /** Until the headers were complete: what tells a server under load. */
  headersMs?: number;
  status?: number;
  headers?: KeptHeaders;
  /** The address that was connected to. */
  address?: string;
} & FetchOutcome;

export interface FetchLimits {
  /** For a whole request: name, connection, headers, body. */
  totalMs: number;
  /** For the name and the connection, TLS included. */
  connectMs: number;
  /** From the request to the end of the headers. */
  headersMs: number;
  headersBytes: number;
  /** On the wire. */
  bodyBytes: number;
  decompressedBytes: number;
  /** Unpacked bytes for each byte on the wire. */
  decompressedRatio: number;
  /** Below this many unpacked bytes the ratio does not matter. */
  decompressedFreeBytes: number;
  /** Of a body, in each window of time; windows in which we did not read do not count. */
  minBytesPerSecond: number;
  windowMs: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_FETCH_LIMITS: FetchLimits = {
  totalMs: 10 * 60_000,
  connectMs: 15_000,
  headersMs: 60_000,
  headersBytes: 64 * 1024,
  bodyBytes: 256 * MEBIBYTE,
  decompressedBytes: 512 * MEBIBYTE,
  // Tables in HTML shrink 20 to 50 times at most; a bomb of gzip 1,000 times, of brotli more.
  decompressedRatio: 200,
  decompressedFreeBytes: 8 * MEBIBYTE,
  minBytesPerSecond: 256,
  windowMs: 15_000,
};

/** Where bodies are kept: the archive, or anything that takes them as it does. */
export interface Keep {
  put(content: AsyncIterable<Uint8Array>): Promise<Digest>;
}
