/** Correcting in the explorer: what a person writes holds at once everywhere, and is the same after the dataset is built anew. */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrectionOutcome, GongkaiRecord } from '../../pipeline/explorer/api.js';
import { dataOf, document, ExplorerServer } from './explorer-server.js';
import { runCli } from './workspace.js';

const FILES = [
  document('cn-shandong-pingyin-2024-targets-scan-text'),
  document('cn-liaoning-shenyang-tiexi-2024-targets-shifted'),
  document('cn-jilin-dehui-2023-evaluations-prose'),
];
const WHO = { who: '李明', why: 'the page says so' };

describe('corrections in the explorer', () => {
  let made: Awaited<ReturnType<typeof dataOf>>;
  let server: ExplorerServer;
  let records: GongkaiRecord[];

  beforeAll(async () => {
    made = await dataOf(FILES);
    server = await ExplorerServer.start(made.data);
    const { rows } = await server.get('/api/documents');
    records = await Promise.all(rows.map(async ({ document_id: id }) => recordOf(id)));
  });
  afterAll(async () => {
    await server?.stop();
    made?.remove();
  });

  const viewOf = (id: string) => server.get('/api/documents/:id', `/api/documents/${id}`);
  const recordOf = async (id: string) => (await viewOf(id)).record;
  const outcome = async (correction: object): Promise<CorrectionOutcome> => {
    const { status, body } = await server.correct({ ...WHO, ...correction });
    expect([status, body]).toEqual([200, body]);
    return JSON.parse(body) as CorrectionOutcome;
  };
  /** Every table with all its rows. */
  const everything = async () => {
    const tables = await server.get('/api/tables');
    const pages = tables.map(async ({ name }) => {
      const rows: unknown[] = [];
      for (let total = 1; rows.length < total; ) {
        const page = await server.get('/api/tables/:table', `/api/tables/${name}?limit=1000&offset=${rows.length}`);
        total = page.total;
        rows.push(...page.rows.map((row, i) => [row, page.keys[i]]));
      }
      return [name, rows] as const;
    });
    return new Map(await Promise.all(pages));
  };

  it('accepts what is read: it leaves the review, is marked, and changes no value', async () => {
    const before = await server.get('/api/review', '/api/review?limit=1000');
    const doubtful = before.rows.find(({ field, value }) => field !== '' && value !== '')!;
    const { document_id, record_id, record_type, field, value } = doubtful;
    const result = await outcome({ document_id, record_id, record_type, field, value });
    expect(result).toMatchObject({ state: 'accepted', reason: null, value });
    expect(result.correction).toMatchObject({ previous: doubtful.raw || value, who: '李明' });
    const after = await server.get('/api/review', '/api/review?limit=1000');
    const isIt = (row: typeof doubtful) => row.record_id === record_id && row.field === field;
    expect(after.rows.some(isIt)).toBe(false);
    expect(after.total).toBe(before.total - before.rows.filter(isIt).length);
    const { rows } = await server.get(
      '/api/tables/:table',
      `/api/tables/readings?columns=value,repairs&filters=${encodeURIComponent(
        JSON.stringify([
          { column: 'record_id', is: 'is', values: [record_id] },
          { column: 'field', is: 'is', values: [field] },
        ]),
      )}`,
    );
    expect(rows[0]![0]).toBe(value);
    expect(rows[0]![1]).toMatch(/accepted by 李明 on .*: the page says so$/);
  });

  it('shows a corrected value at once: in the record, its tables, its comparison, and as corrected', async () => {
    const record = records.find(({ projects }) => projects.some(({ indicators }) => indicators.length > 3))!;
    const { sha256 } = record.document;
    const indicator = record.projects[0]!.indicators.find(({ value, unit }) => value !== null && unit === '%')!;
    const asked = { document_id: sha256, record_id: indicator.id, record_type: 'indicator', field: 'value' };
    const result = await outcome({ ...asked, value: '12.50' });
    expect(result).toMatchObject({ state: 'applied', raw: indicator.evidence.value?.raw, type: 'indicator' });
    const { record: now, corrections } = await viewOf(sha256);
    const shown = now.projects[0]!.indicators.find(({ id }) => id === indicator.id)!;
    expect(shown.value).toBe(12.5);
    expect(shown.evidence.value!.repairs!.at(-1)).toMatch(/^corrected by 李明 on .*; read as: /);
    expect(corrections.map(({ state }) => state)).toContain('applied');
    const filter = encodeURIComponent(JSON.stringify([{ column: 'id', is: 'is', values: [indicator.id] }]));
    const page = await server.get('/api/tables/:table', `/api/tables/indicators?columns=value&filters=${filter}`);
    expect(page).toMatchObject({ total: 1, rows: [['12.5']] });
    expect(page.keys).toEqual([{ document: sha256, record: indicator.id, corrected: ['value'] }]);
    const same = encodeURIComponent(JSON.stringify([{ column: 'indicator_id', is: 'is', values: [indicator.id] }]));
    const compared = await server.get(
      '/api/tables/:table',
      `/api/tables/comparisons?columns=comparable_value,comparable_unit&filters=${same}`,
    );
    expect(compared.rows).toEqual([['12.5', '%']]);
    // The row stands where it stood.
    const ordinals = await server.get(
      '/api/tables/:table',
      '/api/tables/indicators?columns=document_id,ordinal&limit=1000',
    );
    expect(ordinals.total).toBe(
      records.reduce((sum, { projects }) => sum + projects.flatMap((p) => p.indicators).length, 0),
    );
    const own = ordinals.rows.filter(([id]) => id === sha256).map(([, ordinal]) => ordinal);
    expect(own).toEqual(own.map((_, i) => i + 1));
  });

  it('takes nothing that the record does not have or that cannot stand there, and writes nothing of it', async () => {
    const files = () =>
      readdirSync(join(made.data, 'corrections')).map((name) =>
        readFileSync(join(made.data, 'corrections', name), 'utf8'),
      );
    const before = files();
    const { sha256 } = records[0]!.document;
    const good = {
      document_id: sha256,
      record_id: sha256,
      record_type: 'document',
      field: 'fiscal_year',
      value: '2023',
    };
    const wrong: [number, object][] = [
      [422, { value: 'next year' }],
      [422, { field: 'sha256' }],
      [422, { field: '__proto__' }],
      [422, { field: 'kinds', value: 'no_such_kind' }],
      [404, { record_id: 'x' }],
      [404, { record_type: 'indicator' }],
      [404, { document_id: 'b'.repeat(64) }],
      [400, { value: ' ' }],
      [400, { who: '' }],
      [400, { why: undefined }],
      [400, { when: '1999-01-01' }],
    ];
    for (const [status, change] of wrong) {
      const answer = await server.correct({ ...WHO, ...good, ...change });
      expect([change, answer.status]).toEqual([change, status]);
      expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['message']);
    }
    expect(files()).toEqual(before);
  });

  it('keeps each of many that come at once, and answers all who ask meanwhile', async () => {
    const { sha256 } = records[1]!.document;
    const parts = records[1]!.projects.flatMap(({ indicators }) => indicators).slice(0, 8);
    const evaluations = records[1]!.evaluations.slice(0, 8);
    const wanted = [
      ...parts.map(({ id }, i) => ({ record_id: id, record_type: 'indicator', field: 'weight', value: String(i + 1) })),
      ...evaluations.map(({ id }, i) => ({
        record_id: id,
        record_type: 'evaluation',
        field: 'score',
        value: String(80 + i),
      })),
    ];
    expect(wanted.length).toBeGreaterThan(3);
    let done = false;
    const asking = [
      '/api/tables/indicators?sort=-value',
      '/api/documents?search=指标',
      '/api/overview',
      '/api/review',
    ].map(async (path) => {
      let asked = 0;
      while (!done) {
        expect([path, (await server.ask(encodeURI(path))).status]).toEqual([path, 200]);
        asked += 1;
      }
      return asked;
    });
    const states = await Promise.all(
      wanted.map(async (each) => (await outcome({ document_id: sha256, ...each })).state),
    );
    done = true;
    expect((await Promise.all(asking)).every((asked) => asked > 0)).toBe(true);
    expect(new Set(states)).toEqual(new Set(['applied']));
    const all = await server.get('/api/corrections');
    for (const { record_id, field, value } of wanted) {
      const kept = all.filter(({ correction }) => correction.record_id === record_id && correction.field === field);
      expect(kept.map(({ correction }) => correction.value)).toEqual([value]);
    }
  });

  it('sees what people write into the folder meanwhile', async () => {
    const { sha256 } = records[2]!.document;
    const file = join(made.data, 'corrections', 'by-hand.csv');
    writeFileSync(file, 'record_id,document_id,field,value,previous,who,when,why\r\n');
    appendFileSync(file, `${sha256},${sha256},document_number,某财〔2024〕1号,,王芳,2026-11-20,seen\r\n`);
    appendFileSync(file, 'no-such-record,,name,x,y,王芳,2026-11-20,seen\r\n');
    expect((await recordOf(sha256)).document.document_number).toBe('某财〔2024〕1号');
    const states = (await server.get('/api/corrections')).filter(({ correction }) => correction.who === '王芳');
    expect(states.map(({ state }) => state).sort()).toEqual(['applied', 'unknown-record']);
    const { corrections } = await server.get('/api/overview');
    expect(corrections.find(({ state }) => state === 'unknown-record')).toEqual({ state: 'unknown-record', rows: 1 });
  });

  it('is the same, row by row, when the dataset is built anew while it runs', async () => {
    const laid = await everything();
    const outcomes = await server.get('/api/corrections');
    const review = await server.get('/api/review', '/api/review?limit=1000');
    expect(laid.get('corrections')!.length).toBe(outcomes.length);
    const { built } = await server.get('/api/overview');
    const { code, stderr } = await runCli(made.data, ['build', '--data', made.data]);
    expect([code, stderr]).toEqual([0, stderr]);
    expect((await server.get('/api/overview')).built).not.toBe(built);
    const anew = await everything();
    for (const [name, rows] of laid) expect([name, anew.get(name)]).toEqual([name, rows]);
    expect(await server.get('/api/corrections')).toEqual(outcomes);
    expect(await server.get('/api/review', '/api/review?limit=1000')).toEqual(review);
  });

  it('goes on after the build: the next correction is laid over it, and a later one supersedes', async () => {
    const applied = (await server.get('/api/corrections')).find(
      ({ state, type }) => state === 'applied' && type === 'indicator',
    )!;
    const { record_id, field } = applied.correction;
    const asked = { document_id: applied.document!.sha256, record_id, record_type: applied.type, field };
    const { state, correction } = await outcome({ ...asked, value: '77' });
    expect(state).toBe('applied');
    // What was there before is what is read, not what somebody put there.
    expect(correction.previous).toBe(applied.raw || applied.value || '');
    const states = (await server.get('/api/corrections'))
      .filter((each) => each.correction.record_id === record_id && each.correction.field === field)
      .map((each) => each.state);
    expect(states).toEqual(['superseded', 'applied']);
  });
});
