/**
 * The data folder: archive, logs and records under one roof, shared by any number of processes.
 *
 * `archive/objects/ab/<sha256>` · `archive/log/local.jsonl` for files, `archive/log/<site>/<run>.jsonl` for sites ·
 * `archive/index/<site>/`, derived from these · `records/<version>/ab/<sha256>.json` ·
 * `texts/<version>/ab/<sha256>.json.gz` · `dataset/`
 */
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GongkaiRecord } from '../normalizers/record.js';
import { agreesWithSite } from '../normalizers/region/site-entry.js';
import { Archive, type Digest, digestFile } from './archive/archive.js';
import { sweepIncoming } from './archive/durable-file.js';
import { type Known, SightingLog } from './archive/log.js';
import { type NamedDocument, Provenance } from './archive/provenance.js';
import { Published } from './archive/published.js';
import type { FoundFile } from './intake/find.js';
import { RecordStore } from './records/store.js';
import { readingVersion } from './records/version.js';
import { TextStore } from './search/text-store.js';

/** Statuses of a page that stands in the place of a document: it takes the place of none. */
const REFUSALS = ['blocked', 'gone'];

export interface UnreadDocument extends NamedDocument {
  /** It has a record that is outdated: what it is called and the entry of its site are evidence, so it is read again. */
  renamed?: boolean;
}

/** Whether a record has another name than the document is to have, or does not know what the entry of its site says. */
export function isOutdated(
  record: GongkaiRecord,
  { source, siteRegion }: Pick<NamedDocument, 'source' | 'siteRegion'>,
): boolean {
  return record.document.source !== source || !agreesWithSite(record, siteRegion);
}

/** `DataFolder.published` by any version's records. */
export async function publishedBy(
  data: string,
  local: SightingLog,
  records: RecordStore,
  time?: string,
): Promise<Published> {
  const isContent = async (sha256: string) => {
    // An archive has no record: its members have.
    if (local.get(sha256)?.unpacked) return true;
    const record = await records.status(sha256);
    return record !== null && !REFUSALS.includes(record.status);
  };
  return Published.read(data, { local, isContent, ...(time === undefined ? {} : { time }) });
}

export class DataFolder {
  private constructor(
    readonly path: string,
    readonly archive: Archive,
    readonly log: SightingLog,
    readonly records: RecordStore,
    readonly texts: TextStore,
  ) {}

  /** Opens the folder for writing, making what is missing. */
  static async open(path: string): Promise<DataFolder> {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    const folder = await DataFolder.#of(path);
    await folder.archive.sweep();
    await folder.records.prepare();
    await sweepIncoming(folder.texts.directory);
    return folder;
  }

  /** Opens the folder as it is, for reading. */
  static async inspect(path: string): Promise<DataFolder> {
    return DataFolder.#of(path);
  }

  static async #of(path: string): Promise<DataFolder> {
    const archive = join(path, 'archive');
    const log = await SightingLog.open(join(archive, 'log', 'local.jsonl'));
    const version = readingVersion();
    const records = new RecordStore(join(path, 'records'), version);
    return new DataFolder(path, new Archive(archive), log, records, new TextStore(join(path, 'texts'), version));
  }

  get dataset(): string {
    return join(this.path, 'dataset');
  }

  /** Archives a file and logs that it was seen, in `parent` if it was in an archive. Over `limit` bytes it is only hashed and logged. */
  async take({ path, source }: FoundFile, limit: number, signal: AbortSignal, parent?: string): Promise<Known> {
    const tooLarge = (await stat(path)).size > limit;
    let digest: Digest = await digestFile(path, signal);
    const known = tooLarge || (await this.archive.has(digest));
    // What is kept is named by what was copied: the file may have changed since it was hashed.
    if (!known) digest = await this.archive.put(createReadStream(path, { signal }));
    const outcome = tooLarge ? 'too-large' : known ? 'known' : 'archived';
    const time = new Date().toISOString();
    await this.log.append({
      time,
      source,
      ...digest,
      outcome,
      ...(tooLarge ? { limit } : {}),
      ...(parent ? { parent } : {}),
    });
    return this.log.get(digest.sha256)!;
  }

  /** Logs that all members of an archive were taken: it has no record, and nothing of it is still to do. */
  async noteUnpacked({ sha256, source, bytes }: Known): Promise<void> {
    await this.log.append({ time: new Date().toISOString(), source, sha256, bytes, outcome: 'unpacked' });
  }

  /** Where the documents of files and sites come from, as of now. */
  async provenance(): Promise<Provenance> {
    await this.log.refresh();
    return Provenance.read(this.path, this.log);
  }

  /**
   * What is in the archive and has no record of this version, or an outdated one: the whole of the work still to do.
   */
  async unread(): Promise<UnreadDocument[]> {
    const read = new Set(await this.records.list());
    const provenance = await this.provenance();
    const unread: UnreadDocument[] = [];
    for (const document of provenance.documents()) {
      const { sha256, unpacked } = document;
      if (!read.has(sha256)) {
        if (!unpacked) unread.push(document);
      } else if (provenance.isDoubtful(sha256)) {
        const record = await this.records.get(sha256);
        if (record && isOutdated(record, document)) unread.push({ ...document, renamed: true });
      }
    }
    return unread;
  }

  /** What stands where, as of now or at a time (ISO 8601, UTC), by what the records of this version say of it. */
  async published(time?: string): Promise<Published> {
    return publishedBy(this.path, this.log, this.records, time);
  }

  /** The records of this version that count: without those of documents whose page was published anew since. */
  async *currentRecords(): AsyncGenerator<GongkaiRecord> {
    const published = await this.published();
    for (const sha256 of await this.records.list()) {
      if (published.standingOf(sha256)?.standing === 'superseded') continue;
      const record = await this.records.get(sha256);
      if (record) yield record;
    }
  }

  async close(): Promise<void> {
    await this.log.close();
  }
}
