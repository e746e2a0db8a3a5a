/** The further pages of lists, as the publishing systems of the field make them. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const ROOT = 'http://www.x.gov.cn';
const read = (markup: string, path: string) => readPage(Buffer.from(markup), { url: ROOT + path, status: 200 });
/** The further pages that are found on a page, without the root. */
const pages = (markup: string, path: string) =>
  read(markup, path)
    .links.filter(({ via }) => via === 'pagination')
    .map(({ url }) => url.slice(ROOT.length));
const script = (source: string) => `<ul><li><a href="t1.html">x</a></li></ul><script>${source}</script>`;

describe('createPageHTML', () => {
  it('counts from 0 without a container (TRS)', () => {
    const call = script('createPageHTML(4, 0, "index", "html");');
    const expected = ['/czj/index_1.html', '/czj/index_2.html', '/czj/index_3.html'];
    expect(pages(call, '/czj/index.html')).toEqual(expected);
    // The folder is its first page.
    expect(pages(call, '/czj/')).toEqual(expected);
    expect(pages(script("createPageHTML(4,0,'index','shtml','black2',80);"), '/czj/index.shtml')).toEqual(
      expected.map((path) => path.replace('html', 'shtml')),
    );
  });

  it('counts from 1 with a container (Ucap)', () => {
    expect(pages(script(`createPageHTML('page_div',4, 1,'zwgklist','shtml',70);`), '/c110634/zwgklist.shtml')).toEqual([
      '/c110634/zwgklist_2.shtml',
      '/c110634/zwgklist_3.shtml',
      '/c110634/zwgklist_4.shtml',
    ]);
    expect(pages(script(`createPageHTML(document.getElementById("p"),3,1,"index","html")`), '/a/index.html')).toEqual([
      '/a/index_2.html',
      '/a/index_3.html',
    ]);
  });

  it('is corrected by the address of the page itself', () => {
    // The last page, counted from 1 without a container.
    expect(pages(script('createPageHTML(4, 4, "index", "html");'), '/czj/index_4.html')).toEqual(['/czj/index_3.html']);
    // Pages counted from 1 whose addresses count from 0.
    expect(pages(script('createPageHTML(4, 3, "index", "html");'), '/czj/index_2.html')).toEqual([
      '/czj/index_1.html',
      '/czj/index_3.html',
    ]);
    // Nobody can tell: the one too many is not there, and the log will say so.
    expect(pages(script('createPageHTML(3, 1, "index", "html");'), '/czj/index.html')).toEqual([
      '/czj/index_1.html',
      '/czj/index_2.html',
      '/czj/index_3.html',
    ]);
  });

  it('names on a further page its neighbours only, the first page among them', () => {
    expect(pages(script('createPageHTML(9, 1, "index", "html");'), '/czj/index_1.html')).toEqual([
      '/czj/index.html',
      '/czj/index_2.html',
    ]);
    expect(pages(script('createPageHTML("p", 9, 2, "index", "html");'), '/czj/index_2.html')).toEqual([
      '/czj/index.html',
      '/czj/index_3.html',
    ]);
    expect(pages(script('createPageHTML(9, 8, "index", "html");'), '/czj/index_8.html')).toEqual(['/czj/index_7.html']);
  });

  it('names a thousand at once and says that there are more', () => {
    const page = read(script('createPageHTML(250000, 0, "index", "html");'), '/czj/index.html');
    expect(page.links.filter(({ via }) => via === 'pagination')).toHaveLength(1000);
    expect(page.notes).toEqual([
      'list of 250000 pages: the first 1000 are named at once, the others by their neighbours',
    ]);
    expect(pages(script('createPageHTML(250000, 1000, "index", "html");'), '/czj/index_1000.html')).toContain(
      '/czj/index_1001.html',
    );
  });

  it.each([
    'createPageHTML(1, 0, "index", "html")',
    'createPageHTML(0,0,"index","html")',
    'createPageHTML(n, i, "index", "html")',
    'createPageHTML(5,0,"","html")',
    'createPageHTML(5, 0, "index", "exe")',
    '// createPageHTML(5, 0, "index", "html")',
  ])('names none: %s', (call) => {
    expect(pages(script(`${call}\n`), '/czj/index.html')).toEqual([]);
  });
});

