/** What `extract` and `run` have in common: finding the files, and reading them into a data folder. */
import type { OcrEngine } from '../../extractors/pdf/scan/ocr.js';
import type { Known } from '../archive/log.js';
import { announce } from '../archive/presence.js';
import { DataFolder } from '../data-folder.js';
import { extractDocuments } from '../extraction/documents.js';
import type { Outcome } from '../extraction/outcome.js';
import { explain, type FoundFile, findDocuments } from '../intake/find.js';
import type { Log } from '../log.js';
import { findEngine, type OcrChoice } from '../ocr/engine.js';
import { findOffice } from '../office/soffice.js';
import { EmbeddedQueue } from '../queue/embedded.js';
import { DocumentReader } from '../worker/reader.js';
import { CannotWorkError, type Context } from './command.js';
import { limitsOf, type ReadingOptions } from './options.js';

/** How many extensions of skipped files are named. */
const KINDS_SHOWN = 10;

/** The documents that paths stand for, and whether every path led to some. What did not is told on the way. */
export async function lookFor(paths: string[], dataFolder: string, log: Log) {
  const { files, skipped, problems } = await findDocuments(paths, dataFolder);
  for (const { source, message } of problems) log.error(message, { source });
  const count = [...skipped.values()].reduce((sum, n) => sum + n, 0);
  if (count > 0) {
    const kinds = [...skipped.keys()].sort().map((extension) => (extension ? `.${extension}` : 'no extension'));
    const shown = [...kinds.slice(0, KINDS_SHOWN), ...(kinds.length > KINDS_SHOWN ? ['…'] : [])].join(' ');
    log.info(`skipped ${count} files in folders that are not documents by their names (${shown})`);
  }
  return { files, complete: problems.length === 0 };
}

/** The engine of `--ocr`; null where none is wanted, or none is installed and none was named. */
export async function chosenEngine(choice: OcrChoice): Promise<OcrEngine | null> {
  const engine = await findEngine(choice);
  if (!('missing' in engine)) return engine;
  if (engine.missing !== null && choice !== 'auto') throw new CannotWorkError(`--ocr ${choice}: ${engine.missing}`);
  return null;
}

export async function withReader<T>(
  options: ReadingOptions,
  log: Log,
  use: (reader: DocumentReader) => Promise<T>,
): Promise<T> {
  const engine = await chosenEngine(options.ocr);
  const ocr = { choice: options.ocr, engine: engine?.name ?? null };
  const program = await findOffice(options.office);
  if (!program && options.office !== 'auto' && options.office !== 'off')
    throw new CannotWorkError(`--office ${options.office}: no LibreOffice is there`);
  const office = { choice: options.office, program: program?.name ?? null };
  const { password, stitch } = options;
  const reader = new DocumentReader(limitsOf(options), log, undefined, ocr, { password, stitch }, office);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

/** Opens the data folder for writing, or says in plain words why that is not possible. */
export async function withDataFolder<T>(path: string, use: (data: DataFolder) => Promise<T>): Promise<T> {
  const data = await DataFolder.open(path).catch((error) => {
    throw new CannotWorkError(`the data folder ${path} cannot be used: ${explain(error)}`, { cause: error });
  });
  try {
    return await use(data);
  } finally {
    await data.close();
  }
}

export async function readInto(
  data: DataFolder,
  work: { files: FoundFile[]; unread: Known[] },
  options: ReadingOptions,
  { log, signal }: Context,
): Promise<Outcome> {
  const { concurrency } = options;
  const presence = await announce(data.path, 'read');
  try {
    return await withReader(options, log, (reader) =>
      extractDocuments(work.files, work.unread, data, { reader, queue: new EmbeddedQueue(), concurrency, log, signal }),
    );
  } finally {
    await presence.release();
  }
}
