/** The stream in which BullMQ tells, by way of Redis, what becomes of the jobs of a queue; to every process, in one order. */
import type { EventEmitter } from 'node:events';
import type { OpenRedis } from './redis.js';

/** What the stream tells of a job. */
export interface StreamEntry {
  /** `milliseconds-sequence` */
  eventId: string;
  type: string;
  jobId?: string;
  failedReason?: string;
  returnvalue?: unknown;
}

type Emit = (type: string, ...details: unknown[]) => boolean;

/**
 * Tells of every entry of a queue's event stream, of whatever type: only so is known which was the last one. `events` is
 * BullMQ's QueueEvents.
 */
export function hearAll(events: EventEmitter, onEntry: (entry: StreamEntry) => void): void {
  const emit = events.emit.bind(events) as Emit;
  (events as { emit: Emit }).emit = (type, ...details) => {
    const eventId = details.at(-1);
    // BullMQ emits each entry once by its type, then again with the job's id behind a colon.
    const isEntry = typeof eventId === 'string' && /^\d+-\d+$/.test(eventId) && !type.includes(':');
    if (isEntry) onEntry({ ...(details.length > 1 ? (details[0] as object) : {}), type, eventId });
    return emit(type, ...details);
  };
}

/** The id of the last entry of a stream; one before all others where there is none. */
export async function lastEntryOf(redis: OpenRedis, stream: string): Promise<string> {
  const [last] = await redis.client.xrevrange(stream, '+', '-', 'COUNT', 1);
  return last?.[0] ?? '0-0';
}

/** Whether an entry came before another. */
export function isBefore(a: string, b: string): boolean {
  const [aTime = 0, aSequence = 0] = a.split('-').map(Number);
  const [bTime = 0, bSequence = 0] = b.split('-').map(Number);
  return aTime === bTime ? aSequence < bSequence : aTime < bTime;
}
