import { describe, expect, it } from 'vitest';
import { extractDoc } from '../../extractors/doc/index.js';
import { type Document, statusOf } from '../../extractors/document.js';
import { extractDocx } from '../../extractors/docx/index.js';
import { extract } from '../../extractors/index.js';
import { docxOf, NAMESPACES, p, run, tbl, tc, tr } from './docx-writer.js';
import { outline, renditionBytes, SLUGS, scoreAgainst } from './renditions.js';
import { zipOf } from './zip-writer.js';

const read = async (body: string, parts: Record<string, string> = {}) => extractDocx(docxOf(body, parts));
const codes = ({ findings }: Document) => findings.map(({ code }) => code);

describe('renditions agree with the truth', () => {
  it('there are five', () => expect(SLUGS).toHaveLength(5));

  it.each(SLUGS)('%s: document.docx', async (slug) => {
    const document = await extract(renditionBytes(slug, 'document.docx'));
    const { f1, misses, status } = scoreAgainst(slug, document);
    expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
    expect(status).toBe('ok');
  });

  it.each(SLUGS)('%s: document.doc', async (slug) => {
    const document = await extract(renditionBytes(slug, 'document.doc'));
    const { f1, misses, status } = scoreAgainst(slug, document);
    expect(f1, JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.998);
    expect(status).toBe('ok');
  });

  // Tables that touch are one in a DOC, which does not say where a table ends: compared are their cells.
  it.each(SLUGS)('%s: DOC and DOCX have the same cells', async (slug) => {
    const [doc, docx] = await Promise.all(
      ['document.doc', 'document.docx'].map((name) => extract(renditionBytes(slug, name))),
    );
    const cells = ({ blocks }: Document) =>
      blocks.flatMap((block) =>
        block.kind === 'table' ? block.cells.map(({ text, rowSpan }) => `${text} ${rowSpan}`) : [],
      );
    expect(cells(doc!)).toEqual(cells(docx!));
  });
});

describe('tables of DOCX', () => {
  it('gridBefore does not move the row to the left', async () => {
    const rows = [
      tr([tc('一级指标'), tc('二级指标'), tc('三级指标')]),
      tr([tc('数量指标'), tc('人数')], '<w:gridBefore w:val="1"/>'),
    ];
    expect(outline(await read(tbl(rows, [1000, 1000, 1000])))).toEqual([
      [
        ['一级指标@0', '二级指标@1', '三级指标@2'],
        ['数量指标@1', '人数@2'],
      ],
    ]);
  });

  it('hMerge leaves no stray cell, vMerge spans rows', async () => {
    const rows = [
      tr([tc('项目名称', '<w:hMerge w:val="restart"/>'), tc('', '<w:hMerge/>'), tc('甲')]),
      tr([tc('产出', '<w:vMerge w:val="restart"/>'), tc('数量'), tc('1')]),
      tr([tc('', '<w:vMerge/>'), tc('质量'), tc('2')]),
    ];
    expect(outline(await read(tbl(rows, [1000, 1000, 1000])))).toEqual([
      [
        ['项目名称@0+1x2', '甲@2'],
        ['产出@0+2x1', '数量@1', '1@2'],
        ['质量@1', '2@2'],
      ],
    ]);
  });

  it('what stands in the continuation of a merged cell is not displayed, and not lost either', async () => {
    const document = await read(
      tbl([tr([tc('产出', '<w:vMerge w:val="restart"/>'), tc('1')]), tr([tc('残留', '<w:vMerge/>'), tc('2')])]),
    );
    expect(outline(document)).toEqual([[['产出@0+2x1', '1@1'], ['2@1']]]);
    expect(document.ignored).toMatchObject([{ reason: 'merged-away', raw: '残留' }]);
  });

  it('a gridSpan of a billion covers the table and no more', async () => {
    const document = await read(tbl([tr([tc('目标表', '<w:gridSpan w:val="1000000000"/>')]), tr([tc('a'), tc('b')])]));
    expect(document.blocks).toMatchObject([
      { rows: 2, columns: 2, cells: [{ text: '目标表', columnSpan: 2 }, {}, {}] },
    ]);
  });

  it('edges that miss each other by a hair are one column', async () => {
    const rows = [tr([tc('a'), tc('b', '<w:gridSpan w:val="2"/>')]), tr([tc('c', '<w:gridSpan w:val="2"/>'), tc('d')])];
    expect(outline(await read(tbl(rows, [1000, 15, 2000])))).toEqual([
      [
        ['a@0', 'b@1'],
        ['c@0', 'd@1'],
      ],
    ]);
  });

  it('a table in a cell is a table of its own; one around a form is layout', async () => {
    const inner = tbl([tr([tc('x'), tc('y')]), tr([tc('1'), tc('2')])]);
    const cells = [tc('a'), tc('b'), tc(inner + p()), tc('c'), tc('d')];
    expect(outline(await read(tbl([tr(cells)])))).toEqual([
      [['a@0', 'b@1', 'c@3', 'd@4']],
      [
        ['x@0', 'y@1'],
        ['1@0', '2@1'],
      ],
    ]);
    const framed = await read(tbl([tr([tc(p('附件') + inner + p())])]));
    expect(outline(framed)).toEqual([
      '附件',
      [
        ['x@0', 'y@1'],
        ['1@0', '2@1'],
      ],
    ]);
    expect(framed.blocks[1]).toMatchObject({
      cells: [{ at: [{ path: 'word/document.xml#tbl[1]/tr[1]/tc[1]/tbl[1]/tr[1]/tc[1]' }] }, {}, {}, {}],
    });
  });

  it('soft breaks and paragraphs in cells are lines; places are OOXML paths', async () => {
    const document = await read(
      p('标题') + tbl([tr([tc(p(`${run('项目')}<w:r><w:br/></w:r>${run('资金')}`) + p('（万元）')), tc('5')])]),
    );
    expect(outline(document)).toEqual(['标题', [['项目\n资金\n（万元）@0', '5@1']]]);
    expect(document.blocks[0]!).toMatchObject({ at: [{ path: 'word/document.xml#p[1]' }] });
    expect(document.blocks[1]!).toMatchObject({
      cells: [{ at: [{ path: 'word/document.xml#tbl[1]/tr[1]/tc[1]' }] }, {}],
    });
  });
});

