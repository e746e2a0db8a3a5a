import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Document, statusOf } from '../../extractors/document.js';
import { extractHtml } from '../../extractors/html/index.js';
import { LABELS } from '../../extractors/html/metadata.js';
import type { RefusalSigns } from '../../extractors/html/refusal.js';
import { extract } from '../../extractors/index.js';
import { readIdentity } from '../../normalizers/identity/identity.js';
import { isMetadataLabel } from '../../normalizers/identity/metadata.js';
import { refusalSigns } from '../../normalizers/refusals.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { outline, renditionBytes, SLUGS, scoreAgainst } from './renditions.js';

const encode = (html: string) => new TextEncoder().encode(html);
const read = (body: string, refusals?: RefusalSigns) =>
  extractHtml(encode(`<!doctype html><html><head><title>x</title></head><body>${body}</body></html>`), { refusals });
const codes = ({ findings }: Document) => findings.map(({ code }) => code);
const status = ({ findings }: Document) => statusOf(findings);

describe('renditions agree with the truth', () => {
  it.each(SLUGS)('%s: page.html', async (slug) => {
    const { f1, misses, status: reached } = scoreAgainst(slug, await extract(renditionBytes(slug, 'page.html')));
    expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
    expect(reached).toBe('ok');
  });

  it.each(SLUGS)('%s: page.gb18030.html, which the server calls utf-8', (slug) => {
    const document = extractHtml(renditionBytes(slug, 'page.gb18030.html'), { declaredCharset: 'utf-8' });
    const { f1, misses } = scoreAgainst(slug, document);
    expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
    expect(document.encoding).toBe('gb18030');
    expect(document.findings).toMatchObject([
      { code: 'html/charset', severity: 'info', actual: 'gb18030', expected: 'utf-8' },
    ]);
  });
});

describe('tables', () => {
  it('rowspan, colspan, entities, br in cells', () => {
    const html =
      '<table><tr><td colspan=2>项目名称</td><td>甲&nbsp;&amp;&nbsp;乙</td></tr><tr><td rowspan="2">产出<br>指标</td><td>数量</td><td>&gt;=95%</td></tr><tr><td>质量</td><td>&#x2265;90</td></tr></table>';
    expect(outline(read(html))).toEqual([
      [
        ['项目名称@0+1x2', '甲 & 乙@2'],
        ['产出\n指标@0+2x1', '数量@1', '>=95%@2'],
        ['质量@1', '≥90@2'],
      ],
    ]);
  });

  it('spans end at their row group; rowspan=0 goes to its end', () => {
    const html =
      '<table><tbody><tr><td rowspan=9>a</td><td>b</td></tr><tr><td>c</td></tr></tbody><tbody><tr><td rowspan=0>d</td><td>e</td></tr><tr><td>f</td></tr></tbody></table>';
    expect(outline(read(html))).toEqual([[['a@0+2x1', 'b@1'], ['c@1'], ['d@0+2x1', 'e@1'], ['f@1']]]);
  });

  it('a cell ends where one from above stands in the way', () => {
    const html =
      '<table><tr><td>a</td><td rowspan=2>b</td><td>c</td></tr><tr><td colspan=3>d</td><td>e</td></tr></table>';
    expect(outline(read(html))).toEqual([
      [
        ['a@0', 'b@1+2x1', 'c@2'],
        ['d@0', 'e@2'],
      ],
    ]);
  });

  it('65535 × a billion covers what is there', () => {
    const cell = '<td rowspan=65535 colspan=1000000000>x</td>';
    const html = `<table><tr>${cell}<td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>`;
    expect(outline(read(html))).toEqual([
      [
        ['x@0+2x1', 'a@1', 'b@2'],
        ['c@1', 'd@2'],
      ],
    ]);
    const huge = `<table>${`<tr>${cell.repeat(40)}</tr>`.repeat(400)}</table>`;
    expect(read(huge).blocks).toHaveLength(1);
  });

  it('hidden rows and cells are left out by name', () => {
    const document = read(
      '<table><tr><td>a</td><td>b</td></tr><tr style="display: none"><td>旧</td><td>值</td></tr><tr><td hidden>h</td><td>c</td><td>d</td></tr></table>',
    );
    expect(outline(document)).toEqual([
      [
        ['a@0', 'b@1'],
        ['c@0', 'd@1'],
      ],
    ]);
    expect(document.ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
      ['hidden', '旧值'],
      ['hidden', 'h'],
    ]);
  });

  it('layout tables give what they hold, nested tables of data stand by themselves', () => {
    const form = '<table><tr><td>一级指标</td><td>二级指标</td></tr><tr><td>产出</td><td>数量</td></tr></table>';
    const rows = [
      ['一级指标@0', '二级指标@1'],
      ['产出@0', '数量@1'],
    ];
    expect(outline(read(`<table><tr><td><p>附件</p>${form}</td></tr></table>`))).toEqual(['附件', rows]);
    const host = `<table><tr><td>项目名称</td><td>公办幼儿园外聘人员工资及公用经费</td></tr><tr><td>主管部门</td><td>德惠市教育局</td></tr><tr><td>明细</td><td>${form}</td></tr></table>`;
    expect(outline(read(host))).toEqual([
      [['项目名称@0', '公办幼儿园外聘人员工资及公用经费@1'], ['主管部门@0', '德惠市教育局@1'], ['明细@0']],
      rows,
    ]);
    // Most of the text stands in the tables: labels beside them make the rows of a form, a menu does not.
    const row = (label: string) => `<tr><td>${label}</td><td>${form}</td></tr>`;
    const head = '<tr><td>名称</td><td>甲</td></tr><tr><td>编码</td><td>1</td></tr>';
    expect(outline(read(`<table>${head}${row('任务')}${row('指标')}</table>`))).toEqual([
      [['名称@0', '甲@1'], ['编码@0', '1@1'], ['任务@0'], ['指标@0']],
      rows,
      rows,
    ]);
    expect(outline(read(`<table>${head}${row('')}${row('指标')}</table>`))).toEqual(
      ['名称', '甲', '编码', '1', rows, '指标', rows], // biome-ignore format: in their order
    );
  });

  it('a list of projects whose names are links is data', () => {
    const row = (i: number) =>
      `<tr><td>${i}</td><td><a href="/p${i}.html">德惠市教育局2024年学校取暖费补助资金项目第${i}期</a></td><td>${i}0.5</td></tr>`;
    const document = read(
      `<table><tr><td>序号</td><td>项目名称</td><td>金额</td></tr>${[1, 2, 3, 4, 5, 6].map(row).join('')}</table>`,
    );
    expect(document.blocks).toMatchObject([{ kind: 'table', rows: 7, columns: 3 }]);
  });
});

