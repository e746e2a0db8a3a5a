/** The parts of an OOXML package, inflated within limits. */
import { type Entry, fromBufferPromise } from 'yauzl';
import { Refused } from './refused.js';

/** Uncompressed bytes of one part. A report of 1000 pages has about 30 MB of XML; bombs have 100 MB in a 300 kB file. */
const PART_BYTES = 64 * 2 ** 20;
const MOST_ENTRIES = 5000;

export interface Package {
  names: ReadonlySet<string>;
  /** The bytes of a part; null where it does not exist. Refuses what is too large, by what it says and by what it is. */
  read(name: string): Promise<Uint8Array | null>;
}

/** Opens a package. Only the parts that are asked for are inflated. */
export async function openPackage(bytes: Uint8Array): Promise<Package> {
  const entries = new Map<string, Entry>();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await orBroken(fromBufferPromise(buffer, { decodeStrings: false }));
  if (zip.entryCount > MOST_ENTRIES) throw new Refused('failed/too-large', `the package has ${zip.entryCount} entries`);
  await orBroken(
    (async () => {
      for await (const entry of zip.eachEntry()) {
        // decodeStrings is off: a hostile name (`../`) would else refuse the parts beside it. Names of parts are ASCII.
        const name = entry.fileNameRaw.toString('utf8').replaceAll('\\', '/').replace(/^\//, '');
        if (!entries.has(name)) entries.set(name, entry);
      }
    })(),
  );
  const read = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) return null;
    if (entry.isEncrypted()) throw new Refused('document/encrypted', `${name} is encrypted`);
    const tooLarge = (size: number) =>
      new Refused('failed/too-large', `${name} has ${size} bytes uncompressed, more than ${PART_BYTES}`);
    if (entry.uncompressedSize > PART_BYTES) throw tooLarge(entry.uncompressedSize);
    const stream = await orBroken(zip.openReadStreamPromise(entry));
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of stream) {
        size += (chunk as Buffer).length;
        if (size > PART_BYTES) throw tooLarge(size);
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      throw error instanceof Refused ? error : new Refused('failed/broken', `${name}: ${String(error)}`);
    }
    return Buffer.concat(chunks);
  };
  return { names: new Set(entries.keys()), read };
}

async function orBroken<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('failed/broken', `not a readable package: ${String(error)}`);
  }
}
