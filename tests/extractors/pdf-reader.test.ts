import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Glyph, Page } from '../../extractors/pdf/page.js';
import { openPdf, type PdfOptions } from '../../extractors/pdf/reader.js';
import { type FileSpec, fontWithMap, gbk, type PageSpec, writePdf } from './pdf-writer.js';

async function readAll(bytes: Uint8Array, options?: PdfOptions) {
  const pdf = await openPdf(bytes, options);
  try {
    const pages: Page[] = [];
    for (let number = 1; number <= pdf.pageCount; number++) pages.push(await pdf.readPage(number));
    return {
      pages,
      findings: pdf.findings,
      permissions: pdf.permissions,
      codes: [...pdf.findings, ...pages.flatMap(({ findings }) => findings)].map(({ code }) => code),
    };
  } finally {
    await pdf.close();
  }
}

async function readOne(
  content: PageSpec['content'],
  page: Partial<PageSpec> = {},
  file: Partial<FileSpec> = {},
): Promise<Page> {
  const { pages } = await readAll(writePdf({ pages: [{ content, ...page }], ...file }));
  return pages[0]!;
}

const textOf = (glyphs: Glyph[]) => glyphs.map(({ text }) => text).join('');
const rounded = (box: readonly number[]) => box.map((value) => Math.round(value * 10) / 10);
const lines = (page: Page) => page.rulings.map(({ box }) => rounded(box).join(' ')).sort();

