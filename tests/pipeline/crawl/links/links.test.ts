/** Where a page leads, in all the ways that pages of the field hold addresses. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const URL = 'http://www.x.gov.cn/czj/ysjxgl/index.html';
const read = (markup: string | Uint8Array, url = URL, contentType?: string) =>
  readPage(typeof markup === 'string' ? Buffer.from(markup) : markup, {
    url,
    status: 200,
    ...(contentType ? { contentType } : {}),
  });
const links = (markup: string, url = URL) =>
  read(markup, url).links.map(({ url: to, via }) => `${via} ${to.replace('http://www.x.gov.cn', '')}`);

describe('links in markup', () => {
  it('are resolved against the page, its base, and known once', () => {
    expect(links('<a href="./t1.html">a</a><a href="../x/2.html#a">b</a><A HREF=t1.html>c</A>')).toEqual([
      'a /czj/ysjxgl/t1.html',
      'a /czj/x/2.html',
    ]);
    expect(links('<base href="/gk/"><a href="t1.html">a</a><base href="/no/">')).toEqual(['a /gk/t1.html']);
    // A base behind the links counts for them as well.
    expect(links('<a href="t1.html">a</a><base href="/gk/">')).toEqual(['a /gk/t1.html']);
  });

  it('keeps text, the better one of two, and the title where the text is cut', () => {
    const page = read(
      '<a href="1.html"><img src=x.jpg></a><a href="1.html" rel="nofollow">绩效目标&nbsp;<b>公开</b></a>' +
        '<a href="2.html" title="2024年部门预算绩效目标公开表">2024年部门预…</a><a href=3.html><img alt="专题"></a>',
    );
    expect(page.links.map(({ text }) => text)).toEqual(['绩效目标 公开', '2024年部门预算绩效目标公开表', '专题']);
  });

  it('names a download by what stands before it', () => {
    const page = read(
      '<ul><li>一、办公室整体支出绩效目标表 <a href="a.pdf">下载</a></li><li>二、信息化项目 <a href="b.pdf">点击下载</a></li></ul>' +
        '<table><tr><td>1</td><td>环卫专项自评表</td><td><a href="c.xls">查看</a></td></tr></table>',
    );
    expect(page.links.map(({ text, via }) => `${via} ${text}`)).toEqual([
      'attachment 一、办公室整体支出绩效目标表 下载',
      'attachment 二、信息化项目 点击下载',
      'attachment 1 环卫专项自评表 查看',
    ]);
  });

  it('also in frames, maps, objects, options, and what a viewer shows', () => {
    expect(
      links(
        '<iframe src="/list/"></iframe><map><area href="/map.html"></map><embed src="/a.pdf"><object data="/b.pdf"></object>' +
          '<select><option value="/bm/czj.html">财政局</option><option value="0">-</option></select>' +
          '<input type="hidden" value="/files/c.docx"><iframe src="/pdfjs/web/viewer.html?file=/upload/d.pdf"></iframe>',
      ),
    ).toEqual([
      'iframe /list/',
      'area /map.html',
      'attachment /a.pdf',
      'attachment /b.pdf',
      'data /bm/czj.html',
      'attachment /files/c.docx',
      'attachment /pdfjs/web/viewer.html?file=/upload/d.pdf',
      'attachment /upload/d.pdf',
    ]);
  });

  it('also in texts that are shown as markup, and in what programs of others show', () => {
    expect(links('<textarea hidden>&lt;a href="/f/a.pdf"&gt;表&lt;/a&gt;</textarea>')).toEqual(['attachment /f/a.pdf']);
    expect(links('<iframe srcdoc="&lt;a href=&quot;/f/b.pdf&quot;&gt;表&lt;/a&gt;"></iframe>')).toEqual([
      'attachment /f/b.pdf',
    ]);
    const file = 'http://www.x.gov.cn/f/c.docx';
    for (const viewer of [
      `https://view.officeapps.live.com/op/view.aspx?src=${encodeURIComponent(file)}`,
      `http://www.x.gov.cn:8012/onlinePreview?url=${encodeURIComponent(Buffer.from(file).toString('base64'))}`,
    ])
      expect(links(`<a href="${viewer}">预览</a>`)).toContain('attachment /f/c.docx');
    expect(links("<script>$.getJSON('attachments.json?id=32', show)</script>")).toEqual([
      'script /czj/ysjxgl/attachments.json?id=32',
    ]);
  });

  it('of lists by a click are further pages, however many follow each other', () => {
    expect(links(`<span onclick="location.href='index_2.html'">下一页</span>`)).toEqual([
      'pagination /czj/ysjxgl/index_2.html',
    ]);
  });

  it('tells attachments by address, by text and by the programs that send files', () => {
    const page = read(
      '<a href="./P020240506.PDF">附件</a><a href="/download.jsp?id=3">x</a><a href="/open?id=4">附件1：自评表.docx</a>' +
        '<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=9">表</a><a href="/a/info.html">表.htm</a>',
    );
    expect(page.links.map(({ via }) => via)).toEqual(['attachment', 'attachment', 'attachment', 'attachment', 'a']);
  });

  it('follows none in comments and says so; conditional comments are comments', () => {
    const page = read(
      '<a href="1.html">a</a><!-- <a href="2.html">b</a> <a class=x href=3.html>c</a> --><!--[if IE]><a href="4.html">d</a><![endif]-->',
    );
    expect(page.links.map(({ url }) => url)).toEqual(['http://www.x.gov.cn/czj/ysjxgl/1.html']);
    expect(page.notes).toEqual(['3 link(s) in comments, which are not followed']);
  });

  it('counts what cannot be an address and what templates leave open', () => {
    const page = read(
      '<a href="http://">a</a><a href="mailto:a@b.cn">m</a><a href="{{url}}">b</a><a href="<%=link%>">c</a>',
    );
    expect(page.links).toEqual([]);
    expect(page.notes).toEqual(['1 link(s) that are no http(s) address', '2 link(s) of templates that a script fills']);
  });
});

describe('names of files', () => {
  it('are kept as the server has them: percent-encoded GBK and UTF-8, and plain in pages of each encoding', () => {
    const escaped = '<a href="/%BC%A8%D0%A7.pdf">a</a><a href="/%e7%bb%a9%e6%95%88.pdf">b</a>';
    expect(links(escaped)).toEqual(['attachment /%BC%A8%D0%A7.pdf', 'attachment /%E7%BB%A9%E6%95%88.pdf']);
    expect(links('<a href="/绩效 1.pdf">a</a><a href="/d?n=绩效&f=a.pdf">b</a>')).toEqual([
      'attachment /%E7%BB%A9%E6%95%88%201.pdf',
      'attachment /d?n=%E7%BB%A9%E6%95%88&f=a.pdf',
    ]);
    // "<a href="/绩效.pdf">绩效</a><a href="/d?n=绩效">": in GBK
    const gbk = Buffer.concat([
      Buffer.from('<meta charset=gb2312><p>'),
      Buffer.from([0xbc, 0xa8, 0xd0, 0xa7]),
      Buffer.from('</p><a href="/'),
      Buffer.from([0xbc, 0xa8, 0xd0, 0xa7]),
      Buffer.from('.pdf">a</a><a href="/d?n='),
      Buffer.from([0xbc, 0xa8, 0xd0, 0xa7]),
      Buffer.from('">b</a>'),
    ]);
    const page = read(gbk, URL, 'text/html; charset=utf-8');
    expect(page.charset).toBe('gb18030');
    expect(page.links.map(({ url }) => url)).toEqual([
      'http://www.x.gov.cn/%E7%BB%A9%E6%95%88.pdf',
      'http://www.x.gov.cn/d?n=%BC%A8%D0%A7',
    ]);
  });
});

describe('links in handlers and attributes', () => {
  it.each([
    [`<tr onclick="window.open('/a/1.html')"><td>绩效自评</td></tr>`, 'onclick /a/1.html', '绩效自评'],
    [`<a href="javascript:window.open('t3.html','_blank')">目标</a>`, 'onclick /czj/ysjxgl/t3.html', '目标'],
    [`<a href="#" onclick="location.href='/xxgk/show/12';return false">预算</a>`, 'onclick /xxgk/show/12', '预算'],
    [
      `<a href="javascript:;" onclick="downFile('/upload/2024/a b.pdf','自评表')">自评表</a>`,
      'attachment /upload/2024/a%20b.pdf',
      '自评表',
    ],
    [`<div data-href="/a/2.shtml">决算</div>`, 'data /a/2.shtml', '决算'],
    [`<span data-url="/zwgk/bm" title="部门">x</span>`, 'data /zwgk/bm', '部门'],
    [`<li data-file="./P02.xlsx">附件2</li>`, 'attachment /czj/ysjxgl/P02.xlsx', '附件2'],
  ])('%s', (markup, found, text) => {
    expect(links(markup)).toEqual([found]);
    expect(read(markup).links[0]!.text).toBe(text);
  });

  it('says which handlers only a script understands', () => {
    const page = read(
      `<a href="javascript:goPage(3)">3</a><a onclick="showDetail('8a7f','x')">y</a><a onclick="doPrint('a')">打印</a>`,
    );
    expect(page.links).toEqual([]);
    expect(page.notes).toEqual(['2 handler(s) whose address only a script knows: goPage(3)']);
  });
});

describe('links in scripts', () => {
  it('reads data with the titles of its objects, also JSON within JSON, and leaves what pages are dressed with', () => {
    const page = read(
      `<script>var list = {"rows":[{"title":"2024年<b>绩效</b>目标","urls":"{\\"pc\\":\\"/col/content_1.html\\"}","img":"/a.png","date":"2024/05/06"},
        {"url":"\\/col\\/content_2.html","title":"自评","files":[{"fileName":"附件1.pdf","url":"/doc/x1.pdf"}]}]};
        $.getScript('/js/a.js'); var m = {type: "text/html", img: "/b.jpg"}; // "/commented.html"
        /* "/commented2.html" */ var path = "/half/" + id; if (x == "/compared.html") {}</script>`,
    );
    expect(page.links.map(({ url, text, via }) => `${via} ${url.slice('http://www.x.gov.cn'.length)} ${text}`)).toEqual(
      [
        'script /col/content_1.html 2024年绩效目标',
        'script /col/content_2.html 自评',
        'attachment /doc/x1.pdf 附件1.pdf',
      ],
    );
  });

  it('puts texts and constants together, but not what only a run would know', () => {
    expect(
      links(
        `<script>var root = '/zwgk/'; var file = root + "ysjx/" + 'a.pdf'; var other = root + getName() + '.pdf';
          for (var i = 1; i < count(); i++) document.write('<a href="page_' + i + '.html">'); var t = \`/t/\${i}.html\`;</script>`,
      ),
    ).toEqual(['attachment /zwgk/ysjx/a.pdf']);
  });

  it('reads markup that a script writes', () => {
    expect(links(`<script>document.write("<li><a href='/a/1.html'>绩效</a></li>");</script>`)).toEqual([
      'script /a/1.html',
    ]);
  });
});

