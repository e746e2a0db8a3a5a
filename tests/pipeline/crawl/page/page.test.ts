/** Whatever comes, a page is read to its end: real pages, any bytes, and pages made to cost the square of their size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';
import fc from '../../../properties.js';

const URL = 'http://www.x.gov.cn/czj/index.html';
const read = (source: string | Uint8Array) =>
  readPage(typeof source === 'string' ? Buffer.from(source) : source, { url: URL, status: 200 });

/** Linear reading takes a second or two for these; the square of a million takes days. */
const PATIENCE_MS = 120_000;
const many = (piece: string, megabytes = 3) => piece.repeat((megabytes * 1e6) / piece.length);

describe('hostile pages', () => {
  it(
    'ten megabytes of one link are one link',
    () => {
      const page = read(many('<a href=x>', 10));
      expect(page.links.map(({ url }) => url)).toEqual(['http://www.x.gov.cn/czj/x']);
    },
    PATIENCE_MS,
  );

  it(
    'more links than anybody publishes are cut, and counted',
    () => {
      const page = read(Array.from({ length: 100_000 }, (_, i) => `<a href=x${i}>`).join(''));
      expect(page.links).toHaveLength(20_000);
      expect(page.notes).toContain('links cut at 20000: 80000 more');
    },
    PATIENCE_MS,
  );

  it('ten thousand nested tags hide no link', () => {
    const nested = `${'<div><b>'.repeat(10_000)}<a href="deep.html">绩效</a>${'</b></div>'.repeat(10_000)}`;
    expect(read(nested).links).toEqual([{ url: 'http://www.x.gov.cn/czj/deep.html', text: '绩效', via: 'a' }]);
  });

  it.each([
    ['tags never closed', '<b>'],
    ['ends of tags never opened', '</i>'],
    ['tags cut short', '<a href="'],
    ['attributes', ' x=1'],
    ['spaces', ' '],
    ['entities', '&#x'],
    ['comments', '<!-- <a '],
    ['scripts', '<script>x="a.html"</script>'],
    ['objects in objects', '{a:'],
    ['texts in objects in objects', '{a:"/b/c.html",b:'],
    ['patterns', '/['],
    ['sums', '"a/"+'],
    ['handlers', '<tr onclick="open(\'/a.html\')"><td>x'],
    ['cells', '<td>a'],
    ['lines', '<li>绩效 2024-05-06'],
    ['lists of pages', 'createPageHTML(1000000,0,"index","html");'],
    ['records', '<record>&lt;a href="x">'],
    ['titles', '<svg><title>'],
  ])(
    '%s',
    (_, piece) => {
      const inScript = /^[{/"c]/.test(piece);
      const begin = inScript
        ? '<script>'
        : piece.startsWith(' ')
          ? '<a href="y"'
          : piece.startsWith('<record')
            ? '<datastore>'
            : '<p>';
      const page = read(`<a href="before.html">x</a>${begin}${many(piece)}`);
      // What stood before the flood is still there.
      expect(page.links.map(({ url }) => url)).toContain('http://www.x.gov.cn/czj/before.html');
      expect(page.links.length).toBeLessThanOrEqual(20_000);
      if (piece === '<a href="') expect(page.notes.join()).toMatch(/characters stand in a tag that is never closed/);
    },
    PATIENCE_MS,
  );
});

describe('any bytes', () => {
  const pieces = fc.constantFrom(
    '<a href="',
    '">',
    '</a>',
    '<script>',
    '</script>',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '/',
    '//',
    '/*',
    '*/',
    '\\',
    '+',
    '=',
    ':',
    ',',
    'url',
    'location',
    'createPageHTML',
    '1',
    'index',
    '.html',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<td>',
    '<tr>',
    '<meta http-equiv=refresh content="0;url=',
    '<base href="',
    '&amp;',
    '&#',
    '绩效',
    '\n',
    ' ',
    '<?xml?>',
    '<urlset>',
    '<loc>',
    '<record>',
    'onclick="',
    'http://',
    'a.b',
    '\u0000',
    '`',
    '${',
    '<title>',
    '<svg>',
    '%',
    '?',
    '#',
    'dataproxy.jsp',
    'columnid',
  );

  it('are read without an exception, into URLs that are canonical, each once', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.array(pieces, { maxLength: 60 }).map((list) => Buffer.from(list.join(''))),
        ),
        fc.constantFrom(200, 403, 404, 521),
        fc.option(fc.constantFrom('text/html', 'text/html; charset=gb2312', 'application/json', 'x'), {
          nil: undefined,
        }),
        (bytes, status, contentType) => {
          const page = readPage(bytes, { url: URL, status, ...(contentType ? { contentType } : {}) });
          const urls = page.links.map(({ url }) => url);
          expect(new Set(urls).size).toBe(urls.length);
          for (const url of urls) expect(url).toMatch(/^https?:\/\/[^#]+$/);
          expect(urls).not.toContain(URL);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('are read alike each time', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) => {
        const bytes = Buffer.from(list.join(''));
        expect(read(bytes)).toEqual(read(bytes));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a page of a real kind', () => {
  // After the list page of a provincial department: items filled in by script from data in the page, base, breadcrumb.
  const page = () =>
    readPage(readFileSync(join(import.meta.dirname, 'pages/jpaas-list.html')), {
      url: 'http://www.x.gov.cn/xczj/col/col42150/index.html',
      status: 200,
    });

  it('has its articles, files and neighbours with their titles', () => {
    const found = page();
    expect(found).toMatchObject({
      title: '预算绩效 - 某县财政局',
      role: 'list',
      charset: 'utf-8',
      verdict: { kind: 'content' },
    });
    expect(
      found.links.map(({ url, text, via }) => `${via} ${url.slice('http://www.x.gov.cn'.length)} ${text}`),
    ).toEqual([
      'script /xczj/col/col42062/index.html 财政信息公开',
      'script /xczj/col/col42151/index.html 预决算公开',
      'script /xczj/col/col42150/content/content_19512063636.html 2024年部门项目支出绩效目标公开',
      'attachment /doc/ucap/1749973/document/20250801/WKgZu66N.pdf 2024年项目支出绩效目标表.pdf',
      'script /xczj/col/col42150/content/content_19500403493.html 2023年度绩效自评结果公开',
      'a /xczj/index.html 首页',
    ]);
    expect(found.notes).toEqual([
      '2 link(s) in comments, which are not followed',
      '2 link(s) of templates that a script fills',
      'a list is filled by script (loadPageData), by what is not known here',
    ]);
  });
});
