/**
 * Who may ask, and what a browser may do with the answers. The explorer shows what strangers published and writes what
 * people correct, so neither a page of another site nor a document may reach it.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { RequestProblem } from './problem.js';

export const COOKIE = 'gongkai_token';
const TOKEN_BYTES = 24;

/** What is checked of a request. */
export interface Asked {
  method: string;
  headers: { get(name: string): string | null };
}

export interface Guard {
  /** Needed to be let in; null where only this machine can ask. */
  token: string | null;
  /** Names besides addresses by which it may be reached. */
  names: readonly string[];
}

/** Guard of what listens at `host`: with a token where others than this machine can reach it, or under `names` of their own. */
export function guardFor(host: string, names: readonly string[]): Guard {
  const alone = isLoopback(host) && names.length === 0;
  return {
    token: alone ? null : randomBytes(TOKEN_BYTES).toString('base64url'),
    names: ['localhost', hostname().toLowerCase(), host.toLowerCase(), ...names.map((name) => name.toLowerCase())],
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Refuses what reached us under a name that is not ours: a page of a stranger whose name leads here by now (DNS
 * rebinding) would be one origin with us. Such a page has a name; so addresses are all right.
 */
export function checkHost({ headers }: Asked, { names }: Guard): void {
  const host = headers.get('host') ?? '';
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 0 && !names.includes(bare)) {
    throw new RequestProblem(403, `this server is not reached as '${host}'; --name allows another name`);
  }
}

/** Refuses a request that a page of another origin makes a browser send. */
export function checkOrigin({ headers }: Asked): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const isOurs = origin === null || (URL.canParse(origin) && new URL(origin).host === headers.get('host'));
  if (!isOurs || (site !== null && site !== 'same-origin')) {
    throw new RequestProblem(403, 'only the explorer itself may write');
  }
}

/** Whether the token in an address or a cookie is ours; takes equally long for any. */
export function isToken(given: string | null | undefined, { token }: Guard): boolean {
  if (token === null) return true;
  const [ours, theirs] = [Buffer.from(token), Buffer.from(given ?? '')];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

export function tokenOf({ headers }: Asked): string | null {
  const cookies = (headers.get('cookie') ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? null;
}

export function cookieOf(token: string): string {
  return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

/** pdf.js compiles its decoders of pictures from WebAssembly; they come from here. */
const APPLICATION_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of pages that others wrote: no script, ever, and nothing from elsewhere. The application reads what is in the frame. */
export const PAGE_POLICY =
  "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Of the bytes of originals, should a browser ever show them by themselves. */
export const ORIGINAL_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

/** Put on every answer that does not say otherwise. */
export const HEADERS: Record<string, string> = {
  'content-security-policy': APPLICATION_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
