/**
 * How fast `gongkai explore` answers over a dataset of a million indicators: `node tests/bench/explorer.mjs [INDICATORS]
 * [FOLDER]` after `npm run build`.
 *
 * The dataset is the demonstration's, its documents copied with hashes, ids, counties and years of their own, as often as
 * it takes. Then the server is started as a user would start it, and asked by HTTP: each question cold (the first time),
 * and warm with another value each time, so that no remembered answer is measured. Prints a JSON line a question, in
 * milliseconds. Copies have no records, so the queue of review, which reads these, is that of the real ones. A FOLDER is
 * kept and used again.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase, quoteText } from '../../dist/pipeline/dataset/duckdb.js';
import { TextStore } from '../../dist/pipeline/search/text-store.js';
import { SEARCH_FILE, writeIndex } from '../../dist/pipeline/search/write-index.js';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'pipeline', 'cli.js');
const INDICATORS = Number(process.argv[2] ?? 1_000_000);
const PORT = 4302;
const COUNTIES = 2_800;
const YEARS = 8;
const ASKED = 5;

const kept = process.argv[3];
const work = kept ?? mkdtempSync(join(tmpdir(), 'gongkai-explorer-'));
const data = join(work, 'data');
const report = (what, figures) => console.log(JSON.stringify({ what, ...figures }));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Copies the dataset in place: copy 0 is the real one, whose records and originals are there. */
async function multiply() {
  const path = join(data, 'dataset', 'gongkai.duckdb');
  const source = join(work, 'source.duckdb');
  renameSync(path, source);
  const database = await openDatabase(path, { memory_limit: '2GB', temp_directory: join(work, 'spill') });
  await database.run(`ATTACH ${quoteText(source)} AS source (READ_ONLY)`);
  const [{ n }] = await database.rows('SELECT count(*)::INTEGER AS n FROM source.indicators');
  const copies = Math.ceil(INDICATORS / n);
  const change = {
    document_id: (c) => `CASE WHEN i = 0 THEN ${c} ELSE sha256(${c} || i) END`,
    id: (c) => `CASE WHEN i = 0 THEN ${c} ELSE left(md5(${c} || i), 20) END`,
    region_code: (c) =>
      `CASE WHEN i = 0 OR ${c} IS NULL THEN ${c} ELSE (110000 + (hash(${c} || i) % ${COUNTIES}))::VARCHAR END`,
    region_name: (c) => `CASE WHEN i = 0 OR ${c} IS NULL THEN ${c} ELSE ${c} || (hash(${c} || i) % ${COUNTIES}) END`,
    fiscal_year: (c) => `CASE WHEN i = 0 THEN ${c} ELSE ${c} - (i % ${YEARS}) END`,
    source: (c) => `CASE WHEN i = 0 THEN ${c} ELSE ${c} || '?' || i END`,
  };
  for (const like of ['project_id', 'evaluation_id', 'record_id', 'indicator_id', 'subject_id'])
    change[like] = change.id;
  const tables = (
    await database.rows(`SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'source'`)
  ).map(({ name }) => name);
  for (const name of tables) {
    const columns = await database.rows(
      `SELECT column_name AS name FROM duckdb_columns() WHERE database_name = 'source' AND table_name = '${name}'`,
    );
    const changed = columns.flatMap(({ name: column }) =>
      change[column] ? [`(${change[column](`"${column}"`)}) AS "${column}"`] : [],
    );
    await database.run(`
      CREATE TABLE ${name} AS SELECT * EXCLUDE (i, nth) REPLACE (${changed.join(', ')})
      FROM (SELECT i, s.rowid AS nth, s.* FROM range(${copies}) r(i), source.${name} s ORDER BY i, nth)`);
  }
  await database.run('CHECKPOINT');
  await index(database, copies, change.document_id);
  database.close();
  const now = new Date();
  utimesSync(join(data, 'dataset', 'datapackage.json'), now, now);
}

