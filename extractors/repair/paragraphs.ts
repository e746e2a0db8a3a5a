/** Paragraphs that a page break or a hard line end cut in two. */
import type { Block, Paragraph } from '../document.js';

/** A paragraph ends here; the colon and the quotation mark as well as the stop. */
const ENDS = /[。！？：；!?:;”"』」》）)]$/;
/** Running text has punctuation inside; a title or a heading has none, and must not swallow what follows. */
const IS_PROSE = /[，。；]/;
/** What begins a paragraph of its own: numbering in its many forms, 一是, 附件. */
const BEGINS =
  /^(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]|第[一二三四五六七八九十\d]{1,3}[章节条部]|[一二三四五六七八九十]是|附[件：:]|注[：:]|[●•■◆·-])/;

/** Joins a paragraph that stops within a sentence with the one below. Places and offsets of both are kept. */
export function joinParagraphs(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === 'paragraph' && last?.kind === 'paragraph' && isCut(last, block)) append(last, block);
    else joined.push(block);
  }
  return joined;
}

function isCut(above: Paragraph, below: Paragraph): boolean {
  return (
    IS_PROSE.test(above.text) &&
    !ENDS.test(above.text) &&
    !BEGINS.test(below.text) &&
    below.text !== '' &&
    IS_PROSE.test(below.text)
  );
}

function append(above: Paragraph, below: Paragraph): void {
  const start = above.text.length;
  above.text += below.text;
  above.raw += `\n${below.raw}`;
  above.at.push(...below.at);
  if (above.confidence !== undefined && below.confidence !== undefined) {
    above.confidence = Math.min(above.confidence, below.confidence);
    above.confidences?.push(...(below.confidences ?? []));
  }
  above.offsets.push(...below.offsets.map((offset) => start + offset));
  above.repairs.push('joined-paragraph', ...below.repairs);
}
