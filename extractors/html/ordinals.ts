/** The numbers that browsers print before the items of `<ol>`: they stand nowhere in the text. */
import { formatNumber } from '../docx/numbers.js';
import type { HtmlElement } from './dom.js';
import { collapse, descendants, elementsOf, printed, textOf } from './tree.js';

/** Formats of `w:numFmt` for the styles of lists, by the attribute `type` and by CSS, with what stands after the number. */
const STYLES: Readonly<Record<string, [format: string, after: string]>> = {
  '1': ['decimal', '.'],
  a: ['lowerLetter', '.'],
  A: ['upperLetter', '.'],
  i: ['lowerRoman', '.'],
  I: ['upperRoman', '.'],
  decimal: ['decimal', '.'],
  'decimal-leading-zero': ['decimalZero', '.'],
  'lower-alpha': ['lowerLetter', '.'],
  'lower-latin': ['lowerLetter', '.'],
  'upper-alpha': ['upperLetter', '.'],
  'upper-latin': ['upperLetter', '.'],
  'lower-roman': ['lowerRoman', '.'],
  'upper-roman': ['upperRoman', '.'],
  'cjk-ideographic': ['chineseCountingThousand', '、'],
  'simp-chinese-informal': ['chineseCountingThousand', '、'],
  'trad-chinese-informal': ['chineseCountingThousand', '、'],
  'simp-chinese-formal': ['chineseLegalSimplified', '、'],
  'cjk-decimal': ['ideographDigital', '、'],
  'cjk-heavenly-stem': ['ideographTraditional', '、'],
  'cjk-earthly-branch': ['ideographZodiac', '、'],
};
const NO_NUMBER = /^(?:none|disc|circle|square)$/;
const LIST_STYLE = /(?:^|;)\s*list-style(?:-type)?\s*:\s*([^;]+)/i;
/** What people type before the items themselves, where a style sheet that we do not read takes the numbers away. */
const TYPED =
  /^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?\s*[、.．:：]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳]|第[一二三四五六七八九十\d]+[条章节项])/;

/** The printed number of each item that has one: `1.`, `一、`. */
export function ordinalsOf(root: HtmlElement): Map<HtmlElement, string> {
  const ordinals = new Map<HtmlElement, string>();
  for (const list of descendants(root)) if (list.tag === 'ol') number(list, ordinals);
  return ordinals;
}

function number(list: HtmlElement, into: Map<HtmlElement, string>): void {
  const items = elementsOf(list).filter(({ tag }) => tag === 'li');
  if (items.some((item) => TYPED.test(printed(collapse(textOf(item)))))) return;
  const step = 'reversed' in list.attributes ? -1 : 1;
  let value = wholeNumber(list.attributes.start) ?? (step < 0 ? items.length : 1);
  for (const item of items) {
    value = wholeNumber(item.attributes.value) ?? value;
    const style = styleOf(item) ?? styleOf(list) ?? 'decimal';
    const [format, after] = STYLES[style] ?? STYLES.decimal!;
    if (!NO_NUMBER.test(style)) into.set(item, formatNumber(value, format) + after);
    value += step;
  }
}

/** The first word of a list style that we know: `list-style: decimal inside`. */
function styleOf({ attributes }: HtmlElement): string | null {
  const css = LIST_STYLE.exec(attributes.style ?? '')?.[1]
    ?.toLowerCase()
    .split(/\s+/);
  return css?.find((word) => word in STYLES || NO_NUMBER.test(word)) ?? attributes.type ?? null;
}

function wholeNumber(text: string | undefined): number | null {
  return /^\s*-?\d{1,6}\s*$/.test(text ?? '') ? Number(text) : null;
}