describe('text of DOCX', () => {
  it('tracked changes: the accepted text, and what was deleted is named', async () => {
    const document = await read(
      p(
        `${run('预算')}<w:ins w:id="1">${run('120')}</w:ins><w:del w:id="2"><w:r><w:delText>100</w:delText></w:r></w:del>${run('万元')}`,
      ) + tbl([tr([tc('a'), tc('b')]), tr([tc('旧'), tc('行')], '<w:del w:id="3"/>')]),
    );
    expect(outline(document)).toEqual(['预算120万元', [['a@0', 'b@1']]]);
    expect(document.ignored).toContainEqual(expect.objectContaining({ reason: 'tracked-deletion', raw: '100' }));
  });

  it('a deleted row is named, too', async () => {
    const document = await read(tbl([tr([tc('a'), tc('b')]), tr([tc('旧'), tc('行')], '<w:del w:id="3"/>')]));
    expect(document.ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
      ['tracked-deletion', '旧'],
      ['tracked-deletion', '行'],
    ]);
  });

  it('boxes and lists of forms say what is chosen', async () => {
    const field = (code: string, data: string) =>
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData>${data}</w:ffData></w:fldChar></w:r><w:r><w:instrText> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const box = (state: string) => field('FORMCHECKBOX', `<w:checkBox>${state}</w:checkBox>`);
    const list = `<w:ddList><w:result w:val="1"/><w:listEntry w:val="一次性"/><w:listEntry w:val="经常性"/></w:ddList>`;
    const body = `${box('<w:default w:val="0"/><w:checked/>')}${run('新增')}${box('<w:default w:val="1"/><w:checked w:val="0"/>')}${run('延续')}${field('FORMDROPDOWN', list)}`;
    expect(outline(await read(p(body)))).toEqual(['☑新增□延续经常性']);
  });

  it('characters of symbol fonts are what the font shows, however they are written', async () => {
    const symbol = (char: string) => `<w:r><w:sym w:font="Wingdings 2" w:char="${char}"/></w:r>`;
    const fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>';
    const body = `${symbol('F052')}${run('是')}${symbol('F0A3')}${run('否')}${run('\uf0fe\uf0a8', fonts)}${run('\ue001')}`;
    expect(outline(await read(p(body)))).toEqual(['☑是□否☑□\ue001']);
  });

  it('raised digits are not those of the number before', async () => {
    const up = '<w:vertAlign w:val="superscript"/>';
    expect(outline(await read(p(`${run('10')}${run('4', up)}${run('元/m')}${run('2', up)}${run('0')}`)))).toEqual([
      '10⁴元/m²0',
    ]);
  });

  it('comments and the words of charts are apart', async () => {
    const document = await read(p('正文'), {
      'word/comments.xml': `<w:comments ${NAMESPACES}><w:comment w:id="0">${p('请核对')}</w:comment></w:comments>`,
      'word/charts/chart1.xml':
        '<c:chart xmlns:c="c" xmlns:a="a"><a:p><a:t>资金执行</a:t></a:p><c:v>95</c:v></c:chart>',
    });
    expect(document.ignored.map(({ reason, raw, at }) => [reason, raw, at])).toEqual([
      ['chart', '资金执行\n95', [{ path: 'word/charts/chart1.xml' }]],
      ['comment', '请核对', [{ path: 'word/comments.xml' }]],
    ]);
  });

  it('a deleted paragraph mark joins two paragraphs', async () => {
    expect(outline(await read(p('绩效', '<w:rPr><w:del w:id="1"/></w:rPr>') + p('目标表')))).toEqual(['绩效目标表']);
  });

  it('fields give their result, not their code; bookmarks leave nothing', async () => {
    const field = (code: string, result: string) =>
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const body = `<w:bookmarkStart w:id="0" w:name="_Toc1"/>${run('共')}${field(' =SUM(ABOVE) ', '30')}${run('项')}<w:bookmarkEnd w:id="0"/>`;
    expect(outline(await read(p(body)))).toEqual(['共30项']);
  });

  it('a text box stands once, though it is written twice, and after its paragraph', async () => {
    const box = `<w:txbxContent>${p('框中文字')}</w:txbxContent>`;
    const both = `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    expect(outline(await read(p(run('正') + both + run('文'))))).toEqual(['正文', '框中文字']);
  });

  it('hidden text and placeholders of content controls are left out by name', async () => {
    const control = `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>${run('单击此处输入文字')}</w:sdtContent></w:sdt>`;
    const document = await read(p(`${run('目标')}${run('秘', '<w:vanish/>')}${control}`));
    expect(outline(document)).toEqual(['目标']);
    expect(document.ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
      ['hidden-text', '秘'],
      ['placeholder-text', '单击此处输入文字'],
    ]);
  });

  it('list numbers are printed: 一、 in headings, 序号 in cells', async () => {
    const level = (i: number, format: string, text: string) =>
      `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0">${level(0, 'chineseCountingThousand', '%1、')}${level(1, 'chineseCounting', '（%2）')}</w:abstractNum><w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`;
    const item = (text: string, id: number, i = 0) =>
      p(text, `<w:numPr><w:ilvl w:val="${i}"/><w:numId w:val="${id}"/></w:numPr>`);
    const empty = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr></w:p>';
    const body = item('总体情况', 1) + item('目标', 1, 1) + item('评价', 1, 1) + item('问题', 1) + item('再评', 1, 1);
    const document = await read(body + tbl([tr([tc(empty), tc('甲')]), tr([tc(empty), tc('乙')])]), {
      'word/numbering.xml': numbering,
    });
    expect(outline(document)).toEqual([
      '一、总体情况',
      '（一）目标',
      '（二）评价',
      '二、问题',
      '（一）再评',
      [
        ['1@0', '甲@1'],
        ['2@0', '乙@1'],
      ],
    ]);
    expect(document.blocks[0]).toMatchObject({ raw: '总体情况', repairs: ['list-number: 一、'] });
  });

  it('symbols, equations and soft breaks', async () => {
    const body = `${run('满意度')}<m:oMath><m:r><m:t>≥</m:t></m:r></m:oMath>${run('90%')}<w:r><w:br/></w:r>${run('第二行')}`;
    expect(outline(await read(p(body)))).toEqual(['满意度≥90%', '第二行']);
  });

  it('headers and footers are apart, notes follow', async () => {
    const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const document = await read(p(`${run('正文')}<w:r><w:footnoteReference w:id="2"/></w:r>`), {
      'word/header1.xml': `<w:hdr ${namespace}>${p('页眉')}</w:hdr>`,
      'word/footnotes.xml': `<w:footnotes ${namespace}><w:footnote w:id="2">${p('注：含结转')}</w:footnote></w:footnotes>`,
    });
    expect(outline(document)).toEqual(['正文', '注：含结转']);
    expect(document.ignored).toMatchObject([{ reason: 'header', raw: '页眉' }]);
  });

  it('pictures without text need OCR', async () => {
    expect(statusOf((await read(p('<w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r>'))).findings)).toBe(
      'needs-ocr',
    );
  });
});

