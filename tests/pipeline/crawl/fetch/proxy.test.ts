/** The fetcher behind an HTTP proxy on loopback: what the proxy is asked, what stays refused, and whose fault is whose. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Archive } from '../../../../pipeline/archive/archive.js';
import { Fetcher, type FetcherOptions } from '../../../../pipeline/crawl/fetch/fetcher.js';
import { parseProxy } from '../../../../pipeline/crawl/fetch/proxy.js';
import { type HostileSite, startHostileSite } from './hostile-site.js';

const PASSWORD = 'a:b@c';
const EXPECTED = `Basic ${Buffer.from(`crawler:${PASSWORD}`).toString('base64')}`;

let site: HostileSite;
let proxy: Server;
let folder: string;
let archive: Archive;
const open: Fetcher[] = [];
/** What the proxy was asked: `GET http://…` and `CONNECT host:port`. */
const asked: string[] = [];

/** Every name is the hostile site. Wants a password. */
async function startProxy(): Promise<Server> {
  const isKnown = ({ headers }: IncomingMessage) => headers['proxy-authorization'] === EXPECTED;
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isKnown(incoming)) return void response.writeHead(407).end('who are you?');
    const { pathname, search } = new URL(incoming.url!);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(`${site.http}${pathname}${search}`, { headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    onward.end();
  });
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isKnown(incoming)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    if (incoming.url!.startsWith('forbidden.')) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const onward = connect(Number(new URL(site.https.good).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [socket, onward]) each.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  site = await startHostileSite();
  proxy = await startProxy();
  folder = await mkdtemp(join(tmpdir(), 'gongkai-proxy-'));
  archive = new Archive(folder);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((fetcher) => fetcher.close()));
  asked.length = 0;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await site.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;
const addressOf = (user = `crawler:${encodeURIComponent(PASSWORD)}@`) =>
  parseProxy(`http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`);

function fetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const resolve = () => {
    throw new Error('no name is asked for here: that is for the proxy');
  };
  const usual = { keep: archive, userAgent: 'gongkai/0.0.0 (test)', allowPrivate: false, resolve };
  const made = new Fetcher({ ...usual, proxy: addressOf(), ...options });
  open.push(made);
  return made;
}

describe('behind a proxy', () => {
  it('pages come by their whole URL, and the proxy alone is told the password', async () => {
    const result = await fetcher().fetch({ url: 'http://www.example.gov.cn/ok?a=1' }, never);
    expect(result).toMatchObject({ outcome: 'fetched', status: 200 });
    expect(result).not.toHaveProperty('address');
    expect(asked).toEqual(['GET http://www.example.gov.cn/ok?a=1']);
    const seen = site.requests.at(-1)!;
    expect(seen.headers).toMatchObject({ host: 'www.example.gov.cn', 'user-agent': 'gongkai/0.0.0 (test)' });
    expect(seen.headers).not.toHaveProperty('proxy-authorization');
  });

  it('TLS goes through one tunnel, and certificates are checked at its end', async () => {
    const there = fetcher({ insecureTls: true });
    for (const path of ['/ok', '/ok?2']) {
      const result = await there.fetch({ url: `https://www.example.gov.cn${path}` }, never);
      expect(result).toMatchObject({ outcome: 'fetched', status: 200 });
    }
    expect(asked).toEqual(['CONNECT www.example.gov.cn:443']);
    expect(site.requests.at(-1)!.headers).toMatchObject({ host: 'www.example.gov.cn' });
    const strict = await fetcher().fetch({ url: 'https://www.example.gov.cn/ok' }, never);
    expect(strict).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^tls:/) });
  });

  it.each([
    'http://127.0.0.1/ok',
    'http://169.254.169.254/latest',
    'https://[::1]/',
    'http://intranet/',
    'http://a.local/',
  ])('nothing is asked for %s', async (url) => {
    expect(await fetcher().fetch({ url }, never)).toMatchObject({ outcome: 'refused', reason: 'private-address' });
    expect(asked).toEqual([]);
  });

  it('a body that breaks off is not believed', async () => {
    const results = [];
    for (const scheme of ['http', 'https']) {
      const there = fetcher({ insecureTls: true });
      results.push(await there.fetch({ url: `${scheme}://www.example.gov.cn/length-too-long-close` }, never));
    }
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('what the proxy refuses, or that it is not there, is no fault of the site', async () => {
    const nobody = parseProxy('http://127.0.0.1:1');
    const ends: [string, Partial<FetcherOptions>, string][] = [
      ['http://www.example.gov.cn/ok', { proxy: addressOf('') }, '407'],
      ['https://www.example.gov.cn/ok', { proxy: addressOf('crawler:wrong@') }, '407'],
      ['https://forbidden.gov.cn/ok', {}, '403'],
      ['http://www.example.gov.cn/ok', { proxy: nobody }, 'ECONNREFUSED'],
      ['https://www.example.gov.cn/ok', { proxy: nobody }, 'ECONNREFUSED'],
    ];
    for (const [url, options, detail] of ends) {
      const result = await fetcher(options).fetch({ url }, never);
      expect(result).toMatchObject({ outcome: 'failed', reason: 'proxy', detail: expect.stringContaining(detail) });
      expect(JSON.stringify(result)).not.toContain('wrong');
    }
  });
});

it.each(['proxy.example.org', 'socks5://proxy.example.org:1080', 'http://', ''])('%j is no proxy', (text) => {
  expect(() => parseProxy(text)).toThrow('like http://proxy.example.org:3128');
});
