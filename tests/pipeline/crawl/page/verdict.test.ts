/** What is not the page that was asked for is named, and what is one is not accused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';
import { leadsHome } from '../../../../pipeline/crawl/page/verdict.js';

const URL = 'http://www.x.gov.cn/czj/ysjxgl/202405/t20240506_1.html';
const read = (markup: string, status = 200, url = URL) => readPage(Buffer.from(markup), { url, status });
const verdict = (markup: string, status = 200, url = URL) => read(markup, status, url).verdict;

const NAVIGATION = `<div class="nav">${[
  '首页',
  '政务公开',
  '政务服务',
  '互动交流',
  '走进我县',
  '财政信息',
  '机构设置',
  '领导之窗',
  '规划计划',
  '人事信息',
  '统计信息',
  '应急管理',
]
  .map((name, i) => `<a href="/c${i}/">${name}</a>`)
  .join('|')}</div>`;
const FOOTER =
  '<div>主办单位：某县人民政府办公室 网站标识码：5114250001 蜀ICP备05000000号 川公网安备 51142502000001号</div>';
const PARAGRAPH =
  '<p>根据《中华人民共和国预算法》和上级有关规定，现将我局2024年度项目支出绩效目标及2023年度绩效自评情况予以公开，接受社会监督。</p>';

describe('blocked', () => {
  it.each([
    [
      '瑞数, first answer',
      412,
      `<html><head><meta id="9DhefwqGPrzG" content="Kq" r="m"><script type="text/javascript" r="m">$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=59352;$_ts.cd="qWNq";</script><script src="/x/y.js" r="m"></script></head><body></body></html>`,
      'js-challenge: 瑞数 River Security',
    ],
    [
      '瑞数, answered 202',
      202,
      `<html><script r='m'>$_ts.cd="qWNq";</script><body></body></html>`,
      'js-challenge: 瑞数 River Security',
    ],
    [
      '加速乐, scrambled',
      521,
      `<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+';Max-age=3600';location.href=location.pathname+location.search</script>`,
      'js-challenge: a cookie set by script',
    ],
    [
      '加速乐, second round',
      521,
      `<script>var _0x1=['\\x5f'];function go(a){document['cookie']=a;setTimeout('location.href=location.pathname',1)}go({"bts":["1"],"tn":"__jsl_clearance_s","vt":"3600"})</script>`,
      'js-challenge: 加速乐',
    ],
    [
      'a cookie and the same page again, with 200',
      200,
      `<html><body><script>document.cookie="seen=abc; path=/";window.location.reload();</script></body></html>`,
      'js-challenge: a cookie set by script',
    ],
    [
      '网站卫士, packed',
      200,
      `<html><body><noscript><h1>请打开浏览器的javascript，然后刷新浏览器</h1></noscript><script>eval(function(p,a,c,k,e,r){return p}('0 1=2',3,3,'wzwsquestion|wzwsfactor|location'.split('|'),0,{}))</script></body></html>`,
      'js-challenge: 网站卫士',
    ],
    [
      '51云盾',
      200,
      `<html><body><script>var _0x1="yundun_c";document.cookie=f(_0x1);</script>51Yundun</body></html>`,
      'js-challenge: 51云盾',
    ],
    [
      '安全狗, whose script stands elsewhere',
      200,
      `<html><head><title>安全狗验证</title><script src="/x.js"></script></head><body>请稍候</body></html>`,
      'waf: 安全狗',
    ],
    [
      '华为云, with a cookie',
      200,
      `<html><script>document.cookie='HWWAFSESID=1;path=/';</script><body></body></html>`,
      'waf: 华为云 WAF',
    ],
    [
      'a cookie in the head of the answer, and the same page again',
      200,
      `<html><head><meta http-equiv="refresh" content="0;url=${URL}"><title>跳转</title></head></html>`,
      'js-challenge: it sends to itself',
    ],
    [
      '阿里云 acw',
      200,
      `<html><script>var arg1='7B5E';var _0x4818=['csKHwqMI'];setCookie("acw_sc__v2",x);</script></html>`,
      'js-challenge: 阿里云 WAF',
    ],
    [
      '云锁',
      200,
      `<html><script>function YunSuoAutoJump(){var width=screen.width;self.location=curlocation+"?security_verify_data="+x}</script><body onload="YunSuoAutoJump()"></body></html>`,
      'js-challenge: 云锁',
    ],
    [
      'Cloudflare',
      503,
      `<html><head><title>Just a moment...</title><script src="/cdn-cgi/x"></script></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={}</script></body></html>`,
      'js-challenge: Cloudflare',
    ],
    [
      '安全狗',
      200,
      `<html><title>网站防火墙</title><body><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>可能原因：您提交的内容包含危险的攻击请求</p></body></html>`,
      'waf: 安全狗',
    ],
    [
      '创宇盾',
      403,
      '<html><title>安全拦截</title><body><h1>当前访问疑似黑客攻击，已被创宇盾拦截。</h1><a href="http://www.365cyd.com">知道创宇</a></body></html>',
      'waf: 创宇盾',
    ],
    [
      '阿里云 WAF',
      405,
      '<html><title>405</title><body><div>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</div></body></html>',
      'waf: 阿里云 WAF',
    ],
    [
      'F5',
      200,
      '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 123456</body></html>',
      'waf: F5',
    ],
    [
      'a limit',
      200,
      '<html><title>提示</title><body><h3>您的访问过于频繁，请稍后再试！</h3></body></html>',
      'rate-limit: too many requests',
    ],
    [
      'a captcha',
      200,
      '<html><title>安全验证</title><body><p>为了您的访问安全，请完成下方验证</p><div id="slider">请按住滑块，拖动到最右边</div></body></html>',
      'captcha: a captcha',
    ],
    [
      'a code to type',
      200,
      '<html><body><form><img src="/code.jpg"><input name="code"> 请输入验证码 <input type="submit"></form></body></html>',
      'captcha: a captcha',
    ],
    ['abroad', 403, '<html><body>对不起，本网站禁止境外访问</body></html>', 'waf: a firewall'],
    ['403 without words', 403, '<html><body>no</body></html>', 'http-403'],
    ['521 without words', 521, '', 'http-521'],
    [
      'a login',
      200,
      '<html><title>统一身份认证平台</title><body><form action="/login"><label>用户名</label><input name="u"><label>密码</label><input type="password" name="p"><button>登录</button></form></body></html>',
      'login',
    ],
    [
      'a login in the dress of the site',
      200,
      `<html><title>用户登录-某县人民政府</title><body>${NAVIGATION}<form>账号<input>密码<input type="password"><a href="/reg">注册</a></form>${FOOTER}</body></html>`,
      'login',
    ],
    [
      'for those within',
      200,
      '<html><body>该系统仅限政务外网访问，您的IP不在允许范围内。</body></html>',
      'waf: a guard',
    ],
    [
      'a login that a script makes',
      200,
      [
        '<html><title>登录</title><body><div id="app"></div><script src="/app.js"></script></body></html>',
        'http://sso.x.gov.cn/cas/login?service=1',
      ],
      'login',
    ],
  ] as [string, number, string | [string, string], string][])('%s', (_, status, page, reason) => {
    const [markup, url] = typeof page === 'string' ? [page, URL] : page;
    expect(verdict(markup, status, url)).toEqual({ kind: 'blocked', reason });
    expect(read(markup, status, url).role).toBe('other');
  });
});

describe('soft 404', () => {
  it.each([
    [
      'a plain notice',
      '<html><title>提示信息</title><body>您访问的页面不存在或已被删除！</body></html>',
      'says: 您访问的页面不存在或已被删除!',
    ],
    [
      'in the dress of the site',
      `<html><title>某县人民政府</title><body>${NAVIGATION}<div class="err"><h2>抱歉，您要访问的页面找不到了</h2><p>5秒后自动返回首页</p></div>${FOOTER}</body></html>`,
      'says: 抱歉,您要访问的页面找不到了',
    ],
    [
      'with a way home after some seconds',
      `<html><head><meta http-equiv="refresh" content="5;url=/"><title>404</title></head><body>该信息不存在</body></html>`,
      'says: 该信息不存在',
    ],
    [
      'Tomcat',
      '<html><title>Apache Tomcat</title><body><h1>HTTP Status 404 - Not Found</h1></body></html>',
      'says: httpstatus404-notfound',
    ],
    [
      'nginx',
      '<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>',
      'says: 404notfound',
    ],
    [
      'only its title',
      '<html><head><title>页面没有找到</title></head><body><img src="404.png"></body></html>',
      'title: 页面没有找到',
    ],
    ['nothing', '', 'an empty page'],
    ['nothing in tags', '<html><head></head><body> </body></html>', 'an empty page'],
    [
      'a script to the home page',
      '<script>alert("hi");location.href="/index.html";</script>',
      'sends to the home page http://www.x.gov.cn/index.html',
    ],
    [
      'a refresh to the home page',
      '<meta http-equiv="refresh" content="0; url=http://x.gov.cn/">',
      'sends to the home page http://x.gov.cn/',
    ],
  ])('%s', (_, markup, reason) => {
    expect(verdict(markup)).toEqual({ kind: 'soft-404', reason });
  });

  it('is not what the server says of itself: what was there may be there yet', () => {
    expect(verdict('<html><body><div>系统异常，请联系管理员</div></body></html>')).toEqual({
      kind: 'failing',
      reason: 'says: 系统异常,请联系管理员',
    });
    expect(verdict('<title>绩效目标</title><body><p>系统维护中，请稍后再试</p></body>').kind).toBe('failing');
  });

  it.each([
    '本网站已停止运行，感谢您的关注！',
    '按照集约化要求，某县财政局网站已于2020年6月30日关停，内容迁移至县政府门户网站。',
    '网站已迁移，新网址为 <a href="http://www.y.gov.cn">http://www.y.gov.cn</a>',
    '我局网站自2021年1月1日起停止更新',
    '您访问的域名 x.gov.cn 已过期，请及时续费。',
    '该网站未完成备案，暂时无法访问',
    '该站点已被管理员停止运行，或空间已到期',
    '没有找到站点',
  ])('in the place of the site: %s', (notice) => {
    const found = verdict(
      `<title>某县财政局</title><body><h2>公告</h2><p>${notice}</p></body>`,
      200,
      'http://www.x.gov.cn/',
    );
    expect(found).toMatchObject({ kind: 'soft-404', reason: expect.stringContaining('the site is closed: ') });
  });

  it.each(['Welcome to nginx!', 'IIS7', 'Apache Tomcat/8.5.31'])('of a server where nobody put a site: %s', (title) => {
    const found = verdict(`<title>${title}</title><body><h1>${title}</h1><p>It is installed.</p></body>`);
    expect(found).toEqual({ kind: 'soft-404', reason: `the site is closed: ${title}` });
  });

  it('is no page that speaks of a site that was closed', () => {
    const notice = '<h1>关于关停部门网站的通知</h1><p>县财政局网站已于2020年6月30日关停。</p>';
    expect(verdict(`<meta name="ArticleTitle" content="关于关停部门网站的通知">${notice}`).kind).toBe('content');
    expect(verdict(notice + PARAGRAPH.repeat(6)).kind).toBe('content');
    const items = Array.from(
      { length: 6 },
      (_, i) => `<li><a href="/a${i}.html">绩效目标公开第${i}号</a>2024-05-0${i + 1}</li>`,
    );
    expect(verdict(`<p>本网站已停止更新</p><ul>${items.join('')}</ul>`).kind).toBe('content');
    expect(verdict('<p>自今日起，本网站已停止评论功能。</p>').kind).toBe('content');
  });

  it('leads home from deep in a site only', () => {
    expect(leadsHome('http://a.cn/x/y.html', 'https://www.a.cn/index.html')).toBe(true);
    expect(leadsHome('http://a.cn/', 'http://a.cn/index.html')).toBe(false);
    expect(leadsHome('http://a.cn/x/y.html', 'http://b.cn/')).toBe(false);
    expect(leadsHome('http://a.cn/x/y.html', 'http://a.cn/?id=7')).toBe(false);
  });
});

describe('redirects', () => {
  it.each([
    ['<meta http-equiv="Refresh" content="0; URL=\'../list.html\'">', 'meta-refresh', '/czj/ysjxgl/list.html'],
    ['<META HTTP-EQUIV=refresh CONTENT="3;/zwgk/">正在跳转', 'meta-refresh', '/zwgk/'],
    ['<script>window.location.href = "/zwgk/index.shtml";</script>', 'script', '/zwgk/index.shtml'],
    ['<script>top.location="/zwgk/a.html"</script>', 'script', '/zwgk/a.html'],
    ["<script>location.replace('/zwgk/b.html')</script>", 'script', '/zwgk/b.html'],
    [`<body onload="location.assign('/zwgk/c.html')"></body>`, 'script', '/zwgk/c.html'],
    ['<script>setTimeout("window.location.href=\'/zwgk/d.html\'", 3000)</script>页面跳转中', 'script', '/zwgk/d.html'],
    ['<script>var u = "/zwgk/"; location.href = u + "e.html";</script>', 'script', '/zwgk/e.html'],
  ])('%s', (markup, how, target) => {
    const page = read(markup);
    expect(page.verdict).toEqual({ kind: 'redirect', how, target: `http://www.x.gov.cn${target}` });
    expect(page.links).toContainEqual({ url: `http://www.x.gov.cn${target}`, text: '', via: 'redirect' });
  });

  it.each(['0; url=/zwgk/', "3;URL='/zwgk/'", '1,/zwgk/'])('by a header: Refresh: %s', (refresh) => {
    for (const markup of ['', '<body>页面跳转中</body>'])
      expect(
        readPage(Buffer.from(markup), { url: URL, status: 200, contentType: 'text/html', refresh }).verdict,
      ).toEqual({
        kind: 'redirect',
        how: 'meta-refresh',
        target: 'http://www.x.gov.cn/zwgk/',
      });
  });

  it('chooses none of several: they are links', () => {
    const page = read(
      `<script>if (/mobile/i.test(navigator.userAgent)) { location.href = '/m/index.html'; } else { location.href = '/pc/index.html'; }</script>`,
    );
    expect(page.verdict).toEqual({ kind: 'content' });
    expect(page.links.map(({ url, via }) => `${via} ${url}`)).toEqual([
      'redirect http://www.x.gov.cn/m/index.html',
      'redirect http://www.x.gov.cn/pc/index.html',
    ]);
  });

  it('reads a page that sends only some of its readers elsewhere', () => {
    const page = read(
      `<title>绩效目标</title><script>if(isMobile()){location.href='/m/t1.html'}</script>${NAVIGATION}${PARAGRAPH.repeat(6)}`,
    );
    expect(page.verdict).toEqual({ kind: 'content' });
    expect(page.role).toBe('article');
  });

  it('stays where a page loads itself again, or only after a long time', () => {
    expect(verdict(`<meta http-equiv="refresh" content="30">${PARAGRAPH}`)).toEqual({ kind: 'content' });
    expect(verdict(`<meta http-equiv="refresh" content="600;url=/zwgk/">${PARAGRAPH}`)).toEqual({ kind: 'content' });
  });
});

describe('pages that are what was asked for', () => {
  const list = `<ul>${Array.from({ length: 8 }, (_, i) => `<li><a href="t2024050${i}_1.html">某某局2024年部门预算绩效目标公开表</a><span>2024-05-0${i}</span></li>`).join('')}</ul>`;
  it.each([
    [
      'an article with a login link and a login box',
      `${NAVIGATION}<form>用户名<input>密码<input type="password"> 验证码 <input><a href="/login">登录</a></form>${PARAGRAPH.repeat(8)}${FOOTER}`,
      'article',
    ],
    [
      'a list with a login box',
      `<title>登录</title>${NAVIGATION}<form>用户名<input>密码<input type="password"></form>${list}${FOOTER}`,
      'list',
    ],
    [
      'an article on firewalls',
      `<title>关于网站防火墙和安全狗采购项目的绩效评价</title><h1>网站防火墙</h1>${'<p>项目单位反映，系统对疑似攻击的请求提示“您的访问被拒绝”或“页面不存在”，人机验证运行平稳，验证码服务可用，全年访问过于频繁的告警下降。</p>'.repeat(8)}`,
      'article',
    ],
    [
      'an article on pages that are not there',
      `<title>关于政府网站“页面不存在”问题整改情况的通报</title><meta name="ArticleTitle" content="关于政府网站“页面不存在”问题整改情况的通报"><p>抽查发现，部分单位网站点击栏目后显示“页面不存在”，请于月底前整改完毕。</p>`,
      'article',
    ],
    [
      'a short notice with attachments',
      `<title>绩效自评公开</title><meta name="ArticleTitle" content="绩效自评公开"><p>现予公开。</p><a href="P020240506.pdf">附件1：自评表.pdf</a>`,
      'article',
    ],
    [
      'a notice whose attachment is said not to exist',
      `<p>附件不存在的，请联系我们。</p><a href="a.pdf">绩效目标表.pdf</a>`,
      'other',
    ],
    ['a guard script beside a list', `<script>$_ts=window['$_ts'];$_ts.cd="x"</script>${NAVIGATION}${list}`, 'list'],
    [
      'a list that sets a cookie',
      `<script>document.cookie="skin=1";function r(){location.reload()}</script>${list}`,
      'list',
    ],
    [
      'a form for requests with a code',
      `${NAVIGATION}<h2>依申请公开</h2><form>${'<label>姓名</label><input>'.repeat(6)}<textarea></textarea>验证码<input></form>${FOOTER}`,
      'other',
    ],
    ['frames', '<frameset><frame src="a.html"><frame src="b.html"></frameset>', 'other'],
  ])('%s', (_, markup, role) => {
    const page = read(markup, 200, role === 'list' ? 'http://www.x.gov.cn/czj/' : URL.replace('t20240506_1', 'x'));
    expect(page.verdict).toEqual({ kind: 'content' });
    expect(page.role).toBe(role);
  });

  it('says of lists that go on where nobody can follow', () => {
    const list = Array.from(
      { length: 6 },
      (_, i) => `<li><a href="/${i}.html">某局绩效目标公开${i}</a> 2024-05-0${i + 1}</li>`,
    );
    const notes = (rest: string) => read(`<ul>${list.join('')}</ul>${rest}`).notes.join();
    const posted = 'a list that goes on by posting its form (__doPostBack), which is not done';
    for (const target of [
      `'AspNetPager1','2'`,
      `'ctl00$GridView1','Page$2'`,
      `&#39;ctl00$c$lbNextPage&#39;,&#39;&#39;`,
    ])
      expect(notes(`<a href="javascript:__doPostBack(${target})">下一页</a>`)).toBe(posted);
    // A menu that posts its form is no list.
    expect(notes(`<a href="javascript:__doPostBack('ctl00$LoginView','')">登录</a>`)).not.toContain(posted);
    expect(notes('<a href="javascript:nextPage()">下一页</a>')).toContain('only a script knows: nextPage()');
    expect(notes('<a onclick="turnTo(3)">3</a>')).toContain('only a script knows: turnTo(3)');
    expect(notes('<a href="javascript:void(0)" onclick="showMenu()">菜单</a>')).toBe('');
    const records = { data: { rows: [{ id: '8a9b', title: '某局绩效目标公开' }] } };
    expect(readPage(Buffer.from(JSON.stringify(records)), { url: URL, status: 200 }).notes).toEqual([
      '1 record(s) without an address, which only a script can make',
    ]);
  });

  it('says that a guard stands beside the content, and that a page is empty without its scripts', () => {
    expect(read(`<script>$_ts.cd="x"</script>${list}`).notes).toEqual(['a guard beside content: 瑞数 River Security']);
    const page = read('<html><body><div id="main"></div><script src="/app.js"></script></body></html>');
    expect(page).toMatchObject({ verdict: { kind: 'content' }, role: 'other', notes: ['empty without its scripts'] });
  });

  it('does not take an application, which tells readers without scripts to turn them on, for a guard', () => {
    const page = (body: string) =>
      read(`<html><title>财政预决算公开平台</title><body><noscript>请启用JavaScript</noscript>${body}</body></html>`);
    const reason = 'script-only: an application, which is empty without its scripts';
    const shell =
      '<div id="app">加载中…</div><script>window.config={api:"/prod"}</script><script src="/js/app.js"></script>';
    expect(page(shell).verdict).toEqual({ kind: 'blocked', reason, alone: true });
    expect(page(`${shell}<a href="/jx.html">绩效目标</a>`).verdict).toEqual({ kind: 'content' });
    expect(page('<script>eval("x")</script>').verdict).toEqual({ kind: 'blocked', reason: 'waf: a guard' });
  });

  it('a table of data is an article, also in the address of a list', () => {
    const rows = Array.from(
      { length: 10 },
      (_, i) => `<tr><td>${i}</td><td>数量指标</td><td>培训人次</td><td>≥${i}00人次</td></tr>`,
    ).join('');
    expect(read(`<table>${rows}</table>`, 200, 'http://www.x.gov.cn/czj/index.html').role).toBe('article');
  });

  it('a list in a table is a list', () => {
    const rows = Array.from(
      { length: 10 },
      (_, i) => `<tr><td>${i}</td><td><a href="${i}.html">某局2024年绩效自评公开</a></td><td>2024-05-06</td></tr>`,
    ).join('');
    expect(read(`<table>${rows}</table>`, 200, 'http://www.x.gov.cn/czj/index.html').role).toBe('list');
  });
});

it('every page of the corpus is an article and content, in each encoding', () => {
  const corpus = join(import.meta.dirname, '../../../../corpora/documents');
  const pages = readdirSync(corpus).flatMap((slug) =>
    readdirSync(join(corpus, slug))
      .filter((name) => /^original\.x?html?$/.test(name))
      .map((name) => ({ slug, bytes: readFileSync(join(corpus, slug, name)) })),
  );
  expect(pages.length).toBeGreaterThan(0);
  for (const { slug, bytes } of pages) {
    const { verdict: found, role } = readPage(bytes, { url: 'http://www.x.gov.cn/a/1.html', status: 200 });
    expect({ slug, found, role }).toEqual({ slug, found: { kind: 'content' }, role: 'article' });
  }
});

describe('data without a link', () => {
  const said = (data: unknown) => readPage(Buffer.from(JSON.stringify(data)), { url: URL, status: 200 }).verdict;
  it('is told by what it says', () => {
    expect(said({ code: 403, message: '您的请求已被拦截' })).toEqual({ kind: 'blocked', reason: 'waf: a firewall' });
    expect(said({ code: '429', msg: '' })).toEqual({ kind: 'blocked', reason: 'says: 429' });
    expect(said({ code: 500, msg: '系统异常', data: null })).toEqual({ kind: 'failing', reason: 'says: 系统异常' });
    expect(said({ status: 404, error: 'Not Found' })).toEqual({ kind: 'soft-404', reason: 'says: 404' });
    const escaped = Buffer.from('{"code":401,"msg":"\\u8bf7\\u5148\\u767b\\u5f55"}');
    const login = { kind: 'blocked', reason: 'login', alone: true };
    expect(readPage(escaped, { url: URL, status: 200 }).verdict).toEqual(login);
    expect(said({ code: 4001, msg: '请先登录' })).toEqual(login);
  });

  it('is content where it is an empty list, or says such things beside its records', () => {
    expect(said({ code: 200, data: { total: 0, list: [] } })).toEqual({ kind: 'content' });
    expect(said({ code: 0, data: [{ title: '请登录系统下载', url: '/a/1.html' }] })).toEqual({ kind: 'content' });
  });
});

it('what is no page has no links and says what it is', () => {
  for (const [bytes, note] of [
    [Buffer.from('%PDF-1.4 <a href="/x.html">'), 'not a page but PDF'],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'not a page but ZIP'],
    [Buffer.from('一、绩效目标\n二、绩效自评'), 'neither markup nor data'],
    [Buffer.from([0, 1, 2, 3, 0, 5, 0x81, 0xff, 0]), 'not text in any known encoding'],
  ] as const) {
    expect(readPage(bytes, { url: 'http://www.x.gov.cn/a', status: 200 })).toMatchObject({
      links: [],
      verdict: { kind: 'content' },
      role: 'other',
      notes: [note],
    });
  }
});
