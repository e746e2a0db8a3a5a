/** Formats of office programs: through LibreOffice where it is installed; what needs none by a converter that answers from a list. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DOC } from '../../extractors/container/type.js';
import { type Document, statusOf } from '../../extractors/document.js';
import { extract } from '../../extractors/index.js';
import { ConversionError, type OfficeConverter } from '../../extractors/office/converter.js';
import { extractConverted } from '../../extractors/office/index.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { findOffice } from '../../pipeline/office/soffice.js';
import { processDocument } from '../../pipeline/process.js';
import { DEFAULT_LIMITS, DocumentReader } from '../../pipeline/worker/reader.js';
import { keepingLog } from '../pipeline/workspace.js';
import { compoundFileOf } from './compound-writer.js';
import { docxOf, p, tbl, tc, tr } from './docx-writer.js';
import { outline, renditionBytes, SLUGS, scoreAgainst } from './renditions.js';

const DOC_FILE = new Uint8Array(readFileSync(join(import.meta.dirname, '../../corpora/word/form-with-everything.doc')));
const office = await findOffice('auto');
const needed = process.env.GONGKAI_REQUIRE_ALL !== undefined;
const withOffice = `with LibreOffice${office ? '' : ' (apt-get install -y libreoffice-writer-nogui libreoffice-calc-nogui)'}`;
const codes = ({ findings }: Document) => findings.map(({ code }) => code);
const ascii = (text: string) => new TextEncoder().encode(text);
/** 绩效 as RTF writes it in GBK. */
const rtf = (body: string) =>
  ascii(`{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 ${body}}`);

function answering(answer: () => Uint8Array): OfficeConverter & { asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'Office 1',
    asked,
    convert: async (_, extension, target) => {
      asked.push(`${extension} ${target}`);
      return answer();
    },
  };
}

