/** The fetcher against a site that does everything wrong: each way to go wrong has its name, and none costs more than its limit. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Archive, type Digest } from '../../../../pipeline/archive/archive.js';
import { answerOf } from '../../../../pipeline/crawl/fetch/answer.js';
import {
  Fetcher,
  type FetcherOptions,
  type FetchRequest,
  type FetchResult,
} from '../../../../pipeline/crawl/fetch/fetcher.js';
import { PLAIN } from './hostile-routes.js';
import { type HostileSite, startHostileSite } from './hostile-site.js';

const USER_AGENT = 'gongkai/0.0.0 (+https://example.org/contact)';
const MEBIBYTE = 1024 * 1024;

let site: HostileSite;
let folder: string;
let archive: Archive;
const open: Fetcher[] = [];

beforeAll(async () => {
  site = await startHostileSite();
  folder = await mkdtemp(join(tmpdir(), 'gongkai-fetch-'));
  archive = new Archive(folder);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((fetcher) => fetcher.close()));
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

function fetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const made = new Fetcher({ keep: archive, userAgent: USER_AGENT, allowPrivate: true, ...options });
  open.push(made);
  return made;
}

const never = new AbortController().signal;

function get(path: string, options: Partial<FetcherOptions> = {}, request: Partial<FetchRequest> = {}) {
  return fetcher(options).fetch({ url: site.http + path, ...request }, never);
}

async function textOf(result: FetchResult): Promise<string> {
  if (result.outcome !== 'fetched' && result.outcome !== 'blocked') throw new Error(`${result.outcome} has no text`);
  return readFile(archive.pathOf((result.digest as Digest).sha256), 'utf8');
}

/** How it ended, in one word or two. */
function ending(result: FetchResult): string {
  return 'reason' in result ? `${result.outcome} ${result.reason}` : result.outcome;
}

