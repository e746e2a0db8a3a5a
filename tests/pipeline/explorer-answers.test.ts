/** What the explorer's server answers, held against the records, the originals and the dataset. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractXlsx } from '../../extractors/xlsx/index.js';
import { type Database, openDatabase, quoteText } from '../../pipeline/dataset/duckdb.js';
import type { DocumentRow, Filter, Place } from '../../pipeline/explorer/api.js';
import { foldedText, holds } from '../../pipeline/explorer/search.js';
import fc from '../properties.js';
import { parseCsv } from './dataset-workspace.js';
import { dataOf, document, ExplorerServer } from './explorer-server.js';
import { runCli } from './workspace.js';

const TEXT = document('cn-shandong-pingyin-2024-targets-scan-text');
const FILES = [
  TEXT,
  document('cn-jilin-dehui-2023-evaluations-prose'),
  document('cn-guizhou-fenggang-2024-targets-word-html', 'original.html'),
  document('cn-gansu-tongwei-2025-targets-odd-merges', 'original.docx'),
  document('cn-gansu-liangdang-2025-targets-pdf-nested-boxes', 'original.pdf'),
];

describe('the answers of the explorer', () => {
  let made: Awaited<ReturnType<typeof dataOf>>;
  let server: ExplorerServer;
  let documents: DocumentRow[];
  beforeAll(async () => {
    made = await dataOf(FILES);
    server = await ExplorerServer.start(made.data);
    documents = (await server.get('/api/documents')).rows;
  });
  afterAll(async () => {
    await server?.stop();
    made?.remove();
  });

  const find = (name: string) => documents.find(({ source }) => source.includes(name))!.document_id;
  const viewOf = (id: string) => server.get('/api/documents/:id', `/api/documents/${id}`);
  const search = (query: Record<string, string>) =>
    server.get('/api/documents', `/api/documents?${new URLSearchParams(query)}`);
  const page = (table: string, query: Record<string, string> = {}) =>
    server.get('/api/tables/:table', `/api/tables/${table}?${new URLSearchParams(query)}`);
  const filters = (...list: Filter[]) => JSON.stringify(list);

  it('tell in the overview what the tables hold', async () => {
    const overview = await server.get('/api/overview');
    const tables = await server.get('/api/tables');
    expect(overview.counts).toEqual(Object.fromEntries(tables.map(({ name, rows }) => [name, rows])));
    expect(overview).toMatchObject({ data: 'gongkai-data', night: null, corrections: [] });
    const sum = (rows: readonly object[], name: string) =>
      rows.reduce((total, row) => total + (row as Record<string, number>)[name]!, 0);
    const { counts, coverage } = overview;
    for (const name of ['documents', 'projects', 'indicators', 'evaluations']) {
      expect([name, sum(coverage, name)]).toEqual([name, counts[name]]);
    }
    expect(sum(coverage, 'errors') + sum(coverage, 'warnings')).toBe(
      sum(
        overview.findings.filter(({ severity }) => severity !== 'info'),
        'rows',
      ),
    );
    expect(sum(overview.statuses, 'documents')).toBe(FILES.length);
    expect(sum(overview.forms, 'projects')).toBe(counts.projects);
    expect(overview.checks.some(({ pass }) => pass > 0)).toBe(true);
  });

  it('find documents by words, however they are typed and printed', async () => {
    const found = async (words: string) => (await search({ search: words })).rows.map(({ source }) => source);
    expect(await found('平阴县')).toEqual([TEXT]);
    expect(await found('２０２４ 平 阴 县')).toContain(TEXT);
    expect(await found('平阴县 没有这个词')).toEqual([]);
    const { record } = await viewOf(find('pingyin'));
    const { name } = record.projects[0]!;
    const { rows } = await search({ search: name! });
    const match = rows.find(({ source }) => source === TEXT)!.matches[0]!;
    expect(foldedText(match.text)).toContain(foldedText(name!).slice(0, 10));
    expect(rows[0]!.matches.length).toBeLessThanOrEqual(3);
  });

  it('count the documents of each choice within the other filters', async () => {
    const all = await search({});
    expect(all.total).toBe(FILES.length);
    for (const facet of ['region', 'year', 'kind', 'form', 'status', 'severity'] as const) {
      expect([facet, all.facets[facet].length]).not.toEqual([facet, 0]);
      for (const { value, documents: count } of all.facets[facet]) {
        const { total, facets } = await search({ [facet]: value });
        expect([facet, value, total]).toEqual([facet, value, count]);
        // A facet does not narrow itself.
        expect(facets[facet]).toEqual(all.facets[facet]);
      }
    }
    const [first, second] = [await search({ limit: '2' }), await search({ limit: '2', offset: '2' })];
    expect([...first.rows, ...second.rows]).toEqual(documents.slice(0, 4));
    const years = (await search({ sort: '-fiscal_year' })).rows.map(({ fiscal_year: year }) => year ?? 0);
    expect(years).toEqual([...years].sort((a, b) => b - a));
  });

  it('show a text by the lines that its places count', async () => {
    const id = find('pingyin');
    const { record, viewer } = await viewOf(id);
    const { lines } = await server.get('/api/documents/:id/text', `/api/documents/${id}/text`);
    expect(viewer).toBe('text');
    expect(lines).toEqual(readFileSync(TEXT, 'utf8').split(/\r\n|\r|\n|\f/));
    const textAt = (place: Place) =>
      'line' in place ? lines[place.line - 1]!.slice(place.column - 1, place.column - 1 + place.length) : '';
    const readings = record.projects.flatMap(({ indicators }) =>
      indicators.flatMap(({ evidence }) => Object.values(evidence)),
    );
    expect(readings.length).toBeGreaterThan(100);
    for (const { raw, at } of readings) {
      const printed = foldedText(raw);
      for (const place of at) expect(printed).toContain(foldedText(textAt(place)));
    }
  });

  it('show a page and a Word file so that every place of the record is found in them', async () => {
    const html = find('fenggang');
    const body = (await server.ask(`/api/documents/${html}/page`)).body;
    const paths = new Set([...body.matchAll(/ data-path="([^"]*)"/g)].map(([, path]) => path!.replaceAll('&gt;', '>')));
    const { record } = await viewOf(html);
    const wanted = record.projects.flatMap(({ evidence, indicators }) =>
      [evidence, ...indicators.map((each) => each.evidence)].flatMap((each) =>
        Object.values(each).flatMap(({ at }) => at),
      ),
    );
    expect(wanted.length).toBeGreaterThan(20);
    for (const place of wanted) expect(paths).toContain('path' in place ? place.path : null);

    const word = find('tongwei');
    const blocks = await server.get('/api/documents/:id/blocks', `/api/documents/${word}/blocks`);
    const places = new Set(
      blocks.blocks
        .flatMap((block) => (block.kind === 'table' ? block.cells.flatMap(({ at }) => at) : block.at))
        .map((at) => JSON.stringify(at)),
    );
    const { record: read, viewer } = await viewOf(word);
    expect(viewer).toBe('blocks');
    const ofProject = read.projects.flatMap(({ evidence }) => Object.values(evidence).flatMap(({ at }) => at));
    expect(ofProject.length).toBeGreaterThan(3);
    for (const place of ofProject) expect(places).toContain(JSON.stringify(place));
    // Each is shown in one way only.
    expect((await server.ask(`/api/documents/${word}/page`)).status).toBe(404);
    expect((await server.ask(`/api/documents/${html}/text`)).status).toBe(404);
  });

  it('say where a document was found, and how each rule judged it', async () => {
    const { sources, checks, record, correctable } = await viewOf(find('liangdang'));
    expect(sources).toEqual([
      { source: FILES[4], firstSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), lastSeen: null, gone: null },
    ]);
    const failed = checks.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
    const rows = await page('checks', {
      columns: 'rule',
      filters: filters(
        { column: 'document_id', is: 'is', values: [record.document.sha256] },
        { column: 'verdict', is: 'is', values: ['fail'] },
        { column: 'rule', is: 'is-not', values: ['A49', 'B01', 'B02', 'B03', 'B04'] },
      ),
      limit: '1000',
    });
    expect(rows.rows.flat().sort()).toEqual(failed.sort());
    expect(correctable.indicator).toEqual(expect.arrayContaining(['name', 'value', 'unit', 'deadline']));
    expect(correctable.indicator).not.toContain('id');
  });

  it('give pages that are cut from the same rows by any sorting and filter', async () => {
    for (const sort of ['', 'name', '-value', 'unit']) {
      const query = { columns: 'document_id,ordinal,name,value,unit', ...(sort ? { sort } : {}) };
      const whole = await page('indicators', { ...query, limit: '1000' });
      expect(whole.rows.length).toBe(whole.total);
      expect(new Set(whole.rows.map(([id, ordinal]) => `${id} ${ordinal}`)).size).toBe(whole.total);
      const parts: unknown[] = [];
      for (let offset = 0; offset < whole.total; offset += 37) {
        parts.push(...(await page('indicators', { ...query, limit: '37', offset: String(offset) })).rows);
      }
      expect(parts).toEqual(whole.rows);
    }
    const numbers = (await page('indicators', { columns: 'value', sort: '-value', limit: '1000' })).rows.flat();
    const given = numbers.filter((value) => value !== null).map(Number);
    expect(given).toEqual([...given].sort((a, b) => b - a));
    expect(numbers.slice(given.length).every((value) => value === null)).toBe(true);
    for (const value of numbers) if (value !== null) expect(value).toMatch(/^-?\d+(\.\d*[1-9])?$/);
  });

  it('filter as they say', async () => {
    const all = (await page('indicators', { columns: 'name,value,unit,deadline', limit: '1000' })).rows;
    const rowsOf = async (...list: Filter[]) =>
      (await page('indicators', { columns: 'name,value,unit,deadline', limit: '1000', filters: filters(...list) }))
        .rows;
    const number = (value: unknown) => (value === null ? Number.NaN : Number(value));
    const cases: [Filter[], (row: (typeof all)[number]) => boolean][] = [
      [[{ column: 'unit', is: 'is', values: ['%', '元'] }], ([, , unit]) => unit === '%' || unit === '元'],
      [[{ column: 'unit', is: 'is-not', values: ['%'] }], ([, , unit]) => unit !== '%'],
      [[{ column: 'name', is: 'contains', values: ['率', '度'] }], ([name]) => /[率度]/.test(String(name))],
      [[{ column: 'value', is: 'contains', values: ['0'] }], ([, value]) => String(value ?? '').includes('0')],
      [[{ column: 'value', is: 'at-least', values: ['95'] }], ([, value]) => number(value) >= 95],
      [[{ column: 'value', is: 'at-most', values: ['0.5'] }], ([, value]) => number(value) <= 0.5],
      [[{ column: 'deadline', is: 'empty' }], ([, , , deadline]) => deadline === null],
      [[{ column: 'deadline', is: 'filled' }], ([, , , deadline]) => deadline !== null],
      [
        [
          { column: 'value', is: 'at-least', values: ['10'] },
          { column: 'value', is: 'at-most', values: ['50'] },
          { column: 'unit', is: 'is-not', values: ['%'] },
        ],
        ([, value, unit]) => number(value) >= 10 && number(value) <= 50 && unit !== '%',
      ],
    ];
    for (const [list, isMeant] of cases) {
      const expected = all.filter(isMeant);
      expect([list, expected.length]).not.toEqual([list, 0]);
      expect(await rowsOf(...list)).toEqual(expected);
    }
    const { values } = await server.get('/api/tables/:table/values', '/api/tables/indicators/values?column=unit');
    expect(values.reduce((sum, { rows }) => sum + rows, 0)).toBe(all.length);
    const kinds = await server.get('/api/tables/:table/values', '/api/tables/documents/values?column=kinds');
    expect(kinds.values.every(({ value }) => value === null || !value.includes('|'))).toBe(true);
  });

  it('give a table as CSV and as a workbook, as filtered and sorted', async () => {
    const query = {
      columns: 'name,raw_value,value',
      sort: 'name',
      filters: filters({ column: 'unit', is: 'is', values: ['%'] }),
    };
    const { rows } = await page('indicators', { ...query, limit: '1000' });
    const download = `/api/tables/indicators/download?${new URLSearchParams(query)}`;
    const { headers, body } = await server.ask(`${download}&format=csv`);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="indicators.csv"',
    });
    expect(body.startsWith('\uFEFFname,raw_value,value\r\n')).toBe(true);
    const [, ...lines] = parseCsv(body.slice(1));
    // An apostrophe stands before what a spreadsheet would change; one is taken away.
    expect(lines.map((line) => line.map((cell) => cell?.replace(/^'/, '') ?? null))).toEqual(rows);
    const response = await fetch(new URL(`${download}&format=xlsx`, server.address));
    const workbook = await extractXlsx(new Uint8Array(await response.arrayBuffer()));
    const table = workbook.blocks.find((block) => block.kind === 'table')!;
    expect(table).toMatchObject({ rows: rows.length + 1, columns: 3 });
    expect((await server.ask('/api/tables/indicators/download?format=pdf')).status).toBe(400);
    expect((await server.ask('/api/tables/indicators/download?format=csv&sort=nothing')).status).toBe(400);
  });

  it('compare families and projects as the command line does', async () => {
    const families = await server.get('/api/families');
    const [{ family, targets, counties }] = families as [(typeof families)[number]];
    const answer = await server.get('/api/families/:family', `/api/families/${encodeURIComponent(family)}`);
    expect(answer.targets).toHaveLength(targets);
    const told = await runCli(made.data, ['compare', family, '--data', made.data, '--format', 'json']);
    const printed = JSON.parse(told.stdout) as Record<string, unknown>;
    expect({ ...answer }).toEqual({ ...answer, groups: printed.groups, targets: printed.targets });
    expect(counties).toBeGreaterThan(0);
    const own = families.find((each) => each.family.startsWith('own/'))!;
    const path = `/api/families/${encodeURIComponent(own.family)}`;
    expect((await server.get('/api/families/:family', path)).family).toBe(own.family);
    expect((await server.ask('/api/families/no-such-family')).status).toBe(404);
    const narrowed = await server.get('/api/families', `/api/families?search=${encodeURIComponent(own.name)}`);
    expect(narrowed.map((each) => each.family)).toContain(own.family);
    const name = (await viewOf(find('pingyin'))).record.projects[0]!.name!;
    const { lines } = await server.get('/api/projects', `/api/projects?${new URLSearchParams({ search: name })}`);
    const asked = await runCli(made.data, ['compare', '--project', name, '--data', made.data, '--format', 'json']);
    expect(lines).toEqual(JSON.parse(asked.stdout));
    expect(lines.length).toBeGreaterThan(3);
  });

  it('list first what most needs a human eye, as gongkai review does', async () => {
    const { rows, total, complete } = await server.get('/api/review', '/api/review?limit=1000');
    expect({ complete, total }).toEqual({ complete: true, total: rows.length });
    const priorities = rows.map(({ priority }) => Number(priority));
    expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
    const first = await server.get('/api/review', '/api/review?limit=5');
    expect(first.rows).toEqual(rows.slice(0, 5));
  });
});

describe('a search', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(':memory:');
  });
  afterAll(() => database.close());

  const isHeld = async (text: string, word: string) =>
    (await database.rows(`SELECT ${holds(quoteText(text), word)} AS held`))[0]!.held;

  it('finds signs of other forms, broken words and any capitals', async () => {
    const found: [text: string, word: string][] = [
      ['农 村\n公路　养护', '农村公路养护'],
      ['ＡＢＣ（２０２４年）', 'abc(2024年)'],
      ['面积≥120㎡', '120m2'],
      ['面积≥120m2', '１２０㎡'],
      ['㈠ 产出指标', '(一)产出'],
      ['100%', '１００％'],
      ['a.b*c', 'A.B*C'],
    ];
    for (const [text, word] of found) expect([text, word, await isHeld(text, word)]).toEqual([text, word, true]);
    for (const [text, word] of [
      ['农村公路', '农公'],
      ['a.b', 'a+b'],
      ['axb', 'a.b'],
    ] as const) {
      expect([text, word, await isHeld(text, word)]).toEqual([text, word, false]);
    }
  });

  it('finds every text in itself, with white space of any kind in it', async () => {
    const character = fc.constantFrom(...'公路养护补助资金满意度≥95%（一）㎡Ａa.*+?[]()\\|^$行ﬁ①'.split(''));
    const word = fc.array(character, { minLength: 1, maxLength: 8 });
    const gap = fc.constantFrom('', ' ', '\n', '\u3000', '\u00a0', '\u200b');
    await fc.assert(
      fc.asyncProperty(word, fc.array(gap, { minLength: 8, maxLength: 8 }), async (characters, gaps) => {
        const printed = characters.map((each, i) => gaps[i] + each).join('');
        expect(await isHeld(`前${printed}后`, characters.join(''))).toBe(true);
        expect(await isHeld(`前${characters.join('')}后`, foldedText(printed))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