it('Pager with an object (TRS)', () => {
  expect(pages(script("Pager({size:3, current:0, prefix:'index', suffix:'html'});"), '/czj/index.html')).toEqual([
    '/czj/index_1.html',
    '/czj/index_2.html',
  ]);
});

it('countPage, written out in the page (TRS)', () => {
  const source = `var currentPage = 0; var prevPage = currentPage-1; var countPage = 4;
    if (countPage > 1) { for (var i = 0; i < countPage; i++) { if (i == 0) document.write("<a href=\\"index.html\\">1</a>"); else
    document.write("<a href=\\"index"+"_" + i + "."+"html\\">"+(i+1)+"</a>"); } }`;
  expect(pages(script(source), '/czj/index.html')).toEqual([
    '/czj/index_1.html',
    '/czj/index_2.html',
    '/czj/index_3.html',
  ]);
});

it('createPageHTML with an object', () => {
  expect(
    pages(
      script("createPageHTML({countPage: 3, currentPage: 0, pageName: 'index', pageExt: 'html'})"),
      '/a/index.html',
    ),
  ).toEqual(['/a/index_1.html', '/a/index_2.html']);
});

it('loops that write the links are asked for one page too many rather than one too few', () => {
  const loop =
    "var totalPage = 4; for (var k = 1; k <= totalPage; k++) $('.p').append('<a href=\"list_' + k + '.html\">');";
  expect(pages(script(loop), '/a/')).toContain('/a/list_4.html');
  // Where the script says that it stands on page 1, the last one has the number of all.
  expect(pages(script(`${loop} var nowPage = 1;`), '/a/')).toContain('/a/list_4.html');
});

describe('plug-ins that call back', () => {
  it('with a parameter (laypage)', () => {
    const render = (count: number) =>
      script(`layui.use('laypage', function(){ layui.laypage.render({elem: 'p', count: ${count}, limit: 15, curr: 1,
        jump: function(obj, first){ if (!first) location.href = '/a/list.html?p=' + obj.curr; }}); });`);
    expect(pages(render(46), '/a/list.html').filter((href) => !href.endsWith('p=1'))).toEqual(
      [2, 3, 4].map((n) => `/a/list.html?p=${n}`),
    );
    expect(pages(render(15), '/a/list.html').filter((href) => !href.endsWith('p=1'))).toEqual([]);
  });

  it('with a number in the name of the page', () => {
    const plug =
      script(`$('.box').pagination({pageCount: 4, current: 1, callback: function(api){ var p = api.getCurrent();
      location.href = p == 1 ? 'index.html' : 'index_' + (p - 1) + '.html'; }});`);
    expect(pages(plug, '/a/index.html')).toEqual(expect.arrayContaining(['/a/index_1.html', '/a/index_3.html']));
  });

  it('to what only their script knows, which is said', () => {
    expect(read(script("$('#p').pagination({pageCount: 9, callback: load})"), '/a/index.html').notes).toContain(
      'a list of 9 pages that only a script knows',
    );
  });
});