describe('a page', () => {
  it('is in the archive, with the headers as sent', async () => {
    const before = Date.now();
    const result = await get('/ok');
    expect(result).toMatchObject({
      outcome: 'fetched',
      status: 200,
      address: '127.0.0.1',
      headers: { contentType: 'text/html; charset=utf-8', etag: '"v1"', lastModified: 'Wed, 01 May 2024 00:00:00 GMT' },
      digest: { sha256: createHash('sha256').update(PLAIN).digest('hex'), bytes: Buffer.byteLength(PLAIN) },
    });
    expect(await textOf(result)).toBe(PLAIN);
    expect(Date.parse(result.time)).toBeGreaterThanOrEqual(before);
    expect(result.headersMs).toBeLessThanOrEqual(result.tookMs);
  });

  it('is asked for truthfully, and without what we are not asked to say', async () => {
    await get('/ok');
    const { path, headers } = site.requests.at(-1)!;
    expect(path).toBe('/ok');
    expect(headers).toMatchObject({ host: new URL(site.http).host, 'user-agent': USER_AGENT });
    expect(headers['accept-encoding']).toMatch(/^gzip, deflate, br/);
    expect(Object.keys(headers).sort()).toEqual(
      ['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'user-agent'].sort(),
    );
  });

  it.each([
    ['an ETag', { etag: '"v1"' }],
    ['a date', { lastModified: 'Wed, 01 May 2024 00:00:00 GMT' }],
  ])('that has not changed by %s is not sent again', async (_, request) => {
    expect(await get('/ok', {}, request)).toMatchObject({ outcome: 'not-modified', status: 304 });
  });

  it('that has changed is', async () => {
    expect(await get('/ok', {}, { etag: '"v0"' })).toMatchObject({ outcome: 'fetched' });
  });

  it('of no bytes is a page', async () => {
    expect(await get('/empty')).toMatchObject({ outcome: 'fetched', digest: { bytes: 0 } });
  });

  it('keeps the bytes of its headers, so that a name in GBK can be read', async () => {
    const { headers } = await get('/name-gbk');
    const name = Buffer.from(/filename="(.*)"/.exec(headers!.contentDisposition!)![1]!, 'latin1');
    expect(new TextDecoder('gbk').decode(name)).toBe('绩效目标表.pdf');
  });

  it('is kept as its bytes are, whatever its headers say', async () => {
    expect(await textOf(await get('/html-as-pdf'))).toBe(PLAIN);
    expect(await get('/gbk-as-utf8')).toMatchObject({ outcome: 'fetched', digest: { bytes: 8 } });
  });
});

describe('outcomes', () => {
  it.each([
    ['/status/404', 'gone http-404'],
    ['/status/410', 'gone http-410'],
    ['/status/401', 'blocked http-401'],
    ['/status/403', 'blocked http-403'],
    ['/status/412', 'blocked http-412'],
    ['/challenge', 'blocked http-521'],
    ['/busy', 'busy http-429'],
    ['/status/500', 'failed http-500'],
    ['/status/502', 'failed http-502'],
    ['/status/400', 'failed http-400'],
    ['/status/203', 'fetched'],
    ['/partial', 'failed http-206'],
    ['/early-hints', 'fetched'],
    ['/to-nowhere', 'failed redirect-without-location'],
    ['/http10', 'fetched'],
    ['/http09', 'failed protocol'],
    ['/ssh', 'failed protocol'],
    ['/switching', 'failed protocol'],
    ['/closes', 'failed reset'],
    ['/reset-before-headers', 'failed reset'],
    ['/reset-in-headers', 'failed reset'],
    ['/reset-in-body', 'failed truncated'],
    ['/reset-for-end', 'failed truncated'],
    ['/length-too-long', 'failed truncated'],
    ['/length-too-long-close', 'failed truncated'],
    ['/length-nonsense', 'failed protocol'],
    ['/two-lengths', 'failed protocol'],
    ['/chunked-cut', 'failed truncated'],
    ['/chunked-without-end', 'failed truncated'],
    ['/chunked-garbage', 'failed protocol'],
    ['/many-headers', 'fetched'],
  ])('%s: %s', async (path, expected) => {
    expect(ending(await get(path))).toBe(expected);
  });

  it('304 to a request that had no condition is no answer', async () => {
    expect(ending(await get('/status/304'))).toBe('failed http-304');
  });

  it('the page that blocks us is kept, also when it is compressed', async () => {
    expect(await textOf(await get('/challenge'))).toContain('__jsl_clearance');
    expect(await textOf(await get('/challenge-gzip'))).toContain('__jsl_clearance');
  });

  it.each([
    ['/busy-seconds', 120_000],
    ['/busy-date', 90_000],
    ['/busy-asctime', 30_000],
  ])('%s says for how long', async (path, retryAfterMs) => {
    expect(await get(path)).toMatchObject({ outcome: 'busy', reason: 'http-503', retryAfterMs });
  });

  it('a header that is too long for the log is left out of it', async () => {
    const { headers } = await get('/many-headers');
    expect(headers).not.toHaveProperty('server');
    expect(headers).toHaveProperty('contentType');
  });

  it('no connection, no name', async () => {
    const unused = await startHostileSite();
    await unused.close();
    expect(await fetcher().fetch({ url: unused.http }, never)).toMatchObject({
      outcome: 'failed',
      reason: 'connect',
      detail: 'ECONNREFUSED',
    });
    const noName = fetcher({
      resolve: (_, __, callback) => callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []),
    });
    expect(await noName.fetch({ url: 'http://no-such-name.example.org/' }, never)).toMatchObject({
      outcome: 'failed',
      reason: 'dns',
      detail: 'ENOTFOUND',
    });
  });
});

describe('redirects are told, not followed', () => {
  it.each([
    ['/loop-a', '/loop-b'],
    ['/self', '/self'],
    ['/chain/3', '/chain/4'],
    ['/relative', '/sibling.html?a=1'],
    ['/to-gbk', '/files/%BC%A8%D0%A7%C4%BF%B1%EA%B1%ED.pdf'],
    ['/long-redirect', '/ok'],
  ])('%s → %s', async (path, target) => {
    const asked = site.requests.length;
    expect(await get(path)).toMatchObject({ outcome: 'redirected', status: 302, target: site.http + target });
    expect(site.requests.length - asked).toBe(1);
  });

  it.each([
    ['/to-file', 'scheme'],
    ['/to-javascript', 'scheme'],
  ])('%s is refused even where private addresses are allowed', async (path, detail) => {
    expect(await get(path)).toMatchObject({ outcome: 'refused', reason: 'redirect-target', detail });
  });

  it.each(['/to-metadata', '/to-private', '/to-private-name'])('%s is refused', async (path) => {
    // The site is on loopback, so it is asked by a fetcher that may go there, and its answer judged for one that may not.
    const { status, headers } = await get(path);
    const about = { url: new URL('http://www.example.org/'), conditional: false, allowPrivate: false, now: Date.now() };
    expect(answerOf(status!, headers!, about)).toEqual({
      outcome: 'refused',
      reason: 'redirect-target',
      detail: 'private-address',
    });
  });
});

