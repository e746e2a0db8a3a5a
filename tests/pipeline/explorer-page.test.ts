/** Pages made harmless: whatever comes in, only markup that is named goes out, and every place of a reading is found in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../extractors/document.js';
import { extractHtml } from '../../extractors/html/index.js';
import { extractMht } from '../../extractors/mht/index.js';
import { type HarmlessPage, harmlessMht, harmlessPage } from '../../pipeline/explorer/page.js';
import fc from '../properties.js';

const CORPORA = join(import.meta.dirname, '../../corpora');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const htmlOf = (page: HarmlessPage) => ('html' in page ? page.html : expect.unreachable(page.refused));
const bodyOf = (page: HarmlessPage) => htmlOf(page).replace(/^[\s\S]*?<body>|<\/body>[\s\S]*$/g, '');

/** A tag as `page.ts` writes it: what is between its quotes holds no sign of markup. */
const TAG = /<(\/?)([a-z0-9]+)((?:\s[a-z-]+(?:="[^"<>]*")?)*)>/g;
const ACTIVE =
  /^(?:script|style|svg|math|iframe|frame|object|embed|applet|form|input|button|select|textarea|base|link|meta|template)$/;
const ALLOWED =
  /^(?:data-path|data-part|style|title|src|alt|hidden|colspan|rowspan|width|height|border|span|start|cellspacing|cellpadding|align|valign|size|color|bgcolor|dir|lang)$/;

function expectHarmless(page: HarmlessPage): void {
  const body = bodyOf(page);
  expect(body.replace(TAG, '')).not.toMatch(/[<>]/);
  for (const [, , name, attributes] of body.matchAll(TAG)) {
    expect(name).not.toMatch(ACTIVE);
    for (const [, attribute, value = ''] of attributes!.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/g)) {
      expect(attribute).toMatch(ALLOWED);
      if (attribute === 'src') expect(value).toMatch(/^data:image\/(?:png|jpeg|gif|webp|bmp);base64,/);
      if (attribute === 'style') expect(value).not.toMatch(/url|expression|import|\\|behavior|@|\/\*/i);
    }
  }
}

const placesOf = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'table' ? block.cells.flatMap(({ at }) => at) : block.at));

