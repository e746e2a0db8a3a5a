/** The checks over a stream of records: what each comes to, then what only all of them together tell. */
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { boundHeapGrowth } from '../heap.js';
import { DatasetChecks, type DocumentOutcome } from './dataset-checks.js';
import { referenceOf } from './facts.js';
import type { ChosenRules } from './rules.js';

export interface CheckOptions {
  records: AsyncIterable<GongkaiRecord> | Iterable<GongkaiRecord>;
  lexicon: Lexicon;
  rules: ChosenRules;
  /** A folder for what does not fit into memory; left as it was. */
  scratch: string;
}

/**
 * One batch a record, in the order of the records, then batches of the rules over documents. Nothing is held but what
 * those rules need, which lies on disk.
 */
export async function* runChecks({
  records,
  lexicon,
  rules,
  scratch,
}: CheckOptions): AsyncGenerator<readonly DocumentOutcome[]> {
  boundHeapGrowth();
  const dataset = rules.ofDataset.length > 0 ? await DatasetChecks.open(scratch) : null;
  try {
    for await (const record of records) {
      dataset?.add(record);
      const document = referenceOf(record);
      yield checkRecord(record, lexicon, rules.ofRecords).map((outcome) => ({ ...outcome, document }));
    }
    if (dataset) for await (const outcome of dataset.outcomes(rules.ofDataset)) yield [outcome];
  } finally {
    await dataset?.close();
  }
}