describe('limits', () => {
  it.each([
    ['/silent', { headersMs: 100 }, 'failed headers-timeout'],
    ['/drip-headers', { headersMs: 100 }, 'failed headers-timeout'],
    ['/silent', { totalMs: 100 }, 'failed timeout'],
    ['/drip', { totalMs: 100 }, 'failed timeout'],
    ['/drip', { windowMs: 100, minBytesPerSecond: 1000 }, 'failed too-slow'],
    ['/stalls', { windowMs: 100, minBytesPerSecond: 1000 }, 'failed too-slow'],
    ['/endless', { bodyBytes: 1_000_000 }, 'too-large body'],
    ['/length-huge', {}, 'too-large body'],
    ['/header-flood', {}, 'too-large headers'],
    ['/gzip-bomb', {}, 'too-large decompressed'],
    ['/gzip-bomb', { decompressedBytes: 1_000_000 }, 'too-large decompressed'],
    ['/deflate-bomb', {}, 'too-large decompressed'],
    ['/br-bomb', {}, 'too-large decompressed'],
    ['/double-bomb', {}, 'too-large decompressed'],
  ])('%s with %o: %s', async (path, limits, expected) => {
    expect(ending(await get(path, { limits }))).toBe(expected);
  });

  it('tell which limit it was', async () => {
    expect(await get('/endless', { limits: { bodyBytes: 1_000_000 } })).toMatchObject({ limit: 1_000_000 });
    expect(await get('/header-flood')).toMatchObject({ limit: 65_536 });
  });

  it('leave nothing half-written in the archive', async () => {
    await get('/endless', { limits: { bodyBytes: 1_000_000 } });
    await get('/reset-in-body');
    expect(await readdir(join(folder, 'objects', '.incoming'))).toEqual([]);
  });

  it('hold memory while a body comes faster than it is kept', async () => {
    let most = 0;
    const slow = {
      async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
        for await (const _ of content) {
          most = Math.max(most, process.memoryUsage().arrayBuffers);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        throw new Error('an endless body ended');
      },
    };
    const before = process.memoryUsage().arrayBuffers;
    expect(ending(await get('/endless', { keep: slow, limits: { bodyBytes: 64 * MEBIBYTE } }))).toBe('too-large body');
    expect(most - before).toBeLessThan(40 * MEBIBYTE);
  });

  it('do not blame a server for our own slowness', async () => {
    const slow = {
      async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
        let bytes = 0;
        for await (const chunk of content) {
          if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 400));
          bytes += chunk.length;
        }
        return { sha256: '', bytes };
      },
    };
    const limits = { windowMs: 50, minBytesPerSecond: 1_000, bodyBytes: 5_000_000 };
    expect(ending(await get('/endless', { keep: slow, limits }))).toBe('too-large body');
  });

  describe('while the body is held back', () => {
    const slow = {
      async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
        let bytes = 0;
        for await (const chunk of content) {
          if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 50));
          bytes += chunk.length;
        }
        return { sha256: '', bytes };
      },
    };

    it('its end is only its end', async () => {
      // Of some size the last bytes are those that fill the queue: then the end comes while nobody reads.
      for (let bytes = 250_000; bytes < 600_000; bytes += 16_000) {
        const result = await get(`/http10-bytes/${bytes}`, { keep: slow });
        expect(result).toMatchObject({ outcome: 'fetched', digest: { bytes }, unframed: true });
      }
    });

    it('a reset never passes for the whole', async () => {
      const result = await get('/reset-large', { keep: slow });
      // Node itself takes a reset that comes together with bytes for an end; then it is at least said to be unframed.
      if (result.outcome === 'fetched') expect(result.unframed).toBe(true);
      else expect(ending(result)).toBe('failed truncated');
    });
  });
});