describe('feeds', () => {
  it('reads sitemaps, their indexes, and leaves pictures', () => {
    const sitemap = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">
      <url><loc> http://www.x.gov.cn/a.html?x=1&amp;y=2 </loc><lastmod>2024-01-01</lastmod><image:image><image:loc>http://www.x.gov.cn/p.html</image:loc></image:image></url>
      <url><loc><![CDATA[http://www.x.gov.cn/b.pdf]]></loc></url></urlset>`;
    expect(links(sitemap)).toEqual(['sitemap /a.html?x=1&y=2', 'sitemap /b.pdf']);
    expect(links('<sitemapindex><sitemap><loc>http://www.x.gov.cn/s1.xml</loc></sitemap></sitemapindex>')).toEqual([
      'sitemap /s1.xml',
    ]);
    expect(
      links('http://www.x.gov.cn/a.html\nhttp://www.x.gov.cn/b.html\n', 'http://www.x.gov.cn/sitemap.txt'),
    ).toEqual(['sitemap /a.html', 'sitemap /b.html']);
  });

  it('reads a sitemap that is a packed file', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync('<urlset><url><loc>http://www.x.gov.cn/a.html</loc></url></urlset>');
    expect(read(packed, 'http://www.x.gov.cn/sitemap.xml.gz').links).toHaveLength(1);
    expect(read(packed.subarray(0, 20), 'http://www.x.gov.cn/sitemap.xml.gz').notes[0]).toMatch(/^cannot be unpacked/);
    // A bomb is not unpacked beyond the limit.
    expect(read(gzipSync(Buffer.alloc(70 * 2 ** 20)), 'http://www.x.gov.cn/sitemap.xml.gz').notes[0]).toMatch(
      /^cannot be unpacked/,
    );
  });

  it('reads RSS and Atom with titles', () => {
    const rss = `<rss version="2.0"><channel><title>财政局</title><link>http://www.x.gov.cn/czj/</link>
      <item><title>绩效目标公开</title><link>http://www.x.gov.cn/1.html</link><guid>http://www.x.gov.cn/1.html</guid><enclosure url="/f/1.pdf"/></item></channel></rss>`;
    expect(read(rss).links.map(({ url, text, via }) => `${via} ${url.slice(19)} ${text}`)).toEqual([
      'feed /czj/ 财政局',
      'feed /1.html 绩效目标公开',
      'attachment /f/1.pdf 绩效目标公开',
    ]);
    expect(
      links(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title><link href="/2.html"/><id>urn:1</id></entry></feed>',
      ),
    ).toEqual(['feed /2.html']);
    expect(links('<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="RSS">')).toEqual([
      'feed /rss.xml',
    ]);
  });

  it('reads lists in JSON and JSONP', () => {
    const json =
      '{"data":{"total":57,"rows":15,"results":[{"title":"绩效","url":"/a/1.shtml"},{"title":"自评","url":"/a/2.shtml"}]}}';
    expect(links(json, 'http://www.x.gov.cn/common/search/abc?_isJson=true&_pageSize=15&page=1')).toEqual([
      'data /a/1.shtml',
      'data /a/2.shtml',
      'pagination /common/search/abc?_isJson=true&_pageSize=15&page=2',
    ]);
    expect(links(`callback(${json})`, 'http://www.x.gov.cn/common/search/abc?_pageSize=30&page=2')).toHaveLength(2);
  });
});
