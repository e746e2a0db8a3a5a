/**
 * A loopback site of so many pages in a process of its own: `node site.mjs PAGES`; prints its URL. A home page leads to
 * lists of 50 articles each, that lead to one another; an article has 8 kB of text and leads to its list and its neighbours.
 */
import { createServer } from 'node:http';

const PAGES = Number(process.argv[2]);
const ON_LIST = 50;
const lists = Math.ceil(PAGES / (ON_LIST + 1));
const articles = PAGES - lists - 1;
const PARAGRAPH = '<p>根据预算绩效管理有关要求，现将项目支出绩效自评结果予以公开，接受社会监督，联系电话见文末。</p>\n';

const page = (title, body) =>
  Buffer.from(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body>
<div class="nav"><a href="/">首页</a></div>${body}<div class="footer">主办：某某县财政局</div></body></html>`);
const articleUrl = (n) => `/zwgk/ysjxgl/${n % 97}/t2024${String(n).padStart(6, '0')}.html`;
const listUrl = (n) => `/zwgk/ysjxgl/index${n === 0 ? '' : `_${n}`}.html`;

const site = new Map();
site.set(
  '/',
  page('某某县财政局', Array.from({ length: lists }, (_, n) => `<a href="${listUrl(n)}">预算绩效 ${n}</a>`).join('\n')),
);
for (let list = 0; list < lists; list += 1) {
  const items = [];
  for (let n = list * ON_LIST; n < Math.min((list + 1) * ON_LIST, articles); n += 1) {
    const title = `关于${n}号项目支出绩效自评报告的公示`;
    items.push(`<li><a href="${articleUrl(n)}">${title}</a><span>2024-05-01</span></li>`);
    const near = [n - 1, n + 1].filter((each) => each >= 0 && each < articles);
    const links = near.map((each) => `<a href="${articleUrl(each)}">相关 ${each}</a>`).join(' ');
    const text = `${PARAGRAPH.repeat(55)}<p>编号 ${n}</p>`;
    site.set(articleUrl(n), page(title, `<h1>${title}</h1>${text}<a href="${listUrl(list)}">返回</a> ${links}`));
  }
  site.set(listUrl(list), page('预算绩效', `<ul>${items.join('\n')}</ul>`));
}

const server = createServer((request, response) => {
  const body = site.get(request.url);
  if (body) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length });
  else response.writeHead(404, { 'content-type': 'text/html' });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
