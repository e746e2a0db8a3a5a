import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { crawlNights } from './crawled-site.js';
import { runCli, temporaryFolder } from './workspace.js';

const SITE = 'a.gov.cn';
const shaOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const GBK = Buffer.from([0xbc, 0xa8, 0xd0, 0xa7]);
const LARGE = Buffer.alloc(3_000_000, '绩效');

async function crawledFolder(): Promise<{ folder: string; data: string }> {
  const folder = temporaryFolder();
  const data = join(folder, 'gongkai-data');
  const list = { url: 'http://a.gov.cn/', role: 'list' as const, title: '首页' };
  const html = { contentType: 'text/html; charset=gbk', etag: '"1"', contentLength: '999' };
  const link = { parent: 'http://a.gov.cn/', text: '绩效\r\n目标' };
  await crawlNights(data, SITE, [
    {
      run: 'r1',
      day: '2026-03-01',
      pages: [
        { ...list, body: GBK, headers: html },
        { url: 'http://a.gov.cn/large.pdf', body: LARGE, headers: { contentType: 'application/pdf' }, ...link },
        { url: 'http://a.gov.cn/copy.pdf', body: LARGE, headers: { contentType: 'application/pdf' }, ...link },
        { url: 'http://a.gov.cn/empty', body: '', headers: {} },
        { url: 'http://a.gov.cn/old', outcome: 'redirected', status: 302, headers: { location: '/large.pdf' } },
        { url: 'http://a.gov.cn/gone', outcome: 'gone', status: 404, headers: {} },
        { url: 'http://a.gov.cn/slow', outcome: 'failed', why: 'timeout' },
        { url: 'http://a.gov.cn/waf', outcome: 'blocked', status: 521, body: 'challenge', headers: {} },
      ].map((page) => (page.outcome === 'failed' ? { ...page, status: undefined as never } : page)),
    },
    {
      run: 'r2',
      day: '2026-03-02',
      pages: [
        { ...list, outcome: 'not-modified', status: 304, headers: { etag: '"1"' } },
        { url: 'http://a.gov.cn/new.pdf', body: 'new', headers: { contentDisposition: 'attachment; filename=新.pdf' } },
      ],
    },
  ]);
  return { folder, data };
}

interface Read {
  headers: Map<string, string>;
  block: Buffer;
}

