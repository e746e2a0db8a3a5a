/** What belongs to the site and not to the document: menus, trails, side lists, footers, tools. */
import type { HtmlElement, Page } from './dom.js';
import { isDataTable } from './layout.js';
import { collapse, descendants, isElement, isHidden, textOf } from './tree.js';

export type FurnitureReason = 'hidden' | 'navigation' | 'footer' | 'page-tool' | 'form-control';

const CONTROLS = new Set(
  'select button input textarea iframe object embed svg canvas video audio map datalist'.split(' '),
);
const BOXES = new Set('div ul ol dl table tbody tr td nav aside header footer section span p center form'.split(' '));
const NAVIGATION_NAME =
  /(?:^|[\s_-])(?:nav\w*|menu\w*|submenu|crumbs?|breadcrumbs?|location|position|dqwz|weizhi|sidebar|share\w*|bdshare\w*|login|search\w*|friend\w*|toolbar|pagination|pager|fenye)(?:$|[\s_-])/i;
/** The name of the site at the top of its pages, with its address or in a box that says so. */
const SITE = /^[\p{Script=Han}\s·（）()]{0,30}\s*(?:https?:\/\/)?www\.[\w.-]+\.[a-z]{2,}\/?$/iu;
const SITE_BOX = /(?:^|[\s_-])(?:logo\w*|banner|sitename|site-name|webname)(?:$|[\s_-])/i;
const LONGEST_SITE_NAME = 40;
/** A name that can only be a site's. One that ends with 政府 or 局 is who signs a document as well. */
const NAME_OF_SITE = /(?:网|网站|网页|门户|平台)$/;
/** What stands between the title of a page and the name of its site: 绩效目标公开_南方县政务公开网. */
const TITLE_SEPARATOR = /[-_|–—·>\s]+/;
const FOOTER_WORDS =
  /ICP备|公网安备|网站标识码|版权所有|Copyright|©|技术支持[:：]|主办单位?\s*[:：]|承办单位?\s*[:：]/i;
const TRAIL = /^(?:您?(?:的|现在|当前|所在)*(?:位置|当前位置)|当前位置|位置)\s*[:：]|(?:首页|网站首页)\s*[>›»＞/]/;
const TOOLS =
  /^(?:[\s[\]【】()（）|｜·,，:：<>《》]|打印|关闭|本页|此页|页面|窗口|分享到|分享|收藏|返回顶部|返回|顶部|上一篇|下一篇|没有了|扫一扫在手机打开当前页|扫一扫|字体|字号|大|中|小|保护视力色|复制链接)+$/;
