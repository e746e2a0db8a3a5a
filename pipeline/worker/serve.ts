/** The worker's side: reads one document after the other and answers. It writes nothing but its answers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { Origin } from '../process.js';
import type { Reply, Task } from './protocol.js';
import { unpackMembers } from './unpack.js';

/** How a document is to be read, besides its bytes. */
export interface ReadingContext {
  ocr: string;
  /** To be called before each page that OCR reads. */
  onOcrPage: (page: number) => void;
  office: string;
  password: string | undefined;
  contentType: string | undefined;
  stitch: boolean | undefined;
  /** To be given the document's passages, where they are wanted. */
  onText: ((passages: object) => void) | undefined;
}

/** What it gives goes to the parent as a line of JSON: the record, or whatever else a script makes of a document. */
export type Processor = (bytes: Uint8Array, origin: Origin, context: ReadingContext) => object | Promise<object>;

/**
 * Makes this process a worker. `prepare` loads what all documents need, once.
 * Only for the entry script of a process that `WorkerProcess` started.
 */
export async function serve(prepare: () => Processor | Promise<Processor>): Promise<void> {
  // Ctrl-C reaches the whole process group; the parent decides what happens to the document at hand.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit());
  new Worker(new URL('./watchdog.js', import.meta.url), { workerData: process.ppid }).unref();

  let processor: Processor;
  try {
    processor = await prepare();
  } catch (error) {
    answer({ type: 'unusable', message: (error as Error).message });
    return;
  }
  process.on('message', async (task: Task) => answer(await read(task, processor)));
  answer({ type: 'ready' });
}

function answer(reply: Reply): void {
  process.send?.(reply, undefined, undefined, () => {}); // a parent that is gone needs no answer
}

async function read(task: Task, processor: Processor): Promise<Reply> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(task.file);
  } catch (error) {
    return { type: 'unreadable', message: (error as Error).message };
  }
  if (createHash('sha256').update(bytes).digest('hex') !== task.sha256) {
    return { type: 'unreadable', message: 'the bytes are not those that were hashed before' };
  }
  if (task.membersInto !== undefined) return unpackMembers(bytes, task.membersInto);
  try {
    const { ocr = 'off', office = 'off', password, contentType, stitch } = task;
    const onOcrPage = (page: number) => answer({ type: 'ocr-page', page });
    let text: Uint8Array | null = null;
    const keepText = (passages: object) => {
      const json = Buffer.from(JSON.stringify(passages));
      // The text of a table of a million cells is no reason to lose what was read of it.
      text = json.length <= task.outputBytes ? gzipSync(json) : null;
    };
    const onText = task.wantsText ? keepText : undefined;
    const context = { ocr, office, password, contentType, stitch, onOcrPage, onText };
    const { source, sha256, siteRegion } = task;
    const record = await processor(bytes, { source, sha256, siteRegion }, context);
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    if (line.length > task.outputBytes) return { type: 'output-too-large', bytes: line.length };
    return { type: 'record', line, text };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // V8 reports both of these limits as a RangeError with this text, whoever hits them.
    if (/^Invalid string length/.test(error.message)) return { type: 'output-too-large', bytes: null };
    if (/allocation failed/i.test(error.message)) return { type: 'out-of-memory' };
    return { type: 'internal-error', message: `${error.name}: ${error.message}`, stack: error.stack ?? '' };
  }
}
