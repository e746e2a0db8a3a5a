/** What only a queue between processes must hold, against a redis-server of its own that is killed, filled and starved. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BullQueue, type BullQueueOptions } from '../../pipeline/queue/bullmq.js';
import { type JobContext, type JobEvent, QueueUnavailableError, RetryableError } from '../../pipeline/queue/port.js';
import { openRedis } from '../../pipeline/queue/redis.js';
import { RedisServer, redisMissing } from './redis-server.js';

interface TestJob {
  sha256: string;
}

const LOCK_MS = 600;
const CONSUMER = join(import.meta.dirname, 'queue-consumer.mjs');

describe.skipIf(redisMissing)(`a queue on Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  /** A queue as one process would open it. */
  async function open(
    namespace: string,
    { target = server, ...options }: Partial<BullQueueOptions> & { target?: RedisServer; mostAbsentMs?: number } = {},
  ): Promise<BullQueue<TestJob>> {
    const { mostAbsentMs } = options;
    const redis = await openRedis({ url: target.url, onTrouble: () => {}, ...(mostAbsentMs ? { mostAbsentMs } : {}) });
    const queue = await BullQueue.open<TestJob>('documents', { redis, namespace, lockMs: LOCK_MS, ...options });
    onTestFinished(async () => {
      await queue.close(0);
      redis.close();
    });
    return queue;
  }

  async function ownServer(options: string[] = []): Promise<RedisServer> {
    const own = await RedisServer.start(options);
    onTestFinished(() => own.stop());
    return own;
  }

  const add = async (queue: BullQueue<TestJob>, count: number) => {
    for (let n = 0; n < count; n += 1) expect(await queue.add(`id-${n}`, { sha256: String(n) })).toBe(true);
  };
  const endsOf = (queue: BullQueue<TestJob>) => {
    const ends: string[] = [];
    queue.subscribe((event) => {
      if (event.type === 'completed' || event.type === 'failed') ends.push(`${event.type} ${event.id}`);
    });
    return ends;
  };
  const completed = (count: number) => Array.from({ length: count }, (_, n) => `completed id-${n}`).sort();

  it('shares the work of one process between others, which all hear how each job ended', async () => {
    const namespace = randomUUID();
    const [adder, one, two] = [await open(namespace), await open(namespace), await open(namespace)];
    const heard = [adder, one, two].map(endsOf);
    const done: string[] = [];
    const by = (name: string) => async (job: TestJob) => {
      await sleep(5);
      done.push(`${name} ${job.sha256}`);
      if (job.sha256 === '7') throw new Error('broken');
    };
    one.process(by('one'), { concurrency: 1, attempts: 1 });
    two.process(by('two'), { concurrency: 1, attempts: 1 });
    await add(adder, 30);
    await Promise.all([adder.idle(), one.idle(), two.idle()]);
    expect(done).toHaveLength(30);
    expect(new Set(done.map((line) => line.split(' ')[0]))).toEqual(new Set(['one', 'two']));
    const ends = [...completed(30).filter((line) => line !== 'completed id-7'), 'failed id-7'].sort();
    for (const each of heard) expect([...each].sort()).toEqual(ends);
    expect(await adder.failures(10)).toMatchObject([{ id: 'id-7', job: { sha256: '7' }, reason: 'broken' }]);
  });

  it('keeps queues of other data folders apart', async () => {
    const [mine, other] = [await open(randomUUID()), await open(randomUUID())];
    await add(mine, 1);
    expect(await other.counts()).toMatchObject({ waiting: 0 });
    expect(await other.add('id-0', { sha256: '0' })).toBe(true);
  });

  it('refuses an id that another process has added and not finished', async () => {
    const namespace = randomUUID();
    const [one, two] = [await open(namespace), await open(namespace)];
    expect(await one.add('site/2026-11-21', { sha256: '0' })).toBe(true);
    expect(await two.add('site/2026-11-21', { sha256: '0' })).toBe(false);
  });

  it('keeps what a closed process left, waiting and aborted, for the next', async () => {
    const namespace = randomUUID();
    const first = await open(namespace);
    await add(first, 3);
    const started = nextEvent(first, 'started');
    const never = (_: TestJob, { signal }: JobContext) => sleep(60_000, undefined, { signal });
    first.process(never, { concurrency: 1, attempts: 1 });
    await started;
    await first.close(10);
    const second = await open(namespace);
    expect(await second.counts()).toMatchObject({ waiting: 3, active: 0 });
    const tries: number[] = [];
    second.process(async (_, { attempt }) => void tries.push(attempt), { concurrency: 1, attempts: 1 });
    await second.idle();
    expect(tries).toEqual([1, 1, 1]);
  });

  it('takes the job back from a handler that does not let go', async () => {
    const namespace = randomUUID();
    const stubborn = await open(namespace);
    await add(stubborn, 1);
    const started = nextEvent(stubborn, 'started');
    const requeued = nextEvent(stubborn, 'requeued');
    stubborn.process(() => sleep(15_000), { concurrency: 1, attempts: 1 });
    await started;
    await stubborn.close(10);
    expect(await requeued).toMatchObject({ id: 'id-0' });
    expect(await (await open(namespace)).counts()).toMatchObject({ waiting: 1, active: 0 });
  });

  it('gives the job of a killed worker to another', async () => {
    const namespace = randomUUID();
    const queue = await open(namespace);
    const ends = endsOf(queue);
    await add(queue, 3);
    const doomed = startConsumer(server.url, namespace, 60_000);
    expect(await doomed.line('begin')).toBe('begin 0');
    doomed.process.kill('SIGKILL');
    const done: string[] = [];
    queue.process(async ({ sha256 }) => void done.push(sha256), { concurrency: 1, attempts: 1 });
    await queue.idle();
    expect(done.sort()).toEqual(['0', '1', '2']);
    expect(ends.sort()).toEqual(completed(3));
  });

  it('is not thought dead while a job takes longer than a lock', async () => {
    const namespace = randomUUID();
    const [one, two] = [await open(namespace), await open(namespace)];
    let runs = 0;
    const handler = async () => {
      runs += 1;
      await sleep(LOCK_MS * 4);
    };
    one.process(handler, { concurrency: 1, attempts: 1 });
    two.process(handler, { concurrency: 1, attempts: 1 });
    await add(one, 1);
    await one.idle();
    expect(runs).toBe(1);
  });

  it('ends a job once that two workers held at the same time', async () => {
    const namespace = randomUUID();
    const [one, two] = [await open(namespace), await open(namespace)];
    const ends = endsOf(one);
    let runs = 0;
    let finishFirst = () => {};
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    const secondBegan = new Promise<void>((resolve) => {
      const handler = async () => {
        runs += 1;
        if (runs === 1) return first; // holds the job as if its process slept
        resolve();
        await sleep(50);
      };
      one.process(handler, { concurrency: 1, attempts: 1 });
      two.process(handler, { concurrency: 1, attempts: 1 });
    });
    const started = Promise.race([nextEvent(one, 'started'), nextEvent(two, 'started')]);
    await add(one, 1);
    await started;
    // The lock of the first, as after a pause of its machine; never that of the second.
    const [lock] = server.ask('KEYS', `*${namespace}*:lock`).split('\n').filter(Boolean);
    server.ask('DEL', lock!);
    await secondBegan;
    finishFirst();
    await one.idle();
    expect(runs).toBe(2);
    await sleep(LOCK_MS);
    expect(ends).toEqual(['completed id-0']);
    expect(await one.counts()).toEqual({ waiting: 0, active: 0, completed: 1, failed: 0 });
  });

  it('goes on when Redis was killed and comes back, with waiting and active jobs', async () => {
    const own = await ownServer();
    const namespace = randomUUID();
    const trouble: string[] = [];
    const queue = await open(namespace, { target: own, onTrouble: (message) => trouble.push(message) });
    const ends = endsOf(queue);
    await add(queue, 20);
    const done = new Set<string>();
    let killed: Promise<void> | null = null;
    const handler = async ({ sha256 }: TestJob) => {
      if (sha256 === '5') killed ??= own.kill().then(() => own.up());
      await killed;
      done.add(sha256);
    };
    queue.process(handler, { concurrency: 2, attempts: 1 });
    await queue.idle();
    expect(done.size).toBe(20);
    expect(ends.sort()).toEqual(completed(20));
    expect(await queue.add('id-0', { sha256: 'again' })).toBe(true);
  });

  it('adds when Redis is back what was added while it was away', async () => {
    const own = await ownServer();
    const queue = await open(randomUUID(), { target: own });
    await own.kill();
    const added = queue.add('id-0', { sha256: '0' });
    await own.up();
    expect(await added).toBe(true);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });

  it('gives Redis up when it stays away for too long, and closes all the same', async () => {
    const own = await ownServer();
    const queue = await open(randomUUID(), { target: own, mostAbsentMs: 500 });
    await add(queue, 1);
    queue.process(() => sleep(60_000), { concurrency: 1, attempts: 1 });
    const idle = queue.idle();
    const adding = queue.add('id-2', { sha256: '2' });
    await adding;
    await own.kill();
    await expect(idle).rejects.toThrow(QueueUnavailableError);
    await expect(queue.add('id-3', { sha256: '3' })).rejects.toThrow(/cannot be reached/);
    await queue.close(10);
  });

  it('waits for room when Redis is full, and says so when there is none', async () => {
    const own = await ownServer();
    const trouble: string[] = [];
    const onTrouble = (message: string) => void trouble.push(message);
    const namespace = randomUUID();
    const queue = await open(namespace, { target: own, onTrouble, fullPatienceMs: 30_000 });
    await add(queue, 1);
    own.ask('CONFIG', 'SET', 'maxmemory', '1');
    const impatient = await open(randomUUID(), { target: own, fullPatienceMs: 1 });
    await expect(impatient.add('id-0', { sha256: '0' })).rejects.toThrow(/memory is full/);
    const added = queue.add('id-1', { sha256: '1' });
    await expect.poll(() => trouble.join()).toContain('memory is full');
    own.ask('CONFIG', 'SET', 'maxmemory', '0');
    expect(await added).toBe(true);
    queue.process(async () => {}, { concurrency: 1, attempts: 1 });
    await queue.idle();
    expect(await queue.counts()).toMatchObject({ completed: 2 });
  });

  it('does every job that was there when Redis became full while they ran', async () => {
    const own = await ownServer();
    const queue = await open(randomUUID(), { target: own });
    const ends = endsOf(queue);
    await add(queue, 10);
    let room: Promise<void> | null = null;
    const handler = async ({ sha256 }: TestJob) => {
      if (sha256 === '4' && !room) {
        own.ask('CONFIG', 'SET', 'maxmemory', '1');
        room = sleep(LOCK_MS * 2).then(() => void own.ask('CONFIG', 'SET', 'maxmemory', '0'));
      }
    };
    queue.process(handler, { concurrency: 1, attempts: 1 });
    await queue.idle();
    await room;
    expect(ends.sort()).toEqual(completed(10));
  });

  it('refuses content in a job', async () => {
    const queue = await open(randomUUID());
    await expect(queue.add('id-0', { sha256: 'x'.repeat(20_000) })).rejects.toThrow(/size/);
  });

  it('tries a job again in another process', async () => {
    const namespace = randomUUID();
    const one = await open(namespace);
    const tries: string[] = [];
    const handler = async (_: TestJob, { attempt, lastAttempt }: JobContext) => {
      tries.push(`${attempt} ${lastAttempt}`);
      if (!lastAttempt) throw new RetryableError('worker died');
    };
    one.process(handler, { concurrency: 1, attempts: 2 });
    await add(await open(namespace), 1);
    await one.idle();
    expect(tries).toEqual(['1 false', '2 true']);
  });

  it('adds a job by a schedule, in the time zone asked for, once for all that say so', async () => {
    const namespace = randomUUID();
    const [one, two] = [await open(namespace), await open(namespace)];
    const at = { pattern: '30 22 * * *', timeZone: 'Asia/Shanghai' };
    const next = await one.schedule('nightly', at, { sha256: 'night' });
    expect(next.toISOString()).toMatch(/T14:30:00\.000Z$/);
    expect(await two.schedule('nightly', at, { sha256: 'night' })).toEqual(next);
    expect(await one.counts()).toMatchObject({ waiting: 1 });
    const earlier = await one.schedule('nightly', { ...at, pattern: '0 6 * * *' }, { sha256: 'night' });
    expect(earlier.toISOString()).toMatch(/T22:00:00\.000Z$/);
    expect(await one.counts()).toMatchObject({ waiting: 1 });
    await one.unschedule('nightly');
    expect(await two.counts()).toMatchObject({ waiting: 0 });
  });
});

