/**
 * pdf.js tells what it skipped (a broken stream, a font without data) only through console.warn, and not at all when it
 * is told to be quiet. While a document is open its warnings are collected instead of printed.
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
}
