/** 标题: the heading of a document, put together from up to three lines at its top. */
import { cellsByRow, type Document, type Place, removeSpaces, type Table } from '../../extractors/document.js';
import { documentNumberLine } from './document-number.js';
import { DATE_LINE, type Line, linesOf, linesOfBlock, officeHead, officeLine } from './lines.js';
import type { Metadata } from './metadata.js';

export interface Heading {
  text: string;
  raw: string;
  at: Place[];
  repairs: string[];
}

/** What stands above the first sentence of a document. */
export interface Head {
  title: Heading | null;
  /** The document's own number, where it stands in the head. */
  number: Line | null;
  /** 平阴县财政局文件: the red head names who issues. */
  redHead: Line | null;
  /** The block from which the body begins. */
  end: number;
}

const MOST_LINES = 3;
const LONGEST_TITLE = 90;
/** Sites put menus over a document; past this many lines it is not a head any more. */
const LONGEST_HEAD = 80;

/** Lines of the page or site, not of the document. */
const FURNITURE =
  /^(?:[-—–·]*\d{1,4}[-—–·]*|第\d+页.*|\d+\/\d+|https?:.*|www\..*|首页|网站首页|政务公开|政府信息公开|信息公开|返回.*|打印.*|关闭.*|分享.*|扫一扫.*|收藏.*|无障碍.*|长者.*|适老.*|繁体.*|登录.*|注册.*|搜索.*|字[体号].{0,12}|【.*】|\[?大中小\]?|单位[:：]?(?:万元|元)|金额单位.*|目录|公开方式.*|[（(]此件.*[）)]|密级.*|\[bookmark.*\]|[\p{P}\p{S}]*)$|[>›»].*[>›»]|^(?:首页|当前位置|您的位置|所在位置).*[>›»/]/u;
const ENUMERATED =
  /^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+[部章节])/u;
/** 附件1, 附：. The number ends where a year begins: 附件 1 2024年度项目支出绩效目标表. */
const ATTACHMENT =
  /^(?:附(?:件|表|录)(?:\d{1,2}(?=20\d\d年)|(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[-—－]\d+)?(?!\d))?[:：]?|附[:：])/u;
/** Comma, full stop: titles have none, but for the title of what they pass on. */
const SENTENCE = /[，。；！？,;]|[:：]$/u;
/** The first line of a sentence that the page cut before its first comma. */
const SENTENCE_START =
  /^(?:为了?(?:深入|全面|进一步|切实|加强|规范|贯彻|落实|做好|提高)|根据|按照|依据|依照|近年来|今年|现[将就])/u;
const isSentence = (text: string) => SENTENCE_START.test(text) || SENTENCE.test(text.replace(/《[^》]*》/gu, ''));
const FORM_TITLE = /(?:绩效|自评|监控|评价|评分|申报|审批|预算|指标|支出|目标).{0,16}表(?:[（(].{0,24}[）)])?$/u;
const YEAR_ONLY = /^[（(]?(?:20\d\d|[二〇○零一三四五六七八九]{4})(?:年度?)?[）)]?$/u;
/** What a title ends with: the kind of document, or of what it publishes. */
const KIND =
  '报告|情况|说明|通知|方案|公告|公示|通报|总结|办法|意见|函|表|摘要|计划|规划|制度|规定|细则|批复|公开|纪要|汇报|汇编|材料|要点';
const COMPLETE = new RegExp(`(?:${KIND}|预算|决算|结果|清单|目标|信息|书|自评|评价)(?:[（(][^（）()]*[）)])?》?$`, 'u');
/** X局关于… goes on to the kind of document: 关于2025年县级部门预算 is not all of it. */
const COMPLETE_WITH_KIND = new RegExp(`(?:${KIND})(?:[（(][^（）()]*[）)])?$`, 'u');
const isComplete = (text: string) => (text.includes('关于') ? COMPLETE_WITH_KIND : COMPLETE).test(text);
/** The rest of a title that could end before it, and no title of its own: 重点项目绩效目标公开, but not 2024年决算公开. */
const isRest = (text: string) =>
  COMPLETE_WITH_KIND.test(text) &&
  text.length >= SHORTEST_REST &&
  !/20\d\d|[二〇○零一三四五六七八九]{4}年|关于|^第/u.test(text);
const SHORTEST_REST = 6;
const CUT_WORDS = ['绩效', '目标', '自评', '评价', '预算', '支出', '项目', '部门', '整体', '申报', '指标'];
/** The end of a line went through a word. */
const isCutWord = (text: string, next: string) =>
  CUT_WORDS.some((word) => text.endsWith(word[0]!) && next.startsWith(word[1]!));