/** Gives each copy the text of its document, and indexes all. */
async function index(database, copies, idOf) {
  const folder = join(data, 'texts', readdirSync(join(data, 'texts'))[0]);
  const pathOf = (id) => join(folder, id.slice(0, 2), `${id}.json.gz`);
  const texts = new TextStore(join(data, 'texts'), basename(folder));
  const rows = await database.rows(`
    SELECT document_id AS id, ${idOf('document_id')} AS copy
    FROM range(${copies}) r(i), source.documents`);
  const originals = new Map(rows.map(({ id, copy }) => [copy, id]));
  const passages = new Map();
  for (const { id, copy } of rows) {
    if (!passages.has(id)) passages.set(id, await texts.get(id));
    if (copy === id || !existsSync(pathOf(id))) continue;
    mkdirSync(join(folder, copy.slice(0, 2)), { recursive: true });
    linkSync(pathOf(id), pathOf(copy));
  }
  const started = performance.now();
  const textOf = async (copy) => passages.get(originals.get(copy));
  rmSync(join(data, 'dataset', SEARCH_FILE));
  await writeIndex(database, { textOf }, join(data, 'dataset'));
  let characters = 0;
  for (const { id } of rows) for (const { text } of passages.get(id) ?? []) characters += text.length;
  report('the index of the search', {
    seconds: Math.round((performance.now() - started) / 1000),
    millionCharacters: Math.round(characters / 1e6),
    megabytes: Math.round(statSync(join(data, 'dataset', SEARCH_FILE)).size / 1e6),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  });
}

const text = (word) => encodeURIComponent(word);
const filter = (...filters) => `filters=${text(JSON.stringify(filters))}`;
const WORDS = ['满意度', '公路', '及时率', '补助资金', '设备', '培训', '采购', '维修'];
const PHRASES = ['服务对象满意度', '项目支出绩效目标', '资金使用合规率', '预算绩效管理', '经济效益指标'];
/** What people do, each with another value the nth time. */
const QUESTIONS = {
  'first view: overview': () => '/overview',
  tables: () => '/tables',
  'documents, first page': (n) => `/documents?offset=${n * 50}`,
  'documents, filtered': (n) => `/documents?year=${2018 + n}&kind=performance_targets`,
  'documents, searched': (n) => `/documents?search=${text(WORDS[n])}`,
  'documents, two words': (n) => `/documents?search=${text(`${WORDS[n]} ${WORDS[n + 1]}`)}&year=2024`,
  'documents, a phrase': (n) => `/documents?search=${text(`"${PHRASES[n]}"`)}`,
  'documents, one character': (n) => `/documents?search=${text(['水', '路', '医', '校', '粮'][n])}`,
  'documents, digits': (n) => `/documents?search=${2021 + n}`,
  'hits in a document': (n) => `/documents/:id/hits?search=${text(WORDS[n])}`,
  'a document': () => '/documents/:id',
  'indicators, first page': (n) => `/tables/indicators?offset=${n * 100}`,
  'indicators, far page': (n) => `/tables/indicators?offset=${500_000 + n * 100}`,
  'indicators, filter by county': (n) =>
    `/tables/indicators?${filter({ column: 'region_code', is: 'is', values: [String(110007 + n)] })}`,
  'indicators, filter by value': (n) =>
    `/tables/indicators?${filter({ column: 'unit', is: 'is', values: ['%'] }, { column: 'value', is: 'at-least', values: [String(90 + n)] })}`,
  'indicators, name contains': (n) =>
    `/tables/indicators?${filter({ column: 'name', is: 'contains', values: [WORDS[n]] })}`,
  'indicators, name contains and sorted': (n) =>
    `/tables/indicators?sort=-value&${filter({ column: 'name', is: 'contains', values: [WORDS[n + 2]] })}`,
  'indicators, sorted by value': (n) => `/tables/indicators?sort=-value&offset=${n * 100}`,
  'indicators, sorted by name': (n) => `/tables/indicators?sort=name&offset=${n * 100}`,
  'indicators, searched in all columns': (n) => `/tables/indicators?search=${text(WORDS[n])}`,
  'readings, name contains': (n) => `/tables/readings?${filter({ column: 'raw', is: 'contains', values: [WORDS[n]] })}`,
  'checks, failures of a rule': (n) =>
    `/tables/checks?${filter({ column: 'rule', is: 'is', values: [`A0${n + 1}`] }, { column: 'verdict', is: 'is', values: ['fail'] })}`,
  'values of a column': (n) =>
    `/tables/indicators/values?column=${['level1', 'unit', 'department', 'name', 'project_name'][n]}`,
  families: (n) => `/families?search=${text(WORDS[n])}`,
  'a family in a year': (n) => `/families/satisfaction?from=${2020 + n}&to=${2020 + n}`,
  'a project': (n) =>
    `/projects?search=${text(['公路养护', '设备购置', '食堂运行', '维修改造', '培训经费'][n])}&from=2024&to=2024`,
  review: (n) => `/review?offset=${n * 100}`,
};