describe('formats of office programs', () => {
  it('are unsupported by name where there is none', async () => {
    const document = await extract(rtf('x'));
    expect(document.findings).toMatchObject([
      { code: 'document/unsupported', message: 'RTF is read where LibreOffice is installed' },
    ]);
  });

  it('are read as the DOCX that comes out, which is said', async () => {
    const converter = answering(() => docxOf(p('绩效目标')));
    const document = await extract(rtf('x'), { office: converter });
    expect(outline(document)).toEqual(['绩效目标']);
    expect(document).toMatchObject({
      mediaType: 'application/rtf',
      findings: [{ code: 'document/converted', severity: 'info', actual: 'Office 1' }],
    });
    expect(converter.asked).toEqual(['rtf docx']);
  });

  it('have the status of what the program says of them', async () => {
    const refuse = (code: string) =>
      extract(rtf('x'), {
        office: answering(() => {
          throw new ConversionError(code, 'no');
        }),
      });
    expect(statusOf((await refuse('failed/broken')).findings)).toBe('failed(broken)');
    expect(statusOf((await refuse('failed/timeout')).findings)).toBe('failed(timeout)');
  });

  it('dates of today in what comes out are those of the conversion, and left out', async () => {
    const field = (code: string, result: string) =>
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>${result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const docx = docxOf(
      p(`<w:r><w:t>填报</w:t></w:r>${field('DATE \\@ "yyyy"', '2026')}${field('SAVEDATE', '2025')}`) +
        p('<w:fldSimple w:instr="TIME"><w:r><w:t>12:30</w:t></w:r></w:fldSimple><w:r><w:t>完</w:t></w:r>'),
    );
    const document = await extract(rtf('x'), { office: answering(() => docx) });
    expect(outline(document)).toEqual(['填报2025', '完']);
    expect(codes(document)).toContain('docx/date-of-today');
    expect(outline(await extract(docx))).toEqual(['填报20262025', '12:30完']);
  });

  it('a DOC is read here, and by the program only where that says that something is lost', async () => {
    const converter = answering(() => docxOf(p('经转换')));
    expect(codes(await extract(renditionBytes(SLUGS[0]!, 'document.doc'), { office: converter }))).toEqual([]);
    expect(converter.asked).toEqual([]);
    const plain = await extract(DOC_FILE);
    expect(codes(plain)).toEqual(['doc/list-numbers', 'doc/nested-table']);
    expect(outline(await extract(DOC_FILE, { office: converter }))).toEqual(['经转换']);
    const refusing = answering(() => {
      throw new ConversionError('failed/broken', 'no');
    });
    expect(await extract(DOC_FILE, { office: refusing })).toEqual(plain);
  });
});

describe('a record is read again', () => {
  const recordOf = (bytes: Uint8Array, converter?: OfficeConverter) =>
    processDocument(bytes, { source: 'a', sha256: '' }, loadLexicon(), { office: converter });
  const isSettled = (program: string | null, record: GongkaiRecord) =>
    new DocumentReader(DEFAULT_LIMITS, keepingLog(), undefined, undefined, {}, { choice: 'auto', program }).isSettled(record); // biome-ignore format: one call

  it('where a program is there now, or another version of it, and not else', async () => {
    const unread = await recordOf(rtf('x'));
    expect([isSettled(null, unread), isSettled('Office 1', unread)]).toEqual([true, false]);
    const read = await recordOf(
      rtf('x'),
      answering(() => docxOf(p('绩效'))),
    );
    expect([isSettled(null, read), isSettled('Office 1', read), isSettled('Office 2', read)]).toEqual([
      true,
      true,
      false,
    ]);
    const lossy = await recordOf(DOC_FILE);
    expect([isSettled(null, lossy), isSettled('Office 1', lossy)]).toEqual([true, false]);
    const whole = await recordOf(renditionBytes(SLUGS[0]!, 'document.doc'));
    expect(isSettled('Office 1', whole)).toBe(true);
  });
});

describe.skipIf(!office && !needed)(withOffice, () => {
  const convert = (bytes: Uint8Array, type: string) => extractConverted(bytes, type, office!);
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('gongkai-office-'));

  it.each(SLUGS)('%s: document.doc agrees with the truth this way, too', { timeout: 60_000 }, async (slug) => {
    const { f1, misses } = scoreAgainst(slug, await convert(renditionBytes(slug, 'document.doc'), DOC));
    expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
  });

  it('RTF in GBK, with a table', { timeout: 60_000 }, async () => {
    const row = (a: string, b: string) => `\\trowd\\cellx3000\\cellx6000\\intbl ${a}\\cell ${b}\\cell\\row`;
    const jixiao = "\\'bc\\'a8\\'d0\\'a7";
    const document = await extract(rtf(`${jixiao}\\par ${row(jixiao, '30')}${row('2', '40')}\\pard end`), {
      office: office!,
    });
    expect(outline(document)).toEqual([
      '绩效',
      [
        ['绩效@0', '30@1'],
        ['2@0', '40@1'],
      ],
      'end',
    ]);
    expect(document.findings).toMatchObject([{ code: 'document/converted', actual: office!.name }]);
  });

  it('a DOC with list numbers and a table in a cell', { timeout: 60_000 }, async () => {
    const document = await extract(DOC_FILE, { office: office! });
    const texts = outline(document).filter((block): block is string => typeof block === 'string');
    expect(texts).toEqual(
      expect.arrayContaining(['一、总体情况', '（一）目标设定', '1.第一项', '（二）评价结果', '二、存在问题', '附件2']),
    );
    expect(outline(document)).toContainEqual([
      ['子项@0', '受益人口@1'],
      ['集中供水@0', '3.2万人@1'],
    ]);
    expect(JSON.stringify(outline(document))).toContain('☑新增□延续');
  });

  it('what it cannot open is broken; nothing is left behind', { timeout: 60_000 }, async () => {
    const before = left();
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251);
    for (const type of ['application/vnd.oasis.opendocument.text', 'application/vnd.ms-works'])
      expect(statusOf((await convert(noise, type)).findings)).toMatch(/^(failed\((broken|empty)\)|ok)$/);
    expect(statusOf((await extract(compoundFileOf('MatOST'), { office: office! })).findings)).toBe('failed(broken)');
    expect(left()).toEqual(before);
  });

  it('asks nobody on the network for a linked picture', { timeout: 60_000 }, async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/picture.png`;
    const linked = rtf(`text{\\field{\\*\\fldinst{INCLUDEPICTURE "${address}" \\\\d}}{\\fldrslt{ }}}`);
    expect(outline(await extract(linked, { office: office! }))[0]).toContain('text');
    expect(asked).toEqual([]);
  });

  it('is killed with all its processes when the one that asked for it is', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const keeper = join(import.meta.dirname, '../../dist/pipeline/office/keeper.js');
    const mark = join(folder, 'pid');
    const child = spawn(process.execPath, [keeper, '60', join(folder, 'work'), 'sh', '-c', `sleep 61 & echo $! > ${mark}; wait`], { stdio: ['pipe', 'ignore', 'ignore'] }); // biome-ignore format: one call
    while (!existsSync(mark) || readFileSync(mark, 'utf8') === '') await new Promise((next) => setTimeout(next, 20));
    const pid = Number(readFileSync(mark, 'utf8'));
    const gone = new Promise((resolve) => child.on('close', resolve));
    child.stdin.destroy();
    await gone;
    // Whoever is asked to, need not have buried it yet.
    const status = () => (existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : 'gone');
    await vi.waitFor(() => expect(status()).toMatch(/^gone$|State:\s+[ZX]/));
  });
});

it('a table survives whatever way it comes', async () => {
  const docx = docxOf(tbl([tr([tc('一级指标'), tc('指标值')]), tr([tc('产出指标'), tc('≥30')])]));
  const converted = await extract(rtf('x'), { office: answering(() => docx) });
  expect(outline(converted)).toEqual(outline(await extract(docx)));
});
