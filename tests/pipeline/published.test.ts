/** What stands where by the fetch logs, and what that means for the dataset: of each page its current version. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SightingLog } from '../../pipeline/archive/log.js';
import { Published, type Standing } from '../../pipeline/archive/published.js';
import { csvLine } from '../../pipeline/csv.js';
import { DATABASE_FILE } from '../../pipeline/dataset/build.js';
import fc from '../properties.js';
import { type CrawledPage, crawlNights, type Night } from './crawled-site.js';
import { hashOf } from './dataset-records.js';
import { query } from './dataset-workspace.js';
import { runCli, temporaryFolder } from './workspace.js';

const A = 'http://a.gov.cn/a.txt';
const B = 'http://a.gov.cn/b.txt';

const dayOf = (night: number) => new Date(Date.UTC(2026, 2, night)).toISOString().slice(0, 10);
const night = (number: number, pages: CrawledPage[], missing: string[] = []): Night => ({
  run: `r${number}`,
  day: dayOf(number),
  pages,
  missing,
});

async function published(
  sites: Record<string, Night[]>,
  { refusals = [], time }: { refusals?: string[]; time?: string } = {},
) {
  const data = temporaryFolder();
  for (const [site, nights] of Object.entries(sites)) await crawlNights(data, site, nights);
  const local = await SightingLog.open(join(data, 'archive', 'log', 'local.jsonl'));
  onTestFinished(() => local.close());
  const read = () =>
    Published.read(data, {
      local,
      isContent: async (sha256) => !refusals.map(hashOf).includes(sha256),
      ...(time === undefined ? {} : { time }),
    });
  return { local, read };
}

/** `superseded by y on 2026-03-02`; null where it was not seen. */
async function standings(
  sites: Record<string, Night[]>,
  bodies: string[],
  options: Parameters<typeof published>[1] = {},
): Promise<(string | null)[]> {
  const { read } = await published(sites, options);
  const all = await read();
  return bodies.map((body) => told(all.standingOf(hashOf(body)), bodies));
}

function told(found: Standing | null, bodies: string[]): string | null {
  if (!found) return null;
  const { standing, since, by } = found;
  const next = bodies.find((body) => hashOf(body) === by);
  return [standing, ...(by ? [`by ${next}`] : []), ...(since ? [since.slice(0, 10)] : [])].join(' ');
}

const page = (url: string, body: string) => ({ url, body });
const away = (url: string) => ({ url, outcome: 'gone', status: 404, why: 'http-404', role: 'other' }) as const;

