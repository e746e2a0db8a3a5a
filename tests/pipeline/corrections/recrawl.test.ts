/**
 * A correction through the nights: a site on loopback is crawled, a value is corrected, the page is published anew in
 * another order, read by another version, printed with another value; after each night the dataset says what became of
 * the correction, and `gongkai diff` why the datasets differ.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { csvLine } from '../../../pipeline/csv.js';
import { DATABASE_FILE } from '../../../pipeline/dataset/build.js';
import type { DiffRow } from '../../../pipeline/diff/compare.js';
import { query } from '../dataset-workspace.js';
import { CLI, type Ended, runCli, runScript, temporaryFolder } from '../workspace.js';

const ROOT = join(import.meta.dirname, '../../..');
const FORM = readFileSync(join(ROOT, 'corpora/documents/cn-jilin-dehui-2024-targets-cell-lines/original.txt'), 'utf8');
/** An indicator of the document's first form; the unit cost of the same form is 400 as well. */
const PRINTED = '=400万元';
/** Five crawls, builds and four comparisons, each a process of its own. */
const NIGHTS_MS = 900_000;
const HEAD = ['record_id', 'document_id', 'field', 'value', 'previous', 'who', 'when', 'why', 'evidence'];

/** The forms of the document in another order. */
function reordered(text: string): string {
  const [head = '', ...forms] = text.split(/^(?=\t项目名称$)/m);
  expect(forms.length).toBeGreaterThan(1);
  return (
    head +
    forms
      .map((form) => form.replace(/\n*$/, '\n\n'))
      .reverse()
      .join('')
  );
}

/** A site with the document, whose text changes from night to night. */
async function site(): Promise<{ url: string; publish: (text: string) => void }> {
  let text = FORM;
  const server = createServer(({ url }, response) => {
    if (url === '/') {
      const page = '<title>预算绩效</title><ul><li><a href="/form.txt">2024年部门预算项目绩效目标公开</a></li></ul>';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    } else if (url === '/form.txt') response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    publish: (next) => {
      text = next;
    },
  };
}

/** gongkai as it might be after a change of the lexicon: one metric has another name, so it is another version. */
function otherVersion(): string {
  const folder = temporaryFolder();
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  for (const part of [...files, 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'corpora/lexicon/statistics.yml');
  const lexicon = readFileSync(file, 'utf8');
  expect(lexicon).toContain('metric: departments_with_overall_targets');
  writeFileSync(
    file,
    lexicon.replaceAll('metric: departments_with_overall_targets', 'metric: departments_with_targets'),
  );
  return join(folder, CLI.slice(ROOT.length));
}

describe('a correction of a crawled document', () => {
  it(
    'survives another order and another version, reopens when the printed value changes, and diff names the causes',
    async () => {
      const { url, publish } = await site();
      const folder = temporaryFolder();
      const data = join(folder, 'gongkai-data');
      let dataset: string;
      const ask = (sql: string) => query(sql, join(dataset, DATABASE_FILE));
      /** Crawls, and builds the dataset of what the site publishes then: the archive keeps what it published before. */
      const night = async (run: (args: string[]) => Promise<Ended>): Promise<string> => {
        const crawled = await run(['crawl', url, '--allow-private', '--delay', '0']);
        expect(crawled.code, crawled.stderr).toBe(0);
        const built = await run(['build', '--as-of', new Date().toISOString()]);
        expect(built.code, built.stderr).toBe(0);
        dataset = join(folder, /^dataset +(.+)$/m.exec(built.stdout)![1]!);
        expect(await ask("SELECT count(*)::INTEGER AS n FROM documents WHERE media_type = 'text/plain'")).toEqual([
          { n: 1 },
        ]);
        return dataset;
      };
      const ours = (args: string[]) => runCli(folder, args);
      const changes = async (before: string, after: string) => {
        const { stdout } = await runCli(folder, ['diff', before, after, '--format', 'json']);
        const rows = (JSON.parse(stdout) as { changes: DiffRow[] }).changes;
        return rows.map(({ change, cause, record_type: type, field, before: was, after: is }) =>
          [change, cause, type, field, was, is].map((text) => text ?? '-').join(' '),
        );
      };
      const state = async () => (await ask('SELECT state FROM corrections')).map(({ state: each }) => each);
      const valueNow = async (id: string) =>
        (await ask(`SELECT value::DOUBLE AS value FROM indicators WHERE id = '${id}'`))[0]?.value;

      const first = await night(ours);
      const [indicator] = await ask(`SELECT id, document_id, raw_value FROM indicators WHERE raw_value = '${PRINTED}'`);
      const { id, document_id: document } = indicator as Record<string, string>;
      mkdirSync(join(data, 'corrections'));
      const said = [id!, document!, 'value', '4000', PRINTED, '李明', '2026-11-20', '与原件不符', '原件第3页'];
      writeFileSync(join(data, 'corrections', 'mine.csv'), [HEAD, said].map(csvLine).join(''));

      const second = await night(ours);
      expect(await state()).toEqual(['applied']);
      expect(await changes(first, second)).toEqual(['changed correction indicator value 400 4000']);

      publish(reordered(FORM));
      const third = await night(ours);
      expect((await ask('SELECT document_id FROM documents'))[0]?.document_id).not.toBe(document);
      expect([await state(), await valueNow(id!)]).toEqual([['applied'], 4000]);
      expect((await changes(second, third)).filter((change) => !change.includes(' document '))).toEqual([]);

      const other = otherVersion();
      const fourth = await night((args) => runScript(other, folder, args));
      expect([await state(), await valueNow(id!)]).toEqual([['applied'], 4000]);
      const byVersion = await changes(third, fourth);
      // The id of a statistic is made of its metric.
      const statistics = byVersion
        .filter((change) => change.includes(' statistic '))
        .map((change) => change.split(' ')[0]);
      expect(statistics.sort()).toEqual(['added', 'gone']);
      expect(byVersion.filter((change) => !change.includes(' extractor '))).toEqual([]);

      publish(reordered(FORM).replace(PRINTED, '=450万元'));
      const fifth = await night(ours);
      expect([await state(), await valueNow(id!)]).toEqual([['reopened'], 450]);
      expect(await changes(third, fifth)).toContain('changed source indicator value 4000 450');
      const [finding] = await ask("SELECT actual, expected FROM findings WHERE code = 'correction/reopened'");
      expect(finding).toEqual({ actual: '=450万元', expected: PRINTED });
    },
    NIGHTS_MS,
  );
});