describe('Hanweb', () => {
  const config = (
    total: number,
  ) => `$("#434779").jpage({ proxyurl: '/module/web/jpage/dataproxy.jsp', perpage: 15, groupSize: 2, totalrecord: ${total},
    ajaxParam: { col: 1, appid: 1, webid: 5, path: '/', columnid: 49295, sourceContentType: 1, unitid: '434779', webname: '青神县', permissiontype: 0 } });`;
  const query =
    '&col=1&appid=1&webid=5&path=%2F&columnid=49295&sourceContentType=1&unitid=434779&webname=%E9%9D%92%E7%A5%9E%E5%8E%BF&permissiontype=0';

  it('asks for all groups that its list page names', () => {
    expect(pages(script(config(65)), '/col/col49295/index.html')).toEqual(
      ['startrecord=1&endrecord=30', 'startrecord=31&endrecord=60', 'startrecord=61&endrecord=90'].map(
        (range) => `/module/web/jpage/dataproxy.jsp?${range}&perpage=15${query}`,
      ),
    );
    // The total unknown: the first group, whose answer tells.
    expect(pages(script(config(0)), '/col/col49295/index.html')).toHaveLength(1);
  });

  const records = (numbers: number[], total: string) =>
    `<?xml version='1.0' encoding='utf-8'?><datastore>${total}<recordset>${numbers
      .map(
        (n) =>
          `<record><![CDATA[<li><a href="/art/2024/5/${n}/art_49295_${n}.html" title="绩效目标${n}">绩效目标…</a><span>2024-05-${n}</span></li>]]></record>`,
      )
      .join('')}</recordset></datastore>`;

  it('reads the records of its data, and asks for the next ones while there are any', () => {
    const path = '/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=30&perpage=15&columnid=49295';
    const page = read(records([10, 11], '<totalrecord>65</totalrecord>'), path);
    expect(page.role).toBe('list');
    expect(page.links.map(({ url, text, via }) => `${via} ${url.slice(ROOT.length)} ${text}`)).toEqual([
      'data /art/2024/5/10/art_49295_10.html 绩效目标10',
      'data /art/2024/5/11/art_49295_11.html 绩效目标11',
      'pagination /module/web/jpage/dataproxy.jsp?startrecord=31&endrecord=60&perpage=15&columnid=49295 ',
    ]);
    expect(pages(records([10], '<totalrecord>30</totalrecord>'), path)).toEqual([]);
    expect(pages(records([10], ''), path)).toHaveLength(1);
    expect(pages(records([], ''), path)).toEqual([]);
  });

  it('reads records that stand in the page, and the link to the next group', () => {
    const markup = `<div id="434779"><script type="text/xml"><datastore>
      <nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=5&columnid=49295&unitid=434779"></a>]]></nextgroup>
      <recordset><record><![CDATA[<li><a href='/art/2024/5/6/art_49295_1.html'>绩效自评公开</a><b>2024-05-06</b></li>]]></record></recordset></datastore></script></div>`;
    const page = read(markup, '/col/col49295/index.html');
    expect(page.links.map(({ url, text, via }) => `${via} ${url.slice(ROOT.length)} ${text}`)).toEqual([
      'pagination /module/web/jpage/dataproxy.jsp?page=1&webid=5&columnid=49295&unitid=434779 ',
      'data /art/2024/5/6/art_49295_1.html 绩效自评公开',
    ]);
  });
});

describe('jpaas', () => {
  const UNIT = '/api-gateway/jpaas-publish-server/front/page/build/unit';
  const query =
    "{'parseType':'bulidstatic','webId':'52','pageType':'column','tagId':'列表 新闻','editType':'null','pageId':'1638'}";
  const asked = `parseType=bulidstatic&webId=52&pageType=column&tagId=${encodeURIComponent('列表 新闻')}&editType=null&pageId=1638`;
  const nth = (n: number) => `${UNIT}?${asked}&paramJson=%7B%22pageNo%22%3A${n}%2C%22pageSize%22%3A15%7D`;
  const list = (pagination: string) =>
    `<div class="page-content"><ul><li><a href="/a/art/2026/art_1.html">绩效目标公开</a><span>2026-08-06</span></li></ul></div>${pagination}`;
  const answer = (pagination: string) =>
    JSON.stringify({ success: true, code: '200', data: { html: list(pagination) } });
  const size = (more: string) => `<div class="pagination" rows="15" count="44" ${more}></div>`;

  it('asks for the lists that a page fills itself with', () => {
    const unit = (attributes: string) => `<p>.</p><script id="x" src="/unitbuild.js" ${attributes}></script>`;
    expect(pages(unit(`url="${UNIT}" queryData="${query}"`), '/a/index.html')).toEqual([`${UNIT}?${asked}`]);
    expect(pages(unit(`queryData="${query.replaceAll("'", '&quot;')}"`), '/a/index.html')).toEqual([
      `${UNIT}?${asked}`,
    ]);
    // What stands beside each article.
    const beside = query.replace('column', 'article');
    expect(pages(unit(`url="${UNIT}" queryData="${beside}"`), '/a/art_1.html')).toEqual([]);
    expect(pages(unit(`queryData="{'groupOp':'AND'}"`), '/a/index.html')).toEqual([]);
  });

  it('reads the answer, the first page of which tells how many there are', () => {
    const first = read(answer(size('pageNo="1"')), `${UNIT}?${asked}`);
    expect(first.role).toBe('list');
    expect(first.links.map(({ url, text, via }) => `${via} ${url.slice(ROOT.length)} ${text}`)).toEqual([
      'data /a/art/2026/art_1.html 绩效目标公开',
      `pagination ${nth(2)} `,
      `pagination ${nth(3)} `,
    ]);
    expect(pages(answer(size('pageNo="2"')), nth(2))).toEqual([nth(3)]);
    expect(pages(answer(size('pageNo="3"')), nth(3))).toEqual([]);
    expect(pages(JSON.stringify({ success: false, data: null }), `${UNIT}?${asked}`)).toEqual([]);
  });

  it('asks for the further pages where the first one stands in the page', () => {
    expect(pages(list(size(`queryData="${query}"`)), '/a/index.html')).toEqual([nth(2), nth(3)]);
    // A page's own navigation that has rows and no query is nobody's list.
    expect(pages(list(size('')), '/a/index.html')).toEqual([]);
  });
});