describe('hostile Word files end in a status of their own', () => {
  const within = async (bytes: Uint8Array, reader = extractDocx) => {
    const before = process.memoryUsage().rss;
    const document = await reader(bytes);
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20);
    return statusOf(document.findings);
  };

  it('a bomb of 100 MB, honest about its size or not', async () => {
    const content = `<w:document><w:body>${'<w:p/>'.repeat(17_000_000)}`;
    expect(await within(new Uint8Array(zipOf({ name: 'word/document.xml', content })))).toBe('failed(too-large)');
    expect(await within(new Uint8Array(zipOf({ name: 'word/document.xml', content, size: 1000 })))).toBe(
      'failed(broken)',
    );
  });

  it('60 MB of paragraphs, which is within the size of a part', async () => {
    expect(await within(docxOf(p('预算').repeat(1_000_000)))).toBe('failed(too-large)');
  });

  it('as many paragraphs as are allowed are read', async () => {
    const document = await extractDocx(docxOf(p('预算').repeat(100_000)));
    expect(document.blocks).toHaveLength(100_000);
  });

  it('entity bombs and external entities', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(await within(docxOf(p('&b;'), {}, bomb))).toBe('failed(broken)');
    expect(await within(docxOf(p('&x;'), {}, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))).toBe(
      'failed(broken)',
    );
    const document = await read(p('正文'), { 'word/styles.xml': `${bomb}<w:styles>&b;</w:styles>` });
    expect(outline(document)).toEqual(['正文']);
    expect(codes(document)).toEqual(['docx/part-left-out']);
  });

  it('ten thousand nested tables', async () => {
    const depth = 10_000;
    expect(
      await within(docxOf('<w:tbl><w:tr><w:tc>'.repeat(depth) + p('x') + '</w:tc></w:tr></w:tbl>'.repeat(depth))),
    ).toBe('failed(too-large)');
    const shallow = 400;
    const document = await extractDocx(
      docxOf('<w:tbl><w:tr><w:tc>'.repeat(shallow) + p('深') + '</w:tc></w:tr></w:tbl>'.repeat(shallow)),
    );
    expect(outline(document)).toEqual(['深']);
  });

  it('cut, empty, without a main part, with `../` names', async () => {
    const whole = docxOf(p('预算'));
    expect(await within(whole.subarray(0, whole.length - 30))).toBe('failed(broken)');
    expect(await within(docxOf(''))).toBe('failed(empty)');
    expect(await within(new Uint8Array(zipOf({ name: 'a.txt', content: 'x' })))).toBe('failed(broken)');
    expect(await within(docxOf('<w:p>'))).toBe('failed(broken)');
    expect(outline(await read(p('正文'), { '../../evil.xml': 'x' }))).toEqual(['正文']);
  });

  it('a DOC with chains that run in circles, cut, or with random damage', async () => {
    const whole = renditionBytes(SLUGS[0]!, 'document.doc');
    for (const length of [512, 600, 4096, whole.length >> 1, whole.length - 700]) {
      expect(await within(whole.slice(0, length), extractDoc)).toMatch(/^(ok|partial|failed\((broken|empty)\))$/);
    }
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let i = 0; i < 60; i++) {
      const damaged = whole.slice();
      for (let j = 0; j < 40; j++) damaged[random(i % 2 ? damaged.length : 2048)] = random(256);
      expect(await within(damaged, extractDoc)).toMatch(/^(ok|partial|unsupported|encrypted|failed\(.+\))$/);
    }
    const circular = whole.slice();
    const table = new DataView(circular.buffer).getUint32(76, true);
    // Every sector points at the first one.
    for (let at = (table + 1) * 512; at < (table + 2) * 512; at += 4)
      new DataView(circular.buffer).setUint32(at, 0, true);
    expect(await within(circular, extractDoc)).toMatch(/^failed/);
  });

  it('encrypted and Word 95 files are called by their names', async () => {
    const change = (offset: number, value: number) => {
      const bytes = renditionBytes(SLUGS[0]!, 'document.doc').slice();
      const at = Buffer.from(bytes.buffer).indexOf(Buffer.from([0xec, 0xa5]), 512);
      bytes[at + offset] = value;
      return bytes;
    };
    expect(await within(change(11, 0x13), extractDoc)).toBe('encrypted');
    expect(await within(change(0, 0xdc), extractDoc)).toBe('unsupported');
  });
});
