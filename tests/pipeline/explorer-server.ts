/** A data folder with real documents, `gongkai explore` of it as its users start it, and requests that no browser would send. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Gets } from '../../pipeline/explorer/api.js';
import { CLI, runCli } from './workspace.js';

const DOCUMENTS = join(import.meta.dirname, '../../corpora/documents');
export const document = (name: string, file = 'original.txt') => join(DOCUMENTS, name, file);

/** A data folder with the dataset of these files; `remove` takes it away. */
export async function dataOf(files: string[], { ocr = 'off' } = {}): Promise<{ data: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-explorer-'));
  const data = join(folder, 'gongkai-data');
  const { code, stderr } = await runCli(folder, ['run', ...files, '--data', data, '--ocr', ocr, '--office', 'off']);
  if (code !== 0 && code !== 1) throw new Error(stderr);
  return { data, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export class ExplorerServer {
  private constructor(
    /** With the token, where there is one. */
    readonly address: URL,
    private readonly child: ChildProcess,
    private readonly ended: Promise<number | null>,
  ) {}

  static async start(data: string, options: string[] = []): Promise<ExplorerServer> {
    const child = spawn(process.execPath, [CLI, 'explore', '--data', data, '--port', '0', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const line = await Promise.race([
      new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
      ended.then((code) => Promise.reject(new Error(`gongkai explore ended with ${code}: ${said}`))),
    ]);
    return new ExplorerServer(new URL(line), child, ended);
  }

  /** Asks over a socket of its own, with whatever headers; `Host` among them. */
  ask(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
    const { port } = this.address;
    return new Promise((resolve, reject) => {
      // `path` goes out as it is: a URL would fold its dots.
      const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode!, headers: response.headers, body: text });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** An answer of api.ts; throws for any but 200. */
  async get<Path extends keyof Gets>(_like: Path, path: string = _like): Promise<Gets[Path]['answer']> {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
    return JSON.parse(body) as Gets[Path]['answer'];
  }

  /** A correction as the application sends it. */
  correct(correction: object, headers: Record<string, string> = {}): Promise<Answer> {
    const { host, origin } = this.address;
    return this.ask('/api/corrections', {
      method: 'POST',
      headers: { host, origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(correction),
    });
  }

  /** By a signal; gives the exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended;
  }
}
