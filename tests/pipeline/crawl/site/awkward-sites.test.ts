/** Sites as publishing systems and those who install them leave them: each crawl finds what is there, or says what it did not. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../workspace.js';
import { crawl, virtualClock } from './crawling.js';

type Answers = Record<string, (response: ServerResponse, url: URL) => void>;

async function site(answers: Answers, host = '127.0.0.1'): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    asked.push(request.url ?? '');
    const answer = answers[url.pathname];
    if (answer) answer(response, url);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`, asked };
}

const page = (body: string) => (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<html><body>${body}</body></html>`);
const json = (data: (url: URL) => unknown) => (response: ServerResponse, url: URL) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data(url)));
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');
const pathsOf = ({ documents }: { documents: { url: string }[] }) =>
  documents.map(({ url }) => url.replace(/^http:\/\/[^/]+/, '')).sort();
const crawled = (url: string) => crawl(url, { data: temporaryFolder() });

describe('a site', () => {
  it('whose list is filled by a script is asked for the list, page by page', async () => {
    const rows = Array.from({ length: 35 }, (_, i) => ({ title: `某局绩效目标公开${i}`, url: `/art/${i}.html` }));
    const { url, asked } = await site({
      '/': page(`<title>预算绩效</title><div id="list"></div><script>
        $.ajax({url: '/api/article/list', type: 'get', data: {channelId: '7700123', pageNo: 1, pageSize: 10},
          success: function (d) { for (var i = 0; i < d.rows.length; i++) $('#list').append('<li>' + d.rows[i].title) }})</script>`),
      '/api/article/list': json(({ searchParams }) => {
        const from = (Number(searchParams.get('pageNo')) - 1) * 10;
        return { code: 200, total: rows.length, rows: rows.slice(from, from + 10) };
      }),
      ...Object.fromEntries(
        rows.map(({ title, url }) => [url, page(`<h1>${title}</h1><p>${'项目支出绩效目标'.repeat(40)}</p>`)]),
      ),
    });
    const result = await crawled(url);
    expect(pathsOf(result)).toEqual(rows.map((row) => row.url).sort());
    expect(asked.filter((path) => path.includes('pageNo='))).toHaveLength(4);
    expect(result.end).toEqual({ state: 'ended', reason: 'finished' });
  });

  it('whose pages call what a shared script defines has that read once, and not missed the night after', async () => {
    const list = (ids: number[]) =>
      page(
        `<script src="/js/main.js"></script>${ids.map((id) => `<a href="javascript:openDoc('${id}')">绩效目标${id}</a>`).join('')}<a href="/b">绩效</a>`,
      );
    const { url, asked } = await site({
      '/': list([1, 2]),
      '/b': list([3]),
      '/js/main.js': (response) => response.end("function openDoc(id) { window.open('/doc/' + id + '.html') }"),
      ...Object.fromEntries(
        [1, 2, 3].map((id) => [`/doc/${id}.html`, page(`<h1>绩效目标${id}</h1><p>${'项目绩效目标'.repeat(40)}</p>`)]),
      ),
    });
    const data = temporaryFolder();
    expect(pathsOf(await crawl(url, { data }))).toEqual(['/doc/1.html', '/doc/2.html', '/doc/3.html']);
    expect(asked.filter((path) => path === '/js/main.js')).toHaveLength(1);
    const clock = virtualClock();
    // The log has the time of the machine.
    await clock.sleep(Date.now() - clock.now() + 25 * 60 * 60_000);
    const next = await crawl(url, { data, run: 'night-2', clock });
    expect(next.lines.filter(({ outcome }) => outcome !== 'fetched').map((line) => new URL(line.url).pathname)).toEqual(
      ['/robots.txt'],
    );
    expect(asked.filter((path) => path === '/js/main.js')).toHaveLength(2);
  });

  it('whose server asks to be left alone in the middle of a page is left alone', async () => {
    const { url, asked } = await site({
      '/': page(
        `<script src="/js/a.js"></script><script src="/js/b.js"></script><a href="javascript:openDoc('1')">绩效目标</a>
        <a href="/next.html">绩效自评</a>`,
      ),
      '/js/a.js': (response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
    });
    expect((await crawled(url)).end).toMatchObject({ state: 'paused' });
    expect(asked).toEqual(['/robots.txt', '/', '/js/a.js']);
  });

  it('whose server is down is not asked for each page that was there before', async () => {
    const paths = Array.from({ length: 30 }, (_, i) => `/${i}.pdf`);
    let isUp = true;
    const answer = (body: string | Buffer) => (response: ServerResponse) =>
      isUp ? response.end(body) : response.destroy();
    const { url, asked } = await site({
      '/': answer(`<html>${paths.map((path) => `<a href="${path}">绩效目标表${path}</a>`).join('')}</html>`),
      ...Object.fromEntries(paths.map((path) => [path, answer(PDF)])),
    });
    const data = temporaryFolder();
    expect(pathsOf(await crawl(url, { data }))).toEqual(paths.sort());
    asked.length = 0;
    isUp = false;
    const { end } = await crawl(url, { data, run: 'night-2' });
    expect(end).toMatchObject({ state: 'ended', reason: expect.stringMatching(/^unreachable: /) });
    expect(new Set(asked)).toEqual(new Set(['/']));
  });

  it('that gives attachments only to readers of its own pages gives them', async () => {
    const { url } = await site({
      '/': page('<a href="/a.pdf">绩效目标表.pdf</a>'),
      '/a.pdf': (response) =>
        response.req.headers.referer === url ? response.end(PDF) : response.writeHead(403).end('盗链'),
    });
    expect(pathsOf(await crawled(url))).toEqual(['/a.pdf']);
  });

  it('that answers in parts has the whole ones taken, and the others named', async () => {
    const part = (range: string) => (response: ServerResponse) =>
      response.writeHead(206, { 'content-range': range }).end(PDF);
    const { url } = await site({
      '/': page('<a href="/a.pdf">绩效目标表</a><a href="/b.pdf">绩效自评表</a>'),
      '/a.pdf': part(`bytes 0-${PDF.length - 1}/${PDF.length}`),
      '/b.pdf': part(`bytes 0-${PDF.length - 1}/5000`),
    });
    const result = await crawled(url);
    expect(pathsOf(result)).toEqual(['/a.pdf']);
    expect(result.lines.find((line) => line.url.endsWith('/b.pdf'))?.why).toBe('http-206');
  });

  it('that sends from a document to its front page has lost the document', async () => {
    const answers: Answers = {
      '/': page('<a href="/t1.html">绩效目标</a>'),
      '/t1.html': page(`<h1>绩效目标</h1><p>${'项目绩效目标'.repeat(40)}</p>`),
    };
    const { url } = await site(answers);
    const data = temporaryFolder();
    await crawl(url, { data });
    answers['/t1.html'] = (response) => response.writeHead(302, { location: '/' }).end();
    const { lines } = await crawl(url, { data, run: 'night-2' });
    expect(lines.find((line) => line.url.endsWith('/t1.html'))?.outcome).toBe('gone');
  });

  it('that sends files by a program, called anything, has them told by their bytes', async () => {
    const file = (type: string, name?: string) => (response: ServerResponse) =>
      response
        .writeHead(200, {
          'content-type': type,
          ...(name ? { 'content-disposition': Buffer.from(`attachment; filename="${name}"`).toString('latin1') } : {}),
        })
        .end(PDF);
    const { url } = await site({
      '/': page(`<a href="/module/download/download.jsp?id=1">附件1：绩效目标表</a><a href="/down.aspx?id=2">下载</a>
        <a href="javascript:void(0)" onclick="window.open('/servlet/show?id=3')">附件3</a>`),
      '/module/download/download.jsp': file('text/html;charset=GBK', '绩效目标表.pdf'),
      '/down.aspx': file('application/x-msdownload'),
      '/servlet/show': file('image/jpeg'),
    });
    expect(pathsOf(await crawled(url))).toEqual([
      '/down.aspx?id=2',
      '/module/download/download.jsp?id=1',
      '/servlet/show?id=3',
    ]);
  });

  it('in frames is read frame by frame', async () => {
    const { url } = await site({
      '/': (response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<frameset rows="80,*"><frame src="top.asp"><frame src="list.asp?id=2"></frameset>'),
      '/top.asp': page('<a href="/" target="_top">首页</a>'),
      '/list.asp': page('<a href="绩效.pdf">绩效目标表.pdf</a>'),
      '/%E7%BB%A9%E6%95%88.pdf': (response) => response.end(PDF),
    });
    expect(pathsOf(await crawled(url))).toEqual(['/%E7%BB%A9%E6%95%88.pdf']);
  });

  it.each([
    ['twice, and says so', 'gzip, gzip'],
    ['twice, and says so once', 'gzip'],
  ])('that packs its pages %s is read', async (_, coding) => {
    const list = '<html><body><a href="/a.pdf">绩效目标表.pdf</a></body></html>';
    const { url } = await site({
      '/': (response) =>
        response
          .writeHead(200, { 'content-type': 'text/html;charset=utf-8', 'content-encoding': coding })
          .end(gzipSync(gzipSync(list))),
      '/a.pdf': (response) => response.end(PDF),
    });
    const result = await crawled(url);
    expect(pathsOf(result)).toEqual(['/a.pdf']);
    expect(result.lines.flatMap(({ notes = [] }) => notes)).toEqual(
      coding === 'gzip' ? ['packed once more than the server says'] : [],
    );
  });

  it('that leads to itself under ever new names comes to an end', async () => {
    const numbers = [0];
    const { url, asked } = await site({
      '/': page('<a href="index.html?">首页</a><a href="/index.html">预算绩效</a>'),
      '/index.html': (response, { search }) =>
        page(`<a href="?${search.slice(1)}&from=index">首页</a><a href="index.html?r=${numbers.push(0)}a${'0'.repeat(16)}">预算</a>
          <a href="/index.html/index.html">绩效</a>`)(response),
    });
    const { end, lines } = await crawled(url);
    expect(end).toEqual({ state: 'ended', reason: 'finished' });
    expect(asked.length).toBeLessThan(500);
    expect(lines.flatMap(({ dropped = {} }) => Object.keys(dropped)).join()).toMatch(/trap: /);
  });

  it('whose robots.txt names sitemaps has them read, once a night', async () => {
    const loc = (host: string, path: string) => `<loc>http://${host}${path}</loc>`;
    let host = '';
    const { url, asked } = await site({
      '/': page('<a href="/b.html">预算绩效</a>'),
      '/robots.txt': (response) =>
        response
          .writeHead(200, { 'content-type': 'text/plain' })
          .end(
            `\ufeffuser-agent:*\nDisallow: /private/\nSitemap: http://${host}/map.xml\nSitemap: http://other.test/map.xml`,
          ),
      '/map.xml': (response) =>
        response
          .writeHead(200, { 'content-type': 'text/xml' })
          .end(`<sitemapindex><sitemap>${loc(host, '/part.xml.gz')}</sitemap></sitemapindex>`),
      '/part.xml.gz': (response) =>
        response
          .writeHead(200, { 'content-type': 'application/x-gzip' })
          .end(
            gzipSync(
              `<urlset><url>${loc(host, '/only-there.pdf')}</url><url>${loc(host, '/private/x.pdf')}</url></urlset>`,
            ),
          ),
      '/b.html': page('x'),
      '/only-there.pdf': (response) => response.end(PDF),
    });
    host = new URL(url).host;
    const result = await crawled(url);
    expect(pathsOf(result)).toEqual(['/only-there.pdf']);
    expect(asked.filter((path) => path === '/map.xml')).toHaveLength(1);
    expect(asked).not.toContain('/private/x.pdf');
  });

  it('that sends to itself until it is given a cookie is named, at once and around a corner', async () => {
    const to = (location: string) => (response: ServerResponse) =>
      response.writeHead(302, { 'set-cookie': 'seen=1', location }).end();
    const { url } = await site({
      '/': page('<a href="/a.html">预算绩效目标</a><a href="/b.html">绩效自评</a><a href="/c.html">公开</a>'),
      '/a.html': to('/a.html'),
      '/b.html': to('/check?to=b'),
      '/check': to('/b.html'),
      '/c.html': to('/d.html'),
      '/d.html': page('<p>绩效</p>'),
    });
    const { lines } = await crawled(url);
    const loops = lines.filter(({ why }) => why?.startsWith('redirect-loop'));
    expect(loops.map(({ url, outcome }) => `${outcome} ${new URL(url).pathname}`).sort()).toEqual([
      'failed /a.html',
      'failed /check',
    ]);
  });

  it('that sends everything to its login is no site without disclosures', async () => {
    const login = page(
      '<title>统一身份认证</title><form>账号<input name=u>密码<input type=password name=p></form>登录',
    );
    const away = (response: ServerResponse) => response.writeHead(302, { location: '/login?to=x' }).end();
    const { url, asked } = await site({ '/': away, '/robots.txt': away, '/login': login });
    expect((await crawled(url)).end).toEqual({ state: 'ended', reason: 'blocked: login' });
    expect(asked).toEqual(['/robots.txt', '/', '/login?to=x']);
  });

  it('that challenges whoever asks for anything is blocked, and said how', async () => {
    const cookie = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>";
    const { url, asked } = await site({ '/robots.txt': (response) => response.writeHead(521).end(cookie) });
    expect((await crawled(url)).end).toEqual({ state: 'ended', reason: 'blocked: robots.txt: http-521' });
    expect(asked).toEqual(['/robots.txt']);
  });

  it('that sends a missing robots.txt to a page has that page crawled as any other', async () => {
    const { url } = await site({
      '/': page('<a href="/zwgk/">预算绩效</a>'),
      '/robots.txt': (response) => response.writeHead(302, { location: '/zwgk/' }).end(),
      '/zwgk/': page('<a href="/a.pdf">绩效目标表</a>'),
      '/a.pdf': (response) => response.end(PDF),
    });
    expect(pathsOf(await crawled(url))).toEqual(['/a.pdf']);
  });

  it('that answers a file with an alert has lost it, and one that answers with a page is noted', async () => {
    const { url } = await site({
      '/': page('<a href="/a.pdf">绩效目标表</a><a href="/b.pdf">绩效自评表</a><a href="/c.html">扫描件</a>'),
      '/a.pdf': page("<script>alert('文件不存在！');history.back();</script>"),
      '/b.pdf': page('<p>正在转换，请稍后再来。</p>'),
      '/c.html': page('<h1>绩效目标表</h1><img src="W020240930.jpg">'),
    });
    const { lines } = await crawled(url);
    const told = Object.fromEntries(
      lines.map(({ url, outcome, notes }) => [new URL(url).pathname, { outcome, notes }]),
    );
    expect(told['/a.pdf']).toMatchObject({ outcome: 'gone' });
    expect(told['/b.pdf']).toEqual({ outcome: 'fetched', notes: ['a page, where the address names a file'] });
    expect(told['/c.html']!.notes).toEqual(['1 picture(s) and little text: what they show is not read']);
  });

  it('whose server sends its readers on by a header has what is there', async () => {
    const { url } = await site({
      '/': (response) => response.writeHead(200, { 'content-type': 'text/html', refresh: '0; url=/new/' }).end(),
      '/new/': page('<a href="a.pdf">绩效目标表</a>'),
      '/new/a.pdf': (response) => response.end(PDF),
    });
    const result = await crawled(url);
    expect(pathsOf(result)).toEqual(['/new/a.pdf']);
    expect(result.lines.find(({ outcome }) => outcome === 'redirected')?.why).toBe(`meta-refresh: ${url}new/`);
  });

  it('that has moved is told from one that has nothing', async () => {
    for (const moved of [
      (response: ServerResponse) => response.writeHead(301, { location: 'http://new.test/' }).end(),
      page('<p>本站已迁移</p><script>location.href="http://new.test/"</script>'),
    ]) {
      const { url } = await site({ '/': moved });
      const { end } = await crawled(url);
      expect(end).toMatchObject({
        reason: expect.stringMatching(/^unreachable: it sends to another site, .*new\.test\/$/),
      });
    }
  });

  it('with data for users only is not taken for one that wants to be left alone', async () => {
    const paths = Array.from({ length: 12 }, (_, i) => `/api/user/${i}.do`);
    const { url } = await site({
      '/': page(`${paths.map((path) => `<a href="${path}">预算绩效</a>`).join('')}<a href="/a.pdf">友情链接.pdf</a>`),
      '/a.pdf': (response) => response.end(PDF),
      ...Object.fromEntries(paths.map((path) => [path, json(() => ({ code: 401, msg: '请先登录' }))])),
    });
    const result = await crawled(url);
    expect(result.end).toEqual({ state: 'ended', reason: 'finished' });
    expect(result.lines.filter(({ outcome, why }) => outcome === 'blocked' && why === 'login')).toHaveLength(12);
    expect(pathsOf(result)).toEqual(['/a.pdf']);
  });

  it('at an IPv6 address is crawled as any other', async ({ skip }) => {
    const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
    if (!hasIpv6) skip('this machine has no ::1');
    const { url } = await site({ '/': page('<a href="a.pdf">绩效.pdf</a>'), '/a.pdf': (r) => r.end(PDF) }, '::1');
    expect(pathsOf(await crawled(url))).toEqual(['/a.pdf']);
  });
});
