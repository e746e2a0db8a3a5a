/** What a data folder has come to: its records, its dataset, and the documents that were read twice in vain. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function filesIn(folder, wanted) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths
    .map((path) => relative(folder, path))
    .filter(wanted)
    .sort();
}

/** The hash of each file by its path: records, and what of the dataset must be the same byte for byte. */
export function stateOf(data) {
  const published = (path) => /^records\/.*\.json$|^dataset\/(?:parquet|csv|csv-excel)\//.test(path);
  return new Map(filesIn(data, published).map((path) => [path, sha256(readFileSync(join(data, path)))]));
}

/** The paths in which two states differ, with how. */
export function differences(before, after) {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const how = (path) => (!after.has(path) ? 'missing' : !before.has(path) ? 'too many' : 'different');
  return paths.filter((path) => before.get(path) !== after.get(path)).map((path) => `${how(path)}: ${path}`);
}

/** Watches the records of a folder from kill to kill: one that is written anew with the same bytes was read in vain. */
export class RecordWatch {
  #seen = new Map();
  inVain = 0;

  constructor(data) {
    this.folder = join(data, 'records');
  }

  look() {
    let paths = [];
    try {
      paths = filesIn(this.folder, (path) => path.endsWith('.json'));
    } catch {
      return; // not made yet
    }
    for (const path of paths) {
      const { ino, mtimeNs } = statSync(join(this.folder, path), { bigint: true });
      const now = { written: `${ino} ${mtimeNs}`, hash: sha256(readFileSync(join(this.folder, path))) };
      const before = this.#seen.get(path);
      if (before && before.written !== now.written && before.hash === now.hash) this.inVain += 1;
      this.#seen.set(path, now);
    }
  }
}