/** A page as county sites build them. */
const ARTICLE = `<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/fw">办事服务</a></li></ul></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a href="/ys">预决算公开</a></div>
<div class="side"><h4>栏目导航</h4><ul><li><a href="/a">领导之窗</a></li><li><a href="/b">机构职能</a></li><li><a href="/c">人事信息</a></li></ul></div>
<div class="xxgk"><ul><li><span>索 引 号：</span>11220183/2024-00123</li><li><span>发布机构：</span><em>德惠市财政局</em></li><li><b>文&#12288;&#12288;号：</b>德财发〔2024〕16号</li><li><span>成文日期：</span>2024年03月05日</li></ul></div>
<h1>德惠市财政局关于2024年<br>部门预算绩效目标的公告</h1>
<div class="info">来源：德惠市财政局 &nbsp; 发布时间：2024-03-06 &nbsp; 浏览次数：<span id="hits">17</span></div>
<div id="zoom"><p>　　现将2024年部门预算绩效目标公开如下，接受社会监督。</p><p>项目名称：学校取暖费补助</p><p>年度资金总额：1750万元</p>
<p style="display:none">隐藏</p>
<table><tr><td>一级指标</td><td>指标值</td></tr><tr><td>产出指标</td><td>≥30</td></tr></table>
<p>附件：<a href="./P020240306.docx">2024年绩效目标表.docx</a></p></div>
<div>【<a href="javascript:print()">打印</a>】【<a href="javascript:close()">关闭</a>】</div>
<div class="related"><h4>相关新闻</h4><ul><li><a href="/n1">德惠市召开会议</a></li><li><a href="/n2">德惠市开展调研活动</a></li><li><a href="/n3">德惠市部署工作</a></li></ul></div>
<div class="foot"><p>主办：德惠市人民政府 承办：德惠市政务服务局</p><p>吉ICP备05001234号 网站标识码：2201830001</p></div>`;

