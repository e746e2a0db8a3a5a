/** Lists that only a script or a form turns: how many pages there are, and how one is asked for, stand in different places. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const ROOT = 'http://www.x.gov.cn';
const read = (markup: string, path: string) => readPage(Buffer.from(markup), { url: ROOT + path, status: 200 });
const links = (markup: string, path: string, via = 'pagination') =>
  read(markup, path)
    .links.filter((link) => link.via === via)
    .map(({ url }) => url.slice(ROOT.length));
const script = (source: string) => `<script>${source}</script>`;
const ITEM = '<li><a href="/t1.html">绩效目标表</a></li>';

describe('PageContext', () => {
  const pages = [1, 2, 3].map((n) => `/czj/index_${n}.html`);
  it.each([
    'PageContext.initPage(4,0,"index","html");',
    "PageContext.init({pageCount:4,pageIndex:0,pageName:'index',pageExt:'html'});",
    'var PageContext={PageCount:4,PageIndex:0,PageName:"index",PageExt:"html"};PageContext.initPage();',
    'var n = 4, now = 0; var f = "index", e = "html"; PageContext.initPage(n, now, f, e);',
    'kkpager.generPageHtml({pno:1,total:3,totalRecords:40,hrefFormer:"index",hrefLatter:".html",getLink:function(n){return this.hrefFormer+"_"+n+this.hrefLatter}})',
  ])('%s', (source) => {
    const expected = source.startsWith('kkpager') ? ['/czj/index_2.html', '/czj/index_3.html'] : pages;
    expect(links(ITEM + script(source), '/czj/index.html')).toEqual(expected);
  });

  it('is no other object of the page', () => {
    expect(links(ITEM + script('var setup={count:4,index:0,name:"index",ext:"html"};'), '/czj/index.html')).toEqual([]);
  });
});

describe('the number of pages', () => {
  const go = script(
    "function go(){ var p = document.getElementById('p').value; location.href = 'list.php?cid=31&page=' + p; }",
  );
  it.each([
    '共 3 页',
    '共25条 第1页/共3页',
    '第 1/3 页',
    '页次：1/3',
    '总页数：3',
    '<a href="javascript:;">1</a><a href="javascript:;">2</a><a href="javascript:;">3</a>',
    '<a href="#" data-page="2">后</a><a href="#" data-page="3">末</a>',
  ])('is said: %s', (said) => {
    expect(links(`${ITEM}<div>${said}</div>${go}`, '/gs/list.php?cid=31')).toEqual([
      '/gs/list.php?cid=31&page=2',
      '/gs/list.php?cid=31&page=3',
    ]);
  });

  it('is told to a plug-in as that of items', () => {
    const plugin =
      '$("#P").pagination(5,{items_per_page:2,callback:function(i){location.href="/jp/list?id=3&p="+(i+1)}})';
    expect(links(ITEM + script(plugin), '/jp/list?id=3')).toEqual(['/jp/list?id=3&p=2', '/jp/list?id=3&p=3']);
  });

  it('is used with the address of the page itself, on a further page for the next one only', () => {
    const piece = `${ITEM}<div>共 9 条 第 1/3 页 <a onclick="toPage(2)">下一页</a></div>`;
    const at = (n: number) => `/search.jsp?divid=7&currpage=${n}&area=1`;
    expect(links(piece, at(1))).toEqual([at(2), at(3)]);
    expect(links(piece, at(2))).toEqual([at(3)]);
    expect(links(piece, at(3))).toEqual([]);
  });

  it('is none where nothing turns a page', () => {
    expect(links(`${ITEM}<div>附件共 12 页</div>`, '/czj/list.html')).toEqual([]);
  });
});

describe('a form that is sent by GET', () => {
  const hidden = '<input type="hidden" name="cid" value="7">';
  it('turns the pages of a list, typed or set by a script', () => {
    const expected = ['/jg/list.do?cid=7&pageNo=2', '/jg/list.do?cid=7&pageNo=3'];
    const typed = `<form action="list.do">${hidden}共<b>3</b>页 到第<input name="pageNo" size="3">页<input type="submit" value="确定"></form>`;
    expect(links(ITEM + typed, '/jg/list.do?cid=7')).toEqual(expected);
    const set = `<form name="f" method="get" action="list.do">${hidden}<input type="hidden" name="pageNo" value="1"></form>`;
    const turn = script('function toPage(n){ document.f.pageNo.value = n; document.f.submit(); }');
    const numbers = '<a href="javascript:toPage(2)">2</a><a onclick="toPage(3)" href="#">末页</a>';
    const page = read(ITEM + set + numbers + turn, '/jg/list.do?cid=7');
    expect(page.links.filter(({ via }) => via === 'pagination').map(({ url }) => url.slice(ROOT.length))).toEqual(
      expected,
    );
    expect(page.notes.join()).not.toContain('sending a form');
  });

  it('is a link where its button shows something', () => {
    const button = (value: string) =>
      `<form action="get.asp">${hidden}<input type="hidden" name="page" value="2"><input type="submit" value="${value}"></form>`;
    expect(links(ITEM + button('下一页'), '/a/b.asp')).toEqual(['/a/get.asp?cid=7&page=2']);
    expect(read(ITEM + button('下载附件'), '/a/b.asp').links.map(({ url }) => url)).toContain(
      `${ROOT}/a/get.asp?cid=7&page=2`,
    );
    expect(read(ITEM + button('投票'), '/a/b.asp').links).toHaveLength(1);
  });

  it('is as many as there are choices of one thing', () => {
    const choice = (more: string) =>
      `<form action="/bm/query"><select name="dept"><option value="">请选择</option><option value="101">县教育局</option><option>水务局</option></select>${more}<input type="submit" value="查询"></form>`;
    expect(
      read(choice(''), '/bm/').links.map(({ url, text }) => `${decodeURI(url.slice(ROOT.length))} ${text}`),
    ).toEqual(['/bm/query?dept=101 县教育局', '/bm/query?dept=水务局 水务局']);
    // Something is to be searched for, or several things are chosen.
    expect(read(choice('<input name="keyword">'), '/bm/').links).toEqual([]);
    const years = '<select name="year"><option>2024</option><option>2023</option></select>';
    expect(read(choice(years), '/bm/').links).toEqual([]);
  });

  it('is left alone where it is posted', () => {
    const form = `<form method="POST" action="list.do">${hidden}共3页<input name="pageNo"><input type="submit" value="下一页"></form>`;
    expect(read(ITEM + form, '/jg/list.do?cid=7').links).toHaveLength(1);
  });
});

describe('pieces of a list, 加载更多', () => {
  it('are asked for by what the page loads, and go on while there is one', () => {
    const more = `<a onclick="more()">加载更多</a>${script("var pn = 1; function more(){ pn++; $('<div>').load('list_' + pn + '.html'); }")}`;
    expect(links(`<html><body>${ITEM}${more}</body></html>`, '/al/index.html')).toContain('/al/list_2.html');
    expect(links(`<ul>${ITEM}</ul>`, '/al/list_2.html')).toEqual(['/al/list_3.html']);
    expect(links('<ul></ul>', '/al/list_3.html')).toEqual([]);
    expect(links(`<li>${ITEM}</li>`, '/al/more.php?cid=2&page=3')).toEqual(['/al/more.php?cid=2&page=4']);
    // A page, a year.
    expect(links(`<html><body><ul>${ITEM}</ul></body></html>`, '/al/list_2.html')).toEqual([]);
    expect(links(`<ul>${ITEM}</ul>`, '/al/list_2024.html')).toEqual([]);
  });

  it('are data with a number in their path', () => {
    const load = 'const base = "/data/jx"; let page = 1; fetch(`$' + '{base}/list_$' + '{page}.json`)';
    const page = script(load);
    expect(links(page, '/jx/')).toContain('/data/jx/list_1.json');
    const data = JSON.stringify({ pages: 2, list: [{ title: '绩效目标表', url: '/jx/1.html' }] });
    expect(links(data, '/data/jx/list_1.json')).toEqual(['/data/jx/list_2.json']);
    expect(links(data, '/data/jx/list_2.json')).toEqual([]);
  });

  it('are asked for with what is sent as one text', () => {
    const asked =
      '$.ajax({url:"/ax/getList.do",type:"get",data:"cid=9&pageNo="+n+"&pageSize=3",dataType:"json",success:f});';
    expect(links(script(asked), '/ax/')).toContain('/ax/getList.do?cid=9&pageNo=1&pageSize=3');
  });
});

describe('the platform of Guangdong', () => {
  const config =
    'window._CONFIG={SITE_ID:1,SID:\'755060\',TREE:[{"id":3301,"name":"预算绩效","children":[{"id":3302,"name":"绩效自评"}]}]}';
  it('names the lists of its columns, whose answers name the further pages', () => {
    expect(
      read(`<div id="app"></div>${script(config)}`, '/gkmlpt/index').links.map(({ url, text }) => [url, text]),
    ).toEqual([
      [`${ROOT}/gkmlpt/api/all/3301?page=1&sid=755060`, '预算绩效'],
      [`${ROOT}/gkmlpt/api/all/3302?page=1&sid=755060`, '绩效自评'],
    ]);
    const articles = [{ title: '绩效目标表', url: `${ROOT}/gkmlpt/content/1/post_1.html` }];
    expect(links(JSON.stringify({ articles, total: 120 }), '/gkmlpt/api/all/3301?page=1&sid=755060')).toEqual([
      '/gkmlpt/api/all/3301?page=2&sid=755060',
    ]);
  });

  it('is no other page that has a tree', () => {
    expect(read(script(config), '/xxgk/index').links).toEqual([]);
  });
});
