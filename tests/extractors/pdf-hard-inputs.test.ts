/** PDFs made to break readers, each read by a worker under limits as in a run: the status that each ends in. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { digestFile } from '../../pipeline/archive/archive.js';
import { createLog } from '../../pipeline/log.js';
import { DEFAULT_LIMITS, DocumentReader } from '../../pipeline/worker/reader.js';
import { gbk, type PageSpec, writePdf } from './pdf-writer.js';

/** Built code: a worker process runs no TypeScript. */
const WORKER = join(import.meta.dirname, '../../dist/pipeline/worker/child.js');
const folder = mkdtempSync(join(tmpdir(), 'gongkai-hard-'));
const log = createLog({ stream: process.stderr, terminal: false, columns: () => 80 });
const reader = new DocumentReader({ ...DEFAULT_LIMITS, seconds: 30, memoryMb: 512 }, log, WORKER, {
  choice: 'off',
  engine: null,
});
afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true });
});

async function read(name: string, bytes: Uint8Array): Promise<GongkaiRecord> {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.pdf`);
  writeFileSync(file, bytes);
  const context = { attempt: 1, lastAttempt: true, signal: new AbortController().signal };
  return JSON.parse(await reader.read({ file, source: `${name}.pdf`, ...(await digestFile(file)) }, context));
}

const sentence = gbk('本县二〇二四年预算绩效管理工作开展情况，各部门高度重视，积极组织，效果良好。');
const page: PageSpec = { content: `BT /F2 12 Tf 50 300 Td (${sentence}) Tj ET` };
const latin: PageSpec = { content: 'BT /F1 12 Tf 50 300 Td (Budget performance of the county) Tj ET' };
const picture = {
  dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray',
  stream: 'x',
};
const bomb = (megabytes: number) => deflateSync(Buffer.alloc(megabytes * 1024 * 1024, '0 0 m '), { level: 9 });

/** Objects 3000 and on: a tree of page nodes `depth` levels deep, each naming the next `width` times. */
function deepTree(depth: number, width: number): Record<number, string> {
  const nodes: Record<number, string> = {};
  for (let level = 0; level < depth; level++) {
    const next = level + 1 < depth ? `${3001 + level} 0 R ` : '1000 0 R ';
    nodes[3000 + level] = `<</Type/Pages/Count ${width ** (depth - level)}/Kids[${next.repeat(width)}]>>`;
  }
  return nodes;
}

const good = writePdf({ pages: [page, page] });
const CASES: [name: string, bytes: () => Uint8Array, status: string, finding: string | null][] = [
  [
    'a page tree that loops',
    () => writePdf({ pages: [page], kids: '1000 0 R 2 0 R', count: 2 }),
    'partial',
    'pdf/unreadable-page',
  ],
  ['Count 2,000,000,000', () => writePdf({ pages: [page], count: 2_000_000_000 }), 'ok', 'pdf/page-count'],
  [
    'a million pages from ten objects',
    () => writePdf({ pages: [page], kids: '3000 0 R', count: 1_048_576, objects: deepTree(20, 2) }),
    'partial',
    'pdf/too-many-pages',
  ],
  [
    '300 MB from 300 kB',
    () =>
      writePdf({
        pages: [page, { content: 'x' }],
        objects: { 1003: { dictionary: '/Filter/FlateDecode', stream: bomb(300) } },
      }),
    'partial',
    'pdf/stream-too-large',
  ],
  [
    'a bomb in a bomb',
    () =>
      writePdf({
        pages: [page, { content: 'x' }],
        objects: { 1003: { dictionary: '/Filter[/FlateDecode/FlateDecode]', stream: deflateSync(bomb(300)) } },
      }),
    'partial',
    'pdf/stream-too-large',
  ],
  [
    '200,000 paths',
    () => writePdf({ pages: [{ content: '10 10 m 20 10 l S\n'.repeat(200_000) + page.content }], deflate: true }),
    'partial',
    'pdf/page-too-large',
  ],
  [
    'a real password',
    () => writePdf({ pages: [page], encrypt: { userPassword: 'secret', permissions: -44 } }),
    'encrypted',
    'document/encrypted',
  ],
  [
    'an empty password',
    () => writePdf({ pages: [latin], encrypt: { userPassword: '', permissions: -44 } }),
    'ok',
    'pdf/permissions',
  ],
  ['cut off', () => good.slice(0, good.length - 700), 'partial', 'pdf/damaged'],
  [
    'a wrong table of offsets',
    () =>
      Buffer.from(
        Buffer.from(good)
          .toString('latin1')
          .replace(/\d{10} 00000 n/g, '0000000007 00000 n'),
        'latin1',
      ),
    'ok',
    'pdf/damaged',
  ],
  [
    'noise behind a PDF signature',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(50_000)]),
    'failed(invalid-pdf)',
    'failed/invalid-pdf',
  ],
  [
    'a picture without text',
    () =>
      writePdf({
        pages: [{ content: 'q 600 0 0 400 0 0 cm /I1 Do Q', resources: '/XObject<</I1 30 0 R>>' }],
        objects: { 30: picture },
      }),
    'needs-ocr',
    'document/needs-ocr',
  ],
  ['empty pages', () => writePdf({ pages: [{ content: '' }, { content: '' }] }), 'failed(empty)', 'failed/empty'],
  [
    'a page whose MediaBox is a kilometre wide',
    () => writePdf({ pages: [{ ...page, mediaBox: [0, 0, 3_000_000, 3_000_000] }] }),
    'ok',
    null,
  ],
];

it.each(CASES)('%s', { timeout: 120_000 }, async (name, bytes, status, finding) => {
  const record = await read(name, bytes());
  const told = record.findings.map(({ code, severity, message }) => `${severity} ${code}: ${message.slice(0, 90)}`);
  expect(record.status, told.join('\n')).toBe(status);
  if (finding) expect(record.findings.map(({ code }) => code)).toContain(finding);
});

it('reads what a font without CMap, embedding and ToUnicode says', async () => {
  const file = join(import.meta.dirname, '../../corpora/pdf/gbk-noembed.pdf');
  expect((await read('gbk', readFileSync(file))).status).toBe('ok');
});
