/** Lists of records without addresses, which a page's script posts for; sites that fail; applications; files elsewhere. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../workspace.js';
import { crawl } from './crawling.js';

type Answer = { status?: number; type?: string; body: string };

async function serve(answer: (request: { method: string; url: URL; body: string; time: number }) => Answer | null) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const line = `${request.method} ${request.url} ${body}`.trim();
    const time = asked.filter((each) => each === line).length;
    asked.push(line);
    const given = answer({ method: request.method!, url: new URL(request.url!, 'http://x'), body, time });
    const { status = 200, type = 'text/html; charset=utf-8', body: text } = given ?? { status: 404, body: '' };
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const article = (n: string) =>
  `<html><h1>某局${n}号项目绩效目标公开</h1><p>${`项目支出绩效目标${n}`.repeat(40)}</p></html>`;
const found = ({ documents }: { documents: { url: string }[] }) =>
  documents.map(({ url }) => url.replace(/^http:\/\/[^/]+/, '')).sort();

it('a list that is posted for as JSON, whose records have ids only, is had page by page, and again the next night', async () => {
  const { url, asked } = await serve(({ method, url: { pathname, searchParams }, body }) => {
    if (pathname === '/')
      return {
        body: `<title>预算绩效</title><ul id="l"></ul><script>var pageNo = 1;
          $.ajax({url: '/api/article/query', type: 'POST', contentType: 'application/json;charset=utf-8',
            data: JSON.stringify({"pageNo": pageNo, "pageSize": 2, "channelId": "c77"}), success: function (res) {
              $.each(res.data.records, function (i, v) { $('#l').append('<a href="/show?id=' + v.articleId + '">' + v.title + '</a>') })}});
          </script>`,
      };
    if (pathname === '/show') return { body: article(searchParams.get('id') ?? '') };
    if (pathname !== '/api/article/query') return null;
    if (method !== 'POST') return { status: 405, body: 'method' };
    const { pageNo, channelId } = JSON.parse(body);
    const records = [1, 2, 3, 4, 5].slice((pageNo - 1) * 2, pageNo * 2).map((n) => ({
      articleId: `a${n}`,
      title: `某局${n}号项目绩效目标`,
    }));
    return {
      type: 'application/json',
      body: JSON.stringify({ data: channelId === 'c77' ? { total: 5, records } : null }),
    };
  });
  const data = temporaryFolder();
  const first = await crawl(url, { data });
  expect(found(first)).toEqual([1, 2, 3, 4, 5].map((n) => `/show?id=a${n}`));
  const posts = [1, 2, 3].map((n) => `POST /api/article/query {"pageSize":2,"channelId":"c77","pageNo":${n}}`);
  expect(asked.filter((each) => each.includes('query'))).toEqual(posts);

  asked.length = 0;
  const second = await crawl(url, { data, run: 'night-2' });
  expect(second.end).toEqual({ state: 'ended', reason: 'finished' });
  expect(second.documents).toEqual([]);
  expect(asked.filter((each) => each.includes('query'))).toEqual(posts);
});

it('a list that cannot be posted for is no refusal of the whole host', async () => {
  const { url } = await serve(({ url: { pathname } }) => {
    if (pathname === '/')
      return { body: `<a href="/1.html">绩效目标</a><script>$.post("/api/list", {columnId: 7, page: 1})</script>` };
    return pathname === '/1.html' ? { body: article('1') } : { status: 405, body: 'method' };
  });
  const result = await crawl(url, { data: temporaryFolder() });
  expect(found(result)).toEqual(['/1.html']);
  const list = result.lines.find(({ url: asked }) => asked.includes('/api/list'));
  expect(list).toMatchObject({ outcome: 'failed', why: 'http-405', posted: true });
});

it('a page that says that the server fails is asked for again, and is not gone', async () => {
  const { url } = await serve(({ url: { pathname }, time }) => {
    if (pathname === '/') return { body: '<a href="/1.html">绩效目标一</a> <a href="/2.html">绩效目标二</a>' };
    if (pathname === '/1.html' && time > 0) return { body: article('1') };
    return /^\/[12]/.test(pathname) ? { body: '<title>提示</title><p>系统维护中，请稍后再试</p>' } : null;
  });
  const result = await crawl(url, { data: temporaryFolder() });
  const outcomes = result.lines
    .filter((line) => /\d\.html$/.test(line.url))
    .map((line) => [line.url.at(-6), line.outcome]);
  expect(outcomes.filter(([n]) => n === '1')).toEqual([
    ['1', 'failed'],
    ['1', 'fetched'],
  ]);
  expect(outcomes.filter(([n]) => n === '2')).toEqual(Array(3).fill(['2', 'failed']));
});

it('an application is named at the end, and so are files out of the scope', async () => {
  const { url } = await serve(() => ({ body: '<div id="app"></div><script src="/js/app.js"></script>' }));
  const { end } = await crawl(url, { data: temporaryFolder() });
  expect(end).toEqual({
    state: 'ended',
    reason: 'blocked: script-only: an application, which is empty without its scripts',
  });
  const other = await serve(() => ({ body: '<a href="http://files.example.gov.cn/up/jx.pdf">绩效目标表.pdf</a>' }));
  const { lines } = await crawl(other.url, { data: temporaryFolder() });
  expect(lines.find(({ via }) => via === 'start')?.notes).toEqual([
    "1 attachment(s) out of the site's scope: http://files.example.gov.cn/up/jx.pdf",
  ]);
});
