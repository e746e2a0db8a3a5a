/** Addresses that no anchor spells: in texts, fields, loops and templates; and what is told of those that are not followed. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';
import fc from '../../../properties.js';

const ROOT = 'http://www.x.gov.cn';
const read = (markup: string, path = '/jx/', scripts?: string) =>
  readPage(Buffer.from(markup), { url: ROOT + path, status: 200, ...(scripts === undefined ? {} : { scripts }) });
const links = (markup: string, path?: string, scripts?: string) =>
  read(markup, path, scripts).links.map(({ url }) => url.replace(ROOT, ''));
const script = (source: string) => `<script>${source}</script>`;

describe('an address', () => {
  it.each([
    ['<p>下载地址：http://www.x.gov.cn/up/a.pdf，详见http://www.x.gov.cn/b.html。</p>', ['/up/a.pdf', '/b.html']],
    ['<input type="hidden" value=\'[{"name":"绩效目标表","path":"/up/a.pdf"}]\'>', ['/up/a.pdf']],
    [script("var fj='/up/a.pdf,/up/b.docx'"), ['/up/a.pdf', '/up/b.docx']],
    ['<svg><a xlink:href="/jx/s.html"><text>绩效</text></a></svg>', ['/jx/s.html']],
    [
      '<object type="text/html" data="/jx/list.html"></object><embed src="more.html">',
      ['/jx/list.html', '/jx/more.html'],
    ],
    ['<div hx-get="/jx/part.html"></div>', ['/jx/part.html']],
    [script("$('#l').load('/jx/list.html #items')"), ['/jx/list.html']],
    [
      script("var s='甲局绩效目标|/jx/1.html;乙局绩效目标|/jx/2.html'; show(s.split(';'))"),
      ['/jx/1.html', '/jx/2.html'],
    ],
    [script("$http.get('/jx/list.json?t=' + new Date().getTime())"), ['/jx/list.json']],
    [script(`const b = "/jx/data"; fetch(\`\${b}/list.json?_=\${Date.now()}\`)`), ['/jx/data/list.json']],
    [
      '<a href="javascript:show(\'L3VwL2EucGRm\')">绩效</a><script>function show(s){open(atob(s))}</script>',
      ['/up/a.pdf'],
    ],
    [
      '<a href="javascript:down(7)">绩效</a><script>function down(i){f.src="down.ashx?id="+i}</script>',
      ['/jx/down.ashx?id=7'],
    ],
    [
      '<a onclick="down(this)" fid="7">绩效</a><script>function down(e){location="d.ashx?id="+e.getAttribute("fid")}</script>',
      ['/jx/d.ashx?id=7'],
    ],
    [
      '<a href="http://http://www.x.gov.cn/a.html">绩</a><a href="\'/b.html\'">效</a><a href="\u200b/c.html">目</a>',
      ['/a.html', '/b.html', '/c.html'],
    ],
  ])('stands in %s', (markup, expected) => {
    expect(links(`<title>绩效</title>${markup}`)).toEqual(expected);
  });

  it('is made by a loop of plain numbers in each of its rounds', () => {
    const loop = (head: string) =>
      links(script(`${head} document.write('<a href="./' + y + '/">' + y + '年</a>');`)).sort();
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2030 }), fc.integer({ min: 0, max: 20 }), (from, more) => {
        const expected = Array.from({ length: more + 1 }, (_, i) => `/jx/${from + i}/`);
        expect(loop(`for (var y = ${from}; y <= ${from + more}; y++)`)).toEqual(expected);
        expect(loop(`for (let y=${from + more};y>${from - 1};--y)`)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
    expect(loop('for (var y = 0; y < 5000; y++)')).toEqual([]);
    expect(loop('for (var y = 9; y < 20; y--)')).toEqual([]);
  });

  it('is made of what is chosen before a button is clicked, from one list alone', () => {
    const list = (id: string) =>
      `<select id="${id}"><option value="2023">2023</option><option value="2024">2024</option></select>`;
    const button = (source: string) => `<input type="button" onclick="go()">${script(`function go(){${source}}`)}`;
    const year = 'var y=document.getElementById("y").value;';
    expect(links(list('y') + button(`${year}location.href="q.jsp?y="+y`))).toEqual([
      '/jx/q.jsp?y=2023',
      '/jx/q.jsp?y=2024',
    ]);
    expect(links(list('y') + list('z') + button(`${year}location.href="q.jsp?y="+y+$("#z").val()`))).toEqual([]);
  });

  it('is known to functions that other pages share', () => {
    const shared = `var Portal = {base: '/jx', open: function (id) { window.open(this.base + '/doc_' + id + '.html') }};
      const show = (id, y) => { location.href = \`/jx/\${y}/o\${id}.html\` };
      $(function () { $('li.item').on('click', function () { open('/jx/i/' + $(this).data('id') + '.shtml') }) });`;
    const page = `<script src="/js/jquery.min.js"></script><script src="/js/main.js?v=2"></script><script src="http://cdn.x.cn/a.js"></script>
      <a href="javascript:Portal.open('11')">绩效</a><a onclick="show(21, 2024)">绩效</a><li class="item" data-id="31">绩效</li>`;
    const alone = read(page);
    expect(alone.links).toEqual([]);
    expect(alone.notes).toContain("2 handler(s) whose address only a script knows: Portal.open('11')");
    expect(alone.scripts).toEqual([`${ROOT}/js/main.js?v=2`]);
    expect(links(page, '/jx/', shared)).toEqual(['/jx/doc_11.html', '/jx/2024/o21.html', '/jx/i/31.shtml']);
    expect(read(page, '/jx/', shared).scripts).toEqual([]);
  });
});

describe('the pages of a list', () => {
  const item = '<li><a href="/t1.html">绩效目标表</a></li>';
  const pages = (markup: string, path: string) =>
    links(item + markup, path)
      .filter((url) => url !== '/t1.html')
      .sort();
  const field = (name: string, value: number) => `<input type="hidden" id="${name}" value="${value}">`;

  it.each([
    [
      field('hidPageCount', 3) + script('function next(){location.href="list.aspx?pageIndex="+(i+1)}'),
      '/jx/list.aspx',
      ['/jx/list.aspx?pageIndex=2', '/jx/list.aspx?pageIndex=3'],
    ],
    [
      field('totalRecord', 6) + field('pageSize', 2) + script('function go(p){location.href="?start="+(p-1)*2}'),
      '/jx/',
      ['/jx/?start=2', '/jx/?start=4'],
    ],
    [script("new Page({id:'pg',pageTotal:3,href:'list_{page}.html'})"), '/jx/', ['/jx/list_2.html', '/jx/list_3.html']],
    [
      `第1页/共3页${script('function turn(n){location.href=location.pathname.replace(/\\d+$/,n)}')}`,
      '/jx/p/1',
      ['/jx/p/2', '/jx/p/3'],
    ],
  ])('are told by %s', (markup, path, expected) => {
    expect(pages(markup, path)).toEqual(expect.arrayContaining(expected));
  });

  it('are those between the ones that are linked, where the next one is not', () => {
    const bar = '<a href="l_9_1.html">首页</a><a href="l_9_2.html">2</a><a href="l_9_6.html">尾页</a>';
    expect(pages(bar, '/jx/l_9_2.html')).toEqual([1, 3, 4, 5, 6].map((n) => `/jx/l_9_${n}.html`));
    // The next one is linked, and names the others.
    expect(pages(bar, '/jx/l_9_1.html')).toEqual(['/jx/l_9_2.html', '/jx/l_9_6.html']);
    // Numbers of records, not of pages.
    expect(pages('<a href="?start=20">2</a><a href="?start=80">尾页</a>', '/jx/')).toEqual([
      '/jx/?start=20',
      '/jx/?start=80',
    ]);
  });

  it('are named where nothing tells how another one is had', () => {
    expect(read(item + field('pageCount', 4)).notes).toEqual(['a list of 4 pages of which no other one is known']);
  });
});

describe('what is not followed is named', () => {
  it.each([
    [
      script("$('tr').click(function(){location.href='i.php?c='+this.id.slice(4)})"),
      'its script leads to what only it knows, and nothing else leads on',
    ],
    ['<a href="#/detail/12">绩效目标</a>', '1 link(s) within a program of scripts (#/…), which are not followed'],
    ['<a href="/up/p1.jpg">绩效目标表</a>', '1 link(s) to pictures, which are not read'],
    [
      `<a href="javascript:__doPostBack('gv$ctl02$lnk','')">绩效目标</a>`,
      "1 handler(s) whose address only a script knows: __doPostBack('gv$ctl02$lnk','')",
    ],
    [
      script("var s=document.createElement('script');s.src='/js/extra.js'"),
      '1 script(s) that a script adds, which are not read',
    ],
  ])('%s', (markup, note) => {
    expect(read(`<p>绩效</p>${markup}`).notes).toEqual([note]);
  });
});
