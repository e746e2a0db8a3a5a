/** Further pages of lists, and what pages show, told in ways that only some publishing systems have. */
import { describe, expect, it } from 'vitest';
import { asPosted } from '../../../../pipeline/crawl/links/posted-list.js';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const ROOT = 'http://www.x.gov.cn';
const ITEM = '<li><a href="/t1.html">绩效目标表</a></li>';
const links = (markup: string, path: string, via: string | null = 'pagination', link?: string) =>
  readPage(Buffer.from(markup), { url: ROOT + path, status: 200, ...(link ? { link } : {}) })
    .links.filter((each) => via === null || each.via === via)
    .map(({ url }) => url.slice(ROOT.length))
    .filter((url) => url !== '/t1.html');
const script = (source: string) => `<script>${source}</script>`;

describe('the next page of a list', () => {
  it('stands in the Link header', () => {
    const header = '<https://api.w.org/>; rel="https://api.w.org/", </jx/p/2>; rel="next", <q>; title="x"; rel=prev';
    expect(links(ITEM, '/jx/', 'pagination', header)).toEqual(['/jx/p/2', '/jx/q']);
    expect(links(ITEM, '/jx/', 'pagination', '</a.css>; rel=preload, </feed>; rel="nextcloud"')).toEqual([]);
  });

  it.each([
    [
      'var zys=3;var dqy=0;for(var k=0;k<zys;k++){var u=k==0?"default.htm":"default_"+k+".htm";document.write("<a href=\'"+u+"\'>")}',
      ['/jx/default_1.htm', '/jx/default_2.htm'],
    ],
    [
      "$('#pg').jqPaginator({totalPages:3,currentPage:1,onPageChange:function(n){location='/jx/list_'+n+'.html'}})",
      ['/jx/list_2.html', '/jx/list_3.html'],
    ],
    [
      "laypage.render({elem:'p',count:6,limit:2,jump:function(o,first){if(!first)location.href='?curr='+o.curr}})",
      ['/jx/?curr=2', '/jx/?curr=3'],
    ],
    [
      '$("#p").pagination({totalNumber:6,pageSize:2,callback:function(d,p){location.href="index.php?c=1&p="+p.pageNumber}})',
      ['/jx/index.php?c=1&p=2', '/jx/index.php?c=1&p=3'],
    ],
  ])('is told by a script: %s', (source, expected) => {
    expect(links(ITEM + script(source), '/jx/')).toEqual(expect.arrayContaining(expected));
  });

  it('has a hyphen before its number', () => {
    const source = "function toPage(){var n=document.getElementById('n').value;location.href='xxgk-'+n+'.aspx'}";
    expect(links(`${ITEM}<p>共3页 <input id=n></p>${script(source)}`, '/jx/xxgk-1.aspx')).toEqual(['/jx/xxgk-2.aspx']);
  });

  it('is the piece that is counted, under whatever name', () => {
    const load = (step: string) =>
      `var no=1;function more(){$.ajax({url:"piece_"+no+".html",success:function(s){$("#l").append(s);${step}}})}`;
    expect(links(ITEM + script(load('no++;')), '/jx/')).toEqual(['/jx/piece_1.html', '/jx/piece_2.html']);
    expect(links(ITEM + script(load('')), '/jx/')).toEqual([]);
  });

  it('is asked for with what variables hold', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands in the script
    const source = 'let page=1;const size=2;async function load(){await fetch(`/api/list?page=${page}&size=${size}`)}';
    expect(links(ITEM + script(source), '/jx/')).toEqual(['/api/list?page=1&size=2']);
    expect(links(ITEM + script('$.getJSON("block?unit=3",show)'), '/jx/')).toEqual(['/jx/block?unit=3']);
  });

  it.each([
    'var param = {page: 0, size: 2, siteId: "s1"}; fetch("/api/list", {method:"post", body: JSON.stringify(param)})',
    'const q = {page: 0, size: 2, siteId: "s1"}; axios.post("/api/list", q).then(show)',
    'var d = {page: 0, size: 2, siteId: "s1"}; $.ajax({url: "/api/list", type: "POST", data: d})',
    '$.post("/api/list", "page=0&size=2&siteId=s1", show, "json")',
  ])('is asked for with an object that a variable holds: %s', (source) => {
    expect(links(ITEM + script(source), '/jx/')).toEqual(['/api/list?page=0&size=2&siteId=s1']);
  });

  it('begins after the records that were had', () => {
    const at = (n: number) => `/api/more?offset=${n}&limit=2&channelId=6`;
    const rows = (n: number) =>
      JSON.stringify({ items: [1, 2].slice(0, n).map((i) => ({ link: `/a${i}.html`, title: '绩效' })) });
    expect(links(rows(2), at(2))).toEqual([at(4)]);
    expect(links(rows(1), at(4))).toEqual([]);
  });

  it('is numbered in JSON in a parameter', () => {
    const at = (n: number) => `/rest/list?params=${encodeURIComponent(`{"num":"003","pageIndex":"${n}"}`)}`;
    expect(links('{"data":[{"title":"绩效目标","infourl":"/t1.html"}]}', at(0))).toEqual([at(1)]);
    expect(links('{"data":[]}', at(1))).toEqual([]);
  });
});

