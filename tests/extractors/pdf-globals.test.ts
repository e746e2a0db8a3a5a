/** pdf.js shares the process with everything else. */
import { deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

async function decompressed(format: 'deflate' | 'gzip', parts: Uint8Array[]): Promise<string> {
  const stream = new Blob(parts as Uint8Array<ArrayBuffer>[]).stream().pipeThrough(new DecompressionStream(format));
  return new Response(stream).text();
}

describe('with pdf.js loaded', () => {
  const native = Array.prototype.push;
  beforeAll(async () => {
    await import('../../extractors/pdf/pdfjs.js');
  });

  it('arrays are as they were', () => {
    expect(Array.prototype.push).toBe(native);
    expect(Object.keys(Array.prototype)).toEqual([]);
    const found: string[] = [];
    for (const key in ['a']) found.push(key);
    expect(found).toEqual(['0']);
  });

  it('streams inflate as before, and what is no deflated data is an error', async () => {
    const text = '绩效目标'.repeat(100_000);
    const deflated = deflateSync(text);
    expect(await decompressed('deflate', [deflated.subarray(0, 100), deflated.subarray(100)])).toBe(text);
    expect(await decompressed('gzip', [gzipSync(text)])).toBe(text);
    await expect(decompressed('deflate', [Buffer.from('no such thing')])).rejects.toThrow();
    await expect(decompressed('deflate', [deflated.subarray(0, 50)])).rejects.toThrow();
  });
});
