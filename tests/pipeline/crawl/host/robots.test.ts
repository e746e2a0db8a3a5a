/** robots.txt: what it says of us, what its absence says, and that no file of 500 kB costs more than it may. */

import robotsParser from 'robots-parser';
import { describe, expect, it } from 'vitest';
import type { FetchOutcome, FetchResult } from '../../../../pipeline/crawl/fetch/fetcher.js';
import { ROBOTS_MOST_BYTES, Robots, robotsAnswer, robotsText } from '../../../../pipeline/crawl/host/robots.js';
import fc from '../../../properties.js';

const ORIGIN = 'http://www.example.gov.cn';
const USER_AGENT = 'gongkai/1.2.3 (+https://example.org/contact)';

const read = (text: string) => new Robots(ORIGIN, text, USER_AGENT);
const allows = (text: string, path: string) => read(text).allows(ORIGIN + path).allowed;

describe('rules', () => {
  it('for us count instead of those for all', () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Gongkai\nDisallow: /admin/\n';
    expect(allows(text, '/xxgk/')).toBe(true);
    expect(allows(text, '/admin/x')).toBe(false);
    expect(read(text).allows(`${ORIGIN}/admin/x`).rule).toBe('Disallow: /admin/ (line 5)');
  });

  it('the longest wins, Allow at a tie, with wildcards and ends', () => {
    const text = 'User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.jsp$\nDisallow: /c\nAllow: /c\n';
    expect(allows(text, '/a/c')).toBe(false);
    expect(allows(text, '/a/b')).toBe(true);
    expect(allows(text, '/x/y.jsp')).toBe(false);
    expect(allows(text, '/x/y.jsp?z')).toBe(true);
    expect(allows(text, '/c')).toBe(true);
    expect(allows(text, '/d')).toBe(true);
  });

  it('in Chinese paths hold for their encoded form, and a BOM or CR line ends do not hide them', () => {
    expect(allows('\ufeffUser-agent: *\r\nDisallow: /预算/\r\n', '/%E9%A2%84%E7%AE%97/1.html')).toBe(false);
    expect(allows('User-agent: *\rDisallow: /x\r', '/x')).toBe(false);
  });

  it('an empty Disallow and an empty file allow everything', () => {
    expect(allows('User-agent: *\nDisallow:\n', '/x')).toBe(true);
    expect(allows('', '/x')).toBe(true);
  });

  it('a page in place of the file is no rule', () => {
    expect(allows('<!DOCTYPE html><html><body style="color:red">User-agent: *</body></html>', '/x')).toBe(true);
  });

  it('groups without us do not concern us', () => {
    expect(allows('User-agent: Baiduspider\nUser-agent: Googlebot\nDisallow: /\n', '/x')).toBe(true);
    expect(allows('User-agent: Baiduspider\nUser-agent: *\nDisallow: /\n', '/x')).toBe(false);
  });

  it('are those of robots-parser, for any ordinary file', () => {
    const parse = robotsParser as unknown as typeof robotsParser.default;
    const path = fc.stringMatching(/^\/[ab/*$.]{0,8}$/);
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '# comment',
        'User-agent: *',
        'User-agent: gongkai',
        'User-agent: other',
        'Noise: 1',
        'noise',
      ),
      fc.constantFrom('user-AGENT: GongKai/2.0', 'Crawl-delay: 3', 'Sitemap: /s.xml', ' Disallow : /a # b'),
      path.map((value) => `Disallow: ${value}`),
      path.map((value) => `Allow: ${value}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.stringMatching(/^\/[ab/.]{0,8}$/), (lines, asked) => {
        const text = lines.join('\n');
        const theirs = parse(`${ORIGIN}/robots.txt`, text);
        const ours = read(text);
        expect(ours.allows(ORIGIN + asked).allowed).toBe(theirs.isAllowed(ORIGIN + asked, USER_AGENT));
        expect(ours.crawlDelayMs).toBe((theirs.getCrawlDelay(USER_AGENT) ?? Number.NaN) * 1000 || null);
        expect(ours.notes).toEqual([]);
      }),
    );
  });
});

describe('Crawl-delay and Sitemap', () => {
  it.each([
    ['10', 10_000],
    ['0.5', 500],
    ['0', 0],
    ['-1', null],
    ['soon', null],
  ])('Crawl-delay: %s', (value, expected) => {
    expect(read(`User-agent: *\nCrawl-delay: ${value}\n`).crawlDelayMs).toBe(expected);
  });

  it('sitemaps are absolute and http', () => {
    const text =
      'Sitemap: http://www.example.gov.cn/a.xml\nSitemap: /b.xml\nSitemap: file:///c.xml\nSitemap: http://\n';
    expect(read(text).sitemaps).toEqual([`${ORIGIN}/a.xml`, `${ORIGIN}/b.xml`]);
  });
});

describe('hostile files', () => {
  it('any text is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(typeof allows(text, '/x')).toBe('boolean');
      }),
    );
  });

  it('what Notepad saves as Unicode is read as any other', () => {
    const text = 'User-agent: *\r\nDisallow: /a\r\n';
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, Buffer.from(text)]) expect(allows(robotsText(bytes), '/a')).toBe(false);
    expect(robotsText(new Uint8Array())).toBe('');
  });

  it('only the first 500 kB are read', () => {
    const text = `User-agent: *\nDisallow: /a\n${'#'.repeat(ROBOTS_MOST_BYTES)}\nDisallow: /b\n`;
    const cut = robotsText(Buffer.from(text));
    expect(allows(cut, '/a')).toBe(false);
    expect(allows(cut, '/b')).toBe(true);
  });

  it('20,000 names of 20,000 rules are not 400,000,000 rules', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `User-agent: b${i}`);
    const rules = Array.from({ length: 20_000 }, (_, i) => `Disallow: /${i}`);
    const robots = read(['User-agent: *', ...names, ...rules].join('\n'));
    expect(robots.allows(`${ORIGIN}/17`).allowed).toBe(false);
    expect(robots.notes).toEqual(['robots.txt: 15000 rules not read']);
  });

  it('intricate rules forbid more, and never allow more', () => {
    const intricate = `/private/${'*a'.repeat(50_000)}`;
    const robots = read(`User-agent: *\nDisallow: ${intricate}\nAllow: ${intricate}\nDisallow: /b*c\n`);
    expect(robots.allows(`${ORIGIN}/private/x`)).toMatchObject({ allowed: false });
    expect(robots.allows(`${ORIGIN}/public/${'a'.repeat(2_000)}`).allowed).toBe(true);
    expect(robots.notes).toEqual(['robots.txt: 1 rules not read', 'robots.txt: 2 rules read as wider than they are']);
  });

  it('rules that are too long forbid more', () => {
    const robots = read(`User-agent: *\nDisallow: /${'a'.repeat(5_000)}\n`);
    expect(robots.allows(`${ORIGIN}/${'a'.repeat(3_000)}`).allowed).toBe(false);
    expect(robots.allows(`${ORIGIN}/${'a'.repeat(100)}`).allowed).toBe(true);
  });
});

describe('the answer to the request for it', () => {
  const answer = (outcome: FetchOutcome, status?: number) =>
    robotsAnswer({ time: '', tookMs: 1, ...(status ? { status } : {}), ...outcome } satisfies FetchResult);

  it.each<[FetchOutcome, number | undefined, string]>([
    [{ outcome: 'fetched', digest: { sha256: 'a', bytes: 1 } }, 200, 'read'],
    [{ outcome: 'not-modified' }, 304, 'unchanged'],
    [{ outcome: 'redirected', target: 'http://x/' }, 301, 'redirect'],
    [{ outcome: 'gone', reason: 'http-404' }, 404, 'none'],
    [{ outcome: 'blocked', reason: 'http-403' }, 403, 'none'],
    [{ outcome: 'failed', reason: 'http-400' }, 400, 'none'],
    [{ outcome: 'blocked', reason: 'http-521' }, 521, 'unreachable'],
    [{ outcome: 'busy', reason: 'http-429' }, 429, 'unreachable'],
    [{ outcome: 'busy', reason: 'http-503' }, 503, 'unreachable'],
    [{ outcome: 'failed', reason: 'http-500' }, 500, 'unreachable'],
    [{ outcome: 'failed', reason: 'timeout' }, undefined, 'unreachable'],
    [{ outcome: 'failed', reason: 'truncated' }, 200, 'unreachable'],
    [{ outcome: 'too-large', reason: 'body', limit: 1 }, 200, 'unreachable'],
  ])('%o: %s', (outcome, status, kind) => {
    expect(answer(outcome, status).kind).toBe(kind);
  });
});
