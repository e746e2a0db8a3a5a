/** The full-text search: what stands in a document is found, however it is typed and printed, counted, ranked and placed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, quoteText } from '../../pipeline/dataset/duckdb.js';
import type { DocumentRow, Match } from '../../pipeline/explorer/api.js';
import { findTesseract } from '../../pipeline/ocr/tesseract.js';
import { countWord, rankDocuments } from '../../pipeline/search/find.js';
import { foldedForSearch, wordsOfSearch } from '../../pipeline/search/fold.js';
import { hitsIn } from '../../pipeline/search/hits.js';
import type { Passage } from '../../pipeline/search/passages.js';
import { TextStore } from '../../pipeline/search/text-store.js';
import { SEARCH_FILE, writeIndex } from '../../pipeline/search/write-index.js';
import fc from '../properties.js';
import { dataOf, document, ExplorerServer } from './explorer-server.js';
import { runCli } from './workspace.js';

/** Characters that fold to others, to several, to none; pairs that repeat; a rare 汉字 outside of the basic plane. */
const CHARACTERS = [...'公路养护路公足额保障满意度≥95%（一）㎡m2Ａaﬁ①𠮷  \n\u3000\u200b\ufe0f'];

describe('the index', () => {
  const text = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 24 }).map((all) => all.join(''));
  const passage = fc
    .record({ text, flows: fc.boolean() })
    .map(({ text: own, flows }): Passage => ({ text: own, at: [], ...(flows ? { flows: true } : {}) }));
  const someDocuments = fc.array(fc.array(passage, { maxLength: 5 }), { minLength: 1, maxLength: 5 });

  it('counts each word as often as it stands there, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(someDocuments, fc.array(text, { minLength: 1, maxLength: 6 }), async (documents, typed) => {
        const words = [...typed, ...documents.map((each) => each[0]?.text.slice(2, 7) ?? '')]
          .map(foldedForSearch)
          .filter((word) => word !== '');
        await withIndex(documents, async (count) => {
          for (const word of words) {
            const expected = documents.map((passages) => [...hitsIn(passages, [word])].length);
            expect([word, await count(word)]).toEqual([word, expected]);
            expect([word, documents.map((passages) => naiveCount(passages, word))]).toEqual([word, expected]);
          }
        });
      }),
      { numRuns: 15 },
    );
  });

  it('finds a word whatever white space and forms of characters are in it', async () => {
    const gap = fc.constantFrom('', ' ', '\n', '\u3000', '\u200b', ' \n');
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 4, maxLength: 4 }), fc.nat(3), async (gaps, cut) => {
        const printed = [...'足额保障'].map((each, i) => each + gaps[i]).join('');
        // Also where a line is cut between two paragraphs.
        const passages: Passage[] = [
          { text: `前${printed.slice(0, cut)}`, at: [], flows: true },
          { text: `${printed.slice(cut)}２０２４年`, at: [] },
        ];
        await withIndex(
          [
            passages,
            [
              { text: '足额', at: [] },
              { text: '保障', at: [] },
            ],
          ],
          async (count) => {
            expect(await count('足额保障')).toEqual([1, 0]);
            expect(await count(foldedForSearch(`${printed} 2024`))).toEqual([1, 0]);
          },
        );
      }),
      { numRuns: 10 },
    );
  });

  it('puts a title before a text, and then whoever says all words often', () => {
    const counts = (title: number[], body: number[], besides: number[]) => ({
      title: Uint32Array.from(title),
      text: Uint32Array.from(body),
      besides: Uint32Array.from(besides),
    });
    const ranked = rankDocuments(
      [counts([0, 1, 0, 0], [9, 1, 0, 2], [0, 0, 1, 0]), counts([0, 0, 0, 0], [1, 1, 3, 0], [0, 0, 0, 0])],
      4,
    );
    expect(ranked).toEqual([
      { document: 0, titled: 0, least: 1, hits: 10 },
      { document: 1, titled: 1, least: 1, hits: 2 },
      { document: 2, titled: 0, least: 0, hits: 3 },
    ]);
  });

  it('takes what stands in quotation marks as one word', () => {
    expect(wordsOfSearch('农村公路 “绩效 目标” "GDP 增速" 「满 意」 农村公路')).toEqual([
      ...['农村公路', '绩效目标', 'gdp增速', '满意'],
    ]);
    expect(wordsOfSearch(' \u3000 ""')).toEqual(['""']);
  });
});

/** Hits by going through all positions; what flows is one text. */
function naiveCount(passages: readonly Passage[], word: string): number {
  const runs = [''];
  for (const { text, flows } of passages) {
    runs[runs.length - 1] += foldedForSearch(text);
    if (!flows) runs.push('');
  }
  return runs.reduce(
    (sum, run) => sum + [...Array(run.length).keys()].filter((at) => run.startsWith(word, at)).length,
    0,
  );
}

