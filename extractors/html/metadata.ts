/**
 * 信息公开目录: the block of labels that a disclosure site puts over a document — a table, a list or a line. It becomes
 * paragraphs `发布机构：X`, one a label, whatever it is built of.
 */
import { foldText, type Paragraph } from '../document.js';
import type { HtmlElement } from './dom.js';
import { type CssPaths, collapse, descendants, isElement, isHidden, printed } from './tree.js';

/** Labels that only such blocks have. */
const TELLING =
  '索引号 信息索引号 监督索引号 发布机构 发文机关 发文机构 发文单位 发布单位 发布机关 制发机关 公开主体 公开单位 公开机构 发布部门 文号 发文字号 公文文号 文件编号 发文号 成文日期 发文日期 发布日期 发布时间 生成日期 公开日期 公开时间 信息来源 文章来源 主题分类 体裁分类 组配分类 信息分类 公开方式 公开形式 公开范围 内容概述 有效性 浏览次数 阅读次数 点击数';
/** Labels that stand beside them, and elsewhere, too. */
const COMMON =
  '标题 名称 信息名称 文件名称 公文标题 来源 服务对象 分类 日期 时间 更新日期 更新时间 时效 公开属性 主题词 关键词 关键字 内容概况 生效日期 废止日期 签发人 作者 责任编辑 编辑 审核 浏览量 访问量 点击量 点击率 字体 字号 字体大小 语种 信息格式 载体类型 相关信息 所属机构';
const TELLING_LABELS = new Set(TELLING.split(' '));
/** All labels by which a block is known. */
export const LABELS: readonly string[] = [...TELLING_LABELS, ...COMMON.split(' ')].sort((a, b) => b.length - a.length);
const spaced = (label: string) => [...label].join('\\s*');
const ALONE = new RegExp(`^[【[]?\\s*(${LABELS.map(spaced).join('|')})\\s*[】\\]]?\\s*[:：]?$`, 'u');
const WITHIN = new RegExp(`(?:^|[\\s|｜【[（(])(${LABELS.map(spaced).join('|')})\\s*[】\\]]?\\s*[:：]`, 'gu');

const LONGEST_BLOCK = 1500;
const FEWEST_LABELS = 2;
/** Share of the text that may be neither label nor value. */
const STRAY_SHARE = 0.3;

export interface Metadata {
  paragraphs: Paragraph[];
  /** The elements that are nothing but metadata. */
  elements: Set<HtmlElement>;
}

interface Piece {
  text: string;
  element: HtmlElement;
}

/** Finds the blocks of labels: the outermost elements that hold little else. */
export function readMetadata(root: HtmlElement, paths: CssPaths): Metadata {
  const metadata: Metadata = { paragraphs: [], elements: new Set() };
  const lengths = new Map<HtmlElement, number>();
  const measure = (element: HtmlElement): number => {
    let length = 0;
    for (const child of element.children) length += isElement(child) ? measure(child) : child.trim().length;
    lengths.set(element, length);
    return length;
  };
  measure(root);
  const visit = (element: HtmlElement) => {
    if (isHidden(element) || lengths.get(element) === 0) return;
    if (lengths.get(element)! <= LONGEST_BLOCK && element.tag !== 'body' && element.tag !== 'html') {
      const pairs = readPairs(element);
      if (pairs) {
        metadata.elements.add(element);
        for (const { label, value } of pairs) if (value) metadata.paragraphs.push(paragraphOf(label, value, paths));
        return;
      }
    }
    for (const child of element.children) if (isElement(child)) visit(child);
  };
  visit(root);
  return metadata;
}

/** What the head of the page says of the article, in the names that the guide for government sites prescribes. */
export function readMetaTags(root: HtmlElement, known: readonly Paragraph[], paths: CssPaths): Paragraph[] {
  const names: Record<string, [string, RegExp]> = {
    articletitle: ['标题', /^(标题|名称|信息名称|文件名称|公文标题)：/],
    contentsource: ['来源', /^(来源|信息来源|文章来源|发布机构|发文机关)：/],
    pubdate: ['发布日期', /^(发布日期|发布时间|公开日期|公开时间|成文日期|发文日期|生成日期)：/],
  };
  const paragraphs: Paragraph[] = [];
  for (const element of descendants(root)) {
    const found = element.tag === 'meta' ? names[(element.attributes.name ?? '').toLowerCase()] : undefined;
    const text = printed(element.attributes.content ?? '');
    if (!found || !text || known.some((paragraph) => found[1].test(paragraph.text))) continue;
    paragraphs.push(paragraphOf(found[0], { text, element }, paths));
  }
  return paragraphs;
}

function paragraphOf(label: string, { text, element }: Piece, paths: CssPaths): Paragraph {
  const line = `${label}：${text}`;
  return { kind: 'paragraph', text: line, raw: line, at: [{ path: paths.of(element) }], offsets: [0], repairs: [] };
}

function readPairs(element: HtmlElement): { label: string; value: Piece | null }[] | null {
  const pairs: { label: string; value: Piece | null }[] = [];
  let stray = 0;
  let length = 0;
  let open: { label: string; value: Piece | null } | null = null;
  const begin = (label: string) => {
    open = { label: foldText(label), value: null };
    pairs.push(open);
  };
  const give = ({ text, element: at }: Piece) => {
    const value = text.replace(/^[:：\s]+/, '');
    if (value === '' || /^[-—/|]+$/.test(value)) return;
    if (!open) stray += value.length;
    else if (open.value) open.value.text += ` ${value}`;
    else open.value = { text: value, element: at };
  };
  for (const piece of piecesOf(element)) {
    length += piece.text.length;
    const alone = ALONE.exec(piece.text)?.[1];
    if (alone) {
      begin(alone);
      continue;
    }
    const labels = [...piece.text.matchAll(WITHIN)];
    if (labels.length === 0 || labels[0]!.index > 0) give({ ...piece, text: piece.text.slice(0, labels[0]?.index) });
    labels.forEach((match, i) => {
      begin(match[1]!);
      give({ ...piece, text: piece.text.slice(match.index + match[0].length, labels[i + 1]?.index).trim() });
    });
  }
  const telling = pairs.filter(({ label }) => TELLING_LABELS.has(label)).length;
  if (pairs.length < FEWEST_LABELS || telling === 0 || stray > length * STRAY_SHARE) return null;
  // A label of the block and a long text after it: the article itself stands in the same element.
  return pairs.some(({ label, value }) => value && value.text.length > 300 && !/^(标题|内容)/.test(label))
    ? null
    : pairs;
}

function piecesOf(element: HtmlElement): Piece[] {
  return element.children.flatMap((child): Piece[] => {
    if (isElement(child)) return isHidden(child) ? [] : piecesOf(child);
    const text = printed(collapse(child));
    return text ? [{ text, element }] : [];
  });
}