async function serve() {
  const started = performance.now();
  const server = spawn(process.execPath, [CLI, 'explore', '--data', data, '--port', String(PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await new Promise((resolve) =>
    createInterface({ input: server.stdout }).once('line', (...line) => resolve(line)),
  );
  report('start to address', { ms: Math.round(performance.now() - started) });
  return { server, api: `${url}api` };
}

async function ask(api, path) {
  const started = performance.now();
  const response = await fetch(api + path);
  const body = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${Buffer.from(body).toString().slice(0, 500)}`);
  return { ms: performance.now() - started, bytes: body.byteLength, body };
}

async function correct(api, id) {
  const { record } = JSON.parse(Buffer.from((await ask(api, `/documents/${id}`)).body).toString());
  const times = [];
  for (const [n, indicator] of record.projects[0].indicators.slice(0, ASKED).entries()) {
    const started = performance.now();
    const response = await fetch(`${api}/corrections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ document_id: id, record_id: indicator.id, record_type: 'indicator', field: 'weight' },
        ...{ value: String(n + 1.5), who: 'bench', why: 'to measure' },
      }),
    });
    if (!response.ok) throw new Error(await response.text());
    times.push(performance.now() - started);
  }
  report('a correction, until it is in the tables', { first: Math.round(times[0]), median: Math.round(median(times)) });
}

let running = null;
try {
  if (!existsSync(join(work, 'source.duckdb'))) {
    mkdirSync(data, { recursive: true });
    execFileSync(process.execPath, [CLI, 'demo', '--data', data], { stdio: 'ignore' });
    const started = performance.now();
    await multiply();
    report('the dataset', { seconds: Math.round((performance.now() - started) / 1000) });
  }
  rmSync(join(data, 'corrections'), { recursive: true, force: true });
  running = await serve();
  const { api } = running;
  const { counts } = JSON.parse(Buffer.from((await ask(api, '/overview')).body).toString());
  report('rows', counts);
  const { rows } = JSON.parse(
    Buffer.from((await ask(api, '/documents?kind=performance_targets&limit=500')).body).toString(),
  );
  const id = rows.find(({ source, indicators }) => !source.includes('?') && indicators >= ASKED).document_id;
  running.server.kill('SIGKILL');
  running = await serve();
  const measure = async (of) => {
    for (const [what, path] of Object.entries(QUESTIONS)) {
      if (of && !of.test(what)) continue;
      const times = [];
      let bytes = 0;
      for (let n = 0; n < ASKED; n++) {
        const answer = await ask(running.api, path(n).replace(':id', id));
        times.push(answer.ms);
        bytes = answer.bytes;
      }
      report(of ? `${what}, with corrections` : what, {
        first: Math.round(times[0]),
        median: Math.round(median(times)),
        bytes,
      });
    }
  };
  await measure();
  await correct(running.api, id);
  await measure(/^(?:first view|documents, (?:first|searched)|indicators, (?:first|filter|name contains|sorted))/);
} finally {
  running?.server.kill('SIGKILL');
  if (!kept) rmSync(work, { recursive: true, force: true });
}
