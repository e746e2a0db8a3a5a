/** The pages of a small government site: what its content management system would write around the disclosures. */
import { readFileSync } from 'node:fs';
import { encode } from 'iconv-lite';
import type { Disclosure } from './documents.js';

export interface Resource {
  body: Buffer;
  contentType: string;
  /** Answered instead of 200. */
  status?: number;
  location?: string;
  /** Sent without ETag and Last-Modified, as programs answer. */
  noValidators?: boolean;
}

/** A site by the path of its resources. */
export type Site = Map<string, Resource>;

/** How a site leads from one list page to the next: by TRS's script `createPageHTML`, or by links to `index_1.shtml`. */
export type Style = 'trs' | 'numbered';

export interface SiteDesign {
  name: string;
  style: Style;
  charset: 'utf-8' | 'gb18030';
}

const PAGE_SIZE = 5;

const CONTENT_TYPES: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.txt': 'text/plain',
  '.md': 'text/plain',
};

/** News beside the disclosures, as on any site: what the focus of a crawl has to tell apart. */
const NEWS = ['我县召开春季农业生产现场会', '全县安全生产大检查动员会议召开', '县图书馆国庆假期开放时间公告'];

interface Entry {
  path: string;
  title: string;
  date: string;
}

/** Lays out a site: home page, column of budget performance with its list pages, articles, attachments, news, robots.txt. */
export function layOut(design: SiteDesign, disclosures: readonly Disclosure[]): Site {
  const site: Site = new Map();
  const html = (path: string, title: string, body: string) => site.set(path, page(design, title, body));
  const entries = disclosures.map((disclosure, index) => publish(design, site, disclosure, index));
  writeLists(design, site, '/zwgk/czxx/ysjxgl/', '预算绩效管理', entries);
  const news = NEWS.map((title, index) => {
    const path = `/xwzx/zwyw/202403/t20240318_20000${index}.html`;
    html(path, title, article(title, '2024-03-18', '县政府办公室', '<p>会议强调，要压实责任，狠抓落实。</p>'));
    return { path, title, date: '2024-03-18' };
  });
  writeLists(design, site, '/xwzx/zwyw/', '政务要闻', news);
  html(
    '/index.html',
    design.name,
    `<div class="nav"><a href="/">首页</a> <a href="/xwzx/zwyw/">新闻中心</a> <a href="/zwgk/">政务公开</a></div>
<a href="/zwgk/jxwd.html">绩效问答</a>`,
  );
  html('/zwgk/index.html', '政务公开', '<a href="/zwgk/czxx/">财政信息</a> <a href="/admin/login.html">登录</a>');
  html(
    '/zwgk/czxx/index.html',
    '财政信息',
    '<a href="./ysjxgl/">预算绩效管理</a> <a href="/zwgk/moved.html">绩效自评</a>',
  );
  html('/zwgk/jxwd.html', '页面不存在', '<p>对不起，您访问的页面不存在或已被删除</p><a href="/">返回首页</a>');
  site.set('/zwgk/moved.html', { ...page(design, '', ''), status: 302, location: '/zwgk/czxx/ysjxgl/' });
  const robots = 'User-agent: *\nDisallow: /admin/\n';
  site.set('/robots.txt', { body: Buffer.from(robots), contentType: 'text/plain' });
  return site;
}

/** An article for one disclosure and its attachment; returns its entry in the list. */
function publish(
  design: SiteDesign,
  site: Site,
  { title, publisher, year, file, form }: Disclosure,
  index: number,
): Entry {
  const month = `${year}${String((index % 9) + 1).padStart(2, '0')}`;
  const date = `${month.slice(0, 4)}-${month.slice(4)}-15`;
  const folder = `/zwgk/czxx/ysjxgl/${month}/`;
  const number = 100000 + index;
  const path = `${folder}t${month}15_${number}.html`;
  const bytes = readFileSync(file);
  if (form === 'page') {
    site.set(path, { body: bytes, contentType: 'text/html' });
    return { path, title, date };
  }
  const name = `P0${month}15${number}${form}`;
  site.set(folder + name, { body: bytes, contentType: CONTENT_TYPES[form] ?? 'application/octet-stream' });
  const link = `<p>附件：<a href="./${name}" target="_blank">${escapeHtml(title)}${form}</a></p>`;
  const text = '<p>根据预算绩效信息公开工作要求，现将有关材料予以公开，详见附件。</p>';
  site.set(path, page(design, title, article(title, date, publisher ?? '县财政局', text + link)));
  return { path, title, date };
}

function writeLists(design: SiteDesign, site: Site, folder: string, column: string, entries: readonly Entry[]): void {
  const pages = Math.max(1, Math.ceil(entries.length / PAGE_SIZE));
  for (let number = 0; number < pages; number += 1) {
    const shown = entries.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE);
    const items = shown.map(
      ({ path, title, date }) => `<li><a href="${path}">${escapeHtml(title)}</a><span>${date}</span></li>`,
    );
    const extension = design.style === 'numbered' ? 'shtml' : 'html';
    const name = number === 0 ? 'index.html' : `index_${number}.${extension}`;
    site.set(
      folder + name,
      page(design, column, `<ul class="list">${items.join('\n')}</ul>${pager(design, pages, number)}`),
    );
  }
}

function pager({ style }: SiteDesign, pages: number, number: number): string {
  if (style === 'trs') return `<script>createPageHTML(${pages}, ${number}, "index", "html");</script>`;
  const next = number + 1 < pages ? `<a href="index_${number + 1}.shtml">下一页</a>` : '';
  return `<div class="page">${next}</div>`;
}

function article(title: string, date: string, publisher: string, body: string): string {
  return `<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>
<h1>${escapeHtml(title)}</h1>
<table class="meta"><tr><td>发布机构：</td><td>${escapeHtml(publisher)}</td><td>发布日期：</td><td>${date}</td></tr></table>
<div class="TRS_Editor">${body}</div>`;
}

function page({ name, charset }: SiteDesign, title: string, body: string): Resource {
  const declared = charset === 'gb18030' ? 'gb2312' : charset;
  const text = `<!DOCTYPE html><html><head><meta charset="${declared}"><title>${escapeHtml(title)}-${name}</title></head>
<body><div class="header">${name}</div>
${body}
<div class="footer">主办：${name} <a href="http://www.gov.cn/">中国政府网</a></div></body></html>\n`;
  return { body: encode(text, charset), contentType: 'text/html' };
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
