/**
 * What outcomes say of facts, in a file beside the database: it joins and sorts small rows that name a place in the file,
 * so that no text goes through its memory.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Bytes of the length before each text. */
const HEADER = 4;
/** Most texts are shorter, and come with one reading. In bytes. */
const READ_AT_ONCE = 2048;
const BUFFERED = 1024 * 1024;

export class SideFile {
  readonly #file: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFERED);
  #buffered = 0;
  #written = 0;

  /** Makes the file, which must not exist. */
  constructor(path: string) {
    this.#file = openSync(path, 'wx+');
  }

  /** Keeps a value, as its JSON. Gives its place, which grows from call to call. */
  put(value: object): number {
    const text = Buffer.from(JSON.stringify(value));
    const place = this.#written + this.#buffered;
    const header = Buffer.allocUnsafe(HEADER);
    header.writeUInt32LE(text.length);
    for (const part of [header, text]) {
      if (this.#buffered + part.length > BUFFERED) this.#flush();
      if (part.length > BUFFERED) this.#write(part);
      else this.#buffered += part.copy(this.#buffer, this.#buffered);
    }
    return place;
  }

  /** The value at a place that `put` gave. */
  get<T>(place: number): T {
    this.#flush();
    const start = this.#read(READ_AT_ONCE, place);
    const length = start.readUInt32LE();
    const whole = HEADER + length <= start.length ? start : this.#read(HEADER + length, place);
    return JSON.parse(whole.toString('utf8', HEADER, HEADER + length)) as T;
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#buffered > 0) this.#write(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    this.#written += bytes.length;
  }

  #read(bytes: number, place: number): Buffer {
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, readSync(this.#file, buffer, 0, bytes, place));
  }
}
