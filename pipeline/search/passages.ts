/** A document's whole text, as it was extracted and repaired, with the places where it is printed: what a search looks into. */
import type { Block, Document, Place, Printed } from '../../extractors/document.js';

/** A paragraph or a cell. */
export interface Passage {
  text: string;
  /** What was printed, where it says more or something else than the text. */
  raw?: string;
  at: Place[];
  /** Where in the text each of the places begins; absent where it is not known. */
  offsets?: number[];
  /** Whether the next passage goes on in the same running text: a line that was cut between two paragraphs is found as one. */
  flows?: true;
  /** Of a cell the row of its table: what stands beside it tells what it is about. */
  row?: number;
}

/** All that stands in the document, in reading order. */
export function passagesOf({ blocks }: Document): Passage[] {
  return blocks.flatMap((block, i) =>
    block.kind === 'table' ? tablePassages(block) : [paragraph(block, blocks[i + 1])],
  );
}

function tablePassages({ cells }: Extract<Block, { kind: 'table' }>): Passage[] {
  return [...cells]
    .sort((a, b) => a.row - b.row || a.column - b.column)
    .map((cell) => ({ ...printed(cell), row: cell.row }));
}

function paragraph(block: Extract<Block, { kind: 'paragraph' }>, next: Block | undefined): Passage {
  const passage: Passage = { ...printed(block) };
  if (block.offsets.length > 1) passage.offsets = block.offsets;
  if (next?.kind === 'paragraph') passage.flows = true;
  return passage;
}

function printed({ text, raw, at }: Printed): Passage {
  const folded = (each: string) => each.replace(/\s+/gu, '');
  return { text, ...(raw === '' || folded(text).includes(folded(raw)) ? {} : { raw }), at };
}
