/** What an answer's status, or the error that came instead of it, means for a crawl. Pure. */
import { checkUrl } from './address.js';
import type { Failure, FetchOutcome, KeptHeaders } from './fetch-result.js';

/**
 * Statuses by which a server says that it does not want this client. Outside RFC 9110: 405, 406 and 418 to a plain GET come
 * from firewalls (阿里云盾, mod_security), 412 from 瑞数, 521 from 加速乐 (a JavaScript challenge), 567 from EdgeOne, 511
 * from the login page of a network on the way.
 */
const BLOCKING = new Set([401, 402, 403, 405, 406, 407, 412, 418, 451, 511, 521, 567]);

/** 509 (bandwidth used up) and 529 (overloaded) are not in RFC 9110, but in use. */
const BUSY = new Set([429, 503, 509, 529]);

const REDIRECTING = new Set([300, 301, 302, 303, 307, 308]);

/** Longer headers are left out of the log. */
const MOST_HEADER_BYTES = 4096;

const KEPT: Record<string, keyof KeptHeaders> = {
  'content-type': 'contentType',
  'content-disposition': 'contentDisposition',
  'content-encoding': 'contentEncoding',
  'content-length': 'contentLength',
  'content-range': 'contentRange',
  etag: 'etag',
  'last-modified': 'lastModified',
  location: 'location',
  refresh: 'refresh',
  link: 'link',
  'retry-after': 'retryAfter',
  server: 'server',
  date: 'date',
};

/** The headers that are kept, from names and values in turn. Of several with one name the first counts, but codings and links add up. */
export function keptHeaders(raw: readonly Uint8Array[]): KeptHeaders {
  const kept: KeptHeaders = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = KEPT[latin1(raw[i]!).toLowerCase()];
    const value = raw[i + 1]!;
    if (!name || value.length > MOST_HEADER_BYTES) continue;
    const before = kept[name];
    if (before === undefined) kept[name] = latin1(value);
    else if (name === 'contentEncoding' || name === 'link') kept[name] = `${before}, ${latin1(value)}`;
  }
  return kept;
}

/** Whether the headers say where the body ends. Where they do not, it ends with the connection, cut short or not. */
export function isFramed(raw: readonly Uint8Array[]): boolean {
  return raw.some((name, i) => i % 2 === 0 && /^(content-length|transfer-encoding)$/i.test(latin1(name)));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** An answer by its status: an outcome that needs no body, or what the body is to be kept as. */
export type Answer = FetchOutcome | { keep: 'fetched' | 'blocked' };

/** `conditional`: whether the request said what we have. `now`: for a Retry-After that is a date. */
export function answerOf(
  status: number,
  headers: KeptHeaders,
  about: { url: URL; conditional: boolean; allowPrivate: boolean; now: number },
): Answer {
  if (status === 304 && about.conditional) return { outcome: 'not-modified' };
  if (REDIRECTING.has(status)) return redirection(headers, about);
  if (status === 404 || status === 410) return { outcome: 'gone', reason: `http-${status}` };
  if (BLOCKING.has(status)) return { keep: 'blocked' };
  if (BUSY.has(status)) {
    const retryAfterMs = retryAfter(headers, about.now);
    return { outcome: 'busy', reason: `http-${status}`, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  }
  // 204 and 205 have no body; 206 is a part that nobody asked for, unless it is the whole.
  if (status === 206 && isWhole(headers.contentRange)) return { keep: 'fetched' };
  if (status >= 200 && status < 300 && status !== 204 && status !== 205 && status !== 206) return { keep: 'fetched' };
  return { outcome: 'failed', reason: `http-${status}` };
}

/** `bytes 0-1999/2000`: some caches answer everything in parts. */
function isWhole(range: string | undefined): boolean {
  const [, last, size] = /^bytes 0-(\d{1,15})\/(\d{1,15})$/i.exec(range?.trim() ?? '') ?? [];
  return last !== undefined && Number(last) + 1 === Number(size);
}

function redirection({ location }: KeptHeaders, { url, allowPrivate }: { url: URL; allowPrivate: boolean }): Answer {
  if (!location) return { outcome: 'failed', reason: 'redirect-without-location' };
  // Raw bytes go back as they came, whatever charset they are in.
  const href = location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  const target = checkUrl(href, allowPrivate, url);
  if ('refused' in target) return { outcome: 'refused', reason: 'redirect-target', detail: target.refused };
  return { outcome: 'redirected', target: target.url.href };
}

/** Milliseconds until a server wants to be asked again, or null. Seconds, or a date in one of the three formats of RFC 9110. */
function retryAfter({ retryAfter: value, date }: KeptHeaders, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  const until = parseDate(value);
  if (until === null) return null;
  // Against the server's own clock, where it tells: county servers are off by minutes to years.
  return Math.max(0, until - (parseDate(date ?? '') ?? now));
}

/** In all three formats of HTTP the time is GMT, also in that of asctime, which does not say so. */
function parseDate(text: string): number | null {
  const time = Date.parse(/GMT|UTC|[+-]\d{4}$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : time;
}

/** Stands for ECONNRESET on our connections; fetcher.ts says why. */
export const RESET_CODE = 'EPEERRESET';

interface ErrorLike {
  code?: string;
  message?: string;
  errors?: ErrorLike[];
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
  'ENETDOWN',
  'EACCES', // a firewall of ours says so
  'EPERM',
]);
const DNS_CODES = /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EREFUSED|ENONAME)/;
/** The connection was there and broke. */
const BROKEN_CODES = new Set(['ECONNRESET', RESET_CODE, 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);
/** The connection ended well, but before the body did. undici 7.30.2 gives errors of its parser no code. */
const ENDED_EARLY = /Invalid EOF state|length does not match content-length/;
/** Ours: this machine has no more sockets, or undici was called wrongly. To be seen, not to be logged as a fault of the site. */
const OUR_CODES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'UND_ERR_INVALID_ARG']);