describe('text', () => {
  it('raised digits, ruby, fields of forms, hidden words in cells', () => {
    const document = read(
      '<p>10<sup>4</sup>元/m<sup>2</sup>见注<sup>[1]</sup><ruby>汉<rp>(</rp><rt>han</rt><rp>)</rp></ruby></p><table><tr><td><input type=checkbox checked>新增<input type=checkbox>延续</td><td><input value="120"></td></tr><tr><td>a<span style="display:none">旧</span></td><td>b</td></tr></table>',
    );
    expect(outline(document)).toEqual([
      '10⁴元/m²见注[1]汉',
      [
        ['☑新增□延续@0', '120@1'],
        ['a@0', 'b@1'],
      ],
    ]);
    expect(document.ignored).toMatchObject([{ reason: 'hidden', raw: '旧' }]);
  });

  it('XHTML with its declaration', async () => {
    const document = await extract(
      encode(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>&#160;&ge;90<br/>乙</p><p/><!-- <p>注释</p> --><table><thead><tr><th>项目</th><th>值</th></tr></thead><tfoot><tr><td>合计</td><td>3</td></tr></tfoot><tbody><tr><td rowspan="0">产<br/>出</td><td>1</td></tr><tr><td>2</td></tr></tbody></table></body></html>',
      ),
    );
    expect(outline(document)).toEqual([
      '≥90',
      '乙',
      [['项目@0', '值@1'], ['产\n出@0+2x1', '1@1'], ['2@1'], ['合计@0', '3@1']],
    ]);
  });
});

describe('lists', () => {
  it('the numbers of <ol> are printed', () => {
    const document = read(
      '<ol><li>甲<ul><li>无号</li></ul></li><li value=5><p>2023年</p><p>续</p></li></ol><ol type=a start=3><li>丙</li></ol><ol style="list-style-type:cjk-ideographic"><li>总体情况</li><li>问题</li></ol><ol style="list-style:none"><li>净</li></ol><ol reversed><li>二</li><li>一</li></ol>',
    );
    expect(outline(document)).toEqual(['1.甲', '无号', '5. 2023年', '续', 'c.丙', '一、总体情况', '二、问题', '净', '2.二', '1.一']); // biome-ignore format: one line
    expect(document.blocks[0]).toMatchObject({ raw: '甲', repairs: ['list-number: 1.'] });
  });

  it('are not printed twice, and are printed in cells', () => {
    expect(outline(read('<ol><li>1. 甲</li><li>2. 乙</li></ol>'))).toEqual(['1. 甲', '2. 乙']);
    const cells =
      '<table><tr><td>目标</td><td><ol><li>完成甲</li><li>完成乙</li></ol></td></tr><tr><td>a</td><td>b</td></tr></table>';
    expect(outline(read(cells))).toEqual([
      [
        ['目标@0', '1.完成甲\n2.完成乙@1'],
        ['a@0', 'b@1'],
      ],
    ]);
  });
});

describe('real pages', () => {
  const page = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, '../../corpora/html', name)));

  it('an article: text, metadata, and no link, for it has none', async () => {
    const document = await extract(page('wuhan-scjdj-article.html'));
    expect(outline(document).slice(0, 7)).toEqual([
      '索引号：Whgs-16-02-010',
      '发布机构：武汉市工商局',
      '公开日期：2018-01-01',
      '名称：中华人民共和国反不正当竞争法',
      '语种：中文',
      '信息格式：html',
      expect.stringMatching(/^第一条 {2}　　为了促进/),
    ]);
    expect(document.blocks).toHaveLength(83);
    expect(outline(document).at(-1)).toBe('第三十二条  　　本法自2018年1月1日起施行。');
    expect(document.links).toEqual([]);
    expect(readIdentity(document)).toMatchObject({
      title: '中华人民共和国反不正当竞争法',
      publisher: '武汉市工商局',
      indexNumber: 'Whgs-16-02-010',
      publishedOn: '2018-01-01',
    });
  });

  it('a list in a comment', async () => {
    const document = await extract(page('gansu-jyt-list.html'));
    expect(document.blocks).toEqual([]);
    expect(document.findings).toMatchObject([
      { code: 'html/list-in-comment', actual: '20', message: expect.stringContaining('createPageHTML') },
      { code: 'html/no-article' },
    ]);
  });

  it('every label by which a block of metadata is found is known to who reads it', () => {
    expect(LABELS.filter((label) => !isMetadataLabel(label))).toEqual([]);
  });
});

