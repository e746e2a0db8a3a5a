/** The explorer over HTTP: paths, guards and headers. Alone imports hono. */
import { join } from 'node:path';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Log } from '../log.js';
import type { Viewer } from './api.js';
import { documentsQuery } from './documents.js';
import { downloadQuery, fileOf } from './download.js';
import { type Explorer, hitsQuery, newCorrection, reviewQuery, selectionQuery } from './explorer.js';
import {
  checkHost,
  checkOrigin,
  cookieOf,
  type Guard,
  HEADERS,
  isToken,
  ORIGINAL_POLICY,
  PAGE_POLICY,
  tokenOf,
} from './guard.js';
import { filesBelow, oneFile, pdfjsFolder } from './http.js';
import { RequestProblem } from './problem.js';
import { tableQuery, valuesQuery } from './tables.js';

export interface AppOptions {
  explorer: Explorer;
  guard: Guard;
  /** Folder of the built web application. */
  web: string;
  log: Log;
}

/** A correction is some lines of text. */
const BODY_BYTES = 64 * 1024;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** What of pdf.js a browser asks for by itself. */
const PDFJS_PARTS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

export function makeApp(options: AppOptions): (request: Request) => Response | Promise<Response> {
  const { explorer, guard, web, log } = options;
  const app = new Hono();

  app.use('*', async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  });
  app.onError((error, context) => refuse(error, context, log));
  app.use('*', admit(guard));

  const api = new Hono();
  api.use('*', async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
  });
  api.get('/overview', async (c) => c.json(await explorer.overview()));
  api.get('/documents', async (c) => c.json(await explorer.documents(queryOf(c, documentsQuery))));
  api.get('/documents/:id', async (c) => c.json(await explorer.document(idOf(c))));
  api.get('/documents/:id/hits', async (c) => c.json(await explorer.hits(idOf(c), queryOf(c, hitsQuery))));
  api.get('/documents/:id/original', (c, next) => original(explorer, c, next));
  api.get('/documents/:id/page', async (c) => {
    const viewed = await viewOf(explorer, c, 'html');
    return c.html('page' in viewed ? viewed.page : '', 200, { 'content-security-policy': PAGE_POLICY });
  });
  api.get('/documents/:id/text', async (c) => c.json(await viewOf(explorer, c, 'text')));
  api.get('/documents/:id/blocks', async (c) => {
    const viewed = await viewOf(explorer, c, 'blocks');
    return c.json('document' in viewed ? viewed.document : null);
  });
  api.get('/tables', async (c) => c.json(await explorer.tables()));
  api.get('/tables/:table', async (c) => c.json(await explorer.table(c.req.param('table'), queryOf(c, tableQuery))));
  api.get('/tables/:table/values', async (c) =>
    c.json(await explorer.values(c.req.param('table'), queryOf(c, valuesQuery))),
  );
  api.get('/tables/:table/download', async (c) => {
    const query = queryOf(c, downloadQuery);
    const { headers, body } = await fileOf(explorer.current, c.req.param('table'), query, c.req.raw.signal);
    return c.body(body, 200, headers);
  });
  api.get('/families', async (c) => {
    const { search } = queryOf(c, z.object({ search: z.string().max(200).optional() }));
    return c.json(await explorer.families(search));
  });
  api.get('/families/:family{.+}', async (c) =>
    c.json(await explorer.family(c.req.param('family'), queryOf(c, selectionQuery))),
  );
  api.get('/projects', async (c) => {
    return c.json(await explorer.projects(queryOf(c, selectionQuery.extend({ search: z.string().min(1).max(200) }))));
  });
  api.get('/review', async (c) => c.json(await explorer.review(queryOf(c, reviewQuery))));
  api.get('/corrections', async (c) => c.json(await explorer.corrections()));
  const tooLarge = () => {
    throw new RequestProblem(413, `a correction has at most ${BODY_BYTES} bytes`);
  };
  api.post('/corrections', bodyLimit({ maxSize: BODY_BYTES, onError: tooLarge }), async (c) => {
    const body = newCorrection.safeParse(await jsonOf(c));
    if (!body.success) throw new RequestProblem(400, problemsOf(body.error));
    return c.json(await explorer.correct(body.data));
  });
  api.all('*', () => {
    throw new RequestProblem(404, 'nothing is asked for under this path');
  });
  app.route('/api', api);

  app.use('/assets/*', filesBelow(join(web, 'assets'), '/assets', { 'cache-control': FOR_EVER }));
  for (const part of PDFJS_PARTS) {
    app.use(
      `/pdfjs/${part}/*`,
      filesBelow(join(pdfjsFolder(), part), `/pdfjs/${part}`, { 'cache-control': 'no-cache' }),
    );
  }
  for (const missing of ['/assets/*', '/pdfjs/*']) app.all(missing, (c) => c.text('not found\n', 404));
  app.get('*', oneFile(join(web, 'index.html'), { 'cache-control': 'no-cache' }), (c) =>
    c.text("the web application is not built: 'npm run build' builds it\n", 503),
  );
  return (request) => app.fetch(request);
}

