/** Serves metrics: `/metrics` for Prometheus, `/health` (200 or 503) for whoever restarts what is broken. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isHealthy, metricsOf } from './metrics.js';
import type { Snapshot } from './snapshot.js';

/** However often it is scraped. */
const LEAST_INTERVAL_MS = 5_000;
/** Where nobody else can ask, unless a host is given. */
const DEFAULT_HOST = '127.0.0.1';

export interface Address {
  host: string;
  port: number;
}

/** `:9464`, `9464`, `0.0.0.0:9464`, `[::]:9464`. Throws an Error for anything else. */
export function parseAddress(text: string): Address {
  const match = /^(?:(\[[\da-f:.]+\]|[\w.-]+)?:)?(\d{1,5})$/i.exec(text.trim());
  const port = Number(match?.[2] ?? Number.NaN);
  if (!match || !(port <= 65_535)) throw new Error(`It takes [host]:port, as in :9464, not '${text}'`);
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? DEFAULT_HOST, port };
}

/** Looks at most once in some seconds, for however many ask. */
export function sparing(look: () => Promise<Snapshot>, now: () => number = Date.now): () => Promise<Snapshot> {
  let current: Promise<Snapshot> | null = null;
  let since = 0;
  return () => {
    if (current && now() - since < LEAST_INTERVAL_MS) return current;
    const before = current;
    since = now();
    // One look at a time; one that failed is no reason not to look again.
    const next = (before ?? Promise.resolve()).catch(() => {}).then(look);
    next.catch(() => {
      if (current === next) current = null;
    });
    current = next;
    return next;
  };
}

export interface MetricsServer {
  /** Where it listens. */
  url: string;
  close(): Promise<void>;
}

/** Starts it. Rejects where the port cannot be had. `onError` is told what went wrong with a look. */
export async function serveMetrics(
  { host, port }: Address,
  look: () => Promise<Snapshot>,
  onError: (error: Error) => void,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(request, response, look).catch((error: Error) => {
      onError(error);
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${error.message}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}/metrics`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  look: () => Promise<Snapshot>,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  const plain = { 'content-type': 'text/plain; charset=utf-8' };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...plain, allow: 'GET, HEAD' }).end('only GET\n');
  } else if (path === '/metrics') {
    const { contentType, text } = await metricsOf(await look());
    response.writeHead(200, { 'content-type': contentType }).end(text);
  } else if (path === '/health') {
    const snapshot = await look();
    response.writeHead(isHealthy(snapshot) ? 200 : 503, plain).end(`${snapshot.headline}\n`);
  } else {
    response.writeHead(404, plain).end('/metrics and /health are here\n');
  }
}
