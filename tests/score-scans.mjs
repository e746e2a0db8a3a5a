/**
 * `node tests/score-scans.mjs GOLD RENDITIONS [SEED…]`: how well scans are read, after `npm run build`. Takes minutes, so
 * it is no test. Prints F1 for each document and for all, and how many of the wrong numbers carry a finding or a
 * confidence below the published threshold. `--misses` lists what differs.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CODE = process.env.GONGKAI_CODE ?? join(import.meta.dirname, '..', 'dist');
const load = (path) => import(join(CODE, path));
const { processDocument } = await load('pipeline/process.js');
const { loadLexicon } = await load('pipeline/lexicon.js');
const { findTesseract } = await load('pipeline/ocr/tesseract.js');
const { compareRecord, f1, sumTallies } = await load('pipeline/score/compare.js');
const { LOW_CONFIDENCE } = await load('normalizers/checks/ocr-confidence.js');

const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const [gold, renditions, ...wanted] = args;
if (!gold || !renditions) {
  console.error('usage: node tests/score-scans.mjs GOLD RENDITIONS [SEED…] [--misses]');
  process.exit(2);
}
const showMisses = process.argv.includes('--misses');
const SCORED = ['document', 'listings', 'projects', 'indicators', 'evaluations'];

const engine = await findTesseract();
if ('missing' in engine) throw new Error(engine.missing);
const lexicon = loadLexicon();
const all = [];
let wrongNumbers = 0;
let flaggedWrong = 0;
let rightNumbers = 0;
let flaggedRight = 0;

for (const seed of readdirSync(renditions).sort()) {
  if (wanted.length > 0 && !wanted.some((prefix) => seed.startsWith(prefix))) continue;
  const bytes = readFileSync(join(renditions, seed, 'scanned.pdf'));
  const golden = JSON.parse(readFileSync(join(gold, `${seed}.gold.json`), 'utf8'));
  const start = Date.now();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const record = await processDocument(bytes, { source: 'scanned.pdf', sha256 }, lexicon, { ocr: { engine } });
  const seconds = (Date.now() - start) / 1000;
  if (process.env.KEEP)
    writeFileSync(join(process.env.KEEP, `${seed.slice(0, 3)}.json`), JSON.stringify(record, null, 1));
  const { tallies, misses } = compareRecord(golden, record);
  const scored = SCORED.flatMap((kind) => (tallies[kind] ? [[kind, tallies[kind]]] : []));
  all.push(...scored.map(([, tally]) => tally));
  const line = scored.map(
    ([kind, tally]) => `${kind} ${f1(tally).toFixed(4)} (${tally.right}/${tally.expected}+${tally.spurious})`,
  );
  console.log(
    `${seed.slice(0, 3)} ${f1(sumTallies(scored.map(([, t]) => t))).toFixed(4)} ${seconds.toFixed(0)} s  ${line.join('  ')}  findings ${record.findings.length}`,
  );
  countNumbers(record, misses);
  if (showMisses) {
    for (const { where, field, expected, actual } of misses.filter(({ kind }) => SCORED.includes(kind)))
      console.log(`   ${where} ${field}: ${JSON.stringify(expected)} → ${JSON.stringify(actual)}`);
  }
}
console.log(`all ${f1(sumTallies(all)).toFixed(4)}`);
console.log(
  `wrong numbers ${wrongNumbers}, of which flagged ${flaggedWrong} (${share(flaggedWrong, wrongNumbers)}); ` +
    `right numbers ${rightNumbers}, of which flagged ${flaggedRight} (${share(flaggedRight, rightNumbers)})`,
);

function share(part, whole) {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`;
}

/** Numeric fields of the record that differ from the truth, and whether anything warns of them. */
function countNumbers(record, misses) {
  const wrong = new Map();
  for (const miss of misses) if (typeof miss.actual === 'number') wrong.set(`${miss.where}.${miss.field}`, miss);
  const others = record.findings.filter(({ code }) => code !== 'ocr/low-confidence');
  const about = new Set(others.map(({ record_id }) => record_id).filter(Boolean));
  const places = others.filter(({ severity }) => severity !== 'info').flatMap(({ at }) => at);
  const visit = (path, row) => {
    for (const [field, value] of Object.entries(row)) {
      if (typeof value !== 'number' || field === 'seq' || field === 'fiscal_year') continue;
      const evidence = row.evidence?.[field] ?? row.evidence?.raw_value;
      const low = evidence?.confidence !== undefined && evidence.confidence < LOW_CONFIDENCE;
      const found =
        about.has(row.id) || (evidence?.at ?? []).some((place) => places.some((other) => same(place, other)));
      const key = [...wrong.keys()].find((candidate) => candidate === `${path}.${field}`);
      if (key) {
        wrongNumbers++;
        if (low || found) flaggedWrong++;
        else
          console.log(
            `   not flagged: ${key} ${JSON.stringify(wrong.get(key).expected)} → ${value} (${evidence?.confidence}, ${evidence?.raw})`,
          );
      } else {
        rightNumbers++;
        if (low || found) flaggedRight++;
      }
    }
  };
  // compareRecord names rows by the seq of the golden where they match it; the order is the same unless rows are lost.
  for (const kind of ['listings', 'projects', 'evaluations']) {
    for (const row of record[kind]) {
      visit(`${kind}[${row.seq}]`, row);
      for (const indicator of row.indicators ?? [])
        visit(`${kind}[${row.seq}].indicators[${indicator.seq}]`, indicator);
    }
  }
}

function same(a, b) {
  return a.page !== undefined && a.page === b.page && a.box.every((value, i) => Math.abs(value - b.box[i]) < 1);
}