describe('text', () => {
  it('reads a font that is not embedded and has no ToUnicode', async () => {
    const { pages } = await readAll(readFileSync(join(import.meta.dirname, '../../corpora/pdf/gbk-noembed.pdf')));
    expect(textOf(pages[0]!.glyphs)).toBe('绩效目标');
    expect(pages[0]!.state).toBe('text');
  });

  it('gives every glyph its box, from the advance and the ascent', async () => {
    const page = await readOne(`BT /F2 20 Tf 100 300 Td ${gbk('绩效')} Tj ET`);
    expect(page.glyphs.map(({ box }) => rounded(box))).toEqual([
      [100, 82.8, 120, 102.8],
      [120, 82.8, 140, 102.8],
    ]);
    expect(page.glyphs[0]).toMatchObject({ size: 20, rotation: 0, hidden: false, font: 'FangSong' });
  });

  it('counts spacing, scaling, rise and the adjustments of TJ', async () => {
    const page = await readOne(`BT /F2 10 Tf 2 Tc 50 Tz 5 Ts 100 300 Td [${gbk('甲')} -1000 ${gbk('乙')}] TJ ET`);
    const [first, second] = page.glyphs.map(({ box }) => rounded(box));
    expect(first!.slice(0, 3)).toEqual([100, 86.4, 105]);
    expect(second![0]).toBe(100 + 5 + 1 + 5); // half of 10, half of 2, half of 10
  });

  it('applies word spacing to the blank of a simple font', async () => {
    const page = await readOne('BT /F1 10 Tf 10 Tw 100 300 Td (a b) Tj ET');
    expect(textOf(page.glyphs)).toBe('a b');
    const [, blank, b] = page.glyphs;
    expect(b!.box[0] - blank!.box[0]).toBeCloseTo(2.78 + 10, 1);
  });

  it('follows forms, their matrix and their clip', async () => {
    const page = await readOne(
      'q 2 0 0 2 0 0 cm /X1 Do Q',
      { resources: '/XObject<</X1 30 0 R>>' },
      {
        objects: {
          30: {
            dictionary:
              '/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 10 10]/Resources<</Font<</F2 4 0 R>>>>',
            stream: `BT /F2 10 Tf 20 30 Td ${gbk('内')} Tj 200 0 Td ${gbk('外')} Tj ET`,
          },
        },
      },
    );
    expect(page.glyphs.map(({ text, hidden, size }) => ({ text, hidden, size }))).toEqual([
      { text: '内', hidden: false, size: 20 },
      { text: '外', hidden: true, size: 20 },
    ]);
    expect(page.glyphs[0]!.box[0]).toBeCloseTo(60);
  });

  it.each([
    [0, [100, 82.8], 0],
    [90, [282.8, 100], 90],
    [180, [480, 297.2], 180],
    [270, [97.2, 480], 270],
  ] as const)('shows the page as seen with /Rotate %i', async (rotate, corner, rotation) => {
    const page = await readOne(`BT /F2 20 Tf 100 300 Td ${gbk('字')} Tj ET`, { extra: `/Rotate ${rotate}` });
    const seen = rotate % 180 === 0 ? [600, 400] : [400, 600];
    expect([page.width, page.height]).toEqual(seen);
    expect(page.glyphs[0]!.rotation).toBe(rotation);
    const box = page.glyphs[0]!.box;
    expect(rounded([box[2] - box[0], box[3] - box[1]])).toEqual([20, 20]);
    if (rotate === 0) expect(rounded(box.slice(0, 2))).toEqual([...corner]);
    if (rotate === 90) expect(rounded(box.slice(0, 2))).toEqual([297.2, 100]);
  });

  it('knows a table turned by the text matrix on a turned page as upright', async () => {
    // /Rotate 90 turns clockwise; the text runs up the unturned page, so a person sees it upright.
    const page = await readOne(`BT /F2 20 Tf 0 1 -1 0 100 300 Tm ${gbk('字')} Tj ET`, { extra: '/Rotate 90' });
    expect(page.glyphs[0]!.rotation).toBe(0);
  });

  it('tells how far a watermark leans', async () => {
    const page = await readOne('BT /F1 40 Tf .7071 .7071 -.7071 .7071 100 100 Tm (DRAFT) Tj ET');
    expect(Math.abs(page.glyphs[0]!.angle!)).toBeCloseTo(45, 0);
  });

  it('sets vertical writing from the top down', async () => {
    const page = await readOne(`BT /F3 20 Tf 300 300 Td ${gbk('产出指标')} Tj ET`);
    expect(textOf(page.glyphs)).toBe('产出指标');
    expect(page.glyphs.map(({ box, rotation }) => [...rounded(box), rotation])).toEqual([
      [290, 100, 310, 120, 0],
      [290, 120, 310, 140, 0],
      [290, 140, 310, 160, 0],
      [290, 160, 310, 180, 0],
    ]);
  });

  it('keeps a negative font size upright', async () => {
    const page = await readOne(`BT /F2 -12 Tf -1 0 0 -1 100 300 Tm ${gbk('负')} Tj ET`);
    expect(page.glyphs[0]).toMatchObject({ rotation: 0, size: 12 });
    expect(rounded(page.glyphs[0]!.box)).toEqual([100, 89.7, 112, 101.7]);
  });

  it('takes fake bold as one glyph and keeps 日日', async () => {
    const once = `${gbk('日日')} Tj`;
    const page = await readOne(
      `BT /F2 20 Tf 100 300 Td ${once} ET BT /F2 20 Tf 100.6 300 Td ${once} ET BT /F2 20 Tf 100.6 300.6 Td ${once} ET`,
    );
    expect(textOf(page.glyphs)).toBe('日日');
    expect(page.glyphs.every(({ doubled }) => doubled)).toBe(true);
  });

  it('marks text that is not seen: mode 3, outside of the clip, under a picture, on a hidden layer', async () => {
    const image = {
      dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray',
      stream: 'x',
    };
    const page = await readOne(
      `BT /F1 10 Tf 3 Tr 50 380 Td (a) Tj 0 Tr ET
q 0 0 10 10 re W n BT /F1 10 Tf 100 380 Td (b) Tj ET Q
BT /F1 10 Tf 150 200 Td (c) Tj ET q 300 0 0 100 100 150 cm /I1 Do Q BT /F1 10 Tf 160 200 Td (d) Tj ET
/OC /Off BDC BT /F1 10 Tf 300 380 Td (e) Tj ET EMC
1 1 1 rg BT /F1 10 Tf 400 380 Td (f) Tj ET`,
      { resources: '/XObject<</I1 30 0 R>>/Properties<</Off 31 0 R>>' },
      {
        objects: { 30: image, 31: '<</Type/OCG/Name(off)>>' },
        catalog: '/OCProperties<</OCGs[31 0 R]/D<</OFF[31 0 R]>>>>',
      },
    );
    expect(page.glyphs.map(({ text, hidden }) => `${text}${hidden ? '-' : '+'}`).join(' ')).toBe('a- b- c- d+ e- f+');
  });

  it('normalises characters that only name a shape, and keeps full-width forms', async () => {
    const font = fontWithMap({
      1: '⾦',
      2: '⻓',
      3: '度',
      4: 'ﬁ',
      5: '（３）',
      6: '︵',
      7: '\u00a0',
      8: '\u3000',
      9: '',
    });
    const page = await readOne('BT /F9 10 Tf 50 300 Td <00010002000300040005000600070008> Tj ET', {}, font);
    expect(page.glyphs.map(({ text }) => text)).toEqual(['金', '长', '度', 'fi', '（３）', '（', ' ', ' ']);
    expect(page.glyphs.map(({ raw }) => raw)).toEqual([
      '⾦',
      '⻓',
      undefined,
      'ﬁ',
      undefined,
      '︵',
      undefined,
      undefined,
    ]);
  });
});

