/** 发布机构: the body that issues a document, where the document names it. */
import type { Document, Place } from '../../extractors/document.js';
import { findMentions } from '../region/mentions.js';
import { DATE_LINE, type Line, linesOf, officeHead, officeLine } from './lines.js';
import type { Metadata } from './metadata.js';
import type { Head } from './title.js';

export interface Publisher {
  text: string;
  raw: string;
  at: Place[];
}

/** 现将2023年…情况报告如下: the sentence in which the author speaks. */
const REPORTING = /现(?:就|将)[^。]{0,160}(?:如下|下发|印发|公开|公布|公示|通报|报告|汇报)/u;
const CLAUSE = /(?:^|[，。；,])(?:20\d\d年(?:度|来|以来)?[，,]?)?/gu;
const SUBJECT_OFFICE =
  /^[\p{Script=Han}]{2,24}?(?:局|委员会|办公室|办事处|人民政府)(?!关于|的|《|〔|要求|部署|文件|安排|等|和|、|及|与|有关)/u;
/** The body of a report begins with the reporting sentence; further down 现将 speaks of parts. */
const REPORTING_LINES = 12;

/** 绩效评价报告 of a project names the unit that is evaluated first, not the one that evaluates. */
const EVALUATED = /项目.*评价报告/u;

function fromTitle({ title }: Head): Publisher | null {
  if (!title || (EVALUATED.test(title.text) && !title.text.includes('自评'))) return null;
  const office = officeHead(title.text.replace(/^20\d\d年度?/u, ''));
  return office ? { text: office, raw: office, at: title.at.slice(0, 1) } : null;
}

/** 铁西区财政局积极构建…体系。现将…报告如下: the subject is who reports. */
function fromReportingSentence(lines: readonly Line[]): Publisher | null {
  const top = lines.slice(0, REPORTING_LINES);
  for (const [i, line] of top.entries()) {
    const reporting = REPORTING.exec(line.text);
    if (!reporting) continue;
    const before = subjectOf(line.text.slice(0, reporting.index)) ?? (i > 0 ? subjectOf(top[i - 1]!.text) : null);
    if (before) return { text: before, raw: before, at: line.at };
  }
  return null;
}

/** The last office that is the subject of a clause; it must bear the name of its place (县财政局 could be any). */
function subjectOf(text: string): string | null {
  let found: string | null = null;
  for (const match of text.matchAll(CLAUSE)) {
    const clause = text.slice(match.index + match[0].length, match.index + match[0].length + 48);
    const office = SUBJECT_OFFICE.exec(clause)?.[0];
    if (office && findMentions(office).some((m) => m.start === 0 && m.full)) found = office;
  }
  return found;
}

const SIGNED_AND_DATED = /^(.{2,36}?)(20\d\d年\d{1,2}月\d{1,2}日)$/u;

/** 平阴县财政局 ⏎ 2024年3月5日. Several different signatures are those of attachments, and say nothing. */
function fromSignature(lines: readonly Line[]): Publisher | null {
  const signatures: Publisher[] = [];
  lines.forEach((line, i) => {
    const together = SIGNED_AND_DATED.exec(line.text)?.[1];
    const office = together ? officeLine(together) : officeLine(line.text);
    if (!office || (!together && !DATE_LINE.test(lines[i + 1]?.text ?? ''))) return;
    signatures.push({ text: office, raw: line.raw, at: line.at });
  });
  const [first] = signatures;
  return first && signatures.every((s) => s.text === first.text) ? first : null;
}

/** X县财政局 in a line of its own, right below the title. */
function fromByline({ title }: Head, lines: readonly Line[]): Publisher | null {
  const end = title?.at.at(-1);
  const last = lines.findIndex(({ at }) => end !== undefined && at.includes(end));
  const [line, next] = last < 0 ? [] : lines.slice(last + 1);
  const office = line && officeLine(line.text);
  // Several lines of offices would each be as good.
  return office && !(next && officeLine(next.text)) ? { text: office, raw: line.raw, at: line.at } : null;
}

function fromMetadata(metadata: Metadata, field: 'publisher' | 'source'): Publisher | null {
  const value = metadata.fields.get(field);
  const office = value ? officeLine(value.text) : null;
  return value && office ? { text: office, raw: value.raw, at: value.at } : null;
}

/** 区财政局, 市发改委: all its characters stand in the full name, in their order. */
function isShortFor(short: string, full: string): boolean {
  let next = 0;
  for (const character of full) if (character === short[next]) next++;
  return short.length < full.length && next === short.length;
}

/**
 * The issuing body: from the red head, the title (X局关于…), the metadata block, the signature, the line below the title,
 * or the subject of the reporting sentence, the first that says so. Null where the document does not name it; 区财政局
 * somewhere in it is no author.
 */
export function readPublisher(document: Document, head: Head, metadata: Metadata): Publisher | null {
  if (head.redHead) {
    const text = officeLine(head.redHead.text.replace(/文件$/u, ''));
    if (text) return { text, raw: head.redHead.raw, at: head.redHead.at };
  }
  const titled = fromTitle(head);
  const labelled = fromMetadata(metadata, 'publisher');
  // 市发改委关于…, under 发布机构：乐平市发展和改革委员会: the title only has the short form of it.
  if (titled && labelled && isShortFor(titled.text, labelled.text)) return labelled;
  const lines = linesOf(document);
  const body = lines.filter((line) => line.block >= head.end);
  return (
    titled ??
    labelled ??
    fromSignature(lines) ??
    fromByline(head, lines) ??
    fromReportingSentence(body) ??
    fromMetadata(metadata, 'source')
  );
}