describe('what a page shows', () => {
  it.each([
    ['<div class="_df_book" source="/up/book.pdf"></div>', '/up/book.pdf'],
    ['<li lay-href="/jx/a.html">绩效</li>', '/jx/a.html'],
    ['<button formaction="/jx/b.html">绩效</button>', '/jx/b.html'],
    ['<div onmouseover="loadTab(\'tab2.html\')">绩效</div>', '/jx/tab2.html'],
    ['<script>var u=window.location.origin+"/up/a.pdf";show(u)</script>', '/up/a.pdf'],
    ['<a onclick=\'var y="2023";window.location="/up/"+y+"/d.pdf"\'>上年</a>', '/up/2023/d.pdf'],
    ['<link rel="alternate" type="application/feed+json" href="/feed.json">', '/feed.json'],
    [
      '<script>function jump(s){window.open("s"+s.options[s.selectedIndex].value+".html")}</script><select onchange="jump(this)"><option value="5">教育局</option></select>',
      '/jx/s5.html',
    ],
  ])('%s', (markup, expected) => {
    expect(links(`<title>绩效</title>${markup}`, '/jx/', null)).toEqual([expected]);
  });

  it('is no file that only a text names', () => {
    expect(links('<p aria-label="a.pdf 绩效" download="b.pdf">绩效</p>', '/jx/', null)).toEqual([]);
  });

  it('is told where it is a tree that opens by asking', () => {
    const tree = 'var s={async:{enable:true,url:"/tree.do",autoParam:["id"]}};';
    const page = readPage(Buffer.from(`<p>机构</p>${script(tree)}`), { url: `${ROOT}/jx/`, status: 200 });
    expect(page.notes).toEqual(['a tree whose branches are asked for when they are opened, which is not done']);
  });

  it('is told where it is pictures that a script names', () => {
    const pages = script('var pages=[{"l":"files/1.png"},{"l":"files/2.png"}];');
    const page = readPage(Buffer.from(`<h1>绩效评价报告</h1>${pages}`), { url: `${ROOT}/jx/`, status: 200 });
    expect(page.notes).toEqual(['2 picture(s) and little text: what they show is not read']);
  });
});

describe('what is posted', () => {
  it('is what stands in the query', () => {
    const url = `${ROOT}/api/list?pageNo=2&pageSize=10&column=003&q=%E7%BB%A9`;
    expect(asPosted(url, true)).toEqual({
      url: `${ROOT}/api/list`,
      form: 'pageNo=2&pageSize=10&column=003&q=%E7%BB%A9',
    });
    expect(asPosted(url, 'json')).toEqual({
      url: `${ROOT}/api/list`,
      json: '{"pageNo":2,"pageSize":10,"column":"003","q":"绩"}',
    });
  });
});