describe('pages', () => {
  const document = read(ARTICLE);

  it('the article and its metadata, without what the site puts around it', () => {
    expect(outline(document)).toEqual([
      '索引号：11220183/2024-00123',
      '发布机构：德惠市财政局',
      '文号：德财发〔2024〕16号',
      '成文日期：2024年03月05日',
      '来源：德惠市财政局',
      '发布时间：2024-03-06',
      '浏览次数：17',
      '德惠市财政局关于2024年',
      '部门预算绩效目标的公告',
      '现将2024年部门预算绩效目标公开如下，接受社会监督。',
      '项目名称：学校取暖费补助',
      '年度资金总额：1750万元',
      [
        ['一级指标@0', '指标值@1'],
        ['产出指标@0', '≥30@1'],
      ],
      '附件：2024年绩效目标表.docx',
    ]);
  });

  it('what is left out is named', () => {
    expect(document.ignored.map(({ reason }) => reason).sort()).toEqual([
      'footer',
      'hidden',
      'navigation',
      'navigation',
      'navigation',
      'navigation',
      'page-tool',
    ]);
  });

  it.each([
    [
      'the end of its title',
      '<title>某县财政局绩效目标公开 - 某县政务公开网</title>',
      '<div class="header">某县政务公开网</div>',
    ],
    ['a heading', '<title>某县政务公开网_某县财政局绩效目标公开</title>', '<h1>某县政务公开网</h1>'],
    ['a link', '<meta name="SiteName" content="某县政务公开网">', '<p><a href="/">某县政务公开网</a></p>'],
  ])('the name of the site above a document is no part of it: %s', (_, head, top) => {
    const page = extractHtml(
      encode(`<html><head>${head}</head><body>${top}<h2>某县财政局绩效目标公开</h2><p>现予公开。</p></body></html>`),
    );
    expect(outline(page)).toEqual(['某县财政局绩效目标公开', '现予公开。']);
    expect(page.ignored).toMatchObject([{ reason: 'navigation', raw: '某县政务公开网' }]);
  });

  it('who signs is no name of a site, and a title is not its own', () => {
    const whole = (title: string, body: string) =>
      outline(extractHtml(encode(`<html><head><title>${title}</title></head><body>${body}</body></html>`)));
    expect(whole('绩效目标公开_某县财政局', '<p>现予公开。</p><p>某县财政局</p>')).toEqual([
      '现予公开。',
      '某县财政局',
    ]);
    expect(whole('某县政务公开网', '<h1>某县政务公开网</h1>')).toEqual(['某县政务公开网']);
  });

  it('places are CSS paths; attachments are findings', () => {
    expect(document.blocks[9]).toMatchObject({ at: [{ path: '#zoom > p:nth-of-type(1)' }] });
    expect(document.findings).toMatchObject([
      {
        code: 'html/attachment',
        severity: 'info',
        actual: './P020240306.docx',
        message: 'attached: 2024年绩效目标表.docx',
      },
    ]);
  });

  it('links of the article are data, in their order; those of menus are not', () => {
    expect(document.links).toEqual([
      { text: '2024年绩效目标表.docx', href: './P020240306.docx', at: [{ path: '#zoom > p:nth-of-type(5) > a' }] },
    ]);
    const page =
      '<base href="http://a.gov.cn/x/"><p>见<a href="../y/1.html">通知</a>和<a href="#top">上</a><a href="/down.jsp?id=7">附件1：目标表</a></p><div class="nav"><a href=1>一</a><a href=2>二</a><a href=3>三</a></div><div>附件：<a href="http://b.gov.cn/file/download?id=3"></a></div>';
    const { links, findings } = read(page);
    expect(links!.map(({ text, href }) => [text, href])).toEqual([
      ['通知', 'http://a.gov.cn/y/1.html'],
      ['附件1：目标表', 'http://a.gov.cn/down.jsp?id=7'],
      ['', 'http://b.gov.cn/file/download?id=3'],
    ]);
    expect(findings.map(({ code, actual }) => [code, actual])).toEqual([
      ['html/attachment', 'http://a.gov.cn/down.jsp?id=7'],
    ]);
  });

  it('a site that is named in short in the title is named in full in the metadata', () => {
    const page = (title: string, publisher: string) =>
      readIdentity(read(`<ul><li>索引号：a</li><li>发布机构：${publisher}</li></ul><h1>${title}</h1><p>现予公告。</p>`))
        .publisher;
    expect(page('市发改委关于2024年绩效目标的公告', '乐平市发展和改革委员会')).toBe('乐平市发展和改革委员会');
    expect(page('平阴县民政局关于2024年绩效目标的公告', '平阴县人民政府')).toBe('平阴县民政局');
  });

  it('title, publisher and number are read from it', () => {
    expect(readIdentity(document)).toMatchObject({
      title: '德惠市财政局关于2024年部门预算绩效目标的公告',
      publisher: '德惠市财政局',
      documentNumber: '德财发〔2024〕16号',
    });
  });

  it('metadata in a table, in a definition list, and in the head of the page', () => {
    const table =
      '<table><tr><td>索引号</td><td>A-1</td><td>发布机构</td><td>平阴县财政局</td></tr><tr><td>名称</td><td colspan=3>绩效目标</td></tr><tr><td>文号</td><td></td></tr></table><p>正文正文。</p>';
    expect(outline(read(table))).toEqual(['索引号：A-1', '发布机构：平阴县财政局', '名称：绩效目标', '正文正文。']);
    const list =
      '<dl><dt>【发布机构】</dt><dd>平阴县财政局</dd><dt>【发布日期】</dt><dd>2024-01-02</dd></dl><p>正文。</p>';
    expect(outline(read(list))).toEqual(['发布机构：平阴县财政局', '发布日期：2024-01-02', '正文。']);
    const head =
      '<html><head><meta name="ArticleTitle" content="公告"><meta name="ContentSource" content="财政局"></head><body><p>正文。</p></body></html>';
    expect(outline(extractHtml(encode(head)))).toEqual(['标题：公告', '来源：财政局', '正文。']);
  });

  it('a list in a comment and lists by script are called what they are', () => {
    const items = [1, 2, 3, 4].map((i) => `<li><a href="/n${i}.shtml">通知${i}</a><b>2025-01-0${i}</b></li>`).join('');
    const menu = '<ul><li><a href=/a>a</a></li><li><a href=/b>b</a></li><li><a href=/c>c</a></li></ul>';
    const commented = read(
      `${menu}<ul class="list"><!--${items}<script>createPageHTML('page_div',10, 1,'list','shtml',200);</script>--></ul>`,
    );
    expect(codes(commented)).toEqual(['html/list-in-comment', 'html/no-article']);
    expect(commented.findings[0]).toMatchObject({ actual: '4', at: [{ path: 'html > body > ul:nth-of-type(2)' }] });
    expect(commented.findings[0]!.message).toContain("createPageHTML('page_div',10, 1,'list','shtml',200)");
    const scripted = read(
      '<h2>通知公告</h2><script type="text/x-handlebars-template">{{#each data}}<a href="{{pcUrl}}">{{title}}</a>{{/each}}</script>',
    );
    expect(codes(scripted)).toContain('html/list-by-script');
  });

  it('lines of a log before the markup are not of the page, which is told all the same', async () => {
    const document = await extract(
      encode(`2020-03-09 INFO: 武汉\n{'title': ''}\n<!DOCTYPE html>\n<html><body><p>第一条</p></body></html>`),
    );
    expect([document.mediaType, ...outline(document)]).toEqual(['text/html', '第一条']);
    expect(document.ignored).toMatchObject([{ reason: 'before-markup' }]);
  });
});

