/** From files to records in the data folder: archive, queue, read, keep. */
import type { Known } from '../archive/log.js';
import type { DataFolder } from '../data-folder.js';
import type { FoundFile } from '../intake/find.js';
import { Unpacker } from '../intake/unpack.js';
import type { Log } from '../log.js';
import type { Handler, JobEvent, JobQueue } from '../queue/port.js';
import { type DocumentReader, tooLargeLine } from '../worker/reader.js';
import { drive, isHopeless } from './drive.js';
import { Outcome } from './outcome.js';

/** One document to read: its bytes are in the archive under their hash. */
export interface DocumentJob {
  sha256: string;
  /** What the document is named after. */
  source: string;
  bytes: number;
  /** The Content-Type header that it was fetched with. */
  contentType?: string | undefined;
}

/**
 * What every process that works on a data folder does with a document job, whatever queue it comes from. It may run
 * twice, here and elsewhere: all runs write the same bytes.
 */
export function documentHandler(data: DataFolder, reader: DocumentReader): Handler<DocumentJob> {
  return async (job, context) => {
    const existing = await data.records.get(job.sha256);
    if (existing && reader.isSettled(existing)) return;
    const line = await reader.read({ ...job, file: data.archive.pathOf(job.sha256) }, context);
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
  const seen = new Set<string>();
  const counted: Promise<void>[] = [];
  const unpacker = new Unpacker(reader);

  const count = async (sha256: string, source: string) => {
    const record = await data.records.get(sha256);
    if (record) outcome.add(record, source);
    else outcome.fail(source, new Error('its record has vanished'));
  };
  const onEvent = (event: JobEvent<DocumentJob>) => {
    const { sha256, source } = event.job;
    if (event.type === 'completed') counted.push(count(sha256, source));
    if (event.type === 'failed') outcome.fail(source, event.error);
  };
  /** Does the work for one source; what goes wrong there costs no other, unless it would go wrong there as well. */
  const attempt = async (source: string, stopped: AbortSignal, work: () => Promise<void>) => {
    stopped.throwIfAborted();
    try {
      await work();
    } catch (error) {
      stopped.throwIfAborted();
      if (isHopeless(error)) throw error;
      outcome.fail(source, error);
    }
  };
  /** Takes a file into the archive and hands it on. */
  const take = (file: FoundFile, stopped: AbortSignal, parent?: string) =>
    attempt(file.source, stopped, async () =>
      submit(await data.take(file, reader.limits.inputBytes, stopped, parent), stopped),
    );
  /** Hands a document on, once. One that was too large for the archive has its record at once. */
  const submit = async (document: Known, stopped: AbortSignal): Promise<void> => {
    const { sha256, source, bytes, archived, limit } = document;
    if (seen.has(sha256)) return outcome.addRepeated();
    seen.add(sha256);
    if (!archived) {
      await data.records.put(sha256, tooLargeLine(document, bytes, limit));
      return count(sha256, source);
    }
    const path = data.archive.pathOf(sha256);
    const contents = await unpacker.unpack({ path, source }, async () => ({ sha256, bytes }), stopped);
    if (!contents) {
      await queue.add(sha256, { sha256, source, bytes });
      return;
    }
    outcome.addArchive(contents.files.length + (contents.line ? 1 : 0));
    for (const member of contents.files) await take(member, stopped, sha256);
    await contents.remove();
    // Last: a run that was killed before leaves the archive unread, and the next one unpacks it again.
    if (!contents.line) return document.unpacked ? undefined : data.noteUnpacked(document);
    await data.records.put(sha256, contents.line);
    await count(sha256, source);
  };
  const feed = async (stopped: AbortSignal) => {
    for (const file of files) await take(file, stopped);
    for (const document of unread) await attempt(document.source, stopped, () => submit(document, stopped));
  };

  try {
    await drive({ queue, handler: documentHandler(data, reader), concurrency, signal, feed, onEvent });
  } finally {
    await Promise.all(counted);
    await unpacker.close();
    outcome.end();
  }
  return outcome;
}