/**
 * An error of the connection as an outcome; null if it is not the site's fault. `stage`: how far the request had come.
 * The codes are Node's, OpenSSL's, and undici's (UND_ERR_…).
 */
export function outcomeOfError(
  error: ErrorLike,
  stage: 'connecting' | 'waiting' | 'reading',
  headersLimit: number,
): FetchOutcome | null {
  // Several addresses were tried: the first one's error tells.
  const cause = error.errors?.[0] ?? error;
  const code = cause.code ?? '';
  const message = cause.message ?? '';
  const detail = code || message || 'unknown';
  const failed = (reason: Failure): FetchOutcome => ({ outcome: 'failed', reason, detail });
  if (OUR_CODES.has(code)) return null;
  if (code === 'EPRIVATE') return { outcome: 'refused', reason: 'private-address', detail: message };
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return { outcome: 'too-large', reason: 'headers', limit: headersLimit };
  if (code === 'EPROXY') return { outcome: 'failed', reason: 'proxy', detail: message };
  if (DNS_CODES.test(code)) return failed('dns');
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (stage === 'connecting' && code === 'ETIMEDOUT'))
    return failed('connect-timeout');
  if (CONNECTION_CODES.has(code)) return failed('connect');
  if (isTls(code)) return failed(`tls:${code}`);
  if (stage === 'reading' && ENDED_EARLY.test(message)) return failed('truncated');
  // undici's words for an answer that nobody asked for, and for a change of protocol that nobody asked for.
  const nonsense = /^bad (response|upgrade)/.test(message);
  if (!nonsense && (code === 'UND_ERR_SOCKET' || BROKEN_CODES.has(code)))
    return failed(stage === 'reading' ? 'truncated' : stage === 'waiting' ? 'reset' : 'connect');
  return failed('protocol');
}

/** A certificate's fault by Node's name for it, or anything that OpenSSL said. */
function isTls(code: string): boolean {
  return (
    /^ERR_(SSL|TLS|OSSL)_/.test(code) ||
    code === 'EPROTO' ||
    /CERT|^UNABLE_TO_|^INVALID_(CA|PURPOSE)|^(PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/.test(code)
  );
}