function expectPlaces(page: HarmlessPage, blocks: readonly Block[]): void {
  const paths = new Set(
    [...bodyOf(page).matchAll(/ data-path="([^"]*)"/g)].map(([, path]) => path!.replaceAll('&gt;', '>')),
  );
  const places = placesOf(blocks).flatMap((place) => ('path' in place ? place.path : []));
  // Of a list of links nothing is read.
  expect(places.length > 0).toBe(blocks.length > 0);
  // What stands in the head is read, and not displayed.
  for (const path of places.filter((each) => !/(?:^|#)html > head/.test(each))) expect(paths).toContain(path);
}

describe('a page made harmless', () => {
  const real = readdirSync(CORPORA, { recursive: true, encoding: 'utf8' }).filter((name) => /\.html?$/.test(name));

  it.each(real)('%s holds every place that is read', (name) => {
    const bytes = readFileSync(join(CORPORA, name));
    const page = harmlessPage(bytes);
    expectHarmless(page);
    expectPlaces(page, extractHtml(bytes).blocks);
  });

  it('holds nothing but what is named, whatever the page is made of', () => {
    const piece = fc.constantFrom(
      ...[
        '<p ',
        '<a href="javascript:x">',
        '<img src=x onerror=x>',
        '<svg><script>',
        '</script>',
        '<style>',
        '</style>',
      ],
      ...['<!--', '-->', '<![CDATA[', ']]>', '<math><mi>', '<noscript><p title="</noscript><img src=x onerror=x>">'],
      ...[
        '<td style="background:url(x)',
        '"',
        "'",
        '>',
        '<',
        '&lt;script&gt;',
        '&#60;b&#62;',
        '\0',
        '<template>',
        '<plaintext>',
      ],
      ...[
        'style="color:expression(x)"',
        'style="x:\\75rl(x)"',
        'onclick=x',
        'data-path="x"',
        '<o:p>',
        '<table><tr>',
        '<xmp>',
      ],
      ...[
        '<textarea></textarea><script>x</script>',
        '<select><option>',
        '<iframe srcdoc="<script>">',
        '<base href=//x>',
        'text',
      ],
      ...[
        '<form action=x><input value="\'><script>">',
        '<font color="red;x">',
        '<td colspan="2 onload=x">',
        '<meta http-equiv=refresh>',
      ],
      ...[
        '<img src="data:image/svg+xml,<svg onload=x>">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="data:text/html,x">',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 25 }), (pieces) => {
        expectHarmless(harmlessPage(bytesOf(`<html><body><p>绩效目标</p>${pieces.join('')}`)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what tells how a table looks', () => {
    const page = harmlessPage(
      bytesOf(
        '<table border=1><tr><td rowspan="2" colspan=3 style="text-align: center; position:fixed; background-color:rgb(1, 2, 3)">' +
          '<b>项目</b></td></tr></table><input type="checkbox" checked>是<p hidden>x</p>',
      ),
    );
    const body = bodyOf(page);
    expect(body).toContain('colspan="3" rowspan="2" style="text-align:center;background-color:rgb(1, 2, 3)"');
    expect(body).toContain('<b data-path=');
    expect(body).toMatch(/>☑<\/span>是/);
    expect(body).toMatch(/<p [^>]*hidden>/);
  });

  it('is refused where the page is none', () => {
    expect(harmlessPage(new Uint8Array([0x89, 0x50, 0, 0, 0xff, 0xfe, 0xfd, 0, 1, 2]))).toHaveProperty('refused');
    expect(harmlessPage(bytesOf('<i>'.repeat(30_000)))).toHaveProperty('refused');
  });
});

describe('a saved page made harmless', () => {
  const PICTURE = 'iVBORw0KGgo=';
  const part = (head: string[], body: string) => `--B\r\n${head.join('\r\n')}\r\n\r\n${body}\r\n`;
  const message = (...parts: string[]) =>
    bytesOf(`MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n${parts.join('')}--B--\r\n`);
  const table = '<table><tr><td>项目名称</td><td>公路养护</td></tr><tr><td>金额</td><td>12万元</td></tr></table>';
  const html = (name: string, body: string) =>
    part(['Content-Type: text/html; charset=utf-8', `Content-Location: http://x.gov.cn/${name}`], body);

  it('has its own pictures, and no others', async () => {
    const bytes = message(
      html(
        'a.htm',
        `<body><p>绩效目标</p><img src="cid:one"><img src="http://x.gov.cn/two.png"><img src="http://evil.example/c.png" alt="章">${table}</body>`,
      ),
      part(['Content-Type: image/png', 'Content-ID: <one>', 'Content-Transfer-Encoding: base64'], PICTURE),
      part(
        ['Content-Type: image/png', 'Content-Location: http://x.gov.cn/two.png', 'Content-Transfer-Encoding: base64'],
        PICTURE,
      ),
    );
    const page = await harmlessMht(bytes);
    expectHarmless(page);
    expectPlaces(page, (await extractMht(bytes)).blocks);
    const sources = [...bodyOf(page).matchAll(/ src="([^"]*)"/g)].map(([, source]) => source);
    expect(sources).toEqual([`data:image/png;base64,${PICTURE}`, `data:image/png;base64,${PICTURE}`]);
    expect(bodyOf(page)).toContain('[章]');
  });

  it('has the pages that its root frames, under the names of their places', async () => {
    const frames = '<html><frameset><frame src="s1.htm"><frame src="s2.htm"></frameset></html>';
    const bytes = message(
      html('book.htm', frames),
      html('s1.htm', `<body>${table}</body>`),
      html('s2.htm', `<body><p>说明</p>${table}</body>`),
    );
    const page = await harmlessMht(bytes);
    const { blocks } = await extractMht(bytes);
    expect(placesOf(blocks).length).toBeGreaterThan(8);
    expectHarmless(page);
    expectPlaces(page, blocks);
  });
});