describe('codings', () => {
  it.each(['gzip', 'x-gzip', 'deflate', 'deflate-bare', 'br', 'gzip-in-br', 'two-coding-headers', 'coding-utf8'])(
    '/%s is kept as it was before',
    async (path) => {
      expect(await textOf(await get(`/${path}`))).toBe(PLAIN);
    },
  );

  it.each([
    ['/gzip-empty', 'fetched'],
    ['/says-gzip', 'failed encoding'],
    ['/says-br', 'failed encoding'],
    ['/gzip-cut', 'failed truncated'],
    ['/compress', 'failed encoding'],
    ['/five-codings', 'failed encoding'],
  ])('%s: %s', async (path, expected) => {
    expect(ending(await get(path))).toBe(expected);
  });

  it('/zstd is read where this Node can, and named where it cannot', async () => {
    const result = await get('/zstd');
    if ('zstd' in process.versions) expect(await textOf(result)).toBe('预算绩效公开\n');
    else expect(result).toMatchObject({ outcome: 'failed', reason: 'encoding' });
  });
});

describe('connections', () => {
  it('one for an origin, one request at a time', async () => {
    const from = site.requests.length;
    const one = fetcher();
    const paths = ['/slow-to-answer/30', '/ok', '/slow-to-answer/10', '/status/404', '/to-ok', '/ok'];
    await Promise.all(paths.map((path) => one.fetch({ url: site.http + path }, never)));
    const seen = site.requests.slice(from);
    expect(seen.map(({ path }) => path)).toEqual(paths);
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.came).toBeGreaterThanOrEqual(seen[i - 1]!.answered!);
  });

  it('another after a fault, and nothing of the last answer in the next', async () => {
    const one = fetcher({ limits: { bodyBytes: 100_000 } });
    for (const path of [
      '/endless',
      '/ok',
      '/two-answers',
      '/ok',
      '/length-too-short',
      '/ok',
      '/reset-in-body',
      '/ok',
    ]) {
      const result = await one.fetch({ url: site.http + path }, never);
      if (path === '/ok') expect(await textOf(result)).toBe(PLAIN);
      if (path === '/two-answers') expect(await textOf(result)).toBe('first');
      if (path === '/length-too-short') expect(await textOf(result)).toBe('01234');
    }
  });

  it('a body that nobody keeps does not hold up the next request for long', async () => {
    const one = fetcher();
    expect(ending(await one.fetch({ url: `${site.http}/drip-not-found` }, never))).toBe('gone http-404');
    expect(ending(await one.fetch({ url: `${site.http}/ok` }, never))).toBe('fetched');
  });
});