const OPEN_END = /(?:关于|的|和|与|及|以及|暨|、|对|在|印发|《[^》]*|“[^”]*|[（(][^）)]*)$/u;
const ATTRIBUTE_END = /(?:项目|预算|支出|部门|单位|整体|财政|专项|资金)$/u;
const TAIL_START = /^(?:的|和|与|及|暨|、|》|”)/u;
const TAIL =
  /^(?:工作|开展|完成|执行|编制|编报|管理|实施|自评|绩效|目标|评价|预算|决算|公开|有关|相关|情况|总结|报告|说明|通知|公告|公示|计划|方案|意见|办法|汇报|摘要|结果|书)+$/u;
const SUBJECT = /^(?:20\d\d|[二〇○零一三四五六七八九]{4}年|关于|部门|整体|预算|绩效|项目)/u;
const PLACE_ONLY = /^[\p{Script=Han}]{1,11}[县市区旗省州]$/u;

const isForm = (text: string) => FORM_TITLE.test(text);
const withoutAttachment = (text: string) => {
  const rest = text.replace(ATTACHMENT, '');
  return rest.length > 3 ? rest : text;
};

/**
 * Reads the top of a document down to its first sentence, numbered heading, attachment or table. `names` are those of
 * departments and projects in its forms: a line that is only one of them heads a form, not the document.
 */
export function readHead(document: Document, metadata: Metadata, names: ReadonlySet<string>): Head {
  const lines: Line[] = [];
  const sheetNames: Line[] = [];
  let number: Line | null = null;
  let redHead: Line | null = null;
  let end = document.blocks.length;
  let seen = 0;
  scan: for (const [index, block] of document.blocks.entries()) {
    end = index;
    if (block.kind === 'table') {
      if (metadata.tables.has(index) || isMenu(block)) continue;
      break;
    }
    for (const line of linesOfBlock(block, index)) {
      if (++seen > LONGEST_HEAD) break scan;
      if (isSheetName(line)) {
        sheetNames.push(line);
        continue;
      }
      if (metadata.lines.has(line.text) || (names.has(line.text) && !officeLine(line.text))) continue;
      if (documentNumberLine(line.text)) {
        number ??= line;
        continue;
      }
      if (/(?:局|政府|委员会|办公室)文件$/u.test(line.text) && line.text.length < 40) {
        redHead ??= line;
        continue;
      }
      if (ATTACHMENT.test(line.text)) {
        // 附件2 over a title is a label; after one it opens the attachments.
        if (lines.some(({ text }) => weight(text) >= USUAL)) break scan;
        if (withoutAttachment(line.text) !== line.text) lines.push({ ...line, text: withoutAttachment(line.text) });
        continue;
      }
      if (FURNITURE.test(line.text)) continue;
      if (isSentence(line.text) || ENUMERATED.test(line.text) || line.text.length > LONGEST_TITLE) break scan;
      lines.push(line);
    }
    end = index + 1;
  }
  const repeated = repeatedTexts(document);
  const title = chooseTitle(lines, repeated) ?? titleInTable(document, end) ?? chooseTitle(sheetNames, repeated);
  return { title, number, redHead, end };
}

/** 首页 | 政务公开 | 互动交流: the menu of a page that is laid out by tables. */
const isMenu = ({ rows, cells }: Table) =>
  rows <= MOST_MENU_ROWS &&
  cells.some(({ text }) => FURNITURE.test(removeSpaces(text))) &&
  cells.every(({ text }) => text.length <= LONGEST_ENTRY && !/\d/u.test(text));
const MOST_MENU_ROWS = 2;
const LONGEST_ENTRY = 10;

/** The name of a sheet of a workbook (its place is `xl/name`): a title only where the sheet itself has none. */
const isSheetName = ({ at }: Line) => at.some((place) => 'path' in place && /^xl\/[^!]*$/u.test(place.path));

/** A heading with a year or 关于, that ends as titles do. */
const USUAL = 3;

/** How much a line or joined lines look like the title of a report rather than a menu, an author or a form. */
function weight(text: string): number {
  if (officeLine(text) || PLACE_ONLY.test(text) || DATE_LINE.test(text) || YEAR_ONLY.test(text)) return 0;
  let points = 0;
  if (/20\d\d年|[二〇○零一三四五六七八九]{4}年/u.test(text)) points += 3;
  if (text.includes('关于')) points += 3;
  if (COMPLETE.test(text)) points += 2;
  if (officeHead(text)) points += 1;
  if (text.length < 6) points -= 2;
  return points;
}

/** The lines that a document prints more than once: the running head of its pages. */
function repeatedTexts(document: Document): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { text } of linesOf(document)) {
    if (text.length <= LONGEST_TITLE) (seen.has(text) ? repeated : seen).add(text);
  }
  return repeated;
}