/** Lets in who may ask, and only by the methods that there are. */
function admit(guard: Guard): MiddlewareHandler {
  return async (context, next) => {
    const { raw, path, method } = context.req;
    checkHost(raw, guard);
    const isWrite = method === 'POST' && path === '/api/corrections';
    if (method !== 'GET' && method !== 'HEAD' && !isWrite) {
      return context.json({ message: `${method} is not taken here` }, 405, { allow: 'GET, HEAD' });
    }
    const offered = context.req.query('token');
    if (guard.token !== null && path === '/' && isToken(offered, guard)) {
      // Out of the address, where it could be read and copied.
      return context.body(null, 303, {
        location: '/',
        'set-cookie': cookieOf(guard.token),
        'cache-control': 'no-store',
      });
    }
    if (!isToken(tokenOf(raw), guard)) {
      throw new RequestProblem(401, "open the address with the token that 'gongkai explore' printed");
    }
    if (isWrite) checkOrigin(raw);
    return next();
  };
}

function refuse(error: Error, context: Context, log: Log): Response {
  if (error instanceof RequestProblem) {
    const isAsked = context.req.path.startsWith('/api/');
    return isAsked
      ? context.json({ message: error.message }, error.status)
      : context.text(`${error.message}\n`, error.status);
  }
  if (context.req.raw.signal.aborted) return context.json({ message: 'nobody waits for it any more' }, 503);
  log.error(error.stack ?? error.message, { path: context.req.path });
  return context.json({ message: `a fault of the explorer: ${error.message}` }, 500);
}

async function original(
  explorer: Explorer,
  context: Context,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { path, mediaType, name } = await explorer.original(idOf(context));
  const isPdf = mediaType === 'application/pdf';
  const send = oneFile(path, {
    'content-type': isPdf ? mediaType : 'application/octet-stream',
    'content-disposition': `${isPdf ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(lastOf(name)).replace(/['()*]/g, '_')}`,
    'content-security-policy': ORIGINAL_POLICY,
    // Its bytes are what its name says, for ever.
    'cache-control': 'private, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
  });
  return (await send(context, next)) ?? undefined;
}

/** The last part of a path or an address, for a file to be called by. */
function lastOf(source: string): string {
  const part = source.split(/[?#]/)[0]!.split(/[\\/]/).filter(Boolean).at(-1) ?? 'original';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function viewOf(explorer: Explorer, context: Context, viewer: Viewer) {
  return explorer.view(idOf(context), viewer, context.req.raw.signal);
}

function idOf(context: Context): string {
  const id = context.req.param('id') ?? '';
  if (!/^[0-9a-f]{64}$/.test(id)) throw new RequestProblem(404, 'documents are called by their SHA-256');
  return id;
}

/** What stands in the query of an address; what is empty is not said. */
function queryOf<T extends z.ZodType>(context: Context, schema: T): z.infer<T> {
  const given = Object.entries(context.req.query()).filter(([, value]) => value !== '');
  // DuckDB takes a statement to end there.
  if (given.some(([, value]) => value.includes('\0'))) throw new RequestProblem(400, 'a NUL character is in the query');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new RequestProblem(400, problemsOf(parsed.error));
  return parsed.data;
}

async function jsonOf(context: Context): Promise<unknown> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new RequestProblem(415, 'a correction is sent as application/json');
  try {
    return await context.req.json();
  } catch (error) {
    if (error instanceof RequestProblem) throw error;
    throw new RequestProblem(400, 'it is no JSON');
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the request'}: ${message}`).join('; ');
}
