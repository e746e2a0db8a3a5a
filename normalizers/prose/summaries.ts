/**
 * Where evaluation summaries (绩效评价报告摘要) begin and end in a document, and their sections. Nothing is read here but
 * headings; a summary never takes a paragraph of the next one.
 */
import type { Block, Paragraph } from '../../extractors/document.js';
import type { EvaluationLexicon, FieldLexicon, SectionKind } from './lexicon.js';
import { headingDepth, numberingOf } from './outline.js';
import { continues, isCut, isSignature, joinParagraphs, repeatedLines } from './page-breaks.js';
import { Headings, type Title } from './titles.js';

/** A paragraph of a section, or the stretch of its text that belongs to it. */
export interface Piece {
  paragraph: Paragraph;
  from: number;
  to: number;
  /** Where its heading begins on the same line, which can be the label of a figure: 评价得分：88.5分. */
  head?: number;
}

export interface Section {
  kind: SectionKind;
  /** Depth of the heading's numbering; null for a heading without one and for what stands before the first heading. */
  depth: number | null;
  pieces: Piece[];
}

export interface Summary {
  name: string;
  /** Where the name stands: the stretch of each paragraph that it takes. */
  title: Title['places'];
  sections: Section[];
  /** Everything that belongs to the summary, headings included. */
  paragraphs: Paragraph[];
}

interface Context {
  blocks: readonly Block[];
  headings: Headings;
  lexicon: EvaluationLexicon;
  /** Heads that the document repeats over its pages. */
  repeated: ReadonlySet<Block>;
}

/** Characters; a shorter last line without a full stop is a signature or a caption. */
const LONGEST_SIGNATURE = 30;
/** Characters of a summary without a conclusion in which a budget or a score must stand. */
const STATED_WITHIN = 4000;

const whole = (paragraph: Paragraph, from = 0): Piece => ({ paragraph, from, to: paragraph.text.length });

const opening = (title: Title): Paragraph => (title.places[0] as Title['places'][number]).paragraph;

/** Depth of the sections' headings, once there is one. */
function depthOf({ sections }: Summary): number | null {
  return sections.find(({ kind, depth }) => kind !== 'other' && depth !== null)?.depth ?? null;
}

/** Whether the summary has ended before this block. */
function endsAt(index: number, block: Block, summary: Summary, title: Title, { headings, lexicon }: Context): boolean {
  const closing = summary.sections.some(({ kind, pieces }) => kind === 'recommendations' && pieces.length > 0);
  if (block.kind !== 'paragraph') return closing;
  const { text } = headings.fold(block);
  const section = headings.sectionAt(index);
  const top = depthOf(summary);
  if (section) {
    const again = summary.sections.some(({ kind }) => kind === section.kind && kind !== 'other');
    return again && (closing || (section.depth !== null && top !== null && section.depth < top));
  }
  // A summary in one paragraph goes on only with 存在问题：….
  if (title.lines === 0) return true;
  const depth = headingDepth(text);
  // 3.某项目绩效评价情况 … 二、结果应用: without numbered sections, the title's own depth tells.
  const above = top ?? numberingOf(headings.fold(opening(title)).text)?.depth ?? null;
  if (depth !== null && top === null && above !== null && depth <= above) return true;
  if (depth !== null && top !== null && (depth < top || (closing && depth === top))) return true;
  if (lexicon.attachment.test(text)) return true;
  // 某县财政局 / 2024年5月6日 below the last section, whichever it is.
  const last = summary.sections.at(-1);
  if (isSignature(text)) return (last?.pieces.length ?? 0) > 0;
  return (
    closing &&
    last?.kind === 'recommendations' &&
    text.length <= LONGEST_SIGNATURE &&
    !/[。；：！]$/.test(text) &&
    !numberingOf(text)
  );
}

/** Whether a page break cut the text of an open section, and this (folded) text goes on with it. */
function goesOn({ pieces }: Section, text: string): boolean {
  const last = pieces.at(-1);
  return last !== undefined && isCut(last.paragraph.text) && continues(text);
}

/**
 * Whether a block is the head of a page rather than text: a repeated line, or the summary's own title again, unless its
 * sections begin again too (the same project in another year).
 */
function isPageHead(index: number, next: Title | null, summary: Summary, { blocks, headings, repeated }: Context) {
  if (!next) return repeated.has(blocks[index] as Block) && !headings.sectionAt(index);
  const following = headings.sectionAt(index + next.lines)?.kind;
  return next.lines > 0 && next.name === summary.name && !summary.sections.some(({ kind }) => kind === following);
}

