/** From files to record lines in the order of the files, with nothing written to disk. */
import { rm } from 'node:fs/promises';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { digestFile } from '../archive/archive.js';
import type { FoundFile } from '../intake/find.js';
import { Unpacker } from '../intake/unpack.js';
import type { JobContext, JobEvent } from '../queue/port.js';
import type { ExtractionTools } from './documents.js';
import { drive, isHopeless } from './drive.js';
import { OrderedLines } from './ordered-lines.js';
import { Outcome } from './outcome.js';

/** How many lines, for each document in work, may wait for a slow one before them. */
const WAITING_LINES = 16;

/** A file, by its place in the order of the lines. */
export interface LineJob {
  index: number;
}

/**
 * Reads the files and writes one record a line. A file that cannot be had has no line; an archive has the lines of its
 * members, after its own if it has one. Throws where `drive` does.
 */
export async function extractLines(
  files: readonly FoundFile[],
  write: (line: string) => Promise<void>,
  { reader, queue, concurrency, log, signal }: ExtractionTools<LineJob>,
): Promise<Outcome> {
  const outcome = new Outcome(log, files.length);
  /** The files in the order of their lines: those given, and those in archives in their place. */
  const queued: FoundFile[] = [];
  const unpacker = new Unpacker(reader);
  let stopAll: (error: unknown) => void = () => {};
  const lines = new OrderedLines(write, concurrency * WAITING_LINES, (error) => stopAll(error));

  const handler = async ({ index }: LineJob, context: JobContext) => {
    const { path, source, temporary } = queued[index]!;
    const digest = await digestFile(path, context.signal);
    const line = await reader.read({ file: path, source, ...digest }, context);
    lines.put(index, line);
    if (temporary) await rm(path, { force: true });
    outcome.add(JSON.parse(line) as GongkaiRecord, source);
  };
  const onEvent = (event: JobEvent<LineJob>) => {
    if (event.type !== 'failed') return;
    lines.put(event.job.index, null);
    outcome.fail(queued[event.job.index]!.source, event.error);
  };
  const feed = async (stopped: AbortSignal, stop: (error: unknown) => void) => {
    stopAll = stop;
    for (const file of files) {
      const contents = await contentsOf(file, stopped);
      if (contents?.line) {
        lines.put(queued.push(file) - 1, contents.line);
        outcome.add(JSON.parse(contents.line) as GongkaiRecord, file.source);
      }
      for (const each of contents?.files ?? [file]) {
        const index = queued.push(each) - 1;
        await lines.room(index, stopped);
        await queue.add(String(index), { index });
      }
    }
  };
  const contentsOf = async (file: FoundFile, stopped: AbortSignal) => {
    try {
      const contents = await unpacker.unpack(file, () => digestFile(file.path, stopped), stopped);
      if (contents) outcome.addArchive(contents.files.length + (contents.line ? 1 : 0));
      return contents;
    } catch (error) {
      stopped.throwIfAborted();
      if (isHopeless(error)) throw error;
      return null; // what is wrong with the file is told when it is read
    }
  };

  try {
    await drive({ queue, handler, concurrency, signal, feed, onEvent });
  } finally {
    await lines.written();
    await unpacker.close();
    outcome.end();
  }
  return outcome;
}
