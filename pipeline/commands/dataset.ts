/** What `build` and `run` have in common: from the records of a data folder to its dataset. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { DataFolder } from '../data-folder.js';
import type { BuildOptions } from '../dataset/build.js';
import { addToTally, emptyTally, type Tally } from '../records/tally.js';
import type { Context } from './command.js';

export interface Built {
  /** What the records in the dataset come to. */
  tally: Tally;
  /** Rows of each table. */
  counts: Record<string, number>;
}

/** Builds the dataset from all records of this version. Throws the signal's reason when interrupted; the old dataset stays. */
export async function buildFrom(
  data: DataFolder,
  { log, signal }: Pick<Context, 'log' | 'signal'>,
  { accept }: Pick<BuildOptions, 'accept'> = {},
): Promise<Built> {
  const tally = emptyTally();
  const unread = await data.unread();
  const renamed = unread.filter((document) => document.renamed).length;
  if (unread.length > renamed) {
    const missing = unread.length - renamed;
    log.warning(
      `${missing} archived documents are missing from the dataset: 'gongkai run' reads them with this version`,
    );
  }
  if (renamed > 0) {
    log.warning(
      `${renamed} documents have another source by now than they were read under: 'gongkai run' reads them again`,
    );
  }
  const provenance = await data.provenance();
  async function* records(): AsyncGenerator<GongkaiRecord> {
    for await (const record of data.records.all()) {
      signal.throwIfAborted();
      addToTally(tally, record);
      yield record;
    }
  }
  // Only here: loading DuckDB takes longer than a small extract.
  const { buildDataset } = await import('../dataset/build.js');
  try {
    const { counts } = await buildDataset({
      records: records(),
      placesOf: (sha256) => provenance.places(sha256),
      directory: data.dataset,
      version: data.records.version,
      ...(accept ? { accept } : {}),
      onProgress: ({ stage, documents }) =>
        log.status(stage === 'records' ? `building: ${documents} records` : 'building: writing files'),
    });
    return { tally, counts };
  } finally {
    log.status(null);
  }
}

/** Names and values in two columns. */
export function columns(rows: readonly (readonly [name: string, value: string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}
