/** What `build` and `run` have in common: from the records of a data folder to its dataset. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { CURRENT } from '../archive/published.js';
import type { Corrections } from '../corrections/corrections.js';
import type { DataFolder } from '../data-folder.js';
import type { BuildOptions } from '../dataset/build.js';
import { readPublication } from '../dataset/publication.js';
import { loadLexicon } from '../lexicon.js';
import { addToTally, emptyTally, type Tally } from '../records/tally.js';
import { CannotWorkError, type Context } from './command.js';

const BUILD_STAGES = { files: 'writing files', search: 'the index of the search' };

export interface Built {
  /** What the records in the dataset come to. */
  tally: Tally;
  /** Rows of each table. */
  counts: Record<string, number>;
  /** Documents that another version took the place of. */
  superseded: number;
}

/** Which versions of a page count. */
interface Versions {
  /** Those that were there at this time (ISO 8601, UTC), and no others; the dataset goes to `directory`. */
  asOf?: { time: string; directory: string };
  /** Those that were superseded, too. */
  allVersions?: boolean;
}

/**
 * Builds the dataset from all records of this version. Throws the signal's reason when interrupted; the old dataset stays.
 */
export async function buildFrom(
  data: DataFolder,
  { log, signal }: Pick<Context, 'log' | 'signal'>,
  { accept, asOf, allVersions = false }: Pick<BuildOptions, 'accept'> & Versions = {},
): Promise<Built> {
  // Only here: a crawl uses other parts of this file, and loading DuckDB takes longer than a small extract.
  const { buildDataset } = await import('../dataset/build.js');
  const { Corrections } = await import('../corrections/corrections.js');
  const { FAMILIES_FILE, readFamilyChoices } = await import('../compare/families-file.js');
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
  const corrections = await Corrections.read(data.path);
  const published = await data.published(asOf?.time);
  let superseded = 0;
  const families = await readFamilyChoices(data.path, loadLexicon().families);
  for (const problem of families.problems) log.warning(problem, { source: FAMILIES_FILE });
  async function* records(): AsyncGenerator<GongkaiRecord> {
    for await (const record of data.records.all()) {
      signal.throwIfAborted();
      const { sha256 } = record.document;
      if (asOf && !published.has(sha256)) continue;
      if (published.standingOf(sha256)?.standing === 'superseded') superseded += 1;
      if (allVersions || published.standingOf(sha256)?.standing !== 'superseded') addToTally(tally, record);
      yield record;
    }
  }
  try {
    const { counts, unusedFamilies, withoutText } = await buildDataset({
      records: records(),
      corrections,
      families,
      placesOf: (sha256) => {
        const places = provenance.places(sha256);
        return asOf ? published.places(sha256, places) : places;
      },
      standingOf: (sha256) => published.standingOf(sha256) ?? CURRENT,
      allVersions,
      directory: asOf?.directory ?? data.dataset,
      version: data.records.version,
      publication: publicationOf(data.path),
      texts: { textOf: (sha256) => data.texts.get(sha256) },
      ...(accept ? { accept } : {}),
      onProgress: ({ stage, documents }) =>
        log.status(`building: ${stage === 'records' ? `${documents} records` : BUILD_STAGES[stage]}`),
    });
    tellCorrections(corrections, log);
    for (const name of unusedFamilies) log.warning(`no indicator is called ${name}`, { source: FAMILIES_FILE });
    if (withoutText.length > 0) {
      const [first] = withoutText;
      log.warning(
        `the search does not find the text of ${withoutText.length} documents, of which none is kept: ${first}, …`,
      );
    }
    return { tally, counts, superseded };
  } finally {
    log.status(null);
  }
}

/** A mistake in publication.yml is its writer's: it is told, and the old dataset stays. */
function publicationOf(path: string): ReturnType<typeof readPublication> {
  try {
    return readPublication(path);
  } catch (error) {
    throw new CannotWorkError((error as Error).message);
  }
}

/** What became of the corrections, in a line each for what a person has to look at; the dataset has all of them. */
export function tellCorrections(corrections: Corrections, log: Context['log']): void {
  const counts = new Map<string, number>();
  for (const { correction, state, reason, document } of corrections.outcomes()) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
    if (state !== 'reopened' && state !== 'invalid' && state !== 'unknown-record') continue;
    const where = { source: `corrections/${correction.file}:${correction.line}` };
    log.warning(`correction ${state}: ${reason}${document ? ` (${document.source})` : ''}`, where);
  }
  if (counts.size > 0) log.info(`corrections: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`);
}

/** The rows by table of the dataset that is there; empty where there is none that can be read. */
export async function publishedCounts(data: DataFolder): Promise<Record<string, number>> {
  const { DATABASE_FILE } = await import('../dataset/build.js');
  const { openDatabase, quoteName } = await import('../dataset/duckdb.js');
  const path = join(data.dataset, DATABASE_FILE);
  if (!existsSync(path)) return {};
  const database = await openDatabase(path, { access_mode: 'READ_ONLY' });
  try {
    const counts: Record<string, number> = {};
    for (const { name } of await database.rows('SELECT table_name AS name FROM duckdb_tables()')) {
      const [row] = await database.rows(`SELECT count(*) AS rows FROM ${quoteName(String(name))}`);
      counts[String(name)] = Number(row?.rows);
    }
    return counts;
  } finally {
    database.close();
  }
}

/** Told of versions that are no longer there, where there are any. */
export function supersededRow(superseded: number): [name: string, value: string][] {
  if (superseded === 0) return [];
  return [['superseded', `${superseded}  (documents whose page was published anew since)`]];
}

/** Names and values in two columns. */
export function columns(rows: readonly (readonly [name: string, value: string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}
