import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../pipeline/log.js';
import { Progress } from '../../pipeline/progress.js';

function makeLog(terminal: boolean) {
  const stream = new PassThrough({ encoding: 'utf8' });
  const log = createLog({ stream, terminal, columns: () => 60 });
  return { log, written: () => (stream.read() as string | null) ?? '' };
}

describe('the log', () => {
  it('writes plain lines with fields', () => {
    const { log, written } = makeLog(false);
    log.info('stopping');
    log.error('does not exist', { source: 'a.txt', bytes: 3 });
    expect(written()).toBe('gongkai: stopping\ngongkai: error: does not exist source=a.txt bytes=3\n');
  });

  it('does not let a file name move the cursor or fake a line', () => {
    const { log, written } = makeLog(false);
    log.warning('partial', { source: 'a\n\u001b[2J绩效.txt' });
    expect(written()).toBe('gongkai: warning: partial source=a\\x0a\\x1b[2J绩效.txt\n');
  });

  it('keeps the updating line below the others, on a terminal only', () => {
    const { log, written } = makeLog(true);
    log.status('1/2');
    log.info('hello');
    log.status(null);
    expect(written()).toBe('1/2\r\u001b[2Kgongkai: hello\n1/2\r\u001b[2K');
    const plain = makeLog(false);
    plain.log.status('1/2');
    expect(plain.written()).toBe('');
  });
});

describe('progress', () => {
  it('tells how far it is, how fast and how long to go', () => {
    const { log, written } = makeLog(true);
    let now = 0;
    const progress = new Progress(log, 400, () => now);
    now = 2000;
    for (let n = 0; n < 100; n += 1) progress.step(n !== 7);
    expect(written()).toContain('1/400 documents, 0.5/s, 13 min 18 s left');
    now = 4000;
    progress.step(true);
    expect(written()).toContain('101/400 documents, 1 not ok, 25.3/s, 12 s left');
    progress.end();
  });

  it('writes a plain line at most every 10 seconds where there is no terminal', () => {
    const { log, written } = makeLog(false);
    let now = 0;
    const progress = new Progress(log, 100, () => now);
    for (let n = 0; n < 25; n += 1) {
      now += 1000;
      progress.step(true);
    }
    progress.end();
    expect(written().trim().split('\n')).toHaveLength(2);
  });
});
