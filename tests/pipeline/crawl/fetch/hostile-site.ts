/**
 * A site on loopback that does everything wrong that a server can do, byte by byte over raw TCP and TLS, and keeps its own
 * log: what was asked, with which headers, on which connection, when the request came and when its answer was out.
 */
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type Answer, ROUTES } from './hostile-routes.js';

export interface SeenRequest {
  path: string;
  /** Names in lower case; values as they came, one character a byte. */
  headers: Record<string, string>;
  /** Which connection it came on, counted from 1. */
  connection: number;
  /** Milliseconds of the server's clock, when the request was whole and when its answer was written; undefined if that never ended. */
  came: number;
  answered?: number;
}

/** `http` and the `https` ones are origins on 127.0.0.1. */
export interface HostileSite {
  http: string;
  https: {
    /** Signed by `authority`. */
    good: string;
    expired: string;
    /** Its certificate is for other.example. */
    otherName: string;
    selfSigned: string;
    /** Speaks TLS 1.0 only. */
    ancient: string;
  };
  /** PEM of the authority that signed all but the self-signed certificate. */
  authority: string;
  /** In the order in which they came, of all origins. */
  requests: SeenRequest[];
  /** What robots.txt says; null: 404. */
  robots: string | null;
  close(): Promise<void>;
}

const CERTIFICATES = join(import.meta.dirname, 'certificates');
const pem = (name: string) => readFileSync(join(CERTIFICATES, `${name}.pem`), 'utf8');
/** The first byte of a TLS connection: somebody takes http for https. */
const TLS_HANDSHAKE = 0x16;
/** No request of a test is longer. */
const MOST_REQUEST_BYTES = 64 * 1024;

export async function startHostileSite(): Promise<HostileSite> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const requests: SeenRequest[] = [];
  let connections = 0;

  const serve = (socket: Socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // the other side gave up: that is what is tested
    socket.setNoDelay(true); // what is written goes out at once, as the routes mean it
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      if (text === '' && chunk[0] === TLS_HANDSHAKE) return socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      text += chunk.toString('latin1');
      if (text.length > MOST_REQUEST_BYTES) socket.destroy();
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [line = '', ...fields] = text.slice(0, end).split('\r\n');
        text = text.slice(end + 4);
        const headers = Object.fromEntries(
          fields.map((field) => {
            const colon = field.indexOf(':');
            return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
          }),
        );
        const path = line.split(' ')[1] ?? '';
        const seen: SeenRequest = { path, headers, connection, came: performance.now() };
        requests.push(seen);
        answer(socket, path, headers, () => {
          seen.answered = performance.now();
        });
      }
    });
  };

  const answer = (socket: Socket, path: string, headers: Record<string, string>, answered: () => void) => {
    const write = (content: string | Uint8Array) => {
      if (!socket.destroyed) socket.write(typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
    };
    const exchange: Answer = {
      path,
      headers,
      socket,
      origin: site.http,
      write,
      reply: (status, fields, body = '') => {
        const content = typeof body === 'string' ? Buffer.from(body) : body;
        const all = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': content.length, ...fields };
        const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
        const whole = Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${head.join('')}\r\n`, 'latin1'), content]);
        socket.write(whole, answered);
      },
    };
    if (path === '/robots.txt') {
      if (site.robots === null) exchange.reply(404, {});
      else exchange.reply(200, { 'Content-Type': 'text/plain' }, site.robots);
      return;
    }
    const route = ROUTES[path.split(/[/?;]/)[1] ?? ''];
    if (route) route(exchange);
    else exchange.reply(404, {}, 'no such page');
  };

  const listen = async (server: Server, scheme: string) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const listenTls = (name: string, options: TlsOptions = {}) => {
    const server = createTlsServer({ key: pem(name), cert: pem(name), ...options }, serve);
    server.on('tlsClientError', () => {});
    return listen(server, 'https');
  };

  const site: HostileSite = {
    http: await listen(createServer(serve), 'http'),
    https: {
      good: await listenTls('site'),
      expired: await listenTls('expired'),
      otherName: await listenTls('other-name'),
      selfSigned: await listenTls('self-signed'),
      ancient: await listenTls('site', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    authority: pem('authority'),
    requests,
    robots: null,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
  return site;
}
