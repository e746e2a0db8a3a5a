/** In which encoding a page is. */
import { describe, expect, it } from 'vitest';
import { type Document, statusOf } from '../../extractors/document.js';
import { extractHtml } from '../../extractors/html/index.js';
import { extract } from '../../extractors/index.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import { processDocument } from '../../pipeline/process.js';
import { outline, renditionBytes, SLUGS } from './renditions.js';

const encode = (html: string) => new TextEncoder().encode(html);
const status = ({ findings }: Document) => statusOf(findings);
/** 预算绩效 in GB18030. */
const GB = [0xd4, 0xa4, 0xcb, 0xe3, 0xbc, 0xa8, 0xd0, 0xa7];
const ascii = (text: string) => [...Buffer.from(text)];

describe('charset: BOM, bytes, header, meta', () => {
  it('one broken byte costs one character', () => {
    const document = extractHtml(
      new Uint8Array([
        ...ascii('<p>'),
        ...GB,
        ...GB,
        0xff,
        ...ascii('x</p>'),
        ...ascii('<p>'),
        ...Array(20).fill(GB).flat(),
        ...ascii('</p>'),
      ]),
    );
    expect(document.encoding).toBe('gb18030');
    expect(outline(document)[0]).toBe('预算绩效预算绩效\ufffdx');
    expect(status(document)).toBe('partial');
  });

  it('a BOM is stronger than header and meta', () => {
    const document = extractHtml(encode('\ufeff<meta charset=gb2312><p>绩效</p>'), { declaredCharset: 'gbk' });
    expect(document.encoding).toBe('utf-8');
    expect(outline(document)).toEqual(['绩效']);
    expect(document.findings[0]!.message).toBe(
      'read as utf-8, which the bytes are; the server says gbk, the page says gb2312',
    );
  });

  it('gb2312 for gb18030 is no contradiction; four-byte characters are read', () => {
    const document = extractHtml(
      new Uint8Array([...ascii('<meta charset="gb2312"><p>'), ...GB, 0x81, 0x39, 0xef, 0x30, ...ascii('</p>')]),
    );
    expect(outline(document)).toEqual(['预算绩效㐁']);
    expect(document.findings).toEqual([]);
  });

  it('the header of the server counts after the bytes and before the page', async () => {
    const page = renditionBytes(SLUGS[0]!, 'page.gb18030.html');
    const called = await extract(page, { contentType: 'text/html; charset=UTF-8' });
    expect(called.encoding).toBe('gb18030');
    expect(called.findings).toMatchObject([{ code: 'html/charset', actual: 'gb18030', expected: 'UTF-8' }]);
    // 予算 in Shift-JIS, broken in all that bytes look like: who says so is heard, the server before the page.
    const shiftJis = new Uint8Array([
      ...ascii('<meta charset=euc-kr><p>'),
      0x97,
      0x5c,
      0x8e,
      0x5a,
      0xb1,
      ...ascii('</p>'),
    ]);
    const said = await extract(shiftJis, { contentType: 'text/html; charset="Shift_JIS"' });
    expect([said.encoding, ...outline(said)]).toEqual(['shift_jis', '予算ｱ']);
  });

  it('reaches the record through the process that reads', async () => {
    const page = renditionBytes(SLUGS[0]!, 'page.gb18030.html');
    const origin = { source: 'http://a.gov.cn/1.html', sha256: '' };
    const record = await processDocument(page, origin, loadLexicon(), { contentType: 'text/html;charset=utf-8' });
    expect(record.findings).toContainEqual(expect.objectContaining({ code: 'html/charset', expected: 'utf-8' }));
  });
});
