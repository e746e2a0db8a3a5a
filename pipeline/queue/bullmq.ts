/**
 * The queue on Redis: any number of processes on any number of machines, each with its own connection. Alone imports
 * bullmq.
 *
 * A job's own id is BullMQ's deduplication id, which BullMQ lets go when the job ends. Its job id would do that only when
 * the finished job is forgotten: the same id next night would be swallowed (taskforcesh/bullmq#1799, #3765).
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter, setMaxListeners } from 'node:events';
import {
  type Job as BullJob,
  DelayedError,
  Queue,
  QueueEvents,
  UnrecoverableError,
  WaitingError,
  Worker,
} from 'bullmq';
import { hearAll, isBefore, lastEntryOf, type StreamEntry } from './event-stream.js';
import { Patience, within } from './patience.js';
import {
  type Handler,
  type JobCounts,
  type JobEvent,
  type JobQueue,
  PostponedError,
  type ProcessOptions,
  RetryableError,
} from './port.js';
import { explainRedis, type OpenRedis } from './redis.js';

/** A worker shows a sign of life for each job in less than this, or the job is given to another one. */
const LOCK_MS = 30_000;
/** A job whose workers died so often is a failure: it may be what kills them. Nights of many restarts stay below it. */
const MOST_STALLS = 100;
/** How often a job may be tried is said by who processes it; BullMQ wants to know when it is added. */
const MOST_ATTEMPTS = 1000;
/** Largest job: references, never content. */
const MOST_JOB_BYTES = 16 * 1024;
/** What is remembered of ended jobs, for `gongkai status`: by age and by count, whichever is less. */
const KEEP_COMPLETED = { age: 24 * 3600, count: 1000 };
const KEEP_FAILED = { age: 7 * 24 * 3600, count: 10_000 };
/** Events kept for readers that are behind. */
const KEEP_EVENTS = 100_000;
/** `idle` looks at the counts at each event, and at least so often. */
const IDLE_POLL_MS = 1000;
/** How long the last events may take to come in. */
const EVENTS_PATIENCE_MS = 15_000;
/** How long aborted handlers are waited for, and then Redis, before the connection is cut. */
const CLOSE_PATIENCE_MS = 3000;

/** What Redis keeps of a job. Jobs of a schedule have no id of their own. */
interface Stored<Job> {
  id: string;
  job: Job;
}

export interface BullQueueOptions {
  redis: OpenRedis;
  /** Sets the jobs of one data folder apart from all else on that Redis. */
  namespace: string;
  /** Told what may need a hand, one line each. */
  onTrouble?: (message: string) => void;
  lockMs?: number;
  fullPatienceMs?: number;
}

interface Running<Job> extends Stored<Job> {
  bullJob: BullJob<Stored<Job>>;
  token: string;
  done: Promise<void>;
}

export class BullQueue<Job> implements JobQueue<Job> {
  readonly #name: string;
  readonly #options: BullQueueOptions;
  readonly #patience: Patience;
  readonly #queue: Queue<Stored<Job>>;
  readonly #events: QueueEvents;
  /** `seen` after each event of Redis. */
  readonly #heard = new EventEmitter();
  readonly #listeners = new Set<(event: JobEvent<Job>) => void>();
  readonly #abort = new AbortController();
  readonly #running = new Map<string, Running<Job>>();
  /** The errors of jobs that failed here, which tell more than the text that goes over Redis. */
  readonly #errors = new Map<string, Error>();
  /** Jobs of which it was told here that they started. */
  readonly #started = new Set<string>();
  #worker: Worker<Stored<Job>> | null = null;
  #lastEvent: string;
  #telling: Promise<void> = Promise.resolve();
  #closing = false;
  #closed = false;

  private constructor(name: string, options: BullQueueOptions, lastEvent: string) {
    this.#name = name;
    this.#options = options;
    this.#patience = new Patience(options.redis, (error) => this.#trouble(error), options.fullPatienceMs);
    this.#lastEvent = lastEvent;
    setMaxListeners(0, this.#abort.signal, options.redis.lost, this.#heard);
    this.#queue = new Queue(name, {
      ...this.#connection(),
      streams: { events: { maxLen: KEEP_EVENTS } },
      defaultJobOptions: {
        attempts: MOST_ATTEMPTS,
        removeOnComplete: KEEP_COMPLETED,
        removeOnFail: KEEP_FAILED,
        stackTraceLimit: 1,
        sizeLimit: MOST_JOB_BYTES,
      },
    });
    this.#queue.on('error', (error) => this.#trouble(error));
    this.#events = new QueueEvents(name, { ...this.#connection(), lastEventId: lastEvent });
    this.#events.on('error', (error) => this.#trouble(error));
    hearAll(this.#events, (entry) => this.#hear(entry));
  }

