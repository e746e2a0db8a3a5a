import { describe, expect, it } from 'vitest';
import { type Document, statusOf } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { outline, renditionBytes, SLUGS, scoreAgainst } from './renditions.js';

const codes = ({ findings }: Document) => findings.map(({ code }) => code);

interface Part {
  headers: string[];
  body: string | Uint8Array;
}

function mhtOf(parts: Part[], parameters = '', between = '\r\n'): Uint8Array {
  const head = ['From: <Saved by Blink>', 'Subject: =?utf-8?Q?=E5=85=AC=E5=91=8A?=', 'MIME-Version: 1.0', `Content-Type: multipart/related;${between} type="text/html"; boundary="----=_Part"${parameters}`, '', '']; // biome-ignore format: lines
  const pieces = parts.flatMap(({ headers, body }) => [
    Buffer.from(`------=_Part\r\n${headers.join('\r\n')}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return new Uint8Array(Buffer.concat([Buffer.from(head.join('\r\n')), ...pieces, Buffer.from('------=_Part--\r\n')]));
}

const quoted = (bytes: Uint8Array) =>
  [...bytes]
    .map((byte) => (byte > 126 || byte === 61 || byte < 32 ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte)))
    .join('')
    .replace(/((?:=..|[^=]){1,70})/g, '$1=\r\n'); // biome-ignore format: steps
const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
const html = (type: string, encoding: string, location = 'http://a.gov.cn/1.html') => [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, `Content-Location: ${location}`]; // biome-ignore format: a list
const picture: Part = { headers: html('image/png', 'base64', 'http://a.gov.cn/a.png'), body: 'iVBORw0KGgo=' };

describe('MHT', () => {
  it.each(SLUGS)('%s: the page in quoted-printable and in base64 agrees with the truth', async (slug) => {
    const page = renditionBytes(slug, 'page.html');
    for (const [name, encoded] of [
      ['quoted-printable', quoted(page)],
      ['base64', base64(page)],
    ] as const) {
      const document = await extract(mhtOf([{ headers: html('text/html; charset="utf-8"', name), body: encoded }, picture])); // biome-ignore format: one line
      expect(document.mediaType).toBe('multipart/related');
      const { f1, misses, status } = scoreAgainst(slug, document);
      expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
      expect(status).toBe('ok');
    }
  });

  it('a GB18030 page whose part says utf-8 reads right, and that is said', async () => {
    const page = renditionBytes(SLUGS[0]!, 'page.gb18030.html');
    const document = await extract(mhtOf([{ headers: html('text/html; charset=utf-8', '8bit'), body: page }]));
    expect(document.encoding).toBe('gb18030');
    expect(codes(document)).toContain('html/charset');
    expect(scoreAgainst(SLUGS[0]!, document).f1).toBeGreaterThanOrEqual(0.998);
  });

  it('the root is the part that the message names; headers of Word are left out by name', async () => {
    const document = await extract(
      mhtOf(
        [
          { headers: [...html('text/html', '7bit', 'header.htm'), 'Content-ID: <h>'], body: '<p>header</p>' },
          { headers: [...html('text/html', '7bit'), 'Content-ID: <main>'], body: '<p>main</p>' },
        ],
        ';\r\n start="<main>"',
      ),
    );
    expect(outline(document)).toEqual(['main']);
    expect(document.ignored).toMatchObject([{ reason: 'other-page', raw: 'header', at: [{ path: 'header.htm#' }] }]);
  });

  it('the sheets of a workbook are framed pages, each with its places', async () => {
    const sheet = (i: number) => `<table><tr><td>name${i}</td><td>${i}</td></tr><tr><td>b</td><td>2</td></tr></table>`;
    const document = await extract(
      mhtOf([
        { headers: html('text/html', '7bit', 'book.htm'), body: '<html><frameset rows="*,39"><frame src="sheet001.htm"></frameset></html>' }, // biome-ignore format: one line
        ...[1, 2].map((i) => ({ headers: html('text/html', '7bit', `file:///C:/x/sheet00${i}.htm`), body: sheet(i) })),
        { headers: html('text/html', '7bit', 'empty.htm'), body: '<html></html>' },
      ]),
    );
    expect(outline(document)).toEqual([1, 2].map((i) => [[`name${i}@0`, `${i}@1`], ['b@0', '2@1']])); // biome-ignore format: one line
    expect(document.blocks[1]).toMatchObject({ cells: [{ at: [{ path: expect.stringMatching(/^sheet002\.htm#.+td/) }] }, {}, {}, {}] }); // biome-ignore format: one line
    expect(statusOf(document.findings)).toBe('ok');
  });

  it('a document attached to a saved mail is told of', async () => {
    const attached = { headers: ['Content-Type: application/pdf; name="a.pdf"', 'Content-Transfer-Encoding: base64'], body: 'JVBERi0=' }; // biome-ignore format: one line
    const document = await extract(mhtOf([{ headers: html('text/html', '7bit'), body: '<p>see</p>' }, attached]));
    expect(document.findings).toMatchObject([{ code: 'mht/attachment', severity: 'warning', actual: 'a.pdf' }]);
  });

  it('text alone, nothing, cut, nested without end', async () => {
    const plain = await extract(mhtOf([{ headers: ['Content-Type: text/plain; charset=utf-8'], body: '预算绩效' }]));
    expect(outline(plain)).toEqual(['预算绩效']);
    expect(statusOf((await extract(mhtOf([picture]))).findings)).toBe('failed(empty)');
    const whole = mhtOf([{ headers: html('text/html', 'base64'), body: base64(Buffer.from('<p>abc</p>')) }]);
    expect(statusOf((await extract(whole.subarray(0, whole.length - 18))).findings)).toBe('ok');
    const nested = Array.from({ length: 500 }, (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`); // biome-ignore format: one line
    const deep = Buffer.from(
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n${nested.join('')}`,
    );
    expect(statusOf((await extract(new Uint8Array(deep))).findings)).toBe('failed(broken)');
  });
});