/** A reader of our own from the standard's text, which forgives nothing: ISO 28500:2017, 4 and Annex D (one member a record). */
function readStrictly(file: Buffer): Read[] {
  const records: Read[] = [];
  for (let rest = file; rest.length > 0; ) {
    expect(rest.readUInt32BE(0) >>> 8).toBe(0x1f8b08);
    expect(rest[3]).toBe(0); // no name, comment or extra field, so the data begins at byte 10
    const { buffer, engine } = inflateRawSync(rest.subarray(10), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    const length = 10 + engine.bytesWritten + 8;
    expect(gunzipSync(rest.subarray(0, length)).equals(buffer)).toBe(true); // checks CRC and size
    rest = rest.subarray(length);
    const end = buffer.indexOf('\r\n\r\n');
    const [version, ...lines] = buffer.subarray(0, end).toString('utf8').split('\r\n');
    expect(version).toBe('WARC/1.1');
    const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    expect(headers.size).toBe(lines.length);
    const block = buffer.subarray(end + 4, end + 4 + Number(headers.get('Content-Length')));
    expect(buffer.subarray(end + 4 + block.length).toString()).toBe('\r\n\r\n');
    records.push({ headers, block });
  }
  return records;
}

const typeOf = ({ headers }: Read) => headers.get('WARC-Type');

describe('gongkai archive export', () => {
  it('writes a WARC 1.1 file that says what was kept, and no more', async () => {
    const { folder } = await crawledFolder();
    const { code, stdout } = await runCli(folder, ['archive', 'export', '--warc', 'all.warc.gz']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^answers +9 {2}\(2 revisits, 2 without their body\)$/m);
    expect(stdout).toMatch(/^left out +1 requests without an answer$/m);
    const records = readStrictly(readFileSync(join(folder, 'all.warc.gz')));
    const ids = records.map(({ headers }) => headers.get('WARC-Record-ID'));
    expect(new Set(ids).size).toBe(records.length);
    for (const { headers, block } of records) {
      expect(headers.get('WARC-Record-ID')).toMatch(/^<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>$/);
      expect(headers.get('WARC-Date')).toMatch(/^2026-03-0\dT00:00:0\d\.000Z$/);
      const digest = headers.get('WARC-Block-Digest');
      if (digest) expect(digest).toBe(`sha256:${shaOf(block)}`);
      const info = headers.get('WARC-Warcinfo-ID');
      if (info) expect(typeOf(records[ids.indexOf(info)]!)).toBe('warcinfo');
    }
    const answers = records.filter((record) => ['response', 'revisit'].includes(typeOf(record)!));
    const summary = answers.map(({ headers, block }) => {
      const end = block.indexOf('\r\n\r\n') + 4;
      const body = block.subarray(end);
      if (headers.get('WARC-Type') === 'response' && !headers.has('WARC-Truncated')) {
        expect(headers.get('WARC-Payload-Digest')).toBe(`sha256:${shaOf(body)}`);
        expect(block.subarray(0, end).toString()).toContain(`Content-Length: ${body.length}\r\n`);
      }
      const url = headers.get('WARC-Target-URI')?.replace('http://a.gov.cn', '');
      const status = block.toString('utf8', 0, 60).split('\r\n')[0];
      return [url, status, headers.get('WARC-Type'), headers.get('WARC-Profile')?.split('/').at(-1), body.length];
    });
    expect(summary).toEqual([
      ['/', 'HTTP/1.1 200 OK', 'response', undefined, GBK.length],
      ['/large.pdf', 'HTTP/1.1 200 OK', 'response', undefined, LARGE.length],
      ['/copy.pdf', 'HTTP/1.1 200 OK', 'revisit', 'identical-payload-digest', 0],
      ['/empty', 'HTTP/1.1 200 OK', 'response', undefined, 0],
      ['/old', 'HTTP/1.1 302 Found', 'response', undefined, 0],
      ['/gone', 'HTTP/1.1 404 Not Found', 'response', undefined, 0],
      ['/waf', 'HTTP/1.1 521 Unknown', 'response', undefined, 9],
      ['/', 'HTTP/1.1 304 Not Modified', 'revisit', 'server-not-modified', 0],
      ['/new.pdf', 'HTTP/1.1 200 OK', 'response', undefined, 3],
    ]);
    const truncated = answers.filter(({ headers }) => headers.has('WARC-Truncated'));
    expect(truncated.map(({ headers }) => headers.get('WARC-Target-URI'))).toEqual([
      'http://a.gov.cn/old',
      'http://a.gov.cn/gone',
    ]);
    const unchanged = answers.find(({ block }) => block.toString().startsWith('HTTP/1.1 304'))!;
    expect(unchanged.headers.get('WARC-Refers-To-Date')).toBe(answers[0]!.headers.get('WARC-Date'));
    expect(unchanged.headers.get('WARC-Payload-Digest')).toBe(`sha256:${shaOf(GBK)}`);
    expect(answers.at(-1)!.block.toString()).toContain('Content-Disposition: attachment; filename=新.pdf\r\n');
    const metadata = records.filter((record) => typeOf(record) === 'metadata');
    expect(metadata.map(({ block }) => block.toString())).toEqual([
      'via: http://a.gov.cn/\r\nlinkText: 绩效 目标\r\n',
      'via: http://a.gov.cn/\r\nlinkText: 绩效 目标\r\n',
    ]);
  });

  it('can be read by other tools', async () => {
    const { folder } = await crawledFolder();
    await runCli(folder, ['archive', 'export', SITE, '--warc', 'all.warc.gz']);
    const read: [string, string, number][] = [];
    for await (const record of WARCParser.iterRecords([readFileSync(join(folder, 'all.warc.gz'))])) {
      const body = await record.readFully(true);
      read.push([record.warcType, record.warcTargetURI ?? '', body.length]);
      if (record.warcType === 'response') expect(record.httpHeaders?.statusCode).toBeDefined();
    }
    expect(read.filter(([type]) => type === 'response')).toHaveLength(7);
    expect(read).toContainEqual(['response', 'http://a.gov.cn/large.pdf', LARGE.length]);
  });

  it('gives the same bytes each time, and one run where one is asked for', async () => {
    const { folder } = await crawledFolder();
    for (const name of ['a', 'b']) {
      await runCli(folder, ['archive', 'export', '--warc', 'same.warc.gz']);
      writeFileSync(join(folder, name), readFileSync(join(folder, 'same.warc.gz')));
    }
    expect(readFileSync(join(folder, 'a')).equals(readFileSync(join(folder, 'b')))).toBe(true);
    await runCli(folder, ['archive', 'export', '--run', 'r2', '--warc', 'r2.warc.gz']);
    const records = readStrictly(readFileSync(join(folder, 'r2.warc.gz')));
    expect(records.map(typeOf)).toEqual(['warcinfo', 'revisit', 'response']);
  });

  it('says what it cannot do, and leaves no half a file', async () => {
    const { folder, data } = await crawledFolder();
    const run = (...args: string[]) => runCli(folder, ['archive', ...args]);
    expect((await run('export')).code).toBe(2);
    expect((await run('burn')).code).toBe(2);
    expect((await run('export', 'b.gov.cn', '--warc', 'b.warc.gz')).stderr).toContain('there are: a.gov.cn');
    expect((await run('export', '--run', 'r9', '--warc', 'b.warc.gz')).code).toBe(3);
    expect((await run('export', '--warc', 'no/such/folder.warc.gz')).code).toBe(3);
    rmSync(join(data, 'archive', 'objects', shaOf('new').slice(0, 2), shaOf('new')));
    const { code, stderr } = await run('export', '--warc', 'lost.warc.gz');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('1 answers are not in the file') });
    expect(readdirSync(folder).sort()).toEqual(['gongkai-data', 'lost.warc.gz']);
  });
});

