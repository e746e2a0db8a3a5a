/** A redis-server of its own with an append-only file: killed and started again, it has what it had said it had. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_TRIES = 5;

export class RedisProcess {
  #child = null;
  #folder = mkdtempSync(join(tmpdir(), 'gongkai-redis-'));

  static async start() {
    const redis = new RedisProcess();
    for (let tries = 1; ; tries += 1) {
      redis.port = await freePort();
      try {
        await redis.up();
        return redis;
      } catch (error) {
        // Somebody else may have taken the port since it was free.
        if (tries === START_TRIES) throw error;
      }
    }
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  up() {
    const args = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    const child = spawn('redis-server', [...args, '--appendonly', 'yes'], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
      child.stdout.on('data', (text) => `${text}`.includes('Ready to accept connections') && resolve());
    });
  }

  async kill() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  async stop() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
