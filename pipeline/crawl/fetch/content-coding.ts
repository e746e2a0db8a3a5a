/**
 * Undoes the Content-Encoding of a body while it comes, within limits: a few kilobytes may unpack to any number of
 * gigabytes.
 */
import { pipeline } from 'node:stream';
import zlib from 'node:zlib';
import { BodyFault } from './body.js';
import type { FetchLimits } from './fetch-result.js';

/** Node 20 has no zstd. Servers are told what we take, yet some send what they like. */
const createZstd = (zlib as { createZstdDecompress?: () => zlib.BrotliDecompress }).createZstdDecompress;

/** For the request header Accept-Encoding. */
export const ACCEPTED_CODINGS = createZstd ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** Names registered with IANA that we cannot undo. A name that is not registered (`utf-8`, `none`) is a mistake, and the body is plain. */
const UNREADABLE = new Set(['aes128gcm', 'compress', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'x-compress', 'zstd']);

/** More than one is rare, more than this is an attack. */
const MOST_CODINGS = 3;

const MOST_OUTPUT_CHUNK_BYTES = 64 * 1024;

export type CodingLimits = Pick<FetchLimits, 'decompressedBytes' | 'decompressedRatio' | 'decompressedFreeBytes'>;

/**
 * The body as it was before the codings of `header` were laid on it. Throws a BodyFault: `too-large` (decompressed), or
 * `failed` with `encoding` (not in that coding, or none that we know) or `truncated` (ends too early). Also good for a
 * file that is itself compressed, such as a sitemap.xml.gz: `decode(bytes, 'gzip', limits)`.
 */
export async function* decode(
  content: AsyncIterable<Uint8Array>,
  header: string | undefined,
  limits: CodingLimits,
): AsyncGenerator<Uint8Array> {
  const codings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const known = codings.filter((name) => isCoding(name));
  if (known.length === 0) return yield* content;
  if (known.length > MOST_CODINGS) throw encodingFault(`${known.length} codings on each other`);
  let read = 0;
  let body: AsyncIterable<Uint8Array> = counted(content, (bytes) => {
    read += bytes;
  });
  // Laid on from left to right, so taken off from right to left. Each layer is limited: a bomb may be packed twice.
  for (const coding of known.reverse()) body = limited(undo(body, coding), limits, () => read);
  yield* body;
}

function isCoding(name: string): boolean {
  return ['gzip', 'x-gzip', 'deflate', 'br'].includes(name) || UNREADABLE.has(name);
}

async function* counted(content: AsyncIterable<Uint8Array>, count: (bytes: number) => void) {
  for await (const chunk of content) {
    count(chunk.length);
    yield chunk;
  }
}

async function* limited(content: AsyncIterable<Uint8Array>, limits: CodingLimits, read: () => number) {
  let written = 0;
  for await (const chunk of content) {
    written += chunk.length;
    const byRatio = Math.max(limits.decompressedFreeBytes, read() * limits.decompressedRatio);
    const limit = Math.min(limits.decompressedBytes, byRatio);
    if (written > limit) throw new BodyFault({ outcome: 'too-large', reason: 'decompressed', limit });
    yield chunk;
  }
}

async function* undo(content: AsyncIterable<Uint8Array>, coding: string): AsyncGenerator<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  let first = await iterator.next();
  while (!first.done && first.value.length === 0) first = await iterator.next();
  if (first.done) return; // nothing at all: some servers compress neither an empty body nor its header away
  const start = first.value;
  const stream = unpacker(coding, start[0]!);
  async function* whole() {
    try {
      yield start;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  // Errors of either side come out of the loop below; when it is left early, both sides end.
  pipeline(whole(), stream, () => {});
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw error instanceof BodyFault ? error : asFault(error as NodeJS.ErrnoException, coding);
  }
}

function unpacker(coding: string, firstByte: number) {
  const options = { chunkSize: MOST_OUTPUT_CHUNK_BYTES };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(options);
    case 'deflate':
      // RFC 9110 means the zlib format; old IIS sends the bare one. The zlib format begins with a byte that ends in 8.
      return (firstByte & 0x0f) === 8 ? zlib.createInflate(options) : zlib.createInflateRaw(options);
    case 'br':
      return zlib.createBrotliDecompress(options);
    case 'zstd':
      if (createZstd) return createZstd();
  }
  throw encodingFault(`Content-Encoding ${coding} was not asked for`);
}

/** An error of the unpacker; one of the disk or of the program goes on as it is. */
function asFault(error: NodeJS.ErrnoException, coding: string): Error {
  const code = error.code ?? '';
  if (code === 'Z_BUF_ERROR')
    return new BodyFault({ outcome: 'failed', reason: 'truncated', detail: `${coding} ends early` });
  if (/^(Z_|ERR__|ERR_BROTLI|ERR_ZSTD|ZSTD_)/.test(code)) return encodingFault(`not ${coding}: ${code}`);
  return error;
}

function encodingFault(detail: string): BodyFault {
  return new BodyFault({ outcome: 'failed', reason: 'encoding', detail });
}
