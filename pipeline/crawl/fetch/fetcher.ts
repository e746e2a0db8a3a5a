/**
 * One request to a site, one hop, one named outcome; the body streams into the archive. Alone imports undici.
 *
 * Redirects are not followed, nothing is tried twice, cookies are not kept, and nothing here knows robots.txt or pace:
 * that is for whoever asks (host/). Of each origin there is one connection, kept alive, with one request on it at a time.
 */
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { buildConnector, Client } from 'undici';
import type { Digest } from '../../archive/archive.js';
import { checkUrl, isPublicAddress, PrivateAddressError, publicLookup, type Resolve } from './address.js';
import { answerOf, outcomeOfError, RESET_CODE } from './answer.js';
import { BodyFault } from './body.js';
import { ACCEPTED_CODINGS, decode } from './content-coding.js';
import { Exchange, type Head } from './exchange.js';
import {
  DEFAULT_FETCH_LIMITS,
  type FetchLimits,
  type FetchOutcome,
  type FetchRequest,
  type FetchResult,
  type Keep,
  type KeptHeaders,
} from './fetch-result.js';

import { asProxyError, proxyHeaders, tunnel } from './proxy.js';

export type * from './fetch-result.js';

export interface FetcherOptions {
  keep: Keep;
  limits?: Partial<FetchLimits>;
  /** Truthful and with a contact: `gongkai/0.2.0 (+https://example.org/crawler)`. */
  userAgent: string;
  /** Lifts the ban on loopback, private and other addresses that are not public. */
  allowPrivate: boolean;
  /** Takes any certificate, and protocols as old as TLS 1.0. False by default. */
  insecureTls?: boolean;
  /** PEM of certificate authorities to trust beside those that Node brings. */
  authorities?: string[];
  /** How names become addresses; by default the system's way. */
  resolve?: Resolve;
  /** Everything goes through this one (proxy.ts). */
  proxy?: URL;
}

const OLD_RENEGOTIATION = constants.SSL_OP_LEGACY_SERVER_CONNECT;

/** An idle connection is closed after this, sooner if the server says so (Keep-Alive: timeout). */
const IDLE_MS = 4_000;
const MOST_IDLE_MS = 60_000;

/** Connections that are kept open at most; the one that was used longest ago is closed first. */
const MOST_ORIGINS = 64;

/** One origin: its connection, if there is one, and who waits for it. */
interface Line {
  client: Client | null;
  address: string | null;
  /** What is going on on it. */
  exchange: Exchange | null;
  /** Resolves when the last request that was asked for is over. */
  last: Promise<void>;
  /** Requests that are not over. */
  waiting: number;
}

