/** What the hostile site answers, by the first part of the path. */
import type { Socket } from 'node:net';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

export interface Answer {
  path: string;
  headers: Record<string, string>;
  socket: Socket;
  /** Of the site over http. */
  origin: string;
  /** Bytes as they are; a string is one byte a character. */
  write(content: string | Uint8Array): void;
  /** A well-formed answer. `fields` are added to, or replace, Content-Type and Content-Length. */
  reply(status: number, fields: Record<string, string | number>, body?: string | Uint8Array): void;
}

/** What the encoded pages say. */
export const PLAIN = '<html><title>预算绩效公开</title><p>绩效自评</p></html>';

/** `printf '预算绩效公开\n' | zstd`: not every Node can make it. */
const ZSTD = Buffer.from('KLUv/QRYmQAA6aKE566X57up5pWI5YWs5byACt0Pygs=', 'base64');
/** 绩效目标表.pdf in GBK. */
const GBK_NAME = Buffer.from('bca8d0a7c4bfb1eab1ed2e706466', 'hex').toString('latin1');

const MEBIBYTE = 1024 * 1024;
/** One member of a gzip file; any number of them one after another is a gzip file too. 16 MiB in 16 kB. */
const bombMember = gzipSync(Buffer.alloc(16 * MEBIBYTE));

/** Writes the same again and again, as fast as the other side reads, or at intervals. */
function endless({ socket }: Answer, content: string | Uint8Array, everyMs = 0): void {
  const again = (error?: Error | null) => {
    // After an error Node calls back before the socket counts as destroyed: another write would call back again, for ever.
    if (error || socket.destroyed) return;
    if (everyMs > 0) {
      socket.write(content);
      setTimeout(again, everyMs);
    } else socket.write(content, again);
  };
  again();
}

function redirect(to: string | ((answer: Answer) => string)) {
  return (answer: Answer) =>
    answer.reply(302, { Location: typeof to === 'string' ? to : to(answer) }, '<a href="...">moved</a>');
}

/** Made when first asked for: bombs take a while. */
function encoded(coding: string, make: () => Uint8Array) {
  let body: Uint8Array | null = null;
  return (answer: Answer) => {
    body ??= make();
    answer.reply(200, { 'Content-Encoding': coding }, body);
  };
}

/** The number after the path's first part. */
const numberIn = ({ path }: Answer) => Number(/^\/[^/]*\/(\d+)/.exec(path)?.[1] ?? 0);

