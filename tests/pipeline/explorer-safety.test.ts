/** Who may ask the explorer's server and what its answers let a browser do, over real sockets. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOf, document, ExplorerServer } from './explorer-server.js';
import { runCli, temporaryFolder } from './workspace.js';

/** A page that does all that a page could do to who looks at it; its table is a disclosure of the usual kind. */
const HOSTILE = `<!doctype html><html><head><meta charset="utf-8"><title>项目支出绩效目标表</title>
<meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">
<link rel="stylesheet" href="https://evil.example/a.css"><style>@import url(https://evil.example/b.css); body{background:url(https://evil.example/c)}</style>
<script>document.title='scripted'</script></head>
<body onload="alert(1)" data-path="forged"><h1 onclick='alert(2)'>某县2024年项目支出绩效目标表</h1>
<p style="background:url(https://evil.example/d);color:red;width:expression(alert(3));behavior:url(x)">单位：万元</p>
<a href="javascript:alert(4)" target="_top">链接</a><a href="https://evil.example/e">外链</a>
<img src="https://evil.example/f.png" onerror="alert(5)" alt="图"><img src="data:image/png;base64,iVBORw0KGgo=" alt="章">
<img src="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="><svg onload="alert(6)"><script>alert(7)</script></svg>
<iframe src="https://evil.example/g" srcdoc="<script>alert(8)</script>"></iframe><object data="x.swf"></object>
<form action="https://evil.example/h" method="post"><input type="text" name="a" value='"><script>alert(9)</script>'><button>go</button></form>
<math><mtext><table><mglyph><style><img src=x onerror=alert(10)></style></mglyph></table></mtext></math>
<table><tr><td>项目名称</td><td colspan="3" onmouseover="alert(11)">&lt;script&gt;alert(12)&lt;/script&gt;</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥120公里</td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>群众满意度</td><td>≥95%</td></tr></table></body></html>`;

const ANY = 'a'.repeat(64);

