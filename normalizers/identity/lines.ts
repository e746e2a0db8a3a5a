/** The document as lines: what the head, the signature and the metadata block are read from. */
import type { Block, Document, Place } from '../../extractors/document.js';
import { placesWithin, removeSpaces } from '../../extractors/document.js';

export interface Line {
  /** White space removed. */
  text: string;
  raw: string;
  at: Place[];
  /** Index of the block it belongs to. */
  block: number;
}

/** The lines of the paragraphs in blocks `from` to `to`; a paragraph that holds line breaks is several lines. */
export function linesOf(document: Document, from = 0, to = document.blocks.length): Line[] {
  const lines: Line[] = [];
  for (let block = from; block < Math.min(to, document.blocks.length); block++) {
    lines.push(...linesOfBlock(document.blocks[block]!, block));
  }
  return lines;
}

export function linesOfBlock(block: Block, index: number): Line[] {
  if (block.kind !== 'paragraph') return [];
  if (!block.text.includes('\n')) {
    const text = removeSpaces(block.text);
    return text ? [{ text, raw: block.raw.trim(), at: block.at, block: index }] : [];
  }
  const lines: Line[] = [];
  let start = 0;
  for (const piece of block.text.split('\n')) {
    const text = removeSpaces(piece);
    if (text)
      lines.push({ text, raw: piece.trim(), at: placesWithin(block, start, start + piece.length), block: index });
    start += piece.length + 1;
  }
  return lines;
}

/** 2024年3月5日, 二〇二四年三月五日, 2024-03-05, alone on a line. */
export const DATE_LINE =
  /^[（(]?(?:20\d\d年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|20\d\d[-./]\d{1,2}[-./]\d{1,2})[）)]?$/u;

const OFFICE_ENDING =
  '(?:局|委员会|办公室|办事处|政府|常委会|管委会|委|厅|工作部|宣传部|组织部|统战部|中心|医院|学校|大学|学院|总工会|联合会|协会|支队|大队|政协|公司|服务站)';
const OFFICE_LINE = new RegExp(`^[\\p{Script=Han}（）()、]{1,36}?${OFFICE_ENDING}(?=$|[（(]盖章[）)]$)`, 'u');
const OFFICE_HEAD = new RegExp(
  `^((?!关于)[\\p{Script=Han}（）()、]{1,36}?${OFFICE_ENDING})(?=关于|20\\d\\d年|[二〇○零一三四五六七八九]{4}年|部门预算|部门决算)`,
  'u',
);

/** The office that a line consists of, without （盖章）; null where it says anything else. */
export function officeLine(text: string): string | null {
  return text.length <= 40 ? (OFFICE_LINE.exec(text)?.[0] ?? null) : null;
}

/** The office that a title begins with: 德惠市财政局 of 德惠市财政局关于…, 平阴县民政局 of 平阴县民政局2024年…. */
export function officeHead(text: string): string | null {
  return OFFICE_HEAD.exec(text)?.[1] ?? null;
}
