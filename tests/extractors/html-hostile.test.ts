/** Pages that would cost more than they say. */
import { describe, expect, it } from 'vitest';
import { type Document, statusOf } from '../../extractors/document.js';
import { extractHtml } from '../../extractors/html/index.js';
import { outline } from './renditions.js';

const encode = (html: string) => new TextEncoder().encode(html);
const read = (body: string) =>
  extractHtml(encode(`<!doctype html><html><head><title>x</title></head><body>${body}</body></html>`));
const codes = ({ findings }: Document) => findings.map(({ code }) => code);
const status = ({ findings }: Document) => statusOf(findings);

describe('hostile pages end in a status of their own', () => {
  const parse = (html: string) => extractHtml(encode(html));

  it('100 MB', () => {
    expect(status(extractHtml(new Uint8Array(100 * 2 ** 20).fill(0x61)))).toBe('failed(too-large)');
  });

  it.each(['div', 'b', 'table><tr><td', 'span', 'font'])('10,000 nested <%s>, and 100,000', (tag) => {
    const document = parse(`<p>前文</p>${`<${tag}>`.repeat(10_000)}预算绩效`);
    expect(JSON.stringify(outline(document))).toContain('预算绩效');
    expect(codes(document)).toContain('html/too-deep');
    expect(status(parse(`<p>前文</p>${`<${tag}>`.repeat(100_000)}预算绩效`))).toBe('failed(too-large)');
  });

  it('10,000 nested elements that are closed keep what follows', () => {
    const document = parse(`${'<div>'.repeat(10_000)}深${'</div>'.repeat(10_000)}<p>后文</p>`);
    expect(outline(document)).toEqual(['深', '后文']);
  });

  it('formatting that each paragraph opens again', () => {
    const fonts = Array.from({ length: 1500 }, (_, i) => `<font color=c${i}>`).join('');
    const document = parse(`<p>${fonts}一</p>${'<p>二</p>'.repeat(5000)}`);
    expect(document.blocks.length).toBeGreaterThan(0);
  });

  it('millions of tags, thousands of attributes', () => {
    expect(status(parse('<i>'.repeat(2_000_000)))).toBe('failed(too-large)');
    const attributes = Array.from({ length: 20_000 }, (_, i) => `a${i}=1`).join(' ');
    expect(status(parse(`<p ${attributes}>x</p>`))).toBe('failed(too-large)');
  });

  it('a table of 300,000 cells says what it leaves out', () => {
    const document = parse(`<table>${`<tr>${'<td>x</td>'.repeat(100)}</tr>`.repeat(3000)}</table>`);
    expect(codes(document)).toContain('html/table-cut');
    expect(status(document)).toBe('partial');
  });

  it('nothing, binary data, only markup', () => {
    expect(status(read(''))).toBe('failed(empty)');
    expect(status(extractHtml(new Uint8Array(1000).map((_, i) => (i * 7919) % 251)))).toBe('failed(broken)');
    expect(status(read('<img src=a.png><script>x</script>'))).toBe('failed(empty)');
  });
});