it('VSB: numbers that descend', () => {
  const markup = '<div><span>1/5</span><a href="ysjx/4.htm">下页</a><a href="ysjx/1.htm">尾页</a></div>';
  expect(pages(markup, '/xxgk/ysjx.htm')).toEqual([
    '/xxgk/ysjx/4.htm',
    '/xxgk/ysjx/1.htm',
    '/xxgk/ysjx/3.htm',
    '/xxgk/ysjx/2.htm',
  ]);
  // A further page links what comes after it.
  expect(pages('<a href="3.htm">下页</a><a href="../ysjx.htm">首页</a>', '/xxgk/ysjx/4.htm')).toEqual([
    '/xxgk/ysjx/3.htm',
  ]);
});

describe('links that are pages of the list', () => {
  it('by words and numbers, where the address is one of the list', () => {
    const markup =
      '<a href="index_1.html">2</a><a href="index_2.html">[3]</a><a href="index_1.html">下一页&gt;</a><a href="index_9.html">尾页</a>' +
      '<a href="/2024/">2024</a><a href="../">首页</a><a href="t_5.html">5</a><a href="?page=2">2</a><a href="other.html?page=2">2</a>';
    expect(pages(markup, '/czj/index.html')).toEqual([
      '/czj/index_1.html',
      '/czj/index_2.html',
      '/czj/index_9.html',
      '/czj/index.html?page=2',
    ]);
    expect(pages('<link rel="next" href="p2.html">', '/czj/p1.html')).toEqual(['/czj/p2.html']);
    expect(
      pages('<a href="list.jsp?id=7&page=3">3</a><a href="list.jsp?id=8&page=1">1</a>', '/list.jsp?id=7&page=2'),
    ).toEqual(['/list.jsp?id=7&page=3']);
  });

  it('by a parameter that a script counts up (Ucap)', () => {
    const source = `var channelId = "e5eb2abb5014415399847ba2bb99b31f"; function go(n) { $.get("/common/search/" + channelId + "?_isAgg=true&_isJson=true&_pageSize=20&page=" + n); }`;
    expect(pages(script(source), '/c110634/list.shtml')).toEqual([
      '/common/search/e5eb2abb5014415399847ba2bb99b31f?_isAgg=true&_isJson=true&_pageSize=20&page=1',
    ]);
  });

  it('says when a script fills the list from where nobody sees', () => {
    expect(
      read(script("loadPageData({unitid: '380055', perPage: '15'}, '380055');"), '/col/col42150/index.html').notes,
    ).toEqual(['a list is filled by script (loadPageData), by what is not known here']);
  });
});

