/** The five real documents as records, in the order of the domain reference: S0–S4. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GongkaiRecord } from '../../../normalizers/record.js';
import { loadLexicon } from '../../../pipeline/lexicon.js';
import { processDocument } from '../../../pipeline/process.js';

const CORPUS = join(import.meta.dirname, '../../../corpora/documents');
export const SEEDS = {
  S0: 'cn-jilin-dehui-2024-targets-cell-lines',
  S1: 'cn-jilin-dehui-2023-evaluations-prose',
  S2: 'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
  S3: 'cn-shandong-pingyin-2024-targets-scan-text',
  S4: 'cn-sichuan-panzhihua-dong-2024-report-prose',
} as const;
export type Seed = keyof typeof SEEDS;

export const lexicon = loadLexicon();

/** A document of the corpus as a record. */
export async function corpusRecord(slug: string): Promise<GongkaiRecord> {
  const folder = join(CORPUS, slug);
  const name = readdirSync(folder).find((file) => file.startsWith('original.'))!;
  const bytes = readFileSync(join(folder, name));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return processDocument(bytes, { source: join(slug, name), sha256 }, lexicon);
}

export async function seedRecords(): Promise<Record<Seed, GongkaiRecord>> {
  const records = await Promise.all(
    Object.entries(SEEDS).map(async ([seed, slug]) => [seed, await corpusRecord(slug)] as const),
  );
  return Object.fromEntries(records) as Record<Seed, GongkaiRecord>;
}