describe('the server of the explorer', () => {
  let made: Awaited<ReturnType<typeof dataOf>>;
  let server: ExplorerServer;
  let hostile: string;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-hostile-'));
    writeFileSync(join(folder, 'hostile.html'), HOSTILE);
    made = await dataOf([
      join(folder, 'hostile.html'),
      document('cn-gansu-liangdang-2025-targets-pdf-nested-boxes', 'original.pdf'),
    ]);
    rmSync(folder, { recursive: true });
    server = await ExplorerServer.start(made.data);
    const { rows } = await server.get('/api/documents');
    hostile = rows.find(({ source }) => source.endsWith('hostile.html'))!.document_id;
  });
  afterAll(async () => {
    await server?.stop();
    made?.remove();
  });

  it('is reached under its own names only', async () => {
    const { port } = server.address;
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'localhost', `[::1]:${port}`]) {
      expect([host, (await server.ask('/api/tables', { headers: { host } })).status]).toEqual([host, 200]);
    }
    for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`]) {
      expect([host, (await server.ask('/api/tables', { headers: { host } })).status]).toEqual([host, 403]);
    }
  });

  it('takes no method but GET, HEAD and the POST of a correction', async () => {
    const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
    for (const method of methods) expect((await server.ask('/api/tables', { method })).status).toBe(405);
    for (const method of methods.slice(1)) expect((await server.ask('/api/corrections', { method })).status).toBe(405);
    expect(await server.ask('/api/tables', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('takes a correction from its own pages only, as JSON, of a size', async () => {
    const correction = {
      ...{ document_id: hostile, record_id: hostile, record_type: 'document', field: 'fiscal_year' },
      ...{ value: '2023', who: '李明', why: 'x' },
    };
    const { host, origin } = server.address;
    const strange: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://localhost:1` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of strange) expect((await server.correct(correction, headers)).status).toBe(403);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
      'application/jsonp',
    ]) {
      expect((await server.correct(correction, { 'content-type': type })).status).toBe(415);
    }
    expect((await server.correct({ ...correction, why: 'x'.repeat(100_000) })).status).toBe(413);
    const chunked = { host, origin, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const large = await server.ask('/api/corrections', { method: 'POST', headers: chunked, body: ' '.repeat(200_000) });
    expect(large.status).toBe(413);
    const wrong = [
      {},
      { ...correction, previous: 'x' },
      { ...correction, document_id: '../../etc' },
      { ...correction, record_type: 'x' },
      [],
    ];
    for (const body of wrong) expect((await server.correct(body)).status).toBe(400);
    expect(existsSync(join(made.data, 'corrections'))).toBe(false);
  });

  it('says by headers what a browser may do with its answers', async () => {
    const headers = async (path: string) => (await server.ask(path)).headers;
    const application = await headers('/');
    expect(application['content-security-policy']).toContain(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';",
    );
    expect(application['content-security-policy']).not.toContain('unsafe-inline');
    for (const path of [
      '/',
      '/documents/x',
      '/api/tables',
      '/api/nothing',
      `/api/documents/${hostile}/page`,
      '/assets/nothing.js',
    ]) {
      expect(await headers(path)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect((await headers('/api/tables'))['content-security-policy']).toContain("frame-ancestors 'none'");
    const page = (await headers(`/api/documents/${hostile}/page`))['content-security-policy'];
    expect(page).toMatch(/^sandbox allow-same-origin; default-src 'none';/);
    expect(page).not.toMatch(/allow-scripts|script-src/);
    const original = await headers(`/api/documents/${hostile}/original`);
    expect(original).toMatchObject({ 'content-type': 'application/octet-stream' });
    expect(original['content-disposition']).toBe("attachment; filename*=UTF-8''hostile.html");
    expect(original['content-security-policy']).toMatch(/^sandbox;/);
  });

  it('sends the bytes of a PDF as they were, and parts of them', async () => {
    const { rows } = await server.get('/api/documents');
    const pdf = rows.find(({ media_type: type }) => type === 'application/pdf')!;
    const path = `/api/documents/${pdf.document_id}/original`;
    const { headers, body } = await server.ask(path);
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'accept-ranges': 'bytes' });
    expect(body.slice(0, 5)).toBe('%PDF-');
    const part = await server.ask(path, { headers: { range: 'bytes=1-3' } });
    expect(part).toMatchObject({ status: 206, body: 'PDF' });
  });

  it('serves no file but those of the application, and of pdf.js', async () => {
    const escapes = [
      '../package.json',
      '..%2f..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '..\\..\\package.json',
      '/etc/passwd',
    ];
    for (const folder of ['/assets/', '/pdfjs/cmaps/', '/pdfjs/']) {
      for (const path of escapes) {
        const { status, body } = await server.ask(folder + path);
        expect([folder + path, status, body.includes('"name"')]).toEqual([folder + path, status, false]);
        expect(body).not.toContain('root:');
      }
    }
    expect((await server.ask('/pdfjs/cmaps/GBK-EUC-H.bcmap')).status).toBe(200);
    expect((await server.ask('/pdfjs/package.json')).status).toBe(404);
    for (const id of ['..', ANY.toUpperCase(), `${ANY}0`, '%2e%2e', ANY]) {
      expect([id, (await server.ask(`/api/documents/${id}/original`)).status]).toEqual([id, 404]);
    }
  });

  it('asks the database for nothing that is not described', async () => {
    const query = (filter: object) => `/api/tables/indicators?filters=${encodeURIComponent(JSON.stringify([filter]))}`;
    const refused = [
      '/api/tables/duckdb_settings()',
      '/api/tables/sqlite_master',
      '/api/tables/published.main.indicators',
      `/api/tables/${encodeURIComponent('indicators; DROP TABLE x')}`,
    ];
    for (const path of refused) expect([path, (await server.ask(path)).status]).toEqual([path, 404]);
    const wrong = [
      '/api/tables/indicators?columns=name,rowid',
      '/api/tables/indicators?sort=position',
      `/api/tables/indicators?sort=${encodeURIComponent('name DESC, (SELECT 1)')}`,
      '/api/tables/indicators?limit=1001',
      '/api/tables/indicators?offset=-1',
      '/api/tables/indicators?search=%00',
      '/api/documents?sort=(SELECT+1)',
      '/api/documents?limit=501',
      query({ column: 'value', is: 'at-least', values: ['1 OR 1=1'] }),
      query({ column: 'name"', is: 'is', values: ['x'] }),
      query({ column: 'name', is: 'like', values: ['x'] }),
      query({ column: 'name', is: 'is' }),
    ];
    for (const path of wrong) expect([path, (await server.ask(path)).status]).toEqual([path, 400]);
    // What could end a literal or an expression is text like any other.
    for (const text of ["'", "' OR 1=1 --", '\\', '[', '(?i)(((', '%', '$1', '"', "''; ATTACH 'x'"]) {
      for (const is of ['is', 'contains']) {
        const page = await server.get('/api/tables/:table', query({ column: 'name', is, values: [text] }));
        expect([text, page.total]).toEqual([text, 0]);
      }
      const { total } = await server.get('/api/documents', `/api/documents?search=${encodeURIComponent(text)}`);
      expect(total).toBeLessThanOrEqual(2);
      const { lines } = await server.get('/api/projects', `/api/projects?search=x${encodeURIComponent(text)}`);
      expect(lines).toEqual([]);
    }
  });

  it('shows a hostile page without anything that acts, each element findable', async () => {
    const { body, headers } = await server.ask(`/api/documents/${hostile}/page`);
    expect(headers['content-type']).toMatch(/^text\/html/);
    const tags = [...body.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)>/g)];
    // All markup is of this form, so nothing hides from what follows.
    expect(body.replace(/<!doctype html>|<\/?[a-z0-9]+(?:\s+[a-z-]+(?:="[^"<>]*")?)*>/g, '')).not.toMatch(/[<>]/);
    const names = new Set(tags.map(([, name]) => name));
    for (const name of ['script', 'svg', 'math', 'iframe', 'object', 'form', 'input', 'button', 'base', 'link']) {
      expect(names.has(name!)).toBe(false);
    }
    const attributes = new Set(
      tags.flatMap(([, , list]) => [...list!.matchAll(/\s([a-z-]+)/g)].map(([, name]) => name)),
    );
    for (const name of attributes)
      expect(name).not.toMatch(/^on|^(?:href|action|formaction|srcdoc|srcset|background|data|http-equiv)$/);
    expect([...body.matchAll(/ src="([^"]*)"/g)].map(([, source]) => source)).toEqual([
      'data:image/png;base64,iVBORw0KGgo=',
    ]);
    expect(body.replace(/ title="[^"]*"/g, '')).not.toMatch(/evil\.example|javascript:|expression|@import|url\(/i);
    expect(body).not.toContain('forged');
    expect(body).toContain('style="color:red"');
    // The places of the record's values are paths of elements of the page.
    const { record } = await server.get('/api/documents/:id', `/api/documents/${hostile}`);
    const places = record.projects.flatMap(({ indicators }) =>
      indicators.flatMap(({ evidence }) => Object.values(evidence).flatMap(({ at }) => at)),
    );
    expect(places.length).toBeGreaterThan(4);
    for (const place of places) {
      const path = 'path' in place ? place.path.replaceAll('>', '&gt;') : 'none';
      expect(body).toContain(`data-path="${path}"`);
    }
  });

  it('sends what a document says as data only', async () => {
    const { rows } = await server.get('/api/tables/:table', '/api/tables/projects?columns=name');
    expect(rows.flat()).toContain('<script>alert(12)</script>');
    const { headers } = await server.ask('/api/tables/projects?columns=name');
    expect(headers['content-type']).toBe('application/json');
  });

  it('ends at Ctrl-C at once, also while somebody is connected', async () => {
    const other = await ExplorerServer.start(made.data);
    await fetch(new URL('/api/tables', other.address));
    expect(await other.stop()).toBe(130);
  });
});