  /** Opens the queue of that name. Events from now on are told. */
  static async open<Job>(name: string, options: BullQueueOptions): Promise<BullQueue<Job>> {
    const last = await lastEventOf(options, name);
    const queue = new BullQueue<Job>(name, options, last);
    await queue.#queue.waitUntilReady();
    return queue;
  }

  async add(id: string, job: Job): Promise<boolean> {
    // An id of its own tells apart what was taken from what was refused, also when Redis gets the command twice.
    const jobId = randomUUID();
    const added = await this.#patience.whenNotFull(() =>
      this.#queue.add(this.#name, { id, job }, { jobId, deduplication: { id } }),
    );
    return added.id === jobId;
  }

  process(handler: Handler<Job>, { concurrency, attempts }: ProcessOptions): void {
    if (this.#worker) throw new Error('this queue is being processed already');
    const lockMs = this.#options.lockMs ?? LOCK_MS;
    this.#worker = new Worker<Stored<Job>>(
      this.#name,
      async (bullJob, token) => this.#run(handler, bullJob, token!, attempts),
      {
        ...this.#connection(),
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        maxStalledCount: MOST_STALLS,
        runRetryDelay: 1000,
      },
    );
    this.#worker.on('error', (error) => this.#trouble(error));
    this.#worker.on('stalled', (bullId) => {
      this.#options.onTrouble?.(`${this.#name}: a worker died or lost its lock; its job runs again (${bullId})`);
    });
  }

  subscribe(listener: (event: JobEvent<Job>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async counts(): Promise<JobCounts> {
    const counts = await this.#patience.orLost(
      this.#queue.getJobCounts('wait', 'paused', 'prioritized', 'delayed', 'active', 'completed', 'failed'),
    );
    const of = (...states: string[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    return {
      waiting: of('wait', 'paused', 'prioritized', 'delayed'),
      active: of('active'),
      completed: of('completed'),
      failed: of('failed'),
    };
  }

  async idle(): Promise<void> {
    for (;;) {
      const { waiting, active } = await this.counts();
      if (waiting + active === 0) break;
      await this.#nextEvent(IDLE_POLL_MS);
    }
    await this.#caughtUp(EVENTS_PATIENCE_MS);
  }

  /** The jobs that the queue remembers as failed, newest first. */
  async failures(most: number): Promise<{ id: string; job: Job; reason: string; time: Date }[]> {
    const failed = await this.#patience.orLost(this.#queue.getFailed(0, most - 1));
    return failed.map(({ data, failedReason, finishedOn }) => ({
      ...data,
      reason: failedReason,
      time: new Date(finishedOn ?? 0),
    }));
  }

  /** How many processes have said that they work on this queue. */
  async workers(): Promise<number> {
    return this.#patience.orLost(this.#queue.getWorkersCount());
  }

  /**
   * Has Redis add a job each time the pattern (cron, five or six fields) comes round. The same again changes nothing, another
   * pattern replaces the first: every process may say it at its start.
   */
  async schedule(id: string, { pattern, timeZone }: { pattern: string; timeZone: string }, job: Job): Promise<Date> {
    const next = await this.#patience.whenNotFull(() =>
      this.#queue.upsertJobScheduler(id, { pattern, tz: timeZone }, { name: this.#name, data: { id, job } }),
    );
    // Patterns name whole seconds; the delay was taken from a clock that has moved on since.
    return new Date(Math.round((next.timestamp + (next.opts.delay ?? 0)) / 1000) * 1000);
  }

  async unschedule(id: string): Promise<void> {
    await this.#patience.orLost(this.#queue.removeJobScheduler(id));
  }

  async close(graceMs: number): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    void this.#worker?.pause(true).catch((error) => this.#trouble(error));
    const released = Promise.all([...this.#running.values()].map(({ done }) => done));
    const timer = setTimeout(() => this.#abort.abort(), graceMs);
    await within(graceMs + CLOSE_PATIENCE_MS, released);
    clearTimeout(timer);
    // A handler that does not let go holds its job no longer.
    await within(CLOSE_PATIENCE_MS, Promise.all([...this.#running.values()].map((running) => this.#takeAway(running))));
    // A worker that is closed while it connects leaves a rejection that nobody can catch (bullmq, redis-connection.js: the
    // listeners go before `initializing` fails), which ends the process.
    await within(CLOSE_PATIENCE_MS, this.#worker?.waitUntilReady());
    await within(CLOSE_PATIENCE_MS, this.#worker?.close());
    await within(CLOSE_PATIENCE_MS, this.#caughtUp(CLOSE_PATIENCE_MS));
    await within(
      CLOSE_PATIENCE_MS,
      Promise.all([this.#worker?.close(true), this.#events.close(), this.#queue.close()]),
    );
    this.#closed = true;
  }

  async #takeAway({ id, job, bullJob, token }: Running<Job>): Promise<void> {
    this.#emit({ type: 'requeued', id, job });
    await bullJob.moveToWait(token);
  }

  #connection() {
    return { connection: this.#options.redis.client, prefix: prefixOf(this.#options.namespace) };
  }

  async #run(
    handler: Handler<Job>,
    bullJob: BullJob<Stored<Job>>,
    token: string,
    attempts: number,
  ): Promise<Stored<Job>> {
    const { data } = bullJob;
    const bullId = bullJob.id!;
    const attempt = bullJob.attemptsMade + 1;
    const lastAttempt = attempt >= attempts;
    const giveBack = async () => {
      await bullJob.moveToWait(token);
      return new WaitingError();
    };
    if (this.#closing) throw await giveBack(); // fetched while the door was being shut
    if (!this.#started.has(bullId)) this.#emit({ type: 'started', ...data });
    this.#started.add(bullId);

    const { signal } = this.#abort;
    const work = this.#unlessClosed(handler(data.job, { attempt, lastAttempt, signal }));
    const done = within(Number.POSITIVE_INFINITY, work).then(() => void this.#running.delete(bullId));
    this.#running.set(bullId, { ...data, bullJob, token, done });
    try {
      await work;
      this.#started.delete(bullId);
      return data;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (signal.aborted) {
        this.#started.delete(bullId);
        this.#emit({ type: 'requeued', ...data });
        throw await giveBack();
      }
      if (error instanceof PostponedError) {
        this.#started.delete(bullId);
        this.#emit({ type: 'postponed', ...data, error });
        await bullJob.moveToDelayed(Date.now() + error.afterMs, token);
        throw new DelayedError();
      }
      if (!lastAttempt && error instanceof RetryableError) {
        this.#emit({ type: 'retrying', ...data, error });
        throw error;
      }
      this.#started.delete(bullId);
      this.#errors.set(bullId, error);
      throw new UnrecoverableError(error.message);
    }
  }

  /**
   * A handler that ends when nobody can be told any more has no end here. BullMQ 5 would try to tell Redis without a pause
   * between (worker.js, retryIfFailed: no delay while it closes), and this process would do nothing else from then on.
   */
  async #unlessClosed(work: Promise<void>): Promise<void> {
    await within(Number.POSITIVE_INFINITY, work);
    if (this.#closed || this.#options.redis.lost.aborted) await new Promise(() => {});
    return work;
  }

  /** Ends of jobs, wherever they ran, as Redis tells of them in its order. */
  #hear({ eventId, type, jobId, failedReason, returnvalue }: StreamEntry): void {
    this.#telling = this.#telling
      .then(async () => {
        if (type === 'completed') this.#emit({ type, ...(returnvalue as Stored<Job>) });
        if (type === 'failed') await this.#tellFailure(jobId!, failedReason!);
      })
      .catch((error) => this.#trouble(error))
      .then(() => {
        this.#lastEvent = eventId;
        this.#heard.emit('event');
      });
  }

  async #tellFailure(bullId: string, reason: string): Promise<void> {
    const error = this.#errors.get(bullId) ?? new Error(reason);
    this.#errors.delete(bullId);
    const bullJob = await this.#queue.getJob(bullId);
    if (bullJob) this.#emit({ type: 'failed', ...bullJob.data, error });
    else this.#trouble(new Error(`a job failed that is forgotten already: ${reason}`));
  }

  /** Resolves at the next event, or after that time. */
  async #nextEvent(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#heard.off('event', go);
        resolve();
      };
      const timer = setTimeout(go, milliseconds);
      this.#heard.on('event', go);
    });
  }

  /** Resolves when all events until now were told, or after that time. */
  async #caughtUp(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    const last = await within(patienceMs, lastEventOf(this.#options, this.#name));
    while (last && isBefore(this.#lastEvent, last) && Date.now() < until) {
      await this.#nextEvent(IDLE_POLL_MS);
    }
    await this.#telling;
  }

  /** The connection tells by itself when it goes and comes back; the rest is for people. */
  #trouble(error: Error & { code?: string }): void {
    const aboutConnection = /ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|Connection is closed|LOADING|^$/.test(
      `${error.code ?? ''}${error.message}`,
    );
    // After Redis was away, a job may have ended here and been given to somebody else: its handler finds that out.
    const aboutLocks = /Missing lock|could not renew lock|is not in the active state/.test(error.message);
    if (this.#closing || aboutConnection || aboutLocks) return;
    this.#options.onTrouble?.(`${this.#name}: ${explainRedis(error)}`);
  }

  #emit(event: JobEvent<Job>): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** In braces, all keys of a queue lie on one node of a cluster. */
function prefixOf(namespace: string): string {
  return `{gongkai:${namespace}}`;
}

function lastEventOf({ redis, namespace }: BullQueueOptions, name: string): Promise<string> {
  return lastEntryOf(redis, `${prefixOf(namespace)}:${name}:events`);
}
