/** 信息公开目录: the block of labels that a disclosure site puts over a document. */
import { cellsByRow, type Document, type Place, removeSpaces, type Table } from '../../extractors/document.js';
import { type Line, linesOfBlock } from './lines.js';

export type MetadataField = 'title' | 'publisher' | 'source' | 'number' | 'index' | 'written' | 'published';

export interface MetadataValue {
  text: string;
  raw: string;
  at: Place[];
}

export interface Metadata {
  fields: Map<MetadataField, MetadataValue>;
  /** Lines and tables that are only metadata: the head of the document is elsewhere. */
  lines: ReadonlySet<string>;
  tables: ReadonlySet<number>;
}

const LABELS: Readonly<Record<MetadataField | 'other', string>> = {
  title: '标题 名称 信息名称 文件名称 公文标题',
  publisher:
    '发布机构 发文机关 发文机构 发文单位 发布单位 发布机关 制发机关 公开主体 发布主体 公开单位 公开机构 发布部门 公开部门 所属机构',
  source: '信息来源 文章来源 内容来源 来源',
  number: '文号 发文字号 公文文号 文件编号 发文号',
  index: '索引号 信息索引号 监督索引号',
  written: '成文日期 成文时间 发文日期 发文时间 生成日期',
  published: '发布日期 发布时间 公开日期 公开时间',
  other:
    '信息分类 主题分类 体裁分类 组配分类 服务对象 分类 日期 时间 更新日期 更新时间 录入时间 有效性 效力状态 时效 公开方式 公开形式 公开范围 公开属性 公开时限 主题词 关键词 关键字 内容概述 内容概况 生效日期 废止日期 失效日期 签发人 作者 责任编辑 编辑 审核 浏览次数 浏览量 阅读次数 阅读量 访问量 点击数 点击量 点击率 字体 字号 字体大小 分享 分享到 语种 信息格式 载体类型 相关信息 当前位置 您的位置 您当前的位置 你的位置 位置',
};

/** Whether it labels a line of such a block; true for every label that the reader of HTML knows one by. */
export const isMetadataLabel = (label: string): boolean => FIELD_OF.has(label);

const FIELD_OF = new Map<string, MetadataField | 'other'>();
for (const [field, labels] of Object.entries(LABELS)) {
  for (const label of labels.split(' ')) FIELD_OF.set(label, field as MetadataField | 'other');
}
const ALL_LABELS = [...FIELD_OF.keys()].sort((a, b) => b.length - a.length).join('|');
const LABEL = new RegExp(`[【[]?(${ALL_LABELS})[】\\]]?[:：]|[【[](${ALL_LABELS})[】\\]]`, 'gu');
const STARTS = new RegExp(`^(?:${LABEL.source})`, 'u');

/** How many blocks from the top may be metadata; sites print at most two dozen labels. */
const TOP_BLOCKS = 60;
/** Labels that a table must have to be the metadata block and not a form with a 名称 in it. */
const LABELS_OF_A_TABLE = 2;
const LONGEST_LINE = 300;

const EMPTY = /^[-—/无\s]*$/u;

/** Reads the labels over a document, whether they are lines, one line, or a table. */
export function readMetadata(document: Document): Metadata {
  const fields = new Map<MetadataField, MetadataValue>();
  const metadataLines = new Set<string>();
  const tables = new Set<number>();
  const set = (label: string, value: MetadataValue) => {
    const field = FIELD_OF.get(label);
    if (!field || field === 'other' || fields.has(field) || EMPTY.test(value.text)) return;
    fields.set(field, value);
  };

  let open: string | null = null;
  document.blocks.slice(0, TOP_BLOCKS).forEach((block, index) => {
    if (block.kind === 'table') {
      open = null;
      if (readTable(block, set)) tables.add(index);
      return;
    }
    for (const line of linesOfBlock(block, index)) {
      if (line.text.length <= LONGEST_LINE && STARTS.test(line.text)) {
        metadataLines.add(line.text);
        open = readLine(line, set);
      } else if (open) {
        // The value stands on the line after its label: 发布机构： ⏎ 平阴县财政局.
        if (FIELD_OF.get(open) !== 'other') metadataLines.add(line.text);
        set(open, line);
        open = null;
      }
    }
  });
  return { fields, lines: metadataLines, tables };
}

/** Takes the values of one line, and returns a label that it ends with, whose value is still to come. */
function readLine(line: Line, set: (label: string, value: MetadataValue) => void): string | null {
  const labels = [...line.text.matchAll(LABEL)];
  let open: string | null = null;
  labels.forEach((match, i) => {
    const label = match[1] ?? match[2]!;
    const text = line.text.slice(match.index + match[0].length, labels[i + 1]?.index).replace(/[|｜;；,，]+$/u, '');
    if (text) set(label, { text, raw: text, at: line.at });
    else if (i === labels.length - 1) open = label;
  });
  return open;
}

function readTable(table: Table, set: (label: string, value: MetadataValue) => void): boolean {
  const found: [string, MetadataValue][] = [];
  let labels = 0;
  for (const row of cellsByRow(table)) {
    row.forEach((cell, i) => {
      const label = removeSpaces(cell.text).replace(/[【】[\]:：]/gu, '');
      if (!FIELD_OF.has(label)) return;
      labels++;
      const value = row[i + 1];
      if (value) found.push([label, { text: removeSpaces(value.text), raw: value.raw, at: value.at }]);
    });
  }
  if (labels < LABELS_OF_A_TABLE) return false;
  for (const [label, value] of found) if (!FIELD_OF.has(value.text)) set(label, value);
  return true;
}