describe('the server of the explorer, where others can reach it', () => {
  let made: Awaited<ReturnType<typeof dataOf>>;
  let server: ExplorerServer;
  beforeAll(async () => {
    made = await dataOf([document('cn-jilin-dehui-2023-evaluations-prose')]);
    server = await ExplorerServer.start(made.data, ['--host', '0.0.0.0', '--name', 'audit.example.cn']);
  });
  afterAll(async () => {
    await server?.stop();
    made?.remove();
  });

  it('lets nobody in without the token', async () => {
    for (const path of [
      '/',
      '/api/overview',
      '/assets/x.js',
      '/?token=',
      '/?token=wrong',
      `/api/overview${server.address.search}`,
    ]) {
      expect([path, (await server.ask(path)).status]).toEqual([path, 401]);
    }
    const token = server.address.searchParams.get('token')!;
    expect(token).toMatch(/^[\w-]{32}$/);
    const cookies = ['gongkai_token=', `gongkai_token=${token}x`, `other=${token}`, `gongkai_token=${token.slice(1)}`];
    for (const cookie of cookies) expect((await server.ask('/api/tables', { headers: { cookie } })).status).toBe(401);
  });

  it('gives a cookie for the token, that no script and no other site can use', async () => {
    const { status, headers } = await server.ask(`/${server.address.search}`);
    expect([status, headers.location]).toEqual([303, '/']);
    const [cookie = ''] = headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^gongkai_token=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    const own = { cookie: cookie.split(';')[0]! };
    expect((await server.ask('/api/tables', { headers: own })).status).toBe(200);
    expect((await server.ask('/api/tables', { headers: { ...own, host: 'audit.example.cn' } })).status).toBe(200);
    expect((await server.ask('/api/tables', { headers: { ...own, host: 'evil.example' } })).status).toBe(403);
  });
});

describe('gongkai explore', () => {
  it('says that there is no dataset', async () => {
    const { code, stderr, stdout } = await runCli(temporaryFolder(), ['explore', '--data', 'nothing', '--port', '0']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('nothing holds no dataset');
  });

  it('says that the port is taken, and what to do', async () => {
    const made = await dataOf([document('cn-jilin-dehui-2023-evaluations-prose')]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runCli(made.data, ['explore', '--data', made.data, '--port', String(port)]);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 3,
      stderr: `gongkai: error: port ${port} is taken by another program; --port takes another one (0: any)`,
    });
    other.close();
    expect(readdirSync(made.data)).not.toContain('corrections');
    made.remove();
  });
});
