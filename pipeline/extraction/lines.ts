/** From files to record lines in the order of the files, with nothing written to disk. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import { digestFile } from '../archive/archive.js';
import type { FoundFile } from '../intake/find.js';
import type { JobContext, JobEvent } from '../queue/port.js';
import type { ExtractionTools } from './documents.js';
import { drive } from './drive.js';
import { OrderedLines } from './ordered-lines.js';
import { Outcome } from './outcome.js';

/** How many lines, for each document in work, may wait for a slow one before them. */
const WAITING_LINES = 16;

/** A file, by its place in the order given. */
export interface LineJob {
  index: number;
}

/** Reads the files and writes one record a line. A file that cannot be had has no line. Throws where `drive` does. */
export async function extractLines(
  files: readonly FoundFile[],
  write: (line: string) => Promise<void>,
  { reader, queue, concurrency, log, signal }: ExtractionTools<LineJob>,
): Promise<Outcome> {
  const outcome = new Outcome(log, files.length);
  let stopAll: (error: unknown) => void = () => {};
  const lines = new OrderedLines(write, concurrency * WAITING_LINES, (error) => stopAll(error));

  const handler = async ({ index }: LineJob, context: JobContext) => {
    const { path, source } = files[index]!;
    const digest = await digestFile(path, context.signal);
    const line = await reader.read({ file: path, source, ...digest }, context);
    lines.put(index, line);
    outcome.add(JSON.parse(line) as GongkaiRecord, source);
  };
  const onEvent = (event: JobEvent<LineJob>) => {
    if (event.type !== 'failed') return;
    lines.put(event.job.index, null);
    outcome.fail(files[event.job.index]!.source, event.error);
  };
  const feed = async (stopped: AbortSignal, stop: (error: unknown) => void) => {
    stopAll = stop;
    for (const index of files.keys()) {
      await lines.room(index, stopped);
      await queue.add(String(index), { index });
    }
  };

  try {
    await drive({ queue, handler, concurrency, signal, feed, onEvent });
  } finally {
    await lines.written();
    outcome.end();
  }
  return outcome;
}
