/** What a page break leaves in running text: paragraphs cut within a sentence, and heads that every page repeats. */
import type { Block, Paragraph } from '../../extractors/document.js';
import { DATE_LINE, officeLine } from '../identity/lines.js';
import { numberingOf } from './outline.js';

/** Characters; a page break cuts after a full line, so what is shorter was cut only where it ends with a comma. */
const SHORTEST_CUT = 25;
/** Characters; a paragraph over several pages is not longer, which keeps the joining linear. */
const LONGEST_CUT = 10_000;
/** Characters; a head of pages is not longer, and 无 or 附件 is none. */
const LONGEST_HEAD = 60;
const SHORTEST_HEAD = 5;

const ENDED = /[。；：！？…”）)》;:!?]$/;

const flat = (text: string): string => text.replace(/\s+/g, '');

/** 某县财政局（盖章）, 2024年12月20日, or both on one line: the signature below a text. */
export function isSignature(text: string): boolean {
  const office = text.replace(/(?:19|20)\d\d年\d{1,2}月\d{1,2}日$/, '');
  return DATE_LINE.test(text) || officeLine(office) !== null;
}

/** Whether a text stops within a sentence. A heading or title has no sentence in it, and so is never cut. */
export function isCut(text: string): boolean {
  if (text.length > LONGEST_CUT) return false;
  const end = text.trimEnd();
  return !ENDED.test(end) && (/[，、]$/.test(end) || (end.length >= SHORTEST_CUT && /[，。；]/.test(end)));
}

/** Whether a (folded) text can be the rest of one that was cut: no item, heading or signature of its own. */
export function continues(folded: string): boolean {
  return !numberingOf(folded) && !/^(?:〔|附件|[一二三四五六七八九十]{1,2}是)/.test(folded) && !isSignature(folded);
}

/** Two paragraphs as the one that the page break cut; every stretch still leads to its own place. */
export function joinParagraphs(first: Paragraph, second: Paragraph): Paragraph {
  return {
    ...first,
    text: first.text + second.text,
    raw: first.raw + second.raw,
    at: [...first.at, ...second.at],
    offsets: [...first.offsets, ...second.offsets.map((offset) => offset + first.text.length)],
    repairs: [...new Set([...first.repairs, ...second.repairs])],
  };
}

/** Short lines without a stop that a document prints more than once: 安福县2023年度重点项目绩效评价结果摘要 over every page. */
export function repeatedLines(blocks: readonly Block[]): Set<Block> {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    if (block.kind !== 'paragraph' || block.text.length > LONGEST_HEAD) continue;
    const text = flat(block.text);
    if (text.length < SHORTEST_HEAD || /[。；：，]/.test(text) || numberingOf(text)) continue;
    groups.set(text, [...(groups.get(text) ?? []), block]);
  }
  return new Set([...groups.values()].filter(({ length }) => length > 1).flat());
}

/** Paragraphs with those joined that a page break cut, over the head of the next page. */
export function joinCut(paragraphs: readonly Paragraph[]): Paragraph[] {
  const repeated = repeatedLines(paragraphs);
  const joined: Paragraph[] = [];
  let open: number | null = null;
  for (const paragraph of paragraphs) {
    const last = open === null ? undefined : joined[open];
    if (repeated.has(paragraph)) {
      joined.push(paragraph);
    } else if (open !== null && last && isCut(last.text) && continues(flat(paragraph.text))) {
      joined[open] = joinParagraphs(last, paragraph);
    } else {
      open = joined.push(paragraph) - 1;
    }
  }
  return joined;
}
