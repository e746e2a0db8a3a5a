/** Serves the demonstration sites on loopback, each at a port of its own, as one host after another. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { disclosures } from './documents.js';
import { layOut, type Resource, type Site, type SiteDesign } from './pages.js';

const DESIGNS: SiteDesign[] = [
  { name: '北方县区政务公开网', style: 'trs', charset: 'gb18030' },
  { name: '南方县区政务公开网', style: 'numbered', charset: 'utf-8' },
];

/** Where a second demonstration finds what the first one archived: the same addresses, if they are free. */
const FIRST_PORT = 41_801;

/** GB/T 2260: the first digit of the north, the north-east and the north-west. */
const NORTH = /^[126]/;

/** All resources changed at the same time, long ago. */
const LAST_MODIFIED = 'Mon, 15 Jul 2024 02:00:00 GMT';

export interface RunningSites {
  /** Where the crawl of each site begins. */
  urls: string[];
  close(): Promise<void>;
}

/** The corpus laid out as sites: one for each half of the country, with so many disclosures at most. */
export function demonstrationSites({ most = Number.POSITIVE_INFINITY } = {}): Site[] {
  const all = disclosures();
  return DESIGNS.map((design, index) => {
    const half = all.filter(({ region }) => NORTH.test(region) === (index === 0));
    return layOut(design, half.slice(0, most));
  });
}

/** Starts the sites at `ports`, or where those are taken, at free ones. `onRequest` hears of each request. */
export async function serveSites(
  sites: readonly Site[],
  { firstPort = FIRST_PORT, onRequest }: { firstPort?: number; onRequest?: (request: IncomingMessage) => void } = {},
): Promise<RunningSites> {
  const servers: Server[] = [];
  for (const [index, site] of sites.entries()) {
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      onRequest?.(request);
      answer(site, request, response);
    };
    const port = firstPort === 0 ? 0 : firstPort + index;
    servers.push(await listen(handle, port).catch(() => listen(handle, 0)));
  }
  return {
    urls: servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function listen(handle: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** Answers as a plain web server does: folders by their index, conditional requests by 304. */
function answer(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://site/').pathname;
  const resource = find(site, path);
  if (!resource) {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404 Not Found</h1>');
    return;
  }
  const { body, contentType, status = 200, location, noValidators = false } = resource;
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const headers = {
    'content-type': contentType,
    ...(noValidators ? {} : { etag, 'last-modified': LAST_MODIFIED }),
    ...(location ? { location } : {}),
  };
  if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
  else response.writeHead(status, headers).end(body);
}

function find(site: Site, path: string): Resource | undefined {
  return site.get(path.endsWith('/') ? `${path}index.html` : path);
}
