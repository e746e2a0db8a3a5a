/** The parts of an OOXML package, inflated within limits. */
import { DamagedError, readZip, TooLargeError, type ZipEntry } from '../container/zip.js';
import { Refused } from './refused.js';

/** Uncompressed bytes of one part. A report of 1000 pages has about 30 MB of XML; bombs have 100 MB in a 300 kB file. */
const PART_BYTES = 64 * 2 ** 20;

export interface Package {
  names: ReadonlySet<string>;
  /** The bytes of a part; null where it does not exist. Refuses what is too large, by what it says and by what it is. */
  read(name: string): Promise<Uint8Array | null>;
}

/** Opens a package. Only the parts that are asked for are inflated. */
export async function openPackage(bytes: Uint8Array): Promise<Package> {
  const entries = new Map<string, ZipEntry>();
  for (const entry of await readZip(bytes).catch(refuse('the package'))) {
    // Names of parts are ASCII; some producers write backslashes or a leading slash.
    const name = new TextDecoder().decode(entry.name).replaceAll('\\', '/').replace(/^\//, '');
    if (!entries.has(name)) entries.set(name, entry);
  }
  const read = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) return null;
    if (entry.encrypted) throw new Refused('document/encrypted', `${name} is encrypted`);
    return entry.read(PART_BYTES).catch(refuse(name));
  };
  return { names: new Set(entries.keys()), read };
}

/** What the container says of its damage, as a reason to give up. */
function refuse(what: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof TooLargeError)
      throw new Refused('failed/too-large', `${what}: ${error.message}, more than ${PART_BYTES}`);
    if (error instanceof DamagedError) throw new Refused('failed/broken', `${what}: ${error.message}`);
    throw error;
  };
}
