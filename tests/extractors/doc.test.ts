/** What a Word 97 file says by its styles and by properties of characters. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Styles } from '../../extractors/doc/styles.js';
import { extract } from '../../extractors/index.js';
import fc from '../properties.js';
import { outline } from './renditions.js';

const FILE = new Uint8Array(readFileSync(join(import.meta.dirname, '../../corpora/word/lists-and-styles.doc')));

it('raised digits are such, hidden text is left out by name, to the end, and numbers that are not read are counted', async () => {
  const document = await extract(FILE);
  expect(outline(document)).toEqual(['总体情况', '面积10⁴m²3，其中2', [['甲@1'], ['乙@1']], '末']);
  expect(document.ignored.map(({ reason, raw }) => [reason, raw.trim()])).toEqual([
    ['hidden-text', '窗体顶端'],
    ['hidden-text', '藏'],
    ['hidden-text', '尾藏'],
  ]);
  // The heading, by its style, and two cells that hold a number and no text.
  expect(document.findings).toMatchObject([
    { code: 'doc/list-numbers', message: 'the numbers of 3 list paragraph(s) are not read' },
  ]);
});

it('a style sheet of any bytes is read to its end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 400 }), (bytes) => {
      const document = Buffer.alloc(0x1aa);
      document.writeUInt32LE(bytes.length, 0xa6);
      const styles = new Styles(document, Buffer.from(bytes));
      for (let style = 0; style < 10; style++) styles.property(style, 0x460b);
    }),
  );
});