describe('pages in the place of a document', () => {
  const refusals = refusalSigns(loadLexicon().refusals);
  it.each([
    ['blocked', '<h1>403 Forbidden</h1><hr>nginx'],
    ['blocked', '<div>您的请求可能存在威胁，已被拦截</div><p>事件编号 17</p>'],
    ['gone', '<h2>对不起，您访问的页面不存在</h2>'],
    ['gone', '<center><h1>404 Not Found</h1></center>'],
    ['blocked', '<p>当前访问疑似黑客攻击，已被创宇盾拦截。</p>'],
    ['gone', '<p>该栏目已下线</p>'],
    [
      'ok',
      '<p>网站防火墙采购项目预算20万元。</p><table><tr><td>项目</td><td>金额</td></tr><tr><td>a</td><td>1</td></tr></table>',
    ],
    ['ok', `<p>${'本单位2024年绩效目标如下。'.repeat(60)}页面不存在</p>`],
  ])('%s: %s', (expected, html) => {
    expect(status(read(html, refusals))).toBe(expected);
  });

  it('are known whatever they are named and begin with', async () => {
    const bytes = encode('<script>var a = 1</script><title>403</title><b>访问被拦截</b>');
    const document = await extract(bytes, { refusals });
    expect([document.mediaType, status(document)]).toEqual(['text/html', 'blocked']);
  });
});
