/** A redis-server of its own for a test: on a free port of loopback, with appendonly, to be killed and started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there is none, or null. With GONGKAI_REQUIRE_ALL its absence is a failure. */
export const redisMissing: string | null = findRedis();

function findRedis(): string | null {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return null;
  } catch (error) {
    if (process.env.GONGKAI_REQUIRE_ALL !== undefined) throw error;
    return 'needs redis-server (Debian: apt-get install redis-server)';
  }
}

const START_TRIES = 5;

export class RedisServer {
  #process: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly options: string[],
  ) {}

  static async start(options: string[] = []): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-redis-'));
    for (let tries = 1; ; tries += 1) {
      const server = new RedisServer(await freePort(), folder, options);
      try {
        await server.up();
        return server;
      } catch (error) {
        // Another test may have taken the port since it was free.
        if (tries === START_TRIES) throw error;
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, with what the last one wrote to its append-only file. */
  async up(): Promise<void> {
    const { port, folder, options } = this;
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
    const child = spawn('redis-server', [...args, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        output += text;
        if (output.includes('Ready to accept connections')) resolve();
      });
      child.on('exit', () => reject(new Error(`redis-server ended:\n${output}`)));
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One command by redis-cli, and its answer. */
  ask(...command: string[]): string {
    return execFileSync('redis-cli', ['-p', String(this.port), ...command], { encoding: 'utf8' }).trim();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
