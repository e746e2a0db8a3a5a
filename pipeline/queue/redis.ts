/** The connection to Redis: what must hold before it is used, and what happens when it goes and comes back. Alone imports ioredis. */
import { Redis } from 'ioredis';
import { QueueUnavailableError } from './port.js';

export type RedisClient = Redis;

/** How long the first connection is tried: long enough for a Redis that starts at the same time. */
const FIRST_CONNECT_MS = 5000;
/** How long a Redis that was there may be away before the work is given up: an upgrade of its machine. */
export const MOST_ABSENT_MS = 10 * 60 * 1000;
const RETRY_MS = { first: 100, most: 3000 };

/** Before 6.2, BullMQ's scripts are not supported by its makers. */
const OLDEST_VERSION = [6, 2];

export interface RedisTarget {
  /** `redis://[[user]:password@]host[:port][/database]`, `rediss://…` with TLS. */
  url: string;
  /** Told when Redis has gone and when it is back; one line each. */
  onTrouble: (message: string) => void;
  /** How long the first connection is tried. */
  firstConnectMs?: number;
  /** After so long without it, Redis is given up. */
  mostAbsentMs?: number;
}

export interface OpenRedis {
  client: RedisClient;
  /** Aborted, with a QueueUnavailableError, when Redis has been away for too long. */
  lost: AbortSignal;
  close(): void;
}

/** Connects and looks at what is there. Throws a QueueUnavailableError that an operator can act on. */
export async function openRedis({
  url,
  onTrouble,
  firstConnectMs = FIRST_CONNECT_MS,
  mostAbsentMs = MOST_ABSENT_MS,
}: RedisTarget): Promise<OpenRedis> {
  const name = describeRedis(url);
  const lost = new AbortController();
  const opened = Date.now();
  let last = '';
  let goneSince: number | null = null;
  let wasReady = false;
  let closing = false;

  const client = new Redis(url, {
    maxRetriesPerRequest: null, // a command waits until Redis is back; `lost` ends that
    connectTimeout: FIRST_CONNECT_MS,
    retryStrategy: (times) => {
      // Copies of this connection ask, too, and may have gone alone.
      const absent = wasReady ? Date.now() - (goneSince ?? Date.now()) : Date.now() - opened;
      if (absent > (wasReady ? mostAbsentMs : firstConnectMs)) return null;
      return Math.min(RETRY_MS.first * 2 ** Math.min(times - 1, 10), RETRY_MS.most);
    },
  });
  client.on('error', (error: Error) => {
    // Whoever waits long is told at once what for: it may be a wrong address.
    if (!wasReady && last === '' && firstConnectMs > FIRST_CONNECT_MS)
      onTrouble(`${name} cannot be reached: ${explainRedis(error)}; waiting for it up to ${firstConnectMs / 1000} s`);
    last = explainRedis(error);
  });
  client.on('close', () => {
    if (!wasReady || closing || goneSince !== null) return;
    goneSince = Date.now();
    onTrouble(`${name} is gone; waiting for it up to ${Math.round(mostAbsentMs / 1000)} s`);
  });
  client.on('ready', () => {
    if (goneSince !== null) onTrouble(`${name} is back after ${Math.ceil((Date.now() - goneSince) / 1000)} s`);
    goneSince = null;
    wasReady = true;
  });
  client.on('end', () => {
    if (closing) return;
    const seconds = Math.round((Date.now() - (goneSince ?? opened)) / 1000);
    lost.abort(
      new QueueUnavailableError(`${name} cannot be reached: ${last || 'no answer'}; given up after ${seconds} s`),
    );
  });
  try {
    await whenReady(client, lost.signal);
    await inspect(client, name);
  } catch (error) {
    client.disconnect();
    throw error instanceof QueueUnavailableError
      ? error
      : new QueueUnavailableError(`${name}: ${explainRedis(error as Error)}`, { cause: error });
  }
  const close = () => {
    closing = true;
    client.disconnect();
  };
  return { client, lost: lost.signal, close };
}

/** How Redis is called in messages: without its password. */
export function describeRedis(url: string): string {
  const parsed = parseUrl(url);
  return `Redis at ${parsed.protocol}//${parsed.host || 'localhost'}${parsed.pathname.replace(/^\/$/, '')}`;
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed && ['redis:', 'rediss:'].includes(parsed.protocol)) return parsed;
  throw new QueueUnavailableError('a Redis is named by a URL, as in redis://127.0.0.1:6379');
}

function whenReady(client: RedisClient, lost: AbortSignal): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    lost.addEventListener('abort', () => reject(lost.reason), { once: true });
    // A wrong password does not become right by waiting.
    client.on('error', (error: Error) => {
      if (/WRONGPASS|NOAUTH|NOPERM|invalid DB index/i.test(error.message)) reject(error);
    });
  });
}

/** Old servers, copies that take no writes, and servers that throw keys away to make room would lose jobs quietly. */
async function inspect(client: RedisClient, name: string): Promise<void> {
  const info = parseInfo(await client.info());
  const version = (info.get('redis_version') ?? '0').split('.').map(Number);
  if (compareVersions(version, OLDEST_VERSION) < 0) {
    throw new QueueUnavailableError(`${name} is version ${version.join('.')}; ${OLDEST_VERSION.join('.')} is needed`);
  }
  const policy = info.get('maxmemory_policy');
  if (policy && policy !== 'noeviction') {
    throw new QueueUnavailableError(
      `${name} throws keys away when it is full (maxmemory-policy ${policy}), and jobs with them; set it to noeviction`,
    );
  }
  if (info.get('role') === 'slave') {
    throw new QueueUnavailableError(`${name} is a replica, which takes no writes; name its master`);
  }
}

/** The lines `name:value` of INFO. */
function parseInfo(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^([^#:]+):(.*)$/.exec(line) ?? [];
      return key ? [[key, value ?? ''] as const] : [];
    }),
  );
}

function compareVersions(a: number[], b: number[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 1) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}

/** What Redis or the network said, in words. */
export function explainRedis(error: Error & { code?: string }): string {
  if (isFull(error)) return 'its memory is full (maxmemory); give it more, or empty it';
  if (error.code === 'ECONNREFUSED') return 'nothing listens there (ECONNREFUSED)';
  if (error.code === 'ENOTFOUND') return 'no such host (ENOTFOUND)';
  if (/^MISCONF/.test(error.message)) return 'it cannot write its disk and takes no more (MISCONF)';
  return error.message || error.code || String(error);
}

/** It takes no writes now, and may again when somebody makes room. */
export function isFull(error: Error): boolean {
  return /\bOOM command not allowed|^MISCONF/.test(error.message);
}