describe('lists that a script asks for', () => {
  const asked = (script: string) =>
    pages(`<div class="list"></div><script>${script}</script>`, '/zwgk/index.html').filter((href) =>
      /list|search/.test(href),
    );

  it('have the address of what is asked, where all of it stands in the call', () => {
    const data = '{channelId: "1234567", pageNo: 1, pageSize: 15}';
    const address = '/api/list?channelId=1234567&pageNo=1&pageSize=15';
    for (const call of [
      `$.ajax({url: "/api/list", type: "get", data: ${data}, dataType: "json", success: function (d) { show(d) }})`,
      `$.get("/api/list", ${data}, show)`,
      `jQuery.getJSON('/api/list', ${data}, show)`,
      `axios.get('/api/list', {params: ${data}}).then(show)`,
    ])
      expect(asked(call)).toEqual([address]);
    expect(asked(`var column = "1234567"; $.get("/api/list", {columnId: column, page: 1})`)).toEqual([
      '/api/list?columnId=1234567&page=1',
    ]);
  });

  it('begin with the first page where a variable holds its number', () => {
    expect(
      asked(`function q(page){ $.ajax({url: "/common/search/0a1b2c3d", type: "get",
        data: {_isAgg: true, _isJson: true, _template: "index", page: page}}) } q(1);`),
    ).toEqual(['/common/search/0a1b2c3d?_isAgg=true&_isJson=true&_template=index&page=1']);
  });

  it('are posted for where the address says that it reads', () => {
    const posted = (call: string) =>
      readPage(Buffer.from(`<title>x</title><script>${call}</script>`), { url: 'http://a.gov.cn/', status: 200 })
        .links.filter(({ posted: how }) => how)
        .map(({ url, posted: how }) => [url.slice('http://a.gov.cn'.length), how]);
    expect(posted('$.post("/api/list", {columnId: "7"})')).toEqual([['/api/list?columnId=7', true]]);
    expect(posted('$.ajax({url: "/api/list", method: "POST", data: {page: 1}})')).toEqual([['/api/list?page=1', true]]);
    const json = [['/api/query?pageSize=10&channelId=c7&pageNo=1', 'json']];
    for (const call of [
      'var no = 1; $.ajax({url:"/api/query",type:"POST",contentType:"application/json",data:JSON.stringify({"pageSize":10,"channelId":"c7","pageNo":no})})',
      'axios.post("/api/query", {pageSize: 10, channelId: "c7", pageNo: 1}).then(show)',
      'fetch("/api/query", {method:"POST", headers:{"Content-Type":"application/json"}, body:JSON.stringify({pageSize:10,channelId:"c7",pageNo:1})})',
    ])
      expect(posted(call)).toEqual(json);
    const field = { siteGuid: '7eb5', categoryNum: '003', pageIndex: '0' };
    const [[url, how] = []] = posted(
      `var guid="7eb5", num="003"; $.ajax({url:"/rest/getPageInfoListNew",type:"post",dataType:"json",
        data:{params:JSON.stringify({siteGuid:guid,categoryNum:num,pageIndex:0})}})`,
    );
    expect(how).toBe(true);
    expect(JSON.parse(new URLSearchParams(String(url).replace(/^.*\?/, '')).get('params')!)).toEqual(field);
  });

  it('are not posted for where the address says that it does something, or not what; which is said', () => {
    for (const address of ['/api/saveList', '/api/vote', '/guestbook/add', '/api/list?token=1']) {
      const call = `$.post("${address}", {columnId: "7", page: 1})`;
      const { notes, links } = readPage(Buffer.from(`<title>x</title><script>${call}</script>`), {
        url: 'http://a.gov.cn/',
        status: 200,
      });
      expect(links).toEqual([]);
      expect(notes).toContain(`a list that a script asks for by POST, which is not done: ${address}`);
    }
  });

  it('are no lists where nothing says of which column or page', () => {
    expect(asked('$.post("/api/list/visit", {count: 1}); $.get("/api/list/visit", {v: "3"})')).toEqual([]);
  });
});
