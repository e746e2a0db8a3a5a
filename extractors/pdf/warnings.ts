/**
 * What pdf.js lets slip. It tells what it skipped (a broken stream, a font without data) only through console.warn, and not at all when it
 * is told to be quiet. While a document is open its warnings are collected instead of printed. And some of its promises
 * fail with nobody waiting for them (a broken entry of the object table), which would end the process.
 */

/** Enough to tell what is wrong; a broken file can give one warning an operator. */
const WARNINGS_KEPT = 50;
const PREFIX = 'Warning: ';

/** Messages, each once, in the order of their first appearance. */
export class WarningCollector {
  #messages = new Set<string>();

  add(message: string): void {
    if (this.#messages.size < WARNINGS_KEPT) this.#messages.add(message);
  }

  /** What came since the last call. */
  take(): string[] {
    const messages = [...this.#messages];
    this.#messages.clear();
    return messages;
  }
}

const listening = new Set<WarningCollector>();
let original: typeof console.warn | null = null;

/**
 * Collects from now until `stopCollecting`. Documents open at the same time all get every message, because pdf.js does
 * not tell which one it speaks of; in the pipeline each worker process reads one at a time.
 */
export function startCollecting(collector: WarningCollector): void {
  listening.add(collector);
  if (original) return;
  process.off('unhandledRejection', takeStray); // still there from the document before
  process.on('unhandledRejection', takeStray);
  original = console.warn;
  console.warn = (...parts: unknown[]) => {
    const [first] = parts;
    if (typeof first !== 'string' || !first.startsWith(PREFIX)) return original?.(...parts);
    for (const each of listening) each.add(first.slice(PREFIX.length));
  };
}

export function stopCollecting(collector: WarningCollector): void {
  listening.delete(collector);
  if (listening.size > 0 || !original) return;
  console.warn = original;
  original = null;
  // Rejections are told after the pending work is done.
  setImmediate(() => {
    if (!original) process.off('unhandledRejection', takeStray);
  });
}

/** A rejection of pdf.js's own is a warning; any other ends the process as it would without us. */
function takeStray(reason: unknown): void {
  const error = reason instanceof Error ? reason : null;
  if (!error || !(OWN_NAMES.test(error.name) || error.stack?.includes('pdfjs-dist'))) {
    if (process.listenerCount('unhandledRejection') > 1) return; // somebody else takes care
    throw reason;
  }
  for (const each of listening) each.add(`${error.name}: ${error.message}`);
}

/** Its exceptions: their stack is that of the file's loading, not of the throwing. */
const OWN_NAMES = /^(XRef(Entry|Parse)|ParserEOF|MissingData|Abort|InvalidPDF|UnknownError)Exception$|^FormatError$/;