describe.skipIf(redisMissing)(`what is no good Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  const refuse = (url: string) => expect(openRedis({ url, onTrouble: () => {} })).rejects;
  const withServer = async (options: string[]) => {
    const server = await RedisServer.start(options);
    onTestFinished(() => server.stop());
    return server;
  };

  it.each(['volatile-lru', 'allkeys-random'])('throws jobs away when it is full: %s', async (policy) => {
    const { url } = await withServer(['--maxmemory-policy', policy]);
    await refuse(url).toThrow(`maxmemory-policy ${policy}`);
  });

  it('wants a password, which no message shows', async () => {
    const { url, port } = await withServer(['--requirepass', 'secret']);
    await refuse(url).toThrow(/NOAUTH/);
    await refuse(`redis://:wrong-one@127.0.0.1:${port}`).toThrow(/^(?!.*wrong-one).*WRONGPASS/);
    const opened = await openRedis({ url: `redis://:secret@127.0.0.1:${port}`, onTrouble: () => {} });
    opened.close();
  });

  it('is not there', async () => {
    const { url, port } = await withServer([]);
    await refuse(`http://127.0.0.1:${port}`).toThrow(QueueUnavailableError);
    await refuse('nonsense').toThrow('redis://127.0.0.1:6379');
    expect(url).toContain(String(port));
    await refuse('redis://127.0.0.1:1').toThrow(/Redis at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/);
  });
});

function nextEvent(queue: BullQueue<TestJob>, type: JobEvent<TestJob>['type']): Promise<JobEvent<TestJob>> {
  return new Promise((resolve) => {
    const unsubscribe = queue.subscribe((event) => {
      if (event.type !== type) return;
      unsubscribe();
      resolve(event);
    });
  });
}

function startConsumer(url: string, namespace: string, workMs: number) {
  const args = [CONSUMER, url, namespace, String(LOCK_MS), String(workMs)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  const line = async (word: string) => {
    for (;;) {
      const found = lines.find((each) => each.startsWith(word));
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`the consumer ended (${child.exitCode})`);
      await sleep(10);
    }
  };
  return { process: child, line };
}
