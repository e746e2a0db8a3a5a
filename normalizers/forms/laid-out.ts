/**
 * Forms in text that keeps the places of words by blanks (`pdftotext -layout`): a cell goes on in the lines below it, or
 * above and below where it was set in the middle of its row, and a label of several rows stands in the middle of them.
 */
import type { Block, Cell, Document, Finding, Table } from '../../extractors/document.js';
import { bodyAt, headsOf, isSetLeft, sectionBeside } from './laid-out-body.js';
import { centredBody, stackedHeads } from './laid-out-centred.js';
import { headOfForm } from './laid-out-head.js';
import { type Chunk, cellOfChunks, linesOf } from './laid-out-lines.js';
import { rowsOf } from './laid-out-rows.js';
import type { FormLexicon } from './lexicon.js';
import { startOf } from './paragraph-cells.js';

const METHOD = 'text/laid-out';

/** The document with such forms as tables; the same one where it has none. */
export function withLaidOutForms(document: Document, lexicon: FormLexicon): Document {
  const { blocks } = document;
  const result: Block[] = [];
  const findings: Finding[] = [];
  let taken = 0;
  for (let i = 0; i < blocks.length; i++) {
    const single = headsOf(blocks[i]!, lexicon);
    const centred = single ? null : stackedHeads(blocks, i, lexicon);
    const first = single ?? centred?.heads;
    const start = first ? startOf(blocks, taken, i, lexicon) : null;
    if (!first || start === null) continue;
    const below = i + (centred?.count ?? 1);
    const section = sectionBeside(blocks, below, first, lexicon);
    const body =
      centred && !isSetLeft(blocks, below, first)
        ? centredBody(blocks, below, first, section.length > 0, lexicon)
        : bodyAt(blocks, below, first, section.length > 0, lexicon);
    const heads = body?.heads.map((chunks, column) => ({ ...cellOfChunks(chunks), column })) ?? [];
    const grid =
      body &&
      rowsOf(
        body.lines,
        heads.map(({ text }) => text),
        lexicon,
      );
    if (!body || !grid) continue;
    const { rows } = grid;
    if (!grid.isTop) findings.push(...doubtful(rows));
    const lines = blocks.slice(start, i).flatMap((block) => (block.kind === 'paragraph' && linesOf(block)) || []);
    result.push(
      ...blocks.slice(taken, start),
      tableOf([...headOfForm(lines, lexicon), ...besideSection(section, [heads, ...rows])]),
    );
    taken = body.end;
    i = body.end - 1;
  }
  if (taken === 0) return document;
  return { ...document, blocks: [...result, ...blocks.slice(taken)], findings: [...document.findings, ...findings] };
}

/** The rows of a grid right of the label that stands in the middle of them, and is put to the first of them. */
function besideSection(section: readonly Chunk[], rows: Cell[][]): Cell[][] {
  if (section.length === 0) return rows;
  const moved = rows.map((row) => row.map((cell) => ({ ...cell, column: cell.column + 1 })));
  return [[cellOfChunks(section), ...moved[0]!], ...moved.slice(1)];
}

/** Cells of several lines in rows whose values stand in their middle: which row a line belongs to is told by its place alone. */
function doubtful(rows: readonly Cell[][]): Finding[] {
  const joined = rows.flat().filter(({ at }) => at.length > 1);
  if (joined.length === 0) return [];
  const message = `${joined.length} cell(s) of a form set out by blanks were put together from lines above and below, by where these stand`;
  return [{ code: 'form/set-out-by-blanks', severity: 'warning', message, at: joined.flatMap(({ at }) => at) }];
}

function tableOf(rows: readonly Cell[][]): Table {
  const cells = rows.flatMap((row, i) => row.map((cell) => ({ ...cell, row: i })));
  const columns = Math.max(...cells.map(({ column }) => column)) + 1;
  return { kind: 'table', method: METHOD, rows: rows.length, columns, cells, breaks: [] };
}
