/**
 * Files that were cut off. pdf.js finds objects again without their table, but not without a trailer, and neither the
 * objects inside of object streams; both stand at the end of a file, so half a download would be nothing. What is there
 * is put together anew: object streams unpacked, and a page tree made of all pages found, in the order of the file.
 */
import { inflateSync } from 'node:zlib';

/** Objects unpacked from streams, at most: bytes. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/** The file with what it takes to open it appended; null where no page can be found in it. */
export function rescue(bytes: Uint8Array): Uint8Array | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source = buffer.toString('latin1');
  if (/\/Encrypt\b/.test(source)) return null; // without its keys nothing can be read
  const unpacked = unpackObjectStreams(buffer, source);
  const pages = [...pageNumbers(source), ...pageNumbers(unpacked)];
  if (pages.length === 0) return null;
  const free = highestNumber(source + unpacked) + 1;
  const [catalog, tree] = [free, free + 1];
  const kids = [...new Set(pages)].map((number) => `${number} 0 R`);
  // The trailer first: after a table of offsets that was cut off, pdf.js skips all up to the next trailer and startxref.
  const appended = `
trailer
<</Size ${free + 2}/Root ${catalog} 0 R>>
startxref
0
${unpacked}
${tree} 0 obj
<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>
endobj
${catalog} 0 obj
<</Type/Catalog/Pages ${tree} 0 R>>
endobj
%%EOF
`;
  return new Uint8Array(Buffer.concat([buffer, Buffer.from(appended, 'latin1')]));
}

/** Numbers of the objects that are pages. */
function pageNumbers(source: string): number[] {
  const numbers: number[] = [];
  for (const match of source.matchAll(/(?<=^|[\r\n ])(\d{1,10}) \d{1,5} obj\b/g)) {
    // As far as its dictionary can reach: to the next object, or the end of this one.
    const end = source.slice(match.index, match.index + 20_000).search(/endobj|\bstream\b/);
    const body = source.slice(match.index, end === -1 ? match.index + 20_000 : match.index + end);
    if (end !== -1 && /\/Type\s*\/Page(?![A-Za-z])/.test(body)) numbers.push(Number(match[1]));
  }
  return numbers;
}

function highestNumber(source: string): number {
  let highest = 0;
  for (const match of source.matchAll(/(\d{1,7}) \d{1,5} obj\b/g)) highest = Math.max(highest, Number(match[1]));
  return highest;
}

/** The objects of all object streams, written as plain ones. */
function unpackObjectStreams(buffer: Buffer, source: string): string {
  const objects: string[] = [];
  let size = 0;
  for (const match of source.matchAll(/\/Type\s*\/ObjStm\b/g)) {
    const start = source.lastIndexOf(' obj', match.index);
    const streamWord = source.indexOf('stream', match.index);
    if (start === -1 || streamWord === -1) continue;
    const dictionary = source.slice(start, streamWord);
    const count = Number(/\/N\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    const first = Number(/\/First\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    const data = contentOf(buffer, streamWord, MOST_UNPACKED - size);
    if (!data) continue;
    const heads = data.slice(0, first).trim().split(/\s+/).map(Number);
    for (let i = 0; i < count; i++) {
      const [number, offset, next] = [heads[2 * i], heads[2 * i + 1], heads[2 * i + 3]];
      if (number === undefined || offset === undefined) break;
      const body = data.slice(first + offset, next === undefined ? undefined : first + next);
      objects.push(`${number} 0 obj\n${body}\nendobj\n`);
      size += body.length;
    }
  }
  return objects.join('');
}

function contentOf(buffer: Buffer, streamWord: number, mostBytes: number): string | null {
  let start = streamWord + 'stream'.length;
  if (buffer[start] === 13) start++;
  if (buffer[start] === 10) start++;
  const end = buffer.indexOf('endstream', start);
  if (end === -1 || mostBytes <= 0) return null;
  try {
    // Z_SYNC_FLUSH: line breaks before `endstream`, or a stream without its last block
    return inflateSync(buffer.subarray(start, end), { maxOutputLength: mostBytes, finishFlush: 2 }).toString('latin1');
  } catch {
    return null;
  }
}
