import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../../../pipeline/crawl/links/file-name.js';
import { canonicalUrl } from '../../../../pipeline/crawl/links/url.js';
import fc from '../../../properties.js';

const BASE = 'http://www.x.gov.cn/czj/ysjxgl/index.html';

describe('canonicalUrl', () => {
  it.each([
    ['./t1.html#top', 'http://www.x.gov.cn/czj/ysjxgl/t1.html'],
    ['../../a/./b/../c.html', 'http://www.x.gov.cn/a/c.html'],
    ['//WWW.X.GOV.CN.:80/a', 'http://www.x.gov.cn/a'],
    ['https://www.x.gov.cn:443/a?', 'https://www.x.gov.cn/a'],
    ['\\xxgk\\1.pdf', 'http://www.x.gov.cn/xxgk/1.pdf'],
    [' /a\n b.pdf ', 'http://www.x.gov.cn/a%20b.pdf'],
    ['/a;jsessionid=12AB.node1?x=1', 'http://www.x.gov.cn/a?x=1'],
    ['/a.jsp?x=1;jsessionid=12AB', 'http://www.x.gov.cn/a.jsp?x=1'],
    ['/(S(0b5qlv45i3kqde55yotbkj55))/list.aspx', 'http://www.x.gov.cn/list.aspx'],
    ['/a.php?PHPSESSID=ab&id=7&utm_source=wx&_=1732160000000', 'http://www.x.gov.cn/a.php?id=7'],
    ['/a?t=1732160000000&type=2', 'http://www.x.gov.cn/a?type=2'],
    // A year is no cache buster, and a page number no time.
    ['/a?t=2024&page=3', 'http://www.x.gov.cn/a?t=2024&page=3'],
    ['/%7euser/%e7%bb%a9.pdf', 'http://www.x.gov.cn/~user/%E7%BB%A9.pdf'],
    ['/a%2Fb', 'http://www.x.gov.cn/a%2Fb'],
    ['http://user:secret@www.x.gov.cn/a', 'http://www.x.gov.cn/a'],
    ['?page=2', 'http://www.x.gov.cn/czj/ysjxgl/index.html?page=2'],
    ['http://财政局.政务.cn/', 'http://xn--v9rz8u8wc.xn--55qx5d9y2a.cn/'],
  ])('%s', (href, url) => {
    const expected = href.includes('财政局') ? new URL(href).href : url;
    expect(canonicalUrl(href, BASE)).toBe(expected);
  });

  it.each([
    'javascript:void(0)',
    'mailto:a@b.cn',
    '#top',
    '',
    'ftp://x/a',
    'file:///etc/passwd',
    'http://',
    'tel:1',
    `/${'a'.repeat(5000)}`,
  ])('is nothing to fetch: %s', (href) => {
    expect(canonicalUrl(href, BASE)).toBeNull();
  });

  it('writes plain characters as the server expects them: paths in UTF-8, queries in the encoding of the page', () => {
    expect(canonicalUrl('/附件.pdf?name=绩效', BASE, 'utf-8')).toBe(
      'http://www.x.gov.cn/%E9%99%84%E4%BB%B6.pdf?name=%E7%BB%A9%E6%95%88',
    );
    expect(canonicalUrl('/附件.pdf?name=绩效', BASE, 'gb18030')).toBe(
      'http://www.x.gov.cn/%E9%99%84%E4%BB%B6.pdf?name=%BC%A8%D0%A7',
    );
    // GBK has no 𠮷: browsers send its number.
    expect(canonicalUrl('/a?n=𠮷', BASE, 'gbk')).toBe('http://www.x.gov.cn/a?n=%26%23134071%3B');
  });

  it('keeps the bytes of a raw header', () => {
    const gbk = Buffer.from([0xbc, 0xa8, 0xd0, 0xa7]).toString('latin1');
    expect(canonicalUrl(`/${gbk}.pdf`, BASE, 'latin1')).toBe('http://www.x.gov.cn/%BC%A8%D0%A7.pdf');
  });

  it('has one spelling: what is canonical stays, and nothing throws', () => {
    const piece = fc.constantFrom(
      '%2e',
      '%2E%2e',
      '..',
      '.',
      '/',
      ';jsessionid=1',
      '?',
      '&',
      'a',
      '%',
      '%4',
      '%31',
      '绩',
      '(S(abcdefghijklmnopqrstu))',
      '=',
      'utm_x',
      '_=1732160000',
      '\\',
      '#',
      ' ',
      '%25',
      '\u{20bb7}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
        ),
        fc.constantFrom('utf-8', 'gb18030', 'latin1'),
        (href, charset) => {
          const url = canonicalUrl(href, BASE, charset);
          if (url !== null) expect(canonicalUrl(url, 'http://other.cn/', charset)).toBe(url);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('fileNameOf', () => {
  const NAME = '2024年项目绩效目标表.pdf';
  const utf8 = Buffer.from(NAME).toString('latin1');
  const gbk = Buffer.from('32303234c4eacfeec4bfbca8d0a7c4bfb1eab1ed2e706466', 'hex').toString('latin1');
  const percentGbk = '2024%C4%EA%CF%EE%C4%BF%BC%A8%D0%A7%C4%BF%B1%EA%B1%ED.pdf';

  it.each([
    ['RFC 5987', `attachment; filename="x.pdf"; filename*=UTF-8''${encodeURIComponent(NAME)}`],
    ['RFC 5987 in GBK', `attachment; filename*=GBK''${percentGbk}`],
    ['RFC 5987 that lies', `attachment; filename*=UTF-8''${percentGbk}`],
    ['raw UTF-8', `attachment; filename="${utf8}"`],
    ['raw UTF-8 without quotes', `attachment;filename=${utf8}`],
    ['raw GBK', `attachment; filename=${gbk}`],
    ['raw GBK in quotes', `inline;filename="${gbk}";size=12`],
    ['percent-encoded UTF-8', `attachment; filename=${encodeURIComponent(NAME)}`],
    ['percent-encoded GBK', `attachment; filename="${percentGbk}"`],
    ['RFC 2047', `attachment; filename="=?utf-8?B?${Buffer.from(NAME).toString('base64')}?="`],
    ['decoded already', `attachment; filename="${NAME}"`],
    ['a path of Windows', `attachment; filename="C:\\upload\\${NAME}"`],
    ['capitals', `ATTACHMENT; FileName="${utf8}"`],
  ])('%s', (_, header) => {
    expect(fileNameOf('http://x.gov.cn/download?id=1', header)).toBe(NAME);
  });

  it.each([
    [`http://x.gov.cn/a/${encodeURIComponent(NAME)}`, NAME],
    [`http://x.gov.cn/a/${percentGbk}`, NAME],
    [
      `http://x.gov.cn/module/download/downfile.jsp?classid=0&showname=${encodeURIComponent(NAME)}&filename=7a6f.pdf`,
      NAME,
    ],
    ['http://x.gov.cn/down.do?filename=7a6f.pdf&id=3', '7a6f.pdf'],
    ['http://x.gov.cn/P020240506.pdf?name=list.html', 'P020240506.pdf'],
    ['http://x.gov.cn/a/t1.html', 't1.html'],
    ['http://x.gov.cn/', null],
    ['http://x.gov.cn/a/%2e%2e%2fetc%2fpasswd', 'passwd'],
  ])('of %s', (url, name) => {
    expect(fileNameOf(url)).toBe(name);
  });

  it('falls back to the URL where the header names nothing', () => {
    expect(fileNameOf('http://x.gov.cn/a.pdf', 'attachment')).toBe('a.pdf');
    expect(fileNameOf('http://x.gov.cn/a.pdf', 'attachment; filename=""')).toBe('a.pdf');
  });

  it('is a name and no path, whatever comes, and no longer than file systems take', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.string({ unit: 'binary', maxLength: 400 }), (url, header) => {
        const name = fileNameOf(url, `attachment; filename=${header}`);
        if (name === null) return;
        expect(name).not.toMatch(/[/\p{Cc}]|^\.\.?$|^$/u);
        expect(name.length).toBeLessThanOrEqual(255);
      }),
    );
  });
});
