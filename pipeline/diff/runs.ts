/** What can be compared: two datasets. What is none yet (records of a version, the archive at a time) is built into one. */
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CURRENT, type Published } from '../archive/published.js';
import { Corrections } from '../corrections/corrections.js';
import { DataFolder, publishedBy } from '../data-folder.js';
import { type BuildOptions, buildDataset, DATABASE_FILE } from '../dataset/build.js';
import { SEAL } from '../dataset/directory.js';
import { RecordStore } from '../records/store.js';

export interface Run {
  /** As it was asked for. */
  name: string;
  /** The dataset's directory. */
  directory: string;
  /** The version of gongkai that read it. */
  version: string;
}

/** A dataset, a data folder with one, or a folder `records/<version>`; null where it is none of these. */
export async function findRun(name: string, data: string, scratch: string): Promise<Run | null> {
  for (const directory of [name, join(name, 'dataset')]) {
    if (await exists(join(directory, DATABASE_FILE))) return { name, directory, version: await versionOf(directory) };
  }
  for (const folder of [resolve(name), join(resolve(data), 'records', name)]) {
    const records = new RecordStore(dirname(folder), basename(folder));
    if ((await records.list()).length === 0) continue;
    // Corrections belong to the data folder: `<data>/records/<version>`.
    const corrections = await Corrections.read(dirname(dirname(folder)));
    const { version } = records;
    const standingOf = await standingsIn(dirname(dirname(folder)), records);
    await buildDataset({ records: records.all(), corrections, standingOf, directory: scratch, version });
    return { name, directory: scratch, version };
  }
  return null;
}

/** The documents that were published at a time, as this version reads them; null where this version has read none. */
export async function runAt(time: string, data: string, scratch: string): Promise<Run | null> {
  const folder = await DataFolder.inspect(data);
  if ((await folder.records.list()).length === 0) return null;
  const published = await folder.published(time);
  const { version } = folder.records;
  const corrections = await Corrections.read(data);
  await buildDataset({ records: thoseIn(published, folder), corrections, directory: scratch, version });
  return { name: time, directory: scratch, version };
}

/** What stands where, by the logs of the data folder that the records are in. */
async function standingsIn(data: string, records: RecordStore): Promise<NonNullable<BuildOptions['standingOf']>> {
  const { log } = await DataFolder.inspect(data);
  const published = await publishedBy(data, log, records);
  return (sha256) => published.standingOf(sha256) ?? CURRENT;
}

async function* thoseIn(published: Published, { records }: DataFolder) {
  for (const sha256 of await records.list()) {
    const record = published.has(sha256) ? await records.get(sha256) : null;
    if (record) yield record;
  }
}

async function versionOf(directory: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(directory, SEAL), 'utf8')) as { version: string };
  return version;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