function page(title: string, links: string[]): string {
  const list = links.map((href) => `<li><a href="${href}">${href}</a>`).join('');
  return `<html><title>${title}</title><ul>${list}</ul></html>`;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';

export const ROUTES: Record<string, (answer: Answer) => void> = {
  // Well-behaved, to compare with.
  ok: (answer) => {
    const validators = { ETag: '"v1"', 'Last-Modified': 'Wed, 01 May 2024 00:00:00 GMT' };
    const known =
      answer.headers['if-none-match'] === '"v1"' ||
      answer.headers['if-modified-since'] === 'Wed, 01 May 2024 00:00:00 GMT';
    if (known) answer.write('HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n');
    else answer.reply(200, validators, PLAIN);
  },
  '': (answer) =>
    answer.reply(
      200,
      {},
      page(
        '预算绩效管理',
        Object.keys(ROUTES).map((name) => `/${name}`),
      ),
    ),
  empty: (answer) => answer.reply(200, {}),
  status: (answer) => answer.reply(numberIn(answer), {}, PLAIN),
  'slow-to-answer': (answer) => setTimeout(() => answer.reply(200, {}, PLAIN), numberIn(answer)),
  'early-hints': (answer) => {
    answer.write('HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n');
    answer.reply(200, {}, PLAIN);
  },

  // Redirects.
  'loop-a': redirect('/loop-b'),
  'loop-b': redirect('/loop-a'),
  self: redirect(({ path }) => path),
  chain: (answer) => answer.reply(302, { Location: `/chain/${numberIn(answer) + 1}` }),
  relative: redirect('sibling.html?a=1#part'),
  'to-file': redirect('file:///etc/passwd'),
  'to-javascript': redirect('javascript:alert(1)'),
  'to-metadata': redirect('http://169.254.169.254/latest/meta-data/'),
  'to-private': redirect('http://10.0.0.1/'),
  'to-private-name': redirect('http://printer.internal/'),
  'to-ok': redirect(({ origin }) => `${origin}/ok`),
  'to-nowhere': (answer) => answer.reply(302, {}),
  'to-gbk': redirect(`/files/${GBK_NAME}`),
  'long-redirect': (answer) => answer.reply(302, { Location: '/ok' }, new Uint8Array(MEBIBYTE)),

  // Time.
  silent: () => {},
  drip: (answer) => {
    answer.write(`${OK}Content-Length: 1000000\r\n\r\n`);
    endless(answer, 'x', 20);
  },
  'drip-headers': (answer) => {
    answer.write(OK);
    endless(answer, 'X-Drip: 1\r\n', 20);
  },
  stalls: (answer) => answer.write(`${OK}Content-Length: 100000\r\n\r\n${'x'.repeat(20_000)}`),
  'drip-not-found': (answer) => {
    answer.write('HTTP/1.1 404 Not Found\r\nContent-Length: 1000000\r\n\r\n');
    endless(answer, 'x', 20);
  },

  // Size.
  endless: (answer) => {
    answer.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    endless(answer, `10000\r\n${'x'.repeat(65_536)}\r\n`);
  },
  'length-huge': (answer) => {
    answer.write(`${OK}Content-Length: 1000000000000\r\n\r\n`);
    endless(answer, 'x'.repeat(65_536));
  },
  'header-flood': (answer) => {
    answer.write(OK);
    endless(answer, `X-Flood: ${'x'.repeat(8_000)}\r\n`);
  },
  'many-headers': (answer) => answer.reply(200, { 'X-Long': 'x'.repeat(40_000), Server: 'x'.repeat(9_000) }, PLAIN),
  'gzip-bomb': (answer) => {
    answer.write(`${OK}Content-Encoding: gzip\r\nConnection: close\r\n\r\n`);
    endless(answer, bombMember);
  },
  'deflate-bomb': encoded('deflate', () => deflateSync(new Uint8Array(32 * MEBIBYTE))),
  'br-bomb': encoded('br', () =>
    brotliCompressSync(new Uint8Array(32 * MEBIBYTE), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  ),
  'double-bomb': encoded('gzip, gzip', () => gzipSync(gzipSync(new Uint8Array(64 * MEBIBYTE)))),

  // Codings.
  gzip: encoded('gzip', () => gzipSync(PLAIN)),
  'x-gzip': encoded('X-GZIP', () => gzipSync(PLAIN)),
  deflate: encoded('deflate', () => deflateSync(PLAIN)),
  'deflate-bare': encoded('deflate', () => deflateRawSync(PLAIN)),
  br: encoded('br', () => brotliCompressSync(PLAIN)),
  zstd: encoded('zstd', () => ZSTD),
  'gzip-in-br': encoded('gzip, br', () => brotliCompressSync(gzipSync(PLAIN))),
  'two-coding-headers': (answer) => {
    const body = brotliCompressSync(gzipSync(PLAIN));
    answer.write(`${OK}Content-Encoding: gzip\r\nContent-Encoding: br\r\nContent-Length: ${body.length}\r\n\r\n`);
    answer.write(body);
  },
  'gzip-empty': encoded('gzip', () => new Uint8Array(0)),
  'says-gzip': encoded('gzip', () => Buffer.from(PLAIN)),
  'says-br': encoded('br', () => Buffer.from(PLAIN)),
  'gzip-cut': encoded('gzip', () => gzipSync(PLAIN).subarray(0, 40)),
  'coding-utf8': encoded('UTF-8', () => Buffer.from(PLAIN)),
  compress: encoded('compress', () => Buffer.from(PLAIN)),
  'five-codings': encoded('gzip,gzip,gzip,gzip,gzip', () => gzipSync(PLAIN)),

  // Lies.
  'html-as-pdf': (answer) => answer.reply(200, { 'Content-Type': 'application/pdf' }, PLAIN),
  'gbk-as-utf8': (answer) => answer.reply(200, {}, Buffer.from('d4a4cbe3bca8d0a7', 'hex')),
  'name-gbk': (answer) =>
    answer.reply(200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="${GBK_NAME}"`,
    }),
  'soft-404': (answer) => answer.reply(200, {}, '<html><title>404</title>您访问的页面不存在</html>'),
  'length-too-long': (answer) => {
    answer.write(`${OK}Content-Length: 1000\r\n\r\n${'x'.repeat(500)}`);
    answer.socket.end();
  },
  'length-too-long-close': (answer) => {
    answer.write(`${OK}Connection: close\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`);
    answer.socket.end();
  },
  'length-too-short': (answer) => answer.write(`${OK}Content-Length: 5\r\n\r\n0123456789`),
  'length-nonsense': (answer) => answer.write(`${OK}Content-Length: many\r\n\r\n0123456789`),
  'two-lengths': (answer) => answer.write(`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n012345`),
  'chunked-cut': (answer) => {
    answer.write(`${OK}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe`);
    answer.socket.end();
  },
  'chunked-without-end': (answer) => {
    answer.write(`${OK}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`);
    answer.socket.end();
  },
  'chunked-garbage': (answer) => answer.write(`${OK}Transfer-Encoding: chunked\r\n\r\nhello\r\nworld\r\n`),
  http10: (answer) => {
    answer.write(`HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n`);
    answer.write(Buffer.from(PLAIN));
    answer.socket.end();
  },
  // So many bytes, and the end of the connection for their end.
  'http10-bytes': (answer) => {
    answer.write('HTTP/1.0 200 OK\r\nContent-Type: application/pdf\r\n\r\n');
    answer.socket.end(new Uint8Array(numberIn(answer)));
  },
  http09: (answer) => {
    answer.write('<html>hello</html>');
    answer.socket.end();
  },
  ssh: (answer) => answer.write('SSH-2.0-OpenSSH_9.6\r\n'),
  switching: (answer) =>
    answer.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  'two-answers': (answer) => {
    answer.reply(200, {}, 'first');
    answer.reply(200, {}, 'second, which nobody asked for');
  },
  partial: (answer) => answer.reply(206, { 'Content-Range': 'bytes 0-9/100' }, '0123456789'),

  // Ends.
  closes: (answer) => answer.socket.end(),
  'reset-before-headers': (answer) => answer.socket.resetAndDestroy(),
  'reset-in-headers': ({ socket }) => socket.write(OK, () => socket.resetAndDestroy()),
  'reset-in-body': ({ socket }) => {
    socket.write(`${OK}Content-Length: 1000\r\n\r\nhalf`, () => setTimeout(() => socket.resetAndDestroy(), 20));
  },
  // The end of the connection is the end of the body, as HTTP/1.0 had it: a reset must not pass for it.
  'reset-for-end': ({ socket }) => {
    socket.write(`${OK}Connection: close\r\n\r\nhalf`, () => setTimeout(() => socket.resetAndDestroy(), 20));
  },
  'reset-large': ({ socket }) => {
    socket.write(`${OK}Connection: close\r\n\r\n`);
    socket.write(new Uint8Array(2 * MEBIBYTE));
    setTimeout(() => socket.resetAndDestroy(), 200);
  },

  // Refusals.
  busy: (answer) => answer.reply(429, {}),
  'busy-seconds': (answer) => answer.reply(503, { 'Retry-After': 120 }),
  'busy-date': (answer) => {
    const date = new Date(Date.now() - 3_600_000); // its clock is an hour late
    const until = new Date(date.getTime() + 90_000);
    answer.reply(503, { Date: date.toUTCString(), 'Retry-After': until.toUTCString() });
  },
  'busy-asctime': (answer) =>
    answer.reply(503, { Date: 'Sun, 06 Nov 1994 08:49:07 GMT', 'Retry-After': 'Sun Nov  6 08:49:37 1994' }),
  challenge: (answer) =>
    answer.reply(
      521,
      { 'Set-Cookie': '__jsluid_s=1; path=/' },
      '<script>document.cookie="__jsl_clearance=1";location.reload()</script>',
    ),
  'challenge-gzip': (answer) =>
    answer.reply(521, { 'Content-Encoding': 'gzip' }, gzipSync('<script>document.cookie="__jsl_clearance=1"</script>')),

  // Traps.
  calendar: (answer) => {
    const [, , year = '2024', month = '1'] = answer.path.split('/');
    const next = new Date(Date.UTC(Number(year), Number(month), 1));
    const before = new Date(Date.UTC(Number(year), Number(month) - 2, 1));
    const path = (date: Date) => `/calendar/${date.getUTCFullYear()}/${date.getUTCMonth() + 1}`;
    answer.reply(200, {}, page(`${year}年${month}月`, [path(before), path(next)]));
  },
  session: (answer) => {
    const id = Math.random().toString(16).slice(2).padStart(32, '0').toUpperCase();
    answer.reply(200, {}, page('列表', [`/session/list.jsp;jsessionid=${id}`, `/session/list.jsp?PHPSESSID=${id}`]));
  },
  deeper: (answer) => answer.reply(200, {}, page('更多', [`${answer.path.replace(/\/$/, '')}/deeper/index.html`])),
};
