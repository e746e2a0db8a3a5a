/** From files to records in the data folder: archive, queue, read, keep. */
import type { Known } from '../archive/log.js';
import { type DataFolder, isOutdated } from '../data-folder.js';
import type { FoundFile } from '../intake/find.js';
import type { Log } from '../log.js';
import type { Handler, JobEvent, JobQueue } from '../queue/port.js';
import type { DocumentReader } from '../worker/reader.js';
import { drive } from './drive.js';
import { type DocumentJob, Intake } from './intake.js';
import { Outcome } from './outcome.js';

/**
 * What every process that works on a data folder does with a document job, whatever queue it comes from. It may run
 * twice, here and elsewhere: all runs write the same bytes.
 */
export function documentHandler(data: DataFolder, reader: DocumentReader): Handler<DocumentJob> {
  return async (job, context) => {
    const existing = await data.records.get(job.sha256);
    if (existing && reader.isSettled(existing) && !(job.renamed && isOutdated(existing, job))) return;
    const { line, text } = await reader.readWithText({ ...job, file: data.archive.pathOf(job.sha256) }, context);
    // The record last: where it is, nothing is still to do.
    if (text !== null) await data.texts.put(job.sha256, text);
    await data.records.put(job.sha256, line);
  };
}

export interface ExtractionTools<Job> {
  reader: DocumentReader;
  queue: JobQueue<Job>;
  concurrency: number;
  log: Log;
  /** Aborted at an interrupt: no more is begun. */
  signal: AbortSignal;
}

/** Archives the files, then reads them and what earlier runs left `unread`. Throws where `drive` does. */
export async function extractDocuments(
  files: readonly FoundFile[],
  unread: readonly Known[],
  data: DataFolder,
  { reader, queue, concurrency, log, signal }: ExtractionTools<DocumentJob>,
): Promise<Outcome> {
  const outcome = new Outcome(log, files.length + unread.length);
  const counted: Promise<void>[] = [];
  const count = async (sha256: string, source: string) => {
    const record = await data.records.get(sha256);
    if (record) outcome.add(record, source);
    else outcome.fail(source, new Error('its record has vanished'));
  };
  const intake = new Intake(data, reader, (job) => queue.add(job.sha256, job), {
    repeated: () => outcome.addRepeated(),
    archive: (members) => outcome.addArchive(members),
    settled: count,
    failed: (source, error) => outcome.fail(source, error),
  });
  const onEvent = (event: JobEvent<DocumentJob>) => {
    const { sha256, source } = event.job;
    if (event.type === 'completed') counted.push(count(sha256, source));
    if (event.type === 'failed') outcome.fail(source, event.error);
  };
  const feed = async (stopped: AbortSignal) => {
    for (const file of files) await intake.take(file, stopped);
    for (const document of unread) await intake.submit(document, stopped);
  };

  try {
    await drive({ queue, handler: documentHandler(data, reader), concurrency, signal, feed, onEvent });
  } finally {
    await Promise.all(counted);
    await intake.close();
    outcome.end();
  }
  return outcome;
}
