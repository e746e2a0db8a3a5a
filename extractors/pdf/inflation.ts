/**
 * Streams that inflate to hundreds of megabytes from almost nothing. pdf.js inflates a stream whole, so such streams are
 * emptied in the bytes before it sees them; a page made of one then says so itself, and all other pages can be read.
 */
import { deflateSync, inflateSync } from 'node:zlib';

/** The marked content that stands in place of a content stream that was emptied. */
export const MARK_OF_REMOVED_STREAM = 'GongkaiStreamTooLarge';

/** Compressed bytes that are inflated to see whether a stream is suspect. */
const SAMPLE_BYTES = 16 * 1024;
/** The most that deflate can do, each time. */
const MOST_RATIO = 1032;
/** A stream that inflates by less than this in its beginning is no bomb: page contents do 3–20, white pictures some 100. */
const SUSPECT_RATIO = 60;

/** Empties every deflated stream that would grow beyond `mostBytes`, in place. Returns how many there were. */
export function emptyHugeStreams(bytes: Uint8Array, mostBytes: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let emptied = 0;
  for (let at = buffer.indexOf('stream'); at !== -1; at = buffer.indexOf('stream', at + 6)) {
    if (buffer.toString('latin1', at - 3, at) === 'end') continue;
    let start = at + 6;
    if (buffer[start] === 13) start++;
    if (buffer[start] === 10) start++;
    // zlib's first byte: deflate with any window
    if (((buffer[start] ?? 0) & 0x0f) !== 8) continue;
    const end = endOfStream(buffer, start);
    const stream = buffer.subarray(start, end);
    const filters = filtersBefore(buffer, at);
    if (stream.length * MOST_RATIO ** filters > mostBytes && isHuge(stream, filters, mostBytes)) {
      replaceByMark(stream);
      emptied++;
    }
    at = end;
  }
  return emptied;
}

function endOfStream(buffer: Buffer, start: number): number {
  const end = buffer.indexOf('endstream', start);
  return end === -1 ? buffer.length : end;
}

/** How many times the stream is deflated, one over the other. */
function filtersBefore(buffer: Buffer, at: number): number {
  const dictionary = buffer.toString('latin1', Math.max(0, at - 400), at);
  const own = dictionary.slice(dictionary.lastIndexOf(' obj'));
  return Math.max(1, (own.match(/\/(FlateDecode|Fl)\b/g) ?? []).length);
}

function isHuge(stream: Buffer, filters: number, mostBytes: number): boolean {
  const sample = inflate(stream.subarray(0, SAMPLE_BYTES), SAMPLE_BYTES * SUSPECT_RATIO);
  if (sample !== 'too much' && filters < 2) return false;
  let data: Buffer = stream;
  for (let i = 0; i < filters; i++) {
    const inflated = inflate(data, mostBytes);
    if (inflated === 'too much') return true;
    if (!inflated) return false;
    data = inflated;
  }
  return false;
}

function inflate(data: Buffer, mostBytes: number): Buffer | 'too much' | null {
  try {
    // SYNC_FLUSH: a sample, or a truncated stream, ends without its last block
    return inflateSync(data, { maxOutputLength: mostBytes, finishFlush: 2 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too much' : null;
  }
}

/** Same length, so that no offset in the file changes. */
function replaceByMark(stream: Buffer): void {
  const content = Buffer.from(`/${MARK_OF_REMOVED_STREAM} BMC EMC\n`);
  const deflated = deflateSync(content);
  stream.fill(0);
  deflated.copy(stream);
}
