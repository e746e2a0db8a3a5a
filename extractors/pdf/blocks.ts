/** One page to blocks in reading order: paragraphs, and tables as printed. */
import type { Block, Ignored, Table } from '../document.js';
import { lineText, textOfGlyphs, turnGlyph } from './cell-text.js';
import { type PageEnd, pageEnds } from './furniture.js';
import type { Box, Page } from './page.js';
import { readParagraphs } from './prose.js';
import { type PageLayout, type PageTable, readLayout } from './tables.js';
import { turnBack, turnBox } from './turn.js';
import { readLines } from './words.js';

export interface PageBlocks {
  blocks: Block[];
  ignored: Ignored[];
  /** Lines that could be running heads. */
  ends: PageEnd[];
  layout: PageLayout;
}

/** `above`: the blocks of the page before, whose last table may go on here. */
export function readBlocks(page: Page, above: readonly Block[] = []): PageBlocks {
  const last = above.findLast((block) => block.kind === 'table');
  const layout = readLayout(page, last?.edges);
  const sheet = layout.rotation % 180 === 0 ? page : { width: page.height, height: page.width };
  const place = (box: Box): Box => turnBack(box, layout.rotation, page);
  const ignored: Ignored[] = layout.pageNumbers.map((line) => ({
    reason: 'page-number',
    raw: lineText(line),
    at: [{ page: page.number, box: place(line.box) }],
  }));
  const hidden = page.glyphs.filter((glyph) => glyph.hidden);
  if (hidden.length > 0) ignored.push(ignoredGlyphs('hidden-text', hidden, page));
  const askew = page.glyphs.filter((glyph) => !glyph.hidden && glyph.angle);
  if (askew.length > 0) ignored.push(ignoredGlyphs('watermark', askew, page));
  return { blocks: inOrder(page, layout, place), ignored, ends: pageEnds(layout.lines, sheet.height), layout };
}

function ignoredGlyphs(reason: string, glyphs: Page['glyphs'], page: Page): Ignored {
  const { raw, box } = textOfGlyphs(glyphs, page);
  return { reason, raw, at: box ? [{ page: page.number, box }] : [] };
}

interface Item {
  top: number;
  left: number;
  blocks: Block[];
}

/** Tables go before the first line of their flow that stands below their top. */
function inOrder(page: Page, layout: PageLayout, place: (box: Box) => Box): Block[] {
  const waiting = layout.tables
    .map((table) => ({ table, box: turnBox(table.box, layout.rotation, page) }))
    .sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
  const blocks: Block[] = [];
  layout.flows.forEach((flow, i) => {
    const next = layout.flows[i + 1];
    const isLast = next === undefined;
    const own = waiting.filter(({ box }) => isLast || belongs(box, flow, next));
    for (const one of own) waiting.splice(waiting.indexOf(one), 1);
    const items: Item[] = own.map(({ table, box }) => ({ top: box[1], left: box[0], blocks: [toBlock(table)] }));
    // Prose is cut where a table stands between its lines.
    let run: typeof flow.lines = [];
    const close = () => {
      if (run.length > 0)
        items.push({
          top: run[0]!.box[1],
          left: run[0]!.box[0],
          blocks: readParagraphs(run, flow.left, flow.right, { page: page.number, place }),
        });
      run = [];
    };
    for (const line of flow.lines) {
      const last = run.at(-1);
      if (last && own.some(({ box }) => box[1] >= last.box[1] && box[1] < line.box[1])) close();
      run.push(line);
    }
    close();
    items.sort((a, b) => a.top - b.top || a.left - b.left);
    blocks.push(...items.flatMap((item) => item.blocks));
  });
  if (layout.flows.length === 0) blocks.push(...waiting.map(({ table }) => toBlock(table)));
  return [...blocks, ...turnedParagraphs(page, layout)];
}

/** Whether a table is read with this flow: in its column, and not below the one that follows under it. */
function belongs(box: Box, flow: PageLayout['flows'][number], next: PageLayout['flows'][number]): boolean {
  const middle = (box[0] + box[2]) / 2;
  const inColumn = middle >= flow.left - 1 && middle <= flow.right + 1;
  const nextIsBelow = next.left <= flow.left + 1;
  const limit = nextIsBelow ? (next.lines[0]?.box[1] ?? Infinity) : Infinity;
  return inColumn && box[1] < limit;
}

/** Text that runs in another direction than the page, outside of tables. */
function turnedParagraphs(page: Page, layout: PageLayout): Block[] {
  const sheet = layout.rotation % 180 === 0 ? page : { width: page.height, height: page.width };
  return ([90, 180, 270] as const).flatMap((rotation) => {
    const glyphs = layout.otherGlyphs
      .filter((glyph) => glyph.rotation === rotation)
      .map((glyph) => turnGlyph(glyph, rotation, sheet));
    const lines = readLines(glyphs);
    const right = Math.max(0, ...lines.map((line) => line.box[2]));
    const back = (box: Box): Box => turnBack(turnBack(box, rotation, sheet), layout.rotation, page);
    return readParagraphs(lines, Math.min(right, ...lines.map((line) => line.box[0])), right, {
      page: page.number,
      place: back,
    });
  });
}

function toBlock({ method, rows, columns, cells, edges }: PageTable): Table {
  return {
    kind: 'table',
    method: `pdf/${method}`,
    rows,
    columns,
    cells: cells.filter((cell) => cell.text !== ''),
    breaks: [],
    edges,
  };
}
