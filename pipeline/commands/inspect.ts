/** `gongkai inspect`: what was seen and decided on one page of a PDF, drawn over it. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Document, Place, Printed } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { type Drawn, drawOverlay, LAYERS, type Layer } from '../../extractors/pdf/overlay.js';
import type { Box } from '../../extractors/pdf/page.js';
import { openPdf } from '../../extractors/pdf/reader.js';
import { rasterise } from '../../extractors/pdf/render.js';
import { repairDocument } from '../../extractors/repair/index.js';
import type { Evidence, GongkaiRecord } from '../../normalizers/record.js';
import { makeVocabulary } from '../../normalizers/vocabulary.js';
import { loadLexicon } from '../lexicon.js';
import { processDocument } from '../process.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';

interface InspectOptions {
  page: number;
  layers: Layer[];
  out: string;
  password?: string;
}

/** Pixels a point in a PNG. */
const PNG_SCALE = 2;

export const inspectCommand: Command<InspectOptions> = {
  name: 'inspect',
  summary: 'draw what was read from a page of a PDF over the page',
  paths: { syntax: '<file>', description: 'a PDF' },
  options: [
    { flags: '--page <n>', description: 'number of the page, from 1', default: 1, parse: pageNumber },
    {
      flags: '--layers <names>',
      description: `of ${LAYERS.join(',')}`,
      default: 'rulings,cells,joins,readings',
      parse: layerNames,
    },
    { flags: '-o, --out <file>', description: 'file to write, .svg or .png', default: 'page.svg' },
    { flags: '--password <text>', description: 'password of an encrypted PDF' },
  ],
  help: `glyphs: each character and its box. rulings: lines of tables. cells: cells of tables with row and column. joins: what
was put together over page breaks or shifted. readings: the fields of the record, at the place they were read from.

Examples:
  gongkai inspect budget.pdf --page 3 --layers rulings,cells -o page-3.svg
  gongkai inspect budget.pdf --page 3 --layers readings -o page-3.png

${EXIT_CODES_HELP}`,

  async run([file], { page: number, layers, out, password }, { log }) {
    const names = typeof layers === 'string' ? layerNames(layers) : layers;
    let bytes: Buffer;
    try {
      bytes = readFileSync(file!);
    } catch (error) {
      throw new CannotWorkError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
    }
    const pdf = await openPdf(bytes, { password });
    try {
      const [fault] = pdf.findings.filter(({ severity }) => severity === 'error');
      if (pdf.pageCount === 0) throw new CannotWorkError(`${file}: ${fault?.message ?? 'has no pages'}`);
      if (number > pdf.pageCount) throw new UsageError(`--page ${number}: the document has ${pdf.pageCount} pages`);
      const page = await pdf.readPage(number);
      const drawn = await whatToDraw(bytes, number, password);
      const picture = await pdf.renderPage(number, PNG_SCALE);
      if (out.endsWith('.png')) {
        writeFileSync(out, await rasterise(drawOverlay(page, names, drawn, 'below'), PNG_SCALE, picture));
      } else writeFileSync(out, drawOverlay(page, names, drawn, picture?.png()));
      log.info(`page ${number} of ${pdf.pageCount} drawn to ${out}`);
      return EXIT.done;
    } finally {
      await pdf.close();
    }
  },
};

async function whatToDraw(bytes: Uint8Array, page: number, password: string | undefined): Promise<Drawn> {
  const lexicon = loadLexicon();
  const document = await extract(bytes, { password });
  const repaired = repairDocument(document, makeVocabulary(lexicon.forms));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const record = await processDocument(bytes, { source: '', sha256 }, lexicon, { password });
  return { cells: cellsOn(document, page), joins: joinsOn(repaired, page), readings: readingsOn(record, page) };
}

const boxesOn = (at: readonly Place[], page: number): Box[] =>
  at.flatMap((place) => ('page' in place && place.page === page ? [place.box] : []));

function cellsOn({ blocks }: Document, page: number) {
  return blocks
    .flatMap((block) => (block.kind === 'table' ? block.cells : []))
    .flatMap(({ at, row, column, text }) => boxesOn(at, page).map((box) => ({ box, row, column, text })));
}

function joinsOn({ blocks }: Document, page: number) {
  return blocks
    .flatMap((block): Printed[] => (block.kind === 'table' ? block.cells : [block]))
    .filter(({ repairs }) => repairs.length > 0)
    .flatMap(({ at, repairs }) => boxesOn(at, page).map((box) => ({ box, reason: repairs.join('; ') })));
}

function readingsOn(record: GongkaiRecord, page: number) {
  const rows: { evidence: Evidence }[] = [
    record.document,
    ...record.listings,
    ...record.projects,
    ...record.projects.flatMap((project) => project.indicators),
    ...record.evaluations,
    ...record.evaluations.flatMap((evaluation) => evaluation.facts),
    ...record.statistics,
  ];
  return rows.flatMap((row) =>
    Object.entries(row.evidence).flatMap(([field, { at }]) =>
      boxesOn(at, page).map((box) => ({
        box,
        field,
        value: String((row as unknown as Record<string, unknown>)[field]),
      })),
    ),
  );
}

function pageNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`--page takes a number from 1, not '${text}'`);
}

function layerNames(text: string): Layer[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(LAYERS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new UsageError(`--layers: no layer '${unknown[0]}'; there are ${LAYERS.join(', ')}`);
  return names as Layer[];
}
