/** `gongkai build`: records → dataset/. Derived and replaceable: the same records give the same bytes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { DocumentPlace } from '../archive/provenance.js';
import { CURRENT, type Standing } from '../archive/published.js';
import { withDerivedChecks } from '../checks/derived.js';
import { comparisonsTable } from '../compare/derived.js';
import { type FamilyChoices, NO_CHOICES } from '../compare/families-file.js';
import { Corrections } from '../corrections/corrections.js';
import { correctionsTable } from '../corrections/table.js';
import { boundHeapGrowth } from '../heap.js';
import { loadLexicon } from '../lexicon.js';
import { type IndexSources, writeIndex } from '../search/write-index.js';
import { codebook } from './codebook.js';
import { croissant } from './croissant.js';
import { type DatasetFile, dataPackage } from './data-package.js';
import { replaceDirectory, SEAL, synchronize } from './directory.js';
import { openDatabase } from './duckdb.js';
import { writeFiles } from './files.js';
import { loadTables } from './load.js';
import type { Publication } from './publication.js';
import { sourcesTable } from './sources.js';
import type { Versions } from './standing.js';
import { describeTables } from './tables.js';

export interface BuildOptions {
  /** In any order; each document once. */
  records: AsyncIterable<GongkaiRecord> | Iterable<GongkaiRecord>;
  /** Where a document was published, the place that it is named after first: the table `sources`. */
  placesOf?: (sha256: string) => readonly DocumentPlace[];
  /** Which documents are superseded: of these there is a row in `documents`, and in `sources`, and nothing else. */
  standingOf?: (sha256: string) => Standing;
  /** The rows of superseded documents, too. */
  allVersions?: boolean;
  /** What people corrected: applied to the records, and told in the table `corrections`. */
  corrections?: Corrections;
  /** Families of indicators that the user decided: the table `comparisons`. */
  families?: FamilyChoices;
  /** The dataset directory; replaced as a whole when the new one is complete. */
  directory: string;
  /** Version of gongkai, for the codebook and datapackage.json. */
  version: string;
  /** Where the texts of documents are, for the index of the full-text search; without it there is none. */
  texts?: IndexSources;
  /** Who publishes the dataset, where and under which licence, for both descriptors. */
  publication?: Publication | null;
  onProgress?: (progress: BuildProgress) => void;
  /** Sees the rows by table before anything is published; where it throws, the old dataset stays. */
  accept?: (counts: Record<string, number>) => void;
}

export interface BuildProgress {
  stage: 'records' | 'files' | 'search';
  /** Records taken in so far. */
  documents: number;
}

export interface BuiltDataset {
  /** Rows by table. */
  counts: Record<string, number>;
  /** Every file but the databases (tables, search), whose bytes differ from build to build, and `datapackage.json`, which lists them. */
  files: DatasetFile[];
  /** Names of `families` that no indicator has. */
  unusedFamilies: string[];
  /** Documents whose text the search cannot find, by SHA-256: it is not there. */
  withoutText: string[];
}

export const DATABASE_FILE = 'gongkai.duckdb';
const CROISSANT_FILE = 'croissant.json';
/** What does not fit is spilled to disk: a build must not depend on the size of the machine. */
const MEMORY_LIMIT = '256MB';
/**
 * Each thread sorts and writes in memory of its own: two could not put 31 million readings in order within the limit,
 * nor write them. And with one the bytes of a Parquet file do not depend on the machine.
 */
const THREADS = '1';

/** Builds the dataset anew. Throws only for mistakes of ours; then the old dataset is still there. */
export async function buildDataset(options: BuildOptions): Promise<BuiltDataset> {
  const { corrections = new Corrections([]), placesOf = () => [], directory, version, onProgress, accept } = options;
  const { standingOf = () => CURRENT, allVersions = false } = options;
  const versions: Versions = {
    standingOf,
    isWhole: (sha256) => allVersions || standingOf(sha256).standing !== 'superseded',
  };
  const records = corrections.over(options.records, versions);
  const comparisons = comparisonsTable(loadLexicon(), options.families ?? NO_CHOICES);
  const tables = describeTables();
  boundHeapGrowth();
  return replaceDirectory(directory, async (into) => {
    const staging = join(into, 'staging.duckdb');
    const spill = join(into, 'spill');
    const database = await openDatabase(join(into, DATABASE_FILE), {
      memory_limit: MEMORY_LIMIT,
      temp_directory: spill,
      threads: THREADS,
    });
    let documents = 0;
    let counts: Record<string, number>;
    let paths: string[];
    let withoutText: string[] = [];
    try {
      const onDocuments = (taken: number) => {
        documents = taken;
        onProgress?.({ stage: 'records', documents });
      };
      counts = await withDerivedChecks(into, database, (checks) =>
        loadTables(database, tables, records, staging, onDocuments, {
          derived: [checks, comparisons, sourcesTable(placesOf), correctionsTable(corrections)],
          versions,
        }),
      );
      accept?.(counts);
      onProgress?.({ stage: 'files', documents });
      paths = await writeFiles(database, tables, into);
      if (options.texts) {
        onProgress?.({ stage: 'search', documents });
        ({ withoutText } = await writeIndex(database, options.texts, into));
      }
      await database.run('CHECKPOINT');
    } finally {
      database.close();
    }
    for (const path of [staging, `${staging}.wal`, spill]) await rm(path, { recursive: true, force: true });
    await writeFile(join(into, 'codebook.md'), codebook(version, tables));
    const files: DatasetFile[] = [];
    for (const path of [...paths, 'codebook.md']) files.push(await describeFile(into, path));
    const publication = options.publication ?? null;
    await writeJson(join(into, CROISSANT_FILE), croissant(version, tables, files, publication));
    files.push(await describeFile(into, CROISSANT_FILE));
    await writeJson(join(into, SEAL), dataPackage(version, tables, files, publication));
    for (const path of [DATABASE_FILE, SEAL]) await synchronize(join(into, path));
    return { counts, files, unusedFamilies: comparisons.unused(), withoutText };
  });
}

async function writeJson(path: string, content: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}

async function describeFile(directory: string, path: string): Promise<DatasetFile> {
  const file = join(directory, path);
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  await synchronize(file);
  return { path, bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