describe('gongkai archive verify', () => {
  it('finds nothing in an archive that is whole', async () => {
    const { folder, data } = await crawledFolder();
    appendFileSync(join(data, 'archive', 'log', SITE, 'r2.jsonl'), '{"type":"fetch","url":"http\n');
    const { code, stdout } = await runCli(folder, ['archive', 'verify']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^objects +5 /m);
    expect(stdout).toMatch(/^log lines +15 {2}\(1 stumps\)$/m);
    expect(stdout).toMatch(/^problems +0$/m);
  });

  it('tells each object that is damaged, missing or none of ours', async () => {
    const { folder, data } = await crawledFolder();
    const objects = join(data, 'archive', 'objects');
    const pathOf = (bytes: string | Buffer) => join(objects, shaOf(bytes).slice(0, 2), shaOf(bytes));
    writeFileSync(pathOf(LARGE), Buffer.alloc(LARGE.length));
    rmSync(pathOf('new'));
    writeFileSync(join(objects, shaOf(GBK).slice(0, 2), 'note.txt'), 'hello');
    writeFileSync(join(objects, 'ff'.repeat(32)), 'misplaced');
    const { code, stdout } = await runCli(folder, ['archive', 'verify', '--json']);
    expect(code).toBe(1);
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(
      told
        .slice(0, -1)
        .map(({ kind, where }) => `${kind} ${where}`)
        .sort(),
    ).toEqual(
      [
        `damaged ${shaOf(LARGE).slice(0, 2)}/${shaOf(LARGE)}`,
        `missing ${SITE}/r2.jsonl:3`,
        `stray ${'ff'.repeat(32)}`,
        `stray ${shaOf(GBK).slice(0, 2)}/note.txt`,
      ].sort(),
    );
    expect(told.at(-1)).toMatchObject({ problems: 4, objects: 4 });
    expect(existsSync(pathOf(GBK))).toBe(true);
  });
});
