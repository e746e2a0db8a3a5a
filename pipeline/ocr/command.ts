/** Runs an engine's process under a time limit, one at a time in this process: two would fight for the same core. */
import { execFile } from 'node:child_process';
import { OcrError } from '../../extractors/pdf/scan/ocr.js';

/** More output than this is no answer to a page. */
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
const STDERR_SHOWN = 300;

let last: Promise<unknown> = Promise.resolve();

export interface Answer {
  stdout: string;
  stderr: string;
}

/** Runs a program and gives what it printed. Throws an OcrError where it is missing, fails, or takes too long. */
export function runEngine(program: string, args: readonly string[], seconds: number): Promise<Answer> {
  const run = last.then(() => start(program, args, seconds));
  last = run.catch(() => {});
  return run;
}

function start(program: string, args: readonly string[], seconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      {
        timeout: seconds * 1000,
        killSignal: 'SIGKILL',
        maxBuffer: MOST_OUTPUT_BYTES,
        // Its threads cost more than they bring on pictures of one line, and the other cores have documents of their own.
        env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      },
      (error, stdout, stderr) => {
        if (!error) resolve({ stdout, stderr });
        else reject(new OcrError(`${program}: ${reasonOf(error, stderr, seconds)}`));
      },
    );
  });
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, stderr: string, seconds: number): string {
  if (error.code === 'ENOENT') return 'not found';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed too much';
  if (error.killed) return `took longer than ${seconds} s`;
  return `ended with ${String(error.code)}: ${stderr.trim().slice(-STDERR_SHOWN)}`;
}