describe('rulings', () => {
  it('takes strokes, sides of rectangles and thin filled rectangles', async () => {
    const page = await readOne('50 350 m 250 350 l S 50 300 100 20 re S 50 250 200 .5 re f 300 100 .5 200 re f');
    expect(lines(page)).toEqual(
      [
        '50 50 250 50',
        '50 80 150 80',
        '50 100 150 100',
        '50 80 50 100',
        '150 80 150 100',
        '50 149.8 250 149.8',
        '300.3 100 300.3 300',
      ].sort(),
    );
  });

  it('takes a row of tiny squares for a line, and bullets for none', async () => {
    const dots = Array.from({ length: 40 }, (_, i) => `${50 + 2 * i} 300 0.8 0.8 re f`);
    const column = Array.from({ length: 30 }, (_, i) => `50 ${300 - 2 * i} 0.8 0.8 re f`);
    const bullets = Array.from({ length: 9 }, (_, i) => `30 ${280 - 14 * i} 2 2 re f`);
    const page = await readOne([...dots, ...column, ...bullets].join('\n'));
    expect(lines(page)).toEqual(['50 99.6 128.8 99.6', '50.4 99.2 50.4 158']);
  });

  it('counts dashes as lines, and drops exact duplicates', async () => {
    const page = await readOne('[3 2] 0 d 50 350 m 250 350 l S 50 350 m 250 350 l S');
    expect(lines(page)).toEqual(['50 50 250 50']);
  });

  it('cuts lines by the clip and leaves out what is outside', async () => {
    const page = await readOne('q 100 0 50 400 re W n 50 350 m 250 350 l S 300 350 m 400 350 l S Q');
    expect(
      lines(page).map((line) =>
        line
          .split(' ')
          .map((value) => Math.round(Number(value) / 2) * 2)
          .join(' '),
      ),
    ).toEqual(['100 50 150 50']);
  });

  it('turns lines with the page', async () => {
    const page = await readOne('q 1 0 0 1 10 10 cm 50 350 m 250 350 l S Q', { extra: '/Rotate 90' });
    expect(lines(page)).toEqual(['360 60 360 260']);
  });

  it('does not see white on white, but sees white on a coloured heading', async () => {
    const page = await readOne(
      '1 1 1 RG 50 350 m 250 350 l S .2 .3 .6 rg 50 200 200 50 re f 150 200 m 150 250 l S 1 1 1 rg 50 100 200 .5 re f',
    );
    expect(lines(page)).toEqual(['150 150 150 200']);
    expect(page.fills).toEqual([{ box: [50, 150, 250, 200], color: 0x334c99 }]);
  });

  it('does not take the rim of a cell background for a line', async () => {
    // eu-021: each cell is painted as a strip of 1.5 pt and an area of the same grey
    const page = await readOne('.88 .88 .88 rg 50 248.5 200 1.5 re f 50 200 200 48.5 re f 0 0 0 rg 50 250 200 .5 re f');
    expect(lines(page)).toEqual(['50 149.8 250 149.8']);
  });

  it('forgets lines that are painted over', async () => {
    const page = await readOne('50 200 m 250 200 l S 1 1 1 rg 40 150 300 100 re f 50 220 m 250 220 l S');
    expect(lines(page)).toEqual(['50 180 250 180']);
  });

  it('takes a thin picture as a line', async () => {
    const image = {
      dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray',
      stream: '\0',
    };
    const page = await readOne(
      'q 200 0 0 .7 50 300 cm /I1 Do Q',
      { resources: '/XObject<</I1 30 0 R>>' },
      { objects: { 30: image } },
    );
    expect(lines(page)).toEqual(['50 99.7 250 99.7']);
    expect(page.pictures).toEqual([]);
  });

  it('reads a frame that is filled with a hole in it', async () => {
    const page = await readOne('50 100 200 100 re 51 101 198 98 re f*');
    expect(lines(page)).toHaveLength(4);
  });

  it('does not take slanted lines and outlined letters', async () => {
    const page = await readOne('50 50 m 250 90 l S 100 100 m 100.5 108 101 108 101 100 c f');
    expect(page.rulings).toEqual([]);
  });
});

