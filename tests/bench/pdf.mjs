/**
 * How much more reading a PDF costs than what pdf.js itself takes, on the built code in dist/:
 * `node -e "import('./tests/bench/pdf.mjs').then((m) => m.printPdfRatios(['a.pdf']))"`, or through `npm run bench`.
 */
import { readFileSync } from 'node:fs';

const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
const { createRequire } = await import('node:module');
const { dirname } = await import('node:path');
const { openPdf } = await import('../../dist/extractors/pdf/reader.js');

const PACKAGE = `${dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))}/`;

/** pdf.js alone: `getTextContent` and `getOperatorList` of every page, with the CMaps that Chinese files need. */
async function readByPdfjs(bytes) {
  const task = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: `${PACKAGE}cmaps/`,
    standardFontDataUrl: `${PACKAGE}standard_fonts/`,
    wasmUrl: `${PACKAGE}wasm/`,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    const document = await task.promise;
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      await page.getTextContent();
      await page.getOperatorList();
      page.cleanup();
    }
    return document.numPages;
  } finally {
    await task.destroy();
  }
}

async function readByUs(bytes) {
  const pdf = await openPdf(bytes);
  try {
    for (let number = 1; number <= pdf.pageCount; number++) await pdf.readPage(number);
    return pdf.pageCount;
  } finally {
    await pdf.close();
  }
}

/**
 * Reads each file by turns, both ways, `rounds` times after one round to warm up; the fastest round counts.
 * `read` may be the whole extraction instead of the reader alone. Times in milliseconds.
 */
export async function measurePdf(files, { rounds = 5, read = readByUs } = {}) {
  const results = [];
  for (const file of files) {
    const bytes = new Uint8Array(readFileSync(file));
    let pages = 0;
    let ours = Number.POSITIVE_INFINITY;
    let theirs = Number.POSITIVE_INFINITY;
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      pages = await readByPdfjs(bytes);
      const middle = performance.now();
      await read(bytes);
      const end = performance.now();
      if (round === 0) continue;
      theirs = Math.min(theirs, middle - start);
      ours = Math.min(ours, end - middle);
    }
    results.push({ file, pages, pdfjs: theirs, ours, ratio: ours / theirs });
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return { results, pages: sum('pages'), ratio: sum('ours') / sum('pdfjs'), pdfjs: sum('pdfjs'), ours: sum('ours') };
}

/** Prints one line a file, and the sum. */
export async function printPdfRatios(files, options) {
  const { results, ...total } = await measurePdf(files, options);
  const line = ({ file, pages, pdfjs, ours, ratio }) => {
    const rate = (time) => `${((pages / time) * 1000).toFixed(0)} pages/s`;
    console.log(`${ratio.toFixed(2)}  ours ${rate(ours)}, pdf.js alone ${rate(pdfjs)}  ${file}`);
  };
  for (const result of results) line(result);
  line({ file: 'together', ...total });
  return total;
}
