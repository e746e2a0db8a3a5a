/** Preloaded into a process: tells at its end the most memory that it held, and its time on the processors. Linux only. */
import { readFileSync } from 'node:fs';

process.on('exit', () => {
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const { user, system } = process.cpuUsage();
  process.stderr.write(`\npeak ${peak} kB, ${((user + system) / 1e6).toFixed(1)} s\n`);
});
