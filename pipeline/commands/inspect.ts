/** `gongkai inspect`: what was seen and decided on one page of a PDF, drawn over it. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Document, Place, Printed } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { type Drawn, drawOverlay, LAYERS, type Layer } from '../../extractors/pdf/overlay.js';
import type { Box, Page } from '../../extractors/pdf/page.js';
import { openPdf } from '../../extractors/pdf/reader.js';
import { rasterise } from '../../extractors/pdf/render.js';
import type { OcrEngine, SeenOnPicture } from '../../extractors/pdf/scan/ocr.js';
import { repairDocument } from '../../extractors/repair/index.js';
import { makeClosest } from '../../normalizers/closest.js';
import { normalize } from '../../normalizers/normalize.js';
import type { Evidence, GongkaiRecord } from '../../normalizers/record.js';
import { makeVocabulary } from '../../normalizers/vocabulary.js';
import { loadLexicon } from '../lexicon.js';
import type { OcrChoice } from '../ocr/engine.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { OCR_OPTION, PASSWORD_OPTION } from './options.js';
import { chosenEngine } from './reading.js';

interface InspectOptions {
  page: number;
  layers: Layer[];
  out: string;
  ocr: OcrChoice;
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
    OCR_OPTION,
    PASSWORD_OPTION,
  ],
  help: `glyphs: each character and its box. rulings: lines of tables. cells: cells of tables with row and column. joins: what
was put together over page breaks or shifted. readings: the fields of the record, at the place they were read from.
Point at a box in the SVG to see its text, and how sure OCR was of it. A scan is read by OCR as a whole, for what its
pages have to do with each other: seconds a page.

Examples:
  gongkai inspect budget.pdf --page 3 --layers rulings,cells -o page-3.svg
  gongkai inspect budget.pdf --page 3 --layers readings -o page-3.png

${EXIT_CODES_HELP}`,

  async run([file], { page: number, layers, out, ocr, password }, { log }) {
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
      const engine = await chosenEngine(ocr);
      const onPage = (done: number) => log.info(`page ${done} of ${pdf.pageCount} is read by ${engine?.name}`);
      const { seen, ...drawn } = await whatToDraw(bytes, number, { engine, password, onPage });
      const page = withSeen(await pdf.readPage(number), seen);
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

interface HowToRead {
  engine: OcrEngine | null;
  password: string | undefined;
  onPage: (number: number) => void;
}

async function whatToDraw(
  bytes: Uint8Array,
  page: number,
  { engine, password, onPage }: HowToRead,
): Promise<Required<Drawn> & { seen: SeenOnPicture[] }> {
  const lexicon = loadLexicon();
  const seen: SeenOnPicture[] = [];
  const onRead = (one: SeenOnPicture) => {
    if (one.number === page) seen.push(one);
  };
  const ocr = engine ? { engine, vocabulary: makeClosest(lexicon), onPage, onRead } : undefined;
  const document = await extract(bytes, { password, ocr });
  const repaired = repairDocument(document, makeVocabulary(lexicon.forms));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const record = normalize(repaired, { source: '', sha256 }, lexicon);
  return { cells: cellsOn(document, page), joins: joinsOn(repaired, page), readings: readingsOn(record, page), seen };
}

/** The page with what its picture shows: of a scan that is all there is, but for a hidden layer. */
const withSeen = (page: Page, seen: readonly SeenOnPicture[]): Page => ({
  ...page,
  glyphs: [...page.glyphs, ...seen.flatMap(({ glyphs }) => glyphs)],
  rulings: [...page.rulings, ...seen.flatMap(({ rulings }) => rulings)],
});

const boxesOn = (at: readonly Place[], page: number): Box[] =>
  at.flatMap((place) => ('page' in place && place.page === page ? [place.box] : []));

function cellsOn({ blocks }: Document, page: number) {
  return blocks
    .flatMap((block) => (block.kind === 'table' ? block.cells : []))
    .flatMap(({ at, row, column, text, confidence }) => {
      const sure = confidence === undefined ? '' : ` · ${Math.round(confidence * 100)}%`;
      return boxesOn(at, page).map((box) => ({ box, row, column, text: text + sure }));
    });
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
