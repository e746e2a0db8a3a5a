/** What every adapter of the queue port must hold. Run by one test file for each adapter, on an empty queue each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type JobContext,
  type JobEvent,
  type JobQueue,
  PostponedError,
  RetryableError,
} from '../../pipeline/queue/port.js';

interface TestJob {
  sha256: string;
}

const GRACE_MS = 50;

export function queueConformance(adapter: string, makeQueue: () => Promise<JobQueue<TestJob>>): void {
  const job = (n: number): [string, TestJob] => [`id-${n}`, { sha256: String(n) }];

  describe(`the ${adapter} queue`, () => {
    it('does each job exactly once, added before or after it is processed', async () => {
      const queue = await makeQueue();
      const done: string[] = [];
      for (let n = 0; n < 20; n += 1) expect(await queue.add(...job(n))).toBe(true);
      queue.process(async ({ sha256 }) => void done.push(sha256), { concurrency: 3, attempts: 1 });
      for (let n = 20; n < 40; n += 1) await queue.add(...job(n));
      await queue.idle();
      expect(done.map(Number).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0, completed: 40, failed: 0 });
      await queue.close(GRACE_MS);
    });

    it('hands out as many at a time as asked for', async () => {
      const queue = await makeQueue();
      let active = 0;
      let most = 0;
      for (let n = 0; n < 12; n += 1) await queue.add(...job(n));
      const handler = async () => {
        active += 1;
        most = Math.max(most, active);
        await sleep(5);
        active -= 1;
      };
      queue.process(handler, { concurrency: 3, attempts: 1 });
      await queue.idle();
      expect(most).toBe(3);
      await queue.close(GRACE_MS);
    });

    it('refuses an id that is waiting or active, and takes it again afterwards', async () => {
      const queue = await makeQueue();
      let runs = 0;
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const started = nextEvent(queue, 'started');
      expect(await queue.add(...job(1))).toBe(true);
      expect(await queue.add(...job(1))).toBe(false);
      const handler = async () => {
        runs += 1;
        await held;
      };
      queue.process(handler, { concurrency: 2, attempts: 1 });
      await started;
      expect(await queue.add(...job(1))).toBe(false);
      release();
      await queue.idle();
      expect(runs).toBe(1);
      expect(await queue.add(...job(1))).toBe(true);
      await queue.idle();
      expect(runs).toBe(2);
      await queue.close(GRACE_MS);
    });

    it('fails one job without harm to the others, and tells why', async () => {
      const queue = await makeQueue();
      const failed = nextEvent(queue, 'failed');
      const handler = async ({ sha256 }: TestJob) => {
        if (sha256 === '1') throw new Error('broken');
      };
      queue.process(handler, { concurrency: 2, attempts: 3 });
      for (let n = 0; n < 5; n += 1) await queue.add(...job(n));
      await queue.idle();
      expect(await failed).toMatchObject({ id: 'id-1', job: { sha256: '1' }, error: { message: 'broken' } });
      expect(await queue.counts()).toMatchObject({ completed: 4, failed: 1 });
      await queue.close(GRACE_MS);
    });

    it('tries again where the handler asks for it, and says which try is the last', async () => {
      const queue = await makeQueue();
      const tries: Pick<JobContext, 'attempt' | 'lastAttempt'>[] = [];
      const events = record(queue);
      const handler = async (_: TestJob, { attempt, lastAttempt }: JobContext) => {
        tries.push({ attempt, lastAttempt });
        throw new RetryableError('try again');
      };
      queue.process(handler, { concurrency: 1, attempts: 2 });
      await queue.add(...job(1));
      await queue.idle();
      expect(tries).toEqual([
        { attempt: 1, lastAttempt: false },
        { attempt: 2, lastAttempt: true },
      ]);
      expect(events).toEqual(['started', 'retrying', 'failed']);
      await queue.close(GRACE_MS);
    });

    it('does not try again after any other error', async () => {
      const queue = await makeQueue();
      let tries = 0;
      const handler = async () => {
        tries += 1;
        throw new Error('no use');
      };
      queue.process(handler, { concurrency: 1, attempts: 5 });
      await queue.add(...job(1));
      await queue.idle();
      expect(tries).toBe(1);
      await queue.close(GRACE_MS);
    });

    it('comes back to a job that was put off, which was no try, and is not idle meanwhile', async () => {
      const queue = await makeQueue();
      const order: string[] = [];
      const events = record(queue);
      const handler = async ({ sha256 }: TestJob, { attempt }: JobContext) => {
        order.push(`${sha256}, attempt ${attempt}`);
        if (order.length === 1) throw new PostponedError('closed by night', 100);
      };
      await queue.add(...job(1));
      await queue.add(...job(2));
      queue.process(handler, { concurrency: 1, attempts: 1 });
      await queue.idle();
      expect(order).toEqual(['1, attempt 1', '2, attempt 1', '1, attempt 1']);
      expect(events.filter((type) => type === 'postponed' || type === 'completed')).toEqual([
        'postponed',
        'completed',
        'completed',
      ]);
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0, completed: 2, failed: 0 });
      await queue.close(GRACE_MS);
    });

    it('counts what was put off as waiting, and closes without waiting for it', async () => {
      const queue = await makeQueue();
      const postponed = nextEvent(queue, 'postponed');
      queue.process(() => Promise.reject(new PostponedError('closed by night', 3_600_000)), {
        concurrency: 1,
        attempts: 1,
      });
      await queue.add(...job(1));
      expect(await postponed).toMatchObject({ id: 'id-1', error: { message: 'closed by night' } });
      await expect.poll(() => queue.counts()).toMatchObject({ waiting: 1, active: 0 });
      expect(await queue.add(...job(1))).toBe(false);
      await queue.close(GRACE_MS);
    });

    it('hands a handler what was added, and nothing else', async () => {
      const queue = await makeQueue();
      const given: unknown[] = [];
      const odd = { sha256: '县“预算”\u2028\n', list: [1, null, { a: 'b' }] };
      queue.process(async (each) => void given.push(each), { concurrency: 1, attempts: 1 });
      await queue.add('a id: with / odd 字', odd);
      await queue.idle();
      expect(given).toEqual([odd]);
      await queue.close(GRACE_MS);
    });

    it('is idle when nothing was ever added', async () => {
      const queue = await makeQueue();
      await queue.idle();
      queue.process(async () => {}, { concurrency: 1, attempts: 1 });
      await queue.idle();
      await queue.close(GRACE_MS);
    });

    // Each in another moment of its connecting, where it has a connection.
    it('closes while it begins to process', async () => {
      for (let n = 0; n < 40; n += 1) {
        const queue = await makeQueue();
        queue.process(async () => {}, { concurrency: 1, attempts: 1 });
        await sleep(n / 4);
        await queue.close(GRACE_MS);
      }
    });

    it('lets active jobs finish when it closes, and begins no other', async () => {
      const queue = await makeQueue();
      const done: string[] = [];
      const started = nextEvent(queue, 'started');
      const handler = async ({ sha256 }: TestJob) => {
        await sleep(20);
        done.push(sha256);
      };
      queue.process(handler, { concurrency: 1, attempts: 1 });
      for (let n = 0; n < 5; n += 1) await queue.add(...job(n));
      await started;
      await queue.close(10_000);
      expect(done).toEqual(['0']);
      await sleep(50);
      expect(done).toEqual(['0']);
    });

    it('aborts what is still active after the time it was given, and does not call that a failure', async () => {
      const queue = await makeQueue();
      const events = record(queue);
      const started = nextEvent(queue, 'started');
      const handler = async (_: TestJob, { signal }: JobContext) => {
        await sleep(60_000, undefined, { signal });
      };
      queue.process(handler, { concurrency: 1, attempts: 3 });
      await queue.add(...job(1));
      await started;
      const before = Date.now();
      await queue.close(GRACE_MS);
      expect(Date.now() - before).toBeLessThan(30_000); // and not the minute that the job takes
      expect(events).toEqual(['started', 'requeued']);
    });
  });
}

function record(queue: JobQueue<TestJob>): string[] {
  const events: string[] = [];
  queue.subscribe(({ type }) => events.push(type));
  return events;
}

function nextEvent(queue: JobQueue<TestJob>, type: JobEvent<TestJob>['type']): Promise<JobEvent<TestJob>> {
  return new Promise((resolve) => {
    const unsubscribe = queue.subscribe((event) => {
      if (event.type !== type) return;
      unsubscribe();
      resolve(event);
    });
  });
}
