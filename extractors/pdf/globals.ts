/**
 * The globals that pdf.js works with and would leave behind, set right for the whole process. Together they cost a third
 * of the time of reading a PDF, and are no part of what is read:
 *
 * - Its legacy build takes `Array.prototype.push` for broken before V8 12.2 (Node 20; a corner of arrays whose length is
 *   read-only) and puts core-js's, in JavaScript, in its place.
 * - It inflates through `DecompressionStream`, which in Node goes through a thread for each 16 kB.
 */
import { inflateRawSync, inflateSync } from 'node:zlib';

const { push } = Array.prototype;
const { DecompressionStream } = globalThis;

/** To be called when pdf.js and its worker are loaded. This file is to be imported before them. */
export function setGlobalsRight(): void {
  Object.assign(Array.prototype, { push });
  Object.assign(globalThis, { DecompressionStream: InflateAtOnce });
}

const INFLATE: Record<string, typeof inflateSync> = { deflate: inflateSync, 'deflate-raw': inflateRawSync };

/** A DecompressionStream that gives all of it in one piece, when it has all of it. */
class InflateAtOnce {
  constructor(format: ConstructorParameters<typeof DecompressionStream>[0]) {
    const inflate = INFLATE[format];
    // biome-ignore lint/correctness/noConstructorReturn: as a constructor it is called, and a stream is expected of it
    if (!inflate) return new DecompressionStream(format);
    const parts: Uint8Array[] = [];
    // biome-ignore lint/correctness/noConstructorReturn: as above
    return new TransformStream<Uint8Array, Uint8Array>({
      transform: (part) => void parts.push(part),
      flush: (controller) => controller.enqueue(inflate(Buffer.concat(parts))),
    });
  }
}