describe('where a document stands', () => {
  it('supersedes what was there before, each version by the next', async () => {
    const nights = ['x', 'y', 'y', 'z'].map((body, i) => night(i + 1, [page(A, body)]));
    expect(await standings({ a: nights }, ['x', 'y', 'z'])).toEqual([
      'superseded by y 2026-03-02',
      'superseded by z 2026-03-04',
      'current',
    ]);
  });

  it('leaves what came back, and what still stands at another URL', async () => {
    const back = ['x', 'y', 'x'].map((body, i) => night(i + 1, [page(A, body)]));
    expect(await standings({ a: back }, ['x', 'y'])).toEqual(['current', 'superseded by x 2026-03-03']);
    const elsewhere = [night(1, [page(A, 'x'), page(B, 'x')]), night(2, [page(A, 'y'), page(B, 'x')])];
    expect(await standings({ a: elsewhere }, ['x', 'y'])).toEqual(['current', 'current']);
  });

  it('keeps what is away, also where it was replaced at another URL', async () => {
    const nights = [
      night(1, [page(A, 'x'), page(B, 'x')]),
      night(2, [page(A, 'y'), away(B)]),
      night(3, [page(A, 'y')], []),
    ];
    expect(await standings({ a: nights }, ['x', 'y'])).toEqual(['gone 2026-03-02', 'current']);
    const unlinked = [night(1, [page(A, 'x')]), night(2, [], [A])];
    expect(await standings({ a: unlinked }, ['x'])).toEqual(['gone 2026-03-02']);
    const replacedThenGone = [night(1, [page(A, 'x')]), night(2, [page(A, 'y')]), night(3, [away(A)])];
    expect(await standings({ a: replacedThenGone }, ['x', 'y'])).toEqual([
      'superseded by y 2026-03-02',
      'gone 2026-03-03',
    ]);
  });

  it('gives nothing for a refusal, an error, a block', async () => {
    const refused = [night(1, [page(A, 'x')]), night(2, [page(A, 'refused')])];
    const options = { refusals: ['refused'] };
    expect(await standings({ a: refused }, ['x', 'refused'], options)).toEqual(['current', 'current']);
    const then = [...refused, night(3, [page(A, 'y')])];
    expect(await standings({ a: then }, ['x', 'refused', 'y'], options)).toEqual([
      'superseded by y 2026-03-03',
      'superseded by y 2026-03-03',
      'current',
    ]);
    for (const outcome of ['blocked', 'failed', 'busy', 'too-large', 'not-modified'] as const) {
      const answered = [night(1, [page(A, 'x')]), night(2, [{ url: A, outcome, status: 503 }])];
      expect(await standings({ a: answered }, ['x']), outcome).toEqual(['current']);
    }
  });

  it('takes sites that know the same URL together: what was seen last counts', async () => {
    const sites = { a: [night(1, [page(A, 'x')])], b: [night(5, [page(A, 'y')])] };
    expect(await standings(sites, ['x', 'y'])).toEqual(['superseded by y 2026-03-05', 'current']);
    const stale = { a: [night(9, [page(A, 'x')])], b: [night(1, [page(A, 'x')]), night(5, [page(A, 'y')])] };
    expect(await standings(stale, ['x', 'y'])).toEqual(['current', 'superseded by x 2026-03-09']);
  });

  it('knows a time: what came later is not there yet', async () => {
    const sites = { a: [night(1, [page(A, 'x')]), night(5, [page(A, 'y')]), night(9, [away(A)])] };
    const at = (day: number) => standings(sites, ['x', 'y'], { time: `${dayOf(day)}T12:00:00.000Z` });
    expect(await at(1)).toEqual(['current', null]);
    expect(await at(6)).toEqual(['superseded by y 2026-03-05', 'current']);
    expect(await at(9)).toEqual(['superseded by y 2026-03-05', 'gone 2026-03-09']);
  });

  it('leaves files of this machine current, and moves members with their archive', async () => {
    const nights = [night(1, [page(A, 'zip1')]), night(2, [page(A, 'zip2')])];
    const { local, read } = await published({ a: nights });
    const seen = { time: '2026-03-03T00:00:00.000Z', bytes: 1, outcome: 'archived' as const };
    const member = (body: string, name: string, zip: string) =>
      local.append({ ...seen, source: `${A}!/${name}`, sha256: hashOf(body), parent: hashOf(zip) });
    await member('target 1', 'target.pdf', 'zip1');
    await member('dropped', 'list.pdf', 'zip1');
    await member('same', 'same.pdf', 'zip1');
    await member('target 2', 'target.pdf', 'zip2');
    await member('same', 'same.pdf', 'zip2');
    await local.append({ ...seen, source: 'file.pdf', sha256: hashOf('file') });
    const all = await read();
    const bodies = ['target 1', 'dropped', 'same', 'target 2', 'file', 'zip2'];
    expect(bodies.map((body) => told(all.standingOf(hashOf(body)), bodies))).toEqual([
      'superseded by target 2 2026-03-02',
      'superseded by zip2 2026-03-02',
      'current',
      'current',
      'current',
      'current',
    ]);
    await local.append({ ...seen, source: 'kept.pdf', sha256: hashOf('target 1') });
    expect((await read()).standingOf(hashOf('target 1'))?.standing).toBe('current');
  });

  it('has at each URL that is there exactly one current version, and none that is superseded by itself', async () => {
    const bodies = ['x', 'y', 'z'];
    const answers = fc.array(fc.array(fc.constantFrom(...bodies, 'away', 'failed'), { minLength: 2, maxLength: 2 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(answers, async (nights) => {
        const { read } = await published({
          a: nights.map((each, i) =>
            night(
              i + 1,
              each.map((answer, j): CrawledPage => {
                const url = j === 0 ? A : B;
                if (answer === 'away') return away(url);
                return answer === 'failed' ? { url, outcome: 'failed' } : page(url, answer);
              }),
            ),
          ),
        });
        const all = await read();
        const last = [0, 1].map((j) => nights.map((each) => each[j]!).findLast((answer) => answer !== 'failed'));
        const had = [0, 1].map((j) => nights.map((each) => each[j]!).findLast((answer) => bodies.includes(answer)));
        for (const body of bodies) {
          const standing = all.standingOf(hashOf(body))!;
          const isSeen = nights.flat().includes(body);
          const expected = !isSeen || last.includes(body) ? 'current' : had.includes(body) ? 'gone' : 'superseded';
          expect(standing.standing, JSON.stringify([nights, body])).toBe(expected);
          expect(standing.by === null).toBe(expected !== 'superseded');
          expect(standing.by).not.toBe(hashOf(body));
        }
      }),
      { numRuns: 25 },
    );
  });
});

const FORM = readFileSync(
  join(import.meta.dirname, '../../corpora/documents/cn-jilin-dehui-2024-targets-cell-lines/original.txt'),
  'utf8',
);
const PRINTED = '=400万元';

/** A site with one document, which answers what it is told to. */
async function site() {
  const now = { status: 200, type: 'text/plain; charset=utf-8', body: FORM };
  const server = createServer(({ url }, response) => {
    if (url === '/form.txt') response.writeHead(now.status, { 'content-type': now.type }).end(now.body);
    else if (url === '/') {
      const list = '<title>预算绩效</title><ul><li><a href="/form.txt">2024年部门预算项目绩效目标公开</a></li></ul>';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(list);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, now };
}

const MINUTES = 60_000;

describe('a page that is published anew', () => {
  it('is in the dataset once, with what stands there now', { timeout: 10 * MINUTES }, async () => {
    const { url, now } = await site();
    const folder = temporaryFolder();
    const cli = async (codes: number[], ...args: string[]) => {
      const ended = await runCli(folder, args);
      expect(codes, `${args.join(' ')}: ${ended.stderr}`).toContain(ended.code);
      return ended;
    };
    const crawl = async () => {
      await cli([0, 1], 'crawl', url, '--allow-private', '--delay', '0');
      return cli([0], 'build');
    };
    const ask = (sql: string) => query(sql, join(folder, 'gongkai-data/dataset', DATABASE_FILE));
    const values = async () =>
      (await ask(`SELECT raw_value FROM indicators WHERE raw_value IN ('${PRINTED}', '=450万元')`)).map(
        (row) => row.raw_value,
      );
    const rows = async () => (await ask('SELECT count(*)::INTEGER AS n FROM indicators'))[0]?.n;
    const documents = () =>
      ask(
        "SELECT document_id, standing, superseded_by, standing_since FROM documents WHERE media_type = 'text/plain' ORDER BY standing",
      );

    await crawl();
    const count = await rows();
    expect(await values()).toEqual([PRINTED]);
    const [first] = await documents();
    expect(first).toMatchObject({ standing: 'current', superseded_by: null, standing_since: null });

    const [corrected] = await ask(`SELECT id FROM indicators WHERE raw_value = '${PRINTED}'`);
    const HEAD = ['record_id', 'document_id', 'field', 'value', 'previous', 'who', 'when', 'why', 'evidence'];
    const said = [String(corrected?.id), '', 'value', '4000', PRINTED, '李明', '2026-11-20', '与原件不符', ''];
    mkdirSync(join(folder, 'gongkai-data/corrections'));
    writeFileSync(join(folder, 'gongkai-data/corrections/mine.csv'), [HEAD, said].map(csvLine).join(''));

    now.body = FORM.replace(PRINTED, '=450万元');
    const { stdout } = await crawl();
    expect(stdout).toMatch(/superseded +1 /);
    expect([await rows(), await values()]).toEqual([count, ['=450万元']]);
    const [second, old] = await documents();
    expect(second).toMatchObject({ standing: 'current' });
    expect(old).toMatchObject({
      ...{ document_id: first?.document_id, standing: 'superseded', superseded_by: second?.document_id },
      standing_since: expect.stringMatching(/^2\d{3}-\d\d-\d\dT/),
    });
    // What a person saw is not what stands there now, and what was there does not count.
    expect(await ask('SELECT state, document_id FROM corrections')).toEqual([
      { state: 'reopened', document_id: second?.document_id },
    ]);
    // Nothing of it is in any other table but where it was published.
    const having = await ask(
      `SELECT table_name AS name FROM duckdb_columns() WHERE column_name = 'document_id' AND table_name <> 'corrections' ORDER BY ALL`,
    );
    for (const { name } of having) {
      const [{ n } = {}] = await ask(
        `SELECT count(*)::INTEGER AS n FROM ${name} WHERE document_id = '${old?.document_id}'`,
      );
      expect(n, String(name)).toBe(name === 'documents' || name === 'sources' ? 1 : 0);
    }
    const { stdout: checks } = await cli([0, 1], 'check', '--format', 'csv');
    expect(checks).toContain(String(second?.document_id));
    expect(checks).not.toContain(String(old?.document_id));

    // A firewall, and a page that says that there is none: the document stays what it was.
    Object.assign(now, {
      type: 'text/html; charset=utf-8',
      body: '<title>404</title><p>您访问的页面不存在或已删除</p>',
    });
    await crawl();
    expect(await values()).toEqual(['=450万元']);
    Object.assign(now, { status: 403, body: '<title>访问被拦截</title><p>您的请求存在威胁，访问被拦截</p>' });
    await crawl();
    expect(await values()).toEqual(['=450万元']);

    await cli([0], 'build', '--all-versions');
    expect([await rows(), (await values()).sort()]).toEqual([2 * Number(count), [PRINTED, '=450万元']]);
    expect((await cli([2], 'build', '--all-versions', '--as-of', '2026-03-01')).stderr).toContain('--as-of');
  });
});