async function withIndex(
  documents: readonly (readonly Passage[])[],
  use: (count: (word: string) => Promise<number[]>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-index-'));
  const database = await openDatabase(':memory:');
  try {
    const columns = ['title', 'publisher', 'region_name', 'source', 'document_number', 'index_number'];
    await database.run(
      `CREATE TABLE documents (document_id VARCHAR, ${columns.map((column) => `${column} VARCHAR`).join(', ')})`,
    );
    await database.run('CREATE TABLE readings (document_id VARCHAR, value VARCHAR, repairs VARCHAR)');
    for (const i of documents.keys()) await database.run(`INSERT INTO documents (document_id) VALUES ('${i}')`);
    await writeIndex(database, { textOf: async (id) => documents[Number(id)]! }, folder);
    await database.run(`ATTACH ${quoteText(join(folder, SEARCH_FILE))} AS found (READ_ONLY)`);
    await use(async (word) => [...(await countWord(database, 'found', word, documents.length)).text]);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a search of real documents', async () => {
  const FILES = [
    document('cn-liaoning-shenyang-tiexi-2024-targets-shifted'),
    document('cn-jilin-dehui-2023-evaluations-prose'),
    document('cn-guizhou-fenggang-2024-targets-word-html', 'original.html'),
    document('cn-gansu-tongwei-2025-targets-odd-merges', 'original.docx'),
    document('cn-henan-lankao-2025-targets-pdf-three-pages', 'original.pdf'),
    document('cn-yunnan-yuanmou-2024-summary-two-heads', 'original.xlsx'),
  ];
  let made: Awaited<ReturnType<typeof dataOf>>;
  let server: ExplorerServer;
  let documents: DocumentRow[];
  let texts: TextStore;
  beforeAll(async () => {
    made = await dataOf(FILES);
    server = await ExplorerServer.start(made.data);
    documents = (await server.get('/api/documents')).rows;
    const parent = join(made.data, 'texts');
    texts = new TextStore(parent, (await readdir(parent))[0]!);
  }, 240_000);
  afterAll(async () => {
    await server?.stop();
    made?.remove();
  });

  const search = (words: string, more: Record<string, string> = {}) =>
    server.get('/api/documents', `/api/documents?${new URLSearchParams({ search: words, ...more })}`);
  const hitsOf = (id: string, words: string) =>
    server.get('/api/documents/:id/hits', `/api/documents/${id}/hits?${new URLSearchParams({ search: words })}`);
  const find = (name: string) => documents.find(({ source }) => source.includes(name))!.document_id;

  it('finds what stands in each, typed with spaces in it, with as many hits as its view lights up', async () => {
    expect(documents).toHaveLength(FILES.length);
    for (const { document_id: id, source } of documents) {
      const passages = (await texts.get(id))!;
      const long = passages.map(({ text }) => foldedForSearch(text)).filter((text) => text.length >= 6);
      expect([source, long.length > 5]).toEqual([source, true]);
      for (const text of long.filter((_, i) => i % Math.ceil(long.length / 8) === 0)) {
        const word = text.slice(0, 9).replace(/["“”「」]/g, '');
        const typed = `"${[...word].join(' ')}"`;
        const row = (await search(typed)).rows.find(({ document_id: found }) => found === id);
        expect([source, word, row !== undefined]).toEqual([source, word, true]);
        const { total, hits } = await hitsOf(id, typed);
        expect([source, word, row!.hits]).toEqual([source, word, total]);
        for (const hit of hits) {
          expect(foldedForSearch(hit.text)).toBe(word);
          expect(hit.at.length).toBeGreaterThan(0);
        }
        expect(foldedForSearch(row!.matches[0]!.text)).toContain(word);
      }
    }
  });

  it('finds a word that a page break cut, and every file that it stands in', async () => {
    const { rows, total } = await search('足额保障');
    expect(total).toBe(1);
    expect(rows[0]!.document_id).toBe(find('tiexi'));
  });

  it('tells the line and the column of each hit of a text', async () => {
    const id = find('dehui');
    const { lines } = await server.get('/api/documents/:id/text', `/api/documents/${id}/text`);
    const { hits } = await hitsOf(id, '绩效');
    expect(hits.length).toBeGreaterThan(10);
    for (const { at } of hits) {
      const printed = at.map((place) =>
        'line' in place ? lines[place.line - 1]!.slice(place.column - 1, place.column - 1 + place.length) : '',
      );
      expect(printed.join('')).toBe('绩效');
    }
  });

  it('ranks what has a word in its title first, filters, and sorts otherwise when asked', async () => {
    const { rows, facets, total } = await search('绩效');
    expect(total).toBe(rows.length);
    const titled = rows.map(({ title }) => (title ?? '').includes('绩效'));
    expect(titled).toEqual([...titled].sort((a, b) => Number(b) - Number(a)));
    const inTitle = rows.filter((_, i) => titled[i]).map(({ hits }) => hits!);
    expect(inTitle).toEqual([...inTitle].sort((a, b) => b - a));
    expect(facets.year.reduce((sum, each) => sum + each.documents, 0)).toBe(total);
    const years = (await search('绩效', { sort: 'fiscal_year' })).rows.map(({ fiscal_year: year }) => year ?? 9999);
    expect(years).toEqual([...years].sort((a, b) => a - b));
    expect((await search('绩效', { year: '2025' })).rows.every(({ fiscal_year: year }) => year === 2025)).toBe(true);
    expect((await search('绩效 没有这个词')).total).toBe(0);
  });

  it('says in which field a word stands that the text does not have', async () => {
    const { rows } = await search('original.xlsx');
    expect(rows.map(({ document_id: id }) => id)).toEqual([find('yuanmou')]);
    expect(rows[0]!.matches).toMatchObject([{ recordType: 'document', field: 'source' }]);
    expect(rows[0]!.hits).toBe(0);
  });

  it('finds what a person wrote in the place of what is printed, at once and after the next build', async () => {
    const id = find('lankao');
    const { record } = await server.get('/api/documents/:id', `/api/documents/${id}`);
    const indicator = record.projects[0]!.indicators[0]!;
    const named = { document_id: id, record_id: indicator.id, record_type: 'indicator', field: 'name' };
    const answer = await server.correct({ ...named, value: '饮用水氟含量达标率', who: '测试员', why: '以原件为准' });
    expect(answer.status).toBe(200);
    const found = async (): Promise<Match[]> => {
      const { rows } = await search('氟含量 绩效');
      expect(rows.map(({ document_id: own }) => own)).toEqual([id]);
      return rows[0]!.matches;
    };
    expect(await found()).toContainEqual({
      ...{ recordType: 'indicator', recordId: indicator.id, field: 'name', text: '饮用水氟含量达标率' },
    });
    expect((await runCli(made.data, ['build', '--data', made.data])).code).toBe(0);
    expect((await found()).some((match) => 'field' in match && match.field === 'name')).toBe(true);
  });

  it('is asked on the command line as well', async () => {
    const asked = await runCli(made.data, ['search', '足额保障', '--data', made.data, '--json']);
    expect(asked.code).toBe(0);
    expect(JSON.parse(asked.stdout)).toMatchObject({ total: 1, documents: [{ document_id: find('tiexi') }] });
    const shown = await runCli(made.data, ['search', '绩效 目标', '--limit', '2', '--data', made.data]);
    expect(shown.stdout).toMatch(/绩效\s*目标/);
    expect(shown.stdout).toMatch(/\(\d+ documents, of which 2 are shown/);
    expect((await runCli(made.data, ['search', ' ', '--data', made.data])).code).toBe(2);
    expect((await runCli(made.data, ['search', 'x', '--data', join(made.data, 'nothing')])).code).toBe(3);
  });

  it('says so where a text is lost, and where there is no index', async () => {
    const own = await dataOf([FILES[1]!]);
    try {
      const kept = await readdir(join(own.data, 'texts'), { recursive: true });
      writeFileSync(join(own.data, 'texts', kept.find((name) => name.endsWith('.json.gz'))!), 'no text');
      const built = await runCli(own.data, ['build', '--data', own.data]);
      expect(built.code).toBe(0);
      expect(built.stderr).toContain('does not find the text of 1 documents');
      await rm(join(own.data, 'dataset', SEARCH_FILE));
      const { code, stderr } = await runCli(own.data, ['search', '绩效', '--data', own.data]);
      expect(code).toBe(3);
      expect(stderr).toContain("'gongkai build' makes it");
    } finally {
      own.remove();
    }
  });

  const engine = await findTesseract();
  const missing = 'missing' in engine ? `: apt-get install tesseract-ocr tesseract-ocr-chi-sim: ${engine.missing}` : '';
  it.skipIf(missing !== '' && process.env.GONGKAI_REQUIRE_ALL === undefined)(
    `finds what OCR read of a scan${missing}`,
    { timeout: 240_000 },
    async () => {
      const scan = join(import.meta.dirname, '../../corpora/scans/dehui-2024-page-3.pdf');
      const own = await dataOf([scan], { ocr: 'auto' });
      try {
        const { stdout } = await runCli(own.data, ['search', '学前教育 发展', '--data', own.data, '--json']);
        const { documents: found } = JSON.parse(stdout) as { documents: DocumentRow[] };
        expect(found.map(({ source }) => source)).toEqual([scan]);
        expect(found[0]!.matches[0]).toMatchObject({ hit: 1, page: 1 });
      } finally {
        own.remove();
      }
    },
  );
});