describe('doubtful text', () => {
  const shown = (characters: string) =>
    Array.from(characters, (_, i) => (i + 1).toString(16).padStart(4, '0')).join('');
  const liar = (characters: string) =>
    readOne(
      `BT /F9 8 Tf 50 300 Td <${shown(characters)}> Tj ET`,
      {},
      fontWithMap(Object.fromEntries(Array.from(characters, (character, i) => [i + 1, character]))),
    );
  const codes = (page: Page) => page.findings.map(({ code }) => code);

  it.each([
    ['private use', Array.from({ length: 30 }, (_, i) => String.fromCharCode(0xe000 + i)).join('')],
    ['codes taken for characters', Array.from({ length: 60 }, (_, i) => String.fromCharCode(0x400 + i * 61)).join('')],
    ['GBK read as Latin-1', '¼¨Ð§Ä¿±êÏîÄ¿Ãû³Æ×Ê½ðÔ¤Ëã²¿ÃÅÕþ¸®'],
    ['rare characters', '亁亂亃亄亅亇亊亐亖亗亙亝亞亣亪亯亰亱亴亶亷亸亹亼亽亾仈仌仏仐仒仚仛仜仠仢仦仧仩仭仮仯仱仴'],
  ])('is said to be garbled: %s', async (_, characters) => {
    const page = await liar(characters);
    expect(codes(page)).toContain('pdf/garbled-text');
    expect(page.state).toBe('garbled');
  });

  it('finds common characters given for other ones', async () => {
    const decoder = new TextDecoder('gbk');
    const mixed = Array.from({ length: 120 }, (_, i) =>
      decoder.decode(Uint8Array.of(0xb0 + ((i * 7) % 39), 0xa1 + ((i * 31) % 93))),
    ).join('');
    expect(codes(await liar(mixed))).toContain('pdf/garbled-text');
  });

  it.each([
    [
      'Chinese',
      '项目支出绩效目标表项目名称城乡居民基本医疗保险补助主管部门县医疗保障局年度资金总额一二三四五六七八九十产出指标数量质量时效成本效益社会经济生态可持续影响满意度服务对象参保人员按时足额拨付到位率不低于百分之九十五以上保障参加群众利益促进全区稳定发展加强管理监督',
    ],
    ['French', 'Évaluation générale de la mise en œuvre déjà réalisée à l’étranger où elle a été créée'],
    ['Greek', 'Το πρόγραμμα αυτό χρηματοδοτείται από την Ευρωπαϊκή Ένωση'],
    ['bullets of a symbol font', '\uf0b7\uf0b7\uf0b7 Item one of the list, item two of the list'],
  ])('is not said to be garbled: %s', async (_, characters) => {
    expect(codes(await liar(characters))).toEqual([]);
  });

  it('does not take the code of a glyph for a character where the map has a hole', async () => {
    const font = fontWithMap({ 100: '预', 200: '算', 300: '绩', 400: '效', 500: '表' });
    const page = await readOne('BT /F9 10 Tf 50 300 Td <006400c8012c019001f40393> Tj ET', {}, font);
    expect(textOf(page.glyphs)).toBe('预算绩效表\uFFFD');
    expect(page.glyphs[5]!.raw).toBe('\u0393');
    expect(page.findings).toMatchObject([{ code: 'pdf/unknown-character', severity: 'warning' }]);
  });

  it('says when text is painted and nothing comes out', async () => {
    const page = await readOne(
      'BT /F9 10 Tf 50 300 Td <000100020003> Tj ET',
      {},
      {
        fonts: '/F9 20 0 R',
        objects: { 20: '<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/No-Such-CMap/DescendantFonts[6 0 R]>>' },
      },
    );
    expect(textOf(page.glyphs).trim()).toBe('');
    expect(codes(page)).toContain('pdf/no-text');
  });

  it('knows a scan with and without an OCR layer, an empty page, and a picture with text', async () => {
    const image = {
      dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray',
      stream: 'x',
    };
    const resources = '/XObject<</I1 30 0 R>>';
    const { pages } = await readAll(
      writePdf({
        pages: [
          { content: 'q 600 0 0 400 0 0 cm /I1 Do Q', resources },
          { content: 'q 600 0 0 400 0 0 cm /I1 Do Q BT 3 Tr /F1 10 Tf 50 300 Td (layer) Tj ET', resources },
          { content: '' },
          { content: 'q 600 0 0 400 0 0 cm /I1 Do Q BT /F1 10 Tf 50 300 Td (seen) Tj ET', resources },
        ],
        objects: { 30: image },
      }),
    );
    expect(pages.map(({ state }) => state)).toEqual(['scan', 'scan', 'empty', 'mixed']);
    expect(pages[0]!.findings.map(({ code }) => code)).toEqual(['pdf/scanned-page']);
  });
});

