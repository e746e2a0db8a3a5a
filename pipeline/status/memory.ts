/**
 * What a look at the data folder found, kept for the next one: `archive/status.json`. With it a look reads what has changed
 * since, however many sites there are. Derived: deleted, damaged or not writable it costs time and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, writeIncoming } from '../archive/durable-file.js';
import { FOLD_VERSION, type RunState } from '../archive/fold.js';
import type { RecordStore } from '../records/store.js';
import type { DocumentStatuses } from './document-statuses.js';
import type { LogTail } from './log-tail.js';

/** Of the file's form: another one is not read. */
const FORM = 1;

/** What was read of a site. */
export interface Seen {
  /** How its folder of logs and its last log were when it was read (survey.ts); null: they may have changed since. */
  stamp: string | null;
  run: RunState | null;
  /** Hashes of the documents that it ever published. */
  documents: string[];
  tail: LogTail;
}

interface Kept {
  form: number;
  /** The versions of the fold and of the reading that it holds for. */
  fold: number;
  reading: string;
  sites: Record<string, Pick<Seen, 'stamp' | 'run' | 'tail'> & { documents: Record<string, string> }>;
}

/** By site. The statuses of documents go into `statuses`, as far as their records are still there. */
export async function recall(
  data: string,
  records: RecordStore,
  statuses: DocumentStatuses,
): Promise<Map<string, Seen>> {
  const text = await readFile(pathOf(data), 'utf8').catch(() => null);
  const kept = text === null ? null : parse(text);
  if (!kept || kept.form !== FORM || kept.fold !== FOLD_VERSION || kept.reading !== records.version) return new Map();
  const recorded = new Set(await records.list());
  return new Map(
    Object.entries(kept.sites).map(([site, { documents: byStatus, ...seen }]) => {
      const documents: string[] = [];
      for (const [status, hashes] of Object.entries(byStatus)) {
        for (const sha256 of hashes.split(' ')) {
          documents.push(sha256);
          if (status !== '' && recorded.has(sha256)) statuses.remember(sha256, status);
        }
      }
      return [site, { ...seen, documents }] as const;
    }),
  );
}

/** Where it cannot be written, the next look takes longer. */
export async function keep(
  data: string,
  reading: string,
  seen: ReadonlyMap<string, Seen>,
  statuses: DocumentStatuses,
): Promise<void> {
  const sites: Kept['sites'] = {};
  for (const [site, { stamp, run, tail, documents }] of seen) {
    const byStatus = new Map<string, string[]>();
    for (const sha256 of documents) {
      const status = statuses.settled(sha256) ?? '';
      const hashes = byStatus.get(status);
      if (hashes) hashes.push(sha256);
      else byStatus.set(status, [sha256]);
    }
    const joined = [...byStatus].map(([status, hashes]) => [status, hashes.join(' ')]);
    sites[site] = { stamp, run, tail, documents: Object.fromEntries(joined) };
  }
  const kept: Kept = { form: FORM, fold: FOLD_VERSION, reading, sites };
  const folder = join(data, 'archive');
  await writeIncoming(folder, JSON.stringify(kept), { durable: false })
    .then((path) => publish(path, pathOf(data)))
    .catch(() => {});
}

function parse(text: string): Kept | null {
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null; // damaged
  }
}

function pathOf(data: string): string {
  return join(data, 'archive', 'status.json');
}
