/** Folders, processes and documents for the tests of the pipeline. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, onTestFinished } from 'vitest';
import type { Log } from '../../pipeline/log.js';

export const CLI = join(import.meta.dirname, '../../dist/pipeline/cli.js');

/** A folder of its own for the test, removed afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

const running = new Set<ChildProcess>();
/** What a test that failed left behind would go on in a folder that is gone, and take the time of all that follow. */
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `gongkai` in `cwd`, with the environment variables in `env` besides those of the tests. */
export function startCli(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
  script = CLI,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { ...process.env, GONGKAI_DATA: '', ...env } });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...output });
    });
  });
  return { child, ended };
}

export function runCli(cwd: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return startCli(cwd, args, env).ended;
}

/** The command line of another copy of gongkai. */
export function runScript(script: string, cwd: string, args: string[]): Promise<Ended> {
  return startCli(cwd, args, {}, script).ended;
}

/** Every file under a folder with its text, by path; temporary files, too, unless they vanish while they are read. */
export function filesUnder(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths.flatMap((path): [string, string][] => {
      try {
        return [[path.slice(folder.length + 1), readFileSync(path, 'utf8')]];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    }),
  );
}

/** A log that keeps what it is told. */
export function keepingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, fields = {}) =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return {
    lines,
    live: false,
    info: write('info'),
    warning: write('warning'),
    error: write('error'),
    status: () => {},
  };
}
