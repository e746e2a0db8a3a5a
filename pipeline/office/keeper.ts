/**
 * Runs a program in a process group of its own and ends the whole group when it is done, when its time is up, or when
 * the process that asked for it is gone: soffice is three processes one below the other, and a worker may be killed at
 * any moment. A script of its own, since it has to outlive its parent: `keeper.js SECONDS FOLDER PROGRAM ARGUMENTS…`.
 * The parent holds its standard input open; FOLDER is removed where the parent can no longer do so.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** The exit code of `timeout` of coreutils. */
const TIMED_OUT = 124;

const [seconds = '0', folder = '', program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });

const end = (code: number) => {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of the group are gone.
  }
  process.exit(code);
};

child.on('error', () => end(127));
child.on('exit', (code) => end(code ?? 1));
setTimeout(() => end(TIMED_OUT), Number(seconds) * 1000);
process.stdin.resume().on('close', () => {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    end(1);
  }
});
