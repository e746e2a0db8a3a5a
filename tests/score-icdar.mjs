/**
 * `node tests/score-icdar.mjs [FOLDER] [--docs] [--pred DIR]`: how well tables of PDFs are read, after `npm run build`.
 * Reads every PDF of the folder, writes one `<name>.json` each (in the form of `gongkai tables --json`) to DIR (a new
 * temporary one unless given) and prints the scores against the `*-str.xml` of the folder.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scoreIcdar } from './icdar/score.mjs';

const CODE = process.env.GONGKAI_CODE ?? join(import.meta.dirname, '..', 'dist');

/** One prediction for the scorer. `openPdf` and `findTables` are passed in, so that a test may take them from source. */
export async function predict(file, { openPdf, findTables }) {
  const pdf = await openPdf(new Uint8Array(readFileSync(file)));
  try {
    const tables = [];
    for (let number = 1; number <= pdf.pageCount; number++) {
      for (const table of findTables(await pdf.readPage(number))) tables.push(toPrediction(number, table));
    }
    return { file: basename(file), tables };
  } finally {
    await pdf.close();
  }
}

function toPrediction(page, { method, rows, columns, cells }) {
  const texts = Array.from({ length: rows }, () => new Array(columns).fill(null));
  for (const cell of cells) texts[cell.row][cell.column] = cell.text;
  return {
    page,
    method,
    rows: texts,
    cells: cells.map(({ row, column, rowSpan, columnSpan, text, at }) => ({
      row,
      col: column,
      rowSpan,
      colSpan: columnSpan,
      text,
      box: at[0].box,
    })),
  };
}

/** Reads all PDFs of a folder and scores them against its truth. */
export async function scoreFolder(folder, predictions, code) {
  mkdirSync(predictions, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.pdf'))) {
    const result = await predict(join(folder, name), code);
    writeFileSync(join(predictions, `${basename(name, '.pdf')}.json`), JSON.stringify(result));
  }
  return scoreIcdar(folder, predictions);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--pred');
  const predictions = at >= 0 ? args[at + 1] : mkdtempSync(join(tmpdir(), 'gongkai-icdar-'));
  const folder = args.find((arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1)) ?? 'corpora/icdar2013';
  const load = (path) => import(pathToFileURL(join(CODE, path)).href);
  const { openPdf } = await load('extractors/pdf/reader.js');
  const { findTables } = await load('extractors/pdf/tables.js');
  const { docs, macroF1, micro, tables } = await scoreFolder(folder, predictions, { openPdf, findTables });
  if (args.includes('--docs')) {
    for (const { name, p, r, f1 } of docs)
      console.log(`${name}  P ${p.toFixed(3)}  R ${r.toFixed(3)}  F1 ${f1.toFixed(3)}`);
  }
  console.log(
    `documents ${docs.length}  macro-F1 ${macroF1.mean.toFixed(3)}  micro-F1 ${micro.f1.toFixed(3)}  ` +
      `tables ${tables.perfect} perfect of ${tables.expected}, ${tables.found} found`,
  );
}