export class Fetcher {
  readonly #keep: Keep;
  readonly #limits: FetchLimits;
  readonly #allowPrivate: boolean;
  readonly #headers: Record<string, string>;
  readonly #connect: buildConnector.connector;
  /** A proxy may stand in the own network. */
  readonly #connectToProxy: buildConnector.connector;
  readonly #proxy: URL | null;
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor({
    keep,
    limits,
    userAgent,
    allowPrivate,
    insecureTls = false,
    authorities,
    resolve,
    proxy,
  }: FetcherOptions) {
    this.#keep = keep;
    this.#limits = { ...DEFAULT_FETCH_LIMITS, ...limits };
    this.#allowPrivate = allowPrivate;
    this.#proxy = proxy ?? null;
    this.#headers = {
      'user-agent': userAgent,
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
      'accept-encoding': ACCEPTED_CODINGS,
    };
    this.#connectToProxy = buildConnector({ timeout: this.#limits.connectMs });
    this.#connect = buildConnector({
      lookup: publicLookup(allowPrivate, resolve),
      // Ours speaks first (exchange.ts); this one closes the socket that nobody waits for any more.
      timeout: this.#limits.connectMs,
      rejectUnauthorized: !insecureTls,
      ...(authorities ? { ca: [...rootCertificates, ...authorities] } : {}),
      // Servers that need `insecureTls` are mostly old as well, and some do not know RFC 5746, which OpenSSL 3 insists on.
      ...(insecureTls ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: OLD_RENEGOTIATION } : {}),
      // HTTP/1.1 alone: what speaks HTTP/2 speaks it as well (nginx, Tengine, IIS, the CDNs of the field), and one request
      // at a time gains nothing by HTTP/2. A server that speaks only that ends as tls:…NO_APPLICATION_PROTOCOL or protocol.
    });
  }

  /**
   * Makes one request, GET or, with a form or JSON, POST. What the site does wrong is the result's `outcome`; this throws the signal's reason, errors of
   * `keep` (our own disk), and when this machine runs out of sockets. A second request to the same origin waits for the first.
   */
  async fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchResult> {
    signal.throwIfAborted();
    const checked = checkUrl(request.url, this.#allowPrivate);
    if ('refused' in checked) return { time: now(), tookMs: 0, outcome: 'refused', reason: checked.refused };
    const line = this.#lineTo(checked.url.origin);
    line.waiting++;
    const result = line.last.then(() => this.#exchange(line, checked.url, request, signal));
    line.last = result.then(
      () => {},
      () => {},
    );
    return result.finally(() => {
      line.waiting--;
    });
  }

  /** Closes the connections at once. A request in flight throws. */
  async close(): Promise<void> {
    this.#closed = true;
    const error = new Error('the fetcher was closed');
    await Promise.all([...this.#lines.values()].map(({ client }) => client?.destroy(error)));
  }

  async #exchange(line: Line, url: URL, request: FetchRequest, signal: AbortSignal): Promise<FetchResult> {
    signal.throwIfAborted();
    if (this.#closed) throw new Error('the fetcher was closed');
    line.client ??= this.#connectTo(url.origin, line);
    const client = line.client;
    const time = now();
    const exchange = new Exchange(this.#limits, (error) => {
      line.client = null;
      void client.destroy(error);
    });
    line.exchange = exchange;
    const abort = () => exchange.stop(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      client.dispatch({ ...this.#addressOf(url, request), ...methodOf(request) }, exchange);
      const [head, outcome] = await this.#read(exchange, url, request);
      signal.throwIfAborted();
      const { tookMs, headersMs } = exchange;
      return {
        time,
        tookMs,
        ...(headersMs === undefined ? {} : { headersMs }),
        ...(line.address === null ? {} : { address: line.address }),
        ...(head && { status: head.status, headers: head.headers }),
        ...outcome,
      };
    } finally {
      signal.removeEventListener('abort', abort);
      line.exchange = null;
    }
  }

  async #read(exchange: Exchange, url: URL, request: FetchRequest): Promise<[Head | null, FetchOutcome]> {
    let head: Head;
    try {
      head = await exchange.head;
    } catch (error) {
      return [null, this.#outcomeOf(error as Error, exchange)];
    }
    const { status, headers } = head;
    if (status === 407 && this.#proxy && url.protocol === 'http:') {
      await exchange.drain();
      return [head, { outcome: 'failed', reason: 'proxy', detail: 'the proxy answers 407' }];
    }
    const conditional = request.etag !== undefined || request.lastModified !== undefined;
    const answer = answerOf(status, headers, { url, conditional, allowPrivate: this.#allowPrivate, now: Date.now() });
    if (!('keep' in answer)) {
      await exchange.drain();
      return [head, answer];
    }
    const kept = await this.#keepBody(exchange, headers);
    if (answer.keep === 'fetched') {
      if (!('digest' in kept)) return [head, kept];
      return [head, { outcome: 'fetched', digest: kept.digest, ...(head.framed ? {} : { unframed: true }) }];
    }
    return [
      head,
      { outcome: 'blocked', reason: `http-${status}`, ...('digest' in kept ? { digest: kept.digest } : {}) },
    ];
  }

  async #keepBody(exchange: Exchange, headers: KeptHeaders): Promise<{ digest: Digest } | FetchOutcome> {
    const { bodyBytes } = this.#limits;
    if (Number(headers.contentLength) > bodyBytes) {
      exchange.stop(new BodyFault({ outcome: 'too-large', reason: 'body', limit: bodyBytes }));
    }
    try {
      return { digest: await this.#keep.put(decode(exchange.body, headers.contentEncoding, this.#limits)) };
    } catch (error) {
      // Else the disk failed, and the site has nothing to do with it.
      const theirs = error instanceof BodyFault ? error : exchange.error;
      exchange.stop(error as Error);
      if (!theirs) throw error;
      return this.#outcomeOf(theirs, exchange);
    }
  }

  #outcomeOf(error: Error, { stage }: Exchange): FetchOutcome {
    if (this.#closed) throw error;
    if (error instanceof BodyFault) return error.outcome;
    const outcome = outcomeOfError(error, stage, this.#limits.headersBytes);
    if (!outcome) throw error;
    return outcome;
  }

  /** What is asked for. Of a proxy that is no tunnel, the whole URL. */
  #addressOf(url: URL, request: FetchRequest): { path: string; headers: Record<string, string> } {
    const path = url.pathname + url.search;
    const headers = this.#headersOf(request);
    if (!this.#proxy || url.protocol !== 'http:') return { path, headers };
    return { path: url.origin + path, headers: { ...headers, host: url.host, ...proxyHeaders(this.#proxy) } };
  }

  #headersOf({ form, json, referer, etag, lastModified }: FetchRequest): Record<string, string> {
    return {
      ...this.#headers,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      ...(json === undefined ? {} : { 'content-type': 'application/json; charset=UTF-8' }),
      ...(referer === undefined ? {} : { referer }),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
      ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
    };
  }

  #lineTo(origin: string): Line {
    const line = this.#lines.get(origin) ?? {
      client: null,
      address: null,
      exchange: null,
      last: Promise.resolve(),
      waiting: 0,
    };
    this.#lines.delete(origin); // to the end: the order is that of the last use
    this.#lines.set(origin, line);
    for (const [oldest, { client, waiting }] of this.#lines) {
      if (this.#lines.size <= MOST_ORIGINS) break;
      if (waiting > 0 || oldest === origin) continue;
      void client?.destroy();
      this.#lines.delete(oldest);
    }
    return line;
  }

  async #tunnel(proxy: URL, options: buildConnector.Options): Promise<Socket> {
    const host = options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname;
    const httpSocket = await tunnel(proxy, `${host}:${options.port || 443}`, this.#limits.connectMs);
    return connected(this.#connect, { ...options, httpSocket });
  }

  #connectTo(origin: string, line: Line): Client {
    const proxy = this.#proxy;
    const isTunnel = origin.startsWith('https:');
    return new Client(proxy && !isTunnel ? proxy.origin : origin, {
      connect: (options, callback) => {
        line.address = null;
        if (proxy) {
          const made = isTunnel ? this.#tunnel(proxy, options) : connected(this.#connectToProxy, options);
          made.then(
            (socket) => {
              guard(socket, line);
              callback(null, socket);
            },
            (error) => callback(isTunnel ? error : asProxyError(error), null),
          );
          return;
        }
        this.#connect(options, (...[error, socket]) => {
          if (error) return callback(error, null);
          line.address = socket.remoteAddress ?? null;
          // What the lookup checked is what is connected to; should that ever fail, nothing is sent.
          if (!this.#allowPrivate && !isPublicAddress(line.address ?? '')) {
            socket.destroy();
            return callback(new PrivateAddressError(options.hostname, line.address ?? 'nothing'), null);
          }
          guard(socket, line);
          return callback(null, socket);
        });
      },
      // Own clocks (exchange.ts): undici's have no total and are a second coarse.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: this.#limits.headersBytes,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: MOST_IDLE_MS,
      pipelining: 1,
    });
  }
}

function methodOf({ form, json }: FetchRequest): { method: 'GET' } | { method: 'POST'; body: string } {
  const body = form ?? json;
  return body === undefined ? { method: 'GET' } : { method: 'POST', body };
}

function connected(connect: buildConnector.connector, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(options, (error, socket) => (error ? reject(error) : resolve(socket!)));
  });
}

/**
 * Two faults of undici 7.30.2 (client-h1.js) with answers that end with their connection, met by speaking before it:
 * - an ECONNRESET passes for the regular end (onHttpSocketError): half a document would be believed whole. Under another
 *   name the reset is an error like any other;
 * - an end, or a reset, while the answer is held back throws an assertion where nobody can catch it, and the process dies
 *   (Parser.finish). So nothing is held back from then on; all that is to come has come.
 */
function guard(socket: Socket, line: Line): void {
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = RESET_CODE;
  });
  socket.on('end', () => line.exchange?.body.release());
}

function now(): string {
  return new Date().toISOString();
}