const ATTACHMENT = /\.(?:pdf|docx?|xlsx?|wps|et|pptx?|ofd|zip|rar|7z|txt|csv)(?:$|[?#&])/i;

/** Files that are given out by number: `downloadFile.do?id=12`, `/module/download/…`, `attachment/view?uuid=…`. */
const DOWNLOAD = /[/?&](?:\w*down(?:load)?(?:file)?\w*|attach(?:ment|file)?s?)[./?=]/i;

const LONGEST_FOOTER = 800;
const LONGEST_TRAIL = 200;
const FEWEST_LINKS = 3;
const LINK_SHARE = 0.6;
/** Text outside of links up to which a box that is named like a menu is one. */
const MENU_TEXT = 120;
const PLAIN_CELLS = 6;

interface Shape {
  length: number;
  linked: number;
  links: number;
  attachments: number;
  cells: number;
  /** Cells with text that is no link: menus have hardly any. */
  plain: number;
  headings: number;
}

/** What the head of a page calls its site: `<meta name="SiteName">`, and either end of `<title>`. */
export function siteNames({ root, title }: Page): Set<string> {
  const named = [...descendants(root)].flatMap(({ tag, attributes: { name, content } }) =>
    tag === 'meta' && name?.toLowerCase() === 'sitename' ? (content ?? '') : [],
  );
  const parts = title.trim().split(TITLE_SEPARATOR);
  // A title of one part is that of the page, whatever it ends with.
  if (parts.length > 1) named.push(parts[0]!, parts.at(-1)!);
  return new Set(named.map((name) => name.trim()).filter((name) => NAME_OF_SITE.test(name)));
}

/** The elements that are furniture, outermost ones only, each with why. `sites`: what the page calls its site. */
export function findFurniture(root: HtmlElement, sites: ReadonlySet<string>): Map<HtmlElement, FurnitureReason> {
  const shapes = new Map<HtmlElement, Shape>();
  measure(root, false, shapes);
  const furniture = new Map<HtmlElement, FurnitureReason>();
  const visit = (element: HtmlElement) => {
    const reason =
      element.tag === '#document' || element.tag === 'html' ? null : reasonOf(element, shapes.get(element)!, sites);
    if (reason) furniture.set(element, reason);
    // A table of data has all its cells: names of projects are links on some sites.
    else if (element.tag === 'table' && isDataTable(element)) return;
    else for (const child of element.children) if (isElement(child)) visit(child);
  };
  visit(root);
  return furniture;
}

/** Links of the article, and links to files wherever they stand: documents of their own. In document order. */
export function findLinks(
  root: HtmlElement,
  furniture: ReadonlyMap<HtmlElement, FurnitureReason>,
): { element: HtmlElement; attachment: boolean }[] {
  const links: { element: HtmlElement; attachment: boolean }[] = [];
  const stack: { element: HtmlElement; apart: boolean }[] = [{ element: root, apart: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { element } = next;
    if (isHidden(element)) continue;
    const apart = next.apart || furniture.has(element);
    if (element.tag === 'a' && LEADS_SOMEWHERE.test(element.attributes.href ?? '')) {
      const attachment = isAttachment(element);
      if (attachment || !apart) links.push({ element, attachment });
    }
    for (const child of element.children.toReversed()) if (isElement(child)) stack.push({ element: child, apart });
  }
  return links;
}

const LEADS_SOMEWHERE = /^\s*(?!(?:javascript|mailto|tel|data|about):|#)\S/i;

function isAttachment(element: HtmlElement): boolean {
  const { href } = element.attributes;
  if (href === undefined || !LEADS_SOMEWHERE.test(href)) return false;
  const text = textOf(element).trim();
  return ATTACHMENT.test(href) || ATTACHMENT.test(text) || (DOWNLOAD.test(href) && text !== '');
}

function reasonOf(element: HtmlElement, shape: Shape, sites: ReadonlySet<string>): FurnitureReason | null {
  const { tag, attributes } = element;
  if (CONTROLS.has(tag)) return 'form-control';
  if (isHidden(element)) return 'hidden';
  if (tag === 'nav' || attributes.role === 'navigation') return 'navigation';
  if (shape.length <= LONGEST_SITE_NAME && shape.cells === 0 && sites.has(collapse(textOf(element)).trim()))
    return 'navigation';
  if (!BOXES.has(tag) && tag !== 'body') return null;
  const text = shape.length <= LONGEST_FOOTER ? textOf(element).trim() : '';
  if (text === '') return shape.length === 0 || shape.length > LONGEST_FOOTER ? linkList(element, shape) : null;
  if (tag === 'footer' && shape.cells < 4) return 'footer';
  // A form that ends with a line of copyright is not a footer.
  if (FOOTER_WORDS.test(text) && shape.cells < 6 && shape.headings === 0 && tag !== 'body' && isFooter(text))
    return 'footer';
  if (TRAIL.test(text) && shape.length <= LONGEST_TRAIL && shape.headings === 0) return 'navigation';
  if (TOOLS.test(text) && shape.cells < 4) return 'page-tool';
  const names = ` ${attributes.class ?? ''} ${attributes.id ?? ''} `;
  const isSite = SITE.test(text) || (SITE_BOX.test(names) && shape.length <= LONGEST_SITE_NAME);
  if (isSite && shape.headings === 0 && shape.attachments === 0 && shape.cells === 0) return 'navigation';
  const named = NAVIGATION_NAME.test(names);
  if (
    named &&
    shape.links > 0 &&
    shape.length - shape.linked <= MENU_TEXT &&
    shape.attachments === 0 &&
    shape.headings === 0
  )
    return 'navigation';
  return linkList(element, shape);
}

/** Two signs of a footer, or hardly anything else: 主办单位：X is also a line of a notice. */
function isFooter(text: string): boolean {
  const signs = text.match(new RegExp(FOOTER_WORDS, 'gi'))?.length ?? 0;
  return signs >= 2 || /ICP备|公网安备|网站标识码/.test(text);
}

function linkList(element: HtmlElement, shape: Shape): FurnitureReason | null {
  if (shape.links < FEWEST_LINKS || shape.attachments > 0 || shape.plain >= PLAIN_CELLS || element.tag === 'body')
    return null;
  return shape.linked >= shape.length * LINK_SHARE ? 'navigation' : null;
}

function measure(element: HtmlElement, inLink: boolean, into: Map<HtmlElement, Shape>): Shape {
  const link = element.tag === 'a' && element.attributes.href !== undefined;
  const shape: Shape = {
    length: 0,
    linked: 0,
    links: link ? 1 : 0,
    attachments: link && isAttachment(element) ? 1 : 0,
    cells: element.tag === 'td' || element.tag === 'th' ? 1 : 0,
    plain: 0,
    headings: /^h[1-3]$/.test(element.tag) ? 1 : 0,
  };
  for (const child of element.children) {
    if (isElement(child)) {
      const inner = measure(child, inLink || link, into);
      for (const key of Object.keys(shape) as (keyof Shape)[]) shape[key] += inner[key];
    } else {
      const { length } = child.replace(/\s+/g, '');
      shape.length += length;
      if (inLink || link) shape.linked += length;
    }
  }
  if (shape.cells === 1 && (element.tag === 'td' || element.tag === 'th') && shape.length > 0 && shape.linked === 0)
    shape.plain = 1;
  into.set(element, shape);
  return shape;
}
