/**
 * The way through a proxy. Which address a name stands for is then the proxy's to know: what is refused by its letter is
 * refused as ever (address.ts), but not what a public name stands for.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** The proxy is not there, or does not do what it is asked: not the site's fault. `code` is `EPROXY`. */
export class ProxyError extends Error {
  override name = 'ProxyError';
  readonly code = 'EPROXY';
}

/** A proxy by its URL: `http://user:password@proxy.example.org:3128`. Throws an Error that does not tell the password. */
export function parseProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new Error('a proxy is an address like http://proxy.example.org:3128');
  return url;
}

/** What tells the proxy who asks. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Has the proxy connect to `target` (`host:port`). Rejects with a ProxyError. */
export function tunnel(proxy: URL, target: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const asked = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      ...(proxy.port ? { port: proxy.port } : {}),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
      timeout: timeoutMs,
    });
    asked.on('connect', ({ statusCode }, socket: Socket, head) => {
      if (statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        socket.setTimeout(0);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyError(`the proxy answers ${statusCode}`));
    });
    asked.on('response', (response) => {
      response.destroy();
      reject(new ProxyError(`the proxy answers ${response.statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new ProxyError('the proxy does not answer')));
    asked.on('error', (error) => reject(asProxyError(error)));
    asked.end();
  });
}

export function asProxyError(error: Error): ProxyError {
  return error instanceof ProxyError ? error : new ProxyError(`the proxy: ${error.message}`, { cause: error });
}
