// A worker whose documents say what shall happen to it. Built code is needed: a worker process runs no TypeScript.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedRecord } from '../../dist/pipeline/worker/failed-record.js';
import { serve } from '../../dist/pipeline/worker/serve.js';

const deeds = {
  ok: () => {},
  hang: () => {
    for (;;);
  },
  litter: () => {
    writeFileSync(join(tmpdir(), 'page.png'), 'x');
    for (;;);
  },
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  exit: () => process.exit(7),
  throw: () => {
    throw new TypeError('not a function');
  },
  heap: () => {
    const kept = [];
    for (;;) kept.push(Array.from({ length: 1000 }, (_, n) => ({ n })));
  },
  buffers: () => {
    const kept = [];
    for (;;) kept.push(Buffer.alloc(16_000_000, 1));
  },
};

let served = 0;

await serve(() => (bytes, origin) => {
  const [deed, ...rest] = Buffer.from(bytes).toString().trim().split(' ');
  deeds[deed]?.();
  served += 1;
  const record = failedRecord(origin, { reason: 'empty', message: '' });
  const title = deed === 'large' ? 'x'.repeat(Number(rest[0])) : `${process.pid} ${served}`;
  return { ...record, status: 'ok', findings: [], document: { ...record.document, title } };
});
