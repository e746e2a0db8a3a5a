/** The corpus of documents whose truth is known: one folder each, with its origin, its bytes and its golden. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { processDocument } from '../process.js';
import { type Comparison, compareRecord, type Tally } from './compare.js';

export interface CorpusDocument {
  slug: string;
  directory: string;
  /** The document's own file, named by origin.json. */
  file: string;
}

/** What a document comes to today: its score against the golden, and its findings. Held in accepted.json. */
export interface Accepted {
  tallies: Record<string, Tally>;
  findings: string[];
}

export interface Scored extends CorpusDocument {
  record: GongkaiRecord;
  comparison: Comparison;
  current: Accepted;
  /** Null where accepted.json is missing. */
  accepted: Accepted | null;
}

/** The documents of a corpus folder, or the one that the folder itself is. Throws where origin.json or golden.json is missing. */
export function readCorpus(directory: string): CorpusDocument[] {
  if (existsSync(join(directory, 'origin.json'))) return [readCorpusDocument(directory)];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readCorpusDocument(join(directory, entry.name)))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

function readCorpusDocument(directory: string): CorpusDocument {
  const origin = readJson(join(directory, 'origin.json')) as { file: string };
  if (!existsSync(join(directory, 'golden.json'))) throw new Error(`${directory}: golden.json is missing`);
  return { slug: directory.split(/[\\/]/).filter(Boolean).at(-1)!, directory, file: origin.file };
}

export async function scoreDocument(document: CorpusDocument, lexicon: Lexicon): Promise<Scored> {
  const bytes = readFileSync(join(document.directory, document.file));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const record = await processDocument(bytes, { source: document.file, sha256 }, lexicon);
  const comparison = compareRecord(
    readJson(join(document.directory, 'golden.json')),
    record as unknown as Record<string, unknown>,
  );
  const path = join(document.directory, 'accepted.json');
  const accepted = existsSync(path) ? (readJson(path) as unknown as Accepted) : null;
  const current = { tallies: comparison.tallies, findings: record.findings.map(outline) };
  return { ...document, record, comparison, current, accepted };
}

/** A finding in one line that a person can check against the page. */
function outline({ code, severity, message, at }: GongkaiRecord['findings'][number]): string {
  const first = at[0];
  const place = !first
    ? ''
    : 'line' in first
      ? `line ${first.line}: `
      : 'page' in first
        ? `page ${first.page}: `
        : `${first.path}: `;
  return `${severity} ${code}: ${place}${message}`;
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