function chooseTitle(lines: readonly Line[], repeated: ReadonlySet<string>): Heading | null {
  const groups: { text: string; lines: Line[] }[] = [];
  for (let i = 0; i < lines.length; ) {
    const group = [lines[i++]!];
    for (let more = linesToJoin(group, lines, i); more > 0; more = linesToJoin(group, lines, i)) {
      group.push(...lines.slice(i, i + more));
      i += more;
    }
    groups.push({ text: removeSpaces(group.map((line) => line.text).join('')), lines: group });
  }
  // A form is the title only of a document that has no other: 项目支出绩效目标表 follows the report that it is attached to.
  const all = groups.filter(({ text }) => !isForm(text) && weight(text) > 0);
  // A running head above the title is the title only where nothing else looks like one.
  const once = all.filter((group) => !repeated.has(group.lines[0]!.text) && weight(group.text) >= USUAL);
  const reports = once.length > 0 ? once : all;
  const best =
    reports.reduce<(typeof groups)[number] | undefined>(
      (a, b) => (a && weight(a.text) >= weight(b.text) ? a : b),
      undefined,
    ) ??
    groups.find(({ text }) => isForm(text)) ??
    groups.find(({ text }) => text.length >= 6 && !DATE_LINE.test(text));
  if (!best) return null;
  return {
    text: best.text,
    raw: best.lines.map((line) => line.raw).join('\n'),
    at: best.lines.flatMap((line) => line.at),
    repairs: best.lines.length > 1 ? [`title/joined-lines: ${best.lines.length}`] : [],
  };
}

/** How many of the next lines belong to the title that `group` began. */
function linesToJoin(group: readonly Line[], lines: readonly Line[], next: number): number {
  const line = lines[next];
  if (!line || group.length >= MOST_LINES) return 0;
  const text = group.map((l) => l.text).join('');
  if (text === line.text || isForm(text)) return 0;
  if (YEAR_ONLY.test(text)) return isForm(line.text) || COMPLETE.test(line.text) ? 1 : 0;
  const author = officeLine(text) !== null || PLACE_ONLY.test(text);
  // 2025年度预算项目 ⏎ 绩效目标公开表 is one title; 项目支出绩效目标表 would be a form of its own.
  if (isForm(line.text) && ATTRIBUTE_END.test(text) && !/^(?:项目|部门|单位)/u.test(line.text)) return 1;
  // …（项目）绩 ⏎ 效目标自评表, …绩效目标 ⏎ 自评表: no form is called so.
  if (isForm(line.text) && (isCutWord(text, line.text) || line.text.length < SHORTEST_REST)) return 1;
  // 盐池县人力资源和社会保障局 ⏎ 2024年度部门整体支出绩效自评表: no form begins with its year.
  if (author && isForm(line.text) && /^20\d\d/.test(line.text)) return 1;
  if (isForm(line.text) || /^[（(]/u.test(line.text)) return 0;
  if (OPEN_END.test(text)) return 1;
  if (author) return SUBJECT.test(line.text) ? 1 : 0;
  if (DATE_LINE.test(line.text) || officeLine(line.text)) return 0;
  if (TAIL_START.test(line.text) || TAIL.test(line.text)) return 1;
  // 五常市2025年市本级部门预算 ⏎ 重点项目绩效目标公开: 部门预算 can end a title, but says no kind of document.
  if (isComplete(text) && !COMPLETE_WITH_KIND.test(text) && isRest(line.text)) return 1;
  if (isComplete(text) || text.length < 8) return 0;
  // 关于2024年部门预算绩效 ⏎ 编报管理情况 ⏎ 的报告: join as many lines as make it complete.
  for (let more = 1; group.length + more <= MOST_LINES; more++) {
    const following = lines.slice(next, next + more);
    const last = following.at(-1);
    if (following.length < more || !last || isForm(last.text) || officeLine(last.text)) return 0;
    if (isComplete(text + following.map((l) => l.text).join(''))) return more;
  }
  return 0;
}

/** In a spreadsheet the title is the first row of the table, one cell over all its columns. */
function titleInTable(document: Document, end: number): Heading | null {
  const block = document.blocks[end];
  if (block?.kind !== 'table') return null;
  for (const row of cellsByRow(block).slice(0, 2)) {
    const [cell, ...others] = row.filter((c) => c.text.trim() !== '');
    const text = cell ? withoutAttachment(removeSpaces(cell.text)) : '';
    if (!cell || others.length > 0) return null;
    if (text.length >= 6 && !isSentence(text) && cell.columnSpan * 2 >= block.columns) {
      return { text, raw: cell.raw, at: cell.at, repairs: [] };
    }
  }
  return null;
}