function readFrom(index: number, title: Title, context: Context): Summary {
  const { blocks, headings } = context;
  const preamble: Section = { kind: 'other', depth: null, pieces: [] };
  if (title.from !== null) preamble.pieces.push(whole(opening(title), title.from));
  const first = index + Math.max(1, title.lines);
  const summary: Summary = {
    name: title.name,
    title: title.places,
    sections: [preamble],
    paragraphs: blocks.slice(index, first).filter((block) => block.kind === 'paragraph'),
  };
  for (let i = first; i < blocks.length; i++) {
    const block = blocks[i] as Block;
    const next = headings.titleAt(i);
    if (isPageHead(i, next, summary, context)) {
      const lines = blocks.slice(i, i + (next?.lines ?? 1));
      summary.paragraphs.push(...lines.filter((line) => line.kind === 'paragraph'));
      i += lines.length - 1;
      continue;
    }
    const section = headings.sectionAt(i);
    const open = summary.sections.at(-1) as Section;
    const rest = block.kind === 'paragraph' && !section && goesOn(open, headings.fold(block).text);
    if (next || (!rest && endsAt(i, block, summary, title, context))) break;
    if (block.kind !== 'paragraph') continue;
    summary.paragraphs.push(block);
    const depth = headingDepth(headings.fold(block).text);
    if (rest) {
      const cut = open.pieces.pop() as Piece;
      const joined = joinParagraphs(cut.paragraph, block);
      open.pieces.push({ ...cut, paragraph: joined, to: joined.text.length });
    } else if (section) {
      const pieces = section.from === null ? [] : [{ ...whole(block, section.from), head: 0 }];
      summary.sections.push({ kind: section.kind, depth: section.depth, pieces });
    } else if (depth !== null && depth === depthOf(summary)) {
      summary.sections.push({ kind: 'other', depth, pieces: [] });
    } else {
      open.pieces.push(whole(block));
    }
  }
  return summary;
}

/**
 * Cuts a section at the headings within its paragraphs: 【存在问题】 wherever it stands; 存在问题： after a stop only where
 * the summary has no other sections (…得分88分。存在问题：台账不清。建议：完善台账。).
 */
function splitWithin(section: Section, headings: Headings, how: 'bracketed' | 'within'): Section[] {
  const sections: Section[] = [{ ...section, pieces: [] }];
  for (const piece of section.pieces) {
    const marks = headings.marksIn(piece.paragraph, how).filter(({ start }) => start >= piece.from);
    sections.at(-1)?.pieces.push({ ...piece, to: marks[0]?.start ?? piece.to });
    marks.forEach(({ kind, start, from }, i) => {
      const to = marks[i + 1]?.start ?? piece.to;
      sections.push({ kind, depth: null, pieces: [{ paragraph: piece.paragraph, from, to, head: start }] });
    });
  }
  return sections;
}

/** Titles are many, summaries few: 重点评价情况 heads a part of a report. A summary has sections, or at least a score. */
function holds(summary: Summary, headings: Headings, { budget, score }: EvaluationLexicon): boolean {
  const kinds = new Set(summary.sections.map(({ kind }) => kind));
  kinds.delete('other');
  if (kinds.size >= 2 && kinds.has('conclusion')) return true;
  const texts = summary.sections.flatMap(({ pieces }) => pieces.map(({ paragraph }) => headings.fold(paragraph).text));
  const text = texts.join('。').slice(0, STATED_WITHIN);
  const states = (field: FieldLexicon) => [field.strong, field.weak].some((pattern) => text.search(pattern) >= 0);
  return kinds.size >= 2 ? states(score) || states(budget) : states(score) && states(budget);
}

/** Finds the evaluation summaries of a document. */
export function findSummaries(blocks: readonly Block[], lexicon: EvaluationLexicon): Summary[] {
  const context = { blocks, headings: new Headings(blocks, lexicon), lexicon, repeated: repeatedLines(blocks) };
  const { headings } = context;
  const summaries: Summary[] = [];
  for (let i = 0; i < blocks.length; ) {
    const title = headings.titleAt(i);
    const summary = title ? readFrom(i, title, context) : null;
    if (!summary || !title) {
      i += 1;
      continue;
    }
    const flat = title.lines === 0 || summary.sections.every(({ kind }) => kind === 'other');
    const told = title.lines === 0 || holds(summary, headings, lexicon);
    const how = flat ? 'within' : 'bracketed';
    summary.sections = summary.sections.flatMap((section) => splitWithin(section, headings, how));
    if (!told && !holds(summary, headings, lexicon)) {
      i += 1;
      continue;
    }
    summaries.push(summary);
    const last = summary.paragraphs.at(-1);
    while (blocks[i] !== last) i += 1;
    i += 1;
  }
  return summaries;
}