describe('TLS', () => {
  const authorities = () => [site.authority];

  it('is verified', async () => {
    const one = fetcher({ authorities: authorities() });
    expect(ending(await one.fetch({ url: `${site.https.good}/ok` }, never))).toBe('fetched');
  });

  it.each([
    ['expired', 'tls:CERT_HAS_EXPIRED'],
    ['otherName', 'tls:ERR_TLS_CERT_ALTNAME_INVALID'],
    ['selfSigned', 'tls:DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['ancient', 'tls:ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ] as const)('%s: failed %s, and nothing is sent', async (name, expected) => {
    const asked = site.requests.length;
    const result = await fetcher({ authorities: authorities() }).fetch({ url: `${site.https[name]}/ok` }, never);
    expect(ending(result)).toMatch(name === 'ancient' ? /^failed tls:ERR_SSL_/ : `failed ${expected}`);
    expect(site.requests.length).toBe(asked);
  });

  it('of an authority that nobody knows: failed', async () => {
    const result = await fetcher().fetch({ url: `${site.https.good}/ok` }, never);
    expect(ending(result)).toBe('failed tls:UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('to a server that speaks plain HTTP: failed', async () => {
    const result = await fetcher().fetch({ url: `${site.http.replace('http:', 'https:')}/ok` }, never);
    expect(ending(result)).toMatch(/^failed tls:(ERR_SSL_|EPROTO)/);
  });

  it('that speaks HTTP/2 and nothing else: failed', async () => {
    const pem = (name: string) => readFileSync(join(import.meta.dirname, 'certificates', `${name}.pem`), 'utf8');
    const server = createSecureServer({ cert: pem('site'), key: pem('site') }, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const result = await fetcher({ authorities: authorities() }).fetch({ url: `https://127.0.0.1:${port}/` }, never);
    expect(ending(result)).toMatch(/^failed tls:ERR_SSL_.*NO_APPLICATION_PROTOCOL$/);
  });

  it.each(['expired', 'otherName', 'selfSigned', 'ancient'] as const)('%s is read with insecureTls', async (name) => {
    const result = await fetcher({ insecureTls: true }).fetch({ url: `${site.https[name]}/ok` }, never);
    expect(ending(result)).toBe('fetched');
  });
});

describe('private addresses', () => {
  const strict = (addresses: string[][] = []) => {
    let asked = 0;
    return fetcher({
      allowPrivate: false,
      resolve: (_, __, callback) => {
        const answer = addresses[Math.min(asked++, addresses.length - 1)] ?? [];
        callback(
          null,
          answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      },
    });
  };

  it.each([
    ['http://127.0.0.1/', 'private-address'],
    ['http://[::1]/', 'private-address'],
    ['http://localhost:8080/', 'private-address'],
    ['file:///etc/passwd', 'scheme'],
    ['ftp://example.org/', 'scheme'],
    ['nonsense', 'bad-url'],
    ['http://user:word@example.org/', 'bad-url'],
  ])('%s is refused: %s', async (url, reason) => {
    expect(await strict().fetch({ url }, never)).toMatchObject({ outcome: 'refused', reason, tookMs: 0 });
  });

  it.each([
    ['a name that stands for loopback', ['127.0.0.1']],
    ['a name with one public and one private address', ['93.184.216.34', '10.0.0.1']],
    ['a name with a mapped address', ['::ffff:127.0.0.1']],
  ])('%s is refused, and nothing is sent', async (_, addresses) => {
    const asked = site.requests.length;
    const { port } = new URL(site.http);
    const result = await strict([addresses]).fetch({ url: `http://www.example.org:${port}/ok` }, never);
    expect(result).toMatchObject({ outcome: 'refused', reason: 'private-address' });
    expect('detail' in result && result.detail).toContain(addresses.at(-1));
    expect(site.requests.length).toBe(asked);
  });

  it('a name that changes its mind is looked at each time that it is connected to', async () => {
    // The first answer is refused, the second would be as well: there is no check whose answer another lookup could undo.
    const one = strict([['10.0.0.1'], ['127.0.0.1']]);
    const { port } = new URL(site.http);
    const url = `http://www.example.org:${port}/ok`;
    expect(await one.fetch({ url }, never)).toMatchObject({ detail: expect.stringContaining('10.0.0.1') });
    expect(await one.fetch({ url }, never)).toMatchObject({ detail: expect.stringContaining('127.0.0.1') });
  });

  it('are reached by name where they are allowed', async () => {
    const one = fetcher({ resolve: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) });
    const { port } = new URL(site.http);
    expect(ending(await one.fetch({ url: `http://www.example.org:${port}/ok` }, never))).toBe('fetched');
    expect(site.requests.at(-1)!.headers.host).toBe(`www.example.org:${port}`);
  });
});

describe('what throws', () => {
  it('the signal, at any moment', async () => {
    for (const path of ['/silent', '/drip', '/endless']) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const result = fetcher().fetch({ url: site.http + path }, controller.signal);
      setTimeout(() => controller.abort(reason), 50);
      await expect(result).rejects.toBe(reason);
      await expect(fetcher().fetch({ url: site.http }, controller.signal)).rejects.toBe(reason);
    }
  });

  it('our own disk', async () => {
    const full = {
      async put(content: AsyncIterable<Uint8Array>): Promise<Digest> {
        for await (const _ of content) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        throw new Error('empty');
      },
    };
    const one = fetcher({ keep: full });
    await expect(one.fetch({ url: `${site.http}/ok` }, never)).rejects.toThrow('no space left');
    await expect(one.fetch({ url: `${site.http}/endless` }, never)).rejects.toThrow('no space left');
    expect(ending(await one.fetch({ url: `${site.http}/status/404` }, never))).toBe('gone http-404');
  });

  it('closing, for requests in flight and for those that wait', async () => {
    const one = fetcher();
    const results = ['/silent', '/ok'].map((path) => one.fetch({ url: site.http + path }, never));
    const settled = Promise.allSettled(results);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await one.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
