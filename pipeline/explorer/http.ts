/** The socket and the files of the explorer. Alone imports @hono/node-server. */
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';

/** What the application puts its parts together from. */
type MiddlewareHandler = ReturnType<typeof serveStatic>;

export interface Listening {
  port: number;
  /** Ends at once, whatever is still being answered. */
  close(): Promise<void>;
}

/** A client that sends its head slower than this is no browser. */
const HEAD_MS = 20_000;

/** Listens; rejects where the address cannot be had. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch, hostname: host, serverOptions: { headersTimeout: HEAD_MS } }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with files below `root`, by the rest of the path after `prefix`; with ranges. What is not there is left to the next. */
export function filesBelow(root: string, prefix: string, headers: Record<string, string>): MiddlewareHandler {
  let files: MiddlewareHandler | null = null;
  return (context, next) => {
    // The library complains where the folder is not there, as it is not while the application is built.
    if (!existsSync(root)) return next();
    files ??= serveStatic({
      root,
      rewriteRequestPath: (path) => path.slice(prefix.length),
      onFound: (_path, found) => {
        for (const [name, value] of Object.entries(headers)) found.header(name, value);
      },
    });
    return files(context, next);
  };
}

/** Answers with one file, with ranges. */
export function oneFile(path: string, headers: Record<string, string>) {
  return serveStatic({
    path,
    onFound: (_path, context) => {
      for (const [name, value] of Object.entries(headers)) context.header(name, value);
    },
  });
}

/** Where pdf.js is installed: a browser that shows a PDF takes its character maps, fonts and decoders from there. */
export function pdfjsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
}
