/** Pages whose bytes are damaged, in UTF-16, or begin with something else: what they are and say all the same. */
import { describe, expect, it } from 'vitest';
import { extract } from '../../extractors/index.js';
import { readDamagedGb } from '../../extractors/text/damaged-gb.js';
import fc from '../properties.js';
import { outline } from './renditions.js';

/** The common characters of GB 2312, rows 16–55, by their bytes: no encoder writes GB18030 here. */
const COMMON = Array.from({ length: 40 * 94 }, (_, i) => [0xb0 + Math.floor(i / 94), 0xa1 + (i % 94)] as const).filter(
  ([row, cell]) => row < 0xd7 || cell < 0xfa,
);
const gb = (numbers: readonly number[]) => numbers.flatMap((number) => COMMON[number]!);
const decode = (bytes: readonly number[]) => new TextDecoder('gb18030').decode(Uint8Array.from(bytes));
const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));

/** 项目名称：农村公路养护工程，资金二百万元。 */
const SENTENCE = [
  0xcf, 0xee, 0xc4, 0xbf, 0xc3, 0xfb, 0xb3, 0xc6, 0xa3, 0xba, 0xc5, 0xa9, 0xb4, 0xe5, 0xb9, 0xab, 0xc2, 0xb7, 0xd1,
  0xf8, 0xbb, 0xa4, 0xb9, 0xa4, 0xb3, 0xcc, 0xa3, 0xac, 0xd7, 0xca, 0xbd, 0xf0, 0xb6, 0xfe, 0xb0, 0xd9, 0xcd, 0xf2,
  0xd4, 0xaa, 0xa1, 0xa3,
];

describe('one broken byte of GB18030 costs one character', () => {
  const page = (sentence: readonly number[]) =>
    extract(Uint8Array.from([...ascii('<html><body><p>'), ...sentence, ...ascii('</p><p>'), ...SENTENCE]));
  const lost = SENTENCE.indexOf(0xd1);

  it.each([
    ['gone', SENTENCE.filter((_, i) => i !== lost)],
    ['another one', SENTENCE.with(lost, 0xff)],
    ['a question mark', SENTENCE.with(lost, 0x3f)],
  ])('that is %s', async (_, sentence) => {
    const { encoding, blocks, findings } = await page(sentence);
    expect(encoding).toBe('gb18030');
    const [damaged, whole] = blocks.map((block) => (block.kind === 'paragraph' ? block.text : ''));
    expect(damaged).toMatch(/^项目名称：农村公路\??\ufffd护工程，资金二百万元。$/u);
    expect(whole).toBe('项目名称：农村公路养护工程，资金二百万元。');
    expect(findings).toMatchObject([{ code: 'text/broken-characters', severity: 'error' }]);
  });

  it('wherever it was in a line of common characters', () => {
    // A line of nothing but 啊 reads as well from the middle of each character on: “ again and again.
    const numbers = fc.uniqueArray(fc.nat(COMMON.length - 1), { minLength: 30, maxLength: 200 });
    fc.assert(
      fc.property(numbers, fc.nat(), (line, seed) => {
        const bytes = gb(line.map((number) => (number * 1009) % COMMON.length));
        const at = seed % bytes.length;
        const whole = decode(bytes);
        const { text, chinese } = readDamagedGb(Uint8Array.from(bytes.toSpliced(at, 1)));
        const character = at >> 1;
        // Beside the gap a cut may fall elsewhere as cheaply; further away nothing may change.
        const near = 8;
        expect(text.slice(0, Math.max(0, character - near))).toBe(whole.slice(0, Math.max(0, character - near)));
        const after = whole.slice(character + 1 + near);
        expect(text.slice(text.length - after.length)).toBe(after);
        expect(chinese).toBe(true);
      }),
    );
  });

  it('what is not damaged is read as ever, and data that is no Chinese is not', () => {
    const numbers = fc.array(fc.nat(COMMON.length - 1), { maxLength: 100 });
    fc.assert(fc.property(numbers, (line) => readDamagedGb(Uint8Array.from(gb(line))).text === decode(gb(line))));
    const noise = fc.uint8Array({ minLength: 500, maxLength: 2000, min: 0x80 });
    fc.assert(fc.property(noise, (bytes) => !readDamagedGb(bytes).chinese));
  });
});

const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
};
const TABLE = '<table><tr><td>项目</td><td>道路</td></tr><tr><td>金额</td><td>1</td></tr></table>';

describe('a page is a page', () => {
  it.each([
    ['UTF-16 with a mark', utf16(`\ufeff<html><body>${TABLE}</body></html>`, false)],
    ['UTF-16 with a mark, the other way', utf16(`\ufeff<html><body>${TABLE}</body></html>`, true)],
    ['UTF-16 without', utf16(`<html><head><title>t</title></head><body>${TABLE}</body></html>`, true)],
    ['behind blank lines', new TextEncoder().encode(`${'\r\n'.repeat(9000)}<html><body>${TABLE}</body></html>`)],
    ['behind long comments', new TextEncoder().encode(`<!--${'x'.repeat(20_000)}-->\n<!-- y -->${TABLE}`)],
    [
      'XHTML with empty elements',
      new TextEncoder().encode(
        `<?xml version="1.0"?><!-- c --><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js" /></head><body><div class="a"/>${TABLE}</body></html>`,
      ),
    ],
  ])('%s', async (_, bytes) => {
    expect(outline(await extract(bytes))).toEqual([
      [
        ['项目@0', '道路@1'],
        ['金额@0', '1@1'],
      ],
    ]);
  });

  it('plain text in UTF-16 stays plain text', async () => {
    expect(await extract(utf16('\ufeff预算绩效 <html>', false))).toMatchObject({ mediaType: 'text/plain' });
  });
});
