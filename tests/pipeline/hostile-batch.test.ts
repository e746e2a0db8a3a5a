/** Hostile files beside good ones in one run of the real command: each has a status of its own, the good ones are read. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { docxOf, p, tbl, tc, tr } from '../extractors/docx-writer.js';
import { renditionBytes } from '../extractors/renditions.js';
import { zipOf } from '../extractors/zip-writer.js';
import { runCli, temporaryFolder } from './workspace.js';

const SLUG = 'cn-jilin-dehui-2024-targets-cell-lines';
const good = renditionBytes(SLUG, 'document.docx');
const page = renditionBytes(SLUG, 'page.html');
const bomb = zipOf({ name: 'word/document.xml', content: '<w:p/>'.repeat(17_000_000) });
const wide = tbl([tr([tc('目标表', '<w:gridSpan w:val="1000000000"/>')]), tr([tc('a'), tc('b')])]);
const spans = `<table>${`<tr>${'<td rowspan=65535 colspan=1000000000>x</td>'.repeat(40)}</tr>`.repeat(200)}</table>`;

const FILES: [name: string, content: string | Uint8Array, status: string, projects: number][] = [
  ['00-good.docx', good, 'ok', 4],
  ['01-bomb.docx', bomb, 'failed(too-large)', 0],
  [
    '02-entity.docx',
    docxOf(p('&x;'), {}, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    'failed(broken)',
    0,
  ],
  ['03-wide.docx', docxOf(wide), 'ok', 0],
  ['04-spans.html', spans, 'ok', 0],
  ['05-nested.html', `<p>前</p>${'<div>'.repeat(10_000)}深`, 'ok', 0],
  ['06-deep.html', '<b>'.repeat(100_000), 'failed(too-large)', 0],
  ['07-huge.html', new Uint8Array(50 * 2 ** 20).fill(0x3c), 'failed(too-large)', 0],
  ['08-blocked.pdf', '<html><body><h1>403 Forbidden</h1></body></html>', 'blocked', 0],
  ['09-named.docx', renditionBytes(SLUG, 'document.doc'), 'ok', 4],
  ['10-named.xls', page, 'ok', 4],
  ['11-format.ofd', zipOf({ name: 'OFD.xml', content: '<ofd:OFD/>' }), 'unsupported', 0],
  ['99-good.html', page, 'ok', 4],
];

it('each hostile file has its status, and the others are read', async () => {
  const folder = temporaryFolder();
  for (const [name, content] of FILES) writeFileSync(join(folder, name), content);
  const archive = zipOf({ name: '../../outside.html', content: page }, { name: 'inside.html', content: page });
  writeFileSync(join(folder, '50-paths.zip'), archive);
  const { code, stdout } = await runCli(folder, ['extract', '.', '--json', '--ocr', 'off', '--office', 'off']);
  const records = stdout.trim().split('\n').map((line) => JSON.parse(line) as GongkaiRecord); // biome-ignore format: one line
  const read = records.map(({ document, status, projects }) => [document.source, status, projects.length]);
  const inArchive: [string, string, number][] = [
    ['50-paths.zip', 'ok', 0],
    ['50-paths.zip!/outside.html', 'ok', 4],
    ['50-paths.zip!/inside.html', 'ok', 4],
  ];
  const expected = FILES.map(([name, , status, projects]) => [name, status, projects] as [string, string, number]);
  expected.splice(-1, 0, ...inArchive);
  expect(read).toEqual(expected.map(([name, ...rest]) => [`./${name}`, ...rest]));
  expect(code).toBe(1);
  expect(existsSync(join(folder, '..', '..', 'outside.html'))).toBe(false);
});
