/**
 * `npm run bench`: what README says about speed, measured on this machine. Timing belongs here and never in a test.
 *
 * Prints one JSON object a measurement: the five real documents from the start of the process to the dataset, cold (first
 * run in this copy) and warm (median of five), documents a second in one process and in two, what reading PDFs costs
 * beside pdf.js alone, how two workers compare with one, what memory does over a thousand PDFs, and pages crawled a second
 * beside Crawlee, which is installed to a temporary folder for it, and time and memory of datasets of up to 100,000
 * documents (30 GB of disk for a while). The machine must have nothing else to do; takes up to an hour.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist', 'pipeline', 'cli.js');
const work = mkdtempSync(join(tmpdir(), 'gongkai-bench-'));

/** Seconds that a command takes, and what it printed. */
function time(...args) {
  const start = process.hrtime.bigint();
  execFileSync(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const report = (what, figures) => console.log(JSON.stringify({ what, ...figures }));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const seconds = (value) => Math.round(value * 100) / 100;

try {
  const documents = join(ROOT, 'corpora', 'documents');
  const real = readdirSync(documents).filter(
    (slug) => !JSON.parse(readFileSync(join(documents, slug, 'origin.json'), 'utf8')).synthetic,
  );
  const inputs = join(work, 'real');
  for (const slug of real) cpSync(join(documents, slug, 'original.txt'), join(inputs, `${slug}.txt`));

  const runs = Array.from({ length: 6 }, (_, i) => time('run', inputs, '--data', join(work, `data-${i}`)));
  report('five real documents, process start to dataset', {
    first: seconds(runs[0]),
    warm: seconds(median(runs.slice(1))),
  });

  // A thousand different documents: copies that differ in a line at the end.
  const many = join(work, 'many');
  const texts = real.map((slug) => readFileSync(join(documents, slug, 'original.txt'), 'utf8'));
  cpSync(inputs, many, { recursive: true });
  const COPIES = 200;
  for (let i = 0; i < COPIES; i++)
    writeFileSync(join(many, `copy-${i}.txt`), `${texts[i % texts.length]}\n\n附注${i}\n`);
  const one = time('extract', many, '--data', join(work, 'one'), '--concurrency', '1');
  const two = time('extract', many, '--data', join(work, 'two'), '--concurrency', '2');
  report('text documents a second', {
    documents: COPIES + real.length,
    one_process: Math.round((COPIES + real.length) / one),
    two_processes: Math.round((COPIES + real.length) / two),
    ratio: seconds(one / two),
  });

  const { copyPdfs, measureMemory, pdfsIn, timeExtraction } = await import('./bench/workers.mjs');
  // A backlog of 200, and what each PDF beyond costs: a worker reads its first ones slowly, while V8
  // compiles what is hot, and two workers compile it twice, on the cores that they read with.
  const [FEW_PDFS, MANY_PDFS] = [200, 600];
  const spent = {};
  for (const count of [FEW_PDFS, MANY_PDFS]) {
    copyPdfs(pdfsIn('renditions'), count, join(work, `pdf-${count}`));
    spent[count] = [1, 2].map((workers) =>
      timeExtraction(join(work, `pdf-${count}`), join(work, `read-${count}-${workers}`), workers),
    );
  }
  const further = [0, 1].map((i) => spent[MANY_PDFS][i] - spent[FEW_PDFS][i]);
  for (const [what, [one, two]] of [
    [`a backlog of ${FEW_PDFS} PDFs, process start to records`, spent[FEW_PDFS]],
    [`a backlog of ${MANY_PDFS} PDFs, process start to records`, spent[MANY_PDFS]],
    [`the last ${MANY_PDFS - FEW_PDFS} of these`, further],
  ])
    report(what, { one: seconds(one), two: seconds(two), ratio: seconds(one / two) });

  const MEMORY_PDFS = 1000;
  copyPdfs(pdfsIn('documents', 'pdf'), MEMORY_PDFS, join(work, 'small'));
  mkdirSync(join(work, 'memory'));
  const memory = await measureMemory(join(work, 'small'), join(work, 'memory'), MEMORY_PDFS / 10);
  report('MB held while each next 100 of 1,000 PDFs are read', memory);

  const { measureCrawl } = await import('./bench/crawl.mjs');
  for await (const figures of measureCrawl()) report('crawl of a loopback site', figures);

  const { measureDataset } = await import('./bench/dataset.mjs');
  for await (const figures of measureDataset(work, [25_000, 50_000, 100_000]))
    report('dataset of many documents', figures);

  const { measurePdf } = await import('./bench/pdf.mjs');
  const { extractPdf } = await import('../dist/extractors/pdf/index.js');
  const { pages, pdfjs, ours, ratio } = await measurePdf(pdfsIn('renditions'), { read: (bytes) => extractPdf(bytes) });
  report('whole extraction of text PDFs, beside pdf.js alone', {
    pages,
    ours_pages_a_second: Math.round((pages / ours) * 1000),
    pdfjs_pages_a_second: Math.round((pages / pdfjs) * 1000),
    ratio: seconds(ratio),
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}