describe('pages without glyphs', () => {
  it('takes letters turned into outlines for a picture, and a lone blank for nothing', async () => {
    const letter = (i: number) => `${i * 5} 100 m ${i * 5} 108 ${i * 5 + 3} 108 ${i * 5 + 4} 100 c f`;
    const outlined = await readOne(Array.from({ length: 100 }, (_, i) => letter(i)).join('\n'));
    expect(outlined.state).toBe('scan');
    expect(outlined.findings.map(({ code }) => code)).toEqual(['pdf/scanned-page']);
    const blank = await readOne('BT /F1 10 Tf 50 300 Td ( ) Tj ET');
    expect([blank.state, blank.findings]).toEqual(['empty', []]);
  });
});

describe('hostile and broken files', () => {
  const good: PageSpec = { content: 'BT /F1 10 Tf 50 300 Td (good) Tj ET' };

  it('opens a file that is encrypted for permissions only, and records them', async () => {
    const { pages, permissions, findings } = await readAll(
      writePdf({ pages: [good], encrypt: { userPassword: '', permissions: -44 } }),
    );
    expect(textOf(pages[0]!.glyphs)).toBe('good');
    expect(permissions).not.toBeNull();
    expect(findings).toMatchObject([{ code: 'pdf/permissions', severity: 'info' }]);
  });

  it('says when a password is needed, and takes it', async () => {
    const bytes = writePdf({ pages: [good], encrypt: { userPassword: 'secret', permissions: -44 } });
    const closed = await readAll(bytes);
    expect(closed.pages).toEqual([]);
    expect(closed.findings).toMatchObject([{ code: 'document/encrypted', severity: 'error' }]);
    expect((await readAll(bytes, { password: 'wrong' })).codes).toEqual(['document/encrypted']);
    expect(textOf((await readAll(bytes, { password: 'secret' })).pages[0]!.glyphs)).toBe('good');
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no PDF', Buffer.from('%PDF-1.7\nnothing of use')],
    ['zeroes', new Uint8Array(10_000)],
  ])('names the failure: %s', async (_, bytes) => {
    const { pages, findings } = await readAll(new Uint8Array(bytes));
    expect(pages).toEqual([]);
    expect(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)[0]).toMatch(/^failed\//);
  });

  it.each([
    ['at its table of offsets', 100],
    ['in its last page', 700],
  ])('reads what is there of a file cut off %s', async (_, missing) => {
    const bytes = writePdf({ pages: [good, good, good] });
    const { pages, codes } = await readAll(bytes.slice(0, bytes.length - missing));
    expect(pages.length).toBeGreaterThan(0);
    expect(textOf(pages[0]!.glyphs)).toBe('good');
    expect(codes).toContain('pdf/damaged');
  });

  it('reads what is there of a file cut off whose pages stand in an object stream', async () => {
    const page = '<</Type/Page/MediaBox[0 0 600 400]/Contents 41 0 R/Resources<</Font<</F1 3 0 R>>>>>>';
    const bytes = writePdf({
      pages: [],
      objects: {
        40: {
          dictionary: '/Type/ObjStm/N 1/First 5/Filter/FlateDecode',
          stream: deflateSync(`42 0 ${page}`).toString('latin1'),
        },
        41: { dictionary: '', stream: good.content },
      },
    });
    const cut = Buffer.from(bytes).indexOf('xref');
    const { pages } = await readAll(bytes.slice(0, cut));
    expect(pages.map(({ glyphs }) => textOf(glyphs))).toEqual(['good']);
  });

  it.each([
    ['ends in the middle', (stream: Buffer) => stream.subarray(0, stream.length >> 1)],
    [
      'is overwritten in the middle',
      (stream: Buffer) => Buffer.from(stream).fill(0x5a, stream.length >> 1, (stream.length >> 1) + 50),
    ],
    ['was never deflated', () => Buffer.from('no such thing')],
  ])('does not take a page for empty or whole whose content %s', async (_, damage) => {
    const text = Array.from(
      { length: 300 },
      (_, i) => `BT /F1 10 Tf ${i} ${(i * i * 7) % 397} Td (line ${i * 7919}) Tj ET`,
    ).join('\n');
    const stream = damage(deflateSync(text)).toString('latin1');
    const file = writePdf({
      pages: [{ content: '' }, good],
      objects: { 1001: { dictionary: '/Filter/FlateDecode', stream } },
    });
    const { pages } = await readAll(file);
    expect(pages[0]!.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toContain(
      'pdf/unreadable-content',
    );
    expect(pages[1]!.findings).toEqual([]);
  });

  it('finds objects again when the table of offsets is wrong', async () => {
    const text = Buffer.from(writePdf({ pages: [good] })).toString('latin1');
    const { pages, findings } = await readAll(
      Buffer.from(text.replace(/\d{10} 00000 n/g, '0000000007 00000 n'), 'latin1'),
    );
    expect(textOf(pages[0]!.glyphs)).toBe('good');
    expect(findings).toMatchObject([{ code: 'pdf/damaged', severity: 'warning' }, { severity: 'info' }]);
  });

  it('survives every way of cutting a file off', async () => {
    const bytes = writePdf({ pages: [good, good], deflate: true });
    for (let length = 0; length < bytes.length; length += 97) {
      const { pages, codes } = await readAll(bytes.slice(0, length));
      expect(pages.length > 0 || codes.length > 0).toBe(true);
    }
  });

  it('is not led around a looping page tree, nor by a Count of 2,000,000,000', async () => {
    const loop = await readAll(writePdf({ pages: [good], kids: '1000 0 R 2 0 R', count: 2 }));
    expect(textOf(loop.pages[0]!.glyphs)).toBe('good');
    const huge = await readAll(writePdf({ pages: [good], count: 2_000_000_000 }), { limits: { pages: 20 } });
    expect(textOf(huge.pages[0]!.glyphs)).toBe('good');
    expect(huge.pages.length).toBeLessThanOrEqual(20);
  });

  it('reads pages up to the limit and says so', async () => {
    const { pages, codes } = await readAll(writePdf({ pages: [good, good, good] }), { limits: { pages: 2 } });
    expect(pages).toHaveLength(2);
    expect(codes).toEqual(['pdf/too-many-pages']);
  });

  it('does not inflate 300 MB from 300 kB, and reads the other pages', async () => {
    const bomb = deflateSync(Buffer.alloc(300 * 1024 * 1024, '0 0 m '), { level: 9 });
    const before = process.memoryUsage().rss;
    const { pages, codes } = await readAll(
      writePdf({
        pages: [good, { content: 'x' }, good],
        objects: { 1003: { dictionary: '/Filter/FlateDecode', stream: bomb.toString('latin1') } },
      }),
    );
    expect(pages.map(({ glyphs }) => textOf(glyphs))).toEqual(['good', '', 'good']);
    expect(codes).toEqual(['pdf/stream-too-large', 'pdf/stream-too-large']);
    expect(pages[1]!.findings[0]!.code).toBe('pdf/stream-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('stops at the limits of a page and keeps what it has', async () => {
    const many = `BT /F1 10 Tf 50 300 Td (good) Tj ET ${'10 10 m 20 10 l S\n'.repeat(50_000)}`;
    const bytes = writePdf({ pages: [{ content: many }, good], deflate: true });
    const { pages } = await readAll(bytes, { limits: { operatorsPerPage: 5000 } });
    expect(textOf(pages[0]!.glyphs)).toBe('good');
    expect(pages[0]!.findings.map(({ code }) => code)).toContain('pdf/page-too-large');
    expect(textOf(pages[1]!.glyphs)).toBe('good');
    expect(pages[1]!.findings).toEqual([]);
  });

  it('reads thousands of paths, up to its limit of lines', async () => {
    const grid = Array.from(
      { length: 20_000 },
      (_, i) => `${i % 500} ${i / 60} m ${(i % 500) + 40} ${i / 60} l S`,
    ).join('\n');
    const bytes = writePdf({ pages: [{ content: grid }] });
    expect((await readAll(bytes)).pages[0]!.rulings.length).toBeGreaterThan(19_000);
    const limited = await readAll(bytes, { limits: { rulingsPerPage: 100 } });
    expect(limited.pages[0]!.rulings).toHaveLength(100);
    expect(limited.codes).toEqual(['pdf/page-too-large']);
  });

  it('survives forms that paint themselves and states that are never restored', async () => {
    const page = await readOne(
      `${'q '.repeat(2_000)}/X1 Do BT /F1 10 Tf 50 300 Td (good) Tj ET`,
      { resources: '/XObject<</X1 30 0 R>>' },
      {
        objects: {
          30: {
            dictionary: '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 30 0 R>>>>',
            stream: '/X1 Do',
          },
        },
      },
    );
    expect(textOf(page.glyphs)).toBe('good');
    expect(page.findings.map(({ code }) => code)).toContain('pdf/unreadable-content');
  });

  it('leaves the bytes, the console and the process as they were', async () => {
    const bytes = writePdf({ pages: [good] });
    const copy = bytes.slice();
    const warn = console.warn;
    await readAll(bytes);
    await readAll(Buffer.from('%PDF-1.7\nbroken'));
    expect(bytes).toEqual(copy);
    expect(console.warn).toBe(warn);
    const listeners = process.listenerCount('unhandledRejection');
    for (let i = 0; i < 20; i++) await readAll(bytes);
    await new Promise(setImmediate);
    expect(process.listenerCount('unhandledRejection')).toBeLessThanOrEqual(listeners);
  });
});

describe('painting', () => {
  afterEach(() => vi.restoreAllMocks());

  it('paints a page as it is seen', async () => {
    const pdf = await openPdf(writePdf({ pages: [{ content: '1 0 0 rg 0 0 300 400 re f', extra: '/Rotate 90' }] }));
    const picture = await pdf.renderPage(1, 0.5);
    await pdf.close();
    expect(picture).toMatchObject({ width: 200, height: 300 });
    expect([...picture!.data.slice(0, 3)]).toEqual([255, 0, 0]);
    expect([...picture!.data.slice(-4, -1)]).toEqual([255, 255, 255]);
    expect(picture!.png().subarray(1, 4).toString()).toBe('PNG');
  });
});

const SAMPLES = join(import.meta.dirname, '../../corpora/icdar2013');
describe('real files', () => {
  it('are read without findings that they do not deserve', async () => {
    for (const name of readdirSync(SAMPLES).filter((file) => /^eu-00\d\.pdf$/.test(file))) {
      const { codes } = await readAll(readFileSync(join(SAMPLES, name)));
      expect(codes.filter((code) => /garbled|no-text/.test(code))).toEqual([]);
    }
  });
});
