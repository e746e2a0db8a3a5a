/** Adds corrections one by one to those of a data folder, each on the disk before its writer is told so. */
import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../archive/durable-file.js';
import { csvLine } from '../csv.js';
import { CORRECTION_COLUMNS, type Correction, correctionsFolder } from './file.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** What is written of a correction. */
export type WrittenCorrection = Pick<Correction, (typeof CORRECTION_COLUMNS)[number]>;

/**
 * One writer of corrections. Its file is its own, one a day, so that any number of them, and of people with spreadsheets,
 * work in one folder; where somebody else has changed it, the writer begins another one.
 */
export class CorrectionWriter {
  #file: { day: string; name: string; bytes: number } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** `prefix`: what the names of its files begin with. */
  constructor(
    private readonly data: string,
    private readonly prefix: string,
  ) {}

  /** Appends a row; resolves with the name of its file when it is on the disk. One after the other, in the order of calls. */
  append(correction: WrittenCorrection): Promise<string> {
    const written = this.#last.then(() => this.#write(correction));
    this.#last = written.catch(() => {});
    return written;
  }

  async #write(correction: WrittenCorrection): Promise<string> {
    const folder = correctionsFolder(this.data);
    await mkdir(folder, { recursive: true });
    const day = correction.when.slice(0, 10);
    const row = csvLine(CORRECTION_COLUMNS.map((name) => correction[name] || null));
    const known = this.#file?.day === day ? this.#file : null;
    if (known && (await this.#extend(join(folder, known.name), known.bytes, row))) {
      known.bytes += Buffer.byteLength(row);
      return known.name;
    }
    const name = `${this.prefix}-${day}-${randomBytes(3).toString('hex')}.csv`;
    const text = BYTE_ORDER_MARK + csvLine([...CORRECTION_COLUMNS]) + row;
    const file = await open(join(folder, name), 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncDirectory(folder);
    this.#file = { day, name, bytes: Buffer.byteLength(text) };
    return name;
  }

  /** False where the file is not as this writer left it. */
  async #extend(path: string, bytes: number, row: string): Promise<boolean> {
    const file = await open(path, 'r+').catch(() => null);
    if (!file) return false;
    try {
      if ((await file.stat()).size !== bytes) return false;
      const { bytesWritten } = await file.write(Buffer.from(row), 0, null, bytes);
      if (bytesWritten < Buffer.byteLength(row)) throw new Error(`${path}: the disk took only part of a row`);
      await file.sync();
      return true;
    } finally {
      await file.close();
    }
  }
}
