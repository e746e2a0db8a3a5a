/** Starts `gongkai` as a process of its own, to be killed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'pipeline', 'cli.js');
/** Lines of its messages that are shown when it fails. */
const SHOWN = 15;

export function startGongkai(...args) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    messages += text;
  });
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal, messages }));
  });
  return {
    pid: child.pid,
    messages: () => messages,
    kill: (signal = 'SIGKILL') => child.kill(signal),
    ended,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
  };
}

/** Runs it to its end. Throws unless it ends with one of the exit codes. */
export async function gongkai(args, { codes = [0] } = {}) {
  const { code, signal, messages } = await startGongkai(...args).ended;
  if (!codes.includes(code)) throw new Error(failure(args, code ?? signal, messages));
}

export function failure(args, how, messages) {
  return `gongkai ${args[0]} ended with ${how}:\n${messages.trim().split('\n').slice(-SHOWN).join('\n')}`;
}
